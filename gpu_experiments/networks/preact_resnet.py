"""PreActResNet-18 for 32 x 32 images (He et al. 2016b): batch norm and ReLU before each convolution."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import relu


class PreActivationBlock(nn.Module):
    """BN, ReLU, 3x3 convolution, twice; where the shape changes the shortcut is a 1x1 convolution after the first ReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        changes = stride != 1 or inputs != outputs
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if changes else None

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, inputs, h, w) to (n, outputs, h/stride, w/stride)."""
        out = relu(self.bn1(x))
        straight = x if self.shortcut is None else self.shortcut(out)
        return self.conv2(relu(self.bn2(self.conv1(out)))) + straight


class PreActResNet18(nn.Module):
    """Four stages of two blocks of `width` 1, 2, 4 and 8 times; logits of images (n, channels, h, w).

    With width 64, 3 channels and 10 classes it has 11,172,170 parameters in 56 tensors.
    """

    def __init__(self, classes: int = 10, channels: int = 3, width: int = 64) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False)
        blocks, inputs = [], width
        for outputs, stride in ((width, 1), (2 * width, 2), (4 * width, 2), (8 * width, 2)):
            blocks += [PreActivationBlock(inputs, outputs, stride), PreActivationBlock(outputs, outputs, 1)]
            inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.bn = nn.BatchNorm2d(inputs)
        self.linear = nn.Linear(inputs, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (n, classes)."""
        return self.linear(relu(self.bn(self.blocks(self.conv1(x)))).mean((2, 3)))
