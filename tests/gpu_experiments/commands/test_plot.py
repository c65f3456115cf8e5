"""Pictures of records against rho: which runs make a point, its interval, and files that are the same again."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from figures.console import SHORT
from gpu_experiments import __main__ as command_line
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.experiments.radius_curves import points, row_names
from gpu_experiments.experiments.reading import RunRecord, label, read_runs
from gpu_experiments.runs.settings import RunSettings, all_fields
from simulate.model.intervals import clopper_pearson, mean_interval


def run(seed=0, correct=30, **settings):
    counts = {"natural": {"correct": correct, "n": 50}, "linf 0.1 pgd-10": {"correct": correct // 2, "n": 50}}
    found = {"result": {"evaluations": counts}}
    return RunRecord(Path("made-up"), all_fields(RunSettings(**settings)), seed, found, None)


def test_runs_of_one_radius_are_one_point_with_an_interval_over_seeds():
    found = points([run(seed, 30 + seed, method="sam", rho=rho) for seed in (0, 1, 2) for rho in (0.2, 0.1)])
    natural = [one for one in found if one.column == "natural"]
    assert [(one.series, one.rho, one.runs) for one in natural] == [("SAM", 0.1, 3), ("SAM", 0.2, 3)]
    low, high = mean_interval([60.0, 62.0, 64.0], 0.05)
    assert (natural[0].accuracy, natural[0].low, natural[0].high) == (62.0, low, high)


def test_one_run_has_the_exact_interval_over_its_images():
    (natural, attacked) = points([run()])
    low, high = clopper_pearson(30, 50, 0.05)
    assert (natural.rho, natural.low, natural.high) == (None, 100 * low, 100 * high)
    assert (attacked.column, attacked.accuracy) == ("linf 0.1 pgd-10", 30.0)


def test_runs_that_differ_in_more_than_rho_are_series_of_their_own():
    runs = [run(method="sam", rho=rho, lr=lr) for lr in (0.1, 0.2) for rho in (0.1, 0.2)]
    runs += [run(method="fsam", rho=0.1, method_options={"lmbda": lmbda}) for lmbda in (0.6, 0.9)]
    runs += [run(), run(attack="linf", eps=8 / 255), run(attack="linf", eps=8 / 255, method="sam", rho=0.1)]
    natural = [one for one in points(runs) if one.column == "natural"]
    assert {one.series: one.rho for one in natural if one.rho is None} == {"ST": None, "AT linf 8/255": None}
    assert {one.series for one in natural if one.rho is not None} == {
        "SAM, lr=0.1", "SAM, lr=0.2", "FSAM, method_options=sigma=1.0 lmbda=0.6",
        "FSAM, method_options=sigma=1.0 lmbda=0.9", "AT linf 8/255 + SAM",
    }  # fmt: skip
    names = row_names(runs)
    assert len(set(names)) == len(names)
    assert names[:2] == ["SAM 0.1, lr=0.1", "SAM 0.2, lr=0.1"]


def test_a_run_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match=r"expected each run once, got SAM 0.1 with seed 0 of equal settings twice"):
        points([run(method="sam", rho=0.1), run(method="sam", rho=0.1)])


def test_labels_are_those_that_the_records_have():
    runs = read_runs(RESULTS)
    assert [label(one) for one in runs] == [one.found["label"] for one in runs]
    diverged = replace(runs[0], found={"diverged": "in epoch 1"})
    assert points([diverged]) == []


def test_pictures_and_points_are_written_and_the_same_again(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ["plot", str(RESULTS / "digits-stronger.jsonl"), "--columns", "natural", "linf 0.1 pgd-10"]
    assert command_line.main([*words, "--formats", "png", "svg", "pdf"]) == 0
    told = capsys.readouterr().out.split()
    assert told == [f"out/plots/digits-stronger-digits-mlp.{kind}" for kind in ("png", "svg", "pdf")]
    before = {path: path.read_bytes() for path in map(Path, told)}
    assert before[Path(told[0])].startswith(b"\x89PNG")
    rows = list(csv.DictReader(Path(told[0]).with_suffix(".csv").read_text().splitlines()))
    assert {row["column"] for row in rows} == {"natural", "linf 0.1 pgd-10"}
    sam = [row for row in rows if row["series"] == "SAM" and row["column"] == "natural"]
    lines = [json.loads(line)["result"] for line in (RESULTS / "digits-stronger.jsonl").read_text().splitlines()]
    for row in sam:
        seen = [one["result"]["evaluations"]["natural"] for one in lines if one["label"] == f"SAM {row['rho']}"]
        assert float(row["accuracy"]) == pytest.approx(100 * np.mean([one["correct"] / one["n"] for one in seen]))
        assert int(row["runs"]) == len(seen) > 1
    assert command_line.main([*words, "--formats", "png", "svg", "pdf"]) == 0
    assert {path: path.read_bytes() for path in before} == before
    assert SHORT["plot"][0] == "networks"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "path: expected a record"),
        ([str(RESULTS / "digits-stronger.jsonl"), "--columns", "linf 0.7"], "--columns: .* got 'linf 0.7'"),
        ([str(RESULTS / "digits-stronger.jsonl"), "--width", "nan"], "--width: expected inches >= 1, got nan"),
    ],
)
def test_what_cannot_be_drawn_is_told(words, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["plot", *words]) == 2
    assert re.search(message, capsys.readouterr().err)
