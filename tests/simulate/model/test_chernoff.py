"""Chernoff's distribution against published digits and a random walk."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.model import chernoff
from tests import tolerances


@pytest.mark.parametrize(
    ("value", "published"),
    [
        # Groeneboom and Wellner (2001), "Computing Chernoff's distribution": variance, density at 0, 3/4 quantile
        (lambda: chernoff.moment(0), 1.0),
        (lambda: chernoff.moment(2), 0.26355964),
        (lambda: float(chernoff.density(np.zeros(1))[0]), 0.758345),
        (chernoff.median_distance, 0.353308),
    ],
    ids=["mass", "variance", "density at 0", "quantile"],
)
def test_published_digits(value, published):
    digits = len(str(published).partition(".")[2])
    assert value() == pytest.approx(published, abs=0.5001 * 10**-digits if published != 1.0 else tolerances.CHERNOFF)


def test_density_is_symmetric_and_falls_to_nothing():
    z = np.linspace(-3.0, 3.0, 61)
    f = chernoff.density(z)
    assert np.allclose(f, f[::-1], atol=tolerances.CHERNOFF)
    assert (np.diff(f[30:]) < 0).all()
    assert f[-1] < 1e-10


def test_argmax_of_a_random_walk_with_parabolic_drift():
    rng = np.random.default_rng(5)
    step, reach, walks = 1e-3, 2.5, 2000
    t = np.arange(1, int(reach / step) + 1) * step
    found = []
    for _ in range(walks):
        right, left = (np.cumsum(rng.standard_normal(t.size)) * np.sqrt(step) - t**2 for _ in range(2))
        i, j = right.argmax(), left.argmax()
        best = max(0.0, right[i], left[j])
        found.append(t[i] if best == right[i] else (-t[j] if best == left[j] else 0.0))
    # the mean of the squares has a relative error of sqrt((kurtosis - 1)/walks) = 3%; the grid adds below 1%
    assert np.mean(np.square(found)) == pytest.approx(chernoff.moment(2), rel=0.13)
    assert np.mean(np.abs(found) < chernoff.median_distance()) == pytest.approx(0.5, abs=0.05)


def test_only_even_moments_are_offered():
    with pytest.raises(ValueError, match="order: expected 0, 2 or 4, got 1"):
        chernoff.moment(1)
