"""AutoAttack (Croce and Hein 2020), the stronger attack that shows gradient masking: needs the extra `attacks`."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal

import torch
from torch import Tensor, nn

from gpu_experiments.attacks.goal import margin_loss
from gpu_experiments.attacks.inputs import Bounds, check_bounds, check_inputs
from gpu_experiments.attacks.pgd import evaluation_mode, frozen_parameters
from theory.model.arrays import number, whole_number

STANDARD = ("apgd-ce", "apgd-t", "fab-t", "square")
MEMBERS = (*STANDARD, "apgd-dlr", "fab")
_NORMS = {"linf": "Linf", "l2": "L2", "l1": "L1"}
_FOURTH, _THIRD = (
    4,
    3,
)  # the largest logit that the loss of apgd-t and that of apgd-dlr divides by, counted from the top


def auto_attack(
    model: nn.Module,
    inputs: Tensor,
    labels: Tensor,
    eps: float,
    *,
    norm: Literal["linf", "l2", "l1"] = "linf",
    attacks: Sequence[str] | None = None,
    bounds: Bounds = (0.0, 1.0),
    batch_size: int = 250,
    seed: int = 0,
) -> Tensor:
    """Adversarial inputs by the standard ensemble, or by `attacks` of it ("apgd-ce", "apgd-dlr", "fab", "square", ...).

    The model is evaluated in evaluation mode, its parameters are frozen meanwhile, `.grad` is untouched, and the result
    has no history.

    Args:
        model: of any number of classes >= 2; the targeted members try at most nine targets, with fewer classes all
            others. With too few classes for the quotient of a member's loss it climbs the numerator: see
            `replaced_losses`, which a warning tells.
        inputs: shape (n, channels, height, width), within the bounds.
        labels: integers, shape (n,).
        eps: radius of the ball, in the units of the inputs.
        norm: "linf", "l2" or "l1".
        attacks: members of the ensemble, None for the standard ones.
        bounds: the least and the largest value of an input, finite.
        batch_size: samples that are attacked at a time.
        seed: of the draws.

    Raises:
        ImportError: what is missing, with the way to install it.
        ValueError: bad settings, or inputs outside the bounds.
        RuntimeError: in inference mode.
    """
    _check_settings(eps, norm, attacks, bounds, batch_size)
    x, y = check_inputs(inputs, labels, bounds)
    if x.ndim != 4:
        raise ValueError(f"inputs must be of shape (n, channels, height, width), got {tuple(x.shape)}")
    try:
        from pyautoattack import AutoAttack
    except ImportError as error:
        raise ImportError("AutoAttack needs the package pyautoattack: pip install 'sharpcheck[attacks]'") from error
    low, width = bounds[0], bounds[1] - bounds[0]

    def logits_of(units: Tensor) -> Tensor:
        return model(_inputs_of(units, x, low, width)).float()

    units = ((x - low) / width).float().contiguous()  # other orders of memory cannot be viewed as rows
    with evaluation_mode(model), frozen_parameters(model), torch.random.fork_rng(devices=_cuda_devices(x)):
        ensemble = AutoAttack(
            logits_of,
            attacks=None if attacks is None else list(attacks),
            device=x.device,
            eps=eps / width,
            norm=_NORMS[norm],
            seed=seed,
            version="standard" if attacks is None else "custom",
        )
        with torch.no_grad():
            classes = logits_of(units[:1]).shape[1]
        for told in _fit_to_classes(ensemble, classes, STANDARD if attacks is None else attacks):
            warnings.warn(told, stacklevel=2)
        found = ensemble.run_standard_evaluation(units, y, batch_size=batch_size)[0].detach()
    return torch.where(found == units, x, _inputs_of(found, x, low, width))


def replaced_losses(classes: int, attacks: Sequence[str] = STANDARD) -> dict[str, str]:
    """What is climbed instead by those of `attacks` whose loss needs more classes, with the reason, by member."""
    needed = {"apgd-t": _FOURTH, "apgd-dlr": _THIRD}
    instead = {
        "apgd-t": "the target's logit less the label's",
        "apgd-dlr": "the largest other logit less the label's",
    }
    return {
        name: f"{name} divides by the logit number {needed[name]}, which {classes} classes do not have: it climbs "
        f"{instead[name]}"
        for name in attacks
        if classes < needed.get(name, 0)
    }


def _check_settings(eps: float, norm: str, attacks: Sequence[str] | None, bounds: Bounds, batch_size: int) -> None:
    if norm not in _NORMS:
        raise ValueError(f"norm must be one of {', '.join(_NORMS)}, got {norm!r}")
    number("eps", eps, "finite and >= 0", lambda a: (a >= 0.0) & (a < math.inf))
    if attacks is not None and (not attacks or set(attacks) - set(MEMBERS)):
        raise ValueError(f"attacks must be among {', '.join(MEMBERS)}, got {attacks!r}")
    check_bounds(bounds)
    if not (math.isfinite(bounds[0]) and math.isfinite(bounds[1])):
        raise ValueError(f"bounds must be finite for AutoAttack, got {bounds!r}")
    whole_number("batch_size", batch_size, 1)


def _inputs_of(units: Tensor, like: Tensor, low: float, width: float) -> Tensor:
    """Points of [0, 1] on the scale of the bounds."""
    return (low + width * units).to(like.dtype)


def _fit_to_classes(ensemble: Any, classes: int, attacks: Sequence[str]) -> list[str]:
    """Let the ensemble's members try as many targets as there are and climb losses that exist; what was replaced."""
    if classes < 2:
        raise ValueError(f"model must have at least 2 classes, got {classes}")
    for member in (ensemble.apgd_targeted, ensemble.fab):
        member.n_target_classes = min(member.n_target_classes, classes - 1)
    if classes < _THIRD:
        ensemble.apgd.dlr_loss = margin_loss
    if classes < _FOURTH:
        ensemble.apgd_targeted.dlr_loss_targeted = _to_target(ensemble.apgd_targeted)
    return list(replaced_losses(classes, attacks).values())


def _to_target(member: Any) -> Callable[[Tensor, Tensor], Tensor]:
    def difference(logits: Tensor, labels: Tensor) -> Tensor:
        both = torch.stack([member.y_target, labels], 1)
        found = logits.gather(1, both)
        return found[:, 0] - found[:, 1]

    return difference


def _cuda_devices(inputs: Tensor) -> list[torch.device]:
    return [inputs.device] if inputs.device.type == "cuda" else []
