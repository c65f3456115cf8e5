"""``make quick``: lint, types and the tests nearest to what changed, within a minute; it names what it leaves out.

``python -m tests.quick [FILE ...]`` takes the files for changed ones; without any, git says what differs from HEAD and
from the default branch.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence

from tests import pace
from tests.nearest import FAR, ROOT, by_distance, changes, file_of, python_files

SECONDS = 60.0
START, END = 6.0, 11.0
"""Seconds that collecting the tests takes, and ending the run."""
UNMEASURED = 3.0
"""Seconds that a file of tests is taken for of which nothing is remembered."""
LINT = (("ruff", "format", "--check", "."), ("ruff", "check", "."))


def costs(files: Sequence[str], seconds: dict[str, float]) -> dict[str, float]:
    """Return the seconds that each file's tests took when they last ran."""
    found: dict[str, float] = {}
    for test, took in seconds.items():
        file = test.partition("::")[0]
        found[file] = found.get(file, 0.0) + took
    return {file: found.get(file, UNMEASURED) for file in files}


def within(files: Sequence[str], seconds: dict[str, float], available: float) -> list[str]:
    """Return the first files, up to the one with which the time is full."""
    chosen: list[str] = []
    spent = 0.0
    for file, cost in costs(files, seconds).items():
        if spent >= available:
            break
        chosen.append(file)
        spent += cost
    return chosen


def arguments_of(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the parsed arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.quick", description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="what changed: files or modules (ask git)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="number of processes (%(default)s)")
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="S", help="the time there is (%(default)s)")
    parser.add_argument("--list", action="store_true", help="only tell which tests would be run")
    return parser.parse_args(argv)


def path_named(name: str) -> str:
    """Return the path below the project of a file or module.

    Raises:
        ValueError: there is none.
    """
    found = name if (ROOT / name).is_file() else file_of(name)
    if found is None:
        raise ValueError(f"FILE: expected a file or module of the project, got {name!r}")
    return found


def tell(chosen: Sequence[str], reached: Sequence[tuple[str, int]]) -> None:
    """Say what is run, and what is left out and how far away that is."""
    total = sum(1 for file in python_files() if file.rpartition("/")[2].startswith("test_"))
    print(f"{len(chosen)} of the {len(reached)} files of tests that the change reaches (of {total}), nearest first:")
    steps = dict(reached)
    print("".join(f"  {file} ({steps[file]})\n" for file in chosen), end="")
    left = [f"{file} ({steps[file]})" for file, _ in reached if file not in set(chosen)]
    print(f"left out, further away: {', '.join(left) or 'none'}", flush=True)


def papers_of(files: Sequence[str]) -> str:
    """Return the names of the papers whose modules are among the files, apart by blanks."""
    folders = [file.split("/") for file in files if "/papers/" in file]
    return " ".join(sorted({f"{parts[parts.index('papers') + 1].removesuffix('.py')}/" for parts in folders}))


def run(chosen: Sequence[str], workers: int, deadline: float, first: str) -> list[str]:
    """Run lint, types and the chosen tests until the deadline; return the names of what failed."""
    environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
    environment |= {pace.DEADLINE: str(deadline), pace.FIRST: first}
    python = [sys.executable, "-m"]
    failed = [" ".join(one[:2]) for one in LINT if subprocess.run([*python, *one], cwd=ROOT).returncode]
    with subprocess.Popen([*python, "mypy"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as types:
        if chosen:
            tests = [*python, "pytest", "-q", "-n", str(workers), "--maxschedchunk", "1", *chosen]
            failed += ["tests"] if subprocess.run(tests, cwd=ROOT, env=environment).returncode else []
        print(types.communicate()[0], end="")
    return [*failed, "mypy"] if types.returncode else failed


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status."""
    start = time.time()
    given = arguments_of(argv)
    edited, earlier = ([path_named(name) for name in given.files], []) if given.files else changes()
    print(f"changed: {', '.join(edited) or 'nothing'}; before, in this branch: {len(earlier)} files")
    reached = [(file, steps) for file, steps in by_distance(edited, earlier) if steps < FAR]
    available = (given.seconds - START - END) * given.workers
    chosen = within([file for file, _ in reached], pace.remembered(ROOT), available)
    tell(chosen, reached)
    if given.list:
        return 0
    failed = run(chosen, given.workers, start + given.seconds - END, papers_of(edited))
    print(f"{', '.join(failed)} failed" if failed else "all passed", f"({time.time() - start:.0f} s)")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
