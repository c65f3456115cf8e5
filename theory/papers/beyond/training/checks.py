"""BSAM's step for one sample of a linear classifier, derived."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import ANY, Domain
from theory.papers.beyond.training.words import SINGLE
from theory.papers.expressions import compare

POINT = {"g": "2", "g_M": "3", "g_m": "5/2"}


def _along_the_sample() -> bool:
    """Return whether the gradient in two weights is a number times yx, wherever it is taken, for any loss of the margin."""
    w, x, y = sp.symbols("w_1 w_2", real=True), sp.symbols("x_1 x_2", real=True), sp.Symbol("y", real=True)
    loss = sp.Function("l")(y * (w[0] * x[0] + w[1] * x[1]))
    first, second = (sp.diff(loss, weight) for weight in w)
    return bool(sp.simplify(first * y * x[1] - second * y * x[0]) == 0)


def check_per_sample(formula: str, domain: Domain = ANY) -> Result:
    """All three gradients lie along -yx, with positive factors where the loss falls: write the step in these.

    Raises:
        ArithmeticError: a gradient is not seen to lie along the sample.
    """
    if not _along_the_sample():
        raise ArithmeticError("a gradient is not seen to lie along yx")
    names = {name: sp.Symbol(name, positive=True) for name in POINT}
    step = names["g_M"] + names["g"] - sp.Abs(names["g_M"]) / sp.Abs(names["g_m"]) * names["g_m"]
    found = compare({"step": step}, {"step": formula}, POINT, names, domain)
    return replace(found, covered=Domain.of(SINGLE))
