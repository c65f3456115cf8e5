"""What forward passes change in a model, kept still during passes that must not count."""

from __future__ import annotations

from types import TracebackType
from typing import NamedTuple

import torch
from torch import Tensor, nn

_BY_FLAG = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)


class _Kept(NamedTuple):
    owner: nn.Module
    name: str
    buffer: Tensor
    copy: Tensor
    version: int


class FrozenStatistics:
    """Within this context no forward pass changes a buffer for good: running means, counters, power iterations.

    Layers in training mode still normalise with the statistics of their own batch, layers in evaluation mode with the
    running ones.  torch's batch norm is told to leave its statistics; of every other module the buffers are copied and
    put back, whatever its class.  The layers are those that the model has on entry; contexts may be nested.
    """

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._still: list[nn.Module] = []
        self._kept: list[_Kept] = []

    def __enter__(self) -> FrozenStatistics:
        still, kept = [], []
        for module in self._model.modules():
            if type(module) in _BY_FLAG:
                if module.track_running_stats:
                    module.track_running_stats = False  # type: ignore[assignment]
                    still.append(module)
            else:
                named = module._buffers.items()
                kept += [_Kept(module, name, b, b.clone(), b._version) for name, b in named if b is not None]
        self._still, self._kept = still, kept
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for module in self._still:
            module.track_running_stats = True  # type: ignore[assignment]
        with torch.no_grad():
            for owner, name, buffer, copy, version in self._kept:
                owner._buffers[name] = buffer  # a forward may have put another in its place
                # what did not change may be saved for a backward of the caller's, which must not see a change
                (buffer if buffer._version != version else buffer.data).copy_(copy)
        self._still, self._kept = [], []
