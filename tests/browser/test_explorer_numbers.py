"""The numbers of the report's explorers, computed in a real browser, against the Python ones."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, isnan, nan, sqrt
from typing import Any

import mpmath
import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import explorer_page
from tests.tolerances import (
    ACCURACY_VALUE,
    CLOSED_FORM,
    EXPLORER_DIRECTION,
    EXPLORER_FULL_WEIGHT,
    EXPLORER_SURROGATE,
    EXPLORER_TILT,
    SAM_SHIFT,
)
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, optimal_weight, weight_shift
from theory.papers.xie2024.tightness.claims import PUBLISHED
from theory.sam import radii
from theory.sam.all_weights import full_weight_excess, full_weight_shift, leading_coefficient
from theory.surrogates import losses as surrogates

SEED = 7
CDF = "xs => xs.map(SharpcheckNormal.cdf)"
Array = np.ndarray[Any, np.dtype[np.float64]]


@pytest.fixture(scope="module")
def explorers(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page for all tests: they only call functions."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(explorer_page.write(tmp_path_factory.mktemp("explorers")))
    yield page
    context.close()


def parameters(count: int) -> tuple[Array, Array, Array, Array, Array]:
    """p, eta, d, rho and eps over the explorer's whole domain, with p near both ends and small radii more often."""
    rng = np.random.default_rng(SEED)
    kind = rng.random(count)
    near_half, near_one = 0.5 + 10 ** rng.uniform(-3, -1, count), 1.0 - 10 ** rng.uniform(-3, -1, count)
    p = np.select([kind < 0.3, kind < 0.5], [near_half, near_one], rng.uniform(0.501, 0.999, count))
    eta, d = 10 ** rng.uniform(-2, np.log10(3.0), count), 10 ** rng.uniform(0, 4, count)
    rho = np.sqrt(d) * 10 ** rng.uniform(-4, 1, count)
    eps = eta * np.where(rng.random(count) < 0.5, 10 ** rng.uniform(-6, 0, count), rng.uniform(0, 1, count))
    return np.clip(p, 0.501, 0.999), eta, d, rho, eps


def call(page: Page, expression: str, *columns: Array) -> Array:
    """Evaluate a JavaScript function of one row of the columns for every row."""
    code = f"rows => rows.map(row => ({expression})(...row))"
    return np.array(page.evaluate(code, np.column_stack(columns).tolist()), dtype=np.float64)


def test_weights_and_radii_agree_with_theory(explorers):
    p, eta, d, rho, eps = parameters(400)
    model, sam = BinaryModel(p, eta, d), SharpnessAware(rho)
    names = (
        "standardWeight(p, eta, d), M.adversarialWeight(p, eta, d, eps), M.correctedSamWeight(p, eta, d, rho), "
        "M.printedSamWeight(p, eta, d, rho), M.correctedMatchingEps(p, eta, d, rho), M.printedMatchingEps(p, eta, d, rho), "
        "M.samShift(p, eta, d, rho), M.samWeight(p, eta, d, rho), M.matchingEps(p, eta, d, rho)"
    )
    script = f"(p, eta, d, rho, eps) => {{ const M = SharpcheckBinaryModel; return [M.{names}]; }}"
    found = call(explorers, script, p, eta, d, rho, eps).T
    closed = (
        optimal_weight(model, Standard()),
        optimal_weight(model, Adversarial(eps)),
        radii.corrected_sam_weight(model, rho),
        radii.printed_sam_weight(model, rho),
        radii.corrected_matching_eps(model, rho),
        radii.printed_matching_eps(model, rho),
    )
    for values, expected in zip(found, closed, strict=False):
        np.testing.assert_allclose(values, expected, rtol=CLOSED_FORM)
    solved = weight_shift(model, sam), optimal_weight(model, sam), radii.matching_eps(model, rho)
    for values, expected in zip(found[len(closed) :], solved, strict=True):
        np.testing.assert_allclose(values, expected, rtol=SAM_SHIFT)


def test_matching_rho_agrees_with_theory_and_ends_at_the_domain(explorers):
    p, eta, d, _, eps = parameters(300)
    found = call(explorers, "SharpcheckBinaryModel.matchingRho", p, eta, d, eps)
    beyond = 0
    for values in zip(p, eta, d, eps, found, strict=True):
        try:
            expected = radii.matching_rho(BinaryModel(*values[:3]), values[3])
        except ArithmeticError:
            expected = inf
        if expected > 10.0 * sqrt(values[2]):
            assert isnan(values[4])
            beyond += 1
        else:
            condition = 1.0 / (1.0 - values[3] / values[1])  # about w_AT/w*
            assert values[4] == pytest.approx(expected, rel=SAM_SHIFT * condition)
    assert 0 < beyond < 100


def test_accuracies_agree_with_theory(explorers):
    p, eta, d, rho, eps = parameters(300)
    w = np.random.default_rng(SEED).normal(size=300) * np.sqrt(d) * 6.0
    model = BinaryModel(p, eta, d)
    found = call(explorers, "SharpcheckBinaryModel.robustAccuracy", p, eta, d, w, 2.0 * eps)
    np.testing.assert_allclose(found, model.robust_accuracy(w, 2.0 * eps), rtol=0, atol=ACCURACY_VALUE)
    ends = "(p, eta, d, rho) => [-rho, rho].map(r => SharpcheckBinaryModel.accuracy(p, eta, d, " + (
        "SharpcheckBinaryModel.samWeight(p, eta, d, rho) + r))"
    )
    low, high = call(explorers, ends, p, eta, d, rho).T
    np.testing.assert_allclose(low, high, rtol=0, atol=ACCURACY_VALUE)


def test_normal_distribution_keeps_its_left_tail(explorers):
    x = np.linspace(-37.0, 9.0, 150)
    with mpmath.workdps(30):
        expected = [float(mpmath.ncdf(value)) for value in x]
    np.testing.assert_allclose(explorers.evaluate(CDF, x.tolist()), expected, rtol=CLOSED_FORM)
    assert explorers.evaluate(CDF, [-inf, 0.0, inf]) == [0.0, 0.5, 1.0]
    assert isnan(explorers.evaluate("SharpcheckNormal.cdf(NaN)"))


def test_sam_on_all_weights_agrees_with_theory(explorers):
    p, eta, d, rho, _ = parameters(60)
    d[:8] = 1.0  # no angle between the non-robust weights
    rho = np.where(rho / np.sqrt(d) < 0.97, rho, 0.3 * np.sqrt(d))
    model = BinaryModel(p, eta, d)
    full = "(p, eta, d, rho) => [SharpcheckFullWeights.excess(p, eta, d, rho), SharpcheckFullWeights.shift(p, eta, d, rho)]"
    tilt, shift = call(explorers, full, p, eta, d, rho).T
    expected = full_weight_excess(model, rho)
    np.testing.assert_allclose(tilt, expected, rtol=EXPLORER_TILT, atol=EXPLORER_TILT)
    clear = np.abs(expected) > 10.0 * EXPLORER_TILT
    assert (np.sign(tilt) == np.sign(expected))[clear].all()
    assert set(np.sign(tilt[clear])) == {-1.0, 1.0}
    # theory's equal-ends branch is exact to rounding, the other to 1e-9 of the weight
    weights = np.asarray(model.standard_weight) + full_weight_shift(model, rho)
    np.testing.assert_allclose(
        shift / weights, full_weight_shift(model, rho) / weights, rtol=0, atol=EXPLORER_FULL_WEIGHT
    )
    leading = call(explorers, "SharpcheckFullWeights.leadingCoefficient", p, eta, d)
    np.testing.assert_allclose(leading, leading_coefficient(model), rtol=EXPLORER_TILT)
    assert explorers.evaluate("SharpcheckFullWeights.shift(0.8, 0.3, 4, 2)") == inf


OUTSIDE = [
    (nan, 0.3, 10, 1, 0.1),
    (0.5, 0.3, 10, 1, 0.1),
    (1.0, 0.3, 10, 1, 0.1),
    (0.8, 0.0, 10, 1, 0.1),
    (0.8, inf, 10, 1, 0.1),
    (0.8, 0.3, 0.5, 1, 0.1),
    (0.8, 0.3, 1e5, 1, 0.1),
]


@pytest.mark.parametrize("row", OUTSIDE)
def test_no_number_for_a_model_outside_the_domain(explorers, row):
    script = """([p, eta, d, rho, eps]) => {
      const M = SharpcheckBinaryModel, F = SharpcheckFullWeights;
      const sam = [M.samShift, M.samWeight, M.correctedSamWeight, M.printedSamWeight, M.matchingEps, M.correctedMatchingEps,
        M.printedMatchingEps, F.excess, F.shift].map(f => f(p, eta, d, rho));
      const at = [M.adversarialWeight, M.printedAdversarialWeight, M.matchingRho].map(f => f(p, eta, d, eps));
      const rest = [M.standardWeight, F.leadingCoefficient, F.threshold].map(f => f(p, eta, d));
      return [...sam, ...at, ...rest, M.accuracy(p, eta, d, 1), M.robustAccuracy(p, eta, d, 1, eps)];
    }"""
    assert all(isnan(value) for value in explorers.evaluate(script, list(row)))


def test_no_number_for_radii_outside_the_domain(explorers):
    script = """([rho, eps]) => {
      const M = SharpcheckBinaryModel, F = SharpcheckFullWeights;
      const sam = [M.samShift, M.samWeight, M.correctedSamWeight, M.printedSamWeight, M.matchingEps, F.excess, F.shift];
      return [...sam.map(f => f(0.8, 0.3, 10, rho)), M.adversarialWeight(0.8, 0.3, 10, eps), M.matchingRho(0.8, 0.3, 10, eps),
        M.robustAccuracy(0.8, 0.3, 10, 1, eps)];
    }"""
    for rho, eps in ((nan, nan), (-1.0, -1.0), (inf, inf), (31.7, nan)):
        assert all(isnan(value) for value in explorers.evaluate(script, [rho, eps]))
    at = "[0.3, 0.4].map(eps => [SharpcheckBinaryModel.adversarialWeight(0.8, 0.3, 10, eps), "
    assert (
        explorers.evaluate(at + "SharpcheckBinaryModel.matchingRho(0.8, 0.3, 10, eps)])")
        == [[inf, pytest.approx(nan, nan_ok=True)]] * 2
    )


def samples(count: int) -> list[tuple[list[float], int, str, float, float]]:
    """logits, label, kind of phi, alpha, mu: scales from 1e-3 to 100, ties, two to 120 classes."""
    rng = np.random.default_rng(SEED)
    made = []
    for i in range(count):
        classes = int(rng.choice([2, 3, 10, 120]))
        logits = rng.normal(size=classes) * 10 ** rng.uniform(-3, 2)
        if i % 10 == 0:
            logits[:] = logits[0]
        label, kind = int(rng.integers(classes)), ("tanh", "log")[i % 2]
        made.append((logits.tolist(), label, kind, float(10 ** rng.uniform(-2, 1)), float(10 ** rng.uniform(-2, 2))))
    return made


def test_surrogates_agree_with_theory(explorers):
    script = """rows => rows.map(([z, y, kind, alpha, mu]) => {
      const S = SharpcheckSurrogates, surrogate = { kind, alpha, mu };
      const gradients = [S.boundGradient(z, y, surrogate), S.crossEntropyGradient(z, y)];
      return { loss: S.zeroOneLoss(z, y), entropy: S.crossEntropy(z, y), bound: S.lowerBound(z, y, surrogate), gradients,
        gap: S.angleGap(...gradients), phi: S.margins(z, y).map(F => S.phi(surrogate, F)) };
    })"""
    rows = samples(300)
    for (logits, label, kind, alpha, mu), found in zip(rows, explorers.evaluate(script, rows), strict=True):
        z, y, phi = np.array(logits), np.array(label), surrogates.Tanh(alpha) if kind == "tanh" else surrogates.Log()
        assert found["loss"] == surrogates.zero_one_loss(z, y)
        close = {"rtol": EXPLORER_SURROGATE, "atol": 0.0}
        np.testing.assert_allclose(found["phi"], phi(surrogates.margins(z, y)), **close)
        np.testing.assert_allclose(found["entropy"], surrogates.cross_entropy(z, y), **close)
        np.testing.assert_allclose(
            found["bound"], surrogates.lower_bound(z, y, phi, mu), rtol=EXPLORER_SURROGATE, atol=EXPLORER_SURROGATE
        )
        expected = surrogates.q_gradient(z, y, phi, mu), surrogates.cross_entropy_gradient(z, y)
        for values, wanted in zip(found["gradients"], expected, strict=True):
            np.testing.assert_allclose(values, wanted, rtol=EXPLORER_DIRECTION, atol=1e-300)
        units = [g / np.linalg.norm(g) if np.linalg.norm(g) > 0.0 else g * nan for g in expected]
        gap = 0.5 * np.sum((units[0] - units[1]) ** 2)
        assert found["gap"] == pytest.approx(gap, rel=1e-9, abs=EXPLORER_DIRECTION, nan_ok=True)


@pytest.mark.parametrize(("setting", "kind"), [("tanh, mu = 10", "tanh"), ("log, mu = 1", "log")])
def test_limits_of_the_bound_are_the_published_ones(explorers, setting, kind):
    mu = float(setting.rpartition("=")[2])
    for classes, row in PUBLISHED[setting].items():
        script = f"SharpcheckSurrogates.limits({classes}, {{ kind: '{kind}', alpha: 0.1, mu: {mu} }})"
        found = explorers.evaluate(script)
        names = ("printedSlack", "supremum", "oneWrong", "infimum", "wrongNeeded", "leastMu")
        assert [found[name] for name in names] == pytest.approx([float(text) for text in row[:6]], abs=5.01e-6)


@pytest.mark.parametrize("kind", ["tanh", "log"])
@pytest.mark.parametrize("mu", [0.1, 0.6, 1.0, 10.0, 800.0])
@pytest.mark.parametrize("classes", [2, 3, 50])
def test_largest_slack_is_that_of_an_extreme_sample(explorers, kind, mu, classes):
    """Either a class that barely wins or a confidently right sample, the other classes at minus infinity."""
    script = f"SharpcheckSurrogates.limits({classes}, {{ kind: '{kind}', alpha: 1, mu: {mu} }})"
    phi = surrogates.Tanh(1.0) if kind == "tanh" else surrogates.Log()
    logits = np.full((2, classes), -1e9 if kind == "log" else -1e3)
    logits[:, 0], logits[0, 1] = 0.0, 1e-17
    slack = np.array([1.0, 0.0]) - surrogates.lower_bound(logits, np.zeros(2, dtype=int), phi, mu)
    found = explorers.evaluate(script)
    assert found["largestSlack"] == pytest.approx(slack.max(), rel=1e-12)
    if kind == "log" and mu > np.log(2.0):
        assert found["largestSlack"] > found["printedSlack"]


def test_no_number_for_samples_outside_the_domain(explorers):
    script = """() => {
      const S = SharpcheckSurrogates, good = { kind: "tanh", alpha: 0.1, mu: 10 };
      const bad = [[[0], 0, good], [[0, NaN], 0, good], [[0, 1], 2, good], [[0, 1], 0.5, good], [[0, Infinity], 0, good],
        [[0, 1], 0, { ...good, mu: 0 }], [[0, 1], 0, { ...good, alpha: -1 }], [[0, 1], 0, { ...good, kind: "step" }]];
      return bad.flatMap(sample => [S.lowerBound(...sample), ...S.boundGradient(...sample)]);
    }"""
    assert all(isnan(value) for value in explorers.evaluate(script))
    assert explorers.evaluate("SharpcheckSurrogates.limits(2.5, { kind: 'log', mu: 1 })") is None
