"""How far below the 0-1 loss the bound of Lemma 3.1 can be: derived from the limits of phi, compared, enclosed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import BITS, at, compare, digits, limit, names, only_if, phis, read
from theory.papers.xie2024.words import QUANTITIES

EITHER = "alpha > 0"
"""What the limits of phi_tanh assume; they depend on it no further."""


def _floors() -> dict[str, Any]:
    """Return q by surrogate, and confirm that phi tends to 1 at oo."""
    x, mu = names()["x"], names()["mu"]
    floors = {}
    for name, phi in phis().items():
        value = phi(x).rewrite(sp.exp)
        low, high = (limit(value, x, side) for side in (-sp.oo, sp.oo))
        if high != 1:
            raise ArithmeticError(f"phi_{name} tends to {high}, not to 1")
        floors[name] = sp.exp(mu * low)
    return floors


def saturated(count: Any, floor: Any) -> Any:
    """Return the bound when `count` wrong classes are far ahead of the label and the others far below."""
    table = names()
    mu, K = table["mu"], table["K"]
    return sp.log((1 + count * sp.exp(mu) + (K - 1 - count) * floor) / K) / mu


def check_saturated(formula: Any, domain: Domain) -> Result:
    """Compare the stated limits with those of the bound; its supremum (all classes) must also be positive."""
    count = read(formula["wrong classes"])
    pairs = {name: (saturated(count, q), read(formula[name])) for name, q in _floors().items()}
    return compare(pairs, domain, assumed=EITHER)


def check_wrong_classes(formula: Any, domain: Domain) -> Result:
    """Solve bound = 0 for the number of winning classes, and decide that the bound rises in it."""
    count = sp.Symbol("count", positive=True)
    pairs, steps = {}, {}
    for name, q in _floors().items():
        inside = sp.exp(saturated(count, q) * names()["mu"])
        (found,) = sp.solve(sp.simplify(inside) - 1, count)
        pairs[name] = (found, read(formula[name]))
        rise = sp.simplify((sp.diff(inside, count) * names()["K"]).subs(names()["mu"], sp.log(1 + names()["z"])))
        steps[f"{name}: a root"] = sp.simplify(inside.subs(count, found)) == 1
        steps[f"{name}: rises with the count"] = sp.factor(rise).is_positive
    return only_if(compare(pairs, domain, assumed=EITHER), **steps)


def check_least_mu(formula: Any, domain: Domain) -> Result:
    """Find the sign change in z = exp(mu) > 1 of the bound for one winning class: a root above 1 for K >= 4."""
    z, K = names()["z"], names()["K"]
    more = sp.Symbol("more", nonnegative=True)
    pairs, steps = {}, {}
    for name, q in _floors().items():
        inside = (1 + sp.exp(names()["mu"]) + (K - 2) * q - K).subs(names()["mu"], sp.log(z))
        numerator = sp.Poly(sp.numer(sp.together(sp.simplify(inside))), z)
        above = [root for root in sp.roots(numerator) if (root.subs(K, 4 + more) - 1).is_positive]
        steps[f"{name}: one root above 1"] = len(above) == 1 and sp.simplify(numerator.eval(above[0])) == 0
        steps[f"{name}: positive beyond it"] = numerator.LC().is_positive
        pairs[name] = (sp.log(above[0]), read(formula[name]))
    return only_if(compare(pairs, domain, assumed=f"K >= 4, {EITHER}"), **steps)


def check_slack(formula: Any, domain: Domain) -> Result:
    """Take the largest phi less the bound, top - (top + log(S)/mu - log(K)/mu), to S -> 1, from where on it falls to 0.

    Confidently right samples come to S = 1 with -log: the label's term is 1, and each of the others tends to q = 0.
    """
    table = names()
    K, mu, total = table["K"], table["mu"], table["S"]
    distance = (sp.log(K) - sp.log(total)) / mu
    result = compare({"distance": (limit(distance, total, 1, domain), read(formula))}, domain)
    steps = {"falls in S": sp.diff(distance, total).is_negative, "to 0": distance.subs(total, K) == 0}
    steps["S comes to 1 with -log"] = 1 + (K - 1) * _floors()["log"] == 1
    return only_if(result, **steps)


def check_farthest(formula: Any, domain: Domain) -> Result:
    """Derive the largest distance: a wrong sample with u_1 -> 1, the others -> q, or a right one with all -> q."""
    table = names()
    mu, K, z = table["mu"], table["K"], table["z"]
    more = sp.Symbol("more", nonnegative=True)
    pairs, steps = {}, {}
    for name, q in _floors().items():
        wrong = 1 - sp.log((2 + (K - 2) * q) / K) / mu
        # The wrong one is farther where exp(mu) (1 + (K-1) q) > 2 + (K-2) q; z = exp(mu) > 2.
        margin = (sp.exp(mu) * (1 + (K - 1) * q) - 2 - (K - 2) * q).subs(mu, sp.log(z))
        shifted = sp.factor(sp.numer(sp.together(sp.simplify(margin).subs({z: 2 + z, K: 2 + more}))))
        steps[f"{name}: a wrong sample is the farthest"] = sp.expand(shifted).is_positive
        pairs[name] = (wrong, read(formula[name]))
    result = only_if(compare(pairs, domain, assumed=f"K >= 2, mu > log 2, {EITHER}"), **steps)
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


def check_supremum(formula: Any, domain: Domain) -> Result:
    """As :func:`check_saturated`, with all K - 1 classes ahead; decide also that it lies strictly between 0 and 1."""
    more, mu = sp.Symbol("more", nonnegative=True), names()["mu"]
    inside = sp.exp(mu * saturated(names()["K"] - 1, 0)).subs({names()["K"]: 2 + more, mu: sp.log(1 + names()["z"])})
    above, below = (sp.factor(sp.together(sp.simplify(d))) for d in (inside - 1, 1 + names()["z"] - inside))
    result = check_saturated(formula, domain)
    whole = replace(result, covered=Domain.of(f"{result.covered}, K >= 2"))
    return only_if(whole, **{"above 0": above.is_positive, "below 1": below.is_positive})


def published_row(name: str, mu: Fraction, classes: int) -> list[Any]:
    """Return a row of the table as balls, at the present precision; None where no share of wrong samples will do."""
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
    return Result(Verdict.HOLDS, observed, covered=_rows(formula))


def _rows(formula: Any) -> Domain:
    """Return what a table covers: the counts of classes that every setting has, at the mu of each."""
    counts = set.intersection(*(set(rows) for rows in formula.values()))
    powers = {setting.partition(", mu = ")[2] for setting in formula}
    chosen = (f"{name} in {{{', '.join(sorted(found, key=int))}}}" for name, found in (("K", counts), ("mu", powers)))
    return Domain.of(f"{', '.join(chosen)}, {EITHER}")


def _shown(value: Any) -> str:
    text = "none" if value is None else digits(value, 12)
    whole, _, rest = text.partition(".")
    return whole if rest.strip("0") == "" else text


def _off(setting: str, classes: str, text: str, value: Any) -> Result:
    shown = {"setting": setting, "K": classes, "printed": text, "true": "none" if value is None else digits(value, 12)}
    return Result(Verdict.FAILS, counterexample=shown)
