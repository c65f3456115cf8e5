"""Which scale of the weights SAM needs: at unit norm, and with all weights perturbed."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.beyond.words import MODEL, OURS, POSITIVE_REST
from theory.papers.sources import URLS

WHERE = "section 4.1: the scale of the weights"
NUMERICS = "theory.papers.beyond.scale.numerics"
INSIDE = f"{MODEL}, 0 < rho < 1, {POSITIVE_REST}"
SHIFT = "w_star*(d + w_star**2)*rho**2/(3*d)"
WRONG = ("w_star*rho**2/(3*d)", "w_star*(d - w_star**2)*rho**2/(3*d)", f"2*{SHIFT}")
SUPREMUM = "p*Phi((eta*d + w_star)/sqrt(d)) + (1 - p)*Phi((eta*d - w_star)/sqrt(d))"
NO_SUPREMUM = ("p", "1", "p*Phi((eta*d + w_star)/d) + (1 - p)*Phi((eta*d - w_star)/d)")

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.scale.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.theorem(
    "unit-norm-one-weight",
    WHERE,
    "unit norm, one weight perturbed: w > w*, Theorem 4.3 survives",
    r"With $\|w\|_2 = 1$, equal positive rest weights and SAM on $w_1$ only, $\rho < 1$, the optimum is the fixed point "
    r"$w = w_{SAM}(\rho\sqrt{d + w^2}) > w^*$ (relative weight), and "
    r"$w - w^* = w^* \frac{d + w^{*2}}{3d} \rho^2 + O(\rho^4)$.",
    domain=INSIDE,
    uses="wei2023/eq-25 wei2023/eq-15",
    parts="unit-norm-fixed-point unit-norm-shift",
)
SECTION.theorem(
    "unit-norm-fixed-point",
    WHERE,
    "unit norm, one weight perturbed: the optimum is one fixed point above w*",
    r"With $\|w\|_2 = 1$, equal positive rest weights and SAM on $w_1$ only, $\rho < 1$, there is one optimum; its relative "
    r"weight is the fixed point "
    r"$w = w_{SAM}(\rho\sqrt{d + w^2}) > w^*$.",
    "rho*sqrt(d + w**2)",
    symbolic(
        "check_fixed_point",
        MODEL + ", 0 < rho < 1",
        "rho*sqrt(d)",
        "rho*sqrt(d - w**2)",
        "2*rho*sqrt(d + w**2)",
        premises="wei2023/thm-4.3-unique",
        widened=(
            f"{MODEL}, rho > 0, {POSITIVE_REST}",
            f"0 < p < 1, eta > 0, d >= 1, 0 < rho < 1, {POSITIVE_REST}",
            MODEL + ", 0 < rho < 1",
        ),
    ),
    numerical(
        f"{NUMERICS}:check_fixed_point",
        "500 random models, rho in [0.05, 0.7]: literal weights of norm 1, the fixed point against weights 1% beside it",
        "rho*sqrt(d)",
        "1.1*rho*sqrt(d + w**2)",
    ),
    domain=INSIDE,
    uses="wei2023/eq-25",
)
SECTION.theorem(
    "unit-norm-shift",
    WHERE,
    "unit norm, one weight perturbed: w - w* = w* (d + w*^2) rho^2/(3d)",
    r"With $\|w\|_2 = 1$, equal positive rest weights and SAM on $w_1$ only, the optimum's relative weight is "
    r"$w^* + w^* \frac{d + w^{*2}}{3d} \rho^2 + O(\rho^4)$.",
    SHIFT,
    symbolic(
        "check_unit_norm",
        MODEL + ", rho -> 0",
        *WRONG,
        premises="unit-norm-fixed-point",
        widened=(INSIDE, MODEL + ", rho -> 0"),
    ),
    numerical(
        f"{NUMERICS}:check_unit_norm",
        "1,000 random models, small radii: the fixed point, iterated",
        *WRONG,
        f"{SHIFT}*(1 + 2/10**4)",
    ),
    domain=f"{MODEL}, rho -> 0, {POSITIVE_REST}",
    uses="wei2023/eq-15",
)
SECTION.theorem(
    "free-scale-all-weights",
    WHERE,
    "all weights perturbed: with free scale SAM is ill-posed too",
    r"With rest weights of common size $n$ the radius in units of the rest is $\rho/n$. For $w = n w^*$ the worst accuracy "
    r"over the ball tends to $\mathrm{acc}(w^*)$ as $n \to \infty$, which no ball of positive radius reaches: without a "
    r"fixed scale SAM over all weights has no solution, and its radius no meaning.",
    SUPREMUM,
    symbolic(
        "check_supremum",
        MODEL + ", every rho > 0",
        *NO_SUPREMUM,
        premises="full-weights-accuracy full-weights-falls-with-angle",
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0",),
    ),
    numerical(
        f"{NUMERICS}:check_free_scale",
        "those of 200 random models with w* < 3 sqrt(d), d >= 2: the worst accuracy at n = 1, 10, 100, 1000",
        *NO_SUPREMUM,
    ),
    domain=MODEL + ", rho > 0",
    uses="full-weights-reduction",
)
