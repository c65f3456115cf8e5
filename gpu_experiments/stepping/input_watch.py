"""Which tensors a model was called with: whether several passes are those of one batch."""

from __future__ import annotations

import functools
import weakref
from typing import Any

import torch
from torch import Tensor, nn

from gpu_experiments.stepping.model_inputs import tensors_of

_Seen = tuple[weakref.ref[Tensor], ...]


class InputWatch:
    """Notes the tensors of the forward passes that are gone back through, of one batch at most, by weak references.

    Of a pass it is the backward that counts: a trainer may clear the gradients between the two.  It is a hook of the model;
    a copy of it, within a copied or loaded model, notes nothing.
    """

    def __init__(self, model: nn.Module | None = None) -> None:
        self._first: _Seen | None = None
        self._several = False
        if model is not None:
            model.register_forward_hook(self, with_kwargs=True)

    def __call__(self, module: nn.Module, args: tuple[Any, ...], keywords: dict[str, Any], output: Any) -> None:
        """Called by torch after every forward pass of the model."""
        if torch.compiler.is_compiling() or not torch.is_grad_enabled():
            return
        seen = tuple(weakref.ref(t) for t in _tensors_within([*args, *keywords.values()]))
        roots = [t for t in _tensors_within([output]) if t.requires_grad]
        for root in roots:
            root.register_hook(functools.partial(self._note, seen))  # type: ignore[no-untyped-call]
        if not roots:  # an object of the model's own, whose backward is not seen
            self._note(seen)

    def _note(self, seen: _Seen, gradient: Tensor | None = None) -> None:
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


def _tensors_within(values: list[Any]) -> list[Tensor]:
    nested = [t for value in values if isinstance(value, (dict, list, tuple)) for t in tensors_of(value)]
    return [*tensors_of(values), *nested]


def _same(a: _Seen, b: _Seen) -> bool:
    return len(a) == len(b) and all(x() is y() and x() is not None for x, y in zip(a, b, strict=True))
