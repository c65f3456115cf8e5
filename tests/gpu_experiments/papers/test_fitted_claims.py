"""Claims on networks that fit: they hold on records that say so, damaged ones fail, and they speak of what is planned."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from gpu_experiments.experiments import fitted
from gpu_experiments.papers import tables
from gpu_experiments.papers.statements import Statement, decide
from gpu_experiments.runs.settings import RunSettings
from tests.gpu_experiments.papers import fake_records
from tests.gpu_experiments.papers.test_claims import pieces, wobble
from theory.ledger.claims import Verdict
from theory.ledger.entries import joined, resolve
from theory.papers.beyond.all_images import claims as all_images
from theory.papers.beyond.fitted import claims as of_sam
from theory.papers.beyond.fitted_methods import claims as of_methods
from theory.papers.beyond.fitted_others import claims as of_others

CLAIMS, TESTS = joined(module.SECTION for module in (of_sam, of_methods, of_others, all_images))
TESTED = {claim.id: claim for claim in CLAIMS if TESTS[claim.id]}
TRAIN = 99.9


def as_said(settings: RunSettings, column: str, seed: int) -> float:
    """Numbers for which every claim holds, and all networks fit."""
    noise = wobble(seed, settings.label)
    if column == "train":
        return TRAIN
    if column == "flips":
        return {"sam": 10.0}.get(settings.method, 30.0) + noise
    if column == "natural":
        rank = {"sam": 2.0, "fsam-full": 0.0}.get(settings.method, 4.0 if settings.rho else 0.0)
        return (60.0 if settings.attack else 80.0) + rank + noise
    return 20.0 + (60.0 if settings.attack else 90.0 * settings.rho) + noise


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("records")
    for experiment in fitted.JUDGED:
        seeds = max(experiment.seeds, 5)
        fake_records.write(type(experiment)(**{**vars(experiment), "seeds": seeds}), made, as_said)
    return made


@pytest.fixture(autouse=True)
def enough_seeds(monkeypatch):
    """All of CIFAR-10 is planned with three seeds at first, which decide nothing."""
    experiment = fitted.ALL_FITTED
    more = type(experiment)(**{**vars(experiment), "seeds": 5})
    monkeypatch.setitem(tables.EXPERIMENTS, experiment.name, more)


def judged(claim_id: str, formula: object, folder: Path):
    def statement(name: str) -> Statement:
        (test,) = TESTS[name]
        return Statement(name, test.options["table"], partial(resolve(test.function), **test.options))

    own = statement(claim_id)
    others = [(statement(name), TESTED[name].formula) for name in TESTED if name != claim_id]
    return decide(own, formula, [one for one in others if one[0].table == own.table], folder)


@pytest.mark.parametrize("claim_id", TESTED)
def test_a_claim_holds_on_records_that_say_so(claim_id, folder):
    assert judged(claim_id, TESTED[claim_id].formula, folder).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("claim_id", "number"), [(name, i) for name in TESTED for i in range(len(TESTS[name][0].damaged))]
)
def test_a_damaged_formula_fails_there(claim_id, number, folder):
    assert judged(claim_id, TESTS[claim_id][0].damaged[number], folder).verdict is Verdict.FAILS


@pytest.mark.parametrize("claim_id", TESTED)
def test_a_claim_speaks_of_exactly_what_is_planned(claim_id, folder):
    claim = TESTED[claim_id]
    covered = judged(claim_id, claim.formula, folder).covered
    assert claim.region.includes(covered), claim.region.beyond(covered)
    assert pieces(covered.text).includes(claim.region), pieces(covered.text).beyond(claim.region)


def test_networks_that_do_not_fit_decide_no_claim(folder, tmp_path):
    """One run of SAM at rho = 0.2 below the threshold: what speaks of that row is undecided, the rest is not."""

    def values(settings: RunSettings, column: str, seed: int) -> float:
        if (settings.rho, settings.method, column, seed) == (0.2, "sam", "train", 13):
            return 98.0
        return as_said(settings, column, seed)

    fake_records.write(fitted.REDUCED_FITTED, tmp_path, values)
    found = {
        name: judged(name, TESTED[name].formula, tmp_path)
        for name in TESTED
        if TESTS[name][0].options["table"] == "cifar10-fitted"
    }
    undecided = {
        name.removeprefix("beyond/net-fitted-") for name, one in found.items() if one.verdict is not Verdict.HOLDS
    }
    assert undecided == {"sam-more-robust-0.2", "sam-no-loss-0.2", "rises-with-rho", "at-robust", "rho-larger-than-eps"}
    note = found["beyond/net-fitted-sam-no-loss-0.2"].note
    assert "SAM 0.2 at seed 13 has 98.00% of the training images right, at least 99% asked" in note


def test_three_seeds_decide_nothing(folder, monkeypatch, tmp_path):
    monkeypatch.setitem(tables.EXPERIMENTS, "cifar10-all", fitted.ALL_FITTED)
    fake_records.write(fitted.ALL_FITTED, tmp_path, as_said)
    name = "beyond/net-cifar10-sam-no-loss"
    found = judged(name, TESTED[name].formula, tmp_path)
    assert (found.verdict, fitted.ALL_FITTED.seeds) == (Verdict.INCONCLUSIVE, 3)
    assert "expected at least 5 seeds" in found.note
