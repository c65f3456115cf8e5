"""The package's own claims: every check's verdict, and a balance that proofs are proofs."""

from __future__ import annotations

import pytest

from theory.ledger.claims import Verdict
from theory.papers.beyond import attacks, full_weights, large_radii, normalisation, smooth

PARTS = (full_weights, normalisation, attacks, large_radii, smooth)
CLAIMS = {claim.id: claim for part in PARTS for claim in part.CLAIMS}
CHECKS = [check for part in PARTS for check in part.CHECKS]
FAIL = {
    "beyond/full-weights-theorem-4.3",
    "beyond/attack-raises-weight",
    "beyond/minimax-logistic-raises",
    "beyond/per-sample-raises",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.claim_id}-{check.method.value}")
def test_verdicts(check):
    evidence = check.run(CLAIMS[check.claim_id].formula)
    assert evidence.verdict is (Verdict.FAILS if check.claim_id in FAIL else Verdict.HOLDS)
    if evidence.verdict is Verdict.FAILS:
        assert evidence.counterexample


def test_every_claim_has_a_check():
    assert {check.claim_id for check in CHECKS} == set(CLAIMS)
