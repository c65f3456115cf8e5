"""What training follows downhill: ST, AT and SAM with a smooth loss of the margin, as gradients on batches.

AT has its inner maximum over the inputs in closed form. SAM's perturbation is shared by a micro-batch: the whole batch,
some samples (as m-sharpness or data-parallel training does), or each sample on its own; it is one normalised gradient
step (delta = rho g/|g|, as in practice) or the exact inner maximum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simulate.model.minimisers import single
from simulate.model.sampling import FloatArray, sample_count
from simulate.training.inner_maximum import margins, mean_gradient, micro_batches, worst_perturbation
from simulate.training.margin_losses import MarginLoss, loss_named
from simulate.training.samples import Samples
from theory import Adversarial, SharpnessAware, Standard
from theory.model.objectives import Objective, not_an_objective
from theory.surrogates.norm_ball import dual_vector

Inner = Literal["one-step", "exact"]
Ascent = Literal["batch", "noise"]
Gradient = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
"""(weights [replicates, dimension], features [replicates, batch, dimension], lengths [replicates, batch]) to weights."""


@dataclass(frozen=True)
class Recipe:
    """What is descended.

    Attributes:
        objective: Standard(), Adversarial(eps) or SharpnessAware(rho).
        loss: "logistic" or "hinge".
        inner: for SAM, "one-step" or "exact".
        micro_batch: for SAM, how many samples share one perturbation; None: the whole batch.
        ascent: for one-step SAM, climb along the micro-batch's gradient ("batch"), or along what it has beyond the
            gradient of all samples of the step ("noise", what F-SAM of Li et al., 2024, aims at).
    """

    objective: Objective = field(default_factory=Standard)
    loss: str = "logistic"
    inner: Inner = "one-step"
    micro_batch: int | None = None
    ascent: Ascent = "batch"

    def __post_init__(self) -> None:
        loss_named(self.loss)
        if self.inner not in ("one-step", "exact"):
            raise ValueError(f"inner must be 'one-step' or 'exact', got {self.inner!r}")
        if self.ascent not in ("batch", "noise"):
            raise ValueError(f"ascent must be 'batch' or 'noise', got {self.ascent!r}")
        if self.micro_batch is not None:
            sample_count(self.micro_batch)
        if self.ascent == "noise" and (self.inner == "exact" or self.micro_batch in (None, 1)):
            raise ValueError("ascent 'noise' needs one-step SAM with a micro_batch of 2 or more, below the batch")

    def gradient(self, samples: Samples) -> Gradient:
        """Return the function that is followed downhill on these samples.

        Raises:
            ValueError: a micro-batch for which the plane of equal weights is not enough (see training_samples).
        """
        loss = loss_named(self.loss)
        if isinstance(self.objective, Standard):
            return lambda w, z, _: mean_gradient(loss, z, margins(z, w))
        if isinstance(self.objective, Adversarial):
            return _adversarial(loss, self.objective, samples)
        if isinstance(self.objective, SharpnessAware):
            if samples.in_plane and self.micro_batch not in (None, 1, samples.n):
                raise ValueError(
                    f"micro_batch must be 1, {samples.n} or None in the plane of equal weights, got {self.micro_batch}"
                )
            return _sharpness_aware(loss, single("rho", self.objective.rho), self)
        raise not_an_objective(self.objective)


def _adversarial(loss: MarginLoss, attack: Adversarial, samples: Samples) -> Gradient:
    """The attack lowers every margin by eps times the dual norm of the weights that it acts on."""
    eps = single("eps", attack.eps)
    attacked = np.ones(samples.dimension)
    attacked[0] = 1.0 if getattr(attack, "coordinates", "non-robust") == "all" else 0.0
    linf = getattr(attack, "norm", "linf") == "linf"
    if linf and samples.in_plane:
        attacked[1] = np.sqrt(float(samples.model.d))  # d weights of size |w|/sqrt(d)

    def gradient(w: FloatArray, z: FloatArray, _: FloatArray) -> FloatArray:
        pulled = attacked * w
        dual = np.abs(pulled).sum(axis=-1) if linf else np.linalg.norm(pulled, axis=-1)
        direction = attacked * np.sign(w) if linf else dual_vector(pulled, "l2")
        margin = margins(z, w) - eps * dual[:, None]
        return mean_gradient(loss, z, margin) - eps * loss.slope(margin).mean(axis=1)[:, None] * direction

    return gradient


def _sharpness_aware(loss: MarginLoss, rho: float, recipe: Recipe) -> Gradient:
    inner, micro_batch = recipe.inner, recipe.micro_batch

    def on_each_sample(w: FloatArray, z: FloatArray, lengths: FloatArray) -> FloatArray:
        # One sample's loss falls along its own features: the one step reaches the inner maximum, except where the
        # hinge loss is flat and one step goes nowhere.
        margin = margins(z, w)
        lost = rho * lengths
        if inner == "one-step":
            lost = np.where(loss.slope(margin) < 0.0, lost, 0.0)
        return mean_gradient(loss, z, margin - lost)

    def on_parts(w: FloatArray, z: FloatArray, _: FloatArray) -> FloatArray:
        parts, here = micro_batches(z, w, micro_batch)
        if inner == "one-step":
            climbed = mean_gradient(loss, parts, margins(parts, here))
            if recipe.ascent == "noise":
                climbed -= climbed.mean(axis=1, keepdims=True)
            delta = dual_vector(climbed, "l2", rho)
        else:
            flat = worst_perturbation(loss, parts.reshape(-1, *parts.shape[2:]), here.reshape(-1, here.shape[-1]), rho)
            delta = flat.reshape(here.shape)
        moved = here + delta
        return mean_gradient(loss, parts, margins(parts, moved)).mean(axis=1)

    return on_each_sample if micro_batch == 1 else on_parts
