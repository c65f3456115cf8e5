"""``python -m theory show``: claims whole, with what stands beside them."""

from __future__ import annotations

import argparse

from theory import papers
from theory.commands.check import compute_missing
from theory.ledger import show
from theory.ledger.claims import Ledger


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("ids", nargs="+", metavar="CLAIM", help="for example wei2023/thm-4.4")
    parser.add_argument("--full", action="store_true", help="every row of a table, every box of a proof, every digit")


def run(arguments: argparse.Namespace) -> int:
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
