"""Networks that should fit and do not: no comparison reads their rows, and a verdict says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.judging.sentences import comparisons
from gpu_experiments.judging.statistics import UndecidedError
from gpu_experiments.papers import tables
from gpu_experiments.papers.statements import Statement, decide
from gpu_experiments.runs.settings import RunSettings
from tests.gpu_experiments.papers import fake_records
from theory.ledger.claims import Verdict

ATTACKED = {"test_attacks": ("linf 0.1 pgd-10",)}
AT = {"attack": "linf", "eps": 0.1, "attack_step": 0.05}
ROWS = (RunSettings(**ATTACKED), RunSettings(**ATTACKED, method="sam", rho=0.1), RunSettings(**ATTACKED, **AT))
TABLE = Experiment("fits", "for a test", ROWS, 5, fitted=0.99)
SENTENCE = {"columns": ["linf 0.1"], "quantity": "difference", "over": "each", "relation": ">", "value": "0"}


def accuracy(settings: RunSettings, column: str, seed: int) -> float:
    return 50.0 + (5.0 if settings.method == "sam" else 0.0) + (10.0 if settings.attack else 0.0) + 0.1 * seed


def judged(folder: Path, train: dict[str, float], rows: str, than: str, table: Experiment = TABLE):
    """What is made of a sentence when the share of right training images is that of the row's label, at seed 3."""

    def values(settings: RunSettings, column: str, seed: int) -> float:
        if column == "train":
            return train.get(settings.label, 99.5) if seed == 3 else 99.5
        return accuracy(settings, column, seed)

    fake_records.write(table, folder, values)

    def build(formula, place):
        return comparisons(formula, tables.read(table, place))

    covered = {table.name: tables.Table(table.name, "", lambda names, place: "d >= 1")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "TABLES", covered)
        return decide(Statement("a/b", table.name, build), {**SENTENCE, "rows": rows, "than": than}, (), folder)


def test_rows_that_fit_are_judged(tmp_path):
    assert judged(tmp_path, {}, "SAM", "ST").verdict is Verdict.HOLDS
    assert judged(tmp_path, {"SAM 0.1": 99.0}, "SAM", "ST").verdict is Verdict.HOLDS


@pytest.mark.parametrize("label", ["ST", "SAM 0.1"])
def test_one_run_that_does_not_fit_leaves_its_row_undecided(tmp_path, label):
    found = judged(tmp_path, {label: 98.999}, "SAM", "ST")
    assert found.verdict is Verdict.INCONCLUSIVE
    assert f"{label} at seed 3 has 99.00% of the training images right, at least 99% asked" in found.note
    assert judged(tmp_path, {"SAM 0.1": 98.0}, "AT", "ST").verdict is Verdict.HOLDS


def test_adversarial_training_and_label_noise_need_not_fit(tmp_path):
    assert judged(tmp_path, {"AT linf 0.1": 60.0}, "AT", "ST").verdict is Verdict.HOLDS
    noisy = Experiment("noisy", "for a test", tuple(r.changed(label_noise=0.2) for r in ROWS[:2]), 5, fitted=0.99)
    assert judged(tmp_path, {"ST": 60.0}, "SAM", "ST", noisy).verdict is Verdict.HOLDS


def test_without_a_threshold_runs_are_judged_as_they_are(tmp_path):
    plain = Experiment("plain", "for a test", ROWS, 5)
    assert judged(tmp_path, {"SAM 0.1": 10.0}, "SAM", "ST", plain).verdict is Verdict.HOLDS


def test_a_run_without_training_accuracy_does_not_count_as_fitted(tmp_path):
    fake_records.write(TABLE, tmp_path, lambda *one: accuracy(*one), train=False)
    table = tables.read(TABLE, tmp_path)
    with pytest.raises(UndecidedError, match="ST at seed 0 has an unknown share of the training images right"):
        table.column("ST", "natural")
    assert table.column("AT linf 0.1", "natural")[0] == pytest.approx(60.0, abs=1e-3)


def test_fewer_seeds_than_the_rule_asks_leave_a_statement_undecided(tmp_path):
    few = Experiment("few", "for a test", ROWS, 3, fitted=0.99)
    found = judged(tmp_path, {}, "SAM", "ST", few)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "at least 5 seeds" in found.note


def test_a_threshold_is_a_share():
    with pytest.raises(ValueError, match=r"fitted must be in \(0, 1\], got 99"):
        Experiment("a", "for a test", ROWS, 5, fitted=99)
