"""VGG19 with batch norm (Simonyan and Zisserman 2015) for 32 x 32 images."""

from __future__ import annotations

from torch import Tensor, nn

_STAGES = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))  # channels, convolutions before the pooling


class VGG19BN(nn.Module):
    """16 convolutions, then a head of two hidden layers of 512 with dropout 1/2, as public CIFAR versions have it.

    With 3 channels and 10 classes it has 20,565,834 parameters.  Convolutions start normal with variance
    2/(9 outputs).  The image side must be 32, so that the last map has one pixel.
    """

    def __init__(self, classes: int = 10, channels: int = 3) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = channels
        for outputs, count in _STAGES:
            for _ in range(count):
                convolution = nn.Conv2d(inputs, outputs, 3, padding=1)
                nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
                nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
                layers += [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]
                inputs = outputs
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(
            nn.Dropout(),
            nn.Linear(inputs, 512),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Logits (n, classes)."""
        return self.head(self.features(x).flatten(1))
