"""The command line of networks, and runs that it starts."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from gpu_experiments import __main__ as command_line
from gpu_experiments.commands import sweep as sweep_command
from gpu_experiments.commands.arguments import changes_of, settings_of
from gpu_experiments.commands.progress import EpochLines, time_left
from gpu_experiments.experiments.experiment import Experiment, by_row, run
from gpu_experiments.judging import measured
from gpu_experiments.runs import epochs, records
from gpu_experiments.runs.presets import RECIPES, preset
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.runs.training import Epoch, train
from tests.gpu_experiments.data import cifar_files

TINY = [
    "--subset",
    "128",
    "--test-subset",
    "40",
    "--epochs",
    "4",
    "--batch-size",
    "16",
    "--model",
    "mlp",
    "--width",
    "8",
]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Run in an empty folder, and let no variable outlive the test."""
    torch.set_num_threads(1)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARPCHECK_DATA", "nowhere")
    monkeypatch.delenv("SHARPCHECK_RUNS", raising=False)
    monkeypatch.setenv("SHARPCHECK_OTHER_DATA", "0")


def parsed(*words):
    return command_line.parser().parse_args(words)


def test_options_have_the_papers_values_as_defaults():
    assert settings_of(parsed("train")) == RunSettings()
    assert settings_of(parsed("train", "--dataset", "cifar100")) == preset("wei2023", dataset="cifar100")
    found = settings_of(parsed("train", "--paper", "xie2024", "--method", "bisam-tanh", "--method-option", "mu=1"))
    assert found == preset("xie2024", method="bisam-tanh", method_options={"mu": 1.0})
    found = settings_of(parsed("train", "--paper", "wei2023", "--attack", "linf", "--eps", "4/255"))
    assert (found.eps, found.attack_step, found.attack_steps) == (4 / 255, 1 / 255, 5)


def test_every_field_of_the_settings_has_an_option():
    words = {
        "--dataset": "planted", "--data-option": "d=15", "--subset": "3", "--test-subset": "3", "--validation": "1",
        "--label-noise": "0.2", "--model": "cnn", "--width": "4", "--method": "sam", "--rho": "1/10",
        "--method-option": "x=1", "--attack": "l2", "--eps": "1/2", "--attack-step": "0.1", "--attack-steps": "2",
        "--epochs": "2", "--batch-size": "4", "--lr": "0.2", "--momentum": "0.8", "--weight-decay": "0",
        "--schedule": "steps", "--smoothing": "0.1", "--max-grad-norm": "1", "--augmentation": "crop-flip",
        "--select": "last", "--precision": "float32", "--test-attacks": "linf 0.1 pgd-1", "--curve-every": "1",
        "--flips": "5", "--bias-rate": "2",
    }  # fmt: skip
    switches = ("--masking-signs", "--nesterov", "--averaging")
    changes = changes_of(parsed("train", *switches, *[word for pair in words.items() for word in pair]))
    assert set(changes) == set(RunSettings.__dataclass_fields__)
    assert changes["rho"] == 0.1
    assert changes["data_options"] == {"d": 15}


def test_a_recipe_changes_what_is_not_given():
    found = settings_of(parsed("train", "--dataset", "cifar10", "--recipe", "cpu-fast", "--epochs", "9"))
    assert found == preset("wei2023", dataset="cifar10", **{**RECIPES["cpu-fast"], "epochs": 9})
    assert (found.model, found.averaging, found.nesterov, found.bias_rate) == ("cnn-fast", True, True, 64.0)
    assert found.test_attacks == preset("wei2023").test_attacks


def test_train_leaves_records_and_evaluate_reads_them(tmp_path, capsys):
    out = ["--out", str(tmp_path / "runs")]
    assert command_line.main(["train", *TINY, "--method", "sam", "--seeds", "2", *out]) == 0
    shown = capsys.readouterr()
    assert "epoch 4/4  loss" in shown.err
    found = records.read_folder(tmp_path / "runs")
    assert [record["seed"] for record in found] == [0, 1]
    path = sorted((tmp_path / "runs").glob("*seed0*.json"))[0]
    assert str(path) in shown.out
    assert found[0]["result"]["evaluations"]["natural"]["correct"] > 10
    names = list(found[0]["result"]["evaluations"])[1:2]
    assert command_line.main(["evaluate", str(path), "--attacks", *names, "l2 0.5 pgd-2x2"]) == 0
    written = json.loads(path.with_suffix(".evaluations.json").read_text())
    for name in ("natural", *names):
        counted = written["evaluations"][name]
        assert {key: counted[key] for key in ("correct", "n")} == found[0]["result"]["evaluations"][name]
    assert set(written["evaluations"]) == {"natural", *names, "l2 0.5 pgd-2x2"}
    assert records.read_folder(tmp_path / "runs") == found


def test_sweep_runs_equal_settings_once(tmp_path, capsys):
    words = ["sweep", "--set", "method=st,sam", "rho=0.1,0.2", *TINY, "--seeds", "2", "--test-attacks"]
    assert command_line.main([*words, "--results", "out.jsonl"]) == 0
    shown = capsys.readouterr().out
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["result"]["label"] for row in rows] == ["ST", "SAM 0.1", "SAM 0.2"] * 2
    assert [row["settings"]["seed"] for row in rows] == [0, 0, 0, 1, 1, 1]
    one = records.settings_of({"settings": rows[4]["settings"]["settings"]})
    alone = train(one, seed=1).record
    assert rows[4]["result"]["result"] == alone["result"]
    accuracies = [100 * run["result"]["result"]["evaluations"]["natural"]["correct"] / 40 for run in (rows[2], rows[5])]
    (line,) = [line for line in shown.splitlines() if "SAM 0.2" in line]
    assert line.split()[3:] == [
        f"{sum(accuracies) / 2:.1f}",
        "+-",
        f"{abs(accuracies[0] - accuracies[1]) / 2**0.5:.1f}",
    ]


def test_a_stopped_table_goes_on_at_its_last_epoch(tmp_path, capsys, monkeypatch):
    folder = cifar_files.write(tmp_path / "data", train=64, test=20)
    words = ["table", "--paper", "wei2023", "--name", "table-2", "--rows", "ST", "SAM 0.4", "--seeds", "1"]
    words += [
        "--model",
        "cnn-pooled",
        "--width",
        "2",
        "--epochs",
        "2",
        "--data-folder",
        str(folder),
        "--allow-other-data",
    ]
    words += ["--test-attacks", "linf 2/255 pgd-1", "--results"]
    assert command_line.main([*words, "whole.jsonl"]) == 0
    epoch = epochs.TrainingRun._epoch
    calls = []

    def interrupted(self, number):
        calls.append(number)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return epoch(self, number)

    monkeypatch.setattr(epochs.TrainingRun, "_epoch", interrupted)
    assert command_line.main([*words, "stopped.jsonl"]) == 130
    assert "the same command goes on from there" in capsys.readouterr().err
    assert command_line.main([*words, "stopped.jsonl"]) == 0
    assert calls == [0, 1, 0, 1, 1]
    assert (tmp_path / "stopped.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert "SAM 0.4" in capsys.readouterr().out


def test_table_lists_its_runs_without_running_them(capsys):
    assert command_line.main(["table", "--paper", "wei2023", "--name", "table-1", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 12
    assert lines[0].split() == ["cifar100", "preactresnet18", "ST", "100", "epochs,", "5", "seeds"]


def test_a_run_that_diverges_does_not_stop_the_others(tmp_path):
    runs = [
        RunSettings(subset=64, test_subset=20, epochs=2, model="mlp", width=8, lr=lr, test_attacks=())
        for lr in (1e12, 0.1)
    ]
    made = Experiment("out", "for a test", tuple(runs), 1)
    found = run(made, tmp_path)
    assert "diverged in epoch" in found[0]["diverged"]
    assert [len(done) for done in by_row(made, found).values()] == [0, 1]
    with pytest.raises(ValueError, match=r"out lacks seed 0 of row .ST.: .*diverged in epoch"):
        measured.table("out", found)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "--dataset", "cifar10"], "expected the official binary files, but there is no"),
        (["train", "--subset", "5000"], "subset must be in 1 ... 1437, got 5000"),
        (["train", "--seeds", "0"], "--seeds must be >= 1"),
        (["train", "--rho", "0.4"], "--rho has no effect without --method, got 0.4"),
        (["train", "--eps", "8/255"], "--eps has no effect without --attack"),
        (["train", "--attack", "linf", "--attack-step", "0"], "attack_steps must be >= 1 and attack_step > 0"),
        (["train", "--device", "cuda:9"], "--device: expected cpu or one of"),
        (["train", "--device", "gpu"], "--device: expected cpu, cuda or cuda:N, got 'gpu'"),
        (
            ["table", "--paper", "wei2023", "--name", "table-2", "--method", "sam"],
            "rho must be given with method = 'sam'",
        ),
        (["train", "--method-option", "mu"], "expected NAME=VALUE, got 'mu'"),
        (["table", "--paper", "xie2024", "--name", "table-2"], "name must be one of"),
        (["table", "--paper", "wei2023", "--name", "table-2", "--seeds", "0"], "--seeds must be >= 1, got 0"),
        (["sweep", "--set", "rho"], "expected each axis once, as FIELD=A,B, got 'rho'"),
        (["sweep", "--set", "speed=1"], "settings: unknown speed"),
        (["evaluate", "missing.json"], "missing.json"),
    ],
)
def test_bad_input_is_a_sentence(words, message, capsys):
    assert command_line.main(words) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert message in error


def test_bad_radius():
    with pytest.raises(SystemExit):
        parsed("train", "--eps", "8/0")


def grid(*words):
    arguments = parsed("sweep", "--set", *words)
    return sweep_command.grid(lambda **axes: settings_of(arguments, **axes), arguments.set)


def test_grid_of_a_sweep():
    found = grid("attack=linf", "eps=0.1,0.2")
    assert [(one.eps, one.attack_step, one.attack_steps) for one in found] == [(0.1, 0.025, 5), (0.2, 0.05, 5)]
    found = grid("attack=linf", "eps=0.1,0.2", "--attack-step", "0.01")
    assert [one.attack_step for one in found] == [0.01, 0.01]
    assert [one.rho for one in grid("method=st,sam,bisam-log", "--rho", "0.1")] == [0.0, 0.1, 0.1]
    (found,) = grid("method=fsam", "--paper", "li2024")
    assert (found.rho, found.method_options["lmbda"]) == (0.2, 0.6)


def test_rows_of_one_label_tell_where_they_differ():
    rows = (*(RunSettings(method="sam", lr=lr, epochs=1) for lr in (0.1, 0.2)), RunSettings(epochs=1))
    made = Experiment("made up", "for a test", rows, 2)
    results = [{"result": {"evaluations": {"natural": number}}} for number in range(6)]
    results[4] = {"diverged": "in epoch 1"}
    assert by_row(made, results) == {
        ("cnn", "SAM 0.05, lr=0.1"): [{"natural": 0}, {"natural": 3}],
        ("cnn", "SAM 0.05, lr=0.2"): [{"natural": 1}],
        ("cnn", "ST"): [{"natural": 2}, {"natural": 5}],
    }


def test_masking_is_counted_and_told(tmp_path, capsys):
    """A network at its first weights, with a last layer a million times as large, cannot be attacked by its gradients."""
    out = ["--out", str(tmp_path / "runs"), "--test-attacks", "linf 0.3 pgd-10", "--masking-signs"]
    assert command_line.main(["train", *TINY, *out]) == 0
    (path,) = (tmp_path / "runs").glob("*seed0*.json")
    record = records.read(path)
    assert records.settings_of(record).masking_signs
    assert {"scale-free", "correct", "n"} == set(record["result"]["evaluations"]["linf 0.3 pgd-10"])
    weights = path.with_suffix(".safetensors")
    tensors = load_file(weights)
    names = list(tensors)[-1].rpartition(".")[0]
    save_file({key: value * (1e6 if key.startswith(names) else 1.0) for key, value in tensors.items()}, weights)
    capsys.readouterr()
    assert command_line.main(["evaluate", str(path)]) == 0
    assert "    gradients may be masked: " in capsys.readouterr().out
    assert command_line.main(["evaluate", str(path), "--no-masking-signs"]) == 0
    assert "masked" not in capsys.readouterr().out


def test_evaluations_of_the_same_weights_are_kept(tmp_path, capsys):
    out = ["--out", str(tmp_path / "runs"), "--test-attacks", "linf 0.1 pgd-1"]
    assert command_line.main(["train", *TINY, *out]) == 0
    (path,) = (tmp_path / "runs").glob("*seed0*.json")
    for attack in ("linf 0.05 pgd-1", "l2 0.1 pgd-1"):
        assert command_line.main(["evaluate", str(path), "--attacks", attack]) == 0
    written = json.loads(path.with_suffix(".evaluations.json").read_text())
    assert set(written["evaluations"]) == {"natural", "linf 0.05 pgd-1", "l2 0.1 pgd-1"}
    assert command_line.main(["evaluate", str(path), "--attacks", "l2 0.2 pgd-1", "--seed", "1"]) == 0
    written = json.loads(path.with_suffix(".evaluations.json").read_text())
    assert set(written["evaluations"]) == {"natural", "l2 0.2 pgd-1"}


def test_progress_lines(capsys):
    lines = EpochLines(every=1000.0)
    row = {"epoch": 1, "loss": 0.5, "train_accuracy": 0.25, "validation_accuracy": 0.2, "nonfinite_ascents": 2}
    for number in (1, 2, 3):
        lines(Epoch("run", {**row, "epoch": number}, 3, 1.0, 100.0))
    shown = capsys.readouterr().err.splitlines()
    assert [line.split("  ")[1] for line in shown] == ["epoch 1/3", "epoch 3/3"]
    assert "accuracy 25.00%  validation 20.00%  2 ascents not finite" in shown[0]
    assert (time_left(50), time_left(600), time_left(7200)) == ("50 s", "10 min", "2.0 h")
