"""Section 3: perturbing the input and perturbing the weights of one linear layer, and of one linear unit."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, symbolic
from theory.papers.sources import URLS

DUALITY = "Section 3, duality of SAM and AT"
MARGINS = "theory.papers.wei2023.linear_layer.margins"
ANY_SIZE = "any numbers of inputs and outputs"
LAYER = "no paper says it: what the paper's sentence amounts to for one linear layer"
UNIT = "no paper says it: what the paper's sentence amounts to for one linear unit"
FALLING = "a loss that decreases in the margin"
AT_MARGIN = {"l2": "margin - eps*norm2", "linf": "margin - eps*norm1", "l1": "margin - eps*norm_max"}
WEIGHTS = "eps > 0, norm1 > 0, norm2 > 0, norm_max > 0"

SECTION = Section(
    "wei2023", URLS["wei2023"], "theory.papers.wei2023.linear_layer.checks", origin=Origin.OURS, source_note=LAYER
)

SECTION.equation(
    "sec-3-duality",
    DUALITY,
    "SAM and AT both perturb a layer's features",
    r"For a linear layer $z = Wx$: $W(x + \delta) = z + W\delta$ (explicit) and $(W + D)x = z + Dx$ (implicit).",
    {"input": "W*delta", "weight": "D*x"},
    symbolic(
        "check_duality",
        "matrices and vectors of any sizes",
        {"input": "-W*delta", "weight": "D*x"},
        {"input": "W*delta", "weight": "2*D*x"},
        {"input": "W*delta", "weight": "x*D"},
        {"input": "D*delta", "weight": "D*x"},
    ),
    domain="matrices and vectors of any sizes",
    uses="eq-1 eq-3",
    origin=Origin.READING,
    source_note="the sentence stands in the text and speaks of networks; its exact content is read for one linear layer",
)

SECTION.equation(
    "sec-3-weight-ball",
    DUALITY,
    "weight perturbations move the features over a ball",
    r"For $x \ne 0$ $\{Dx : \|D\|_F \le \rho\}$ is the ball of radius $\rho \|x\|_2$, whatever $W$ is.",
    {"radius": "rho*norm_x"},
    symbolic(
        "check_weight_ball",
        ANY_SIZE,
        {"radius": "rho"},
        {"radius": "rho*norm_x**2"},
        {"radius": "2*rho*norm_x"},
        {"radius": "-rho*norm_x"},
        widened=("norm_x >= 0, rho > 0",),
    ),
    domain="norm_x > 0, rho > 0",
    uses="sec-3-duality",
)

SECTION.equation(
    "sec-3-input-ellipsoid",
    DUALITY,
    "input perturbations move the features over an ellipsoid",
    r"$\{W\delta : \|\delta\|_2 \le \epsilon\}$ has the support function $\epsilon \|W^T v\|_2$ at every $v$ with "
    r"$W^T v \ne 0$; if $W$ has full row rank it is $\{z : z^T (W W^T)^{-1} z \le \epsilon^2\}$.",
    domain="eps > 0",
    uses="sec-3-duality",
    parts="sec-3-input-support sec-3-input-form",
)

SECTION.equation(
    "sec-3-input-support",
    DUALITY,
    "the support function of the features that input perturbations reach",
    r"$\max_{\|\delta\|_2 \le \epsilon} v^T W \delta = \epsilon \|W^T v\|_2$ for every $v$ with $W^T v \ne 0$.",
    {"support": "eps*norm_WTv"},
    symbolic(
        "check_input_support",
        ANY_SIZE,
        {"support": "eps"},
        {"support": "eps*norm_WTv/2"},
        {"support": "-eps*norm_WTv"},
        widened=("eps > 0, norm_WTv >= 0",),
    ),
    domain="eps > 0, norm_WTv > 0",
    uses="sec-3-duality",
)

SECTION.equation(
    "sec-3-input-form",
    DUALITY,
    "the quadratic form of the features that input perturbations reach",
    r"If $W$ has full row rank, $\{W\delta : \|\delta\|_2 \le \epsilon\} = \{z : z^T (W W^T)^{-1} z \le \epsilon^2\}$.",
    {"bound": "eps**2"},
    symbolic("check_input_ellipsoid", ANY_SIZE, {"bound": "eps"}, {"bound": "2*eps**2"}, widened=("eps > 0",)),
    domain="W of full row rank, eps > 0",
    uses="sec-3-duality",
)

SECTION.equation(
    "sec-3-equal-sets",
    DUALITY,
    "ball and ellipsoid agree only if W W^T is a multiple of I",
    r"For $x \ne 0$ $\{Dx : \|D\|_F \le \rho\} = \{W\delta : \|\delta\|_2 \le \epsilon\}$ if and only if "
    r"$W W^T = (\rho \|x\|_2 / \epsilon)^2 I$: rows orthogonal and of equal norms.",
    {"diagonal": "(rho*norm_x/eps)**2", "off_diagonal": "0"},
    symbolic(
        "check_equal_sets",
        ANY_SIZE,
        {"diagonal": "rho*norm_x/eps", "off_diagonal": "0"},
        {"diagonal": "(eps/(rho*norm_x))**2", "off_diagonal": "0"},
        {"diagonal": "(rho*norm_x/eps)**2", "off_diagonal": "1"},
        widened=("norm_x > 0, rho > 0, eps >= 0", "norm_x > 0, rho >= 0, eps > 0"),
    ),
    domain="norm_x > 0, rho > 0, eps > 0",
    uses="sec-3-weight-ball sec-3-input-ellipsoid",
)

SECTION.equation(
    "sec-3-sam-margin",
    DUALITY,
    "per-sample SAM lowers the margin by rho |x|",
    r"For $x \ne 0$ $\max_{\|e\|_2 \le \rho} \ell(y (w + e) \cdot x) = \ell(y\, w \cdot x - \rho \|x\|_2)$: the shift "
    r"depends on the sample, not on $w$.",
    {"l2": "margin - rho*norm_x"},
    symbolic(
        f"{MARGINS}:check_sam_margin",
        "any number of weights",
        {"l2": "margin + rho*norm_x"},
        {"l2": "margin - 2*rho*norm_x"},
        {"l2": "margin - rho"},
        widened=("norm_x > 0, rho > 0", f"norm_x >= 0, rho > 0, {FALLING}"),
    ),
    domain=f"norm_x > 0, rho > 0, {FALLING}",
    uses="eq-5-per-sample",
    source_note=f"{UNIT}; SAM's own perturbation is shared by all samples",
)

SECTION.equation(
    "sec-3-at-margin",
    DUALITY,
    "AT lowers the margin by eps times the dual norm of w",
    r"For $w \ne 0$ $\max_{\|\delta\| \le \epsilon} \ell(y\, w \cdot (x + \delta)) = \ell(y\, w \cdot x - \epsilon "
    r"\|w\|_*)$: the shift depends on $w$, not on the sample.",
    AT_MARGIN,
    symbolic(
        f"{MARGINS}:check_at_margin",
        "any number of weights; l2, l_inf, l1",
        AT_MARGIN | {"l2": "margin + eps*norm2"},
        AT_MARGIN | {"l2": "margin - eps*norm1"},
        AT_MARGIN | {"linf": "margin - eps*norm_max"},
        AT_MARGIN | {"linf": "margin - eps*norm1/2"},
        AT_MARGIN | {"l1": "margin - eps*norm1"},
        AT_MARGIN | {"l1": "margin - 2*eps*norm_max"},
        widened=(f"{WEIGHTS}, ball in {{l2, l_inf, l1}}", f"{WEIGHTS}, {FALLING}"),
    ),
    domain=f"{WEIGHTS}, ball in {{l2, l_inf, l1}}, {FALLING}",
    uses="eq-3",
    reading="the dual norms of l2, l_inf, l1 are l2, l1, l_inf",
    source_note=UNIT,
)
