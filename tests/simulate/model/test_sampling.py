"""The draws: the model's distribution, streams that do not depend on who draws, and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulate.model.sampling import CHUNK, chunk_lengths, draw_features, draw_statistic, stream
from theory import BinaryModel

MODEL = BinaryModel(0.8, 0.3, 5)
N = 40_000
ERROR = 1e-6  # of each statistical test below; seeds are fixed


def test_features_have_the_distribution_of_eq_7():
    x, y = draw_features(MODEL, N, np.random.default_rng(1))
    assert x.shape == (N, 6)
    assert set(np.unique(y)) == {-1.0, 1.0}
    assert stats.binomtest(int((y > 0).sum()), N, 0.5).pvalue > ERROR
    assert stats.binomtest(int((x[:, 0] == y).sum()), N, MODEL.p).pvalue > ERROR
    assert set(np.unique(x[:, 0])) == {-1.0, 1.0}
    noise = x[:, 1:] - MODEL.eta * y[:, None]
    for column in noise.T:
        assert stats.kstest(column, "norm").pvalue > ERROR
    correlation = np.corrcoef(np.column_stack([noise, y, x[:, 0] * y]).T)
    assert np.abs(correlation - np.eye(7)).max() < stats.norm.isf(ERROR / 42) / np.sqrt(N)


def test_statistic_is_that_of_the_features():
    x, y = draw_features(MODEL, N, np.random.default_rng(2))
    drawn = draw_statistic(MODEL, N, np.random.default_rng(3))
    seen = (y * x[:, 1:].sum(axis=1) - MODEL.eta * MODEL.d) / np.sqrt(MODEL.d)
    assert stats.ks_2samp(seen, drawn.deviation).pvalue > ERROR
    assert stats.binomtest(int(drawn.agrees.sum()), N, MODEL.p).pvalue > ERROR
    # independent, as given the label the features are
    assert stats.ks_2samp(drawn.deviation[drawn.agrees], drawn.deviation[~drawn.agrees]).pvalue > ERROR


def test_streams_are_those_that_spawn_gives():
    children = np.random.SeedSequence(7).spawn(5)
    for index, child in enumerate(children):
        expected = np.random.Generator(np.random.SFC64(child)).random(4)
        assert np.array_equal(stream(7, index).random(4), expected)
    nested = children[2].spawn(2)[1]
    assert np.array_equal(stream(children[2], 1).random(4), np.random.Generator(np.random.SFC64(nested)).random(4))


@pytest.mark.parametrize("n", [1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 3])
def test_chunks_make_up_the_sample(n):
    whole = list(chunk_lengths(n))
    assert sum(length for _, length in whole) == n
    assert [index for index, _ in whole] == list(range(len(whole)))
    assert [*chunk_lengths(n, 0, 2), *chunk_lengths(n, 2)] == whole


@pytest.mark.parametrize(
    ("model", "n", "message"),
    [
        (BinaryModel([0.7, 0.8], 0.3, 5), 10, "model must hold single numbers"),
        (BinaryModel(0.8, 0.3, 2.5), 10, "model.d must be a whole number to be drawn from, got 2.5"),
        (MODEL, 0, "n must be a positive whole number, got 0"),
        (MODEL, 1.5, "n must be a positive whole number, got 1.5"),
        (MODEL, True, "n must be a positive whole number, got True"),
    ],
)
def test_what_cannot_be_drawn_is_refused(model, n, message):
    for draw in (draw_features, draw_statistic):
        with pytest.raises(ValueError, match=message):
            draw(model, n, np.random.default_rng(0))
