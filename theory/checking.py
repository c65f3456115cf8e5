"""Runs checks over processes, keeps each finished piece of evidence at once, and takes up where it stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from theory import evidence_files
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
    """
    code = evidence_files.code_fingerprint(*packages)
    pending = [check for check in checks if not (resume and is_current(check, code, out))]
    found: dict[int, Evidence] = {}

    def keep(index: int, evidence: Evidence) -> None:
        evidence_files.write(evidence, out)
        found[index] = evidence
        tell(evidence, len(found), len(pending))

    jobs = [(check, ledger.claim(check.claim_id).formula) for check in pending]
    if workers == 1 or len(jobs) < 2:
        for index, (check, formula) in enumerate(jobs):
            keep(index, _evaluate(check, formula, code))
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            running: dict[Future[Evidence], int] = {
                pool.submit(_evaluate, check, formula, code): index for index, (check, formula) in enumerate(jobs)
            }
            try:
                while running:
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        keep(running.pop(future), future.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    return [found[index] for index in sorted(found)]


def select(checks: Iterable[Check], claims: Iterable[str]) -> list[Check]:
    """Return the checks of the given claims."""
    wanted = set(claims)
    return [check for check in checks if check.claim_id in wanted]
