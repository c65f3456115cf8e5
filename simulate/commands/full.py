"""``python -m simulate full``: the sweeps behind the committed results and figures, then the evidence from them."""

from __future__ import annotations

import argparse
from pathlib import Path

from simulate import papers
from simulate.commands.sweep import add_backend, cost
from simulate.studies import average_points, plan, sign_map, training_plan
from simulate.sweeps import sweep
from simulate.sweeps.cell import Cell
from theory import papers as claims
from theory.commands import shell
from theory.ledger import checking

HELP = "the sweeps behind the committed results and figures, then the evidence from them"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.description = (
        f"{HELP}: about 20 minutes on 2 cores. What is recorded and current is not run again, nor records whose digest is "
        "of the older kind, of whole packages, which nobody can compare."
    )
    add_backend(parser, workers=2)
    parser.add_argument("--fresh", action="store_true", help="run everything again")


def sweeps() -> dict[Path, list[Cell]]:
    """Return all cells by the file of results that holds their records."""
    return {
        **{plan.RESULTS / f"{name}.jsonl": cells for name, cells in plan.all_cells(plan.FULL).items()},
        training_plan.RESULTS: training_plan.all_cells(training_plan.FULL),
        sign_map.RESULTS: sign_map.all_cells(),
        average_points.RESULTS: average_points.all_cells(),
    }


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    for path, cells in sweeps().items():
        sweep.run_sweep(
            cells,
            path,
            backend=arguments.backend,
            scheduler=arguments.scheduler,
            workers=arguments.workers,
            fresh=arguments.fresh,
            cost=cost,
        )
    checking.run_checks(claims.ledger(), papers.checks(full=True), out=plan.EVIDENCE)
    return 0
