"""The context manager: what climbs, what is kept still, and that the weights come back bit for bit."""

import contextlib
import copy
import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM
from gpu_experiments.sam.perturbation import Perturbation
from tests.gpu_experiments.sam.parity_problem import (
    batches,
    distance,
    largest_difference,
    network,
    sgd,
    total_norm,
    weights,
)
from tests.tolerances import FLOAT32_SUM, FLOAT64_SUM


def ascend(model: nn.Module) -> None:
    x, y = batches(next(model.parameters()).dtype)[0]
    cross_entropy(model(x), y).backward()


def identical(a: list[Tensor], b: list[Tensor]) -> bool:
    return all(torch.equal(x, y) and torch.equal(x.signbit(), y.signbit()) for x, y in zip(a, b, strict=True))


def test_public_usage() -> None:
    model = network()
    optimizer = sgd(model)
    perturbation = SAM(model, rho=0.05)
    for x, y in batches():
        cross_entropy(model(x), y).backward()
        with perturbation:
            cross_entropy(model(x), y).backward()
        optimizer.step()
        optimizer.zero_grad()
    assert total_norm(weights(model)) == pytest.approx(3.332275187131123, rel=1e-12)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_weights_come_back_bit_for_bit_also_when_the_body_raises(dtype: torch.dtype) -> None:
    model = network(dtype)
    with torch.no_grad():
        next(model.parameters())[0, 0] = -0.0
    before = weights(model)
    perturbation = SAM(model, rho=0.7)
    for error in (None, ValueError("body"), KeyboardInterrupt()):
        model.zero_grad()
        ascend(model)
        expected = contextlib.nullcontext() if error is None else pytest.raises(type(error))
        with expected, perturbation:
            assert not identical(before, weights(model))
            assert all(p.grad is None for p in model.parameters())
            ascend(model)
            if error is not None:
                raise error
        assert identical(before, weights(model))


@pytest.mark.parametrize(
    ("make", "length"),
    [
        (lambda m: SAM(m, rho=0.3), 0.3),
        (lambda m: BiSAM(m, rho=0.3), 0.3),
        (lambda m: FSAM(m, rho=0.3), 0.3),
        (lambda m: GSAM(m, rho=0.3), 0.3),
        (lambda m: ESAM(m, rho=0.3, beta=0.5, gamma=1.0, guard=1e-12), 0.6),
    ],
    ids=["SAM", "BiSAM", "F-SAM", "GSAM", "ESAM"],
)
def test_length_of_the_perturbation(make, length: float) -> None:
    model = network()
    before = weights(model)
    ascend(model)
    with make(model):
        ascend(model)
        assert distance(before, weights(model)) == pytest.approx(length, rel=1e-9)


def test_asam_moves_within_its_own_ball() -> None:
    model = network()
    before = weights(model)
    ascend(model)
    with ASAM(model, rho=0.3):
        ascend(model)
        ratio = [(p.detach() - w)[w != 0.0] / w[w != 0.0] for p, w in zip(model.parameters(), before, strict=True)]
        assert total_norm(ratio) == pytest.approx(0.3, rel=1e-9)


def test_parameter_groups_have_their_own_rho_and_one_norm() -> None:
    model = network()
    first, second = list(model[0].parameters()), list(model[2].parameters())
    perturbation = SAM(model, params=[{"params": first, "rho": 0.2}, {"params": second}], rho=0.05)
    before = weights(model)
    ascend(model)
    gradient = [p.grad.clone() for p in model.parameters()]
    norm = total_norm(gradient)
    with perturbation:
        ascend(model)
        moved = [p.detach() - w for p, w in zip(model.parameters(), before, strict=True)]
    expected = [g * r / norm for g, r in zip(gradient, (0.2, 0.2, 0.05, 0.05), strict=True)]
    assert largest_difference(moved, expected) < FLOAT64_SUM
    assert identical(before, weights(model))


def test_parameters_left_out_and_frozen_ones_stay() -> None:
    model = network()
    model[0].bias.requires_grad_(False)
    before = weights(model)
    ascend(model)
    with SAM(model, rho=0.1, params=[model[0].weight, model[0].bias, model[2].bias]):
        assert all(p.grad is None for p in model.parameters())
        ascend(model)
        moved = [not torch.equal(p, w) for p, w in zip(model.parameters(), before, strict=True)]
    assert moved == [True, False, False, True]
    assert [p.grad is not None for p in model.parameters()] == [True, False, True, True]


def test_tied_weights_climb_once() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4)).double()
    model[2].weight = model[0].weight
    x, y = torch.randn(6, 4, dtype=torch.float64), torch.arange(6) % 4
    before = model[0].weight.detach().clone()
    cross_entropy(model(x), y).backward()
    norm = total_norm([p.grad for p in model.parameters()])
    expected = before + 0.1 * model[0].weight.grad / norm
    with SAM(model, rho=0.1):
        assert largest_difference([model[0].weight.detach()], [expected.detach()]) < 1e-12
        assert model[2].weight is model[0].weight
    assert torch.equal(model[0].weight, before)


@pytest.mark.parametrize("layer", [nn.BatchNorm1d(16), nn.InstanceNorm1d(16, track_running_stats=True)])
def test_running_statistics_come_from_the_first_pass_only(layer: nn.Module) -> None:
    model = nn.Sequential(nn.Linear(8, 16), nn.Unflatten(1, (16, 1)), nn.Upsample(scale_factor=3), layer)
    x = torch.randn(8, 8, generator=torch.Generator().manual_seed(0))
    once = copy.deepcopy(model)
    once(x)
    perturbation = SAM(model, rho=0.5)
    model(x).pow(3).mean().backward()
    with perturbation:
        inside = model(x)
        inside.pow(3).mean().backward()
        assert not torch.allclose(inside, once.eval()(x))  # normalises with the batch it sees
    for (name, buffer), expected in zip(model.named_buffers(), once.buffers(), strict=True):
        assert torch.equal(buffer, expected), name
    model(x)
    assert not torch.equal(model[3].running_mean, once[3].running_mean)  # goes on afterwards


def test_evaluation_inside_the_body_uses_the_running_statistics() -> None:
    model = nn.Sequential(nn.Linear(8, 4), nn.BatchNorm1d(4))
    x, y = batches(torch.float32)[0]
    cross_entropy(model(x), y).backward()
    with SAM(model, rho=0.0), torch.no_grad():
        model.eval()
        inside = model(x)
    assert torch.equal(inside, model(x))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("make", [SAM, ASAM, FSAM, GSAM, lambda m: FSAM(m, part="full")])
def test_a_gradient_that_is_not_finite_leaves_the_weights_and_is_counted(make, value: float) -> None:
    model = network()
    before = weights(model)
    perturbation: Perturbation = make(model)
    ascend(model)
    model[2].bias.grad[1] = value
    with perturbation:
        assert identical(before, weights(model))
        ascend(model)
    assert int(perturbation.nonfinite) == 1
    assert all(torch.isfinite(p.grad).all() for p in model.parameters())
    model.zero_grad()
    ascend(model)
    with perturbation:
        assert distance(before, weights(model)) > 0.0
        assert all(torch.isfinite(p).all() for p in model.parameters())
    assert int(perturbation.nonfinite) == 1


def test_fsam_starts_its_average_with_the_first_finite_gradient() -> None:
    model = network()
    perturbation = FSAM(model, rho=0.05)
    for poison in (math.nan, 0.0):
        model.zero_grad()
        ascend(model)
        model[2].bias.grad.add_(poison)
        expected = torch.cat([p.grad.view(-1) for p in model.parameters()])
        with perturbation:
            pass
    assert torch.equal(perturbation.state_dict()["average"], expected)


def test_gradient_accumulation_is_the_users_own() -> None:
    """Several backward calls before the weights climb, and several at the point, as without SAM."""
    x, y = batches()[0]
    gradients = []
    for parts in (1, 4):
        model = network()
        for a, b in zip(x.chunk(parts), y.chunk(parts), strict=True):
            (cross_entropy(model(a), b) / parts).backward()
        with SAM(model, rho=0.05):
            for a, b in zip(x.chunk(parts), y.chunk(parts), strict=True):
                (cross_entropy(model(a), b) / parts).backward()
        gradients.append([p.grad for p in model.parameters()])
    assert largest_difference(*gradients) < FLOAT64_SUM


def test_gradient_scaling_of_float16_leaves_the_step_as_it_is() -> None:
    """A GradScaler multiplies both gradients; the direction does not depend on it and the step is unscaled."""
    final = []
    for scale in (None, 2.0**12):
        model = network(torch.float32)
        optimizer = sgd(model)
        scaler = torch.amp.GradScaler("cpu", init_scale=scale or 1.0, enabled=scale is not None)
        perturbation = FSAM(model, rho=0.05, scaler=scaler)
        for x, y in batches(torch.float32):
            scaler.scale(cross_entropy(model(x), y)).backward()
            with perturbation:
                scaler.scale(cross_entropy(model(x), y)).backward()
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
        final.append(weights(model))
    assert largest_difference(*final) < FLOAT32_SUM


@pytest.mark.parametrize("make", [lambda m: MSAM(m, m=4), BSAM, ESAM])
def test_methods_that_need_the_driver_say_so(make) -> None:
    model = network()
    ascend(model)
    with pytest.raises(RuntimeError, match=r"needs a Driver, since it (splits|visits|selects)"), make(model):
        pass


def test_entering_without_a_gradient_or_twice() -> None:
    model = network()
    perturbation = SAM(model)
    with pytest.raises(RuntimeError, match=r"call backward\(\) before"), perturbation:
        pass
    before = weights(model)
    ascend(model)
    with perturbation:
        inside = weights(model)
        ascend(model)
        with pytest.raises(RuntimeError, match="this SAM is entered already"), perturbation:
            pass
        assert identical(inside, weights(model))
    assert identical(before, weights(model))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda m: SAM(m, rho=-0.1), r"rho must be finite and >= 0, got -0.1"),
        (lambda m: SAM(m, rho=math.nan), r"rho must be finite and >= 0, got nan"),
        (lambda m: BSAM(m, rho_min=math.inf), r"rho_min must be finite and >= 0, got inf"),
        (lambda m: SAM(m.parameters()), r"model must be a torch.nn.Module, got generator"),
        (lambda m: SAM(m, params=[]), r"at least one parameter"),
        (lambda m: SAM(m, params=[{"params": m.parameters(), "lr": 1.0}]), r"may hold params, rho; got lr"),
        (lambda m: SAM(m, params=[nn.Parameter(torch.ones(1))]), r"must hold parameters of the model"),
        (lambda m: SAM(m, params=2 * [{"params": list(m.parameters())}]), r"earlier entry holds already"),
        (lambda m: ESAM(m, beta=0.0), r"beta must be in \(0, 1\], got 0.0"),
        (lambda m: ESAM(m, gamma=1.5), r"gamma must be in \(0, 1\], got 1.5"),
        (lambda m: FSAM(m, lmbda=1.1), r"lmbda must be in \[0, 1\], got 1.1"),
        (lambda m: FSAM(m, sigma=-1.0), r"sigma must be finite and >= 0, got -1.0"),
        (lambda m: FSAM(m, part="half"), r"part must be 'noise' or 'full', got 'half'"),
        (lambda m: GSAM(m, alpha=math.nan), r"alpha must be finite and >= 0, got nan"),
        (lambda m: MSAM(m, m=0), r"m must be a whole number >= 1, got 0"),
        (lambda m: ASAM(m, form="eta"), r"form must be 'weight' or 'weight\+eta', got 'eta'"),
        (lambda m: ASAM(m, form="weight+eta", eta=-1.0), r"eta must be finite and >= 0, got -1.0"),
    ],
)
def test_bad_settings_are_named(make, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(network())
