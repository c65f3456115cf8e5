"""How far below the 0-1 loss the bound of Lemma 3.1 can be: derived from the limits of phi, compared, enclosed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.papers.xie2024.forms import BITS, at, compare, digits, names, phis, read

QUANTITIES = (
    "log(K)/mu",
    "supremum",
    "one wrong class wins, rest far below",
    "confidently right",
    "wrong classes needed",
    "least mu for one",
    "share of wrong samples (one class wins, the others right) above which the mean is positive",
)
"""What a row of the table of the published settings holds."""


def _floors() -> dict[str, Any]:
    """Return q by surrogate, and confirm that phi tends to 1 at oo."""
    import sympy as sp

    x, mu = names()["x"], names()["mu"]
    floors = {}
    for name, phi in phis().items():
        value = phi(x).rewrite(sp.exp)
        low, high = (sp.limit(value, x, side) for side in (-sp.oo, sp.oo))
        if high != 1:
            raise ArithmeticError(f"phi_{name} tends to {high}, not to 1")
        floors[name] = sp.exp(mu * low)
    return floors


def saturated(count: Any, floor: Any) -> Any:
    """Return the bound when `count` wrong classes are far ahead of the label and the others far below."""
    import sympy as sp

    table = names()
    mu, K = table["mu"], table["K"]
    return sp.log((1 + count * sp.exp(mu) + (K - 1 - count) * floor) / K) / mu


def check_saturated(formula: Any) -> Result:
    """Compare the stated limits with those of the bound; its supremum (all classes) must also be positive."""
    count = read(formula["wrong classes"])
    return compare({name: (saturated(count, q), read(formula[name])) for name, q in _floors().items()})


def check_wrong_classes(formula: Any) -> Result:
    """Solve bound = 0 for the number of winning classes, in which it rises."""
    import sympy as sp

    count = sp.Symbol("count", positive=True)
    pairs = {}
    for name, q in _floors().items():
        inside = sp.exp(saturated(count, q) * names()["mu"])
        (found,) = sp.solve(sp.simplify(inside) - 1, count)
        pairs[name] = (found, read(formula[name]))
    return compare(pairs)


def check_least_mu(formula: Any) -> Result:
    """Find the sign change in z = exp(mu) > 1 of the bound for one winning class: a root above 1 for K >= 4."""
    import sympy as sp

    z, K = names()["z"], names()["K"]
    more = sp.Symbol("more", nonnegative=True)
    pairs = {}
    for name, q in _floors().items():
        inside = (1 + sp.exp(names()["mu"]) + (K - 2) * q - K).subs(names()["mu"], sp.log(z))
        numerator = sp.Poly(sp.numer(sp.together(sp.simplify(inside))), z)
        above = [root for root in sp.roots(numerator) if (root.subs(K, 4 + more) - 1).is_positive]
        if len(above) != 1 or not numerator.LC().is_positive:
            return Result(Verdict.INCONCLUSIVE, note=f"roots above 1: {above}")
        pairs[name] = (sp.log(above[0]), read(formula[name]))
    return compare(pairs)


def check_farthest(formula: Any) -> Result:
    """Derive the largest distance: a wrong sample with u_1 -> 1, the others -> q, or a right one with all -> q."""
    import flint
    import sympy as sp

    table = names()
    mu, K, z = table["mu"], table["K"], table["z"]
    more = sp.Symbol("more", nonnegative=True)
    pairs = {}
    for name, q in _floors().items():
        wrong = 1 - sp.log((2 + (K - 2) * q) / K) / mu
        # The wrong one is farther where exp(mu) (1 + (K-1) q) > 2 + (K-2) q; z = exp(mu) > 2.
        margin = (sp.exp(mu) * (1 + (K - 1) * q) - 2 - (K - 2) * q).subs(mu, sp.log(z))
        shifted = sp.factor(sp.numer(sp.together(sp.simplify(margin).subs({z: 2 + z, K: 2 + more}))))
        if sp.expand(shifted).is_positive is not True:
            return Result(Verdict.INCONCLUSIVE, note=f"{name}: the sign of {shifted} is open")
        pairs[name] = (wrong, read(formula[name]))
    result = compare(pairs)
    if result.verdict is not Verdict.FAILS:
        return result
    # K = 10, mu = 10, alpha = 1/10, one wrong class at F = 1, the others at -1000
    setting = {K: Fraction(10), mu: Fraction(10), table["alpha"]: Fraction(1, 10)}
    tanh = phis()["tanh"]
    bound = sp.log((1 + sp.exp(mu * tanh(1)) + (K - 2) * sp.exp(mu * tanh(-1000))) / K) / mu
    with flint.ctx.workprec(4 * BITS):
        value, stated = at(bound, setting), at(read(formula["tanh"]), setting)
        if not 1 - value > stated:
            return result
        shown = {"K": 10, "mu": "10", "alpha": "1/10", "margins": "1, then 8 times -1000", "0-1 loss": 1}
        shown |= {"bound": digits(value), "distance": digits(1 - value), "stated distance": digits(stated)}
    return Result(Verdict.FAILS, result.observed, result.expected, counterexample=shown)


def check_supremum(formula: Any) -> Result:
    """As :func:`check_saturated`, with all K - 1 classes ahead; decide also that it lies strictly between 0 and 1."""
    import sympy as sp

    more, mu = sp.Symbol("more", nonnegative=True), names()["mu"]
    inside = sp.exp(mu * saturated(names()["K"] - 1, 0)).subs({names()["K"]: 2 + more, mu: sp.log(1 + names()["z"])})
    above, below = (sp.factor(sp.together(sp.simplify(d))) for d in (inside - 1, 1 + names()["z"] - inside))
    if not (above.is_positive and below.is_positive):
        return Result(Verdict.INCONCLUSIVE, note=f"{above}, {below}")
    return check_saturated(formula)


def published_row(name: str, mu: Fraction, classes: int) -> list[Any]:
    """Return a row of the table as balls, at the present precision; None where no share of wrong samples will do."""
    import flint
    import sympy as sp

    q = _floors()[name]
    values = {names()["K"]: Fraction(classes), names()["mu"]: mu}
    K = names()["K"]
    slack, most, one, right = (
        at(expression, values)
        for expression in (sp.log(K) / names()["mu"], saturated(K - 1, q), saturated(1, q), saturated(0, q))
    )
    needed = at((K - 1) * (1 - q) / (sp.exp(names()["mu"]) - q), values)
    least = flint.arb(classes - 2 if name == "tanh" else classes - 1).log()
    share = None if one < 0 else -right / (one - right)
    return [slack, most, one, right, needed.floor() + 1, least, share]


def check_published(formula: Any) -> Result:
    """Enclose each number in balls and compare it with the printed decimals, to half a unit of the last one."""
    import flint

    observed: dict[str, Any] = {}
    with flint.ctx.workprec(BITS):
        for setting, rows in formula.items():
            name, _, mu = setting.partition(", mu = ")
            for classes, printed in rows.items():
                row = published_row(name, Fraction(mu), int(classes))
                observed[f"{setting}, K = {classes}"] = dict(zip(QUANTITIES, map(_shown, row), strict=True))
                for value, text in zip(row, printed, strict=True):
                    if (value is None) != (text == "none"):
                        return _off(setting, classes, text, value)
                    if value is None:
                        continue
                    places = len(text.partition(".")[2])
                    exact = Fraction(text)
                    distance = abs(value - flint.arb(flint.fmpq(exact.numerator, exact.denominator)))
                    half = flint.arb(flint.fmpq(1, 2 * 10**places))
                    if distance > half:
                        return _off(setting, classes, text, value)
                    if not distance <= half:
                        return Result(Verdict.INCONCLUSIVE, note=f"{setting}, K = {classes}: {text} is not decided")
    return Result(Verdict.HOLDS, observed)


def _shown(value: Any) -> str:
    text = "none" if value is None else digits(value, 12)
    whole, _, rest = text.partition(".")
    return whole if rest.strip("0") == "" else text


def _off(setting: str, classes: str, text: str, value: Any) -> Result:
    shown = {"setting": setting, "K": classes, "printed": text, "true": "none" if value is None else digits(value, 12)}
    return Result(Verdict.FAILS, counterexample=shown)
