"""Settings: the papers' values, schedules, names, refusals; methods and attacks by name; tables."""

from __future__ import annotations

import json
import math

import pytest
import torch
from torch import nn

from gpu_experiments import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM, Standard
from gpu_experiments.attacks.names import parse_attack
from gpu_experiments.experiments import paper_tables
from gpu_experiments.runs import settings
from gpu_experiments.runs.presets import PRESETS, preset
from gpu_experiments.runs.settings import RunSettings, learning_rate
from gpu_experiments.sam import methods
from gpu_experiments.sam.geometry import absolute_weight
from tests import tolerances
from theory.papers.wei2023.tables import reported


def test_settings_of_wei2023():
    one = preset("wei2023", attack="linf")
    assert (one.model, one.dataset, one.epochs, one.batch_size) == ("preactresnet18", "cifar10", 100, 128)
    assert (one.lr, one.momentum, one.weight_decay, one.smoothing) == (0.1, 0.9, 5e-4, 0.0)
    assert (one.eps, one.attack_step, one.attack_steps) == (8 / 255, 2 / 255, 5)
    rates = [learning_rate(one, epoch) for epoch in (0, 74, 75, 89, 90, 99)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001], rel=tolerances.CLOSED_FORM)


def test_settings_of_xie2024():
    one = preset("xie2024", method="bisam-log")
    assert (one.epochs, one.rho, one.smoothing, one.validation, one.select) == (200, 0.05, 0.1, 5000, "best-validation")
    assert one.method_options == {"mu": 1.0}
    assert preset("xie2024", method="bisam-tanh").method_options == {"mu": 10.0, "alpha": 0.1}
    for epoch in (0, 50, 199):
        expected = 0.05 * (1 + math.cos(math.pi * epoch / 200))
        assert learning_rate(one, epoch, 0.7) == pytest.approx(expected, rel=tolerances.CLOSED_FORM)


def test_settings_of_the_other_papers():
    assert preset("li2024", method="fsam").method_options == {"sigma": 1.0, "lmbda": 0.6}
    one = preset("deng2024", method="bsam")
    assert (one.lr, one.weight_decay, one.smoothing, one.method_options) == (0.05, 1e-3, 0.1, {"rho_min": 0.05})
    assert learning_rate(one, 100, 0.5) == pytest.approx(
        0.025 * (1 + math.cos(math.pi * 100.5 / 200)), rel=tolerances.CLOSED_FORM
    )
    assert learning_rate(RunSettings(schedule="constant"), 9) == 0.1


@pytest.mark.parametrize("paper", PRESETS)
def test_round_trip_through_json(paper):
    one = preset(paper, method="bisam-tanh", attack="l2", eps=0.5)
    assert settings.from_json(json.loads(json.dumps(settings.to_json(one)))) == one


def test_later_fields_leave_the_records_of_earlier_settings_as_they_are():
    """The names and keys of committed records depend on the bytes of their settings."""
    usual, later = RunSettings(), RunSettings(masking_signs=True)
    assert "masking_signs" not in settings.to_json(usual)
    assert usual.name(0) == "digits-cnn-st-seed0-e8e08954"
    assert settings.to_json(later) == {**settings.to_json(usual), "masking_signs": True}
    assert settings.from_json(settings.to_json(later)) == later
    now = {"masking_signs": False, "nesterov": False, "bias_rate": 1.0, "averaging": False}
    assert settings.all_fields(usual) == {**settings.to_json(usual), **now}
    assert later.changed(lr=0.2).masking_signs
    assert usual.name(0) != later.name(0)


def test_fields_without_effect_do_not_tell_runs_apart():
    assert RunSettings(rho=0.3, eps=0.5) == RunSettings(rho=0.1, attack_steps=7)
    assert RunSettings(method="sam", rho=0.3) != RunSettings(method="sam", rho=0.1)
    names = {one.name(seed) for one in (RunSettings(), RunSettings(lr=0.2)) for seed in (0, 1)}
    assert len(names) == 4


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "ST"),
        ({"method": "sam", "rho": 0.1}, "SAM 0.1"),
        ({"attack": "linf"}, "AT linf 8/255"),
        ({"attack": "l2", "eps": 0.5}, "AT l2 0.5"),
        ({"attack": "l2", "eps": 128 / 255, "method": "bisam-log", "rho": 0.05}, "AT l2 128/255 + BISAM-LOG 0.05"),
    ],
)
def test_labels(changes, label):
    assert RunSettings(**changes).label == label


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "resnet"}, "model must be one of .*, got 'resnet'"),
        ({"method": "adam"}, "method must be one of st, sam, .*, got 'adam'"),
        ({"method_options": {"mu": 1.0}}, "st takes no options, got mu"),
        ({"method": "esam", "method_options": {"beta": "x"}}, "beta of esam must be like 0.6, got 'x'"),
        ({"attack": "l1"}, "attack must be one of '', 'linf', 'l2', got 'l1'"),
        ({"epochs": 1.5}, "epochs must be a whole number >= 0, got 1.5"),
        ({"batch_size": 0}, "batch_size must be a whole number >= 1, got 0"),
        ({"subset": True}, "subset must be a whole number >= 1, got True"),
        ({"lr": math.nan}, "lr must be finite and >= 0, got nan"),
        ({"lr": "0.1"}, "lr must be a number, got '0.1'"),
        ({"rho": math.inf, "method": "sam"}, "rho must be finite and >= 0, got inf"),
        ({"label_noise": 1.0}, "label_noise must be in \\[0, 1\\), got 1.0"),
        ({"select": "best-validation"}, "validation must be >= 1"),
        ({"test_attacks": ("linf 1/0 pgd-10",)}, "expected a name like 'linf 1/255 pgd-10'"),
        ({"masking_signs": 1}, "masking_signs must be True or False, got 1"),
        ({"flips": 10, "method": "bsam"}, "flips must be 0 unless method is one of"),
    ],
)
def test_bad_settings(changes, message):
    with pytest.raises(ValueError, match=message):
        RunSettings(**changes)


def test_unknown_fields_and_papers():
    with pytest.raises(ValueError, match="settings: unknown rate"):
        settings.from_json({"rate": 1})
    with pytest.raises(ValueError, match=r"paper must be one of small, wei2023.*, got 'foret2021'"):
        preset("foret2021")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("st", Standard), ("sam", SAM), ("asam", ASAM), ("msam", MSAM), ("esam", ESAM), ("bisam-log", BiSAM),
        ("bisam-tanh", BiSAM), ("a-bisam", BiSAM), ("e-bisam", ESAM), ("fsam", FSAM), ("fsam-full", FSAM), ("bsam", BSAM),
        ("gsam", GSAM),
    ],
)  # fmt: skip
def test_methods_by_name(name, kind):
    made = methods.build(name, nn.Linear(3, 2), 0.2, {}, seed=5)
    assert type(made) is kind
    assert made.param_groups[0]["rho"] == (0.0 if name == "st" else 0.2)
    assert (made.ascent_loss is not None) == ("bisam" in name)
    assert (made.geometry is absolute_weight) == (name in ("asam", "a-bisam"))
    assert getattr(made, "part", "") == {"fsam": "noise", "fsam-full": "full"}.get(name, "")


def test_own_parameters_reach_the_method():
    model = nn.Linear(3, 2)
    assert methods.build("esam", model, 0.1, {"beta": 0.5, "gamma": 1}).gamma == 1.0
    assert methods.build("msam", model, 0.1, {"m": 8}).m == 8
    logits, labels = torch.randn(4, 3, generator=torch.Generator().manual_seed(0)), torch.tensor([0, 1, 2, 0])
    values = [methods.build("bisam-log", model, 0.1, {"mu": mu}).ascent_loss(logits, labels) for mu in (1.0, 5.0)]
    assert values[0] != values[1]


def test_attacks_by_name():
    one = parse_attack("linf 2/255 pgd-10")
    assert (one.norm, one.eps, one.pgd.steps, one.pgd.step_size) == ("linf", 2 / 255, 10, 2 / 255 / 4)
    assert parse_attack("l2 0.5 pgd-20x3").pgd == type(one.pgd)(0.5, 0.0625, 20, "l2", restarts=3)
    assert parse_attack("l2 1 autoattack").pgd is None
    assert (parse_attack("l1 2 pgd-10").pgd.norm, parse_attack("l1 2 pgd-10").pgd.step_size) == ("l1", 0.25)
    for bad in ("linf 1/255", "l0 0.1 pgd-10", "linf -1 pgd-10", "linf 0.1 pgd-", "natural"):
        with pytest.raises(ValueError, match="expected a name like"):
            parse_attack(bad)


@pytest.mark.parametrize(("name", "dataset"), [("table-1", "cifar100"), ("table-2", "cifar10")])
def test_tables_of_wei2023_have_the_rows_that_the_paper_reports(name, dataset):
    rows = paper_tables.table("wei2023", name)
    assert {one.dataset for one in rows} == {dataset}
    printed = reported.CIFAR10 if dataset == "cifar10" else reported.CIFAR100
    expected = [f"{row.name}/255" if row.method == "AT" else row.name for row in printed]
    assert [one.label for one in rows] == expected
    for one in rows:
        assert one.attack_step == pytest.approx(one.eps / 4, rel=tolerances.CLOSED_FORM)
        assert [attack.removesuffix(" pgd-10") for attack in one.test_attacks] == list(reported.ROBUST)


def test_five_networks_and_reductions():
    rows = paper_tables.table("xie2024", "five-networks-cifar100")
    assert len(rows) == 20
    assert {(one.method, one.epochs) for one in rows} == {
        ("st", 400), ("sam", 200), ("bisam-log", 200), ("bisam-tanh", 200)
    }  # fmt: skip
    assert len(paper_tables.table("xie2024", "five-networks-cifar100", model="cnn", epochs=1)) == 4
    assert [one.label for one in paper_tables.table("wei2023", "table-2", rows=["SAM 0.4"], epochs=2)] == ["SAM 0.4"]
    with pytest.raises(ValueError, match=r"table-2 has ST, SAM 0.1, .*; got 'SAM 9'"):
        paper_tables.table("wei2023", "table-2", rows=["SAM 9"])
    with pytest.raises(ValueError, match=r"name must be one of wei2023 table-1, .*; got wei2023 table-9"):
        paper_tables.table("wei2023", "table-9")
