"""F-SAM's direction of ascent, batch gradient minus sigma times the average: what it keeps of signal and noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse
from theory.papers.expressions import compare
from theory.papers.li2024.average import SEED, next_square, unrolled_weights
from theory.papers.li2024.moments import POINT, READING, STEPS, expectation, names
from theory.papers.sources import li2024

SOURCE = li2024("F-SAM's direction; authors' code, utils.py")
STEADY = f"{STEPS}, long after the start; 0 < lam < 1, v > 0; ratio of expectations"
AGREES = 1e-10  # relative: a sum of 2000 squares against a closed form
LONG = 2000  # steps: 0.99^4000 is 4e-18

CLAIMS = (
    Claim(
        id="li2024/f-average-update",
        kind=Kind.DEFINITION,
        source=SOURCE,
        summary="F-SAM climbs along g minus sigma times the moving average",
        statement=(
            r"$m_t = \lambda m_{t-1} + (1-\lambda) g_t$, $d_t = g_t - \sigma m_{t-1}$, $e = \rho d_t / \|d_t\|$; "
            r"the first step is plain SAM with $m_0 = g_0$."
        ),
        domain="0 <= lambda < 1, sigma >= 0, rho > 0",
        reading=(
            "restored from the authors' code, which takes the old average; a summary of the paper updates the average "
            "first. The code's defaults for lambda: 0.9 (class), 0.95 (command line), 0.6 (script)"
        ),
    ),
    Claim(
        id="li2024/f-average-direction",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="sigma = 1: old and updated average give the same direction",
        statement=r"$g_t - m_t = \lambda (g_t - m_{t-1})$: at $\sigma = 1$ both differences have one direction.",
        formula={"g - m_t": "lam*(g - m)"},
        domain="any vectors, 0 < lambda < 1",
        uses=("li2024/f-average-update",),
        reading=READING + "; m in the formula is the old average",
    ),
    Claim(
        id="li2024/f-average-sigma",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="other sigma: the updated average acts like another sigma",
        statement=(
            r"$g_t - \sigma m_t$ has the direction of $g_t - \sigma' m_{t-1}$ with "
            r"$\sigma' = \sigma \lambda / (1 - \sigma (1-\lambda))$, which is $\sigma$ at $\sigma = 0$ and $1$ only."
        ),
        formula={"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0, 1"},
        domain="any vectors not on one line, 0 < lambda < 1, 0 <= sigma < 1/(1 - lambda)",
        uses=("li2024/f-average-update",),
        reading=READING,
    ),
    Claim(
        id="li2024/f-average-noise",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="g - m correlates with the true noise as sqrt((1 + lambda)/2)",
        statement=(
            r"$\mathbb{E}\langle d, n \rangle / \sqrt{\mathbb{E}\|d\|^2\, \mathbb{E}\|n\|^2} = \sqrt{(1+\lambda)/2}$ "
            r"for $d = g_t - m_t$ and for $d = g_t - m_{t-1}$: 0.894 at $\lambda = 0.6$, 0.975 at $0.9$."
        ),
        formula={"old average": "sqrt((1 + lam)/2)", "updated average": "sqrt((1 + lam)/2)"},
        domain=STEADY + "; sigma = 1",
        uses=("li2024/f-average", "li2024/f-average-direction"),
        reading=READING,
    ),
    Claim(
        id="li2024/f-average-removes",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="how much of gradient and noise F-SAM's direction keeps",
        statement=(
            r"For $d = g_t - \sigma m_{t-1}$, $\mathbb{E}\|d\|^2 = D = (1-\sigma)^2 \|\nabla L\|^2 + v + "
            r"\sigma^2 \frac{1-\lambda}{1+\lambda} v$, the cosine with the full gradient is "
            r"$(1-\sigma) \|\nabla L\| / \sqrt{D}$ and with the noise $\sqrt{v / D}$: "
            r"$\sigma = 1$ removes the full gradient altogether."
        ),
        formula={
            "full gradient": "(1 - sigma)*G/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
            "noise": "sqrt(v)/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
        },
        domain=STEADY,
        uses=("li2024/f-average", "li2024/f-average-update"),
        reading=READING,
    ),
)


def _vectors() -> tuple[Any, Any, Any]:
    """Return the batch gradient, the old and the updated average as combinations of two free vectors."""
    import sympy as sp

    g, m = sp.symbols("g m", real=True)
    lam = names()["lam"]
    return g, m, lam * m + (1 - lam) * g


def check_direction(formula: dict[str, str]) -> Result:
    """Expand g - m_t in the two vectors: the statement is linear, so that scalars stand for vectors."""
    g, m, updated = _vectors()
    point = {**POINT, "g": "1", "m": "3"}
    return compare({"g - m_t": g - updated}, formula, point, names() | {"g": g, "m": m})


def check_sigma(formula: dict[str, str]) -> Result:
    """Equal ratios of the coefficients of g and m; then solve sigma' = sigma."""
    import sympy as sp

    g, m, updated = _vectors()
    sigma, lam = names()["sigma"], names()["lam"]
    other = sp.Symbol("other", real=True)
    row = sp.Poly(sp.expand(g - sigma * updated), g, m)
    (solved,) = sp.solve(row.coeff_monomial(m) + other * row.coeff_monomial(g), other)
    free = sp.Symbol("free", real=True)
    equal = sp.solve(sp.numer(sp.together((solved - sigma).subs(sigma, free))), free)
    result = compare({"sigma'": solved}, {"sigma'": formula["sigma'"]}, POINT, names())
    stated = {sp.sympify(part) for part in formula["equal at"].split(",")}
    if result.verdict is not Verdict.HOLDS or set(equal) == stated:
        return result
    wrong = min(set(equal) ^ stated, key=str)
    shown = {"lam": POINT["lam"], "sigma": str(wrong)}
    shown["sigma'"] = str(solved.subs({sigma: wrong, lam: sp.Rational(POINT["lam"])}))
    return Result(Verdict.FAILS, observed=str(equal), expected=formula["equal at"], counterexample=shown)


def _cosines(direction: Any, error: Any, noise: Any) -> dict[str, Any]:
    """Return the two cosines of a direction written in G, the new noise and the old average's error."""
    import sympy as sp

    full, v = names()["G"], names()["v"]
    after, before = next_square()
    (steady,) = sp.solve(after - before, before)
    moments = {noise: 0, error: 0, noise**2: v, error**2: steady, noise * error: 0}
    size = expectation(direction**2, moments)
    return {
        "full gradient": expectation(direction * full, moments) / sp.sqrt(size * full**2),
        "noise": expectation(direction * noise, moments) / sp.sqrt(size * v),
    }


def _directions(sigma: Any) -> tuple[Any, Any, Any, Any]:
    """Return the direction with the old and with the updated average, and the symbols of error and noise.

    One coordinate, along the full gradient, stands for all: across it the full gradient is zero, and the moments
    given for squares are those of whole lengths.
    """
    import sympy as sp

    error, noise = sp.symbols("error noise", real=True)
    g, m, updated = _vectors()
    parts = {g: names()["G"] + noise, m: names()["G"] + error}
    return (g - sigma * m).subs(parts), (g - sigma * updated).subs(parts), error, noise


def check_noise(formula: dict[str, str]) -> Result:
    """Expand both differences at sigma = 1; the full gradient drops out."""
    old, updated, error, noise = _directions(1)
    derived = {
        "old average": _cosines(old, error, noise)["noise"],
        "updated average": _cosines(updated, error, noise)["noise"],
    }
    return compare(derived, formula, POINT, names())


def check_removes(formula: dict[str, str]) -> Result:
    """Expand d = g - sigma m for any sigma."""
    old, _, error, noise = _directions(names()["sigma"])
    return compare(_cosines(old, error, noise), formula, POINT, names())


def check_noise_numerically(formula: dict[str, str]) -> Result:
    """Run the recursion on the weights of all noises for 2000 steps at random lambda and correlate."""
    import sympy as sp

    generator = np.random.default_rng(SEED)
    worst, where = 0.0, None
    for lam in generator.uniform(0.01, 0.99, 20):
        weights, _ = unrolled_weights(lam, LONG)
        earlier, _ = unrolled_weights(lam, LONG - 1)
        newest = np.eye(1, LONG, LONG - 1)[0]
        for key, average in (("updated average", weights), ("old average", np.append(earlier, 0.0))):
            difference = newest - average
            exact = float(difference[-1] / np.linalg.norm(difference))
            stated = float(sp.N(parse(formula[key], **names()).subs(names()["lam"], lam)))
            error = abs(stated / exact - 1.0)
            if error >= worst:
                worst, where = error, {"lam": float(lam), "difference": key, "recursion": exact, "stated": stated}
    holds = worst < AGREES
    return Result(
        verdict_of(holds),
        observed={"largest relative difference": "below 1e-10" if holds else float(f"{worst:.6g}")},
        expected="below 1e-10",
        counterexample=None if holds else where,
        seed=SEED,
    )


CHECKS = (
    Check("li2024/f-average-direction", Method.SYMBOLIC, "any vectors and lambda", True, check_direction),
    Check("li2024/f-average-sigma", Method.SYMBOLIC, "any lambda and sigma", True, check_sigma),
    Check("li2024/f-average-noise", Method.SYMBOLIC, "all lambda, v and full gradients", True, check_noise),
    Check(
        "li2024/f-average-noise",
        Method.NUMERICAL,
        "20 random lambda in [0.01, 0.99], 2000 steps",
        False,
        check_noise_numerically,
    ),
    Check("li2024/f-average-removes", Method.SYMBOLIC, "all lambda, sigma, v and |G|", True, check_removes),
)
