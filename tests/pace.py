"""How long tests take, remembered from run to run, and a deadline at which tests that do not fit are left out."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

KEY = "sharpcheck/seconds"
FILE = Path(".pytest_cache", "v", *KEY.split("/"))
"""Where pytest's cache keeps the seconds of each test."""

DEADLINE = "SHARPCHECK_TESTS_UNTIL"
"""Environment variable: the time, in seconds since 1970, at which every test must have ended."""

FIRST = "SHARPCHECK_TESTS_FIRST"
"""Environment variable: words apart by blanks; within a file, the tests with one of them in their name come first."""

LEFT_OUT = "left out: it does not fit into the time"
UNKNOWN, UNKNOWN_SLOW = 1.0, 15.0
"""Seconds that a test is taken for of which nothing is remembered, and one that is marked as slow."""

_MEASURED = pytest.StashKey[dict[str, float]]()
_REMEMBERED = pytest.StashKey[dict[str, float]]()


def remembered(root: Path) -> dict[str, float]:
    """Return the seconds of each test as last measured, none where nothing was."""
    try:
        found = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def expected(test: str, slow: bool, seconds: dict[str, float]) -> float:
    """Return the seconds that a test is expected to take."""
    return seconds.get(test, UNKNOWN_SLOW if slow else UNKNOWN)


class Pace:
    """The hooks: measure what runs, skip what does not fit, tell what was skipped, remember what was measured."""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Take up what is remembered."""
        config.stash[_MEASURED] = {}
        config.stash[_REMEMBERED] = remembered(config.rootpath)
        self.config = config

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the tests that are about the words to come first before the others of their file."""
        words = os.environ.get(FIRST, "").split()
        files = {item.path: number for number, item in reversed(list(enumerate(items)))}
        items.sort(key=lambda item: (files[item.path], not any(word in item.name for word in words)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a test that would end after the deadline, before anything is set up for it."""
        deadline = float(os.environ.get(DEADLINE, "inf"))
        slow = item.get_closest_marker("slow") is not None
        if time.time() + expected(item.nodeid, slow, self.config.stash[_REMEMBERED]) > deadline:
            pytest.skip(LEFT_OUT)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the seconds of a test's parts, unless it was skipped."""
        measured = self.config.stash[_MEASURED]
        if not report.skipped and (report.when == "setup" or report.nodeid in measured):
            measured[report.nodeid] = measured.get(report.nodeid, 0.0) + report.duration

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name the files whose tests were left out."""
        skipped = terminalreporter.stats.get("skipped", [])
        left = Counter(report.nodeid.partition("::")[0] for report in skipped if LEFT_OUT in str(report.longrepr))
        for file, count in left.items():
            terminalreporter.write_line(f"left out for lack of time: {count} of {file}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Remember what was measured; a worker leaves that to the process that started it."""
        cache = getattr(session.config, "cache", None)
        measured = {test: round(seconds, 3) for test, seconds in session.config.stash[_MEASURED].items()}
        if cache is not None and measured and not hasattr(session.config, "workerinput"):
            known = {**session.config.stash[_REMEMBERED], **measured}
            there = {
                file: (session.config.rootpath / file).exists() for file in {test.split("::")[0] for test in known}
            }
            cache.set(KEY, {test: seconds for test, seconds in known.items() if there[test.split("::")[0]]})
