"""Max-, min- and bilateral sharpness, and what they see of the curvature where the gradient dominates."""

from __future__ import annotations

from fractions import Fraction

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.deng2024.words import FIVE, FLATTER, FOUR, LINEAR, OURS, SUMMARY, THREE, TWO, WANTED, WHERE
from theory.papers.sources import URLS
from theory.papers.tools.numerals import in_words

BALLS = f"{LINEAR}; g > 0, rho > 0, rho_min > 0"
EXTREMES = {
    "maximiser along u": "rho",
    "minimiser along u": "-rho_min",
    "MaxS": "rho*g",
    "MinS": "rho_min*g",
    "BilS": "(rho + rho_min)*g",
}
SMALL = "; g > 0, rho -> 0, rho_min -> 0"
SIDES = {
    "MaxS": "rho*g + rho**2*curvature/2 + rho**3*(across/(2*g) + third/6)",
    "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) + third/6)",
}
LENGTHS = "curvature = u.Hu, across = |P H u|^2, third = T[u, u, u]"
POWER = Fraction(9, 2)
FEWER = int(POWER)  # so many derivatives of x^POWER tend to 0 with x
EQUAL = f"{FIVE}; across >= 0, g > 0, rho -> 0; rho_min = rho"

SECTION = Section(
    "deng2024", URLS["deng2024"], "theory.papers.deng2024.curvature.checks", origin=Origin.OURS, source_note=OURS
)
SECTION.definition(
    "b-definitions",
    WHERE,
    "max-sharpness, min-sharpness and their sum, bilateral sharpness",
    r"$\mathrm{MaxS} = \max_{\|e\| \le \rho} L(w+e) - L(w)$, $\mathrm{MinS} = L(w) - \min_{\|e\| \le \rho'} L(w+e)$, "
    r"$\mathrm{BilS} = \mathrm{MaxS} + \mathrm{MinS}$.",
    domain="rho > 0, rho_min > 0; any loss with extremes on the ball",
    reading="MinS has a radius of its own, rho', which formulas call rho_min",
    origin=Origin.SECOND_HAND,
    source_note=SUMMARY,
)
SECTION.equation(
    "b-definitions-first-order",
    WHERE,
    "to first order the extremes lie at +rho u and -rho' u",
    r"Over $\|e\|_2 \le \rho$ the linear part $g \cdot e$ is largest at $e = \rho u$ and over $\|e\|_2 \le \rho'$ "
    r"least at $e = -\rho' u$, $u = g / \|g\|$: the dual vectors. For the linear part $\mathrm{MaxS} = \rho \|g\|$, "
    r"$\mathrm{MinS} = \rho' \|g\|$ and $\mathrm{BilS} = (\rho + \rho') \|g\|$.",
    EXTREMES,
    symbolic(
        "check_first_order",
        "any gradient and radii",
        {**EXTREMES, "minimiser along u": "rho_min"},
        {**EXTREMES, "maximiser along u": "rho/2"},
        {**EXTREMES, "MinS": "-rho_min*g"},
        {**EXTREMES, "MaxS": "rho*g**2"},
        {**EXTREMES, "BilS": "(rho - rho_min)*g"},
        widened=(BALLS.replace("l2 balls; ", ""), BALLS.replace("rho > 0, ", "", 1), BALLS.replace("g > 0, ", "")),
    ),
    numerical(
        "theory.papers.deng2024.curvature.numerics:check_first_order",
        "100 random gradients of 1 to 8 coordinates, 200 points in each ball",
        {**EXTREMES, "minimiser along u": "rho_min"},
        {**EXTREMES, "MaxS": "rho*g**2"},
        {**EXTREMES, "MinS": "(1 + 4e-12)*rho_min*g"},
        {**EXTREMES, "maximiser along u": "(1 + 4e-12)*rho"},
    ),
    domain=BALLS,
    uses="b-definitions",
    reading="the formula gives the extremes' component along u; they have none across it",
    source_note="the summaries name the dual vectors; the formula is this project's",
)
SECTION.equation(
    "b-curvature-sides",
    WHERE,
    "MaxS and MinS see the curvature with opposite signs",
    r"$\mathrm{MaxS} = \rho \|g\| + \frac{\rho^2}{2} u^\top H u + \rho^3 (\frac{\|P H u\|^2}{2 \|g\|} + \frac16 T[u, "
    r"u, u]) + O(\rho^4)$ and $\mathrm{MinS}$, in $\rho'$, is the same with $-\frac{\rho'^2}{2} u^\top H u$; $P$ "
    "projects across $u$, $T$ is the third derivative.",
    SIDES,
    symbolic(
        "check_sides",
        "any gradient and derivatives",
        {**SIDES, "MinS": SIDES["MinS"].replace("- rho_min**2", "+ rho_min**2")},
        {**SIDES, "MaxS": SIDES["MaxS"].replace("curvature/2", "curvature")},
        {**SIDES, "MaxS": "rho*g + rho**2*curvature/2 - rho**3*(across/(2*g) - third/6)"},
        {**SIDES, "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) - third/6)"},
        widened=(f"{THREE}; across >= 0{SMALL}", f"{FOUR}; across >= 0, g > 0, rho > 0, rho_min > 0"),
    ),
    domain=f"{FOUR}; across >= 0{SMALL}",
    uses="b-definitions",
    reading=LENGTHS,
)
SECTION.equation(
    "b-curvature",
    WHERE,
    "equal radii: the curvature term of BilS cancels",
    r"With $\rho' = \rho$: $\mathrm{BilS} = 2 \rho \|g\| + \rho^3 (\|P H u\|^2 / \|g\| + \frac13 T[u, u, u]) + "
    r"O(\rho^5)$: the terms in $\rho^2$ and $\rho^4$ cancel, and to this order BilS sees the Hessian only by how it turns "
    "the gradient.",
    {"BilS": "2*rho*g + rho**3*(across/g + third/3)"},
    symbolic(
        "check_equal_radii",
        "any gradient and derivatives, up to rho^4",
        {"BilS": "2*rho*g + rho**2*curvature + rho**3*(across/g + third/3)"},
        {"BilS": "2*rho*g + rho**3*(across/(2*g) + third/3)"},
        {"BilS": "2*rho*g - rho**3*(across/g + third/3)"},
        {"BilS": "2*rho*g + rho**3*(across/g + third/3) + rho**4*curvature"},
        widened=(EQUAL.replace(FIVE, FOUR), EQUAL.replace("; rho_min = rho", "")),
    ),
    numerical(
        "theory.papers.deng2024.curvature.numerics:check_equal_radii",
        "100 random quadratic losses of 1 to 6 weights, rho |H| = |g|/100",
        {"BilS": "2*rho*g + rho**3*(across/(2*g) + third/3)"},
        {"BilS": "2*rho*g - rho**3*(across/g + third/3)"},
        {"BilS": "2*rho*g + rho**3*(1.005*across/g + third/3)"},
    ),
    domain=EQUAL,
    uses="b-definitions b-curvature-sides",
    reading=LENGTHS,
)
SECTION.equation(
    "b-curvature-four",
    WHERE,
    f"{in_words(FEWER)} continuous derivatives are not enough for O(rho^5)",
    rf"$L = x + \mathrm{{sgn}}(x) |x|^{{{POWER}}}$ has {in_words(FEWER)} continuous derivatives, $\|g\| = 1$ and no second or "
    rf"third derivative at $0$, where $\mathrm{{BilS}} = 2 \rho + 2 \rho^{{{POWER}}}$ for $\rho' = \rho$: what is left after "
    r"$2 \rho \|g\|$ is not $O(\rho^5)$.",
    {"BilS": "2*rho + 2*rho**Rational(9, 2)"},
    symbolic(
        "check_four",
        "rho > 0",
        {"BilS": "2*rho"},
        {"BilS": "2*rho + 2*rho**5"},
        {"BilS": "2*rho - 2*rho**Rational(9, 2)"},
        widened=("rho_min = rho", "rho > 0"),
    ),
    domain="rho > 0; rho_min = rho",
    uses="b-definitions",
)
SECTION.equation(
    "b-curvature-radii",
    WHERE,
    "unequal radii leave (rho^2 - rho'^2)/2 of the curvature",
    r"$\mathrm{BilS} = (\rho + \rho') \|g\| + \frac{\rho^2 - \rho'^2}{2} u^\top H u + O(\rho^3 + \rho'^3)$.",
    {"BilS": "(rho + rho_min)*g + (rho**2 - rho_min**2)/2*curvature"},
    symbolic(
        "check_radii",
        "any gradient, derivatives and radii",
        {"BilS": "(rho + rho_min)*g + (rho**2 + rho_min**2)/2*curvature"},
        {"BilS": "(rho + rho_min)*g + (rho**2 - rho_min**2)*curvature"},
        {"BilS": "(rho - rho_min)*g + (rho**2 - rho_min**2)/2*curvature"},
        widened=(TWO + SMALL, f"{THREE}; g > 0, rho > 0, rho_min > 0"),
    ),
    domain=THREE + SMALL,
    uses="b-definitions b-curvature-sides",
    reading=LENGTHS,
)
SECTION.equation(
    "b-flatter-curvature",
    FLATTER,
    "where the gradient dominates, BilS weighs curvature as MaxS does",
    r"The coefficient of $u^\top H u$ in the series of BilS is at least that in the series of MaxS, $\rho^2 / 2$.",
    "weight >= rho**2/2",
    symbolic("check_weight", "any gradient, Hessian and radii", "weight <= rho**2/2", "weight < rho**2/2"),
    domain=THREE + SMALL,
    uses="b-curvature-radii",
    reading="'a better flatness indicator' read as a larger weight on the curvature",
    origin=Origin.READING,
    source_note=WANTED,
)
SECTION.equation(
    "b-flatter-curvature-corrected",
    FLATTER,
    "there BilS weighs curvature less than MaxS for every rho' > 0",
    r"The coefficient of $u^\top H u$ in the series of BilS is below that in the series of MaxS for every $\rho' > 0$.",
    "weight < rho**2/2",
    symbolic(
        "check_weight",
        "any gradient, Hessian and radii",
        "weight > rho**2/2",
        "weight < rho**2/2 - rho_min**2",
        widened=(THREE + "; g > 0, rho -> 0", TWO + SMALL),
    ),
    domain=THREE + SMALL,
    uses="b-curvature-radii",
    corrects="b-flatter-curvature",
)
