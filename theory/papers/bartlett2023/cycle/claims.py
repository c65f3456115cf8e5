"""SAM on a quadratic loss bounces across the minimum along the top eigenvector; along a valley it drifts to less curvature."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.bartlett2023.words import ABSTRACT, ALMOST, LINE, OURS, QUADRATIC, SIZES
from theory.papers.sources import URLS

NUMERICS = "theory.papers.bartlett2023.cycle.numerics"
AMPLITUDE = "s*rho/(2 - s)"
WRONG = ("s*rho/(1 - s)", "s*rho/2", "s*rho/(2 + s)")
ON_LINE = f"{LINE}; {ALMOST}; rho > 0, 0 < s < 2"
MULTIPLIER = "1 - s_j - s_j**2*(2 - s_i)/s_i**2"
PAIRS = f"{QUADRATIC}; 0 < s_i < 2, s_j > 0"
VALLEY = "L = lambda(z) x^2/2 with a smooth lambda > 0; 0 < s < 2"
DRIFT = "-2*lr*rho**2*slope/(2 - s)**2"

SECTION = Section(
    "bartlett2023",
    URLS["bartlett2023"],
    "theory.papers.bartlett2023.cycle.checks",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.definition(
    "step",
    "Section 1",
    "a step of SAM on a quadratic loss",
    r"$x_{t+1} = x_t - \eta A (x_t + \rho \frac{A x_t}{\|A x_t\|})$ for $L = \frac12 x^\top A x$, $A \succ 0$, with a "
    r"fixed learning rate $\eta$.",
    domain=f"{QUADRATIC}; rho > 0",
    origin=Origin.SECOND_HAND,
    source_note=ABSTRACT,
)
SECTION.theorem(
    "cycle",
    "abstract: quadratic losses",
    "from almost every start SAM ends in a two-cycle along the top vector",
    r"For $\eta \lambda_1 < 1$ and almost every start $x_t$ aligns with the top eigenvector, and $\|x_t\|$ tends to "
    r"$\frac{\eta \rho \lambda_1}{2 - \eta \lambda_1}$.",
    AMPLITUDE,
    numerical(
        f"{NUMERICS}:check_cycle",
        "20 random problems of 2 to 5 weights with the top eigenvalue apart",
        *WRONG,
        "1.0001*s*rho/(2 - s)",
    ),
    domain=f"{QUADRATIC}; almost every start; rho > 0, 0 < s < 1",
    uses="step",
    reading=f"{SIZES}, with the top eigenvalue",
    origin=Origin.SECOND_HAND,
    source_note=ABSTRACT,
)
SECTION.theorem(
    "cycle-line",
    "quadratic losses in one dimension",
    "one weight: every step size s < 2 ends in the cycle s rho/(2 - s)",
    r"For $L = \frac{\lambda}{2} x^2$, $s = \eta \lambda$ and $0 < s < 2$: $|x_t| \to \frac{s \rho}{2 - s}$ with "
    r"alternating signs from every start but the countably many that reach $0$.",
    AMPLITUDE,
    symbolic(
        "check_line",
        "every s in (0, 2), rho and start",
        *WRONG,
        widened=(f"{LINE}; {ALMOST}; rho > 0, s > 0", f"{LINE}; rho > 0, 0 < s < 2"),
    ),
    numerical(
        f"{NUMERICS}:check_line",
        "1000 random starts with s in [0.02, 1.95]",
        *WRONG,
        "1.000001*s*rho/(2 - s)",
    ),
    domain=ON_LINE,
    uses="step",
    reading=SIZES,
)
SECTION.theorem(
    "cycle-diverges",
    "quadratic losses in one dimension",
    "one weight: from s = 2 on SAM diverges, by 2 rho a step or more",
    r"For $s \ge 2$ a step takes $|x|$ to $|x| + (s - 2) |x| + s \rho$, at least $2 \rho$ more.",
    {"growth": "(s - 2)*size + s*rho"},
    symbolic(
        "check_diverges",
        "every s >= 2, rho and x",
        {"growth": "(s - 2)*size"},
        {"growth": "(s - 1)*size + s*rho"},
        {"growth": "(s - 2)*size - s*rho"},
        widened=(f"{LINE}; size > 0, rho > 0, s > 0", f"{QUADRATIC}; size > 0, rho > 0, s >= 2"),
    ),
    domain=f"{LINE}; size > 0, rho > 0, s >= 2",
    uses="step",
    reading=f"{SIZES}; size = |x|, growth what a step adds to it",
)
SECTION.equation(
    "alignment-multiplier",
    "quadratic losses, across the cycle",
    "what the cycle along one eigenvector does to a small part across it",
    r"On the cycle along $v_i$ a step multiplies a small component along $v_j$ by $1 - s_j - s_j^2 \frac{2 - s_i}{s_i^2}$.",
    {"multiplier": MULTIPLIER},
    symbolic(
        "check_multiplier",
        "every pair of eigenvectors",
        {"multiplier": "1 - s_j"},
        {"multiplier": MULTIPLIER.replace("- s_j**2", "+ s_j**2")},
        {"multiplier": MULTIPLIER.replace("s_j**2", "s_j")},
        widened=(f"{QUADRATIC}; s_i > 0, s_j > 0", f"{LINE}; 0 < s_i < 2, s_j > 0"),
    ),
    domain=PAIRS,
    uses="cycle-line",
    reading="s_i = lr lambda_i",
)
SECTION.theorem(
    "alignment",
    "quadratic losses, across the cycle",
    "of the cycles along eigenvectors exactly the top one is stable",
    r"The cycle along $v_i$ is linearly stable against components along $v_j$ if and only if $\lambda_j < \lambda_i$: "
    r"for $0 < \eta \lambda_1 < 2$ exactly the top one is, not only for $\eta \lambda_1 < 1$.",
    "s_j < s_i",
    symbolic(
        "check_alignment",
        "every pair of eigenvectors",
        "s_j > s_i",
        "s_j < s_i/2",
        "s_j < 2*s_i",
        widened=(f"{QUADRATIC}; s_i > 0, s_j > 0",),
    ),
    domain=PAIRS,
    uses="alignment-multiplier",
    reading="the modulus of the multiplier is below 1",
)
SECTION.theorem(
    "drift",
    "abstract: beyond quadratic losses",
    "along a valley each step moves by -2 lr rho^2 lambda'/(2 - s)^2",
    r"For $L = \frac12 \lambda(z) x^2$ on the cycle $|x| = \frac{s \rho}{2 - s}$ a step moves $z$ by $-\frac{2 \eta "
    r"\rho^2 \lambda'(z)}{(2 - s)^2} + O(\rho^3)$: gradient descent on the curvature. For small $s$ that is "
    r"$-\frac{\eta \rho^2}{2} \lambda'$.",
    {"drift": DRIFT},
    symbolic(
        "check_drift",
        "any smooth curvature, the leading order in rho",
        {"drift": "-lr*rho**2*slope/2"},
        {"drift": DRIFT.replace("-2", "2", 1)},
        {"drift": DRIFT.replace("(2 - s)**2", "(2 - s)")},
        widened=(f"{VALLEY}, lr > 0, rho > 0", VALLEY.replace("0 < s < 2", "s > 0") + ", lr > 0, rho -> 0"),
    ),
    numerical(
        f"{NUMERICS}:check_drift",
        "6 steps s from 0.1 to 1.5 at rho = 1e-4",
        {"drift": "-lr*rho**2*slope/2"},
        {"drift": DRIFT.replace("-2", "2", 1)},
        {"drift": f"1.01*({DRIFT})"},
    ),
    domain=f"{VALLEY}, lr > 0, rho -> 0",
    uses="cycle-line",
    reading="slope = lambda'(z), s = lr lambda(z)",
    source_note="the abstract says that the oscillation performs gradient descent on the spectral norm, with a smaller "
    "step; the constant is this project's",
)
