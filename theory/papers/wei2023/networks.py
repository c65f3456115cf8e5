"""Section 5: what is said of networks. Checks of these claims live where networks are trained.

Formulas are sentences in the language of :mod:`theory.papers.wei2023.sentences`, to be decided on tables of
measured accuracies with the same rows and columns, where such a sentence says it.
"""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Claim, Kind
from theory.papers.sources import wei2023
from theory.papers.wei2023.reported import CIFAR10, CIFAR100, sentence
from theory.papers.wei2023.tables import NATURAL, REPORTED, ROBUST

SETTING = (
    "PreActResNet-18, CIFAR-10 and CIFAR-100, 100 epochs of SGD (batch 128, learning rate 0.1, momentum 0.9, "
    "weight decay 5e-4), PGD-10 at test time, mean of three runs"
)
MORE_ROBUST = sentence("SAM", "ST", ROBUST, ">")
NO_LOSS = sentence("SAM", "ST", (NATURAL,), ">=")
AT_ABOVE = sentence("AT", "SAM", ROBUST, ">")


def _table(name: str, claim_id: str, label: str) -> Claim:
    return Claim(
        id=claim_id,
        kind=Kind.EMPIRICAL,
        source=wei2023(f"Section 5, table of {label}"),
        summary=f"the reported accuracies of ST, SAM and AT on {label}",
        statement=f"Networks trained as described reach the reported accuracies on {label}.",
        domain=SETTING,
        reported={row.name: dict(row.cells) for row in REPORTED[name]},
        reading="the radii of the AT rows were restored; accuracies in percent",
    )


def _claim(name: str, locator: str, summary: str, statement: str, formula: Any, **more: Any) -> Claim:
    return Claim(
        id=f"wei2023/sec-5-{name}",
        kind=Kind.EMPIRICAL,
        source=wei2023(locator),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=SETTING,
        **more,
    )


CLAIMS = (
    _table("cifar100", CIFAR100, "CIFAR-100"),
    _table("cifar10", CIFAR10, "CIFAR-10"),
    _claim(
        "net-sam-robust",
        "Section 5",
        "networks: SAM is more robust than ST, at no natural cost",
        r"SAM alone improves adversarial robustness over ST without sacrificing natural accuracy.",
        [MORE_ROBUST, NO_LOSS],
    ),
    _claim(
        "net-robustness-rises-with-rho",
        "Section 5",
        "networks: SAM's robustness rises with rho",
        r"The larger $\rho$, the higher SAM's robust accuracy.",
        sentence("SAM", "previous", ROBUST, ">"),
    ),
    _claim(
        "net-at-more-robust",
        "Section 5",
        "networks: AT is more robust still, at a natural cost",
        r"AT is more robust than SAM, at a cost in natural accuracy against ST.",
        [AT_ABOVE, sentence("AT", "ST", (NATURAL,), "<")],
    ),
    _claim(
        "net-rho-larger-than-eps",
        "Section 5",
        "networks: equal robustness needs rho much larger than eps",
        r"To reach the same robustness SAM's $\rho$ must be much larger than AT's $\epsilon$.",
        {"quantity": "rho/eps at equal robust accuracy", "relation": ">", "value": "1"},
        reading="no factor is given, and the radii are of different spaces; eps in pixel scale [0, 1]",
    ),
    _claim(
        "net-rq2-substitute",
        "Section 5, RQ2",
        "networks: SAM is a lightweight substitute for AT",
        r"Where no natural accuracy may be lost and the cost may not rise much, SAM is a lightweight "
        r"substitute for AT.",
        [MORE_ROBUST, NO_LOSS, {"quantity": "training time, SAM/AT", "relation": "<", "value": "1"}],
    ),
    _claim(
        "net-rq2-upper-bound",
        "Section 5, RQ2",
        "networks: AT is an upper bound on SAM's robustness",
        r"AT is an upper bound for SAM's robustness, not a baseline that SAM should beat.",
        AT_ABOVE,
    ),
    _claim(
        "net-stronger-attack",
        "Section 5, RQ1",
        "networks: SAM's gain survives attacks stronger than PGD-10",
        r"SAM is more robust than ST also under APGD on cross-entropy and DLR and under Square: its gain is "
        r"not gradient masking.",
        {**MORE_ROBUST, "attacks": ["APGD-CE", "APGD-DLR", "Square"]},
        uses=("wei2023/sec-5-net-sam-robust",),
        reading="not asked in the paper, which attacks with PGD-10 only",
    ),
    Claim(
        id="wei2023/sec-5-cited-tradeoff",
        kind=Kind.CITED,
        source=wei2023("citing Tsipras et al., 2019 (arXiv 1805.12152)"),
        summary="robustness and natural accuracy trade off (Tsipras et al.)",
        statement=r"There is an intrinsic trade-off between robustness and natural accuracy.",
        domain="the distribution of Tsipras et al. (2019)",
    ),
    Claim(
        id="wei2023/sec-5-cited-awp",
        kind=Kind.CITED,
        source=wei2023("citing Wu, Xia and Wang, 2020 (AWP)"),
        summary="AWP, which perturbs weights and inputs, loses accuracy too",
        statement=(
            r"Adversarial weight perturbation, adversarial training with weights and inputs perturbed, also "
            r"loses natural accuracy."
        ),
        domain="networks",
    ),
)
CHECKS = ()
