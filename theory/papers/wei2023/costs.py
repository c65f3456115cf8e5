"""Section 5: what SAM and AT cost, in gradient passes (one forward and backward pass over a batch each)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, verdict_of
from theory.papers.sources import wei2023

CLAIMS = (
    Claim(
        id="wei2023/sec-5-passes",
        kind=Kind.EQUATION,
        source=wei2023("Section 5, cost"),
        summary="gradient passes a step: ST 1, SAM 2, AT with PGD-10 11",
        statement=(
            "A step of ST takes 1 gradient pass, of SAM 2 (1 time more), of AT with a 10-step PGD attack 11 "
            "(10 times more)."
        ),
        formula={"attack_steps": 10, "passes": {"ST": 1, "SAM": 2, "AT": 11}, "more": {"SAM": 1, "AT": 10}},
        domain="one weight update; SAM's inner maximum by one gradient step",
        uses=("wei2023/eq-1", "wei2023/eq-3", "wei2023/eq-4"),
        reported={"AT": "10 times more", "SAM": "1 time more"},
        reading=(
            "k times more than 1 is 1 + k passes; the authors' public training code attacks with 5 steps by "
            "default, which makes 6"
        ),
    ),
    Claim(
        id="wei2023/sec-5-net-cost-time",
        kind=Kind.EMPIRICAL,
        source=wei2023("Section 5, cost"),
        summary="networks: AT takes 11 times ST's training time, SAM twice",
        statement=(
            "Training time grows with the number of gradient passes: AT with PGD-10 takes 11 times ST's, SAM twice."
        ),
        formula={"quantity": "training time over ST's", "SAM": "2", "AT": "11"},
        domain="one device, the same batch and network; AT with a 10-step attack",
        uses=("wei2023/sec-5-passes",),
        reported={"AT": "10 times more", "SAM": "1 time more"},
    ),
)


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
    )


CHECKS = (
    Check(
        "wei2023/sec-5-passes",
        Method.SYMBOLIC,
        "exact count over one update of each method; says nothing about time",
        True,
        check_passes,
    ),
)
