"""Where a method ascends to: from the ascent direction to e = rho T^2 d / |T d|, over all tensors or each on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import torch
from torch import Tensor

from gpu_experiments.sam.flat_vectors import flat, length_of, lengths_of, pieces_of
from gpu_experiments.sam.geometry import Geometry
from gpu_experiments.sam.sharded import here

Normalise = Literal["all", "layer"]
"""Whether the ball is one over all tensors, or every tensor has its own."""


class Ascent:
    """The vector T^2 d and the length |T d|, or the lengths of its tensors; `bad` says that they are not finite."""

    def __init__(
        self,
        direction: Tensor,
        names: Sequence[str],
        params: list[Tensor],
        geometry: Geometry,
        normalise: Normalise,
        guard: float,
    ) -> None:
        scaling = geometry(names, params)
        scale = None if scaling is None else flat(scaling)
        scaled = direction if scale is None else direction * scale
        lengths = [length_of(scaled)] if normalise == "all" else lengths_of(scaled, params)
        self._direction = here(scaled if scale is None else scaled.mul_(scale))
        total = lengths[0] if len(lengths) == 1 else torch.stack(lengths).sum()
        zero = total - total  # NaN if a length is not finite
        self.bad = zero != zero
        self._lengths = [length.add_(guard) for length in lengths]
        self._params = params

    def pieces(
        self, spans: Sequence[tuple[int, int, dict[str, Any]]], radius: Callable[[dict[str, Any]], float]
    ) -> list[Tensor]:
        """e, one tensor a parameter, in groups of tensors `start` to `stop` with their radii; zero where not finite."""
        if len(self._lengths) == 1 and len(spans) == 1:
            e = self._direction / (self._lengths[0] / radius(spans[0][2]))
        else:
            parts = pieces_of(self._direction, self._params)
            lengths = self._lengths if len(self._lengths) > 1 else self._lengths * len(parts)
            radii = [radius(group) for start, stop, group in spans for _ in range(start, stop)]
            e = torch.cat([(d * (r / length)).flatten() for d, r, length in zip(parts, radii, lengths, strict=True)])
        return pieces_of(e.masked_fill_(self.bad, 0.0), self._params)
