"""A run on two processes, as torchrun starts them, is that of one process."""

from __future__ import annotations

import multiprocessing
import os
import socket

import pytest
import torch
import torch.distributed as dist

from gpu_experiments.data.seeds import generator
from gpu_experiments.runs import checkpoints, epochs, records
from gpu_experiments.runs.replicas import Replicas, connect, leave
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.runs.training import make_model, train
from tests.tolerances import FLOAT32_SUM

TINY = RunSettings(
    model="mlp", width=8, subset=96, test_subset=40, epochs=2, batch_size=32, test_attacks=("linf 0.05 pgd-2",)
)
CASES = (TINY, TINY.changed(method="bisam-log", rho=0.2, validation=10, subset=96))


def replica(rank, port, folder):
    os.environ.update(
        RANK=str(rank), LOCAL_RANK=str(rank), WORLD_SIZE="2", MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port)
    )
    for settings in CASES:
        train(settings, seed=0, out=folder)
    leave()
    assert not dist.is_initialized()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("runs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=replica, args=(rank, port, found)) for rank in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    return found


@pytest.mark.parametrize("settings", CASES, ids=lambda settings: settings.method)
def test_two_processes_train_as_one(settings, folder):
    one = train(settings, seed=0)
    path = records.path_of(folder, settings, 0)
    record = records.read(path)
    assert record["device"]["replicas"] == 2
    model = make_model(settings, _data(settings), 0)
    checkpoints.read_weights(path.with_suffix(".safetensors"), model)
    for ours, theirs in zip(model.parameters(), one.model.parameters(), strict=True):
        assert torch.allclose(ours, theirs, rtol=0.0, atol=FLOAT32_SUM)
    for mine, other in zip(record["result"]["epochs"], one.record["result"]["epochs"], strict=True):
        assert mine["loss"] == pytest.approx(other["loss"], rel=FLOAT32_SUM)
        assert mine["train_accuracy"] == pytest.approx(other["train_accuracy"], abs=1 / 96)


def _data(settings):
    from gpu_experiments.runs.training import load_data

    return load_data(settings, 0)


def test_shares_are_equal_and_disjoint():
    rows = torch.arange(11)
    shares = [Replicas(rank, 3).share(rows).tolist() for rank in range(3)]
    assert shares == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert Replicas().share(rows) is rows


def test_without_torchrun_there_is_one(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert connect(torch.device("cpu")) == Replicas()


def test_every_replica_draws_its_own_starts_of_the_attack(monkeypatch):
    """Two replicas that drew the same starts would attack in the same directions: half the randomness of one process."""
    seen = {}

    class StopError(Exception):
        pass

    def first_draws(*names: object, **more: object) -> torch.Generator:
        made = generator(*names, **more)
        if names[1] == "attack":
            seen[replicas.rank] = made.initial_seed()
            raise StopError
        return made

    monkeypatch.setattr(epochs, "generator", first_draws)
    settings = RunSettings(subset=64, test_subset=20, epochs=1, model="mlp", width=4, attack="linf", test_attacks=())
    data = _data(settings)
    for replicas in (Replicas(0, 2), Replicas(1, 2)):
        monkeypatch.setattr(Replicas, "wrap", lambda self, model: model)
        run = epochs.TrainingRun(settings, 0, data, torch.device("cpu"), None, "code", replicas)
        with pytest.raises(StopError):
            run.train(lambda epoch: None)
    assert seen[0] != seen[1]
