"""BiSAM's surrogates on the binary model of Wei et al. (2023): which weight perturbation does each loss find?

Nothing here is in either paper.  Definitions and solvers: theory.surrogates.
"""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.numerals import in_words

MODEL = "1/2 < p < 1, eta > 0, d >= 1, c > 0"
NO_SCALE = "1/2 < p < 1, eta > 0, d >= 1"
ANY_P = "0 < p < 1, eta > 0, d >= 1, c > 0"
LOSSES = "cross-entropy, tanh and -log at the published settings"
SHARES = {  # loss: logit scale: first-order, full
    "ce": {"0.2": ["0.0048", "0.0023"], "1": ["0.2356", "0.3910"], "30": ["0.3233", "0.4583"]},
    "tanh": {"0.2": ["0.0051", "0.0026"], "1": ["0.3336", "0.5100"], "30": ["0.7133", "0.7664"]},
    "-log": {"0.2": ["0.0023", "0.0002"], "1": ["0.8551", "0.8832"], "30": ["0.9919", "1.0000"]},
}
CALIBRATED = ("(eta - c)*u", "(c - 2*eta)*u", "(4*eta - c)*u", "(2*eta*102/100 - c)*u")
TANH = {"ratio": "2*eta*u - mu*tanh(alpha*c*u)", "scale": "2*eta/(mu*alpha)"}
RATIO = "(q + E - 1)*((E + 1)*q + E - 1)/((1 + (E - 1)*q)*(E + 1 + (E - 1)*q))"
SMALL = {"ce": "Lambda", "tanh": "atanh(Lambda/mu)/alpha", "log": "none"}
SMALLER = ({**SMALL, "ce": "Lambda/2"}, {**SMALL, "tanh": "-atanh(Lambda/mu)/alpha"}, {**SMALL, "log": "Lambda"})
FINITE = "(Lambda + log((E + 1)/(E - 1)**2))/(2*eta*d)"
NOT_FINITE = (
    "(Lambda - log((E + 1)/(E - 1)**2))/(2*eta*d)",
    "(Lambda + log((E + 1)/(E - 1)**2))/(eta*d)",
    "(Lambda + log((E + 1)/(E - 1)**2)/2)/(2*eta*d)",
    f"102/100*{FINITE}",
)
SHIFT = "-w_star*m1/(c*eta*d)"
LARGE = {"shift": SHIFT, "log m1": "-log((E + 1)/(E - 1)**2)/2", "log rise": "log(E + 1)"}
LARGER = (
    {**LARGE, "shift": "w_star*m1/(c*eta*d)"},
    {**LARGE, "log m1": "-log((E + 1)/(E - 1)**2)"},
    {**LARGE, "shift": f"{SHIFT}/2"},
    {**LARGE, "shift": f"{SHIFT}*107/100"},
)
LOG_MATCH = "3*log((E + 1)/(E - 1)**2)/(2*eta*rho**2)"
GRID = "models (0.7, 0.5, 4), (0.95, 0.1, 100), (0.8, 1, 1), (0.9, 0.2, 10)"
CASES = "models (0.7, 0.5, 4), (0.9, 0.2, 10); rho = sqrt(d)/10, sqrt(d)/2; c = 1, 5, 30; up to 14 weights each"
NUMERICS = "theory.papers.xie2024.binary.numerics:"
TABLE = "p = 0.9, eta = 0.2, d = 10, w = w*, rho = 0.2 sqrt(d), l2 ball of all d + 1 weights"

SECTION = Section(
    "xie2024", URLS["xie2024"], "theory.papers.xie2024.binary.checks", locator="not in the paper", origin=Origin.OURS
)


def _percent(loss: str, scale: str) -> str:
    """Return the two shares of a row in percent."""
    return " and ".join(f"{100 * float(share):.0f}%" for share in SHARES[loss][scale])


DECIMALS = len(SHARES["ce"]["1"][0].partition(".")[2])
SMALLEST = max(float(share) for rows in SHARES.values() for share in rows["0.2"])

SECTION.definition(
    "binary-risk",
    "",
    "the population risk of a linear classifier under a surrogate",
    r"Logits of the labels that differ by $c f(x)$, $f(x) = w x_1 + \sum_i x_i$: $Q(w) = \mathbb{E}\, l(-c y f(x))$ with "
    r"$l(F) = \frac1\mu \log(1 + e^{\mu \phi(F)})$; $y f(x)$ is $N(\eta d + w, d)$ with probability $p$ and "
    r"$N(\eta d - w, d)$ else. Cross-entropy: $\phi(F) = F$, $\mu = 1$.",
    domain=MODEL,
    reading="c is the logit scale; logits (0, cf) and (-cf/2, cf/2) are the same: losses see the margin -c y f(x) only",
)
SECTION.equation(
    "binary-ce-calibrated",
    "",
    "cross-entropy has its best weight at w* exactly at logit scale 2 eta",
    r"The weight that minimises cross-entropy is above, at, below $w^*$ as $c <, =, > 2\eta$.",
    "(2*eta - c)*u",
    symbolic("check_calibrated", "all parameters", *CALIBRATED, widened=(ANY_P, NO_SCALE)),
    numerical(f"{NUMERICS}check_calibrated", GRID, *CALIBRATED),
    domain=MODEL,
    uses="binary-risk",
    reading="formula: the log of the ratio by which margins u > 0 outweigh -u in -dQ/dw at w*; the risk is convex in w",
)
SECTION.equation(
    "binary-tanh-below-scale",
    "",
    "tanh: dQ/dw < 0 at w* up to logit scale 2 eta/(mu alpha)",
    r"For $c \le 2\eta/(\mu\alpha)$ the surrogate still falls at $w^*$; beyond, the margins near 0 pull the other way.",
    TANH,
    symbolic(
        "check_tanh",
        "all parameters",
        {**TANH, "scale": "eta/(mu*alpha)"},
        {"ratio": "eta*u - mu*tanh(alpha*c*u)", "scale": TANH["scale"]},
        {**TANH, "ratio": "2*eta*u + mu*tanh(alpha*c*u)"},
        widened=(f"{ANY_P}, mu > 0, alpha > 0", f"{MODEL}, mu > 0"),
    ),
    domain=f"{MODEL}, mu > 0, alpha > 0",
    uses="binary-risk",
    reading="ratio: as for cross-entropy",
)
SECTION.equation(
    "binary-log-every-scale",
    "",
    "-log (mu = 1): dQ/dw < 0 at w* at every logit scale",
    r"$l'(v) < l'(-v)$ for $v > 0$, so that $dQ/dw < 0$ at $w^*$: BiSAM (-log) never ascends towards larger weights there.",
    RATIO,
    symbolic(
        "check_log",
        "all parameters",
        f"1/({RATIO})",
        "(q + E)*((E + 1)*q + E - 1)/((1 + (E - 1)*q)*(E + 1 + (E - 1)*q))",
        f"2*{RATIO}",
        widened=(f"{ANY_P}, mu = 1", MODEL),
    ),
    domain=f"{MODEL}, mu = 1",
    uses="binary-risk",
    reading="formula: l'(v)/l'(-v) in q = exp(-v), below 1 for 0 < q < 1",
)
SECTION.equation(
    "binary-small-scale",
    "",
    "small logit scale: a stationary weight grows like 1/c, none with -log",
    r"As $c \to 0$ a stationary $cw$ tends to $\Lambda$ (cross-entropy), $\mathrm{artanh}(\Lambda/\mu)/\alpha$ "
    r"(tanh), and no other to a positive number; for -log ($\mu = 1$) none does.",
    SMALL,
    symbolic(
        "check_small_scale",
        "all parameters",
        *SMALLER,
        widened=(f"{MODEL}, c -> 0, alpha > 0, mu > 0", f"{MODEL}, alpha > 0, mu > 0, Lambda < mu"),
    ),
    numerical(f"{NUMERICS}check_small_scale", f"{GRID}; c = 1e-5", *SMALLER, {**SMALL, "ce": "Lambda*1003/1000"}),
    domain=f"{MODEL}, c -> 0, alpha > 0, mu > 0, Lambda < mu",
    uses="binary-risk",
    reading="Lambda = log(p/(1-p)), below mu for tanh",
)
SECTION.equation(
    "binary-log-finite",
    "",
    "-log (mu = 1) rises for large w above one logit scale, falls below it",
    r"As $w \to \infty$, $dQ/dw$ is positive for $c > \frac{\Lambda + \log((e+1)/(e-1)^2)}{2\eta d}$, negative below.",
    FINITE,
    symbolic("check_finite", "all parameters", *NOT_FINITE, widened=(f"{MODEL}, mu = 1", f"{MODEL}, w -> oo")),
    numerical(
        f"{NUMERICS}check_finite",
        f"{GRID}; c 1% above and below: the solver finds a minimiser, or none at all",
        *NOT_FINITE,
    ),
    domain=f"{MODEL}, mu = 1, w -> oo",
    uses="binary-risk",
)
SECTION.equation(
    "binary-large-scale",
    "",
    "large logit scale: bounded surrogates find w*, up to order 1/c",
    r"$w_Q = w^* (1 - \frac{m_1}{c \eta d}) + O(c^{-2})$, $m_1$ the mean of the density $l'/\int l'$: "
    r"$-\frac12 \log \frac{e+1}{(e-1)^2} < 0$ for -log ($\mu = 1$), where $\int l' = \log(e+1)$.",
    LARGE,
    symbolic(
        "check_large_scale",
        "all parameters",
        *LARGER,
        {**LARGE, "log rise": "log(E - 1)"},
        premises="wei2023/thm-4.1",
        widened=(f"{MODEL}, c -> oo", f"{MODEL}, l' with a finite second moment"),
    ),
    numerical(f"{NUMERICS}check_large_scale", f"{GRID}; -log at c sqrt(d) = 2000", *LARGER),
    domain=f"{MODEL}, c -> oo, l' with a finite second moment",
    uses="binary-risk",
)
SECTION.equation(
    "binary-ce-limit",
    "",
    "large logit scale: cross-entropy keeps a best weight below w*",
    r"As $c \to \infty$ CE's best weight tends to the root of $p \Phi(-\kappa - t) = (1-p) \Phi(-\kappa + t)$, "
    r"$t = w/\sqrt d$, which is below $w^*$.",
    "p*Phi(-kappa - x) - (1 - p)*Phi(-kappa + x)",
    numerical(
        f"{NUMERICS}check_ce_limit",
        f"{GRID}; c sqrt(d) = 2000",
        "(1 - p)*Phi(-kappa + x) - p*Phi(-kappa - x)*11/10",
        "p*Phi(-kappa - x) - (1 - p)*Phi(-kappa + 2*x)",
        "p*Phi(-kappa - x/2) - (1 - p)*Phi(-kappa + x/2)",
        "p*Phi(-kappa - x*10003/10000) - (1 - p)*Phi(-kappa + x*10003/10000)",
    ),
    domain=f"{MODEL}, c -> oo",
    uses="binary-risk",
    reading="x is t; kappa = eta sqrt(d)",
)
SECTION.equation(
    "binary-log-match",
    "",
    "-log: the logit scale at which its best weight is SAM's",
    r"For small $\rho$, $w_Q(c) = w_{SAM}(\rho)$ at $c = \frac{3}{2 \eta \rho^2} \log \frac{e+1}{(e-1)^2} (1 + O(\rho^2))$: "
    "there no weight lies between the two.",
    LOG_MATCH,
    numerical(
        f"{NUMERICS}check_match",
        f"{GRID}; rho = sqrt(d)/50",
        f"{LOG_MATCH}/2",
        "3*log((E - 1)**2)/(2*eta*rho**2)",
        "3*log((E + 1)/(E - 1)**2)/(2*eta*rho)",
        f"110/100*{LOG_MATCH}",
    ),
    domain=f"{MODEL}, mu = 1, rho -> 0",
    uses="binary-large-scale binary-first-order",
)
SECTION.equation(
    "binary-first-order",
    "",
    "a gradient step is wrong exactly between w_Q(c) and w_SAM(rho)",
    r"The first-order perturbation $\rho\, \mathrm{sign}\, Q'(w)$ is the worst 0-1 perturbation of the robust weight "
    r"but for $w$ between the surrogate's best weight $w_Q(c)$ and $w_{SAM}(\rho)$.",
    {"step": "first-order", "between": ["best", "sam"]},
    numerical(
        f"{NUMERICS}check_perturbations",
        CASES,
        {"step": "first-order", "between": ["standard", "sam"]},
        {"step": "first-order", "between": ["best", "standard"]},
    ),
    domain=f"{MODEL}, rho > 0, {LOSSES}",
    uses="binary-risk",
)
SECTION.equation(
    "binary-worst-shift",
    "",
    "full maximisation is wrong exactly between its and SAM's equal ends",
    r"The maximiser of $Q$ over $[w - \rho, w + \rho]$ is the worst 0-1 perturbation but for $w$ between the $w$ with "
    r"$Q(w-\rho) = Q(w+\rho)$ and $w_{SAM}(\rho)$.",
    {"step": "full", "between": ["equal ends", "sam"]},
    numerical(f"{NUMERICS}check_perturbations", CASES, {"step": "full", "between": ["best", "sam"]}),
    domain=f"{MODEL}, rho > 0, {LOSSES}",
    uses="binary-risk",
)
SECTION.equation(
    "binary-ball",
    "",
    "all weights move: share of the 0-1 sharpness that each loss finds",
    "Of the largest possible increase of the error, SAM's and BiSAM's gradient step and full maximisation find the shares "
    rf"of the table: none of the losses more than {100 * SMALLEST:.1f}% at $c = 0.2$; at $c = 30$ -log "
    f"{_percent('-log', '30')}, tanh {_percent('tanh', '30')}, cross-entropy {_percent('ce', '30')}.",
    SHARES,
    numerical(
        f"{NUMERICS}check_ball",
        "the table",
        {"ce": SHARES["tanh"]},
        {"-log": {"1": [SHARES["-log"]["1"][0], "0.8932"]}},
        {"-log": {"1": [SHARES["-log"]["1"][0], "0.8834"]}},
    ),
    domain=f"{TABLE}, c in {{{', '.join(SHARES['ce'])}}}",
    uses="binary-risk",
    reading=f"loss: logit scale: [gradient step, full maximisation]; {in_words(DECIMALS)} decimals",
)
