"""Every snippet and every command of the README is real."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from figures import pages
from figures.__main__ import main as figures_main
from simulate.__main__ import main as simulate_main
from theory.__main__ import main as theory_main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("code", snippets("python"))
def test_python_snippets_run_and_give_the_numbers_in_their_comments(code):
    names: dict[str, object] = {}
    for node in ast.parse(code).body:
        source = ast.unparse(node)
        comment = re.search(r"# (-?\d+\.\d+)\.\.\.", code.splitlines()[node.end_lineno - 1])
        if isinstance(node, ast.Expr) and comment:
            shown = comment[1]
            value = eval(compile(ast.Expression(node.value), source, "eval"), names)
            assert f"{value:.18f}".startswith(shown), source
        else:
            exec(compile(ast.Module([node], []), source, "exec"), names)


def test_some_snippet_shows_numbers():
    assert any(re.search(r"# -?\d+\.\d+\.\.\.", code) for code in snippets("python"))


def test_commands_parse(capsys):
    lines = [line.split("#")[0].split() for code in snippets("sh") for line in code.splitlines() if line.strip()]
    modules = [line[2:] for line in lines if line[0] == ".venv/bin/python"]
    targets = [line[1] for line in lines if line[0] == "make"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    mains = {"theory": theory_main, "simulate": simulate_main, "figures": figures_main}
    for module, *arguments in modules:
        with pytest.raises(SystemExit) as stop:
            mains[module]([*arguments, "--help"])
        assert stop.value.code == 0
    assert "usage" in capsys.readouterr().out


def test_linked_files_are_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_findings_table_is_the_generated_one():
    assert pages.with_table(README, "x") != README
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert titles
    assert re.findall(r"^\| (.*?) \| \*\*", README, re.MULTILINE) == titles
