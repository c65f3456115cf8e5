"""Runs that diverge, and files that are not a run's own."""

from __future__ import annotations

import json

import pytest
import torch

from gpu_experiments.data import datasets
from gpu_experiments.runs import checkpoints, records
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.runs.training import DivergenceError, train
from gpu_experiments.stepping.driver import Driver

TINY = RunSettings(
    subset=96, test_subset=40, epochs=3, batch_size=32, width=4, lr=0.05, test_attacks=("linf 0.05 pgd-2",)
)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits", subset=96, test_subset=40)


@pytest.mark.parametrize("saved", [True, False])
def test_divergence_says_where_and_keeps_the_last_good_checkpoint(saved, tmp_path, digits, monkeypatch):
    original = Driver.step
    calls = 0

    def poisoned(self, loss, inputs, labels):
        nonlocal calls
        calls += 1
        value = original(self, loss, inputs, labels)
        return value * float("nan") if calls == 5 else value

    monkeypatch.setattr(Driver, "step", poisoned)
    with pytest.raises(DivergenceError, match=r"diverged in epoch 2, step 2 of 3: the loss is nan; ") as error:
        train(TINY, seed=0, data=digits, out=tmp_path if saved else None)
    if saved:
        (path,) = tmp_path.iterdir()
        assert str(error.value).endswith(f"epoch 1 is kept in {path}")
        assert len(json.loads(checkpoints.read(path)["rows"])) == 1
    else:
        assert str(error.value).endswith("no epoch was finished")


def test_a_learning_rate_that_is_too_large_diverges(digits):
    with pytest.raises(DivergenceError, match=r"diverged in epoch \d"):
        train(TINY.changed(model="mlp", lr=1e12, epochs=2), seed=0, data=digits)


def test_files_of_other_runs_are_refused(tmp_path, digits):
    path = records.path_of(tmp_path, TINY, 0)
    other = train(TINY.changed(lr=0.01), seed=0, data=digits).record
    records.write(path, other)
    with pytest.raises(ValueError, match=r"expected the record of this run, got one of other settings"):
        train(TINY, seed=0, data=digits, out=tmp_path)
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"\.json: expected schema 1, got None"):
        train(TINY, seed=0, data=digits, out=tmp_path)
    path.unlink()
    path.with_suffix(".checkpoint").write_bytes(b"no checkpoint")
    with pytest.raises(ValueError, match=r"\.checkpoint: expected a checkpoint, got something else"):
        train(TINY, seed=0, data=digits, out=tmp_path)


def test_weights_of_another_network_are_refused(tmp_path, digits):
    checkpoints.write_weights(tmp_path / "w.safetensors", torch.nn.Linear(2, 2))
    with pytest.raises(ValueError, match=r"w\.safetensors: expected weights of this model"):
        checkpoints.read_weights(tmp_path / "w.safetensors", torch.nn.Linear(2, 3))
