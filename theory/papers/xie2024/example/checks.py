"""How the claims on the example of Section 2.2 are tested: from the two vectors, by sympy and by balls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import compare, covers, limit, names, only_if, read


def margins() -> dict[str, tuple[Any, Any]]:
    """Return (F of the rival, F of each other class) of A and of B, derived from the vectors."""
    K, s = names()["K"], names()["s"]
    half = sp.Rational(1, 2)
    vectors = {"A": (1 / K + s, 1 / K - s, 1 / K), "B": (half - s, half + s, sp.Integer(0))}
    return {name: (sp.expand(v[1] - v[0]), sp.expand(v[2] - v[0])) for name, v in vectors.items()}


def cross_entropy(option: str, reading: str) -> Any:
    """Return the exact cross-entropy of an option.

    Raises:
        ValueError: a reading other than "probabilities" and "logits".
    """
    K, s = names()["K"], names()["s"]
    if reading == "probabilities":
        return -sp.log(1 / K + s if option == "A" else sp.Rational(1, 2) - s)
    if reading != "logits":
        raise ValueError(f"reading: expected 'probabilities' or 'logits', got {reading!r}")
    rival, other = margins()[option]
    return sp.log(1 + sp.exp(rival) + (K - 2) * sp.exp(other))


def inside() -> Any:
    """Return what fills 0 < s < 1/2 as a positive symbol runs."""
    room = sp.Symbol("room", positive=True)
    return room / (2 * (1 + room))


INSIDE = "0 < s < 1/2"


def check_limits(formula: Any, domain: Domain) -> Result:
    """Take the limits s -> 0 of both cross-entropies; that of A must be the larger for K > 2."""
    s, K, more = names()["s"], names()["K"], sp.Symbol("more", positive=True)
    found = {o: limit(cross_entropy(o, formula["reading"]), s, 0, domain) for o in ("A", "B")}
    result = compare({o: (found[o], read(formula[o])) for o in found}, domain, assumed="K > 2, s -> 0")
    larger = sp.simplify((sp.exp(found["A"]) - sp.exp(found["B"])).subs(K, 2 + more)).is_positive
    return only_if(result, **{"A's is the larger": larger})


def check_slope(formula: Any, domain: Domain) -> Result:
    """Differentiate the cross-entropy of B in K; as probabilities its entries are positive for 0 < s < 1/2."""
    value = cross_entropy("B", formula["reading"])
    entry = sp.simplify(sp.exp(-value).subs(names()["s"], inside()))
    slope = sp.diff(value, names()["K"])
    result = compare({"slope": (sp.simplify(slope), read(formula["slope"]))}, domain, assumed=INSIDE)
    return only_if(result, **{"B's entry is positive": entry.is_positive})


def check_growth(formula: Any, domain: Domain) -> Result:
    """Take the limits K -> oo of what is left after the stated growth."""
    K = names()["K"]
    a, b = (sp.exp(cross_entropy(option, "logits")) / K for option in ("A", "B"))
    a, b = (sp.log(limit(sp.expand(v), K, sp.oo, domain)) for v in (a, b))  # cross-entropy less log K
    stated = sp.expand(read(formula["B"]) - sp.log(K))
    return compare({"B": (b, stated), "gap": (a - b, read(formula["gap"]))}, domain, assumed="K -> oo")


def check_threshold(formula: Any, domain: Domain) -> Result:
    """Solve for equal cross-entropies; as -log falls, A's entry must be the smaller, and it gains on B's as s grows."""
    K, s = names()["K"], names()["s"]
    a, b = 1 / K + s, sp.Rational(1, 2) - s
    (equal,) = sp.solve(a - b, s)
    result = compare({"threshold": (equal, read(formula["threshold"]))}, domain, assumed=INSIDE)
    steps = {
        "a root": sp.simplify((a - b).subs(s, equal)) == 0,
        "A's entry gains on B's": sp.diff(a - b, s).is_positive,
    }
    return only_if(result, **steps)


def check_all_from(formula: Any, domain: Domain) -> Result:
    """Find where 1/K is the threshold; from there on it is at most, before it is above."""
    K, more = names()["K"], sp.Symbol("more", positive=True)
    room = sp.together(read(formula["threshold"]) - 1 / K)
    first, stated = sp.solve(room, K), formula["all from"]
    observed, covered = {"threshold": formula["threshold"], "all from": str(first)}, covers(room)
    if first != [stated]:
        return Result(Verdict.FAILS, observed, formula, counterexample={"equal at K": str(first)}, covered=covered)
    after, before = (sp.factor(room.subs(K, value)) for value in (stated + more, stated / (1 + more)))
    result = Result(Verdict.HOLDS, observed, formula, covered=covered)
    return only_if(result, **{"above 1/K after": after.is_positive, "below 1/K before": before.is_negative})


def check_root(formula: Any, domain: Domain) -> Result:
    """Clear denominators in exp(CE_A) > exp(CE_B), x = exp(s), and count sign changes of the coefficients."""
    table = names()
    x, more = sp.Symbol("root", positive=True), sp.Symbol("more", positive=True)
    a, b = (sp.exp(cross_entropy(option, "logits")).subs(table["s"], sp.log(x)) for option in ("A", "B"))
    cleared = sp.expand(sp.simplify((b - a) * sp.sqrt(sp.E) * x**2))
    pairs = {"polynomial": (cleared, read(formula, x=x))}
    result = compare(pairs, domain, meaning={"root": ""}, assumed="K >= 2")
    if result.verdict is not Verdict.HOLDS:
        return result
    signs = [_signs(cleared, x, value) for value in (2 + more, sp.Integer(2))]
    one = [found == sorted(found, reverse=True) and set(found) == {1, -1} for found in signs]  # Descartes: one root
    shown = replace(result, observed={"signs": str(signs[0])}, expected=None)
    return only_if(shown, **{"one root for K > 2": one[0], "one root for K = 2": one[1]})


def _signs(polynomial: Any, x: Any, classes: Any) -> list[Any]:
    """Return the signs of the coefficients that are not 0, the leading one first."""
    found = (sp.expand(c.subs(names()["K"], classes)) for c in sp.Poly(polynomial, x).all_coeffs())
    return [sp.sign(c) for c in found if c != 0]


def check_ends(formula: Any, domain: Domain) -> Result:
    """Insert exp(s) for the stated s into the polynomial at K = 2 and into its limit over K: the only root there is."""
    K, x = names()["K"], names()["x"]
    polynomial = read(formula["polynomial"])
    ends = {"K = 2": polynomial.subs(K, 2), "K -> oo": limit(sp.expand(polynomial / K), K, sp.oo)}
    pairs = {name: (end.subs(x, sp.exp(read(formula[name]))), sp.Integer(0)) for name, end in ends.items()}
    simple = all(sp.diff(end, x).subs(x, sp.exp(read(formula[name]))) != 0 for name, end in ends.items())
    result = compare(pairs, domain, assumed="K >= 2")
    return only_if(result, **{"the roots are simple": simple})
