"""A user's own network and data through the commands: records, going on, evaluating again, tables."""

from __future__ import annotations

import json
import re
import shutil
import sys

import numpy as np
import pytest
import torch

from gpu_experiments import __main__ as command_line
from gpu_experiments.commands.setting_words import DEFAULTS, default_in_words
from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.runs import epochs, own_sources, records
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.sam.methods import METHODS

DATA = """
import numpy as np

def load(shade=0.8):
    draws = np.random.default_rng(0)
    y = np.arange(120) % 3
    x = 0.1 * draws.random((120, 1, 6, 6), dtype=np.float32)
    x[np.arange(120), 0, y] += np.float32(shade)
    return {"x": x, "y": y}
"""
NETWORK = """
from torch import nn

def perceptron(classes, channels, side, width=8):
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * side**2, width), nn.ReLU(), nn.Linear(width, classes))
"""
OWN = ["--dataset", "data_of_mine:load", "--model", "network_of_mine:perceptron"]
SHORT = ["--epochs", "2", "--batch-size", "16", "--test-attacks", "linf 0.1 pgd-2"]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    torch.set_num_threads(1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHARPCHECK_RUNS", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "data_of_mine.py").write_text(DATA)
    (tmp_path / "network_of_mine.py").write_text(NETWORK)
    yield tmp_path
    for name in ("data_of_mine", "network_of_mine"):
        sys.modules.pop(name, None)


def fail_to_train(self, number):
    raise AssertionError("trained again")


def test_train_keeps_a_record_that_is_read_until_something_of_it_changes(place, capsys, monkeypatch):
    words = ["train", *OWN, *SHORT, "--data-option", "shade=0.7", "--method", "sam", "--rho", "1/10"]
    assert command_line.main(words) == 0
    (record,) = records.read_folder(place / "out" / "runs")
    assert record["settings"]["dataset"] == "data_of_mine:load"
    assert record["settings"]["data_options"] == {"shade": 0.7}
    assert record["result"]["data"]["options"] == {"shade": 0.7}
    assert record["result"]["evaluations"]["natural"]["n"] == 24
    (path,) = (place / "out" / "runs").glob("*.json")
    assert path.name.startswith("data_of_mine-load-network_of_mine-perceptron-sam-0.1-seed0-")
    with monkeypatch.context() as patched:
        patched.setattr(epochs.TrainingRun, "_epoch", fail_to_train)
        assert command_line.main(words) == 0
    for name in ("data_of_mine.py", "network_of_mine.py"):
        before = records.read(path)["code"]
        with (place / name).open("a") as file:
            file.write("# edited\n")
        assert command_line.main(words) == 0
        assert records.read(path)["code"] != before


def test_other_images_in_the_same_file_are_other_data(place, capsys):
    draws = np.random.default_rng(0)
    x, y = draws.random((60, 1, 6, 6)), np.arange(60) % 3
    np.savez("mine.npz", x=x, y=y)
    words = ["train", "--dataset", "mine.npz", "--model", "linear", *SHORT]
    assert command_line.main(words) == 0
    (path,) = (place / "out" / "runs").glob("*.json")
    kept = path.with_suffix(".kept")
    shutil.copy(path, kept)
    np.savez("mine.npz", x=1.0 - x, y=y)
    assert command_line.main(["evaluate", str(path)]) == 2
    assert "dataset 'mine.npz' has other images now; --dataset says which to take" in capsys.readouterr().err
    assert command_line.main(["evaluate", str(path), "--dataset", "mine.npz"]) == 0
    assert json.loads(path.with_suffix(".evaluations.json").read_text())["data"]["name"] == "mine.npz"
    assert command_line.main(words) == 0
    assert records.read(path)["result"]["data"] != records.read(kept)["result"]["data"]


def test_a_checkpoint_on_other_images_is_not_gone_on_with(place, capsys, monkeypatch):
    x, y = np.random.default_rng(0).random((60, 1, 6, 6)), np.arange(60) % 3
    np.savez("mine.npz", x=x, y=y)
    words = ["train", "--dataset", "mine.npz", "--model", "linear", *SHORT]
    original = epochs.TrainingRun._epoch

    def stopped(self, number):
        if number == 1:
            raise KeyboardInterrupt
        return original(self, number)

    with monkeypatch.context() as patched:
        patched.setattr(epochs.TrainingRun, "_epoch", stopped)
        assert command_line.main(words) == 130
    np.savez("mine.npz", x=1.0 - x, y=y)
    assert command_line.main(words) == 2
    assert "expected a checkpoint of a run on these data" in capsys.readouterr().err


def test_evaluate_takes_the_weights_to_other_data_and_a_network_that_has_moved(place, capsys):
    assert command_line.main(["train", *OWN, *SHORT]) == 0
    (path,) = (place / "out" / "runs").glob("*.json")
    counts = records.read(path)["result"]["evaluations"]
    (place / "network_moved.py").write_text(NETWORK)
    words = ["evaluate", str(path), "--attacks", "linf 0.1 pgd-2", "--no-masking-signs"]
    assert command_line.main([*words, "--model", "network_moved:perceptron"]) == 0
    written = json.loads(path.with_suffix(".evaluations.json").read_text())
    assert written["evaluations"] == counts
    assert "data" not in written
    assert command_line.main([*words, "--dataset", "data_of_mine:load", "--data-option", "shade=0.05"]) == 0
    other = json.loads(path.with_suffix(".evaluations.json").read_text())
    assert other["data"]["options"] == {"shade": 0.05}
    assert other["evaluations"]["natural"]["correct"] < counts["natural"]["correct"]
    sys.modules.pop("network_moved")


def test_sweep_trains_them_goes_on_and_notices_what_changes(place, capsys, monkeypatch):
    words = ["sweep", "--set", "method=st,sam", "rho=0.1,0.2", "--seeds", "2", *OWN, *SHORT, "--results", "mine.jsonl"]
    assert command_line.main(words) == 0
    lines = [json.loads(line) for line in (place / "mine.jsonl").read_text().splitlines()]
    assert [line["result"]["label"] for line in lines] == ["ST", "SAM 0.1", "SAM 0.2"] * 2
    assert set(lines[0]["settings"]) == {"settings", "seed", "measures", "model source", "dataset source"}
    assert "network_of_mine" in capsys.readouterr().out
    before = (place / "mine.jsonl").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(epochs.TrainingRun, "_epoch", fail_to_train)
        assert command_line.main(words) == 0
    assert (place / "mine.jsonl").read_bytes() == before
    with (place / "network_of_mine.py").open("a") as file:
        file.write("# edited\n")
    assert command_line.main(words) == 2
    assert "holds 6 other cells" in capsys.readouterr().err
    row = RunSettings(dataset="data_of_mine:load", model="network_of_mine:perceptron", epochs=0, test_attacks=())
    (cell,) = Experiment("own", "own", (row,), 1).cells()
    assert cell.run()["network"] == row.model
    with (place / "data_of_mine.py").open("a") as file:
        file.write("# edited\n")
    with pytest.raises(ValueError, match="dataset 'data_of_mine:load' has another source here than where"):
        cell.run()
    assert list(own_sources.of(DEFAULTS)) == []


def test_workers_find_them_in_the_current_folder(place):
    words = ["sweep", "--set", "method=st,sam", "--rho", "0.1", "--seeds", "1", *OWN, *SHORT, "--workers", "2"]
    assert command_line.main([*words, "--results", "mine.jsonl"]) == 0
    assert len((place / "mine.jsonl").read_text().splitlines()) == 2


def test_a_table_of_a_paper_on_them(place, capsys):
    words = ["table", "--paper", "wei2023", "--name", "table-2", "--rows", "ST", "SAM 0.4", "--seeds", "1"]
    assert command_line.main([*words, *OWN, *SHORT, "--augmentation", "none", "--results", "mine.jsonl"]) == 0
    told = capsys.readouterr().out
    assert "SAM 0.4" in told
    assert "network_of_mine" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--dataset", "data_of_mine"], "argument --dataset: dataset must be one of digits, .* got 'data_of_mine'"),
        (["--dataset", "data_of_mine:lode"], "dataset 'data_of_mine:lode' must be at a place"),
        (["--model", "network_of_mine:net"], "argument --model: model 'network_of_mine:net' must be at a place"),
        (["--dataset", "data_of_mine:load", "--data-option", "shade=3"], r"x of dataset .* must lie in \[0, 1\]"),
        (["--dataset", "data_of_mine:load", "--model", "cnn"], "side must be a multiple of 4, got 6"),
    ],
)
def test_what_does_not_fit_ends_in_a_line(words, message, capsys):
    try:
        status = command_line.main(["train", *words])
    except SystemExit as stop:
        status = stop.code
    assert status == 2
    assert re.search(message, " ".join(capsys.readouterr().err.split()))


def test_help_has_every_default_and_every_methods_options(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    with pytest.raises(SystemExit):
        command_line.main(["train", "--help"])
    told = capsys.readouterr().out
    words = " ".join(told.split())
    for name in RunSettings.__dataclass_fields__:
        assert f"({default_in_words(name)})" in words, name
    assert default_in_words("eps") == "8/255"
    for name, method in METHODS.items():
        (line,) = [line for line in told.splitlines() if line.split()[:1] == [name]]
        assert all(f"{option}={value}" in line for option, value in method.options.items())
