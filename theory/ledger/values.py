"""Values as digests take them: text that is the same for equal values, and the modules of the functions in them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from theory import sources
from theory.ledger.entries import Named


def modules_of(value: Any) -> tuple[str, ...]:
    """Return the modules of the functions and classes in a value: those of partials, of dataclasses, of containers,
    and those that are named by text.

    Modules of Python itself and of `LIBRARIES` are left out; versions stand for these.
    """
    return tuple(sorted({name for name in _modules(value) if _tells_more_than_a_version(name)}))


def _tells_more_than_a_version(module: str) -> bool:
    first = module.partition(".")[0]
    return first not in sys.stdlib_module_names and first not in sources.LIBRARIES


def _modules(value: Any) -> Iterator[str]:
    if isinstance(value, partial):
        value = (value.func, value.args, value.keywords)
    if isinstance(value, Mapping):
        value = (*value.keys(), *value.values())
    if isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _modules(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield type(value).__module__
        if isinstance(value, Named):
            yield value.function.partition(":")[0]
        yield from _modules([getattr(value, one.name) for one in fields(value)])
    elif callable(value):
        yield value.__module__
        yield from _modules(_captured(value))


def _captured(function: Any) -> list[Any]:
    """Return what an inner function takes from around it."""
    return [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]


def text_of(value: Any) -> str:
    """Return a value as text, the same whenever computed from an equal value; functions by their names.

    Raises:
        ValueError: a value that has no such text, for example an object that would print its address.
    """
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return f"{type(value).__name__} {value!r}"
    if isinstance(value, Path):
        return f"path {value.relative_to(sources.PROJECT) if value.is_relative_to(sources.PROJECT) else value}"
    if isinstance(value, partial):
        return f"partial {text_of((value.func, value.args, value.keywords))}"
    if isinstance(value, Mapping):
        return f"mapping {sorted((text_of(key), text_of(item)) for key, item in value.items())}"
    if isinstance(value, (set, frozenset)):
        return f"set {sorted(text_of(item) for item in value)}"
    if isinstance(value, (list, tuple)):
        return f"sequence {[text_of(item) for item in value]}"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__qualname__} {text_of({one.name: getattr(value, one.name) for one in fields(value)})}"
    if callable(value) and hasattr(value, "__qualname__"):
        return f"function {value.__qualname__} {text_of(_captured(value))}"
    raise ValueError(f"value: expected plain data, dataclasses and functions, got {type(value).__name__}: {value!r}")


def file_text(path: Path) -> str:
    """Return a file's name and a digest of its bytes, or that it is missing."""
    name = text_of(path)
    if not path.is_file():
        return f"{name} is missing"
    return f"{name} {_file_digest(path, *sources.state_of(path))}"


@cache
def _file_digest(path: Path, changed: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
