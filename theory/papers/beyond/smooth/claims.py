"""Smooth losses: what standard training and the three readings of SAM do to the ratio of the weights."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, sampled, symbolic
from theory.papers.beyond.words import MODEL, OURS, listed
from theory.papers.sources import URLS

WHERE = "section 4: smooth losses in place of the 0-1 loss"
NUMERICS = "theory.papers.beyond.smooth.numerics"
TRAINED = "simulate.papers.beyond.smooth"
TWO = "p = 0.9, eta = 0.1, d = 10 and p = 0.7, eta = 0.5, d = 1"
PLANE = f"two rows: {TWO}; rho = 1; the exact maximum over the plane of equal non-robust weights"
LOGISTIC = {"w_1": "Lambda", "w_rest": "2*eta"}
NO_LOGISTIC = (LOGISTIC | {"w_1": "2*Lambda"}, LOGISTIC | {"w_rest": "eta"}, LOGISTIC | {"w_1": "-Lambda"})
NO_HINGE = ("p*phi(a)/(1 - p)", "(1 - p)*phi(a)/(2*p)")
NOT_CONVEX = ("1/(1 + exp(x))", "-log(1 + exp(-x))")
POINTS = "p in {0.7, 0.9, 0.95}, eta in {0.1, 0.5}, d in {1, 10, 100}, rho in {0.1, 1}"
RATIOS = {
    "0.7 0.1 1 0.5": [1.023738, 0.966809],
    "0.7 0.1 1 1.0": [0.996245, 1.014391],
    "0.7 0.5 1 1.0": [0.934139, 0.837524],
    "0.9 0.1 10 1.0": [1.128323, 2.072893],
    "0.95 0.1 10 1.0": [1.200073, 2.083024],
    "0.95 0.5 10 0.5": [0.990633, 0.999421],
    "0.9 0.5 100 1.0": [0.996292, 0.999678],
    "0.95 0.1 100 1.0": [0.972366, 1.380888],
}

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.smooth.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.theorem(
    "logistic-standard",
    WHERE,
    "logistic loss: w_1 = log(p/(1-p)), w_rest = 2 eta, ratio w*",
    r"The population logistic loss is least at $w_1 = \ln\frac{p}{1-p}$, $w_2 = \dots = w_{d+1} = 2\eta$ only, "
    "whose ratio is $w^*$ of Theorem 4.1.",
    LOGISTIC,
    symbolic(
        "check_logistic",
        MODEL,
        *NO_LOGISTIC,
        premises="wei2023/eq-7",
        widened=("0 < p < 1, eta > 0, d >= 1",),
    ),
    numerical(
        f"{NUMERICS}:check_logistic",
        "18 models: the gradient there",
        *NO_LOGISTIC,
        LOGISTIC | {"w_1": "Lambda*(1 + 1/10**9)"},
    ),
    sampled(
        f"{TRAINED}:check_standard",
        f"{TWO}; 16 samples of 2048",
        LOGISTIC | {"w_rest": "3*eta/2"},
        LOGISTIC | {"w_rest": "-2*eta"},
        full=f"{TWO}; 8 samples of 65536",
        reads="training",
    ),
    domain=MODEL,
    uses="wei2023/eq-7",
)
SECTION.theorem(
    "hinge-collapse",
    WHERE,
    "hinge loss drops every weak feature up to a certain kappa",
    r"The population hinge loss is least at $w_1 = 1$, $w_{rest} = 0$ if and only if $\eta\sqrt d \le "
    r"\kappa_h(p) = \frac{p\,\varphi(\Phi^{-1}(\frac{1-p}{p}))}{2(1-p)}$; its ratio is then infinite, not $w^*$.",
    "p*phi(a)/(2*(1 - p))",
    symbolic("check_hinge", MODEL, *NO_HINGE, premises="wei2023/eq-7", widened=("0 < p < 1, eta > 0, d >= 1",)),
    numerical(
        f"{NUMERICS}:check_hinge",
        "p = 0.6, 0.7, 0.9, 0.95, 0.99: the loss around (1, 0) on both sides of kappa_h, by quadrature",
        *NO_HINGE,
        "1.02*p*phi(a)/(2*(1 - p))",
    ),
    domain=MODEL,
    reading="a in the formula stands for Phi^-1((1 - p)/p)",
    uses="wei2023/eq-7",
)
SECTION.theorem(
    "one-step-no-shift",
    WHERE,
    "SAM with one gradient step, full gradient: no shift at any rho",
    r"Let $L$ be the population loss of a strictly convex loss of the margin. Then "
    r"$\nabla L(w + \rho g/\|g\|) = 0$ with $g = \nabla L(w) \ne 0$ is impossible, and "
    r"$g \cdot \nabla L(w + \rho g/\|g\|) \ge \|g\|^2$: one-step SAM rests nowhere but at a minimiser of $L$. The "
    r"logistic loss is such a loss.",
    "log(1 + exp(-x))",
    symbolic(
        "check_one_step",
        "every rho > 0 and w, every model",
        *NOT_CONVEX,
        premises="wei2023/eq-7",
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0", MODEL),
    ),
    numerical(
        f"{NUMERICS}:check_one_step",
        "2,000 random points of six models, rho in [0.01, 10], the logistic loss",
        *NOT_CONVEX,
        "log(1 + exp(-x)) - x**2/10**6",
    ),
    domain=MODEL + ", rho > 0",
    uses="logistic-standard",
)
SECTION.theorem(
    "one-step-flow-ends",
    WHERE,
    "the flow of one-step SAM with the full gradient ends at the minimiser",
    r"Let $L$ be the population logistic loss. The flow $\dot w = -\nabla L(w + \rho g/\|g\|)$, $g = \nabla L(w)$, ends at "
    r"its minimiser: $L(w(t)) - \min L \le \frac{h_0 R^2}{R^2 + h_0 t}$, $h_0$ the difference at $t = 0$ and $R$ the largest "
    r"distance from the minimiser at which $L \le L(w(0))$.",
    "h_0*R**2/(R**2 + h_0*t)",
    symbolic(
        "check_flow_ends",
        "every rho > 0 and start, the logistic loss",
        "h_0*R**2/(R**2 + 2*h_0*t)",
        "h_0*R/(R + h_0*t)",
        premises="one-step-no-shift logistic-standard",
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0", MODEL),
    ),
    domain=MODEL + ", rho > 0",
    uses="one-step-no-shift logistic-standard",
)
SECTION.theorem(
    "minimax-logistic-raises",
    WHERE,
    "does minimax SAM with the logistic loss raise w_1/w_rest?",
    "Exact minimax SAM over all weights with the logistic loss raises $w_1/w_{rest}$ above $w^*$.",
    "ratio > w_star",
    numerical(
        f"{NUMERICS}:check_minimax",
        POINTS,
        "ratio > w_star/2",
    ),
    domain=MODEL + ", rho > 0",
    reading="the conclusion of Theorem 4.3 carried over to the logistic loss",
)
SECTION.theorem(
    "per-sample-raises",
    WHERE,
    "does per-sample SAM (m = 1) with the logistic loss raise it?",
    "Per-sample SAM ($m = 1$) with the logistic loss raises $w_1/w_{rest}$ above $w^*$.",
    "ratio > w_star",
    numerical(
        f"{NUMERICS}:check_per_sample",
        POINTS,
        "ratio > w_star/2",
    ),
    domain=MODEL + ", rho > 0",
    reading="the conclusion of Theorem 4.3 carried over to SAM with one sample a batch",
)
SECTION.theorem(
    "logistic-ratios",
    WHERE,
    "both raise or lower the ratio: a table",
    r"$w_1/(w_{rest} w^*)$ under exact minimax SAM and under per-sample SAM with the logistic loss is as in the table: above "
    r"1 in some settings, below 1 in others, and at $(p, \eta, d) = (0.7, 0.1, 1)$ on both sides of 1 as $\rho$ grows.",
    RATIOS,
    numerical(
        f"{NUMERICS}:check_ratios",
        "the table, to 2e-6",
        RATIOS | {"0.7 0.1 1 0.5": [1.02375, 0.966809]},
        RATIOS | {"0.9 0.1 10 1.0": [1.128323, 2.0729]},
        RATIOS | {"0.95 0.5 10 0.5": [0.990636, 0.999421]},
    ),
    sampled(
        f"{TRAINED}:check_ratios",
        f"{PLANE}, 16 samples of 512, and one sample a perturbation, 16 samples of 2048",
        RATIOS | {"0.9 0.1 10 1.0": [1.128323, 1.9]},
        RATIOS | {"0.7 0.5 1 1.0": [1.065861, 0.837524]},
        RATIOS | {"0.9 0.1 10 1.0": [1.0, 2.072893]},
        full=f"{PLANE}, 8 samples of 8192, and one sample a perturbation, 8 samples of 65536",
        reads="training",
    ),
    domain=f"(p, eta, d, rho) in {listed(one.split() for one in RATIOS)}",
    uses="logistic-standard",
)
