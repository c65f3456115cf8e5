"""The package's own claims: every check's verdict, what it covers, and how many points the measurements have."""

from __future__ import annotations

from functools import cache

import pytest
import sympy as sp

from theory import papers
from theory.ledger.claims import PROOF_METHODS, Check, Evidence, Ledger, Method, Origin, Status, Verdict
from theory.ledger.domain import Domain
from theory.ledger.entries import joined
from theory.ledger.formulas import symbols
from theory.papers.beyond import all_weights, attacks, cap, large_radii, rates, scale, smooth
from theory.papers.beyond.all_weights import checks as all_weights_checks
from theory.papers.beyond.cap import checks as cap_checks
from theory.papers.beyond.scale import checks as scale_checks
from theory.papers.tools.derivation import DerivationError

SECTIONS = [part.SECTION for part in (cap, all_weights, attacks, large_radii, rates, scale, smooth)]
CLAIMS = {claim.id: claim for claim in joined(SECTIONS)[0]}
CHECKS = {(check.claim_id, check.method): check for one in SECTIONS for check in one.checks_of("theory")}
SAMPLED = {"beyond/rate-st-cube-root", "beyond/rate-sam-root-n"}
FAIL = {
    "beyond/full-weights-theorem-4.3",
    "beyond/attack-raises-weight",
    "beyond/minimax-logistic-raises",
    "beyond/per-sample-raises",
}
AT_POINTS = {("beyond/large-radius-end", Method.RIGOROUS)}  # beside a proof of the whole claim
COUNTS = {
    "beyond/full-weights-rotation": 1000,
    "beyond/full-weights-largest-radius-limit": 3,
    "beyond/full-weights-small-radius": 2000,
    "beyond/full-weights-small-radius-unit-norm": 60,
    "beyond/unit-norm-fixed-point": 500,
    "beyond/unit-norm-shift": 1000,
    "beyond/free-scale-all-weights": 135,
    "beyond/attack-l2-rest": 2000,
    "beyond/attack-linf-all": 2000,
    "beyond/attack-l2-all": 2000,
    "beyond/attack-all-small-linf": 2000,
    "beyond/attack-all-small-l2": 2000,
    "beyond/large-radius-end": 708,
    "beyond/large-radius-correction": 9,
    "beyond/logistic-standard": 18,
    "beyond/one-step-no-shift": 1998,
    "beyond/minimax-logistic-raises": 36,
    "beyond/per-sample-raises": 36,
}


@cache
def evidence(key: tuple[str, Method]) -> Evidence:
    check: Check = CHECKS[key]
    return check.run(CLAIMS[check.claim_id].formula)


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_verdicts(key):
    found = evidence(key)
    assert found.verdict is (Verdict.FAILS if key[0] in FAIL else Verdict.HOLDS)
    if found.verdict is Verdict.FAILS:
        assert found.counterexample
    elif key[1] in PROOF_METHODS and key not in AT_POINTS:
        assert found.complete


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_measurements_lie_in_the_claims_domain(key):
    found = evidence(key)
    if key[1] not in PROOF_METHODS and found.covered is not None:
        assert CLAIMS[key[0]].region.beyond(Domain.of(found.covered)) == []


def test_the_number_of_sampled_points():
    counted = {
        key[0]: found.uncertainty["sampled points"]
        for key in CHECKS
        if isinstance((found := evidence(key)).uncertainty, dict)
    }
    assert counted == COUNTS


def test_every_claim_has_a_check_or_parts():
    assert {claim_id for claim_id, _ in CHECKS} == {i for i, one in CLAIMS.items() if not one.parts} - SAMPLED


def test_no_paper_says_them():
    assert {claim.origin for claim in CLAIMS.values()} == {Origin.OURS}
    assert all(claim.source_note for claim in CLAIMS.values())


def test_premises_are_proved_on_the_domain_where_they_are_used():
    found = whole()
    for claim_id, _ in CHECKS:
        assert [found.open_premises(item) for item in found.evidence[claim_id] if found.open_premises(item)] == []


@cache
def whole() -> Ledger:
    """The ledger with this package's evidence and the proofs of its premises in other papers, and of theirs."""
    proofs = [check for check in papers.checks() if check.method in PROOF_METHODS]
    needed, wider = set(), {name for check in CHECKS.values() for name in check.premises} - set(CLAIMS)
    while wider - needed:
        needed |= wider
        wider = {name for check in proofs if check.claim_id in needed for name in check.premises} - set(CLAIMS)
    other = [check for check in proofs if check.claim_id in needed]
    formulas = {claim.id: claim.formula for claim in papers.claims()}
    return papers.ledger().with_evidence(
        [*map(evidence, CHECKS), *(check.run(formulas[check.claim_id]) for check in other)]
    )


def test_premises_of_other_papers_speak_of_the_domain_where_they_are_used():
    known = {claim.id: claim for claim in papers.claims()}
    for (claim_id, _), check in CHECKS.items():
        for name in check.premises:
            assert known[name].region.beyond(CLAIMS[claim_id].region) == [], (claim_id, name)


def test_the_statements_that_were_false_or_undecided_at_the_edge():
    """Each was one statement under PROVED of which a clause was decided by no step."""
    ledger = whole()
    for name in ("full-weights-largest-radius", "full-weights-reduction", "unit-norm-one-weight", "large-radius-limit"):
        claim = ledger.claim(f"beyond/{name}")
        assert claim.parts
        assert ledger.status(claim.id) is Status.PROVED
    # acc < p at every w, and its supremum is p: no finite weight is best
    beyond_radius = ("beyond/full-weights-beyond-largest-radius", Method.SYMBOLIC)
    assert evidence(beyond_radius).complete
    assert ledger.status(beyond_radius[0]) is Status.PROVED
    # eps > 1 was outside what is true: at eps = 3/2 the accuracy is greater at w = 0 than at large w
    jump = CHECKS["beyond/attack-jump", Method.RIGOROUS]
    claim = CLAIMS["beyond/attack-jump"]
    wider = Domain.of(claim.domain.replace("0 < eps < 1", "0 < eps < 2"))
    assert claim.domain != wider.text
    assert not jump.run(claim.formula, wider).complete


def test_a_jump_is_false_for_radii_above_one():
    from theory.model.attacks import accuracy_under_attack
    from theory.model.binary_model import BinaryModel

    model = BinaryModel(0.9, 0.1, 100)
    zero, large = accuracy_under_attack(model, [0.0, 1000.0], 1.5, "linf", "all")
    assert zero > large


def test_balls_refuse_another_coefficient_at_unit_norm():
    coefficient = (symbols()["d"] + symbols()["w_star"] ** 2) / (3 * symbols()["d"])
    scale_checks._confirm_in_balls(coefficient)
    with pytest.raises(DerivationError, match="in balls"):
        scale_checks._confirm_in_balls(coefficient * sp.Rational(101, 100))


@pytest.mark.parametrize("name", ["unit-rest", "unit-norm"])
def test_ends_that_do_not_change_places_leave_the_next_order_open(monkeypatch, name):
    ends = all_weights_checks._ends
    monkeypatch.setattr(all_weights_checks, "_ends", lambda scale, c, size: [ends(scale, c, size)[0], -size])
    with pytest.raises(DerivationError, match="change places"):
        all_weights_checks._leading_coefficient.__wrapped__(name)


def test_ends_that_stay_bounded_leave_the_optimum_open(monkeypatch):
    """Rays that rise with the centre, but not through all reals, need not be equally good anywhere."""
    ends = cap_checks.ends_of_meridian

    def shorter(t_0, e):
        low, high, root = ends(t_0, e)
        return low, high, sp.sqrt(root**2 - 1)

    monkeypatch.setattr(cap_checks, "ends_of_meridian", shorter)
    with pytest.raises(DerivationError):
        cap_checks.confirm_equal_ends_are_best.__wrapped__()
