"""The ball of SAM over all weights as a cap: which point of it is worst, and for which centre it is best."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.beyond.words import CENTRE, MODEL, ONE_WEAK, OURS
from theory.papers.sources import URLS

WHERE = "Theorem 4.3: all weights perturbed"
ACCURACY = "p*Phi(kappa*c + t) + (1 - p)*Phi(kappa*c - t)"
SLOPE = "kappa*(p*phi(kappa*c + t) {} (1 - p)*phi(kappa*c - t))"
TANGENTS = {"centre": "m*(1 - e**2)", "square of r": "e**2*(m**2 + 1/(1 - e**2))"}
INSIDE = ", 0 < rho < sqrt(d), " + CENTRE
ENDS = "the ends of the meridian are the worst points"
UNIQUE = "wei2023/thm-4.3-unique"

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.cap.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.lemma(
    "full-weights-reduction",
    WHERE,
    "equal rest weights are best: accuracy falls with the angle psi",
    r"A classifier's accuracy depends on $t = w_1/n$, $n = \|w_{rest}\|$, and on $c = \cos\psi$, $\psi$ the angle of "
    r"$w_{rest}$ to $(1, \dots, 1)$; it rises with $c$, and no centre of SAM's ball is better than one with equal rest "
    r"weights.",
    domain=MODEL,
    uses="wei2023/eq-7",
    parts="full-weights-accuracy full-weights-falls-with-angle full-weights-rotation",
)
SECTION.equation(
    "full-weights-accuracy",
    WHERE,
    "accuracy of any linear classifier with some rest weight",
    r"A classifier with $t = w_1/n$, $n = \|w_{rest}\| > 0$ and $c = \cos\psi$, $\psi$ the angle of $w_{rest}$ to "
    r"$(1, \dots, 1)$, has accuracy $p\Phi(\kappa c + t) + (1-p)\Phi(\kappa c - t)$, $\kappa = \eta\sqrt d$.",
    ACCURACY,
    symbolic(
        "check_accuracy",
        MODEL + ", every t, c and n > 0",
        "p*Phi(kappa*c - t) + (1 - p)*Phi(kappa*c + t)",
        "p*Phi(2*kappa*c + t) + (1 - p)*Phi(2*kappa*c - t)",
        premises="wei2023/eq-7",
        widened=("0 < p < 1, eta > 0, d >= 1",),
    ),
    domain=MODEL,
    uses="wei2023/eq-7",
)
SECTION.lemma(
    "full-weights-falls-with-angle",
    WHERE,
    "the accuracy falls as the rest weights turn away from (1, ..., 1)",
    r"$\frac{\partial}{\partial c}[p\Phi(\kappa c + t) + (1-p)\Phi(\kappa c - t)] = \kappa [p\varphi(\kappa c + t) + "
    r"(1-p)\varphi(\kappa c - t)] > 0$.",
    SLOPE.format("+"),
    symbolic(
        "check_falls",
        MODEL + ", every t and c",
        SLOPE.format("-"),
        premises="full-weights-accuracy",
        widened=("0 < p < 1, eta > 0, d >= 1", "1/2 < p < 1, eta >= 0, d >= 1"),
    ),
    domain=MODEL,
    uses="full-weights-accuracy",
)
SECTION.lemma(
    "full-weights-rotation",
    WHERE,
    "a ball about turned rest weights reaches a point as bad as the straight one",
    r"Let $u = (1, \dots, 1)/\sqrt d$ and let $v$ be a unit vector at the angle $\psi_0$ to $u$. For each point of the "
    r"ball about $(w, n_0 u)$ whose rest weights have norm $n$ and angle $\psi$ to $u$, the ball about $(w, n_0 v)$ has a "
    r"point with the same $w_1$ and $n$ at the angle $\min(\psi_0 + \psi, \pi) \ge \psi$. Hence its worst accuracy is not "
    r"higher: equal rest weights are best.",
    "psi_0 + psi",
    symbolic(
        "check_rotation",
        "every n, n_0 > 0, 0 <= psi, psi_0 <= pi",
        "psi - psi_0",
        "psi_0 - psi",
        "psi_0 + 2*psi",
        premises="full-weights-falls-with-angle",
        widened=("0 < p < 1, eta > 0, d >= 1", "1/2 < p < 1, eta >= 0, d >= 1"),
    ),
    numerical(
        "theory.papers.beyond.cap.numerics:check_rotation",
        "1,000 random models with d = 2 to 5, a point of a ball of radius 0.1 to 0.7 sqrt(d) each, a random turned centre",
        "psi_0 + psi*(1 + 10**(-11))",
        "psi_0 - psi",
    ),
    domain=MODEL,
    uses="full-weights-falls-with-angle",
)
SECTION.theorem(
    "full-weights-equal-ends",
    WHERE,
    "equal ends of the cap: w = (1 - e^2) w_SAM at another radius",
    r"Rays of slopes $m \pm r$ touch the circle of radius $e < 1$ about $(t_0, 1)$ exactly when $t_0 = m(1 - e^2)$ and "
    r"$r^2 = e^2(m^2 + 1/(1 - e^2))$. Hence, where the ends of the meridian are worst, and that is always so for $d = 1$, "
    r"SAM over all weights has $w = (1 - e^2)\, w_{SAM}(r\sqrt d)$, $e = \rho/\sqrt d$.",
    domain=MODEL + INSIDE,
    uses="full-weights-reduction wei2023/eq-25",
    parts="full-weights-tangents full-weights-ends-worst full-weights-one-weak-feature",
)
SECTION.lemma(
    "full-weights-tangents",
    WHERE,
    "rays of slopes m - r and m + r touch a circle about (t_0, 1)",
    r"Rays of slopes $m \pm r$, $r > 0$, touch the circle of radius $e < 1$ about $(t_0, 1)$ exactly when "
    r"$t_0 = m(1 - e^2)$ and $r^2 = e^2(m^2 + 1/(1 - e^2))$, $e = \rho/\sqrt d$.",
    TANGENTS,
    symbolic(
        "check_tangents",
        "all m and 0 < e < 1: both rays touch the circle, and no other (t_0, r) does it for given m",
        TANGENTS | {"centre": "m*(1 + e**2)"},
        TANGENTS | {"square of r": "e**2*(m**2 + 1)"},
        widened=("rho > 0, d >= 1",),
    ),
    domain="d >= 1, 0 < rho < sqrt(d)",
)
SECTION.theorem(
    "full-weights-ends-worst",
    WHERE,
    "where both ends are worst and equal: w = (1 - e^2) w_SAM(r sqrt(d))",
    r"Where the ends of the meridian are equally accurate and the worst points of the ball about $w$, $w$ is the only "
    r"optimum of SAM over all weights, and $w = (1 - e^2)\, w_{SAM}(r\sqrt d)$ with $m\sqrt d = w_{SAM}(r\sqrt d)$ and "
    r"$r^2 = e^2(m^2 + 1/(1 - e^2))$.",
    "m*(1 - e**2)",
    symbolic(
        "check_equal_ends",
        MODEL + ", rho < sqrt(d)",
        "m*(1 + e**2)",
        "m",
        premises=f"full-weights-rotation full-weights-tangents {UNIQUE}",
        widened=(MODEL + INSIDE, f"{MODEL}, rho > 0, {CENTRE}, {ENDS}"),
    ),
    domain=MODEL + INSIDE + ", " + ENDS,
    uses="full-weights-tangents wei2023/eq-25",
)
SECTION.theorem(
    "full-weights-one-weak-feature",
    WHERE,
    "d = 1: the ends are always worst, so w = (1 - e^2) w_SAM(r)",
    r"For $d = 1$ and $\rho < 1$ the worst point of the ball is an end of the meridian, and SAM over all weights has the "
    r"only optimum $w = (1 - \rho^2)\, w_{SAM}(r)$ with $m = w_{SAM}(r)$ and $r^2 = \rho^2(m^2 + 1/(1 - \rho^2))$.",
    "m*(1 - e**2)",
    symbolic(
        "check_equal_ends",
        ONE_WEAK + ", rho < 1",
        "m*(1 + e**2)",
        "m",
        premises=f"full-weights-accuracy full-weights-tangents {UNIQUE}",
        widened=(MODEL + INSIDE,),
        one_weak=True,
    ),
    domain=ONE_WEAK + INSIDE,
    uses="full-weights-tangents wei2023/eq-25",
)
SECTION.theorem(
    "full-weights-largest-radius",
    WHERE,
    "d = 1: finite up to rho = 1, then it jumps to infinity",
    r"For $d = 1$ the weight of SAM over all weights tends to $a + \sqrt{1 + a^2}$ as $\rho \to 1$, where "
    r"$\mathrm{acc}(a) = p$; for $\rho > 1$ no finite weight is best.",
    domain="d = 1, 1/2 < p < 1, eta > 0",
    uses="full-weights-equal-ends large-radius-limit",
    parts="full-weights-largest-radius-limit full-weights-beyond-largest-radius",
)
SECTION.theorem(
    "full-weights-largest-radius-limit",
    WHERE,
    "d = 1: as rho tends to 1 the weight tends to a + sqrt(1 + a^2)",
    r"For $d = 1$ the weight of SAM over all weights stays finite as $\rho \to 1$ and tends to $a + \sqrt{1 + a^2}$, where "
    r"$\mathrm{acc}(a) = p$.",
    "a + sqrt(1 + a**2)",
    symbolic(
        "check_largest_radius",
        "every a",
        "a",
        "a - sqrt(1 + a**2)",
        "2*a",
        premises="full-weights-one-weak-feature large-radius-end",
        widened=(ONE_WEAK + INSIDE,),
    ),
    numerical(
        "theory.papers.beyond.cap.numerics:check_largest_radius",
        "three models, rho = 1 - 1e-9",
        "a",
        "a + sqrt(2 + a**2)",
        "(a + sqrt(1 + a**2))*(1 + 2/10**6)",
    ),
    domain=ONE_WEAK + INSIDE + ", rho -> 1 from below",
    uses="full-weights-equal-ends large-radius-limit",
)
SECTION.theorem(
    "full-weights-beyond-largest-radius",
    WHERE,
    "rho > sqrt(d): the worst accuracy is below p at every w and tends to p",
    r"For $\rho > \sqrt d$ the worst accuracy over the ball is below $p$ at every $w$ and tends to $p$ as $w \to \infty$: "
    r"no finite weight is best.",
    "p",
    symbolic(
        "check_beyond",
        MODEL + ", rho > sqrt(d)",
        "1/2",
        "1 - p",
        "Phi(kappa)",
        premises="full-weights-accuracy full-weights-falls-with-angle",
        widened=(f"{MODEL}, rho > 0, {CENTRE}", f"1/2 < p < 1, eta >= 0, d >= 1, rho > sqrt(d), {CENTRE}"),
    ),
    domain=f"{MODEL}, rho > sqrt(d), {CENTRE}",
    uses="full-weights-falls-with-angle",
)
