"""The names of tasks on networks are data, too."""

from __future__ import annotations

from gpu_experiments import task_names
from gpu_experiments.commands.full import EXPERIMENTS
from gpu_experiments.experiments.experiment import RESULTS
from simulate.sweeps import store
from simulate.task_names import function_of
from tests.record_keys import digest, drawn, golden, keys_of


def test_every_committed_record_belongs_to_a_cell_of_the_code():
    cells = {f"{one.name}.jsonl": digest(keys_of(one.cells())) for one in EXPERIMENTS.values()}
    committed = {name: digest(map(store.key_of, store.read(RESULTS / name))) for name in cells}
    assert committed == cells
    assert committed == {name: golden()[f"gpu_experiments/{name}"] for name in committed}
    assert sum(count for count, _ in committed.values()) == 450


def test_the_first_number_stays_and_the_name_leads_to_a_function():
    first = EXPERIMENTS["small-digits"].cells()[0]
    assert [first.task] == list(task_names.NAMES)
    assert callable(function_of(first.task))
    assert drawn(first) == 0.4457127037444074
