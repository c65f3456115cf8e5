"""The angle between the ascent directions of BiSAM (Xie et al. 2024) and of cross-entropy in the space of logits.

BiSAM climbs along the gradient of Q (eq. 13) and descends on cross-entropy; SAM climbs along the latter's gradient too.
Both gradients are taken over a whole batch, shape [n, K], and their cosine is that of all n K entries.  For logits
c z with a small scale c the entries for a wrong class are, up to a common factor,

    cross-entropy:  1 + c (F_j - mean F),        BiSAM:  1 + c (phi''(0)/phi'(0) F_j + mu phi'(0) (F_j - mean F)) + ...,

F the margins of z.  At the published tanh setting mu phi'(0) = 1 and phi''(0) = 0: the first difference is the term
-alpha^2 c^2 F_j^2 of phi'.  This is not in the paper.

Raises (all functions): ValueError as :mod:`theory.surrogates.losses`, and for gradients that are zero throughout.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from theory.model.arrays import FloatArray, RealLike, plain, require
from theory.surrogates.losses import Log, Surrogate, Tanh, cross_entropy_gradient, margins, q_gradient


def ascent_cosine(logits: ArrayLike, labels: ArrayLike, phi: Surrogate, mu: float) -> float:
    """Return the cosine of the gradients of Q and of cross-entropy in logits [..., K], over all samples together.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].
        phi: a lower bound of the strict step, which takes and returns an array.
        mu: sharpness of the soft maximum, > 0 and finite.

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
        ValueError: a gradient is rounded to zero, so there is no angle.
    """
    return float(1.0 - _gap(q_gradient(logits, labels, phi, mu), cross_entropy_gradient(logits, labels)))


def ascent_gap(logits: ArrayLike, labels: ArrayLike, phi: Surrogate, mu: float) -> float:
    """Return 1 - cosine of the same two gradients without cancellation: half the squared distance of their directions.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].
        phi: a lower bound of the strict step, which takes and returns an array.
        mu: sharpness of the soft maximum, > 0 and finite.

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
        ValueError: a gradient is rounded to zero, so there is no angle.
    """
    return _gap(q_gradient(logits, labels, phi, mu), cross_entropy_gradient(logits, labels))


def leading_gap(logits: ArrayLike, labels: ArrayLike, phi: Tanh | Log, scale: RealLike) -> Any:
    """Return the leading order of 1 - cosine for logits ``scale`` times the given ones, in the shape of ``scale``.

    For the published settings only: tanh with mu alpha = 1, where it is of order scale^4, and -log with mu = 1, where it
    is of order scale^2.

    Args:
        logits: shape [..., K], finite, K >= 2.
        labels: integers in [0, K), shape [...].
        phi: `Tanh`, whose mu alpha is taken to be 1, or `Log`, whose mu is.
        scale: factor of the logits, >= 0 and finite; any shape.

    Raises:
        ValueError: shapes do not fit, a label is none of the classes, or a number is out of range or NaN.
    """
    scores = margins(logits, labels)
    c = require("scale", scale, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))
    start = _sums_to_zero(np.ones(scores.shape), labels)
    if isinstance(phi, Tanh):
        change, order = -(phi.alpha**2) * np.square(scores), 4
    elif isinstance(phi, Log):
        slope = phi.derivative(0.0)  # 1 - 1/e, and phi''(0)/phi'(0) = slope - 1
        change, order = (slope - 1.0) * (2.0 * scores - scores.mean(axis=-1, keepdims=True)), 2
    else:
        raise ValueError(f"phi must be Tanh or Log, got {phi!r}")
    difference = _sums_to_zero(change, labels)
    across = difference - start * (np.sum(difference * start) / np.sum(start**2))
    return plain(0.5 * np.sum(across**2) / np.sum(start**2) * c**order)


def _gap(first: FloatArray, second: FloatArray) -> float:
    units = []
    for gradient in (first, second):
        size = float(np.sqrt(np.sum(np.square(gradient))))
        require("the gradient's norm", size, "> 0", lambda a: a > 0.0)
        units.append(gradient / size)
    return float(0.5 * np.sum(np.square(units[0] - units[1])))


def _sums_to_zero(rows: FloatArray, labels: ArrayLike) -> FloatArray:
    """Return the rows with minus the sum of the other entries at the label."""
    y = np.asarray(labels, dtype=np.int64)[..., None]
    result = rows.copy()
    np.put_along_axis(result, y, 0.0, axis=-1)
    np.put_along_axis(result, y, -result.sum(axis=-1, keepdims=True), axis=-1)
    return result
