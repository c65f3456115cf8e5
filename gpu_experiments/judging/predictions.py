"""What theory predicts for planted data: weights of linear models, and how often predictions change with x_1's sign."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from theory import BinaryModel
from theory.smooth.losses import deviates


def standard_weight(model: BinaryModel) -> float:
    """w* of Theorem 4.1, which is also the ratio of the weights that minimise the population's logistic loss."""
    return float(model.standard_weight)


def adversarial_weight(model: BinaryModel, eps: float) -> float:
    """The ratio w_1 / w_rest that minimises the population's logistic loss under l_inf attacks of eps on all features.

    For positive weights the attack lowers the margin by eps (w_1 + d v): the robust feature is +-1 - eps, the others
    have the mean eta - eps.  Raises ValueError unless 0 <= eps < eta, where the weak features keep a positive weight.
    """
    p, eta, d = float(model.p), float(model.eta), float(model.d)
    if not 0.0 <= eps < eta:
        raise ValueError(f"eps must be in [0, eta = {eta!r}), got {eps!r}")

    def loss(weights: np.ndarray) -> float:
        robust, rest = np.exp(weights)  # both positive
        z, share = deviates(rest * np.sqrt(d))
        weak = rest * (d * (eta - eps) + np.sqrt(d) * z)
        right, wrong = (np.logaddexp(0.0, -(robust * (sign - eps) + weak)) @ share for sign in (1.0, -1.0))
        return float(p * right + (1.0 - p) * wrong)

    start = np.log([np.log(p / (1.0 - p)), 2.0 * (eta - eps)])
    found = optimize.minimize(
        loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14, "maxiter": 4000}
    )
    if not found.success:
        raise ArithmeticError(f"no minimum found at p = {p}, eta = {eta}, d = {d}, eps = {eps}: {found.message}")
    return float(np.exp(found.x[0] - found.x[1]))


def reliance(model: BinaryModel, weight: float) -> float:
    """The probability that the prediction of sign(w x_1 + x_2 + ... + x_{d+1}) changes with the sign of x_1."""
    eta, d = float(model.eta), float(model.d)
    root = np.sqrt(d)
    size = abs(weight)
    return float(special.ndtr((size - eta * d) / root) - special.ndtr((-size - eta * d) / root))
