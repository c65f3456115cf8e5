"""BSAM's step for one sample of a linear classifier, derived."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import ANY, Domain, of_symbols
from theory.papers.beyond.training.words import FALLING, LINEAR, SAMPLE
from theory.papers.expressions import compare

POINT = {"g": "2", "g_M": "3", "g_m": "5/2"}
MEANING = {**dict.fromkeys(POINT, FALLING), "length": SAMPLE}
"""What it means that -l' at the three points is positive, and that the length of the sample is."""


def _along_the_sample() -> bool:
    """Return whether the gradient in any two weights is l' times yx, wherever it is taken, for any loss of the margin.

    The other weights add a number to the margin.
    """
    w, x = sp.symbols("w_1 w_2", real=True), sp.symbols("x_1 x_2", real=True)
    y, others, m = sp.symbols("y others m", real=True)
    margin = y * (w[0] * x[0] + w[1] * x[1] + others)
    loss = sp.Function("l")
    slope = sp.Subs(sp.Derivative(loss(m), m), m, margin)
    gradient = [sp.diff(loss(margin), weight) for weight in w]
    return all(sp.simplify((found - slope * y * one).doit()) == 0 for found, one in zip(gradient, x, strict=True))


def _lengths(falls: dict[str, Any], length: Any) -> dict[str, Any]:
    """Return the gradients' norms, -l' times the sample's length; y^2 = 1.

    Raises:
        ArithmeticError: a norm is not seen to be that.
    """
    x = sp.symbols("x_1 x_2", real=True)
    for fall in falls.values():
        norm = sp.sqrt(sum((fall * one) ** 2 for one in x))
        if sp.simplify(norm - fall * sp.sqrt(sum(one**2 for one in x))) != 0:
            raise ArithmeticError("a gradient's norm is not seen to be -l' times the sample's length")
    return {name: fall * length for name, fall in falls.items()}


def check_per_sample(formula: str, domain: Domain = ANY) -> Result:
    """All three gradients lie along -yx, with positive factors where the loss falls: write the step in these.

    Raises:
        ArithmeticError: a gradient is not seen to lie along the sample.
    """
    if not _along_the_sample():
        raise ArithmeticError("a gradient is not seen to lie along yx")
    falls = {name: sp.Symbol(name, positive=True) for name in POINT}
    length = sp.Symbol("length", positive=True)
    lengths = _lengths(falls, length)
    step = falls["g_M"] + falls["g"] - lengths["g_M"] / lengths["g_m"] * falls["g_m"]
    found = compare({"step": step}, {"step": formula}, POINT, falls, domain)
    return replace(found, covered=Domain.of(f"{LINEAR}, {of_symbols([*falls.values(), length], MEANING)}"))
