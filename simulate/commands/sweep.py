"""``python -m simulate sweep``: a task over a grid or list of parameter sets, replicated over seeds."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulate.commands.arguments import whole
from simulate.studies.tasks import TASKS
from simulate.sweeps import cell, sweep
from theory import files
from theory.commands import shell

HELP = "a task over a grid or a list of parameter sets, replicated, on this machine or a cluster"
DESCRIPTION = """\
Run a task at every parameter set and replication, and store each result as it is finished. A run that is interrupted
goes on where it stopped when the same command is given again; results are the same bytes whichever backend and number
of workers made them.

  python -m simulate sweep minimisers --set p=0.9 eta=0.1,0.5 d=10,100 n=1e3,1e4 objective=ST,SAM rho=1 \\
      --replications 20 --out out/minimisers.jsonl --workers 2
  python -m simulate sweep accuracy --list sets.json --out out/accuracy.jsonl \\
      --backend dask --scheduler tcp://10.0.0.1:8786
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.set_defaults(kept=shell.AGAIN)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = DESCRIPTION
    parser.add_argument("task", help=f"{', '.join(TASKS)}, another registered name, or module:function of your own")
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=A,B", help="axes of a grid; values as in JSON")
    parser.add_argument("--list", type=Path, metavar="FILE", help="JSON list of parameter sets, instead of a grid")
    parser.add_argument("--replications", type=whole, default=1, help="cells at each parameter set (%(default)s)")
    parser.add_argument("--seed", type=whole, default=0, help="seed of the sweep (%(default)s)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="results, as JSON lines")
    parser.add_argument("--fresh", action="store_true", help="forget what the file of results holds")
    add_backend(parser, workers=1)


def add_backend(parser: argparse.ArgumentParser, workers: int) -> None:
    """Add where a sweep runs, with a default number of local processes."""
    parser.add_argument("--workers", type=int, default=workers, metavar="N", help="local processes (%(default)s)")
    parser.add_argument("--backend", choices=("local", "dask"), default="local", help="where it runs (%(default)s)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask scheduler, for example tcp://10.0.0.1:8786")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    todo = cell.cells(
        TASKS.get(arguments.task, arguments.task), parameter_sets(arguments), arguments.replications, arguments.seed
    )
    records = sweep.run_sweep(
        todo,
        arguments.out,
        backend=arguments.backend,
        scheduler=arguments.scheduler,
        workers=arguments.workers,
        fresh=arguments.fresh,
        cost=cost,
    )
    print(f"{arguments.out}: {len(records)} records")
    return 0


def cost(settings: Mapping[str, Any]) -> float:
    """Return about how long a parameter set takes relative to others: its samples, and the calls that draw them."""
    n, repeats = settings.get("n", 1), settings.get("repeats", 1)
    return float((n + 5000) * repeats) if isinstance(n, int) and isinstance(repeats, int) else 1.0


def parameter_sets(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the grid or the list that the arguments describe.

    Raises:
        ValueError: both or neither is given, or they cannot be read.
    """
    if bool(arguments.set) == (arguments.list is not None):
        raise ValueError("expected either --set NAME=A,B ... or --list FILE")
    if arguments.list is not None:
        found = files.read_json(arguments.list)
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            raise ValueError(f"--list: expected a JSON list of objects in {arguments.list}")
        return found
    axes: dict[str, list[Any]] = {}
    for text in arguments.set:
        name, equals, values = text.partition("=")
        if not equals or not name or not values or name in axes:
            raise ValueError(f"--set: expected each axis once, as NAME=A,B, got {text!r}")
        axes[name] = [_value(one) for one in values.split(",")]
    return cell.grid(**axes)


def _value(text: str) -> Any:
    """Return a number (whole ones may be written like 1e7) or else the word itself."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return int(value) if isinstance(value, float) and value.is_integer() and "." not in text else value
