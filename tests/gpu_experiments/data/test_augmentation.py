"""Batches and augmentation against a plain loop over images."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from gpu_experiments.data.augmentation import Batches, crop


def images(n=12, side=32, channels=3):
    return torch.rand(n, channels, side, side, generator=torch.Generator().manual_seed(0))


def generator(seed=3):
    return torch.Generator().manual_seed(seed)


def draws(n, side):
    """The same numbers as an epoch draws."""
    source = generator()
    order = torch.randperm(n, generator=source)
    rest = [
        torch.randint(high, size, generator=source)
        for high, size in ((9, (n, 2)), (2, (n, 1)), (side, (n, 2)), (2, (n, 1)))
    ]
    return order, torch.cat(rest, 1)


@pytest.mark.parametrize("mode", ["reflect", "constant"])
def test_crop_is_that_of_numpys_padding(mode):
    x = images(5)
    down, right = torch.tensor([0, 8, 4, 1, 7]), torch.tensor([8, 0, 4, 5, 2])
    found = crop(x, down, right, mode)
    for i in range(5):
        padded = np.pad(x[i].numpy(), ((0, 0), (4, 4), (4, 4)), mode=mode)
        top, left = int(down[i]), int(right[i])
        assert np.array_equal(found[i].numpy(), padded[:, top : top + 32, left : left + 32])
    assert torch.equal(found[2], x[2])


@pytest.mark.parametrize("augmentation", ["none", "crop-flip", "crop-flip-cutout"])
def test_an_epoch_is_that_of_a_loop_over_images(augmentation):
    x, y = images(), torch.arange(12)
    fill = (0.5, 0.4, 0.3)
    found = list(Batches(x, y, 5, augmentation, fill).epoch(generator()))
    assert [len(labels) for _, labels in found] == [5, 5, 2]
    order, numbers = draws(12, 32)
    assert torch.equal(torch.cat([labels for _, labels in found]), order)
    for image, source, row in zip(
        torch.cat([batch for batch, _ in found]), order.tolist(), numbers.tolist(), strict=True
    ):
        expected = x[source].numpy().copy()
        if augmentation != "none":
            down, right, flip, centre_row, centre_column, cut = row
            mode = "reflect" if augmentation == "crop-flip" else "constant"
            expected = np.pad(expected, ((0, 0), (4, 4), (4, 4)), mode=mode)[:, down : down + 32, right : right + 32]
            expected = expected[:, :, ::-1].copy() if flip else expected
            if augmentation == "crop-flip-cutout" and cut:
                rows = slice(max(0, centre_row - 8), centre_row + 8)
                columns = slice(max(0, centre_column - 8), centre_column + 8)
                expected[:, rows, columns] = np.array(fill, np.float32)[:, None, None]
        assert np.array_equal(image.numpy(), expected)


def test_epochs_differ_by_their_generator_alone():
    batches = Batches(images(), torch.arange(12), 4, "crop-flip")
    first, again, other = (torch.cat([x for x, _ in batches.epoch(generator(seed))]) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert len(batches) == 3


def test_bad_arguments():
    with pytest.raises(
        ValueError, match="augmentation must be one of none, crop-flip, crop-flip-2, crop-flip-cutout, got 'flip'"
    ):
        Batches(images(2), torch.arange(2), 1, "flip")
    with pytest.raises(ValueError, match="x and y must have the same length >= 1, got 2 and 3"):
        Batches(images(2), torch.arange(3), 1)
