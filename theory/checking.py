"""Runs checks over processes, keeps each finished piece of evidence at once, and takes up where it stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from theory import evidence_files, runner
from theory.ledger import Check, Evidence, Ledger


def _evaluate(check: Check, formula: object, code: str) -> Evidence:
    start = time.perf_counter()
    evidence = check.run(formula)
    return replace(evidence, run=evidence_files.run_information(time.perf_counter() - start, code))


def is_current(check: Check, code: str, out: Path) -> bool:
    """Return whether the evidence on disk comes from this very code."""
    path = evidence_files.path_of(out, check.claim_id, check.method)
    return path.exists() and evidence_files.read(path).run.get("code") == code


def report_line(evidence: Evidence, done: int, total: int) -> None:
    """Tell on stderr what one check found."""
    print(
        f"[{done}/{total}] {evidence.claim_id} {evidence.method.value}: {evidence.verdict.value}"
        f" ({evidence.run['seconds']:.1f} s)",
        file=sys.stderr,
        flush=True,
    )


def run_checks(
    ledger: Ledger,
    checks: Sequence[Check],
    packages: Sequence[str],
    *,
    out: Path = evidence_files.OUT,
    resume: bool = False,
    workers: int = 1,
    tell: Callable[[Evidence, int, int], None] = report_line,
) -> list[Evidence]:
    """Run checks and write each one's evidence below ``out`` as it ends.

    Args:
        ledger: holds the claims.
        checks: what to run.
        packages: the packages whose sources the evidence depends on.
        out: where evidence is written.
        resume: leave out what was computed by this very code before.
        workers: number of processes; 1 runs everything here.
        tell: called with each finished piece, its number and the total.

    Returns:
        The new evidence, in the order of ``checks``.

    Raises:
        RuntimeError: a check failed or its process was killed; the message names it. What was finished is kept.
    """
    code = evidence_files.code_fingerprint(*packages)
    pending = [check for check in checks if not (resume and is_current(check, code, out))]
    found: dict[int, Evidence] = {}

    def keep(index: int, evidence: Evidence) -> None:
        evidence_files.write(evidence, out)
        found[index] = evidence
        tell(evidence, len(found), len(pending))

    jobs = [
        (
            f"{check.claim_id} {check.method.value}",
            partial(_evaluate, check, ledger.claim(check.claim_id).formula, code),
        )
        for check in pending
    ]
    with closing(runner.run(jobs, workers)) as results:
        for index, evidence in results:
            keep(index, evidence)
    return [found[index] for index in sorted(found)]


def select(checks: Iterable[Check], claims: Iterable[str]) -> list[Check]:
    """Return the checks of the given claims."""
    wanted = set(claims)
    return [check for check in checks if check.claim_id in wanted]
