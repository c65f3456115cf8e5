"""Records of a sweep are believed only as they were written; what is wrong is told with file and line."""

from __future__ import annotations

import json

import pytest

from simulate.commands.full import sweeps
from simulate.sweeps import cell, store, sweep
from tests.support.damaged_json import TEXT, changed
from theory import files

CELLS = cell.cells("tests.simulate.sweep_tasks:draw", [{"case": "a", "n": 2}, {"case": "b", "n": 2}])


def run(path, **arguments):
    return sweep.run_sweep(CELLS, path, tell=lambda _: None, **arguments)


@pytest.fixture
def path(tmp_path):
    run(tmp_path / "some.jsonl")
    return tmp_path / "some.jsonl"


def with_line(path, change):
    """Damage the second line of a file."""
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + change(second).strip(b"\n") + b"\n")


def refused(path, message):
    with pytest.raises(ValueError, match=message) as error:
        run(path)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("file", ["results", "timings", "part"])
@pytest.mark.parametrize("name", TEXT)
def test_a_damaged_line_is_refused(name, file, path):
    damaged = {"results": path, "timings": store.timings_path(path), "part": path.with_name("some.jsonl.part")}[file]
    if file == "part":
        entries = [{"record": one, "run": {"seconds": 1.0, "code": "x"}} for one in store.read(path)]
        damaged.write_text("".join(map(store.line, entries)))
    damage, message = TEXT[name]
    if name == "a doubled key" and file != "results":
        first = b'{"cell"' if file == "timings" else b'{"record"'
        with_line(damaged, lambda line: line.replace(b"{", first + b": 1, ", 1))
        message = "expected each key once, got '(cell|record)' twice"
    else:
        with_line(damaged, damage)
    assert refused(path, message).startswith(f"{damaged}, line 2" if name != "no UTF-8" else f"{damaged}: ")


@pytest.mark.parametrize("change", [{"result": 1}, {"seed": 1}, {"replication": 1}, {"settings": {"case": "c"}}])
def test_a_changed_result_or_cell_is_seen(change, path):
    with_line(path, lambda line: changed(line, lambda record: record.update(change)))
    assert refused(path, "it was changed after it was written").startswith(f"{path}, line 2: expected content with")
    with pytest.raises(ValueError, match="it was changed"):
        store.read(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": True}, "seed: expected int, got true"),
        ({"replication": "0"}, 'replication: expected int, got "0"'),
        ({"settings": []}, r"settings: expected dict, got \[\]"),
        ({"task": None}, "task: expected str, got null"),
        ({"checksum": 3}, "checksum: expected str, got 3"),
    ],
)
def test_types_are_those_of_a_record(change, message, path):
    seal = (lambda record: record) if "checksum" in change else files.sealed
    with_line(path, lambda line: changed(line, lambda record: record.update(change), seal))
    refused(path, message)


def test_timings_without_a_cell_are_told(path):
    with_line(store.timings_path(path), lambda line: changed(line, lambda one: one.pop("cell")))
    assert "line 2: expected the fields cell, seconds, code, got no cell" in refused(path, "got no cell")


def test_a_line_that_a_crash_cut_off_is_computed_again(path):
    whole, part = path.read_bytes(), path.with_name("some.jsonl.part")
    entries = [{"record": one, "run": {"seconds": 1.0, "code": "x"}} for one in store.read(path)]
    part.write_text("".join(map(store.line, entries))[:-20])
    path.unlink()
    run(path)
    assert path.read_bytes() == whole


def test_records_of_an_older_version_are_kept_and_told_of(path, capsys):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(store.line({k: v for k, v in one.items() if k != "checksum"}) for one in lines))
    before = path.read_bytes()
    run(path)
    said = "some.jsonl: 2 records of an older version have no checksum; they are kept as they are"
    assert said in capsys.readouterr().err
    assert path.read_bytes() == before
    run(path, fresh=True)
    assert capsys.readouterr().err == ""
    assert all(files.CHECKSUM in record for record in store.read(path))


def test_all_committed_records_have_a_checksum():
    for path in sweeps():
        assert all(files.CHECKSUM in record for record in store.read(path)), path
