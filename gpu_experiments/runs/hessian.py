"""The largest eigenvalues of the Hessian of the training loss, from products with vectors: no matrix is formed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.runs.eigenvalues import largest_eigenvalues
from gpu_experiments.sam.perturbation import Loss

Batches = Iterable[tuple[Tensor, Tensor]]


class HessianProduct:
    """The map v -> H v, with H the Hessian of the mean loss over all samples in the weights that are trained.

    The model is copied to float64 and evaluated in evaluation mode (batch norm with its running statistics), so that
    H is that of the function which predicts; the model itself is left alone.  `batches` are pairs (inputs, labels) that
    are gone through at every product; `loss` returns their mean.

    Raises ValueError if there is no sample, or nothing to differentiate.
    """

    def __init__(self, model: nn.Module, batches: Batches, loss: Loss = cross_entropy) -> None:
        self.model = copy.deepcopy(model).double().eval()
        self.loss = loss
        self.batches = [(x.double(), y) for x, y in batches]
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.samples = sum(len(y) for _, y in self.batches)
        self.size = sum(p.numel() for p in self.parameters)
        if self.samples == 0 or self.size == 0:
            raise ValueError(f"expected samples and weights to differentiate, got {self.samples} and {self.size}")

    def __call__(self, vector: Tensor) -> Tensor:
        """H v of a vector (size,), float64."""
        if vector.shape != (self.size,):
            raise ValueError(f"vector must have shape ({self.size},), got {tuple(vector.shape)}")
        along = [
            piece.view_as(p)
            for piece, p in zip(vector.split([p.numel() for p in self.parameters]), self.parameters, strict=True)
        ]
        total = torch.zeros_like(vector)
        with _reproducible_convolutions():
            for x, y in self.batches:
                value = self.loss(self.model(x), y)
                value = value.mean() if value.ndim else value
                slopes = torch.autograd.grad(value, self.parameters, create_graph=True)
                product = torch.autograd.grad(slopes, self.parameters, along, materialize_grads=True)
                total += torch.cat([part.flatten() for part in product]) * (len(y) / self.samples)
        return total


def top_eigenvalues(
    model: nn.Module,
    batches: Batches,
    count: int = 1,
    *,
    loss: Loss = cross_entropy,
    tolerance: float = 1e-3,
    seed: int = 0,
) -> list[float]:
    """The `count` largest (most positive) eigenvalues, in descending order, by Lanczos' method (scipy's eigsh).

    From one vector Lanczos' method sees one direction of every eigenspace, so equal eigenvalues may be missed.  Hence
    the largest eigenvalue is then sought orthogonally to what was found, from another vector, until none is larger than
    the last one found.

    tolerance: accuracy of the eigenvalues, in (0, 1), relative to each, or to 1e-10 of the largest in size where that
        is more.
    seed: of the first vectors.
    Raises ValueError unless 1 <= count < number of weights and 0 < tolerance < 1; ArithmeticError where products are
    not finite or Lanczos' method does not reach the tolerance.
    """
    product = HessianProduct(model, batches, loss)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count < product.size:
        raise ValueError(f"count must be in 1 ... {product.size - 1}, got {count!r}")
    if isinstance(tolerance, bool) or not isinstance(tolerance, float) or not 0.0 < tolerance < 1.0:
        raise ValueError(f"tolerance must be in (0, 1), got {tolerance!r}")
    device = product.parameters[0].device

    def multiply(vector: np.ndarray) -> np.ndarray:
        found = product(torch.from_numpy(np.ascontiguousarray(vector).reshape(-1)).to(device)).cpu().numpy()
        if not np.isfinite(found).all():
            raise ArithmeticError("a product with the Hessian is not finite")
        return found

    return largest_eigenvalues(multiply, product.size, count, tolerance, seed)


@contextmanager
def _reproducible_convolutions() -> Iterator[None]:
    """Within this context cuDNN chooses deterministic algorithms."""
    before = torch.backends.cudnn.deterministic
    torch.backends.cudnn.deterministic = True
    try:
        yield
    finally:
        torch.backends.cudnn.deterministic = before
