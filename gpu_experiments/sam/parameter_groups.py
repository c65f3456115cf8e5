"""Parameter groups of a perturbation, given as those of torch's optimizers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from torch import Tensor, nn


def parameter_groups(model: nn.Module, params: Iterable[Any] | None, radii: dict[str, float]) -> list[dict[str, Any]]:
    """The groups, each with "params" and every radius; `radii` are the defaults.  Raises ValueError."""
    if not isinstance(model, nn.Module):
        raise ValueError(f"model must be a torch.nn.Module, got {type(model).__name__}")
    if isinstance(params, Tensor):
        raise ValueError(
            "params must be an iterable of parameters, of (name, parameter) or of dictionaries, got a tensor"
        )
    given = list(model.parameters() if params is None else params)
    own = {id(p) for p in model.parameters()}
    groups = given if given and isinstance(given[0], dict) else [{"params": given}]
    seen: set[int] = set()
    result = []
    for number, entry in enumerate(groups):
        group = {**radii, **entry, "params": [_unnamed(p) for p in entry["params"]]}
        if len(group) != len(radii) + 1:
            extra = sorted(set(group) - set(radii) - {"params"})
            raise ValueError(f"params[{number}] may hold params, {', '.join(radii)}; got {', '.join(extra)}")
        for key in radii:
            if not (_is_number(group[key]) and 0.0 <= group[key] < math.inf):
                raise ValueError(f"{key} must be finite and >= 0, got {group[key]!r}")
        for p in group["params"]:
            if id(p) not in own:
                raise ValueError(f"params[{number}] must hold parameters of the model, got another one")
            if id(p) in seen:
                raise ValueError(f"params[{number}] holds a parameter that an earlier entry holds already")
            seen.add(id(p))
        result.append(group)
    if not seen:
        raise ValueError("params must hold at least one parameter, got none")
    return result


def _unnamed(entry: Any) -> Any:
    """The parameter of a pair (name, parameter)."""
    return entry[1] if isinstance(entry, tuple) and len(entry) == 2 else entry


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
