"""Sweeps: the same bytes whatever runs them, interrupted or not; what goes wrong is told."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulate.commands.full import sweeps
from simulate.sweeps import cell, sweep
from simulate.sweeps.store import Store, line, read, timings_path
from tests.simulate.sweep_tasks import HERE

ROOT = Path(__file__).resolve().parents[3]
SETS = cell.grid(n=[3, 5], case=["a", "b"])


def quiet(progress):
    pass


def some_cells(seed=1):
    return cell.cells(f"{HERE}:draw", SETS, 2, seed)


@pytest.fixture
def reference(tmp_path):
    path = tmp_path / "reference.jsonl"
    sweep.run_sweep(some_cells(), path, tell=quiet)
    return path.read_bytes()


def test_grid_and_cells():
    assert cell.grid(a=[1, 2], b=["x"]) == [{"a": 1, "b": "x"}, {"a": 2, "b": "x"}]
    cells = some_cells()
    assert [(json.loads(cell.settings)["case"], cell.replication) for cell in cells[:3]] == [
        ("a", 0),
        ("a", 1),
        ("b", 0),
    ]


def test_a_cell_draws_the_same_wherever_it_stands():
    first, second = some_cells()[0], cell.cells(f"{HERE}:draw", [{"case": "a", "n": 3}], 5, 1)[0]
    assert first.run() == second.run()
    results = [json.dumps(cell.run()) for cell in [*some_cells(), *some_cells(seed=2)]]
    assert len(set(results)) == len(results)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_local_processes_give_the_same_bytes(tmp_path, reference, workers):
    path = tmp_path / "parallel.jsonl"
    sweep.run_sweep(some_cells(), path, workers=workers, tell=quiet)
    assert path.read_bytes() == reference


def test_results_stand_in_the_order_of_the_cells_and_timings_apart(tmp_path, reference):
    path = tmp_path / "reference.jsonl"
    records = read(path)
    assert [record["settings"] for record in records] == [json.loads(cell.settings) for cell in some_cells()]
    assert set(records[0]) == {"checksum", "task", "settings", "replication", "seed", "result"}
    assert records[0]["result"]["inf"] == "inf"
    timings = [json.loads(line) for line in timings_path(path).read_text().splitlines()]
    assert [set(one) for one in timings] == [{"cell", "code", "seconds"}] * len(records)
    assert not path.with_name("reference.jsonl.part").exists()


def test_what_is_there_is_not_computed_again_and_a_sweep_can_be_extended(tmp_path, reference):
    path, told = tmp_path / "reference.jsonl", []
    sweep.run_sweep(some_cells(), path, tell=told.append)
    assert told == []
    more = cell.cells(f"{HERE}:draw", SETS, 3, 1)
    sweep.run_sweep(more, path, tell=told.append)
    assert len(told) == len(SETS)
    assert set(reference.splitlines()) < set(path.read_bytes().splitlines())


def test_fewer_cells_than_there_are_would_lose_some_and_are_refused(tmp_path, reference):
    path = tmp_path / "reference.jsonl"
    with pytest.raises(ValueError, match=r"reference.jsonl: holds 6 other cells, for example .*--fresh to forget them"):
        sweep.run_sweep(some_cells()[:2], path, tell=quiet)
    assert path.read_bytes() == reference
    assert len(sweep.run_sweep(some_cells()[:2], path, fresh=True, tell=quiet)) == 2


def test_records_of_other_code_are_computed_again(tmp_path, reference, monkeypatch):
    path, told = tmp_path / "reference.jsonl", []
    monkeypatch.setattr(sweep.sources, "digest", lambda modules: "imports-other")
    sweep.run_sweep(some_cells(), path, tell=told.append)
    assert len(told) == len(some_cells())
    assert path.read_bytes() == reference


def with_code(path, code):
    """Let the records of a file say that they were made by code with this digest."""
    runs = [{**json.loads(text), "code": code} for text in timings_path(path).read_text().splitlines()]
    timings_path(path).write_text("".join(map(line, runs)))


def test_records_with_a_digest_of_the_older_kind_are_kept_and_told_of(tmp_path, reference, capsys):
    path, told = tmp_path / "reference.jsonl", []
    with_code(path, "db4ef7cce0cef31b")
    sweep.run_sweep(some_cells(), path, tell=told.append)
    assert told == []
    kept = "reference.jsonl: 8 records have a digest of the older kind, of whole packages; they are kept"
    assert kept in capsys.readouterr().err
    assert "db4ef7cce0cef31b" in timings_path(path).read_text()  # it is not called current
    sweep.run_sweep(some_cells(), path, fresh=True, tell=told.append)
    assert len(told) == len(some_cells())
    assert "db4ef7cce0cef31b" not in timings_path(path).read_text()
    assert path.read_bytes() == reference


def test_no_committed_record_would_be_computed_again(tmp_path):
    for path, cells in sweeps().items():
        copy = tmp_path / path.name
        shutil.copy(path, copy)
        shutil.copy(timings_path(path), timings_path(copy))
        with Store(copy) as store:
            assert all(store.holds(one.record(None), "imports-of-today") for one in cells), path


def test_interrupted_and_torn(tmp_path, reference):
    """Interrupted after three cells, the last line cut off in the middle: the rest gives the same bytes."""
    path, seen = tmp_path / "again.jsonl", []

    def stop(progress):
        seen.append(progress)
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep.run_sweep(some_cells(), path, tell=stop)
    part = path.with_name("again.jsonl.part")
    whole = part.read_bytes()
    assert whole.count(b"\n") == 3
    assert not path.exists()
    part.write_bytes(whole[:-40])
    told = []
    sweep.run_sweep(some_cells(), path, tell=told.append)
    assert len(told) == len(some_cells()) - 2
    assert path.read_bytes() == reference
    assert [one.total for one in told] == [len(some_cells())] * len(told)
    assert told[-1].left == 0.0


def test_two_runs_on_one_file_are_refused(tmp_path):
    path = tmp_path / "one.jsonl"

    def second(progress):
        with pytest.raises(ValueError, match="another run is writing it"):
            sweep.run_sweep(some_cells(), path, tell=quiet)

    sweep.run_sweep(some_cells(), path, tell=second)


SCRIPT = """
import sys
from pathlib import Path
from simulate.sweeps import cell, sweep
from tests.simulate.sweep_tasks import HERE
if __name__ == "__main__":
    sets = [{"n": 3, "i": i, **{sys.argv[3]: sys.argv[4]}} for i in range(12)]
    sweep.run_sweep(cell.cells(f"{HERE}:{sys.argv[1]}", sets), Path(sys.argv[2]), workers=2)
"""


def command(task, path, name, value):
    return [sys.executable, "-B", "-W", "error", "-c", SCRIPT, task, str(path), name, str(value)]


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_stopped(tmp_path):
    marks, path = tmp_path / "marks", tmp_path / "killed.jsonl"
    part = path.with_name("killed.jsonl.part")
    # marks is part of the settings, so both runs use the same file
    running = subprocess.Popen(command("slow", path, "marks", marks), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not (part.exists() and part.read_bytes().count(b"\n") >= 3):
            assert time.monotonic() < deadline
            assert running.poll() is None
            time.sleep(0.05)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    kept = part.read_bytes().count(b"\n")
    assert not path.exists()
    done = subprocess.run(command("slow", path, "marks", marks), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("left)") == 12 - kept
    sets = [{"n": 3, "i": i, "marks": str(marks)} for i in range(12)]
    alone = tmp_path / "alone.jsonl"
    sweep.run_sweep(cell.cells(f"{HERE}:slow", sets), alone, tell=quiet)
    assert path.read_bytes() == alone.read_bytes()


@pytest.mark.slow
def test_locally_a_killed_worker_ends_the_run_and_the_same_command_finishes_it(tmp_path):
    mark, path = tmp_path / "mark", tmp_path / "worker.jsonl"
    first = subprocess.run(
        command("fatal_once", path, "mark", mark), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert first.returncode != 0
    assert mark.exists()
    assert not path.exists()
    second = subprocess.run(
        command("fatal_once", path, "mark", mark), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert second.returncode == 0, second.stderr
    alone = tmp_path / "alone.jsonl"
    sets = [{"n": 3, "i": i, "mark": str(mark)} for i in range(12)]
    sweep.run_sweep(cell.cells(f"{HERE}:fatal_once", sets), alone, tell=quiet)
    assert path.read_bytes() == alone.read_bytes()


def test_a_failing_task_is_named_and_the_rest_is_kept(tmp_path):
    path = tmp_path / "fails.jsonl"
    cells = cell.cells(f"{HERE}:fails", [{"i": 0}, {"i": 1}, {"i": 2}])
    with pytest.raises(RuntimeError, match="cell fails i=1 #0: ArithmeticError: no answer here"):
        sweep.run_sweep(cells, path, tell=quiet)
    assert path.with_name("fails.jsonl.part").read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda path: cell.cells("t:f", [{"a": 1}, {"a": 1}]), ValueError, "is given more than once"),
        (lambda path: cell.cells("t:f", [{"a": float("nan")}]), ValueError, "settings.a: expected numbers, got NaN"),
        (lambda path: cell.cells("t:f", [{}], 0), ValueError, "replications must be a whole number >= 1, got 0"),
        (lambda path: cell.cells("t:f", [{}], 1, -1), ValueError, "seed must be a whole number >= 0, got -1"),
        (
            lambda path: sweep.run_sweep(cell.cells("nowhere:f", [{}]), path),
            ValueError,
            "task: expected 'module:function', got 'nowhere:f'",
        ),
        (
            lambda path: sweep.run_sweep(cell.cells(f"{HERE}:not_a_number", [{}]), path),
            RuntimeError,
            "result.x: expected numbers, got NaN",
        ),
        (lambda path: sweep.run_sweep(some_cells(), path, workers=0), ValueError, "workers must be a positive whole"),
        (
            lambda path: sweep.run_sweep(some_cells(), path, backend="mpi"),
            ValueError,
            "backend: expected 'local' or 'dask', got 'mpi'",
        ),
        (
            lambda path: sweep.run_sweep(some_cells(), path, scheduler="tcp://x"),
            ValueError,
            "scheduler: only backend 'dask' has one",
        ),
    ],
)
def test_bad_input_is_refused(tmp_path, call, error, message):
    with pytest.raises(error, match=message):
        call(tmp_path / "x.jsonl")


def test_missing_dask_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"pip install 'sharpcheck\[cluster\]'"):
        sweep.run_sweep(some_cells(), tmp_path / "x.jsonl", backend="dask", scheduler="tcp://127.0.0.1:1")
