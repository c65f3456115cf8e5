"""Gradient passes of one update (one forward and backward pass over a batch each), counted as it runs."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain


class CountedGradient:
    """The gradients of the loss (w x - 1)^2 of one sample, which count how often they are asked for."""

    def __init__(self) -> None:
        self.passes = 0

    def __call__(self, w: float, x: float) -> tuple[float, float]:
        """Return the derivatives in w and in x; one pass gives both."""
        self.passes += 1
        return 2 * (w * x - 1) * x, 2 * (w * x - 1) * w


def _sign(value: float) -> float:
    return float((value > 0) - (value < 0))


def passes(method: str, attack_steps: int) -> int:
    """Run one weight update of a method on one scalar sample and return the number of gradient passes.

    Args:
        method: "ST", "SAM" (eq. 1 with one ascent step) or "AT" (eq. 3 with the attack of eq. 4).
        attack_steps: number of PGD steps.

    Raises:
        ValueError: another method.
    """
    gradient = CountedGradient()
    w, x, radius, rate = 0.5, 1.0, 0.1, 0.01
    if method == "ST":
        w -= rate * gradient(w, x)[0]
    elif method == "SAM":
        perturbation = radius * _sign(gradient(w, x)[0])
        w -= rate * gradient(w + perturbation, x)[0]
    elif method == "AT":
        moved = x
        for _ in range(attack_steps):
            moved += radius / 4 * _sign(gradient(w, moved)[1])
            moved = min(max(moved, x - radius), x + radius)
        w -= rate * gradient(w, moved)[0]
    else:
        raise ValueError(f"method: expected 'ST', 'SAM' or 'AT', got {method!r}")
    return gradient.passes


def check_passes(formula: Any) -> Result:
    """Count the passes of one update of each method, as it runs."""
    counted = {method: passes(method, formula["attack_steps"]) for method in ("ST", "SAM", "AT")}
    more = {method: counted[method] - counted["ST"] for method in ("SAM", "AT")}  # times ST's single pass
    holds = counted == formula["passes"] and counted["ST"] == 1 and more == formula["more"]
    observed = {"passes": counted, "more": more}
    return Result(
        verdict_of(holds),
        observed=observed,
        expected={"passes": formula["passes"], "more": formula["more"]},
        counterexample=None if holds else {"attack_steps": formula["attack_steps"], **observed},
        covered=Domain.of("one update; SAM's inner maximum by one gradient step; AT's attack by PGD without restarts"),
    )
