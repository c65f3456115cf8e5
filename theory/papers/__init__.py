"""The papers, one package each; ``PARTS`` are its modules of claims, each with a ``SECTION`` of entries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from theory.ledger import evidence
from theory.ledger.claims import Check, Claim, Ledger, LedgerError, UnknownClaimError, unknown_claim_message
from theory.ledger.entries import Test

PAPERS = ("wei2023", "xie2024", "li2024", "deng2024", "beyond")


@cache
def parts() -> tuple[ModuleType, ...]:
    """Return the modules of claims of all papers; a paper of one module without ``PARTS`` is that module."""
    modules = [import_module(f"theory.papers.{paper}") for paper in PAPERS]
    return tuple(part for module in modules for part in getattr(module, "PARTS", (module,)))


@cache
def claims() -> tuple[Claim, ...]:
    """Return the claims of all papers."""
    return tuple(
        claim for part in parts() for claim in (part.SECTION.claims if hasattr(part, "SECTION") else part.CLAIMS)
    )


@cache
def tests() -> dict[str, tuple[Test, ...]]:
    """Return the tests of all claims by id."""
    return {
        claim_id: tests
        for part in parts()
        if hasattr(part, "SECTION")
        for claim_id, tests in part.SECTION.tests.items()
    }


@cache
def checks(package: str = "theory", full: bool = False) -> tuple[Check, ...]:
    """Return the checks that a package can run; with `full` those on the results of long runs that it has recorded.

    Raises:
        LedgerError: a claim has two of the same method.
    """
    found = tuple(
        check
        for part in parts()
        for check in (
            part.SECTION.checks_of(package, full)
            if hasattr(part, "SECTION")
            else part.CHECKS
            if package == "theory"
            else ()
        )
    )
    keys = [(check.claim_id, check.method) for check in found]
    if len(set(keys)) < len(keys):
        twice = sorted(f"{key[0]} {key[1].value}" for key in set(keys) if keys.count(key) > 1)
        raise LedgerError(f"more than one check for {', '.join(twice)}")
    return found


def ledger() -> Ledger:
    """Return the ledger of all claims, without evidence."""
    return Ledger(claims())


def read_ledger(out: Path = evidence.OUT) -> Ledger:
    """Return the ledger with the evidence below ``out`` and the committed evidence."""
    bare = ledger()
    return bare.with_evidence(evidence.read_all(out, known=bare.claims))


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
