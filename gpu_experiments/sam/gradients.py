"""Gradients of whole passes: taken from `.grad` as the project's own copies, put together, given back."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import Parameter

from gpu_experiments.sam.flat_vectors import flat, pieces_of
from gpu_experiments.sam.sharded import any_sharded, tensor_like


class Pass(NamedTuple):
    """The gradient of one pass: of the parameters that it saw, one flat vector (of no parameters: None)."""

    params: list[Parameter]
    vector: Tensor | None

    def pieces(self) -> dict[Parameter, Tensor]:
        """The gradient of every parameter."""
        if self.vector is None:
            return {}
        pieces = pieces_of(self.vector, list(self.params))
        return dict(zip(self.params, shaped(pieces, self.params), strict=True))


class Mark(NamedTuple):
    """A gradient that a step has left, by which it is known again."""

    param: Parameter
    gradient: weakref.ref[Tensor]
    version: int


def clear(params: Iterable[Parameter]) -> None:
    """No gradient is left."""
    for p in params:
        p.grad = None


def taken(params: Iterable[Parameter]) -> Pass:
    """The gradient of a pass, a copy: what `.grad` holds may be a view of memory that the next pass writes to."""
    seen = [p for p in params if p.grad is not None]
    vector = flat([p.grad for p in seen]) if seen else None  # type: ignore[misc]
    clear(seen)
    return Pass(seen, vector)


def check_kinds(params: Sequence[Parameter]) -> None:
    """Raises ValueError for gradients that make no vector together: sparse ones, real and complex ones."""
    gradients = [p.grad for p in params if p.grad is not None]
    for g in gradients:
        if g.layout is not torch.strided:
            raise ValueError(
                f"gradients must be dense, got one of layout {g.layout} and shape {tuple(g.shape)}: "
                "make the embedding with sparse=False, or leave it out of params"
            )
    if len({g.is_complex() for g in gradients}) > 1:
        raise ValueError(
            "parameters that climb must be all real or all complex, got both: keep complex ones as real views, "
            "or name those that climb by params"
        )


def aligned(passes: Sequence[Pass], order: Sequence[Parameter]) -> tuple[list[Parameter], list[Tensor]]:
    """The parameters that some pass saw, in order, and the gradient of every pass over all of these.

    A pass that did not see a parameter does not depend on it, so its gradient there is zero: what a method makes of the
    gradients is the same whether a layer was left out or multiplied by zero.
    """
    first = passes[0].params
    if all(len(p.params) == len(first) and all(map(_same, p.params, first)) for p in passes):
        return first, [p.vector for p in passes if p.vector is not None]
    pieces = [one.pieces() for one in passes]
    params = [p for p in order if any(p in known for known in pieces)]
    filled = [[known[p] if p in known else torch.zeros_like(p) for p in params] for known in pieces]
    return params, [flat(vectors) for vectors in filled]


def give(params: list[Parameter], vector: Tensor) -> None:
    """Makes the vector the gradient."""
    for p, piece in zip(params, shaped(pieces_of(vector, list(params)), params), strict=True):
        p.grad = piece.to(p.dtype)


def shaped(pieces: list[Tensor], params: Sequence[Parameter]) -> list[Tensor]:
    """The parts of gradients here, as gradients of these parameters."""
    if not any_sharded(params):
        return pieces
    return [tensor_like(piece.to(p.dtype), p) for piece, p in zip(pieces, params, strict=True)]


def add(carried: dict[Parameter, Tensor]) -> None:
    """Adds gradients to those found."""
    for p, gradient in carried.items():
        p.grad = gradient if p.grad is None else p.grad + gradient


def mark(params: Sequence[Parameter]) -> Mark | None:
    """Marks the gradients that are there now."""
    for p in params:
        if p.grad is not None:
            p.grad = p.grad.detach()  # an object of its own: data-parallel replicas put theirs back at every step
            return Mark(p, weakref.ref(p.grad), p.grad._version)
    return None


def is_left(left: Mark | None, p: Parameter) -> bool:
    """Whether the gradient of a parameter is what the last step has left, untouched."""
    return left is not None and p is left.param and p.grad is left.gradient() and p.grad._version == left.version  # type: ignore[union-attr]


def check_fresh(left: Mark | None, name: str) -> None:
    """Raises RuntimeError if the gradients hold what the last step has left, with which no optimizer made a step."""
    if left is not None and left.param.grad is not None and left.param.grad is left.gradient():
        raise RuntimeError(
            f"the gradients still hold those that {name} left, and no optimizer has made a step with them: they would enter "
            "the ascent, and be lost.  Clear them before the backward at w; to accumulate over several batches, call "
            "set_aside() before it, or make all backwards before the body and again in it"
        )


def _same(a: Parameter, b: Parameter) -> bool:
    return a is b
