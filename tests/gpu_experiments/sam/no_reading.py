"""A mode in which no value of a tensor may be read: what waits for a device there fails here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

_READS = ("_local_scalar_dense", "item", "is_nonzero", "nonzero", "nonzero_static", "equal", "masked_select")
_METHODS = (Tensor.tolist, Tensor.cpu, Tensor.__array__)
"""Methods that read without an operation where the tensor is on the CPU, as it is here."""


class _Operations(TorchDispatchMode):
    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        if name in _READS or "unique" in name or (name == "index" and _by_mask(args)):
            raise AssertionError(f"a value is read: {func}")
        return func(*args, **(kwargs or {}))


class _Methods(TorchFunctionMode):
    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in _METHODS:
            raise AssertionError(f"a value is read: {func}")
        return func(*args, **(kwargs or {}))


@contextmanager
def no_reading() -> Iterator[None]:
    """Refuses operations whose result, or its shape, the host must know."""
    with _Methods(), _Operations():
        yield


def _by_mask(args: Any) -> bool:
    return any(t is not None and t.dtype is torch.bool for t in args[1])
