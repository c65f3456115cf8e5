"""How long it takes to know what the whole ledger depends on: the digests of all checks, in one go and one by one."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from theory import papers, sources
from theory.ledger.checking import code_of


def seconds(together: bool) -> float:
    """Return the processor seconds of the digests of all checks, after a first run."""
    checks, ledger = papers.standard(), papers.ledger()
    start = time.process_time()
    with sources.unchanged() if together else contextlib.nullcontext():
        for check in checks:
            code_of(check, ledger.claim(check.claim_id))
    return time.process_time() - start


if __name__ == "__main__":
    seconds(together=True)
    together, apart = seconds(together=True), seconds(together=False)
    print(
        f"digests of {len(papers.standard())} checks: {together:.2f} s in one go, {apart / together:.1f} times that one by one"
    )
