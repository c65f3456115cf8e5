"""The binary model of Wei et al. (2023), eq. 7, planted into images, so that p, eta and d are known.

The mapping is exact.  A sample (x_1, ..., x_{d+1}) becomes an image of one channel with side ceil(sqrt(d + 1)), rounded
up to a multiple of 4: in row-major order pixel 0 is the robust feature x_1 (equal to the label y = -1 or +1 with
probability p, else to -y), pixels 1 to d are the weak features (normal with mean eta y and variance 1), and the
others are 0.  Pixels are unbounded.  Lengths are kept in every norm, so a ball about the image is a ball about the
features.  Class 1 is y = +1, class 0 is y = -1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gpu_experiments.data.seeds import stream_seed
from simulate.model.sampling import draw_features, stream
from theory import BinaryModel


@dataclass(frozen=True)
class Planted:
    """Size of a planted data set: the model's p, eta and d, and the number of training and test images."""

    p: float = 0.9
    eta: float = 0.1
    d: int = 63
    train: int = 2000
    test: int = 2000

    @property
    def model(self) -> BinaryModel:
        """The binary model; raises ValueError for parameters out of range."""
        return BinaryModel(self.p, self.eta, self.d)


def side_of(d: int) -> int:
    """The side of the images."""
    return 4 * math.ceil(math.ceil(math.sqrt(d + 1)) / 4)


def draw(planted: Planted, n: int, seed: int, part: str) -> tuple[Tensor, Tensor]:
    """n images float32 (n, 1, side, side) and labels int64 (n,), of the stream named `part`."""
    x, y = draw_features(planted.model, n, stream(stream_seed(seed, "planted", part), 0))
    return to_images(torch.from_numpy(x)).float(), torch.from_numpy((y > 0).astype("int64"))


def to_images(features: Tensor) -> Tensor:
    """Images of features (n, d + 1), of their type."""
    n, size = features.shape
    side = side_of(size - 1)
    images = features.new_zeros((n, side * side))
    images[:, :size] = features
    return images.view(n, 1, side, side)


def to_features(images: Tensor, d: int) -> Tensor:
    """The features (n, d + 1) in images."""
    return images.flatten(1)[:, : d + 1]


@torch.no_grad()
def reliance(model: nn.Module, images: Tensor, labels: Tensor) -> dict[str, int]:
    """How far predictions rest on the robust feature.

    Returns counts: `n` images; `changed` predictions when x_1 is negated; and of the `agree_n` images whose x_1 agrees
    with the label and the `disagree_n` others, how many are right.  For sign(w x_1 + x_2 + ... + x_{d+1}) a
    prediction changes just if |x_2 + ... + x_{d+1}| < w.
    """
    was_training = model.training
    model.eval()
    try:
        negated = images.clone()
        negated.view(len(images), -1)[:, 0].neg_()
        before, after = model(images).argmax(1), model(negated).argmax(1)
    finally:
        model.train(was_training)
    agrees = (images.flatten(1)[:, 0] > 0) == (labels == 1)
    right = before == labels
    return {
        "n": len(images),
        "changed": int((before != after).sum()),
        "agree_correct": int((right & agrees).sum()),
        "agree_n": int(agrees.sum()),
        "disagree_correct": int((right & ~agrees).sum()),
        "disagree_n": int((~agrees).sum()),
    }


def linear_weight(model: nn.Module, d: int) -> float:
    """The weight w of a linear model relative to the mean weight of the weak features, as theory has it.

    It is that of the difference of the two classes' logits.  Raises ValueError if the model is not one linear layer.
    """
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    parameters = sum(p.numel() for p in model.parameters())
    if len(layers) != 1 or parameters != sum(p.numel() for p in layers[0].parameters()) or len(layers[0].weight) != 2:
        raise ValueError("model must be one linear layer of two classes")
    with torch.no_grad():
        difference = (layers[0].weight[1] - layers[0].weight[0]).double()
    return float(difference[0] / difference[1 : d + 1].mean())
