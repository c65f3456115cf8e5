from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import flint
import mpmath as mp
import pytest

from tests import oracles
from tests.theory.sam.reference_numbers import SAM_ROWS, SETS
from theory.rigour.enclosure import Enclosure, ExactModel
from theory.rigour.exact import exact, exact_double

REFERENCE = "4.24002078107194300318765629155175158"
BY_NAME = {one.name: one for one in SETS}


def mp_fraction(value: object) -> Fraction:
    sign, mantissa, exponent, _ = mp.mpf(value)._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


def cut(found: Enclosure, digits: str) -> bool:
    """Whether `digits`, cut and not rounded, are the first digits of the enclosed number (one unit of slack)."""
    unit = Fraction(1, 10 ** len(digits.partition(".")[2]))
    return found.lower >= Fraction(digits) - unit and found.upper <= Fraction(digits) + 2 * unit


@pytest.mark.parametrize("value", [3, Fraction(7, 10), Decimal("0.7"), "0.7", "7/10", " 7e-1 ", ".7", "+7/10"])
def test_exact_takes_rational_numbers_as_they_are_written(value):
    assert exact("x", value) == (3 if value == 3 else Fraction(7, 10))


@pytest.mark.parametrize(
    "value",
    [
        0.7,
        float("nan"),
        True,
        None,
        "nan",
        "inf",
        "7/0",
        "1e99999",
        "0x10",
        Decimal("NaN"),
        Decimal("1e99999"),
        1j,
        "1_0",
    ],
)
def test_exact_refuses_what_is_not(value):
    with pytest.raises(ValueError, match=r"^eta must be"):
        exact("eta", value)


def test_a_float_is_taken_by_an_explicit_word_only():
    with pytest.raises(ValueError, match="exact_double"):
        ExactModel(0.7, "1/10", 100)
    assert exact_double(0.1) == Fraction(0.1) != Fraction(1, 10)
    model = ExactModel(exact_double(0.7), "1/10", 100)
    assert (
        abs(model.standard_weight(20).midpoint - ExactModel("7/10", "1/10", 100).standard_weight(20).midpoint) > 1e-17
    )
    for bad in (1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="finite float"):
            exact_double(bad)


@pytest.mark.parametrize("digits", [1, 5, 30, 300])
def test_the_width_is_the_one_asked_for(digits):
    found = ExactModel("7/10", "1/10", 100).sam_weight("1/2", digits)
    assert 0 < found.width <= found.lower / 10**digits
    assert found.lower < Fraction(REFERENCE) + Fraction(1, 10**30)
    assert found.upper > Fraction(REFERENCE)
    value, radius = found.decimals(digits)
    assert abs(Fraction(value) - found.midpoint) + found.width / 2 <= Fraction(radius)


def test_the_reference_number():
    found = ExactModel("7/10", "1/10", "100").sam_weight("1/2", 60)
    assert cut(found, REFERENCE)
    assert found.bracket is not None
    lower, upper = found.bracket
    assert lower < found.lower < found.upper < upper
    assert upper - lower <= Fraction(1, 2)
    assert found.steps >= 1


@pytest.mark.parametrize("row", SAM_ROWS, ids=lambda row: f"{row.set}-{row.rho}")
def test_reference_rows(row):
    one = BY_NAME[row.set]
    model = ExactModel(one.p, one.eta, one.d)
    weight = model.sam_weight(row.rho, 45)
    assert cut(weight, row.w_sam)
    assert cut(model.matching_eps(row.rho, 40), row.matching_eps)
    assert cut(model.accuracy(weight, 30), row.accuracy)
    for side in (-1, 1):
        end = weight.midpoint + side * Fraction(row.rho)  # the enclosure is far narrower than the printed digits
        assert cut(model.accuracy(end, 30), row.worst_accuracy)


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_reference_sets(one):
    model = ExactModel(one.p, one.eta, one.d)
    assert cut(model.standard_weight(30), one.w_standard)
    assert cut(model.accuracy(model.standard_weight(60), 40), one.accuracy)
    for share, digits in zip(("0.1", "0.25", "0.5", "0.9"), one.w_adversarial, strict=True):
        assert cut(model.adversarial_weight(Fraction(share) * Fraction(one.eta), 30), digits)
    half = Fraction(one.eta) / 2
    assert cut(model.accuracy(model.adversarial_weight(half, 60), 40, eps=half), one.robust_accuracy)


def random_cases() -> list[tuple[str, str, str, str]]:
    draw = random.Random(20230505)
    cases = []
    for _ in range(12):
        p = 0.5 + 0.499 * draw.random()
        d = 10 ** draw.uniform(0, 4)
        eta = draw.uniform(0.05, 2) / d**0.5
        rho = 10 ** draw.uniform(-2, 0.5) * d**0.5
        cases.append(tuple(f"{value:.6f}" for value in (p, eta, d, rho)))
    return cases


@pytest.mark.parametrize("case", random_cases(), ids=str)
def test_enclosures_contain_mpmath_values(case):
    p, eta, d, rho = case
    model = ExactModel(p, eta, d)
    root = oracles.eq25_root(p, eta, d, rho_at(rho), 100)
    with mp.workdps(200):
        w_star = oracles.thm41_weight(p, eta)
        assert model.standard_weight(30).contains(mp_fraction(w_star))
        assert model.sam_weight(rho, 30).contains(mp_fraction(root))
        assert model.sam_shift(rho, 30).contains(mp_fraction(root - w_star))
        assert model.matching_eps(rho, 30).contains(mp_fraction(mp.mpf(eta) * (1 - w_star / root)))
        half = Fraction(eta) / 2
        assert model.adversarial_weight(half, 30).contains(mp_fraction(2 * w_star))
        acc = oracles.eq14_accuracy(p, eta, d, mp.mpf(5) / 4)
        assert model.accuracy("5/4", 30).contains(mp_fraction(acc))
        robust = oracles.eq17_robust_accuracy(p, eta, d, mp.mpf(5) / 4, mp.mpf(eta) / 2)
        assert model.accuracy("5/4", 30, eps=half).contains(mp_fraction(robust))


def rho_at(text: str) -> object:
    with mp.workdps(400):
        return mp.mpf(text)


@pytest.mark.parametrize(
    ("p", "eta", "d", "rho"),
    [
        ("7/10", 5, 10**6, 1),
        ("501/1000", "1/1000", 1, 50),
        ("999999/1000000", 5, 10**6, 50000),
        ("7/10", "1/10", 1, 5000),
    ],
)
def test_far_corners_are_enclosed(p, eta, d, rho):
    model = ExactModel(p, eta, d)
    found = model.sam_weight(rho, 25)
    assert found.width <= found.lower / 10**25
    assert model.standard_weight(25).upper < found.lower < found.upper < model.standard_weight(25).upper + rho


def test_radii_go_there_and_back():
    model = ExactModel("7/10", "1/10", 100)
    eps = model.matching_eps("1/2", 60)
    ends = [model.matching_rho(end, 40) for end in (eps.lower, eps.upper)]
    assert ends[0].lower <= Fraction(1, 2) <= ends[1].upper
    assert ends[1].upper - ends[0].lower < Fraction(1, 10**35)
    large = model.matching_rho("9/100", 20)  # w_AT = 10 w*, a radius of several sqrt(d)
    back = model.sam_weight(large.midpoint, 15)
    assert abs(back.midpoint / model.adversarial_weight("9/100", 20).midpoint - 1) < Fraction(1, 10**14)


def test_the_precision_stays_as_it_was(monkeypatch):
    before = flint.ctx.prec
    ExactModel("7/10", "1/10", 100).sam_weight("1/2", 500)
    monkeypatch.setattr("theory.rigour.enclosure.MOST_BITS", 200)
    with pytest.raises(ArithmeticError, match="w_SAM - w\\*: not known to 20 digits at 200 bits"):
        ExactModel("7/10", "1/10", 1).sam_shift("1e-90", 20)
    with pytest.raises(ValueError, match="digits"):
        ExactModel("7/10", "1/10", 1).sam_weight("1", 0)
    assert flint.ctx.prec == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ExactModel("1/2", 1, 1), r"p must be in \(1/2, 1\), got '1/2'"),
        (lambda: ExactModel("3/2", 1, 1), r"p must be in \(1/2, 1\)"),
        (lambda: ExactModel("7/10", 0, 1), "eta must be > 0, got 0"),
        (lambda: ExactModel("7/10", 1, -1), "d must be > 0, got -1"),
        (lambda: ExactModel("7/10", 1, 1).sam_weight(0), "rho must be > 0, got 0"),
        (lambda: ExactModel("7/10", 1, 1).adversarial_weight(1), r"eps must be in \(0, 1\), got 1"),
        (lambda: ExactModel("7/10", 1, 1).accuracy(1, eps=-1), "eps must be >= 0"),
        (lambda: ExactModel("7/10", 1, 1).sam_weight(1, 2.5), "digits must be an integer"),
        (lambda: ExactModel("7/10", 1, 1).sam_weight(1, True), "digits must be an integer"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_accuracy_is_no_better_known_than_its_weight():
    model = ExactModel("7/10", "1/10", 1)
    rough = model.sam_weight("1/2", 3)
    widened = Enclosure(rough.lower - Fraction(1, 100), rough.upper + Fraction(1, 100), rough.bits)
    with pytest.raises(ValueError, match="enclosed more narrowly"):
        model.accuracy(widened, 20)
    found = model.accuracy(widened, 3)
    assert found.contains(model.accuracy(rough.midpoint, 20).midpoint)
