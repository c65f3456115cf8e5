"""The committed snapshot of all statuses: a change of any verdict is seen, and accepted only by word."""

from __future__ import annotations

import json
from pathlib import Path

from theory.evidence_files import dumps, write_text
from theory.ledger import Ledger

PATH = Path(__file__).resolve().parent / "statuses.json"


def differences(ledger: Ledger, path: Path = PATH) -> list[str]:
    """Return one line for each claim whose status is not the one in the snapshot."""
    recorded: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    now = {claim_id: status.value for claim_id, status in ledger.statuses().items()}
    return [
        f"{claim_id}: snapshot {recorded.get(claim_id, 'has no such claim')}, now {now.get(claim_id, 'no such claim')}"
        for claim_id in sorted({*recorded, *now})
        if recorded.get(claim_id) != now.get(claim_id)
    ]


def update(ledger: Ledger, path: Path = PATH) -> None:
    """Write the present statuses as the snapshot."""
    write_text(path, dumps({claim_id: status.value for claim_id, status in ledger.statuses().items()}))
