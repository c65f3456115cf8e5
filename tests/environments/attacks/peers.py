"""PGD of foolbox, torchattacks and ART with the settings of ours: one random start, projected steps of one size."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import foolbox
import numpy as np
import torch
import torchattacks
from art.attacks.evasion import ProjectedGradientDescentPyTorch
from art.estimators.classification import PyTorchClassifier
from torch import Tensor, nn

from gpu_experiments import PGD

Attack = Callable[[Tensor, Tensor], Tensor]
"""From images in [0, 1] and labels to adversarial images."""

NORMS = ("linf", "l2")


def ours(model: nn.Module, norm: str, eps: float, step: float, steps: int) -> Attack:
    """This project's."""
    attack, generator = PGD(eps, step, steps, norm), torch.Generator().manual_seed(0)
    return lambda x, y: attack(model, x, y, generator)


def of_foolbox(model: nn.Module, norm: str, eps: float, step: float, steps: int) -> Attack:
    """Its step is relative to eps."""
    kind = foolbox.attacks.LinfPGD if norm == "linf" else foolbox.attacks.L2PGD
    attack = kind(rel_stepsize=step / eps, steps=steps, random_start=True)
    wrapped = foolbox.PyTorchModel(model, bounds=(0, 1), device="cpu")
    return lambda x, y: attack(wrapped, x, y, epsilons=eps)[1]


def of_torchattacks(model: nn.Module, norm: str, eps: float, step: float, steps: int) -> Attack:
    """Its attacks are modules that are called."""
    kind = torchattacks.PGD if norm == "linf" else torchattacks.PGDL2
    return kind(model, eps=eps, alpha=step, steps=steps, random_start=True)


def of_art(model: nn.Module, norm: str, eps: float, step: float, steps: int) -> Attack:
    """It takes and returns arrays of numpy, and tells its progress."""
    with contextlib.redirect_stderr(io.StringIO()):
        classifier = PyTorchClassifier(
            model, nn.CrossEntropyLoss(), input_shape=(1, 8, 8), nb_classes=10, clip_values=(0, 1), device_type="cpu"
        )
    attack = ProjectedGradientDescentPyTorch(
        classifier,
        norm=np.inf if norm == "linf" else 2,
        eps=eps,
        eps_step=step,
        max_iter=steps,
        num_random_init=1,
        batch_size=4096,
        verbose=False,
    )
    return lambda x, y: torch.from_numpy(attack.generate(x.numpy(), np.eye(10, dtype=np.float32)[y.numpy()]))


PEERS = {"foolbox": of_foolbox, "torchattacks": of_torchattacks, "ART": of_art}


def digits(samples: int) -> tuple[nn.Module, Tensor, Tensor]:
    """A small network that was trained on the digits, and digits that it did not see."""
    from gpu_experiments.data import datasets
    from gpu_experiments.runs.settings import RunSettings
    from gpu_experiments.runs.training import train

    data = datasets.load("digits")
    model = train(RunSettings(model="mlp", epochs=10, test_attacks=()), seed=0, data=data).model.eval()
    return model, data.test_x[:samples], data.test_y[:samples]
