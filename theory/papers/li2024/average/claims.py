"""The moving average as an estimate of the full gradient: at fixed weights, and while they move."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, sampled, symbolic
from theory.papers.li2024.words import DEFAULTS, MOVING, OURS, START, STEPS, at
from theory.papers.sources import URLS

WHERE = "moving average of the batch gradients"
FIXED = f"{STEPS}; 0 < lam < 1, t >= 0; {START}"
ERRORS = f"{FIXED}; v > 0, start >= 0"
DRIFT = f"{MOVING}; 0 < lam < 1"
STEADY = f"{DRIFT}; t -> oo; a > 0, v > 0"
SAMPLED = (
    "p, eta, d = (0.9, 0.1, 10), weights (1.0, 0.1), logistic loss, batches of 8; lambda in (0.6, 0.9, 0.95); 4000 runs, "
    "t in (1, 5, 20)"
)
ERROR = "(1 - lam)/(1 + lam)*(1 - lam**(2*t))*v + lam**(2*t)*start"
USEFUL = "2*(1 - lam)**2/(lam*(1 + lam))"

SECTION = Section("li2024", URLS["li2024"], "theory.papers.li2024.average.checks", origin=Origin.OURS, source_note=OURS)
SECTION.theorem(
    "f-average",
    WHERE,
    "mean-square error of the moving average at fixed weights",
    r"For $m_t = \lambda m_{t-1} + (1-\lambda) g_t$: $\mathbb{E} \|m_t - \nabla L\|^2 = \frac{1-\lambda}{1+\lambda} "
    r"(1 - \lambda^{2t}) v + \lambda^{2t}\, \mathbb{E} \|m_0 - \nabla L\|^2$.",
    ERROR,
    symbolic(
        "check_error",
        "all lam, t, v and starts",
        ERROR.replace("(1 - lam)/(1 + lam)", "(1 + lam)/(1 - lam)"),
        ERROR.replace("2*t", "t"),
        ERROR.replace("+ lam**(2*t)", "- lam**(2*t)"),
        ERROR.replace("(1 - lam)/(1 + lam)", "(1 - lam)/2"),
        widened=(
            ERRORS.replace(f"; {START}", ""),
            ERRORS.replace(f"{STEPS}; ", ""),
            ERRORS.replace("0 < lam", "-1 < lam"),
            ERRORS.replace("v > 0, ", ""),
        ),
    ),
    numerical(
        "theory.papers.li2024.average.numerics:check_error",
        "200 random (lam, t, v, start), lam in [0.01, 0.99], t < 60",
        ERROR.replace("2*t", "t"),
        ERROR.replace("start", "2*start"),
        f"(1 + 2e-10)*({ERROR})",
    ),
    sampled(
        "simulate.papers.li2024:check_average",
        SAMPLED + ", both starts",
        ERROR.replace("(1 - lam**(2*t))", "(1 - lam**t)"),
        ERROR.replace("(1 - lam)/(1 + lam)", "(1 + lam)/(1 - lam)"),
        "(1 - lam)**2*v + lam**(2*t)*start",
    ),
    domain=ERRORS,
    reading="start in the formula is E|m_0 - G|^2; it says how well the average estimates the full gradient",
)
SECTION.equation(
    "f-average-bias",
    WHERE,
    "what is left of the start after t steps: lambda^t",
    r"$\mathbb{E} m_t - \nabla L = \lambda^t (m_0 - \nabla L)$: a start at zero fades as $\lambda^t$.",
    {"left": "lam**t"},
    symbolic(
        "check_bias",
        "all lam and t",
        {"left": "lam**(2*t)"},
        {"left": "-lam**t"},
        {"left": "(1 - lam)**t"},
        widened=("0 < lam < 1, t >= 0", f"{STEPS}; {START}; 0 < lam < 1"),
    ),
    sampled(
        "simulate.papers.li2024:check_bias",
        SAMPLED + ", started at zero",
        {"left": "lam**(t + 1)"},
        {"left": "lam**(2*t)"},
        {"left": "-lam**t"},
    ),
    domain=FIXED,
    reading="the authors' code starts at m_0 = g_0, which has no bias",
)
SECTION.equation(
    "f-average-drift",
    WHERE,
    "moving weights: the average lags behind the full gradient",
    r"If $\nabla L_t = \nabla L_0 + a t$, the average started at $\nabla L_0$ lags by $\frac{\lambda}{1-\lambda} (1 "
    r"- \lambda^t) a$ in the mean, and its error tends to $\frac{1-\lambda}{1+\lambda} v + "
    r"(\frac{\lambda}{1-\lambda})^2 \|a\|^2$.",
    domain=DRIFT,
    uses="f-average",
    parts="f-average-lag f-average-steady",
)
SECTION.equation(
    "f-average-lag",
    WHERE,
    "moving weights: the mean lag after t steps",
    r"If $\nabla L_t = \nabla L_0 + a t$ and $m_0 = \nabla L_0$: $\nabla L_t - \mathbb{E} m_t = "
    r"\frac{\lambda}{1-\lambda} (1 - \lambda^t) a$.",
    {"lag": "lam/(1 - lam)*(1 - lam**t)*a"},
    symbolic(
        "check_lag",
        "all lam, t and drifts",
        {"lag": "1/(1 - lam)*(1 - lam**t)*a"},
        {"lag": "-lam/(1 - lam)*(1 - lam**t)*a"},
        {"lag": "lam/(1 - lam)*(1 - lam**(t + 1))*a"},
        widened=("0 < lam < 1, t >= 0, a > 0", f"{MOVING}; 0 < lam < 1, t >= 0"),
    ),
    domain=f"{DRIFT}, t >= 0, a > 0",
    uses="f-average",
)
SECTION.equation(
    "f-average-steady",
    WHERE,
    "moving weights: what the average's error tends to",
    r"Under the same drift $\mathbb{E}\|m_t - \nabla L_t\|^2 \to \frac{1-\lambda}{1+\lambda} v + "
    r"(\frac{\lambda}{1-\lambda})^2 \|a\|^2$ as $t \to \infty$.",
    {"steady error": "(1 - lam)/(1 + lam)*v + (lam/(1 - lam))**2*a**2"},
    symbolic(
        "check_steady",
        "all lam, v and drifts",
        {"steady error": "(1 - lam)/(1 + lam)*v + lam/(1 - lam)*a**2"},
        {"steady error": "(1 - lam)/(1 + lam)*v - (lam/(1 - lam))**2*a**2"},
        {"steady error": "(1 + lam)/(1 - lam)*v + (lam/(1 - lam))**2*a**2"},
        widened=(STEADY.replace("; t -> oo", ", t >= 0"), STEADY.replace("0 < lam < 1", "lam > 0")),
    ),
    domain=STEADY,
    uses="f-average f-average-lag",
)
SECTION.equation(
    "f-average-best",
    WHERE,
    "the lambda of least error under drift",
    r"The steady error is least at the one $\lambda \in (0, 1)$ with $\|a\|^2 \lambda (1+\lambda)^2 = v "
    r"(1-\lambda)^3$; below it the error falls, above it rises.",
    "a**2*lam*(1 + lam)**2 - v*(1 - lam)**3",
    symbolic(
        "check_best",
        "all v > 0 and a > 0",
        "a**2*lam*(1 + lam)**2 - 2*v*(1 - lam)**3",
        "v*(1 - lam)**3 - a**2*lam*(1 + lam)**2",
        "a**2*lam*(1 + lam)**2 - v*(1 - lam)**2",
        widened=(STEADY.replace(", v > 0", ""), STEADY.replace("0 < lam < 1", "lam > 0")),
    ),
    domain=STEADY,
    uses="f-average-steady",
    reading="the formula has the sign of the error's slope in lam",
)
SECTION.equation(
    "f-average-useful",
    WHERE,
    "drift below which the average beats the batch gradient",
    r"In the limit the average errs less than the batch gradient itself exactly while $\|a\|^2 / v < 2 (1-\lambda)^2 / "
    rf"(\lambda (1+\lambda))$: {at(USEFUL, 2, lam=DEFAULTS['script'])} at $\lambda = {DEFAULTS['script']}$, "
    rf"{at(USEFUL, 2, lam=DEFAULTS['class'])} at ${DEFAULTS['class']}$.",
    {"largest a^2/v": USEFUL},
    symbolic(
        "check_useful",
        "all lam, v > 0 and a > 0",
        {"largest a^2/v": "(1 - lam)**2/(lam*(1 + lam))"},
        {"largest a^2/v": "-2*(1 - lam)**2/(lam*(1 + lam))"},
        widened=(STEADY.replace("a > 0, ", ""), STEADY.replace("0 < lam < 1", "lam > 0")),
    ),
    sampled(
        "simulate.papers.li2024:check_useful",
        "p, eta, d = (0.9, 0.1, 10), weights (1.0, 0.1), batches of 8; lambda in (0.6, 0.9, 0.95), the drift at which both "
        "are said to err alike; 2000 runs, t = 120",
        {"largest a^2/v": "5*(1 - lam)**2/(lam*(1 + lam))"},
        {"largest a^2/v": "2*(1 - lam)/(lam*(1 + lam))"},
        {"largest a^2/v": "(1 - lam)**2/(lam*(1 + lam))"},
    ),
    domain=STEADY,
    uses="f-average-steady",
    reading="lambda: two of the defaults in the authors' code, li2024/f-average-update",
)
