"""Flows and steps of two factors through their inner products, in any dimension."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import ANY, Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.expressions import compare, equal
from theory.papers.li2024b.products import POINT, XX, XY, YY, Pair, Word, applied, inner, names, paired, scalar
from theory.papers.li2024b.words import MATRIX, PRODUCT, SMOOTH
from theory.papers.tools.derivation import confirm

BALANCE = (XX - YY) / 2
SQUARED_SPREAD = (XX + YY + 2 * XY) * (XX + YY - 2 * XY)
X, Y = (sp.Integer(1), sp.Integer(0)), (sp.Integer(0), sp.Integer(1))


def _with(formula: dict[str, str]) -> dict[str, Any]:
    """Return the stated expressions with the balance through the inner products."""
    return {key: parse(text, **names(), B=BALANCE) for key, text in formula.items()}


def _velocity(rho: Any) -> tuple[Pair, Pair]:
    """Return the velocities of x and y: minus F times the other perturbed factor."""
    table = names()
    moved = -table["F"] * rho * table["u"]
    return (moved, -table["F"]), (-table["F"], moved)


def _stepped(rho: Any) -> tuple[Pair, Pair]:
    """Return x and y after a step."""
    lr = names()["lr"]
    (a, b), (c, d) = _velocity(rho)
    return (1 + lr * a, lr * b), (lr * c, 1 + lr * d)


def rate_of_balance(rho: Any) -> Any:
    """Return dB/dt = x . dx/dt - y . dy/dt along the flow."""
    along_x, along_y = _velocity(rho)
    return sp.expand(inner(X, along_x) - inner(Y, along_y))


def stepped_balance(rho: Any) -> Any:
    """Return B after a step."""
    x, y = _stepped(rho)
    return sp.expand((inner(x, x) - inner(y, y)) / 2)


def _compared(derived: dict[str, Any], formula: dict[str, str], domain: Domain, also: str) -> Result:
    stated = _with(formula)
    return equal({key: (value, stated[key]) for key, value in derived.items()}, POINT, domain, also)


def check_plain_flow(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The flow without a perturbation, at any speed."""
    derived = names()["speed"] * rate_of_balance(sp.Integer(0))
    return _compared({"dB/dt": derived}, formula, domain, PRODUCT)


def check_plain_step(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """A step without a perturbation."""
    return _compared({"B": stepped_balance(sp.Integer(0))}, formula, domain, PRODUCT)


def check_flow(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The flow at the perturbed factors."""
    return _compared({"dB/dt": rate_of_balance(symbols()["rho"])}, formula, domain, PRODUCT)


def check_step(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """A step at the perturbed factors."""
    return _compared({"B": stepped_balance(symbols()["rho"])}, formula, domain, PRODUCT)


def stretches() -> dict[str, Any]:
    """Return the factors by which a step stretches x + y and x - y: it is seen to turn neither."""
    (a, b), (c, d) = _stepped(symbols()["rho"])
    confirm(sp.expand(a + c - (b + d)) == 0, "x + y keeps its line")
    confirm(sp.expand(a - c + (b - d)) == 0, "x - y keeps its line")
    return {"x + y": sp.expand(a + c), "x - y": sp.expand(a - c)}


def check_lines(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The sum and the difference of both factors after a step."""
    return compare(stretches(), formula, POINT, names(), domain, PRODUCT)


def check_invariant(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Q^2 is a polynomial of the inner products, whose rates follow from the velocities."""
    along_x, along_y = _velocity(symbols()["rho"])
    rates = {XX: 2 * inner(X, along_x), YY: 2 * inner(Y, along_y), XY: inner(X, along_y) + inner(Y, along_x)}
    squared = sp.Symbol("Q", positive=True) ** 2
    rate_of_squared = sp.expand(sum(sp.diff(SQUARED_SPREAD, name) * rate for name, rate in rates.items()))
    growth = sp.factor(sp.cancel(rate_of_squared / SQUARED_SPREAD)) / 2  # of Q, relative
    q = sp.sqrt(squared)
    ratio = sp.cancel(rate_of_balance(symbols()["rho"]) - growth * BALANCE) / q
    stated = {key: parse(text, **names(), B=BALANCE, Q=q) for key, text in formula.items()}
    derived = {"dQ/dt": growth * q, "d(B/Q)/dt": ratio}
    return equal({key: (derived[key], stated[key]) for key in derived}, POINT, domain, f"{PRODUCT}; rho > 0; Q > 0")


def check_invariant_steps(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """B is the product of x + y and x - y over 2, Q that of their lengths."""
    by = stretches()
    confirm(sp.expand(inner((1, 1), (1, -1)) / 2 - BALANCE) == 0, "B is the product of x + y and x - y over 2")
    confirm(
        sp.expand(inner((1, 1), (1, 1)) * inner((1, -1), (1, -1)) - SQUARED_SPREAD) == 0, "Q is that of their lengths"
    )
    grown = by["x + y"] * by["x - y"]
    confirm(sp.expand(grown * BALANCE - stepped_balance(symbols()["rho"])) == 0, "B grows by both stretches")
    derived = sp.cancel((grown * BALANCE) ** 2 / (grown**2 * SQUARED_SPREAD))
    stated = parse(formula["(B/Q)^2"], **names(), B=BALANCE, Q=sp.sqrt(SQUARED_SPREAD))
    also = f"{PRODUCT}; lr > 0; rho > 0; Q > 0"
    return equal({"(B/Q)^2": (derived, stated)}, POINT, domain, also)


def rate_for_outer_products(at_point: str, perturbed: str) -> Any:
    """Return dB/dt for a loss of x y^T, through words in its gradients there and at the perturbed product."""
    u, rho = names()["u"], symbols()["rho"]
    x: dict[Word, Any] = {("x",): sp.Integer(1)}
    y: dict[Word, Any] = {("y",): sp.Integer(1)}
    climbed = [
        {word: rho * u * factor for word, factor in part.items()}
        for part in (applied(at_point, y), applied(f"{at_point}'", x))
    ]
    moved_x, moved_y = {**x, **climbed[0]}, {**y, **climbed[1]}
    return sp.expand(paired(y, applied(f"{perturbed}'", moved_x)) - paired(x, applied(perturbed, moved_y)))


def check_outer(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """Products of matrices and vectors that are numbers equal their transposes."""
    mixed = {
        "mixed_y": scalar(("y'", "H'", "G", "y")),
        "mixed_x": scalar(("x'", "H", "G'", "x")),
    }
    derived = rate_for_outer_products("G", "H")
    stated = parse(formula["dB/dt"], **names(), **mixed)
    plain = {symbol: sp.Symbol(f"k{i}", real=True) for i, symbol in enumerate(sorted(mixed.values(), key=str))}
    return equal({"dB/dt": (derived.subs(plain), stated.subs(plain))}, POINT, domain, f"{MATRIX}; rho > 0")


def check_leading(formula: dict[str, str], domain: Domain = ANY) -> Result:
    """The rate at first order in rho, where both gradients are the same."""
    rho = symbols()["rho"]
    lengths = {name: sp.Symbol(name, nonnegative=True) for name in ("gx2", "gy2")}
    rate = rate_for_outer_products("G", "G")
    squares = {scalar(("y'", "G'", "G", "y")): lengths["gx2"], scalar(("x'", "G", "G'", "x")): lengths["gy2"]}
    derived = rho * sp.diff(rate, rho).subs(squares).subs(names()["u"], 1 / sp.sqrt(sum(lengths.values())))
    confirm(sp.expand(rate.subs(rho, 0)) == 0, "the rate vanishes with rho")
    stated = parse(formula["dB/dt"], **lengths)
    return equal({"dB/dt": (derived, stated)}, {**POINT, "gx2": "2", "gy2": "3/4"}, domain, f"{SMOOTH}; rho -> 0")
