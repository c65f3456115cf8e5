"""Running statistics of normalisation layers, kept still during passes that must not count."""

from __future__ import annotations

from types import TracebackType

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.instancenorm import _InstanceNorm


class FrozenStatistics:
    """Within this context no forward pass updates running means, variances or `num_batches_tracked`.

    Layers in training mode still normalise with the statistics of their own batch, layers in evaluation mode
    with the running ones.  The layers are those of the model when the object is made; contexts may be nested.
    """

    def __init__(self, model: nn.Module) -> None:
        self._layers = [module for module in model.modules() if isinstance(module, _NormBase)]
        self._still: list[_NormBase] = []
        self._copies: list[tuple[Tensor, Tensor]] = []

    def __enter__(self) -> FrozenStatistics:
        for layer in self._layers:
            if layer.track_running_stats:
                if isinstance(layer, _InstanceNorm):  # updates its buffers whatever the flag says
                    self._copies += [(buffer, buffer.clone()) for buffer in layer.buffers(recurse=False)]
                else:
                    layer.track_running_stats = False
                    self._still.append(layer)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for module in self._still:
            module.track_running_stats = True
        for buffer, copy in self._copies:
            buffer.copy_(copy)
        self._still, self._copies = [], []
