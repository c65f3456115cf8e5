"""The curvature at which SAM's gradient stops shrinking: its formula, its limits, and the cycle, where it is the curvature."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS

CODE = "the authors' code has the formula and the abstract says that the edge depends on the gradient; the paper was not read"
OURS = "no line of the paper was read; it follows from the step"
ALONG = "a quadratic loss; a gradient along an eigenvector"
DOMAIN = f"{ALONG}; g > 0, lr > 0, rho > 0"
EDGE = "g/(2*rho)*(sqrt(1 + 8*rho/(lr*g)) - 1)"
WRONG = (EDGE.replace("8*rho", "4*rho"), EDGE.replace("- 1", "+ 1"), EDGE.replace("2*rho)*", "rho)*"), "2/lr")
NUMERICS = "theory.papers.long2024.edge.numerics"

SECTION = Section(
    "long2024",
    URLS["long2024"],
    "theory.papers.long2024.edge.checks",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.definition(
    "edge",
    "abstract",
    "the edge of stability: the curvature up to which a step shrinks",
    r"For gradient descent with learning rate $\eta$ the edge is $2 / \eta$. For SAM it is the curvature $\lambda$ up "
    r"to which, along an eigenvector, a step makes the gradient shorter; it depends on the gradient's norm.",
    domain="lr > 0, rho > 0",
    origin=Origin.SECOND_HAND,
    source_note=CODE,
)
SECTION.equation(
    "sam-edge",
    "the authors' code",
    "SAM's edge of stability as a function of the gradient's norm",
    r"$\lambda_{edge} = \frac{\|g\|}{2 \rho} (\sqrt{1 + \frac{8 \rho}{\eta \|g\|}} - 1)$.",
    EDGE,
    symbolic(
        "check_edge",
        "every gradient, rho and learning rate",
        *WRONG,
        widened=(f"a gradient in any direction; {DOMAIN.split('; ')[-1]}", DOMAIN.replace("rho > 0", "rho >= 0")),
    ),
    numerical(
        f"{NUMERICS}:check_edge",
        "200 random settings: one step beside the stated edge",
        *WRONG,
        f"1.0001*{EDGE}",
    ),
    domain=DOMAIN,
    uses="edge",
    reading="g = |g|, lr = eta",
    origin=Origin.SECOND_HAND,
    source_note=CODE,
)
SECTION.equation(
    "sam-edge-small-radius",
    "the edge at a small radius",
    "as rho tends to 0 the edge is gradient descent's, 2/lr",
    r"$\lambda_{edge} = \frac{2}{\eta} - \frac{4 \rho}{\eta^2 \|g\|} + O(\rho^2)$.",
    "2/lr - 4*rho/(lr**2*g)",
    symbolic(
        "check_small_radius",
        "every gradient and learning rate",
        "1/lr - 4*rho/(lr**2*g)",
        "2/lr - 2*rho/(lr**2*g)",
        "2/lr",
        widened=(DOMAIN,),
    ),
    domain=f"{ALONG}; g > 0, lr > 0, rho -> 0",
    uses="sam-edge",
)
SECTION.equation(
    "sam-edge-small-gradient",
    "the edge at a small gradient",
    "as the gradient vanishes so does the edge, as its square root",
    r"$\lambda_{edge} = \sqrt{\frac{2 \|g\|}{\eta \rho}} (1 + O(\sqrt{\|g\|}))$.",
    "sqrt(2*g/(lr*rho))",
    symbolic(
        "check_small_gradient",
        "every rho and learning rate",
        "sqrt(g/(lr*rho))",
        "2/lr",
        "sqrt(2*g/(lr*rho))/2",
        widened=(DOMAIN,),
    ),
    domain=f"{ALONG}; g -> 0, lr > 0, rho > 0",
    uses="sam-edge",
)
SECTION.theorem(
    "sam-edge-below",
    "abstract and code",
    "SAM's edge is below gradient descent's",
    r"$\lambda_{edge} < \frac{2}{\eta}$ for every $\rho > 0$ and every gradient.",
    "edge < 2/lr",
    symbolic(
        "check_below",
        "every gradient, rho and learning rate",
        "edge > 2/lr",
        "edge < 1/lr",
        widened=(DOMAIN.replace("rho > 0", "rho >= 0"),),
    ),
    domain=DOMAIN,
    uses="sam-edge",
    origin=Origin.SECOND_HAND,
    source_note=CODE,
)
SECTION.theorem(
    "edge-is-cycle",
    "the edge on a quadratic loss's cycle",
    "on SAM's cycle the edge is the curvature: SAM runs on its edge",
    r"On the cycle $|x| = \frac{s \rho}{2 - s}$, $s = \eta \lambda$, along an eigenvector, where $\|g\| = \lambda "
    r"|x|$: $\lambda_{edge} = \lambda$ exactly, for every $0 < s < 2$ and $\rho$.",
    {"edge": "lam"},
    symbolic(
        "check_cycle",
        "every s in (0, 2), rho and learning rate",
        {"edge": "2/lr"},
        {"edge": "lam/2"},
        premises="bartlett2023/cycle-line",
        widened=(f"{ALONG}; rho > 0, lam > 0, s > 0", "0 < s < 2, rho > 0, lam > 0"),
    ),
    numerical(f"{NUMERICS}:check_cycle", "20 runs of 3 weights", {"edge": "2/lr"}, {"edge": "1.0001*lam"}),
    domain=f"{ALONG}; one weight; all starts but countably many; 0 < s < 2, rho > 0, lam > 0",
    uses="sam-edge bartlett2023/cycle-line",
    reading="lam = lambda, lr = s/lambda",
)
SECTION.theorem(
    "edge-outside",
    "the edge on a quadratic loss",
    "the curvature is below the edge exactly outside the cycle",
    r"Along an eigenvector with $0 < s < 2$: $\lambda < \lambda_{edge}$ if and only if $|x| > \frac{s \rho}{2 - s}$: "
    "outside the cycle a step shrinks the gradient, inside it grows.",
    "size > s*rho/(2 - s)",
    symbolic(
        "check_outside",
        "every s in (0, 2), rho and x",
        "size < s*rho/(2 - s)",
        "size > s*rho/2",
        "size > 2*s*rho/(2 - s)",
        widened=(f"{ALONG}; size > 0, rho > 0, s > 0",),
    ),
    domain=f"{ALONG}; size > 0, rho > 0, 0 < s < 2",
    uses="sam-edge bartlett2023/cycle-line",
    reading="size = |x|, s = lr lambda",
)
