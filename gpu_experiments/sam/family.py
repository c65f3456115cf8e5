"""The methods of the SAM family, each saying only where it differs from the core.

Every method takes `geometry` and `ascent_loss`, so that methods compose: A-BiSAM is
`BiSAM(model, geometry=absolute_weight)`, E-BiSAM is `ESAM(model, ascent_loss=log_lower_bound)`.
Weight decay belongs to the optimizer and takes no part in the ascent.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import numpy as np
import torch
from torch import Tensor, nn

from gpu_experiments.sam.flat_vectors import inner_product, length_of
from gpu_experiments.sam.geometry import AbsoluteWeightPlus, absolute_weight
from gpu_experiments.sam.losses import log_lower_bound
from gpu_experiments.sam.perturbation import Loss, Perturbation
from gpu_experiments.sam.remembered import Remembered
from theory.model.arrays import number, whole_number


class SAM(Perturbation):
    """Sharpness-aware minimisation: e = rho g/(|g| + 1e-12) (Foret et al. 2021).

    Args:
        model, rho, params, geometry, normalise, ascent_loss, scaler, guard, others, radii: as for `Perturbation`.

    Raises:
        ValueError, RuntimeError: as for `Perturbation`.
    """


class Standard(Perturbation):
    """Standard training as a member of the family: no point is visited, the gradient at w is used.

    Args:
        model: whose gradient is used.

    Raises:
        ValueError: the model has no parameters.
    """

    points: ClassVar[tuple[tuple[str, float], ...]] = ()

    def __init__(self, model: nn.Module) -> None:
        super().__init__(model, 0.0)


class ASAM(SAM):
    """Adaptive SAM (Kwon et al. 2021): e = rho T^2 g/|T g|, in one of its two published forms.

    form "weight": T = |w| for every tensor, no eta (the common PyTorch implementation; rho about 2).
    form "weight+eta": T = |w| + eta for tensors with "weight" in their name, 1 for others (the authors' code;
    rho 0.5 or 1).  With equal rho the two perturbations are far apart, since the second one moves biases.

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        form: "weight" or "weight+eta".
        eta: what is added to |w|, finite and >= 0.
        options: as for `Perturbation`.

    Raises:
        ValueError: the form or eta is none of these, or rho or the parameters are refused by `Perturbation`.
    """

    def __init__(
        self,
        model: nn.Module,
        rho: float = 0.5,
        *,
        form: Literal["weight", "weight+eta"] = "weight",
        eta: float = 0.01,
        **options: Any,
    ) -> None:
        if form not in ("weight", "weight+eta"):
            raise ValueError(f"form must be 'weight' or 'weight+eta', got {form!r}")
        if form == "weight+eta":
            options.setdefault("guard", 1e-16)
        geometry = absolute_weight if form == "weight" else AbsoluteWeightPlus(eta)
        super().__init__(model, rho, geometry=geometry, **options)


class MSAM(SAM):
    """m-sharpness (Andriushchenko and Flammarion 2022): each micro-batch of m samples has its own perturbation.

    The gradient used is the mean over the samples: micro-batches count by their size, so that a smaller last
    one is not lost (the authors' code drops it).  Batch norm sees micro-batches.

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        m: samples of a micro-batch, >= 1.
        options: as for `Perturbation`.

    Raises:
        ValueError: m < 1, or rho or the parameters are refused by `Perturbation`.
    """

    def __init__(self, model: nn.Module, rho: float = 0.1, *, m: int, **options: Any) -> None:
        whole_number("m", m, 1)
        super().__init__(model, rho, **options)
        self.m = m

    def parts(self, n: int) -> Sequence[slice]:
        """Micro-batches of m samples, the last one smaller where m does not divide n."""
        return [slice(start, min(start + self.m, n)) for start in range(0, n, self.m)]


class BiSAM(SAM):
    """Bilevel SAM (Xie et al. 2024): the ascent maximises a lower bound of the 0-1 loss.

    The default is BiSAM (-log); `ascent_loss=tanh_lower_bound` is BiSAM (tanh).  The ascent has no label
    smoothing, whatever the training loss.  With the context manager, the first backward is that of
    `ascent_loss`; the driver sees to it.

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        ascent_loss: of logits (n, K) and labels (n,), what the ascent maximises.
        options: as for `Perturbation`.

    Raises:
        ValueError: rho or the parameters are refused by `Perturbation`.
    """

    def __init__(
        self, model: nn.Module, rho: float = 0.05, *, ascent_loss: Loss = log_lower_bound, **options: Any
    ) -> None:
        super().__init__(model, rho, ascent_loss=ascent_loss, **options)


class ESAM(SAM):
    """Efficient SAM (Du et al. 2022): random tensors climb, and the sharpest samples descend.

    SWP: each tensor takes part in the ascent with probability beta, with |e| = rho/beta whatever the set; the
    first step perturbs all, and if none is drawn one is picked (the authors' code fails then).  SDS: the
    k = int(n gamma) samples whose loss rises most, CE(w + e) - CE(w), make the descent; gamma >= 0.99 keeps all.
    The authors' code keeps only the samples strictly above the k-th largest rise, that is k - 1 of them, none
    for k = 1: `strict_cut=True` does so.  With `ascent_loss` the rise is still that of the training loss.

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        beta: probability that a tensor takes part, in (0, 1].
        gamma: share of the samples that descend, in (0, 1].
        strict_cut: whether one sample fewer descends, as in the authors' code.
        seed: of the draws.
        guard: what is added to the norm, >= 0.
        options: as for `Perturbation`.

    Raises:
        ValueError: beta or gamma is not in (0, 1], or rho or the parameters are refused by `Perturbation`.
    """

    draws: ClassVar[bool] = True

    def __init__(
        self,
        model: nn.Module,
        rho: float = 0.05,
        *,
        beta: float = 0.6,
        gamma: float = 0.5,
        strict_cut: bool = False,
        seed: int = 0,
        guard: float = 1e-7,
        **options: Any,
    ) -> None:
        for name, value in (("beta", beta), ("gamma", gamma)):
            number(name, value, "in (0, 1]", lambda a: (a > 0.0) & (a <= 1.0))
        whole_number("seed", seed, 0)
        super().__init__(model, rho, guard=guard, **options)
        self.beta, self.gamma, self.strict_cut = beta, gamma, strict_cut
        self._random = random.Random(seed)
        self._masks: list[list[bool]] | None = None

    def radius(self, group: dict[str, Any], key: str) -> float:
        """rho/beta."""
        return super().radius(group, key) / self.beta

    def active(self, index: int) -> Sequence[bool] | None:
        """The tensors drawn at the end of the step before."""
        return None if self._masks is None else self._masks[index]

    def finished(self) -> None:
        """Draws the tensors of the next step."""
        if self.beta == 1.0:
            return
        masks = [[self._random.random() <= self.beta for _ in g["params"]] for g in self.param_groups]
        trainable = [
            (i, j) for i, g in enumerate(self.param_groups) for j, p in enumerate(g["params"]) if p.requires_grad
        ]
        if trainable and not any(masks[i][j] for i, j in trainable):
            i, j = self._random.choice(trainable)
            masks[i][j] = True
        self._masks = masks

    @property
    def selects(self) -> bool:
        """Unless gamma keeps all."""
        return self.gamma < 0.99

    def rows(self, before: Tensor, after: Tensor) -> Tensor:
        """The rows that descend, in their order, from the losses (n,) of every sample at w and at w + e."""
        count = int(len(before) * self.gamma) - self.strict_cut
        if count < 1:
            raise ValueError(
                f"gamma = {self.gamma} keeps no sample of a batch of {len(before)}"
                + (" with strict_cut" if self.strict_cut else "")
            )
        rise = torch.nan_to_num(after - before, nan=-torch.inf, posinf=torch.inf, neginf=-torch.inf)
        return rise.topk(count).indices.sort().values

    def state_dict(self) -> dict[str, Any]:
        """Adds the state of the draws."""
        version, internal, following = self._random.getstate()
        draws = {"version": version, "internal": list(internal), "following": following, "masks": self._masks}
        return {**super().state_dict(), "draws": draws}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes up the draws as well."""
        super().load_state_dict(state)
        draws = state["draws"]
        self._random.setstate((draws["version"], tuple(draws["internal"]), draws["following"]))
        self._masks = draws["masks"]


class FSAM(SAM):
    """Friendly SAM (Li et al. 2024): d = g - sigma m, the batch's own noise; then m <- lmbda m + (1 - lmbda) g.

    m is the moving average of earlier gradients and starts as the first one, whose step is SAM's (d = g).  A parameter
    that comes later starts likewise; one without a gradient at w does not climb in that step, and counts as 0 in m.
    `part="full"` ascends along m instead, the estimate of the full gradient (along g at the first step).

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        sigma: share of the average that is subtracted, finite and >= 0.
        lmbda: decay of the average, in [0, 1].
        part: "noise" or "full".
        options: as for `Perturbation`.

    Raises:
        ValueError: sigma, lmbda or part is out of range, or rho or the parameters are refused by `Perturbation`.
    """

    def __init__(
        self,
        model: nn.Module,
        rho: float = 0.05,
        *,
        sigma: float = 1.0,
        lmbda: float = 0.9,
        part: Literal["noise", "full"] = "noise",
        **options: Any,
    ) -> None:
        number("lmbda", lmbda, "in [0, 1]", lambda a: (a >= 0.0) & (a <= 1.0))
        number("sigma", sigma, "finite and >= 0", lambda a: (a >= 0.0) & (a < np.inf))
        if part not in ("noise", "full"):
            raise ValueError(f"part must be 'noise' or 'full', got {part!r}")
        super().__init__(model, rho, **options)
        self.sigma, self.lmbda, self.part = sigma, lmbda, part
        self._average = Remembered()

    @property
    def is_plain(self) -> bool:
        """Never: the average goes on while rho is 0."""
        return False

    def direction(self, gradient: Tensor) -> Tensor:
        """g - sigma m, or m."""
        average = self._average.on(self.names, self._params)
        if self.part == "noise":
            return torch.sub(gradient, average, alpha=self.sigma)
        # g + (m - g) once m exists, so that a g that is not finite shows in the direction
        return gradient + (average - gradient) * self._average.begun(self.names)

    def observe(self, gradient: Tensor, bad: Tensor) -> None:
        """m <- lmbda m + (1 - lmbda) g; m <- g at the first finite gradient."""
        memory = self._average
        g, m = memory.filled(self.names, gradient, self._params), memory.vector
        assert m is not None
        blend = self.lmbda * m + (1.0 - self.lmbda) * g
        memory.vector = torch.where(bad, m, torch.where(memory.begun(memory.names), blend, g))
        memory.start(self.names, bad)

    def state_dict(self) -> dict[str, Any]:
        """Adds the moving average, a vector over the parameters of which it knows."""
        return {**super().state_dict(), **self._average.state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes up the average as well."""
        super().load_state_dict(state)
        self._average.load(state, [pair for pairs in self._pairs for pair in pairs])


class BSAM(SAM):
    """Bilateral SAM (Deng et al. 2024): with gM = g(w + e), gm = g(w - e'), uses gM + (g - |gM|/|gm| gm).

    e and e' go along the same g, with radii rho and rho_min.  The base step starts at w.  The authors' code
    overwrites its saved copy, so that its base step starts at w - e', an unintended move of rho_min a step; and
    it divides by |gm| unguarded: here a zero gm leaves gM + g.  Their rho_min is proportional to the learning
    rate: call `set_rate` before every step, or set `param_groups[i]["rho_min"]` as a scheduler does.

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        rho_min: radius of the point downhill, finite and >= 0.
        options: as for `Perturbation`.

    Raises:
        ValueError: a radius or the parameters are refused by `Perturbation`.
    """

    points: ClassVar[tuple[tuple[str, float], ...]] = (("rho", 1.0), ("rho_min", -1.0))

    def __init__(self, model: nn.Module, rho: float = 0.05, *, rho_min: float = 0.05, **options: Any) -> None:
        super().__init__(model, rho, rho_min=rho_min, **options)
        self._first_rho_min = [group["rho_min"] for group in self.param_groups]

    def set_rate(self, lr: float, first: float) -> None:
        """rho_min is the given one times lr/first; as given where the first rate is 0."""
        for group, rho_min in zip(self.param_groups, self._first_rho_min, strict=True):
            group["rho_min"] = rho_min * lr / first if first else rho_min

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        """gM + (g - |gM|/|gm| gm)."""
        highest, lowest = at_points
        length = length_of(lowest)
        ratio = torch.where(length > 0.0, length_of(highest) / length, 0.0)
        return highest + (at_w - ratio * lowest)

    def state_dict(self) -> dict[str, Any]:
        """Adds the given rho_min, from which `set_rate` starts."""
        return {**super().state_dict(), "first_rho_min": list(self._first_rho_min)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes it up as well; checkpoints of earlier versions do not hold it."""
        super().load_state_dict(state)
        self._first_rho_min = list(state.get("first_rho_min", self._first_rho_min))


class GSAM(SAM):
    """Surrogate-gap SAM (Zhuang et al. 2022): uses gp - alpha v, v the part of g orthogonal to gp = g(w + e).

    Args:
        model: whose parameters climb.
        rho: radius of the ball, in the units of the weights (of the geometry), finite and >= 0.
        alpha: weight of the part of g that is orthogonal to g(w + e), finite and >= 0.
        options: as for `Perturbation`.

    Raises:
        ValueError: alpha is out of range, or rho or the parameters are refused by `Perturbation`.
    """

    def __init__(self, model: nn.Module, rho: float = 0.05, *, alpha: float = 0.4, **options: Any) -> None:
        number("alpha", alpha, "finite and >= 0", lambda a: (a >= 0.0) & (a < np.inf))
        super().__init__(model, rho, **options)
        self.alpha = alpha

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        """gp - alpha (g - cos |g| gp/|gp|)."""
        (perturbed,) = at_points
        length, perturbed_length = length_of(at_w), length_of(perturbed)
        cosine = inner_product(at_w, perturbed) / (perturbed_length * length + 1e-12)
        along = cosine * length / (perturbed_length + 1e-12)
        return perturbed - self.alpha * (at_w - along * perturbed)
