"""A small network that trains fast: whitened patches, identities at the start, no stride (after Jordan, 2024, airbench)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

PATCH = 2
"""Side of the patches that the first layer whitens."""

GUARD = 5e-4
"""Added to the variances, so that directions without variance are not blown up."""

LOGIT_SCALE = 1 / 9
NEW_SHARE = 0.4
"""Of a batch in the running statistics."""


class Scaled(nn.Module):
    """A multiplication by a number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        """The product."""
        return x * self.factor


class FastCNN(nn.Sequential):
    """A frozen convolution that whitens 2 x 2 patches, three blocks of two 3 x 3 convolutions, and a linear layer.

    The blocks have `width` 1, 4 and 4 times channels; each halves the side while 2 x 2 pixels remain, and the last map is
    reduced to its largest values.  Convolutions begin as identities as far as channels allow, batch norm has biases and
    no scales, activations are GELU, and the logits are divided by 9.  With width 32 and 10 classes it has 498,080
    parameters for images of 3 channels, 864 of them frozen.  The filters of the first layer are random until `whiten`
    takes them from images.  Raises ValueError for images of side 1.
    """

    def __init__(self, classes: int, channels: int, side: int, width: int = 32) -> None:
        if side < PATCH:
            raise ValueError(f"side must be >= {PATCH}, got {side}")
        inputs, remaining = 2 * channels * PATCH**2, side - PATCH + 1
        first = nn.Conv2d(channels, inputs, PATCH, bias=False)
        first.weight.requires_grad_(False)
        layers: list[nn.Module] = [first, nn.GELU()]
        for outputs in (width, 4 * width, 4 * width):
            pooled = remaining >= 2
            layers += [_convolution(inputs, outputs), *[nn.MaxPool2d(2)] * pooled, _norm(outputs), nn.GELU()]
            layers += [_convolution(outputs, outputs), _norm(outputs), nn.GELU()]
            inputs, remaining = outputs, remaining // 2 if pooled else remaining
        last = nn.Linear(inputs, classes, bias=False)
        super().__init__(*layers, nn.MaxPool2d(remaining), nn.Flatten(), last, Scaled(LOGIT_SCALE))

    def whiten(self, images: Tensor) -> None:
        """Set the first layer's filters: principal directions of the patches of images (n, channels, side, side), and
        their negatives, each divided by the root of its mean square.
        """
        weight = self[0].weight
        assert isinstance(weight, nn.Parameter)
        directions = whitening(images)
        with torch.no_grad():
            weight.copy_(torch.cat([directions, -directions]).view_as(weight))


def whitening(images: Tensor) -> Tensor:
    """The directions by rising mean square, each divided by its root, float64 (4 channels, 4 channels)."""
    patches = images.double().unfold(2, PATCH, 1).unfold(3, PATCH, 1).permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(0, 2)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    largest = vectors.gather(0, vectors.abs().argmax(0, keepdim=True))
    return (vectors * largest.sign() / torch.sqrt(values + GUARD)).T


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    layer = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight.data[:inputs])
    return layer


def _norm(channels: int) -> nn.BatchNorm2d:
    layer = nn.BatchNorm2d(channels, momentum=NEW_SHARE)
    layer.weight.requires_grad_(False)
    return layer
