"""Images of a user's own: what is read, and how what does not fit is told."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from gpu_experiments.data import datasets, own_images

MODULE = """
import numpy as np

def load(shade=0.5, n=20):
    y = np.arange(n) % 2
    x = np.zeros((n, 1, 4, 4), np.float32)
    x[:, 0, 0, 0] = np.linspace(0.0, 1.0, n)
    x[:, 0, 1] = shade * y[:, None]
    return {"x": x, "y": y}

def pair():
    return 1, 2

NOT_A_FUNCTION = 3
"""


def parts(n=10, **changes):
    x = np.random.default_rng(0).random((n, 3, 4, 4), dtype=np.float32)
    y = np.arange(n) % 3
    return {"train_x": x, "train_y": y, "test_x": x[:6], "test_y": y[:6], **changes}


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "images_of_mine.py").write_text(MODULE)


def test_a_function_gives_training_and_test_images_in_the_order_of_their_hashes():
    found = datasets.load("images_of_mine:load", options={"shade": 0.25})
    assert (len(found.train_y), len(found.test_y), found.classes, found.box) == (16, 4, 2, (0.0, 1.0))
    assert (found.train_x.dtype, found.train_y.dtype, found.train_x.shape[1:]) == (
        torch.float32,
        torch.int64,
        (1, 4, 4),
    )
    every = torch.cat([found.train_x, found.test_x])
    assert sorted(every[:, 0, 0, 0].tolist()) == pytest.approx(np.linspace(0, 1, 20).tolist())
    assert every[:, 0, 1, 0].max() == 0.25
    assert found.mean == (pytest.approx(float(found.train_x.mean()), abs=6e-5),)
    assert found.description["options"] == {"shade": 0.25}
    some = datasets.load("images_of_mine:load", options={"shade": 0.25}, subset=5, label_noise=0.5, seed=3)
    assert torch.equal(some.train_x, found.train_x[:5])
    assert some.description["of"] == found.description["of"]


def test_the_order_of_images_makes_no_difference_and_a_pixel_does():
    given = parts()
    order = np.random.default_rng(1).permutation(10)
    turned = {**given, "train_x": given["train_x"][order], "train_y": given["train_y"][order]}
    first = own_images.checked(given, "here")
    assert own_images.checked(turned, "here").fingerprint == first.fingerprint
    other = given["train_x"].copy()
    other[0, 0, 0, 0] = 0.0
    assert own_images.checked({**given, "train_x": other}, "here").fingerprint != first.fingerprint


def test_bytes_tensors_and_grey_images_are_taken():
    grey = (255 * parts()["train_x"][:, 0]).astype(np.uint8)
    found = own_images.checked({"x": torch.from_numpy(grey), "y": torch.arange(10) % 3}, "here")
    assert found.train.images.shape == (8, 1, 4, 4)
    assert found.train.images.max() <= 1.0
    every = np.concatenate([found.train.images, found.test.images])
    assert sorted((255 * every).round().astype(int).ravel()) == sorted(grey.ravel())


def test_normalisation_may_be_given_and_a_constant_channel_is_left():
    given = parts(mean=[0.0, 0.0, 0.5], std=(1.0, 1.0, 0.25))
    found = own_images.checked(given, "here")
    assert (found.mean, found.std) == ((0.0, 0.0, 0.5), (1.0, 1.0, 0.25))
    given = parts()
    given["train_x"][:, 1] = 0.5
    assert own_images.checked(given, "here").std[1] == 1.0


IMAGES = parts()["train_x"]
LABELS = parts()["train_y"]
NAN = IMAGES.copy()
NAN[3, 1, 2, 2] = np.nan


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"train_x": NAN}, r"train_x of here must lie in \[0, 1\] .*, got values from nan to nan"),
        ({"test_x": 255 * IMAGES[:6]}, r"test_x of here must lie in \[0, 1\] \(the model normalises"),
        ({"test_x": IMAGES[:6] - 1}, r"test_x of here must lie in \[0, 1\]"),
        ({"train_x": IMAGES.transpose(0, 2, 3, 1)}, r"train_x .* got \(10, 4, 4, 3\): channels come before the pixels"),
        ({"train_x": IMAGES[..., :3]}, r"train_x of here must be square images .* got \(10, 3, 4, 3\)"),
        ({"train_x": IMAGES[:0]}, r"train_x .* n >= 1, got \(0, 3, 4, 4\)"),
        ({"train_x": IMAGES.reshape(10, -1)}, r"train_x .* got \(10, 48\)"),
        ({"train_x": (255 * IMAGES).astype(np.int64)}, "train_x .* floating-point in .*, or uint8, got int64"),
        (
            {"test_x": IMAGES[:6, :1]},
            r"test_x of here must have images of shape \(3, 4, 4\) as train_x, got \(1, 4, 4\)",
        ),
        ({"train_y": LABELS[:9]}, r"train_y of here must be one label an image, of shape \(10,\), got \(9,\)"),
        ({"train_y": np.eye(3)[LABELS]}, r"train_y .* got \(10, 3\)"),
        ({"train_y": LABELS.astype(float)}, "train_y of here must be whole numbers .* got float64"),
        ({"train_y": LABELS - 1}, "train_y of here must be whole numbers .* got -1"),
        ({"train_y": LABELS + 1}, "labels of here must be 0 to 3 with a training image each, .* none of class 0"),
        ({"test_y": LABELS[:6] + 5}, "labels of here must be 0 to 7 with a training image each, .* none of class 3"),
        ({"classes": 2}, "classes of here must be a whole number >= 3, .* got 2"),
        ({"classes": 3.5}, "classes of here must be a whole number"),
        ({"mean": [0.5]}, r"mean of here must be 3 finite numbers, one a channel, got \[0.5\]"),
        ({"std": [1.0, 0.0, 1.0]}, "std of here must be > 0"),
        ({"std": [1.0, np.nan, 1.0]}, "std of here must be 3 finite numbers"),
        ({"labels": LABELS}, "here must hold train_x, train_y, test_x, test_y, or x, y, .* got train_x, .*labels"),
    ],
)
def test_what_does_not_fit_is_told_by_name(changes, message):
    with pytest.raises(ValueError, match=message):
        own_images.checked(parts(**changes), "here")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("images_of_mine:missing", {}, "dataset 'images_of_mine:missing' must be at a place that can be imported"),
        ("nowhere_at_all:load", {}, "dataset .* must be at a place that can be imported"),
        ("images_of_mine:NOT_A_FUNCTION", {}, "dataset .* must name a function, got 3"),
        ("images_of_mine:pair", {}, "dataset .* must return arrays by the names train_x, .*, got tuple"),
        ("images_of_mine:load", {"colour": 1}, "dataset .* must take the data_options as keywords"),
        ("images_of_mine:load", {"n": 1}, "x of dataset .* at least 2 images"),
        ("missing.npz", {}, "dataset 'missing.npz' must be a file of arrays"),
        ("digitz", {}, "dataset must be one of digits, .* a file .npz, got 'digitz'"),
    ],
)
def test_names_that_lead_nowhere(name, options, message):
    with pytest.raises(ValueError, match=message):
        datasets.load(name, options=options)


def test_a_file_of_arrays_is_the_same_as_its_arrays(tmp_path):
    np.savez(tmp_path / "mine.npz", **parts())
    found = own_images.read("mine.npz", {})
    assert found.fingerprint == own_images.checked(parts(), "here").fingerprint
    np.savez(tmp_path / "mine.npz", **parts(classes=5))
    assert own_images.read("mine.npz", {}).classes == 5  # the file has changed
    with pytest.raises(ValueError, match=r"data_options: mine.npz has none, got n"):
        own_images.read("mine.npz", {"n": 3})
    np.savez(tmp_path / "objects.npz", x=np.array([{}], dtype=object), y=np.zeros(1, int))
    with pytest.raises(ValueError, match=r"dataset 'objects.npz' must be a file of arrays"):
        own_images.read("objects.npz", {})


def write_images(folder, *, colour=True, count=5, size=(6, 6)):
    draws = np.random.default_rng(0)
    for name in ("ants", "bees"):
        (folder / name).mkdir(parents=True)
        for k in range(count):
            shape = (*size, 3) if colour else size
            Image.fromarray(draws.integers(0, 256, shape, dtype=np.uint8)).save(folder / name / f"{k}.png")


@pytest.mark.parametrize("colour", [True, False])
def test_a_folder_has_a_class_in_each_of_its_folders(tmp_path, colour):
    write_images(tmp_path / "pictures", colour=colour)
    (tmp_path / "pictures" / "ants" / "notes.txt").write_text("no image")
    found = datasets.load("pictures")
    assert found.train_x.shape == (8, 3 if colour else 1, 6, 6)
    assert (len(found.test_y), found.classes) == (2, 2)
    pixels = np.asarray(Image.open(tmp_path / "pictures" / "ants" / "0.png"))
    first = torch.tensor(pixels if not colour else pixels.transpose(2, 0, 1)).view(-1, 6, 6) / 255
    every, labels = torch.cat([found.train_x, found.test_x]), torch.cat([found.train_y, found.test_y])
    (at,) = [k for k, image in enumerate(every) if torch.allclose(image, first)]
    assert labels[at] == 0


def test_a_folder_may_say_what_the_test_images_are(tmp_path):
    write_images(tmp_path / "pictures" / "train")
    write_images(tmp_path / "pictures" / "test", count=2)
    found = datasets.load("pictures")
    assert (len(found.train_y), len(found.test_y)) == (10, 4)
    (tmp_path / "pictures" / "test" / "wasps").mkdir()
    with pytest.raises(ValueError, match="must have training images of every class, got none of 'wasps'"):
        datasets.load("pictures")


def test_folders_that_are_none_of_images(tmp_path):
    write_images(tmp_path / "pictures")
    (tmp_path / "pictures" / "empty").mkdir()
    with pytest.raises(ValueError, match=r"dataset 'pictures/empty' must have images \(.png, .*got none"):
        datasets.load("pictures")
    (tmp_path / "pictures" / "empty").rmdir()
    (tmp_path / "pictures" / "bees" / "9.png").write_text("no image")
    with pytest.raises(ValueError, match=r"pictures/bees/9.png must be an image"):
        datasets.load("pictures")
    Image.new("RGB", (5, 6)).save(tmp_path / "pictures" / "bees" / "9.png")
    with pytest.raises(ValueError, match=r"9.png must have the shape \(3, 6, 6\) .* got \(3, 6, 5\)"):
        datasets.load("pictures")
    Image.fromarray(np.zeros((6, 6), np.uint16)).save(tmp_path / "pictures" / "bees" / "9.png")
    with pytest.raises(ValueError, match=r"9.png must have 8 bits a channel"):
        datasets.load("pictures")
    (tmp_path / "single" / "ants").mkdir(parents=True)
    with pytest.raises(ValueError, match="dataset 'single' must have a folder for each of its classes, got 1"):
        datasets.load("single")
