"""BSAM's published update: to first order in the radii, and beyond."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.deng2024.words import OURS, SUMMARY, THREE, TWO
from theory.papers.sources import URLS

WHERE = "update rule; authors' code, bsam.py"
SMALL = f"{THREE}; bend >= 0, g > 0, rho -> 0, rho_min -> 0"
WIDENED = (
    SMALL.replace(THREE, TWO),
    SMALL.replace("rho -> 0, rho_min -> 0", "rho > 0, rho_min > 0"),
    SMALL.replace("g > 0, ", ""),
)
OBJECTIVE = {
    "objective, along u": "g + (rho + rho_min)*curvature",
    "objective, across u": "(rho + rho_min)*bend",
    "no ratio, along u": "g + (rho + rho_min)*curvature",
    "no ratio, across u": "(rho + rho_min)*bend",
}
GRADIENT = {"along u": "g + (rho + rho_min)*curvature", "across u": "(rho + rho_min)*bend"}
CORRECTED = {"along u": "g", "across u": "(rho + rho_min)*bend"}
ZERO = "(b - a)*(a**2*x**2*(2*b - a) + b**2*y**2*(2*a - b))"
CURL = {"curl": f"a*b*x*y*{ZERO}/(a**2*x**2 + b**2*y**2)**Rational(5, 2)", "zero with": ZERO}
LINE = "h > 0, rho > 0, rho_min > 0, x > 0"

SECTION = Section(
    "deng2024", URLS["deng2024"], "theory.papers.deng2024.update.checks", origin=Origin.OURS, source_note=OURS
)
SECTION.definition(
    "b-published-update",
    WHERE,
    "BSAM's step uses g_M + g - (|g_M|/|g_m|) g_m",
    r"$g_M = \nabla L(w + \rho u)$, $g_m = \nabla L(w - \rho' u)$, $G = g_M + g - \frac{\|g_M\|}{\|g_m\|} g_m$.",
    domain="g != 0, g_m != 0",
    uses="b-definitions",
    reading="the code gives NaN where g_m = 0, shrinks rho' with the learning rate, and takes the step from w - rho' u, since "
    "an in-place operation moves the saved weights",
    origin=Origin.SECOND_HAND,
    source_note=SUMMARY,
)
SECTION.equation(
    "b-objective-gradient",
    WHERE,
    "L + BilS has the gradient g_M + g - g_m to first order",
    r"$\nabla (L + \mathrm{MaxS} + \mathrm{MinS}) = g + (\rho + \rho') H u$ and $g_M + g - g_m$, the update without "
    "its ratio of norms, agree to first order in the radii.",
    OBJECTIVE,
    symbolic(
        "check_objective",
        "any gradient and derivatives",
        {**OBJECTIVE, "objective, along u": "g"},
        {**OBJECTIVE, "objective, across u": "-(rho + rho_min)*bend"},
        {**OBJECTIVE, "no ratio, along u": "g + (rho - rho_min)*curvature"},
        {**OBJECTIVE, "no ratio, across u": "rho*bend"},
        widened=WIDENED,
    ),
    domain=SMALL,
    uses="b-definitions b-definitions-first-order",
    reading="components along u and along P H u, bend = |P H u|",
)
SECTION.equation(
    "b-published-update-gradient",
    WHERE,
    "the published update is the gradient of L + BilS",
    r"$G = \nabla (L + \mathrm{MaxS} + \mathrm{MinS})$ to first order in the radii.",
    GRADIENT,
    symbolic(
        "check_update",
        "any gradient and derivatives",
        {**GRADIENT, "along u": "g"},
        {"along u": "g + 0*curvature", "across u": "rho*bend + rho_min*bend"},
    ),
    domain=SMALL,
    uses="b-published-update b-objective-gradient",
    origin=Origin.READING,
    source_note="no line of the paper: what 'BSAM minimises the loss and its bilateral sharpness' would need of the update; "
    "another reading is that the update descends on both along the way",
)
SECTION.equation(
    "b-published-update-corrected",
    WHERE,
    "the ratio of norms removes the part along the gradient",
    r"$G = g + (\rho + \rho') P H u + O(\rho^2 + \rho'^2)$: along $u$ the step is that of plain gradient descent; "
    r"the penalty $(\rho + \rho') \|g\|$ of the objective acts across the gradient only.",
    CORRECTED,
    symbolic(
        "check_update",
        "any gradient and derivatives",
        {**CORRECTED, "along u": "g + (rho + rho_min)*curvature"},
        {**CORRECTED, "across u": "(rho - rho_min)*bend"},
        {**CORRECTED, "across u": "-(rho + rho_min)*bend"},
        widened=WIDENED,
    ),
    numerical(
        "simulate.papers.deng2024:check_terms",
        "50 random batches of 32 of p, eta, d = (0.9, 0.1, 10) at normal weights; rho = rho' = 0.0001; logistic loss",
        {**CORRECTED, "along u": "g + (rho + rho_min)*curvature"},
        {**CORRECTED, "across u": "rho*bend"},
        {**CORRECTED, "across u": "0"},
        {**CORRECTED, "across u": "1.001*(rho + rho_min)*bend"},
    ),
    domain=SMALL,
    uses="b-published-update",
    reading="bend = |P H u|",
    corrects="b-published-update-gradient",
)
SECTION.equation(
    "b-published-update-curl",
    WHERE,
    "the published update is in general the gradient of no function",
    r"For $L = (a x^2 + b y^2) / 2$ the first-order term of $G$ in the radii has $\rho + \rho'$ times the curl of the "
    r"formula. It vanishes where $(b - a) (a^2 x^2 (2 b - a) + b^2 y^2 (2 a - b)) = 0$ only: elsewhere $G$ is for small "
    "radii no gradient.",
    CURL,
    symbolic(
        "check_curl",
        "all a, b, x and y",
        {**CURL, "curl": "0"},
        {**CURL, "curl": CURL["curl"].replace("(b - a)", "(a - b)")},
        {**CURL, "curl": CURL["curl"].replace("(2*b - a)", "(b - a)")},
        {**CURL, "zero with": "b - a"},
        widened=("a > 0, b > 0, x > 0", "a > 0, x > 0, y > 0"),
    ),
    domain="a > 0, b > 0, x > 0, y > 0",
    uses="b-published-update-corrected",
)
SECTION.equation(
    "b-published-update-line",
    WHERE,
    "along an eigenvector BSAM is gradient descent, then jumps",
    r"For $L = h x^2 / 2$, $x > 0$: $G = L'$ exactly where $x > \rho'$, and $G = L' + 2 g_M = h (3 x + 2 \rho)$ "
    r"where $x < \rho'$: a jump of $2 h (\rho + \rho')$ at $x = \rho'$, where $G$ is not defined.",
    domain=LINE,
    uses="b-published-update",
    parts="b-published-update-line-beyond b-published-update-line-within b-published-update-line-jump",
)
SECTION.equation(
    "b-published-update-line-beyond",
    WHERE,
    "along an eigenvector, further than rho' off, BSAM is gradient descent",
    r"For $L = h x^2 / 2$ and $x > \rho'$: $G = L' = h x$, exactly.",
    {"G": "h*x"},
    symbolic(
        "check_line",
        "all h, radii and x above rho'",
        {"G": "h*(3*x + 2*rho)"},
        {"G": "2*h*x"},
        side="beyond",
        widened=(LINE, LINE.replace("h > 0, ", "") + ", x > rho_min"),
    ),
    numerical(
        "theory.papers.deng2024.update.numerics:check_line",
        "200 random eigenvectors of up to 5 weights",
        {"G": "2*h*x"},
        {"G": "(1 + 1e-8)*h*x"},
        side="beyond",
    ),
    domain=f"{LINE}, x > rho_min",
    uses="b-published-update",
)
SECTION.equation(
    "b-published-update-line-within",
    WHERE,
    "along an eigenvector, within rho' of the minimum, BSAM adds 2 g_M",
    r"For $L = h x^2 / 2$ and $0 < x < \rho'$: $G = L' + 2 g_M = h (3 x + 2 \rho)$.",
    {"G": "h*(3*x + 2*rho)"},
    symbolic(
        "check_line",
        "all h, radii and x below rho'",
        {"G": "h*x"},
        {"G": "h*(3*x - 2*rho)"},
        side="within",
        widened=(LINE, "h > 0, rho > 0, rho_min > 0, x < rho_min"),
    ),
    numerical(
        "theory.papers.deng2024.update.numerics:check_line",
        "200 random eigenvectors of up to 5 weights",
        {"G": "h*(3*x - 2*rho)"},
        {"G": "(1 + 1e-8)*h*(3*x + 2*rho)"},
        side="within",
    ),
    domain=f"{LINE}, x < rho_min",
    uses="b-published-update",
)
SECTION.equation(
    "b-published-update-line-jump",
    WHERE,
    "along an eigenvector BSAM's step jumps at rho' from the minimum",
    r"For $L = h x^2 / 2$: the limits of $G$ at $x = \rho'$ from below and from above differ by $2 h (\rho + \rho')$, and at "
    r"$x = \rho'$ itself $g_m = 0$.",
    {"jump": "2*h*(rho + rho_min)", "g_m": "0"},
    symbolic(
        "check_jump",
        "all h and radii",
        {"jump": "-2*h*(rho + rho_min)", "g_m": "0"},
        {"jump": "2*h*rho", "g_m": "0"},
        {"jump": "2*h*(rho + rho_min)", "g_m": "h*rho_min"},
        widened=("h > 0, rho > 0", "rho > 0, rho_min > 0"),
    ),
    domain="h > 0, rho > 0, rho_min > 0",
    uses="b-published-update",
)
