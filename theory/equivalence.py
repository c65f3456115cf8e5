"""The eps-rho relation: which attack radius eps of AT gives the weight that SAM has at radius rho, and back.

Besides the exact relation stand Theorems 4.4 and 4.5 of Wei et al. (2023) as printed, and their leading-order
forms with the constant that the expansion of eq. 26 gives.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.arguments import FloatArray, RealLike, broadcast_shape, index_text, plain, radius
from theory.binary_model import BinaryModel, scaled_parameters
from theory.objectives import SharpnessAware
from theory.optima import in_chunks, normal, weight_shift
from theory.sam_root import scaled_radius


def matching_eps(model: BinaryModel, rho: RealLike) -> Any:
    """The eps for which w_AT(eps) = w_SAM(rho): eta (w_SAM - w*)/w_SAM, exact for every rho >= 0; below eta.

    Broadcasts; raises as `weight_shift` does.
    """
    shift = np.asarray(weight_shift(model, SharpnessAware(radius("rho", rho))))
    return plain(np.asarray(model.eta * (shift / (model.standard_weight + shift))))


def matching_rho(model: BinaryModel, eps: RealLike) -> Any:
    """The rho for which w_SAM(rho) = w_AT(eps), exact for every 0 <= eps < eta.

    Broadcasts.  eps >= eta raises a ValueError: the AT weight is infinite there and no rho reaches it.  As eps
    approaches eta the radius and its relative condition number, about w_SAM/w*, grow; an ArithmeticError
    names the first element whose shift exceeds 1e8 sqrt(d) or is out of reach otherwise.
    """
    array = _below_eta(model, eps)
    return in_chunks(_rho_piece, "the matching rho", p=model.p, eta=model.eta, d=model.d, eps=array)


def _rho_piece(p: FloatArray, eta: FloatArray, d: FloatArray, eps: FloatArray) -> FloatArray:
    kappa, t = scaled_parameters(p, eta, d)
    radii = scaled_radius(kappa, t, normal(t * (eps / (eta - eps)))) * np.sqrt(d)
    return np.where(eps > 0.0, normal(radii), 0.0)


def printed_sam_weight(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.4 as printed: w* (1 + 2 rho^2/3)."""
    return _product(model.standard_weight, 1.0 + 2.0 * radius("rho", rho) ** 2 / 3.0)


def corrected_sam_weight(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.4 with the constant of the expansion: w* (1 + rho^2/(3 d)); the error is of order rho^4."""
    return _product(model.standard_weight, 1.0 + _product(1.0 / np.asarray(model.d), radius("rho", rho) ** 2) / 3.0)


def printed_matching_eps(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.5 as printed, 2 + 3/rho^2 = 2 eta/eps, solved for eps: 2 eta rho^2/(2 rho^2 + 3)."""
    square = radius("rho", rho) ** 2
    return _product(model.eta, 2.0 * square / (2.0 * square + 3.0))


def corrected_matching_eps(model: BinaryModel, rho: RealLike) -> Any:
    """Theorem 4.5 corrected, 1 + 3 d/rho^2 = eta/eps, solved for eps: eta rho^2/(rho^2 + 3 d)."""
    square, d = radius("rho", rho) ** 2, np.asarray(model.d)
    broadcast_shape(d=d, rho=square)
    return _product(model.eta, square / (square + 3.0 * d))


def printed_matching_rho(model: BinaryModel, eps: RealLike) -> Any:
    """Theorem 4.5 as printed, solved for rho: sqrt(3 eps/(2 (eta - eps))); eps >= eta raises a ValueError."""
    array = _below_eta(model, eps)
    return plain(np.asarray(np.sqrt(1.5 * array / (model.eta - array))))


def corrected_matching_rho(model: BinaryModel, eps: RealLike) -> Any:
    """Theorem 4.5 corrected, solved for rho: sqrt(3 d eps/(eta - eps)); eps >= eta raises a ValueError."""
    array = _below_eta(model, eps)
    return plain(np.asarray(np.sqrt(3.0 * model.d * array / (model.eta - array))))


def _product(parameter: Any, factor: Any) -> Any:
    left, right = np.asarray(parameter), np.asarray(factor)
    broadcast_shape(model=left, radius=right)
    return plain(np.asarray(left * right))


def _below_eta(model: BinaryModel, eps: RealLike) -> FloatArray:
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
