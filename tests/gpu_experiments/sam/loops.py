"""The three ways to make the steps of a method: driver, context manager, adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from torch import Tensor
from torch.optim import Optimizer

from gpu_experiments.sam.perturbation import Perturbation
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer

Batches = Iterable[tuple[Tensor, Tensor]]


def driver(method: Perturbation, optimizer: Optimizer, loss: Callable, data: Batches) -> None:
    made = Driver(method, optimizer)
    for x, y in data:
        made.step(loss, x, y)


def context(method: Perturbation, optimizer: Optimizer, loss: Callable, data: Batches) -> None:
    for x, y in data:
        optimizer.zero_grad()
        loss(method.model(x), y).backward()
        with method:
            loss(method.model(x), y).backward()
        optimizer.step()


def adapter(method: Perturbation, optimizer: Optimizer, loss: Callable, data: Batches) -> None:
    made = SharpnessAwareOptimizer(method, optimizer)
    for x, y in data:

        def closure() -> Tensor:
            made.zero_grad()
            value = loss(method.model(x), y)  # noqa: B023
            value.backward()
            return value

        made.step(closure)


LOOPS = {"driver": driver, "context": context, "adapter": adapter}
