"""The torch balls against their numpy twin, and their uniform samples."""

import numpy as np
import pytest
import torch

from gpu_experiments.attacks import norm_ball
from tests.tolerances import NORM_BALL
from theory.surrogates import norm_ball as theirs

NORMS = ["l1", "l2", "linf"]
RADII = [0.0, 0.3, 1.0, 50.0]


def vectors() -> np.ndarray:
    rng = np.random.default_rng(0)
    v = rng.standard_normal((12, 7)) * rng.choice([1e-3, 1.0, 10.0], size=(12, 1))
    v[0] = 0.0
    v[1] = [2.0, -2.0, 0.0, 2.0, 0.0, 0.0, 1.0]  # equal sizes
    v[2] = [0.0] * 6 + [-3.0]
    return v


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("radius", RADII)
def test_dual_vector_and_projection_are_those_of_the_twin(norm: str, radius: float) -> None:
    v = vectors()
    for name in ("dual_vector", "project"):
        ours = getattr(norm_ball, name)(torch.tensor(v), norm, radius).numpy()
        np.testing.assert_allclose(ours, getattr(theirs, name)(v, norm, radius), rtol=0, atol=NORM_BALL)
    np.testing.assert_allclose(norm_ball.norm_of(torch.tensor(v), norm).numpy(), theirs.norm_of(v, norm), rtol=1e-14)


@pytest.mark.parametrize("norm", NORMS)
def test_a_radius_for_every_vector(norm: str) -> None:
    v = vectors()
    radius = np.linspace(0.0, 5.0, len(v))
    for name in ("dual_vector", "project"):
        ours = getattr(norm_ball, name)(torch.tensor(v), norm, torch.tensor(radius)).numpy()
        np.testing.assert_allclose(ours, getattr(theirs, name)(v, norm, radius), rtol=0, atol=NORM_BALL)


@pytest.mark.parametrize("norm", NORMS)
def test_inside_comes_back_bit_for_bit(norm: str) -> None:
    v = torch.tensor(vectors())
    assert torch.equal(norm_ball.project(v, norm, 1e6), v)


@pytest.mark.parametrize("norm", NORMS)
def test_samples_are_uniform_in_the_ball(norm: str) -> None:
    """(|v|/radius)^n is uniform on [0, 1]; its mean over N samples has standard deviation 1/sqrt(12 N)."""
    n, count = 4, 20_000
    sample = norm_ball.sample_ball(torch.Generator().manual_seed(5), (count, n), norm, 2.0, dtype=torch.float64)
    level = (norm_ball.norm_of(sample, norm) / 2.0) ** n
    assert level.max() <= 1.0
    assert abs(float(level.mean()) - 0.5) < 5.0 / (12 * count) ** 0.5
    assert abs(float((level < 0.1).double().mean()) - 0.1) < 5.0 * (0.09 / count) ** 0.5
    assert sample.mean(0).abs().max() < 5.0 * 2.0 / count**0.5


def test_samples_follow_the_generator() -> None:
    one, two = (norm_ball.sample_ball(torch.Generator().manual_seed(3), (4, 6), "l2") for _ in range(2))
    assert torch.equal(one, two)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v: norm_ball.project(v, "l3"), "norm must be one of l1, l2, linf, got 'l3'"),
        (lambda v: norm_ball.dual_vector(v, "l2", -1.0), "radius must be finite and >= 0, got -1.0"),
        (lambda v: norm_ball.project(v, "l2", float("nan")), "radius must be finite and >= 0, got nan"),
        (lambda v: norm_ball.project(v, "l2", torch.ones(5)), r"radius must broadcast .* got shape \(5,\)"),
        (lambda v: norm_ball.dual_vector(v.long(), "l2"), "gradient must be floating-point"),
        (lambda v: norm_ball.sample_ball(None, (3, 0), "l2"), r"shape must end in .* got \(3, 0\)"),
    ],
)
def test_bad_arguments_are_named(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(torch.ones(2, 3))
