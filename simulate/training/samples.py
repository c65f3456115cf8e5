"""The samples that linear classifiers are trained on: y x in full, or in the plane of equal non-robust weights.

A classifier with equal weights v on the d non-robust features has the weight vector w_1 e_1 + sqrt(d) v u, where u is
the unit vector (0, 1, ..., 1)/sqrt(d). Its margin sees a sample only through the two coordinates of y x along e_1 and
u, which are drawn at a cost that does not depend on d; the length of x is drawn beside them (its square is the sum of
the squares of the coordinates and of a chi-squared variable with d - 1 degrees of freedom). Lengths are as in the whole
space, so l2 balls stay l2 balls.

When this loses nothing, for the population: the mean gradient of any loss of the margin at equal non-robust weights
has equal non-robust entries, by the symmetry of the model. So ST, AT, and SAM with the full gradient never leave the
plane; and a perturbation for each sample on its own (which leaves the plane) lowers its margin by rho |x|, which the
length tells. A micro-batch of 1 < m < n samples perturbs along its own gradient, whose part outside the plane needs the
whole features.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulate.model.sampling import FloatArray, draw_features, sample_count, scalar_model, stream
from theory import BinaryModel


@dataclass(frozen=True, eq=False)
class Samples:
    """Independent samples of equal size, one for each replicate.

    Attributes:
        model: of which they were drawn.
        features: float [replicates, n, dimension], the label times the features: all d + 1 of them, or, in the plane,
            the coordinates along e_1 and u.
        lengths: float [replicates, n], the Euclidean length of each whole feature vector.
        in_plane: whether the features are the two coordinates.
    """

    model: BinaryModel
    features: FloatArray
    lengths: FloatArray
    in_plane: bool

    @property
    def replicates(self) -> int:
        """The number of independent samples."""
        return int(self.features.shape[0])

    @property
    def n(self) -> int:
        """The size of each sample."""
        return int(self.features.shape[1])

    @property
    def dimension(self) -> int:
        """The number of weights that are trained."""
        return int(self.features.shape[2])

    def robust_ratio(self, weights: FloatArray) -> FloatArray:
        """Return w_1/w_rest, w_rest the mean of the non-robust weights; [..., dimension] to [...]."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(weights[..., 0] / self.rest_weight(weights))

    def rest_weight(self, weights: FloatArray) -> FloatArray:
        """Return the mean of the non-robust weights; [..., dimension] to [...]."""
        if self.in_plane:
            return np.asarray(weights[..., 1] / math.sqrt(float(self.model.d)))
        return np.asarray(weights[..., 1:].mean(axis=-1))


def draw_samples(
    model: BinaryModel, n: int, replicates: int, seed: int | np.random.SeedSequence, *, in_plane: bool = False
) -> Samples:
    """Return independent samples; the r-th comes from the r-th spawned stream, whatever their number.

    Args:
        model: what is drawn from; it holds single numbers.
        n: size of each sample.
        replicates: how many samples.
        seed: seed of them all.
        in_plane: draw the two coordinates and the length instead of all d + 1 features.

    Raises:
        ValueError: a model that cannot be drawn from, or counts that are not positive whole numbers.
    """
    scalar_model(model)
    n = sample_count(n)
    if isinstance(replicates, bool) or not isinstance(replicates, (int, np.integer)) or replicates < 1:
        raise ValueError(f"replicates must be a positive whole number, got {replicates!r}")
    one = _in_plane if in_plane else _whole
    drawn = [one(model, n, stream(seed, index)) for index in range(int(replicates))]
    return Samples(model, np.stack([x for x, _ in drawn]), np.stack([length for _, length in drawn]), in_plane)


def _whole(model: BinaryModel, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    x, y = draw_features(model, n, rng)
    return y[:, None] * x, np.sqrt(np.einsum("ij,ij->i", x, x))


def _in_plane(model: BinaryModel, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    p, eta, d = scalar_model(model)
    features = np.empty((n, 2))
    features[:, 0] = np.where(rng.random(n) < p, 1.0, -1.0)
    features[:, 1] = eta * math.sqrt(d) + rng.standard_normal(n)
    outside = rng.chisquare(d - 1, n) if d > 1 else np.zeros(n)
    return features, np.sqrt(1.0 + features[:, 1] ** 2 + outside)
