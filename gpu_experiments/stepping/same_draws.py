"""The same random numbers in several passes, so that dropout leaves out the same units in all of them."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor


class SameDraws:
    """The state of torch's generators on the devices in use: noted at one time, and taken up again later."""

    def __init__(self, tensors: Iterable[Tensor]) -> None:
        self._devices = sorted({t.device for t in tensors if t.device.type == "cuda"}, key=str)
        self._states = [torch.cuda.get_rng_state(device) for device in self._devices]
        self._own = torch.get_rng_state()

    def again(self) -> None:
        """From here on the numbers are those that came after the note."""
        torch.set_rng_state(self._own)
        for device, state in zip(self._devices, self._states, strict=True):
            torch.cuda.set_rng_state(state, device)
