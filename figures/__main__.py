"""``python -m figures``: draw all figures, or those named; with ``findings`` the generated text, with ``report`` the pages."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from theory.commands import shell

shell.require("simulate", "gpu_experiments")  # before they are imported

from figures.drawing.parameters import FORMATS, PAGE, formats, nearest, option
from figures.plots import catalogue
from theory.commands import own_papers
from theory.papers.own import Own

if TYPE_CHECKING:
    from figures.drawing.figure import Figure

# What draws is imported when it is needed, so that names and options are told at once.
FIGURES, REPORT = Path("out") / "figures", Path("out") / "report"


class Parser(argparse.ArgumentParser):
    """A parser that names the option which is nearest to one it does not know."""

    def error(self, message: str) -> NoReturn:
        """End with the message and the nearest option."""
        unknown = [word.partition("=")[0] for word in message.partition("unrecognized arguments: ")[2].split()]
        known = [name for action in self._actions for name in action.option_strings]
        super().error(message + "".join(nearest(name, known) for name in unknown if name.startswith("--")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 where files cannot be written, 2 where a name is unknown, or see
    `theory.commands.shell.run`.
    """
    return shell.run(parser(), arguments, run)


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    top = Parser(prog="python -m figures", description="Draw the figures as PNG, PDF and SVG.", allow_abbrev=False)
    top.add_argument("names", nargs="*", metavar="NAME", help="figures to draw (default: all), or findings, or report")
    top.add_argument(
        "--list",
        action="store_true",
        help="print what figures there are and what they take; of those named, all about it",
    )
    top.add_argument("--out", type=Path, metavar="DIR", help=f"where files go (default: {FIGURES}, {REPORT})")
    top.add_argument("--formats", metavar="LIST", default=FORMATS, help=f"which files ({','.join(FORMATS)})")
    top.add_argument(
        "--update", action="store_true", help="with the name findings: write docs/findings.md and the README's table"
    )
    top.add_argument("--force", action="store_true", help="draw also what is unchanged")
    top.add_argument(
        "--open", action="store_true", help="open the report in a browser; alone: write it only where it is missing"
    )
    own = top.add_argument_group(
        "numbers of one's own", "Fractions like 7/10 may be given, and lists apart by commas; --list NAME tells ranges."
    )
    for one in PAGE:
        own.add_argument(
            option(one.name), metavar="VALUE", help=f"{one.meaning}, {one.range.expected}; of every figure"
        )
    for name, figures in catalogue.takers().items():
        also = "; of report: runs of your own, a file or folder of records" if name == "records" else ""
        own.add_argument(option(name), metavar="VALUE", help=f"of {', '.join(figures)}{also}")
    own_papers.add(top)
    top.set_defaults(kept=shell.AGAIN, **own_papers.DEFAULTS)
    return top


def run(options: argparse.Namespace) -> int:
    """Do what the options say and return the exit status."""
    with own_papers.opened(options) as own:
        return _run(options, own)


def _run(options: argparse.Namespace, own: Own) -> int:
    given = own_numbers(options)
    own_runs = Path(given.pop("records")) if options.names == ["report"] and "records" in given else None
    pages = options.names in (["findings"], ["report"]) or (options.open and not options.names)
    if given and (pages or not options.names):
        raise ValueError(f"{option(next(iter(given)))}: expected the names of the figures that it is for, got none")
    if options.names == ["findings"]:
        return tell_findings(update=options.update, own=own)
    if pages:
        how = {"write": bool(options.names), "force": options.force, "browse": options.open}
        return show_report(options.out or REPORT, **how, records=own_runs, own=own)
    graphs = graphs_of(own)
    try:
        names = catalogue.check(name for name in options.names or catalogue.ROWS if name not in graphs)
        chosen = [graph for name, graph in graphs.items() if name in options.names or not options.names]
        refuse_untaken(names, given)
    except ValueError as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(listed_whole(names) if options.names else listed(names)))
        for graph in chosen:
            print(f"{graph.name}: {graph.caption}")
        return 0
    return draw(names, given, options, chosen)


def graphs_of(own: Own) -> dict[str, Figure]:
    """Return the graphs of a user's own papers by name."""
    if not own:
        return {}
    from figures.plots import claim_graph
    from theory import papers

    return {graph.name: graph for graph in claim_graph.own_graphs(papers.read_ledger(own=own), own)}


def own_numbers(options: argparse.Namespace) -> dict[str, str]:
    """Return what figures are told on the command line, by name."""
    known = (*(one.name for one in PAGE), *catalogue.takers())
    return {name: getattr(options, name) for name in known if getattr(options, name) is not None}


def refuse_untaken(names: Iterable[str], given: Iterable[str]) -> None:
    """Raise a ValueError for an option that a figure does not take; the message has the nearest that it does."""
    for name in names:
        taken = [option(one) for one in (*catalogue.ROWS[name].parameters, *(one.name for one in PAGE))]
        for one in map(option, given):
            if one not in taken:
                raise ValueError(f"{one}: {name} takes {', '.join(taken)}{nearest(one, taken)}")


def listed(names: Iterable[str]) -> Iterator[str]:
    """Yield what each figure is about, and what it takes."""
    for name in names:
        row = catalogue.ROWS[name]
        yield f"{name}: {row.title}"
        if row.parameters:
            yield f"    {' '.join(map(option, row.parameters))}"
    yield f"Each takes {' '.join(option(one.name) for one in PAGE)}; --list NAME tells its caption, ranges and defaults."


def listed_whole(names: Iterable[str]) -> Iterator[str]:
    """Yield the caption of each figure, and what it takes with ranges and defaults."""
    for figure in catalogue.choose(names):
        yield f"{figure.name}: {catalogue.ROWS[figure.name].title}\n    {figure.caption}"
        yield from (f"    {one.told()}" for one in (*figure.parameters, *PAGE))


def draw(
    names: Iterable[str], given: Mapping[str, str], options: argparse.Namespace, more: Iterable[Figure] = ()
) -> int:
    """Draw the named figures, and more, with numbers of one's own, if any; return 1 where files cannot be written."""
    from figures.drawing import output

    out, wanted = options.out or FIGURES, formats(options.formats)
    chosen = [one.told(**given) for one in (*catalogue.choose(names), *more)]
    output.tell(f"files go to {out}")
    try:
        output.write(chosen, out, formats=wanted, force=options.force)
    except OSError as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 1
    return 0


def show_report(
    out: Path, *, write: bool, force: bool, browse: bool, records: Path | None = None, own: Own = ()
) -> int:
    """Draw what figures have changed, write the report and open it; return 1 where that cannot be done.

    Unless `write`, a report that is there is left as it is.
    """
    from figures.report import build

    page = out / "index.html"
    try:
        if write or not page.exists():
            draw_what_can_be(force=force)
            build.write(out, records=records, own=own)
    except (OSError, ValueError) as error:
        print(f"python -m figures: {error}", file=sys.stderr)
        return 1
    if browse and not webbrowser.open(page.resolve().as_uri()):
        print(f"python -m figures: no browser was found; open {page}", file=sys.stderr)
        return 1
    return 0


def draw_what_can_be(*, force: bool) -> None:
    """Draw all figures; where records that one needs are missing, say so and leave it and what follows as they are."""
    from figures.drawing import output
    from figures.plots import registry

    try:
        output.write(registry.FIGURES, force=force)
    except ValueError as error:
        output.tell(f"figures: {error}")


def tell_findings(*, update: bool, own: Own = ()) -> int:
    """Print the findings page from the evidence there is; return 1 where the committed pages say otherwise.

    Findings on trained networks are told of but make no difference: another processor rounds otherwise.  The committed
    pages tell of the package's papers alone.
    """
    from figures.findings import markdown, pages
    from figures.findings.own import own_findings
    from figures.findings.told import FINDINGS
    from theory import papers

    ledger = papers.read_ledger(own=own)
    shipped = papers.read_ledger() if own else ledger
    if update:
        pages.update(shipped)
    print(markdown.page(ledger, (*FINDINGS, *own_findings(ledger, own))), end="")
    for path in pages.stale(shipped):
        print(f"{path.name} differs from the evidence: python -m figures findings --update", file=sys.stderr)
    return 1 if pages.stale(shipped, networks=False) else 0


if __name__ == "__main__":
    shell.leave(main())
