"""Bilateral sharpness where the gradient dominates: which parts of the curvature it sees."""

from __future__ import annotations

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.definitions import SEED
from theory.papers.deng2024.local_model import POINT, READING, SMALL, max_sharpness, min_sharpness, names
from theory.papers.expressions import compare
from theory.papers.sources import deng2024

SOURCE = deng2024("definitions of MaxS, MinS and BilS")
NEXT_ORDER = 0.05  # of the third-order scale: what follows is of relative order (rho |H|/|g|)^2 = 1e-4 times constants

CLAIMS = (
    Claim(
        id="deng2024/b-curvature-sides",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="MaxS and MinS see the curvature with opposite signs",
        statement=(
            r"$\mathrm{MaxS} = \rho \|g\| + \frac{\rho^2}{2} u^\top H u + \rho^3 (\frac{\|P H u\|^2}{2 \|g\|} + "
            r"\frac16 T[u, u, u]) + O(\rho^4)$ and $\mathrm{MinS}$, in $\rho'$, is the same with "
            r"$-\frac{\rho'^2}{2} u^\top H u$; $P$ projects across $u$, $T$ is the third derivative."
        ),
        formula={
            "MaxS": "rho*g + rho**2*curvature/2 + rho**3*(across/(2*g) + third/6)",
            "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) + third/6)",
        },
        domain=SMALL,
        uses=("deng2024/b-definitions",),
        reading=READING + "; curvature = u.Hu, across = |P H u|^2, third = T[u, u, u]",
    ),
    Claim(
        id="deng2024/b-curvature",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="equal radii: the curvature term of BilS cancels",
        statement=(
            r"With $\rho' = \rho$: $\mathrm{BilS} = 2 \rho \|g\| + \rho^3 (\|P H u\|^2 / \|g\| + \frac13 T[u, u, u]) + "
            r"O(\rho^5)$. Even powers cancel: BilS measures the gradient's length, and the Hessian only by how it turns "
            r"the gradient."
        ),
        formula={"BilS": "2*rho*g + rho**3*(across/g + third/3)"},
        domain=SMALL + "; rho' = rho",
        uses=("deng2024/b-definitions", "deng2024/b-curvature-sides"),
        reading="not in the paper: what its flatness indicator comes to",
    ),
    Claim(
        id="deng2024/b-curvature-radii",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="unequal radii leave (rho^2 - rho'^2)/2 of the curvature",
        statement=(
            r"$\mathrm{BilS} = (\rho + \rho') \|g\| + \frac{\rho^2 - \rho'^2}{2} u^\top H u + O(\rho^3 + \rho'^3)$: "
            r"less curvature than in MaxS, and negative for $\rho' > \rho$."
        ),
        formula={"BilS": "(rho + rho_min)*g + (rho**2 - rho_min**2)/2*curvature"},
        domain=SMALL,
        uses=("deng2024/b-definitions", "deng2024/b-curvature-sides"),
        reading="not in the paper: what its flatness indicator comes to",
    ),
    Claim(
        id="deng2024/b-flatter-curvature",
        kind=Kind.EQUATION,
        source=deng2024("what 'BSAM finds a flatter minimum than SAM' would need of the indicator"),
        summary="where the gradient dominates, BilS weighs curvature as MaxS does",
        statement=r"The coefficient of $u^\top H u$ in BilS is at least that in MaxS, $\rho^2 / 2$.",
        formula="weight >= rho**2/2",
        domain=SMALL,
        uses=("deng2024/b-curvature-radii",),
        reading="not printed: 'a better flatness indicator' read as a larger weight on the curvature",
    ),
    Claim(
        id="deng2024/b-flatter-curvature-corrected",
        kind=Kind.EQUATION,
        source=deng2024("what 'BSAM finds a flatter minimum than SAM' would need of the indicator"),
        summary="there BilS weighs curvature less than MaxS for every rho' > 0",
        statement=r"The coefficient of $u^\top H u$ in BilS is below that in MaxS for every $\rho' > 0$.",
        formula="weight < rho**2/2",
        domain=SMALL,
        uses=("deng2024/b-curvature-radii",),
        reading="not in the paper",
        corrects="deng2024/b-flatter-curvature",
    ),
)


def check_sides(formula: dict[str, str]) -> Result:
    """Maximise and minimise the loss's Taylor polynomial over a small ball."""
    derived = {"MaxS": max_sharpness(3), "MinS": min_sharpness(3, names()["rho_min"])}
    return compare(derived, formula, POINT, names())


def check_equal_radii(formula: dict[str, str]) -> Result:
    """Add both series at one radius, up to rho^4."""
    import sympy as sp

    derived = sp.expand(max_sharpness(4) + min_sharpness(4, symbols()["rho"]))
    return compare({"BilS": derived}, formula, POINT, names())


def check_radii(formula: dict[str, str]) -> Result:
    """Add both series up to second order."""
    return compare({"BilS": max_sharpness(2) + min_sharpness(2, names()["rho_min"])}, formula, POINT, names())


def check_weight(formula: str) -> Result:
    """The coefficient of the curvature in both series, and the sign of the stated difference."""
    import sympy as sp

    rho, least, curvature = symbols()["rho"], names()["rho_min"], names()["curvature"]
    weight = sp.expand(max_sharpness(2) + min_sharpness(2, least)).coeff(curvature, 1)
    word = sp.Symbol("weight", real=True)
    relation = parse(formula, weight=word, **names())
    if not isinstance(relation, sp.Ge | sp.Gt | sp.Le | sp.Lt):
        raise ValueError(f"formula: expected an inequality, got {formula!r}")
    difference = sp.expand((relation.gts - relation.lts).subs(word, weight))
    strict = isinstance(relation, sp.Gt | sp.Lt)
    if difference.is_positive or (difference.is_nonnegative and not strict):
        return Result(verdict_of(True), observed=str(weight), expected=formula)
    values = {rho: sp.Rational(POINT["rho"]), least: sp.Rational(POINT["rho_min"])}
    if relation.subs(word, weight).subs(values) != sp.false:
        return Result(Verdict.INCONCLUSIVE, observed=str(weight), expected=formula)
    shown = {"rho": POINT["rho"], "rho_min": POINT["rho_min"], "weight": str(weight.subs(values))}
    return Result(verdict_of(False), observed=str(weight), expected=formula, counterexample=shown)


def check_equal_radii_numerically(formula: dict[str, str]) -> Result:
    """Random quadratic losses with exact trust-region extremes, at rho |H| = |g|/100; they have no third derivative."""
    import sympy as sp

    from theory.surrogates.sharpness import bilateral_sharpness

    generator = np.random.default_rng(SEED)
    table = names()
    stated = sp.lambdify(
        [symbols()["rho"], table["g"], table["across"], table["third"]], parse(formula["BilS"], **table)
    )
    worst, where = 0.0, None
    for _ in range(100):
        n = int(generator.integers(1, 7))
        raw, g = generator.normal(size=(n, n)), generator.normal(size=n)
        h, size = raw + raw.T, float(np.linalg.norm(g))
        u, largest = g / size, float(np.linalg.norm(h, 2))
        rho = 0.01 * size / largest
        across = float(np.sum((h @ u - (u @ h @ u) * u) ** 2))
        exact = float(bilateral_sharpness(g, h, rho))
        error = abs(exact - float(stated(rho, size, across, 0.0))) / (rho**3 * largest**2 / size)
        if error >= worst:
            worst, where = error, {"gradient": g.tolist(), "hessian": h.tolist(), "rho": rho, "exact": exact}
    holds = worst < NEXT_ORDER
    return Result(
        verdict_of(holds),
        observed={"largest difference over rho^3 |H|^2/|g|": float(f"{worst:.3g}")},
        expected=f"below {NEXT_ORDER:g}",
        counterexample=None if holds else where,
        seed=SEED,
    )


CHECKS = (
    Check("deng2024/b-curvature-sides", Method.SYMBOLIC, "any gradient and derivatives", True, check_sides),
    Check(
        "deng2024/b-curvature", Method.SYMBOLIC, "any gradient and derivatives, up to rho^4", True, check_equal_radii
    ),
    Check(
        "deng2024/b-curvature",
        Method.NUMERICAL,
        "100 random quadratic losses of 1 to 6 weights, rho |H| = |g|/100",
        False,
        check_equal_radii_numerically,
    ),
    Check("deng2024/b-curvature-radii", Method.SYMBOLIC, "any gradient, derivatives and radii", True, check_radii),
    Check("deng2024/b-flatter-curvature", Method.SYMBOLIC, "any gradient, Hessian and radii", True, check_weight),
    Check(
        "deng2024/b-flatter-curvature-corrected", Method.SYMBOLIC, "any gradient, Hessian and radii", True, check_weight
    ),
)
