"""The ledger and the solvers on the command line: ``python -m theory --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from theory import files, papers
from theory.commands import certify, shell, solve
from theory.ledger import checking, evidence, show, snapshot, tabular
from theory.ledger.claims import Claim, Evidence, Ledger
from theory.rigour import prover


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(
        prog="python -m theory",
        description="What the papers claim and what holds. Without a command: the ledger as a table, after computing "
        "whatever evidence of this package is missing or older than its code. Exit status 1 when the statuses differ "
        "from the committed snapshot.",
    )
    top.add_argument("--json", type=Path, metavar="PATH", help="write claims, statuses and evidence to PATH")
    top.add_argument("--update-snapshot", action="store_true", help="accept the present statuses as the snapshot")
    top.set_defaults(out=evidence.OUT, workers=2, read_only=False, kept=shell.AGAIN)
    _common(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    one = commands.add_parser("show", help="one claim whole: statement, evidence, counterexample, correction")
    one.add_argument("ids", nargs="+", metavar="CLAIM", help="for example wei2023/thm-4.4")
    one.add_argument("--full", action="store_true", help="every row of a table, every box of a proof, every digit")

    check = commands.add_parser("check", help="run the checks and write their evidence")
    check.add_argument("ids", nargs="*", metavar="CLAIM", help="claim ids or papers; all when none is given")
    check.add_argument("--resume", action="store_true", help="leave out what is current")

    check.set_defaults(kept=shell.RESUME)
    check.add_argument("--thorough", action="store_true", help="let the proofs by ball arithmetic cover more")
    for command in (one, check):
        _common(command)

    solving = commands.add_parser("solve", help="the optimal weights for given parameters")
    solve.add_arguments(solving)
    certifying = commands.add_parser("certify", help="the same numbers with proven digits, from exact input")
    certify.add_arguments(certifying)
    for command in (solving, certifying):
        command.set_defaults(kept=shell.NOTHING)
    return top


def _common(target: argparse.ArgumentParser) -> None:
    """Add the options that may stand before or after a command; their defaults are set once, at the top."""
    unset = argparse.SUPPRESS
    target.add_argument("--out", type=Path, default=unset, metavar="DIR", help="where evidence lies (out/evidence)")
    target.add_argument("--workers", type=int, default=unset, metavar="N", help="number of processes (2)")
    target.add_argument(
        "--read-only", action="store_true", default=unset, help="show the evidence on disk; compute nothing"
    )


def compute_missing(arguments: argparse.Namespace, ids: Iterable[str]) -> None:
    """Run those checks of these claims whose evidence is missing or older than the code."""
    if not arguments.read_only:
        ledger = papers.ledger()
        chosen = [
            item
            for item in checking.select(papers.checks(), ids)
            if not checking.has_current(prover.thorough(item), ledger, arguments.out)  # says more than is asked here
        ]
        checking.run_checks(ledger, chosen, out=arguments.out, resume=True, workers=arguments.workers)


def show_claims(arguments: argparse.Namespace) -> int:
    """Print claims whole, after computing what is missing for them and for what they refer to."""
    ids = papers.select_claims(arguments.ids)
    bare = papers.ledger()
    related = {name for i in ids for name in (i, *bare.ancestors(i), *bare.corrections(i), *bare.dependents(i))}
    related |= {name for i in ids for name in shown_with(bare, i)}
    compute_missing(arguments, related)
    ledger = papers.read_ledger(arguments.out)
    print("\n\n".join(show.one(ledger, claim_id, full=arguments.full) for claim_id in ids))
    return 0


def shown_with(ledger: Ledger, claim_id: str) -> set[str]:
    """Return the claims whose statuses stand beside a claim's: its parts, what its tests assume, other readings."""
    claim = ledger.claim(claim_id)
    premises = {name for check in papers.checks() if check.claim_id == claim_id for name in check.premises}
    found = {*claim.parts, *claim.elsewhere, *premises, *show.mentioned(ledger, claim)}
    return found.union(*(shown_with(ledger, part) for part in claim.parts))


def overview(arguments: argparse.Namespace) -> int:
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


def check(arguments: argparse.Namespace) -> int:
    """Run the checks of the named claims."""
    chosen = checking.select(papers.checks(), papers.select_claims(arguments.ids))
    if not chosen and arguments.ids:
        print("none of these claims has a check of this package", file=sys.stderr)
    if arguments.thorough:
        chosen = [prover.thorough(item) for item in chosen]
    checking.run_checks(papers.ledger(), chosen, out=arguments.out, resume=arguments.resume, workers=arguments.workers)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; see `theory.commands.shell.run`."""
    return shell.run(parser(), argv, run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command that the arguments name and return the exit status."""
    if arguments.workers < 1:
        raise ValueError(f"--workers: expected a positive integer, got {arguments.workers}")
    match arguments.command:
        case "show":
            return show_claims(arguments)
        case "check":
            return check(arguments)
        case "solve":
            return solve.run(arguments)
        case "certify":
            return certify.run(arguments)
        case _:
            return overview(arguments)


if __name__ == "__main__":
    shell.leave(main())
