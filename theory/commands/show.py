"""``python -m theory show``: claims whole, with what stands beside them; nothing is computed."""

from __future__ import annotations

import argparse

from theory import papers
from theory.commands import own_papers
from theory.ledger import show


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's own arguments."""
    parser.add_argument("ids", nargs="+", metavar="CLAIM", help="for example wei2023/thm-4.4")
    parser.add_argument("--full", action="store_true", help="every row of a table, every box of a proof, every digit")


def run(arguments: argparse.Namespace) -> int:
    """Print claims whole."""
    with own_papers.opened(arguments) as own:
        ids = papers.select_claims(arguments.ids, own)
        ledger = papers.read_ledger(arguments.out, own)
        old = set(map(id, papers.stale(ledger, own)))
    print("\n\n".join(show.one(ledger, name, full=arguments.full, is_old=lambda item: id(item) in old) for name in ids))
    return 0
