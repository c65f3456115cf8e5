from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import optimize, stats

from theory.surrogates.norm_ball import NORMS, Norm, dual_vector, norm_of, project, sample_ball

DUAL: dict[str, Norm] = {"l1": "linf", "l2": "l2", "linf": "l1"}
ORDER = {"l1": 1, "l2": 2, "linf": np.inf}
vectors = hnp.arrays(np.float64, hnp.array_shapes(min_dims=1, max_dims=3, max_side=5), elements=st.floats(-10, 10))


@pytest.mark.parametrize("norm", NORMS)
@given(g=vectors, radius=st.floats(0, 10))
@settings(deadline=None, derandomize=True)
def test_dual_vector_attains_the_dual_norm(norm: Norm, g: np.ndarray, radius: float) -> None:
    v = dual_vector(g, norm, radius)
    assert v.shape == g.shape
    assert np.all(norm_of(v, norm) <= radius * (1 + 1e-14))
    np.testing.assert_allclose((g * v).sum(axis=-1), radius * norm_of(g, DUAL[norm]), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(norm_of(g, norm), np.linalg.norm(g, ord=ORDER[norm], axis=-1), rtol=1e-13, atol=1e-150)


@pytest.mark.parametrize("norm", NORMS)
def test_no_point_of_the_ball_has_a_larger_inner_product(norm: Norm) -> None:
    rng = np.random.default_rng(0)
    g = rng.standard_normal((50, 1, 4))
    points = sample_ball(rng, (50, 2000, 4), norm, 0.7)
    best = (g * dual_vector(g, norm, 0.7)).sum(axis=-1)
    assert np.all((g * points).sum(axis=-1) <= best + 1e-12)


@pytest.mark.parametrize("norm", NORMS)
def test_a_zero_gradient_gives_the_zero_vector(norm: Norm) -> None:
    g = np.array([[0.0, 0.0, 0.0], [0.0, -2.0, 0.0]])
    v = dual_vector(g, norm, 0.5)
    np.testing.assert_array_equal(v, [[0.0, 0.0, 0.0], [0.0, -0.5, 0.0]])
    assert not np.any(np.signbit(v[0]))


def test_conventions_at_ties_and_extremes() -> None:
    np.testing.assert_array_equal(dual_vector([1.0, -1.0], "l1", 2.0), [2.0, 0.0])
    np.testing.assert_array_equal(dual_vector([3.0, 0.0, -1.0], "linf", 2.0), [2.0, 0.0, -2.0])
    for size in (1e-300, 1e300, 5e-324):
        np.testing.assert_allclose(dual_vector([size, size], "l2", 1.0), [np.sqrt(0.5)] * 2, rtol=1e-15)
    np.testing.assert_allclose(norm_of([3e200, 4e200], "l2"), 5e200)


@pytest.mark.parametrize("norm", NORMS)
@given(v=vectors, radius=st.floats(1e-3, 10))
@settings(deadline=None, derandomize=True)
def test_projection_is_into_the_ball_and_keeps_what_is_inside(norm: Norm, v: np.ndarray, radius: float) -> None:
    q = project(v, norm, radius)
    assert np.all(norm_of(q, norm) <= radius * (1 + 1e-12))
    inside = norm_of(v, norm) <= radius
    np.testing.assert_array_equal(q[inside], v[inside])
    # The obtuse-angle property characterises the nearest point of a convex set: <v - q, z> is largest at z = q.
    residual = v - q
    farthest = radius * norm_of(residual, DUAL[norm])
    np.testing.assert_allclose((residual * q).sum(axis=-1), farthest, rtol=1e-9, atol=1e-9)


def test_l1_projection_against_a_general_optimizer() -> None:
    rng = np.random.default_rng(1)
    for v in 2.0 * rng.standard_normal((5, 4)):
        constraint = {"type": "ineq", "fun": lambda z: 1.5 - z.sum()}
        start = np.full(8, 0.1)
        found = optimize.minimize(  # z = positive and negative parts
            lambda z, v=v: 0.5 * np.sum((z[:4] - z[4:] - v) ** 2),
            start,
            bounds=[(0, None)] * 8,
            constraints=[constraint],
            options={"ftol": 1e-14, "maxiter": 500},
        )
        np.testing.assert_allclose(project(v, "l1", 1.5), found.x[:4] - found.x[4:], atol=1e-5)


def test_projection_onto_a_ball_of_radius_zero() -> None:
    for norm in NORMS:
        np.testing.assert_array_equal(project([1.0, -2.0], norm, 0.0), [0.0, 0.0])


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_samples_are_uniform_in_the_ball(norm: Norm, n: int) -> None:
    """For a uniform point |v|^n is uniform on [0, 1]; signs and coordinates are exchangeable."""
    size = 20_000
    v = sample_ball(np.random.default_rng(7), (size, n), norm, 3.0)
    level = (norm_of(v, norm) / 3.0) ** n
    # A fixed seed; a right sampler is refused with probability 1e-6 for a seed chosen blindly.
    assert stats.kstest(level, "uniform").pvalue > 1e-6
    assert stats.binomtest(int((v > 0).sum()), v.size).pvalue > 1e-6
    if n > 1:
        # Given its norm, the direction is independent of the level: halves of the sample have the same spread.
        direction = np.abs(v[:, 0]) / norm_of(v, norm)
        assert stats.ks_2samp(direction[level < 0.5], direction[level >= 0.5]).pvalue > 1e-6
        assert stats.ks_2samp(np.abs(v[:, 0]), np.abs(v[:, 1])).pvalue > 1e-6


def test_l1_samples_match_rejection_from_the_cube() -> None:
    rng = np.random.default_rng(11)
    cube = rng.uniform(-1, 1, size=(60_000, 3))
    kept = cube[np.abs(cube).sum(axis=1) <= 1]
    direct = sample_ball(rng, (len(kept), 3), "l1")
    assert stats.ks_2samp(kept[:, 0], direct[:, 0]).pvalue > 1e-6
    assert stats.ks_2samp(kept.max(axis=1), direct.max(axis=1)).pvalue > 1e-6


def test_batched_radii() -> None:
    g = np.ones((2, 3, 4))
    v = dual_vector(g, "linf", np.array([[1.0], [2.0]]))
    np.testing.assert_array_equal(v[:, 0, 0], [1.0, 2.0])
    assert sample_ball(np.random.default_rng(0), (2, 3, 4), "l2", [0.0, 1.0, 2.0])[:, 0].any() == np.False_


def test_the_same_seed_gives_the_same_sample() -> None:
    first, second = (sample_ball(np.random.default_rng(5), (10, 3), "l1") for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="norm must be one of l1, l2, linf, got 'l3'"):
        dual_vector([1.0], "l3")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"gradient must be finite in every coordinate, got gradient\[1\] = nan"):
        dual_vector([1.0, np.nan], "l2")
    with pytest.raises(ValueError, match="vector must have a last axis of coordinates, got a scalar"):
        project(1.0, "l2")
    with pytest.raises(ValueError, match=r"radius must be finite and >= 0, got -1\.0"):
        project([1.0], "l2", -1.0)
    with pytest.raises(ValueError, match=r"radius must broadcast to the batch shape \(\), got shape \(2,\)"):
        project([1.0, 2.0], "l2", [1.0, 2.0])
    with pytest.raises(ValueError, match=r"rng must be a numpy\.random\.Generator, got None"):
        sample_ball(None, (2, 2), "l2")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="shape must end in a number of coordinates >= 1"):
        sample_ball(np.random.default_rng(0), (), "l2")
