"""Trained networks: a perceptron on the bundled digits, under the usual attacks and stronger ones."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, trained
from theory.papers.beyond.runs import DIGITS, OURS, ROBUST, SAID, sentence
from theory.papers.sources import URLS

SENTENCES, ORDER = "gpu_experiments.papers.accuracies:sentences", "gpu_experiments.papers.accuracies:order"
USUAL, STRONGER, ENSEMBLE = "small-digits", "digits-stronger", "digits-autoattack"
NATURAL, RADII = ("natural",), ", rho in {0.1, 0.4}"
EPS = ", eps in {0.05, 0.1}"

SECTION = Section("beyond", URLS["wei2023"], domain=DIGITS, locator="beyond ", origin=Origin.OURS, source_note=SAID)

SECTION.empirical(
    "net-digits-sam-robust",
    "Section 5",
    "digits: SAM is more robust than ST, at no natural cost",
    r"On digits SAM is more robust than ST under every attack and loses no natural accuracy.",
    parts="net-digits-sam-more-robust net-digits-sam-no-loss",
    domain=RADII,
)
SECTION.empirical(
    "net-digits-sam-more-robust",
    "Section 5",
    "digits: SAM is more robust than ST",
    r"On digits SAM is more robust than ST under every attack.",
    sentence("SAM", "ST", ROBUST, ">"),
    trained(
        SENTENCES,
        USUAL,
        sentence("SAM", "ST", ROBUST, "<"),
        sentence("ST", "SAM", ROBUST, ">"),
        sentence("SAM", "ST", ROBUST, ">", "20"),
    ),
    domain=RADII,
)
SECTION.empirical(
    "net-digits-sam-no-loss",
    "Section 5",
    "digits: SAM loses no natural accuracy",
    r"On digits SAM loses no natural accuracy: less than half a point.",
    sentence("SAM", "ST", NATURAL, ">="),
    trained(SENTENCES, USUAL, sentence("SAM", "ST", NATURAL, ">", "5"), sentence("SAM", "ST", NATURAL, "<", "-0.5")),
    domain=RADII,
)
SECTION.empirical(
    "net-digits-rises-with-rho",
    "Section 5",
    "digits: SAM's robustness rises with rho",
    r"On digits SAM is more robust at $\rho = 0.4$ than at $\rho = 0.1$ under every attack.",
    sentence("SAM", "previous", ROBUST, ">"),
    trained(SENTENCES, USUAL, sentence("SAM", "previous", ROBUST, "<"), sentence("SAM", "previous", ROBUST, ">", "20")),
    domain=RADII,
)
SECTION.empirical(
    "net-digits-at-robust",
    "Section 5",
    "digits: AT is more robust than SAM",
    r"On digits AT is more robust than SAM under every attack.",
    sentence("AT", "SAM", ROBUST, ">"),
    trained(
        SENTENCES,
        USUAL,
        sentence("AT", "SAM", ROBUST, "<"),
        sentence("SAM", "AT", ROBUST, ">"),
        sentence("AT", "SAM", ROBUST, ">", "40"),
    ),
    domain=RADII + EPS,
)
SECTION.empirical(
    "net-digits-at-natural",
    "Section 5",
    "digits: AT is below ST in natural accuracy",
    r"On digits AT has lower natural accuracy than ST.",
    sentence("AT", "ST", NATURAL, "<"),
    trained(SENTENCES, USUAL, sentence("AT", "ST", NATURAL, ">"), sentence("AT", "ST", NATURAL, "<", "-50")),
    domain=EPS,
)
SECTION.empirical(
    "net-digits-eps-below-rho",
    "Theorem 4.5",
    "digits: the eps that matches a rho is below it",
    r"On digits the $\epsilon$ of $\ell_\infty$ AT with the mean robust accuracy of SAM is below $\rho$.",
    {"quantity": "eps/rho at equal robust accuracy", "relation": "<", "value": "1"},
    trained(
        "gpu_experiments.papers.radii:matched",
        USUAL,
        {"quantity": "eps/rho at equal robust accuracy", "relation": ">", "value": "1"},
        {"quantity": "eps/rho at equal robust accuracy", "relation": "<", "value": "0.01"},
    ),
    domain=RADII,
    uses="wei2023/thm-4.5-conclusion",
    reading="eps by interpolation between ST and AT",
)
SECTION.empirical(
    "net-digits-exponent",
    "Theorem 4.5",
    "digits: the matching eps grows like rho^2",
    r"On digits the matching $\epsilon$ grows like $\rho^2$, as the binary model has it for small radii: between "
    r"$\rho = 0.1$ and $0.4$ its exponent is within $1/2$ of 2.",
    {"quantity": "exponent of eps in rho", "value": "2", "margin": "1/2"},
    trained(
        "gpu_experiments.papers.radii:exponent",
        USUAL,
        {"quantity": "exponent of eps in rho", "value": "0.5", "margin": "1/2"},
    ),
    domain=RADII,
    uses="wei2023/thm-4.5-corrected",
    source_note=OURS,
    reading="the model's theorem does not speak of networks: this asks whether its exponent carries over; eps by "
    "interpolation between ST and AT",
)
MORE_STEPS = ("linf 0.05 pgd-50x5", "linf 0.1 pgd-50x5", "l2 0.5 pgd-50x5")
SECTION.empirical(
    "net-digits-stronger-attack",
    "Section 5, RQ1",
    "digits: SAM's gain survives a stronger attack than PGD-10",
    r"On digits SAM is more robust than ST also under PGD with 50 steps and the best of 5 random starts.",
    sentence("SAM", "ST", MORE_STEPS, ">"),
    trained(SENTENCES, STRONGER, sentence("SAM", "ST", MORE_STEPS, "<"), sentence("SAM", "ST", MORE_STEPS, ">", "30")),
    domain=RADII,
    source_note=OURS,
    reading="gradient masking would show as a gain that vanishes under more steps and restarts",
)
AUTOATTACK = ("linf 0.1 autoattack",)
SECTION.empirical(
    "net-digits-autoattack",
    "Section 5, RQ1",
    "digits: SAM's gain survives AutoAttack",
    r"On digits SAM is more robust than ST also under AutoAttack (APGD on cross-entropy and on targeted DLR, targeted FAB, "
    r"Square), with $\ell_\infty$ radius $0.1$.",
    sentence("SAM", "ST", AUTOATTACK, ">"),
    trained(SENTENCES, ENSEMBLE, sentence("SAM", "ST", AUTOATTACK, "<"), sentence("SAM", "AT", AUTOATTACK, ">")),
    domain=", rho = 0.4",
    source_note=OURS,
    reading="an ensemble with attacks that follow no gradient: masked gradients do not help against it",
)
SECTION.empirical(
    "net-digits-bsam-flatter-than-sam",
    "Deng et al. (2024), experiments",
    "digits: BSAM finds flatter minima than SAM",
    r"On digits the largest eigenvalue of the Hessian of the training loss after BSAM is below that after SAM, at one "
    r"$\rho$ for both that was not tuned.",
    {"order": "BSAM < SAM", "quantity": "top eigenvalue of the Hessian"},
    trained(ORDER, STRONGER, {"order": "SAM < BSAM", "quantity": "top eigenvalue of the Hessian"}),
    domain=", rho = 0.1",
)
SECTION.empirical(
    "net-digits-bsam-flatter-than-sgd",
    "Deng et al. (2024), experiments",
    "digits: BSAM finds flatter minima than SGD",
    r"On digits the largest eigenvalue of the Hessian of the training loss after BSAM is below that after SGD.",
    {"order": "BSAM < SGD", "quantity": "top eigenvalue of the Hessian"},
    trained(ORDER, STRONGER, {"order": "SGD < BSAM", "quantity": "top eigenvalue of the Hessian"}),
    domain=", rho = 0.1",
)
