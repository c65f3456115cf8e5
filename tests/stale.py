"""How much an edit of a module makes stale: ``python -m tests.stale [MODULE ...]`` counts checks, runs and figures.

With ``--update`` it writes what it counts for `EDITS` into ``ARCHITECTURE.md``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache

from figures.drawing import output
from figures.plots.registry import FIGURES
from gpu_experiments import papers as network_claims
from gpu_experiments.commands.full import EXPERIMENTS
from simulate import papers as sampled_claims
from simulate.commands.full import sweeps
from simulate.sweeps.sweep import modules_of
from theory import files, papers, sources
from theory.ledger.checking import modules_of_check
from theory.ledger.claims import Check

EDITS = {
    "theory's command line": (
        "theory.__main__",
        "theory.ledger.show",
        "theory.commands.check",
        "theory.commands.overview",
        "theory.commands.show",
        "theory.commands.solve",
        "theory.commands.certify",
        "theory.commands.workers",
    ),
    "one module of a paper": ("theory.papers.wei2023.radii.checks",),
    "the binary model": ("theory.model.binary_model",),
    "figures' style": ("figures.drawing.style",),
}


def all_checks() -> list[Check]:
    """Return the checks of all packages, and those of the recorded sweeps."""
    return [
        *papers.checks(),
        *sampled_claims.checks(),
        *sampled_claims.checks(full=True),
        *network_claims.checks(full=True),
    ]


@cache
def closures() -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Return by kind the name of everything that can be stale, with the modules that its digest covers."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for kind, name, modules in _all():
        found.setdefault(kind, []).append((name, _closure(modules)))
    return found


@cache
def _closure(modules: tuple[str, ...]) -> frozenset[str]:
    return frozenset(sources.closure(modules))


def _all() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    claims = papers.ledger()
    for check in all_checks():
        yield "checks", check.claim_id, modules_of_check(check, claims.claim(check.claim_id))
    for experiment in EXPERIMENTS.values():
        for cell in experiment.cells():
            yield "network runs", cell.name, modules_of(cell.task)
    for cells in sweeps().values():
        for cell in cells:
            yield "cells of sweeps", cell.name, modules_of(cell.task)
    for figure in FIGURES:
        yield "figures", figure.name, output.modules_of(figure)


def stale(*edited: str) -> dict[str, list[str]]:
    """Return by kind the names of what an edit of these modules makes stale."""
    return {kind: [name for name, modules in rows if modules.intersection(edited)] for kind, rows in closures().items()}


def report(title: str, *edited: str) -> str:
    """Return a line on an edit."""
    rows = closures()
    found = ", ".join(f"{len(names)} of {len(rows[kind])} {kind}" for kind, names in stale(*edited).items())
    return f"{title} ({', '.join(edited)}): {found}"


PAGE = sources.PROJECT / "ARCHITECTURE.md"
BEFORE = {
    "checks": ("theory",),
    "network runs": ("simulate", "gpu_experiments"),
    "cells of sweeps": ("theory", "simulate"),
    "figures": ("theory", "simulate", "figures"),
}
"""The packages that digests covered in version 0.1.0; those of the checks of other packages covered these as well."""
_BLOCK = re.compile(r"(<!-- stale: begin -->\n).*?(<!-- stale: end -->)", re.DOTALL)


def markdown() -> str:
    """Return the table of `EDITS`, before and now."""
    totals = {kind: len(rows) for kind, rows in closures().items()}
    lines = [f"| edit of | | {' | '.join(totals)} |", "|---|---|" + "---|" * len(totals)]
    for title, modules in EDITS.items():
        package = modules[0].partition(".")[0]
        before = [total if package in BEFORE[kind] else 0 for kind, total in totals.items()]
        now = [len(names) for names in stale(*modules).values()]
        shown = f"`{modules[0]}`" + (f" and {len(modules) - 1} more" if modules[1:] else "")
        for start, counts in ((f"{title}, {shown} | before", before), (" | now", now)):
            numbers = (f"{count} of {total}" for count, total in zip(counts, totals.values(), strict=True))
            lines.append(f"| {start} | {' | '.join(numbers)} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """Return the page with its table of what an edit makes stale replaced."""
    return _BLOCK.sub(lambda match: f"{match[1]}{markdown()}{match[2]}", page)


def main() -> None:
    """Run the command."""
    if sys.argv[1:] == ["--update"]:
        files.write_text(PAGE, with_table(PAGE.read_text(encoding="utf-8")))
        return
    edits = {name: (name,) for name in sys.argv[1:]} or EDITS
    print("\n".join(report(title, *modules) for title, modules in edits.items()))


if __name__ == "__main__":
    main()
