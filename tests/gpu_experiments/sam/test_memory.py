"""How many vectors of the size of the weights a step holds at most, by method."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.nn.functional import cross_entropy
from torch.utils._python_dispatch import TorchDispatchMode

from gpu_experiments.sam import methods
from gpu_experiments.stepping.driver import Driver

FEATURES, CLASSES = 3000, 2
BYTES = 4 * FEATURES * CLASSES
COPIES = {
    "st": 3,  # the weights, the gradient, the momentum
    "sam": 5,  # and the weights at w, the ascent direction
    "bisam-log": 5,
    "bisam-tanh": 5,
    "asam": 6,  # T while the direction is scaled
    "a-bisam": 6,
    "awp": 6,
    "msam": 6,  # the gradient of the parts before
    "esam": 6,
    "e-bisam": 6,
    "fsam": 7,
    "fsam-full": 7,
    "gsam": 7,
    "bsam": 8,
    "looksam": 7,
    "wsam": 8,
}
"""Of the size of the weights at most, SGD with momentum being the optimizer."""
OPTIONS = {"msam": {"m": 4}, "looksam": {"k": 1}}


class Peak(TorchDispatchMode):
    """Counts the storages of at least the size of the weights that live at one time; buffers of one operation count."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: dict[int, StorageWeakRef] = {}
        self.peak = 0

    def see(self, tensor: Any) -> None:
        self.alive = {key: ref for key, ref in self.alive.items() if not ref.expired()}
        if isinstance(tensor, Tensor) and tensor.untyped_storage().nbytes() >= BYTES:
            self.alive.setdefault(tensor.untyped_storage()._cdata, StorageWeakRef(tensor.untyped_storage()))
        self.peak = max(self.peak, len(self.alive))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        found = func(*args, **(kwargs or {}))
        for value in found if isinstance(found, (tuple, list)) else [found]:
            self.see(value)
        return found


def peak(name: str) -> int:
    """During the third step, when the optimizer's state is there."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(FEATURES, CLASSES, bias=False))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, foreach=False)
    driver = Driver(methods.build(name, model, 0.1, OPTIONS.get(name, {})), optimizer)
    x, y = torch.randn(1, FEATURES).expand(8, FEATURES), torch.arange(8) % CLASSES
    for _ in range(2):
        driver.step(cross_entropy, x, y)
    with Peak() as seen:
        seen.see(model[0].weight)
        seen.see(optimizer.state[model[0].weight]["momentum_buffer"])
        driver.step(cross_entropy, x, y)
    return seen.peak


@pytest.mark.parametrize("name", methods.METHODS)
def test_copies_of_the_weights(name: str) -> None:
    assert peak(name) == COPIES[name]
