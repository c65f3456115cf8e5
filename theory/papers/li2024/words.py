"""Words that the claims on F-SAM and their checks share."""

from __future__ import annotations

import math
from fractions import Fraction

OURS = (
    "the paper was read through summaries and the authors' code, which name the moving average and the direction; the "
    "formula is this project's"
)
NOISE = "isotropic normal noise of mean 0 and mean square v around a full gradient of fixed length G"
STEPS = "batch gradients with the same full gradient G at every step and independent noise of mean 0 and variance v"
START = "m_0 independent of the noise"
MOVING = (
    "batch gradients whose full gradient moves by the same vector of length a at every step with independent noise of "
    "mean 0 and variance v; m_0 the first full gradient"
)
RATIO = "ratio of expectations"


DEFAULTS = {"class": "0.9", "command line": "0.95", "script": "0.6"}
"""The defaults for lambda in the authors' code, by where they stand."""


def at(formula: str, digits: int, **values: str) -> str:
    """Return a formula's value at exact arguments, to that many significant digits, for a statement."""
    exact = {name: Fraction(value) for name, value in values.items()}
    value = eval(formula, {"__builtins__": {}, "sqrt": math.sqrt}, exact)
    return f"{float(value):.{digits}g}"
