"""What the weights w_2, ..., w_{d+1} of the non-robust features do to the accuracy of the binary model.

For rest weights with sum s, norm n and absolute sum l, the margin of the rest is normal with mean eta s (eta s - eps l
under attack) and variance n**2. Each step is confirmed by sympy; ``DerivationError`` is raised where it is not.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.domain import Domain
from theory.ledger.formulas import cdf, symbols
from theory.papers.tools import derivation
from theory.papers.tools.derivation import confirm
from theory.rigour.compare import limit_confirmed


def rest_size() -> Any:
    """Return the symbol n of the rest weights' Euclidean norm, positive."""
    return sp.Symbol("n", positive=True)


def accuracy_with_centre(w: Any, centre: Any, n: Any) -> Any:
    """Return the accuracy at weight ``w`` for a normal margin of the rest with that mean and standard deviation n."""
    return derivation.general_accuracy(w, centre, n**2, 1)


def confirm_equal_weights_best() -> None:
    """Confirm that accuracy rises with the mean of the rest's margin, and that at fixed n the sum s is largest, at
    sqrt(d) n, for equal weights alone (the sum over all pairs of (w_i - w_j)**2 is 2 (d n**2 - s**2)).
    """
    d, p, w = (symbols()[name] for name in ("d", "p", "w"))
    centre, n, odds = sp.Symbol("c", real=True), rest_size(), sp.Symbol("odds", positive=True)
    for term in sp.diff(accuracy_with_centre(w, centre, n), centre).subs(p, 1 / (1 + odds)).args:
        confirm(sp.factor(term).is_positive, "the accuracy rises with the mean of the margin")
    first, second, total = sp.symbols("w_i w_j s", real=True)
    sums = {0: d, 1: total, 2: n**2}  # of w_i**k over i
    pairs = sum(c * sums[i] * sums[j] for (i, j), c in sp.Poly((first - second) ** 2, first, second).terms())
    confirm(sp.expand(pairs - 2 * (d * n**2 - total**2)) == 0, "s**2 <= d n**2, with equality for equal weights")


def confirm_robust_feature_alone_is_worse() -> None:
    """Confirm acc(w*) > p, the accuracy of x_1 alone: acc falls strictly right of w*, and its limit there is p."""
    w, p = symbols()["w"], symbols()["p"]
    derivation.confirm(sp.expand(sp.limit(derivation.accuracy(w), w, sp.oo) - p) == 0, "acc tends to p")
    seen = limit_confirmed(derivation.accuracy(w), w, p, Domain.of("1/2 < p < 1"), to=sp.oo)
    derivation.confirm(seen, "numbers further out come nearer to p")
    derivation.confirm(derivation.slope_sign(sp.Symbol("q", positive=True)) == -1, "acc falls right of w*")


def confirm_attacked_mean() -> None:
    """Confirm that the worst attack lowers the mean of y w_i x_i by eps |w_i|, whatever the sign of w_i."""
    eps, size, q = symbols()["eps"], sp.Symbol("size", positive=True), sp.Symbol("q", nonnegative=True)
    for label in (1, -1):
        for weight in (size, -size):
            for move in (eps * (1 - q) / (1 + q), -eps, eps):  # every point of [-eps, eps]
                excess = sp.factor(sp.together(label * weight * move + eps * size))
                confirm(excess.is_nonnegative, "no move lowers the margin by more than eps |w_i|")
            worst = -eps * label * weight / size
            confirm(sp.expand(label * weight * worst + eps * size) == 0, "-eps y sign(w_i) lowers it by that")


def confirm_worse_beyond_eta() -> None:
    """Confirm p > p Phi(t - c) + (1-p) Phi(-t - c) for c >= 0: the rest is harmful where its mean is -c n <= 0.

    The difference is (2p - 1) Phi(c - t) + (1 - p) [Phi(c - t) - Phi(-c - t)]; the bracket is the normal mass of
    [-c - t, c - t].
    """
    p = symbols()["p"]
    c, t, odds = sp.Symbol("c", nonnegative=True), sp.Symbol("t", real=True), sp.Symbol("odds", positive=True)
    difference = p - accuracy_with_centre(t, -c, sp.Integer(1))
    split = (2 * p - 1) * cdf(c - t) + (1 - p) * (cdf(c - t) - cdf(-c - t))
    confirm(sp.simplify(sp.expand(difference - split)) == 0, "the difference is that sum")
    above_half = {p: (1 + odds) / (2 + odds)}  # any p in (1/2, 1)
    confirm(sp.factor((2 * p - 1).subs(above_half)).is_positive, "2p - 1 > 0")
    confirm(sp.factor((1 - p).subs(above_half)).is_positive, "1 - p > 0")
    confirm(((c - t) - (-c - t)).is_nonnegative, "the bracket is the mass of an interval")
