"""The batch gradient as full gradient plus noise: angles, and what a perturbation along each part does to first order."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict
from theory.papers.expressions import compare
from theory.papers.li2024.moments import POINT, READING, expectation, names
from theory.papers.sources import li2024

SETTING = (
    "g = G + n in N dimensions, |G| fixed; n isotropic normal with mean 0 and E|n|^2 = v (v = sigma^2/b for a batch of b); "
    "limit in probability as N grows"
)

CLAIMS = (
    Claim(
        id="li2024/f-decomposition-cosines",
        kind=Kind.EQUATION,
        source=li2024("decomposition of the batch gradient"),
        summary="angles of a batch gradient with the full gradient and noise",
        statement=(
            r"In high dimension $\cos(g, \nabla L) \to \|\nabla L\| / \sqrt{\|\nabla L\|^2 + v}$ and "
            r"$\cos(g, n) \to \sqrt{v / (\|\nabla L\|^2 + v)}$."
        ),
        formula={"full gradient": "G/sqrt(G**2 + v)", "noise": "sqrt(v/(G**2 + v))"},
        domain=SETTING,
        reading=READING,
    ),
    Claim(
        id="li2024/f-decomposition-rise",
        kind=Kind.EQUATION,
        source=li2024("decomposition of SAM's perturbation"),
        summary="the full-gradient part raises the loss of all data, noise does not",
        statement=(
            r"A perturbation of length $\rho$ along $d$ raises the loss of all data by $\rho \nabla L \cdot d/\|d\|$ and that "
            r"of the batch by $\rho\, g \cdot d/\|d\|$, to first order in $\rho$. In high dimension, for $d = g$: "
            r"$\rho \|\nabla L\|^2 / \sqrt{\|\nabla L\|^2 + v}$ and $\rho \sqrt{\|\nabla L\|^2 + v}$; "
            r"for $d = \nabla L$: $\rho \|\nabla L\|$ both; for the noise alone: $0$ and $\rho \sqrt{v}$."
        ),
        formula={
            "batch gradient, all data": "rho*G**2/sqrt(G**2 + v)",
            "batch gradient, batch": "rho*sqrt(G**2 + v)",
            "full gradient, all data": "rho*G",
            "full gradient, batch": "rho*G",
            "noise, all data": "0",
            "noise, batch": "rho*sqrt(v)",
        },
        domain=SETTING + "; first order in rho",
        uses=("li2024/f-decomposition-cosines",),
        reading=READING + "; it makes 'at odds with descending on the batch alone' a statement to decide",
    ),
)


def limit_products() -> dict[str, Any] | None:
    """Return the limits in probability of the inner products among G, n and g; None if one does not settle.

    Axis 1 lies along the full gradient. The noise enters through its first coordinate x and R, the squared length of
    the rest: a chi-square variable of N - 1 degrees of freedom times v/N. A product converges to the limit of its mean
    if its variance tends to 0 (Chebyshev).
    """
    import sympy as sp

    full, v = names()["G"], names()["v"]
    n = sp.Symbol("N", integer=True, positive=True)
    x, rest = sp.symbols("x R", real=True)
    s = v / n
    first = {x: 0, x**2: s, x**3: 0, x**4: 3 * s**2}
    second = {rest: (n - 1) * s, rest**2: (n - 1) * (n + 1) * s**2}
    moments = first | second | {a * b: p * q for a, p in first.items() for b, q in second.items()}
    length = x**2 + rest
    products = {
        "G.g": full**2 + full * x,
        "G.n": full * x,
        "g.n": full * x + length,
        "g.g": full**2 + 2 * full * x + length,
        "n.n": length,
    }
    limits = {"G.G": full**2}
    for name, product in products.items():
        mean = expectation(product, moments)
        variance = sp.simplify(expectation(product**2, moments) - mean**2)
        if sp.limit(variance, n, sp.oo) != 0:
            return None
        limits[name] = sp.limit(mean, n, sp.oo)
    return limits


def check_cosines(formula: dict[str, str]) -> Result:
    """Divide limits of inner products; a continuous function of them converges to its value at the limits."""
    import sympy as sp

    limits = limit_products()
    if limits is None:
        return Result(Verdict.INCONCLUSIVE, note="the variance of an inner product does not vanish")
    derived = {
        "full gradient": limits["G.g"] / sp.sqrt(limits["G.G"] * limits["g.g"]),
        "noise": limits["g.n"] / sp.sqrt(limits["n.n"] * limits["g.g"]),
    }
    return compare(derived, formula, POINT, names())


def check_rise(formula: dict[str, str]) -> Result:
    """Derive rho times the component of the full and of the batch gradient along each direction."""
    import sympy as sp

    from theory.ledger.formulas import symbols

    limits = limit_products()
    if limits is None:
        return Result(Verdict.INCONCLUSIVE, note="the variance of an inner product does not vanish")
    rho = symbols()["rho"]
    derived = {}
    for direction, letter in (("batch gradient", "g"), ("full gradient", "G"), ("noise", "n")):
        for loss, gradient in (("all data", "G"), ("batch", "g")):
            inner = limits[min(f"{gradient}.{letter}", f"{letter}.{gradient}")]
            derived[f"{direction}, {loss}"] = rho * inner / sp.sqrt(limits[f"{letter}.{letter}"])
    return compare(derived, formula, POINT, names())


CHECKS = (
    Check(
        "li2024/f-decomposition-cosines",
        Method.SYMBOLIC,
        "any |G| > 0 and v > 0; isotropic normal noise, number of dimensions to infinity",
        True,
        check_cosines,
    ),
    Check(
        "li2024/f-decomposition-rise",
        Method.SYMBOLIC,
        "any |G| > 0, v > 0 and rho > 0; isotropic normal noise, number of dimensions to infinity",
        True,
        check_rise,
    ),
)
