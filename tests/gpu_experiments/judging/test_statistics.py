"""The fixed rule: intervals and Holm's levels against scipy and by hand, and what damaged data do to a verdict."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from gpu_experiments.judging.statistics import ERROR, Comparison, UndecidedError, conjunction, decide_table, paired
from theory.ledger.claims import Verdict

HOLDS, FAILS, OPEN = Verdict.HOLDS, Verdict.FAILS, Verdict.INCONCLUSIVE


def values(mean: float, spread: float = 1.0, n: int = 5) -> tuple[float, ...]:
    """Numbers with exactly this mean, symmetric about it."""
    steps = np.linspace(-1.0, 1.0, n) * spread
    return tuple(float(mean + step) for step in steps)


def one(mean: float, relation: str = ">", bound: float = 0.0, spread: float = 1.0, name: str = "a") -> Comparison:
    return Comparison(name, values(mean, spread), relation, bound)


def test_a_single_comparison_has_students_interval():
    seen = (1.2, 0.7, 3.1, 2.2, 1.9, 0.4)
    (found,) = decide_table([Comparison("a", seen, ">", 0.0)]).values()
    expected = stats.t.interval(1 - ERROR, len(seen) - 1, np.mean(seen), stats.sem(seen))
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert found.comparison.p_value == pytest.approx(stats.ttest_1samp(seen, 0.0).pvalue, rel=1e-12)
    assert found.verdict is HOLDS


@pytest.mark.parametrize(
    ("mean", "relation", "bound", "verdict"),
    [
        (5.0, ">", 0.0, HOLDS),
        (-5.0, ">", 0.0, FAILS),
        (0.1, ">", 0.0, OPEN),
        (5.0, "<", 0.0, FAILS),
        (-5.0, "<", 0.0, HOLDS),
        (-5.0, "<=", -4.5, OPEN),
        (5.0, ">=", 6.5, FAILS),
        (0.0, ">=", -0.5, OPEN),
    ],
)
def test_sides_of_the_bound(mean, relation, bound, verdict):
    (found,) = decide_table([one(mean, relation, bound)]).values()
    assert found.verdict is verdict


def test_no_loss_is_non_inferiority():
    small = Comparison("a", values(-0.1, 0.2), ">=", -0.5)
    assert decide_table([small])["a"].verdict is HOLDS
    assert decide_table([Comparison("a", small.values, ">=", 0.0)])["a"].verdict is OPEN


def test_holms_levels_by_hand():
    strong, middle, weak = (one(mean, name=name) for mean, name in ((20.0, "s"), (1.2, "m"), (0.01, "w")))
    assert strong.p_value < ERROR / 3 < middle.p_value < ERROR  # on its own the middle one would be decided
    found = decide_table([weak, strong, middle])
    assert list(found) == ["w", "s", "m"]
    assert found["s"].level == pytest.approx(1 - ERROR / 3)
    assert found["m"].level == found["w"].level == pytest.approx(1 - ERROR / 2)
    assert (found["s"].verdict, found["w"].verdict) == (HOLDS, OPEN)
    assert found["m"].verdict is (HOLDS if middle.p_value < ERROR / 2 else OPEN)


def test_after_the_first_open_one_nothing_is_decided():
    """The second p value is below 5%, even below its own level of 5%/1, but comes after one that is open."""
    ones = [one(1.15, name="a", spread=1.05), one(1.15, name="b", spread=1.0)]
    assert all(ERROR / 2 < item.p_value < ERROR for item in ones)
    found = decide_table(ones)
    assert {item.verdict for item in found.values()} == {OPEN}
    assert {item.level for item in found.values()} == {1 - ERROR / 2}


def test_errors_are_rare_among_true_null_differences():
    """20 comparisons whose mean is the bound: one or more decided in at most about 5% of 400 tables.

    Binomial(400, 0.05) exceeds 36 with probability 4e-4; undivided levels would decide in about 64%.
    """
    generator = np.random.default_rng(6)
    wrong = 0
    for _ in range(400):
        drawn = generator.standard_normal((20, 5))
        found = decide_table([Comparison(str(i), tuple(map(float, row)), ">", 0.0) for i, row in enumerate(drawn)])
        wrong += any(item.verdict is not OPEN for item in found.values())
    assert wrong <= 36


def test_equal_values_decide_unless_they_are_the_bound():
    same = Comparison("a", (0.0,) * 5, ">=", -0.5)
    found = decide_table([same])["a"]
    assert (found.low, found.high, found.verdict) == (0.0, 0.0, HOLDS)
    assert decide_table([Comparison("a", (0.0,) * 5, ">", 0.0)])["a"].verdict is OPEN


@pytest.mark.parametrize(("more", "verdict"), [(0, OPEN), (1, HOLDS), (-1, FAILS)])
def test_rounding_decides_nothing(more, verdict):
    """Five fewer of 1000 at every seed, exactly -0.5 points: as floats 0.4999999999999999 and 0.5000000000000001."""
    before = {seed: Fraction(100 * right, 1000) for seed, right in enumerate((7, 11, 14, 999, 613))}
    after = {seed: value - Fraction(1, 2) + Fraction(more, 10**9) for seed, value in before.items()}
    seen = tuple(paired(after, before).values())
    found = decide_table([Comparison("a", seen, ">=", Fraction(-1, 2))])["a"]
    assert found.verdict is verdict
    floats = paired({k: float(v) for k, v in after.items()}, {k: float(v) for k, v in before.items()})
    assert len(set(floats.values())) > 1


def test_equal_numbers_have_no_spread():
    same = Comparison("a", (0.1,) * 7, ">", 0.1)
    assert (same.standard_error, same.p_value, decide_table([same])["a"].verdict) == (0.0, 1.0, OPEN)
    beside = Comparison("a", (0.1,) * 7, ">", math.nextafter(0.1, 0.0))
    assert (beside.standard_error, beside.p_value, decide_table([beside])["a"].verdict) == (0.0, 0.0, HOLDS)


def test_a_mean_at_the_bound_is_open_whatever_the_spread():
    """1, 2, ..., 7 tenths: their mean is 4 tenths exactly, which no sum of floats shows."""
    tenths = tuple(Fraction(k, 10) for k in range(1, 8))
    assert decide_table([Comparison("a", tenths, ">", Fraction(4, 10))])["a"].comparison.p_value == 1.0


def test_pairs_are_by_seed_whatever_the_order():
    assert paired({2: 5.0, 1: 3.0}, {1: 1.0, 2: 1.0}) == {1: 2.0, 2: 4.0}
    with pytest.raises(ValueError, match=r"seeds: expected the same for both, got \[1, 3\] for one only"):
        paired({1: 0.0, 2: 0.0}, {2: 0.0, 3: 0.0})


def test_pairing_decides_what_unpaired_means_would_not():
    base = {seed: 10.0 * seed for seed in range(5)}
    better = {seed: value + 1.0 + 0.01 * seed for seed, value in base.items()}
    assert decide_table([Comparison("a", tuple(paired(better, base).values()), ">", 0.0)])["a"].verdict is HOLDS
    mixed = dict(zip(better, reversed(better.values()), strict=True))  # the same runs under wrong seeds
    assert decide_table([Comparison("a", tuple(paired(mixed, base).values()), ">", 0.0)])["a"].verdict is OPEN


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda: Comparison("a", (1.0,) * 4 + (math.nan,), ">", 0.0), "expected finite numbers for 'a', got nan"),
        (lambda: Comparison("a", (1.0,) * 5, ">", math.inf), "expected finite numbers for 'a', got inf"),
        (lambda: Comparison("a", (1.0,) * 5, "!=", 0.0), "relation must be one of >, >=, <, <=, got '!='"),
        (lambda: decide_table([one(1.0), one(2.0)]), "'a' is there more than once"),
        (lambda: conjunction([]), "expected at least one"),
    ],
)
def test_damaged_data_are_refused(damage, message):
    with pytest.raises(ValueError, match=message):
        damage()


def test_fewer_seeds_than_the_rule_asks_decide_nothing():
    with pytest.raises(UndecidedError, match="expected at least 5 seeds for 'a', got 4"):
        Comparison("a", (1.0,) * 4, ">", 0.0)


def test_a_statement_of_several_parts():
    assert conjunction([HOLDS, HOLDS]) is HOLDS
    assert conjunction([HOLDS, OPEN]) is OPEN
    assert conjunction([HOLDS, OPEN, FAILS]) is FAILS
