"""What a method is made from, told in words where it is not: unknown keywords, and the call of the two-step SAM classes."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable
from typing import Any

from torch import nn

_MEANT = {
    "adaptive": "the adaptive ball is a method of its own, ASAM(model, rho=...), or geometry=absolute_weight",
    "base_optimizer": "a method makes no step: give it and the optimizer to a Driver or a SharpnessAwareOptimizer",
    "lr": "the learning rate is the optimizer's",
    "momentum": "the momentum is the optimizer's",
    "weight_decay": "the weight decay is the optimizer's",
}


def refuse_unknown(kind: type, given: Iterable[str], radii: Iterable[str]) -> None:
    """Raises TypeError for keywords that a method does not take: they would be taken for radii otherwise."""
    for name in given:
        if name in radii:
            continue
        known = sorted({*_keywords(kind), *radii} - {"model"})
        near = difflib.get_close_matches(name, known, n=1)
        hint = _MEANT.get(name) or (f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}")
        raise TypeError(f"{kind.__name__} takes no {name!r}: {hint}")


def refuse_two_step_call(kind: type, positional: tuple[Any, ...]) -> None:
    """Raises ValueError where parameters or a base optimizer are given in the place of the model and the radius."""
    if positional and not isinstance(positional[0], nn.Module):
        raise ValueError(
            f"model must be a torch.nn.Module, got {type(positional[0]).__name__}: "
            f"{kind.__name__}(model, rho=...) takes the model itself, and no base optimizer"
        )
    if len(positional) > 1 and not isinstance(positional[1], (int, float)):
        raise ValueError(f"rho must be a number, got {positional[1]!r}: {_MEANT['base_optimizer']}")


def _keywords(kind: type) -> set[str]:
    """The keywords of a class's constructor, and of its bases' as far as it hands on those that it does not know."""
    names: set[str] = set()
    for base in kind.__mro__:
        if "__init__" not in vars(base):
            continue
        parameters = inspect.signature(vars(base)["__init__"]).parameters.values()
        names |= {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)} - {"self"}
        if not any(p.kind is p.VAR_KEYWORD for p in parameters):
            break
    return names


def signature_of(kind: type) -> inspect.Signature:
    """The signature of a class's constructor."""
    parameters = list(inspect.signature(kind.__init__).parameters.values())  # type: ignore[misc]
    return inspect.Signature(parameters[1:])
