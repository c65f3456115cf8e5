"""Data sets: splits by hash whatever the order of an archive, label noise, the official binary format."""

from __future__ import annotations

import hashlib
import math
import tarfile

import numpy as np
import pytest
import torch
from scipy import stats

from gpu_experiments.data import datasets, image_archives
from gpu_experiments.data.selection import digests, fingerprint, hash_order, noisy_labels
from tests import tolerances
from tests.gpu_experiments.data import cifar_files


@pytest.fixture(autouse=True)
def other_data(monkeypatch):
    """The small files here are not the official ones."""
    monkeypatch.setenv(image_archives.OTHER_DATA_VARIABLE, "1")


def parts(data):
    return {name: (getattr(data, f"{name}_x"), getattr(data, f"{name}_y")) for name in ("train", "validation", "test")}


def keys(x):
    return {bytes(image.numpy().tobytes()) for image in x}


def test_digits_are_the_bundled_ones():
    from sklearn.datasets import load_digits

    data = datasets.load("digits")
    assert (len(data.train_y), len(data.test_y), len(data.validation_y)) == (1437, 360, 0)
    assert data.train_x.shape[1:] == (1, 8, 8)
    assert (data.classes, data.channels, data.side, data.box) == (10, 1, 8, (0.0, 1.0))
    found = load_digits()
    ours = torch.cat([data.train_x, data.test_x])
    assert keys(ours) == keys(torch.from_numpy(found.images).float()[:, None] / 16)
    assert torch.bincount(torch.cat([data.train_y, data.test_y])).tolist() == np.bincount(found.target).tolist()
    assert float(ours.mean()) == pytest.approx(data.mean[0], abs=tolerances.ROUNDED_STATISTIC)
    assert float(ours.std(correction=0)) == pytest.approx(data.std[0], abs=tolerances.ROUNDED_STATISTIC)


def test_hash_order_is_that_of_the_hexadecimal_digests():
    images = np.arange(40, dtype=np.uint8).reshape(20, 2)
    labels = np.zeros(20, np.int64)
    expected = sorted(range(20), key=lambda i: hashlib.sha256(images[i].tobytes()).hexdigest())
    assert hash_order(digests(images), labels).tolist() == expected


def test_equal_images_are_ordered_by_label_and_the_fingerprint_sees_labels():
    images = np.zeros((3, 2), np.uint8)
    found = digests(images)
    assert hash_order(found, np.array([2, 0, 1])).tolist() == [1, 2, 0]
    assert fingerprint(found, np.array([2, 0, 1])) == fingerprint(found, np.array([0, 1, 2]))
    assert fingerprint(found, np.array([2, 0, 1])) != fingerprint(found, np.array([0, 1, 1]))


def test_nothing_depends_on_the_order_in_the_archive(tmp_path):
    options = {"subset": 50, "validation": 30, "test_subset": 20, "label_noise": 0.4, "seed": 3}
    first, second = (
        datasets.load("cifar10", folder=cifar_files.write(tmp_path / str(seed), order_seed=seed), **options)
        for seed in (1, 2)
    )
    assert first.description == second.description
    for name, (x, y) in parts(first).items():
        assert torch.equal(x, parts(second)[name][0])
        assert torch.equal(y, parts(second)[name][1])


def test_cifar_records_are_read_as_the_format_says(tmp_path):
    folder = cifar_files.write(tmp_path)
    content = b"".join((folder / "cifar-10-batches-bin" / f"data_batch_{i}.bin").read_bytes() for i in range(1, 6))
    data = datasets.load("cifar10", folder=folder)
    found = {x.numpy().tobytes(): int(y) for x, y in zip(data.train_x, data.train_y, strict=True)}
    assert len(found) == 200
    for row in range(200):
        record = content[row * 3073 : (row + 1) * 3073]
        red, green, blue = (np.frombuffer(record[1 + 1024 * c : 1025 + 1024 * c], np.uint8) for c in range(3))
        image = np.stack([red, green, blue]).reshape(3, 32, 32).astype(np.float32) / 255
        assert found[image.tobytes()] == record[0]


def test_cifar100_uses_the_fine_labels(tmp_path):
    folder = cifar_files.write(tmp_path, "cifar100")
    rows = np.fromfile(folder / "cifar-100-binary" / "test.bin", np.uint8).reshape(-1, 3074)
    data = datasets.load("cifar100", folder=folder)
    assert data.classes == 100
    assert sorted(data.test_y.tolist()) == sorted(rows[:, 1].tolist())


def test_the_archive_is_read_without_unpacking(tmp_path, monkeypatch):
    folder = cifar_files.write(tmp_path)
    cache = tmp_path / "cache"
    cache.mkdir()
    path = cache / "cifar-10-binary.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder / "cifar-10-batches-bin", "cifar-10-batches-bin")
    import dataclasses

    import pooch

    official = image_archives._CIFAR["cifar10"]
    assert official.md5 == "c32a1d4ab5d03f1284b67883e8d87530"
    own = dataclasses.replace(official, md5=hashlib.md5(path.read_bytes()).hexdigest())
    monkeypatch.setitem(image_archives._CIFAR, "cifar10", own)
    monkeypatch.setattr(pooch, "os_cache", lambda name: cache)
    monkeypatch.delenv(image_archives.DATA_FOLDER_VARIABLE, raising=False)
    image_archives._cifar.cache_clear()
    try:
        found = datasets.load("cifar10")
    finally:
        image_archives._cifar.cache_clear()
    below = datasets.load("cifar10", folder=folder).description
    assert found.description["name"] == "cifar10", "the checksum of an archive shows what it holds"
    assert below["name"] == "cifar10 layout, other images"
    assert {**found.description, "name": ""} == {**below, "name": ""}


def test_subsets_are_nested_and_splits_disjoint(tmp_path):
    folder = cifar_files.write(tmp_path)
    small, large = (datasets.load("cifar10", folder=folder, subset=n, validation=40) for n in (30, 90))
    assert torch.equal(small.train_x, large.train_x[:30])
    assert torch.equal(small.validation_x, large.validation_x)
    assert len(keys(large.train_x) | keys(large.validation_x) | keys(large.test_x)) == 90 + 40 + 60
    assert large.description["train"]["n"] == 90
    assert small.description["train"]["hash"] != large.description["train"]["hash"]


@pytest.mark.parametrize("rate", [0.2, 0.8])
def test_label_noise_has_its_rate_and_replaces_by_all_other_classes(rate):
    clean, noisy = (datasets.load("digits", label_noise=r, seed=1) for r in (0.0, rate))
    changed = clean.train_y != noisy.train_y
    n, count = len(changed), int(changed.sum())
    assert noisy.description["replaced_labels"] == count
    assert stats.binomtest(count, n, rate).pvalue > tolerances.CHANCE
    shifts = (noisy.train_y - clean.train_y)[changed] % 10
    assert stats.chisquare(torch.bincount(shifts, minlength=10)[1:].numpy()).pvalue > tolerances.CHANCE
    assert torch.equal(clean.test_y, noisy.test_y)


def test_label_noise_belongs_to_the_image_and_the_seed():
    whole, part = (datasets.load("digits", label_noise=0.5, seed=1, subset=n) for n in (None, 100))
    assert torch.equal(whole.train_y[:100], part.train_y)
    other = datasets.load("digits", label_noise=0.5, seed=2, subset=100)
    assert not torch.equal(part.train_y, other.train_y)
    found, labels = digests(np.arange(4, dtype=np.uint8)[:, None]), np.zeros(4, np.int64)
    assert noisy_labels(found, labels, 10, 0.0, 0) is labels


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "mnist"}, "dataset must be one of digits.*, got 'mnist'"),
        ({"subset": 0}, "subset must be in 1 ... 1437, got 0"),
        ({"subset": 1438}, "subset must be in 1 ... 1437, got 1438"),
        ({"subset": 1400, "validation": 100}, "subset must be in 1 ... 1337, got 1400"),
        ({"test_subset": 361}, "test_subset must be in 1 ... 360, got 361"),
        ({"validation": 1437}, "validation must be in 0 ... 1436, got 1437"),
        ({"label_noise": 1.0}, "label_noise must be in \\[0, 1\\), got 1.0"),
        ({"options": {"p": 0.9}}, "data_options: digits has none, got p"),
        ({"name": "planted", "options": {"q": 0.9}}, "planted takes p, eta, d, train, test; got q"),
        ({"name": "planted", "subset": 5}, "subset must not be given for planted data"),
        ({"name": "planted", "options": {"p": 0.4}}, "p must be in the open interval"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        datasets.load(**arguments)


def test_missing_and_damaged_files(tmp_path):
    with pytest.raises(ValueError, match=r"expected the official binary files, but there is no .*data_batch_1\.bin"):
        datasets.load("cifar10", folder=tmp_path)
    folder = cifar_files.write(tmp_path / "short")
    batch = folder / "cifar-10-batches-bin" / "data_batch_5.bin"
    batch.write_bytes(batch.read_bytes()[:-1])
    with pytest.raises(ValueError, match="expected training records of 3073 bytes"):
        datasets.load("cifar10", folder=folder)
    folder = cifar_files.write(tmp_path / "labels")
    batch = folder / "cifar-10-batches-bin" / "test_batch.bin"
    batch.write_bytes(b"\x0a" + batch.read_bytes()[1:])
    with pytest.raises(ValueError, match="expected test labels below 10, got 10"):
        datasets.load("cifar10", folder=folder)


def test_other_images_are_refused_unless_they_are_asked_for(tmp_path, monkeypatch):
    folder = cifar_files.write(tmp_path)
    assert datasets.load("cifar10", folder=folder).description["name"] == "cifar10 layout, other images"
    monkeypatch.delenv(image_archives.OTHER_DATA_VARIABLE)
    expected = "expected the official cifar10, with 50000 training images, got 200; --allow-other-data takes it"
    with pytest.raises(ValueError, match=expected):
        datasets.load("cifar10", folder=folder)


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_numbers_classes_and_hash_of_the_official_images_are_asked(name):
    official = image_archives._CIFAR[name]
    labels = np.repeat(np.arange(official.classes), 10_000 // official.classes)
    data = image_archives.LabelledImages(np.zeros((0, 3, 32, 32), np.uint8), labels, np.zeros((10_000, 32), np.uint8))
    own = fingerprint(data.digests, labels)

    def difference(found, known):
        return image_archives._difference(found, official, "test", 10_000, known)

    assert difference(data, own) is None
    assert difference(data, own[::-1]) == "got test images or labels that differ from it"
    twice = labels.copy()
    twice[0] = labels[-1]
    assert "each class" in difference(data._replace(labels=twice), None)
    assert "with 10000 test images, got 9999" in difference(data._replace(labels=labels[1:]), None)


def test_planted_data_have_no_box_and_belong_to_the_seed():
    options = {"p": 0.8, "eta": 0.3, "d": 15, "train": 40, "test": 30}
    data, again, other = (datasets.load("planted", options=options, seed=seed) for seed in (1, 1, 2))
    assert data.train_x.shape == (40, 1, 4, 4)
    assert data.box == (-math.inf, math.inf)
    assert torch.equal(data.train_x, again.train_x)
    assert not torch.equal(data.train_x, other.train_x)
    assert {key: data.description[key] for key in ("p", "eta", "d")} == {"p": 0.8, "eta": 0.3, "d": 15}
