"""The rules by which samples are compared with claims, and the error and power that they state."""

from __future__ import annotations

import numpy as np
import pytest

from simulate.judging.decide import (
    ERROR,
    Compared,
    Measured,
    Proportion,
    decide,
    decide_means,
    decide_proportions,
    power_against,
)
from simulate.judging.formulas import number, parameters
from simulate.model.intervals import mean_interval
from theory import BinaryModel
from theory.ledger.claims import Verdict

RNG = np.random.default_rng(3)


def seen(stated, true, n=2000, comparisons=5):
    return [Proportion({"i": i}, stated, int(RNG.binomial(n, true)), n) for i in range(comparisons)]


def test_a_true_claim_fails_no_more_often_than_stated():
    fails = sum(decide_proportions(seen(0.8, 0.8), 0, error=0.05).verdict is Verdict.FAILS for _ in range(400))
    # at most 5% of 400; 40 or more has probability below 1e-4
    assert fails < 40


def test_a_false_claim_is_caught_with_the_stated_power():
    n, error = 2000, 0.05
    results = [decide_proportions(seen(0.808, 0.8, 80_000, 1), 0, error=error) for _ in range(200)]
    power = power_against(0.8, 0.808, 80_000, error)
    assert power > 0.99
    assert sum(result.verdict is Verdict.FAILS for result in results) >= 190
    assert results[0].uncertainty["power against a formula 1% off"] == pytest.approx(power, abs=0.01)
    assert power_against(0.8, 0.808, n, error) < 0.5


def test_the_first_miss_is_shown():
    result = decide_proportions([Proportion({"w": 1}, 0.5, 500, 1000), Proportion({"w": 2}, 0.9, 500, 1000)], 7)
    assert result.verdict is Verdict.FAILS
    assert result.counterexample["w"] == 2
    assert result.counterexample["stated"] == 0.9
    assert result.observed["outside their intervals"] == 1
    assert result.seed == 7


def test_mean_interval_covers():
    covered = sum(
        low <= 2.0 <= high for low, high in (mean_interval(RNG.normal(2.0, 3.0, 8), 0.1) for _ in range(1000))
    )
    assert 850 < covered < 945
    for bad in ([1.0], [1.0, np.inf]):
        with pytest.raises(ValueError, match="values: expected two or more finite numbers"):
            mean_interval(np.array(bad), 0.1)


def test_numbers_from_formulas():
    values = parameters(BinaryModel(0.9, 0.5, 10))
    assert number("Lambda/(2*eta) - w_star", values) == pytest.approx(0.0, abs=1e-15)
    assert number("Phi(w)", {"w": 0.0}) == 0.5
    assert number("scale*2", {"scale": 1.5}) == 3.0
    with pytest.raises(ValueError, match="expected a finite number for 'w', got w"):
        number("w", {"p": 0.9})
    with pytest.raises(ValueError, match="names outside the language"):
        number("unheard_of", {})


def test_one_rule_decides_and_shows_the_first_miss():
    inside, outside = Compared({"i": 1}, 1.0, 1.1, (0.9, 1.3)), Compared({"i": 2}, 2.0, 1.0, (0.5, 1.5))
    held = decide([inside], 5)
    assert (held.verdict, held.counterexample, held.seed) == (Verdict.HOLDS, None, 5)
    assert held.uncertainty == {"error probability": ERROR, "largest half-width": pytest.approx(0.2)}
    missed = decide([inside, outside], 5, {"samples": 3}, note="a note")
    assert (missed.verdict, missed.uncertainty, missed.note) == (Verdict.FAILS, {"samples": 3}, "a note")
    assert missed.counterexample == {"i": 2, "stated": 2.0, "seen": 1.0, "interval": [0.5, 1.5]}
    assert missed.observed == [{"i": 1, "seen": 1.1}, {"i": 2, "seen": 1.0}]
    assert missed.expected == [1.0, 2.0]


def test_slack_widens_the_interval_of_a_mean():
    values = np.array([0.9, 1.0, 1.1, 1.0])
    low, high = mean_interval(values, ERROR)
    stated = high + 0.1
    assert decide_means([Measured({}, stated, values)], 0).verdict is Verdict.FAILS
    held = decide_means([Measured({}, stated, values, slack=0.2)], 0)
    assert held.verdict is Verdict.HOLDS
    assert held.uncertainty["half-widths"] == [pytest.approx((high - low) / 2 + 0.2)]
    assert held.uncertainty["of it not from sampling"] == [0.2]
