"""Numbers at the edges of float64 and of the theory; `tests/benchmarks/fuzz_numbers.py` does the same at length."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from tests import oracles
from tests.theory.sam import edge_checks as checks
from tests.theory.sam.edge_problems import PROMISED
from theory import Adversarial, BinaryModel, SharpnessAware, matching_eps, matching_rho, optimal_weight, weight_shift
from theory.model.attacks import accuracy_under_attack, attack_shift, attack_weight
from theory.model.double_double import minus, over, single, square_root, times, two_product, two_sum
from theory.sam.all_weights import full_weight_excess, worst_accuracy
from theory.sam.radii import (
    corrected_matching_eps,
    corrected_matching_rho,
    corrected_sam_weight,
    printed_matching_eps,
    printed_matching_rho,
    printed_sam_weight,
)

ATTACKS = [(norm, coordinates) for norm in ("linf", "l2") for coordinates in ("non-robust", "all")]
FEW = 0.1  # share of moderate problems that may be refused: of the radii a seventh lies within 1e-16 to 0.1 of a tie


@pytest.mark.parametrize(("norm", "coordinates"), ATTACKS)
def test_accuracies_under_attack(norm, coordinates):
    assert checks.check_accuracies(norm, coordinates, 300, seed=5) == 0.0


@pytest.mark.parametrize(("norm", "coordinates"), ATTACKS)
def test_weights_and_shifts_under_attack(norm, coordinates):
    assert checks.check_weights(norm, coordinates, 10 if (norm, coordinates) == ("l2", "all") else 80, seed=6) < FEW


def test_worst_accuracies_over_a_ball_of_all_weights():
    assert checks.check_worst_accuracies(30, seed=7) == 0.0


def test_sam_shifts_and_matched_radii():
    assert checks.check_sam_shifts(100, seed=8) < FEW


@pytest.mark.parametrize("eps", [0.3 - 1e-13, np.nextafter(0.3, 0.0)])
def test_both_ways_to_the_adversarial_weight_agree_next_to_eta(eps):
    model = BinaryModel(0.8, 0.3, 10)
    with mp.workdps(40):
        right = oracles.thm42_weight(0.8, 0.3, eps)
        assert oracles.relative_error(attack_weight(model, eps), right) < 1e-14
        assert oracles.relative_error(optimal_weight(model, Adversarial(eps)), right) < 1e-14


def test_a_tiny_l2_attack_has_its_shift():
    with mp.workdps(40):
        p, eta, d, eps = (mp.mpf(v) for v in (0.8, 0.3, 10.0, 1e-12))
        right = mp.log(p / (1 - p)) / 2 * (1 / (eta - eps / mp.sqrt(d)) - 1 / eta)
        found = weight_shift(BinaryModel(0.8, 0.3, 10), Adversarial(1e-12, "l2"))
        assert oracles.relative_error(found, right) < 1e-14


def test_an_l2_attack_of_the_size_of_the_mean_is_decided_exactly():
    model = BinaryModel(0.8, 0.5, 16.0)  # kappa = 2 exactly
    assert attack_weight(model, 2.0, "l2") == np.inf
    below = attack_weight(model, np.nextafter(2.0, 0.0), "l2")
    assert below == pytest.approx(2.0 * model.log_odds / 2.0**-52, rel=1e-14)


def test_an_l2_attack_just_beyond_1_on_all_features_finds_the_second_maximum():
    """The second maximum lies within a rounding of the end t = 1/sqrt(eps^2 - 1) and once was not seen."""
    model = BinaryModel(0.5000003348856481, 0.000931926304099035, 82.4539255591952)
    eps = 1.0097087494290957
    weight = attack_weight(model, eps, "l2", "all")
    assert weight == pytest.approx(np.sqrt(model.d / (eps**2 - 1.0)), rel=1e-13)
    others = accuracy_under_attack(model, np.logspace(-5, 3, 200), eps, "l2", "all")
    assert accuracy_under_attack(model, weight, eps, "l2", "all") > others.max()


def test_a_tie_between_two_maxima_goes_to_the_finite_weight():
    """Halving towards the jump to infinity ends with two neighbouring doubles, one on either side."""
    model, low, high = BinaryModel(0.9, 0.5, 10), 0.2, 0.45
    while np.nextafter(low, high) < high:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.isfinite(attack_weight(model, middle, "linf", "all")) else (low, middle)
    weight = attack_weight(model, low, "linf", "all")
    assert checks.edges.is_best_weight(0.9, 0.5, 10.0, low, "linf", "all", weight)
    assert checks.edges.limit_is_best(0.9, 0.5, 10.0, high, "linf", "all")
    assert accuracy_under_attack(model, weight, low, "linf", "all") == pytest.approx(0.9, rel=1e-14)


def test_a_shift_that_changes_its_sign_is_refused_there():
    """l_inf on all features: t*(t* + sqrt(d)) = 1 makes the shift vanish with eps."""
    d = 4.0
    t_star = np.sqrt(2.0) - 1.0  # t*^2 + 2 t* = 1
    model = BinaryModel(0.8, np.log(4.0) / (2.0 * np.sqrt(d) * t_star), d)
    with pytest.raises(ArithmeticError, match="the adversarial shift cannot be computed"):
        attack_shift(model, 1e-9, "linf", "all")


def test_the_matching_eps_is_below_eta_where_eta_is_the_nearest_double():
    model = BinaryModel(0.5038402409421883, 18792.329925964274, 411427.775380207)
    eps = matching_eps(model, 26469679714.340324)
    assert eps == np.nextafter(model.eta, 0.0)
    assert np.isfinite(matching_rho(model, eps))


def test_a_matching_eps_that_underflows_is_refused():
    model = BinaryModel(0.8, 1e-215, 1e300)
    assert weight_shift(model, SharpnessAware(1e87)) > 0.0
    with pytest.raises(ArithmeticError, match=r"the matching eps cannot be computed .*eta = 1e-215"):
        matching_eps(model, 1e87)


def test_leading_forms_at_the_ends_of_float64():
    model = BinaryModel(0.8, 0.3, 1e250)
    assert printed_matching_eps(model, 1e200) == np.nextafter(0.3, 0.0)
    assert corrected_matching_eps(model, 1e200) == np.nextafter(0.3, 0.0)
    assert corrected_sam_weight(model, 1e100) == model.standard_weight
    assert corrected_matching_rho(model, 0.15) == pytest.approx(np.sqrt(3.0) * 1e125, rel=1e-14)
    assert printed_matching_rho(BinaryModel(0.8, 1.7e308, 1.0), 0.85e308) == pytest.approx(np.sqrt(1.5), rel=1e-14)
    for function, radius in ((printed_sam_weight, 1e200), (printed_matching_eps, 1e-200)):
        with pytest.raises(ArithmeticError, match=r"the printed .* cannot be computed .*rho = 1e"):
            function(model, radius)


def test_the_worst_accuracy_where_the_deficit_was_not_a_number():
    assert worst_accuracy(BinaryModel(0.9, 1e-200, 10), 3.0, 1.0) == pytest.approx(
        float(checks.edges.lowest_on_edge(0.9, 1e-200, 10.0, 3.0, 1.0)), rel=PROMISED
    )


def test_a_radius_of_the_root_of_d_is_decided_exactly():
    model = BinaryModel(0.9, 0.1, 2.0)  # the double nearest to sqrt(2) is above it
    for function in (lambda rho: worst_accuracy(model, 1.0, rho), lambda rho: full_weight_excess(model, rho)):
        with pytest.raises(ValueError, match=r"rho must be below sqrt\(d\), got rho/sqrt\(d\) = 1\.0"):
            function(np.sqrt(2.0))
    assert 0.0 <= worst_accuracy(model, 1.0, np.nextafter(np.sqrt(2.0), 0.0)) <= 1.0


def test_accuracies_at_infinite_weights_and_means_beyond_float64():
    model = BinaryModel(0.8, 1e200, 1e250)
    np.testing.assert_array_equal(model.accuracy([np.inf, -np.inf, 0.0]), [0.8, 1.0 - 0.8, 1.0])
    np.testing.assert_array_equal(model.robust_accuracy([np.inf, 0.0], 1e300), [0.8, 0.0])


def test_the_mean_and_the_weight_may_cancel():
    """eta d = 3e16 less a weight that is 4 below it: the argument of Phi keeps its digits."""
    model, w = BinaryModel(0.6, 3e12, 1e4), -(3e16 - 4.0)
    with mp.workdps(40):
        right = oracles.eq14_accuracy(0.6, 3e12, 1e4, w)
        assert oracles.relative_error(model.accuracy(w), right) < 1e-14


def test_pairs_of_doubles_keep_thirty_digits():
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((2, 50)) * 10.0 ** rng.uniform(-9, 9, (2, 50))
    root = square_root(single(np.abs(a)))
    quotient, mixed = over(root, two_sum(a, b)), minus(times(root, root), two_product(a, b))
    with mp.workdps(60):
        for i in range(50):
            x, y = mp.mpf(a[i]), mp.mpf(b[i])
            for pair, right, size in (
                (root, mp.sqrt(abs(x)), mp.sqrt(abs(x))),
                (quotient, mp.sqrt(abs(x)) / (x + y), abs(mp.sqrt(abs(x)) / (x + y))),
                (mixed, abs(x) - x * y, abs(x) + abs(x * y)),
            ):
                assert abs(mp.mpf(float(pair.high[i])) + mp.mpf(float(pair.low[i])) - right) < mp.mpf(10) ** -30 * size
