from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from simulate.training.inner_maximum import certify_maximum, worst_perturbation
from simulate.training.linear_training import Schedule, train
from simulate.training.margin_losses import HINGE, LOGISTIC
from simulate.training.recipes import Recipe
from simulate.training.samples import Samples, draw_samples
from tests import tolerances
from theory import Adversarial, BinaryModel, SharpnessAware
from theory.smooth.losses import logistic_optimum, per_sample_optimum

MODEL = BinaryModel(0.9, 0.3, 4)
SMALL = draw_samples(MODEL, 64, 2, 5)
PLANE = draw_samples(MODEL, 64, 2, 5, in_plane=True)


def numerical_gradient(function, w, step=1e-6):
    units = np.eye(len(w))
    return np.array([(function(w + step * u) - function(w - step * u)) / (2 * step) for u in units])


def at(recipe, samples, weights):
    """The followed gradient of the first sample."""
    both = np.stack([weights, weights])
    return recipe.gradient(samples)(both, samples.features, samples.lengths)[0]


WEIGHTS = np.array([0.8, 0.3, 0.2, 0.4, 0.25])


def logistic(margin):
    return np.log1p(np.exp(-margin)).mean()


def test_standard_gradient_is_that_of_the_mean_loss():
    found = at(Recipe(), SMALL, WEIGHTS)
    expected = numerical_gradient(lambda w: logistic(SMALL.features[0] @ w), WEIGHTS)
    assert found == pytest.approx(expected, abs=tolerances.TRAINING_DIFFERENCE)


@pytest.mark.parametrize("loss", ["logistic", "hinge"])
def test_adversarial_gradient_is_that_of_the_loss_at_the_worst_inputs(loss):
    eps = 0.15
    value = logistic if loss == "logistic" else lambda m: np.maximum(0.0, 1.0 - m).mean()

    def worst(w):
        # the maximiser of an inner product over the l_inf ball, put into the inputs one by one
        moved = SMALL.features[0] - eps * np.concatenate([[0.0], np.sign(w[1:])])
        return value(moved @ w)

    found = at(Recipe(Adversarial(eps), loss=loss), SMALL, WEIGHTS)
    assert found == pytest.approx(numerical_gradient(worst, WEIGHTS), abs=tolerances.TRAINING_DIFFERENCE)


def test_adversarial_gradient_in_the_plane_is_the_same():
    w = np.array([0.8, 0.3, 0.3, 0.3, 0.3])
    plane = np.stack([SMALL.features[..., 0], SMALL.features[..., 1:].sum(axis=-1) / 2.0], axis=-1)  # sqrt(d) = 2
    inside = Samples(MODEL, plane, SMALL.lengths, in_plane=True)
    full = at(Recipe(Adversarial(0.1)), SMALL, w)
    found = at(Recipe(Adversarial(0.1)), inside, np.array([0.8, 0.6]))
    assert found == pytest.approx([full[0], full[1:].sum() / 2.0], abs=tolerances.TRAINING_ROUNDING)


def test_one_sample_step_is_the_exact_maximum_of_each_sample():
    rho = 0.4
    by_length = at(Recipe(SharpnessAware(rho), micro_batch=1), SMALL, WEIGHTS)
    literal = np.zeros_like(WEIGHTS)
    for x in SMALL.features[0]:
        g = -x / (1.0 + np.exp(x @ WEIGHTS))
        moved = WEIGHTS + rho * g / np.linalg.norm(g)
        literal -= x / (1.0 + np.exp(x @ moved)) / SMALL.n
    assert by_length == pytest.approx(literal, abs=tolerances.TRAINING_ROUNDING)
    exact = at(Recipe(SharpnessAware(rho), micro_batch=1, inner="exact"), SMALL, WEIGHTS)
    assert exact == pytest.approx(by_length, abs=tolerances.TRAINING_ROUNDING)


def test_hinge_differs_between_one_step_and_the_maximum_where_it_is_flat():
    one = Samples(MODEL, np.array([[[1.0, 1.0]]] * 2), np.full((2, 1), np.sqrt(2.0)), in_plane=True)
    w = np.array([[0.6, 0.6]] * 2)  # margin 1.2: flat, though the ball reaches margins below 1
    step, exact = (
        Recipe(SharpnessAware(0.5), "hinge", inner, 1).gradient(one)(w, one.features, one.lengths)
        for inner in ("one-step", "exact")
    )
    assert not step.any()
    assert exact == pytest.approx(-one.features[:, 0])


@pytest.mark.parametrize("size", [8, 64])
def test_micro_batches_climb_their_own_gradient(size):
    rho, literal = 0.3, np.zeros_like(WEIGHTS)
    for part in SMALL.features[0].reshape(-1, size, 5):
        g = -(part / (1.0 + np.exp(part @ WEIGHTS))[:, None]).mean(axis=0)
        moved = WEIGHTS + rho * g / np.linalg.norm(g)
        literal -= (part / (1.0 + np.exp(part @ moved))[:, None]).mean(axis=0) * size / SMALL.n
    assert at(Recipe(SharpnessAware(rho), micro_batch=size), SMALL, WEIGHTS) == pytest.approx(
        literal, abs=tolerances.TRAINING_ROUNDING
    )


@pytest.mark.parametrize("loss", [LOGISTIC, HINGE])
def test_the_maximum_on_a_circle_is_certified_and_found(loss):
    features, w = PLANE.features[0], np.array([0.7, 0.9])
    found = certify_maximum(loss, features, w, 0.8)
    angles = np.linspace(0.0, 2.0 * np.pi, 20_001)
    circle = w + 0.8 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    brute = loss.value(features @ circle.T).mean(axis=0).max()
    assert found.how == "two weights"
    assert brute - 1e-7 <= found.value <= found.upper <= brute + 1e-7
    delta = worst_perturbation(loss, features[None], w[None], 0.8)[0]
    assert loss.value(features @ (w + delta)).mean() == pytest.approx(brute, abs=1e-5)


@pytest.mark.parametrize(("weights", "rho", "how"), [(3.0 * np.ones(5), 0.2, "concave"), (WEIGHTS, 2.0, "majorant")])
def test_more_weights_come_with_a_bound(weights, rho, how):
    features = -SMALL.features[0] if how == "concave" else SMALL.features[0]
    found = certify_maximum(LOGISTIC, features, weights, rho)
    rng = np.random.default_rng(1)
    directions = rng.standard_normal((20_000, 5))
    tried = weights + rho * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    brute = LOGISTIC.value(features @ tried.T).mean(axis=0).max()
    assert found.how == how
    assert brute <= found.value + 1e-12 <= found.upper + 2e-12
    if how == "concave":
        assert found.gap < 1e-12


def test_hinge_has_no_bound_for_more_than_two_weights():
    with pytest.raises(ValueError, match="loss hinge: expected one with a second derivative"):
        certify_maximum(HINGE, SMALL.features[0], WEIGHTS, 0.5)


def test_standard_training_reaches_the_minimiser():
    samples = draw_samples(MODEL, 500, 2, 3)
    found = train(samples, Recipe(), Schedule(steps=2000, last=1.0))
    expected = optimize.minimize(lambda w: logistic(samples.features[1] @ w), np.zeros(5), method="BFGS", tol=1e-10).x
    assert found.weights[1] == pytest.approx(expected, abs=1e-5)
    assert found.residual.max() < 1e-9
    assert found.drift.max() < 1e-9


def test_full_batch_one_step_sam_ends_where_standard_training_does():
    samples = draw_samples(MODEL, 1000, 3, 3, in_plane=True)
    standard = train(samples, Recipe(), Schedule(steps=500, last=1.0))
    sharp = train(samples, Recipe(SharpnessAware(0.7)), Schedule(steps=2000, hold=0.1, last=0.0005))
    assert sharp.weights == pytest.approx(standard.weights, rel=2e-3)
    assert sharp.ratio == pytest.approx(standard.ratio, rel=2e-3)


def test_training_agrees_with_the_population():
    samples = draw_samples(MODEL, 100_000, 4, 8, in_plane=True)
    for recipe, optimum in (
        (Recipe(), logistic_optimum(MODEL)),
        (Recipe(SharpnessAware(0.5), micro_batch=1), per_sample_optimum(MODEL, 0.5)),
    ):
        found = train(samples, recipe, Schedule(steps=300))
        assert found.ratio.mean() == pytest.approx(optimum.ratio, rel=0.02)  # 6 standard errors


def test_mini_batches_and_micro_batches_end_alike():
    samples = draw_samples(BinaryModel(0.9, 0.1, 4), 4096, 4, 9)
    standard = train(samples, Recipe(), Schedule(steps=300, last=1.0), symmetric=True)
    falling = Schedule(steps=4000, rate=0.5, hold=0.2, last=0.02, averaged=0.7)
    recipe = Recipe(SharpnessAware(0.7))
    mini = train(samples, recipe, falling, batch=8, seed=1, symmetric=True, start=standard.weights)
    same = Recipe(SharpnessAware(0.7), micro_batch=8)
    micro = train(samples, same, Schedule(steps=200, last=0.1, averaged=0.7), symmetric=True, start=standard.weights)
    shift = np.log(micro.ratio / standard.ratio).mean()
    assert shift > 0.1
    assert np.log(mini.ratio / standard.ratio).mean() == pytest.approx(shift, rel=0.15)


def test_results_do_not_depend_on_the_number_of_replicates():
    few, many = draw_samples(MODEL, 64, 2, 5), draw_samples(MODEL, 64, 4, 5)
    assert np.array_equal(few.features, many.features[:2])
    results = [train(s, Recipe(SharpnessAware(0.3)), Schedule(steps=20), batch=16, seed=3).weights for s in (few, many)]
    assert np.array_equal(results[0], results[1][:2])


def test_the_plane_has_the_law_of_the_features():
    whole, plane = draw_samples(MODEL, 20_000, 1, 1), draw_samples(MODEL, 20_000, 1, 2, in_plane=True)
    along = whole.features[0, :, 1:].sum(axis=-1) / 2.0
    for power in (1, 2):
        assert np.mean(along**power) == pytest.approx(np.mean(plane.features[0, :, 1] ** power), abs=0.05)
        assert np.mean(whole.lengths**power) == pytest.approx(np.mean(plane.lengths**power), abs=0.08)
    assert np.mean(whole.features[0, :, 0] * along) == pytest.approx(plane.features[0].prod(axis=1).mean(), abs=0.05)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Recipe(loss="square"), "loss must be one of logistic, hinge, got 'square'"),
        (lambda: Recipe(inner="two-step"), "inner must be 'one-step' or 'exact', got 'two-step'"),
        (lambda: Recipe(ascent="noise", micro_batch=1), "ascent 'noise' needs one-step SAM with a micro_batch"),
        (lambda: Recipe(micro_batch=0), "n must be a positive whole number, got 0"),
        (lambda: Schedule(rate=float("nan")), "rate must be finite"),
        (lambda: Schedule(hold=1.0), r"hold must be in \[0, 1\), got 1.0"),
        (lambda: train(SMALL, Recipe(), batch=48), "batch must divide the 64 samples, got 48"),
        (lambda: train(SMALL, Recipe(SharpnessAware(0.1), micro_batch=48)), "micro_batch must divide the batch of 64"),
        (
            lambda: train(PLANE, Recipe(SharpnessAware(0.1), micro_batch=8)),
            "micro_batch must be 1, 64 or None in the plane",
        ),
        (lambda: draw_samples(MODEL, 64, 0, 1), "replicates must be a positive whole number, got 0"),
    ],
)
def test_bad_input_is_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
