"""Costs of the SAM family, its losses and the attack: medians of ratios of interleaved runs, one CPU thread.

Run as a script; needs pytorch_optimizer (the `dev` extra) for the comparison.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytorch_optimizer
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

sys.path.insert(0, str(Path(__file__).parents[2]))

from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.sam import methods
from gpu_experiments.sam.family import SAM
from gpu_experiments.sam.losses import log_lower_bound, tanh_lower_bound
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from tests.gpu_experiments.sam.test_memory import peak

Run = Callable[[], object]


def ratios(runs: dict[str, Run], repeats: int, rounds: int) -> None:
    """Prints the median time of every run and its median ratio to the first one, taken round by round."""
    for run in runs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            for _ in range(repeats):
                run()
            times[name].append((time.perf_counter() - start) / repeats)
    first = next(iter(times.values()))
    for name, values in times.items():
        ratio = statistics.median(a / b for a, b in zip(values, first, strict=True))
        print(f"  {name:44s} {1e6 * statistics.median(values):10.1f} us   {ratio:6.3f}")


def optimizer_of(model: nn.Module) -> torch.optim.SGD:
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)


def steps(make: Callable[[], nn.Module], x: Tensor, y: Tensor) -> dict[str, Run]:
    """One training step of SGD and of SAM in each of its forms, of the family, and of pytorch_optimizer."""

    def plain() -> Run:
        model = make()
        optimizer = optimizer_of(model)

        def step() -> None:
            cross_entropy(model(x), y).backward()
            optimizer.step()
            optimizer.zero_grad()

        return step

    def context() -> Run:
        model = make()
        optimizer, perturbation = optimizer_of(model), SAM(model, rho=0.05)

        def step() -> None:
            cross_entropy(model(x), y).backward()
            with perturbation:
                cross_entropy(model(x), y).backward()
            optimizer.step()
            optimizer.zero_grad()

        return step

    def adapter() -> Run:
        model = make()
        optimizer = SharpnessAwareOptimizer(SAM(model, rho=0.05), optimizer_of(model))

        def closure() -> Tensor:
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            return loss

        return lambda: optimizer.step(closure)

    def driver(name: str) -> Run:
        model = make()
        options = {"m": len(x) // 2} if name == "msam" else {}
        step = Driver(methods.build(name, model, 0.05, options), optimizer_of(model)).step
        return lambda: step(cross_entropy, x, y)

    def other(kind: str, **options: float) -> Run:
        model = make()
        common = {"rho": 0.05, "lr": 0.01, "momentum": 0.9, "weight_decay": 5e-4}
        optimizer = getattr(pytorch_optimizer, kind)(model.parameters(), torch.optim.SGD, **common, **options)

        def step() -> None:
            cross_entropy(model(x), y).backward()
            optimizer.first_step(zero_grad=True)
            cross_entropy(model(x), y).backward()
            optimizer.second_step(zero_grad=True)

        return step

    return {
        "SGD": plain(),
        "SAM, context manager": context(),
        "SAM, step(closure)": adapter(),
        "SAM of pytorch_optimizer": other("SAM"),
        "ASAM of pytorch_optimizer": other("SAM", adaptive=True),
        "F-SAM of pytorch_optimizer": other("FriendlySAM"),
        "LookSAM (k = 5) of pytorch_optimizer": other("LookSAM", k=5),
        **{f"{name}, driver": driver(name) for name in methods.METHODS},
    }


def mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4))


def convnet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 10),
    )


def official_attack(model: nn.Module, x: Tensor, y: Tensor, eps: float, step: float, count: int) -> Tensor:
    """The usual scheme: backward through the parameters too, whose gradients pile up in `.grad`."""
    delta = torch.empty_like(x).uniform_(-eps, eps)
    delta = torch.clamp(delta, min=-x, max=1 - x).requires_grad_()
    for _ in range(count):
        cross_entropy(model(x + delta), y).backward()
        with torch.no_grad():
            delta += step * delta.grad.sign()
            delta.clamp_(-eps, eps)
            delta.copy_(torch.clamp(delta, min=-x, max=1 - x))
        delta.grad = None
    return delta.detach()


def adversarial_steps(x: Tensor, y: Tensor) -> dict[str, Run]:
    """One step of adversarial training with PGD-5, as here and as usual."""
    attack = PGD(8 / 255, 2 / 255, 5)

    def usual() -> Run:
        model = convnet()
        optimizer = optimizer_of(model)

        def step() -> None:
            delta = official_attack(model, x, y, 8 / 255, 2 / 255, 5)
            optimizer.zero_grad()
            cross_entropy(model(x + delta), y).backward()
            optimizer.step()

        return step

    def ours() -> Run:
        model = convnet()
        optimizer = optimizer_of(model)

        def step() -> None:
            adversarial = attack(model, x, y)
            optimizer.zero_grad()
            cross_entropy(model(adversarial), y).backward()
            optimizer.step()

        return step

    return {"AT step, gradients of parameters too": usual(), "AT step, gradients of inputs only": ours()}


def losses() -> dict[str, Run]:
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(128, 10, generator=generator).requires_grad_()
    y = torch.randint(10, (128,), generator=generator)

    def both(loss: Callable[[Tensor, Tensor], Tensor]) -> Run:
        def run() -> None:
            z.grad = None
            loss(z, y).backward()

        return run

    return {
        "cross_entropy": both(cross_entropy),
        "tanh_lower_bound": both(tanh_lower_bound),
        "log_lower_bound": both(log_lower_bound),
    }


def memory() -> None:
    """Prints how many vectors of the size of the weights a step holds, and the ratio to SGD's."""
    counts = {name: peak(name) for name in methods.METHODS}
    for name, count in counts.items():
        print(f"  {name:44s} {count:10d}      {count / counts[methods.STANDARD]:6.3f}")


def main() -> None:
    """Prints every table."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    small = torch.randn(8, 8), torch.arange(8) % 4
    images = torch.rand(64, 3, 16, 16), torch.arange(64) % 10
    print(f"torch {torch.__version__}, one thread; second number: median of the ratios to the first row")
    print("losses, forward and backward, batch 128, K = 10")
    ratios(losses(), 300, 15)
    print("MLP 8-16-4, batch 8")
    ratios(steps(mlp, *small), 60, 31)
    print("convnet on 64 images 16x16")
    ratios(steps(convnet, *images), 2, 21)
    print("adversarial training, PGD-5, convnet on 64 images 16x16")
    ratios(adversarial_steps(*images), 1, 21)
    print("memory: vectors of the size of the weights in a step with momentum; second number: ratio to SGD (st)")
    memory()


if __name__ == "__main__":
    main()
