"""Max-, min- and bilateral sharpness, and what they see of the curvature where the gradient dominates."""

from __future__ import annotations

from theory.entries import Section, numerical, symbolic
from theory.papers.deng2024.words import ADDED, FLATTER, READING, SMALL, WHERE
from theory.papers.sources import URLS

EXTREMES = {"maximiser along u": "rho", "minimiser along u": "-rho_min", "MaxS": "rho*g", "MinS": "rho_min*g"}
SIDES = {
    "MaxS": "rho*g + rho**2*curvature/2 + rho**3*(across/(2*g) + third/6)",
    "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) + third/6)",
}

SECTION = Section("deng2024", URLS["deng2024"], "theory.papers.deng2024.curvature.checks")
SECTION.definition(
    "b-definitions",
    WHERE,
    "max-sharpness, min-sharpness and their sum, bilateral sharpness",
    r"$\mathrm{MaxS} = \max_{\|e\| \le \rho} L(w+e) - L(w)$, $\mathrm{MinS} = L(w) - \min_{\|e\| \le \rho'} L(w+e)$,"
    r" $\mathrm{BilS} = \mathrm{MaxS} + \mathrm{MinS}$.",
    domain="rho > 0, rho' > 0; any loss with extremes on the ball",
    reading="restored from summaries and the authors' code; MinS has a radius of its own",
)
SECTION.equation(
    "b-definitions-first-order",
    WHERE,
    "to first order the extremes lie at +rho u and -rho' u",
    r"Over $\|e\|_2 \le \rho$ the linear part $g \cdot e$ is largest at $e = \rho u$ and over $\|e\|_2 \le \rho'$ "
    r"least at $e = -\rho' u$, $u = g / \|g\|$: the dual vectors. So $\mathrm{BilS} = (\rho + \rho') \|g\|$ to first"
    " order.",
    EXTREMES,
    symbolic(
        "check_first_order",
        "any gradient and radii",
        {**EXTREMES, "minimiser along u": "rho_min"},
        {**EXTREMES, "maximiser along u": "rho/2"},
        {**EXTREMES, "MinS": "-rho_min*g"},
        {**EXTREMES, "MaxS": "rho*g**2"},
    ),
    numerical(
        "theory.papers.deng2024.curvature.numerics:check_first_order",
        "100 random gradients of 1 to 8 coordinates, 200 points in each ball",
        {**EXTREMES, "minimiser along u": "rho_min"},
        {**EXTREMES, "MaxS": "rho*g**2"},
    ),
    domain="g != 0, any number of weights; l2 balls",
    uses="b-definitions",
    reading="the formula gives the extremes' component along u; they have none across it",
)
SECTION.equation(
    "b-curvature-sides",
    WHERE,
    "MaxS and MinS see the curvature with opposite signs",
    r"$\mathrm{MaxS} = \rho \|g\| + \frac{\rho^2}{2} u^\top H u + \rho^3 (\frac{\|P H u\|^2}{2 \|g\|} + \frac16 T[u,"
    r" u, u]) + O(\rho^4)$ and $\mathrm{MinS}$, in $\rho'$, is the same with $-\frac{\rho'^2}{2} u^\top H u$; $P$ "
    "projects across $u$, $T$ is the third derivative.",
    SIDES,
    symbolic(
        "check_sides",
        "any gradient and derivatives",
        {**SIDES, "MinS": "rho_min*g + rho_min**2*curvature/2 + rho_min**3*(across/(2*g) + third/6)"},
        {**SIDES, "MaxS": "rho*g + rho**2*curvature + rho**3*(across/(2*g) + third/6)"},
        {**SIDES, "MaxS": "rho*g + rho**2*curvature/2 - rho**3*(across/(2*g) - third/6)"},
        {**SIDES, "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) - third/6)"},
    ),
    domain=SMALL,
    uses="b-definitions",
    reading=READING + "; curvature = u.Hu, across = |P H u|^2, third = T[u, u, u]",
)
SECTION.equation(
    "b-curvature",
    WHERE,
    "equal radii: the curvature term of BilS cancels",
    r"With $\rho' = \rho$: $\mathrm{BilS} = 2 \rho \|g\| + \rho^3 (\|P H u\|^2 / \|g\| + \frac13 T[u, u, u]) + "
    r"O(\rho^5)$. Even powers cancel: BilS measures the gradient's length, and the Hessian only by how it turns the "
    "gradient.",
    {"BilS": "2*rho*g + rho**3*(across/g + third/3)"},
    symbolic(
        "check_equal_radii",
        "any gradient and derivatives, up to rho^4",
        {"BilS": "2*rho*g + rho**2*curvature + rho**3*(across/g + third/3)"},
        {"BilS": "2*rho*g + rho**3*(across/(2*g) + third/3)"},
        {"BilS": "2*rho*g - rho**3*(across/g + third/3)"},
    ),
    numerical(
        "theory.papers.deng2024.curvature.numerics:check_equal_radii",
        "100 random quadratic losses of 1 to 6 weights, rho |H| = |g|/100",
        {"BilS": "2*rho*g + rho**3*(across/(2*g) + third/3)"},
        {"BilS": "2*rho*g - rho**3*(across/g + third/3)"},
    ),
    domain=SMALL + "; rho' = rho",
    uses="b-definitions b-curvature-sides",
    reading=ADDED,
)
SECTION.equation(
    "b-curvature-radii",
    WHERE,
    "unequal radii leave (rho^2 - rho'^2)/2 of the curvature",
    r"$\mathrm{BilS} = (\rho + \rho') \|g\| + \frac{\rho^2 - \rho'^2}{2} u^\top H u + O(\rho^3 + \rho'^3)$: less "
    r"curvature than in MaxS, and negative for $\rho' > \rho$.",
    {"BilS": "(rho + rho_min)*g + (rho**2 - rho_min**2)/2*curvature"},
    symbolic(
        "check_radii",
        "any gradient, derivatives and radii",
        {"BilS": "(rho + rho_min)*g + (rho**2 + rho_min**2)/2*curvature"},
        {"BilS": "(rho + rho_min)*g + (rho**2 - rho_min**2)*curvature"},
        {"BilS": "(rho - rho_min)*g + (rho**2 - rho_min**2)/2*curvature"},
    ),
    domain=SMALL,
    uses="b-definitions b-curvature-sides",
    reading=ADDED,
)
SECTION.equation(
    "b-flatter-curvature",
    FLATTER,
    "where the gradient dominates, BilS weighs curvature as MaxS does",
    r"The coefficient of $u^\top H u$ in BilS is at least that in MaxS, $\rho^2 / 2$.",
    "weight >= rho**2/2",
    symbolic("check_weight", "any gradient, Hessian and radii", "weight <= rho**2/2", "weight < rho**2/2"),
    domain=SMALL,
    uses="b-curvature-radii",
    reading="not printed: 'a better flatness indicator' read as a larger weight on the curvature",
)
SECTION.equation(
    "b-flatter-curvature-corrected",
    FLATTER,
    "there BilS weighs curvature less than MaxS for every rho' > 0",
    r"The coefficient of $u^\top H u$ in BilS is below that in MaxS for every $\rho' > 0$.",
    "weight < rho**2/2",
    symbolic("check_weight", "any gradient, Hessian and radii", "weight > rho**2/2", "weight < rho**2/2 - rho_min**2"),
    domain=SMALL,
    uses="b-curvature-radii",
    corrects="b-flatter-curvature",
    reading="not in the paper",
)
