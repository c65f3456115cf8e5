"""What a model is called with: one tensor, several, or keywords; counted, cut and selected along the samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from torch import Tensor, nn

Inputs = Tensor | Mapping[str, Any] | Sequence[Any]
"""A tensor (n, ...); a mapping of keywords or a sequence of arguments, whose tensors with an axis have n rows each."""


def check_lengths(inputs: Inputs, labels: Tensor) -> None:
    """Raises ValueError unless every tensor has as many rows as there are labels, at least one."""
    lengths = {len(t) for t in tensors_of(inputs) if t.ndim} or {0}
    if lengths != {len(labels)} or len(labels) == 0:
        found = " and ".join(str(length) for length in sorted(lengths))
        raise ValueError(f"inputs and labels must have the same length >= 1, got {found} and {len(labels)}")


def rows(inputs: Inputs, part: slice) -> Inputs:
    """A part of the samples."""
    return _mapped(inputs, lambda t: t[part])


def selected(inputs: Inputs, indices: Tensor) -> Inputs:
    """The samples of these indices."""
    return _mapped(inputs, lambda t: t.index_select(0, indices))


def logits_of(model: nn.Module, inputs: Inputs) -> Tensor:
    """The model's logits: what it returns, or the `logits` of that.  Raises TypeError if there are none."""
    if isinstance(inputs, Tensor):
        found = model(inputs)
    else:
        found = model(**inputs) if isinstance(inputs, Mapping) else model(*inputs)
    found = found if isinstance(found, Tensor) else getattr(found, "logits", found)
    if not isinstance(found, Tensor):
        raise TypeError(
            f"the model must return its logits, or an object that holds `logits`, got {type(found).__name__}"
        )
    return found


def device_type(inputs: Inputs) -> str:
    """The kind of device that the inputs are on."""
    return next((t.device.type for t in tensors_of(inputs)), "cpu")


def tensors_of(inputs: Inputs) -> Iterator[Tensor]:
    """The tensors among the inputs."""
    if isinstance(inputs, Tensor):
        return iter((inputs,))
    values = inputs.values() if isinstance(inputs, Mapping) else inputs
    return (value for value in values if isinstance(value, Tensor))


def _mapped(inputs: Inputs, change: Callable[[Tensor], Tensor]) -> Inputs:
    def one(value: Any) -> Any:
        return change(value) if isinstance(value, Tensor) and value.ndim else value

    if isinstance(inputs, Tensor):
        return change(inputs) if inputs.ndim else inputs
    if isinstance(inputs, Mapping):
        return {name: one(value) for name, value in inputs.items()}
    return tuple(one(value) for value in inputs)
