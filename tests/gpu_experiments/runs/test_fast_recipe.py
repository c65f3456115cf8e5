"""The fast network and the parts of its recipe: whitening, rates by group, schedule, running average, every method."""

from __future__ import annotations

import pytest
import torch

from gpu_experiments.data import datasets
from gpu_experiments.networks import by_name
from gpu_experiments.networks.fast import GUARD, FastCNN
from gpu_experiments.runs.averaging import DECAY, RunningAverage
from gpu_experiments.runs.presets import RECIPES
from gpu_experiments.runs.rates import optimizer_of, set_rate
from gpu_experiments.runs.settings import RunSettings, learning_rate
from gpu_experiments.runs.training import make_model, train
from gpu_experiments.sam import methods
from tests import tolerances
from tests.gpu_experiments.runs.test_training import Killed, bytes_of, kill_at

TINY = RunSettings(
    **{**RECIPES["cpu-fast"], "epochs": 2, "width": 4, "batch_size": 32},
    subset=96,
    test_subset=40,
    test_attacks=("linf 0.05 pgd-2",),
)


def test_the_network_of_the_recipe_for_cifar():
    network = by_name.build("cnn-fast")
    sizes = {name: tuple(p.shape) for name, p in network.named_parameters()}
    assert sum(p.numel() for p in network.parameters()) == 498_080
    frozen = {name for name, p in network.named_parameters() if not p.requires_grad}
    assert sizes["0.weight"] == (24, 3, 2, 2)
    assert "0.weight" in frozen
    assert sum(p.numel() for name, p in network.named_parameters() if name in frozen) == 288 + 2 * (32 + 128 + 128)
    network.eval()
    shapes = []
    for layer in network:
        layer.register_forward_hook(lambda _, __, out: shapes.append(tuple(out.shape[1:])))
    network(torch.rand(2, 3, 32, 32))
    maps = [shape for shape in dict.fromkeys(shapes) if len(shape) == 3]
    assert maps == [(24, 31, 31), (32, 31, 31), (32, 15, 15), (128, 15, 15), (128, 7, 7), (128, 3, 3), (128, 1, 1)]
    with pytest.raises(ValueError, match="side must be >= 2, got 1"):
        FastCNN(10, 1, 1)


def test_convolutions_begin_as_identities():
    network = by_name.build("cnn-fast", width=8)
    x = torch.rand(1, 8, 6, 6)
    second = network[6]
    assert torch.equal(second(x), x)


def test_the_first_layer_whitens_patches():
    """The responses have unit mean square, but for the guard, and are not correlated."""
    data = datasets.load("digits", subset=400)
    model = make_model(RunSettings(model="cnn-fast", width=4), data, 0)
    responses = model[1][0](model[0](data.train_x)).permute(1, 0, 2, 3).flatten(1).double()
    half = len(responses) // 2
    assert torch.allclose(responses[:half], -responses[half:], atol=1e-6)
    seen = (responses[:half] @ responses[:half].T / responses.shape[1]).detach()
    patches = model[0](data.train_x).double().unfold(2, 2, 1).unfold(3, 2, 1).flatten(4).flatten(0, 3)
    values = torch.linalg.eigvalsh(patches.T @ patches / len(patches))
    assert torch.allclose(seen, torch.diag(values / (values + GUARD)), atol=1e-5)


def test_the_whitening_depends_on_the_images_alone():
    data = datasets.load("digits", subset=50)
    first, second = (make_model(RunSettings(model="cnn-fast", width=4), data, seed)[1] for seed in (0, 1))
    assert torch.equal(first[0].weight, second[0].weight)
    assert not torch.equal(first[-2].weight, second[-2].weight)


def test_biases_of_batch_norm_have_their_own_rate():
    model = by_name.build("cnn-fast", width=4)
    optimizer = optimizer_of(model, TINY)
    others, biases = optimizer.param_groups
    named = {id(p): name for name, p in model.named_parameters()}
    assert {named[id(p)].rpartition(".")[2] for p in biases["params"]} == {"bias"}
    assert len(biases["params"]) == 6
    assert len(others["params"]) + 6 == sum(p.requires_grad for p in model.parameters())
    set_rate(optimizer, 0.5)
    assert (others["lr"], biases["lr"]) == (0.5, 32.0)
    product = biases["lr"] * biases["weight_decay"]
    assert product == pytest.approx(others["lr"] * others["weight_decay"], rel=tolerances.CLOSED_FORM)
    assert others["nesterov"]


def test_one_rate_is_one_group():
    model = by_name.build("cnn", width=2)
    (group,) = optimizer_of(model, RunSettings()).param_groups
    assert list(map(id, group["params"])) == list(map(id, model.parameters()))


def test_the_triangle_by_hand():
    one = RunSettings(schedule="triangular", lr=2.0, epochs=100)
    points = [(0, 0.4), (23, 2.0), (11, 2.0 * (0.2 + 0.8 * 11 / 23)), (100, 0.14)]
    for epoch, expected in points:
        assert learning_rate(one, epoch) == pytest.approx(expected, rel=tolerances.CLOSED_FORM)
    assert learning_rate(one, 61, 0.5) == pytest.approx(2.0 - 1.86 * 38.5 / 77, rel=tolerances.CLOSED_FORM)


def test_the_running_average_by_hand():
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(model.weight, 1.0)
    average = RunningAverage(model, 12)
    seen = {}
    for step in range(1, 13):
        with torch.no_grad():
            model.weight += 1.0
        average.after(step)
        seen[step] = float(model.weight.detach())
    first = DECAY * (5 / 12) ** 3
    at_5 = first * 1.0 + (1.0 - first) * 6.0
    second = DECAY * (10 / 12) ** 3
    at_10 = second * at_5 + (1.0 - second) * (at_5 + 5.0)
    at_12 = DECAY * at_10 + (1.0 - DECAY) * (at_10 + 2.0)
    expected = {4: 5.0, 5: at_5, 6: at_5 + 1.0, 10: at_10, 11: at_10 + 1.0, 12: at_12}
    assert {step: seen[step] for step in expected} == pytest.approx(expected, rel=tolerances.FLOAT32_SUM)


@pytest.mark.parametrize("method", methods.METHODS)
def test_every_method_trains_it_and_leaves_what_is_frozen(method):
    settings = TINY.changed(method=method, rho=0.1, epochs=1)
    data = datasets.load("digits", subset=96, test_subset=40)
    before, done = make_model(settings, data, 0), train(settings, seed=0, data=data)
    frozen = [name for name, p in before.named_parameters() if not p.requires_grad]
    assert frozen
    start, end = before.state_dict(), done.model.state_dict()
    assert all(torch.equal(start[name], end[name]) for name in frozen)
    moved = [name for name, p in before.named_parameters() if p.requires_grad and not torch.equal(p, end[name])]
    assert len(moved) == sum(p.requires_grad for p in before.parameters())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"method": "sam", "rho": 0.2},
        {"method": "bsam", "rho": 0.1},
        {"attack": "linf", "eps": 0.1, "attack_step": 0.05, "attack_steps": 3},
    ],
    ids=["st", "sam", "bsam", "at"],
)
def test_a_killed_run_of_the_recipe_goes_on_to_the_same_bits(changes, tmp_path, monkeypatch):
    settings = TINY.changed(**changes)
    whole = train(settings, seed=3)
    with monkeypatch.context() as patch:
        kill_at(patch, 5)  # in the second epoch
        with pytest.raises(Killed):
            train(settings, seed=3, out=tmp_path)
    assert bytes_of(train(settings, seed=3, out=tmp_path).record) == bytes_of(whole.record)


def test_the_recipe_learns_in_few_steps():
    """Four epochs of 12 steps, in bfloat16."""
    changes = {"epochs": 4, "width": 8, "subset": None, "batch_size": 128, "test_attacks": (), "augmentation": "none"}
    found = train(TINY.changed(**changes), seed=0).record["result"]
    assert found["train"]["correct"] > 0.9 * found["train"]["n"]
