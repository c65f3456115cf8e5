"""SAM's shift is below w* H < w* S for every radius, proved by first contact; S and H as in the claims, units of sqrt(d).

h = w_SAM - w* solves h' = tanh X, X = (t + h) e - (1/2) log(sinh kappa(e+h)/sinh kappa(e-h)) (:mod:`contact`), and
b = t H solves b' = (t + b) e - kappa b coth(kappa e).  The logarithm exceeds kappa h coth(kappa e), so that at a contact
h = b of h with b from below h' = tanh X < b', where h' >= b' would be needed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.contact import Steps, lemma_steps, slope_steps, vanishes
from theory.papers.wei2023.rigorous_results import broken, undecided
from theory.papers.wei2023.shift.series import implicit_steps, series_of_shift
from theory.papers.wei2023.shift_bounds.bounds import RATIO, covered

GLUE = "h is smooth in rho (implicit function theorem: acc' has opposite signs at the two ends) and below rho"
_E, _KAPPA, _S, _R = sp.symbols("e kappa s r", positive=True)
_FACTOR = sp.exp(_E**2 / 2) / sp.sinh(_KAPPA * _E)
_G = _KAPPA * _E * sp.coth(_KAPPA * _E)


def _kernel(s: Any) -> Any:
    return s * sp.sinh(_KAPPA * s) * sp.exp(-(s**2) / 2)


@cache
def mean_steps() -> Steps:
    """Return the steps about H = factor times the integral of kernel(s) over 0 < s < e: its equation, H > 0, H' > 0."""
    total = sp.Symbol("I", positive=True)  # the integral; its derivative in e is kernel(e)
    mean = _FACTOR * total
    slope = sp.diff(_FACTOR, _E) * total + _FACTOR * _kernel(_E)
    moved = (_E - _R) * sp.sinh(_KAPPA * (_E - _R)) / sp.sinh(_KAPPA * _E) * sp.exp(_E * _R - _R**2 / 2)
    growth = 1 / _S + _KAPPA * sp.sinh(_KAPPA * _R) / (sp.sinh(_KAPPA * _S) * sp.sinh(_KAPPA * (_R + _S))) + _R
    return {
        "e H' = e^2 + H (e^2 - kappa e coth(kappa e))": vanishes(_E * slope - _E**2 - mean * (_E**2 - _G)),
        "H > 0": (_FACTOR * _kernel(_S)).is_positive is True,
        "H' > 0: in r = e - s the integrand is 0 at r = e and rises in e": vanishes(_FACTOR * _kernel(_E - _R) - moved)
        and moved.subs(_R, _E) == 0
        and vanishes((sp.diff(moved, _E) / moved).subs(_E, _R + _S) - growth)
        and growth.is_positive is True,
    }


def barrier_slope() -> Any:
    """Return b' of b = t H in e, kappa, t = w*/sqrt(d) and H."""
    t, mean = symbols()["t_star"], pf.helpers()["H"]
    return (t + t * mean) * _E - _KAPPA * t * mean * sp.coth(_KAPPA * _E)


@cache
def contact_steps() -> Steps:
    """Return the steps by which h' < b' at a contact of h with b = t H, and h < b for small rho."""
    t, mean, slope = symbols()["t_star"], pf.helpers()["H"], sp.Symbol("H1", positive=True)
    q, y = sp.symbols("q y", positive=True)
    coths = (sp.coth(q + y) + sp.coth(q - y)) / 2 - sp.coth(q)
    excess = sp.coth(q) * sp.sinh(y) ** 2 / (sp.sinh(q + y) * sp.sinh(q - y))
    solved = (_E**2 + mean * (_E**2 - _G)) / _E  # H' by its equation
    first = series_of_shift(4) - series_of_mean()
    return {
        "(1/2) log(sinh(q+y)/sinh(q-y)) > y coth q: so its slope in y": vanishes(coths - excess)
        and excess.subs(q, y + _S).is_positive is True,
        "b' = (t + b) e - kappa b coth(kappa e)": vanishes((t * slope).subs(slope, solved) - barrier_slope()),
        "h < b for small rho": polynomial_sign(_leading(first)) == -1,
    }


def series_of_mean() -> Any:
    """Return H as a polynomial in e up to e**4, solved from its equation."""
    table = symbols()
    e, kappa = table["e"], table["kappa"]
    a, b = sp.symbols("a b")
    trial = a * e**2 + b * e**4
    coth = 1 + (kappa * e) ** 2 / 3  # kappa e coth(kappa e) up to e**3
    left = sp.expand(e * sp.diff(trial, e) - e**2 - trial * (e**2 - coth))
    found = sp.solve([left.coeff(e, 2), left.coeff(e, 4)], [a, b], dict=True)
    return trial.subs(found[0])


def _leading(polynomial: Any) -> Any:
    """Return the coefficient of the lowest power of e that is not 0."""
    found = sp.Poly(sp.expand(polynomial), symbols()["e"]).terms()
    return min(found)[1]


@cache
def series_steps() -> Steps:
    """Return the steps behind S = (e^(e^2/2)/e) times the integral of s^2 e^(-s^2/2) over 0 < s < e, and H < S."""
    total, x = sp.symbols("I x", positive=True)
    k = sp.Symbol("k", integer=True, positive=True)
    factor = sp.exp(_E**2 / 2) / _E
    value, slope = factor * total, sp.diff(factor, _E) * total + factor * _E**2 * sp.exp(-(_E**2) / 2)
    odd = lambda n: sp.factorial(2 * n + 1) / (2**n * sp.factorial(n))  # noqa: E731 (is (2n+1)!!)
    excess = x * sp.cosh(x) - sp.sinh(x)
    sinhc = lambda u: sp.sinh(u) / u  # noqa: E731
    quotient = _FACTOR * _kernel(_S) / (factor * _S**2 * sp.exp(-(_S**2) / 2))
    return {
        "the integral solves e S' = (S + 1) e^2 - S": vanishes(_E * slope - (value + 1) * _E**2 + value),
        "so does the series: its coefficients c_k = 1/(2k+1)!! have c_0 = 1 and (2k+1) c_k = c_(k-1)": odd(0) == 1
        and sp.gammasimp((odd(k) / odd(k - 1)).rewrite(sp.gamma) - 2 * k - 1) == 0
        and all(odd(n) == sp.factorial2(2 * n + 1) for n in range(5)),
        "the integrands of H and S have the ratio sinhc(kappa s)/sinhc(kappa e)": vanishes(
            quotient - sinhc(_KAPPA * _S) / sinhc(_KAPPA * _E)
        ),
        "sinhc(x) = sinh(x)/x rises": vanishes(sp.diff(sinhc(x), x) - excess / x**2)
        and excess.subs(x, 0) == 0
        and vanishes(sp.diff(excess, x) - x * sp.sinh(x))
        and (x * sp.sinh(x)).is_positive is True,
    }


def below_mean_steps() -> Steps:
    """Return all steps of h < t H."""
    return {**implicit_steps(), **slope_steps(), **lemma_steps(), **mean_steps(), **contact_steps()}


def upper_steps() -> Steps:
    """Return all steps of h < t H < t S."""
    return below_mean_steps() | series_steps()


def check_upper_bound(formula: str) -> Result:
    """The shift over w* e^2/3 against 3 H/e^2: first at the settings, then by first contact."""
    relation = parse(formula, **pf.helpers())
    upper = parse("3*H/e**2", **pf.helpers())
    stated = relation.lts == parse(RATIO) and sp.simplify(relation.gts - upper) == 0
    return _decided(formula, relation, stated, below_mean_steps(), barrier_slope())


def check_upper_series(formula: str) -> Result:
    """3 H/e^2 against 3 S/e^2: first at the settings, then by their integrands."""
    relation = parse(formula, **pf.helpers())
    sides = [parse(f"3*{name}/e**2", **pf.helpers()) for name in ("H", "S")]
    stated = [relation.lts, relation.gts] == sides
    return _decided(formula, relation, stated, series_steps(), _FACTOR * _kernel(_S))


def _decided(formula: str, relation: Any, stated: bool, steps: Steps, handled: Any) -> Result:
    """Refute a relation at the settings, else prove it by its steps, for the symbols of it and of what they handle."""
    shown = broken([relation], {"left": relation.lhs, "right": relation.rhs})
    if shown is not None:
        return Result(Verdict.FAILS, expected=formula, counterexample=shown)
    if not stated or not isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan):
        return undecided("no setting breaks it, and no proof is known of it", formula)
    verdict = Verdict.HOLDS if all(steps.values()) else Verdict.INCONCLUSIVE
    region = covered(relation, handled)
    return Result(verdict, observed=steps, expected="every step true", note=GLUE, covered=region)
