"""The angle between BiSAM's and cross-entropy's ascent directions, at high precision and for small logits."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from tests import tolerances
from theory.surrogates import ascent_angle
from theory.surrogates.losses import Identity, Log, Tanh

SETTINGS = {"tanh": (Tanh(0.1), 10.0), "-log": (Log(), 1.0)}
RNG = np.random.default_rng(8)
LOGITS, LABELS = RNG.normal(size=(6, 5)), np.array([0, 4, 2, 1, 3, 2])


def objective(name, row, label):
    def phi(x):
        return {
            "tanh": lambda: 10 * mp.tanh(x / 10),
            "-log": lambda: 1 - mp.log(1 + mp.exp(mp.log(mp.e - 1) - x)),
            "ce": lambda: x,
        }[name]()

    return mp.log(mp.fsum(mp.exp(phi(z - row[label])) for z in row))


def gradient(name, scale):
    """Return all derivatives in the logits by numerical differentiation."""
    found = []
    for logits, label in zip(LOGITS, LABELS, strict=True):
        row = [mp.mpf(float(scale * z)) for z in logits]
        for j in range(len(row)):
            found.append(
                mp.diff(lambda v, j=j, row=row, y=label: objective(name, [*row[:j], v, *row[j + 1 :]], y), row[j])
            )
    return found


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("scale", [0.05, 1.0, 20.0])
def test_gap_and_cosine(name, scale):
    with mp.workdps(40):
        a, b = gradient(name, scale), gradient("ce", scale)
        sizes = [mp.sqrt(mp.fsum(x**2 for x in vector)) for vector in (a, b)]
        exact = 1 - mp.fsum(x * y for x, y in zip(a, b, strict=True)) / sizes[0] / sizes[1]
    gap = ascent_angle.ascent_gap(scale * LOGITS, LABELS, *SETTINGS[name])
    assert gap == pytest.approx(float(exact), rel=tolerances.ASCENT_GAP)
    cosine = ascent_angle.ascent_cosine(scale * LOGITS, LABELS, *SETTINGS[name])
    assert cosine == pytest.approx(1 - float(exact), rel=tolerances.SURROGATE)


@pytest.mark.parametrize(("name", "order"), [("tanh", 4), ("-log", 2)])
def test_leading_order(name, order):
    phi, mu = SETTINGS[name]
    scale = 1e-3
    exact = ascent_angle.ascent_gap(scale * LOGITS, LABELS, phi, mu)
    leading = ascent_angle.leading_gap(LOGITS, LABELS, phi, np.array([scale, 2 * scale]))
    assert leading[0] == pytest.approx(exact, rel=tolerances.SMALL_LOGITS)
    assert leading[1] / leading[0] == pytest.approx(2**order)


def test_the_identity_is_cross_entropy():
    assert ascent_angle.ascent_gap(LOGITS, LABELS, Identity(), 1.0) == 0.0


def test_bad_input_is_told():
    with pytest.raises(ValueError, match="phi must be Tanh or Log, got Identity"):
        ascent_angle.leading_gap(LOGITS, LABELS, Identity(), 1.0)
    with pytest.raises(ValueError, match=r"scale must be finite and >= 0, got -1.0"):
        ascent_angle.leading_gap(LOGITS, LABELS, Log(), -1.0)
    with pytest.raises(ValueError, match=r"labels must be in 0\.\.4, got 5"):
        ascent_angle.ascent_gap(LOGITS, LABELS + 1, Log(), 1.0)
    with pytest.raises(ValueError, match=r"the gradient's norm must be > 0, got 0.0"):
        ascent_angle.ascent_gap([[1e4, -1e4]], [0], Tanh(0.1), 10.0)
