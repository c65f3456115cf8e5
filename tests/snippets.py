"""Snippets of the Markdown pages: cut out, run, and compared with what the page shows.

In a Python snippet the comment behind an expression is compared with its value: ``# 2.31049...`` with its digits,
``# -> text`` with its ``str``.  A snippet ```text is compared with what the snippet before it has printed; there ``...``
stands for anything.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import doctest
import io
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from figures import console
from figures.__main__ import graphs_of
from figures.__main__ import main as figures_main
from figures.plots.registry import choose
from gpu_experiments.__main__ import main as gpu_experiments_main
from gpu_experiments.commands import full, sweep
from gpu_experiments.commands.arguments import changes_of, settings_of
from gpu_experiments.experiments import paper_tables
from simulate.__main__ import main as simulate_main
from theory import papers
from theory.__main__ import main as theory_main
from theory.commands import own_papers

ROOT = Path(__file__).resolve().parent.parent
MAINS: dict[str, Callable[[Sequence[str]], int]] = {
    "theory": theory_main,
    "simulate": simulate_main,
    "gpu_experiments": gpu_experiments_main,
    "figures": figures_main,
    "console": console.main,
}
_DIGITS = re.compile(r"#\s*(-?\d+\.\d+)\.\.\.")
_TEXT = re.compile(r"#\s*-> (.*)$")


@dataclass(frozen=True)
class Snippet:
    """A fenced block of a page; ``line`` is that of its first line of code."""

    language: str
    code: str
    line: int


def snippets(page: str, *languages: str) -> list[Snippet]:
    """Return the snippets of a page's text in their order, of some languages only where these are given."""
    found = [
        Snippet(match[1], match[2], page.count("\n", 0, match.start(2)) + 1)
        for match in re.finditer(r"^```(\w*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    ]
    return [one for one in found if not languages or one.language in languages]


def shows_values(code: str) -> bool:
    """Tell whether a Python snippet shows a value."""
    return any(_DIGITS.search(line) or _TEXT.search(line) for line in code.splitlines())


def run_python(snippet: Snippet, names: dict[str, Any], page: str = "page") -> str:
    """Run a Python snippet in the namespace ``names``, compare the values it shows, and return what it prints."""
    printed = io.StringIO()
    lines = snippet.code.splitlines()
    with contextlib.redirect_stdout(printed):
        for node in ast.parse(snippet.code).body:
            assert node.end_lineno is not None
            comment = lines[node.end_lineno - 1]
            where = f"{page}, line {snippet.line + node.lineno - 1}: {ast.unparse(node)}"
            digits, text = _DIGITS.search(comment), _TEXT.search(comment)
            if isinstance(node, ast.Expr) and (digits or text):
                value = eval(compile(ast.Expression(node.value), where, "eval"), names)
                if digits:
                    assert f"{value:.18f}".startswith(digits[1]), f"{where} gives {value!r}"
                elif text:
                    assert str(value) == text[1].strip(), f"{where} gives {value!s}"
            else:
                exec(compile(ast.Module([node], []), where, "exec"), names)
    return printed.getvalue()


def compare_output(snippet: Snippet, printed: str, page: str) -> None:
    """Compare what was printed with the text that a page shows."""
    rules = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    same = doctest.OutputChecker().check_output(snippet.code, printed, rules)
    assert same, f"{page}, line {snippet.line} shows\n{snippet.code}\nbut this was printed\n{printed}"


def commands(code: str) -> list[list[str]]:
    """Return the commands of a shell snippet as words; a line that ends in a backslash goes on."""
    lines = [shlex.split(line, comments=True) for line in code.replace("\\\n", " ").splitlines()]
    return [words for words in lines if words]


def called_module(words: Sequence[str]) -> tuple[str, list[str]] | None:
    """Return the module that a command runs and its arguments, or None for ``make``."""
    if words[0] == "make":
        return None
    if words[0] == "sharpcheck":
        first = words[1]
        if first in console.PACKAGES:
            return console.PACKAGES[first][0], list(words[2:])
        if first in console.SHORT:
            return console.PACKAGES[console.SHORT[first][0]][0], list(words[1:])
        return "console", list(words[1:])
    assert words[0] in (".venv/bin/python", ".venv/bin/torchrun"), words
    at = list(words).index("-m")
    return words[at + 1], list(words[at + 2 :])


class _Parsed(Exception):  # noqa: N818 - no error: it ends a command once its arguments are read
    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments


def parse(module: str, arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the module's own parser makes of the arguments, and do no more than that."""
    original = argparse.ArgumentParser.parse_args

    def stop(self: argparse.ArgumentParser, *args: Any, **kwargs: Any) -> Any:
        raise _Parsed(original(self, *args, **kwargs))

    try:
        with mock.patch.object(argparse.ArgumentParser, "parse_args", stop):
            MAINS[module](list(arguments))
    except _Parsed as parsed:
        return parsed.arguments
    raise AssertionError(f"{module} reads no arguments")


def check_command(words: Sequence[str]) -> None:
    """Fail unless the command exists, its parser takes the arguments, and the names in them are known ones."""
    called = called_module(words)
    if called is None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        targets = [word for word in words[1:] if "=" not in word]
        assert targets
        assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets), words
        return
    module, arguments = called
    found = parse(module, arguments)
    match module, getattr(found, "command", None):
        case "figures", _:
            with own_papers.opened(found) as own:
                known = ("findings", "report", *graphs_of(own))
                choose(name for name in found.names if name not in known)
        case ("theory", "show" | "check") | ("simulate" | "gpu_experiments", "check"):
            with own_papers.opened(found) as own:
                papers.select_claims(found.ids, own)
        case "gpu_experiments", "train":
            settings_of(found)
        case "gpu_experiments", "sweep":
            sweep.grid(lambda **axes: settings_of(found, **axes), found.set)
        case "gpu_experiments", "table":
            paper_tables.table(found.paper, found.name, rows=found.rows, **changes_of(found))
        case "gpu_experiments", "full":
            assert set(found.names) <= set(full.names()), words


def missing_links(page: Path) -> list[str]:
    """Return the targets of a page's relative links that do not exist."""
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [one for one in targets if not one.startswith("http") and not (page.parent / one).exists()]
