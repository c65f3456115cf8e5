"""The largest error of a formula at many points, and what it says of the formula."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain


class Worst:
    """The largest of the errors that are seen, and where it was; 0 before any."""

    def __init__(self) -> None:
        self.error = 0.0
        self._where: dict[str, Any] | None = None

    def see(self, error: float, **where: Any) -> None:
        """Take note of the error at a point.

        Raises:
            ArithmeticError: it is NaN, which is neither a small error nor a large one.
        """
        if math.isnan(error):
            raise ArithmeticError(f"expected a number as the error at {where}, got nan")
        if error >= self.error:
            self.error, self._where = error, where

    def result(self, bound: float, drawn: Mapping[str, Any], seed: int, covered: str, relative: bool = False) -> Result:
        """Return HOLDS where all errors are below a bound, else FAILS with the worst point.

        Args:
            bound: on the error.
            drawn: how many points there were, by what they are.
            seed: with which they were drawn.
            covered: the domain that they are from, as text.
            relative: whether the errors are relative, for the words.
        """
        holds = self.error < bound
        below = f"below {bound:g}".replace("e-0", "e-")
        return Result(
            verdict_of(holds),
            observed={f"largest {'relative ' * relative}difference": below if holds else float(f"{self.error:.6g}")},
            expected=below,
            uncertainty=dict(drawn),
            counterexample=None if holds else self._where,
            seed=seed,
            covered=Domain.of(covered),
        )
