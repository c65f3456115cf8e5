"""The largest eigenvalues of a symmetric matrix from products with vectors, equal and clustered ones included.

Lanczos' method from one vector sees one direction of every eigenspace.  So what it finds is put aside and the largest
eigenvalue is sought in the orthogonal complement, from another vector, until none there is larger than the last one
found.  A subspace with residual R has its own eigenvalues and those of its complement within |R| of the matrix's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Product = Callable[[Array], Array]

_SMALLEST_TOLERANCE = 1e-13
_FLOOR = 1e-10
"""Of the largest eigenvalue in size: the accuracy of eigenvalues that are much smaller."""
_ZERO = 1e-14
"""Of the largest eigenvalue in size: a product of a random unit vector below this means a zero matrix."""


def largest_eigenvalues(multiply: Product, size: int, count: int, tolerance: float, seed: int) -> list[float]:
    """The `count` most positive eigenvalues, descending, to a relative accuracy (see `_allowed`); 1 <= count < size.

    Raises ArithmeticError where Lanczos' method does not reach the tolerance.
    """
    rng = np.random.default_rng(seed)
    start = rng.standard_normal(size)
    if not multiply(start).any():  # ARPACK refuses a zero matrix
        return [0.0] * count
    sharp = tolerance
    while sharp >= _SMALLEST_TOLERANCE:
        found = _attempt(multiply, size, count, sharp, tolerance, start, rng)
        if found is not None:
            return sorted(map(float, found), reverse=True)
        sharp *= 1e-2
    raise ArithmeticError(f"the {count} largest eigenvalues could not be told apart to a tolerance of {tolerance!r}")


def _attempt(
    multiply: Product, size: int, count: int, sharp: float, tolerance: float, start: Array, rng: np.random.Generator
) -> Array | None:
    """The eigenvalues, or None where a residual exceeds the tolerance and the search must be sharper."""
    values, vectors = _lanczos(multiply, size, count, sharp, start)
    for _ in range(size - count):
        value, vector = _largest_outside(multiply, size, values, vectors, sharp, rng)
        if value <= values.min() + _allowed(values.min(), values, tolerance):
            return values
        values, vectors, residuals = _ritz(multiply, np.column_stack([vectors, vector]), count)
        if (residuals > _allowed(values, values, tolerance)).any():
            return None
    return values


def _allowed(value: Array, values: Array, tolerance: float) -> Array:
    """The error allowed in a value among values: relative to it, or to `_FLOOR` of the largest."""
    return np.maximum(tolerance * np.abs(value), _FLOOR * np.abs(values).max())


def _largest_outside(
    multiply: Product, size: int, values: Array, vectors: Array, tolerance: float, rng: np.random.Generator
) -> tuple[float, Array]:
    """The largest eigenvalue in the complement of the vectors; in their span the operator has the smallest of values."""
    least = values.min()

    def complement(vector: Array) -> Array:
        inside = vectors @ (vectors.T @ vector)
        outside = multiply(vector - inside)
        return outside - vectors @ (vectors.T @ outside) + least * inside

    start = rng.standard_normal(size)
    start -= vectors @ (vectors.T @ start)
    start /= np.linalg.norm(start)
    if np.linalg.norm(complement(start)) <= _ZERO * np.abs(values).max():
        return 0.0, start
    (value,), vector = _lanczos(complement, size, 1, tolerance, start)
    return float(value), vector[:, 0]


def _ritz(multiply: Product, vectors: Array, count: int) -> tuple[Array, Array, Array]:
    """The `count` largest Ritz values of a span, their vectors, and the norms of their residuals."""
    basis = np.linalg.qr(vectors)[0]
    images = np.column_stack([multiply(column) for column in basis.T])
    small = basis.T @ images
    values, rotation = np.linalg.eigh(0.5 * (small + small.T))
    values, rotation = values[-count:], rotation[:, -count:]
    best = basis @ rotation
    return values, best, np.linalg.norm(images @ rotation - best * values, axis=0)


def _lanczos(multiply: Product, size: int, count: int, tolerance: float, start: Array) -> tuple[Array, Array]:
    from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

    operator = LinearOperator((size, size), matvec=lambda v: multiply(v.reshape(-1)), dtype=np.float64)
    try:
        return eigsh(operator, k=count, which="LA", v0=start, tol=tolerance)
    except ArpackError as error:
        raise ArithmeticError(
            f"Lanczos' method found no {count} eigenvalues to a tolerance of {tolerance!r}"
        ) from error
