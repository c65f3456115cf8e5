"""What a figure may be told: its parameters, each with a name, a default and a range, read from numbers or from text."""

from __future__ import annotations

import hashlib
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple


class Range(NamedTuple):
    """Which values there are, in words, and what reads one: a name and a value to what is meant, or a ValueError."""

    expected: str
    read: Callable[[str, Any], Any]


@dataclass(frozen=True)
class Parameter:
    """A quantity that a figure is about.

    Attributes:
        name: in Python; a command's option has hyphens.
        default: what the figure has where it is not told; None where that differs from figure to figure.
        meaning: what it is.
        range: which values it may have.
        most: how many values it may have, apart by commas; where more than one, a tuple holds them.
    """

    name: str
    default: Any
    meaning: str
    range: Range
    most: int = 1

    def read(self, value: Any) -> Any:
        """Return the value that is meant: of a number, of text like 0.7, 7/10 or 1e-3, of a sequence of these.

        Raises:
            ValueError: it is none, or out of the range.
        """
        if self.most == 1:
            return self.range.read(self.name, value)
        single = isinstance(value, str) or not isinstance(value, Iterable)
        parts = str(value).split(",") if single else [*value]
        found = tuple(self.range.read(self.name, part) for part in parts)
        if not 1 <= len(found) <= self.most or len(set(found)) < len(found):
            raise ValueError(f"{self.name} must be 1 to {self.most} values that differ, got {value!r}")
        return found

    def told(self) -> str:
        """Return a line for a reader: the option, what it is, its range and its default."""
        several = f"; up to {self.most}, apart by commas" if self.most > 1 else ""
        instead = "" if self.default is None else f" ({text_of(self.default, ',', '/')})"
        return f"{option(self.name)}: {self.meaning}, {self.range.expected}{several}{instead}"


def fraction(name: str, value: Any) -> Fraction:
    """Return the number that a value is, exactly as it is written: of 0.1 a tenth, and not the double next to it.

    Raises:
        ValueError: it is no real number, or is not finite.
    """
    try:
        if isinstance(value, (str, numbers.Rational)) and not isinstance(value, bool):
            return Fraction(value)
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            return Fraction(repr(float(value)))
    except (ValueError, ZeroDivisionError):
        pass
    raise ValueError(f"{name} must be a finite number or a fraction like 7/10, got {value!r}")


def number(expected: str, holds: Callable[[Fraction], bool], form: Callable[[Fraction], Any] = float) -> Range:
    """Return the range of the numbers that hold; `form` makes of the exact one what is handed on."""

    def read(name: str, value: Any) -> Any:
        exact = fraction(name, value)
        if not holds(exact):
            raise ValueError(f"{name} must be {expected}, got {value}")
        if not _is_double(exact):
            raise ValueError(f"{name} must be within the range of doubles, got {value}")
        return form(exact)

    return Range(expected, read)


def _is_double(exact: Fraction) -> bool:
    try:
        return exact == 0 or float(exact) != 0.0
    except OverflowError:
        return False


def word(*words: str) -> Range:
    """Return the range of a few words."""
    expected = f"one of {', '.join(words)}"

    def read(name: str, value: Any) -> str:
        if value not in words:
            raise ValueError(f"{name} must be {expected}, got {value!r}{nearest(str(value), words)}")
        return str(value)

    return Range(expected, read)


def _read_folder(name: str, value: Any) -> Path:
    if not isinstance(value, (str, Path)) or not Path(value).is_dir():
        raise ValueError(f"{name} must be a folder, got {str(value)!r}")
    return Path(value)


FOLDER = Range("a folder", _read_folder)
POSITIVE = number("> 0", lambda value: value > 0)
BELOW_ONE = number("in (0, 1)", lambda value: 0 < value < 1)
ABOVE_HALF = number("in (1/2, 1)", lambda value: Fraction(1, 2) < value < 1)
AT_LEAST_ONE = number(">= 1", lambda value: value >= 1)


def whole(low: int, high: int) -> Range:
    """Return the range of the whole numbers from low to high."""
    return number(f"a whole number in {low}..{high}", lambda v: v.denominator == 1 and low <= v <= high, int)


def exactly(one: Range) -> Range:
    """Return a range whose values stay as they are written, as text."""
    expected = f"{one.expected}, exact"

    def read(name: str, value: Any) -> str:
        one.read(name, value)
        return str(fraction(name, value))

    return Range(expected, read)


def formats(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return some of `FORMATS`, given as a list or as text apart by commas; a ValueError says which there are."""
    found = tuple(given.split(",") if isinstance(given, str) else given)
    for one in found:
        if one not in FORMATS:
            raise ValueError(f"formats must be some of {', '.join(FORMATS)}, got {one!r}{nearest(one, FORMATS)}")
    return found


def option(name: str) -> str:
    """Return the option of the command line for a parameter."""
    return "--" + name.replace("_", "-")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; nearest: ..." with the known names that are near, nothing where none is."""
    near = get_close_matches(name, [*known], n=3, cutoff=0.6)
    return f"; nearest: {', '.join(near)}" if near else ""


def text_of(value: Any, between: str = "+", over: str = "over") -> str:
    """Return a value as a part of a file's name: numbers in the fewest digits that give them back."""
    if isinstance(value, tuple):
        return between.join(text_of(one, between, over) for one in value)
    if isinstance(value, Path):  # two folders of one name are two
        return f"{value.resolve().name}-{hashlib.sha256(str(value.resolve()).encode()).hexdigest()[:6]}"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value).replace("/", over)


def read(owner: str, known: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given values as their parameters read them.

    Raises:
        ValueError: a name that the owner does not take, with the nearest that it does, or a value out of its range.
    """
    by_name = {one.name: one for one in known}
    for name in given:
        if name not in by_name:
            raise ValueError(f"{name}: expected one of {', '.join(by_name)} for {owner}{nearest(name, by_name)}")
    return {name: by_name[name].read(value) for name, value in given.items()}


PICTURES, DATA = ("png", "pdf", "svg"), "csv"
FORMATS = (DATA, *PICTURES)
"""Of the files of a figure."""

PAPER, ONE_COLUMN, TWO_COLUMNS, SLIDE = "paper", "column", "two-columns", "slide"
PAGE = (
    Parameter("width", None, "width in inches", number("in [2, 30]", lambda value: 2 <= value <= 30)),
    Parameter("style", PAPER, "what it is drawn for", word(PAPER, ONE_COLUMN, TWO_COLUMNS, SLIDE)),
)
"""What every figure may be told."""

P = Parameter("p", 0.8, "accuracy of the robust feature", ABOVE_HALF)
ETA = Parameter("eta", 0.3, "mean of a non-robust feature", POSITIVE)
D = Parameter("d", 10.0, "number of non-robust features", AT_LEAST_ONE)
RHO = Parameter("rho", 1.0, "SAM's radius in weight space", POSITIVE)
EPS = Parameter("eps", 0.2, "AT's l_inf radius in input space", POSITIVE)


def model(p: float, eta: float, d: float) -> tuple[Parameter, ...]:
    """Return the parameters of the binary model with these defaults."""
    return replace(P, default=p), replace(ETA, default=eta), replace(D, default=d)


def records(default: Path) -> Parameter:
    """Return the parameter for a folder of records with this default."""
    return Parameter("records", default, "where the records of the runs lie", FOLDER)
