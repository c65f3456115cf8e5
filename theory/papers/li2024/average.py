"""The moving average as an estimate of the full gradient, at fixed weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse
from theory.papers.expressions import compare
from theory.papers.li2024.moments import POINT, READING, STEPS, expectation, names
from theory.papers.sources import li2024

SEED = 20240312
AGREES = 1e-10  # relative: a sum of up to 60 squares against a closed form

FIXED = f"{STEPS}; 0 < lam < 1, t >= 0; m_0 independent of the noise, start = E|m_0 - G|^2"

CLAIMS = (
    Claim(
        id="li2024/f-average",
        kind=Kind.THEOREM,
        source=li2024("moving average of the batch gradients"),
        summary="mean-square error of the moving average at fixed weights",
        statement=(
            r"For $m_t = \lambda m_{t-1} + (1-\lambda) g_t$: $\mathbb{E} \|m_t - \nabla L\|^2 = "
            r"\frac{1-\lambda}{1+\lambda} (1 - \lambda^{2t}) v + \lambda^{2t}\, \mathbb{E} \|m_0 - \nabla L\|^2$."
        ),
        formula="(1 - lam)/(1 + lam)*(1 - lam**(2*t))*v + lam**(2*t)*start",
        domain=FIXED,
        reading=READING + "; it says how well the average estimates the full gradient",
    ),
    Claim(
        id="li2024/f-average-bias",
        kind=Kind.EQUATION,
        source=li2024("moving average of the batch gradients"),
        summary="what is left of the start after t steps: lambda^t",
        statement=r"$\mathbb{E} m_t - \nabla L = \lambda^t (m_0 - \nabla L)$: a start at zero fades as $\lambda^t$.",
        formula={"left": "lam**t"},
        domain=FIXED,
        reading=READING + "; the authors' code starts at m_0 = g_0, which has no bias",
    ),
)


def next_square() -> tuple[Any, Any]:
    """Return (E|m_t - G|^2 from E|m_(t-1) - G|^2, the latter's symbol).

    Coordinate by coordinate m_t - G = lam e + (1 - lam) n with e the last error, independent of the new noise n; sums
    over coordinates turn E e^2 and E n^2 into squared lengths.
    """
    import sympy as sp

    lam, v = names()["lam"], names()["v"]
    e, n = sp.symbols("e n", real=True)
    before = sp.Symbol("before", nonnegative=True)
    moments = {n: 0, n**2: v, e * n: 0, e**2: before}
    return expectation((lam * e + (1 - lam) * n) ** 2, moments), before


def check_error(formula: str) -> Result:
    """Induction over t: the formula is E|m_0 - G|^2 at t = 0 and satisfies the recursion of the error."""
    import sympy as sp

    table = names()
    t, stated = table["t"], parse(formula, **names())
    after, before = next_square()
    derived = {"at t = 0": table["start"], "at t + 1": after.subs(before, stated)}
    claimed = {"at t = 0": stated.subs(t, 0), "at t + 1": stated.subs(t, t + 1)}
    # powers of lam that differ by a constant must be seen as one
    differences = {key: sp.simplify(sp.expand(sp.powsimp(derived[key] - claimed[key]))) for key in derived}
    if all(value == 0 for value in differences.values()):
        return Result(Verdict.HOLDS, observed={"recursion": str(after)}, expected=formula)
    return compare(derived, {key: str(value) for key, value in claimed.items()}, POINT, names())


def check_bias(formula: dict[str, str]) -> Result:
    """The mean error obeys b_t = lam b_(t-1): derive it, and solve the recursion."""
    import sympy as sp

    lam, t = names()["lam"], names()["t"]
    e, n = sp.symbols("e n", real=True)
    mean = sp.Function("b")
    last = sp.Symbol("last", real=True)
    step = expectation(lam * e + (1 - lam) * n, {n: 0, e: last})
    solved = sp.rsolve(mean(t + 1) - step.subs(last, mean(t)), mean(t), {mean(0): 1})
    return compare({"left": solved}, formula, POINT, names())


def unrolled_weights(lam: float, t: int) -> tuple[np.ndarray, float]:
    """Return the weights of the noises n_1, ..., n_t and of the start in m_t, by the recursion itself."""
    weights, start = np.zeros(t), 1.0
    for step in range(t):
        weights *= lam
        start *= lam
        weights[step] = 1.0 - lam
    return weights, start


def check_error_numerically(formula: str) -> Result:
    """Sum the squared weights of all noises, found by running the recursion, at seeded random parameters."""
    import sympy as sp

    generator = np.random.default_rng(SEED)
    stated = sp.lambdify([names()[key] for key in ("lam", "t", "v", "start")], parse(formula, **names()), "math")
    worst, where = 0.0, None
    for _ in range(200):
        lam, v, start = generator.uniform(0.01, 0.99), generator.uniform(0.1, 5.0), generator.uniform(0.0, 5.0)
        t = int(generator.integers(0, 60))
        weights, left = unrolled_weights(lam, t)
        exact = float(weights @ weights) * v + left**2 * start
        error = abs(stated(lam, t, v, start) / exact - 1.0)
        if error >= worst:
            worst, where = error, {"lam": lam, "t": t, "v": v, "start": start, "recursion": exact}
    holds = worst < AGREES
    return Result(
        verdict_of(holds),
        observed={"largest relative difference": "below 1e-10" if holds else float(f"{worst:.6g}")},
        expected="below 1e-10",
        counterexample=None if holds else where,
        seed=SEED,
    )


CHECKS = (
    Check("li2024/f-average", Method.SYMBOLIC, "all lam, t, v and starts", True, check_error),
    Check(
        "li2024/f-average",
        Method.NUMERICAL,
        "200 random (lam, t, v, start), lam in [0.01, 0.99], t < 60",
        False,
        check_error_numerically,
    ),
    Check("li2024/f-average-bias", Method.SYMBOLIC, "all lam and t", True, check_bias),
)
