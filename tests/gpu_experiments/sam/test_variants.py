"""AWP, LookSAM, WSAM and radii for each layer, against transcriptions of their papers' lines without the package."""

import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.sam.family import SAM, Standard
from gpu_experiments.sam.variants import AWP, WSAM, LookSAM
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.tolerances import FLOAT64_SUM, GOLDEN_PARITY

LR, MOMENTUM, DECAY = 0.1, 0.9, 5e-4


class Transcript:
    """Weights as a list of tensors, and SGD with momentum and weight decay: nothing of the package."""

    def __init__(self) -> None:
        self.w = weights(network())
        self.buffers: list[Tensor] | None = None

    def gradient(self, w: list[Tensor], x: Tensor, y: Tensor) -> list[Tensor]:
        leaves = [t.clone().requires_grad_() for t in w]
        hidden = torch.tanh(x @ leaves[0].T + leaves[1])
        return list(torch.autograd.grad(cross_entropy(hidden @ leaves[2].T + leaves[3], y), leaves))

    def step(self, used: list[Tensor]) -> None:
        d = [g + DECAY * w for g, w in zip(used, self.w, strict=True)]
        self.buffers = d if self.buffers is None else [MOMENTUM * b + v for b, v in zip(self.buffers, d, strict=True)]
        self.w = [w - LR * b for w, b in zip(self.w, self.buffers, strict=True)]


def total(vectors: list[Tensor]) -> float:
    return math.sqrt(sum(float((v * v).sum()) for v in vectors))


def inner(a: list[Tensor], b: list[Tensor]) -> float:
    return sum(float((x * y).sum()) for x, y in zip(a, b, strict=True))


def moved(w: list[Tensor], direction: list[Tensor], length: float) -> list[Tensor]:
    return [t + length / total(direction) * d for t, d in zip(w, direction, strict=True)]


def awp(run: Transcript, x: Tensor, y: Tensor, gamma: float) -> list[Tensor]:
    """A proxy makes one step of gradient ascent; of what it moved, each weight matrix takes gamma |w| in length."""
    g = run.gradient(run.w, x, y)
    proxy = [w + 0.01 * v for w, v in zip(run.w, g, strict=True)]
    there = []
    for w, p in zip(run.w, proxy, strict=True):
        diff = p - w
        there.append(w + gamma * w.norm() / (diff.norm() + 1e-20) * diff if w.ndim > 1 else w)
    return run.gradient(there, x, y)


ATTACK = PGD(0.1, 0.05, steps=3, random_start=False, bounds=(-2.0, 2.0))


@pytest.mark.parametrize("attacked", [False, True])
@pytest.mark.parametrize("gamma", [0.01, 0.3])
def test_awp(gamma: float, attacked: bool) -> None:
    model, run = network(), Transcript()
    driver = Driver(AWP(model, gamma), sgd(model))
    for x, y in batches():
        if attacked:
            x = ATTACK(model, x, y)
        driver.step(cross_entropy, x, y)
        run.step(awp(run, x, y, gamma))
    assert largest_difference(weights(model), run.w) < GOLDEN_PARITY


def test_awp_at_adversarial_inputs_is_not_awp_at_clean_ones() -> None:
    final = []
    for attacked in (False, True):
        model = network()
        x, y = batches()[0]
        Driver(AWP(model, 0.3), sgd(model)).step(cross_entropy, ATTACK(model, x, y) if attacked else x, y)
        final.append(weights(model))
    assert largest_difference(*final) > 1e-4


@pytest.mark.parametrize(("k", "alpha"), [(1, 0.7), (2, 0.7), (3, 0.2)])
@pytest.mark.parametrize("through", ["driver", "adapter"])
def test_looksam(through: str, k: int, alpha: float) -> None:
    """Algorithm 1 of Liu et al.: the angle between g and g_s, and what of g_s stands across g."""
    model, run = network(), Transcript()
    method, optimizer = LookSAM(model, 0.1, k=k, alpha=alpha), sgd(model)
    driver, adapter, across = Driver(method, optimizer), SharpnessAwareOptimizer(method, optimizer), []
    passes = 0
    for t, (x, y) in enumerate(batches()):

        def closure(x: Tensor = x, y: Tensor = y) -> Tensor:
            nonlocal passes
            passes += 1
            adapter.zero_grad()
            value = cross_entropy(model(x), y)
            value.backward()
            return value

        if through == "driver":
            driver.step(cross_entropy, x, y)
        else:
            adapter.step(closure)
        g = run.gradient(run.w, x, y)
        if t % k == 0:
            used = run.gradient(moved(run.w, g, 0.1), x, y)
            cosine = inner(g, used) / (total(g) * total(used))
            across = [s - total(used) * cosine / total(g) * v for s, v in zip(used, g, strict=True)]
        else:
            used = [v + alpha * total(g) / total(across) * a for v, a in zip(g, across, strict=True)]
        run.step(used)
    assert largest_difference(weights(model), run.w) < GOLDEN_PARITY
    if through == "adapter":
        assert passes == 5 + len(range(0, 5, k))


def test_looksam_keeps_no_direction_that_is_not_finite() -> None:
    model = network()
    driver = Driver(LookSAM(model, 0.1, k=2), torch.optim.SGD(model.parameters(), lr=0.0), nonfinite="count")
    x, y = batches()[0]
    driver.step(cross_entropy, x, y)
    kept = driver.method.state_dict()["average"]
    driver.step(cross_entropy, x, y)
    driver.step(cross_entropy, x * math.nan, y)
    assert torch.equal(driver.method.state_dict()["average"], kept)
    assert float(kept.norm()) > 0.0


def test_looksam_has_no_context_manager() -> None:
    with pytest.raises(RuntimeError, match="LookSAM needs a Driver, since it visits points in some steps only"):
        LookSAM(network()).__enter__()


@pytest.mark.parametrize("gamma", [0.0, 0.3, 0.5, 0.9])
def test_wsam(gamma: float) -> None:
    model, run = network(), Transcript()
    driver, share = Driver(WSAM(model, 0.1, gamma=gamma), sgd(model)), gamma / (1.0 - gamma)
    for x, y in batches():
        driver.step(cross_entropy, x, y)
        g = run.gradient(run.w, x, y)
        there = run.gradient(moved(run.w, g, 0.1), x, y)
        run.step([(1.0 - share) * a + share * b for a, b in zip(g, there, strict=True)])
    assert largest_difference(weights(model), run.w) < GOLDEN_PARITY


@pytest.mark.parametrize(("gamma", "make"), [(0.0, Standard), (0.5, lambda m: SAM(m, 0.1))])
def test_wsam_reaches_from_the_plain_step_to_sam_and_beyond(gamma: float, make) -> None:
    model, other = network(), network()
    driver, expected = Driver(WSAM(model, 0.1, gamma=gamma), sgd(model)), Driver(make(other), sgd(other))
    for x, y in batches():
        driver.step(cross_entropy, x, y)
        expected.step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(other)) < FLOAT64_SUM


def test_wsam_of_the_authors_subtracts_the_sharpness_afterwards() -> None:
    """Without momentum that is the same step."""
    model, w = network(), Transcript()
    driver = Driver(WSAM(model, 0.1, gamma=0.9), torch.optim.SGD(model.parameters(), lr=0.01))
    for x, y in batches():
        driver.step(cross_entropy, x, y)
        g = w.gradient(w.w, x, y)
        there = w.gradient(moved(w.w, g, 0.1), x, y)
        w.w = [t - 0.01 * a for t, a in zip(w.w, g, strict=True)]
        w.w = [t - 0.01 * 9.0 * (b - a) for t, a, b in zip(w.w, g, there, strict=True)]
    assert largest_difference(weights(model), w.w) < GOLDEN_PARITY


def test_layers_climb_by_their_own_norm() -> None:
    model = network()
    before = weights(model)
    x, y = batches()[0]
    gradient = torch.autograd.grad(cross_entropy(model(x), y), list(model.parameters()))
    groups = [{"params": model[0].parameters(), "rho": 0.2}, {"params": model[2].parameters()}]
    cross_entropy(model(x), y).backward()
    with SAM(model, 0.1, params=groups, normalise="layer"):
        e = [p.detach() - w for p, w in zip(model.parameters(), before, strict=True)]
    expected = [r * g / (g.norm() + 1e-12) for r, g in zip((0.2, 0.2, 0.1, 0.1), gradient, strict=True)]
    assert largest_difference(e, expected) < FLOAT64_SUM
    assert largest_difference(weights(model), before) == 0.0


def test_a_layer_without_a_gradient_stays_and_one_that_is_not_finite_keeps_all() -> None:
    for poison, climbs in ((0.0, [True, True, True, False]), (math.nan, [False] * 4)):
        model = network()
        before = weights(model)
        cross_entropy(model(batches()[0][0]), batches()[0][1]).backward()
        model[2].bias.grad.fill_(poison)
        method = SAM(model, 0.1, normalise="layer")
        with method:
            moved = [not torch.equal(p, w) for p, w in zip(model.parameters(), before, strict=True)]
        assert moved == climbs
        assert int(method.nonfinite) == (poison != 0.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda m: LookSAM(m, k=0), "k must be a whole number, at least 1, got 0"),
        (lambda m: LookSAM(m, alpha=math.inf), "alpha must be finite and >= 0, got inf"),
        (lambda m: WSAM(m, gamma=1.0), r"gamma must be in \[0, 1\), got 1.0"),
        (lambda m: SAM(m, normalise="tensor"), "normalise must be 'all' or 'layer', got 'tensor'"),
        (lambda m: AWP(nn.BatchNorm1d(3)), "at least one parameter"),
    ],
)
def test_bad_settings_are_named(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(network())
