"""Finds the numbers in a text by itself, and looks for each in the data that the text speaks of.

A number of a text is told by data if a number there is equal to it or rounds to it: 0.38 is told by 0.3817, and 12% by
0.12 or 12.  A number that stands in no literal of the source that writes the text was computed there.  `EXCEPTIONS` are
names and places that only look like numbers.

A count that is written as a word ("three runs", "twice") is a number too.  It is told more strictly: by a number of the data
or by how many items they have, not by a digit in one of their texts.  One, zero, halves, ordinals and parts of a compound
("two-sided") are no counts, `IDIOMS` are words that only look like some.
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
from theory.papers.tools.numerals import WORDS

_PLACES = (
    r"(?:Theorem|Lemma|Definition|[Ss]ection|Appendix|Figure|Table|Algorithm|Remark|Proposition|Corollary|Assumption|"
    r"Appendices|Sections|Theorems|Tables|Equation|equation|[Ee]qs?\.|[Rr]elations?|[Ss]teps?|[Ll]ines?|RQ)"
)
_PLACE = r"\(?(?:[A-Z]\.)?\d+(?:\.\d+)*\)?"
EXCEPTIONS: tuple[tuple[str, str], ...] = (
    (r"\b(?:arXiv:)?\d{4}\.\d{5}(?:v\d+)?\b", "the number of a preprint"),
    (r"\b[a-z]+(?:20\d\d)?/[\w.+-]*\w", "the id of a claim"),
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

COUNTS: Mapping[str, float] = {
    **{word: float(count) for count, word in enumerate(WORDS) if count > 1},
    **{"twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "hundred": 100.0, "thousand": 1000.0},
    **{"million": 1e6, "twice": 2.0, "thrice": 3.0, "doubling": 2.0, "tenth": 0.1},
}
"""Words that count, with what they say."""

IDIOMS: tuple[tuple[str, str], ...] = ((r"\bproblem of two players\b", "the name of a kind of game"),)
"""Patterns with words that do not count, each with what they say."""

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
_COUNT = re.compile(rf"(?<![\w-])(?:{'|'.join(COUNTS)})(?![\w-])", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d+(?:\.\d+)?|\d+/[1-9]\d*")
_ANY = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?(?:/\(?\d+)?")


@dataclass(frozen=True)
class Number:
    """A number of a text: as it is written, its value, half of the last digit that is written, and whether it is a word."""

    written: str
    value: float
    half: float
    word: bool = False

    @property
    def key(self) -> float | str:
        """What stands among the literals of a source that types it: the word, or the value of digits."""
        return self.written if self.word else self.value

    def told_by(self, values: Iterable[float]) -> bool:
        """Return whether one of the values is this number, or a hundredth of it, to the digits that are written.

        A unit fraction is told by its denominator too: a formula may divide by it.
        """
        if self.word:
            return any(isinstance(value, Datum) and abs(value) == self.value for value in values)
        wanted = [self.value, self.value / 100.0]
        if self.written.startswith("1/"):
            wanted.append(1.0 / self.value)
        within = [self.half * (1.0 + 1e-9), self.half / 100.0 * (1.0 + 1e-9), 0.0]
        return any(
            abs(abs(value) - one) <= half + 1e-12 * one
            for value in values
            for one, half in zip(wanted, within, strict=False)
        )


class Datum(float):
    """A number that stands in data as a number, or how many items they have; not one in a text of theirs."""


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text, which may have LaTeX between dollar signs; counts in words come first."""
    for pattern, _ in EXCEPTIONS:
        text = re.sub(pattern, " ", text)
    found = counts(text)
    for index, part in enumerate(text.split("$")):
        for pattern, instead in _LATEX:
            part = re.sub(pattern, instead, part)
        formula = index % 2 == 1
        found += [one for one in _in_text(part, formula) if one.value not in STRUCTURE[formula]]
    return found


def counts(text: str) -> list[Number]:
    """Return the counts of a text that are written as words."""
    for pattern, _ in (*EXCEPTIONS, *IDIOMS):
        text = re.sub(pattern, " ", text)
    outside = " ".join(text.split("$")[::2])
    return [Number(one.lower(), COUNTS[one.lower()], 0.0, word=True) for one in _COUNT.findall(outside)]


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
        yield Datum(data)
    elif isinstance(data, str):
        yield from _of_text(data)
        if _WHOLE.fullmatch(data):
            yield Datum(Fraction(data))
    elif isinstance(data, Mapping):
        yield from values([*data, *data.values()])
    elif isinstance(data, (list, tuple, set, frozenset)):
        yield Datum(len(data))
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
def literals(*folders: Path) -> frozenset[float | str]:
    """Return the numbers in the literals of the Python files that lie in folders: those that somebody typed.

    Digits by their value, counts in words as they are written.
    """
    found: set[float | str] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            alone = {
                id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
            }  # docstrings are no claim's
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    # As text it is cut as the whole would be, as data every number counts.
                    found |= {
                        *values(node.value),
                        *(one.key for one in numbers(node.value) if not (one.word and id(node) in alone)),
                    }
                elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
                    found.add(float(node.value))
    return frozenset(found)
