"""Smooth losses: what standard training and the three readings of SAM do to the ratio of the weights."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.beyond import smooth_checks as checks
from theory.papers.beyond import smooth_proofs as proofs
from theory.papers.beyond.statements import MODEL, beyond

WHERE = "section 4: smooth losses in place of the 0-1 loss"

CLAIMS = (
    Claim(
        id="beyond/logistic-standard",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="logistic loss: w_1 = log(p/(1-p)), w_rest = 2 eta, ratio w*",
        statement=(
            r"The population logistic loss is least at $w_1 = \ln\frac{p}{1-p}$, $w_2 = \dots = w_{d+1} = 2\eta$ only, "
            r"whose ratio is $w^*$ of Theorem 4.1."
        ),
        formula={"w_1": "Lambda", "w_rest": "2*eta"},
        domain=MODEL,
        uses=("wei2023/eq-7",),
    ),
    Claim(
        id="beyond/hinge-collapse",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="hinge loss drops every weak feature up to a certain kappa",
        statement=(
            r"The population hinge loss is least at $w_1 = 1$, $w_{rest} = 0$ if and only if $\eta\sqrt d \le \kappa_h(p) "
            r"= \frac{p\,\varphi(\Phi^{-1}(\frac{1-p}{p}))}{2(1-p)}$; its ratio is then infinite, not $w^*$."
        ),
        formula="p*phi(a)/(2*(1 - p))",
        domain=MODEL + "; a = Phi^-1((1 - p)/p)",
        uses=("wei2023/eq-7",),
    ),
    Claim(
        id="beyond/one-step-no-shift",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="SAM with one gradient step, full gradient: no shift at any rho",
        statement=(
            r"For a strictly convex loss with a minimiser, $\nabla L(w + \rho g/\|g\|) = 0$ with $g = \nabla L(w) \ne 0$ is "
            r"impossible, and $g \cdot \nabla L(w + \rho g/\|g\|) \ge \|g\|^2$, so the flow of one-step SAM ends at the "
            r"minimiser of $L$. The logistic loss is such a loss in this model."
        ),
        formula="log(1 + exp(-x))",
        domain="every rho > 0, every w; the loss of the margin x",
        uses=("beyond/logistic-standard",),
    ),
    Claim(
        id="beyond/minimax-logistic-raises",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="does minimax SAM with the logistic loss raise w_1/w_rest?",
        statement=r"Exact minimax SAM over all weights with the logistic loss raises $w_1/w_{rest}$ above $w^*$.",
        formula="ratio > w_star",
        domain=MODEL + ", rho > 0",
        reading="the conclusion of Theorem 4.3 carried over to the logistic loss",
    ),
    Claim(
        id="beyond/per-sample-raises",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="does per-sample SAM (m = 1) with the logistic loss raise it?",
        statement=r"Per-sample SAM ($m = 1$) with the logistic loss raises $w_1/w_{rest}$ above $w^*$.",
        formula="ratio > w_star",
        domain=MODEL + ", rho > 0",
        reading="the conclusion of Theorem 4.3 carried over to SAM with one sample a batch",
    ),
    Claim(
        id="beyond/logistic-ratios",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="both raise or lower the ratio by regime: a table",
        statement=(
            r"$w_1/(w_{rest} w^*)$ under exact minimax SAM and under per-sample SAM with the logistic loss is as in the "
            r"table: above 1 for strong robust and few weak features, below 1 otherwise, and not monotone in $\rho$."
        ),
        formula={
            "0.7 0.1 1 0.5": [1.023738, 0.966809],
            "0.7 0.1 1 1.0": [0.996245, 1.014391],
            "0.7 0.5 1 1.0": [0.934139, 0.837524],
            "0.9 0.1 10 1.0": [1.128323, 2.072893],
            "0.95 0.1 10 1.0": [1.200073, 2.083024],
            "0.95 0.5 10 0.5": [0.990633, 0.999421],
            "0.9 0.5 100 1.0": [0.996292, 0.999678],
            "0.95 0.1 100 1.0": [0.972366, 1.380888],
        },
        domain="the eight settings (p, eta, d, rho)",
        uses=("beyond/logistic-standard",),
    ),
)

POINTS = "p in {0.7, 0.9, 0.95}, eta in {0.1, 0.5}, d in {1, 10, 100}, rho in {0.1, 1}"

CHECKS = (
    Check("beyond/logistic-standard", Method.SYMBOLIC, MODEL, True, proofs.check_logistic),
    Check("beyond/logistic-standard", Method.NUMERICAL, "18 models: the gradient there", False, checks.check_logistic),
    Check("beyond/hinge-collapse", Method.SYMBOLIC, MODEL, True, proofs.check_hinge),
    Check(
        "beyond/hinge-collapse",
        Method.NUMERICAL,
        "p = 0.6, 0.7, 0.9, 0.95, 0.99: the loss around (1, 0) on both sides of kappa_h, by quadrature",
        False,
        checks.check_hinge,
    ),
    Check("beyond/one-step-no-shift", Method.SYMBOLIC, "every rho > 0 and w, every model", True, proofs.check_one_step),
    Check(
        "beyond/one-step-no-shift",
        Method.NUMERICAL,
        "2,000 random points of six models, rho in [0.01, 10], the logistic loss",
        False,
        checks.check_one_step,
    ),
    Check("beyond/minimax-logistic-raises", Method.NUMERICAL, POINTS, False, checks.check_minimax),
    Check("beyond/per-sample-raises", Method.NUMERICAL, POINTS, False, checks.check_per_sample),
    Check("beyond/logistic-ratios", Method.NUMERICAL, "the table, to 2e-6", True, checks.check_ratios),
)
