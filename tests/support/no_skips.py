"""Where nothing may be skipped, a test that is skipped fails, unless it needs a GPU."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

NO_SKIPS = "SHARPCHECK_NO_SKIPS"
"""Environment variable: not empty where a skipped test is a failure."""

NEEDS_A_GPU = "needs a GPU"
"""The one reason that counts."""


class NoSkips:
    """The hooks: what was skipped, a test or a whole file, is told as a failure."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, Any, Any]:
        """Of a test."""
        return _refused((yield))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, Any, Any]:
        """Of a file."""
        return _refused((yield))


def _refused(report: Any) -> Any:
    if os.environ.get(NO_SKIPS) and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NEEDS_A_GPU not in reason:
            report.outcome = "failed"
            report.longrepr = f"{reason}\nA skip is a failure here ({NO_SKIPS}), unless a test {NEEDS_A_GPU}."
    return report
