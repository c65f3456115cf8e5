"""BSAM's published update: to first order in the radii, and beyond."""

from __future__ import annotations

from theory.entries import Section, numerical, symbolic
from theory.papers.deng2024.words import READING
from theory.papers.sources import URLS

WHERE = "update rule; authors' code, bsam.py"
DOMAIN = "any loss with three continuous derivatives at a point with g = |grad L| > 0; first order in rho and rho'"


OBJECTIVE = {
    "objective, along u": "g + (rho + rho_min)*curvature",
    "objective, across u": "(rho + rho_min)*bend",
    "no ratio, along u": "g + (rho + rho_min)*curvature",
    "no ratio, across u": "(rho + rho_min)*bend",
}
GRADIENT = {"along u": "g + (rho + rho_min)*curvature", "across u": "(rho + rho_min)*bend"}
CORRECTED = {"along u": "g", "across u": "(rho + rho_min)*bend"}
LINE = {"beyond rho'": "h*x", "within rho'": "h*(3*x + 2*rho)", "jump": "2*h*(rho + rho_min)"}

SECTION = Section("deng2024", URLS["deng2024"], "theory.papers.deng2024.update.checks")
SECTION.definition(
    "b-published-update",
    WHERE,
    "BSAM's step uses g_M + g - (|g_M|/|g_m|) g_m",
    r"$g_M = \nabla L(w + \rho u)$, $g_m = \nabla L(w - \rho' u)$, $G = g_M + g - \frac{\|g_M\|}{\|g_m\|} g_m$.",
    domain="g != 0, g_m != 0",
    uses="b-definitions",
    reading="restored from the authors' code, which gives NaN where g_m = 0, shrinks rho' with the learning rate, and takes"
    " the step from w - rho' u, since an in-place operation moves the saved weights",
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
    ),
    domain=DOMAIN,
    uses="b-definitions b-definitions-first-order",
    reading=READING + "; components along u and along P H u, bend = |P H u|",
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
    domain=DOMAIN,
    uses="b-published-update b-objective-gradient",
    reading="not printed: what 'BSAM minimises the loss and its bilateral sharpness' would need of the update",
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
    ),
    numerical(
        "simulate.papers.deng2024:check_terms",
        "50 random batches of 32 of p, eta, d = (0.9, 0.1, 10) at normal weights; rho = rho' = 0.0001; logistic loss",
        {**CORRECTED, "along u": "g + (rho + rho_min)*curvature"},
        {**CORRECTED, "across u": "rho*bend"},
        {**CORRECTED, "across u": "0"},
    ),
    domain=DOMAIN,
    uses="b-published-update",
    corrects="b-published-update-gradient",
    reading=READING + "; bend = |P H u|",
)
SECTION.equation(
    "b-published-update-curl",
    WHERE,
    "the published update is the gradient of no function",
    "For $L = (a x^2 + b y^2) / 2$ the leading term $P H u$ of what $G$ adds has the curl of the formula, which is "
    "not zero: for small radii $G$ is no gradient.",
    {
        "curl": "(b - a)*a*b*x*y*(2*(a + b)*(a**2*x**2 + b**2*y**2) - 3*(a**3*x**2 + b**3*y**2))/(a**2*x**2 + "
        "b**2*y**2)**Rational(5, 2)"
    },
    symbolic(
        "check_curl",
        "all a, b, x and y",
        {"curl": "0"},
        {
            "curl": "(a - b)*a*b*x*y*(2*(a + b)*(a**2*x**2 + b**2*y**2) - 3*(a**3*x**2 + b**3*y**2))/(a**2*x**2 + "
            "b**2*y**2)**Rational(5, 2)"
        },
        {
            "curl": "(b - a)*a*b*x*y*(2*(a + b)*(a**2*x**2 + b**2*y**2) - 2*(a**3*x**2 + b**3*y**2))/(a**2*x**2 + "
            "b**2*y**2)**Rational(5, 2)"
        },
    ),
    domain="a > 0, b > 0, x > 0, y > 0",
    uses="b-published-update-corrected",
    reading=READING,
)
SECTION.equation(
    "b-published-update-line",
    WHERE,
    "along an eigenvector BSAM is gradient descent, then jumps",
    r"For $L = h x^2 / 2$, $x > 0$: $G = L'$ exactly where $x > \rho'$, and $G = L' + 2 g_M = h (3 x + 2 \rho)$ "
    r"where $x < \rho'$: a jump of $2 h (\rho + \rho')$ at $x = \rho'$, where $G$ is not defined.",
    LINE,
    symbolic(
        "check_line",
        "all h, radii and x",
        {**LINE, "beyond rho'": "h*(3*x + 2*rho)"},
        {**LINE, "within rho'": "h*x"},
        {**LINE, "jump": "-2*h*(rho + rho_min)"},
    ),
    numerical(
        "theory.papers.deng2024.update.numerics:check_line",
        "200 random eigenvectors of up to 5 weights, both sides of rho'",
        {**LINE, "beyond rho'": "2*h*x"},
        {**LINE, "within rho'": "h*(3*x - 2*rho)"},
    ),
    domain="h > 0, rho > 0, rho' > 0, x > 0; any loss whose three gradients lie on one line behaves alike",
    uses="b-published-update",
    reading=READING,
)
