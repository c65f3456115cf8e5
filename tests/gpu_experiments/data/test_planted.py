"""The binary model planted into images: the mapping, its statistics, and what rests on the robust feature."""

from __future__ import annotations

import math

import pytest
import torch
from scipy import stats
from scipy.special import ndtr
from torch import nn

from gpu_experiments.data import planted
from gpu_experiments.data.planted import Planted
from tests import tolerances

SIZE = Planted(p=0.8, eta=0.2, d=12)


def classifier(w, d=12):
    """sign(w x_1 + x_2 + ... + x_{d+1}) as a linear layer of two logits."""
    layer = nn.Linear(planted.side_of(d) ** 2, 2)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
        layer.weight[1, 0], layer.weight[0, 1 : d + 1] = w, -1.0
    return nn.Sequential(nn.Flatten(), layer)


@pytest.mark.parametrize(("d", "side"), [(1, 4), (15, 4), (16, 8), (63, 8), (64, 12)])
def test_mapping_is_exact_and_keeps_lengths(d, side):
    features = torch.randn(5, d + 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    images = planted.to_images(features)
    assert images.shape == (5, 1, side, side)
    assert torch.equal(planted.to_features(images, d), features)
    assert torch.equal(images.flatten(1)[:, 1 : d + 1], features[:, 1:])
    for norm in (1, 2, math.inf):
        assert torch.equal(
            images.flatten(1).norm(norm, dim=1),
            torch.nn.functional.pad(features, (0, side**2 - d - 1)).norm(norm, dim=1),
        )


def test_draws_have_the_models_distribution():
    n = 20_000
    images, labels = planted.draw(SIZE, n, 5, "train")
    x, y = planted.to_features(images, SIZE.d).double(), 2.0 * labels - 1.0
    assert stats.binomtest(int(labels.sum()), n).pvalue > tolerances.CHANCE
    assert stats.binomtest(int((x[:, 0] == y).sum()), n, SIZE.p).pvalue > tolerances.CHANCE
    assert set(x[:, 0].tolist()) == {-1.0, 1.0}
    weak = (x[:, 1:] * y[:, None] - SIZE.eta).flatten().numpy()
    assert stats.kstest(weak, "norm").pvalue > tolerances.CHANCE
    assert not torch.equal(images[:100], planted.draw(SIZE, 100, 5, "test")[0])


@pytest.mark.parametrize("w", [0.0, 1.5, 6.0])
def test_reliance_and_accuracy_of_a_linear_classifier_are_those_of_theory(w):
    n = 20_000
    images, labels = planted.draw(SIZE, n, 11, "test")
    found = planted.reliance(classifier(w), images, labels)
    mean, root = SIZE.eta * SIZE.d, math.sqrt(SIZE.d)
    changed = ndtr((w - mean) / root) - ndtr((-w - mean) / root)
    assert found["n"] == n == found["agree_n"] + found["disagree_n"]
    if w == 0.0:
        assert found["changed"] == 0
    else:
        assert stats.binomtest(found["changed"], n, changed).pvalue > tolerances.CHANCE
    right = found["agree_correct"] + found["disagree_correct"]
    assert stats.binomtest(right, n, SIZE.model.accuracy(w)).pvalue > tolerances.CHANCE
    assert stats.binomtest(found["agree_correct"], found["agree_n"], ndtr((mean + w) / root)).pvalue > tolerances.CHANCE


def test_linear_weight():
    assert planted.linear_weight(classifier(2.5), 12) == pytest.approx(2.5, rel=tolerances.CLOSED_FORM)
    with pytest.raises(ValueError, match="one linear layer of two classes"):
        planted.linear_weight(nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)), 3)


def test_reliance_leaves_the_images_and_the_mode_alone():
    images, labels = planted.draw(SIZE, 10, 0, "test")
    before = images.clone()
    model = classifier(1.0).train()
    planted.reliance(model, images, labels)
    assert torch.equal(images, before)
    assert model.training
