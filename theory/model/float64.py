"""Where float64 cannot do it, an ArithmeticError says so: never numpy's, scipy's or Python's own error, nor a warning."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numpy as np
from scipy.optimize import brentq

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_BROKEN = (FloatingPointError, ZeroDivisionError, OverflowError, np.linalg.LinAlgError)


def in_float64(what: str) -> Callable[[Callable[_Given, _Result]], Callable[_Given, _Result]]:
    """A decorator: overflow, a division by zero or a singular matrix inside raises an ArithmeticError that names `what`."""

    def decorate(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
        @functools.wraps(function)
        def guarded(*given: _Given.args, **named: _Given.kwargs) -> _Result:
            try:
                with np.errstate(over="raise", divide="raise", invalid="raise"):
                    return function(*given, **named)
            except _BROKEN as error:
                raise ArithmeticError(f"{what} cannot be computed in float64: {error}") from error

        return guarded

    return decorate


def root_between(
    function: Callable[[float], float], low: float, high: float, *, xtol: float, rtol: float, what: str
) -> float:
    """The root by Brent's method; an ArithmeticError names `what` where the function has no change of sign in between."""
    try:
        return float(brentq(function, low, high, xtol=xtol, rtol=rtol))
    except ValueError as error:
        raise ArithmeticError(f"{what} cannot be computed in float64: no change of sign is seen") from error
