"""The papers, one package each; ``PARTS`` are its modules of claims, each with a ``SECTION`` of entries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from theory.ledger import checking, evidence, recorded
from theory.ledger.claims import Check, Claim, Evidence, Ledger, Method, UnknownClaimError, unknown_claim_message
from theory.ledger.entries import Test, joined
from theory.rigour import prover

PAPERS = ("wei2023", "xie2024", "li2024", "deng2024", "tsipras2019", "li2024b", "bartlett2023", "long2024", "beyond")


@cache
def parts() -> tuple[ModuleType, ...]:
    """Return the modules of claims of all papers."""
    return tuple(part for paper in PAPERS for part in import_module(f"theory.papers.{paper}").PARTS)


@cache
def claims() -> tuple[Claim, ...]:
    """Return the claims of all papers."""
    return joined(part.SECTION for part in parts())[0]


@cache
def tests() -> dict[str, tuple[Test, ...]]:
    """Return the tests of all claims by id."""
    return joined(part.SECTION for part in parts())[1]


@cache
def checks(package: str = "theory", full: bool = False) -> tuple[Check, ...]:
    """Return the checks that a package can run; with `full` those on the results of long runs that it has recorded."""
    return tuple(check for part in parts() for check in part.SECTION.checks_of(package, full))


def ledger() -> Ledger:
    """Return the ledger of all claims, without evidence."""
    return Ledger(claims())


def standard() -> tuple[Check, ...]:
    """Return the checks of theory and sampling that anybody can run in minutes: their evidence is recorded."""
    return (*checks(), *checks("simulate"))


@cache
def possible() -> tuple[Check, ...]:
    """Return what may have made the evidence of theory and sampling: also proofs that cover more, and long runs."""
    more = (prover.with_plan(check) for check in standard() if check.method is Method.RIGOROUS)
    return (*standard(), *more, *checks("simulate", full=True))


def read_made(out: Path = evidence.OUT) -> list[Evidence]:
    """Return the evidence below ``out``; what no check makes any more is left over from other code, and left out."""
    keys = {(check.claim_id, check.method) for check in possible()}
    found = evidence.read_made(out, {claim.id for claim in claims()})
    return [item for item in found if item.method is Method.NETWORK or (item.claim_id, item.method) in keys]


def read_ledger(out: Path = evidence.OUT) -> Ledger:
    """Return the ledger with the evidence below ``out``, what is recorded where nothing newer is there, and of long runs."""
    bare, made = ledger(), read_made(out)
    return bare.with_evidence([*recorded.joined(bare, made, possible()), *evidence.read_committed(but=made)])


def stale(ledger: Ledger) -> list[Evidence]:
    """Return the evidence of a ledger that is older than the code of its check; that of networks is not looked at."""
    pieces = [item for items in ledger.evidence.values() for item in items if item.method is not Method.NETWORK]
    return checking.stale(ledger, possible(), pieces)


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
