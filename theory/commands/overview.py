"""``python -m theory`` without a command: the whole ledger as a table or as JSON, compared with the snapshot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from theory import files, papers
from theory.commands.check import compute_missing
from theory.ledger import evidence, show, snapshot, tabular
from theory.ledger.claims import Claim, Evidence, Ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of the whole ledger."""
    parser.add_argument("--json", type=Path, metavar="PATH", help="write claims, statuses and evidence to PATH")
    parser.add_argument("--update-snapshot", action="store_true", help="accept the present statuses as the snapshot")


def run(arguments: argparse.Namespace) -> int:
    """Print the ledger, write it as JSON where asked, and compare it with the snapshot."""
    compute_missing(arguments, [claim.id for claim in papers.claims()])
    ledger = papers.read_ledger(arguments.out)
    print(show.table(ledger, list(ledger.claims)))
    if arguments.json:
        files.write_text(arguments.json, files.dumps(to_json(ledger)))
    if arguments.update_snapshot:
        snapshot.update(ledger)
    changed = snapshot.differences(ledger)
    allowed = {claim_id for claim_id in changed if snapshot.may_differ(ledger, claim_id)}
    for claim_id, what in changed.items():
        why = " (networks trained here; another processor rounds otherwise)" if claim_id in allowed else ""
        print(f"differs from the snapshot: {claim_id}: {what}{why}", file=sys.stderr)
    return 1 if set(changed) - allowed else 0


SCHEMA = 2
"""Of the JSON that :func:`to_json` gives: 2 has origin, source_note, parts, elsewhere, covered and premises."""


def to_json(ledger: Ledger) -> dict[str, object]:
    """Return the whole ledger as plain data."""
    return {"schema": SCHEMA, "claims": [_claim_to_json(ledger, claim) for claim in ledger.claims.values()]}


def _claim_to_json(ledger: Ledger, claim: Claim) -> dict[str, object]:
    return {
        "id": claim.id,
        "kind": claim.kind.value,
        "paper": claim.source.paper,
        "locator": claim.source.locator,
        "url": claim.source.url,
        "origin": claim.origin and claim.origin.value,
        "source_note": claim.source_note,
        "summary": claim.summary,
        "statement": claim.statement,
        "formula": tabular.as_text(claim.formula),
        "domain": claim.domain,
        "reported": files.plain(claim.reported, f"{claim.id}.reported"),
        "reading": claim.reading,
        "uses": list(claim.uses),
        "parts": list(claim.parts),
        "elsewhere": list(claim.elsewhere),
        "corrects": claim.corrects,
        "corrected_by": ledger.corrections(claim.id),
        "status": ledger.status(claim.id).value,
        "notes": ledger.notes(claim.id),
        "evidence": [_evidence_to_json(ledger, item) for item in ledger.evidence[claim.id]],
    }


def _evidence_to_json(ledger: Ledger, item: Evidence) -> dict[str, object]:
    record = evidence.to_json(item)
    return {
        **record["evidence"],
        "open_premises": ledger.open_premises(item),
        "inside_domain": item in ledger.deciding(item.claim_id),
        "run": record["run"],
    }
