"""DenseNet-121 (Huang et al. 2017) for 32 x 32 images: no stem pooling, growth 32, compression 1/2."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, relu


class DenseLayer(nn.Module):
    """Adds `growth` channels through a bottleneck of 4 growth channels."""

    def __init__(self, inputs: int, growth: int) -> None:
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, 4 * growth, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(4 * growth)
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, inputs, h, w) to (n, inputs + growth, h, w)."""
        return torch.cat([self.conv2(relu(self.bn2(self.conv1(relu(self.bn1(x)))))), x], 1)


class Transition(nn.Module):
    """Halves the channels and the resolution."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.bn = nn.BatchNorm2d(inputs)
        self.conv = nn.Conv2d(inputs, inputs // 2, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, inputs, h, w) to (n, inputs/2, h/2, w/2)."""
        return avg_pool2d(self.conv(relu(self.bn(x))), 2)


class DenseNet121(nn.Module):
    """Dense blocks of 6, 12, 24 and 16 layers.  With 3 channels and 10 classes it has 6,956,298 parameters."""

    def __init__(self, classes: int = 10, channels: int = 3, growth: int = 32) -> None:
        super().__init__()
        width = 2 * growth
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 3, padding=1, bias=False)]
        for block, count in enumerate((6, 12, 24, 16)):
            if block:
                layers.append(Transition(width))
                width //= 2
            for _ in range(count):
                layers.append(DenseLayer(width, growth))
                width += growth
        self.features = nn.Sequential(*layers)
        self.bn = nn.BatchNorm2d(width)
        self.linear = nn.Linear(width, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (n, classes)."""
        return self.linear(relu(self.bn(self.features(x))).mean((2, 3)))
