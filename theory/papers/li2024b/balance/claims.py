"""The balance under gradient descent and SAM: flows and steps, and what every step leaves as it is."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.li2024b.words import FLOW, MATRIX, OURS, PRODUCT, READ, SMOOTH
from theory.papers.sources import URLS

NUMERICS = "theory.papers.li2024b.balance.numerics"
ANY_STEP = f"{PRODUCT}; lr > 0, rho > 0"
FACTOR = "((1 - lr*rho*u*F)**2 - lr**2*F**2)"
WRONG_FACTORS = (FACTOR.replace("- lr**2*F**2", "+ lr**2*F**2"), "(1 - lr*rho*u*F)**2", "(1 - 2*lr*rho*u*F)")
LINES = {"x + y": "1 - lr*F*(1 + rho*u)", "x - y": "1 + lr*F*(1 - rho*u)"}
SAME = {"dQ/dt": "-2*rho*u*F*Q", "d(B/Q)/dt": "0"}
EVERY = "any dimension, any loss, every radius"
OUTER = "rho*u*(mixed_y - mixed_x)"
LEADING = "rho*(gx2 - gy2)/sqrt(gx2 + gy2)"

SECTION = Section(
    "li2024b",
    URLS["li2024b"],
    "theory.papers.li2024b.balance.checks",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.definition(
    "balancedness",
    "Section 3",
    "the balance of a pair of factors, and SAM on a function of their product",
    r"$B = \frac12 (\|x\|^2 - \|y\|^2)$. SAM on $f(x \cdot y)$ takes the gradient at $\tilde x = x + \rho u y$, "
    r"$\tilde y = y + \rho u x$, $u = \mathrm{sgn} f'(x \cdot y) / \sqrt{\|x\|^2 + \|y\|^2}$.",
    domain=f"{PRODUCT}; rho > 0",
    origin=Origin.READ,
    source_note=READ,
)
SECTION.theorem(
    "thm-1",
    "Theorem 1, and the appendix on normalised gradients",
    "the flows of SGD and of normalised gradients keep the balance",
    r"Along $\dot x = -s f'(x \cdot y) y$, $\dot y = -s f'(x \cdot y) x$ with any speed $s$, each loss of a sequence "
    r"in turn, $\frac{dB}{dt} = 0$.",
    {"dB/dt": "0"},
    symbolic(
        "check_plain_flow",
        EVERY,
        {"dB/dt": "-2*speed*F*B"},
        {"dB/dt": "speed*F*xy"},
        widened=("any loss",),
    ),
    domain=PRODUCT,
    uses="balancedness",
    reading="F is f' at the product",
    origin=Origin.READ,
    source_note=READ,
)
SECTION.equation(
    "thm-1-step",
    "Theorem 1, at a finite step",
    "a step of gradient descent multiplies B by 1 - lr^2 f'^2",
    r"$B_{t+1} = (1 - \eta^2 f'(x \cdot y)^2) B_t$ for a step of length $\eta$: balance is not kept, and grows where "
    r"$\eta |f'| > \sqrt 2$.",
    {"B": "(1 - lr**2*F**2)*B"},
    symbolic(
        "check_plain_step",
        "any dimension, any loss",
        {"B": "B"},
        {"B": "(1 - lr*F**2)*B"},
        {"B": "(1 + lr**2*F**2)*B"},
        widened=("lr > 0", PRODUCT),
    ),
    domain=f"{PRODUCT}; lr > 0",
    uses="balancedness",
    reading="lr is the length of the step; F is f' at the product",
)
SECTION.equation(
    "eq-33",
    "eq. 33",
    "SAM's flow on a function of the product: dB/dt = -2 rho u f'~ B",
    r"$\frac{dB}{dt} = -2 \rho u f'(\tilde x \cdot \tilde y) B$ for every $\rho$: the derivative is at the perturbed product.",
    {"dB/dt": "-2*rho*u*F*B"},
    symbolic(
        "check_flow",
        EVERY,
        {"dB/dt": "-rho*u*F*B"},
        {"dB/dt": "2*rho*u*F*B"},
        {"dB/dt": "-2*rho*F*B"},
        widened=(f"{MATRIX}; rho > 0", PRODUCT),
    ),
    domain=f"{PRODUCT}; rho > 0",
    uses="balancedness",
    reading=FLOW,
    origin=Origin.READ,
    source_note=READ,
)
SECTION.equation(
    "eq-33-step",
    "eq. 33, at a finite step",
    "one step of SAM multiplies B by an exact factor",
    r"$B_{t+1} = ((1 - \eta \rho u \tilde f')^2 - \eta^2 \tilde f'^2) B_t$ for every step length $\eta$ and every $\rho$.",
    {"B": f"{FACTOR}*B"},
    symbolic(
        "check_step",
        EVERY + " and step",
        *({"B": f"{wrong}*B"} for wrong in WRONG_FACTORS),
        widened=(f"{MATRIX}; lr > 0, rho > 0", f"{PRODUCT}; rho > 0", f"{PRODUCT}; lr > 0"),
    ),
    numerical(
        f"{NUMERICS}:check_step",
        "300 random pairs of 1 to 6 coordinates, losses, radii and steps",
        *({"B": f"{wrong}*B"} for wrong in WRONG_FACTORS),
        {"B": f"1.000001*{FACTOR}*B"},
    ),
    domain=f"{PRODUCT}; lr > 0, rho > 0",
    uses="balancedness",
    reading=f"lr is the length of the step; {FLOW}",
)
SECTION.theorem(
    "invariant-lines",
    "an invariant of SAM on two factors",
    "every step of SAM stretches x + y and x - y, and turns neither",
    r"One step of SAM, of any length and radius, takes $x + y$ to $(1 - \eta \tilde f' (1 + \rho u)) (x + y)$ and $x - "
    r"y$ to $(1 + \eta \tilde f' (1 - \rho u)) (x - y)$: both keep their lines, whatever the losses of the steps.",
    LINES,
    symbolic(
        "check_lines",
        EVERY + " and step",
        {**LINES, "x + y": "1 - lr*F*(1 - rho*u)"},
        {**LINES, "x - y": "1 - lr*F*(1 - rho*u)"},
        {**LINES, "x - y": "1 + lr*F*(1 + rho*u)"},
        widened=(f"{MATRIX}; lr > 0, rho > 0", PRODUCT),
    ),
    domain=f"{PRODUCT}; lr > 0, rho > 0",
    uses="balancedness",
    reading=f"lr is the length of the step; {FLOW}",
)
SECTION.theorem(
    "invariant",
    "an invariant of SAM on two factors",
    "B/Q is conserved: the spread Q falls by the same law as B",
    r"With $Q = \|x + y\| \|x - y\| = \sqrt{n^4 - 4 (x \cdot y)^2} > 0$: along SAM's flow $\frac{dQ}{dt} = -2 \rho u "
    r"f'(\tilde x \cdot \tilde y) Q$, so that $\frac{B}{Q}$, half the cosine of the angle between $x + y$ and $x - y$, "
    r"is conserved for every $\rho$.",
    SAME,
    symbolic(
        "check_invariant",
        EVERY,
        {**SAME, "dQ/dt": "-rho*u*F*Q"},
        {**SAME, "dQ/dt": "2*rho*u*F*Q"},
        {**SAME, "d(B/Q)/dt": "-2*rho*u*F*B/Q"},
        widened=(f"{PRODUCT}; rho > 0", f"{MATRIX}; rho > 0, Q > 0"),
    ),
    numerical(
        f"{NUMERICS}:check_invariant",
        "20 random pairs of 1 to 4 coordinates, flows of a convex and of a concave loss",
        {**SAME, "d(B/Q)/dt": "-2*rho*u*F*B/Q"},
        {**SAME, "dQ/dt": "0"},
    ),
    domain=f"{PRODUCT}; rho > 0, Q > 0",
    uses="eq-33 invariant-lines",
    reading=FLOW,
)
SECTION.theorem(
    "invariant-steps",
    "an invariant of SAM on two factors",
    "every step of SAM conserves |B|/Q, whatever its length",
    r"$B_{t+1}^2 / Q_{t+1}^2 = B_t^2 / Q_t^2$ for a step of SAM of any length and radius with $Q_{t+1} > 0$: what "
    "balances the factors brings them together in the same ratio.",
    {"(B/Q)^2": "B**2/Q**2"},
    symbolic(
        "check_invariant_steps",
        EVERY + " and step",
        {"(B/Q)^2": "(1 - lr*rho*u*F)**2*B**2/Q**2"},
        {"(B/Q)^2": "B**2"},
        widened=(f"{PRODUCT}; lr > 0, rho > 0", f"{PRODUCT}; rho > 0, Q > 0"),
    ),
    domain=f"{PRODUCT}; lr > 0, rho > 0, Q > 0",
    uses="eq-33-step invariant-lines",
    reading=f"lr is the length of the step; {FLOW}",
)
SECTION.equation(
    "eq-16a",
    "eq. 16a",
    "SAM's flow on a function of the outer product: dB/dt at every rho",
    r"For $f(x y^\top)$ with the gradients $G$ at $x y^\top$ and $\tilde G$ at the perturbed product: $\frac{dB}{dt} = "
    r"\rho u (y^\top \tilde G^\top G y - x^\top \tilde G G^\top x)$, $u = 1 / \sqrt{\|G y\|^2 + \|G^\top x\|^2}$.",
    {"dB/dt": OUTER},
    symbolic(
        "check_outer",
        EVERY,
        {"dB/dt": OUTER.replace("- mixed_x", "+ mixed_x")},
        {"dB/dt": f"2*{OUTER}"},
        {"dB/dt": "rho*u*(mixed_x - mixed_y)"},
        widened=(MATRIX, "rho > 0"),
    ),
    numerical(
        f"{NUMERICS}:check_outer",
        "200 random pairs of 1 to 5 coordinates, a loss that is not quadratic",
        {"dB/dt": OUTER.replace("- mixed_x", "+ mixed_x")},
        {"dB/dt": f"1.000001*{OUTER}"},
    ),
    domain=f"{MATRIX}; rho > 0",
    uses="balancedness",
    reading="mixed_y = y^T G~^T G y and mixed_x = x^T G~ G^T x",
    origin=Origin.READ,
    source_note=READ,
)
SECTION.theorem(
    "thm-2",
    "Theorem 2",
    "for small rho the balance follows the gradients' lengths",
    r"$\frac{dB}{dt} = \rho \frac{\|g_x\|^2 - \|g_y\|^2}{\sqrt{\|g_x\|^2 + \|g_y\|^2}} + O(\rho^2 L)$ with $g_x = G "
    r"y$, $g_y = G^\top x$.",
    {"dB/dt": LEADING},
    symbolic(
        "check_leading",
        "the leading term in rho",
        {"dB/dt": LEADING.replace("gx2 - gy2", "gy2 - gx2")},
        {"dB/dt": "rho*(gx2 - gy2)"},
        widened=(f"{SMOOTH}; rho > 0, gx2 >= 0, gy2 >= 0", f"{MATRIX}; rho -> 0, gx2 >= 0, gy2 >= 0"),
    ),
    domain=f"{SMOOTH}; rho -> 0, gx2 >= 0, gy2 >= 0, gx2 + gy2 > 0",
    uses="eq-16a",
    reading="gx2 = |g_x|^2 and gy2 = |g_y|^2",
    origin=Origin.READ,
    source_note=READ,
)
