"""A run's record is believed only as it was written."""

from __future__ import annotations

import pytest
import torch

from gpu_experiments.experiments import step_costs
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.runs import records
from gpu_experiments.runs.settings import RunSettings
from simulate.sweeps import store
from tests.support.damaged_json import TEXT, changed
from theory import files

RESULT = {"data": {}, "parameters": 1, "epochs": [], "evaluations": {"natural": {"correct": 3, "n": 4}}, "weights": "w"}
RECORD = records.make(
    RunSettings(), 0, "imports-0", records.device_information(torch.device("cpu"), "float32"), RESULT, {"epochs": []}
)


@pytest.fixture
def path(tmp_path):
    records.write(tmp_path / "run-seed0.json", RECORD)
    return tmp_path / "run-seed0.json"


def refused(path, message):
    for read in (lambda: records.read(path), lambda: records.read_folder(path.parent)):
        with pytest.raises(ValueError, match=message) as error:
            read()
        assert str(error.value).startswith(str(path))
        assert "\n" not in str(error.value)


def test_a_record_comes_back_as_it_was(path):
    told: list[str] = []
    assert records.read(path, told.append) == RECORD
    assert told == []


@pytest.mark.parametrize("name", TEXT)
def test_damaged_text_is_refused(name, path):
    damage, message = TEXT[name]
    path.write_bytes(damage(path.read_bytes()))
    refused(path, message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 1}, "it was changed after it was written"),
        ({"result": {**RESULT, "parameters": 2}}, "it was changed after it was written"),
        ({"schema": 2}, "expected schema 1, got 2"),
        ({"schema": True}, "schema: expected int, got true"),
        ({"seed": "0"}, 'seed: expected int, got "0"'),
        ({"result": []}, r"result: expected dict, got \[\]"),
        ({"settings": None}, "settings: expected dict, got null"),
        ({"checksum": None}, "checksum: expected str, got null"),
    ],
)
def test_a_changed_field_is_refused(change, message, path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record.update(change)))
    refused(path, message)


def test_a_missing_field_is_named(path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record.pop("result"), files.sealed))
    refused(path, "got no result")


def test_a_record_of_an_older_version_is_read_and_told_of(path):
    path.write_bytes(changed(path.read_bytes(), lambda record: record.pop("checksum")))
    told: list[str] = []
    assert records.read(path, told.append) == RECORD
    assert told == [f"{path}: the record is of an older version, without a checksum; it is read as it is"]


@pytest.mark.parametrize("name", TEXT)
def test_damaged_times_of_steps_are_refused(name, tmp_path):
    step_costs.write(step_costs.read(), tmp_path)
    path, (damage, message) = step_costs.path(tmp_path), TEXT[name]
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=message):
        step_costs.read(tmp_path)


def test_all_committed_records_have_a_checksum():
    paths = [path for path in RESULTS.glob("*.jsonl") if ".timings" not in path.name and path != step_costs.path()]
    assert paths
    assert all(files.CHECKSUM in record for path in paths for record in store.read(path))
    assert files.CHECKSUM in step_costs.read()
