"""Methods of the family that came later: AWP, LookSAM and WSAM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from gpu_experiments.sam.family import SAM
from gpu_experiments.sam.flat_vectors import inner_product, length_of
from gpu_experiments.sam.geometry import layer_norm
from gpu_experiments.sam.remembered import Remembered
from theory.model.arrays import number


class AWP(SAM):
    """Adversarial weight perturbation (Wu et al. 2020): every weight tensor climbs by rho of its own norm.

    e_l = rho |w_l| g_l/|g_l| for the tensors with "weight" in their name and at least two axes, as in the authors' code
    (their gamma is rho); `params` names others.  With adversarial inputs, `driver.step(loss, attack(model, x, y), y)`,
    weights and inputs are perturbed together, as the paper does; the ascent is at those inputs.

    Args:
        model: the network.
        rho: the share of each tensor's norm, finite and >= 0.
        guard: added to the norms.
        options: of `Perturbation`.

    Raises:
        ValueError, TypeError, RuntimeError: as for `Perturbation`.
    """

    def __init__(self, model: nn.Module, rho: float = 0.01, *, guard: float = 1e-20, **options: Any) -> None:
        options.setdefault("params", _weight_tensors(model) if isinstance(model, nn.Module) else None)
        super().__init__(model, rho, geometry=layer_norm, normalise="layer", guard=guard, **options)


class LookSAM(SAM):
    """LookSAM (Liu et al. 2022): SAM's gradient in every k-th step; between, its part across g is used again.

    In the steps 0, k, 2k, ... the gradient used is gs = g(w + e), of which v = gs - (gs.g/|g|^2) g is kept; in the others
    it is g + alpha (|g|/|v|) v, from one pass.  A v that is not finite is not kept.

    Args:
        model, rho: as for `Perturbation`.
        k: every how many steps the point is visited, at least 1.
        alpha: the weight of the kept part, finite and >= 0.
        options: of `Perturbation`.

    Raises:
        ValueError, TypeError, RuntimeError: as for `Perturbation`; ValueError too for k and alpha out of range.
    """

    def __init__(self, model: nn.Module, rho: float = 0.05, *, k: int = 5, alpha: float = 0.7, **options: Any) -> None:
        if isinstance(k, bool) or not isinstance(k, int) or k < 1:
            raise ValueError(f"k must be a whole number, at least 1, got {k!r}")
        _require_finite("alpha", alpha)
        super().__init__(model, rho, **options)
        self.k, self.alpha = k, alpha
        self._steps = 0
        self._kept = Remembered()

    def visits(self) -> Sequence[tuple[str, float]]:
        """The point of SAM in every k-th step."""
        return self.points if self._steps % self.k == 0 else ()

    def observe(self, gradient: Tensor, bad: Tensor) -> None:
        """Notes whether anything climbs, for `combine`."""
        self._stays = bad

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        """gs, or g + alpha (|g|/|v|) v."""
        kept = self._kept.on(self.names, self._params)
        length = length_of(at_w)
        if not at_points:
            across = length_of(kept)
            return at_w + self.alpha * torch.where(across > 0.0, length / across, 0.0) * kept
        (perturbed,) = at_points
        square = length * length
        across = perturbed - torch.where(square > 0.0, inner_product(at_w, perturbed) / square, 0.0) * at_w
        lost = self._stays | ~length_of(across).isfinite()
        self._kept.vector = self._kept.filled(self.names, torch.where(lost, kept, across), self._params)
        return perturbed

    def finished(self) -> None:
        """Counts the steps."""
        self._steps += 1

    def state_dict(self) -> dict[str, Any]:
        """Adds the count and v."""
        return {**super().state_dict(), "steps": self._steps, **self._kept.state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes them up as well."""
        super().load_state_dict(state)
        self._steps = state["steps"]
        self._kept.load(state, [pair for pairs in self._pairs for pair in pairs])


class WSAM(SAM):
    """Weighted SAM (Yue et al. 2023): uses (1 - c) g + c g(w + e), c = gamma/(1 - gamma): sharpness as a regulariser.

    gamma = 1/2 is SAM, gamma = 0 the plain step.  The authors' default leaves the base step to g and subtracts
    lr c (g(w + e) - g) from the weights afterwards; with SGD without momentum the two are the same.

    Args:
        model, rho: as for `Perturbation`.
        gamma: the weight, in [0, 1).
        options: of `Perturbation`.

    Raises:
        ValueError, TypeError, RuntimeError: as for `Perturbation`; ValueError too for gamma out of range.
    """

    points: ClassVar[tuple[tuple[str, float], ...]] = (("rho", 1.0),)

    def __init__(self, model: nn.Module, rho: float = 0.05, *, gamma: float = 0.9, **options: Any) -> None:
        number("gamma", gamma, "in [0, 1)", lambda a: (a >= 0.0) & (a < 1.0))
        super().__init__(model, rho, **options)
        self.gamma = gamma

    def combine(self, at_w: Tensor, at_points: list[Tensor]) -> Tensor:
        """(1 - c) g + c gp."""
        share = self.gamma / (1.0 - self.gamma)
        return (1.0 - share) * at_w + share * at_points[0]


def _weight_tensors(model: nn.Module) -> list[nn.Parameter]:
    return [p for name, p in model.named_parameters() if "weight" in name and p.ndim > 1]


def _require_finite(name: str, value: float) -> None:
    number(name, value, "finite and >= 0", lambda a: (a >= 0.0) & (a < np.inf))
