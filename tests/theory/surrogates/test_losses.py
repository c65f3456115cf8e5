"""The surrogates against literal transcriptions at high precision, and their errors."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import tolerances
from theory.surrogates import losses as s

PHIS = {"tanh": s.Tanh(0.1), "tanh-steep": s.Tanh(3.0), "log": s.Log()}


def phi_oracle(name, x):
    return phi_oracle_exact(name, mp.mpf(float(x)))


def bound_oracle(name, logits, label, mu):
    scores = [mp.mpf(float(z)) - mp.mpf(float(logits[label])) for z in logits]
    total = sum(mp.exp(mp.mpf(mu) * phi_oracle(name, float(score))) for score in scores)
    return mp.log(total / len(scores)) / mp.mpf(mu)


@pytest.fixture(autouse=True)
def precision():
    with mp.workdps(60):
        yield


@pytest.mark.parametrize("name", PHIS)
@pytest.mark.parametrize("x", [-1e4, -30.0, -1.5, -1.0, -1e-3, -1e-12, 0.0, 1e-12, 0.3, 2.0, 40.0, 1e4])
def test_phi_and_its_derivative(name, x):
    assert float(PHIS[name](x)) == pytest.approx(float(phi_oracle(name, x)), rel=tolerances.SURROGATE, abs=0)
    with mp.workdps(300):
        slope = mp.diff(lambda v: phi_oracle_exact(name, v), mp.mpf(x))
    assert float(PHIS[name].derivative(x)) == pytest.approx(float(slope), rel=tolerances.SURROGATE, abs=1e-300)


def phi_oracle_exact(name, x):
    if name == "log":
        return 1 - mp.log(1 + mp.exp(mp.log(mp.e - 1) - x))
    return mp.tanh(mp.mpf(PHIS[name].alpha) * x)


def test_phi_is_zero_at_zero_and_has_its_limits():
    assert s.phi_log(0.0) == 0.0
    assert s.phi_tanh(0.0, 0.1) == 0.0
    assert (s.phi_log(np.inf), s.phi_log(-np.inf)) == (1.0, -np.inf)
    assert (s.phi_tanh(np.inf, 2.0), s.phi_tanh(-np.inf, 2.0)) == (1.0, -1.0)


@pytest.mark.parametrize("name", PHIS)
@pytest.mark.parametrize("mu", [1e-3, 1.0, 10.0, 1e3])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 30.0, 1e4])
def test_lower_bound_and_q(name, mu, scale):
    rng = np.random.default_rng(5)
    logits, labels = scale * rng.normal(size=(3, 7)), rng.integers(0, 7, size=3)
    bound = s.lower_bound(logits, labels, PHIS[name], mu)
    expected = [bound_oracle(name, row, label, mu) for row, label in zip(logits, labels, strict=True)]
    for got, want in zip(bound, expected, strict=True):
        assert float(got) == pytest.approx(float(want), rel=tolerances.SURROGATE, abs=tolerances.SURROGATE * scale)
    q = sum(expected) / 3 + mp.log(7) / mu
    assert s.q_loss(logits, labels, PHIS[name], mu) == pytest.approx(float(q), rel=tolerances.SURROGATE)
    assert (s.zero_one_loss(logits, labels) >= bound).all()


@pytest.mark.parametrize("name", PHIS)
@pytest.mark.parametrize("mu", [1e-3, 1.0, 20.0])
def test_gradient_of_q(name, mu):
    rng = np.random.default_rng(6)
    logits, labels = 3 * rng.normal(size=(2, 4)), np.array([1, 3])
    gradient = s.q_gradient(logits, labels, PHIS[name], mu)
    for i in range(2):
        for j in range(4):

            def along(v, i=i, j=j):
                row = [mp.mpf(float(z)) for z in logits[i]]
                row[j] = v
                total = sum(mp.exp(mp.mpf(mu) * phi_oracle_exact(name, z - row[labels[i]])) for z in row)
                return mp.log(total) / mp.mpf(mu) / 2

            assert gradient[i, j] == pytest.approx(float(mp.diff(along, mp.mpf(float(logits[i, j])))), rel=1e-12)
    assert np.abs(gradient.sum(axis=-1)).max() < 1e-16


def test_cross_entropy_and_hinge():
    logits = np.array([[1.0, 2.0, -1.0], [800.0, 0.0, 1.0], [-1e4, 3.0, 0.0], [0.0, 0.0, 0.0]])
    labels = np.array([0, 0, 0, 2])
    for value, row, label in zip(s.cross_entropy(logits, labels), logits, labels, strict=True):
        with mp.workdps(400):
            exact = mp.log(sum(mp.exp(mp.mpf(float(z - row[label]))) for z in row))
        assert value == pytest.approx(float(exact), rel=tolerances.SURROGATE)
    assert s.hinge(logits, labels) == pytest.approx([2.0, 0.0, 10004.0, 1.0])
    assert s.zero_one_loss(logits, labels).tolist() == [1.0, 0.0, 1.0, 0.0], "a tie counts as right: the step is strict"
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(5, 6)), rng.integers(0, 6, 5)
    softmax = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert s.cross_entropy_gradient(z, y) == pytest.approx((softmax - np.eye(6)[y]) / 5)


def test_logits_are_never_changed():
    logits = np.array([[1.0, 2.0], [0.5, -0.5]])
    copy, labels = logits.copy(), np.array([1, 0])
    for function in (s.margins, s.zero_one_loss, s.cross_entropy, s.hinge, s.cross_entropy_gradient):
        function(logits, labels)
    s.q_gradient(logits, labels, s.Log(), 1.0)
    assert (logits == copy).all()


def test_leading_axes_broadcast_nothing_away():
    logits, labels = np.zeros((2, 3, 4)), np.zeros((2, 3), dtype=int)
    assert s.margins(logits, labels).shape == (2, 3, 4)
    assert s.lower_bound(logits, labels, s.Log(), 1.0).shape == (2, 3)
    assert isinstance(s.lower_bound(logits[0, 0], 0, s.Log(), 1.0), float)


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=12),
    st.integers(0, 11),
    st.floats(1e-3, 1e3),
    st.sampled_from(sorted(PHIS)),
)
def test_lemma_on_random_logits(logits, label, mu, name):
    label %= len(logits)
    assert s.lower_bound(logits, label, PHIS[name], mu) <= s.zero_one_loss(logits, label) + 1e-15


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: s.margins([[1.0]], [0]),
            r"logits must have shape \[\.\.\., K\] with K >= 2, got shape \(1, 1\)",
        ),
        (lambda: s.margins([[1.0, np.nan]], [0]), r"logits must be finite, got logits\[0, 1\] = nan"),
        (lambda: s.margins([[1.0, np.inf]], [0]), "logits must be finite"),
        (lambda: s.margins([[1.0, 2.0]], [2]), r"labels must be in 0\.\.1, got 2"),
        (lambda: s.margins([[1.0, 2.0]], [-1]), r"labels must be in 0\.\.1, got -1"),
        (lambda: s.margins([[1.0, 2.0]], [0.0]), "labels must be integers"),
        (lambda: s.margins([[1.0, 2.0]], [0, 1]), r"labels must have shape \(1,\)"),
        (lambda: s.lower_bound([1.0, 2.0], 0, s.Log(), 0.0), "mu must be > 0 and finite, got 0.0"),
        (lambda: s.q_gradient([1.0, 2.0], 0, s.Log(), np.nan), "mu must be > 0 and finite, got nan"),
        (
            lambda: s.lower_bound([1.0, 2.0], 0, lambda x: x[..., :1], 1.0),
            "phi must return finite numbers of shape",
        ),
        (lambda: s.phi_tanh(1.0, -1.0), "alpha must be > 0"),
        (lambda: s.phi_log(np.nan), "x must not be NaN"),
    ],
)
def test_bad_input_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
