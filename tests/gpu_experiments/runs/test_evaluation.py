"""Evaluation against closed forms and direct calls, and counts of flipped predictions."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from gpu_experiments import PGD
from gpu_experiments.data import datasets
from gpu_experiments.networks import by_name
from gpu_experiments.runs.evaluation import accuracy, evaluate, summary
from gpu_experiments.runs.flips import count_flips
from gpu_experiments.sam.losses import log_lower_bound
from tests import tolerances
from tests.gpu_experiments.data.test_planted import classifier

torch.set_num_threads(1)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits", subset=64, test_subset=50)


@pytest.fixture
def network():
    return by_name.build("cnn", 10, 1, 8, width=4, seed=1)


@pytest.mark.parametrize(("norm", "eps"), [("linf", 0.1), ("l2", 0.6)])
def test_robust_counts_of_a_linear_classifier_are_those_of_its_margins(norm, eps):
    data = datasets.load("planted", options={"p": 0.8, "eta": 0.3, "d": 12, "train": 10, "test": 1500}, seed=2)
    model = classifier(2.0).double()
    data = replace(data, test_x=data.test_x.double())
    counts = evaluate(model, data, [f"{norm} {eps} pgd-40"], seed=0, masking_signs=False)
    x, y = data.test_x.flatten(1)[:, :13], 2.0 * data.test_y - 1.0
    weight = torch.tensor([2.0] + [1.0] * 12, dtype=torch.float64)
    margin = y * (x @ weight)
    shift = eps * (weight.abs().sum() if norm == "linf" else weight.norm())
    assert counts["natural"] == {"correct": int((margin > 0).sum()), "n": 1500}
    assert counts[f"{norm} {eps} pgd-40"] == {"correct": int((margin > shift).sum()), "n": 1500}


def test_counts_are_those_of_a_direct_call_in_evaluation_mode(digits, network):
    network.train()
    name = "linf 0.1 pgd-3"
    counts = evaluate(network, digits, [name], seed=4)
    assert network.training
    assert evaluate(network, digits, [name], seed=4) == counts
    network.eval()
    from gpu_experiments.data.seeds import generator

    x = digits.test_x.contiguous(memory_format=torch.channels_last)
    draws = generator(4, "test attack", name)
    attacked = PGD(0.1, 0.025, 3)(network, x, digits.test_y, draws)
    assert counts[name]["correct"] == int((network(attacked).argmax(1) == digits.test_y).sum())
    assert (attacked - digits.test_x).abs().max() <= 0.1 + tolerances.EDGE_OF_BALL


def test_l1_counts_of_a_linear_classifier_are_those_of_its_margins():
    """Without bounds all of the radius goes to the largest weight."""
    data = datasets.load("planted", options={"p": 0.8, "eta": 0.3, "d": 12, "train": 10, "test": 1500}, seed=2)
    data = replace(data, test_x=data.test_x.double())
    counts = evaluate(classifier(2.0).double(), data, ["l1 1 pgd-40"], seed=0)
    margin = (2.0 * data.test_y - 1.0) * (data.test_x.flatten(1)[:, :13] @ torch.tensor([2.0] + [1.0] * 12).double())
    assert counts["l1 1 pgd-40"]["correct"] == int((margin > 2.0).sum())
    assert {one["correct"] for one in counts["l1 1 pgd-40"]["scale-free"].values()} == {int((margin > 2.0).sum())}


def test_nan_is_never_right(digits, network):
    class Broken(nn.Module):
        def forward(self, x):
            return network(x) * torch.nan

    assert evaluate(Broken(), digits)["natural"]["correct"] == 0


def test_splits_and_their_errors(digits, network):
    assert evaluate(network, digits, split="train")["natural"]["n"] == 64
    with pytest.raises(ValueError, match="split must be test, validation or train, got 'all'"):
        evaluate(network, digits, split="all")
    with pytest.raises(ValueError, match="split must have images, got none in 'validation'"):
        evaluate(network, digits, split="validation")
    with pytest.raises(ValueError, match="expected a name like"):
        evaluate(network, digits, ["pgd"])


def test_autoattack_needs_a_box():
    data = datasets.load("planted", options={"d": 12, "train": 10, "test": 20})
    with pytest.raises(ValueError, match="bounds must be finite for AutoAttack"):
        evaluate(classifier(1.0), data, ["linf 0.1 autoattack"])


def test_summary():
    counts = {"natural": {"correct": 3, "n": 4}}
    assert accuracy(counts["natural"]) == 0.75
    assert summary(counts) == {"natural": 75.0}


@pytest.mark.parametrize(("method", "loss"), [("sam", cross_entropy), ("bisam-log", log_lower_bound)])
def test_flips_are_those_of_a_second_network_at_the_perturbed_weights(method, loss, digits, network):
    rho, x, y = 0.5, digits.train_x, digits.train_y
    correct = flipped = 0
    for start in (0, 40):
        inputs, labels = x[start : start + 40], y[start : start + 40]
        here = copy.deepcopy(network).train()
        right = here(inputs).argmax(1) == labels
        loss(here(inputs), labels).backward()
        gradients = [p.grad for p in here.parameters()]
        length = torch.stack([g.square().sum() for g in gradients]).sum().sqrt()
        with torch.no_grad():
            for p, g in zip(here.parameters(), gradients, strict=True):
                p += rho / length * g
            flipped += int((right & (here(inputs).argmax(1) != labels)).sum())
        correct += int(right.sum())
    before = copy.deepcopy(network.state_dict())
    assert count_flips(network, x, y, method, rho, batch_size=40) == {"n": 64, "correct": correct, "flipped": flipped}
    assert flipped > 0
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
    assert all(p.grad is None for p in network.parameters())


def test_flips_of_other_methods_are_refused(digits):
    with pytest.raises(ValueError, match=r"method must be one of sam, asam, .* to count flips, got 'bsam'"):
        count_flips(nn.Linear(1, 1), digits.train_x, digits.train_y, "bsam")
