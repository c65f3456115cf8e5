"""The bounds on SAM's shift: which boxes each proof has, what is computed from them, and that parts cannot go unnoticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from theory import papers
from theory.ledger.claims import Method, Verdict
from theory.ledger.domain import Domain
from theory.papers.wei2023 import barrier, contact
from theory.papers.wei2023.rigorous_results import covers, prove_all
from theory.papers.wei2023.shift_bounds import bounds, lower, means, region
from theory.rigour.boxes import Box
from theory.rigour.prover import STANDARD, Proof

QUIET = replace(STANDARD, folder=None)
LARGE, SMALL = (f"lower bound, {case}" for case in barrier.CASES)
FIRST = {
    f"{LARGE}, e 0 to 1": "z in [0, 1], m in [0, 0.3333333333], a in [0, 5]",
    f"{SMALL}, e 0 to 1, large u": "k in [0, 3], u in [0, 1], a in [0, 5]",
}
BOXES = {
    "wei2023/thm-4.4": FIRST,
    "wei2023/thm-4.4-corrected": FIRST,
    "wei2023/thm-4.5": FIRST,
    "wei2023/thm-4.5-leading": FIRST,
    "wei2023/thm-4.4-region": FIRST
    | {
        f"within 1%, {barrier.CASES[0]}": "z in [0, 0.0625], v in [0, 0.0625], a in [0, 0.0625]",
        f"within 1%, {barrier.CASES[1]}": "k in [0, 0.1875], u in [0, 0.0625], a in [0, 0.0625]",
    },
}


def evidence_of(claim_id: str):
    (check,) = [c for c in papers.checks() if c.claim_id == claim_id and c.method is Method.RIGOROUS]
    return check.run(papers.ledger().claim(claim_id).formula)


@pytest.mark.parametrize("claim_id", BOXES)
def test_the_boxes_of_each_proof(claim_id):
    shown = evidence_of(claim_id).observed
    steps = shown.pop("steps")
    assert {name: part["box"] for name, part in shown.items()} == BOXES[claim_id]
    assert "R/(t e) = L + a (T + gamma^3 A + beta^3 J)" in steps
    assert "h < b for small rho" in steps


def test_the_boxes_of_the_lower_bound_reach_a_thousand():
    evidence = evidence_of("wei2023/thm-4.4-lower-bound")
    shown = {name: part["box"] for name, part in evidence.observed.items() if name != "steps"}
    assert FIRST.items() <= shown.items()
    assert shown[f"{LARGE}, e 512 to 1000"] == "z in [262144, 1000000], m in [0, 0.3333333333], a in [0, 5]"
    assert shown[f"{SMALL}, e 512 to 1000, large u"] == "k in [0, 3000000], u in [262144, 1000000], a in [0, 5]"
    assert shown[f"{SMALL}, e 512 to 1000, small u"] == "k in [786432, 3000000], u in [0, 262144], a in [0, 5]"
    assert len(shown) == 3 * len(lower.octaves(1000)) - 1
    reach = Domain.of("1/2 < p < 1, eta > 0, d > 0, rho > 0, rho <= 1000 sqrt(d)")
    covered = Domain.of(evidence.covered)
    assert covered.includes(reach)
    assert reach.includes(covered)
    assert evidence.scope.endswith("every rho <= 1000 sqrt(d)")
    assert not evidence.complete


@pytest.fixture(scope="module")
def proofs():
    return prove_all("test", "", QUIET, lower.lower_jobs(bounds.LOWER, 4) or {})


def test_the_reach_is_computed_from_the_boxes(proofs):
    assert lower.reach_of(proofs) == 4


@pytest.mark.parametrize(
    ("part", "reach"),
    [
        (f"{LARGE}, e 0 to 1", 0),
        (f"{SMALL}, e 0 to 1, large u", 0),
        (f"{SMALL}, e 1 to 2, small u", 1),
        (f"{LARGE}, e 2 to 4", 2),
        (f"{SMALL}, e 2 to 4, small u", 2),
    ],
)
def test_a_proof_that_is_left_out_shortens_the_reach(proofs, part, reach):
    assert part in proofs
    assert lower.reach_of({name: proof for name, proof in proofs.items() if name != part}) == reach
    open_ = replace(proofs[part], verdict=Verdict.INCONCLUSIVE)
    assert lower.reach_of(proofs | {part: open_}) == reach


@pytest.mark.parametrize(("name", "end"), [("m", "1/4"), ("a", "4"), ("z", "1/2")])
def test_a_box_that_is_cut_shortens_the_reach(proofs, name, end):
    part = f"{LARGE}, e 0 to 1"
    sides = dict(zip(proofs[part].box.names, proofs[part].box.sides, strict=True)) | {name: (0, end)}
    cut: Proof = replace(proofs[part], box=Box.of(**sides))
    assert lower.reach_of(proofs | {part: cut}) == 0


def test_boxes_cover_a_target_only_together():
    target = Box.of(x=(0, 2), y=(0, 1))
    halves = [Box.of(x=(0, 1), y=(0, 1)), Box.of(x=(1, 2), y=(0, 3))]
    assert covers(halves, target)
    assert not covers(halves[:1], target)
    assert not covers([halves[0], Box.of(x=(1.5, 2), y=(0, 1))], target)
    assert not covers([Box.of(u=(0, 2), y=(0, 1))], target)


def test_another_quantity_is_not_proved_by_the_barrier():
    """No setting breaks it, as it differs from the shift by less than the bound leaves."""
    found = lower.check_lower_bound(f"{bounds.RATIO}*(1 + 10**(-9)) > {bounds.LOWER}", QUIET)
    assert found.verdict is Verdict.INCONCLUSIVE
    upper = means.check_upper_bound(f"{bounds.RATIO}*(1 + 10**(-12)) < {bounds.SHARPER}")
    assert upper.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("ratio", ["1 + kappa**2", "1 - t_star**2*e**2/100", "1 - Max(kappa**2/3 - 1, 0)/100"])
def test_a_ratio_whose_boxes_would_not_hold_all_positive_points_has_no_proof(ratio):
    assert lower.lower_jobs(ratio, 4) is None


@pytest.mark.parametrize("formula", ["1/10", "1/(10*Max(1, t_star**2))", "1/(10*Max(1, kappa**2))"])
def test_a_region_that_leaves_the_boxes_has_no_proof(formula):
    assert region.region_jobs(formula) is None


def test_a_region_that_no_setting_breaks_is_not_proved_beyond_its_boxes(monkeypatch):
    monkeypatch.setattr(region, "MODELS", ())
    wide = "1/(10*Max(1, Max(kappa**2/3 - 1, 0) + t_star**2))"
    assert region.check_region(wide, QUIET).verdict is Verdict.INCONCLUSIVE


def test_the_steps_of_the_upper_bounds_are_all_decided():
    steps = means.upper_steps()
    assert all(value is True for value in steps.values())
    assert len(steps) > 15


@pytest.mark.parametrize("factor", ["101/100", "100/101"])
def test_a_barrier_beside_the_mean_has_no_proof(factor):
    assert means.check_upper_bound(f"{bounds.RATIO} < {factor}*{bounds.SHARPER}").verdict is not Verdict.HOLDS


def test_a_false_identity_does_not_vanish(monkeypatch):
    x = sp.Symbol("x", positive=True)
    assert contact.vanishes(sp.sinh(x) - (sp.exp(x) - sp.exp(-x)) / 2)
    monkeypatch.setattr(contact.sp, "simplify", lambda *_: 0)  # as a fault of sympy's would
    assert not contact.vanishes(sp.sinh(x) - sp.cosh(x))
