"""Adversarial training under attacks that the paper does not consider: l_2, and on the robust feature too."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.beyond import attack_checks as checks
from theory.papers.beyond import attack_proofs as proofs
from theory.papers.beyond.statements import MODEL, beyond

WHERE = "Theorem 4.2: other attacks"
RANDOM = "2,000 random models (p in [0.55, 0.99], eta sqrt(d) in [0.05, 3], d in [1, 1000]), random radii"

CLAIMS = (
    Claim(
        id="beyond/attack-l2-rest",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="l_2 on the weak features: Theorem 4.2 with eps/sqrt(d) for eps",
        statement=(
            r"Under an $\ell_2$ attack of radius $\epsilon < \eta\sqrt d$ on $x_2, \dots, x_{d+1}$ the best weight is "
            r"$\frac{\ln p - \ln(1-p)}{2(\eta - \epsilon/\sqrt d)}$."
        ),
        formula="Lambda/(2*(eta - eps/sqrt(d)))",
        domain=MODEL + ", 0 < eps < eta sqrt(d)",
        uses=("wei2023/eq-7", "wei2023/eq-17"),
    ),
    Claim(
        id="beyond/attack-linf-all",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="l_inf on all features: the one local maximum, in closed form",
        statement=(
            r"Under an $\ell_\infty$ attack of radius $\epsilon < \min(\eta, 2p - 1)$ on all features the accuracy has a "
            r"local maximum at some $w > 0$ if and only if $m^2 > 2\epsilon\Lambda'/d$, and only at "
            r"$\frac{d}{2\epsilon}(m - \sqrt{m^2 - 2\epsilon\Lambda'/d})$, $m = \eta - \epsilon$, "
            r"$\Lambda' = \Lambda + \ln\frac{1-\epsilon}{1+\epsilon}$."
        ),
        formula="d*(m - sqrt(m**2 - 2*eps*L/d))/(2*eps)",
        domain=MODEL + ", 0 < eps < min(eta, 2p - 1), w > 0",
        uses=("wei2023/eq-7",),
    ),
    Claim(
        id="beyond/attack-l2-all",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="l_2 on all features: the equation of the best weight, one root",
        statement=(
            r"Under an $\ell_2$ attack of radius $\epsilon \le 1$ on all features the accuracy at $t = w/\sqrt d > 0$ rises "
            r"exactly where $\Lambda + \ln\frac{1 - \epsilon q}{1 + \epsilon q} > 2t(\kappa - \epsilon s)$, "
            r"$s = \sqrt{1 + t^2}$, $q = t/s$; the left minus the right side is strictly convex in $t$, so at most one "
            r"local maximum exists, its smaller zero."
        ),
        formula="Lambda + log((1 - eps*t/sqrt(1 + t**2))/(1 + eps*t/sqrt(1 + t**2))) - 2*t*(kappa - eps*sqrt(1 + t**2))",
        domain=MODEL + ", 0 < eps <= 1, t > 0",
        uses=("wei2023/eq-7",),
    ),
    Claim(
        id="beyond/attack-all-small",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="small eps, all features: l_inf lowers w iff w* + w*^2/d < 1",
        statement=(
            r"For small $\epsilon$, under an $\ell_\infty$ attack on all features "
            r"$w = w^* + \frac{\epsilon}{\eta}(w^* - 1 + w^{*2}/d) + O(\epsilon^2)$; under $\ell_2$ on all features "
            r"$w = w^*(1 + \frac{\epsilon}{\kappa}\frac{t^{*2}}{\sqrt{1 + t^{*2}}}) + O(\epsilon^2)$, never lower."
        ),
        formula={
            "linf": "(w_star - 1 + w_star**2/d)/eta",
            "l2": "w_star**3/(d*eta*sqrt(d)*sqrt(1 + w_star**2/d))",
        },
        domain=MODEL + ", eps -> 0",
        uses=("beyond/attack-linf-all", "beyond/attack-l2-all"),
    ),
    Claim(
        id="beyond/attack-raises-weight",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="does l_inf AT on all features raise the robust weight?",
        statement=(
            r"Adversarial training against $\ell_\infty$ attacks on all features gives the robust feature more weight "
            r"than standard training: $w > w^*$ for every $\epsilon > 0$."
        ),
        formula="w_attack > w_star",
        domain=MODEL + ", 0 < eps < eta",
        reading="the conclusion of Theorem 4.2 carried over to an attack that does not spare x_1",
    ),
    Claim(
        id="beyond/attack-jump",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="l_inf on all features: w jumps to infinity well before eps = eta",
        statement=(
            r"Under $\ell_\infty$ attacks on all features the best weight is finite below a certain $\epsilon/\eta$ and "
            r"infinite (the weak features are dropped, accuracy $p$) above it; the table gives that ratio."
        ),
        formula={
            ("9/10", "1/10", "100"): "0.52907394",
            ("9/10", "1/2", "10"): "0.43662971",
            ("95/100", "1/5", "100"): "0.59697283",
            ("7/10", "1/10", "10"): "0.30539547",
            ("9/10", "1/10", "10"): "0.16211663",
        },
        domain="the five settings (p, eta, d)",
        uses=("beyond/attack-linf-all",),
    ),
)

CHECKS = (
    Check("beyond/attack-l2-rest", Method.SYMBOLIC, MODEL + ", 0 < eps < eta sqrt(d)", True, proofs.check_l2_rest),
    Check("beyond/attack-l2-rest", Method.NUMERICAL, RANDOM, False, checks.check_l2_rest),
    Check(
        "beyond/attack-linf-all", Method.SYMBOLIC, MODEL + ", 0 < eps < min(eta, 2p - 1)", True, proofs.check_linf_all
    ),
    Check("beyond/attack-linf-all", Method.NUMERICAL, RANDOM, False, checks.check_linf_all),
    Check("beyond/attack-l2-all", Method.SYMBOLIC, MODEL + ", 0 < eps <= 1, t > 0", True, proofs.check_l2_all),
    Check("beyond/attack-l2-all", Method.NUMERICAL, RANDOM, False, checks.check_l2_all),
    Check("beyond/attack-all-small", Method.SYMBOLIC, MODEL + ", eps -> 0", True, proofs.check_small),
    Check("beyond/attack-all-small", Method.NUMERICAL, RANDOM + ", eps small", False, checks.check_small),
    Check(
        "beyond/attack-raises-weight",
        Method.RIGOROUS,
        "p = 3/5, eta = 1/2, d = 10, eps = 1/10: the global optimum, certified",
        False,
        proofs.check_raises,
    ),
    Check("beyond/attack-jump", Method.RIGOROUS, "each ratio -1e-8 and +1e-8", True, proofs.check_jump),
)
