"""Sections 2 and 3: SAM's ascent (eqs. 3, 4), the 0-1 formulation (5 to 7, 11, 12), BiSAM's ascent (13) and ASAM's (16)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import xie2024
from theory.papers.xie2024 import ascent_checks as checks

RESTORED = "restored from the surrounding prose; the printed line itself was not available"
ADDED = "not in the paper"


def _definition(name: str, place: str, summary: str, statement: str, reading: str = RESTORED) -> Claim:
    return Claim(
        id=f"xie2024/{name}",
        kind=Kind.DEFINITION,
        source=xie2024(place),
        summary=summary,
        statement=statement,
        domain="rho > 0",
        reading=reading,
    )


def _equation(name: str, place: str, summary: str, statement: str, formula: Any, domain: str, **more: Any) -> Claim:
    return Claim(
        id=f"xie2024/{name}",
        kind=Kind.EQUATION,
        source=xie2024(place),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        **more,
    )


CLAIMS = (
    _definition(
        "eq-3",
        "Section 2, eq. 3",
        "SAM's update: descend with the gradient at the perturbed weights",
        r"$w_{t+1} = w_t - \eta_t \nabla L(w_t + e_t)$ with $e_t$ maximising $L(w_t + e)$ over $\|e\|_2 \le \rho$.",
    ),
    _equation(
        "eq-4",
        "Section 2, eq. 4",
        "SAM's perturbation: the first-order maximiser over the l2 ball",
        r"$\arg\max_{\|e\|_2 \le \rho} \langle e, g \rangle = \rho g / \|g\|_2$, $g = \nabla L(w)$.",
        {"l2": "rho*g/norm2"},
        "any dimension, g not 0, rho > 0",
        uses=("xie2024/eq-3",),
    ),
    _definition(
        "eq-5",
        "Section 2, eq. 5",
        "SAM posed for the 0-1 loss",
        r"$\min_w \max_{\|e\|_2 \le \rho} L^{01}(w + e)$.",
    ),
    _definition(
        "eq-6",
        "Section 2, eq. 6",
        "the same as a problem of two players: the minimiser's",
        r"$\min_w L^{01}(w + e^*(w))$.",
    ),
    _definition(
        "eq-7",
        "Section 2, eq. 7",
        "the same as a problem of two players: the maximiser's",
        r"$e^*(w) \in \arg\max_{\|e\|_2 \le \rho} L^{01}(w + e)$; it exists, as the loss takes finitely many values.",
    ),
    _definition(
        "eq-11",
        "Section 3, eq. 11",
        "BiSAM's outer problem: an upper bound at the perturbed weights",
        r"$\min_w L^{ce}(w + e^*(w))$.",
    ),
    _definition(
        "eq-12",
        "Section 3, eq. 12",
        "BiSAM's inner problem: a lower bound of the 0-1 loss is maximised",
        r"$e^*(w) \in \arg\max_{\|e\|_2 \le \rho} Q_{\phi, \mu}(w + e)$, "
        r"$Q = \frac1n \sum_i \frac1\mu \log \sum_j e^{\mu \phi(F_{ij})}$.",
    ),
    _equation(
        "eq-12-maximiser",
        "Section 3, eqs. 5 and 12",
        "whether the relaxation's maximiser maximises the 0-1 loss",
        r"The perturbation that maximises $Q$ also maximises the 0-1 loss.",
        {"phi": "tanh(x/10)", "mu": "10", "K": 10, "s": "1/20"},
        "one sample, two perturbations that lead to options A and B of Section 2.2",
        uses=("xie2024/eq-12", "xie2024/sec-2.2-example-q"),
        reading=f"{ADDED}, which leaves open how the two problems are related",
    ),
    _equation(
        "eq-12-guarantee",
        "Section 3, eqs. 5 and 12",
        "what the relaxation's maximiser does guarantee",
        r"At a maximiser of $Q$ the 0-1 loss is at least $\max_e Q - \log(K)/\mu$, a number that can be negative.",
        {"floor": "largest - log(K)/mu"},
        "any ball, K >= 2, mu > 0",
        uses=("xie2024/lem-3.1", "xie2024/eq-12"),
        reading=ADDED,
        corrects="xie2024/eq-12-maximiser",
    ),
    _equation(
        "eq-13",
        "Section 3, eq. 13",
        "BiSAM's perturbation: the dual vector of the gradient of Q",
        r"The first-order maximiser of $Q$ is $\rho \nabla Q / \|\nabla Q\|_2$; over the $\ell_\infty$ ball it is "
        r"$\rho\, \mathrm{sign}(\nabla Q)$, over the $\ell_1$ ball $\rho$ with the gradient's sign on a largest entry.",
        {"l2": "rho*g/norm2", "linf": "rho*sign(g)", "l1": "rho*sign(g)*largest"},
        "any dimension, grad Q not 0, rho > 0",
        uses=("xie2024/eq-12",),
        reading="the l_inf and l1 balls are added; largest is 1 on one entry of the largest size, 0 elsewhere",
    ),
    _equation(
        "eq-13-gradient",
        "Section 3, eq. 13, the gradient in the logits",
        "the gradient of Q in the logits, with the term of the label",
        r"$\partial Q / \partial z_j = s_j \phi'(F_j)$ for $j \ne y$, $s = \mathrm{softmax}(\mu \phi(F))$, and minus "
        r"their sum for $j = y$, whose term $F_y = 0$ is in the softmax but constant.",
        {"other": "exp(mu*phi_F)*slope/S", "label": "-exp(mu*phi_F)*slope/S"},
        "one sample; any differentiable phi",
        uses=("xie2024/eq-12",),
        reading=f"{ADDED}; label: the part of the label's entry that comes from class j; S = sum_k exp(mu phi(F_k))",
    ),
    _equation(
        "eq-16",
        "Section 3, eq. 16",
        "A-BiSAM's perturbation, with ASAM's element-wise operator",
        r"Over $\|T_w^{-1} e\|_2 \le \rho$, $T_w = \mathrm{diag}(|w|)$, the first-order maximiser is "
        r"$\rho T_w^2 g / \|T_w g\|_2$, $g = \nabla Q$.",
        {"direction": "rho*T**2*g/norm_Tg"},
        "any dimension, T > 0, T g not 0, rho > 0",
        uses=("xie2024/eq-13",),
        reading="element-wise: T the size of a weight",
    ),
    _definition(
        "alg-1",
        "Algorithm 1",
        "BiSAM: ascent by eq. 13, descent with cross-entropy there",
        r"$e = \rho \nabla Q / \|\nabla Q\|_2$, $w \leftarrow w - \eta \nabla L^{ce}(w + e)$.",
    ),
    _definition(
        "alg-2",
        "Algorithm 2",
        "A-BiSAM: ascent by eq. 16",
        r"$e = \rho T_w^2 \nabla Q / \|T_w \nabla Q\|_2$, then as BiSAM.",
    ),
    _definition(
        "alg-3",
        "Algorithm 3",
        "E-BiSAM: BiSAM in ESAM's scheme",
        "ESAM's stochastic weight perturbation and sharpness-sensitive data selection, with the gradient of $Q$ in the "
        "ascent.",
        f"{RESTORED}; the public code has no E-BiSAM",
    ),
)

_POINTS = "seeded: 2 to 40 dimensions, 40 gradients of Q at random logits a norm, against 200 points of the ball each"
CHECKS = (
    Check("xie2024/eq-4", Method.SYMBOLIC, "any dimension", True, checks.check_dual_vectors),
    Check("xie2024/eq-4", Method.NUMERICAL, _POINTS, False, checks.check_sampled_dual_vectors),
    Check("xie2024/eq-12-maximiser", Method.SYMBOLIC, "one certified example", True, checks.check_maximiser),
    Check("xie2024/eq-12-guarantee", Method.SYMBOLIC, "any ball", True, checks.check_guarantee),
    Check("xie2024/eq-13", Method.SYMBOLIC, "any dimension", True, checks.check_dual_vectors),
    Check("xie2024/eq-13", Method.NUMERICAL, _POINTS, False, checks.check_sampled_dual_vectors),
    Check("xie2024/eq-13-gradient", Method.SYMBOLIC, "any K and phi", True, checks.check_gradient),
    Check("xie2024/eq-16", Method.SYMBOLIC, "any dimension", True, checks.check_scaled_dual_vector),
)
