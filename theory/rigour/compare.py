"""How two expressions are compared: sympy reduces, and ball arithmetic at exact points of the domain confirms.

A false HOLDS of sympy's would pass unseen: ``limit``, ``solve`` and logarithms under ``force`` have faults.  So an identity
holds only where sympy reduces the difference to exactly 0 and no ball at a rational point of the domain, negative values
and places near its corners among them, excludes 0; it fails where one does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import ANY, Domain, Less
from theory.rigour.formulas import ball_value

BITS = 256
DIGITS = 30
POINTS = 8
"""At how many points of the domain an identity is confirmed."""

_POSITIVE = ("1/1000", "1/8", "3/8", "1/2", "7/10", "19/20", "1", "5/4", "2", "3", "7", "40")
_OTHERS = ("0", "-1/1000", "-1/8", "-1/2", "-1", "-7/5", "-2", "-11/3", "-40")
_TRIES = 4000
_NEAR = Fraction(1, 1000)
_ASIDE = Fraction(1, 10007)
_SEED = 1729

Point = Mapping[Any, Fraction]


def points(symbols: Iterable[Any], domain: Domain = ANY, count: int = POINTS) -> list[dict[Any, Fraction]]:
    """Return rational points of a domain, the same at every call, each symbol within its assumptions.

    Args:
        symbols: of sympy.  Relations of the domain with other names are left aside.
        domain: whose relations and choices hold at each point.
        count: how many, fewer where the search finds no more.
    """
    names = sorted(symbols, key=str)
    drawn = random.Random(_SEED)
    pools = [_pool(symbol, domain) for symbol in names]
    bounds = [bound for one in domain.order if (bound := _bound(one, names)) is not None]
    found: dict[tuple[Fraction, ...], None] = {}
    for _ in range(_TRIES):
        values = tuple(drawn.choice(pool) for pool in pools)
        if values not in found and all(bound(dict(zip(names, values, strict=True))) for bound in bounds):
            found[values] = None
            if len(found) == count:
                break
    return [dict(zip(names, values, strict=True)) for values in found]


def _pool(symbol: Any, domain: Domain) -> list[Fraction]:
    """Return candidates for a symbol: its choices, or common values and those beside its bounds."""
    chosen = [values for name, values in domain.choices if name == str(symbol)]
    if chosen and (exact := [value for text in sorted(chosen[0]) if (value := _fraction(text)) is not None]):
        return exact
    ends = [
        _fraction(text)
        for one in domain.order
        for text in (one.left, one.right)
        if str(symbol) in (one.left, one.right)
    ]
    near = [end + step for end in ends if end is not None for step in (_NEAR, -_NEAR)]
    every = [*map(Fraction, (*_POSITIVE, *_OTHERS)), *near]
    return [value for value in every if _allowed(symbol, value)] or [Fraction(1)]


def _allowed(symbol: Any, value: Fraction) -> bool:
    signs = (
        not (symbol.is_positive and value <= 0)
        and not (symbol.is_nonnegative and value < 0)
        and not (symbol.is_negative and value >= 0)
        and not (symbol.is_zero is False and value == 0)
    )
    return signs and not (symbol.is_integer and value.denominator != 1)


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _bound(relation: Less, symbols: Sequence[Any]) -> Callable[[Point], bool] | None:
    """Return a relation of the domain as a test of a point, None where it speaks of other names."""
    known = {str(symbol): symbol for symbol in symbols}
    try:
        difference = sp.sympify(relation.right, locals=known) - sp.sympify(relation.left, locals=known)
    except (sp.SympifyError, TypeError, SyntaxError, AttributeError):
        return None
    if not difference.free_symbols <= set(symbols):
        return None

    def holds(point: Point) -> bool:
        value = difference.subs(_exact(point))
        return bool(value.is_extended_real and (value > 0 if relation.strict else value >= 0))

    return holds


def _exact(point: Point) -> dict[Any, Any]:
    return {symbol: sp.Rational(value.numerator, value.denominator) for symbol, value in point.items()}


def ball_at(expression: Any, point: Point, bits: int = BITS) -> Any:
    """Return a ball around an expression at a rational point, None where it has none (a pole, a complex value).

    Where ball arithmetic does not know a function, the digits that sympy certifies make the ball.
    """
    with flint.ctx.workprec(bits):
        values = {str(s): flint.arb(flint.fmpq(v.numerator, v.denominator)) for s, v in point.items()}
        try:
            found = ball_value(sp.sympify(expression), values)
        except (ValueError, ZeroDivisionError):
            found = _certified(expression, point)
        return found if found is not None and found.is_finite() else None


def _certified(expression: Any, point: Point) -> Any:
    exact = sp.sympify(expression).subs(_exact(point)).doit()
    try:
        value = exact.evalf(DIGITS, strict=True, maxn=400)
    except sp.core.evalf.PrecisionExhausted:
        return flint.arb(0, 10.0**-DIGITS)
    if not value.is_real or value.is_infinite:
        return None
    return flint.arb(str(value)) * (1 + flint.arb(0, 10.0 ** (1 - DIGITS)))


def parted(derived: Any, stated: Any, domain: Domain = ANY, at: Iterable[Point] = ()) -> dict[Any, Fraction] | None:
    """Return a point of the domain at which balls show that two expressions differ, None where none of those tried does.

    Args:
        derived, stated: expressions.
        domain: from which further points come.
        at: points that are tried first; those without a value for some symbol are left aside.
    """
    sides = sp.sympify(derived), sp.sympify(stated)
    needed = sides[0].free_symbols | sides[1].free_symbols
    for point in _all_points(needed, domain, at):
        left, right = (ball_at(side, point) for side in sides)
        if left is not None and right is not None and not left.overlaps(right):
            return {symbol: point[symbol] for symbol in sorted(needed, key=str)}
    return None


def half_defined(
    derived: Any, stated: Any, domain: Domain = ANY, at: Iterable[Point] = ()
) -> dict[Any, Fraction] | None:
    """Return a point of the domain near which one side has a real value and the other none; None where there is none.

    A single point without a value, as that of sin(x)/x at 0, does not count: beside it both have one.
    """
    sides = sp.sympify(derived), sp.sympify(stated)
    needed = sides[0].free_symbols | sides[1].free_symbols
    for point in _all_points(needed, domain, at):
        beside = {symbol: value * (1 + _ASIDE) + (_ASIDE if value == 0 else 0) for symbol, value in point.items()}
        if all((ball_at(sides[0], one) is None) != (ball_at(sides[1], one) is None) for one in (point, beside)):
            return {symbol: point[symbol] for symbol in sorted(needed, key=str)}
    return None


def both_valued(derived: Any, stated: Any, domain: Domain = ANY, at: Iterable[Point] = ()) -> bool:
    """Return whether both sides have a value at some point of the domain: where they have none, balls confirm nothing."""
    sides = sp.sympify(derived), sp.sympify(stated)
    needed = sides[0].free_symbols | sides[1].free_symbols
    return any(all(ball_at(side, point) is not None for side in sides) for point in _all_points(needed, domain, at))


def _all_points(needed: set[Any], domain: Domain, at: Iterable[Point]) -> Iterator[Point]:
    yield from (point for point in at if needed <= set(point))
    yield from points(needed, domain)


def compare(
    pairs: Mapping[str, tuple[Any, Any]],
    domain: Domain = ANY,
    *,
    at: Iterable[Point] = (),
    reduces: Callable[[Any], bool] = lambda difference: bool(sp.simplify(difference) == 0),
    note: str = "",
) -> Result:
    """Decide whether each derived expression equals the stated one.

    HOLDS where sympy reduces every difference to 0, balls at points of the domain contain it and both sides have values at
    the same points, one at least; FAILS where a ball at a rational point excludes 0; else INCONCLUSIVE.

    Args:
        pairs: derived and stated expression by name.
        domain: the claim's, where points are taken.
        at: exact points that are tried first, by symbol.
        reduces: tells whether sympy reduces a difference to 0.
        note: for the reader.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("pairs: expected at least one derived and stated expression, got none")
    observed = {name: str(derived) for name, (derived, _) in pairs.items()}
    expected = {name: str(stated) for name, (_, stated) in pairs.items()}
    chosen, undecided = list(at), []
    for name, (derived, stated) in pairs.items():
        sides = sp.sympify(derived), sp.sympify(stated)
        point = parted(*sides, domain, chosen)
        if point is not None:
            shown = {name: shown_at(*sides, point)}
            return Result(Verdict.FAILS, observed, expected, counterexample=shown, note=note)
        if sides[0] == sides[1]:
            continue
        if (
            not reduces(sides[0] - sides[1])
            or half_defined(*sides, domain, chosen) is not None
            or not both_valued(*sides, domain, chosen)
        ):
            undecided.append(name)
    if undecided:
        note = "; ".join([*([note] if note else []), f"not seen to vanish: {', '.join(undecided)}"])
    return Result(Verdict.INCONCLUSIVE if undecided else Verdict.HOLDS, observed, expected, note=note)


def shown_at(derived: Any, stated: Any, point: Point) -> dict[str, str]:
    """Return a point with the certified digits of both sides there."""
    values = {str(symbol): str(value) for symbol, value in point.items()}
    return values | {
        name: str(ball_at(side, point).str(DIGITS, radius=False))
        for name, side in (("derived", derived), ("stated", stated))
    }


def limit_confirmed(
    expression: Any, variable: Any, claimed: Any, domain: Domain = ANY, *, to: Any = 0, at: Iterable[Point] = ()
) -> bool:
    """Return whether an expression comes nearer to a claimed limit along a sequence of arguments, at points of the domain.

    At 2^-8, 2^-12, 2^-16 from the limit's place (2^8, ... where it is infinite) the distance to the claimed value must fall
    each time, or be no ball away from 0.  Points at which there is no value are left aside; where there is no other, nothing
    is confirmed.

    Args:
        expression: of the variable and other symbols.
        variable: what tends to a place.
        claimed: the limit.
        domain: of the other symbols.
        to: the place, 0 or sympy's infinity; from above.
        at: points of the other symbols that are tried first.
    """
    others = (sp.sympify(expression).free_symbols | sp.sympify(claimed).free_symbols) - {variable}
    steps = [Fraction(1, 2**k) for k in (8, 12, 16)]
    places = [1 / step if to is sp.oo else Fraction(str(sp.Rational(to))) + step for step in steps]
    confirmed = False
    for point in _all_points(others, domain, at):
        gaps = [ball_at(expression - claimed, {**point, variable: place}, 4 * BITS) for place in places]
        if any(gap is None for gap in gaps):
            continue
        sizes = [abs(gap) for gap in gaps]
        if not all(later.contains(0) or later < earlier for earlier, later in pairwise(sizes)):
            return False
        if not sizes[-1].contains(0) and not sizes[-1] < sizes[0] / 4:
            return False
        confirmed = True
    return confirmed
