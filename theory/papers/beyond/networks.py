"""Trained networks: statements of this project about digits, planted data and costs, each on one table of runs.

Formulas that are sentences are in the language of :mod:`theory.papers.wei2023.sentences`; "robust" stands for all attacks of
the table.  Checks live where networks are trained.
"""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Claim, Kind
from theory.papers.beyond.statements import beyond

DIGITS = "scikit-learn's digits (8 x 8), a perceptron with 128 hidden units"
PLANTED = "the binary model with p = 9/10, eta = 1/10, d = 40 planted into images; ST, SAM and AT on all weights"
NATURAL, RELIANCE, WEIGHT = ("natural",), ("reliance",), ("linear weight",)


def sentence(rows: str, than: str, columns: tuple[str, ...] | str, relation: str) -> dict[str, Any]:
    """Return the sentence that each difference of the rows stands in a relation to 0."""
    return {
        "rows": rows,
        "than": than,
        "columns": columns if isinstance(columns, str) else list(columns),
        "quantity": "difference",
        "over": "each",
        "relation": relation,
        "value": "0",
    }


def _claim(name: str, locator: str, summary: str, statement: str, formula: Any, domain: str, **more: Any) -> Claim:
    return Claim(
        id=f"beyond/net-{name}",
        kind=Kind.EMPIRICAL,
        source=beyond(locator),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        **more,
    )


CLAIMS = (
    _claim(
        "digits-sam-robust",
        "Section 5",
        "digits: SAM is more robust than ST, at no natural cost",
        r"On digits SAM is more robust than ST under every attack and loses no natural accuracy.",
        [sentence("SAM", "ST", "robust", ">"), sentence("SAM", "ST", NATURAL, ">=")],
        f"{DIGITS}, rho in 0.1, 0.4",
    ),
    _claim(
        "digits-rises-with-rho",
        "Section 5",
        "digits: SAM's robustness rises with rho",
        r"On digits SAM is more robust at $\rho = 0.4$ than at $\rho = 0.1$ under every attack.",
        sentence("SAM", "previous", "robust", ">"),
        f"{DIGITS}, rho in 0.1, 0.4",
    ),
    _claim(
        "digits-at-robust",
        "Section 5",
        "digits: AT is more robust than SAM",
        r"On digits AT is more robust than SAM under every attack.",
        sentence("AT", "SAM", "robust", ">"),
        f"{DIGITS}; rho in 0.1, 0.4; eps in 0.05, 0.1 (l_inf)",
    ),
    _claim(
        "digits-at-natural",
        "Section 5",
        "digits: AT is below ST in natural accuracy",
        r"On digits AT has lower natural accuracy than ST.",
        sentence("AT", "ST", NATURAL, "<"),
        f"{DIGITS}; eps in 0.05, 0.1 (l_inf)",
    ),
    _claim(
        "digits-eps-below-rho",
        "Theorem 4.5",
        "digits: the eps that matches a rho is below it",
        r"On digits the $\epsilon$ of $\ell_\infty$ AT with the mean robust accuracy of SAM is below $\rho$.",
        {"quantity": "eps/rho at equal robust accuracy", "relation": "<", "value": "1"},
        f"{DIGITS}, rho in 0.1, 0.4; eps by interpolation between ST and AT",
        uses=("wei2023/thm-4.5-conclusion",),
    ),
    _claim(
        "digits-exponent",
        "Theorem 4.5",
        "digits: the matching eps grows like rho^2",
        r"On digits the matching $\epsilon$ grows like $\rho^2$, as the binary model has it for small radii: between "
        r"$\rho = 0.1$ and $0.4$ its exponent is within $1/2$ of 2.",
        {"quantity": "exponent of eps in rho", "value": "2", "margin": "1/2"},
        f"{DIGITS}, rho in 0.1, 0.4; eps by interpolation between ST and AT",
        uses=("wei2023/thm-4.5-corrected",),
        reading="the model's theorem does not speak of networks: this asks whether its exponent carries over",
    ),
    _claim(
        "digits-stronger-attack",
        "Section 5, RQ1",
        "digits: SAM's gain survives a stronger attack than PGD-10",
        r"On digits SAM is more robust than ST also under PGD with 50 steps and the best of 5 random starts.",
        sentence("SAM", "ST", ("linf 0.05 pgd-50x5", "linf 0.1 pgd-50x5", "l2 0.5 pgd-50x5"), ">"),
        f"{DIGITS}, rho in 0.1, 0.4",
        reading="gradient masking would show as a gain that vanishes under more steps and restarts",
    ),
    _claim(
        "digits-autoattack",
        "Section 5, RQ1",
        "digits: SAM's gain survives AutoAttack",
        r"On digits SAM is more robust than ST also under AutoAttack (APGD on cross-entropy and on targeted DLR, targeted FAB, "
        r"Square).",
        sentence("SAM", "ST", ("linf 0.1 autoattack",), ">"),
        f"{DIGITS}, rho = 0.4, eps = 0.1 (l_inf)",
        reading="an ensemble with attacks that follow no gradient: masked gradients do not help against it",
    ),
    _claim(
        "short-training",
        "Section 5",
        "CIFAR-10 reduced, short: SAM robust, below ST in natural accuracy",
        r"Where training stops before the training set is fitted, SAM at $\rho = 0.1$ is below ST in natural accuracy, and "
        r"more robust under the $\ell_\infty$ attack of 2/255 all the same.",
        [sentence("SAM 0.1", "ST", NATURAL, "<"), sentence("SAM 0.1", "ST", ("linf 2/255",), ">")],
        "CIFAR-10 reduced to 2000 images, a CNN with 8 channels, 10 epochs",
        uses=("wei2023/sec-5-net-sam-robust",),
    ),
    _claim(
        "reliance-st",
        "Theorem 4.1",
        "planted data: a linear model's robust weight is w*",
        r"Standard training of a linear model reaches $w_1/\bar w_{rest} = w^*$, to one tenth.",
        {"row": "ST", "value": "w_star", "margin": "1/10"},
        f"{PLANTED}; linear model, logistic loss",
        uses=("wei2023/thm-4.1",),
        reading="logistic loss: its population optimum has the ratio w*",
    ),
    _claim(
        "reliance-at",
        "Theorem 4.2",
        "planted data: AT rests more on the robust feature than ST",
        r"AT's predictions rest more on the robust feature than those of ST: more of them change with its sign.",
        {"linear": sentence("AT", "ST", WEIGHT, ">"), "mlp": sentence("AT", "ST", RELIANCE, ">")},
        f"{PLANTED}; linear model, perceptron; l_inf attack on all pixels with eps = eta/5",
        uses=("wei2023/thm-4.2",),
        reading="the attack moves the robust feature as well, by eps of its 1; in the linear model the weight is compared",
    ),
    _claim(
        "reliance-at-amount",
        "Theorem 4.2",
        "planted data: AT's robust weight in a linear model is as predicted",
        r"AT of a linear model reaches the $w_1/\bar w_{rest}$ that minimises the population's adversarial logistic loss, to "
        r"one tenth.",
        {"row": "AT", "value": "w_AT", "margin": "1/10"},
        f"{PLANTED}; linear model, logistic loss, l_inf attack on all pixels with eps = eta/5",
        reading="computed by quadrature: with every input attacked Theorem 4.2's formula does not apply",
    ),
    _claim(
        "reliance-sam",
        "Theorem 4.3",
        "planted data: SAM rests more on the robust feature than ST",
        r"SAM's predictions rest more on the robust feature than those of ST: more of them change with its sign.",
        {"linear": sentence("SAM", "ST", WEIGHT, ">"), "mlp": sentence("SAM", "ST", RELIANCE, ">")},
        f"{PLANTED}; linear model, perceptron; batches of 64, rho = 0.35",
        uses=("wei2023/thm-4.3",),
        reading=(
            "all weights are perturbed, by one step for each batch, which the theorem does not cover; in the linear model "
            "the weight is compared"
        ),
    ),
    _claim(
        "reliance-cnn",
        "Theorems 4.2 and 4.3",
        "planted data: SAM and AT rest more on it than ST in a CNN too",
        r"In a CNN as well, predictions of SAM and of AT change more often with the sign of the robust feature.",
        [sentence("SAM", "ST", RELIANCE, ">"), sentence("AT", "ST", RELIANCE, ">")],
        f"{PLANTED}; CNN with 16 channels",
        uses=("wei2023/thm-4.2", "wei2023/thm-4.3"),
    ),
    _claim(
        "bisam-overhead",
        "Appendix B of Xie et al. (2024)",
        "a step of BiSAM takes at most 5% longer than one of SAM",
        r"With a vectorised loss a step of BiSAM ($-\log$) takes at most 5\% longer than a step of SAM.",
        {"quantity": "time of a step", "of": "BISAM-LOG", "over": "SAM", "relation": "<", "value": "1.05"},
        "a CNN with 16 channels on images of 32 x 32, batch 128, one CPU thread",
        reading="'essentially no computational overhead' read as at most 5%",
    ),
)
CHECKS = ()
