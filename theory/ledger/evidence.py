"""Evidence on disk: ``<root>/<claim id>/<method>.json``, written atomically, the same bytes when computed again."""

from __future__ import annotations

import json
import platform
from collections.abc import Container, Iterable, Mapping
from dataclasses import fields
from importlib import metadata
from pathlib import Path
from typing import Any

from theory.files import dumps, plain, write_text
from theory.ledger.claims import Evidence, Method, Verdict
from theory.sources import PROJECT

OUT = Path("out") / "evidence"
COMMITTED = tuple(PROJECT / package / "evidence" for package in ("theory", "simulate", "gpu_experiments"))


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
