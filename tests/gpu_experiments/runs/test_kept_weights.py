"""Weights that were trained alone and are evaluated later: the result of a run that did both, and refusals."""

from __future__ import annotations

import json

import pytest
from safetensors.torch import load_file, save_file

from gpu_experiments.experiments import experiment as experiments
from gpu_experiments.experiments.experiment import Experiment, run
from gpu_experiments.runs import records, training
from gpu_experiments.runs.evaluation import evaluate
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.runs.training import evaluate_kept, load_data, train
from theory import files

PLAN = RunSettings(
    subset=96,
    test_subset=60,
    epochs=2,
    batch_size=32,
    width=4,
    lr=0.05,
    test_attacks=("linf 0.05 pgd-2", "linf 0.1 pgd-3x2 on 20"),
    masking_signs=True,
)
ROWS = (
    PLAN,
    PLAN.changed(method="sam", rho=0.2, flips=32),
    PLAN.changed(attack="linf", eps=0.1, attack_step=0.05, attack_steps=2),
    PLAN.changed(label_noise=0.3, validation=20, select="best-validation", subset=76),
)


@pytest.mark.parametrize("settings", ROWS, ids=["st", "sam", "at", "noise"])
def test_weights_evaluated_later_give_the_result_of_one_go(tmp_path, settings):
    whole = train(settings, seed=3).record
    alone = train(settings.trained_alone(), seed=3, out=tmp_path).record
    assert list(alone["result"]["evaluations"]) == ["natural"]
    later = evaluate_kept(settings, seed=3, weights=tmp_path).record
    assert {**later, "timings": {}} == {**whole, "timings": {}}
    assert later["result"]["evaluations"]["linf 0.1 pgd-3x2"]["n"] == 20
    assert files.dumps(later["result"]) == files.dumps(whole["result"])


def test_the_training_accuracy_is_that_of_evaluation_without_augmentation(tmp_path):
    settings = PLAN.changed(augmentation="crop-flip")
    done = train(settings, seed=0)
    counts = evaluate(done.model, load_data(settings, 0), (), split="train")["natural"]
    assert done.record["result"]["train"] == counts
    assert counts["n"] == 96
    assert counts["correct"] / 96 != done.record["result"]["epochs"][-1]["train_accuracy"]


def test_kept_weights_are_not_trained_again_for_other_code(tmp_path, monkeypatch):
    alone = PLAN.trained_alone()
    train(alone, seed=0, out=tmp_path)
    path = records.path_of(tmp_path, alone, 0)
    record = records.read(path)
    records.write(path, {**record, "code": "0123456789abcdef"})
    monkeypatch.setattr(training.TrainingRun, "train", None)
    found = evaluate_kept(PLAN, seed=0, weights=tmp_path).record
    assert found["code"] == "0123456789abcdef"
    assert found["evaluated"] == record["code"]
    assert evaluate_kept(alone, seed=0, weights=tmp_path).record == records.read(path)


def test_records_without_training_accuracy_get_it_from_the_weights(tmp_path):
    """Weights of earlier code: their records lack it."""
    alone = PLAN.trained_alone()
    whole = train(alone, seed=0, out=tmp_path).record["result"]
    path = records.path_of(tmp_path, alone, 0)
    record = records.read(path)
    del record["result"]["train"]
    records.write(path, record)
    assert evaluate_kept(alone, seed=0, weights=tmp_path).record["result"] == whole


def test_weights_of_another_run_or_other_data_are_refused(tmp_path):
    alone = PLAN.trained_alone()
    train(alone, seed=0, out=tmp_path)
    path = records.path_of(tmp_path, alone, 0)
    record = records.read(path)
    records.write(path, {**record, "result": {**record["result"], "data": {"name": "others"}}})
    with pytest.raises(ValueError, match="its weights were trained on other data"):
        evaluate_kept(PLAN, seed=0, weights=tmp_path)
    records.write(path, record)
    stored = path.with_suffix(".safetensors")
    weights = load_file(stored)
    save_file({name: tensor + 1 for name, tensor in weights.items()}, stored)
    with pytest.raises(ValueError, match=r"safetensors: expected the weights of the record beside it, got others"):
        evaluate_kept(PLAN, seed=0, weights=tmp_path)


def test_an_experiment_by_kept_weights_has_the_records_of_one_that_trains(tmp_path, monkeypatch):
    """Trained alone first, then evaluated: keys and results are those of the experiment in one go."""
    table = Experiment("kept", "for a test", ROWS[:2], 2, first_seed=5)
    run(table, tmp_path / "whole")
    weights = tmp_path / "weights"
    run(table.training(), tmp_path / "runs", weights=weights)
    assert len(list(weights.glob("*.safetensors"))) == 4
    with monkeypatch.context() as patch:
        patch.setattr(training.TrainingRun, "train", None)
        run(table, tmp_path / "later", weights=weights)
    assert table.path(tmp_path / "later").read_bytes() == table.path(tmp_path / "whole").read_bytes()
    missing = run(Experiment("more", "for a test", ROWS[2:3], 1), tmp_path / "later", weights=weights)
    assert missing[0]["label"] == "AT linf 0.1"
    assert len(list(weights.glob("*.safetensors"))) == 5


def test_weights_serve_experiments_that_evaluate_otherwise():
    one, other = PLAN, PLAN.changed(test_attacks=("l2 0.5 pgd-50x5 on 10",), masking_signs=False)
    assert one.trained_alone() == other.trained_alone() == one.trained_alone().trained_alone()
    watched = PLAN.changed(curve_every=1)
    assert watched.trained_alone() == watched
    rows = Experiment("a", "for a test", (one, other), 1).training().rows
    assert rows == (one.trained_alone(),)


def test_runs_are_made_seed_by_seed_in_the_order_of_the_rows(tmp_path, monkeypatch):
    """The standard rows first, though those of adversarial training take longest: a stopped series can be compared."""
    made = []
    original = experiments.train
    monkeypatch.setattr(
        experiments, "train", lambda one, seed, out: made.append((one.label, seed)) or original(one, seed=seed, out=out)
    )
    run(Experiment("order", "for a test", ROWS[:3], 2), tmp_path)
    assert made == [(label, seed) for seed in (0, 1) for label in ("ST", "SAM 0.2", "AT linf 0.1")]


def test_records_of_other_code_are_kept_where_asked(tmp_path, monkeypatch, capsys):
    table = Experiment("stale", "for a test", ROWS[:1], 1)
    first = run(table, tmp_path)
    timings = tmp_path / "stale.timings.jsonl"
    line = json.loads(timings.read_text())
    other = line["code"][:-1] + "x"
    timings.write_text(json.dumps({**line, "code": other}) + "\n")
    with monkeypatch.context() as patch:
        patch.setattr(experiments, "train", None)
        assert run(table, tmp_path, keep=True) == first
    assert "1 records are of other code than this; they are kept" in capsys.readouterr().err
    assert json.loads(timings.read_text())["code"] == other
    run(table, tmp_path)
    assert json.loads(timings.read_text())["code"] == line["code"]
