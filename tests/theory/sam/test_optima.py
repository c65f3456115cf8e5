from __future__ import annotations

import flint
import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracles, tolerances
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, optimal_weight, weight_shift


def log_uniform(rng: np.random.Generator, low: float, high: object, size: int) -> np.ndarray:
    return np.exp(rng.uniform(np.log(low), np.log(high), size))


def promised_domain(size: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """p in [0.501, 0.999999] (log-uniform towards either end), eta in [1e-3, 5], d in [1, 1e6], rho to 50 sqrt d."""
    rng = np.random.default_rng(seed)
    near_half, near_one = 0.5 + log_uniform(rng, 1e-3, 0.25, size), 1 - log_uniform(rng, 1e-6, 0.25, size)
    p = np.where(rng.random(size) < 0.5, near_half, near_one)
    eta, d = log_uniform(rng, 1e-3, 5.0, size), log_uniform(rng, 1.0, 1e6, size)
    return p, eta, d, log_uniform(rng, 1e-4, 50.0 * np.sqrt(d), size)


def worst_error(points: tuple[np.ndarray, ...]) -> float:
    p, eta, d, rho = points
    shifts = weight_shift(BinaryModel(p, eta, d), SharpnessAware(rho))
    rows = zip(shifts, p, eta, d, rho, strict=True)
    errors = [oracles.relative_error(float(s), oracles.certified_sam_shift(*map(float, row))) for s, *row in rows]
    return max(errors)


def test_shift_over_the_promised_domain() -> None:
    assert worst_error(promised_domain(600, seed=20)) < tolerances.SAM_SHIFT_SEEN <= tolerances.SAM_SHIFT


def test_shift_in_the_corners_of_the_promised_domain() -> None:
    grid = np.meshgrid([0.501, 0.75, 0.999999], [1e-3, 0.1, 5.0], [1.0, 1e3, 1e6], [1e-4, 1.0, -1.0, -50.0])
    p, eta, d, rho = (a.ravel() for a in grid)
    rho = np.where(rho < 0.0, -rho * np.sqrt(d), rho)  # negative entries stand for multiples of sqrt(d)
    assert worst_error((p, eta, d, rho)) < tolerances.SAM_SHIFT_SEEN


def test_shift_where_one_form_gives_way_to_another() -> None:
    rng = np.random.default_rng(3)
    size = 200
    e = 3.0 * (1.0 + rng.choice([-1e-12, 1e-12, -0.05, 0.05], size))
    kappa = log_uniform(rng, 1e-2, 30.0, size)
    p = 0.5 + log_uniform(rng, 1e-3, 0.4999, size)
    reach = 80.0 * (1.0 + rng.uniform(-0.02, 0.02, size))
    e = np.where(rng.random(size) < 0.5, e, np.minimum(reach / (kappa + np.arctanh(2 * p - 1) / kappa), 50.0))
    assert worst_error((p, kappa, np.ones(size), e)) < tolerances.SAM_SHIFT_SEEN


@pytest.mark.parametrize(
    ("p", "eta", "d", "rho"),
    [
        (1 - 1e-15, 0.3, 10.0, 1.0),
        (1 - 1e-15, 1e-3, 1.0, 40.0),
        (0.5 + 1e-12, 0.3, 10.0, 1.0),
        (0.5 + 1e-12, 1e-6, 1.0, 5.0),
        (0.5 + 2.0**-53, 3.0, 4.0, 12.0),
        (0.8, 1e-8, 100.0, 20.0),
        (0.8, 1e-5, 10.0, 1e-3),
        (0.8, 100.0, 1.0, 1.0),
        (0.8, 100.0, 1e6, 1e5),
        (0.8, 0.3, 1e12, 1.0),
        (0.8, 1e-4, 1e12, 1e7),
        (0.8, 0.3, 10.0, 1e-12),
        (0.999, 1e-6, 2.5, 1e-12),
        (0.8, 0.3, 10.0, 1e6),
        (0.51, 5.0, 1e6, 5001.0),
        (0.501, 0.5, 1e10, 5e9),
    ],
)
def test_beyond_the_domain_the_shift_is_right_or_refused(p: float, eta: float, d: float, rho: float) -> None:
    try:
        shift = weight_shift(BinaryModel(p, eta, d), SharpnessAware(rho))
    except ArithmeticError:
        return
    assert oracles.relative_error(shift, oracles.certified_sam_shift(p, eta, d, rho)) < tolerances.SAM_SHIFT


def test_a_shift_that_underflows_is_refused_and_its_index_is_named() -> None:
    with pytest.raises(ArithmeticError, match=r"SAM weight .* at index \[1, 0\]: p = 0\.8, .*rho = 1e-170"):
        weight_shift(BinaryModel(0.8, 0.3, [[1.0], [10.0]]), SharpnessAware([[1.0], [1e-170]]))


@pytest.mark.parametrize(
    ("eta", "d", "rho"),
    [(0.3, 1e300, 1e-200), (1e300, 1e300, 1.0), (5e-324, 1.0, 1.0), (1e-200, 1e200, 1e190), (1e-59, 1e242, 1e185)],
)
def test_parameters_at_the_ends_of_float64_are_refused(eta: float, d: float, rho: float) -> None:
    """Some of these gave shifts wrong by 1e-8 before a bound on the radius, others underflowed to 0."""
    with pytest.raises(ArithmeticError, match=r"the SAM weight cannot be computed to the required accuracy: p = 0\.8"):
        weight_shift(BinaryModel(0.8, eta, d), SharpnessAware(rho))


def test_weights_that_overflow_are_refused() -> None:
    model = BinaryModel(0.8, [1.0, 1e-310], 1.0)
    with pytest.raises(ArithmeticError, match=r"standard weight is beyond the range of float64 at index \[1\]"):
        optimal_weight(model, Standard())
    eta = 1e-300
    with pytest.raises(
        ArithmeticError,
        match=r"the adversarial shift cannot be computed .*: p = 0\.8, eta = 1e-300, d = 1\.0, eps = 9\.99",
    ):
        weight_shift(BinaryModel(0.8, eta, 1.0), Adversarial(np.nextafter(eta, 0.0)))


def test_the_reference_itself_agrees_with_eq25_taken_literally() -> None:
    with mp.workdps(60):
        literal = oracles.eq25_root(0.8, 0.3, 10, 0.5, digits=50) - oracles.thm41_weight(0.8, 0.3)
        certified = oracles.certified_sam_shift(0.8, 0.3, 10.0, 0.5)
        assert abs(mp.mpf(certified.mid().str(60, radius=False)) / literal - 1) < 1e-45


def test_the_example_of_the_documentation() -> None:
    model = BinaryModel(p=0.8, eta=0.3, d=10)
    assert optimal_weight(model, Standard()) == pytest.approx(2.3104906018664844, rel=tolerances.CLOSED_FORM)
    assert optimal_weight(model, SharpnessAware(rho=0.5)) == pytest.approx(2.3297948828456, rel=1e-13)
    assert isinstance(optimal_weight(model, SharpnessAware(rho=0.5)), float)


def test_shifts_in_closed_form() -> None:
    model = BinaryModel(0.8, 0.3, 10)
    assert weight_shift(model, Standard()) == 0.0
    assert weight_shift(model, SharpnessAware(0.0)) == 0.0
    assert weight_shift(model, Adversarial(0.0)) == 0.0
    with mp.workdps(40):
        expected = oracles.thm42_weight(0.8, 0.3, 1e-9) - oracles.thm41_weight(0.8, 0.3)
        assert oracles.relative_error(weight_shift(model, Adversarial(1e-9)), expected) < tolerances.CLOSED_FORM


def test_adversarial_training_beyond_eta_has_no_finite_optimum() -> None:
    model = BinaryModel(0.9, 0.1, 10)
    weights = optimal_weight(model, Adversarial([0.05, 0.1, 0.2]))
    assert np.isfinite(weights[0])
    assert np.all(np.isposinf(weights[1:]))
    assert model.robust_accuracy(np.inf, 0.2) == 0.9
    # The printed formula is the minimiser there.
    printed = float(oracles.thm42_weight(0.9, 0.1, 0.2))
    nearby = model.robust_accuracy(printed + np.array([-1.0, 0.0, 1.0]), 0.2)
    assert nearby[1] < min(nearby[0], nearby[2])


def test_arrays_broadcast_and_agree_with_scalars() -> None:
    model = BinaryModel(p=[[0.7], [0.95]], eta=0.3, d=[1, 10, 100])
    shifts = weight_shift(model, SharpnessAware(np.array([0.5, 1.0, 2.0])))
    assert shifts.shape == (2, 3)
    for (i, j), value in np.ndenumerate(shifts):
        p, d, rho = [0.7, 0.95][i], [1, 10, 100][j], [0.5, 1.0, 2.0][j]
        assert value == pytest.approx(weight_shift(BinaryModel(p, 0.3, d), SharpnessAware(rho)), rel=1e-14)
    assert weight_shift(model, Standard()).shape == (2, 3)
    assert optimal_weight(model, Standard()).shape == (2, 3)
    assert weight_shift(BinaryModel(0.8, 0.3, 10), SharpnessAware(np.empty((0, 2)))).shape == (0, 2)


def test_what_comes_back_does_not_depend_on_the_company() -> None:
    p, eta, d, rho = promised_domain(70_000, seed=4)  # more than one chunk
    together = weight_shift(BinaryModel(p, eta, d), SharpnessAware(rho))
    some = slice(65_000, 66_000)
    apart = weight_shift(BinaryModel(p[some], eta[some], d[some]), SharpnessAware(rho[some]))
    np.testing.assert_allclose(together[some], apart, rtol=tolerances.SAM_SHIFT_SEEN)


parameters = {
    "p": st.floats(0.501, 0.999999),
    "eta": st.floats(-3.0, 0.7).map(lambda x: 10.0**x),
    "d": st.floats(0.0, 6.0).map(lambda x: 10.0**x),
    "e": st.floats(-3.0, 1.69).map(lambda x: 10.0**x),
}


@given(**parameters)
@settings(deadline=None, derandomize=True)
def test_sam_weight_lies_between_its_proved_bounds(p: float, eta: float, d: float, e: float) -> None:
    model, rho = BinaryModel(p, eta, d), e * np.sqrt(d)
    shift = weight_shift(model, SharpnessAware(rho))
    # Both bounds are sharp in limits, so they hold up to rounding: w* < w_SAM < w* + rho, and eps < rho/d.
    assert 0.0 < shift <= rho * (1.0 + tolerances.SAM_SHIFT_SEEN)
    matched = eta * shift / (model.standard_weight + shift)
    assert matched <= min(eta, rho / d, eta * rho**2 / (3 * d)) * (1.0 + tolerances.SAM_SHIFT_SEEN)


@given(**parameters)
@settings(deadline=None, derandomize=True)
def test_sam_weight_rises_with_the_radius(p: float, eta: float, d: float, e: float) -> None:
    model = BinaryModel(p, eta, d)
    shifts = weight_shift(model, SharpnessAware(e * np.sqrt(d) * np.array([1.0, 1.001, 1.1, 2.0])))
    # dh/de has no upper bound on how small it gets, but 0.1 percent of the radius moves the shift above rounding.
    assert np.all(np.diff(shifts) > 0.0)


@given(**parameters, factor=st.floats(1.0, 1000.0))
@settings(deadline=None, derandomize=True)
def test_scaling_law(p: float, eta: float, d: float, e: float, factor: float) -> None:
    """w_SAM/sqrt(d) depends on p, eta sqrt(d) and rho/sqrt(d) only."""
    first = weight_shift(BinaryModel(p, eta, d), SharpnessAware(e * np.sqrt(d))) / np.sqrt(d)
    other = BinaryModel(p, eta / np.sqrt(factor), d * factor)
    second = weight_shift(other, SharpnessAware(e * np.sqrt(d * factor))) / np.sqrt(d * factor)
    assert second == pytest.approx(first, rel=tolerances.SAM_SHIFT)


def test_objectives_that_are_none() -> None:
    with pytest.raises(ValueError, match=r"objective must be Standard\(\), .* got 0\.5"):
        weight_shift(BinaryModel(0.8, 0.3, 10), 0.5)  # type: ignore[arg-type]


def test_shapes_that_do_not_broadcast() -> None:
    model = BinaryModel([0.7, 0.8], 0.3, 10)
    with pytest.raises(ValueError, match=r"shapes that broadcast, got p \(2,\), .*rho \(3,\)"):
        weight_shift(model, SharpnessAware([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match=r"shapes that broadcast, .*eps \(3,\)"):
        weight_shift(model, Adversarial([0.1, 0.1, 0.1]))


def test_oracles_leave_the_precision_of_flint_alone() -> None:
    before = flint.ctx.prec
    oracles.certified_sam_shift(0.8, 0.3, 10.0, 0.5)
    assert flint.ctx.prec == before
