"""``python -m figures``: draw all figures, or those named; with ``findings`` the generated text, with ``report`` the pages."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from theory.commands import shell

shell.require("simulate", "gpu_experiments")  # before they are imported

from figures.drawing import output
from figures.findings import markdown, pages
from figures.findings.told import FINDINGS
from figures.plots.registry import FIGURES, choose
from figures.report import build
from theory import papers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 where files cannot be written, 2 where a name is unknown, or see
    `theory.commands.shell.run`.
    """
    return shell.run(parser(), arguments, run)


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = argparse.ArgumentParser(prog="python -m figures", description="Draw the figures as PNG, PDF and SVG.")
    top.add_argument("names", nargs="*", metavar="NAME", help="figures to draw (default: all), or findings, or report")
    top.add_argument("--list", action="store_true", help="print the names and captions and draw nothing")
    top.add_argument("--out", type=Path, metavar="DIR", help=f"where files go (default: {output.OUT}, {build.OUT})")
    top.add_argument(
        "--update", action="store_true", help="with the name findings: write docs/findings.md and the README's table"
    )
    top.add_argument(
        "--records",
        type=Path,
        metavar="DIR",
        help="with the name report: also runs of your own, a file or folder of records",
    )
    top.add_argument("--force", action="store_true", help="draw also what is unchanged")
    top.add_argument(
        "--open", action="store_true", help="open the report in a browser; alone: write it only where it is missing"
    )
    top.set_defaults(kept=shell.AGAIN)
    return top


def run(options: argparse.Namespace) -> int:
    """Do what the options say and return the exit status."""
    if options.records is not None and options.names != ["report"]:
        raise ValueError("--records: expected with the name report, python -m figures report --records DIR")
    if options.names == ["findings"]:
        return tell_findings(update=options.update)
    if options.names == ["report"] or (options.open and not options.names):
        return show_report(
            options.out or build.OUT,
            write=bool(options.names),
            force=options.force,
            browse=options.open,
            records=options.records,
        )
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
        output.write(chosen, options.out or output.OUT, force=options.force)
    except OSError as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 1
    return 0


def show_report(out: Path, *, write: bool, force: bool, browse: bool, records: Path | None = None) -> int:
    """Draw what figures have changed, write the report and open it; return 1 where that cannot be done.

    Unless `write`, a report that is there is left as it is.
    """
    page = out / "index.html"
    try:
        if write or not page.exists():
            draw_what_can_be(force=force)
            build.write(out, records=records)
    except (OSError, ValueError) as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 1
    if browse and not webbrowser.open(page.resolve().as_uri()):
        print(f"python -m figures: no browser was found; open {page}", file=sys.stderr)
        return 1
    return 0


def draw_what_can_be(*, force: bool) -> None:
    """Draw all figures; where records that one needs are missing, say so and leave it and what follows as they are."""
    try:
        output.write(FIGURES, force=force)
    except ValueError as error:
        output.tell(f"figures: {error}")


def tell_findings(*, update: bool) -> int:
    """Print the findings page from the evidence there is; return 1 where the committed pages say otherwise.

    Findings on trained networks are told of but make no difference: another processor rounds otherwise.
    """
    ledger = papers.read_ledger()
    if update:
        pages.update(ledger)
    print(markdown.page(ledger, FINDINGS), end="")
    for path in pages.stale(ledger):
        print(f"{path.name} differs from the evidence: python -m figures findings --update", file=sys.stderr)
    return 1 if pages.stale(ledger, networks=False) else 0


if __name__ == "__main__":
    shell.leave(main())
