"""The gap acc(w + rho) - acc(w - rho) between the ends of SAM's interval: its sign, step by step, for every rho > 0.

The steps rest on the sign form of the slope alone and are confirmed by sympy; each raises ``DerivationError`` where
it is not. Together they prove that the gap has exactly one zero, that it lies in (w*, w* + rho), and that it is the
one maximiser of the smaller end, which by unimodality is SAM's optimum.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.formulas import symbols
from theory.papers.tools import decisions
from theory.papers.tools.derivation import accuracy, accuracy_slope, accuracy_slope_factor, confirm, slope_sign

RHOS = ("1/10", "1", "20")  # radii at which failing bounds are looked for


def gap(w: Any, rho: Any = None) -> Any:
    """Return acc(w + rho) - acc(w - rho), derived from the distribution; ``rho`` is the symbol by default."""
    radius = symbols()["rho"] if rho is None else rho
    return accuracy(w + radius) - accuracy(w - radius)


def confirm_unimodal() -> None:
    """Confirm that the accuracy rises strictly left of w* and falls strictly right of it."""
    q = sp.Symbol("q", positive=True)
    confirm(slope_sign(-q) == 1, "the accuracy rises left of w*")
    confirm(slope_sign(q) == -1, "the accuracy falls right of w*")


def reflected_slope(u: Any) -> Any:
    """Return (acc'(w* - u) + acc'(w* + u))/scale for u > 0, confirmed to be positive.

    The swings at w* - u and w* + u are opposite; the damping is larger at w* - u since (w* + u)**2 > (w* - u)**2.
    """
    s = symbols()
    factors = accuracy_slope_factor()
    left, right = (factors.swing.subs(s["w"], s["w_star"] + side * u) for side in (-1, 1))
    confirm(sp.simplify(left + right) == 0, "the swings at w* - u and w* + u are opposite")
    confirm(slope_sign(-u) == 1, "the swing at w* - u is positive")
    near, far = (factors.damping.subs(s["w"], s["w_star"] + side * u) for side in (-1, 1))
    confirm(near.func is sp.exp and far.func is sp.exp, "the damping is an exponential, which rises")
    confirm(sp.expand(near.args[0] - far.args[0]).is_positive, "the damping is larger at w* - u")
    return factors.reduced(s["w_star"] - u) + factors.reduced(s["w_star"] + u)


def confirm_gap_at_w_star() -> None:
    """Confirm gap(w*) > 0: it is 0 at rho = 0, and its derivative in rho is the reflected slope, times scale > 0."""
    s = symbols()
    at_optimum = gap(s["w_star"])
    confirm(sp.expand(at_optimum.subs(s["rho"], 0)) == 0, "the gap vanishes at rho = 0")
    slope = accuracy_slope()
    ends = slope.subs(s["w"], s["w_star"] + s["rho"]) + slope.subs(s["w"], s["w_star"] - s["rho"])
    confirm(sp.expand(sp.diff(at_optimum, s["rho"]) - ends) == 0, "the gap grows by the sum of the ends' slopes")
    reflected_slope(s["rho"])


def confirm_positive_up_to_w_star() -> None:
    """Confirm gap(w) > 0 for every w <= w*.

    With w = w* - q and q < rho, the lower end lies at or left of w* - rho and the upper end in (w*, w* + rho]: both
    moves from w* raise the gap. With q >= rho the interval lies left of w*, where the accuracy rises.
    """
    confirm_unimodal()
    confirm_gap_at_w_star()
    w_star, rho, q = symbols()["w_star"], symbols()["rho"], sp.Symbol("q", nonnegative=True)
    confirm((w_star - rho - (w_star - q - rho)).is_nonnegative, "the lower end moves left, where the accuracy rises")
    confirm((w_star + rho - (w_star - q + rho)).is_nonnegative, "the upper end moves left")
    below = sp.Symbol("t", positive=True)  # q = rho - t: still right of w*, where the accuracy falls
    confirm((w_star - (rho - below) + rho - w_star).is_positive, "the upper end stays right of w* for q < rho")
    confirm((w_star - (w_star - (rho + q) + rho)).is_nonnegative, "for q >= rho the upper end is not right of w*")


def confirm_negative_from_w_star_plus_rho() -> None:
    """Confirm gap(w) < 0 for every w >= w* + rho: the interval lies right of w*, where the accuracy falls."""
    confirm_unimodal()
    w_star, rho, q = symbols()["w_star"], symbols()["rho"], sp.Symbol("q", nonnegative=True)
    confirm(((w_star + rho + q) - rho - w_star).is_nonnegative, "the lower end is not left of w*")


def confirm_decreasing_between() -> None:
    """Confirm gap' < 0 on (w*, w* + rho): the upper end's slope is negative there, the lower end's positive."""
    rho, share = symbols()["rho"], sp.Symbol("share", positive=True)
    into = rho / (1 + share)  # any length in (0, rho)
    confirm(slope_sign(into + rho) == -1, "the accuracy falls at the upper end")
    confirm(slope_sign(sp.factor(into - rho)) == 1, "the accuracy rises at the lower end")


def confirm_one_optimum() -> None:
    """Confirm that the gap has one zero w_0, in (w*, w* + rho), and that the smaller end is highest there, only there.

    The gap is positive up to w*, decreasing in between and negative from w* + rho on: one zero. Left of it the lower
    end is the smaller one, lies left of w* and rises with w; right of it the upper end is, lies right of w* and falls.
    """
    confirm_positive_up_to_w_star()
    confirm_negative_from_w_star_plus_rho()
    confirm_decreasing_between()
    confirm_unimodal()


def gap_example(bound: Any, sign: int) -> dict[str, str] | None:
    """Return an exact point at which the gap at weight ``bound`` has the given sign, with digits, None if none is seen.

    A positive gap there shows that SAM's weight is larger than the bound, a negative one that it is smaller.
    """
    for point in decisions.POINTS:
        for rho in RHOS:
            values = {**point, "rho": rho}
            try:
                value = decisions.digits_at(gap(bound), values)
            except ArithmeticError:
                continue
            if sign * value > 0:
                at = {name: values[name] for name in ("p", "eta", "d", "rho")}
                weight = str(decisions.digits_at(bound, values))
                return {**at, "weight": weight, "acc(weight + rho) - acc(weight - rho)": str(value)}
    return None
