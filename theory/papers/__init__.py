"""The papers, one package each; ``PARTS`` are its modules of claims, each with a ``SECTION`` of entries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from theory.ledger import checking, evidence, recorded
from theory.ledger.claims import Check, Claim, Evidence, LedgerError, Method, UnknownClaimError
from theory.ledger.entries import Test, joined
from theory.ledger.ledger import Ledger, unknown_claim_message
from theory.papers.own import Own
from theory.rigour import prover

PAPERS = ("wei2023", "xie2024", "li2024", "deng2024", "tsipras2019", "li2024b", "bartlett2023", "long2024", "beyond")


@cache
def parts(own: Own = ()) -> tuple[ModuleType, ...]:
    """Return the modules of claims of all papers, those of a user's own last.

    Raises:
        LedgerError: two claims have one id, one of them of a user's own.
    """
    shipped = tuple(part for paper in PAPERS for part in import_module(f"theory.papers.{paper}").PARTS)
    places: dict[str, str] = {}
    for part in (*shipped, *(part for one in own for part in one.parts)):
        for claim in part.SECTION.claims:
            if claim.id in places:
                raise LedgerError(f"claim id {claim.id!r} of {part.__name__} is taken: {places[claim.id]} has it")
            places[claim.id] = part.__name__
    return (*shipped, *(part for one in own for part in one.parts))


@cache
def claims(own: Own = ()) -> tuple[Claim, ...]:
    """Return the claims of all papers."""
    return joined(part.SECTION for part in parts(own))[0]


@cache
def tests(own: Own = ()) -> dict[str, tuple[Test, ...]]:  # noqa: PT028 - no test of pytest's
    """Return the tests of all claims by id."""
    return joined(part.SECTION for part in parts(own))[1]


@cache
def checks(package: str = "theory", full: bool = False, own: Own = ()) -> tuple[Check, ...]:
    """Return the checks that a package can run; with `full` those on the results of long runs that it has recorded."""
    return tuple(check for part in parts(own) for check in part.SECTION.checks_of(package, full))


def ledger(own: Own = ()) -> Ledger:
    """Return the ledger of all claims, without evidence."""
    return Ledger(claims(own), options={claim_id: one.option for one in own if one.option for claim_id in one.ids})


def standard(own: Own = ()) -> tuple[Check, ...]:
    """Return the checks of theory and sampling that anybody can run in minutes: the package's evidence is recorded."""
    return (*checks(own=own), *checks("simulate", own=own))


@cache
def possible(own: Own = ()) -> tuple[Check, ...]:
    """Return what may have made the evidence of theory and sampling: also proofs that cover more, and long runs."""
    more = (prover.with_plan(check) for check in standard(own) if check.method is Method.RIGOROUS)
    return (*standard(own), *more, *checks("simulate", full=True))


def read_made(out: Path = evidence.OUT, own: Own = ()) -> list[Evidence]:
    """Return the evidence below ``out``; what no check makes any more is left over from other code, and left out."""
    keys = {(check.claim_id, check.method) for check in possible(own)}
    found = evidence.read_made(out, {claim.id for claim in claims(own)})
    return [item for item in found if item.method is Method.NETWORK or (item.claim_id, item.method) in keys]


def read_ledger(out: Path = evidence.OUT, own: Own = ()) -> Ledger:
    """Return the ledger with the evidence below ``out``, what is recorded where nothing newer is there, and of long runs.

    Args:
        out: where evidence is computed.
        own: papers of a user's own, see `theory.papers.own`; so in the other functions here.
    """
    bare, made = ledger(own), read_made(out, own)
    return bare.with_evidence([*recorded.joined(bare, made, possible(own)), *evidence.read_committed(but=made)])


def stale(ledger: Ledger, own: Own = ()) -> list[Evidence]:
    """Return the evidence of a ledger that is older than the code of its check; that of networks is not looked at."""
    pieces = [item for items in ledger.evidence.values() for item in items if item.method is not Method.NETWORK]
    return checking.stale(ledger, possible(own), pieces)


def select_claims(names: Iterable[str], own: Own = ()) -> list[str]:
    """Return the ids that ``names`` (claim ids or papers) stand for, all of them when it is empty.

    Raises:
        UnknownClaimError: a name is neither.
    """
    known = [claim.id for claim in claims(own)]
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
