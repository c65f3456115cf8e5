"""The plan of the networks that fit: rows, seeds, evaluations, and that experiments share their weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from gpu_experiments import __main__ as command_line
from gpu_experiments.attacks.names import parse_attack
from gpu_experiments.commands import full
from gpu_experiments.commands import table as table_command
from gpu_experiments.experiments import fitted
from gpu_experiments.experiments.fitted import ALL_FITTED, PARTS_FITTED, REDUCED_FITTED, STRONGER_FITTED, TRIAL
from gpu_experiments.judging.statistics import LEAST_SEEDS
from gpu_experiments.papers import tables
from gpu_experiments.runs import records
from gpu_experiments.runs.presets import RECIPES, WEI2023_ATTACKS
from gpu_experiments.runs.settings import RunSettings
from theory.papers.wei2023.networks import words


def labels(experiment) -> list[str]:
    return [row.label for row in experiment.rows]


def seeds(experiment) -> range:
    return range(experiment.first_seed, experiment.first_seed + experiment.seeds)


def test_the_rows_begin_with_those_that_are_wanted_most():
    assert labels(REDUCED_FITTED) == [
        "ST", "SAM 0.05", "SAM 0.1", "SAM 0.2", "AT linf 1/255", "AT linf 2/255", "AT linf 4/255",
        "BISAM-LOG 0.1", "BISAM-TANH 0.1", "A-BISAM 0.1", "FSAM 0.1", "FSAM-FULL 0.1", "BSAM 0.1",
    ]  # fmt: skip
    assert labels(ALL_FITTED) == ["ST", "SAM 0.2", "SAM 0.4", "AT linf 1/255", "SAM 0.1", "AT linf 2/255"]
    assert labels(STRONGER_FITTED) == ["ST", "SAM 0.1", "SAM 0.2", "AT linf 1/255", "BISAM-LOG 0.1"]
    for noisy, noise in ((fitted.NOISY_20, 0.2), (fitted.NOISY_40, 0.4)):
        assert labels(noisy) == ["ST", "SAM 0.1", "BISAM-LOG 0.1"]
        assert {row.label_noise for row in noisy.rows} == {noise}


def test_judged_seeds_are_none_of_those_that_were_looked_at():
    assert (seeds(TRIAL), TRIAL.fitted) == (range(100, 102), None)
    for experiment in fitted.JUDGED:
        assert seeds(experiment) == range(10, 10 + experiment.seeds)
        assert experiment.fitted == 0.99
    assert PARTS_FITTED.seeds == 20


def test_signs_of_masking_are_told_of_all_networks():
    watched = {one.name: one for one in fitted.EXPERIMENTS if one.name.endswith("-masking")}
    for experiment in (REDUCED_FITTED, ALL_FITTED):
        other = watched[f"{experiment.name}-masking"]
        assert other.training().rows == experiment.training().rows
        assert seeds(other) == seeds(experiment)
        assert all(row.masking_signs for row in other.rows)
        attacks = [parse_attack(name) for name in other.rows[0].test_attacks]
        assert [(one.name, one.images) for one in attacks] == [(name, 500) for name in WEI2023_ATTACKS]


def test_natural_accuracy_is_of_all_test_images_and_attacks_of_some():
    for experiment in fitted.EXPERIMENTS:
        assert {row.test_subset for row in experiment.rows} == {None}
    found = [parse_attack(name) for name in REDUCED_FITTED.rows[0].test_attacks]
    assert [(one.name, one.images) for one in found] == [(name, 2000) for name in WEI2023_ATTACKS]
    strong = [parse_attack(name) for name in STRONGER_FITTED.rows[0].test_attacks]
    assert [(one.name, one.images) for one in strong] == [
        ("linf 1/255 pgd-10", 500), ("linf 1/255 pgd-50x5", 500), ("linf 1/255 autoattack", 500),
    ]  # fmt: skip


def test_experiments_on_the_reduced_set_share_their_weights():
    whole = REDUCED_FITTED.training().rows
    assert set(map(repr, STRONGER_FITTED.training().rows)) <= set(map(repr, whole))
    assert set(map(repr, PARTS_FITTED.training().rows)) <= set(map(repr, whole))
    assert all(row.test_attacks == () and not row.masking_signs for row in whole)


def test_weights_have_the_names_of_runs_without_attacks():
    base = {"dataset": "cifar10", "model": "cnn-pooled", "subset": 2000, "epochs": 100, "lr": 0.1}
    alone = RunSettings(**base, precision="bfloat16", test_attacks=(), method="sam", rho=0.1, flips=500)
    sam = REDUCED_FITTED.rows[2].trained_alone()
    assert sam == alone
    assert records.path_of(Path(), sam, 100).name == "cifar10-cnn-pooled-sam-0.1-seed100-c09348e6.json"


def test_all_of_cifar_is_by_the_recipe():
    recipe = RECIPES["cpu-fast"]
    for row in ALL_FITTED.rows:
        assert row.subset is None
        assert all(getattr(row, name) == value for name, value in recipe.items())
    (at, *_) = [row for row in ALL_FITTED.rows if row.attack]
    assert (at.eps, at.attack_step, at.attack_steps) == (1 / 255, 0.5 / 255, 3)
    tried = fitted.all_images("trial", 1, 100, fitted.ST, epochs=5)
    assert (tried.rows[0].epochs, seeds(tried)) == (5, range(100, 101))


def test_long_experiments_are_made_only_by_name(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(
        full, "run_experiment", lambda one, folder, **how: made.append((one.name, folder, how["weights"]))
    )
    monkeypatch.setattr(full.step_costs, "write", lambda record: None)
    monkeypatch.setattr(full.step_costs, "measure", dict)
    monkeypatch.setattr(full.checking, "run_checks", lambda *args, **kwargs: made.append("judged"))
    parser = full.argparse.ArgumentParser()
    full.add_arguments(parser)
    full.run(parser.parse_args([]))
    assert made[-1] == "judged"
    assert not {name for name, *_ in made[:-1]} & set(full.LONG)
    made.clear()
    full.run(parser.parse_args(["cifar10-fitted", "--weights", str(tmp_path)]))
    assert made == [("cifar10-fitted", full.RESULTS, tmp_path), "judged"]
    made.clear()
    full.run(parser.parse_args(["cifar10-fitted", "cifar10-fitted-stronger", "--train-only"]))
    assert made == [
        (f"{name}-training", full.RUNS, full.RUNS / "weights") for name in ("cifar10-fitted", "cifar10-fitted-stronger")
    ]
    with pytest.raises(ValueError, match="NAME: expected experiments with --train-only, got step-costs"):
        full.run(parser.parse_args(["step-costs", "--train-only"]))
    with pytest.raises(ValueError, match="--train-only: expected without --evidence-only, got both"):
        full.run(parser.parse_args(["--train-only", "--evidence-only"]))


@pytest.mark.parametrize("name", ["table-1", "table-2"])
def test_what_the_command_table_writes_is_a_table_of_claims(name, monkeypatch):
    """The cells of `table` without changes are those that claims would read, and as many as are judged."""
    made = []
    monkeypatch.setattr(table_command, "run_and_show", lambda one, arguments: made.append(one) or 0)
    command_line.main(["table", "--paper", "wei2023", "--name", name])
    (experiment,) = made
    read = tables.EXPERIMENTS[experiment.name]
    assert read.cells() == experiment.cells()
    assert read.fitted == 0.99
    assert experiment.seeds == LEAST_SEEDS
    domain = tables.named(experiment.name).covered([f"x: {read.rows[0].label} against AT linf 1/255"], Path())
    assert set(words.NETWORK.split(", ")) < set(domain.split(", "))
