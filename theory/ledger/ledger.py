"""The ledger: claims and evidence joined, and the status computed from them each time it is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from theory.ledger.claims import (
    NOTHING_TO_CHECK,
    PROOF_METHODS,
    WEAKEST,
    Claim,
    Evidence,
    Kind,
    LedgerError,
    Method,
    Status,
    UnknownClaimError,
    Verdict,
)
from theory.ledger.domain import Domain


class Ledger:
    """Claims and evidence, joined.

    Args:
        claims: in the order in which they are shown.
        evidence: for them.
        options: what a command must be told besides the id to know a claim, by the ids of those where that is something.

    Raises:
        LedgerError: an id given twice, a reference to an id that no claim bears, or a cycle.
    """

    def __init__(
        self, claims: Iterable[Claim], evidence: Iterable[Evidence] = (), *, options: Mapping[str, str] | None = None
    ) -> None:
        self.options = dict(options or {})
        self.claims: dict[str, Claim] = {}
        for claim in claims:
            if claim.id in self.claims:
                raise LedgerError(f"claim id {claim.id!r} is given twice")
            self.claims[claim.id] = claim
        for claim in self.claims.values():
            named = {"uses": claim.uses, "parts": claim.parts, "elsewhere": claim.elsewhere}
            for name, target in [(name, one) for name, ids in named.items() for one in ids] + [
                ("corrects", claim.corrects)
            ]:
                if target is not None and target not in self.claims:
                    raise LedgerError(f"claim {claim.id!r}: {name} names {target!r}, which no claim bears")
        self._order = self._sorted()
        self._statuses: dict[str, Status] = {}
        self._asked: list[str] = []
        self.evidence: dict[str, tuple[Evidence, ...]] = dict.fromkeys(self.claims, ())
        for item in sorted(evidence, key=lambda item: list(Method).index(item.method)):
            if item.claim_id not in self.claims:
                raise LedgerError(f"evidence for {item.claim_id!r}, which no claim bears")
            self.evidence[item.claim_id] += (item,)

    def _sorted(self) -> list[str]:
        for edges in (
            {claim.id: ([claim.corrects] if claim.corrects else []) for claim in self.claims.values()},
            {claim.id: claim.parts for claim in self.claims.values()},
            {claim.id: claim.uses for claim in self.claims.values()},
        ):
            try:
                order = list(TopologicalSorter(edges).static_order())
            except CycleError as error:
                raise LedgerError(f"claims rest on each other in a circle: {' -> '.join(error.args[1])}") from None
        return order

    def claim(self, claim_id: str) -> Claim:
        """Return the claim of that id.

        Raises:
            UnknownClaimError: no claim bears the id.
        """
        if claim_id not in self.claims:
            raise UnknownClaimError(unknown_claim_message(claim_id, self.claims))
        return self.claims[claim_id]

    def status(self, claim_id: str) -> Status:
        """Return the status that the evidence gives; proof outranks measurement.

        A claim with parts has the weakest status among them.  A proof of the whole claim whose premises are proved decides,
        unless a measurement has a counterexample: then it is DISPUTED.  Where proof covers a part only, a measurement that
        fails tells about the rest: the claim is then CONTRADICTED.
        """
        if claim_id not in self._statuses:
            self._statuses[claim_id] = self._computed(self.claim(claim_id))
        return self._statuses[claim_id]

    def _computed(self, claim: Claim) -> Status:
        if claim.kind in NOTHING_TO_CHECK:
            return Status.STATED
        if claim.parts:
            return weakest(self.status(part) for part in claim.parts)
        evidence = self.deciding(claim.id)
        if not evidence:
            return Status.UNCHECKED
        decided = [item for item in evidence if item.verdict is not Verdict.INCONCLUSIVE]
        proofs = [item for item in decided if item.method in PROOF_METHODS]
        measurements = [item for item in decided if item.method not in PROOF_METHODS]
        if claim.kind is Kind.REPORTED:
            return _of_table(*_both(decided))
        proved, refuted = _both(proofs)
        seen, contradicted = _both(measurements)
        if (proved and refuted) or (_with_counterexample(measurements) and any(map(self._whole, proofs))):
            return Status.DISPUTED
        if refuted:
            return Status.REFUTED
        if proved:
            if any(map(self._whole, proofs)):
                return Status.PROVED
            return Status.CONTRADICTED if contradicted else Status.PROVED_IN_PART
        if seen and contradicted:
            return Status.DISPUTED
        if seen or contradicted:
            return Status.SUPPORTED if seen else Status.CONTRADICTED
        return Status.INCONCLUSIVE

    def _whole(self, proof: Evidence) -> bool:
        """Return whether a proof that holds covers the claim's domain, with no premise that is unproved there."""
        return proof.verdict is Verdict.HOLDS and proof.complete and not self.open_premises(proof)

    def open_premises(self, proof: Evidence) -> list[str]:
        """Return the premises of a proof that are not proved on its claim's domain.

        A premise that is a definition or an assumption is given; one that is only cited is open.
        """
        region = self.claim(proof.claim_id).region
        return [name for name in proof.premises if not self._granted(name, region)]

    def _granted(self, name: str, region: Domain) -> bool:
        premise = self.claim(name)
        if premise.kind in (Kind.DEFINITION, Kind.ASSUMPTION):
            return True
        if name in self._asked:
            raise LedgerError(f"premises rest on each other in a circle: {' -> '.join([*self._asked, name])}")
        self._asked.append(name)
        try:
            return self.status(name) is Status.PROVED and premise.region.includes(region)
        finally:
            self._asked.pop()

    def deciding(self, claim_id: str) -> list[Evidence]:
        """Return the evidence from inside the claim's domain: a measurement made elsewhere decides nothing."""
        claim = self.claim(claim_id)
        return [
            item
            for item in self.evidence[claim_id]
            if item.method in PROOF_METHODS or item.covered is None or claim.region.includes(Domain.of(item.covered))
        ]

    def papers(self) -> list[str]:
        """Return the keys of the papers that its claims are of, in the order of the claims."""
        return list(dict.fromkeys(name.partition("/")[0] for name in self.claims))

    def statuses(self) -> dict[str, Status]:
        """Return every claim's status, in the order of the claims."""
        return {claim_id: self.status(claim_id) for claim_id in self.claims}

    def ancestors(self, claim_id: str) -> list[str]:
        """Return the ids of all claims that the printed proof rests on, directly or not, deepest first."""
        found: set[str] = set()
        pending = list(self.claim(claim_id).uses)
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending.extend(self.claims[current].uses)
        return [name for name in self._order if name in found]

    def dependents(self, claim_id: str) -> list[str]:
        """Return the ids of the claims whose printed proof uses this one directly."""
        self.claim(claim_id)
        return [claim.id for claim in self.claims.values() if claim_id in claim.uses]

    def corrections(self, claim_id: str) -> list[str]:
        """Return the ids of the claims that say what is true instead."""
        self.claim(claim_id)
        return [claim.id for claim in self.claims.values() if claim.corrects == claim_id]

    def notes(self, claim_id: str) -> list[str]:
        """Return what a reader must know besides the status."""
        status = self.status(claim_id)
        notes = []
        refuted = [name for name in self.ancestors(claim_id) if self.status(name) is Status.REFUTED]
        if refuted and status is not Status.STATED:
            notes.append(_beside_refuted(self.claims[claim_id], status, ", ".join(refuted)))
        if status in (Status.PROVED, Status.REFUTED, Status.PROVED_IN_PART, Status.CONTRADICTED):
            winning = status in (Status.PROVED, Status.PROVED_IN_PART)
            for item in self.evidence[claim_id]:
                if winning and item.verdict is Verdict.HOLDS and (open_ := self.open_premises(item)):
                    notes.append(f"the {item.method} proof assumes {', '.join(open_)}, not proved on this domain")
                if item.verdict is (Verdict.FAILS if winning else Verdict.HOLDS):
                    notes.append(f"{item.method} evidence disagrees ({item.verdict}: {item.scope})")
        if corrections := self.corrections(claim_id):
            notes.append(f"corrected by {', '.join(corrections)}")
        return notes

    def strongest(self, claim_id: str) -> Evidence | None:
        """Return the evidence that the status rests on: the strongest method that decided, else any, else None."""
        rank = list(Method)
        ordered = sorted(
            self.evidence[self.claim(claim_id).id],
            key=lambda item: (item.verdict is Verdict.INCONCLUSIVE, rank.index(item.method), not item.complete),
        )
        return ordered[0] if ordered else None

    def with_evidence(self, evidence: Iterable[Evidence]) -> Ledger:
        """Return a ledger of the same claims with other evidence."""
        return Ledger(self.claims.values(), evidence, options=self.options)


def _beside_refuted(claim: Claim, status: Status, refuted: str) -> str:
    """Return what refuted claims among those that it uses mean for a claim; a measurement rests on none of them."""
    if claim.kind in (Kind.EMPIRICAL, Kind.REPORTED):
        return f"asked beside {refuted}, refuted; a measurement has no premises"
    own_proof = status in (Status.PROVED, Status.PROVED_IN_PART)
    rest = "; the proof here does not" if own_proof else ": this claim rests on a refuted claim"
    return f"its printed proof rests on {refuted}, refuted{rest}"


def weakest(statuses: Iterable[Status]) -> Status:
    """Return the status of several statements together: the weakest, REFUTED if one is."""
    found = set(statuses)
    return next((one for one in WEAKEST if one in found), Status.UNCHECKED)


def _of_table(agrees: bool, contradicts: bool) -> Status:
    if agrees and contradicts:
        return Status.DISPUTED
    if agrees or contradicts:
        return Status.AGREES if agrees else Status.DISAGREES
    return Status.INCONCLUSIVE


def _with_counterexample(measurements: Iterable[Evidence]) -> bool:
    return any(item.verdict is Verdict.FAILS and item.counterexample is not None for item in measurements)


def _both(items: list[Evidence]) -> tuple[bool, bool]:
    """Return (some hold, some fail)."""
    return any(item.verdict is Verdict.HOLDS for item in items), any(item.verdict is Verdict.FAILS for item in items)


def unknown_claim_message(claim_id: str, known: Iterable[str]) -> str:
    """Return a sentence that names the nearest ids to one that is not known."""
    ids = list(known)
    near = difflib.get_close_matches(claim_id, ids, n=4, cutoff=0.4)
    bare = {name.partition("/")[2]: name for name in ids}
    near += [bare[name] for name in difflib.get_close_matches(claim_id, list(bare), n=4, cutoff=0.5)]
    hint = f"; nearest: {', '.join(dict.fromkeys(near))}" if near else ""
    return f"no claim has the id {claim_id!r}{hint}"
