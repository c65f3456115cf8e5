"""Sections 2 and 3: SAM's ascent (eqs. 3, 4), the 0-1 formulation (5 to 7, 11, 12), BiSAM's ascent (13) and ASAM's (16)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.xie2024.words import RESTORED

L2, LINF, L1 = "rho*g/norm2", "rho*sign(g)", "rho*sign(g)*largest"
NEARLY = "*(1 + 1/10**12)"
WRONG_L2 = ({"l2": f"-{L2}"}, {"l2": f"2*{L2}"}, {"l2": "rho*g/norm1"}, {"l2": "rho*g/norm_max"}, {"l2": L2 + NEARLY})
WRONG_LINF = ({"linf": f"-{LINF}"}, {"linf": f"{LINF}/2"}, {"linf": LINF + NEARLY})
WRONG_L1 = ({"l1": "rho*sign(g)"}, {"l1": f"-{L1}"}, {"l1": L1 + NEARLY})
POINTS = "seeded: 2 to 41 dimensions, 40 gradients of Q at random logits a norm, against 200 points of the ball each"
GRADIENT = "exp(mu*phi_F)*slope/S"

SECTION = Section(
    "xie2024", URLS["xie2024"], "theory.papers.xie2024.ascent.checks", origin=Origin.RESTORED, source_note=RESTORED
)

SECTION.definition(
    "eq-3",
    "Section 2, eq. 3",
    "SAM's update: descend with the gradient at the perturbed weights",
    r"$w_{t+1} = w_t - \eta_t \nabla L(w_t + e_t)$ with $e_t$ maximising $L(w_t + e)$ over $\|e\|_2 \le \rho$.",
    domain="rho > 0",
)
SECTION.equation(
    "eq-4",
    "Section 2, eq. 4",
    "SAM's perturbation: the first-order maximiser over the l2 ball",
    r"$\arg\max_{\|e\|_2 \le \rho} \langle e, g \rangle = \rho g / \|g\|_2$, $g = \nabla L(w)$.",
    {"l2": L2},
    symbolic("check_dual_vectors", "any dimension", *WRONG_L2, widened=("rho > 0", "g not 0")),
    numerical("check_sampled_dual_vectors", POINTS, *WRONG_L2),
    domain="g not 0, rho > 0",
    uses="eq-3",
)
SECTION.definition(
    "eq-5",
    "Section 2, eq. 5",
    "SAM posed for the 0-1 loss",
    r"$\min_w \max_{\|e\|_2 \le \rho} L^{01}(w + e)$.",
    domain="rho > 0",
)
SECTION.definition(
    "eq-6",
    "Section 2, eq. 6",
    "the same as a problem of two players: the minimiser's",
    r"$\min_w L^{01}(w + e^*(w))$.",
    domain="rho > 0",
)
SECTION.definition(
    "eq-7",
    "Section 2, eq. 7",
    "the same as a problem of two players: the maximiser's",
    r"$e^*(w) \in \arg\max_{\|e\|_2 \le \rho} L^{01}(w + e)$; it exists, as the loss takes finitely many values.",
    domain="rho > 0",
)
SECTION.definition(
    "eq-11",
    "Section 3, eq. 11",
    "BiSAM's outer problem: an upper bound at the perturbed weights",
    r"$\min_w L^{ce}(w + e^*(w))$.",
    domain="rho > 0",
)
SECTION.definition(
    "eq-12",
    "Section 3, eq. 12",
    "BiSAM's inner problem: a lower bound of the 0-1 loss is maximised",
    r"$e^*(w) \in \arg\max_{\|e\|_2 \le \rho} Q_{\phi, \mu}(w + e)$, "
    r"$Q = \frac1n \sum_i \frac1\mu \log \sum_j e^{\mu \phi(F_{ij})}$.",
    domain="rho > 0",
)
SECTION.equation(
    "eq-12-maximiser",
    "Section 3, eqs. 5 and 12",
    "whether the relaxation's maximiser maximises the 0-1 loss",
    r"The perturbation that maximises $Q$ also maximises the 0-1 loss.",
    {"phi": "tanh(x/10)", "mu": "10", "K": 10, "s": "1/20"},
    symbolic(
        "check_maximiser",
        "one certified example",
        {"phi": "tanh(x/10)", "mu": "1000", "K": 10, "s": "1/20"},
        {"phi": "tanh(x/10)", "mu": "10", "K": 10, "s": "1/4"},
    ),
    domain="one sample, two perturbations that lead to options A and B of Section 2.2",
    uses="eq-12 sec-2.2-example-q",
    origin=Origin.OURS,
    source_note="the text leaves open how the two problems are related",
)
SECTION.equation(
    "eq-12-guarantee",
    "Section 3, eqs. 5 and 12",
    "what the relaxation's maximiser does guarantee",
    r"At a maximiser of $Q$ the 0-1 loss is at least $\max_e Q - \log(K)/\mu$, and can equal it.",
    {"floor": "largest - log(K)/mu"},
    symbolic(
        "check_guarantee",
        "any ball",
        {"floor": "largest"},
        {"floor": "largest + log(K)/mu"},
        {"floor": "largest - log(K)/(2*mu)"},
        {"floor": "largest - 2*log(K)/mu"},
        premises="lem-3.1",
        widened=("K >= 2, phi at most the strict step, phi(0) = 0", "K >= 2, mu > 0"),
    ),
    domain="K >= 2, mu > 0, phi at most the strict step, phi(0) = 0",
    uses="lem-3.1 eq-12",
    corrects="eq-12-maximiser",
    origin=Origin.OURS,
    source_note="",
)
SECTION.equation(
    "eq-13",
    "Section 3, eq. 13",
    "BiSAM's perturbation: the dual vector of the gradient of Q",
    r"The first-order maximiser of $Q$ over the $\ell_2$ ball is $\rho g / \|g\|_2$, $g = \nabla Q$.",
    {"l2": L2},
    symbolic("check_dual_vectors", "any dimension", *WRONG_L2, widened=("rho > 0", "g not 0")),
    numerical("check_sampled_dual_vectors", POINTS, *WRONG_L2),
    domain="g not 0, rho > 0",
    uses="eq-12",
)
SECTION.equation(
    "eq-13-linf",
    "Section 3, eq. 13, over the l_inf ball",
    "over the l_inf ball the gradient's signs are a first-order maximiser",
    r"A first-order maximiser of $Q$ over the $\ell_\infty$ ball is $\rho\, \mathrm{sign}(\nabla Q)$.",
    {"linf": LINF},
    symbolic("check_dual_vectors", "any dimension", *WRONG_LINF, widened=("rho real",)),
    numerical("check_sampled_dual_vectors", POINTS, *WRONG_LINF),
    domain="rho > 0",
    uses="eq-12",
    origin=Origin.OURS,
    source_note="",
)
SECTION.equation(
    "eq-13-l1",
    "Section 3, eq. 13, over the l_1 ball",
    "over the l_1 ball one largest entry is a first-order maximiser",
    r"A first-order maximiser of $Q$ over the $\ell_1$ ball is $\rho$ with the gradient's sign on one entry of the largest "
    "size, 0 elsewhere.",
    {"l1": L1},
    symbolic("check_dual_vectors", "any dimension", *WRONG_L1, widened=("rho > 0",)),
    numerical("check_sampled_dual_vectors", POINTS, *WRONG_L1),
    domain="g not 0, rho > 0",
    uses="eq-12",
    reading="largest is 1 on one entry of the largest size, 0 elsewhere",
    origin=Origin.OURS,
    source_note="",
)
SECTION.equation(
    "eq-13-gradient",
    "Section 3, eq. 13, the gradient in the logits",
    "the gradient of Q in the logits, with the term of the label",
    r"For one sample $\partial Q / \partial z_j = s_j \phi'(F_j)$ for $j \ne y$, $s = \mathrm{softmax}(\mu \phi(F))$, and "
    r"minus their sum for $j = y$, whose term $F_y = 0$ is in the softmax but constant.",
    {"other": GRADIENT, "label": f"-{GRADIENT}"},
    symbolic(
        "check_gradient",
        "any K and phi",
        {"other": GRADIENT, "label": "0"},
        {"other": f"mu*{GRADIENT}", "label": f"-mu*{GRADIENT}"},
        {"other": f"-{GRADIENT}", "label": GRADIENT},
        widened=("K >= 2, phi differentiable", "K >= 2, mu > 0"),
    ),
    domain="K >= 2, mu > 0, phi differentiable",
    uses="eq-12",
    reading="label: the part of the label's entry that comes from class j; S = sum_k exp(mu phi(F_k))",
    origin=Origin.OURS,
    source_note="",
)
SECTION.equation(
    "eq-16",
    "Section 3, eq. 16",
    "A-BiSAM's perturbation, with ASAM's element-wise operator",
    r"Over $\|T_w^{-1} e\|_2 \le \rho$, $T_w = \mathrm{diag}(|w|)$, the first-order maximiser is "
    r"$\rho T_w^2 g / \|T_w g\|_2$, $g = \nabla Q$.",
    {"direction": "rho*T**2*g/norm_Tg"},
    symbolic(
        "check_scaled_dual_vector",
        "any dimension",
        {"direction": "rho*T*g/norm_Tg"},
        {"direction": "-rho*T**2*g/norm_Tg"},
        {"direction": "2*rho*T**2*g/norm_Tg"},
        premises="eq-4",
        widened=("g not 0, rho > 0", "T > 0, rho > 0"),
    ),
    domain="T > 0, g not 0, rho > 0",
    uses="eq-13",
    reading="element-wise: T the size of a weight",
)
SECTION.definition(
    "alg-1",
    "Algorithm 1",
    "BiSAM: ascent by eq. 13, descent with cross-entropy there",
    r"$e = \rho \nabla Q / \|\nabla Q\|_2$, $w \leftarrow w - \eta \nabla L^{ce}(w + e)$.",
    domain="rho > 0",
)
SECTION.definition(
    "alg-2",
    "Algorithm 2",
    "A-BiSAM: ascent by eq. 16",
    r"$e = \rho T_w^2 \nabla Q / \|T_w \nabla Q\|_2$, then as BiSAM.",
    domain="rho > 0",
)
SECTION.definition(
    "alg-3",
    "Algorithm 3",
    "E-BiSAM: BiSAM in ESAM's scheme",
    "ESAM's stochastic weight perturbation and sharpness-sensitive data selection, with the gradient of $Q$ in the ascent.",
    domain="rho > 0",
    reading="the public code has no E-BiSAM",
)
