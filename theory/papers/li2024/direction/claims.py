"""F-SAM's direction of ascent, batch gradient minus sigma times the average: what it keeps of signal and noise."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, sampled, symbolic
from theory.papers.li2024.words import DEFAULTS, OURS, RATIO, STEPS, at
from theory.papers.sources import URLS

WHERE = "F-SAM's direction; authors' code, utils.py"
STEADY = f"{STEPS}; t -> oo; 0 < lam < 1, v > 0; {RATIO}"
EQUIVALENT = "any vectors; 0 < lam < 1, 0 <= sigma, sigma < 1/(1 - lam)"
SAMPLED = "p, eta, d = (0.9, 0.1, 10), weights (1.0, 0.1), batches of 8; lambda in (0.6, 0.9, 0.95); 2000 runs, t = 120"
ONE = "sqrt((1 + lam)/2)"
CORRELATION = {"old average": ONE, "updated average": ONE}
SQUARE = "(1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v"
SAME = {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "factor": "1 - sigma*(1 - lam)"}
KEPT = {
    "square": SQUARE,
    "full gradient": f"(1 - sigma)*G/sqrt({SQUARE})",
    "noise": f"sqrt(v)/sqrt({SQUARE})",
}

SECTION = Section(
    "li2024", URLS["li2024"], "theory.papers.li2024.direction.checks", origin=Origin.OURS, source_note=OURS
)
SECTION.definition(
    "f-average-update",
    WHERE,
    "F-SAM climbs along g minus sigma times the moving average",
    r"$m_t = \lambda m_{t-1} + (1-\lambda) g_t$, $d_t = g_t - \sigma m_{t-1}$, $e = \rho d_t / \|d_t\|$; the first "
    "step is plain SAM with $m_0 = g_0$.",
    domain="0 <= lam < 1, sigma >= 0, rho > 0",
    reported={"lambda": DEFAULTS},
    reading="the code takes the old average; a summary of the paper updates the average first. The code's defaults for "
    f"lambda: {', '.join(f'{value} ({where})' for where, value in DEFAULTS.items())}",
    origin=Origin.SECOND_HAND,
    source_note="the authors' code, utils.py",
)
SECTION.equation(
    "f-average-direction",
    WHERE,
    "sigma = 1: old and updated average give the same direction",
    r"$g_t - m_t = \lambda (g_t - m_{t-1})$: at $\sigma = 1$ both differences have one direction.",
    {"g - m_t": "lam*(g - m)"},
    symbolic(
        "check_direction",
        "any vectors and lambda",
        {"g - m_t": "(1 - lam)*(g - m)"},
        {"g - m_t": "-lam*(g - m)"},
        {"g - m_t": "lam*g - m"},
        widened=("any vectors; lam < 1",),
    ),
    domain="any vectors; 0 < lam < 1",
    uses="f-average-update",
    reading="m in the formula is the old average",
)
SECTION.equation(
    "f-average-sigma",
    WHERE,
    "other sigma: the updated average acts like another sigma",
    r"$g_t - \sigma m_t$ has the direction of $g_t - \sigma' m_{t-1}$ with $\sigma' = \sigma \lambda / (1 - \sigma "
    r"(1-\lambda))$, which is $\sigma$ at $\sigma = 0$ and $1$ only.",
    domain=EQUIVALENT,
    uses="f-average-update",
    parts="f-average-sigma-equivalent f-average-sigma-fixed",
)
SECTION.equation(
    "f-average-sigma-equivalent",
    WHERE,
    "the updated average with sigma is the old one with another sigma",
    r"$g_t - \sigma m_t = (1 - \sigma (1-\lambda)) (g_t - \sigma' m_{t-1})$ with $\sigma' = \sigma \lambda / (1 - \sigma "
    r"(1-\lambda))$, and the factor is positive.",
    SAME,
    symbolic(
        "check_equivalent",
        "any lambda and sigma",
        {**SAME, "sigma'": "sigma*lam"},
        {**SAME, "sigma'": "sigma*lam/(1 + sigma*(1 - lam))"},
        {**SAME, "factor": "1 + sigma*(1 - lam)"},
        widened=("any vectors; 0 < lam < 1, 0 <= sigma", "any vectors; 0 < lam < 1, sigma < 1/(1 - lam)"),
    ),
    domain=EQUIVALENT,
    uses="f-average-update",
)
SECTION.equation(
    "f-average-sigma-fixed",
    WHERE,
    "the sigmas are equal at 0 and 1 only",
    r"$\sigma \lambda / (1 - \sigma (1-\lambda)) = \sigma$ exactly where $\sigma = 0$ or $\sigma = 1$.",
    {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0, 1"},
    symbolic(
        "check_fixed",
        "any lambda and sigma",
        {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0"},
        {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0, 1, 1/2"},
        {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0, 2"},
        widened=("0 < lam < 1, 0 <= sigma", "0 < lam, 0 <= sigma, sigma < 1/(1 - lam)"),
    ),
    domain="0 < lam < 1, 0 <= sigma, sigma < 1/(1 - lam)",
)
SECTION.equation(
    "f-average-noise",
    WHERE,
    "g - m correlates with the true noise as sqrt((1 + lambda)/2)",
    r"$\mathbb{E}\langle d, n \rangle / \sqrt{\mathbb{E}\|d\|^2\, \mathbb{E}\|n\|^2} \to \sqrt{(1+\lambda)/2}$ for $d "
    rf"= g_t - m_t$ and for $d = g_t - m_{{t-1}}$: {at(ONE, 3, lam=DEFAULTS['script'])} at $\lambda = "
    rf"{DEFAULTS['script']}$, {at(ONE, 3, lam=DEFAULTS['class'])} at ${DEFAULTS['class']}$.",
    CORRELATION,
    symbolic(
        "check_noise",
        "all lambda, v and full gradients",
        {**CORRELATION, "updated average": "sqrt((1 - lam)/2)"},
        {**CORRELATION, "old average": "(1 + lam)/2"},
        widened=(STEADY, STEADY.replace("t -> oo", "t >= 0") + "; sigma = 1"),
    ),
    numerical(
        "theory.papers.li2024.direction.numerics:check_noise",
        "20 random lambda in [0.01, 0.99], 2000 steps",
        {**CORRELATION, "updated average": "sqrt((1 - lam)/2)"},
        {**CORRELATION, "old average": "(1 + lam)/2"},
        {**CORRELATION, "old average": f"(1 + 2e-10)*{ONE}"},
    ),
    sampled(
        "simulate.papers.li2024:check_noise",
        SAMPLED + ", sigma = 1",
        {**CORRELATION, "old average": "sqrt((1 - lam)/2)"},
        {**CORRELATION, "updated average": "(1 + lam)/2"},
    ),
    domain=STEADY + "; sigma = 1",
    uses="f-average f-average-direction",
)
SECTION.equation(
    "f-average-removes",
    WHERE,
    "how much of gradient and noise F-SAM's direction keeps",
    r"For $d = g_t - \sigma m_{t-1}$, in the limit $\mathbb{E}\|d\|^2 = D = (1-\sigma)^2 \|\nabla L\|^2 + v + \sigma^2 "
    r"\frac{1-\lambda}{1+\lambda} v$, the cosine with the full gradient is $(1-\sigma) \|\nabla L\| / \sqrt{D}$ and "
    r"with the noise $\sqrt{v / D}$: $\sigma = 1$ removes the full gradient altogether.",
    KEPT,
    symbolic(
        "check_removes",
        "all lambda, sigma, v and |G|",
        {**KEPT, "full gradient": KEPT["full gradient"].replace("(1 - sigma)*G", "(1 + sigma)*G")},
        {**KEPT, "noise": KEPT["noise"].replace("sigma**2*(1 - lam)", "sigma*(1 - lam)")},
        {**KEPT, "square": SQUARE.replace("+ v +", "+ 2*v +")},
        widened=(
            STEADY + "; G > 0",
            STEADY + "; sigma >= 0",
            STEADY.replace("t -> oo", "t >= 0") + "; sigma >= 0, G > 0",
        ),
    ),
    sampled(
        "simulate.papers.li2024:check_removes",
        SAMPLED + ", sigma in (0.5, 1.0)",
        {**KEPT, "full gradient": KEPT["full gradient"].replace("(1 - sigma)*G", "(1 + sigma)*G")},
        {**KEPT, "noise": KEPT["noise"].replace("+ v +", "+ 2*v +")},
    ),
    domain=STEADY + "; sigma >= 0, G > 0",
    uses="f-average f-average-update",
)
