"""Wide residual networks for 32 x 32 images (Zagoruyko and Komodakis 2016)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import relu

from gpu_experiments.networks.preact_resnet import PreActivationBlock


class WideResNet(nn.Module):
    """WRN-depth-factor: three stages of (depth - 4)/6 pre-activation blocks of 16, 32 and 64 times `factor` channels.

    With 3 channels and 10 classes WRN-28-2 has 1,467,610 parameters and WRN-28-10 36,479,194.  Convolutions start
    normal with variance 2/fan_out.  Raises ValueError for a depth that is not 6 k + 4.
    """

    def __init__(self, classes: int = 10, channels: int = 3, *, depth: int = 28, factor: int = 10) -> None:
        super().__init__()
        if depth < 10 or (depth - 4) % 6:
            raise ValueError(f"depth must be 6 k + 4 with k >= 1, got {depth}")
        self.conv1 = nn.Conv2d(channels, 16, 3, 1, 1, bias=False)
        layers, inputs = [], 16
        for outputs, stride in ((16 * factor, 1), (32 * factor, 2), (64 * factor, 2)):
            for number in range((depth - 4) // 6):
                layers.append(PreActivationBlock(inputs, outputs, stride if number == 0 else 1))
                inputs = outputs
        self.blocks = nn.Sequential(*layers)
        self.bn = nn.BatchNorm2d(inputs)
        self.linear = nn.Linear(inputs, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Logits (n, classes)."""
        return self.linear(relu(self.bn(self.blocks(self.conv1(x)))).mean((2, 3)))
