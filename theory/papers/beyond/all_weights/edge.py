"""The edge of SAM's ball over all weights, as it is seen from 0, and why its ends are its worst points at small radii.

In units of the rest weights the ball of radius e about (t_0, 1) has the edge directions (w_1, mean, rest) = (t_0 + tau z,
1 - tau t_0 z, tau sqrt(L (1 - z^2))), z = cos chi from -1 to 1, with L = 1 + t_0^2 and tau^2 = e^2/(L - e^2); rest is
what turns away from (1, ..., 1).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.formulas import cdf, pdf, symbols
from theory.papers.tools import derivation

T_0, Z, TAU = sp.Symbol("t_0", real=True), sp.Symbol("z", real=True), sp.Symbol("tau", nonnegative=True)
LENGTH = 1 + T_0**2
FIRST, MEAN, SQUARE = T_0 + TAU * Z, 1 - TAU * T_0 * Z, TAU**2 * LENGTH * (1 - Z**2)


@cache
def confirm_ends_worst() -> None:
    """For small radii and centres near t* the worst points of the ball are ends of the meridian, z = -1 or 1, and no others.

    The accuracy on the edge, A(z), is smooth in tau, z and t_0, as n^2 is 1 at tau = 0. There A is that of the centre for
    all z, and dA/dtau is linear in z; at t_0 = t* the second derivative in tau is strictly concave in z. By Taylor's theorem,
    uniformly on a compact set, A'' in z is negative for all small tau and all t_0 near t*: A is least at an end. Centres
    away from t* have a lower accuracy themselves than the worst of a small ball about t*, which tends to the greatest one.
    """
    _confirm_edge()
    table = symbols()
    kappa, t, p = table["kappa"], table["t_star"], table["p"]
    n = sp.sqrt(MEAN**2 + SQUARE)
    derivation.confirm(sp.expand(n**2).subs(TAU, 0) == 1, "directions are defined near tau = 0")
    accuracy = p * cdf((kappa * MEAN + FIRST) / n) + (1 - p) * cdf((kappa * MEAN - FIRST) / n)
    at_centre = p * cdf(kappa + T_0) + (1 - p) * cdf(kappa - T_0)
    derivation.confirm(sp.simplify(accuracy.subs(TAU, 0) - at_centre) == 0, "at tau = 0 it is that of the centre")
    first, second = (sp.diff(accuracy, TAU, order).subs(TAU, 0) for order in (1, 2))
    derivation.confirm(sp.simplify(sp.diff(first, Z, 2)) == 0, "to first order in tau linear in z")
    # (1 - p) phi(kappa - t*) = p phi(kappa + t*) at the optimum
    balance = {p: sp.exp(kappa * t) / (sp.exp(kappa * t) + sp.exp(-kappa * t))}
    bend = sp.diff(second, Z, 2).subs(T_0, t)
    curved = -4 * kappa * p * pdf(kappa + t) * t**2 * (1 + t**2)
    reduced = sp.simplify(sp.expand((bend - curved).subs(balance)).rewrite(sp.exp))
    derivation.confirm(reduced == 0, "the bend of the second order in tau")
    derivation.confirm(curved.subs(balance).is_negative, "it is concave in z")
    step = sp.Symbol("step", positive=True)
    shape = [derivation.slope_sign(side * step) for side in (-1, 1)]
    derivation.confirm(shape == [1, -1], "other centres have a lower accuracy")


def _confirm_edge() -> None:
    """The edge's rays touch the ball; at each w_1/n the ball's largest angle to (1, ..., 1) is on the edge.

    The accuracy falls with that angle, so that none of the ball's points is worse than all of the edge.
    """
    e, q = sp.Symbol("e", positive=True), sp.Symbol("q", positive=True)
    inner, square = T_0 * FIRST + MEAN, FIRST**2 + MEAN**2 + SQUARE
    distance = LENGTH - inner**2 / square
    touches = distance.subs(TAU, e / sp.sqrt(LENGTH - e**2)) - e**2
    derivation.confirm(sp.simplify(touches) == 0, "a ray of the edge is as far from the centre as the radius")
    t, c = sp.symbols("t c", real=True)
    cosine: Any = (t * T_0 + c) / sp.sqrt(
        (1 + t**2) * LENGTH
    )  # of the angle to the centre, at w_1/n = t and cos psi = c
    derivation.confirm(sp.diff(cosine, c).is_positive, "the angle to the centre grows with psi")
    derivation.confirm([SQUARE.subs(Z, side) for side in (-1, 1)] == [0, 0], "its ends are on the meridian")
    for side in (-1, 1):
        tangent = (T_0 + side * e * sp.sqrt(LENGTH - e**2)) / (1 - e**2)
        end = (FIRST / MEAN).subs(Z, side).subs(TAU, e / sp.sqrt(LENGTH - e**2))
        apart = sp.simplify((tangent - end).subs(e, 1 / sp.sqrt(1 + q)))
        derivation.confirm(apart == 0, "and the tangent rays of the meridian")
