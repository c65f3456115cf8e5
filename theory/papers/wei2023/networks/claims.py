"""Section 5: what is said of networks.

Formulas are sentences in the language of :mod:`theory.papers.wei2023.tables.sentences`, to be decided on tables of measured
accuracies with the same rows and columns.  What was measured on other networks are claims of their own, in ``elsewhere``.
"""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section
from theory.papers.sources import URLS
from theory.papers.tools.numerals import in_words
from theory.papers.tools.settled import settled
from theory.papers.wei2023.networks.words import NETWORK, TRAINED
from theory.papers.wei2023.tables.reported import NATURAL, REPORTED, ROBUST
from theory.papers.wei2023.tables.words import RADII, REPEATS, TABLES, sentence

LABELS = {"cifar100": "CIFAR-100", "cifar10": "CIFAR-10"}
RUNS = settled(
    "ST, SAM and AT trained in this setting with at least 5 seeds each, tested on all 10,000 images under PGD-10"
)

SECTION = Section("wei2023", URLS["wei2023"], origin=Origin.READ, reading=RUNS)

for name, claim in TABLES.items():
    SECTION.empirical(
        claim,
        f"Section 5, table of {LABELS[name]}",
        f"the reported accuracies of ST, SAM and AT on {LABELS[name]}",
        f"Networks trained as described reach the reported accuracies on {LABELS[name]}.",
        domain=f"data = {name}, {NETWORK}",
        reported={row.name: dict(row.cells) for row in REPORTED[name]},
        reading=settled(
            f"means over {in_words(REPEATS)} runs in this setting, within the spread that the paper states",
            f"accuracies in percent, PGD-10, means of {in_words(REPEATS)} runs",
        ),
        source_note=RADII,
    )

SECTION.empirical(
    "sec-5-net-sam-robust",
    "Section 5",
    "networks: SAM is more robust than ST, at no natural cost",
    r"SAM alone improves adversarial robustness over ST without sacrificing natural accuracy.",
    parts="sec-5-net-sam-more-robust sec-5-net-sam-no-loss",
    domain=TRAINED,
    elsewhere="beyond/net-digits-sam-robust beyond/net-fitted-sam-robust "
    "beyond/net-reduced-sam-robust beyond/net-short-training",
)
SECTION.empirical(
    "sec-5-net-sam-more-robust",
    "Section 5",
    "networks: SAM is more robust than ST",
    r"SAM alone improves adversarial robustness over ST, for every $\rho$ and under every attack.",
    sentence("SAM", "ST", ROBUST, ">"),
    domain=TRAINED,
    elsewhere="beyond/net-digits-sam-more-robust beyond/net-fitted-sam-more-robust "
    "beyond/net-reduced-sam-more-robust beyond/net-short-robust",
)
SECTION.empirical(
    "sec-5-net-sam-no-loss",
    "Section 5",
    "networks: SAM loses no natural accuracy",
    r"SAM does not sacrifice natural accuracy, for any $\rho$.",
    sentence("SAM", "ST", (NATURAL,), ">="),
    domain=TRAINED,
    elsewhere="beyond/net-digits-sam-no-loss beyond/net-fitted-sam-no-loss "
    "beyond/net-reduced-sam-no-loss beyond/net-short-natural",
)
SECTION.empirical(
    "sec-5-net-robustness-rises-with-rho",
    "Section 5",
    "networks: SAM's robustness rises with rho",
    r"The larger $\rho$, the higher SAM's robust accuracy.",
    sentence("SAM", "previous", ROBUST, ">"),
    domain=TRAINED,
    elsewhere="beyond/net-digits-rises-with-rho beyond/net-fitted-rises-with-rho beyond/net-reduced-rises-with-rho",
)
SECTION.empirical(
    "sec-5-net-at-more-robust",
    "Section 5",
    "networks: AT is more robust still, at a natural cost",
    r"AT is more robust than SAM, at a cost in natural accuracy against ST.",
    parts="sec-5-net-rq2-upper-bound sec-5-net-at-natural-cost",
    domain=TRAINED,
)
SECTION.empirical(
    "sec-5-net-at-natural-cost",
    "Section 5",
    "networks: AT is below ST in natural accuracy",
    r"AT has lower natural accuracy than ST, for every $\epsilon$.",
    sentence("AT", "ST", (NATURAL,), "<"),
    domain=TRAINED,
    elsewhere="beyond/net-digits-at-natural beyond/net-fitted-at-natural beyond/net-reduced-at-natural",
)
SECTION.empirical(
    "sec-5-net-rho-larger-than-eps",
    "Section 5",
    "networks: equal robustness needs rho much larger than eps",
    r"To reach the same robustness SAM's $\rho$ must be much larger than AT's $\epsilon$.",
    {"quantity": "rho/eps at equal robust accuracy", "relation": ">", "value": "1"},
    domain=TRAINED,
    elsewhere="beyond/net-digits-eps-below-rho beyond/net-fitted-rho-larger-than-eps beyond/net-reduced-rho-larger-than-eps",
    reading=f"no factor is given, and the radii are of different spaces; eps in pixel scale [0, 1]; {RUNS}",
)
SECTION.empirical(
    "sec-5-net-rq2-substitute",
    "Section 5, RQ2",
    "networks: SAM is a lightweight substitute for AT",
    r"Where no natural accuracy may be lost and the cost may not rise much, SAM is a lightweight "
    r"substitute for AT.",
    parts="sec-5-net-sam-more-robust sec-5-net-sam-no-loss sec-5-net-sam-cheaper",
    domain=TRAINED,
    reading="that SAM is more robust than ST, loses no natural accuracy, and costs less than AT",
)
SECTION.empirical(
    "sec-5-net-sam-cheaper",
    "Section 5, RQ2",
    "networks: SAM's training takes less time than AT's",
    r"Training by SAM takes less time than by AT.",
    {"quantity": "time of a step", "of": "SAM", "over": "AT", "relation": "<", "value": "1"},
    domain=TRAINED,
    elsewhere="beyond/net-cost-sam-below-at",
    reading=settled("times of steps of this network, side by side on one device"),
)
SECTION.empirical(
    "sec-5-net-rq2-upper-bound",
    "Section 5, RQ2",
    "networks: AT is an upper bound on SAM's robustness",
    r"AT is an upper bound for SAM's robustness, not a baseline that SAM should beat.",
    sentence("AT", "SAM", ROBUST, ">"),
    domain=TRAINED,
    elsewhere="beyond/net-digits-at-robust beyond/net-fitted-at-robust beyond/net-reduced-at-robust",
    reading=f"every AT above every SAM, under every attack; {RUNS}",
)
SECTION.empirical(
    "sec-5-net-stronger-attack",
    "Section 5, RQ1",
    "networks: SAM's gain survives attacks stronger than PGD-10",
    r"SAM is more robust than ST also under APGD on cross-entropy and DLR and under Square: its gain is "
    r"not gradient masking.",
    {**sentence("SAM", "ST", ROBUST, ">"), "attacks": ["APGD-CE", "APGD-DLR", "Square"]},
    domain=TRAINED,
    uses="sec-5-net-sam-robust",
    elsewhere="beyond/net-digits-stronger-attack beyond/net-digits-autoattack",
    origin=Origin.OURS,
    source_note="the paper attacks with PGD-10 only",
    reading=settled("networks trained in this setting under these attacks"),
)
SECTION.cited(
    "sec-5-cited-tradeoff",
    "citing Tsipras et al., 2019 (arXiv 1805.12152)",
    "robustness and natural accuracy trade off (Tsipras et al.)",
    r"There is an intrinsic trade-off between robustness and natural accuracy.",
    domain="the distribution of Tsipras et al. (2019)",
    reading="",
)
SECTION.cited(
    "sec-5-cited-awp",
    "citing Wu, Xia and Wang, 2020 (AWP)",
    "AWP, which perturbs weights and inputs, loses accuracy too",
    r"Adversarial weight perturbation, adversarial training with weights and inputs perturbed, also "
    r"loses natural accuracy.",
    domain="networks",
    reading="",
)
