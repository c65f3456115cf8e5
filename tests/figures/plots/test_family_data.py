"""The data behind the figures on BiSAM, F-SAM and BSAM, against literal transcriptions and brute force."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from figures.plots import ascent, averages, sharpness_measures, surrogate_losses
from tests import tolerances
from tests.figures.plots.computed import data_of

PHI = {
    "tanh": lambda x: mp.tanh(mp.mpf(x) / 10),
    "-log": lambda x: 1 - mp.log(1 + mp.exp(mp.log(mp.e - 1) - mp.mpf(x))),
    "cross-entropy": mp.mpf,
}
MU = {"tanh": 10, "-log": 1, "cross-entropy": 1}


@pytest.fixture(autouse=True)
def precision():
    with mp.workdps(50):
        yield


@pytest.mark.parametrize("name", ["tanh", "-log"])
def test_surrogates_and_their_slopes(name):
    value, slope = (data_of("surrogates").select(panel=panel, curve=name) for panel in ("value", "slope"))
    for i in range(0, len(value), 75):
        x = value["F"][i]
        assert value["y"][i] == pytest.approx(float(PHI[name](x)), rel=tolerances.SURROGATE, abs=1e-16)
        exact = mp.diff(PHI[name], mp.mpf(float(x)))
        assert slope["y"][i] == pytest.approx(float(exact), rel=1e-9, abs=1e-15)
    ends = data_of("surrogates").select(panel="informative", curve=name)
    largest = 0.1 if name == "tanh" else 1.0
    assert ends["y"] == pytest.approx(surrogate_losses.INFORMATIVE * largest)
    assert len(ends) == (2 if name == "tanh" else 1)


@pytest.mark.parametrize("name", ["tanh", "-log", "cross-entropy"])
def test_slope_of_the_objective(name):
    part = data_of("surrogates").select(panel="ascent", curve=name)

    def objective(x):
        phi = {"tanh": mp.tanh(x / 10), "-log": 1 - mp.log(1 + mp.exp(mp.log(mp.e - 1) - x)), "cross-entropy": x}
        return mp.log(1 + mp.exp(MU[name] * phi[name])) / MU[name]

    for i in range(0, len(part), 60):
        exact = mp.diff(objective, mp.mpf(float(part["F"][i])))
        assert part["y"][i] == pytest.approx(float(exact), rel=1e-9, abs=1e-15)
    right, wrong = part["y"][0], part["y"][-1]
    assert right < 1e-2
    assert (wrong < 1e-2) == (name != "cross-entropy")


@pytest.mark.parametrize("classes", surrogate_losses.CLASSES)
@pytest.mark.parametrize("name", ["tanh", "-log"])
@pytest.mark.parametrize("wrong", ["one", "all"])
def test_lower_bound_is_the_right_hand_side_of_the_lemma(classes, name, wrong):
    part = data_of("lower-bound").select(K=classes, curve=name, wrong=wrong)
    at = 1 if wrong == "one" else classes - 1
    for i in range(0, len(part), 40):
        terms = [(1, mp.mpf(0)), (at, PHI[name](part["F"][i])), (classes - 1 - at, PHI[name](-surrogate_losses.FAR))]
        total = mp.fsum(count * mp.exp(MU[name] * value) for count, value in terms)
        assert part["y"][i] == pytest.approx(float(mp.log(total / classes) / MU[name]), rel=1e-13, abs=1e-15)
    assert (part["y"] <= (part["F"] > 0) + 1e-15).all()


@pytest.mark.parametrize(("name", "k10", "k100"), [("tanh", 0.76975, 0.53949), ("-log", -0.98932, -3.29191)])
def test_lower_bound_of_one_wrong_class_tends_to_its_limit(name, k10, k100):
    for classes, limit in ((10, k10), (100, k100)):
        part = data_of("lower-bound").select(K=classes, curve=name, wrong="one")
        assert (part["y"].max(), part["y"][-1]) == pytest.approx((limit, limit), abs=1e-3)


def test_example_in_both_readings():
    table = data_of("ascent-example")
    for i in (0, 20, -1):
        k = int(ascent.CLASSES[i])
        s = mp.mpf(1) / (2 * k)
        vectors = {"A": [mp.mpf(1) / k + s, mp.mpf(1) / k - s, *[mp.mpf(1) / k] * (k - 2)]}
        vectors["B"] = [mp.mpf(1) / 2 - s, mp.mpf(1) / 2 + s, *[mp.mpf(0)] * (k - 2)]
        for option, vector in vectors.items():
            exact = {
                "probabilities": -mp.log(vector[0]),
                "logits": mp.log(mp.fsum(mp.exp(z) for z in vector)) - vector[0],
            }
            for reading, value in exact.items():
                got = table.select(reading=reading, quantity=option, K=float(k))["y"][0]
                assert got == pytest.approx(float(value), rel=tolerances.SURROGATE)


@pytest.mark.parametrize(
    ("classes", "expected"), [(3, 0.07017), (4, 0.10917), (10, 0.18819), (100, 0.24337), (1000, 0.24933)]
)
def test_thresholds(classes, expected):
    s = float(ascent.threshold(np.array([float(classes)]))[0])
    assert s == pytest.approx(expected, abs=5e-6)
    for reading, at in (("logits", s), ("probabilities", 0.25 - 0.5 / classes)):
        a, b = ascent.options(classes, at)
        if reading == "logits":
            values = [mp.log(mp.fsum(mp.exp(mp.mpf(z)) for z in vector)) - mp.mpf(vector[0]) for vector in (a, b)]
        else:
            values = [mp.mpf(vector[0]) for vector in (a, b)]
        assert float(values[0]) == pytest.approx(float(values[1]), rel=1e-14)


def test_angle_starts_at_its_leading_order():
    for name, order in (("tanh", 4), ("-log", 2)):
        exact, leading = (data_of("ascent-angle").select(loss=name, form=form) for form in ("exact", "leading"))
        assert exact["gap"][0] == pytest.approx(leading["gap"][0], rel=0.01)
        rise = np.log(exact["gap"][1] / exact["gap"][0]) / np.log(exact["scale"][1] / exact["scale"][0])
        assert rise == pytest.approx(order, abs=0.02)
        assert (np.abs(exact["gap"]) <= 1).all()


@pytest.mark.parametrize("row", [0, 40, 100, -1])
def test_sharpness_by_brute_force(row):
    table = data_of("sharpness-measures")
    x = table.select(measure="MaxS", form="exact")["x"][row]
    angle, length = np.linspace(0, 2 * np.pi, 2001), np.linspace(0, sharpness_measures.RHO, 201)[:, None]
    e = np.stack([length * np.cos(angle), length * np.sin(angle)], axis=-1)
    hessian = np.diag(sharpness_measures.EIGENVALUES)
    w = x * sharpness_measures.DIRECTION + e
    change = 0.5 * np.einsum("...i,ij,...j", w, hessian, w)
    here = 0.5 * x**2 * sharpness_measures.DIRECTION @ hessian @ sharpness_measures.DIRECTION
    found = {"MaxS": change.max() - here, "MinS": here - change.min()}
    found["BilS"] = found["MaxS"] + found["MinS"]
    for measure, value in found.items():
        assert table.select(measure=measure, form="exact")["y"][row] == pytest.approx(value, abs=2e-4)


def test_sharpness_in_its_two_regimes():
    table = data_of("sharpness-measures")
    exact = table.select(measure="BilS", form="exact")
    assert exact["y"][0] == pytest.approx(table.select(form="MaxS at minimum")["y"][0])
    excess = table.select(form="excess loss")
    assert table.select(measure="MinS", form="exact")["y"][: len(excess)] == pytest.approx(excess["y"], abs=1e-12)
    for measure in ("MaxS", "MinS", "BilS"):
        last = [table.select(measure=measure, form=form)["rest"][-1] for form in ("exact", "series")]
        assert last[0] == pytest.approx(last[1], abs=0.02)


def test_published_step_is_plain_descent_beyond_the_lower_radius():
    table = data_of("bilateral-update")
    plain, objective = (table.select(curve=name) for name in ("plain", "objective"))
    beyond, within = (table.select(curve=f"published {side}") for side in ("beyond", "within"))
    assert np.allclose(beyond["y"], beyond["x"], rtol=1e-12)
    assert np.allclose(within["y"], 3 * within["x"] + 2 * sharpness_measures.UPDATE_RHO, rtol=1e-12)
    assert len(beyond) + len(within) == len(plain)
    rho, low, step = sharpness_measures.UPDATE_RHO, sharpness_measures.UPDATE_RHO_MIN, 1e-5

    def total(x):
        reach = np.linspace(-low, low, 20_001)
        return ((x + rho) ** 2 + x**2) / 2 - ((x + reach) ** 2).min() / 2

    for x, y in zip(objective["x"][10::40], objective["y"][10::40], strict=True):
        assert (total(x + step) - total(x - step)) / (2 * step) == pytest.approx(y, abs=2e-2)


@pytest.mark.parametrize("row", [0, 60, 120])
def test_average_error_by_the_recursion(row):
    table = data_of("average-error")
    for t in averages.STEPS[:2]:
        part = table.select(panel="fixed", curve="curve", parameter=t)
        lam = 1 - Fraction(part["rest"][row])
        error = Fraction(1)  # the average starts at a batch gradient
        for _ in range(int(t)):
            error = lam**2 * error + (1 - lam) ** 2
            error = error.limit_denominator(10**40)
        assert part["error"][row] == pytest.approx(float(error), rel=1e-10)


def test_average_error_is_least_at_the_best_decay():
    table = data_of("average-error")
    best = table.select(panel="drift", curve="best")
    for drift, rest, error in zip(best["parameter"], best["rest"], best["error"], strict=True):
        curve = table.select(panel="drift", curve="curve", parameter=drift)
        assert error <= curve["error"].min()
        assert error == pytest.approx(curve["error"].min(), rel=1e-3)
        assert abs(np.log(rest / curve["rest"][curve["error"].argmin()])) < 0.05
