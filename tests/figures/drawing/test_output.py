from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from figures import __main__ as command
from figures.drawing import output, style
from figures.drawing.figure import Figure, table
from figures.drawing.rendering import files
from figures.plots import registry
from tests.figures.plots.computed import data_of

ROOT = Path(__file__).resolve().parents[3]


def _draw(data):
    canvas = style.canvas(1.0, 1.0)
    canvas.add_subplot().plot(data["x"], data["x"])
    return canvas


SMALL = Figure("small", "A line.", lambda: table(x=[0.0, 1.0]), _draw)


def _snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != output.RECORD}


def test_another_process_writes_the_same_bytes(tmp_path):
    # One figure of each family: the way to a file is the same for all.
    some = registry.FIGURES[::4]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    environment["PYTHONPATH"] = str(ROOT)
    arguments = [sys.executable, "-W", "error", "-m", "figures", "--out", str(tmp_path / "here")]
    arguments += [figure.name for figure in some]
    with subprocess.Popen(arguments, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        # In the other order, so that nothing of one figure can reach the next.
        known = [replace(figure, compute=partial(data_of, figure.name)) for figure in reversed(some)]
        again = {name: made for figure in known for name, made in files(figure).items()}
        told = process.communicate()[1]
    assert process.returncode == 0, told
    written = _snapshot(tmp_path / "here")
    assert sorted(written) == sorted(again)
    assert [name for name in written if written[name] != again[name]] == []
    for content in written.values():
        assert not any(mark in content for mark in (b"CreationDate", b"ModDate", b"<dc:date>", b"tIME"))


def test_what_is_unchanged_is_left_alone(tmp_path):
    lines = []
    assert output.write([SMALL], tmp_path, report=lines.append) == ["small"]
    assert output.write([SMALL], tmp_path, report=lines.append) == []
    assert output.write([SMALL], tmp_path, report=lines.append, force=True) == ["small"]
    assert [line.partition(" (")[0] for line in lines] == [
        "[1/1] small: drawn",
        "[1/1] small: unchanged",
        "[1/1] small: drawn",
    ]
    assert sorted(_snapshot(tmp_path)) == ["small.csv", "small.pdf", "small.png", "small.svg"]


@pytest.mark.parametrize("damage", ["other bytes", "missing", "other code", "broken record", "odd record"])
def test_what_changed_is_drawn_again(tmp_path, monkeypatch, damage):
    output.write([SMALL], tmp_path, report=str)
    before = _snapshot(tmp_path)
    record = tmp_path / output.RECORD
    if damage == "other bytes":
        (tmp_path / "small.svg").write_bytes(b"<svg/>")
    elif damage == "missing":
        (tmp_path / "small.csv").unlink()
    elif damage == "other code":
        monkeypatch.setattr(output, "fingerprint", lambda figure: "other")
    else:
        record.write_text("{" if damage == "broken record" else json.dumps({"small": ["odd"]}))
    assert output.write([SMALL], tmp_path, report=str) == ["small"]
    assert _snapshot(tmp_path) == before
    assert output.write([SMALL], tmp_path, report=str) == []


def test_one_figure_drawn_does_not_forget_another(tmp_path):
    other = replace(SMALL, name="other")
    output.write([SMALL, other], tmp_path, report=str)
    output.write([SMALL], tmp_path, report=str, force=True)
    assert output.write([SMALL, other], tmp_path, report=str) == []


def test_a_failure_leaves_earlier_files_whole(tmp_path, monkeypatch):
    output.write([SMALL], tmp_path, report=str)
    before = _snapshot(tmp_path)

    def fail(source, target):
        raise OSError("no space")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        output.write([SMALL], tmp_path, report=str, force=True)
    assert _snapshot(tmp_path) == before  # and no temporary file is left


def test_unknown_format_is_refused():
    with pytest.raises(ValueError, match="file_format: expected one of png, pdf, svg, got 'gif'"):
        style.render(style.canvas(1.0, 1.0), "gif")


def test_names_are_plain_and_differ():
    names = [figure.name for figure in registry.FIGURES]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and name.replace("-", "").isalnum() for name in names)
    assert all(figure.caption.endswith(".") for figure in registry.FIGURES)


def test_command_draws_the_named_figures_only(tmp_path, capsys):
    assert command.main(["accuracy-curve", "accuracy-curve", "--out", str(tmp_path)]) == 0
    assert sorted(path.stem for path in tmp_path.glob("*.png")) == ["accuracy-curve"]
    first, second = capsys.readouterr().err.splitlines()
    assert first == f"files go to {tmp_path}"  # before anything is computed
    assert second.startswith("[1/1] accuracy-curve: drawn")


def test_command_lists_without_drawing(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command.main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert all(figure.name in listed for figure in registry.FIGURES)
    assert command.main(["--list", "trade-off"]) == 0
    told = capsys.readouterr().out
    (figure,) = registry.choose(["trade-off"])
    assert figure.caption in told
    assert "--eps-test: the attack's radius, below eta, > 0 (0.25)" in told
    assert "--radii: SAM's radii, > 0; up to 12, apart by commas (2,3,4,5,6.5,8,10)" in told
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "nearest"), [("acuracy-curve", "accuracy-curve"), ("tradeoff", "trade-off")])
def test_unknown_name_gets_the_nearest_and_status_2(name, nearest, tmp_path, capsys):
    assert command.main([name, "--out", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert f"expected a figure, got '{name}'; nearest: {nearest}" in told
    assert not list(tmp_path.iterdir())


def test_unknown_name_like_none_gets_all_names(capsys):
    assert command.main(["zzz"]) == 2
    told = capsys.readouterr().err
    assert all(figure.name in told for figure in registry.FIGURES)
    assert "nearest" not in told


def test_a_folder_that_cannot_be_is_told_in_a_line(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert command.main(["accuracy-curve", "--out", str(tmp_path / "file")]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("python -m figures: ")
