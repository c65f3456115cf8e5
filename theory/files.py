"""Files of the project: JSON with a fixed layout, read strictly and bound by checksums; writing whole or not at all."""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CHECKSUM = "checksum"
DEPTH = 64
"""The most levels of lists and objects within each other that are read."""

Kinds = tuple[type, ...]
"""Types that a field may have, as JSON gives them: a bool is no int. Empty for any."""


def plain(value: Any, name: str = "value") -> Any:
    """Return ``value`` as JSON can write it: infinities as the string "inf" or "-inf", numpy scalars as numbers.

    Raises:
        ValueError: a NaN, or a type that is not plain data.
    """
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if isinstance(value, str):
        return str(value)  # of an enumeration too
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        if math.isnan(value):
            raise ValueError(f"{name}: expected numbers, got NaN")
        return value if math.isfinite(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, Mapping):
        return {str(key): plain(item, f"{name}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{name}[{i}]") for i, item in enumerate(value)]
    raise ValueError(f"{name}: expected plain data, got {type(value).__name__}")


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def dumps(value: Any) -> str:
    """Return JSON text with a fixed layout, refusing NaN and infinities."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def parse(text: str, where: str) -> Any:
    """Return the value that JSON text writes.

    Args:
        text: the JSON.
        where: what errors begin with, for example the file and the line.

    Raises:
        ValueError: it is no JSON, or it has a key twice in one object, NaN, an infinity, or more than `DEPTH` levels.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if "\n" in text.rstrip("\n") else ""
        raise ValueError(
            f"{where}: expected JSON, got {text[:60]!r} ({line}column {error.colno}: {error.msg})"
        ) from None
    except RecursionError:
        raise ValueError(f"{where}: expected at most {DEPTH} levels, got JSON that is nested deeper") from None
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    if _is_deep(value):
        raise ValueError(f"{where}: expected at most {DEPTH} levels, got JSON that is nested deeper")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"expected each key once, got {next(one for one in names if names.count(one) > 1)!r} twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"expected finite numbers, got {name}")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _constant(digits)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEPTH + 1):
        level = [
            item
            for one in level
            if isinstance(one, (dict, list))
            for item in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)


def read_text(path: Path) -> str:
    """Return the text of a file; ValueError where it is not UTF-8."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: expected text in UTF-8, got byte {error.start} ({error.reason})") from None


def read_json(path: Path) -> Any:
    """Return the value in a JSON file; ValueErrors as of :func:`parse`, which name the file."""
    return parse(read_text(path), str(path))


def read_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield file and line in words, and the value, of each line of JSON; ValueErrors as of :func:`parse`."""
    for number, line in enumerate(read_text(path).removesuffix("\n").split("\n"), start=1):
        where = f"{path}, line {number}"
        yield where, parse(line, where)


def check_fields(
    record: Any, fields: Mapping[str, Kinds], where: str, optional: Mapping[str, Kinds] | None = None
) -> None:
    """Make sure that a value is an object with just these fields, each of one of its types.

    Raises:
        ValueError: it is not; the message begins with ``where`` and names the field.
    """
    if type(record) is not dict:
        raise ValueError(f"{where}: expected an object, got {_shown(record)}")
    known = {**fields, **(optional or {})}
    for what, names in (
        ("no", [n for n in fields if n not in record]),
        ("unknown", [n for n in record if n not in known]),
    ):
        if names:
            raise ValueError(f"{where}: expected the fields {', '.join(fields)}, got {what} {', '.join(names)}")
    for name, value in record.items():
        if known[name] and type(value) not in known[name]:
            kinds = " or ".join("null" if kind is type(None) else kind.__name__ for kind in known[name])
            raise ValueError(f"{where}: {name}: expected {kinds}, got {_shown(value)}")


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def checksum(content: Mapping[str, Any]) -> str:
    """Return a digest of plain data, its field `CHECKSUM` left out; how the JSON is laid out does not matter."""
    kept = {name: value for name, value in content.items() if name != CHECKSUM}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return "sha256-" + hashlib.sha256(text.encode()).hexdigest()[:32]


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with its checksum."""
    return {CHECKSUM: checksum(content), **{name: value for name, value in content.items() if name != CHECKSUM}}


def is_sealed(record: Mapping[str, Any], where: str) -> bool:
    """Return whether a record has a checksum; those of older versions have none.

    Raises:
        ValueError: it has one, of other content.
    """
    if CHECKSUM not in record:
        return False
    if record[CHECKSUM] != (found := checksum(record)):
        raise ValueError(
            f"{where}: expected content with the checksum {_shown(record[CHECKSUM])}, got {found}: "
            "it was changed after it was written"
        )
    return True


def tell(message: str) -> None:
    """Say a line on stderr."""
    print(message, file=sys.stderr, flush=True)
