"""Exact settings of the model at which a claim is tried first, with all its quantities as balls.

They reach from d = 1 to a million, from features that say next to nothing (p near 1/2) to a robust one that is nearly
always right, and to the corners where the bounds are nearly attained.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from theory.rigour import equal_ends as equal_ends_balls
from theory.rigour.enclosure import Enclosure, ExactModel

DIGITS = 30


@dataclass(frozen=True)
class Setting:
    """Exact parameters as strings."""

    p: str
    eta: str
    d: str
    rho: str

    def model(self) -> ExactModel:
        """The model of the setting."""
        return ExactModel(self.p, self.eta, self.d)

    def inputs(self) -> dict[str, str]:
        """The parameters by name."""
        return {"p": self.p, "eta": self.eta, "d": self.d, "rho": self.rho}

    @contextmanager
    def balls(self) -> Iterator[dict[str, Any]]:
        """All quantities of the claims' language as balls, at a precision that holds inside the context."""
        import flint

        from theory.papers.wei2023 import proof_functions as pf

        model = self.model()
        weight = model.sam_weight(self.rho, 3 * DIGITS)  # differences w_SAM - w* keep DIGITS and more
        with flint.ctx.workprec(weight.bits):
            p, eta, d, rho = (equal_ends_balls.ball(_fraction(text)) for text in self.inputs().values())
            w_star = equal_ends_balls.Model(model.p, model.eta, model.d).standard_weight()
            w_sam = weight.ball()
            values = {"p": p, "eta": eta, "d": d, "rho": rho, "w_star": w_star, "w_SAM": w_sam}
            values["Lambda"] = 2 * eta * w_star
            values["eps"] = eta * (1 - w_star / w_sam)
            root = d.sqrt()
            values |= {"kappa": eta * root, "t_star": w_star / root, "e": rho / root}
            values["S"] = pf.series(values["e"] * values["e"])
            values["H"] = pf.weighted_mean(values["e"], values["kappa"])
            yield values

    def shown(self, **more: Any) -> dict[str, Any]:
        """The parameters with certified digits of w*, w_SAM and of further balls."""
        model = self.model()
        numbers = {"w*": model.standard_weight(DIGITS), "w_SAM": model.sam_weight(self.rho, DIGITS)}
        return {**self.inputs(), **{name: decimals(found) for name, found in numbers.items()}, **more}


def _fraction(text: str) -> Any:
    from theory.rigour.exact import exact

    return exact("setting", text)


def decimals(found: Enclosure, digits: int = DIGITS) -> str:
    """Return the certified decimals with their radius."""
    return " ± ".join(found.decimals(digits))


def digits_of(ball: Any, digits: int = 20) -> str:
    """Return the certified decimals of a ball, at most `digits` of them, without its radius."""
    return str(ball.str(digits, radius=False))


SMALL, MIDDLE, LARGE = (
    Setting("7/10", "1/10", "1", "1/10"),
    Setting("7/10", "1/10", "100", "1/2"),
    Setting("9/10", "1/100", "1000000", "10"),
)
SETTINGS = (
    SMALL,
    MIDDLE,
    LARGE,
    Setting("19/20", "1/2", "1", "5"),
    Setting("99/100", "1/10", "1", "1/5"),
    Setting("51/100", "5", "1", "1/10"),
    Setting("51/100", "5", "100", "79"),
    Setting("51/100", "50", "1", "79/10"),
    Setting("501/1000", "1/100", "1", "1/50"),
    Setting("501/1000", "1/100", "1", "10"),
)
