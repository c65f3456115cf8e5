"""Records read back as rows: of single runs and of sweeps alike, without anything of a user's own."""

from __future__ import annotations

import builtins
import json
import shutil
import sys
import types

import pytest
import torch

from gpu_experiments import read_records
from gpu_experiments.experiments.experiment import RESULTS, Experiment, run
from gpu_experiments.runs.settings import RunSettings
from theory import files

BASE = {"model": "mlp", "width": 4, "epochs": 1, "subset": 40, "test_subset": 20, "test_attacks": ("linf 0.1 pgd-1",)}
ROWS = (RunSettings(**BASE), RunSettings(**BASE, method="sam", rho=0.1), RunSettings(**BASE, attack="linf", eps=0.1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two seeds of three rows as one file, and the first seed again as single records."""
    torch.set_num_threads(1)
    place = tmp_path_factory.mktemp("records")
    run(Experiment("mine", "own", ROWS, 2), place, checkpoints=True)
    for path in (place / "mine").glob("*-seed0-*"):
        shutil.copy(path, place)
    return place


def test_a_sweep_and_single_runs_give_the_same_rows(folder):
    lines = read_records(folder / "mine.jsonl", frame=False)
    assert [(row["label"], row["seed"]) for row in lines] == [
        (label, seed) for seed in (0, 1) for label in ("ST", "SAM 0.1", "AT linf 0.1")
    ]
    every = read_records(folder, frame=False)
    singles = every[:3]
    assert every[3:] == lines
    assert {row["label"] for row in singles} == {"ST", "SAM 0.1", "AT linf 0.1"}
    for row in singles:
        (same,) = [one for one in lines if (one["label"], one["seed"]) == (row["label"], 0)]
        loose = ("file", "seconds")
        assert {k: v for k, v in row.items() if k not in loose} == {k: v for k, v in same.items() if k not in loose}
        assert (
            read_records(row["file"].replace(str(folder), str(folder / "mine")), frame=False)[0]["label"]
            == row["label"]
        )


def test_a_row_has_the_settings_and_what_came_out(folder):
    row = read_records(folder / "mine.jsonl", frame=False)[1]
    result = json.loads((folder / "mine.jsonl").read_text().splitlines()[1])["result"]["result"]
    assert (row["method"], row["rho"], row["subset"], row["masking_signs"]) == ("sam", 0.1, 40, False)
    assert row["natural"] == 100 * result["evaluations"]["natural"]["correct"] / 20
    assert row["linf 0.1 pgd-1"] == 100 * result["evaluations"]["linf 0.1 pgd-1"]["correct"] / 20
    assert row["training"] == 100 * result["train"]["correct"] / 40
    assert (row["loss"], row["weights"], row["diverged"]) == (result["epochs"][0]["loss"], result["weights"], "")
    assert row["seconds"] > 0.0


def test_the_committed_records_are_read(folder):
    rows = read_records(RESULTS, frame=False)
    assert len({row["file"] for row in rows}) == len(
        [path for path in RESULTS.glob("*.jsonl") if "timings" not in path.name and path.name != "step-costs.jsonl"]
    )
    assert {"natural", "label", "seconds"} <= set(rows[0])


def test_records_of_what_is_not_here_any_more_are_read(folder, tmp_path):
    (path,) = (folder / "mine").glob("*sam-0.1-seed0-*.json")
    record = json.loads(path.read_text())
    record["settings"] |= {"method": "gone:Method", "model": "gone:net", "dataset": "gone:images"}
    copy = tmp_path / path.name
    copy.write_text(files.dumps(files.sealed({key: value for key, value in record.items() if key != "checksum"})))
    (row,) = read_records(copy, frame=False)
    assert (row["label"], row["model"]) == ("METHOD 0.1", "gone:net")


def test_a_run_that_diverged_has_no_accuracies(tmp_path):
    run(Experiment("bad", "own", (RunSettings(**{**BASE, "lr": 1e9, "epochs": 3}),), 1), tmp_path)
    (row,) = read_records(tmp_path / "bad.jsonl", frame=False)
    assert "diverged in epoch" in row["diverged"]
    assert "natural" not in row


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_where_there_is_none(name, tmp_path):
    with pytest.raises(ValueError, match="path: expected "):
        read_records(tmp_path / name, frame=False)


def test_a_damaged_file_is_named(folder, tmp_path):
    text = (folder / "mine.jsonl").read_text()
    (tmp_path / "mine.jsonl").write_text(text.replace('"correct": ', '"correct": 1', 1))
    with pytest.raises(ValueError, match=r"mine.jsonl, line 1"):
        read_records(tmp_path / "mine.jsonl", frame=False)


def test_pandas_is_asked_for_a_frame_and_told_where_it_is_missing(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=lambda rows: ("frame", rows)))
    assert read_records(folder / "mine.jsonl") == ("frame", read_records(folder / "mine.jsonl", frame=False))
    original = builtins.__import__

    def without(name, *more):
        if name == "pandas":
            raise ImportError("No module named 'pandas'")
        return original(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="frame: a DataFrame needs pandas"):
        read_records(folder / "mine.jsonl")
