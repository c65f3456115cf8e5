from __future__ import annotations

import mpmath as mp
import pytest

from tests import oracles, tolerances
from tests.theory.sam.reference_numbers import SAM_ROWS, SETS, SamRow, Set
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, matching_eps, matching_rho, optimal_weight
from theory.sam.radii import corrected_sam_weight, printed_sam_weight

BY_NAME = {row.name: row for row in SETS}


def model_of(row: Set) -> BinaryModel:
    return BinaryModel(float(row.p), float(row.eta), float(row.d))


@pytest.mark.parametrize("row", SETS, ids=lambda row: row.name)
def test_standard_and_adversarial_training(row: Set) -> None:
    model = model_of(row)
    w = optimal_weight(model, Standard())
    assert w == pytest.approx(float(row.w_standard), rel=tolerances.CLOSED_FORM)
    assert model.accuracy(w) == pytest.approx(float(row.accuracy), abs=tolerances.ACCURACY_VALUE)
    for share, expected in zip((0.1, 0.25, 0.5, 0.9), row.w_adversarial, strict=True):
        found = optimal_weight(model, Adversarial(share * model.eta))
        assert found == pytest.approx(float(expected), rel=tolerances.CLOSED_FORM)
    half = 0.5 * model.eta
    robust = model.robust_accuracy(optimal_weight(model, Adversarial(half)), half)
    assert robust == pytest.approx(float(row.robust_accuracy), abs=tolerances.ACCURACY_VALUE)


@pytest.mark.parametrize("row", SAM_ROWS, ids=lambda row: f"{row.set}-rho{row.rho}")
def test_sharpness_aware_training(row: SamRow) -> None:
    model, rho = model_of(BY_NAME[row.set]), float(row.rho)
    w = optimal_weight(model, SharpnessAware(rho))
    assert w == pytest.approx(float(row.w_sam), rel=tolerances.SAM_SHIFT_SEEN)
    eps = matching_eps(model, rho)
    assert eps == pytest.approx(float(row.matching_eps), rel=tolerances.SAM_SHIFT_SEEN)
    condition = w / model.standard_weight
    assert matching_rho(model, eps) == pytest.approx(rho, rel=tolerances.ROUND_TRIP_UNIT * condition)
    assert model.accuracy(w) == pytest.approx(float(row.accuracy), abs=tolerances.ACCURACY_VALUE)
    worst = float(row.worst_accuracy)
    # At an end the accuracy has a slope, so a rounding of w shows; it is below 1/2 per unit of w.
    for end in (w - rho, w + rho):
        assert model.accuracy(end) == pytest.approx(worst, abs=tolerances.ACCURACY_VALUE * max(1.0, w))
    assert corrected_sam_weight(model, rho) == pytest.approx(float(row.corrected), rel=1e-8)
    assert printed_sam_weight(model, rho) == pytest.approx(float(row.printed), rel=1e-8)


@pytest.mark.parametrize("row", [r for r in SAM_ROWS if r.rho in ("0.5", "5")], ids=lambda row: f"{row.set}-{row.rho}")
def test_eq25_taken_literally_has_the_certified_root(row: SamRow) -> None:
    with mp.workdps(60):
        p, eta, d = (mp.mpf(x) for x in BY_NAME[row.set][1:4])
        root = oracles.eq25_root(p, eta, d, mp.mpf(row.rho), digits=40)
        assert abs(root / mp.mpf(row.w_sam) - 1) < tolerances.REFERENCE_DIGITS
