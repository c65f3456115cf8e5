"""Runs checks over processes, keeps each finished piece of evidence at once, and takes up where it stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from theory import runner, sources
from theory.ledger import evidence as evidence_files
from theory.ledger import values
from theory.ledger.claims import Check, Claim, Evidence, Method
from theory.ledger.ledger import Ledger


def _evaluate(check: Check, claim: Claim, code: str) -> Evidence:
    start = time.perf_counter()
    evidence = check.run(claim.formula)
    seconds = time.perf_counter() - start
    versions = sources.libraries(modules_of_check(check, claim)) if code else {}
    return replace(evidence, run=evidence_files.run_information(seconds, code, versions))


def code_of(check: Check, claim: Claim, versions: Mapping[str, str] | None = None) -> str:
    """Return a digest of all that the evidence of a check depends on.

    These are the sources that its function imports, the versions of the libraries among these, the claim's formula and
    domain, the options and scope of the check, and the files that it reads. Empty where a function has no source file,
    as one that was typed at a prompt: such evidence is never current.

    Args:
        check: the check.
        claim: what it tests.
        versions: of the libraries, in place of those that are installed: see `theory.sources.digest`.
    """
    said = (
        check.function,
        claim.formula,
        claim.domain,
        check.method.value,
        check.scope,
        check.premises,
    )
    read = [values.file_text(path) for path in check.reads]
    try:
        return sources.digest(modules_of_check(check, claim), values.text_of(said), *read, versions=versions)
    except sources.SourceError:
        return ""


def modules_of_check(check: Check, claim: Claim) -> tuple[str, ...]:
    """Return the modules whose sources, with all that they import, the evidence of a check depends on."""
    return values.modules_of((check.function, claim.formula))


def is_current(check: Check, code: str, out: Path) -> bool:
    """Return whether the evidence on disk has this digest, which is what the check would give now."""
    found = evidence_files.read_current(evidence_files.path_of(out, check.claim_id, check.method))
    return bool(code) and found is not None and found.run.get("code") == code


def stale(ledger: Ledger, checks: Iterable[Check], pieces: Iterable[Evidence]) -> list[Evidence]:
    """Return the evidence that is older than the code of its check, or of no check at all.

    Other versions of the libraries make nothing stale here: a reader is told of them.  A digest of the older kind, which
    nobody can compute any more, is taken to stand.

    Args:
        ledger: holds the claims.
        checks: what may have made the evidence; several for one claim by one method are alternatives.
        pieces: the evidence.
    """
    by_key: dict[tuple[str, Method], list[Check]] = {}
    for check in checks:
        by_key.setdefault((check.claim_id, check.method), []).append(check)

    def is_current(item: Evidence) -> bool:
        claim, versions = ledger.claim(item.claim_id), item.run.get("versions", {})
        alternatives = by_key.get((item.claim_id, item.method), ())
        return any(sources.stands(item.run.get("code"), code_of(check, claim, versions)) for check in alternatives)

    with sources.unchanged():
        return [item for item in pieces if not is_current(item)]


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
        out: where evidence is written.
        resume: leave out what is current on disk.
        workers: number of processes; 1 runs everything here.
        tell: called with each finished piece, its number and the total.

    Returns:
        The new evidence, in the order of ``checks``.

    Raises:
        RuntimeError: a check failed or its process was killed; the message names it. What was finished is kept.
    """
    with sources.unchanged():
        coded = [(check, code_of(check, ledger.claim(check.claim_id))) for check in checks]
    pending = [(check, code) for check, code in coded if not (resume and is_current(check, code, out))]
    found: dict[int, Evidence] = {}

    def keep(index: int, evidence: Evidence) -> None:
        evidence_files.write(evidence, out)
        found[index] = evidence
        tell(evidence, len(found), len(pending))

    jobs = [
        (
            f"{check.claim_id} {check.method.value}",
            partial(_evaluate, check, ledger.claim(check.claim_id), code),
        )
        for check, code in pending
    ]
    with closing(runner.run(jobs, workers)) as results:
        for index, evidence in results:
            keep(index, evidence)
    return [found[index] for index in sorted(found)]


def select(checks: Iterable[Check], claims: Iterable[str]) -> list[Check]:
    """Return the checks of the given claims."""
    wanted = set(claims)
    return [check for check in checks if check.claim_id in wanted]
