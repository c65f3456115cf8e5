"""Section 3 against plain numerics: brute force over balls, linear programmes, random matrices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from theory.ledger.claims import Kind, Verdict
from theory.papers.wei2023.linear_layer.claims import SECTION as LAYER
from theory.papers.wei2023.section3.claims import SECTION

CLAIMS = (*SECTION.claims, *LAYER.claims)
FORMULAS = {claim.id: claim.formula for claim in CLAIMS}
CHECKS = {check.claim_id: check for part in (SECTION, LAYER) for check in part.checks_of("theory")}
SEED = 20230509
SHAPES = [(1, 1), (1, 4), (2, 2), (3, 5), (4, 3)]


@pytest.fixture
def rng():
    return np.random.default_rng(SEED)


def value(text, **names):
    """Evaluate a claim's formula in floating point."""
    return eval(text, {"__builtins__": {}}, names)


@pytest.mark.parametrize("claim_id", sorted(CHECKS))
def test_every_equation_of_section_3_is_proved_on_its_whole_domain(claim_id):
    evidence = CHECKS[claim_id].run(FORMULAS[claim_id])
    assert evidence.verdict is Verdict.HOLDS
    assert evidence.complete
    assert evidence.counterexample is None


def test_definitions_and_cited_results_have_no_check():
    kinds = {claim.id: claim.kind for claim in CLAIMS if not claim.parts}
    assert {claim_id for claim_id in kinds if claim_id not in CHECKS} == {f"wei2023/eq-{k}" for k in (1, 2, 3, 4)}
    assert kinds["wei2023/eq-2"] is Kind.CITED


def test_loss_plus_sharpness_and_the_two_readings_on_a_grid(rng):
    x, y = rng.normal(size=7), rng.choice([-1, 1], size=7)
    w, grid = 0.3, np.linspace(-0.5, 0.5, 201)
    losses = np.log1p(np.exp(-y * x * (w + grid[:, None])))  # one row a perturbation
    at_w = np.log1p(np.exp(-y * x * w))
    sharpness = (losses.mean(axis=1) - at_w.mean()).max()
    assert at_w.mean() + sharpness == pytest.approx(losses.mean(axis=1).max(), rel=1e-14)
    assert losses.max(axis=0).mean() > losses.mean(axis=1).max()
    same = np.log1p(np.exp(-abs(x) * (w + grid[:, None])))  # all samples agree on the worst perturbation
    assert same.max(axis=0).mean() == pytest.approx(same.mean(axis=1).max(), rel=1e-14)


@pytest.mark.parametrize("shape", SHAPES)
def test_weight_perturbations_fill_a_ball(rng, shape):
    x, rho = rng.normal(size=shape[1]), 0.7
    radius = value(FORMULAS["wei2023/sec-3-weight-ball"]["radius"], rho=rho, norm_x=np.linalg.norm(x))
    changes = rng.normal(size=(200, *shape))
    changes *= rho / np.linalg.norm(changes, axis=(1, 2))[:, None, None]
    assert np.linalg.norm(changes @ x, axis=1).max() <= radius * (1 + 1e-12)
    target = rng.normal(size=shape[0])
    target *= radius / np.linalg.norm(target)
    change = np.linalg.lstsq(np.kron(np.eye(shape[0]), x[None]), target, rcond=None)[0].reshape(shape)
    np.testing.assert_allclose(change @ x, target, rtol=1e-12, atol=1e-14)
    assert np.linalg.norm(change) == pytest.approx(rho, rel=1e-12)  # the least change that reaches the boundary


@pytest.mark.parametrize("shape", SHAPES)
def test_input_perturbations_fill_an_ellipsoid(rng, shape):
    layer, eps = rng.normal(size=shape), 0.4
    formula = FORMULAS["wei2023/sec-3-input-support"] | FORMULAS["wei2023/sec-3-input-form"]
    inputs = rng.normal(size=(500, shape[1]))
    inputs *= eps / np.linalg.norm(inputs, axis=1)[:, None]
    direction = rng.normal(size=shape[0])
    support = value(formula["support"], eps=eps, norm_WTv=np.linalg.norm(layer.T @ direction))
    assert (inputs @ layer.T @ direction).max() <= support * (1 + 1e-12)
    best = eps * layer.T @ direction / np.linalg.norm(layer.T @ direction)
    assert direction @ layer @ best == pytest.approx(support, rel=1e-12)
    if shape[0] <= shape[1]:
        images = inputs @ layer.T
        forms = np.einsum("ni,ij,nj->n", images, np.linalg.inv(layer @ layer.T), images)
        bound = value(formula["bound"], eps=eps)
        assert forms.max() <= bound * (1 + 1e-10)
        z = layer @ best  # best lies in the row space, so it is the shortest input that reaches z
        assert z @ np.linalg.solve(layer @ layer.T, z) == pytest.approx(bound, rel=1e-10)


def test_ball_and_ellipsoid_agree_for_scaled_orthonormal_rows_only(rng):
    rho, eps, norm_x = 0.7, 0.4, 1.9
    diagonal = value(FORMULAS["wei2023/sec-3-equal-sets"]["diagonal"], rho=rho, eps=eps, norm_x=norm_x)
    rows = np.sqrt(diagonal) * np.linalg.qr(rng.normal(size=(5, 3)))[0].T
    directions = rng.normal(size=(100, 3))
    lengths = np.linalg.norm(directions, axis=1)
    np.testing.assert_allclose(eps * np.linalg.norm(directions @ rows, axis=1), rho * norm_x * lengths, rtol=1e-12)
    skewed = rows * np.array([[1.0], [1.0], [1.1]])
    assert not np.allclose(eps * np.linalg.norm(directions @ skewed, axis=1), rho * norm_x * lengths, rtol=1e-3)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_margins_against_linear_programmes_and_the_gradient_step(rng, size):
    w, x, y, rho, eps = rng.normal(size=size), rng.normal(size=size), -1, 0.3, 0.2
    margin = y * w @ x
    sam = value(FORMULAS["wei2023/sec-3-sam-margin"]["l2"], margin=margin, rho=rho, norm_x=np.linalg.norm(x))
    assert y * (w - y * rho * x / np.linalg.norm(x)) @ x == pytest.approx(sam, rel=1e-12)
    norms = {"norm1": abs(w).sum(), "norm2": np.linalg.norm(w), "norm_max": abs(w).max()}
    formula = FORMULAS["wei2023/sec-3-at-margin"]
    stated = {norm: value(text, margin=margin, eps=eps, **norms) for norm, text in formula.items()}
    box = linprog(y * w, bounds=[(-eps, eps)] * size)
    assert margin + box.fun == pytest.approx(stated["linf"], rel=1e-9)
    both = np.concatenate([y * w, -y * w])  # delta = positive part minus negative part
    cross = linprog(both, A_ub=np.ones((1, 2 * size)), b_ub=[eps], bounds=[(0, None)] * (2 * size))
    assert margin + cross.fun == pytest.approx(stated["l1"], rel=1e-9)
    steps = rng.normal(size=(300, size))
    steps *= eps / np.linalg.norm(steps, axis=1)[:, None]
    assert (y * (x + steps) @ w).min() >= stated["l2"] - 1e-12
    assert y * w @ (x - y * eps * w / np.linalg.norm(w)) == pytest.approx(stated["l2"], rel=1e-12)


def test_what_cannot_be_decided_is_inconclusive():
    square = {"objective": "L + sharpness", "sharpness": "(L_moved - L)**2"}
    assert CHECKS["wei2023/eq-5"].run(square).verdict is Verdict.INCONCLUSIVE


def test_a_failing_formula_comes_with_numbers():
    evidence = CHECKS["wei2023/sec-3-weight-ball"].run({"radius": "2*rho*norm_x"})
    shown = evidence.counterexample["radius"]
    assert (shown["norm_x"], shown["rho"]) == ("2", "3")
    assert (float(shown["derived"]), float(shown["stated"])) == (6, 12)
    evidence = CHECKS["wei2023/eq-5-per-sample-bound"].run("per_sample <= shared")
    assert evidence.counterexample["losses"] == ["-1*e", "1*e"]


def test_a_formula_outside_the_language_is_refused():
    with pytest.raises(ValueError, match="names outside the language: banana"):
        CHECKS["wei2023/sec-3-weight-ball"].run({"radius": "banana*rho"})
