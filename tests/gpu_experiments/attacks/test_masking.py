"""Signs of gradient masking: a network with its last layer multiplied, which keeps every decision."""

from __future__ import annotations

import copy
import math
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from gpu_experiments import PGD
from gpu_experiments.attacks import masking
from gpu_experiments.attacks.goal import margin_loss
from gpu_experiments.attacks.masking import SCALE_FREE, VANISHING, flags
from gpu_experiments.data import datasets
from gpu_experiments.runs.evaluation import accuracy, evaluate
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.runs.training import train
from tests import tolerances

torch.set_num_threads(1)

ATTACKS = ("linf 0.1 pgd-10", "l2 0.5 pgd-10")
SETTINGS = RunSettings(model="mlp", epochs=12, test_attacks=())


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture(scope="module")
def trained(digits):
    return train(SETTINGS, seed=0, data=digits).model


def multiplied(model: nn.Module, s: float) -> nn.Module:
    found = copy.deepcopy(model)
    last = [module for module in found.modules() if isinstance(module, nn.Linear)][-1]
    with torch.no_grad():
        for p in last.parameters():
            p.mul_(s)
    return found


@pytest.fixture(scope="module")
def counted(trained, digits):
    return {s: evaluate(multiplied(trained, s), digits, ATTACKS) for s in (1, 10, 100, 300)}


class TestLargeLogits:
    @pytest.mark.parametrize("s", [10, 100, 300])
    def test_masking_is_told(self, counted, s):
        found = flags(counted[s])
        assert set(found) == set(ATTACKS)
        assert all("gradients may be masked: " in sentence for sentence in found.values())
        share = 100.0 * counted[s]["natural"][VANISHING] / counted[s]["natural"]["n"]
        assert all(f"the gradient vanishes for {share:.1f}% of the images" in one for one in found.values())
        assert share > 50.0

    def test_nothing_is_told_of_the_network_itself(self, counted):
        assert flags(counted[1]) == {}
        assert all(set(counted[1][name][SCALE_FREE]) == set(masking.WORDS) for name in ATTACKS)

    def test_pgd_is_misled_and_the_others_are_not(self, counted):
        for name in ATTACKS:
            assert accuracy(counted[300][name]) > accuracy(counted[1][name]) + 0.2
            for s in (10, 100, 300):
                for kind in masking.WORDS:
                    here, there = (counted[one][name][SCALE_FREE][kind]["correct"] for one in (s, 1))
                    assert abs(here - there) <= 2, (name, s, kind)

    def test_decisions_are_the_same(self, counted):
        assert len({one["natural"]["correct"] for one in counted.values()}) == 1

    def test_scale_free_attacks_are_as_strong_as_pgd_where_nothing_is_masked(self, counted):
        for name in ATTACKS:
            free = counted[1][name][SCALE_FREE]
            assert all(abs(free[kind]["correct"] - counted[1][name]["correct"]) <= 8 for kind in masking.WORDS)


def test_counts_are_those_of_the_attacks_made_by_hand(trained, digits):
    """Without random starts nothing is drawn, and every count can be made again."""
    model = trained.eval()
    pgd = PGD(0.1, 0.025, 10, random_start=False)
    x, y = digits.test_x, digits.test_y
    made = masking.variants(model, pgd, x)
    logits = model(x).detach()
    excess = logits.amax(1) - logits.mean(1)
    factor = 10.0 / float(excess.median())
    by_hand = {
        "margin": replace(pgd, loss=margin_loss),
        "normalised": replace(
            pgd,
            loss=lambda z, t: cross_entropy(
                z * (10.0 / (z.amax(1) - z.mean(1))).detach().unsqueeze(1), t, reduction="none"
            ),
        ),
        "transfer": replace(pgd, loss=lambda z, t: cross_entropy(factor * z, t)),
    }
    for kind, attack in by_hand.items():
        one = made[kind]
        difference = one.pgd(one.model, x, y) - attack(model, x, y)
        changed = (difference.abs() > tolerances.EDGE_OF_BALL).double().mean()
        assert changed < 0.01, (kind, changed)  # entries whose gradient is a rounding error have either sign


def test_margin_is_positive_where_the_prediction_is_another():
    z = torch.tensor([[2.0, 0.5, 1.0], [0.0, 3.0, 1.0]])
    assert margin_loss(z, torch.tensor([0, 2])).tolist() == [-1.0, 2.0]


@pytest.mark.parametrize(("gap", "vanished"), [(10.0, 0), (20.0, 4), (200.0, 4)])
def test_vanishing_gradients_by_hand(gap, vanished):
    """p_y - 1 = -1/(1 + e^gap) is rounded to 0 in float32 from a gap of 25 log 2 = 17.3 on."""
    model = nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[gap, 0.0], [0.0, 0.0]]))
    assert masking.vanishing(model, torch.tensor([[1.0, 0.0]] * 4), torch.zeros(4, dtype=torch.int64)) == vanished


def test_a_zero_gradient_in_the_input_vanishes():
    model = nn.Linear(2, 2)
    nn.init.zeros_(model.weight)
    assert masking.vanishing(model, torch.rand(3, 2), torch.tensor([0, 1, 1])) == 3
    assert all(p.requires_grad and p.grad is None for p in model.parameters())


def counts(correct: int, lost: int, gained: int, n: int = 100) -> dict:
    even = {"correct": correct, "lost": 0, "gained": 0}
    margin = {"correct": correct - lost + gained, "lost": lost, "gained": gained}
    attacked = {"correct": correct, "n": n, SCALE_FREE: {"margin": margin, "normalised": even, "transfer": even}}
    return {"natural": {"correct": n, "n": n}, "linf 0.1 pgd-10": attacked}


def test_a_flag_needs_more_than_the_margin_for_sure():
    """Exact 95% intervals of 100: 9 is [4.2, 16.4], 11 is [5.6, 18.8], 12 is [6.4, 20.0], 0 up to 3.6, 1 up to 5.4."""
    assert flags(counts(60, 11, 0)) == {}
    assert flags(counts(60, 12, 0)) == {
        "linf 0.1 pgd-10": "gradients may be masked: 60.0% [49.7, 69.7] stay right under this attack, 48.0% [37.9, 58.2] "
        "under PGD on the margin of the logits"
    }
    assert flags(counts(60, 12, 1)) == {}
    assert flags(counts(60, 0, 12)) == {}


def test_comparison_by_image():
    own, other = torch.tensor([1, 1, 0, 0, 1]).bool(), torch.tensor([1, 0, 1, 0, 0]).bool()
    assert masking.compared(own, other) == {"correct": 2, "lost": 2, "gained": 1}


def test_old_records_and_other_attacks_have_no_flag():
    assert flags({"natural": {"correct": 9, "n": 10}, "l2 0.5 autoattack": {"correct": 1, "n": 10}}) == {}


def test_half_precision_and_equal_logits_have_losses():
    logits = torch.zeros(2, 3, dtype=torch.float16, requires_grad=True)
    loss = masking.normalised_cross_entropy(logits, torch.tensor([0, 1]))
    assert loss.tolist() == pytest.approx([math.log(3.0)] * 2, rel=1e-3)


def test_signs_can_be_left_out(trained, digits):
    found = evaluate(trained, digits, ATTACKS[:1], masking_signs=False)
    assert all(set(one) == {"correct", "n"} for one in found.values())
    assert set(evaluate(trained, digits)["natural"]) == {"correct", "n"}
