"""``python -m theory`` without a command: the whole ledger as a table or as JSON, compared with the recorded one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from theory import files, papers, sources
from theory.commands import own_papers
from theory.ledger import evidence, recorded, show, tabular
from theory.ledger.claims import Claim, Evidence, Method
from theory.ledger.ledger import Ledger
from theory.papers.own import Own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of the whole ledger."""
    parser.add_argument("--json", type=Path, metavar="PATH", help="write claims, statuses and evidence to PATH")
    parser.add_argument(
        "--record",
        action="store_true",
        help="accept the present statuses of the package's papers: write them and their evidence as the recorded ones",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the ledger, write it as JSON where asked, and compare it with the recorded one."""
    if arguments.read_only and (arguments.json or arguments.record):
        raise ValueError("--read-only: expected without --json and --record, which write")
    with own_papers.opened(arguments) as own:
        return _tell(arguments, own)


def _tell(arguments: argparse.Namespace, own: Own) -> int:
    ledger = papers.read_ledger(arguments.out, own)
    print(show.table(ledger, list(ledger.claims)))
    for line in _where_from(ledger, own):
        print(line)
    if arguments.json:
        files.write_text(arguments.json, files.dumps(to_json(ledger)))
    if arguments.record:
        _record(arguments.out)
    changed = recorded.differences(ledger, but={claim_id for one in own for claim_id in one.ids})
    allowed = {claim_id for claim_id in changed if recorded.may_differ(ledger, claim_id)}
    for claim_id, what in changed.items():
        why = " (networks trained here; another processor rounds otherwise)" if claim_id in allowed else ""
        print(f"differs from the recorded ledger: {claim_id}: {what}{why}", file=sys.stderr)
    return 1 if set(changed) - allowed else 0


def _record(out: Path) -> None:
    """Write the recorded ledger, of the package's papers alone."""
    ledger = papers.read_ledger(out)
    made = [item for item in papers.read_made(out) if item.method is not Method.NETWORK]
    recorded.write(ledger, made, papers.standard())


def _where_from(ledger: Ledger, own: Own) -> Iterator[str]:
    """Yield what a reader must know of the evidence: what was not made here, by what other versions, what is too old."""
    pieces = [item for items in ledger.evidence.values() for item in items]
    shipped = [item for item in pieces if recorded.VERSION in item.run]
    if shipped:
        version = shipped[0].run[recorded.VERSION]
        yield f"{len(shipped)} of {len(pieces)} pieces of evidence: recorded, {version}; nothing was computed here for them."
    other = {
        f"{name} {version} (here {sources.version(name)})"
        for item in shipped
        for name, version in item.run["versions"].items()
        if version != sources.version(name)
    }
    if other:
        yield f"Recorded with other versions: {', '.join(sorted(other))}."
    if old := papers.stale(ledger, own):
        names = " ".join(dict.fromkeys(item.claim_id for item in old))
        yield f"{len(old)} pieces of evidence are older than their code; 'check --resume' makes them again: {names}"


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
