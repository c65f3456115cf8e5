"""Every snippet and every command of the README is real."""

from __future__ import annotations

import re

import pytest

from figures.findings import pages, told
from tests.snippets import ROOT, check_command, commands, missing_links, run_python, shows_values, snippets

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize("snippet", snippets(TEXT, "python"), ids=lambda snippet: f"line {snippet.line}")
def test_python_snippets_run_and_give_the_numbers_in_their_comments(snippet):
    run_python(snippet, {}, README.name)


def test_some_snippet_shows_numbers():
    assert any(shows_values(snippet.code) for snippet in snippets(TEXT, "python"))


def test_commands_parse():
    found = [words for snippet in snippets(TEXT, "sh") for words in commands(snippet.code)]
    assert {words[0] for words in found} == {"make", ".venv/bin/python"}
    for words in found:
        check_command(words)


def test_linked_files_are_there():
    assert missing_links(README) == []


def test_findings_table_is_the_generated_one():
    assert pages.with_table(TEXT, "x") != TEXT
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert [finding.title for finding in told.FINDINGS] == re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert [finding.title for finding in told.FIRST] == re.findall(r"^\| (.*?) \| \*\*", TEXT, re.MULTILINE)
    assert len(told.FIRST) == 10
