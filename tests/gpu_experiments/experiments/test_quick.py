"""Experiments as sweeps: resumable, reproducible, with everything that the claims need in the record."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace

import pytest

from gpu_experiments.experiments import experiment as experiments
from gpu_experiments.experiments import fitted, quick, recorded, step_costs
from gpu_experiments.experiments.experiment import Experiment, run
from gpu_experiments.experiments.quick import DIGITS, PLANTED, SEEDS, planted_rows
from gpu_experiments.experiments.recorded import CIFAR10, DIGITS_STRONGER, PLANTED_CNN
from gpu_experiments.judging import measured
from gpu_experiments.judging.statistics import LEAST_SEEDS
from gpu_experiments.runs.settings import RunSettings

SHORT = {"epochs": 1, "subset": 64, "test_subset": 50, "model": "mlp", "width": 8, "test_attacks": ("linf 0.1 pgd-2",)}


def small(**changes: object) -> Experiment:
    rows = (RunSettings(**SHORT), RunSettings(**SHORT, method="bisam-log", rho=0.1, flips=32))
    return replace(Experiment("tiny", "for a test", rows, 2, ("hessian",)), **changes)


def results(folder) -> bytes:
    return (folder / "tiny.jsonl").read_bytes()


def test_an_interrupted_experiment_goes_on_and_ends_the_same(tmp_path, monkeypatch):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run(small(), whole)
    original, count = experiments.train, []

    def stopping(*args, **kwargs):
        count.append(1)
        if len(count) == 3:
            raise KeyboardInterrupt
        return original(*args, **kwargs)

    monkeypatch.setattr(experiments, "train", stopping)
    with pytest.raises(KeyboardInterrupt):
        run(small(), broken)
    monkeypatch.setattr(experiments, "train", lambda *a, **k: count.append(2) or original(*a, **k))
    run(small(), broken)
    assert count == [1, 1, 1, 2, 2]
    assert results(broken) == results(whole)
    run(small(), broken)
    assert len(count) == 5


def test_a_record_has_what_claims_and_readers_need(tmp_path):
    found = run(small(), tmp_path)
    assert [(one["label"], one["seed"]) for one in found] == [
        ("ST", 0),
        ("BISAM-LOG 0.1", 0),
        ("ST", 1),
        ("BISAM-LOG 0.1", 1),
    ]
    first = found[1]
    assert set(first) >= {"label", "network", "seed", "code", "libraries", "device", "result", "hessian"}
    assert first["result"]["epochs"][0]["flips"]["n"] == 32
    assert first["result"]["evaluations"]["natural"]["n"] == 50
    values = first["hessian"]["eigenvalues"]
    assert len(values) == experiments.HESSIAN_EIGENVALUES
    assert values == sorted(values, reverse=True)
    seen = measured.table("tiny", found)
    assert set(seen.cells["BISAM-LOG 0.1"]) == {"natural", "linf 0.1 pgd-2", "flips", "top eigenvalue"}
    assert seen.attacks == ["linf 0.1 pgd-2"]
    (timing,) = [json.loads(line) for line in (tmp_path / "tiny.timings.jsonl").read_text().splitlines()][:1]
    assert timing["seconds"] > 0.0


def test_runs_of_one_seed_are_paired(tmp_path):
    """The same data for every row of a seed, other data for another seed."""
    rows = tuple(
        row.changed(epochs=0, data_options={**row.data_options, "train": 50, "test": 40})
        for row in planted_rows("linear", 1)
    )
    found = run(Experiment("pairs", "for a test", rows, 2, ("linear weight",)), tmp_path)
    hashes = {(one["seed"], one["result"]["data"]["train"]["hash"]) for one in found}
    weights = {(one["seed"], one["linear weight"]) for one in found}
    assert len(hashes) == len(weights) == 2
    assert "reliance" in found[0]["result"]


def test_other_seeds_make_other_runs(tmp_path):
    found = run(small(seeds=1, first_seed=3, measures=()), tmp_path)
    assert [one["seed"] for one in found] == [3, 3]


def test_checkpoints_and_weights_lie_beside_the_records_where_asked(tmp_path, monkeypatch):
    monkeypatch.delenv(experiments.CHECKPOINTS_VARIABLE, raising=False)
    first = run(small(seeds=1), tmp_path / "a")
    assert not (tmp_path / "a" / "tiny").exists()
    assert run(small(seeds=1), tmp_path / "b", checkpoints=True) == first
    assert {path.suffix for path in (tmp_path / "b" / "tiny").iterdir()} == {".json", ".safetensors"}
    assert experiments.CHECKPOINTS_VARIABLE not in os.environ


def test_missing_runs_are_told(tmp_path):
    run(small(seeds=1), tmp_path)
    assert len(small(seeds=1).read(tmp_path)) == 2
    with pytest.raises(ValueError, match=r"tiny.jsonl: no record of 2 of 4 runs .* python -m gpu_experiments"):
        small().read(tmp_path)


def test_bad_experiments_are_refused():
    with pytest.raises(ValueError, match="measures must be among hessian, linear weight, got sharpness"):
        small(measures=("sharpness",))
    with pytest.raises(ValueError, match="seeds must be >= 1 and first_seed >= 0, got 0 and 0"):
        small(seeds=0)
    with pytest.raises(ValueError, match="is given more than once"):
        small(rows=(RunSettings(**SHORT),) * 2)


def test_the_small_version_is_what_the_rule_asks_for():
    assert SEEDS >= LEAST_SEEDS
    assert CIFAR10.seeds >= LEAST_SEEDS
    labels = [row.label for row in DIGITS.rows]
    assert labels == ["ST", "SAM 0.1", "SAM 0.4", "AT linf 0.05", "AT linf 0.1", "BISAM-LOG 0.1"]
    assert all("pgd-10" in attack for row in DIGITS.rows for attack in row.test_attacks)
    assert {(row.model, row.label.split()[0]) for row in PLANTED.rows} == {
        (network, method) for network in ("linear", "mlp") for method in ("ST", "SAM", "AT")
    }
    assert {row.model for row in PLANTED_CNN.rows} == {"cnn"}
    assert any("pgd-50x5" in attack for attack in DIGITS_STRONGER.rows[0].test_attacks)
    assert {row.method for row in CIFAR10.rows} == {"st", "sam", "bisam-log", "fsam", "fsam-full", "bsam"}


def test_times_of_steps_by_hand(tmp_path):
    record = {**step_costs.read(), "seconds": {"ST": [1.0, 2.0], "SAM": [2.0, 5.0]}}
    step_costs.write(record, tmp_path)
    assert step_costs.ratios(step_costs.read(tmp_path), "SAM", "ST") == {0: 2.0, 1: 2.5}
    with pytest.raises(ValueError, match="method: expected one of ST, SAM, got 'AT'"):
        step_costs.ratios(record, "AT", "ST")


def test_steps_are_timed_in_turn():
    record = step_costs.measure(rounds=1, width=1)
    assert set(record["seconds"]) == {name.upper() for name in step_costs.METHODS} | {step_costs.AT}
    assert all(len(times) == 1 and times[0] > 0.0 for times in record["seconds"].values())
    assert record["device"]["threads"] == 1


@pytest.mark.parametrize(
    "experiment", [*quick.EXPERIMENTS, *recorded.EXPERIMENTS, *fitted.EXPERIMENTS], ids=lambda one: one.name
)
def test_a_note_says_what_the_settings_are(experiment):
    """Notes are the scope of evidence: their numbers must be those of the rows."""
    told = {
        "epochs": {row.epochs for row in experiment.rows},
        "training": {row.subset for row in experiment.rows},
        "test images": {row.test_subset for row in experiment.rows},
        "seeds": {experiment.seeds},
        "channels": {row.width or 16 for row in experiment.rows},
        "samples": {row.data_options.get("train") for row in experiment.rows},
    }
    for word, values in told.items():
        for number in re.findall(rf"(\d+) (?:other )?{word}", experiment.note):
            assert values == {int(number)}, (word, experiment.note)
    for steps in re.findall(r"AT by PGD-(\d+)", experiment.note):
        assert {row.attack_steps for row in experiment.rows if row.attack} == {int(steps)}
