"""A vector that a method remembers over its steps, while the parameters that have a gradient come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from gpu_experiments.sam.flat_vectors import flat, pieces_of
from gpu_experiments.sam.sharded import any_sharded


class Remembered:
    """One flat vector over parameters that are known by their names; absent ones count as zero, new ones start at zero.

    `started` tells of every parameter whether a finite gradient was seen, on the device.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.sizes: list[int] = []
        self.vector: Tensor | None = None
        self.started = torch.zeros(0, dtype=torch.bool)
        self._even = True  # all parameters were there in every step

    def on(self, names: Sequence[str], like: Sequence[Tensor]) -> Tensor:
        """The vector over these parameters; `like` are tensors of their sizes."""
        self._learn(names, like)
        assert self.vector is not None
        return self.vector if self._is_all(names) else torch.cat([self._split(self.vector)[n] for n in names])

    def filled(self, names: Sequence[str], vector: Tensor, like: Sequence[Tensor]) -> Tensor:
        """A vector over these parameters, as one over all that are known: zero at the others."""
        assert self.vector is not None
        if self._is_all(names):
            return vector
        pieces = dict(zip(names, pieces_of(vector, list(like)), strict=True))
        rest = self._split(torch.zeros_like(self.vector))
        return torch.cat([pieces[n].flatten() if n in pieces else rest[n] for n in self.names])

    def begun(self, names: Sequence[str]) -> Tensor:
        """`started`, one flag for all of these parameters, or one for each of their entries where they differ."""
        if self._even:
            return self.started[0]
        flags = dict(zip(self.names, zip(self.started.unbind(), self.sizes, strict=True), strict=True))
        return torch.cat([flags[n][0].expand(flags[n][1]) for n in names])

    def start(self, names: Sequence[str], bad: Tensor) -> None:
        """These parameters have started, unless their gradient was bad."""
        if self._even:
            self.started = self.started | ~bad
            return
        seen = set(names)
        flags = zip(self.names, self.started.unbind(), strict=True)
        self.started = torch.stack([flag | ~bad if name in seen else flag for name, flag in flags])

    def state(self) -> dict[str, Any]:
        """Plain data and tensors."""
        vector = None if self.vector is None else self.vector.clone()
        layout = {"names": list(self.names), "sizes": list(self.sizes), "even": self._even}
        return {"average": vector, "started": self.started.clone(), "layout": layout}

    def load(self, state: dict[str, Any], default: Sequence[tuple[str, Tensor]]) -> None:
        """Takes the state up; `default` are the parameters of a state of an earlier version, which does not tell its own."""
        vector = state["average"]
        whole = [] if vector is None else default
        old = {"names": [name for name, _ in whole], "sizes": [p.numel() for _, p in whole], "even": True}
        layout = state.get("layout", old)
        device = default[0][1].device
        self.vector = None if vector is None else vector.to(device, copy=True)
        self.names, self.sizes, self._even = list(layout["names"]), list(layout["sizes"]), layout["even"]
        self.started = state["started"].to(device).expand(len(self.names)).clone()

    def _learn(self, names: Sequence[str], like: Sequence[Tensor]) -> None:
        if self._is_all(names):
            return
        self._even = self.vector is None
        known = set(self.names)
        new = [(name, t) for name, t in zip(names, like, strict=True) if name not in known]
        if not new:
            return
        zeros = flat([torch.zeros_like(t) for _, t in new])
        if self.vector is not None and any_sharded([self.vector]):
            raise RuntimeError("with sharded weights every step must see the same parameters; got new ones")
        self.vector = zeros if self.vector is None else torch.cat([self.vector, zeros])
        self.names += [name for name, _ in new]
        self.sizes += [t.numel() for _, t in new]
        self.started = torch.cat(
            [self.started.to(zeros.device), torch.zeros(len(new), dtype=torch.bool, device=zeros.device)]
        )

    def _is_all(self, names: Sequence[str]) -> bool:
        return self.vector is not None and self.names == list(names)

    def _split(self, vector: Tensor) -> dict[str, Tensor]:
        if any_sharded([vector]):
            raise RuntimeError("with sharded weights every step must see the same parameters; got others")
        return dict(zip(self.names, torch.split(vector, self.sizes), strict=True))
