"""What forward passes change is kept still by what it is, not by its class."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.networks.normalization import Normalize
from gpu_experiments.sam.family import SAM
from gpu_experiments.sam.frozen import FrozenStatistics
from gpu_experiments.stepping.driver import Driver
from tests.gpu_experiments.sam.parity_problem import batches


class OwnNorm(nn.Module):
    """A norm layer as others write it; `how` says by which means its buffer changes."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how
        self.register_buffer("running", torch.ones(16))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            found = 0.9 * self.running + 0.1 * x.detach().var(0)
            if self.how == "in place":
                self.running.copy_(found)
            elif self.how == "data":
                self.running.data.copy_(found)
            else:
                self.running = found
        return x / (x.var(0) + 1e-5).sqrt()


class LateBatchNorm(nn.BatchNorm1d):
    """A subclass that counts on its own, whatever the flag says."""

    def forward(self, x: Tensor) -> Tensor:
        self.num_batches_tracked += 1
        return super().forward(x)


LAYERS = {
    "in place": lambda: OwnNorm("in place"),
    "data": lambda: OwnNorm("data"),
    "assigned": lambda: OwnNorm("assigned"),
    "spectral": lambda: nn.utils.parametrizations.spectral_norm(nn.Linear(16, 16)),
    "batch norm": lambda: nn.BatchNorm1d(16),
    "subclass": lambda: LateBatchNorm(16),
}


def made(layer: nn.Module) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(8, 16), layer, nn.Linear(16, 4))


def buffers(model: nn.Module) -> list[Tensor]:
    return [b.clone() for b in model.buffers()]


@pytest.mark.parametrize("name", LAYERS)
def test_a_step_changes_buffers_once(name: str) -> None:
    x, y = batches(torch.float32)[0]
    once = made(LAYERS[name]())
    once(x)
    stepped = made(LAYERS[name]())
    Driver(SAM(stepped, 0.5), torch.optim.SGD(stepped.parameters(), lr=0.0)).step(cross_entropy, x, y)
    assert buffers(once)
    for a, b in zip(buffers(once), buffers(stepped), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_is_swapped_in_later_is_seen(name: str) -> None:
    model = made(nn.Identity())
    frozen = FrozenStatistics(model)
    model[1] = LAYERS[name]()
    before = buffers(model)
    with frozen:
        model(batches(torch.float32)[0][0])
    assert all(torch.equal(a, b) for a, b in zip(before, buffers(model), strict=True))
    model(batches(torch.float32)[0][0])
    assert not all(torch.equal(a, b) for a, b in zip(before, buffers(model), strict=True))


def test_parameters_of_a_layer_that_is_swapped_in_later_climb() -> None:
    model = made(nn.Identity())
    method = SAM(model, 0.5)
    model[2] = nn.Linear(16, 4)
    before = model[2].weight.detach().clone()
    x, y = batches(torch.float32)[0]
    cross_entropy(model(x), y).backward()
    with method:
        assert not torch.equal(model[2].weight, before)
    assert torch.equal(model[2].weight, before)


def test_a_graph_of_the_callers_may_go_through_buffers_that_do_not_change() -> None:
    model = nn.Sequential(Normalize([0.5], [0.5]), nn.Flatten(), nn.Linear(4, 2))
    x = torch.rand(3, 1, 2, 2, requires_grad=True)
    y = torch.tensor([0, 1, 0])
    value = cross_entropy(model(x), y)
    PGD(steps=1)(model, x, y)
    value.backward()
    assert x.grad is not None
