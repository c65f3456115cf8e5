"""Accuracies of any classifier by total probability, and the signs of what bounds leave over."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import cdf, parse, symbols
from theory.papers.expressions import compare
from theory.papers.tools.deciding import covers, equal
from theory.papers.tools.derivation import accuracy, confirm, error, vanishes
from theory.papers.tsipras2019.words import REACHING
from theory.rigour.compare import ball_at, limit_confirmed

SIGNS = {1: "p", -1: "m"}
P = sp.Symbol("p", real=True)
SHARES = tuple(sp.Rational(n, 10) for n in (5, 7, 9))
# the probabilities of saying +1, by the signs of x_1 and of the weak features' mean, of classifiers that ignore the weak ones
PLAIN = {
    "sign(x_1)": {(i, j): int(i == 1) for i, j in product((1, -1), repeat=2)},
    "-sign(x_1)": {(i, j): int(i == -1) for i, j in product((1, -1), repeat=2)},
    "always +1": dict.fromkeys(product((1, -1), repeat=2), 1),
}


@cache
def says() -> dict[tuple[int, int], Any]:
    """Return the probability that a classifier says +1 by the signs of x_1 and of the weak features' mean, as symbols."""
    return {(i, j): sp.Symbol(f"says_{SIGNS[i]}{SIGNS[j]}", real=True) for i, j in product((1, -1), repeat=2)}


def accuracy_of(says_one: Any, p: Any, moved: bool) -> Any:
    """Return the accuracy of a classifier by total probability over the label and x_1.

    Args:
        says_one: as :func:`says` returns.
        p: how often x_1 is the label.
        moved: whether the weak features are shifted by 2 eta against the label, which turns the sign of their mean.
    """
    total = sp.Integer(0)
    for label, agrees in product((1, -1), (1, -1)):
        share = (p if agrees == 1 else 1 - p) / 2
        one = says_one[label * agrees, -label if moved else label]
        total += share * (one if label == 1 else 1 - one)
    return sp.expand(total)


def check_answers(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Total probability over the label and x_1, for the four probabilities as symbols."""
    names = {symbol.name: symbol for symbol in says().values()} | {"p": P}
    parts = {key: parse(formula[key], **names) for key in ("a", "b")}
    derived = {key: accuracy_of(says(), P, moved) for key, moved in (("acc", False), ("shifted", True))}
    point = {"p": "3/10", "says_pp": "1/5", "says_pm": "2/7", "says_mp": "1/3", "says_mm": "5/9"}
    stated = {key: sp.expand(parse(formula[key], **names, **parts)) for key in derived}
    shown = {key: str(sp.factor(value)) for key, value in stated.items()}
    return compare(derived, shown, point, names, domain, REACHING.split("; ")[1])


@cache
def _in_turns() -> tuple[Any, tuple[tuple[Any, Any], ...]]:
    """Return p >= 1/2 through q >= 0, and the pairs (a, b) of [0, 2]^2 as symbols that are not negative, from either end."""
    q, a, b = sp.symbols("q a b", nonnegative=True)
    return (1 + q) / (2 + q), tuple(product((a, 2 - a), (b, 2 - b)))


def _room(text: str, p: Any) -> tuple[Any, Any, Any]:
    """Return what a stated bound leaves over, and the symbols of robust accuracy and delta in it.

    Raises:
        ValueError: it is no upper bound of the robust accuracy.
    """
    robust, delta = sp.symbols("robacc delta", real=True)
    relation = parse(text, robacc=robust, delta=delta, p=p)
    if not isinstance(relation, sp.Le) or relation.lhs != robust:
        raise ValueError(f"formula: expected robacc <= ..., got {text!r}")
    return relation.rhs - relation.lhs, robust, delta


def _seen(text: str) -> bool:
    """Return whether a bound is seen to hold: delta is at least the error, and the robust accuracy at most the shifted one."""
    p, pairs = _in_turns()
    room, robust, delta = _room(text, p)
    extra, less = sp.symbols("extra less", nonnegative=True)
    for a, b in pairs:
        wrong, shifted = (p * a + (1 - p) * b) / 2, ((1 - p) * a + p * b) / 2
        left = room.subs({delta: wrong + extra, robust: shifted - less}, simultaneous=True)
        above, below = sp.fraction(sp.together(left))
        if sp.expand(above).is_nonnegative and sp.expand(below).is_positive:
            return True
    return False


def _exceeded(text: str) -> dict[str, str] | None:
    """Return a classifier that ignores the weak features, for eps < 1, and exceeds a bound; None where none does."""
    for (name, answers), p in product(PLAIN.items(), SHARES):
        natural = accuracy_of(answers, p, False)
        room, robust, delta = _room(text, p)
        left = room.subs({robust: natural, delta: 1 - natural})
        if left < 0:
            return {"classifier": name, "p": str(p), "accuracy, natural and robust": str(natural), "room": str(left)}
    return None


def check_bound(formula: str, domain: Domain = ANY) -> Result:
    """The shift by 2 eta is an attack of radius eps: insert both accuracies; the sign by coefficients, or a classifier."""
    found = _exceeded(formula)
    if found:
        return Result(Verdict.FAILS, expected=formula, counterexample=found)
    verdict = Verdict.HOLDS if _seen(formula) else Verdict.INCONCLUSIVE
    return Result(verdict, observed="every coefficient is positive", expected=formula, covered=Domain.of(REACHING))


def check_tight(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """An attack of radius 1 - g leaves the sign of x_1 = 1 or -1, so that both accuracies are those of sign(x_1)."""
    p, g = symbols()["p"], sp.Symbol("g", positive=True)
    confirm((1 - (1 - g)).is_positive, "x_1 keeps its sign")
    natural = accuracy_of(PLAIN["sign(x_1)"], p, False)
    moved = accuracy_of(PLAIN["sign(x_1)"], p, True)
    stated = {key: parse(text) for key, text in formula.items()}
    pairs = {
        "delta": (1 - natural, stated["delta"]),
        "robacc": (moved, stated["robacc"]),
        "bound": (p * stated["delta"] / (1 - p), stated["robacc"]),
    }
    return equal(pairs, Domain.of("0 < p < 1, eps < 1"), domain)


@cache
def slack() -> Any:
    """Return what the bound leaves over: of the error and the accuracy after the shift, both integrated."""
    s = symbols()
    return s["p"] / (1 - s["p"]) * error(s["w"]) - accuracy(s["w"], -s["eta"])


def check_slack(formula: str, domain: Domain = ANY) -> Result:
    """The error and the accuracy after the shift, both integrated."""
    return equal({"slack": (slack(), parse(formula))}, covers(slack()), domain)


def check_not_attained(formula: dict[str, str]) -> Result:
    """The slack is a positive factor times Phi of a falling argument, whose limit is 0."""
    s = symbols()
    p, eta, d, w = (s[name] for name in ("p", "eta", "d", "w"))
    factor, argument = (2 * p - 1) / (1 - p), -(eta * d + w) / sp.sqrt(d)
    product_form = factor * cdf(argument)
    model, q = Domain.of("1/2 < p < 1, eta > 0, d >= 1"), sp.Symbol("q", positive=True)
    steps = {
        "the slack is factor * Phi(argument)": vanishes(slack() - product_form),
        "the factor is positive": sp.simplify(factor.subs(p, (1 + q) / (2 + q))).is_positive is True,
        "the argument falls": sp.diff(argument, w).is_negative is True,
        "Phi of it tends to 0": sp.limit(argument, w, sp.oo) == -sp.oo
        and sp.limit(cdf(w), w, -sp.oo) == 0
        and limit_confirmed(product_form, w, sp.Integer(0), model, to=sp.oo),
    }
    if not all(steps.values()):
        return Result(Verdict.INCONCLUSIVE, observed=steps, expected=formula)
    right = parse(formula["infimum"]) == 0 and formula["approached at"] == "oo"
    return Result(
        verdict_of(bool(right)),
        observed=steps,
        expected=formula,
        counterexample=None if right else {"infimum": "0", "approached at": "oo"},
        covered=covers(slack(), also="1/2 < p < 1"),
    )


def check_average(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The accuracies of weight 0 on x_1, integrated; the attack turns the sign of the mean."""
    s = symbols()
    derived = {"acc": accuracy(sp.Integer(0)), "shifted": accuracy(sp.Integer(0), -s["eta"])}
    pairs = {key: (sp.simplify(value), parse(formula[key])) for key, value in derived.items()}
    return equal(pairs, covers(s["eta"], s["d"]), domain)


def check_percent(formula: dict[str, str]) -> Result:
    """Phi rises, so that the bounds at the least kappa are those at any; a ball encloses Phi there."""
    x = sp.Symbol("x", real=True)
    confirm(sp.simplify(sp.diff(cdf(x), x)).is_positive, "Phi rises")
    confirm(sp.simplify(cdf(x) + cdf(-x) - 1) == 0, "Phi(-x) = 1 - Phi(x)")
    least = parse(formula["kappa"])
    ball = ball_at(cdf(least), {})
    bounds = {key: ball_at(parse(formula[key]), {}) for key in ("acc", "shifted")}
    verdict = verdict_of(bool(ball > bounds["acc"] and 1 - ball < bounds["shifted"]))
    if verdict is Verdict.FAILS and not (ball < bounds["acc"] or 1 - ball > bounds["shifted"]):
        verdict = Verdict.INCONCLUSIVE
    shown = {"acc": ball.str(20, radius=False), "shifted": (1 - ball).str(20, radius=False)}
    return Result(verdict, observed=shown, expected=formula, covered=Domain.of(f"kappa >= {least}"))
