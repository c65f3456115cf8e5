"""The weight w of the robust feature that each training objective chooses on the binary model."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.model.arrays import FloatArray, finite, in_chunks, normal, plain
from theory.model.attacks import attack_shift, attack_weight
from theory.model.binary_model import BinaryModel, check_model, scaled_parameters
from theory.model.objectives import Adversarial, Objective, SharpnessAware, Standard, not_an_objective
from theory.sam.all_weights import full_weight_shift
from theory.sam.sam_root import scaled_shift


def weight_shift(model: BinaryModel, objective: Objective) -> Any:
    """Optimal weight minus w*, without cancellation, in the broadcast shape of model and objective.

    Standard: 0.  Adversarial: w* eps/(eta - eps), and inf for eps >= eta (see `optimal_weight`); for the other attacks
    see `attack_shift`.  SharpnessAware: the exact minimax solution, unique for every rho > 0,
    from the equal-ends condition (eq. 25), to a relative error of 1e-10 or better; with weights="all" see
    `full_weight_shift`.

    Args:
        model: parameters p, eta and d, numbers or arrays.
        objective: `Standard()`, `Adversarial(eps, ...)` or `SharpnessAware(rho, ...)`; its radius broadcasts
            against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        TypeError: the objective is none of the three.
        ArithmeticError: the accuracy is out of reach in float64; the message names the first such element.
    """
    check_model(model)
    if isinstance(objective, Standard):
        return plain(np.zeros(model.shape))
    if isinstance(objective, Adversarial):
        return attack_shift(model, objective.eps, objective.norm, objective.coordinates)
    if isinstance(objective, SharpnessAware):
        if objective.weights == "all":
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

    Args:
        model: parameters p, eta and d, numbers or arrays.
        objective: `Standard()`, `Adversarial(eps, ...)` or `SharpnessAware(rho, ...)`; its radius broadcasts
            against the model.

    Returns:
        Floats in the broadcast shape of the arguments, a float where all are numbers.

    Raises:
        TypeError: the objective is none of the three.
        ArithmeticError: the accuracy is out of reach in float64; the message names the first such element.
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


def _sam_shift(p: FloatArray, eta: FloatArray, d: FloatArray, rho: FloatArray) -> FloatArray:
    root = np.sqrt(d)
    kappa, t = scaled_parameters(p, eta, d)
    return np.where(rho > 0.0, normal(scaled_shift(kappa, t, normal(rho / root)) * root), 0.0)
