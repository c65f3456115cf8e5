"""Names of tasks are data: records are found and random numbers drawn by them, wherever the functions live."""

from __future__ import annotations

import pytest

from simulate import task_names
from simulate.commands.full import sweeps
from simulate.sweeps import store
from simulate.sweeps.cell import cells
from simulate.task_names import function_of, place_of
from tests.record_keys import digest, drawn, golden, keys_of

SWEEPS = {path.name: (path, found) for path, found in sweeps().items()}
DRAWN = {
    "simulate.tasks:accuracy": 0.06139949673763212,
    "simulate.tasks:minimisers": 0.5354345150690458,
    "simulate.tasks:ends": 0.20830940401714348,
    "simulate.training_tasks:trained_ratio": 0.10288602804461855,
    "simulate.sign_map:shifts": 0.6668205313191404,
    "simulate.average_points:errors": 0.6399683490448433,
}


def test_every_committed_record_belongs_to_a_cell_of_the_code():
    committed = {path.name: digest(map(store.key_of, store.read(path))) for path, _ in SWEEPS.values()}
    assert committed == {name: digest(keys_of(found)) for name, (_, found) in SWEEPS.items()}
    assert committed == {name: golden()[f"simulate/{name}"] for name in committed}
    assert sum(count for count, _ in committed.values()) == 749


@pytest.mark.parametrize("name", sorted(task_names.NAMES))
def test_the_first_number_of_each_task_stays(name):
    first = next(one for _, found in SWEEPS.values() for one in found if one.task == name)
    assert drawn(first) == DRAWN[name]


@pytest.mark.parametrize("name", sorted(task_names.NAMES))
def test_every_name_leads_to_a_function(name):
    assert callable(function_of(name))


def test_a_function_may_move_and_its_name_stays(monkeypatch):
    name = "simulate.tasks:ends"
    monkeypatch.setitem(task_names.NAMES, name, "tests.simulate.sweep_tasks:draw")
    (cell,) = cells(name, [{"n": 2}])
    assert len(cell.run()["numbers"]) == 2
    assert cell.record(None)["task"] == name


def test_names_of_another_package_are_asked_there():
    assert place_of("gpu_experiments.experiments:run_cell") == "gpu_experiments.experiments.experiment:run_cell"
    assert place_of("tests.simulate.sweep_tasks:draw") == "tests.simulate.sweep_tasks:draw"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "simulate.studies.tasks:accuracies",
            "task: expected one of simulate.average_points:errors, .*, got 'simulate.studies.tasks:acc",
        ),
        (
            "gpu_experiments.nets:run",
            "task: expected one of gpu_experiments.experiments:run_cell, got 'gpu_experiments.n",
        ),
        ("nowhere:f", "task: expected 'module:function', got 'nowhere:f'"),
        ("tests.simulate.sweep_tasks:no_such", "task: expected 'module:function', got .*no_such.*has no attribute"),
        ("json", "task: expected 'module:function', got 'json'"),
        ("json:", "task: expected 'module:function', got 'json:'"),
        ("", "task: expected 'module:function', got ''"),
    ],
)
def test_an_unknown_name_is_told(name, message):
    with pytest.raises(ValueError, match=message):
        function_of(name)
