"""Shuffled, augmented batches made on the device that holds the data; what is drawn depends on the seed alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn.functional import pad

PADDING = {"crop-flip": 4, "crop-flip-2": 2, "crop-flip-cutout": 4}
"""Pixels at the borders by augmentation."""

AUGMENTATIONS = ("none", *PADDING)
CUTOUT = 16


class Batches:
    """The batches of an epoch, in an order and with an augmentation drawn for the whole epoch at once on the CPU.

    x, y: the training images (n, channels, side, side) and labels (n,), on any device.
    augmentation: "none"; "crop-flip": a random crop after reflecting 4 pixels at the borders, and a horizontal
        flip with probability 1/2; "crop-flip-2": the same with 2 pixels; "crop-flip-cutout": with a border
        of 4 zeros, then with probability 1/2 a square of side 16 about a random pixel is set to `fill` (one value a channel).
    The last batch may be smaller.
    """

    def __init__(
        self, x: Tensor, y: Tensor, batch_size: int, augmentation: str = "none", fill: Sequence[float] = (0.0,)
    ) -> None:
        if augmentation not in AUGMENTATIONS:
            raise ValueError(f"augmentation must be one of {', '.join(AUGMENTATIONS)}, got {augmentation!r}")
        if len(x) != len(y) or len(x) == 0:
            raise ValueError(f"x and y must have the same length >= 1, got {len(x)} and {len(y)}")
        self.x, self.y, self.batch_size, self.augmentation = x, y, batch_size, augmentation
        self.fill = torch.tensor(fill, dtype=x.dtype, device=x.device).view(1, -1, 1, 1)

    def __len__(self) -> int:
        return -(-len(self.x) // self.batch_size)

    def epoch(self, generator: torch.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches of one epoch; `generator` lives on the CPU, so that every device sees the same draws."""
        n, side, device = len(self.x), self.x.shape[-1], self.x.device
        order = torch.randperm(n, generator=generator).to(device)
        draws = None
        if self.augmentation != "none":
            shifts = torch.randint(2 * PADDING[self.augmentation] + 1, (n, 2), generator=generator)
            flips = torch.randint(2, (n, 1), generator=generator)
            centres = torch.randint(side, (n, 2), generator=generator)
            cuts = torch.randint(2, (n, 1), generator=generator)
            draws = torch.cat([shifts, flips, centres, cuts], 1).to(device)
        for start in range(0, n, self.batch_size):
            rows = order[start : start + self.batch_size]
            x, y = self.x.index_select(0, rows), self.y.index_select(0, rows)
            yield (x if draws is None else self._augment(x, draws[start : start + self.batch_size])), y

    def _augment(self, x: Tensor, draws: Tensor) -> Tensor:
        cutout = self.augmentation == "crop-flip-cutout"
        padding = PADDING[self.augmentation]
        x = crop(x, draws[:, 0], draws[:, 1], "constant" if cutout else "reflect", padding)
        x = torch.where(draws[:, 2].bool().view(-1, 1, 1, 1), x.flip(3), x)
        if not cutout:
            return x
        pixels = torch.arange(x.shape[-1], device=x.device)
        inside = [
            (pixels >= centre.unsqueeze(1) - CUTOUT // 2) & (pixels < centre.unsqueeze(1) + CUTOUT // 2)
            for centre in (draws[:, 3], draws[:, 4])
        ]
        square = inside[0].unsqueeze(2) & inside[1].unsqueeze(1) & draws[:, 5].bool().view(-1, 1, 1)
        return torch.where(square.unsqueeze(1), self.fill, x)


def crop(x: Tensor, down: Tensor, right: Tensor, mode: str = "reflect", padding: int = 4) -> Tensor:
    """Each image cut out of its padded version, `down` and `right` pixels from the corner; `padding` leaves it as it is."""
    side = x.shape[-1]
    windows = pad(x, (padding,) * 4, mode=mode).unfold(2, side, 1).unfold(3, side, 1)
    return windows[torch.arange(len(x), device=x.device), :, down, right]
