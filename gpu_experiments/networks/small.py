"""Small networks for a CPU: a convolutional one, multilayer perceptrons, and the linear model."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn


class MeanOverPixels(nn.Module):
    """Global average pooling: (n, channels, h, w) to (n, channels)."""

    def forward(self, x: Tensor) -> Tensor:
        """The mean of every channel."""
        return x.mean((2, 3))


def convolutional(classes: int, channels: int, side: int, width: int = 16, *, pooled: bool = False) -> nn.Sequential:
    """Three 3x3 convolutions of `width` 1, 2 and 4 times with batch norm, each halving the side while 2 x 2 pixels remain.

    The side is halved by pooling, but by a stride in the first layer where the side is 16 or more.  The last map is
    flattened, so that positions count, or averaged with `pooled`, as residual networks do.  With width 16 and 10
    classes it has 25,978 parameters for 8 x 8 images of 1 channel; for 32 x 32 images of 3 channels 33,946, pooled
    24,346.  Raises ValueError if the side is not a multiple of 4.
    """
    if side < 4 or side % 4:
        raise ValueError(f"side must be a multiple of 4, got {side}")
    layers: list[nn.Module] = []
    inputs, remaining = channels, side
    for outputs in (width, 2 * width, 4 * width):
        stride = 2 if remaining == side >= 16 else 1
        layers += [nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        if stride == 1 and remaining % 2 == 0 and remaining > 2:
            layers.append(nn.MaxPool2d(2))
            remaining //= 2
        inputs, remaining = outputs, remaining // stride
    if pooled:
        return nn.Sequential(*layers, MeanOverPixels(), nn.Linear(inputs, classes))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs * remaining**2, classes))


def perceptron(classes: int, inputs: int, hidden: Sequence[int] = (128,)) -> nn.Sequential:
    """Fully connected layers with ReLU between them; without hidden layers the linear model."""
    layers: list[nn.Module] = [nn.Flatten()]
    for outputs in hidden:
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        inputs = outputs
    return nn.Sequential(*layers, nn.Linear(inputs, classes))
