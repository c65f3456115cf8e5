"""Checks of what is attacked: inputs within their bounds, labels for them, and a place where gradients exist."""

from __future__ import annotations

import math

import torch
from torch import Tensor

Bounds = tuple[float, float]


def check_bounds(bounds: Bounds) -> None:
    """Raise ValueError unless bounds are (low, high) with low < high; infinite ones are allowed."""
    if len(bounds) != 2 or not bounds[0] < bounds[1]:
        raise ValueError(f"bounds must be (low, high) with low < high, got {bounds!r}")


def check_inputs(inputs: Tensor, labels: Tensor, bounds: Bounds) -> tuple[Tensor, Tensor]:
    """The inputs and labels without history.

    Raises ValueError unless the inputs are floating-point, of shape (n, ...) with n >= 1, finite and within the bounds,
    with a label each; RuntimeError in inference mode, where there are no gradients.
    """
    if torch.is_inference_mode_enabled():
        raise RuntimeError("an attack needs gradients: leave torch.inference_mode (torch.no_grad may stay)")
    if inputs.ndim < 2 or not inputs.dtype.is_floating_point:
        raise ValueError(f"inputs must be floating-point of shape (n, ...), got {inputs.dtype} {tuple(inputs.shape)}")
    if not inputs.numel():
        raise ValueError(f"inputs must have at least one sample, got shape {tuple(inputs.shape)}")
    if labels.ndim < 1 or len(labels) != len(inputs):
        raise ValueError(f"labels must have length {len(inputs)}, got shape {tuple(labels.shape)}")
    low, high = torch.stack(inputs.detach().aminmax()).tolist()  # NaN where there is one
    if not (bounds[0] <= low and high <= bounds[1] and math.isfinite(low) and math.isfinite(high)):
        raise ValueError(
            f"inputs must lie in the bounds [{bounds[0]:g}, {bounds[1]:g}], got values from {low:.6g} to {high:.6g}: "
            "normalise inside the model, or give `bounds` (eps is then in their units)"
        )
    return _ordinary(inputs), _ordinary(labels)


def _ordinary(tensor: Tensor) -> Tensor:
    """The tensor without history; one of inference mode could not be saved for a gradient."""
    return tensor.clone() if tensor.is_inference() else tensor.detach()
