"""Evidence on disk: ``<root>/<claim id>/<method>.json``, written whole or not at all, believed where it was written.

A file is ``{"checksum": ..., "evidence": {...}, "run": {...}}``; the part "evidence" is the same when computed again.  It
is read only if its place says the claim and the method that stand in it, and its checksum is that of its content.  The
digest of the code in "run" decides nothing but whether it is computed again.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from theory import files
from theory.files import plain
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


_DATA: files.Kinds = ()
_PART: Mapping[str, files.Kinds] = {
    "claim_id": (str,),
    "method": (str,),
    "verdict": (str,),
    "scope": (str,),
    "complete": (bool,),
    "observed": _DATA,
    "expected": _DATA,
    "uncertainty": _DATA,
    "counterexample": _DATA,
    "seed": (int, type(None)),
    "note": (str,),
}
_RUN: Mapping[str, files.Kinds] = {
    "seconds": (int, float),
    "code": (str,),
    "python": (str,),
    "machine": (str,),
    "versions": (dict,),
}
_LATER: Mapping[str, files.Kinds] = {"covered": (str, type(None)), "premises": (list,)}


def from_json(record: Any, where: str = "record") -> Evidence:
    """Return the evidence that :func:`to_json` wrote, with or without a checksum.

    Args:
        record: the parsed JSON.
        where: what errors begin with.

    Raises:
        ValueError: the record does not have that shape, or has another checksum than its content.
    """
    files.check_fields(record, {"evidence": (dict,), "run": (dict,)}, where, {files.CHECKSUM: (str,)})
    part = record["evidence"]
    if files.is_sealed(record, where):
        files.check_fields(part, {**_PART, **_LATER}, where)
    else:
        files.check_fields(part, _PART, where, _LATER)
    files.check_fields(record["run"], {}, f"{where}: run", _RUN)
    premises = part.get("premises", [])
    if not all(type(name) is str for name in premises):
        raise ValueError(f"{where}: premises: expected ids of claims, got {premises!r}")
    for name, kind in (("method", Method), ("verdict", Verdict)):
        if part[name] not in list(kind):
            raise ValueError(f"{where}: {name}: expected one of {', '.join(kind)}, got {part[name]!r}")
    restored = {name: _restored(part[name]) if kinds is _DATA else part[name] for name, kinds in _PART.items()}
    kinds = {"method": Method(part["method"]), "verdict": Verdict(part["verdict"]), "premises": tuple(premises)}
    return Evidence(**{**restored, **kinds}, covered=part.get("covered"), run=_restored(record["run"]))


def path_of(root: Path, claim_id: str, method: Method) -> Path:
    """Return the file that holds the evidence for a claim by a method."""
    return root / claim_id / f"{method.value.lower()}.json"


def write(evidence: Evidence, root: Path = OUT) -> Path:
    """Write one piece of evidence below ``root`` and return its path."""
    path = path_of(root, evidence.claim_id, evidence.method)
    files.write_text(path, files.dumps(files.sealed(to_json(evidence))))
    return path


def read(path: Path) -> Evidence:
    """Return the evidence in one file; that of an older version, without a checksum, too.

    Raises:
        ValueError: the file is not evidence, or not that of its place; the message names it.
    """
    return _read(path)[0]


def read_current(path: Path) -> Evidence | None:
    """Return the evidence in one file; None where there is none, or an older version wrote it.

    Raises:
        ValueError: as of :func:`read`.
    """
    evidence, bound = _read(path) if path.exists() else (None, False)
    return evidence if bound else None


def _read(path: Path) -> tuple[Evidence, bool]:
    """Return the evidence in one file, and whether it has a checksum."""
    record = files.read_json(path)
    evidence = from_json(record, str(path))
    place = path_of(Path(), evidence.claim_id, evidence.method).parts
    if path.parts[-len(place) :] != place:
        raise ValueError(f"{path}: expected the evidence of this place, got that of {'/'.join(place)}")
    return evidence, files.CHECKSUM in record


def read_made(
    out: Path = OUT, known: Container[str] | None = None, tell: Callable[[str], None] = files.tell
) -> list[Evidence]:
    """Return the evidence below ``out`` that was made here.

    What is for a claim that is not in ``known`` is left over from other code, and left out; so is that without a checksum,
    which an older version wrote.

    Args:
        out: where evidence is computed.
        known: the ids of claims; None for any.
        tell: called with a line about evidence of older versions.

    Raises:
        ValueError: as of :func:`read`, or evidence that lies deeper than in its place.
    """
    found = _read_below(out, tell, "it is left out, and computed again when asked for")
    return [item for item, bound in found if bound and (known is None or item.claim_id in known)]


def read_committed(
    roots: Iterable[Path] = COMMITTED, but: Sequence[Evidence] = (), tell: Callable[[str], None] = files.tell
) -> list[Evidence]:
    """Return the committed evidence of long runs, each piece once, also that of an older version.

    Args:
        roots: the folders.
        but: what is known already.
        tell: called with a line about evidence of older versions.

    Raises:
        ValueError: as of :func:`read_made`.
    """
    found: list[Evidence] = []
    for root in roots:
        found += [item for item, _ in _read_below(root, tell, "it is read as it is") if item not in (*but, *found)]
    return found


def _read_below(root: Path, tell: Callable[[str], None], what: str) -> list[tuple[Evidence, bool]]:
    """Return the evidence below a folder, each piece with whether it has a checksum."""
    found = []
    for path in sorted(root.rglob("*.json")):
        evidence, bound = _read(path)
        if path != path_of(root, evidence.claim_id, evidence.method):
            raise ValueError(f"{path}: expected evidence in its place below {root}, got it deeper")
        found.append((evidence, bound))
    if older := sum(not bound for _, bound in found):
        tell(f"{root}: {older} files hold evidence of an older version, without a checksum; {what}")
    return found


def run_information(seconds: float, code: str, versions: Mapping[str, str]) -> dict[str, Any]:
    """Return the ``run`` part of evidence: what it was computed with, where, how long, from which code."""
    return {
        "seconds": round(seconds, 3),
        "code": code,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": dict(versions),
    }
