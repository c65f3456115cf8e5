"""Population risk of a linear classifier of the binary model under the 0-1 loss, cross-entropy and BiSAM's surrogates.

The classifier sign(v_1 x_1 + ... ) has two logits whose difference is c f(x), with f(x) = v.x and the logit scale
c > 0: (0, c f) and (-c f/2, c f/2) are the same, since losses see the logits through the wrong class's margin
F = -c y f(x) only.  With n the norm of the non-robust weights and m their sum, y f(x) is normal with variance n^2
and mean eta m + v_1 with probability p, eta m - v_1 else.  A loss l(F) has the risk

    Q(v) = p G(eta m + v_1, n) + (1 - p) G(eta m - v_1, n),   G(mean, sd) = E l(-c (mean + sd Z)),

with Z standard normal.  For two classes BiSAM's objective (Xie et al. 2024, eq. 13) is l(F) = (1/mu) log(1 +
exp(mu phi(F))), and cross-entropy is phi(F) = F, mu = 1.  Wei et al. (2023) move the robust weight w alone: v = (w,
1, ..., 1), m = d, n = sqrt(d).  None of this is in either paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from scipy import special

from theory.model.arrays import FloatArray, RealLike, broadcast_shape, plain, require, shown
from theory.model.binary_model import BinaryModel, check_model
from theory.model.float64 import in_float64
from theory.surrogates.losses import Identity, Log, Surrogate, Tanh

_REACH = 10.0
"""Standard deviations beyond which a normal density (1e-22 of its peak) does not count."""
_COARSE, _FINE = (np.polynomial.legendre.leggauss(n) for n in (14, 20))
_AGREE = 1e-10
"""The sums over 14 and 20 nodes a panel agree to this; the error falls exponentially, so the finer one's is smaller."""
_TINY = 1e-280
"""Sums below this are not resolved further."""
_WIDEST = 1.5
"""Widest panel in units of the standard deviation: the normal density is smooth on it."""
_FARTHEST = 3e4
"""Standard deviations over which panels are laid."""
_TABLE = 1 << 21
"""Nodes held at once."""


class Moments(NamedTuple):
    """E l(F) and its derivatives in the mean and in the standard deviation of y f(x)."""

    value: FloatArray
    by_mean: FloatArray
    by_sd: FloatArray


class Loss(Protocol):
    """A loss of the wrong class's margin F, averaged over a normal y f(x)."""

    def expected(self, mean: FloatArray, sd: FloatArray, scale: FloatArray) -> Moments:
        """Return E l(-scale (mean + sd Z)) and its derivatives; three arrays of one shape."""


@dataclass(frozen=True)
class ZeroOne:
    """The 0-1 loss 1[F > 0]; its risk is 1 - accuracy and does not depend on the scale."""

    def expected(self, mean: FloatArray, sd: FloatArray, scale: FloatArray) -> Moments:
        """Return Phi(-mean/sd) and its derivatives."""
        t = mean / sd
        density = np.exp(-0.5 * t * t) / np.sqrt(2.0 * np.pi)
        return Moments(special.ndtr(-t), -density / sd, density * t / sd)


@dataclass(frozen=True)
class Relaxation:
    """l(F) = (1/mu) log(1 + exp(mu phi(F))), the two-class case of BiSAM's Q; mu > 0 and finite."""

    phi: Surrogate
    mu: float

    def __post_init__(self) -> None:
        require("mu", self.mu, "> 0 and finite", lambda a: (a > 0.0) & np.isfinite(a))

    def value(self, margin: RealLike) -> Any:
        """Return l(F), in the shape of F."""
        return plain(np.asarray(np.logaddexp(0.0, self.mu * self.phi(margin)) / self.mu))

    def slope(self, margin: RealLike) -> Any:
        """Return l'(F) = phi'(F) sigmoid(mu phi(F)), in the shape of F."""
        return plain(np.asarray(self.phi.derivative(margin) * special.expit(self.mu * self.phi(margin))))

    def expected(self, mean: FloatArray, sd: FloatArray, scale: FloatArray) -> Moments:
        """Return the moments by Gauss-Legendre sums over panels that shrink towards the step at y f = 0.

        Raises:
            ArithmeticError: two sums of different order do not agree.
        """
        shape = mean.shape
        panels = _panels(
            np.ravel(mean), np.ravel(sd), np.ravel(scale), max(1.0, self.mu * float(self.phi.derivative(0.0)))
        )
        result = np.empty((3, mean.size))
        rows = max(1, _TABLE // (panels.offsets.shape[1] * _FINE[0].size))
        for start in range(0, mean.size, rows):
            chunk = _Panels(*(part[start : start + rows] for part in panels))
            coarse, fine = (self._sums(chunk, rule) for rule in (_COARSE, _FINE))
            size = np.maximum(np.abs(fine[[0, 1, 1]]), _TINY)
            if not (np.abs(fine - coarse) <= _AGREE * size).all():
                raise ArithmeticError(f"the risk at logit scales {chunk.scale!r} is not resolved by quadrature")
            result[:, start : start + rows] = fine
        return Moments(*(row.reshape(shape) for row in result))

    def _sums(self, panels: _Panels, rule: Any) -> FloatArray:
        """Return the three integrals, shape [3, N]."""
        centre, base, sd, scale = (v[:, None, None] for v in panels[1:])
        half = 0.5 * np.diff(panels.offsets)[..., None]
        offset = panels.offsets[:, :-1, None] + half * (1.0 + rule[0])
        z = centre + offset
        weight = half * rule[1] * np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
        margin = -scale * (base + sd * offset)
        slope = -scale * weight * self.slope(margin)
        parts = (weight * self.value(margin), slope, slope * z)
        return np.array([part.sum(axis=(1, 2)) for part in parts])


class _Panels(NamedTuple):
    """Edges [N, P + 1] as offsets from a centre in z, y f(x) at the centre, standard deviation and scale, [N] each."""

    offsets: FloatArray
    centre: FloatArray
    base: FloatArray
    sd: FloatArray
    scale: FloatArray


def _panels(mean: FloatArray, sd: FloatArray, scale: FloatArray, steepness: float) -> _Panels:
    """Return panels from the step at z = -mean/sd outwards, each as wide as its distance.

    The losses are analytic but near the step, where their width is 1/steepness in the margin.  exp(-c sd z) at most
    tilts the density, and at most carries its peak to the step, which bounds the reach.  Offsets from the step keep
    the margin exact at large scales.
    """
    step = -mean / sd
    width = 1.0 / (steepness * scale * sd)
    reach = _REACH + np.minimum(steepness * scale * sd, np.abs(step) + 1.0)
    centre = np.clip(step, -reach, reach)
    if not (reach + np.abs(centre) <= _FARTHEST).all():
        raise ArithmeticError(f"the risk at logit scales {scale!r} needs too many panels of quadrature")
    distances = [np.zeros_like(step)]
    while (distances[-1] < reach + np.abs(centre)).any():
        distances.append(distances[-1] + np.minimum(np.maximum(distances[-1], width), _WIDEST))
    outwards = np.stack(distances, axis=1)
    both = np.concatenate((-outwards[:, :0:-1], outwards), axis=1)
    offsets = np.clip(both, (-reach - centre)[:, None], (reach - centre)[:, None])
    return _Panels(offsets, centre, np.where(centre == step, 0.0, mean + sd * centre), sd, scale)


CROSS_ENTROPY = Relaxation(Identity(), 1.0)
"""Cross-entropy in nats."""
BISAM_TANH = Relaxation(Tanh(0.1), 10.0)
"""The published setting of BiSAM (tanh): alpha = 0.1, mu = 10."""
BISAM_LOG = Relaxation(Log(), 1.0)
"""The published setting of BiSAM (-log): mu = 1."""
LOSSES: dict[str, Loss] = {"0-1": ZeroOne(), "ce": CROSS_ENTROPY, "tanh": BISAM_TANH, "-log": BISAM_LOG}


@in_float64("the risk")
def surrogate_risk(model: BinaryModel, loss: Loss, w: RealLike, scale: RealLike) -> Any:
    """Return Q(w), the risk at the robust weight w with the other weights 1.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        w: robust weight, finite; broadcasts.
        scale: factor of the logits, > 0 and finite; broadcasts.

    Raises:
        ValueError: an argument is out of range, or the model holds arrays.
        ArithmeticError: the quadrature does not resolve the risk (its relative error is a few 1e-15 otherwise).
    """
    p, high, low = _parts(model, loss, w, scale)
    return plain(np.asarray(p * high.value + (1.0 - p) * low.value))


@in_float64("the slope of the risk")
def surrogate_slope(model: BinaryModel, loss: Loss, w: RealLike, scale: RealLike) -> Any:
    """Return dQ/dw.

    Args:
        model: parameters p, eta and d, numbers.
        loss: of the wrong class's margin.
        w: robust weight, finite; broadcasts.
        scale: factor of the logits, > 0 and finite; broadcasts.

    Raises:
        ValueError: an argument is out of range, or the model holds arrays.
        ArithmeticError: the quadrature does not resolve the slope.
    """
    p, high, low = _parts(model, loss, w, scale)
    return plain(np.asarray(p * high.by_mean - (1.0 - p) * low.by_mean))


def _parts(model: BinaryModel, loss: Loss, w: RealLike, scale: RealLike) -> tuple[float, Moments, Moments]:
    p, eta, d = numbers(model)
    check_loss(loss)
    weight = require("w", w, "finite", np.isfinite)
    factor = logit_scale(scale)
    shape = broadcast_shape(w=weight, scale=factor)
    weight, factor = (np.broadcast_to(v, shape) for v in (weight, factor))
    sd = np.full(shape, np.sqrt(d))
    return p, loss.expected(eta * d + weight, sd, factor), loss.expected(eta * d - weight, sd, factor)


def check_loss(loss: Any) -> None:
    """Check an argument.

    Args:
        loss: any value.

    Raises:
        ValueError: it is no `Loss`.
    """
    if isinstance(loss, type) or not callable(getattr(loss, "expected", None)):
        raise ValueError(f"loss must be a Loss, as ZeroOne() or Relaxation(phi, mu), got {shown(loss)}")


def logit_scale(scale: RealLike) -> FloatArray:
    """Return a logit scale as an array; a ValueError tells that it must be > 0 and finite."""
    return require("scale", scale, "> 0 and finite", lambda a: (a > 0.0) & np.isfinite(a))


def numbers(model: BinaryModel) -> tuple[float, float, float]:
    """Return p, eta and d of a model that holds numbers; a ValueError refuses arrays."""
    check_model(model)
    if model.shape != ():
        raise ValueError(f"model must hold numbers, got arrays of shape {model.shape}")
    return float(model.p), float(model.eta), float(model.d)
