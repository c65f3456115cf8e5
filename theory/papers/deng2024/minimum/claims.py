"""Bilateral sharpness near a minimum, where the expansion around a large gradient does not apply."""

from __future__ import annotations

from theory.entries import Section, numerical, symbolic
from theory.papers.deng2024.words import ADDED, FLATTER, WHERE
from theory.papers.sources import URLS

B_CURVATURE_MINIMUM = {"inside": "h*(x + rho)**2/2", "outside": "2*rho*h*x"}
QUADRATIC = {"MinS": "excess", "MaxS at the minimum": "rho**2*top/2", "MinS at the minimum": "0"}

SECTION = Section("deng2024", URLS["deng2024"], "theory.papers.deng2024.minimum.checks")
SECTION.equation(
    "b-curvature-minimum",
    WHERE,
    "one weight: BilS is h (|x| + rho)^2/2 within rho of the minimum",
    r"For $L = h x^2 / 2$ and $\rho' = \rho$: $\mathrm{BilS} = h (|x| + \rho)^2 / 2$ where $|x| \le \rho$, $2 \rho h"
    r" |x| = 2 \rho |L'|$ outside. Near the minimum the curvature does not cancel.",
    B_CURVATURE_MINIMUM,
    symbolic(
        "check_minimum",
        "any h, rho and x",
        {**B_CURVATURE_MINIMUM, "inside": "h*(x - rho)**2/2"},
        {**B_CURVATURE_MINIMUM, "inside": "2*rho*h*x"},
        {**B_CURVATURE_MINIMUM, "outside": "rho*h*x"},
    ),
    domain="h > 0, rho > 0; x >= 0 by symmetry",
    uses="b-definitions",
    reading=ADDED,
)
SECTION.equation(
    "b-curvature-quadratic",
    WHERE,
    "within rho' of a minimum MinS is the excess loss, 0 at it",
    r"For $L = L_0 + \frac12 \delta^\top H \delta$ with $H \succeq 0$: where $\|\delta\| \le \rho'$, $\mathrm{MinS} "
    r"= L - L_0$, no curvature but the loss itself; at $\delta = 0$, $\mathrm{MinS} = 0$ and $\mathrm{BilS} = "
    r"\mathrm{MaxS} = \frac12 \rho^2 \lambda_{\max}(H)$.",
    QUADRATIC,
    symbolic(
        "check_quadratic",
        "any number of weights",
        {**QUADRATIC, "MinS": "2*excess"},
        {**QUADRATIC, "MinS": "-excess"},
        {**QUADRATIC, "MaxS at the minimum": "rho**2*top"},
        {**QUADRATIC, "MinS at the minimum": "rho**2*top/2"},
    ),
    numerical(
        "theory.papers.deng2024.minimum.numerics:check_quadratic",
        "100 random positive definite Hessians of 1 to 6 weights",
        {**QUADRATIC, "MinS": "2*excess"},
        {**QUADRATIC, "MaxS at the minimum": "-rho**2*top/2"},
    ),
    domain="any number of weights, H positive semidefinite, rho > 0, rho' > 0",
    uses="b-definitions",
    reading=ADDED + "; excess = L - L_0, top = largest eigenvalue of H",
)
SECTION.equation(
    "b-flatter-minimum",
    FLATTER,
    "BilS ranks minima otherwise than MaxS does",
    "At minima BilS differs from MaxS, so that it prefers flatter ones.",
    "Ne(BilS, MaxS)",
    symbolic("check_same_ranking", "any number of weights", "Eq(BilS, MaxS)", "Ne(BilS, 2*MaxS)"),
    domain="quadratic losses at their minima; rho > 0, rho' > 0",
    uses="b-curvature-quadratic",
    reading="not printed: 'a better flatness indicator' read as another ranking of minima",
)
SECTION.equation(
    "b-flatter-minimum-corrected",
    FLATTER,
    "at a minimum BilS is MaxS: both rank minima alike",
    r"At a minimum $\mathrm{BilS} = \mathrm{MaxS}$ for every $\rho, \rho'$: what BSAM changes is the path, not which"
    " minima the indicator prefers.",
    "Eq(BilS, MaxS)",
    symbolic("check_same_ranking", "any number of weights", "Eq(BilS, 2*MaxS)", "Eq(BilS, -MaxS)"),
    domain="quadratic losses at their minima; rho > 0, rho' > 0",
    uses="b-curvature-quadratic",
    corrects="b-flatter-minimum",
    reading="not in the paper; MinS = 0 at a local minimum of any loss once rho' is small enough",
)
