"""PGD: recorded numbers, what it leaves untouched, restarts and best iterates, other libraries."""

import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.networks.normalization import Normalize
from gpu_experiments.sam.family import SAM
from gpu_experiments.stepping.driver import Driver
from tests.gpu_experiments.sam.parity_problem import GOLDEN, largest_difference, network, sgd, weights
from tests.tolerances import GOLDEN_PARITY


def unit_data(dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor]:
    i, j = torch.arange(32, dtype=torch.float64), torch.arange(8, dtype=torch.float64)
    return (0.5 + 0.5 * torch.cos(0.13 * i[:, None] * (j + 1))).to(dtype), torch.arange(32) % 4


def transcribed(model: nn.Module, x: Tensor, y: Tensor, entry: dict, guards: tuple[float, float]) -> Tensor:
    """The l2 attack line by line as the recorded code has it, with its guards of step and projection."""
    delta = torch.zeros_like(x)
    for _ in range(entry["iters"]):
        delta.requires_grad_()
        (g,) = torch.autograd.grad(cross_entropy(model(x + delta), y), delta)
        moved = delta.detach() + entry["alpha"] * g / (g.norm(dim=1, keepdim=True) + guards[0])
        size = moved.norm(dim=1, keepdim=True)
        moved = torch.where(size > entry["eps"], moved * entry["eps"] / (size + guards[1]), moved)
        delta = torch.minimum(torch.maximum(moved, -x), 1.0 - x)
    return delta


@pytest.mark.parametrize("key", GOLDEN["pgd"])
def test_agrees_with_the_recorded_attack(key: str) -> None:
    """In l2 the recorded code divides by |g| + 1e-10 and |delta| + 1e-7: without these the attack is PGD's."""
    entry = GOLDEN["pgd"][key]
    attack = PGD(entry["eps"], entry["alpha"], entry["iters"], entry["norm"], random_start=False)
    model, (x, y) = network(), unit_data()
    recorded = torch.tensor(entry["delta"], dtype=torch.float64)
    delta = attack.perturbation(model, x, y)
    if entry["norm"] == "l2":
        assert largest_difference([delta], [transcribed(model, x, y, entry, (0.0, 0.0))]) < GOLDEN_PARITY
        delta = transcribed(model, x, y, entry, (1e-10, 1e-7))
    assert largest_difference([delta], [recorded]) < GOLDEN_PARITY
    losses = cross_entropy(model(x + delta), y, reduction="none")
    assert losses.tolist() == pytest.approx(entry["adv_loss_per_sample"], rel=GOLDEN_PARITY)
    assert float((model(x + delta).argmax(1) == y).double().mean()) == entry["adv_acc"]


def test_gradients_parameters_mode_and_statistics_are_untouched() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 4))
    model[0].bias.requires_grad_(False)
    marks = [torch.full_like(p, 7.0) if p.requires_grad else None for p in model.parameters()]
    for p, mark in zip(model.parameters(), marks, strict=True):
        p.grad = mark
    before = {k: v.clone() for k, v in model.state_dict().items()}
    x, y = unit_data(torch.float32)
    PGD(0.1, 0.03, 5, restarts=2, keep="best")(model, x, y)
    assert all(p.grad is mark for p, mark in zip(model.parameters(), marks, strict=True))
    assert all(torch.equal(g, torch.full_like(g, 7.0)) for g in marks if g is not None)
    assert all(torch.equal(v, before[k]) for k, v in model.state_dict().items())
    assert model.training
    assert [p.requires_grad for p in model.parameters()] == [True, False, True, True, True, True]


def test_parameters_require_gradients_again_also_when_the_model_raises() -> None:
    model = network()
    with pytest.raises(RuntimeError):
        PGD()(model, torch.rand(3, 5, dtype=torch.float64), torch.zeros(3, dtype=torch.int64))
    assert all(p.requires_grad for p in model.parameters())


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_stays_in_ball_and_box_and_raises_the_loss(norm: str) -> None:
    model, (x, y) = network(torch.float32), unit_data(torch.float32)
    for restarts, keep in ((1, "last"), (3, "best")):
        attack = PGD(0.2, 0.05, 10, norm, restarts=restarts, keep=keep)
        adversarial = attack(model, x, y, torch.Generator().manual_seed(0))
        size = torch.linalg.vector_norm((adversarial - x).double(), math.inf if norm == "linf" else 2, dim=1)
        assert size.max() <= 0.2 * (1 + 1e-6)
        assert adversarial.min() >= 0.0
        assert adversarial.max() <= 1.0
        assert cross_entropy(model(adversarial), y) > cross_entropy(model(x), y)


def test_best_iterate_and_restarts_never_do_worse() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 4))
    x, y = unit_data(torch.float32)

    def wrong(keep: str, restarts: int) -> Tensor:
        attack = PGD(0.1, 0.2, 7, restarts=restarts, keep=keep)  # a step too large, so that iterates jump
        return model(attack(model, x, y, torch.Generator().manual_seed(1))).argmax(1) != y

    last, best, more = wrong("last", 1), wrong("best", 1), wrong("best", 4)
    assert (best | ~last).all()
    assert (more | ~best).all()


def test_random_start_follows_the_generator_and_no_steps_is_the_start() -> None:
    model, (x, y) = network(), unit_data()
    start = PGD(0.1, 0.1, 0)
    one, two = (start(model, x, y, torch.Generator().manual_seed(4)) for _ in range(2))
    assert torch.equal(one, two)
    assert not torch.equal(one, x)
    assert (one - x).abs().max() <= 0.1
    assert torch.equal(PGD(0.1, 0.1, 0, random_start=False)(model, x, y), x)


def test_normalisation_inside_the_model_keeps_the_radius_in_pixels() -> None:
    model, (x, y) = network(), unit_data()
    inside = nn.Sequential(Normalize([0.4], [0.2]).double(), nn.Flatten(), model)
    images = x.view(32, 1, 2, 4)
    adversarial = PGD(0.1, 0.03, 5)(inside, images, y)
    assert float((adversarial - images).abs().max()) == pytest.approx(0.1, rel=1e-12)
    assert torch.allclose(inside[0](images), (images - 0.4) / 0.2)
    with pytest.raises(ValueError, match="std must be positive"):
        Normalize([0.0], [0.0])
    with pytest.raises(ValueError, match="one value a channel, got 2 and 1"):
        Normalize([0.0, 0.0], [1.0])


def test_adversarial_training_with_sam_starts_from_a_clean_gradient() -> None:
    """The attack's gradients do not reach the ascent, whichever steps it made before."""
    x, y = unit_data()
    models = network(), network()
    adversarial = PGD(0.1, 0.03, 5, random_start=False)(models[0], x, y)
    for model in models:
        Driver(SAM(model, 0.05), sgd(model)).step(cross_entropy, adversarial, y)
    assert largest_difference(*map(weights, models)) == 0.0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"eps": -0.1}, "eps must be finite and >= 0, got -0.1"),
        ({"step_size": math.nan}, "step_size must be finite and >= 0, got nan"),
        ({"eps": "0.1"}, "eps must be finite and >= 0, got '0.1'"),
        ({"steps": -1}, "steps must be a whole number, at least 0, got -1"),
        ({"steps": 2.5}, "steps must be a whole number, at least 0, got 2.5"),
        ({"restarts": 0}, "restarts must be a whole number, at least 1, got 0"),
        ({"restarts": 2, "random_start": False}, "restarts must be 1 without random_start"),
        ({"norm": "l0"}, "norm must be one of l1, l2, linf, got 'l0'"),
        ({"keep": "first"}, "keep must be 'last' or 'best', got 'first'"),
        ({"bounds": (1.0, 0.0)}, "bounds must be"),
    ],
)
def test_bad_settings_are_named(settings: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PGD(**settings)


def test_bad_inputs_are_named() -> None:
    with pytest.raises(ValueError, match="inputs must be floating-point"):
        PGD()(network(), torch.ones(3, 8, dtype=torch.int64), torch.zeros(3))
    with pytest.raises(ValueError, match=r"labels must have length 3, got shape \(2,\)"):
        PGD()(network(), torch.ones(3, 8), torch.zeros(2))
    with pytest.raises(ValueError, match=r"inputs must have at least one sample, got shape \(0, 8\)"):
        PGD()(network(), torch.ones(0, 8), torch.zeros(0))
    with pytest.raises(ValueError, match="labels must be int64 of shape"):
        PGD(keep="best")(network(torch.float32), torch.ones(3, 8), torch.full((3, 4), 0.25))
