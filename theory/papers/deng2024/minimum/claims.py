"""Bilateral sharpness near a minimum, where the expansion around a large gradient does not apply."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.deng2024.words import AT_MINIMUM, FLATTER, OURS, QUADRATIC, WANTED, WHERE
from theory.papers.sources import URLS

LINE = "h > 0, rho > 0; rho_min = rho"
MINIMA = f"{QUADRATIC}; {AT_MINIMUM}; top >= 0, rho > 0, rho_min > 0"
EXCESS = f"{QUADRATIC}; excess >= 0, rho_min > 0, distance <= rho_min"
SHARPNESS = {"MaxS": "rho**2*top/2", "MinS": "0", "BilS": "rho**2*top/2"}

SECTION = Section(
    "deng2024", URLS["deng2024"], "theory.papers.deng2024.minimum.checks", origin=Origin.OURS, source_note=OURS
)
SECTION.equation(
    "b-curvature-minimum",
    WHERE,
    "one weight: BilS is h (|x| + rho)^2/2 within rho of the minimum",
    r"For $L = h x^2 / 2$ and $\rho' = \rho$: $\mathrm{BilS} = h (|x| + \rho)^2 / 2$ where $|x| \le \rho$, $2 \rho h |x|"
    r" = 2 \rho |L'|$ where $|x| \ge \rho$.",
    domain=f"{LINE}; x >= 0",
    uses="b-definitions",
    reading="x >= 0 by symmetry",
    parts="b-curvature-minimum-within b-curvature-minimum-beyond",
)
SECTION.equation(
    "b-curvature-minimum-within",
    WHERE,
    "one weight, within rho of the minimum: BilS is h (|x| + rho)^2/2",
    r"For $L = h x^2 / 2$, $\rho' = \rho$ and $|x| \le \rho$: $\mathrm{BilS} = h (|x| + \rho)^2 / 2$.",
    {"BilS": "h*(x + rho)**2/2"},
    symbolic(
        "check_within",
        "any h and rho, x up to rho",
        {"BilS": "h*(x - rho)**2/2"},
        {"BilS": "2*rho*h*x"},
        {"BilS": "h*(x + rho)**2"},
        widened=(f"{LINE}; x >= 0", "h > 0, rho > 0, 0 <= x <= rho"),
    ),
    domain=f"{LINE}; 0 <= x <= rho",
    uses="b-definitions",
    reading="x >= 0 by symmetry",
)
SECTION.equation(
    "b-curvature-minimum-beyond",
    WHERE,
    "one weight, beyond rho from the minimum: BilS is 2 rho |L'|",
    r"For $L = h x^2 / 2$, $\rho' = \rho$ and $|x| \ge \rho$: $\mathrm{BilS} = 2 \rho h |x| = 2 \rho |L'|$.",
    {"BilS": "2*rho*h*x"},
    symbolic(
        "check_beyond",
        "any h and rho, x from rho",
        {"BilS": "rho*h*x"},
        {"BilS": "h*(x + rho)**2/2"},
        {"BilS": "-2*rho*h*x"},
        widened=(f"{LINE}; x > 0", "h > 0, rho > 0, x >= rho"),
    ),
    domain=f"{LINE}; x >= rho",
    uses="b-definitions",
    reading="x >= 0 by symmetry",
)
SECTION.equation(
    "b-curvature-quadratic",
    WHERE,
    "within rho' of a minimum MinS is the excess loss, 0 at it",
    r"For $L = L_0 + \frac12 \delta^\top H \delta$ with $H \succeq 0$: where $\|\delta\| \le \rho'$, $\mathrm{MinS} = L "
    r"- L_0$, no curvature but the loss itself; at $\delta = 0$, $\mathrm{MinS} = 0$ and $\mathrm{BilS} = "
    r"\mathrm{MaxS} = \frac12 \rho^2 \lambda_{\max}(H)$.",
    domain=f"{QUADRATIC}; rho > 0, rho_min > 0",
    uses="b-definitions",
    parts="b-curvature-quadratic-excess b-curvature-quadratic-minimum",
)
SECTION.equation(
    "b-curvature-quadratic-excess",
    WHERE,
    "within rho' of a minimum MinS is the excess loss",
    r"For $L = L_0 + \frac12 \delta^\top H \delta$ with $H \succeq 0$ and $\|\delta\| \le \rho'$: $\mathrm{MinS} = L - L_0$.",
    {"MinS": "excess"},
    symbolic(
        "check_excess",
        "any number of weights",
        {"MinS": "2*excess"},
        {"MinS": "-excess"},
        {"MinS": "0"},
        widened=(f"{QUADRATIC}; excess >= 0, rho_min > 0", EXCESS.replace(" with a positive semidefinite Hessian", "")),
    ),
    numerical(
        "theory.papers.deng2024.minimum.numerics:check_excess",
        "100 random positive definite Hessians of 1 to 6 weights",
        {"MinS": "2*excess"},
        {"MinS": "-excess"},
        {"MinS": "(1 + 1e-9)*excess"},
    ),
    domain=EXCESS,
    uses="b-definitions",
    reading="excess = L - L_0, distance = |delta|",
)
SECTION.equation(
    "b-curvature-quadratic-minimum",
    WHERE,
    "at a minimum MaxS sees the largest eigenvalue, MinS nothing",
    r"For $L = L_0 + \frac12 \delta^\top H \delta$ with $H \succeq 0$, at $\delta = 0$: $\mathrm{MinS} = 0$ and "
    r"$\mathrm{BilS} = \mathrm{MaxS} = \frac12 \rho^2 \lambda_{\max}(H)$.",
    SHARPNESS,
    symbolic(
        "check_at_minimum",
        "any number of weights",
        {**SHARPNESS, "MaxS": "rho**2*top"},
        {**SHARPNESS, "MinS": "rho**2*top/2"},
        {**SHARPNESS, "BilS": "rho**2*top"},
        widened=(MINIMA.replace(f"; {AT_MINIMUM}", ""), MINIMA.replace("top >= 0, ", "")),
    ),
    numerical(
        "theory.papers.deng2024.minimum.numerics:check_at_minimum",
        "100 random positive definite Hessians of 1 to 6 weights",
        {**SHARPNESS, "MaxS": "-rho**2*top/2"},
        {**SHARPNESS, "MinS": "rho**2*top/2"},
        {**SHARPNESS, "BilS": "(1 + 4e-10)*rho**2*top/2"},
    ),
    domain=MINIMA,
    uses="b-definitions",
    reading="top = the largest eigenvalue of H",
)
SECTION.equation(
    "b-flatter-minimum",
    FLATTER,
    "BilS ranks minima of quadratic losses otherwise than MaxS does",
    r"At minima of quadratic losses BilS differs from MaxS, so that it can prefer flatter ones.",
    "Ne(BilS, MaxS)",
    symbolic("check_same_ranking", "any number of weights", "Eq(BilS, MaxS)", "BilS <= MaxS"),
    domain=MINIMA,
    uses="b-curvature-quadratic-minimum",
    reading="'a better flatness indicator' read as another ranking of minima",
    origin=Origin.READING,
    source_note=WANTED,
)
SECTION.equation(
    "b-flatter-minimum-corrected",
    FLATTER,
    "at a minimum of a quadratic loss BilS is MaxS: both rank minima alike",
    r"At a minimum of a quadratic loss $\mathrm{BilS} = \mathrm{MaxS}$ for every $\rho, \rho'$: what BSAM changes is the "
    "path, not which of such minima the indicator prefers.",
    "Eq(BilS, MaxS)",
    symbolic(
        "check_same_ranking",
        "any number of weights",
        "Eq(BilS, 2*MaxS)",
        "Eq(BilS, -MaxS)",
        widened=(MINIMA.replace(f"; {AT_MINIMUM}", ""), MINIMA.replace("quadratic loss", "loss")),
    ),
    domain=MINIMA,
    uses="b-curvature-quadratic-minimum",
    reading="for other losses a small rho' is needed: at the minimum 0 of w^2 (w - 1)^2 - w^3/20 and rho' = 6/5 MinS > 0",
    corrects="b-flatter-minimum",
)
