"""The parameters that a claim speaks of, as a value that can be compared: order relations, limits, further conditions.

>>> claimed = Domain.of("1/2 < p < 1, eta > 0, d >= 1, 0 < eps < eta")
>>> Domain.of("p > 0, eta > 0, d > 0, eps > 0").includes(claimed)
True
>>> claimed.includes(Domain.of("1/2 < p < 1, eta > 0, d >= 1, eps > 0"))
False
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

_RELATION = re.compile(r"\s*(<=|>=|<|>)\s*")
_EQUAL = re.compile(r"^([^<>=]+?)\s*=\s*([^<>=]+)$")
_INTERVAL = re.compile(r"^(.+?) in ([\[(])([^,]+), ?([^,]+)([\])])$")
_CHOICE = re.compile(r"^(.+?) in \{(.+)\}$")
_LIMIT = re.compile(r"^(.+?) -> (\S+)( from (?:above|below))?$")
_REAL = re.compile(r"^\S+ real$")
_INFINITY = ("oo", "infinity")
_NAMES = frozenset(
    {
        "alpha",
        "eps",
        "eta",
        "exp",
        "gamma",
        "kappa",
        "lambda",
        "Lambda",
        "log",
        "max",
        "min",
        "norm",
        "phi",
        "Phi",
        "rho",
    }
    | {"sigma", "sqrt", "tanh", "theta"}
)


@dataclass(frozen=True)
class Less:
    """left < right, or left <= right."""

    left: str
    right: str
    strict: bool


@dataclass(frozen=True)
class Domain:
    """A set of parameters.

    Attributes:
        text: as it is shown.
        order: relations between names, numbers and expressions.
        choices: names with the values that they take.
        limits: names with where they tend and from which side, "above" or "below".
        conditions: everything else, in words; each is something that is assumed.
    """

    text: str
    order: frozenset[Less] = frozenset()
    choices: frozenset[tuple[str, frozenset[str]]] = frozenset()
    limits: frozenset[tuple[str, str, str]] = frozenset()
    conditions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Domain:
        """Return the domain that a text writes: pieces apart by commas or semicolons, each an assumption.

        A piece is a chain of relations ("0 < eps < eta"), an equation ("d = 1"), "x in [0, 1]", "x in {1, 10}", "rho -> 0"
        (from above; "from below" may follow, and "oo" stands for infinity), "w real", which assumes nothing, or words.
        """
        order: set[Less] = set()
        choices: set[tuple[str, frozenset[str]]] = set()
        limits: set[tuple[str, str, str]] = set()
        conditions: set[str] = set()
        for piece in _pieces(text):
            if found := _LIMIT.match(piece):
                limits.add((found[1], found[2], (found[3] or " from above").split()[-1]))
            elif found := _INTERVAL.match(piece):
                order |= {Less(found[3], found[1], found[2] == "("), Less(found[1], found[4], found[5] == ")")}
            elif found := _CHOICE.match(piece):
                choices.add((found[1], frozenset(_pieces(found[2]))))
            elif found := _EQUAL.match(piece):
                choices.add((found[1], frozenset({found[2].strip()})))
            elif _RELATION.search(piece) and not _is_prose(piece):
                order |= set(_chain(piece))
            elif not _REAL.match(piece):
                conditions.add(piece)
        return cls(text, frozenset(order), frozenset(choices), frozenset(limits), frozenset(conditions))

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def includes(self, other: Domain) -> bool:
        """Return whether every parameter of the other domain is seen to be one of this: what is assumed here follows there."""
        return not self.beyond(other)

    def beyond(self, other: Domain) -> list[str]:
        """Return what is assumed here and is not seen to follow in the other domain, as text."""
        missing = [_shown(one) for one in self.order if not other.implies(one)]
        missing += [
            f"{name} in {{{', '.join(sorted(values))}}}"
            for name, values in self.choices
            if not other.takes(name, values)
        ]
        missing += [f"{name} -> {where} from {side}" for name, where, side in self.limits - other.limits]
        return sorted([*missing, *(self.conditions - other.conditions)])

    def takes(self, name: str, values: Iterable[str]) -> bool:
        """Return whether a name takes no value outside those given."""
        allowed = {_value(one) for one in values}
        return any(key == name and {_value(one) for one in given} <= allowed for key, given in self.choices)

    def implies(self, relation: Less) -> bool:
        """Return whether a relation follows from the order, the choices and the limits."""
        for name, values in self.choices:
            if name in (relation.left, relation.right):
                return all(self._with(name, value).implies(_put(relation, name, value)) for value in values)
        return self._reaches(relation)

    def _with(self, name: str, value: str) -> Domain:
        rest = frozenset(choice for choice in self.choices if choice[0] != name)
        order = frozenset(_put(one, name, value) for one in self.order)
        return Domain(self.text, order, rest, self.limits, self.conditions)

    def _reaches(self, relation: Less) -> bool:
        """Search a path of relations from left to right, one of them strict where the relation is."""
        pending, seen = [(relation.left, False)], set()
        while pending:
            here = pending.pop()
            if here in seen:
                continue
            seen.add(here)
            place, strict = here
            if _follows(place, relation.right, relation.strict and not strict):
                return True
            pending += [(one.right, strict or more or one.strict) for one, more in self._from(place)]
        return False

    def _from(self, place: str) -> Iterator[tuple[Less, bool]]:
        for one in self._all:
            if one.left == place:
                yield one, False
            elif _follows(place, one.left, False):
                yield one, _follows(place, one.left, True)

    @cached_property
    def _all(self) -> tuple[Less, ...]:
        near = []
        for name, where, side in self.limits:
            if side == "above" and where not in _INFINITY:
                near += [Less(where, name, True), Less(name, f"{where}+", True)]
            else:
                near += [Less(name, where, True), Less(f"{where}-", name, True)]
        return (*self.order, *near)


ANY = Domain("")
"""No assumption at all."""


def of_symbols(symbols: Iterable[Any], meaning: Mapping[str, str] | None = None) -> Domain:
    """Return what the assumptions of sympy symbols say: the parameters that a derivation with them covers.

    Args:
        symbols: of the derivation, for example an expression's ``free_symbols``.
        meaning: for symbols that a derivation puts in place of others, what their being positive, or not negative, means, as
            the text of a domain: {"m": "eps < eta"} where eta was replaced by eps + m; "" where it assumes nothing.
    """
    own = {**_DERIVED, **(meaning or {})}
    pieces: dict[str, None] = {}
    for symbol in sorted(symbols, key=str):
        name = str(symbol)
        if symbol.is_positive:
            pieces.update(dict.fromkeys(_pieces(own.get(name, f"{name} > 0"))))
        elif symbol.is_nonnegative:
            pieces.update(dict.fromkeys(_pieces(own.get(name, f"{name} >= 0"))))
        elif symbol.is_negative:
            pieces[f"{name} < 0"] = None
    return Domain.of(", ".join(pieces))


_DERIVED = {
    "Lambda": "1/2 < p < 1",
    "w_star": "1/2 < p < 1, eta > 0",
    "kappa": "eta > 0, d > 0",
    "t_star": "1/2 < p < 1, eta > 0, d > 0",
    "e": "rho > 0, d > 0",
}
"""What it means that a derived symbol of the claims' language is positive."""


def _pieces(text: str) -> list[str]:
    """Return the parts between commas and semicolons outside brackets."""
    found, depth, start = [], 0, 0
    for i, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter in ",;" and depth == 0:
            found.append(text[start:i])
            start = i + 1
    return [_bare(" ".join(one.split())) for one in (*found, text[start:]) if one.strip()]


def _bare(piece: str) -> str:
    """Return a piece without "every" before a relation and without a remark in brackets after it."""
    piece = re.sub(r"^(?:every|all|any) (?=\S+ (?:<|>|->|in ))", "", piece)
    return re.sub(r" \([^()]*[a-z]{2,} [^()]*\)$", "", piece)


def _is_prose(piece: str) -> bool:
    """Tell words that mention a relation from a relation: an operand of several words, not all names of mathematics."""
    operands = [side.split() for side in _RELATION.split(piece)[::2]]
    return any(
        len(words) > 1 and any(re.fullmatch(r"[A-Za-z']{3,}", one) and one not in _NAMES for one in words)
        for words in operands
    )


def _chain(piece: str) -> Iterator[Less]:
    parts = _RELATION.split(piece)
    for (left, right), sign in zip(pairwise(parts[::2]), parts[1::2], strict=True):
        a, b = left.strip(), right.strip()
        yield Less(a, b, sign == "<") if sign[0] == "<" else Less(b, a, sign == ">")


def _place(text: str) -> tuple[Fraction | float, int] | None:
    """Return a number, with 1 or -1 for a place just above or below it ("0+", "oo-"); None for a name."""
    bare = text.rstrip("+-")
    side = {"+": 1, "-": -1}.get(text[len(bare) :], 0)
    try:
        return (math.inf if bare in _INFINITY else Fraction(bare)), side
    except (ValueError, ZeroDivisionError):
        return None


def _value(text: str) -> Any:
    number = _place(text)
    return text if number is None else number


def _put(relation: Less, name: str, value: str) -> Less:
    return Less(
        value if relation.left == name else relation.left,
        value if relation.right == name else relation.right,
        relation.strict,
    )


def _follows(left: str, right: str, strict: bool) -> bool:
    """Return whether left <= right, or left < right, by what the two are: equal texts or numbers."""
    if left == right:
        return not strict
    a, b = _place(left), _place(right)
    return a is not None and b is not None and (a < b or (a == b and not strict))


def _shown(relation: Less) -> str:
    return f"{relation.left} {'<' if relation.strict else '<='} {relation.right}"
