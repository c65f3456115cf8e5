"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.pace import Pace
from tests.support.no_skips import NoSkips

# The same command gives the same result: examples are derived from the test, not drawn anew. A time limit for one
# example would fail on a busy machine for no fault of the code.
settings.register_profile("sharpcheck", derandomize=True, deadline=None)
settings.load_profile("sharpcheck")


def pytest_configure(config: pytest.Config) -> None:
    """Measure the tests, keep to a deadline where there is one, and let no test be skipped where that is asked."""
    config.pluginmanager.register(Pace(), "pace")
    config.pluginmanager.register(NoSkips(), "no skips")
