"""BiSAM's surrogates on the binary model of Wei et al. (2023): which weight perturbation does each loss find?

Nothing here is in either paper.  Definitions and solvers: theory.surrogates.risk, surrogate_sharpness, surrogate_ball.
"""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import xie2024
from theory.papers.xie2024 import binary_checks as checks
from theory.papers.xie2024 import binary_numerics as numerics

MODEL = "1/2 < p < 1, eta > 0, d >= 1; logit scale c > 0"
SHARES = {  # loss: logit scale: first-order, full
    "ce": {"0.2": ["0.0048", "0.0023"], "1": ["0.2356", "0.3910"], "30": ["0.3233", "0.4583"]},
    "tanh": {"0.2": ["0.0051", "0.0026"], "1": ["0.3336", "0.5100"], "30": ["0.7133", "0.7664"]},
    "-log": {"0.2": ["0.0023", "0.0002"], "1": ["0.8551", "0.8832"], "30": ["0.9919", "1.0000"]},
}


def _claim(name: str, summary: str, statement: str, formula: Any, domain: str = MODEL, **more: Any) -> Claim:
    return Claim(
        id=f"xie2024/binary-{name}",
        kind=Kind.EQUATION,
        source=xie2024("not in the paper"),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        **({"uses": ("xie2024/binary-risk",)} | more),
    )


CLAIMS = (
    Claim(
        id="xie2024/binary-risk",
        kind=Kind.DEFINITION,
        source=xie2024("not in the paper"),
        summary="the population risk of a linear classifier under a surrogate",
        statement=(
            r"Two logits that differ by $c f(x)$, $f(x) = w x_1 + \sum_i x_i$: $Q(w) = \mathbb{E}\, l(-c y f(x))$ with "
            r"$l(F) = \frac1\mu \log(1 + e^{\mu \phi(F)})$; $y f(x)$ is $N(\eta d + w, d)$ with probability $p$ and "
            r"$N(\eta d - w, d)$ else. Cross-entropy: $\phi(F) = F$, $\mu = 1$."
        ),
        domain=MODEL,
        reading="logits (0, cf) and (-cf/2, cf/2) are the same: losses see the wrong class's margin -c y f(x) only",
    ),
    _claim(
        "ce-calibrated",
        "cross-entropy has its best weight at w* exactly at logit scale 2 eta",
        r"The weight that minimises cross-entropy is above, at, below $w^*$ as $c <, =, > 2\eta$. So at $c = 2\eta$, "
        r"where the classifier at $w^*$ is the posterior, and only there, CE's gradient changes its sign at $w^*$.",
        "(2*eta - c)*u",
        reading=(
            "formula: the log of the ratio by which margins u > 0 outweigh -u in -dQ/dw at w*; the risk is convex in w"
        ),
    ),
    _claim(
        "tanh-below-scale",
        "tanh: dQ/dw < 0 at w* up to logit scale 2 eta/(mu alpha)",
        r"For $c \le 2\eta/(\mu\alpha)$ the surrogate still falls at $w^*$; beyond, the margins near 0 pull the other way.",
        {"ratio": "2*eta*u - mu*tanh(alpha*c*u)", "scale": "2*eta/(mu*alpha)"},
        reading="ratio: as for cross-entropy",
    ),
    _claim(
        "log-every-scale",
        "-log (mu = 1): dQ/dw < 0 at w* at every logit scale",
        r"$l'(v) < l'(-v)$ for $v > 0$, so that BiSAM (-log) never ascends towards larger weights at $w^*$, where the "
        r"worst 0-1 perturbation is towards smaller ones: there its first-order perturbation is right.",
        "(q + E - 1)*((E + 1)*q + E - 1)/((1 + (E - 1)*q)*(E + 1 + (E - 1)*q))",
        MODEL + "; mu = 1",
        reading="formula: l'(v)/l'(-v) in q = exp(-v), below 1 for 0 < q < 1",
    ),
    _claim(
        "small-scale",
        "small logit scale: the best weight grows like 1/c",
        r"As $c \to 0$ the stationary $cw$ tends to $\Lambda$ (cross-entropy), $\mathrm{artanh}(\Lambda/\mu)/\alpha$ "
        r"(tanh, $\Lambda < \mu$) and there is none for -log ($\mu = 1$): far above $w^*$, so that each loss ascends "
        r"towards smaller weights wherever it matters.",
        {"ce": "Lambda", "tanh": "atanh(Lambda/mu)/alpha", "log": "none"},
        reading="Lambda = log(p/(1-p))",
    ),
    _claim(
        "log-finite",
        "-log (mu = 1) rises for large w exactly above one logit scale",
        r"As $w \to \infty$, $dQ/dw$ is positive for $c > \frac{\Lambda + \log((e+1)/(e-1)^2)}{2\eta d}$, negative below: "
        r"below, the risk has no finite minimiser at large $w$.",
        "(Lambda + log((E + 1)/(E - 1)**2))/(2*eta*d)",
        MODEL + "; mu = 1, w -> oo",
    ),
    _claim(
        "large-scale",
        "large logit scale: bounded surrogates find w*, up to order 1/c",
        r"$w_Q = w^* (1 - \frac{m_1}{c \eta d}) + O(c^{-2})$, $m_1$ the mean of the density $l'/\int l'$: "
        r"$-\frac12 \log \frac{e+1}{(e-1)^2} < 0$ for -log ($\mu = 1$), where $\int l' = \log(e+1)$.",
        {"shift": "-w_star*m1/(c*eta*d)", "log m1": "-log((E + 1)/(E - 1)**2)/2", "log rise": "log(E + 1)"},
        MODEL + "; c -> oo, phi bounded above, exp(mu phi) bounded",
    ),
    _claim(
        "ce-limit",
        "large logit scale: cross-entropy keeps a best weight below w*",
        r"As $c \to \infty$ CE's best weight tends to the root of $p \Phi(-\kappa - t) = (1-p) \Phi(-\kappa + t)$, "
        r"$t = w/\sqrt d$, which is below $w^*$: the interval on which SAM's step is wrong does not shrink.",
        "p*Phi(-kappa - x) - (1 - p)*Phi(-kappa + x)",
        reading="x is t; kappa = eta sqrt(d)",
    ),
    _claim(
        "log-match",
        "-log: one logit scale makes every first-order perturbation right",
        r"Where $w_Q(c) = w_{SAM}(\rho)$ the first-order -log perturbation is the worst 0-1 one for every $w$; for small "
        r"$\rho$ that is $c = \frac{3}{2 \eta \rho^2} \log \frac{e+1}{(e-1)^2} (1 + O(\rho^2))$.",
        "3*log((E + 1)/(E - 1)**2)/(2*eta*rho**2)",
        MODEL + "; mu = 1, rho -> 0",
        uses=("xie2024/binary-large-scale", "xie2024/binary-first-order"),
    ),
    _claim(
        "first-order",
        "a gradient step is wrong exactly between w_Q(c) and w_SAM(rho)",
        r"The first-order perturbation $\rho\, \mathrm{sign}\, Q'(w)$ is the worst 0-1 perturbation of the robust weight "
        r"but for $w$ between the surrogate's best weight $w_Q(c)$ and $w_{SAM}(\rho)$.",
        {"step": "first-order", "between": ["best", "sam"]},
        MODEL + "; rho > 0; cross-entropy, tanh and -log at the published settings",
    ),
    _claim(
        "worst-shift",
        "full maximisation is wrong exactly between its and SAM's equal ends",
        r"The maximiser of $Q$ over $[w - \rho, w + \rho]$ is the worst 0-1 perturbation but for $w$ between the $w$ with "
        r"$Q(w-\rho) = Q(w+\rho)$ and $w_{SAM}(\rho)$.",
        {"step": "full", "between": ["equal ends", "sam"]},
        MODEL + "; rho > 0; cross-entropy, tanh and -log at the published settings",
    ),
    _claim(
        "ball",
        "all weights move: share of the 0-1 sharpness that each loss finds",
        "Of the largest possible increase of the error, SAM's and BiSAM's gradient step and full maximisation find the "
        "shares of the table: none of the losses finds any at a small logit scale; at a large one -log finds all, tanh "
        "three quarters, cross-entropy less than half.",
        SHARES,
        "p = 0.9, eta = 0.2, d = 10, w = w*, rho = 0.2 sqrt(d), l2 ball of all d + 1 weights",
        reading="loss: logit scale: [gradient step, full maximisation]; four decimals",
    ),
)

_GRID = "models (0.7, 0.5, 4), (0.95, 0.1, 100), (0.8, 1, 1), (0.9, 0.2, 10)"
_CASES = "models (0.7, 0.5, 4), (0.9, 0.2, 10); rho = sqrt(d)/10, sqrt(d)/2; c = 1, 5, 30; up to 14 weights each"
CHECKS = (
    Check("xie2024/binary-ce-calibrated", Method.SYMBOLIC, "all parameters", True, checks.check_calibrated),
    Check("xie2024/binary-ce-calibrated", Method.NUMERICAL, _GRID, False, numerics.check_calibrated),
    Check("xie2024/binary-tanh-below-scale", Method.SYMBOLIC, "all parameters", True, checks.check_tanh),
    Check("xie2024/binary-log-every-scale", Method.SYMBOLIC, "all parameters", True, checks.check_log),
    Check("xie2024/binary-small-scale", Method.SYMBOLIC, "all parameters", True, checks.check_small_scale),
    Check("xie2024/binary-small-scale", Method.NUMERICAL, f"{_GRID}; c = 1e-5", False, numerics.check_small_scale),
    Check("xie2024/binary-log-finite", Method.SYMBOLIC, "all parameters", True, checks.check_finite),
    Check(
        "xie2024/binary-log-finite",
        Method.NUMERICAL,
        f"{_GRID}; c 1% above and below: the solver finds a minimiser, or none at all",
        False,
        numerics.check_finite,
    ),
    Check("xie2024/binary-large-scale", Method.SYMBOLIC, "all parameters", True, checks.check_large_scale),
    Check(
        "xie2024/binary-large-scale",
        Method.NUMERICAL,
        f"{_GRID}; -log at c sqrt(d) = 2000",
        False,
        numerics.check_large_scale,
    ),
    Check("xie2024/binary-ce-limit", Method.NUMERICAL, f"{_GRID}; c sqrt(d) = 2000", False, numerics.check_ce_limit),
    Check("xie2024/binary-log-match", Method.NUMERICAL, f"{_GRID}; rho = sqrt(d)/50", False, numerics.check_match),
    Check("xie2024/binary-first-order", Method.NUMERICAL, _CASES, False, numerics.check_perturbations),
    Check("xie2024/binary-worst-shift", Method.NUMERICAL, _CASES, False, numerics.check_perturbations),
    Check("xie2024/binary-ball", Method.NUMERICAL, "the table", True, numerics.check_ball),
)
