from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracles, tolerances
from theory import Adversarial, BinaryModel, SharpnessAware, matching_eps, matching_rho, optimal_weight
from theory.sam.radii import (
    corrected_matching_eps,
    corrected_matching_rho,
    corrected_sam_weight,
    printed_matching_eps,
    printed_matching_rho,
    printed_sam_weight,
)

MODEL = BinaryModel(p=0.8, eta=0.3, d=10)
parameters = {
    "p": st.floats(0.501, 0.999999),
    "eta": st.floats(-3.0, 0.7).map(lambda x: 10.0**x),
    "d": st.floats(0.0, 6.0).map(lambda x: 10.0**x),
}


@given(**parameters, e=st.floats(-6.0, 1.69).map(lambda x: 10.0**x))
@settings(deadline=None, derandomize=True)
def test_matching_eps_is_right_and_comes_back(p: float, eta: float, d: float, e: float) -> None:
    model, rho = BinaryModel(p, eta, d), e * np.sqrt(d)
    eps = matching_eps(model, rho)
    with mp.workdps(60):
        shift = mp.mpf(oracles.certified_sam_shift(p, eta, d, float(rho)).str(55, radius=False))
        exact = mp.mpf(eta) * shift / (oracles.thm41_weight(p, eta) + shift)
        assert oracles.relative_error(eps, exact) < tolerances.SAM_SHIFT_SEEN
    condition = optimal_weight(model, SharpnessAware(rho)) / model.standard_weight
    if eps < eta:  # eta - eps may be below one rounding
        assert matching_rho(model, eps) == pytest.approx(rho, rel=tolerances.ROUND_TRIP_UNIT * condition)
    else:
        assert condition > 1e15


@given(**parameters, share=st.floats(1e-9, 0.999))
@settings(deadline=None, derandomize=True)
def test_matching_rho_gives_the_adversarial_weight(p: float, eta: float, d: float, share: float) -> None:
    model = BinaryModel(p, eta, d)
    rho = matching_rho(model, share * eta)
    assert rho > d * share * eta * (1.0 - tolerances.SAM_SHIFT_SEEN)  # rho > d eps: sharper than the theorem says
    with mp.workdps(60):
        shift = mp.mpf(oracles.certified_sam_shift(p, eta, d, float(rho)).str(55, radius=False))
        w_star = oracles.thm41_weight(p, eta)
        exact = oracles.thm42_weight(p, eta, share * eta) - w_star
        # The shift grows no faster than rho^2, so an error in rho is at most doubled.
        assert abs(shift / exact - 1) < tolerances.SAM_SHIFT_SEEN * (1 + float(exact / w_star))


def test_zero_matches_zero_and_arrays_broadcast() -> None:
    assert matching_eps(MODEL, 0.0) == 0.0
    assert matching_rho(MODEL, 0.0) == 0.0
    models = BinaryModel([[0.7], [0.9]], 0.3, 10)
    rho = matching_rho(models, np.array([0.0, 0.1, 0.2]))
    assert rho.shape == (2, 3)
    np.testing.assert_allclose(matching_eps(models, rho), [[0.0, 0.1, 0.2]] * 2, rtol=1e-13)
    assert isinstance(matching_rho(MODEL, 0.1), float)


def test_eps_at_or_beyond_eta_has_no_match() -> None:
    with pytest.raises(ValueError, match=r"eps must be below eta .* got eps = 0\.3 with eta = 0\.3$"):
        matching_rho(MODEL, 0.3)
    with pytest.raises(ValueError, match=r"got eps = 0\.4 with eta = 0\.3 at index \[1, 2\]"):
        matching_rho(BinaryModel(0.8, [[0.5], [0.3]], 10), [0.1, 0.2, 0.4])
    with pytest.raises(ValueError, match="eps must be below eta"):
        printed_matching_rho(MODEL, 0.5)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), "1"])
def test_bad_radii(value: object) -> None:
    for function in (matching_eps, printed_matching_eps, corrected_matching_eps, printed_sam_weight):
        with pytest.raises(ValueError, match=r"^rho must be "):
            function(MODEL, value)  # type: ignore[arg-type]
    for function in (matching_rho, printed_matching_rho, corrected_matching_rho):
        with pytest.raises(ValueError, match=r"^eps must be "):
            function(MODEL, value)  # type: ignore[arg-type]


def test_printed_forms_are_what_the_paper_prints() -> None:
    with mp.workdps(40):
        for rho in (0.01, 0.5, 3.0):
            expected = oracles.thm44_weight(0.8, 0.3, rho)
            assert oracles.relative_error(printed_sam_weight(MODEL, rho), expected) < tolerances.CLOSED_FORM
            eps = printed_matching_eps(MODEL, rho)
            # The residual's terms are of size 3/rho^2.
            assert abs(oracles.thm45_residual(0.3, eps, rho)) < tolerances.CLOSED_FORM * (2 + 3 / rho**2)
            assert printed_matching_rho(MODEL, eps) == pytest.approx(rho, rel=1e-13)
            assert corrected_matching_rho(MODEL, corrected_matching_eps(MODEL, rho)) == pytest.approx(rho, rel=1e-13)
            # The printed relation equates the printed SAM weight and the AT weight.
            assert optimal_weight(MODEL, Adversarial(eps)) == pytest.approx(float(expected), rel=1e-13)


@pytest.mark.parametrize("d", [1, 10, 100])
def test_only_the_corrected_forms_lead_the_exact_ones(d: int) -> None:
    """The error of the leading form falls like rho^4 for the corrected constant; the printed one is off by 2d."""
    model = BinaryModel(0.8, 0.3, d)
    rho = np.sqrt(d) * np.array([1e-2, 1e-3])
    shift = optimal_weight(model, SharpnessAware(rho)) - model.standard_weight
    eps = matching_eps(model, rho)
    error = np.abs(corrected_matching_eps(model, rho) / eps - 1)
    assert 50 < error[0] / error[1] < 200
    np.testing.assert_allclose(printed_matching_eps(model, 1e-4) / matching_eps(model, 1e-4), 2 * d, rtol=1e-6)
    np.testing.assert_allclose((corrected_sam_weight(model, rho) - model.standard_weight) / shift, 1.0, rtol=1e-3)
    np.testing.assert_allclose((printed_sam_weight(model, rho) - model.standard_weight) / shift, 2.0 * d, rtol=1e-3)
