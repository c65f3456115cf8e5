"""The checks of papers as the ledger has them: what each must give, for the tests of a paper."""

from __future__ import annotations

from collections.abc import Container, Mapping

from theory import papers
from theory.ledger.claims import Check, Kind, Method, Verdict
from theory.ledger.domain import Domain

LEDGER = papers.ledger()
Key = tuple[str, Method]


def checks_of(*prefixes: str) -> dict[Key, Check]:
    """Return the checks of the claims whose ids begin so, by claim and method."""
    return {(one.claim_id, one.method): one for one in papers.checks() if one.claim_id.startswith(prefixes)}


def gives_its_verdict(key: Key, check: Check, refuted: Container[str]) -> None:
    """Fail unless a check refutes what is refuted, with a counterexample, and proves the rest whole by symbols alone."""
    claim_id, method = key
    evidence = check.run(LEDGER.claim(claim_id).formula)
    assert evidence.verdict is (Verdict.FAILS if claim_id in refuted else Verdict.HOLDS)
    assert (evidence.counterexample is not None) == (claim_id in refuted)
    if claim_id not in refuted:
        assert evidence.complete == (method is Method.SYMBOLIC)
        assert method is Method.SYMBOLIC or check.domain.includes(Domain.of(evidence.covered))


def every_claim_is_dealt_with(checks: Mapping[Key, Check], refuted: set[str], *prefixes: str) -> None:
    """Fail unless what is refuted is corrected, and what has neither check nor parts is a definition."""
    assert all(LEDGER.corrections(claim_id) for claim_id in refuted)
    checked = {claim_id for claim_id, _ in checks}
    own = [claim for claim in LEDGER.claims.values() if claim.id.startswith(prefixes)]
    assert {claim.kind for claim in own if claim.id not in checked and not claim.parts} == {Kind.DEFINITION}
