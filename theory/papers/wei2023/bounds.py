"""How SAM's weight grows with the radius: bounds that the paper does not give, proved in ball arithmetic."""

from __future__ import annotations

from theory.ledger.claims import Claim, Kind
from theory.papers.sources import wei2023
from theory.papers.wei2023.words import BALL

LOWER = "1 - (Max(kappa**2/3 - 1, 0)*(3*S/e**2 - 1) + t_star**2*e**2/5*(1 + Max(1 - kappa**2/3, 0)*S)**3)"
SHARPER = "3*H/e**2"
UPPER = "3*S/e**2"

CLAIMS = (
    Claim(
        id="wei2023/thm-4.4-error-bound",
        kind=Kind.THEOREM,
        source=wei2023("not in the paper; completes Theorem 4.4"),
        summary="SAM's shift over w* rho^2/(3d), bounded on both sides",
        statement=(
            r"With $e = \rho/\sqrt d$, $\kappa = \eta \sqrt d$, $t = w^*/\sqrt d$,"
            r" $S = \sum_{k \ge 1} \frac{e^{2k}}{(2k+1)!!}$ and"
            r" $H = \frac{e^{e^2/2}}{\sinh \kappa e} \int_0^e s \sinh(\kappa s) e^{-s^2/2} ds$, for every $\rho > 0$:"
            r" $1 - \left[(\tfrac{\kappa^2}{3} - 1)_+ (\tfrac{3S}{e^2} - 1) + \tfrac{t^2 e^2}{5}"
            r" (1 + (1 - \tfrac{\kappa^2}{3})_+ S)^3\right] < \frac{w_{SAM} - w^*}{w^* \rho^2/(3d)}"
            r" < \frac{3H}{e^2} < \frac{3S}{e^2}$."
        ),
        formula={"ratio": "(w_SAM - w_star)/(w_star*e**2/3)", "lower": LOWER, "upper": (SHARPER, UPPER)},
        domain=BALL,
        uses=("wei2023/slope-sign-form", "wei2023/eq-25", "wei2023/thm-4.3"),
        reading="both functions tend to 1 with e, which gives the leading term of the corrected theorem",
    ),
)
CHECKS = ()
