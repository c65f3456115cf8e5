"""Evidence on disk: ``<root>/<claim id>/<method>.json``, written atomically, the same bytes when computed again."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Container, Iterable, Mapping
from dataclasses import fields
from importlib import metadata
from pathlib import Path
from typing import Any

from theory.ledger import Evidence, Method, Verdict
from theory.sources import PROJECT

OUT = Path("out") / "evidence"
COMMITTED = tuple(PROJECT / package / "evidence" for package in ("theory", "simulate", "gpu_experiments"))


def plain(value: Any, name: str = "value") -> Any:
    """Return ``value`` as JSON can write it: infinities as the string "inf" or "-inf", numpy scalars as numbers.

    Raises:
        ValueError: a NaN, or a type that is not plain data.
    """
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
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


def _restored(value: Any) -> Any:
    if isinstance(value, str) and value in ("inf", "-inf"):
        return float(value)
    if isinstance(value, dict):
        return {key: _restored(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_restored(item) for item in value]
    return value


def to_json(evidence: Evidence) -> dict[str, Any]:
    """Return ``{"evidence": {...}, "run": {...}}``; the first part is the same whenever computed again."""
    part = {f.name: plain(getattr(evidence, f.name), f.name) for f in fields(evidence) if f.name != "run"}
    return {"evidence": part, "run": plain(dict(evidence.run), "run")}


def from_json(record: Mapping[str, Any]) -> Evidence:
    """Return the evidence that :func:`to_json` wrote.

    Raises:
        ValueError: the record does not have that shape.
    """
    try:
        part = {key: _restored(value) for key, value in record["evidence"].items()}
        part["method"], part["verdict"] = Method(part["method"]), Verdict(part["verdict"])
        part["premises"] = tuple(part.get("premises", ()))
        return Evidence(**part, run=_restored(record["run"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"record: expected evidence as JSON with 'evidence' and 'run', got {error!r}") from error


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


def path_of(root: Path, claim_id: str, method: Method) -> Path:
    """Return the file that holds the evidence for a claim by a method."""
    return root / claim_id / f"{method.value.lower()}.json"


def write(evidence: Evidence, root: Path = OUT) -> Path:
    """Write one piece of evidence below ``root`` and return its path."""
    path = path_of(root, evidence.claim_id, evidence.method)
    write_text(path, dumps(to_json(evidence)))
    return path


def read(path: Path) -> Evidence:
    """Return the evidence in one file.

    Raises:
        ValueError: the file is not evidence; the message names it.
    """
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def read_all(
    out: Path = OUT, committed: Iterable[Path] = COMMITTED, known: Container[str] | None = None
) -> list[Evidence]:
    """Return the evidence below ``out`` and the committed evidence of long runs, each piece once.

    Evidence below ``out`` for a claim that is not in ``known`` is left over from other code, and left out.
    """
    found: list[Evidence] = []
    for root in (out, *committed):
        for path in sorted(root.rglob("*.json")):
            evidence = read(path)
            if known is not None and root == out and evidence.claim_id not in known:
                continue
            if evidence not in found:
                found.append(evidence)
    return found


def run_information(seconds: float, code: str) -> dict[str, Any]:
    """Return the ``run`` part of evidence: what it was computed with, where, how long, from which code."""
    names = ("numpy", "scipy", "sympy", "python-flint")
    return {
        "seconds": round(seconds, 3),
        "code": code,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {name: metadata.version(name) for name in names},
    }
