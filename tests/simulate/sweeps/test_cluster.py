"""Sweeps on a Dask cluster of this machine's processes: the same bytes, also when a worker is killed."""

from __future__ import annotations

import os

import pytest

from simulate.sweeps import backends, cell, sweep
from tests.simulate.sweep_tasks import HERE

pytest.importorskip("distributed", reason="dask and distributed are not installed: pip install 'sharpcheck[cluster]'")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running


def run(path, task, mark, cluster=None):
    sets = [{"n": 3, "i": i, "mark": str(mark)} for i in range(12)]
    cells = cell.cells(f"{HERE}:{task}", sets)
    if cluster is None:
        return sweep.run_sweep(cells, path, tell=lambda progress: None)
    address = cluster.scheduler_address
    return sweep.run_sweep(cells, path, backend="dask", scheduler=address, tell=lambda progress: None)


def test_the_cluster_gives_the_same_bytes(tmp_path, cluster):
    run(tmp_path / "local.jsonl", "draw", tmp_path)
    run(tmp_path / "cluster.jsonl", "draw", tmp_path, cluster)
    assert (tmp_path / "cluster.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


def test_the_workers_of_the_cluster_compute(tmp_path, cluster):
    from distributed import Client

    cells = cell.cells(f"{HERE}:process", [{"i": i} for i in range(4)])
    records = sweep.run_sweep(
        cells, tmp_path / "x.jsonl", backend="dask", scheduler=cluster.scheduler_address, tell=lambda progress: None
    )
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        workers = set(client.run(os.getpid).values())
    assert {record["result"] for record in records} <= workers


def test_a_failing_task_is_named(tmp_path, cluster):
    cells = cell.cells(f"{HERE}:fails", [{"i": 1}])
    with pytest.raises(RuntimeError, match="cell fails i=1 #0: ArithmeticError: no answer here"):
        sweep.run_sweep(cells, tmp_path / "x.jsonl", backend="dask", scheduler=cluster.scheduler_address)


def test_a_killed_worker_is_survived_within_the_run(tmp_path, cluster):
    mark = tmp_path / "mark"
    records = run(tmp_path / "cluster.jsonl", "fatal_once", mark, cluster)
    assert mark.exists()  # one worker did die
    assert len(records) == 12
    run(tmp_path / "local.jsonl", "fatal_once", mark)
    assert (tmp_path / "cluster.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


def test_a_worker_with_other_code_is_refused(tmp_path, cluster, monkeypatch):
    monkeypatch.setattr(backends.sources, "digest", lambda modules: "here")
    with pytest.raises(RuntimeError, match=f"has other sources or libraries of simulate.sweeps.cell, {HERE} than here"):
        run(tmp_path / "cluster.jsonl", "draw", tmp_path, cluster)


def test_a_scheduler_that_does_not_answer_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(backends, "CONNECT", "1s")
    cells, nobody = cell.cells(f"{HERE}:draw", [{"n": 1}]), "tcp://127.0.0.1:9"
    with pytest.raises(ValueError, match=f"no Dask scheduler answers at '{nobody}'"):
        sweep.run_sweep(cells, tmp_path / "x.jsonl", backend="dask", scheduler=nobody)
