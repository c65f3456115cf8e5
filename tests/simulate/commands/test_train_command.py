from __future__ import annotations

import argparse

import numpy as np
import pytest

from simulate.commands import train
from simulate.studies.average_points import errors
from simulate.studies.training_plan import FULL, RESULTS, SMALL, all_cells
from simulate.studies.training_tasks import trained_ratio


def run(text):
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args(text.split()))


def test_the_table_names_methods_and_population_optima(capsys):
    assert run("--p 0.8 --eta 0.4 --d 3 --eps 0.1 --n 512 --steps 60 --micro-batch 1 16 --repeats 2 --exact") == 0
    lines = capsys.readouterr().out.splitlines()
    starts = (
        "ST",
        "AT, linf 0.1",
        "SAM, one step, 1 together",
        "SAM, one step, 16",
        "SAM, one step, all",
        "SAM, exact",
    )
    assert all(any(line.startswith(start) for line in lines) for start in starts)
    population = {line[:28].strip(): line.split()[-2] for line in lines[2:-1]}
    assert float(population["ST"]) == pytest.approx(np.log(4.0) / 0.8, rel=1e-5)
    assert float(population["AT, linf 0.1, non-robust"]) == pytest.approx(np.log(4.0) / 0.6, rel=1e-5)
    assert population["SAM, one step, 16 together"] == "-"


def test_hinge_and_mini_batches_run(capsys):
    assert run("--n 64 --steps 30 --batch 16 --micro-batch 4 --loss hinge --repeats 2") == 0
    assert "16 a step" in capsys.readouterr().out


def test_one_sample_has_no_standard_error():
    with pytest.raises(ValueError, match="--repeats: expected a whole number from 2 on, got 1"):
        run("--repeats 1")


def test_a_cell_gives_the_same_numbers_again():
    settings = {"p": 0.8, "eta": 0.4, "d": 3, "n": 64, "replicates": 2, "method": "SAM", "rho": 0.3, "micro_batch": 8}
    settings |= {"steps": 20, "symmetric": True}
    first, again = (trained_ratio(settings, np.random.SeedSequence(5)) for _ in range(2))
    assert first == again
    assert len(first["ratio"]) == len(first["standard"]) == 2


def test_average_errors_have_every_decay():
    settings = {
        "p": 0.9,
        "eta": 0.1,
        "d": 4,
        "weights": [1.0, 0.1],
        "batch": 2,
        "runs": 50,
        "decays": [0.5],
        "steps": [3, 9],
    }
    found = errors(settings, np.random.SeedSequence(1))
    assert len(found["0.5"]["error"]) == 2
    assert found["0.5"]["error"][1] == pytest.approx(1.0 / 3.0, abs=0.2)


def test_the_plans_have_distinct_cells_and_the_full_one_is_recorded():
    for plan in (SMALL, FULL):
        cells = all_cells(plan)
        assert len({cell.settings for cell in cells}) == len({*cells})
    assert len(RESULTS.read_text(encoding="utf-8").splitlines()) == len(all_cells(FULL))
