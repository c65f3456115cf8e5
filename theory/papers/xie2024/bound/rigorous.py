"""The order of the two curves of Figure 1, by the ball prover: which is the upper one between the places where they cross."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import compiled, names, read
from theory.rigour.boxes import Box
from theory.rigour.intervals import Interval
from theory.rigour.prover import Enclosing, Plan, Proof, prove

PLAN = Plan(budget=4000, tiles=1, folder=None)
Piece = tuple[Fraction, Fraction, Enclosing]
"""Where x lies, and what must be positive there as a function of |x|."""


@cache
def _curves(log: str, tanh: str) -> tuple[Any, Any]:
    """Return phi_log less the other curve, and its slope, as functions of a ball."""
    x = names()["x"]
    difference = read(log) - read(tanh)
    return compiled(difference, x), compiled(sp.diff(difference, x), x)


def curve_gap(log: str, tanh: str, upper: str, side: int, intervals: Sequence[Interval]) -> Any:
    """Return a ball that is positive where the stated curve is the upper one, over an interval of |x| on one side of 0.

    It is the difference of the curves divided by |x|; from 0 on that is a mean of slopes.
    """
    difference, slope = _curves(log, tanh)
    x = side * intervals[0].low.union(intervals[0].high)
    quotient = slope(x) if intervals[0].low == 0 else difference(x) / x
    return quotient * (side if upper == "log" else -side)


def crossing_slope(log: str, tanh: str, rises: int, side: int, intervals: Sequence[Interval]) -> Any:
    """Return a ball of the slope of phi_log less the other curve, or of minus it: where positive, they cross once."""
    return rises * _curves(log, tanh)[1](side * intervals[0].low.union(intervals[0].high))


def pieces(formula: Any) -> Iterator[Piece]:
    """Return what is to be proved, from left to right; a crossing is known to half a unit of its last decimal."""
    curves = formula["log"], formula["tanh"]
    for low, high, upper in formula["upper"]:
        inner = Fraction(low) + _half_unit(low), Fraction(high) - _half_unit(high)
        yield *inner, partial(curve_gap, *curves, upper, 1 if Fraction(low) >= 0 else -1)
        if half := _half_unit(high):
            side = 1 if Fraction(high) > 0 else -1
            rises = partial(crossing_slope, *curves, -1 if upper == "log" else 1, side)
            yield Fraction(high) - half, Fraction(high) + half, rises


def _half_unit(printed: str) -> Fraction:
    places = len(printed.partition(".")[2])
    return Fraction(1, 2 * 10**places) if places else Fraction(0)


def _proof(piece: Piece) -> Proof:
    low, high, function = piece
    ends = (low, high) if low >= 0 else (-high, -low)
    return prove(function, Box.of(size=ends), PLAN, tell=lambda _: None)


def covered(found: Sequence[tuple[Piece, Proof]]) -> Domain:
    """Return what the proved boxes make up: one interval of x where each begins where the one before ends."""
    boxes = [
        (low, high)
        for (low, high, _), proof in found
        if proof.verdict is Verdict.HOLDS and _length(proof) >= float(high - low)
    ]
    if len(boxes) < len(found) or any(a[1] != b[0] for a, b in pairwise(boxes)):
        return Domain.of("no interval")
    return Domain.of(f"x in [{boxes[0][0]}, {boxes[-1][1]}]")


def _length(proof: Proof) -> float:
    (side,) = proof.box.sides
    return side[1] - side[0]


def _meet_at_zero(formula: Any) -> Any:
    """Return by how much the curves differ at 0, exactly."""
    return sp.simplify((read(formula["log"]) - read(formula["tanh"])).subs(names()["x"], 0))


def check_curves(formula: Any) -> Result:
    """Prove the order of the curves between their crossings, and that each crossing is one.

    That the gap near 0 is a mean of slopes holds of curves that meet at 0, which is decided first.
    """
    if (apart := _meet_at_zero(formula)) != 0:
        verdict = Verdict.FAILS if apart.is_positive or apart.is_negative else Verdict.INCONCLUSIVE
        return Result(verdict, {"difference at 0": str(apart)}, counterexample={"x": "0", "difference": str(apart)})
    found = [(piece, _proof(piece)) for piece in pieces(formula)]
    observed = {
        f"x from {float(p[0]):g} to {float(p[1]):g}": f"{proof.verdict.value}: {proof.cost()}" for p, proof in found
    }
    for (low, high, _), proof in found:
        if proof.verdict is Verdict.FAILS:
            shown = {"from": float(low), "to": float(high), **(proof.point or {}), "value": proof.value}
            return Result(Verdict.FAILS, observed, counterexample=shown)
    if any(proof.verdict is not Verdict.HOLDS for _, proof in found):
        return Result(Verdict.INCONCLUSIVE, observed)
    region = covered(found)
    return replace(Result(Verdict.HOLDS, observed, covered=region), scope=f"{region}: {len(found)} boxes")
