"""Which tensors a model was called with: whether several passes are those of one batch."""

from __future__ import annotations

import weakref
from typing import Any

import torch
from torch import Tensor, nn

from gpu_experiments.stepping.model_inputs import tensors_of


class InputWatch:
    """Notes the tensors of the forward passes with gradients, of one batch at most, by weak references.

    It is a hook of the model; a copy of it, within a copied or loaded model, notes nothing.
    """

    def __init__(self, model: nn.Module | None = None) -> None:
        self._first: tuple[weakref.ref[Tensor], ...] | None = None
        self._several = False
        if model is not None:
            model.register_forward_pre_hook(self, with_kwargs=True)

    def __call__(self, module: nn.Module, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """Called by torch before every forward pass of the model."""
        if torch.compiler.is_compiling() or not torch.is_grad_enabled():
            return
        given = [*args, *keywords.values()]
        nested = [t for value in given if isinstance(value, (dict, list, tuple)) for t in tensors_of(value)]
        seen = tuple(weakref.ref(t) for t in [*tensors_of(given), *nested])
        if self._first is None:
            self._first = seen
        elif not _same(self._first, seen):
            self._several = True

    def __reduce__(self) -> Any:
        return InputWatch, ()

    def clear(self) -> None:
        """Forgets what was noted."""
        self._first, self._several = None, False

    def one_batch(self) -> bool:
        """Whether all passes since `clear` had the same tensors, which are still there; False if none was seen."""
        return self._first is not None and not self._several and _same(self._first, self._first)


def _same(a: tuple[weakref.ref[Tensor], ...], b: tuple[weakref.ref[Tensor], ...]) -> bool:
    return len(a) == len(b) and all(x() is y() and x() is not None for x, y in zip(a, b, strict=True))
