"""Claims with their sources, checks that can fail, and evidence: the values that a ledger joins.

A :class:`Claim` says what a paper states, a :class:`Check` puts the claim's formula to the test and yields
:class:`Evidence`.  No status is stored: :class:`theory.ledger.ledger.Ledger` computes it each time it is asked for.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from theory.ledger.domain import ANY, Domain


class Kind(StrEnum):
    """What sort of statement a claim is."""

    DEFINITION = "DEFINITION"
    ASSUMPTION = "ASSUMPTION"
    CITED = "CITED"
    EQUATION = "EQUATION"
    LEMMA = "LEMMA"
    THEOREM = "THEOREM"
    EMPIRICAL = "EMPIRICAL"
    REPORTED = "REPORTED"  # about the numbers of a paper's own table


class Origin(StrEnum):
    """Where the words of a claim come from."""

    READ = "READ"  # the line stands in the text at hand
    SECOND_HAND = "SECOND HAND"  # known from a note, an abstract, a summary page, code, or others' formal statement
    RESTORED = "RESTORED"  # the line was lost; it was rebuilt
    READING = "READING"  # one of several readings of a line
    OURS = "OURS"  # no paper says it


class Method(StrEnum):
    """How a piece of evidence was obtained, strongest first."""

    SYMBOLIC = "SYMBOLIC"  # sympy reduces an identity, a sign or a limit to exactly true or false
    RIGOROUS = "RIGOROUS"  # ball arithmetic over a stated box of parameters
    NUMERICAL = "NUMERICAL"  # points, in floating point
    MONTE_CARLO = "MONTE_CARLO"  # sampling, with a stated error probability
    NETWORK = "NETWORK"  # trained networks


class Verdict(StrEnum):
    """What one piece of evidence says about its claim."""

    HOLDS = "HOLDS"
    FAILS = "FAILS"
    INCONCLUSIVE = "INCONCLUSIVE"


class Status(StrEnum):
    """What all evidence together says about a claim; see :meth:`Ledger.status`."""

    STATED = "STATED"
    UNCHECKED = "UNCHECKED"
    PROVED = "PROVED"
    PROVED_IN_PART = "PROVED IN PART"
    REFUTED = "REFUTED"
    SUPPORTED = "SUPPORTED"
    CONTRADICTED = "CONTRADICTED"
    DISPUTED = "DISPUTED"
    INCONCLUSIVE = "INCONCLUSIVE"
    AGREES = "AGREES WITH ITS TABLE"
    DISAGREES = "CONTRADICTS ITS TABLE"


WEAKEST = (
    Status.REFUTED,
    Status.DISPUTED,
    Status.CONTRADICTED,
    Status.DISAGREES,
    Status.UNCHECKED,
    Status.INCONCLUSIVE,
    Status.SUPPORTED,
    Status.AGREES,
    Status.PROVED_IN_PART,
    Status.PROVED,
    Status.STATED,
)
"""Of several statements, the first of these statuses is that of all together."""

NOTHING_TO_CHECK = frozenset({Kind.DEFINITION, Kind.ASSUMPTION, Kind.CITED})
PROOF_METHODS = frozenset({Method.SYMBOLIC, Method.RIGOROUS})


class LedgerError(ValueError):
    """The claims or the evidence do not fit together."""


class UnknownClaimError(LedgerError):
    """An id that no claim bears; the message gives the nearest ones."""


@dataclass(frozen=True)
class Source:
    """Where a claim stands: paper key, place in the paper, address."""

    paper: str
    locator: str
    url: str = ""


@dataclass(frozen=True)
class Claim:
    """One statement of a paper, or one that this project adds.

    Attributes:
        id: ``paper/name``, for example ``wei2023/thm-4.4``.
        kind: what sort of statement it is.
        source: where it stands.
        summary: what it says, in a few words of plain text.
        statement: the statement in LaTeX (prose with ``$...$``).
        formula: the same as a machine reads it; a check is handed this value, never a copy. A string in the
            language of :func:`theory.ledger.formulas.parse`, a callable, or plain data.
        domain: the parameters it speaks of; see :class:`theory.ledger.domain.Domain`.
        uses: ids of the claims that its printed proof rests on; of a measurement, beside which it was asked.
        reported: the paper's own number, where it reports one.
        reading: how the text was read where it is ambiguous or was restored.
        corrects: id of the claim that this one repairs.
        origin: where its words come from; ``source_note`` says more: which note, how it was restored, which other readings.
        parts: ids of the claims that it joins; it then has no check of its own, and the weakest of their statuses.
        elsewhere: ids of claims about what was measured outside its domain, which decides nothing here.
    """

    id: str
    kind: Kind
    source: Source
    summary: str
    statement: str
    formula: Any = None
    domain: str = ""
    uses: tuple[str, ...] = ()
    reported: Any = None
    reading: str = ""
    corrects: str | None = None
    origin: Origin | None = None
    source_note: str = ""
    parts: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def region(self) -> Domain:
        """The domain as a value."""
        return Domain.of(self.domain)

    def __post_init__(self) -> None:
        paper, _, name = self.id.partition("/")
        if not paper or not name:
            raise LedgerError(f"claim id must be 'paper/name', got {self.id!r}")


@dataclass(frozen=True)
class Evidence:
    """What one check found. ``run`` (versions, machine, seconds) is kept apart: only it may differ when recomputed.

    Attributes:
        complete: whether ``covered`` includes the claim's whole domain.
        covered: what a proof covers, or where a measurement was made, as the text of a domain; None where it is not told.
        premises: ids of claims that the proof assumes.
        observed, expected, uncertainty, counterexample: plain data (str, bool, int, float, list, dict, None).
    """

    claim_id: str
    method: Method
    verdict: Verdict
    scope: str
    complete: bool
    observed: Any = None
    expected: Any = None
    uncertainty: Any = None
    counterexample: Any = None
    seed: int | None = None
    note: str = ""
    covered: str | None = None
    premises: tuple[str, ...] = ()
    run: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Result:
    """What a check's function returns; :meth:`Check.run` makes :class:`Evidence` of it.

    ``scope`` overrides that of the check, for a proof that covered more or less than planned.  ``covered`` is the domain that
    the function covers whatever domain it was asked for; whether the claim's lies inside is computed from it.
    """

    verdict: Verdict
    observed: Any = None
    expected: Any = None
    uncertainty: Any = None
    counterexample: Any = None
    seed: int | None = None
    note: str = ""
    scope: str | None = None
    covered: Domain | None = None


@dataclass(frozen=True)
class Check:
    """A test of one claim by one method.

    Attributes:
        claim_id, method: there is at most one check for each such pair in a package.
        scope: says exactly which parameters are covered.
        function: takes the claim's formula, and its domain where it has an argument of that name, and returns a
            :class:`Result`. It must decide by computation: given a damaged formula, its verdict turns.
        reads: the files that it reads; its evidence is older than they are when their bytes change.
        domain: the claim's.
        premises: ids of claims that the test assumes.
    """

    claim_id: str
    method: Method
    scope: str
    function: Callable[..., Result]
    reads: tuple[Path, ...] = ()
    domain: Domain = ANY
    premises: tuple[str, ...] = ()

    def run(self, formula: Any, domain: Domain | None = None) -> Evidence:
        """Test ``formula`` on a domain, the claim's where none is given; return the evidence, without a ``run`` part.

        Raises:
            LedgerError: the formula is empty; of nothing every test would hold.
        """
        if isinstance(formula, Sized) and not formula:
            raise LedgerError(f"formula of {self.claim_id!r}: expected at least one entry, got {formula!r}")
        domain = self.domain if domain is None else domain
        asks = "domain" in inspect.signature(self.function).parameters
        result = self.function(formula, domain=domain) if asks else self.function(formula)
        return Evidence(
            claim_id=self.claim_id,
            method=self.method,
            verdict=result.verdict,
            scope=self.scope if result.scope is None else result.scope,
            complete=result.covered is not None and result.covered.includes(domain),  # what is not told covers nothing
            observed=result.observed,
            expected=result.expected,
            uncertainty=result.uncertainty,
            counterexample=result.counterexample,
            seed=result.seed,
            note=result.note,
            covered=None if result.covered is None else result.covered.text,
            premises=self.premises,
        )


def verdict_of(holds: bool) -> Verdict:
    """Return HOLDS or FAILS for a decided question."""
    return Verdict.HOLDS if holds else Verdict.FAILS
