"""Networks of the user's own, made by a function and tried before anything is trained."""

from __future__ import annotations

import inspect
from typing import Any

import torch
from torch import nn

from gpu_experiments import own
from gpu_experiments.data.seeds import global_stream


def build(place: str, classes: int, channels: int, side: int, width: int | None, seed: int) -> nn.Module:
    """The network that the function at a place makes, its weights drawn from `seed`.

    Raises ValueError for a function that takes other arguments, or a network that does not give logits (n, classes).
    """
    maker = own.function("model", place)
    keywords = {} if width is None else {"width": width}
    try:
        inspect.signature(maker).bind(classes, channels, side, **keywords)
    except TypeError as error:
        more = "" if width is None else ", and width"
        raise ValueError(
            f"model {place!r} must take the number of classes, the number of channels and the side{more} ({error})"
        ) from error
    with global_stream(seed, "weights"):
        network = maker(classes, channels, side, **keywords)
        if not isinstance(network, nn.Module):
            raise ValueError(f"model {place!r} must return a torch.nn.Module, got {type(network).__name__}")
        _check_logits(place, network, classes, (2, channels, side, side))  # lazy layers draw here
    if not any(p.requires_grad for p in network.parameters()):
        raise ValueError(f"model {place!r} must have parameters to train, got none")
    return network


def _check_logits(place: str, network: nn.Module, classes: int, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless the network gives finite logits, and no probabilities."""
    images = torch.linspace(-1.0, 1.0, 2 * shape[1] * shape[2] * shape[3]).view(shape)
    training = network.training
    network.eval()
    with torch.no_grad():
        logits = _tried(place, network, images.contiguous(memory_format=torch.channels_last))
    network.train(training)
    what = f"model {place!r} must return logits of shape {(2, classes)} for images {shape}"
    if not isinstance(logits, torch.Tensor) or not logits.dtype.is_floating_point:
        raise ValueError(f"{what}, got {type(logits).__name__}")
    if logits.shape != (2, classes):
        raise ValueError(f"{what}, got {tuple(logits.shape)}")
    if not logits.isfinite().all():
        raise ValueError(f"{what} that are finite, got {logits.flatten().tolist()}")
    if logits.min() >= 0.0 and torch.allclose(logits.sum(1), torch.ones(2), atol=1e-5):
        raise ValueError(f"{what}, got probabilities: leave the softmax to the loss")


def _tried(place: str, network: nn.Module, images: torch.Tensor) -> Any:
    try:
        return network(images)
    except RuntimeError as error:
        raise ValueError(
            f"model {place!r} must take images of shape {tuple(images.shape)} with channels last in memory, where flatten and "
            f"reshape work and view may not ({error})"
        ) from error
