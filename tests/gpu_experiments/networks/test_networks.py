"""Networks: the known numbers of parameters, shapes, and weights from a seed."""

from __future__ import annotations

import pytest
import torch

from gpu_experiments.networks import by_name

torch.set_num_threads(1)

PARAMETERS = [  # (name, classes, parameters), as published implementations count them
    ("preactresnet18", 10, 11_172_170),
    ("preactresnet18", 100, 11_218_340),
    ("resnet56", 10, 853_018),
    ("wrn-28-2", 10, 1_467_610),
    ("wrn-28-10", 10, 36_479_194),
    ("wrn-28-10", 100, 36_536_884),
    ("vgg19-bn", 10, 20_565_834),
    ("densenet121", 10, 6_956_298),
]


@pytest.mark.parametrize(("name", "classes", "parameters"), PARAMETERS, ids=lambda value: str(value))
def test_number_of_parameters(name, classes, parameters):
    with torch.device("meta"):
        model = by_name.build(name, classes)
    assert sum(p.numel() for p in model.parameters()) == parameters


def test_preactresnet18_has_56_tensors():
    with torch.device("meta"):
        assert len(list(by_name.build("preactresnet18").parameters())) == 56


@pytest.mark.parametrize(
    ("side", "channels", "pooled", "parameters"), [(8, 1, False, 25_978), (32, 3, False, 33_946), (32, 3, True, 24_346)]
)
def test_small_network(side, channels, pooled, parameters):
    model = by_name.build("cnn-pooled" if pooled else "cnn", 10, channels, side)
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert model(torch.zeros(2, channels, side, side)).shape == (2, 10)


def test_multilayer_perceptrons_and_linear_model():
    sizes = {
        name: [p.shape[0] for p in by_name.build(name, 3, 1, 8).parameters()] for name in ("linear", "mlp", "mlp-2")
    }
    assert sizes == {"linear": [3, 3], "mlp": [128, 128, 3, 3], "mlp-2": [128, 128, 128, 128, 3, 3]}
    assert by_name.build("mlp", 3, 1, 8, width=5)(torch.zeros(2, 1, 8, 8)).shape == (2, 3)


@pytest.mark.parametrize("name", by_name.NETWORKS)
def test_logits_and_that_every_parameter_learns(name):
    width = {"wrn-28-10": 1, "preactresnet18": 8, "resnet56": 4, "densenet121": 4}.get(name)
    model = by_name.build(name, 7, width=width).train()
    logits = model(torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0)))
    assert logits.shape == (2, 7)
    logits.square().sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters() if p.requires_grad)


def test_weights_come_from_the_seed_and_leave_the_global_generator_alone():
    before = torch.get_rng_state()
    first, again, other = (by_name.build("cnn", seed=seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert not torch.equal(first["0.weight"], other["0.weight"])


def test_shortcut_of_resnet56_subsamples_and_pads_with_zeros():
    from gpu_experiments.networks.resnet import BasicBlock

    block = BasicBlock(4, 8, 2).eval()
    torch.nn.init.zeros_(block.bn2.weight)
    x = torch.rand(1, 4, 6, 6)
    out = block(x)
    assert torch.equal(out[:, 2:6], x[:, :, ::2, ::2])
    assert not out[:, :2].any()
    assert not out[:, 6:].any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "resnet-56"}, "model must be one of .*resnet56.*, got 'resnet-56'"),
        ({"name": "linear", "width": 4}, "width must be None for linear"),
        ({"name": "cnn", "width": 0}, "width must be >= 1, got 0"),
        ({"name": "vgg19-bn", "side": 8}, "takes images of side 32, got 8"),
        ({"name": "cnn", "side": 10}, "side must be a multiple of 4, got 10"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        by_name.build(**arguments)


def test_depth_of_wide_networks():
    from gpu_experiments.networks.wide_resnet import WideResNet

    with pytest.raises(ValueError, match=r"depth must be 6 k \+ 4 with k >= 1, got 27"):
        WideResNet(depth=27)
