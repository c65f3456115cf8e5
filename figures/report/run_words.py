"""Settings and counts of a recorded run in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from figures.report import comparisons

_SETTINGS = {
    "model": "network",
    "lr": "learning rate",
    "rho": "ρ of SAM",
    "eps": "attack radius ε in training",
    "attack": "attack in training",
    "attack_step": "attack's step",
    "attack_steps": "attack's number of steps",
    "batch_size": "batch",
    "max_grad_norm": "largest norm of the gradient",
    "curve_every": "epochs between evaluations (0: none)",
    "masking_signs": "signs of gradient masking counted",
    "flips": "images on which flips are counted",
    "select": "weights that are evaluated",
    "subset": "training images",
    "test_subset": "test images",
    "test_attacks": "attacks in tests",
    "validation": "held-out images",
}
_LENGTHS = ("eps", "attack_step")
_LONG = 8  # characters of a decimal from which a length is shown in 255ths, if it is a round number of them
_RELIANCE = {
    "n": "test images",
    "changed": "predictions that change with the robust feature's sign",
    "agree_n": "images whose robust feature agrees with the label",
    "agree_correct": "right among these",
    "disagree_n": "images whose robust feature disagrees with the label",
    "disagree_correct": "right among these",
}


def setting_name(name: str) -> str:
    """Return a setting's name for a reader: ``attack's step``, ``weight decay``."""
    return _SETTINGS.get(name, name.replace("_", " "))


def setting_value(name: str, value: Any) -> Any:
    """Return a setting's value for a reader: lengths that are no short decimals as ``1/255``."""
    if name in ("subset", "test_subset") and value is None:
        return "all"
    if name == "model":
        return comparisons.network(value)
    if name == "test_attacks":
        return [comparisons.attack(attack) for attack in value]
    if value == "":
        return "none"
    if name not in _LENGTHS or len(repr(value)) <= _LONG:
        return value
    steps = round(value * 255.0, 4)
    return f"{steps:g}/255" if abs(steps / 255.0 - value) < 1e-12 else value


def reliance(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the counts that tell how a network relies on the robust feature, in a reader's words and order."""
    known = [(words, counted[name]) for name, words in _RELIANCE.items() if name in counted]
    return known + [(name, count) for name, count in counted.items() if name not in _RELIANCE]
