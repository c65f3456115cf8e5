"""The package's own claims: every check's verdict, what it covers, and how many points the measurements have."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import sympy as sp
from scipy.special import ndtr

from theory import papers
from theory.ledger.claims import PROOF_METHODS, Check, Evidence, Method, Origin, Status, Verdict
from theory.ledger.domain import Domain
from theory.ledger.entries import joined
from theory.ledger.formulas import parse, symbols
from theory.ledger.ledger import Ledger
from theory.model.binary_model import BinaryModel
from theory.papers.beyond import all_weights, attacks, cap, large_radii, rates, scale, smooth
from theory.papers.beyond.all_weights import checks as all_weights_checks
from theory.papers.beyond.all_weights import edge, rigorous
from theory.papers.beyond.cap import checks as cap_checks
from theory.papers.beyond.large_radii import tail
from theory.papers.beyond.scale import checks as scale_checks
from theory.papers.tools.derivation import DerivationError
from theory.smooth.losses import Weights, logistic_optimum, one_step_gradient

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
FLOW = {name: sp.Symbol(name, positive=True) for name in ("h_0", "R", "t")}
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


def test_a_bound_of_the_tail_that_is_none_leaves_the_correction_open(monkeypatch):
    """Mills' bounds: x/(x^2 + 1) is below, 1/x is above; changed for one another neither is."""
    tail.confirm_squeeze()
    with monkeypatch.context() as patched:
        patched.setattr(tail, "LOWER", 1 / tail.X)
        with pytest.raises(DerivationError, match="monotone"):
            tail.confirm_squeeze()
    monkeypatch.setattr(tail, "far_decay", lambda: sp.exp(tail.X**2))  # of -T'/T: too fast for the upper end's move
    with pytest.raises(DerivationError, match="logarithm of a bound"):
        tail.confirm_squeeze()


def test_an_edge_that_is_not_the_balls_leaves_the_worst_points_open(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(edge, "SQUARE", 2 * edge.SQUARE)
        with pytest.raises(DerivationError, match="as far from the centre"):
            edge.confirm_ends_worst.__wrapped__()
    monkeypatch.setattr(edge, "_confirm_edge", lambda: None)
    monkeypatch.setattr(edge, "SQUARE", edge.SQUARE * edge.LENGTH**2)  # now turned points are the worst
    with pytest.raises(DerivationError, match="bend of the second order"):
        edge.confirm_ends_worst.__wrapped__()


def test_the_worst_points_of_small_balls_are_ends_and_of_larger_ones_need_not_be():
    """The accuracy on the edge is concave in z at small tau; what the proof leaves to small radii is seen to fail at others."""
    t, kappa = 1.2, 0.4
    p = 1 / (1 + np.exp(-2 * kappa * t))

    def on_the_edge(tau):
        z = np.linspace(-1, 1, 401)
        mean, turned = 1 - tau * t * z, tau**2 * (1 + t * t) * (1 - z * z)
        n = np.sqrt(mean**2 + turned)
        return p * ndtr((kappa * mean + t + tau * z) / n) + (1 - p) * ndtr((kappa * mean - t - tau * z) / n)

    for tau in (1e-3, 1e-2, 0.05):
        assert (np.diff(on_the_edge(tau), 2) < 0).all()
    assert not (np.diff(on_the_edge(1.0), 2) < 0).all()


def test_an_enclosure_of_another_bound_is_refused(monkeypatch):
    bound = rigorous.upper_end_is_worse
    rigorous._confirm_enclosure()
    monkeypatch.setattr(rigorous, "upper_end_is_worse", lambda sides: bound(sides) * 2)
    with pytest.raises(DerivationError, match="the enclosure at a point"):
        rigorous._confirm_enclosure()


def population_logistic_loss(model, w, s):
    """In (w_1, v sqrt(d)), the coordinates of the gradients."""
    z = np.linspace(-9.0, 9.0, 721)
    share = np.exp(-0.5 * z * z) / np.exp(-0.5 * z * z).sum()
    return sum(
        chance * float(np.logaddexp(0.0, -(sign * w + s * (model.kappa + z))) @ share)
        for sign, chance in ((1.0, model.p), (-1.0, 1.0 - model.p))
    )


@pytest.mark.parametrize("rho", [0.1, 1.0, 5.0])
def test_the_flow_of_one_step_sam_stays_below_its_bound(rho):
    """Small steps of the flow: h(t) <= h_0 R^2/(R^2 + h_0 t), with the largest distance on the way for R."""
    model, step = BinaryModel(0.8, 0.3, 4), 0.02
    best, root = logistic_optimum(model), np.sqrt(model.d)
    optimum = np.array([best.robust, best.rest * root])
    way = [np.array([2.0, -1.0])]
    for _ in range(400):
        way.append(way[-1] - step * one_step_gradient(model, Weights(way[-1][0], way[-1][1] / root), rho))
    heights = np.array([population_logistic_loss(model, *at) for at in way]) - population_logistic_loss(model, *optimum)
    reach = max(np.linalg.norm(at - optimum) for at in way)
    formula = parse(CLAIMS["beyond/one-step-flow-ends"].formula, **FLOW)
    bound = sp.lambdify([FLOW[name] for name in ("t", "R", "h_0")], formula)
    times = step * np.arange(len(way))
    assert (heights <= bound(times, reach, heights[0]) * (1 + step)).all()
    assert heights[-1] < heights[0] / 2
