"""The largest eigenvalues of diagonal matrices: equal, clustered, of mixed signs and sizes."""

import numpy as np
import pytest
from torch import nn

from gpu_experiments.runs.eigenvalues import largest_eigenvalues
from gpu_experiments.runs.hessian import top_eigenvalues
from tests.gpu_experiments.runs.test_hessian import problem

BULK = np.random.default_rng(0).uniform(0.0, 95.0, 1997)
CASES = {
    "three equal over a dense bulk": (np.r_[[100.0] * 3, BULK], 3, 1e-3),
    "five equal, bulk next to them": (np.r_[[100.0] * 5, np.linspace(0.0, 99.0, 1995)], 5, 1e-3),
    "a cluster": (np.r_[10.0, 10.0 - 1e-9, 10.0 - 1e-6, 9.9, np.linspace(0.0, 9.8, 500)], 3, 1e-6),
    "sizes apart, pairs": (np.r_[1e6, 1e6, 1.0, 1.0, 1.0, np.linspace(0.0, 0.99, 300)], 5, 1e-3),
    "sizes apart": (np.r_[1e6, 1e3, 1.0, 1.0, 0.5, np.linspace(0.0, 0.4, 200)], 4, 1e-3),
    "all negative": (-np.r_[1.0, 1.0, 1.0, 2.0, 3.0, np.linspace(4.0, 9.0, 100)], 3, 1e-3),
    "identity": (np.ones(50), 3, 1e-3),
    "nothing": (np.zeros(50), 3, 1e-3),
    "rank three": (np.r_[5.0, 5.0, 5.0, np.zeros(49)], 5, 1e-3),
    "one negative": (np.r_[-5.0, np.zeros(49)], 3, 1e-3),
    "all but one": (np.array([3.0, 3.0, 2.0]), 2, 1e-3),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES)
def test_eigenvalues_to_the_tolerance(case, seed):
    diagonal, count, tolerance = CASES[case]
    found = largest_eigenvalues(lambda v: diagonal * v, diagonal.size, count, tolerance, seed)
    right = np.sort(diagonal)[::-1][:count]
    assert found == sorted(found, reverse=True)
    np.testing.assert_allclose(found, right, rtol=tolerance, atol=1e-10 * np.abs(right).max())


@pytest.mark.parametrize("tolerance", [0.0, 1.0, float("nan"), "1e-3", None])
def test_a_tolerance_out_of_range_is_named(tolerance):
    model, x, y = problem()
    with pytest.raises(ValueError, match=r"tolerance must be in \(0, 1\), got "):
        top_eigenvalues(model, [(x, y)], tolerance=tolerance)


def test_a_model_without_finite_derivatives_is_told():
    model, x, y = problem()
    assert isinstance(model[0], nn.Linear)
    model[0].weight.data.fill_(float("nan"))
    with pytest.raises(ArithmeticError, match="a product with the Hessian is not finite"):
        top_eigenvalues(model, [(x, y)])


def test_products_that_are_no_symmetric_matrix_are_told():
    matrix = np.random.default_rng(1).standard_normal((400, 400))
    with pytest.raises(
        ArithmeticError, match="the 2 largest eigenvalues could not be told apart to a tolerance of 1e-12"
    ):
        largest_eigenvalues(lambda v: matrix @ v, 400, 2, 1e-12, 0)
