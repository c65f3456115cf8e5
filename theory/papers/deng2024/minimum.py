"""Bilateral sharpness near a minimum, where the expansion around a large gradient does not apply."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.definitions import SEED
from theory.papers.deng2024.local_model import POINT, names
from theory.papers.expressions import compare
from theory.papers.sources import deng2024

SOURCE = deng2024("definitions of MaxS, MinS and BilS")
ADDED = "not in the paper: what its flatness indicator comes to"
ROUNDING = 1e-10  # relative to rho^2 times the top eigenvalue: an eigendecomposition of up to 6 x 6

CLAIMS = (
    Claim(
        id="deng2024/b-curvature-minimum",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="one weight: BilS is h (|x| + rho)^2/2 within rho of the minimum",
        statement=(
            r"For $L = h x^2 / 2$ and $\rho' = \rho$: $\mathrm{BilS} = h (|x| + \rho)^2 / 2$ where $|x| \le \rho$, "
            r"$2 \rho h |x| = 2 \rho |L'|$ outside. Near the minimum the curvature does not cancel."
        ),
        formula={"inside": "h*(x + rho)**2/2", "outside": "2*rho*h*x"},
        domain="h > 0, rho > 0; x >= 0 by symmetry",
        uses=("deng2024/b-definitions",),
        reading=ADDED,
    ),
    Claim(
        id="deng2024/b-curvature-quadratic",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="within rho' of a minimum MinS is the excess loss, 0 at it",
        statement=(
            r"For $L = L_0 + \frac12 \delta^\top H \delta$ with $H \succeq 0$: where $\|\delta\| \le \rho'$, "
            r"$\mathrm{MinS} = L - L_0$, no curvature but the loss itself; at $\delta = 0$, $\mathrm{MinS} = 0$ and "
            r"$\mathrm{BilS} = \mathrm{MaxS} = \frac12 \rho^2 \lambda_{\max}(H)$."
        ),
        formula={"MinS": "excess", "MaxS at the minimum": "rho**2*top/2", "MinS at the minimum": "0"},
        domain="any number of weights, H positive semidefinite, rho > 0, rho' > 0",
        uses=("deng2024/b-definitions",),
        reading=ADDED + "; excess = L - L_0, top = largest eigenvalue of H",
    ),
    Claim(
        id="deng2024/b-flatter-minimum",
        kind=Kind.EQUATION,
        source=deng2024("what 'BSAM finds a flatter minimum than SAM' would need of the indicator"),
        summary="BilS ranks minima otherwise than MaxS does",
        statement=r"At minima BilS differs from MaxS, so that it prefers flatter ones.",
        formula="Ne(BilS, MaxS)",
        domain="quadratic losses at their minima; rho > 0, rho' > 0",
        uses=("deng2024/b-curvature-quadratic",),
        reading="not printed: 'a better flatness indicator' read as another ranking of minima",
    ),
    Claim(
        id="deng2024/b-flatter-minimum-corrected",
        kind=Kind.EQUATION,
        source=deng2024("what 'BSAM finds a flatter minimum than SAM' would need of the indicator"),
        summary="at a minimum BilS is MaxS: both rank minima alike",
        statement=(
            r"At a minimum $\mathrm{BilS} = \mathrm{MaxS}$ for every $\rho, \rho'$: what BSAM changes is the path, "
            r"not which minima the indicator prefers."
        ),
        formula="Eq(BilS, MaxS)",
        domain="quadratic losses at their minima; rho > 0, rho' > 0",
        uses=("deng2024/b-curvature-quadratic",),
        reading="not in the paper; MinS = 0 at a local minimum of any loss once rho' is small enough",
        corrects="deng2024/b-flatter-minimum",
    ),
)


def check_minimum(formula: dict[str, str]) -> Result:
    """A parabola's maximum over an interval is at an end, its minimum at 0 if that is inside, else at the nearer end."""
    import sympy as sp

    rho, x, gap = symbols()["rho"], sp.Symbol("x", positive=True), sp.Symbol("gap", positive=True)
    h = names()["h"]

    def loss(at: Any) -> Any:
        return h * at**2 / 2

    difference = sp.expand(loss(x + rho) - loss(x - rho))
    if not difference.is_positive:
        raise ArithmeticError(f"{difference} is not seen to be positive")
    nearer = sp.expand(x - rho).subs(x, rho + gap)
    if not nearer.is_positive:
        raise ArithmeticError("x - rho > 0 outside is not seen")
    derived = {
        "inside": loss(x + rho) - loss(sp.Integer(0)),
        "outside": loss(x + rho) - loss(x - rho),
    }
    return compare(derived, formula, POINT, names() | {"x": x})


def at_minimum() -> dict[str, Any]:
    """Return MaxS and MinS at the minimum of a quadratic loss, in the eigenvectors of its Hessian.

    Coordinate i has the eigenvalue top - slack_i >= 0. The bound top |e|^2/2 exceeds the loss by a sum of terms
    slack_i e_i^2/2 >= 0, and the loss is a sum of terms (top - slack_i) e_i^2/2 >= 0; rho along the top eigenvector and
    e = 0 attain the two bounds.
    """
    import sympy as sp

    top, rho = names()["top"], symbols()["rho"]
    eigenvalue, slack = sp.symbols("eigenvalue slack", nonnegative=True)
    e = sp.Symbol("e_i", real=True)
    above = sp.expand((eigenvalue + slack) * e**2 / 2 - eigenvalue * e**2 / 2)
    if not (above.is_nonnegative and (eigenvalue * e**2 / 2).is_nonnegative):
        raise ArithmeticError("the bounds of the quadratic loss are not seen")
    return {"MaxS": (top * e**2 / 2).subs(e, rho), "MinS": -(eigenvalue * e**2 / 2).subs(e, 0)}


def check_quadratic(formula: dict[str, str]) -> Result:
    """The minimiser lies in the ball: the least loss is L_0, attained at e = -delta."""
    import sympy as sp

    top = at_minimum()
    eigenvalue = sp.Symbol("eigenvalue", nonnegative=True)
    delta, e = sp.symbols("delta_i e_i", real=True)
    term = eigenvalue * (delta + e) ** 2 / 2
    if not term.is_nonnegative:
        raise ArithmeticError(f"{term} is not seen to be non-negative")
    share = (term.subs(e, 0) - term.subs(e, -delta)) / term.subs(e, 0)
    derived = {
        "MinS": names()["excess"] * sp.simplify(share),
        "MaxS at the minimum": top["MaxS"],
        "MinS at the minimum": top["MinS"],
    }
    return compare(derived, formula, POINT, names())


def check_same_ranking(formula: str) -> Result:
    """Insert MaxS and MinS at a minimum into the relation."""
    import sympy as sp

    values = at_minimum()
    bilateral = values["MaxS"] + values["MinS"]
    words = {name: sp.Symbol(name, real=True) for name in ("BilS", "MaxS")}
    relation = parse(formula, **words)
    decided = sp.simplify(relation.subs({words["BilS"]: bilateral, words["MaxS"]: values["MaxS"]}))
    if decided not in (sp.true, sp.false):
        return Result(Verdict.INCONCLUSIVE, observed=str(decided), expected=formula)
    point = {"rho": "1", "rho_min": "1", "top": "3"}
    numbers = {symbol: sp.Rational(point[symbol.name]) for symbol in bilateral.free_symbols}
    shown = {**point, "MaxS": str(values["MaxS"].subs(numbers)), "BilS": str(bilateral.subs(numbers))}
    return Result(
        verdict_of(bool(decided)),
        observed={"MaxS": str(values["MaxS"]), "BilS": str(bilateral)},
        expected=formula,
        counterexample=None if decided else shown,
    )


def check_quadratic_numerically(formula: dict[str, str]) -> Result:
    """Random positive definite Hessians, exact trust-region extremes within rho' of the minimum and at it."""
    import sympy as sp

    from theory.surrogates.sharpness import max_sharpness, min_sharpness

    generator = np.random.default_rng(SEED)
    table = names()
    stated = {
        key: sp.lambdify([symbols()["rho"], table["top"], table["excess"]], parse(text, **table))
        for key, text in formula.items()
    }
    worst, where = 0.0, None
    for _ in range(100):
        n = int(generator.integers(1, 7))
        raw = generator.normal(size=(n, n))
        h, rho = raw @ raw.T, generator.uniform(0.1, 2.0)
        delta = generator.normal(size=n)
        delta *= rho * generator.uniform(0.0, 0.99) / np.linalg.norm(delta)
        top, excess = float(np.linalg.norm(h, 2)), float(delta @ h @ delta) / 2
        found = {
            "MinS": float(min_sharpness(h @ delta, h, rho)),
            "MaxS at the minimum": float(max_sharpness(np.zeros(n), h, rho)),
            "MinS at the minimum": float(min_sharpness(np.zeros(n), h, rho)),
        }
        claimed = {key: float(function(rho, top, excess)) for key, function in stated.items()}
        error = max(abs(found[key] - claimed[key]) for key in found) / (rho**2 * top)
        if error >= worst:
            worst, where = error, {"hessian": h.tolist(), "delta": delta.tolist(), "rho": rho, "found": found}
    holds = worst < ROUNDING
    return Result(
        verdict_of(holds),
        observed={"largest difference": "below 1e-10" if holds else float(f"{worst:.6g}")},
        expected="below 1e-10",
        counterexample=None if holds else where,
        seed=SEED,
    )


CHECKS = (
    Check("deng2024/b-curvature-minimum", Method.SYMBOLIC, "any h, rho and x", True, check_minimum),
    Check("deng2024/b-curvature-quadratic", Method.SYMBOLIC, "any number of weights", True, check_quadratic),
    Check(
        "deng2024/b-curvature-quadratic",
        Method.NUMERICAL,
        "100 random positive definite Hessians of 1 to 6 weights",
        False,
        check_quadratic_numerically,
    ),
    Check("deng2024/b-flatter-minimum", Method.SYMBOLIC, "any number of weights", True, check_same_ranking),
    Check("deng2024/b-flatter-minimum-corrected", Method.SYMBOLIC, "any number of weights", True, check_same_ranking),
)
