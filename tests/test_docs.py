"""Every snippet and every command of the guides is real."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest
import torch

from tests.snippets import (
    MAINS,
    ROOT,
    Snippet,
    called_module,
    check_command,
    commands,
    compare_output,
    missing_links,
    run_python,
    shows_values,
    snippets,
)
from theory import papers
from theory.commands import new_paper

DOCS = ROOT / "docs"
GUIDES = (
    "set-up.md",
    "read-the-ledger.md",
    "regenerate-plots.md",
    "check-a-claim.md",
    "train-with-sam.md",
    "from-two-step-sam.md",
    "own-network.md",
)
ELSEWHERE = ("in-a-trainer.md",)  # run in an environment of its own: tests/environments

# What takes minutes, opens a window or writes into the project is read by its parser and not run.
NOT_RUN = (
    "make",
    "simulate full",
    "gpu_experiments train --method sam --rho 0.1",
    ".venv/bin/torchrun",
    "theory check --resume",
    "simulate check --resume",
    "theory --record",
    "gpu_experiments train --paper wei2023 --method sam --rho 0.4 --data-folder DIR",
    "gpu_experiments train --dataset cifar10 --recipe cpu-fast --method sam --rho 0.2 --data-folder DIR",
    "gpu_experiments evaluate out/runs/RECORD.json --attacks 'linf 0.1 pgd-50x5'",
    "gpu_experiments small",
    "gpu_experiments full digits-stronger",
    "gpu_experiments full cifar10-fitted --train-only --weights DIR",
    "gpu_experiments full cifar10-fitted --weights DIR",
    "gpu_experiments check wei2023",
    "figures",
    "figures --open",
    "figures matched-radius --records DIR",
    "figures report --records out/runs",
    "figures findings --update",
    "figures report --papers toy2026.py",
)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Run in an empty folder, with lines of one length, one thread and no data at hand."""
    monkeypatch.chdir(tmp_path)
    for name in [one for one in sys.modules if one.endswith("_of_mine")]:  # another test's module of the same name
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("SHARPCHECK_DATA", "nowhere")
    monkeypatch.delenv("SHARPCHECK_RUNS", raising=False)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.slow
@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_does_what_it_says(name, capsys, tmp_path):
    page = (DOCS / name).read_text(encoding="utf-8")
    names = {"__name__": name}
    printed = ""
    for snippet in snippets(page):
        match snippet.language:
            case "python":
                printed = run_python(snippet, names, name)
                if file := re.match(r"# (\w+\.py)\n", snippet.code):
                    (tmp_path / file[1]).write_text(snippet.code, encoding="utf-8")
            case "sh":
                capsys.readouterr()
                for words in commands(snippet.code):
                    check_command(words)
                    run(words)
                printed = capsys.readouterr().out
            case "text":
                compare_output(snippet, printed, name)
            case other:
                pytest.fail(f"{name}, line {snippet.line}: {other or 'a snippet without a language'} is not run")
    python = snippets(page, "python")
    assert not python or any(shows_values(snippet.code) for snippet in python)


def run(words: list[str]) -> None:
    called = called_module(words)
    if called is None or words[0] in NOT_RUN or shlex.join([called[0], *called[1]]) in NOT_RUN:
        return
    assert MAINS[called[0]](called[1]) == 0, words


def test_the_paper_of_a_users_own_is_the_one_that_is_written():
    page = (DOCS / "check-a-claim.md").read_text(encoding="utf-8")
    (shown,) = [one.code for one in snippets(page, "python") if "SECTION = Section(" in one.code]
    assert shown == new_paper.text("toy2026")


@pytest.mark.parametrize("code", ["1 / 3    # 0.334...", "1 + 1    # -> 3", "assert False"])
def test_a_wrong_snippet_is_seen(code):
    with pytest.raises(AssertionError):
        run_python(Snippet("python", code, 1), {})


def test_wrong_output_is_seen():
    with pytest.raises(AssertionError, match="but this was printed"):
        compare_output(Snippet("text", "0.1 -0.2...\n", 1), "0.1 -0.3\n", "page")


@pytest.mark.parametrize(
    "command",
    [
        "make reprodce",
        ".venv/bin/python -m theory --recrod",
        ".venv/bin/python -m theory check wei2032",
        ".venv/bin/python -m figures optimal-wight",
        ".venv/bin/python -m gpu_experiments train --method sma",
        ".venv/bin/python -m gpu_experiments train --method sam --method-option lmbda=1",
        ".venv/bin/python -m gpu_experiments sweep --set roh=0.1",
        ".venv/bin/python -m gpu_experiments table --paper wei2023 --name table-2 --rows 'SAM 0.3'",
        ".venv/bin/python -m gpu_experiments full digits",
    ],
)
def test_a_wrong_command_is_seen(command):
    (words,) = commands(command)
    with pytest.raises((AssertionError, ValueError, SystemExit)):
        check_command(words)


def test_what_is_not_run_is_in_a_guide():
    found = set()
    for name in GUIDES:
        for snippet in snippets((DOCS / name).read_text(encoding="utf-8"), "sh"):
            for words in commands(snippet.code):
                called = called_module(words)
                found |= {words[0], shlex.join([called[0], *called[1]]) if called else ""}
    assert set(NOT_RUN) <= found


@pytest.mark.parametrize("name", [*GUIDES, *ELSEWHERE, "README.md"])
def test_links_and_files_are_there(name):
    page = (DOCS / name).read_text(encoding="utf-8")
    assert missing_links(DOCS / name) == []
    mentioned = re.findall(r"`((?:theory|simulate|gpu_experiments|figures|tests|docs)/[\w./-]+)`", page)
    assert [path for path in mentioned if not (ROOT / path).exists() and "toy2026" not in path] == []


def test_the_index_has_every_page():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in DOCS.glob("*.md")} == {"README.md", *re.findall(r"\]\(([\w-]+\.md)\)", index)}
    assert "](docs/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    out = tmp_path_factory.mktemp("api")
    command = [sys.executable, str(DOCS / "api.py"), "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=out, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "a warning, which pdoc tells there"
    return out


@pytest.mark.slow
def test_the_reference_has_the_public_modules_and_no_network(reference):
    for name in (
        "theory",
        "theory/ledger/claims",
        "simulate/sweeps/sweep",
        "gpu_experiments/stepping/driver",
        "figures/report/build",
    ):
        assert (reference / f"{name}.html").exists(), name
    pages = {path: path.read_text(encoding="utf-8") for path in reference.rglob("*.html")}
    assert not [path for path in pages if path.stem.startswith("_") or set(papers.PAPERS) & set(path.stem.split("."))]
    for path, page in pages.items():
        assert not re.search(r"<script[^>]*src=\"https?:|<link[^>]*href=\"https?:|@import", page), path


@pytest.mark.slow
def test_docstrings_are_rendered_as_they_are_meant(reference):
    pages = {path: path.read_text(encoding="utf-8") for path in reference.rglob("*.html")}
    for path, page in pages.items():
        assert "<em>" not in page, f"{path}: an asterisk of a formula was taken for emphasis"
        assert not re.search(r":(mod|func|class|meth|attr|data):", page), f"{path}: a role is left"
    model = pages[reference / "theory" / "model" / "binary_model.html"]
    assert "w* = ln(p/(1 - p))/(2 eta)" in model
    assert "<li><strong>eta:</strong>  mean of a non-robust feature" in model
    assert "FloatArray" in model
    assert "numpy.dtype" not in model
    assert '<a href="#Claim">Claim</a>' in pages[reference / "theory" / "ledger" / "claims.html"]
    assert "<pre>" in pages[reference / "gpu_experiments" / "stepping" / "driver.html"]
