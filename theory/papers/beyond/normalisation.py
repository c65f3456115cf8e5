"""Which scale of the weights SAM needs: at unit norm, and with all weights perturbed."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.beyond import normalisation_checks as checks
from theory.papers.beyond.statements import MODEL, beyond

WHERE = "section 4.1: the scale of the weights"

CLAIMS = (
    Claim(
        id="beyond/unit-norm-one-weight",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="unit norm, one weight perturbed: w > w*, Theorem 4.3 survives",
        statement=(
            r"With $\|w\|_2 = 1$ and SAM on $w_1$ only, $\rho < 1$, the optimum is the fixed point "
            r"$w = w_{SAM}(\rho\sqrt{d + w^2}) > w^*$ (relative weight), and "
            r"$w - w^* = w^* \frac{d + w^{*2}}{3d} \rho^2 + O(\rho^4)$."
        ),
        formula="w_star*(d + w_star**2)*rho**2/(3*d)",
        domain=MODEL + ", rho -> 0",
        uses=("wei2023/eq-25", "wei2023/eq-15"),
    ),
    Claim(
        id="beyond/free-scale-all-weights",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="all weights perturbed: with free scale SAM is ill-posed too",
        statement=(
            r"With rest weights of common size $n$ the radius in units of the rest is $\rho/n$. For $w = n w^*$ the worst "
            r"accuracy over the ball tends to $\mathrm{acc}(w^*)$ as $n \to \infty$, which no ball of positive radius "
            r"reaches: without a fixed scale SAM over all weights has no solution, and its radius no meaning."
        ),
        formula="p*Phi((eta*d + w_star)/sqrt(d)) + (1 - p)*Phi((eta*d - w_star)/sqrt(d))",
        domain=MODEL + ", rho > 0, n free",
        uses=("beyond/full-weights-reduction",),
    ),
)

CHECKS = (
    Check("beyond/unit-norm-one-weight", Method.SYMBOLIC, MODEL + ", rho -> 0", True, checks.check_unit_norm),
    Check(
        "beyond/unit-norm-one-weight",
        Method.NUMERICAL,
        "1,000 random models, small radii: the fixed point, iterated",
        False,
        checks.check_fixed_point,
    ),
    Check(
        "beyond/free-scale-all-weights",
        Method.NUMERICAL,
        "those of 200 random models with w* < 3 sqrt(d), d >= 2: the worst accuracy at n = 1, 10, 100, 1000",
        False,
        checks.check_free_scale,
    ),
)
