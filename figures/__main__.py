"""``python -m figures``: draw all figures, or those named; ``python -m figures findings``: the generated text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from figures import findings, output, pages
from figures.finding_list import FINDINGS
from figures.registry import FIGURES, choose
from theory import papers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 where files cannot be written, or 2 where a name is unknown."""
    parser = argparse.ArgumentParser(prog="python -m figures", description="Draw the figures as PNG, PDF and SVG.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="figures to draw (default: all)")
    parser.add_argument("--list", action="store_true", help="print the names and captions and draw nothing")
    parser.add_argument(
        "--out", type=Path, default=output.OUT, metavar="DIR", help="where files go (default: %(default)s)"
    )
    parser.add_argument(
        "--update", action="store_true", help="with the name findings: write docs/findings.md and the README's table"
    )
    parser.add_argument("--force", action="store_true", help="draw also what is unchanged")
    options = parser.parse_args(arguments)
    if options.names == ["findings"]:
        return tell_findings(update=options.update)
    try:
        chosen = choose(options.names) if options.names else FIGURES
    except ValueError as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 2
    if options.list:
        for figure in chosen:
            print(f"{figure.name}\n    {figure.caption}")
        return 0
    try:
        output.write(chosen, options.out, force=options.force)
    except OSError as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 1
    return 0


def tell_findings(*, update: bool) -> int:
    """Print the findings page from the evidence there is; return 1 where the committed pages say otherwise."""
    ledger = papers.read_ledger()
    if update:
        pages.update(ledger)
    print(findings.page(ledger, FINDINGS), end="")
    stale = pages.stale(ledger)
    for path in stale:
        print(f"{path.name} differs from the evidence: python -m figures findings --update", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
