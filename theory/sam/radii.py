"""The eps-rho relation: which attack radius eps of AT gives the weight that SAM has at radius rho, and back.

Besides the exact relation stand Theorems 4.4 and 4.5 of Wei et al. (2023) as quoted, and their leading-order
forms with the constant that the expansion of eq. 26 gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, RealLike, broadcast_shape, in_chunks, index_text, normal, radius
from theory.model.binary_model import BinaryModel, check_model, scaled_parameters
from theory.model.objectives import SharpnessAware
from theory.sam.optima import weight_shift
from theory.sam.sam_root import scaled_radius

Formula = Callable[[FloatArray, FloatArray, FloatArray, FloatArray], FloatArray]
"""A closed form in w*, eta, d and a radius."""


def matching_eps(model: BinaryModel, rho: RealLike) -> Any:
    """The eps for which w_AT(eps) = w_SAM(rho): eta (w_SAM - w*)/w_SAM, exact for every rho >= 0; below eta.

    Where eta is the nearest double, the one below it is returned.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.

    Returns:
        The radius in the units of the inputs, in the broadcast shape.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the accuracy is out of reach in float64; the message names the first such element.
    """
    array = radius("rho", rho)
    shift = np.asarray(weight_shift(model, SharpnessAware(array)))
    return in_chunks(_eps_piece, "the matching eps", eta=model.eta, w=model.standard_weight, rho=array, shift=shift)


def _eps_piece(eta: FloatArray, w: FloatArray, rho: FloatArray, shift: FloatArray) -> FloatArray:
    return np.where(rho > 0.0, normal(_share_of(eta, shift / (w + shift))), 0.0)


def _share_of(eta: FloatArray, share: FloatArray) -> FloatArray:
    """eta times a share that is below 1 before rounding: a double below eta."""
    return np.minimum(eta * share, np.nextafter(eta, 0.0))


def matching_rho(model: BinaryModel, eps: RealLike) -> Any:
    """The rho for which w_SAM(rho) = w_AT(eps), exact for every 0 <= eps < eta.

    As eps approaches eta the radius and its relative condition number, about w_SAM/w*, grow.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        eps: radius of the attack, in the units of the inputs, 0 <= eps < eta; broadcasts against the model.

    Returns:
        The radius in the units of the weights, in the broadcast shape.

    Raises:
        ValueError: eps >= eta, where the AT weight is infinite and no rho reaches it, or it is negative or NaN.
        ArithmeticError: a shift exceeds 1e8 sqrt(d) or is out of reach otherwise; the message names the first such
            element.
    """
    array = _below_eta(model, eps)
    return in_chunks(_rho_piece, "the matching rho", p=model.p, eta=model.eta, d=model.d, eps=array)


def _rho_piece(p: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray) -> FloatArray:
    kappa, t = scaled_parameters(p, eta, d)
    radii = scaled_radius(kappa, t, normal(t * (eps / (eta - eps)))) * np.sqrt(d)
    return np.where(eps > 0.0, normal(radii), 0.0)


def printed_sam_weight(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.4 as quoted: w* (1 + 2 rho^2/3).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the value is beyond float64.
    """
    return _leading("the printed SAM weight", _printed_weight, model, rho=radius("rho", rho))


def corrected_sam_weight(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.4 with the constant of the expansion: w* (1 + rho^2/(3 d)); the error is of order rho^4.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the value is beyond float64.
    """
    return _leading("the corrected SAM weight", _corrected_weight, model, rho=radius("rho", rho))


def printed_matching_eps(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.5 as quoted, 2 + 3/rho^2 = 2 eta/eps, solved for eps: 2 eta rho^2/(2 rho^2 + 3).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the value is beyond float64.
    """
    return _leading("the printed matching eps", _printed_eps, model, rho=radius("rho", rho))


def corrected_matching_eps(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.5 corrected, 1 + 3 d/rho^2 = eta/eps, solved for eps: eta rho^2/(rho^2 + 3 d).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        rho: SAM's radius, in the units of the weights, finite and >= 0; broadcasts against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: an argument is out of range or NaN; the message names it.
        ArithmeticError: the value is beyond float64.
    """
    return _leading("the corrected matching eps", _corrected_eps, model, rho=radius("rho", rho))


def printed_matching_rho(model: BinaryModel, eps: RealLike) -> Any:
    """Theorem 4.5 as quoted, solved for rho: sqrt(3 eps/(2 (eta - eps))).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        eps: radius of the attack, in the units of the inputs, 0 <= eps < eta; broadcasts against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: eps is not in [0, eta).
    """
    return _leading("the printed matching rho", _printed_rho, model, eps=_below_eta(model, eps))


def corrected_matching_rho(model: BinaryModel, eps: RealLike) -> Any:
    """Theorem 4.5 corrected, solved for rho: sqrt(3 d eps/(eta - eps)).

    Args:
        model: parameters p, eta and d, numbers or arrays.
        eps: radius of the attack, in the units of the inputs, 0 <= eps < eta; broadcasts against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        ValueError: eps is not in [0, eta).
    """
    return _leading("the corrected matching rho", _corrected_rho, model, eps=_below_eta(model, eps))


def _leading(what: str, formula: Formula, model: BinaryModel, **given: FloatArray) -> Any:
    """A closed form in w*, eta, d and a radius, which in_chunks names; an ArithmeticError where it leaves float64."""

    def solve(w: FloatArray, eta: FloatArray, d: FloatArray, **given: FloatArray) -> FloatArray:
        (size,) = given.values()
        value = formula(w, eta, d, size)
        return np.where((value == 0.0) & (size == 0.0), 0.0, normal(value))

    check_model(model)
    return in_chunks(solve, what, w=model.standard_weight, eta=model.eta, d=model.d, **given)


def _printed_weight(w: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    return w * (1.0 + 2.0 * rho**2 / 3.0)


def _corrected_weight(w: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    return w * (1.0 + (rho / np.sqrt(d)) ** 2 / 3.0)


def _printed_eps(w: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    return _share_of(eta, (rho / np.hypot(rho, np.sqrt(1.5))) ** 2)


def _corrected_eps(w: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    return _share_of(eta, (rho / np.hypot(rho, np.sqrt(3.0) * np.sqrt(d))) ** 2)


def _printed_rho(w: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray) -> FloatArray:
    rho: FloatArray = np.sqrt(1.5) * np.sqrt(eps / (eta - eps))
    return rho


def _corrected_rho(w: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray) -> FloatArray:
    rho: FloatArray = np.sqrt(3.0) * np.sqrt(d) * np.sqrt(eps / (eta - eps))
    return rho


def _below_eta(model: BinaryModel, eps: RealLike) -> FloatArray:
    check_model(model)
    array = radius("eps", eps)
    eta = np.asarray(model.eta)
    shape = broadcast_shape(eta=eta, eps=array)
    bad = np.flatnonzero(~(np.broadcast_to(array, shape) < eta))
    if bad.size:
        i = int(bad[0])
        shown = [float(np.broadcast_to(a, shape).flat[i]) for a in (array, eta)]
        came = f"eps = {shown[0]!r} with eta = {shown[1]!r}"
        where = f" at index {index_text(i, shape)}" if shape else ""
        raise ValueError(f"eps must be below eta for a finite weight to match, got {came}{where}")
    return array
