"""The ledger as it was last recorded: one file with the evidence of the checks and every status, shipped with the code.

A reader sees it at once, without a check being run; a change of any verdict is seen, and accepted only by word.  The file
has a line for the version, then one for each claim, sorted: its status, and its evidence with the digest of the code and
the versions of the libraries that it was made with.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from theory import files
from theory.ledger import checking, evidence
from theory.ledger.claims import Check, Evidence, Method
from theory.ledger.ledger import Ledger
from theory.version import __version__

PATH = Path(__file__).resolve().parents[1] / "recorded.jsonl"
VERSION = "recorded"
"""In the run part of evidence that was read from the file: the version that made it."""

_LINE: Mapping[str, files.Kinds] = {"claim": (str,), "status": (str,), "evidence": (list,)}
_PIECE: Mapping[str, files.Kinds] = {"evidence": (dict,), "code": (str,), "versions": (dict,)}


@dataclass(frozen=True)
class Recorded:
    """What the file says: the version that wrote it, the statuses by claim, and the evidence."""

    version: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


def read(path: Path = PATH) -> Recorded:
    """Return what was recorded; nothing where there is no file.

    Raises:
        ValueError: it does not have the shape of :func:`write`, or was changed after it was written.
    """
    if not path.exists():
        return Recorded()
    version, statuses = "", {}
    found: list[Evidence] = []
    for number, (where, line) in enumerate(files.read_lines(path)):
        if number == 0:
            files.check_fields(line, {"version": (str,)}, where)
            version = line["version"]
            continue
        files.check_fields(line, _LINE, where, {files.CHECKSUM: (str,)})
        if not files.is_sealed(line, where):
            raise ValueError(f"{where}: expected a checksum, got none")
        statuses[line["claim"]] = line["status"]
        found += [_piece(one, line["claim"], version, where) for one in line["evidence"]]
    return Recorded(version, statuses, tuple(found))


def _piece(record: Any, claim_id: str, version: str, where: str) -> Evidence:
    files.check_fields(record, _PIECE, where)
    run = {"code": record["code"], "versions": record["versions"]}
    found = evidence.from_json({"evidence": record["evidence"], "run": run}, where)
    if found.claim_id != claim_id:
        raise ValueError(f"{where}: expected evidence for {claim_id}, got it for {found.claim_id}")
    return replace(found, run={VERSION: version, **run})


def write(ledger: Ledger, made: Iterable[Evidence], checks: Iterable[Check], path: Path = PATH) -> None:
    """Write the statuses of a ledger, and the evidence that its checks made.

    Args:
        ledger: with all evidence.
        made: the evidence of the checks.
        checks: all that can be run here; each must have made evidence by the code as it is.
        path: where to write.

    Raises:
        ValueError: a check has no evidence, or evidence that is older than its code; nothing is written.
    """
    checks = list(checks)
    known = {_key(item): item for item in made}
    old = {_key(item) for item in checking.stale(ledger, checks, known.values())}
    if open_ := sorted({_key(check) for check in checks} - (known.keys() - old)):
        names = [f"{claim_id} {method.value}" for claim_id, method in open_]
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        raise ValueError(
            f"evidence: expected it from every check by the code as it is, got none for {shown}; "
            "'python -m theory check --resume' and 'python -m simulate check --resume' make it"
        )
    by_claim: dict[str, list[Evidence]] = {}
    for _, item in sorted(known.items()):
        by_claim.setdefault(item.claim_id, []).append(item)
    lines = [json.dumps({"version": __version__})]
    for claim_id, status in sorted(ledger.statuses().items()):
        pieces = [_written(item) for item in by_claim.get(claim_id, ())]
        content = {"claim": claim_id, "status": status.value, "evidence": pieces}
        lines.append(json.dumps(files.sealed(content), ensure_ascii=False, allow_nan=False))
    files.write_text(path, "\n".join(lines) + "\n")


def _key(one: Evidence | Check) -> tuple[str, Method]:
    return one.claim_id, one.method


def _written(item: Evidence) -> dict[str, Any]:
    return {
        "evidence": evidence.to_json(item)["evidence"],
        "code": item.run["code"],
        "versions": dict(item.run["versions"]),
    }


def joined(ledger: Ledger, made: Iterable[Evidence], checks: Iterable[Check], path: Path = PATH) -> list[Evidence]:
    """Return the evidence that was made here, and what is recorded where nothing newer is there.

    What was made here is newer, unless it is older than the code of its check and what is recorded is not.

    Args:
        ledger: holds the claims.
        made: the evidence made here.
        checks: what can be run; what is recorded of others is left over from other code.
        path: of the recorded ledger.

    Raises:
        ValueError: as of :func:`read`.
    """
    checks = list(checks)
    here = {_key(item): item for item in made}
    there = {_key(item): item for item in read(path).evidence}
    both = [key for key in there if key in here and here[key].run.get("code") != there[key].run["code"]]
    old = {_key(item) for item in checking.stale(ledger, checks, [here[key] for key in both])}
    older = {_key(item) for item in checking.stale(ledger, checks, [there[key] for key in both])}
    known = {_key(check) for check in checks}
    taken = {key: item for key, item in there.items() if key in known and (key not in here or key in old - older)}
    return list({**here, **taken}.values())


def differences(ledger: Ledger, path: Path = PATH, *, but: Container[str] = ()) -> dict[str, str]:
    """Return what differs, by the id of each claim whose status is not the recorded one.

    Args:
        ledger: with all evidence.
        path: of the recorded ledger.
        but: ids of claims that are not the package's, and so not recorded.
    """
    recorded = read(path).statuses
    now = {claim_id: status.value for claim_id, status in ledger.statuses().items() if claim_id not in but}
    return {
        claim_id: f"recorded {recorded.get(claim_id, 'no such claim')}, now {now.get(claim_id, 'no such claim')}"
        for claim_id in sorted({*recorded, *now})
        if recorded.get(claim_id) != now.get(claim_id)
    }


def may_differ(ledger: Ledger, claim_id: str) -> bool:
    """Tell whether a claim rests on trained networks alone, whose numbers differ between kinds of processors."""
    evidence = ledger.evidence.get(claim_id, ())
    return bool(evidence) and all(item.method is Method.NETWORK for item in evidence)
