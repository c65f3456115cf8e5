"""Adversarial training under attacks that the paper does not consider: l_2, and on the robust feature too."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, sampled, symbolic
from theory.papers.beyond.words import MODEL, OURS, listed
from theory.papers.sources import URLS

WHERE = "Theorem 4.2: other attacks"
NUMERICS, RIGOROUS = "theory.papers.beyond.attacks.numerics", "theory.papers.beyond.attacks.rigorous"
RANDOM = "2,000 random models (p in [0.55, 0.99], eta sqrt(d) in [0.05, 3], d in [1, 1000]), random radii"
ACCURACY = "attack-accuracies"
L2_REST = "Lambda/(2*(eta - eps/sqrt(d)))"
NO_L2_REST = ("Lambda/(2*(eta - eps))", "Lambda/(2*(eta + eps/sqrt(d)))", "Lambda/(eta - eps/sqrt(d))")
LINF_ALL = "d*(m - sqrt(m**2 - 2*eps*L/d))/(2*eps)"
NO_LINF_ALL = ("d*(m + sqrt(m**2 - 2*eps*L/d))/(2*eps)", "d*(m - sqrt(m**2 - eps*L/d))/(2*eps)")
_RATIO = "Lambda + log((1 {} eps*t/sqrt(1 + t**2))/(1 {} eps*t/sqrt(1 + t**2))) - 2*t*(kappa - eps{})"
L2_ALL = _RATIO.format("-", "+", "*sqrt(1 + t**2)")
NO_L2_ALL = (_RATIO.format("+", "-", "*sqrt(1 + t**2)"), _RATIO.format("-", "+", ""))
LINF_SLOPE, L2_SLOPE = "(w_star - 1 + w_star**2/d)/eta", "w_star**3/(d*eta*sqrt(d)*sqrt(1 + w_star**2/d))"
NO_LINF_SLOPE = ("w_star/eta", "(w_star + 1 + w_star**2/d)/eta")
NO_L2_SLOPE = ("w_star/(eta*sqrt(d))", f"2*{L2_SLOPE}")
BESIDE = " + 3*(1 + w_star)/(10**4*eta)"
BELOW_ROBUST = ", eps > 0, eps < eta, eps < 2p - 1"
JUMPS = {
    ("9/10", "1/10", "100"): "0.52907394",
    ("9/10", "1/2", "10"): "0.43662971",
    ("95/100", "1/5", "100"): "0.59697283",
    ("7/10", "1/10", "10"): "0.30539547",
    ("9/10", "1/10", "10"): "0.16211663",
}
JUMPING = f"{MODEL}, (p, eta, d) in {listed(JUMPS)}"
_ACCURACY = "p*Phi((eta*d + w - eps*{dual})/sqrt(d)) + (1 - p)*Phi((eta*d - w - eps*{dual})/sqrt(d))"
ATTACK_ACCURACIES = {
    "l2, non-robust": _ACCURACY.format(dual="sqrt(d)"),
    "linf, all": _ACCURACY.format(dual="(d + Abs(w))"),
    "l2, all": _ACCURACY.format(dual="sqrt(d + w**2)"),
}
SAMPLED = (
    "w/w* in -0.5, 0.5, 1, 2, eps 0.25 and 0.9 times eta (l_inf) or eta sqrt(d) (l_2), at (p, eta, d) = (0.7, 0.1, 10), "
    "(0.9, 0.5, 10), (0.9, 0.1, 100), (0.95, 0.5, 1)"
)

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.attacks.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.theorem(
    "attack-l2-rest",
    WHERE,
    "l_2 on the weak features: Theorem 4.2 with eps/sqrt(d) for eps",
    r"Under an $\ell_2$ attack of radius $\epsilon < \eta\sqrt d$ on $x_2, \dots, x_{d+1}$ the best weight is "
    r"$\frac{\ln p - \ln(1-p)}{2(\eta - \epsilon/\sqrt d)}$.",
    L2_REST,
    symbolic(
        "check_l2_rest",
        MODEL + ", 0 < eps < eta sqrt(d)",
        *NO_L2_REST,
        premises=ACCURACY,
        widened=(MODEL + ", eps > 0",),
    ),
    numerical(f"{NUMERICS}:check_l2_rest", RANDOM, *NO_L2_REST, f"{L2_REST}*(1 + 1/10**4)"),
    domain=MODEL + ", 0 < eps < eta sqrt(d)",
    uses="wei2023/eq-7 wei2023/eq-17",
)
SECTION.theorem(
    "attack-linf-all",
    WHERE,
    "l_inf on all features: the one local maximum, in closed form",
    r"Under an $\ell_\infty$ attack of radius $\epsilon < \min(\eta, 2p - 1)$ on all features the accuracy has a local "
    r"maximum at some $w > 0$ if and only if $m^2 > 2\epsilon\Lambda'/d$, and only at "
    r"$\frac{d}{2\epsilon}(m - \sqrt{m^2 - 2\epsilon\Lambda'/d})$, $m = \eta - \epsilon$, "
    r"$\Lambda' = \Lambda + \ln\frac{1-\epsilon}{1+\epsilon}$.",
    LINF_ALL,
    symbolic(
        "check_linf_all",
        MODEL + ", 0 < eps < min(eta, 2p - 1), every w > 0",
        *NO_LINF_ALL,
        premises=ACCURACY,
        widened=(MODEL + ", eps > 0, eps < eta", MODEL + ", eps > 0, eps < 2p - 1"),
    ),
    numerical(f"{NUMERICS}:check_linf_all", RANDOM, *NO_LINF_ALL, f"({LINF_ALL})*(1 + 1/10**4)"),
    domain=MODEL + BELOW_ROBUST,
    uses="wei2023/eq-7",
)
SECTION.theorem(
    "attack-l2-all",
    WHERE,
    "l_2 on all features: the equation of the best weight, one root",
    r"Under an $\ell_2$ attack of radius $\epsilon \le 1$ on all features the accuracy at $t = w/\sqrt d > 0$ rises exactly "
    r"where $\Lambda + \ln\frac{1 - \epsilon q}{1 + \epsilon q} > 2t(\kappa - \epsilon s)$, $s = \sqrt{1 + t^2}$, "
    r"$q = t/s$; the left minus the right side is strictly convex in $t$, so at most one local maximum exists, its smaller "
    r"zero.",
    L2_ALL,
    symbolic(
        "check_l2_all",
        MODEL + ", 0 < eps <= 1, every t > 0",
        *NO_L2_ALL,
        premises=ACCURACY,
        widened=(MODEL + ", eps > 0", "0 < p < 1, eta > 0, d >= 1, 0 < eps <= 1"),
    ),
    numerical(f"{NUMERICS}:check_l2_all", RANDOM, *NO_L2_ALL, f"{L2_ALL} + 2*(1 + Lambda)/10**9"),
    domain=MODEL + ", 0 < eps <= 1",
    uses="wei2023/eq-7",
)
SECTION.theorem(
    "attack-all-small",
    WHERE,
    "small eps: all-feature l_inf lowers w if w* + w*^2/d < 1, raises it if > 1",
    r"For small $\epsilon$, under an $\ell_\infty$ attack on all features "
    r"$w = w^* + \frac{\epsilon}{\eta}(w^* - 1 + w^{*2}/d) + O(\epsilon^2)$; under $\ell_2$ on all features "
    r"$w = w^*(1 + \frac{\epsilon}{\kappa}\frac{t^{*2}}{\sqrt{1 + t^{*2}}}) + O(\epsilon^2)$, higher.",
    domain=MODEL + ", eps -> 0",
    uses="attack-linf-all attack-l2-all",
    parts="attack-all-small-linf attack-all-small-l2",
)
SECTION.theorem(
    "attack-all-small-linf",
    WHERE,
    "small eps, l_inf on all features: w lower if w* + w*^2/d < 1, higher if > 1",
    r"For small $\epsilon$, under an $\ell_\infty$ attack on all features the best weight is "
    r"$w^* + \frac{\epsilon}{\eta}(w^* - 1 + w^{*2}/d) + O(\epsilon^2)$.",
    LINF_SLOPE,
    symbolic(
        "check_small",
        MODEL + ", eps -> 0",
        *NO_LINF_SLOPE,
        premises=ACCURACY,
        widened=(MODEL + ", eps > 0",),
        norm="linf",
    ),
    numerical(f"{NUMERICS}:check_small", RANDOM + ", eps small", *NO_LINF_SLOPE, LINF_SLOPE + BESIDE, norm="linf"),
    domain=MODEL + ", eps -> 0",
    uses="attack-linf-all",
)
SECTION.theorem(
    "attack-all-small-l2",
    WHERE,
    "small eps, l_2 on all features: w is raised",
    r"For small $\epsilon$, under an $\ell_2$ attack on all features the best weight is "
    r"$w^*(1 + \frac{\epsilon}{\kappa}\frac{t^{*2}}{\sqrt{1 + t^{*2}}}) + O(\epsilon^2)$: it is raised.",
    L2_SLOPE,
    symbolic(
        "check_small",
        MODEL + ", eps -> 0",
        *NO_L2_SLOPE,
        premises=ACCURACY,
        widened=(MODEL + ", eps > 0",),
        norm="l2",
    ),
    numerical(f"{NUMERICS}:check_small", RANDOM + ", eps small", *NO_L2_SLOPE, L2_SLOPE + BESIDE, norm="l2"),
    domain=MODEL + ", eps -> 0",
    uses="attack-l2-all",
)
SECTION.theorem(
    "attack-raises-weight",
    WHERE,
    "does l_inf AT on all features raise the robust weight?",
    r"Adversarial training against $\ell_\infty$ attacks on all features gives the robust feature more weight than standard "
    r"training: $w > w^*$ for every $\epsilon > 0$.",
    "w_attack > w_star",
    rigorous(
        f"{RIGOROUS}:check_raises",
        "p = 3/5, eta = 1/2, d = 10, eps = 1/10: the global optimum, certified",
        "w_attack < w_star",
        "w_attack <= w_star",
    ),
    domain=MODEL + ", 0 < eps < eta",
    reading="the conclusion of Theorem 4.2 carried over to an attack that does not spare x_1",
)
SECTION.theorem(
    "attack-jump",
    WHERE,
    "l_inf on all features: w jumps to infinity well before eps = eta",
    r"Under $\ell_\infty$ attacks of radius $\epsilon < 1$ on all features the best weight is finite for "
    r"$\epsilon \le (r - 10^{-8})\eta$, and infinite (the weak features are dropped, accuracy $p$) for "
    r"$\epsilon \ge (r + 10^{-8})\eta$; the table gives $r$.",
    JUMPS,
    rigorous(
        f"{RIGOROUS}:check_jump",
        "each ratio -1e-8 and +1e-8; accuracy at each weight falls with eps",
        {("9/10", "1/10", "100"): "0.52907400"},
        {("9/10", "1/10", "100"): "0.52907388"},
        {("9/10", "1/10", "10"): "0.5"},
        premises=ACCURACY,
        widened=(f"{JUMPING}, eps > 0", MODEL + ", (p, eta, d) in {(9/10, 1/10, 1000)}, 0 < eps < 1"),
    ),
    domain=f"{JUMPING}, 0 < eps < 1",
    uses="attack-linf-all",
)
SECTION.equation(
    "attack-accuracies",
    WHERE,
    "accuracy under l_2 attacks and attacks on all features",
    r"The worst perturbation of radius $\epsilon$ lowers the margin by $\epsilon$ times the dual norm $N$ of the weights it "
    r"acts on, so the accuracy is $p\Phi\left(\frac{\eta d + w - \epsilon N}{\sqrt d}\right) + "
    r"(1-p)\Phi\left(\frac{\eta d - w - \epsilon N}{\sqrt d}\right)$: $N = \sqrt d$ for $\ell_2$ on the non-robust "
    r"features, $d + |w|$ for $\ell_\infty$ and $\sqrt{d + w^2}$ for $\ell_2$ on all features.",
    ATTACK_ACCURACIES,
    symbolic(
        "check_accuracies",
        MODEL + ", every w, eps > 0",
        ATTACK_ACCURACIES | {"linf, all": _ACCURACY.format(dual="(d + w)")},
        ATTACK_ACCURACIES | {"l2, all": ATTACK_ACCURACIES["l2, non-robust"]},
        ATTACK_ACCURACIES | {"l2, non-robust": _ACCURACY.format(dual="d")},
        premises="wei2023/eq-7",
        widened=(MODEL,),
    ),
    sampled(
        "simulate.papers.beyond.attacks:check_attacked_accuracies",
        f"{SAMPLED}, 10000000 samples each",
        ATTACK_ACCURACIES | {"linf, all": f"1.01*({ATTACK_ACCURACIES['linf, all']})"},
        ATTACK_ACCURACIES | {"linf, all": _ACCURACY.format(dual="(d + w)")},
        ATTACK_ACCURACIES | {"l2, all": ATTACK_ACCURACIES["l2, non-robust"]},
        ATTACK_ACCURACIES | {"l2, non-robust": ATTACK_ACCURACIES["l2, all"]},
        full=f"{SAMPLED}, 500000000 samples each",
        reads="accuracy",
    ),
    domain=MODEL + ", eps > 0",
    uses="wei2023/eq-7 wei2023/eq-17",
)
