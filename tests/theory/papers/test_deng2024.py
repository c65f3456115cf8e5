"""BSAM's claims against brute force: a loss with all derivatives, minimised and maximised over small spheres."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from tests import tolerances
from theory import papers
from theory.ledger.claims import Kind, Method, Verdict
from theory.ledger.domain import Domain
from theory.papers.deng2024 import extremes, local_model
from theory.papers.deng2024.update import checks as update
from theory.surrogates import sharpness

LEDGER = papers.ledger()
CHECKS = {(check.claim_id, check.method): check for check in papers.checks() if check.claim_id.startswith("deng2024/")}
OWN = [claim for claim in papers.claims() if claim.id.startswith("deng2024/")]
REFUTED = {
    "deng2024/b-flatter-curvature",
    "deng2024/b-flatter-minimum",
    "deng2024/b-indicator-bilateral",
    "deng2024/b-published-update-gradient",
}
SEED = 20240920
FOUR = LEDGER.claim("deng2024/b-curvature-four").formula["BilS"].replace("Rational(9, 2)", "4.5")


def value(claim_id, key, **names):
    """Evaluate a claim's formula in floating point."""
    return eval(LEDGER.claim(claim_id).formula[key], {"__builtins__": {}}, names)


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_verdicts(key):
    evidence = CHECKS[key].run(LEDGER.claim(key[0]).formula)
    assert evidence.verdict is (Verdict.FAILS if key[0] in REFUTED else Verdict.HOLDS)
    assert evidence.complete == (key[1] is Method.SYMBOLIC)
    assert (evidence.counterexample is not None) == (key[0] in REFUTED)


def test_every_refuted_claim_is_corrected():
    assert all(LEDGER.corrections(claim_id) for claim_id in REFUTED)


def test_what_is_reported_or_cited_has_no_check():
    checked = {claim_id for claim_id, _ in CHECKS}
    kinds = {claim.id: claim.kind for claim in OWN if claim.id not in checked}
    assert kinds == {
        "deng2024/b-definitions": Kind.DEFINITION,
        "deng2024/b-published-update": Kind.DEFINITION,
        **{claim.id: Kind.EQUATION for claim in OWN if claim.parts},
        "deng2024/thm-1": Kind.CITED,
        "deng2024/b-flatter": Kind.EMPIRICAL,
        "deng2024/b-flatter-than-sam": Kind.EMPIRICAL,
        "deng2024/b-flatter-than-sgd": Kind.EMPIRICAL,
        "deng2024/b-better": Kind.EMPIRICAL,
        "deng2024/b-better-tasks": Kind.EMPIRICAL,
    }


# log sum exp of an affine map: convex, with third and fourth derivatives of its own
RNG = np.random.default_rng(SEED)
ROWS, OFFSETS = RNG.normal(size=(5, 3)), RNG.normal(size=5)


def loss(e):
    z = ROWS @ e + OFFSETS
    return np.logaddexp.reduce(z) - np.logaddexp.reduce(OFFSETS)


def derivatives():
    weights = np.exp(OFFSETS - np.logaddexp.reduce(OFFSETS))
    g = weights @ ROWS
    centred = ROWS - g
    h = np.einsum("k,ki,kj->ij", weights, centred, centred)
    u = g / np.linalg.norm(g)
    third = weights @ (centred @ u) ** 3
    return g, h, u, third


def extreme(sign, rho):
    u = derivatives()[2]

    def turned(v):
        return -sign * loss(rho * v / np.linalg.norm(v)) / rho

    found = minimize(turned, sign * u + 0.01, tol=1e-14, method="BFGS", options={"gtol": 1e-9})
    return -found.fun * rho


def test_series_of_a_loss_with_all_derivatives():
    g, h, u, third = derivatives()
    bend = h @ u - (u @ h @ u) * u
    names = {"g": np.linalg.norm(g), "curvature": u @ h @ u, "across": bend @ bend, "third": third}
    ratios = []
    for rho in (0.05, 0.025):
        top, bottom = extreme(1, rho), extreme(-1, rho)
        errors = [
            top - value("deng2024/b-curvature-sides", "MaxS", rho=rho, **names),
            bottom - value("deng2024/b-curvature-sides", "MinS", rho_min=rho, **names),
            top + bottom - value("deng2024/b-curvature", "BilS", rho=rho, **names),
        ]
        ratios.append(errors)
    orders = np.log2(np.abs(np.array(ratios[0]) / np.array(ratios[1])))
    assert orders == pytest.approx([4, 4, 5], abs=0.2)
    series = sharpness.max_sharpness_series(g, h, 0.1, 3, third)
    assert series == pytest.approx(value("deng2024/b-curvature-sides", "MaxS", rho=0.1, **names))


def test_published_update_against_the_objective_of_a_quadratic_loss():
    rng = np.random.default_rng(SEED)
    raw, w = rng.normal(size=(3, 3)), rng.normal(size=3)
    h, rho, low = raw @ raw.T + np.eye(3), 1e-4, 2e-4
    g = h @ w
    u, step = g / np.linalg.norm(g), 1e-4
    curvature, bend = u @ h @ u, np.linalg.norm(h @ u - (u @ h @ u) * u)
    across = (h @ u - curvature * u) / bend

    def objective(w):
        return w @ h @ w / 2 + sharpness.bilateral_sharpness(h @ w, h, rho, low)

    exact = np.array([(objective(w + step * e) - objective(w - step * e)) / (2 * step) for e in np.eye(3)])
    update = sharpness.bilateral_update(g, g + rho * h @ u, g - low * h @ u)
    names = {"g": np.linalg.norm(g), "curvature": curvature, "bend": bend, "rho": rho, "rho_min": low}
    for vector, claim_id, prefix in (
        (exact, "deng2024/b-objective-gradient", "objective, "),
        (update, "deng2024/b-published-update-corrected", ""),
    ):
        added = value(claim_id, f"{prefix}along u", **names) - names["g"]
        assert vector @ u - names["g"] == pytest.approx(added, abs=tolerances.UPDATE_REMAINDER)
        assert vector @ across == pytest.approx(
            value(claim_id, f"{prefix}across u", **names), abs=tolerances.UPDATE_REMAINDER
        )
    assert (rho + low) * curvature > 100 * tolerances.UPDATE_REMAINDER


def test_curl_by_differences():
    a, b, x, y = 1.5, 0.7, 0.8, 1.1
    h = np.diag([a, b])

    def added(x, y):
        g = np.array([a * x, b * y])
        u = g / np.linalg.norm(g)
        return h @ u - (u @ h @ u) * u

    step = 1e-5
    by_x = (added(x + step, y) - added(x - step, y)) / (2 * step)
    by_y = (added(x, y + step) - added(x, y - step)) / (2 * step)
    formula = LEDGER.claim("deng2024/b-published-update-curl").formula["curl"].replace("Rational(5, 2)", "2.5")
    stated = eval(formula, {"__builtins__": {}}, {"a": a, "b": b, "x": x, "y": y})
    assert by_x[1] - by_y[0] == pytest.approx(stated, abs=1e-8)
    assert abs(stated) > 0.1


def test_four_continuous_derivatives_leave_more_than_the_fifth_power():
    def loss(x):
        return x + np.sign(x) * np.abs(x) ** 4.5

    left = []
    for rho in (1e-2, 1e-3, 1e-4):
        e = np.linspace(-rho, rho, 2001)
        bilateral = loss(e).max() - loss(e).min()
        assert bilateral == pytest.approx(eval(FOUR, {"__builtins__": {}}, {"rho": rho}), rel=1e-14, abs=0)
        left.append((bilateral - 2 * rho) / rho**4)
    assert left[0] > 2 * left[1] > 4 * left[2] > 0  # o(rho^4)
    assert left[0] / 1e-2 < left[1] / 1e-3  # not O(rho^5)


def test_a_minimum_of_another_loss_has_min_sharpness_at_a_large_radius():
    e = np.linspace(-1.2, 1.2, 2_400_001)
    losses = e**2 * (e - 1) ** 2 - e**3 / 20
    assert -losses.min() == pytest.approx(0.0556, abs=5e-5)  # MinS at 0, a local minimum
    near = np.abs(e) < 0.1
    assert losses[near].min() == 0.0
    assert "quadratic loss" in LEDGER.claim("deng2024/b-flatter-minimum-corrected").statement


@pytest.mark.parametrize("key", [key for key in CHECKS if key[1] is Method.NUMERICAL], ids=lambda key: key[0])
def test_counts_of_samples_are_in_evidence_and_scope(key):
    check = CHECKS[key]
    evidence = check.run(LEDGER.claim(key[0]).formula)
    assert all(str(count) in check.scope for count in evidence.uncertainty.values())
    assert LEDGER.claim(key[0]).region.includes(Domain.of(evidence.covered))


def test_extremes_lie_within_order_rho_squared_of_the_gradient():
    bound, g = extremes.localised(), local_model.names()["g"]
    curvature = sp.Symbol("M", positive=True)
    assert bound.free_symbols == {g, curvature}
    gradient, _, u, _ = derivatives()
    largest = 0.5 * np.linalg.norm(ROWS, 2) ** 2  # bounds the second derivatives of a log sum exp
    limit = float(bound.subs({g: np.linalg.norm(gradient), curvature: largest}))
    for rho in (0.05, 0.2):
        assert np.linalg.norm(maximiser(rho) - rho * u) <= limit * rho**2


@pytest.mark.parametrize(
    ("more", "step"),
    [
        (lambda e: e[1], "gradient are 0 at w"),
        (lambda e: sp.Integer(1), "gradient are 0 at w"),
    ],
)
def test_a_loss_whose_gradient_points_elsewhere_is_refused(more, step, monkeypatch):
    changed = local_model.loss() + more(local_model.axes())
    monkeypatch.setattr(extremes, "loss", lambda: changed)
    with pytest.raises(ArithmeticError, match=step):
        extremes.localised.__wrapped__()


def test_a_loss_without_a_largest_value_near_the_gradient_is_refused(monkeypatch):
    e = local_model.axes()
    monkeypatch.setattr(extremes, "loss", lambda: local_model.loss() + local_model.names()["g"] * e[0] / 2)
    with pytest.raises(ArithmeticError, match="falls by"):
        extremes.largest.__wrapped__(1, 3)


def test_what_must_drop_out_of_the_fourth_order_does():
    assert extremes.drops_out()


def maximiser(rho):
    u = derivatives()[2]
    found = minimize(lambda v: -loss(rho * v / np.linalg.norm(v)), u + 0.01, tol=1e-14, method="BFGS")
    return rho * found.x / np.linalg.norm(found.x)


def test_two_sided_loss_by_brute_force():
    g, a, b, rho, low = 2.0, 1.5, 3.0, 0.4, 0.5
    e = np.linspace(-low, rho, 200_001)
    losses = g * e + np.where(e >= 0, a, b) * e**2 / 2
    names = {"g": g, "a": a, "b": b, "rho": rho, "rho_min": low}
    assert losses.max() == pytest.approx(value("deng2024/b-indicator", "MaxS", **names))
    assert -losses.min() == pytest.approx(value("deng2024/b-indicator", "MinS", **names))


def test_an_undecided_formula_is_inconclusive():
    check = next(check for check in CHECKS.values() if check.claim_id == "deng2024/b-flatter-curvature")
    assert check.run("weight >= rho*rho_min").verdict is Verdict.FAILS
    assert check.run("weight >= -rho_min**2").verdict is Verdict.HOLDS
    assert check.run("weight >= 0").verdict is Verdict.INCONCLUSIVE  # true for rho >= rho' only
    with pytest.raises(ValueError, match="formula: expected an inequality, got 'rho'"):
        check.run("rho")


def test_a_loss_that_is_convex_across_the_gradient_is_refused(monkeypatch):
    update._confirm_concave()
    monkeypatch.setattr(update, "loss", lambda: local_model.loss() + 3 * local_model.names()["g"] * update.axes()[0])
    with pytest.raises(ArithmeticError, match="concave"):
        update._confirm_concave()
