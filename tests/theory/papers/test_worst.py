"""The largest error at many points: it decides, is told as it is, and is a number."""

from __future__ import annotations

import pytest

from theory.ledger.claims import Verdict
from theory.papers.tools.worst import Worst


def test_the_worst_point_is_told_where_a_bound_is_broken():
    worst = Worst()
    for x, error in ((1, 2e-10), (2, 3.1234567e-9), (3, 1e-12)):
        worst.see(error, x=x)
    broken = worst.result(1e-9, {"points": 3}, 7, "x > 0", relative=True)
    assert (broken.verdict, broken.counterexample, broken.seed) == (Verdict.FAILS, {"x": 2}, 7)
    assert (broken.observed, broken.expected) == ({"largest relative difference": 3.12346e-09}, "below 1e-9")
    kept = worst.result(1e-8, {"points": 3}, 7, "x > 0")
    assert (kept.verdict, kept.counterexample, kept.covered.text) == (Verdict.HOLDS, None, "x > 0")
    assert kept.observed == {"largest difference": "below 1e-8"}


def test_an_error_that_is_no_number_does_not_pass():
    with pytest.raises(ArithmeticError, match=r"expected a number as the error at \{'x': 1\}, got nan"):
        Worst().see(float("nan"), x=1)
