"""The weight w of the robust feature that each training objective chooses on the binary model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from theory.arguments import FloatArray, broadcast_shape, finite, index_text, plain
from theory.attacks import attack_weight
from theory.binary_model import BinaryModel, scaled_parameters
from theory.objectives import Adversarial, Objective, SharpnessAware, Standard, not_an_objective
from theory.sam_root import scaled_shift

_CHUNK = 1 << 16


def weight_shift(model: BinaryModel, objective: Objective) -> Any:
    """Optimal weight minus w*, without cancellation, in the broadcast shape of model and objective.

    Standard: 0.  Adversarial: w* eps/(eta - eps), and inf for eps >= eta (see `optimal_weight`); under the other
    attacks the difference of the two weights.  SharpnessAware: the exact minimax solution, unique for every rho > 0,
    from the equal-ends condition (eq. 25), to a relative error of 1e-10 or better; with weights="all" see
    `full_weight_shift`.  An ArithmeticError names the first element for which the accuracy is out of reach.
    """
    if isinstance(objective, Standard):
        return plain(np.zeros(model.shape))
    if isinstance(objective, Adversarial):
        return _adversarial_shift(model, objective)
    if isinstance(objective, SharpnessAware):
        if objective.weights == "all":
            # That module rests on this one.
            from theory.full_weights import full_weight_shift

            return full_weight_shift(model, objective.rho, objective.scale)
        return in_chunks(_sam_shift, "the SAM weight", p=model.p, eta=model.eta, d=model.d, rho=objective.rho)
    raise not_an_objective(objective)


def optimal_weight(model: BinaryModel, objective: Objective) -> Any:
    """The weight that maximises the objective's accuracy, in the broadcast shape of model and objective.

    Standard: w* = ln(p/(1-p))/(2 eta) (Theorem 4.1).  Adversarial: ln(p/(1-p))/(2 (eta - eps)) (Theorem 4.2)
    for eps < eta; for eps >= eta the robust accuracy approaches its supremum p only as w grows without bound,
    so the result is inf (the printed formula would give the minimiser there); for the other attacks see
    `attack_weight`.  SharpnessAware: w* + `weight_shift`, which is inf where the ball of all weights reaches
    non-robust weights of zero.
    """
    if isinstance(objective, Adversarial) and not _is_plain(objective):
        return attack_weight(model, objective.eps, objective.norm, objective.coordinates)
    shift = np.asarray(weight_shift(model, objective))
    with np.errstate(over="ignore"):
        weight = np.asarray(model.standard_weight + shift)
    finite("the optimal weight", np.where(np.isposinf(shift), 0.0, weight))
    return plain(weight)


def _is_plain(objective: Adversarial) -> bool:
    """Whether it is the attack of Theorem 4.2."""
    return objective.norm == "linf" and objective.coordinates == "non-robust"


def _adversarial_shift(model: BinaryModel, objective: Adversarial) -> Any:
    if not _is_plain(objective):
        weight = np.asarray(attack_weight(model, objective.eps, objective.norm, objective.coordinates))
        return plain(np.asarray(weight - model.standard_weight))
    w, eta, eps = (np.asarray(v) for v in (model.standard_weight, model.eta, objective.eps))
    broadcast_shape(model=w, eps=eps)
    room = eta - eps
    with np.errstate(over="ignore"):
        shift = w * (eps / np.where(room > 0.0, room, 1.0))
    return plain(np.where(room > 0.0, finite("the adversarial shift", np.where(room > 0.0, shift, 0.0)), np.inf))


def _sam_shift(p: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    root = np.sqrt(d)
    kappa, t = scaled_parameters(p, eta, d)
    return np.where(rho > 0.0, normal(scaled_shift(kappa, t, normal(rho / root)) * root), 0.0)


def normal(values: FloatArray) -> FloatArray:
    """NaN in place of what underflowed, so that it is refused."""
    return np.where(np.abs(values) >= np.finfo(np.float64).tiny, values, np.nan)


def in_chunks(solve: Callable[..., FloatArray], what: str, **inputs: Any) -> Any:
    """`solve` on one-dimensional pieces of the broadcast inputs, so that working memory stays bounded.

    `solve` marks what it cannot compute with a value that is not finite; an ArithmeticError then names
    `what`, the first such index and the inputs there.
    """
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in inputs.items()}
    shape = broadcast_shape(**arrays)
    views = {name: np.broadcast_to(a, shape).flat for name, a in arrays.items()}
    result = np.empty(shape)
    flat = result.reshape(-1)
    for start in range(0, flat.size, _CHUNK):
        stop = min(start + _CHUNK, flat.size)
        # Overflow and its like end in values that are not finite, which are refused below.
        with np.errstate(all="ignore"):
            flat[start:stop] = solve(**{name: view[start:stop] for name, view in views.items()})
        failed = np.flatnonzero(~np.isfinite(flat[start:stop]))
        if failed.size:
            i = start + int(failed[0])
            at = ", ".join(f"{name} = {float(view[i])!r}" for name, view in views.items())
            where = f" at index {index_text(i, shape)}" if shape else ""
            raise ArithmeticError(f"{what} cannot be computed to the required accuracy{where}: {at}")
    return plain(result)
