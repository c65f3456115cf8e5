"""Max-, min- and bilateral sharpness, and where their extremes lie to first order."""

from __future__ import annotations

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.local_model import POINT, names
from theory.papers.expressions import compare
from theory.papers.sources import deng2024

SEED = 20240919
ROUNDING = 1e-12  # relative to the largest value: inner products of vectors of up to 8 coordinates

CLAIMS = (
    Claim(
        id="deng2024/b-definitions",
        kind=Kind.DEFINITION,
        source=deng2024("definitions of MaxS, MinS and BilS"),
        summary="max-sharpness, min-sharpness and their sum, bilateral sharpness",
        statement=(
            r"$\mathrm{MaxS} = \max_{\|e\| \le \rho} L(w+e) - L(w)$, "
            r"$\mathrm{MinS} = L(w) - \min_{\|e\| \le \rho'} L(w+e)$, $\mathrm{BilS} = \mathrm{MaxS} + \mathrm{MinS}$."
        ),
        domain="rho > 0, rho' > 0; any loss with extremes on the ball",
        reading="restored from summaries and the authors' code; MinS has a radius of its own",
    ),
    Claim(
        id="deng2024/b-definitions-first-order",
        kind=Kind.EQUATION,
        source=deng2024("definitions of MaxS, MinS and BilS"),
        summary="to first order the extremes lie at +rho u and -rho' u",
        statement=(
            r"Over $\|e\|_2 \le \rho$ the linear part $g \cdot e$ is largest at $e = \rho u$ and over "
            r"$\|e\|_2 \le \rho'$ least at $e = -\rho' u$, $u = g / \|g\|$: the dual vectors. "
            r"So $\mathrm{BilS} = (\rho + \rho') \|g\|$ to first order."
        ),
        formula={
            "maximiser along u": "rho",
            "minimiser along u": "-rho_min",
            "MaxS": "rho*g",
            "MinS": "rho_min*g",
        },
        domain="g != 0, any number of weights; l2 balls",
        uses=("deng2024/b-definitions",),
        reading="the formula gives the extremes' component along u; they have none across it",
    ),
)


def check_first_order(formula: dict[str, str]) -> Result:
    """A perturbation with component c along u and squared length r across it: maximise c |g| on c^2 + r <= rho^2.

    The largest c is sqrt(rho^2 - r), which falls in r: r = 0. The minimum is minus the maximum for -g.
    """
    import sympy as sp

    rho, least, g = symbols()["rho"], names()["rho_min"], names()["g"]
    r = sp.Symbol("r", nonnegative=True)
    room = sp.Symbol("room", positive=True)  # radius^2 - r
    radius = sp.Symbol("radius", positive=True)
    component = sp.sqrt(radius**2 - r)
    slope = sp.diff(component, r).subs(radius, sp.sqrt(room + r))
    if not slope.is_negative:
        raise ArithmeticError(f"{slope} is not seen to be negative")
    best = component.subs(r, 0)
    derived = {
        "maximiser along u": best.subs(radius, rho),
        "minimiser along u": -best.subs(radius, least),
        "MaxS": g * best.subs(radius, rho),
        "MinS": -(g * -best.subs(radius, least)),
    }
    return compare(derived, formula, POINT, names())


def check_first_order_numerically(formula: dict[str, str]) -> Result:
    """Random gradients of up to 8 coordinates: no point of either ball beats the dual vectors, which give the values."""
    import sympy as sp

    from theory.surrogates.norm_ball import dual_vector, sample_ball

    generator = np.random.default_rng(SEED)
    stated = {key: sp.lambdify([parse("rho"), names()["rho_min"], names()["g"]], parse(text, **names()))
              for key, text in formula.items()}  # fmt: skip
    worst, where = 0.0, None
    for _ in range(100):
        n = int(generator.integers(1, 9))
        g = generator.normal(size=n)
        rho, least = generator.uniform(0.01, 2.0, 2)
        size = float(np.linalg.norm(g))
        top, bottom = dual_vector(g, "l2", rho), -dual_vector(g, "l2", least)
        claimed = {key: float(function(rho, least, size)) for key, function in stated.items()}
        found = {
            "maximiser along u": float(top @ g / size),
            "minimiser along u": float(bottom @ g / size),
            "MaxS": max(float(top @ g), float((sample_ball(generator, (200, n), "l2", rho) @ g).max())),
            "MinS": max(float(-(bottom @ g)), float((-sample_ball(generator, (200, n), "l2", least) @ g).max())),
        }
        error = max(abs(found[key] - claimed[key]) for key in found) / (size * max(rho, least))
        if error >= worst:
            worst, where = error, {"gradient": g.tolist(), "rho": rho, "rho'": least, "found": found, "stated": claimed}
    holds = worst < ROUNDING
    return Result(
        verdict_of(holds),
        observed={"largest difference": "below 1e-12" if holds else float(f"{worst:.6g}")},
        expected="below 1e-12",
        counterexample=None if holds else where,
        seed=SEED,
    )


CHECKS = (
    Check("deng2024/b-definitions-first-order", Method.SYMBOLIC, "any gradient and radii", True, check_first_order),
    Check(
        "deng2024/b-definitions-first-order",
        Method.NUMERICAL,
        "100 random gradients of 1 to 8 coordinates, 200 points in each ball",
        False,
        check_first_order_numerically,
    ),
)
