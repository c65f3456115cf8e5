"""Networks of a user's own: built from the run's seed, and tried before anything is trained."""

from __future__ import annotations

import sys

import pytest
import torch
from torch import nn

from gpu_experiments.networks import by_name

HERE = __name__


def small(classes, channels, side, width=4):
    return nn.Sequential(nn.Conv2d(channels, width, 3), nn.Flatten(), nn.LazyLinear(classes))


class Views(nn.Sequential):
    def __init__(self, classes, channels, side):
        super().__init__(nn.Conv2d(channels, 4, 3), nn.Linear(4 * (side - 2) ** 2, classes))

    def forward(self, x):
        return self[1](self[0](x).view(len(x), -1))


def softmax(classes, channels, side):
    return nn.Sequential(small(classes, channels, side), nn.Softmax(1))


def too_many(classes, channels, side):
    return small(classes + 1, channels, side)


def not_finite(classes, channels, side):
    return nn.Sequential(small(classes, channels, side), nn.Threshold(1e9, float("nan")))


def nothing_to_train(classes, channels, side):
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())


def no_module(classes, channels, side):
    return torch.nn.functional.relu


def no_arguments():
    return nn.Linear(2, 2)


NOT_A_FUNCTION = 3


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setitem(sys.modules, HERE, sys.modules[HERE])


def test_the_seed_draws_the_weights_of_lazy_layers_too():
    def weights(seed, **options):
        return [p.detach() for p in by_name.build(f"{HERE}:small", 3, 1, 8, seed=seed, **options).parameters()]

    first, again, other = weights(1), weights(1), weights(2)
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[2], other[2])
    assert len(weights(1, width=7)[0]) == 7
    assert by_name.build(f"{HERE}:small", 3, 1, 8).training


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Views", "must take images of shape .* flatten and reshape work and view may not"),
        ("softmax", r"must return logits of shape \(2, 3\) .*, got probabilities: leave the softmax to the loss"),
        ("too_many", r"must return logits of shape \(2, 3\) for images \(2, 3, 8, 8\), got \(2, 4\)"),
        ("not_finite", "must return logits .* that are finite, got "),
        ("nothing_to_train", "must have parameters to train, got none"),
        ("no_module", "must return a torch.nn.Module, got function"),
        ("no_arguments", "must take the number of classes, the number of channels and the side"),
        ("NOT_A_FUNCTION", "must name a function, got 3"),
        ("missing", "must be at a place that can be imported"),
    ],
)
def test_what_is_no_network_is_told(name, message):
    with pytest.raises(ValueError, match=f"model '{HERE}:{name}' {message}"):
        by_name.build(f"{HERE}:{name}", 3, 3, 8)


def test_a_width_that_it_does_not_take():
    with pytest.raises(ValueError, match=r"must take the number of classes, .* and the side, and width"):
        by_name.build(f"{HERE}:Views", 3, 3, 8, width=4)
    with pytest.raises(ValueError, match=r"model must be one of .*, or module:function of your own, got 'cmm'"):
        by_name.build("cmm")
