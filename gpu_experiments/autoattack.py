"""AutoAttack (Croce and Hein 2020), the stronger attack that shows gradient masking: needs the extra `attacks`."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

from gpu_experiments.attacks import frozen_parameters

_NORMS = {"linf": "Linf", "l2": "L2", "l1": "L1"}


def auto_attack(
    model: nn.Module,
    inputs: Tensor,
    labels: Tensor,
    eps: float,
    *,
    norm: Literal["linf", "l2", "l1"] = "linf",
    attacks: tuple[str, ...] | None = None,
    batch_size: int = 250,
    seed: int = 0,
) -> Tensor:
    """Adversarial inputs by the standard ensemble, or by `attacks` of it ("apgd-ce", "apgd-dlr", "fab", "square").

    Inputs (n, channels, height, width) lie in [0, 1]; the model is evaluated in evaluation mode, its parameters are
    frozen meanwhile, and `.grad` is untouched.  Raises ImportError with the way to install what is missing, and
    ValueError for a norm that is not known.
    """
    if norm not in _NORMS:
        raise ValueError(f"norm must be one of {', '.join(_NORMS)}, got {norm!r}")
    try:
        from pyautoattack import AutoAttack
    except ImportError as error:
        raise ImportError("AutoAttack needs the package pyautoattack: pip install 'sharpcheck[attacks]'") from error
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        with frozen_parameters(model), torch.random.fork_rng(devices=_cuda_devices(inputs)):
            ensemble = AutoAttack(
                model,
                attacks=None if attacks is None else list(attacks),
                device=inputs.device,
                eps=eps,
                norm=_NORMS[norm],
                seed=seed,
                version="standard" if attacks is None else "custom",
            )
            adversarial, _ = ensemble.run_standard_evaluation(inputs, labels, batch_size=batch_size)
    finally:
        for module in training:
            module.training = True
    return adversarial.detach()


def _cuda_devices(inputs: Tensor) -> list[torch.device]:
    return [inputs.device] if inputs.device.type == "cuda" else []
