"""The moving average as an estimate of the full gradient: at fixed weights, and while they move."""

from __future__ import annotations

from theory.entries import Section, numerical, sampled, symbolic
from theory.papers.li2024.words import READING, STEPS
from theory.papers.sources import URLS

WHERE = "moving average of the batch gradients"
FIXED = STEPS + "; 0 < lam < 1, t >= 0; m_0 independent of the noise, start = E|m_0 - G|^2"
DRIFT = STEPS + ", but the full gradient moves by the same vector, of length a, at each step; 0 < lam < 1"
SAMPLED = (
    "p, eta, d = (0.9, 0.1, 10), weights (1.0, 0.1), logistic loss, batches of 8; lambda in (0.6, 0.9, 0.95); 4000 runs, "
    "t in (1, 5, 20)"
)
LAGGING = {"lag": "lam/(1 - lam)*(1 - lam**t)*a", "steady error": "(1 - lam)/(1 + lam)*v + (lam/(1 - lam))**2*a**2"}

SECTION = Section("li2024", URLS["li2024"], "theory.papers.li2024.average.checks")
SECTION.theorem(
    "f-average",
    WHERE,
    "mean-square error of the moving average at fixed weights",
    r"For $m_t = \lambda m_{t-1} + (1-\lambda) g_t$: $\mathbb{E} \|m_t - \nabla L\|^2 = \frac{1-\lambda}{1+\lambda} "
    r"(1 - \lambda^{2t}) v + \lambda^{2t}\, \mathbb{E} \|m_0 - \nabla L\|^2$.",
    "(1 - lam)/(1 + lam)*(1 - lam**(2*t))*v + lam**(2*t)*start",
    symbolic(
        "check_error",
        "all lam, t, v and starts",
        "(1 + lam)/(1 - lam)*(1 - lam**(2*t))*v + lam**(2*t)*start",
        "(1 - lam)/(1 + lam)*(1 - lam**(t))*v + lam**(t)*start",
        "(1 - lam)/(1 + lam)*(1 - lam**(2*t))*v - lam**(2*t)*start",
        "(1 - lam)/2*(1 - lam**(2*t))*v + lam**(2*t)*start",
    ),
    numerical(
        "theory.papers.li2024.average.numerics:check_error",
        "200 random (lam, t, v, start), lam in [0.01, 0.99], t < 60",
        "(1 - lam)/(1 + lam)*(1 - lam**(t))*v + lam**(t)*start",
        "(1 - lam)/(1 + lam)*(1 - lam**(2*t))*v + lam**(2*t)*2*start",
    ),
    sampled(
        "simulate.papers.li2024:check_average",
        SAMPLED + ", both starts",
        "(1 - lam)/(1 + lam)*(1 - lam**t)*v + lam**(2*t)*start",
        "(1 + lam)/(1 - lam)*(1 - lam**(2*t))*v + lam**(2*t)*start",
        "(1 - lam)**2*v + lam**(2*t)*start",
    ),
    domain=FIXED,
    reading=READING + "; it says how well the average estimates the full gradient",
)
SECTION.equation(
    "f-average-bias",
    WHERE,
    "what is left of the start after t steps: lambda^t",
    r"$\mathbb{E} m_t - \nabla L = \lambda^t (m_0 - \nabla L)$: a start at zero fades as $\lambda^t$.",
    {"left": "lam**t"},
    symbolic("check_bias", "all lam and t", {"left": "lam**(2*t)"}, {"left": "-lam**t"}, {"left": "(1 - lam)**t"}),
    sampled(
        "simulate.papers.li2024:check_bias",
        SAMPLED + ", started at zero",
        {"left": "lam**(t + 1)"},
        {"left": "lam**(2*t)"},
        {"left": "-lam**t"},
    ),
    domain=FIXED,
    reading=READING + "; the authors' code starts at m_0 = g_0, which has no bias",
)
SECTION.equation(
    "f-average-drift",
    WHERE,
    "moving weights: the average lags behind the full gradient",
    r"If $\nabla L_t = \nabla L_0 + a t$, the average started at $\nabla L_0$ lags by $\frac{\lambda}{1-\lambda} (1 "
    r"- \lambda^t) a$ in the mean, and its error tends to $\frac{1-\lambda}{1+\lambda} v + "
    r"(\frac{\lambda}{1-\lambda})^2 \|a\|^2$.",
    LAGGING,
    symbolic(
        "check_drift",
        "all lam, t, v and drifts",
        {**LAGGING, "lag": "1/(1 - lam)*(1 - lam**t)*a"},
        {**LAGGING, "lag": "-lam/(1 - lam)*(1 - lam**t)*a"},
        {**LAGGING, "steady error": "(1 - lam)/(1 + lam)*v + lam/(1 - lam)*a**2"},
        {**LAGGING, "steady error": "(1 - lam)/(1 + lam)*v - (lam/(1 - lam))**2*a**2"},
    ),
    domain=DRIFT,
    uses="f-average",
    reading=READING,
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
    ),
    domain=DRIFT + "; a > 0, v > 0",
    uses="f-average-drift",
    reading=READING + "; the formula has the sign of the error's slope in lam",
)
SECTION.equation(
    "f-average-useful",
    WHERE,
    "drift below which the average beats the batch gradient",
    r"The average errs less than the batch gradient itself exactly while $\|a\|^2 / v < 2 (1-\lambda)^2 / (\lambda "
    r"(1+\lambda))$: 0.83 at $\lambda = 0.6$, 0.012 at 0.9.",
    {"largest a^2/v": "2*(1 - lam)**2/(lam*(1 + lam))"},
    symbolic(
        "check_useful",
        "all lam, v > 0 and a > 0",
        {"largest a^2/v": "(1 - lam)**2/(lam*(1 + lam))"},
        {"largest a^2/v": "-2*(1 - lam)**2/(lam*(1 + lam))"},
    ),
    domain=DRIFT + "; a > 0, v > 0; steady state",
    uses="f-average-drift",
    reading=READING,
)
