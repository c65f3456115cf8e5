"""The data behind each figure, against printed equations and certified roots at high precision."""

from __future__ import annotations

import csv
import io

import mpmath as mp
import numpy as np
import pytest

from figures.plots import binary_model, radii, truncation
from figures.plots.registry import FIGURES
from tests import oracles, tolerances
from tests.figures.plots.computed import data_of
from theory import BinaryModel

NATURAL = ("natural low", "natural", "natural high")
ROBUST = ("robust low", "robust", "robust high")
COLUMNS = {
    "accuracy-curve": ["series", "w", "accuracy"],
    "optimal-weight": ["curve", "radius", "w", "coefficient"],
    "trade-off": ["series", "radius", "w", "natural", "robust"],
    "eps-rho-relation": ["form", "d", "rho", "eps"],
    "formula-error": ["form", "d", "rho", "error"],
    "truncation-region": ["curve", "t_star", "kappa", "e"],
    "certified-weight": ["series", "d", "rho", "digits", "value"],
    "full-weight-sign-map": ["series", "e", "p", "kappa"],
    "attack-weights": ["p", "eta", "d", "norm", "coordinates", "series", "eps", "reach", "share"],
    "claim-graph": ["claim", "status", "uses"],
    "claim-graph-beyond": ["claim", "status", "uses"],
    "surrogates": ["panel", "curve", "F", "y"],
    "lower-bound": ["K", "curve", "wrong", "F", "y"],
    "ascent-example": ["reading", "quantity", "K", "y"],
    "surrogate-sharpness": ["panel", "loss", "scale", "weight"],
    "ascent-angle": ["loss", "form", "scale", "gap"],
    "sharpness-measures": ["measure", "form", "x", "y", "rest"],
    "bilateral-update": ["curve", "x", "y"],
    "average-error": ["panel", "curve", "parameter", "rest", "error"],
    "sampled-accuracy": ["series", "p", "eta", "d", "attack", "eps", "w", "exact", "accuracy", "low", "high"],
    "minimiser-rates": ["series", "objective", "p", "eta", "d", "rho", "n", "distance", "low", "high", "infinite"],
    "trained-ratio": ["panel", "series", "rho", "ratio", "low", "high"],
    "full-weight-signs": ["panel", "kappa", "p", "raised"],
    "fitting-effect": ["experiment", "epochs", "radius", "train", "value", "low", "high"],
    "natural-robust": ["panel", "series", "radius", *NATURAL, *ROBUST],
    "matched-radius": ["series", "radius", "value", "low", "high"],
    "planted-reliance": ["quantity", "network", "method", "value", "low", "high"],
    "training-curves": ["row", "epoch", "quantity", "value", "low", "high"],
    "flipped-predictions": ["method", "epoch", "value", "low", "high"],
    "hessian-spectrum": ["row", "number", "value", "low", "high"],
    "step-cost": ["method", "passes", "value", "low", "high"],
}
TRADE_OFF_MODEL = BinaryModel(radii.TRADE_OFF_P, radii.TRADE_OFF_ETA, radii.TRADE_OFF_D)


def sam_root(p, eta, d, rho):
    return float(oracles.eq25_root(p, eta, d, rho, digits=25))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_csv_has_the_columns_and_the_very_numbers(figure):
    table = data_of(figure.name)
    header, *rows = csv.reader(io.StringIO(table.csv()))
    assert header == COLUMNS[figure.name]
    for name, column in zip(header, zip(*rows, strict=True), strict=True):
        if table[name].dtype.kind == "U":
            assert list(column) == table[name].tolist()
        else:
            numbers = np.array(column, dtype=float)
            assert np.isfinite(numbers).all()
            assert np.array_equal(numbers, table[name])


def test_accuracy_curve_has_equal_ends_around_the_sam_weight():
    p, eta, d = binary_model.P, binary_model.ETA, binary_model.D
    at = {name: data_of("accuracy-curve").select(series=name) for name in ("SAM low end", "SAM", "SAM high end")}
    low, sam, high = (float(at[name]["w"][0]) for name in at)
    assert sam == pytest.approx(sam_root(p, eta, d, binary_model.CURVE_RHO), rel=tolerances.CLOSED_FORM)
    assert (sam - low, high - sam) == pytest.approx((binary_model.CURVE_RHO,) * 2, rel=tolerances.CLOSED_FORM)
    ends = [float(oracles.eq14_accuracy(p, eta, d, w)) for w in (low, high)]
    assert ends[0] == pytest.approx(ends[1], abs=tolerances.ACCURACY_VALUE)
    drawn = [float(at[name]["accuracy"][0]) for name in ("SAM low end", "SAM high end")]
    assert drawn == pytest.approx(ends, abs=tolerances.ACCURACY_VALUE)


def test_accuracy_curve_is_eq14_with_its_top_at_the_standard_weight():
    table = data_of("accuracy-curve")
    curve, top = table.select(series="curve"), table.select(series="ST")
    for w, accuracy in list(zip(curve["w"], curve["accuracy"], strict=True))[::60]:
        expected = float(oracles.eq14_accuracy(binary_model.P, binary_model.ETA, binary_model.D, w))
        assert accuracy == pytest.approx(expected, abs=tolerances.ACCURACY_VALUE)
    assert curve["accuracy"].max() <= top["accuracy"][0]
    assert abs(curve["w"][curve["accuracy"].argmax()] - top["w"][0]) < 0.03


def test_optimal_weight_shows_two_constants_of_theorem_4_4():
    table = data_of("optimal-weight")
    d = binary_model.D
    printed, exact = table.select(curve="printed"), table.select(curve="SAM")
    assert np.allclose(printed["coefficient"], 2 / 3, rtol=tolerances.SUBTRACTED_SHIFT, atol=0)
    assert exact["coefficient"][0] == pytest.approx(1 / (3 * d), rel=tolerances.DRAWN_LEADING_ORDER)
    assert printed["coefficient"][0] / exact["coefficient"][0] == pytest.approx(
        2 * d, rel=tolerances.DRAWN_LEADING_ORDER
    )


@pytest.mark.parametrize("row", [0, 90, 150, -1])
def test_optimal_weight_of_sam_is_the_root_and_the_printed_one_is_theorem_4_4(row):
    p, eta, d = binary_model.P, binary_model.ETA, binary_model.D
    table = data_of("optimal-weight")
    exact, printed = table.select(curve="SAM"), table.select(curve="printed")
    rho = exact["radius"][row]
    assert exact["w"][row] == pytest.approx(sam_root(p, eta, d, rho), rel=tolerances.CLOSED_FORM)
    assert printed["w"][row] == pytest.approx(float(oracles.thm44_weight(p, eta, rho)), rel=tolerances.CLOSED_FORM)


def test_optimal_weight_of_at_is_theorem_4_2():
    at = data_of("optimal-weight").select(curve="AT")
    expected = [float(oracles.thm42_weight(binary_model.P, binary_model.ETA, eps)) for eps in at["radius"]]
    # eta - eps loses digits next to eta: at eps = 0.998 eta the quotient is known to 500 roundings.
    assert np.allclose(at["w"], expected, rtol=500 * tolerances.CLOSED_FORM, atol=0)


def test_trade_off_points_of_sam_and_at_coincide_on_the_curve():
    table, model = data_of("trade-off"), TRADE_OFF_MODEL
    sam, at = table.select(series="SAM"), table.select(series="AT")
    for i, rho in enumerate(sam["radius"]):
        w = sam_root(model.p, model.eta, model.d, rho)
        natural = float(oracles.eq14_accuracy(model.p, model.eta, model.d, w))
        robust = float(oracles.eq17_robust_accuracy(model.p, model.eta, model.d, w, radii.TEST_EPS))
        assert at["w"][i] == pytest.approx(w, rel=10 * tolerances.CLOSED_FORM)
        for points in (sam, at):
            assert points["natural"][i] == pytest.approx(natural, abs=tolerances.ACCURACY_VALUE)
            assert points["robust"][i] == pytest.approx(robust, abs=tolerances.ACCURACY_VALUE)
        nearest = np.abs(table.select(series="curve")["w"] - w).argmin()
        assert abs(table.select(series="curve")["robust"][nearest] - robust) < 1e-3


def test_trade_off_is_pareto_optimal_where_it_says_so():
    table, model = data_of("trade-off"), TRADE_OFF_MODEL
    part = table.select(series="Pareto part")
    assert part["w"][0] == pytest.approx(float(oracles.thm41_weight(model.p, model.eta)))
    assert part["w"][-1] == pytest.approx(float(oracles.thm42_weight(model.p, model.eta, radii.TEST_EPS)))
    assert (np.diff(part["natural"]) < 0).all()
    assert (np.diff(part["robust"]) > 0).all()
    curve = table.select(series="curve")
    outside = (curve["w"] < part["w"][0] * 0.99) | (curve["w"] > part["w"][-1] * 1.01)
    for natural, robust in zip(curve["natural"][outside], curve["robust"][outside], strict=True):
        assert ((part["natural"] >= natural) & (part["robust"] >= robust)).any()


@pytest.mark.parametrize("d", radii.DIMENSIONS)
def test_eps_rho_relation_in_its_three_forms(d):
    table, eta = data_of("eps-rho-relation"), radii.ETA
    forms = {form: table.select(form=form, d=d) for form in ("exact", "corrected", "printed")}
    for i in (0, 50, 100):
        rho, exact, corrected, printed = (
            float(v) for v in (forms["exact"]["rho"][i], *(forms[form]["eps"][i] for form in forms))
        )
        w = sam_root(radii.P, eta, d, rho)
        at = float(oracles.thm42_weight(radii.P, eta, exact))
        assert at == pytest.approx(w, rel=10 * tolerances.CLOSED_FORM * w * eta)
        assert corrected == pytest.approx(eta * rho**2 / (3 * d + rho**2), rel=tolerances.CLOSED_FORM)
        scale = 2 + 3 / rho**2
        assert abs(float(oracles.thm45_residual(eta, printed, rho))) <= tolerances.CLOSED_FORM * scale
    start = forms["corrected"]["eps"][0] / forms["exact"]["eps"][0]
    assert start == pytest.approx(1, rel=tolerances.DRAWN_LEADING_ORDER)
    assert (forms["exact"]["eps"] < np.minimum(forms["exact"]["rho"] / d, eta)).all()


@pytest.mark.parametrize("form", ["printed", "corrected"])
@pytest.mark.parametrize(("i", "j"), [(0, 0), (30, 60), (60, 45), (90, 90)])
def test_formula_error_is_that_of_the_formula(form, i, j):
    part = data_of("formula-error").select(form=form)
    d, rho, error = (float(part[name].reshape(91, 91)[i, j]) for name in ("d", "rho", "error"))
    p, eta = radii.P, radii.ETA
    with mp.workdps(40):
        star, exact = oracles.thm41_weight(p, eta), oracles.eq25_root(p, eta, d, rho, digits=30)
        printed = oracles.thm44_weight(p, eta, rho)
        weight = printed if form == "printed" else star * (1 + mp.mpf(rho) ** 2 / (3 * mp.mpf(d)))
        expected = float((weight - star) / (exact - star) - 1)
    # The weights are subtracted in floating point, which costs digits of w*/shift.
    cost = float(star / (exact - star)) * (1 + abs(expected))
    assert error == pytest.approx(
        expected, abs=tolerances.CLOSED_FORM * cost + tolerances.SAM_SHIFT * (1 + abs(expected))
    )


def test_formula_error_of_the_printed_form_is_2d_minus_1_at_small_radii():
    part = data_of("formula-error").select(form="printed")
    first = part["rho"] == part["rho"].min()
    assert np.allclose(part["error"][first], 2 * part["d"][first] - 1, rtol=2 * tolerances.DRAWN_LEADING_ORDER, atol=0)


@pytest.mark.parametrize(("t_star", "kappa"), [(0.05, 0.05), (1.0, 1.0), (1.55, 2.05), (2.5, 0.5), (3.0, 3.0)])
def test_truncation_radius_is_where_one_percent_is_reached(t_star, kappa):
    part = data_of("truncation-region").select(curve="map")
    row = np.hypot(part["t_star"] - t_star, part["kappa"] - kappa).argmin()
    assert (part["t_star"][row], part["kappa"][row]) == pytest.approx((t_star, kappa), abs=0.02)
    e = float(part["e"][row])
    p = float(1 / (1 + np.exp(-2 * part["kappa"][row] * part["t_star"][row])))
    eta = float(part["kappa"][row])
    errors = []
    with mp.workdps(40):
        star = oracles.thm41_weight(p, eta)
        for factor in (0.5, 0.9, 0.99999, 1.00001):
            exact = oracles.eq25_root(p, eta, 1.0, e * factor, digits=30)
            errors.append(float(abs((exact - star) / (star * mp.mpf(e * factor) ** 2 / 3) - 1)))
    assert max(errors[:3]) < truncation.TOLERANCE < errors[3]


def test_next_term_is_that_of_the_series():
    guess = data_of("truncation-region").select(curve="next term")
    by_hand = guess["e"] ** 2 * np.abs(guess["kappa"] ** 2 + guess["t_star"] ** 2 - 3) / 15
    assert np.allclose(by_hand, truncation.TOLERANCE, rtol=1e-6, atol=0)  # d = 1, p rounded: 1 - p has 9 digits


def test_no_radius_within_reach_is_an_error():
    with pytest.raises(ArithmeticError, match=r"expected the error to reach 1e-09 within \[0.05, 6\]"):
        truncation.largest_radius(np.ones((1,)), np.ones((1,)), 1e-9)
