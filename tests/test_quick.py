"""The fast loop: which tests it takes for an edit, in which order, until when; and that it names what it leaves out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import nearest, pace, quick
from theory import sources

FILES = {
    "theory/__init__.py": "",
    "theory/low.py": "",
    "theory/middle.py": "from theory import low\n",
    "theory/high.py": "def f():\n    import theory.middle\n",
    "theory/alone.py": "",
    "theory/papers/__init__.py": 'from importlib import import_module\nPAPER = import_module(f"theory.papers.{NAME}")\n',
    "theory/papers/toy.py": "NAMED = 'theory.alone:f'\n",
    "figures/__init__.py": "",
    "figures/pages.py": 'FOLDER = "templates"\n',
    "figures/templates/page.html": "",
    "tests/helper.py": "from theory.middle import x\n",
    "tests/theory/test_low.py": "import theory.low\n",
    "tests/theory/test_high.py": "from theory import high\n",
    "tests/theory/test_helped.py": "from tests import helper\n",
    "tests/test_papers.py": "from theory import papers\n",
    "tests/test_pages.py": "from figures.pages import FOLDER\n",
    "tests/test_data.py": 'PAGE = "tests/data/page.txt"\n',
    "tests/data/page.txt": "",
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sources, "PROJECT", tmp_path)
    monkeypatch.setattr(nearest, "ROOT", tmp_path)
    monkeypatch.setattr(quick, "ROOT", tmp_path)
    nearest.importers.cache_clear()
    yield tmp_path
    nearest.importers.cache_clear()


@pytest.mark.parametrize(
    ("edited", "reached"),
    [
        (
            "theory/low.py",
            {"tests/theory/test_low.py": 1, "tests/theory/test_helped.py": 3, "tests/theory/test_high.py": 3},
        ),
        ("theory/middle.py", {"tests/theory/test_helped.py": 2, "tests/theory/test_high.py": 2}),
        ("theory/alone.py", {"tests/test_papers.py": 3}),
        ("theory/papers/toy.py", {"tests/test_papers.py": 2}),
        ("tests/helper.py", {"tests/theory/test_helped.py": 1}),
        ("tests/theory/test_high.py", {"tests/theory/test_high.py": 0}),
        ("figures/templates/page.html", {"tests/test_pages.py": 2}),
        ("tests/data/page.txt", {"tests/test_data.py": 1}),
        ("theory/__init__.py", {f"tests/theory/test_{name}.py": 1 for name in ("helped", "high", "low")}),
        ("theory/deleted.py", {}),
    ],
)
def test_the_tests_that_an_edit_reaches_nearest_first(project, edited, reached):
    found = nearest.by_distance([edited])
    assert dict(found) == reached
    assert [steps for _, steps in found] == sorted(reached.values())


def test_what_is_edited_comes_before_what_the_branch_changed_earlier(project):
    found = [file for file, _ in nearest.by_distance(["theory/papers/toy.py"], ["theory/low.py"])]
    assert found[:2] == ["tests/test_papers.py", "tests/theory/test_low.py"]
    assert [steps for _, steps in nearest.by_distance([], ["theory/low.py"])] == [1, 3, 3]


def test_git_says_what_changed(project):
    def git(*arguments: str) -> None:
        named = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *named, *arguments], cwd=project, check=True, capture_output=True)

    git("init")
    git("add", "-A")
    git("commit", "-m", "all")
    assert nearest.changes() == ([], [])
    git("checkout", "-b", "mine")
    (project / "theory" / "low.py").write_text("x = 1\n")
    git("commit", "-am", "one")
    (project / "theory" / "middle.py").write_text("x = 1\n")
    (project / "theory" / "new.py").write_text("x = 1\n")
    assert nearest.changes() == (["theory/middle.py", "theory/new.py"], ["theory/low.py"])


def test_files_are_taken_while_there_is_time():
    seconds = {"a.py::one": 4.0, "a.py::two": 3.0, "b.py::one": 5.0, "d.py::one": 1.0}
    assert quick.costs(["a.py", "c.py"], seconds) == {"a.py": 7.0, "c.py": quick.UNMEASURED}
    assert quick.within(["a.py", "b.py", "c.py"], seconds, 10.0) == ["a.py", "b.py"]
    assert quick.within(["a.py", "b.py"], seconds, 0.0) == []


def test_what_is_run_and_what_is_left_out_is_told(project, capsys):
    (project / pace.FILE).parent.mkdir(parents=True)
    (project / pace.FILE).write_text(json.dumps({"tests/theory/test_low.py::test": 200.0}))
    assert quick.main(["--list", "theory.low"]) == 0
    told = capsys.readouterr().out
    assert (
        "1 of the 3 files of tests that the change reaches (of 6), nearest first:\n  tests/theory/test_low.py (1)"
        in told
    )
    assert "left out, further away: tests/theory/test_helped.py (3), tests/theory/test_high.py (3)" in told
    with pytest.raises(ValueError, match=r"expected a file or module of the project, got 'theory\.nowhere'"):
        quick.main(["--list", "theory.nowhere"])


def test_a_papers_modules_name_their_paper():
    files = ["theory/papers/wei2023/relation.py", "simulate/papers/li2024.py", "theory/sources.py"]
    assert quick.papers_of(files) == "li2024/ wei2023/"


PLUGGED = (
    "from tests.pace import Pace\ndef pytest_configure(config):\n    config.pluginmanager.register(Pace(), 'pace')\n"
)
TESTS = """
import pytest, time
@pytest.mark.parametrize("word", ["last", "first/one"])
def test_one(word):
    time.sleep(0.05)
def test_long():
    pass
"""


def run_tests(folder: Path, *more: str, **environment: str) -> str:
    """Run the tests of a folder that keeps to the pace, and return what is printed."""
    (folder / "conftest.py").write_text(PLUGGED)
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:hypothesispytest", *more]
    whole = {**os.environ, "PYTHONPATH": str(quick.ROOT), **environment}
    done = subprocess.run(command, cwd=folder, env=whole, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_seconds_are_remembered_and_a_test_that_does_not_fit_is_left_out_and_named(tmp_path, workers):
    run_tests(tmp_path, *workers)
    known = pace.remembered(tmp_path)
    assert set(known) == {f"test_it.py::{name}" for name in ("test_one[last]", "test_one[first/one]", "test_long")}
    assert 0.05 <= known["test_it.py::test_one[last]"] < 5.0
    (tmp_path / pace.FILE).write_text(json.dumps({**known, "test_it.py::test_long": 1000.0}))
    told = run_tests(tmp_path, *workers, **{pace.DEADLINE: str(time.time() + 100.0)})
    assert "left out for lack of time: 1 of test_it.py" in told
    assert "2 passed, 1 skipped" in told
    assert pace.remembered(tmp_path)["test_it.py::test_long"] == 1000.0


def test_tests_about_the_words_come_first(tmp_path):
    told = run_tests(tmp_path, **{pace.FIRST: "first/"})
    assert told.index("test_one[first/one]") < told.index("test_one[last]") < told.index("test_long")


def test_what_is_not_remembered_is_expected_to_be_short_unless_it_is_marked():
    assert pace.expected("a", False, {}) == pace.UNKNOWN
    assert pace.expected("a", True, {}) == pace.UNKNOWN_SLOW
    assert pace.expected("a", True, {"a": 2.0}) == 2.0
    assert pace.remembered(Path("no such folder")) == {}
