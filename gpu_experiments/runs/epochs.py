"""The epochs of a training run, and the checkpoints between them."""

from __future__ import annotations

import contextlib
import functools
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.inputs import Within
from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.data.augmentation import Batches
from gpu_experiments.data.datasets import Dataset
from gpu_experiments.data.seeds import generator, global_stream, stream_seed
from gpu_experiments.networks import by_name
from gpu_experiments.networks.fast import FastCNN
from gpu_experiments.networks.normalization import Normalize
from gpu_experiments.runs import checkpoints, own_sources, records
from gpu_experiments.runs.averaging import RunningAverage
from gpu_experiments.runs.evaluation import NATURAL, accuracy, evaluate
from gpu_experiments.runs.flips import count_flips
from gpu_experiments.runs.rates import optimizer_of, set_rate
from gpu_experiments.runs.replicas import Replicas
from gpu_experiments.runs.settings import RunSettings, learning_rate, to_json
from gpu_experiments.sam import methods
from gpu_experiments.sam.losses import smoothed_cross_entropy
from gpu_experiments.sam.perturbation import Loss
from gpu_experiments.stepping.driver import Driver

LARGEST_LOSS = 1000.0
"""An epoch whose mean loss exceeds this many times log K, the loss of a guess, has diverged."""


WHITENED = 5000
"""Training images from which a network's whitening is taken."""


class Epoch(NamedTuple):
    """What `tell` is told after each epoch: the run's name, its row of the record, and the seconds still to go."""

    name: str
    row: dict[str, Any]
    epochs: int
    seconds: float
    left: float


class DivergenceError(ArithmeticError):
    """Training has diverged; the message says in which epoch and step, and where the last good checkpoint is."""


def make_model(settings: RunSettings, data: Dataset, seed: int) -> nn.Module:
    """The network of a run with its normalisation, on the CPU, at its first weights."""
    network = by_name.build(
        settings.model, data.classes, data.channels, data.side, width=settings.width, seed=stream_seed(seed, "network")
    )
    normalize = Normalize(data.mean, data.std)
    if isinstance(network, FastCNN):
        network.whiten(normalize(data.train_x[:WHITENED].cpu()))
    return nn.Sequential(normalize, network)


class TrainingRun:
    """One run: made, trained epoch by epoch, saved and resumed."""

    def __init__(
        self,
        settings: RunSettings,
        seed: int,
        data: Dataset,
        device: torch.device,
        out: Path | None,
        code: str,
        replicas: Replicas = Replicas(),  # noqa: B008 (frozen)
    ) -> None:
        self.settings, self.seed, self.data, self.device = settings, seed, data, device
        self.name = settings.name(seed)
        self.path = records.path_of(out or Path(), settings, seed)
        self.checkpoint = self.path.with_suffix(".checkpoint")
        self.resumes, self.saves, self.replicas = out is not None, out is not None and replicas.rank == 0, replicas
        self.code = ".".join((code, *own_sources.of(settings).values()))
        precision = settings.precision
        if precision == "auto":
            precision = "bfloat16" if device.type == "cuda" else "float32"
        self.autocast = torch.bfloat16 if precision == "bfloat16" else None
        self.information = records.device_information(device, precision)
        if replicas.size > 1:
            self.information["replicas"] = replicas.size
        self.model = make_model(settings, data, seed).to(device)
        self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network = replicas.wrap(self.model)
        self.batches = Batches(data.train_x, data.train_y, settings.batch_size, settings.augmentation, data.mean)
        self.driver = self._driver()
        self.loss: Loss = cross_entropy
        if settings.smoothing:
            self.loss = functools.partial(smoothed_cross_entropy, smoothing=settings.smoothing)
        self.attack = None
        if settings.attack:
            self.attack = PGD(
                settings.eps, settings.attack_step, settings.attack_steps, settings.attack, bounds=data.box
            )
            made = torch.tensor([0.0, *data.mean]) if settings.augmentation != "none" else data.train_x[:1]
            self.checked = Within.found(data.box, data.train_x, made)  # padding and cutout are checked with the data
        steps = settings.epochs * len(self.batches)
        self.averaging = RunningAverage(self.model, steps) if settings.averaging else None
        self.rows: list[dict[str, Any]] = []
        self.seconds: list[float] = []
        self.best: dict[str, Tensor] | None = None

    def _driver(self) -> Driver:
        settings = self.settings
        method = methods.build(
            settings.method,
            self.network,
            settings.rho,
            settings.method_options,
            seed=stream_seed(self.seed, "method"),
        )
        return Driver(
            method,
            optimizer_of(self.model, settings),
            max_grad_norm=settings.max_grad_norm,
            autocast=self.autocast,
            nonfinite="count",  # the losses of an epoch are looked at together, at its end
        )

    def train(self, tell: Callable[[Epoch], None]) -> None:
        """Train from the checkpoint, if there is one, to the end."""
        if self.resumes and self.checkpoint.exists():
            self._resume()
        self.model.train()
        first = len(self.rows)
        for epoch in range(first, self.settings.epochs):
            start = time.perf_counter()
            row = self._epoch(epoch)
            self.rows.append({**row, **self._extras(epoch)})
            self.seconds.append(time.perf_counter() - start)
            if self.saves:
                self._save()
            spent = self.seconds[first:]
            left = sum(spent) / len(spent) * (self.settings.epochs - epoch - 1)
            tell(Epoch(self.name, self.rows[-1], self.settings.epochs, self.seconds[-1], left))

    def _epoch(self, epoch: int) -> dict[str, Any]:
        draws = generator(self.seed, "attack", epoch, *self.replicas.name, device=self.device)
        losses: list[Tensor] = []
        sizes: list[int] = []
        correct = torch.zeros((), dtype=torch.int64, device=self.device)
        skipped = self.driver.method.nonfinite.clone()
        with global_stream(self.seed, "passes", epoch, *self.replicas.name):
            for step, (images, labels) in enumerate(self.batches.epoch(generator(self.seed, "batches", epoch))):
                x, y = self.replicas.share(images), self.replicas.share(labels)
                lr = self._set_rates(epoch, step / len(self.batches))
                x = x.contiguous(memory_format=torch.channels_last)  # twice as fast, on a CPU too
                if self.attack is not None:
                    with self._precision():
                        x = self.attack(self.network, x, y, draws, checked=self.checked)
                losses.append(self.driver.step(self.loss, x, y))
                if self.averaging is not None:
                    self.averaging.after(epoch * len(self.batches) + step + 1)
                sizes.append(len(y))
                assert self.driver.logits is not None
                correct += (self.driver.logits.argmax(1) == y).sum()
        loss = self._checked(losses, sizes, epoch)
        share = int(self.replicas.total(correct)) / (sum(sizes) * self.replicas.size)
        row = {"epoch": epoch + 1, "lr": lr, "loss": loss, "train_accuracy": share}
        if bad := int(self.driver.method.nonfinite.to(self.device) - skipped.to(self.device)):
            row["nonfinite_ascents"] = bad
        return row

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        if self.autocast is None:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, dtype=self.autocast)

    def _set_rates(self, epoch: int, fraction: float) -> float:
        lr = learning_rate(self.settings, epoch, fraction)
        set_rate(self.driver.optimizer, lr)
        self.driver.method.set_rate(lr, self.settings.lr)
        return lr

    def _checked(self, losses: list[Tensor], sizes: list[int], epoch: int) -> float:
        """The mean loss of the epoch.  Raises DivergenceError."""
        values = self.replicas.total(torch.stack(losses).double()).cpu() / self.replicas.size
        bad = (~values.isfinite()).nonzero()
        where = None
        mean = float(values @ torch.tensor(sizes, dtype=torch.float64)) / sum(sizes)
        if len(bad):
            step = int(bad[0])
            where = f"epoch {epoch + 1}, step {step + 1} of {len(values)}: the loss is {float(values[step])}"
        elif mean > LARGEST_LOSS * math.log(self.data.classes):
            where = f"epoch {epoch + 1}: the mean loss is {mean:.4g}"
        elif not torch.stack([p.detach().isfinite().all() for p in self.model.parameters()]).all():
            where = f"epoch {epoch + 1}, step {len(values)} of {len(values)}: a weight is not finite"
        if where is None:
            return mean
        kept = f"epoch {epoch} is kept in {self.checkpoint}" if self.saves and epoch else "no epoch was finished"
        raise DivergenceError(f"{self.name} diverged in {where}; {kept}")

    def _extras(self, epoch: int) -> dict[str, Any]:
        """What is measured at the end of an epoch."""
        found: dict[str, Any] = {}
        settings = self.settings
        if settings.validation:
            counts = evaluate(self.model, self.data, (), self.seed, split="validation")[NATURAL]
            found["validation_accuracy"] = accuracy(counts)
            best = max((row["validation_accuracy"] for row in self.rows), default=-1.0)
            if settings.select == "best-validation" and found["validation_accuracy"] > best:
                self.best = {name: tensor.detach().clone() for name, tensor in self.model.state_dict().items()}
        if settings.flips:
            x, y = self.data.train_x[: settings.flips], self.data.train_y[: settings.flips]
            with global_stream(self.seed, "flips", epoch):
                found["flips"] = count_flips(
                    self.model,
                    x,
                    y,
                    settings.method,
                    settings.rho,
                    settings.method_options,
                    batch_size=settings.batch_size,
                )
        if settings.curve_every and (epoch + 1) % settings.curve_every == 0:
            found["evaluations"] = evaluate(
                self.model, self.data, settings.test_attacks, self.seed, masking_signs=settings.masking_signs
            )
        return found

    def _save(self) -> None:
        checkpoints.write(
            self.checkpoint,
            {
                "settings": json.dumps(to_json(self.settings)),
                "seed": self.seed,
                "code": self.code,
                "data": json.dumps(self.data.description),
                "rows": json.dumps(self.rows),
                "seconds": self.seconds,
                "model": self.model.state_dict(),
                "driver": self.driver.state_dict(),
                "best": self.best,
                "average": None if self.averaging is None else self.averaging.average,
            },
        )

    def _resume(self) -> None:
        state = checkpoints.read(self.checkpoint, self.device)
        if (json.loads(state["settings"]), state["seed"]) != (to_json(self.settings), self.seed):
            raise ValueError(f"{self.checkpoint}: expected a checkpoint of this run, got one of other settings")
        if state.get("data", json.dumps(self.data.description)) != json.dumps(self.data.description):
            raise ValueError(f"{self.checkpoint}: expected a checkpoint of a run on these data, got one on others")
        self.rows, self.seconds, self.best = json.loads(state["rows"]), state["seconds"], state["best"]
        self.model.load_state_dict(state["model"])
        self.driver.load_state_dict(state["driver"])
        if self.averaging is not None:
            self.averaging.load(state["average"])
        if self.code not in state["code"].split("+"):
            self.code = f"{state['code']}+{self.code}"
