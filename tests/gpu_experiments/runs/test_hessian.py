"""Top Hessian eigenvalues against exact Hessians of small models."""

import pytest
import torch
from torch import nn
from torch.autograd.functional import hessian
from torch.func import functional_call
from torch.nn.functional import cross_entropy

from gpu_experiments.runs.hessian import HessianProduct, top_eigenvalues


def problem(norm: bool = False) -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    torch.manual_seed(3)
    layers: list[nn.Module] = [nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3)]
    if norm:
        layers.insert(1, nn.BatchNorm1d(6))
    model = nn.Sequential(*layers)
    x, y = torch.randn(23, 4, generator=generator), torch.randint(3, (23,), generator=generator)
    if norm:
        model(x + 0.3)  # running statistics that are not those of the batch
    return model, x, y


def exact(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The Hessian by torch's own function, row by row, float64, evaluation mode."""
    model = model.double().eval()
    named = {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}
    rest = {name: p for name, p in model.named_parameters() if not p.requires_grad} | dict(model.named_buffers())
    sizes = [p.numel() for p in named.values()]

    def value(flat: torch.Tensor) -> torch.Tensor:
        pieces = zip(named.items(), flat.split(sizes), strict=True)
        weights = {name: piece.view_as(p) for (name, p), piece in pieces}
        return cross_entropy(functional_call(model, {**rest, **weights}, (x.double(),)), y)

    return hessian(value, torch.cat([p.flatten() for p in named.values()]))


@pytest.mark.parametrize("norm", [False, True], ids=["plain", "batch norm"])
def test_products_and_eigenvalues_are_those_of_the_exact_hessian(norm):
    model, x, y = problem(norm)
    batches = [(x[:10], y[:10]), (x[10:], y[10:])]  # unequal: samples count alike, not batches
    product = HessianProduct(model, batches)
    found = top_eigenvalues(model, batches, 4, tolerance=1e-8)
    matrix = exact(model, x, y)
    vector = torch.randn(len(matrix), dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(product(vector), matrix @ vector, rtol=1e-10, atol=1e-12)
    expected = torch.linalg.eigvalsh(matrix).flip(0)[:4].tolist()
    assert found == pytest.approx(expected, rel=1e-7)


def test_a_quadratic_has_its_own_matrix():
    """L = sum_i a_i w_i^2/2 through a squared loss: eigenvalues known; the largest, not the largest in size."""
    model = nn.Linear(3, 1, bias=False)
    curvature = torch.tensor([2.0, 0.5, -7.0], dtype=torch.float64)

    def loss(output: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        return 0.5 * (curvature[label] * output.squeeze(1) ** 2).sum() / 1.0

    batches = [(torch.eye(3), torch.tensor([0, 1, 2]))]
    assert top_eigenvalues(model, batches, 2, loss=loss, tolerance=1e-10) == pytest.approx([2.0, 0.5], rel=1e-8)


def test_frozen_weights_have_no_rows_and_the_model_is_left_alone():
    model, x, y = problem()
    model[0].weight.requires_grad_(False)
    model.train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    product = HessianProduct(model, [(x, y)])
    assert product.size == sum(p.numel() for p in model.parameters()) - model[0].weight.numel()
    found = top_eigenvalues(model, [(x, y)], tolerance=1e-8)
    assert model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters())
    assert model[0].weight.dtype == torch.float32
    assert found == pytest.approx([float(torch.linalg.eigvalsh(exact(model, x, y))[-1])], rel=1e-7)
    assert top_eigenvalues(model, [(x, y)], tolerance=1e-8) == pytest.approx(found, rel=1e-7)


def test_bad_arguments_are_named():
    model, x, y = problem()
    with pytest.raises(ValueError, match=r"count must be in 1 ... 50, got 0"):
        top_eigenvalues(model, [(x, y)], 0)
    with pytest.raises(ValueError, match=r"count must be in 1 ... 50, got 51"):
        top_eigenvalues(model, [(x, y)], 51)
    with pytest.raises(ValueError, match="expected samples and weights to differentiate, got 0 and 51"):
        HessianProduct(model, [])
    with pytest.raises(ValueError, match=r"vector must have shape \(51,\), got \(3,\)"):
        HessianProduct(model, [(x, y)])(torch.ones(3))
