"""The papers, one module or package each, with ``CLAIMS`` and ``CHECKS``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

from theory import evidence_files
from theory.ledger import Check, Claim, Ledger, LedgerError, UnknownClaimError, unknown_claim_message

PAPERS = ("wei2023", "xie2024", "li2024", "deng2024", "beyond")


@cache
def claims() -> tuple[Claim, ...]:
    """Return the claims of all papers."""
    return tuple(claim for paper in PAPERS for claim in import_module(f"theory.papers.{paper}").CLAIMS)


@cache
def checks() -> tuple[Check, ...]:
    """Return the checks that this package can run."""
    found = tuple(check for paper in PAPERS for check in import_module(f"theory.papers.{paper}").CHECKS)
    keys = [(check.claim_id, check.method) for check in found]
    if len(set(keys)) < len(keys):
        twice = sorted(f"{key[0]} {key[1].value}" for key in set(keys) if keys.count(key) > 1)
        raise LedgerError(f"more than one check for {', '.join(twice)}")
    return found


def ledger() -> Ledger:
    """Return the ledger of all claims, without evidence."""
    return Ledger(claims())


def read_ledger(out: Path = evidence_files.OUT) -> Ledger:
    """Return the ledger with the evidence below ``out`` and the committed evidence."""
    bare = ledger()
    return bare.with_evidence(evidence_files.read_all(out, known=bare.claims))


def select_claims(names: Iterable[str]) -> list[str]:
    """Return the ids that ``names`` (claim ids or papers) stand for, all of them when it is empty.

    Raises:
        UnknownClaimError: a name is neither.
    """
    known = [claim.id for claim in claims()]
    papers = {name.partition("/")[0] for name in known}
    chosen: list[str] = []
    for name in names:
        if name in papers:
            chosen += [claim_id for claim_id in known if claim_id.startswith(f"{name}/")]
        elif name in known:
            chosen.append(name)
        else:
            raise UnknownClaimError(unknown_claim_message(name, [*known, *papers]))
    return list(dict.fromkeys(chosen)) if chosen else known
