"""The recipes of docs/in-a-trainer.md, run with the trainers' own libraries."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch

from tests.snippets import ROOT, commands, compare_output, run_python, shows_values, snippets

NAME = "in-a-trainer.md"
PAGE = (ROOT / "docs" / NAME).read_text(encoding="utf-8")
SECONDS = 200


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_the_page_does_what_it_says(tmp_path):
    names, printed, told = {"__name__": NAME}, "", 0
    for snippet in snippets(PAGE):
        match snippet.language:
            case "python" if snippet.code.startswith("# shards.py\n"):
                (tmp_path / "shards.py").write_text(snippet.code, encoding="utf-8")
                printed = launched(tmp_path)
            case "python":
                printed = run_python(snippet, names, NAME)
                told += shows_values(snippet.code)
            case "sh":
                (words,) = commands(snippet.code)
                assert words == [".venv/bin/torchrun", "--nproc-per-node", "2", "shards.py"]
            case "text":
                compare_output(snippet, printed, NAME)
            case other:
                pytest.fail(f"line {snippet.line}: {other or 'a snippet without a language'} is not run")
    assert told >= 3


def launched(folder) -> str:
    """What torchrun prints, which is this module."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "shards.py"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
