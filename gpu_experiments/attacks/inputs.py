"""Checks of what is attacked: inputs within their bounds, labels for them, and a place where gradients exist."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

Bounds = tuple[float, float]


def check_bounds(bounds: Bounds) -> None:
    """Raise ValueError unless bounds are (low, high) with low < high; infinite ones are allowed."""
    if len(bounds) != 2 or not bounds[0] < bounds[1]:
        raise ValueError(f"bounds must be (low, high) with low < high, got {bounds!r}")


@dataclass(frozen=True)
class Within:
    """Says that the values of a data set were found to be finite and within bounds; made by `Within.found` only.

    An attack that is given it need not look at the values of every batch, for which it would wait for the device.

    Attributes:
        bounds: the least and the greatest value that was allowed.

    Raises:
        ValueError: of `Within.found`: a value outside the bounds, or not finite.
    """

    bounds: Bounds

    @classmethod
    def found(cls, bounds: Bounds, *values: Tensor) -> Within:
        """Looks at all values, of which batches are made.  Raises ValueError if one is outside the bounds, or not finite."""
        check_bounds(bounds)
        for tensor in values:
            _check_values(tensor, bounds)
        return cls(bounds)


def check_inputs(
    inputs: Tensor, labels: Tensor, bounds: Bounds, checked: Within | None = None
) -> tuple[Tensor, Tensor]:
    """The inputs and labels without history; their values were `checked` with the data set, or are looked at here.

    Raises ValueError unless the inputs are floating-point, of shape (n, ...) with n >= 1, finite and within the bounds,
    with a label each; RuntimeError in inference mode, where there are no gradients.
    """
    if torch.is_inference_mode_enabled():
        raise RuntimeError("an attack needs gradients: leave torch.inference_mode (torch.no_grad may stay)")
    for name, value in (("inputs", inputs), ("labels", labels)):
        if not isinstance(value, Tensor):
            raise ValueError(f"{name} must be a tensor, got {value!r}")
    if inputs.ndim < 2 or not inputs.dtype.is_floating_point:
        raise ValueError(f"inputs must be floating-point of shape (n, ...), got {inputs.dtype} {tuple(inputs.shape)}")
    if not inputs.numel():
        raise ValueError(f"inputs must have at least one sample, got shape {tuple(inputs.shape)}")
    if labels.ndim < 1 or len(labels) != len(inputs):
        raise ValueError(f"labels must have length {len(inputs)}, got shape {tuple(labels.shape)}")
    if checked is None:
        _check_values(inputs, bounds)
    elif not (bounds[0] <= checked.bounds[0] and checked.bounds[1] <= bounds[1]):
        raise ValueError(f"checked must be of values within the bounds {bounds!r}, got {checked.bounds!r}")
    return _ordinary(inputs), _ordinary(labels)


def _check_values(inputs: Tensor, bounds: Bounds) -> None:
    low, high = torch.stack(inputs.detach().aminmax()).tolist()  # NaN where there is one
    if not (bounds[0] <= low and high <= bounds[1] and math.isfinite(low) and math.isfinite(high)):
        raise ValueError(
            f"inputs must lie in the bounds [{bounds[0]:g}, {bounds[1]:g}], got values from {low:.6g} to {high:.6g}: "
            "normalise inside the model, or give `bounds` (eps is then in their units)"
        )


def _ordinary(tensor: Tensor) -> Tensor:
    """The tensor without history; one of inference mode could not be saved for a gradient."""
    return tensor.clone() if tensor.is_inference() else tensor.detach()
