"""ResNet-56 for 32 x 32 images (He et al. 2016a, section 4.2), with shortcuts without parameters (option A)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import pad, relu


class BasicBlock(nn.Module):
    """Two 3x3 convolutions with batch norm; where the shape changes the shortcut subsamples and pads with zeros."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.stride, self.before = stride, (outputs - inputs) // 2
        self.after = outputs - inputs - self.before

    def forward(self, x: Tensor) -> Tensor:
        """Shape (n, inputs, h, w) to (n, outputs, h/stride, w/stride)."""
        out = self.bn2(self.conv2(relu(self.bn1(self.conv1(x)))))
        straight = x[:, :, :: self.stride, :: self.stride]
        if self.before or self.after:
            straight = pad(straight, (0, 0, 0, 0, self.before, self.after))
        return relu(out + straight)


class ResNet56(nn.Module):
    """Three stages of 9 blocks of `width` 1, 2 and 4 times; weights start normal with variance 2/fan_in.

    With width 16, 3 channels and 10 classes it has 853,018 parameters.
    """

    def __init__(self, classes: int = 10, channels: int = 3, width: int = 16, blocks: int = 9) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        layers, inputs = [], width
        for outputs, stride in ((width, 1), (2 * width, 2), (4 * width, 2)):
            for number in range(blocks):
                layers.append(BasicBlock(inputs, outputs, stride if number == 0 else 1))
                inputs = outputs
        self.blocks = nn.Sequential(*layers)
        self.linear = nn.Linear(inputs, classes)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (n, classes)."""
        return self.linear(self.blocks(relu(self.bn1(self.conv1(x)))).mean((2, 3)))
