"""Training all weights with the logistic loss: what the batch size, F-SAM and BSAM do to the share of the robust weight."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, sampled, symbolic
from theory.papers.beyond.training.words import SINGLE
from theory.papers.beyond.words import MODEL
from theory.papers.sources import URLS

WHERE = "beyond Theorem 4.3: SAM with a smooth loss, trained"
ONE_STEP = MODEL + "; logistic loss, all d + 1 weights, one-step SAM along the gradient of m samples"
LIMIT = "the normal limit of the batch gradient is used without a proof of the order of what is left"
TWO = "p = 0.9, eta = 0.1, d = 10 and p = 0.7, eta = 0.5, d = 1"
SMALL = "16 samples of 2048"
LARGE = "8 samples of 65536"
RAISED = {"p": 0.9, "eta": 0.1, "d": 10}
LOWERED = {"p": 0.7, "eta": 0.5, "d": 1}

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "simulate.papers.beyond.training",
    origin=Origin.OURS,
    source_note="no paper says it; a question that training on samples of the model raises",
)
SECTION.theorem(
    "one-step-trained",
    WHERE,
    "trained with falling steps, full-batch one-step SAM ends at w*",
    "Gradient training by one-step SAM with the gradient of the whole sample and step sizes that fall to zero ends "
    r"where standard training on that sample does; for large samples at $w_1/w_{rest} = w^*$, whatever $\rho$.",
    "w_star",
    sampled(
        "check_one_step",
        f"{TWO}; rho = 0.5; {SMALL}",
        "w_star*(1 + 1/300)",
        "2*w_star",
        "-w_star",
        full=f"{TWO}; rho = 0.5; {LARGE}",
        reads="training",
    ),
    domain=MODEL + "; logistic loss, all d + 1 weights, rho > 0",
    uses="one-step-flow-ends",
)
SECTION.theorem(
    "minibatch-shift-decays",
    WHERE,
    "large batches: SAM shifts the ratio by C/sqrt(m), C in closed equation",
    r"As the batch grows, one-step SAM ends at $\ln\frac{w_1/w_{rest}}{w^*} = C(\rho)/\sqrt m + O(1/m)$, $C = "
    r"D_1/\Lambda - D_s/(2\eta\sqrt d)$, where $\mathbb{E}\,\nabla L(w_0 + \rho\frac{HD + n}{\|HD + n\|}) = 0$ with "
    r"$n \sim N(0, H)$, $w_0$ the optimum of standard training, $H$ its Hessian, $D_s$ the component of $D$ along "
    "the mean of the non-robust weights.",
    ({**RAISED, "rho": 1.0, "C": -0.62572}, {**LOWERED, "rho": 0.5, "C": -0.28458}),
    sampled(
        "check_decay",
        f"p = 0.7, eta = 0.5, d = 1, rho = 0.5: {SMALL} and 8192, micro-batches of 64 and 512",
        ({**LOWERED, "rho": 0.5, "C": 0.28458},),
        ({**LOWERED, "rho": 0.5, "C": -0.55},),
        ({**LOWERED, "rho": 0.5, "C": 0.0},),
        full="p = 0.9, eta = 0.1, d = 10, rho = 1: micro-batches of 512 and 2048; p = 0.7, eta = 0.5, d = 1, rho = 0.5: of "
        "256 and 2048; 8 samples of 32768 and 131072",
        reads="training",
    ),
    domain=ONE_STEP + "; m -> infinity; the two models of the table",
    reading=LIMIT,
)
SECTION.empirical(
    "minibatch-shift-sign",
    WHERE,
    "the shift's sign depends on the model and on the batch size",
    r"One-step SAM on small batches raises $w_1/w_{rest}$ at $p = 0.9$, $\eta = 0.1$, $d = 10$ (to $1.46 w^*$ for one "
    r"sample at $\rho = 1/2$) and lowers it at $p = 0.7$, $\eta = 0.5$, $d = 1$ (to $0.91 w^*$); on large batches it lowers"
    " it slightly at both.",
    (
        {**RAISED, "rho": 0.5, "m": 1, "sign": 1},
        {**RAISED, "rho": 0.5, "m": 8, "sign": 1},
        {**RAISED, "rho": 0.5, "m": 64, "sign": 1},
        {**RAISED, "rho": 1.0, "m": 64, "sign": 1},
        {**RAISED, "rho": 1.0, "m": 2048, "sign": -1},
        {**LOWERED, "rho": 0.5, "m": 1, "sign": -1},
        {**LOWERED, "rho": 0.5, "m": 8, "sign": -1},
        {**LOWERED, "rho": 0.5, "m": 64, "sign": -1},
        {**LOWERED, "rho": 0.5, "m": 2048, "sign": -1},
    ),
    sampled(
        "check_sign",
        f"the rows with rho = 0.5 and m <= 64, {SMALL}",
        ({**RAISED, "rho": 0.5, "m": 1, "sign": -1},),
        ({**RAISED, "rho": 0.5, "m": 1, "sign": 1}, {**LOWERED, "rho": 0.5, "m": 8, "sign": 1}),
        full="all rows of the table, 8 samples of 32768 to 131072",
        reads="training",
    ),
    domain=ONE_STEP + "; the rows of the table",
    uses="minibatch-shift-decays",
)
SECTION.theorem(
    "noise-ascent-shift",
    "beyond F-SAM on the binary model",
    "climbing along the noise alone, the shift does not vanish",
    "Where SAM's perturbation follows the noise of the batch gradient alone (what F-SAM aims at), training ends, as"
    r" the batch grows, where $\mathbb{E}\,\nabla L(w + \rho\, n/\|n\|) = 0$, $n$ normal with the covariance of one "
    "sample's gradient: off the optimum of standard training for every batch size, unlike SAM.",
    (
        {**RAISED, "rho": 0.5, "ratio over w*": 1.01953},
        {**LOWERED, "rho": 0.5, "ratio over w*": 0.96696},
    ),
    sampled(
        "check_noise_ascent",
        f"the two models, {SMALL}, micro-batches of 64 and 512",
        ({**RAISED, "rho": 0.5, "ratio over w*": 1.06},),
        ({**LOWERED, "rho": 0.5, "ratio over w*": 1.0},),
        ({**LOWERED, "rho": 0.5, "ratio over w*": 1.03304},),
        full="the two models, 8 samples of 32768, micro-batches of 64 and 512",
        reads="training",
    ),
    domain=ONE_STEP + " less the full gradient; m -> infinity; the two models of the table",
    reading=LIMIT,
)
SECTION.empirical(
    "friendly-shift",
    "beyond F-SAM on the binary model",
    "F-SAM shifts the ratio like ascent along the noise, more than SAM",
    r"At $p = 0.9$, $\eta = 0.1$, $d = 10$, $\rho = 1/2$ and batches of 64, F-SAM ($\sigma = 1$, $\lambda = 0.9$) "
    r"raises $w_1/w_{rest}$ more than SAM does: $\ln$ of its ratio is above SAM's.",
    "friendly > sam",
    sampled(
        "simulate.papers.beyond.friendly:check_friendly",
        "p, eta, d = (0.9, 0.1, 10); rho = 0.5, lambda = 0.9, sigma = 1, 2000 batches of 64; 8 samples of 8192",
        "friendly < sam",
        "sam > friendly",
    ),
    domain="p = 0.9, eta = 0.1, d = 10, rho = 1/2; logistic loss, batches of 64",
    uses="noise-ascent-shift",
)
SECTION.equation(
    "bilateral-per-sample",
    "beyond BSAM on the binary model",
    "one sample a batch: BSAM's step is the plain gradient",
    "For a linear classifier, one sample and a loss that falls with the margin, $g$, $g_M$ and $g_m$ all point along $-yx$, "
    "so that "
    r"$\frac{\|g_M\|}{\|g_m\|} g_m = g_M$ and BSAM's step $g_M + g - \frac{\|g_M\|}{\|g_m\|} g_m$ is $g$: it is "
    "stochastic gradient descent.",
    "g",
    symbolic(
        "theory.papers.beyond.training.checks:check_per_sample",
        "any sample, weights and radii",
        "g_M",
        "2*g",
        "-g",
        "g_M + g",
        widened=(
            f"{SINGLE.replace('loss that falls with the margin', 'loss')}; rho >= 0, rho_min >= 0",
            SINGLE.replace("linear classifier", "classifier"),
        ),
    ),
    numerical(
        "simulate.papers.beyond.bilateral:check_per_sample",
        "50 random samples of p, eta, d = (0.9, 0.1, 10) at normal weights; rho, rho' = (0.5, 0.25); logistic loss",
        "g_M",
        "2*g",
        "-g",
        "g_M + g",
        "(1 + 4e-12)*g",
    ),
    domain=f"{SINGLE}; rho >= 0, rho_min >= 0",
    reading="the formula is a number times -yx",
    uses="deng2024/b-published-update",
)
SECTION.theorem(
    "adversarial-logistic-ratio",
    "beyond Theorem 4.2: AT with the logistic loss",
    "AT with the logistic loss ends at the ratio of Theorem 4.2",
    r"For $\varepsilon < \eta$, adversarial training ($\ell_\infty$, non-robust features) of all weights with the "
    r"logistic loss ends at $w_1 = \Lambda$, $w_{rest} = 2(\eta - \varepsilon)$, whose ratio is that of Theorem 4.2:"
    r" with positive weights the attack moves the mean of the features to $\eta - \varepsilon$, and the model stays "
    "well specified.",
    {"robust": "Lambda", "rest": "2*(eta - eps)"},
    sampled(
        "check_adversarial",
        f"{TWO}; eps = 0.3 eta; {SMALL}",
        {"robust": "Lambda", "rest": "2*eta"},
        {"robust": "Lambda", "rest": "2*(eta + eps)"},
        {"robust": "Lambda/2", "rest": "2*(eta - eps)"},
        full=f"{TWO}; eps = 0.3 eta; {LARGE}",
        reads="training",
    ),
    domain=MODEL + ", 0 <= eps < eta; logistic loss, all d + 1 weights",
    uses="wei2023/thm-4.2",
)
