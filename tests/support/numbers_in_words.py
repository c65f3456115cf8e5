"""Finds the numbers in a text by itself, and looks for each in the data that the text speaks of.

A number of a text is told by data if a number there is equal to it or rounds to it: 0.38 is told by 0.3817, and 12% by
0.12 or 12.  A number that stands in no literal of the source that writes the text was computed there.  `EXCEPTIONS` are
names and places that only look like numbers.
"""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from theory.ledger.entries import Named

_PLACES = (
    r"(?:Theorem|Lemma|Definition|[Ss]ection|Appendix|Figure|Table|Algorithm|Remark|Proposition|Corollary|Assumption|"
    r"Appendices|Sections|Theorems|Tables|Equation|equation|[Ee]qs?\.|[Rr]elations?|[Ss]teps?|[Ll]ines?|RQ)"
)
_PLACE = r"\(?(?:[A-Z]\.)?\d+(?:\.\d+)*\)?"
EXCEPTIONS: tuple[tuple[str, str], ...] = (
    (r"\b(?:arXiv:)?\d{4}\.\d{5}(?:v\d+)?\b", "the number of a preprint"),
    (r"\b[a-z]+(?:20\d\d[a-z]?)?/[\w.+-]*\w", "the id of a claim"),
    (r"https?://\S+", "an address"),
    (rf"{_PLACES}[ ~]+{_PLACE}(?:(?:, | and | or | to |-){_PLACE})*", "a place in a paper"),
    (r"(?<=[A-Za-z.,] )\(?(?:19|20)\d\d\b\)?", "a year behind a name"),
    (r"_(?:\{[0-9,]+\}|[0-9])", "an index, also that of a norm"),
    (r"\b0-1\b|\^\{?01\}?|\b01\b", "the name of the 0-1 loss"),
    (
        r"(?<![\\\w])[A-Za-z]+(?:(?:-\d+)+(?:-[A-Z]+)?|\d+(?:-\d+)*)\b",
        "the name of a data set, network, attack or norm",
    ),
    (r"O\([^()]*\)", "the order of a remainder"),
    (r"\b\d+ (?:decimals|digits)\b", "how many digits are shown"),
    (r"\[0, 1\]", "the interval of pixels"),
    (r"\bopen: .*? would settle it\b", "a proposal of what to run, no result"),
)
"""Patterns that are no numbers, each with what it is."""

STRUCTURE = {True: frozenset({0, 0.5, 1, 2}), False: frozenset({0, 0.5, 1})}
"""In formulas (between dollar signs, or not) these say signs, halves, squares and ends of intervals."""

_LATEX = (
    (r"\\[td]?frac(\d)(\d)", r" \1/\2 "),
    (r"\\[td]?frac\{(\d+)\}\{(\d+)\}", r" \1/\2 "),
    (r"\\[td]?frac\{(\d+)\}(\d)", r" \1/\2 "),
    (r"\{,\}|\\,(?=\d{3}\b)|(?<=\d),(?=\d{3}\b)", ""),
    (r"\s*(?:\\cdot|\\times)\s*10\^\{?(-?\d+)\}?", r"e\1"),
    (r"(?<![\d.])10\^\{?(-?\d+)\}?", r"1e\1"),
    (r"\^(\d)/(\d+)", r"^\1 \2"),
    (r"\\[a-zA-Z]+", " "),
)
_DIGITS = r"(\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?:/([1-9]\d*))?"
_NUMBER, _IN_FORMULA = re.compile(rf"(?<![\w.]){_DIGITS}"), re.compile(rf"(?<![\d.]){_DIGITS}")
_ANY = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?(?:/\(?\d+)?")


@dataclass(frozen=True)
class Number:
    """A number of a text: as it is written, its value, and half of the last digit that is written."""

    written: str
    value: float
    half: float

    def told_by(self, values: Iterable[float]) -> bool:
        """Return whether one of the values is this number, or a hundredth of it, to the digits that are written.

        A unit fraction is told by its denominator too: a formula may divide by it.
        """
        wanted = [self.value, self.value / 100.0]
        if self.written.startswith("1/"):
            wanted.append(1.0 / self.value)
        within = [self.half * (1.0 + 1e-9), self.half / 100.0 * (1.0 + 1e-9), 0.0]
        return any(
            abs(abs(value) - one) <= half + 1e-12 * one
            for value in values
            for one, half in zip(wanted, within, strict=False)
        )


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text, which may have LaTeX between dollar signs."""
    for pattern, _ in EXCEPTIONS:
        text = re.sub(pattern, " ", text)
    found: list[Number] = []
    for index, part in enumerate(text.split("$")):
        for pattern, instead in _LATEX:
            part = re.sub(pattern, instead, part)
        formula = index % 2 == 1
        found += [one for one in _in_text(part, formula) if one.value not in STRUCTURE[formula]]
    return found


def _in_text(text: str, formula: bool) -> Iterator[Number]:
    for match in (_IN_FORMULA if formula else _NUMBER).finditer(text):
        above, below = match.groups()
        if below is None:
            yield Number(above, float(above), _half(above))
        elif below == "255":  # of a radius, which tables name by its numerator
            yield Number(match[0], float(above), 0.0)
        else:
            yield Number(match[0], float(Fraction(above) / Fraction(below)), 0.0)


def _half(digits: str) -> float:
    """Return half a unit of the last digit behind the point; a whole number is exact."""
    mantissa, _, exponent = digits.partition("e")
    places = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - places) if places or exponent else 0.0


def values(data: Any) -> Iterator[float]:
    """Yield the numbers in data, in its texts, and in the source of its functions."""
    if isinstance(data, bool) or data is None:
        return
    if isinstance(data, (int, float, Fraction)):
        yield float(data)
    elif isinstance(data, str):
        yield from _of_text(data)
    elif isinstance(data, Mapping):
        yield from values([*data, *data.values()])
    elif isinstance(data, (list, tuple, set, frozenset)):
        yield float(len(data))
        for item in data:
            yield from values(item)
    elif isinstance(data, Named):
        module, _, name = data.function.partition(":")
        yield from values([getattr(import_module(module), name), *(getattr(data, one.name) for one in fields(data))])
    elif is_dataclass(data) and not isinstance(data, type):
        for one in fields(data):
            yield from values(getattr(data, one.name))
    elif isinstance(data, functools.partial):
        yield from values([data.func, *data.args, *data.keywords.values()])
    elif inspect.isfunction(data):
        yield from _of_text(inspect.getsource(data))


def _of_text(text: str) -> Iterator[float]:
    for digits in _ANY.findall(text.replace("{,}", "")):
        above, _, below = digits.replace("(", "").partition("/")
        yield float(above)
        if below:
            yield float(below)
            if float(below):
                yield float(above) / float(below)


@functools.cache
def literals(*folders: Path) -> frozenset[float]:
    """Return the numbers in the literals of the Python files that lie in folders: those that somebody typed."""
    found: set[float] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # As text it is cut as the whole would be, as data every number counts.
                    found |= {*values(node.value), *(one.value for one in numbers(node.value))}
                elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
                    found.add(float(node.value))
    return frozenset(found)
