"""Imports run one way only: theory <- simulate <- gpu_experiments <- figures."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("theory", "simulate", "gpu_experiments", "figures")
SOURCES = [path for package in ORDER for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Return the top-level names that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    rank = ORDER.index(path.relative_to(ROOT).parts[0])
    names = imported(path)
    assert not names & set(ORDER[rank + 1 :])
    assert "tests" not in names
    if rank < ORDER.index("gpu_experiments"):
        assert "torch" not in names
    assert "pickle" not in names


def test_importing_theory_is_light_and_writes_nothing(tmp_path):
    code = (
        "import sys, theory, theory.papers as papers; papers.claims(); papers.checks();"
        "print(sorted({'sympy', 'flint', 'torch', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir())
