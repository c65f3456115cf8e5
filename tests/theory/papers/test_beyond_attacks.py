"""The attack proofs against mpmath: slopes of the literal accuracy, and certified optima against the solver."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from theory.ledger.claims import Verdict
from theory.model.attacks import attack_weight
from theory.model.binary_model import BinaryModel
from theory.papers.beyond.attacks import checks, rigorous


def literal_accuracy(p, eta, d, eps, norm, coordinates, w):
    """The accuracy under the attack, transcribed from the margin's distribution."""
    dual = {
        ("l2", "non-robust"): mpmath.sqrt(d),
        ("linf", "all"): d + abs(w),
        ("l2", "all"): mpmath.sqrt(d + w * w),
    }[norm, coordinates]
    root = mpmath.sqrt(d)
    return p * mpmath.ncdf((eta * d + w - eps * dual) / root) + (1 - p) * mpmath.ncdf((eta * d - w - eps * dual) / root)


@pytest.mark.parametrize("attack", [("l2", "non-robust"), ("linf", "all"), ("l2", "all")])
@pytest.mark.parametrize("w", [0.3, 1.0, 2.5])
def test_log_ratio_has_the_sign_of_the_slope(attack, w):
    from theory.ledger.formulas import symbols

    p, eta, d, eps = mpmath.mpf("0.8"), mpmath.mpf("0.4"), 5, mpmath.mpf("0.1")
    slope = mpmath.diff(lambda v: literal_accuracy(p, eta, d, eps, *attack, v), w)
    ratio = checks._log_ratio(*attack)
    table = symbols()
    values = {"eta": 0.4, "d": d, "eps": 0.1, "kappa": 0.4 * 5**0.5, "Lambda": float(mpmath.log(p / (1 - p)))}
    t = next(symbol for symbol in ratio.free_symbols if symbol.name == "t")
    number = float(ratio.subs({table[name]: value for name, value in values.items()}).subs(t, w / 5**0.5))
    assert (number > 0) == (slope > 0)


def test_certified_weight_is_the_solvers():
    import flint

    with flint.ctx.workprec(200):
        attacked = rigorous._Attacked("9/10", "1/2", "10", Fraction(1, 10))
        certified = float(attacked.stationary().mid())
        accuracy = float(attacked.accuracy(attacked.stationary()).mid())
    assert attack_weight(BinaryModel(0.9, 0.5, 10), 0.1, "linf", "all") == pytest.approx(certified, rel=1e-14)
    expected = literal_accuracy(mpmath.mpf("0.9"), mpmath.mpf("0.5"), 10, mpmath.mpf("0.1"), "linf", "all", certified)
    assert accuracy == pytest.approx(float(expected), abs=1e-15)


def test_an_undecided_stationary_weight_is_not_counted():
    assert rigorous._sign_of_excess("9/10", "1/10", "10", Fraction(1, 100)) == 1
    assert rigorous._sign_of_excess("9/10", "1/10", "10", Fraction(9, 100)) == -1
    with pytest.raises(ValueError, match="eps must be between 0"):
        rigorous._sign_of_excess("9/10", "1/10", "10", Fraction(1, 10))


@pytest.mark.parametrize("ratio", ["0.52907388", "0.52907400"])
def test_both_sides_of_a_jump_are_asked(ratio):
    assert rigorous.check_jump({("9/10", "1/10", "100"): ratio}).verdict is Verdict.FAILS


def test_the_margin_lost_is_the_dual_norm():
    from theory.ledger.formulas import symbols

    table = symbols()
    values = {table["w"]: -3, table["d"]: 5, table["eps"]: 2}
    lost = [
        checks.lost_margin(*attack).subs(values) for attack in (("linf", "all"), ("l2", "all"), ("l2", "non-robust"))
    ]
    assert [float(one) for one in lost] == pytest.approx([16.0, 2 * 14**0.5, 2 * 5**0.5], rel=1e-14, abs=0)
