"""The derivation of the binary model's accuracy against integrals of its distribution, and how the checks decide."""

from __future__ import annotations

import mpmath as mp
import pytest
import sympy as sp

from tests import tolerances
from theory.ledger.claims import Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023.model import checks as model
from theory.papers.wei2023.normalisation import checks as normalisation
from theory.papers.wei2023.normalisation import claims, rest_weights

POINTS = [("0.7", "0.3", "0.8"), ("0.95", "0.5", "-1.4"), ("0.51", "1.2", "3")]


@pytest.fixture(autouse=True)
def forty_digits():
    with mp.workdps(40):
        yield


def value(expression, digits=30, **numbers):
    exact = {symbols()[name]: sp.Rational(text) for name, text in numbers.items()}
    lam = sp.log(exact[symbols()["p"]] / (1 - exact[symbols()["p"]]))
    exact[symbols()["Lambda"]] = lam
    exact[symbols()["w_star"]] = lam / (2 * exact[symbols()["eta"]])
    return mp.mpf(str(sp.N(expression.subs(exact), digits)))


def correct_probability(p, eta, w, rest):
    """P(y f(x) > 0) by quadrature over the densities of the non-robust features, label +1 and -1 apart."""

    def normal(x, mean):
        return mp.exp(-((x - mean) ** 2) / 2) / mp.sqrt(2 * mp.pi)

    total = mp.mpf(0)
    for y in (1, -1):
        for x_1, chance in ((y, p), (-y, 1 - p)):
            if len(rest) == 1:
                edge = -w * x_1 / rest[0]
                ends = [edge, edge + 30] if y > 0 else [edge - 30, edge]
                total += chance * mp.quad(lambda x, y=y: normal(x, eta * y), ends) / 2
            else:

                def inner(a, y=y, x_1=x_1):
                    edge = (-w * x_1 - rest[0] * a) / rest[1]
                    tail = mp.erfc((edge - eta * y) / mp.sqrt(2)) / 2
                    return normal(a, eta * y) * (tail if y > 0 else 1 - tail)

                total += chance * mp.quad(inner, mp.linspace(eta * y - 12, eta * y + 12, 9)) / 2
    return total


@pytest.mark.parametrize(("p", "eta", "w"), POINTS)
@pytest.mark.parametrize("rest", [(1,), (1, 1), (2, 1)])
def test_accuracy_is_the_integral_of_the_distribution(p, eta, w, rest):
    derived = derivation.general_accuracy(symbols()["w"], sum(rest), sum(c * c for c in rest), symbols()["eta"])
    with mp.workdps(25):
        expected = correct_probability(mp.mpf(p), mp.mpf(eta), mp.mpf(w), rest)
        assert abs(value(derived, p=p, eta=eta, w=w) - expected) < tolerances.DENSITY_QUADRATURE


@pytest.mark.parametrize(("p", "eta", "w"), POINTS)
def test_the_sign_form_is_the_numerical_derivative(p, eta, w):
    with mp.workdps(40):

        def accuracy(x):
            return mp.mpf(p) * mp.ncdf((mp.mpf(eta) * 7 + x) / mp.sqrt(7)) + (1 - mp.mpf(p)) * mp.ncdf(
                (mp.mpf(eta) * 7 - x) / mp.sqrt(7)
            )

        slope = mp.diff(accuracy, mp.mpf(w))
        derived = value(derivation.accuracy_slope_factor().at(symbols()["w"]), p=p, eta=eta, d="7", w=w)
        assert abs(derived - slope) < tolerances.NUMERICAL_SLOPE


@pytest.mark.parametrize(
    ("p", "eta", "d", "best"),
    [
        ("7/10", "1/10", "1", "0.7000002227203804357510"),
        ("9/10", "1/10", "100", "0.9299393141414609363672"),
        ("95/100", "1/2", "1", "0.9500908773018824166493"),
    ],
)
def test_reference_accuracies_at_the_standard_weight(p, eta, d, best):
    reached = value(derivation.accuracy(symbols()["w_star"]), p=p, eta=eta, d=d)
    assert abs(reached - mp.mpf(best)) < tolerances.REFERENCE_DIGITS


def test_both_labels_give_the_margin_the_same_law():
    mean, variance, names = derivation.score_distribution()
    assert mean == names["mean"] * names["s"]
    assert variance == names["n2"]


def test_error_and_accuracy_add_to_one():
    w = symbols()["w"]
    assert derivation.vanishes(derivation.accuracy(w) + derivation.error(w) - 1)


def test_slope_sign_is_open_where_the_offset_is():
    assert derivation.slope_sign(symbols()["w"]) is None
    assert derivation.slope_sign(sp.Integer(0)) == 0


@pytest.mark.parametrize("doubt", [False, sp.false, None, sp.Symbol("x") > 0])
def test_a_step_that_is_not_true_raises(doubt):
    with pytest.raises(derivation.DerivationError, match="step not confirmed: the step"):
        derivation.confirm(doubt, "the step")


def test_digits_refuse_what_may_be_zero():
    with pytest.raises(ArithmeticError, match="no 30 digits of"):
        decisions.digits_at(sp.erf(symbols()["w"]) + sp.erf(-symbols()["w"]), decisions.POINTS[0])
    hidden = sp.sqrt(2 + sp.sqrt(3)) - (sp.sqrt(6) + sp.sqrt(2)) / 2
    with pytest.raises(ArithmeticError, match="no 30 digits of"):
        decisions.digits_at(hidden, decisions.POINTS[0])


def test_what_sympy_cannot_reduce_is_inconclusive(monkeypatch):
    monkeypatch.setattr(decisions, "vanishes", lambda _: False)
    w = symbols()["w"]
    assert decisions.compare((w + 1) ** 2, w**2 + 2 * w + 1).verdict is Verdict.INCONCLUSIVE


def test_a_counterexample_shows_inputs_and_both_values():
    result = decisions.compare(parse("w_star"), parse("2*w_star"))
    assert result.verdict is Verdict.FAILS
    shown = result.counterexample
    weight = mp.log(mp.mpf(7) / 3) / (2 * mp.mpf("0.3"))
    assert (shown["p"], shown["eta"]) == ("7/10", "3/10")
    assert mp.almosteq(mp.mpf(shown["stated"]), 2 * weight, rel_eps=tolerances.SHOWN_DIGITS)


@pytest.mark.parametrize(
    ("relation", "answer"),
    [("w < w + rho", True), ("w > w + rho", False), ("w + rho >= w", True), ("w < v", None)],
)
def test_truth_of_inequalities(relation, answer):
    x = sp.Symbol("x", real=True)
    unevaluated = {"<": sp.Lt, ">": sp.Gt, ">=": sp.Ge}
    left, sign, right = relation.partition(next(s for s in (">=", "<", ">") if s in relation))
    statement = unevaluated[sign](parse(left) - x, parse(right) - x, evaluate=False)
    assert decisions.truth(statement, {}) is answer


def test_truth_wants_an_inequality():
    with pytest.raises(ValueError, match="relation: expected an inequality, got w"):
        decisions.truth(symbols()["w"], {})


def test_equal_rest_weights_lose_to_one_weight_under_a_large_attack():
    claim = next(c for c in claims.SECTION.claims if c.id == "wei2023/sec-4.1-normalisation-adversarial-any")
    result = normalisation.check_adversarial(claim.formula, sufficient=True)
    assert result.verdict is Verdict.FAILS
    shown = result.counterexample
    # margins' means 4 (0.1 - 0.3) and 2 (0.1 - 0.3), standard deviation 2, w = 1
    for name, mean in (("1, 1, 1, 1", "-0.8"), ("2, 0, 0, 0", "-0.4")):
        low, high = ((mp.mpf(mean) + side) / 2 for side in (-1, 1))
        expected = mp.mpf("0.9") * mp.ncdf(high) + mp.mpf("0.1") * mp.ncdf(low)
        assert mp.almosteq(mp.mpf(shown[f"racc, rest weights {name}"]), expected, rel_eps=tolerances.SHOWN_DIGITS)
    assert mp.mpf(shown["racc, rest weights 1, 1, 1, 1"]) < mp.mpf(shown["racc, rest weights 2, 0, 0, 0"])


def test_the_sam_radius_is_kept_at_norm_sqrt_d_alone():
    assert normalisation.check_sam_scaled("rho").verdict is Verdict.FAILS
    rest_weights.confirm_worse_beyond_eta()


def test_the_supremum_over_all_sizes_is_compared_with_the_robust_feature_alone(monkeypatch):
    def worse():
        raise derivation.DerivationError("x_1 alone")

    monkeypatch.setattr(normalisation, "confirm_robust_feature_alone_is_worse", worse)
    with pytest.raises(derivation.DerivationError, match="x_1 alone"):
        normalisation.check_sam_supremum("p")


def test_an_unreadable_condition_on_eps_is_inconclusive():
    assert normalisation.check_adversarial("eps < eta*d").verdict is Verdict.INCONCLUSIVE


def test_a_numerical_counterexample_beats_the_claimed_weight():
    result = model.check_maximiser_numerically("(log(p) - log(1 - p))/eta")
    shown = result.counterexample
    p, eta, d, better = (mp.mpf(shown[name]) for name in ("p", "eta", "d", "better w"))
    claimed = mp.log(p / (1 - p)) / eta

    def accuracy(w):
        return p * mp.ncdf((eta * d + w) / mp.sqrt(d)) + (1 - p) * mp.ncdf((eta * d - w) / mp.sqrt(d))

    with mp.workdps(60):
        assert accuracy(better) > accuracy(claimed)


@pytest.mark.parametrize("factor", ["1.000001", "0.999999"])
def test_a_weight_just_beside_the_optimum_is_beaten(factor):
    assert model.check_maximiser_numerically(f"{factor}*(log(p) - log(1 - p))/(2*eta)").verdict is Verdict.FAILS


def test_the_sign_form_wants_the_positive_factor():
    flipped = "-2*sqrt(p*(1 - p))*exp(-eta**2*d/2)/sqrt(2*pi*d)*exp(-w**2/(2*d))*sinh(eta*(w - w_star))"
    assert model.check_sign_form(flipped).verdict is Verdict.HOLDS  # the same function
    assert model.check_sign_form(flipped.removeprefix("-")).verdict is Verdict.FAILS
