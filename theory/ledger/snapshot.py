"""The committed snapshot of all statuses: a change of any verdict is seen, and accepted only by word."""

from __future__ import annotations

from pathlib import Path

from theory.files import check_fields, dumps, read_json, write_text
from theory.ledger.claims import Ledger, Method

PATH = Path(__file__).resolve().parents[1] / "statuses.json"


def differences(ledger: Ledger, path: Path = PATH) -> dict[str, str]:
    """Return what differs, by the id of each claim whose status is not the one in the snapshot."""
    recorded = _recorded(path) if path.exists() else {}
    now = {claim_id: status.value for claim_id, status in ledger.statuses().items()}
    return {
        claim_id: f"snapshot {recorded.get(claim_id, 'has no such claim')}, now {now.get(claim_id, 'no such claim')}"
        for claim_id in sorted({*recorded, *now})
        if recorded.get(claim_id) != now.get(claim_id)
    }


def _recorded(path: Path) -> dict[str, str]:
    found: dict[str, str] = read_json(path)
    check_fields(found, dict.fromkeys(found, (str,)) if isinstance(found, dict) else {}, str(path))
    return found


def may_differ(ledger: Ledger, claim_id: str) -> bool:
    """Tell whether a claim rests on trained networks alone, whose numbers differ between kinds of processors."""
    evidence = ledger.evidence.get(claim_id, ())
    return bool(evidence) and all(item.method is Method.NETWORK for item in evidence)


def update(ledger: Ledger, path: Path = PATH) -> None:
    """Write the present statuses as the snapshot."""
    write_text(path, dumps({claim_id: status.value for claim_id, status in ledger.statuses().items()}))
