"""Networks by name, made from a seed; one of the user's own is named by the place of what makes it, "module:function".

It is called with the number of classes, the number of channels and the side of the images (and `width`, where that is set),
takes normalised images (n, channels, side, side) and returns the logits (n, classes).
"""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from gpu_experiments import own
from gpu_experiments.data.seeds import global_stream
from gpu_experiments.networks import own_network
from gpu_experiments.networks.densenet import DenseNet121
from gpu_experiments.networks.fast import FastCNN
from gpu_experiments.networks.preact_resnet import PreActResNet18
from gpu_experiments.networks.resnet import ResNet56
from gpu_experiments.networks.small import convolutional, perceptron
from gpu_experiments.networks.vgg import VGG19BN
from gpu_experiments.networks.wide_resnet import WideResNet

Build = Callable[[int, int, int, int | None], nn.Module]
"""From classes, channels, side of the image and width (None for the usual one) to a network."""


def _wide(factor: int) -> Build:
    return lambda classes, channels, side, width: WideResNet(classes, channels, depth=28, factor=width or factor)


NETWORKS: dict[str, Build] = {
    "preactresnet18": lambda classes, channels, side, width: PreActResNet18(classes, channels, width or 64),
    "resnet56": lambda classes, channels, side, width: ResNet56(classes, channels, width or 16),
    "wrn-28-2": _wide(2),
    "wrn-28-10": _wide(10),
    "vgg19-bn": lambda classes, channels, side, width: VGG19BN(classes, channels),
    "densenet121": lambda classes, channels, side, width: DenseNet121(classes, channels, width or 32),
    "cnn": lambda classes, channels, side, width: convolutional(classes, channels, side, width or 16),
    "cnn-pooled": lambda classes, channels, side, width: convolutional(
        classes, channels, side, width or 16, pooled=True
    ),
    "cnn-fast": lambda classes, channels, side, width: FastCNN(classes, channels, side, width or 32),
    "mlp": lambda classes, channels, side, width: perceptron(classes, channels * side**2, (width or 128,)),
    "mlp-2": lambda classes, channels, side, width: perceptron(classes, channels * side**2, (width or 128,) * 2),
    "linear": lambda classes, channels, side, width: perceptron(classes, channels * side**2, ()),
}
"""Every network; `width` is the number of channels of the first stage, the widening factor, the growth rate or the
number of hidden units, whichever the network has."""

_SIDE_32 = ("vgg19-bn",)
_NO_WIDTH = ("vgg19-bn", "linear")


def check(name: str) -> None:
    """Raise ValueError for a name that is neither of a network here nor at a place of the user's own."""
    if isinstance(name, str) and name in NETWORKS:
        return
    if not own.is_place(name):
        raise ValueError(f"model must be one of {', '.join(NETWORKS)}, or module:function of your own, got {name!r}")
    own.function("model", name)


def sources(name: str) -> str:
    """A digest of the files of a network of the user's own; empty for the networks here."""
    return "" if name in NETWORKS else own.digest("model", name)


def build(
    name: str, classes: int = 10, channels: int = 3, side: int = 32, *, width: int | None = None, seed: int = 0
) -> nn.Module:
    """The network of that name, its weights drawn from `seed`; images are (n, channels, side, side).

    Raises ValueError for an unknown name, a size that the network does not take, or one of the user's own that gives
    something else than logits.
    """
    check(name)
    if name not in NETWORKS:
        return own_network.build(name, classes, channels, side, width, seed)
    if width is not None and (width < 1 or name in _NO_WIDTH):
        raise ValueError(f"width must be None for {name}" if name in _NO_WIDTH else f"width must be >= 1, got {width}")
    if name in _SIDE_32 and side != 32:
        raise ValueError(f"model {name} takes images of side 32, got {side}")
    with global_stream(seed, "weights"):
        return NETWORKS[name](classes, channels, side, width)
