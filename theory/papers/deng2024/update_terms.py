"""BSAM's published update beyond the first order: no gradient of anything, and on a line plain descent with a jump."""

from __future__ import annotations

import numpy as np

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.deng2024.definitions import SEED
from theory.papers.deng2024.local_model import POINT, READING, names
from theory.papers.deng2024.update import SOURCE
from theory.papers.expressions import compare

ROUNDING = 1e-9  # relative: a quotient of norms, and a difference of gradients of the same size

CLAIMS = (
    Claim(
        id="deng2024/b-published-update-curl",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="the published update is the gradient of no function",
        statement=(
            r"For $L = (a x^2 + b y^2) / 2$ the leading term $P H u$ of what $G$ adds has the curl of the formula, "
            r"which is not zero: for small radii $G$ is no gradient."
        ),
        formula={
            "curl": "(b - a)*a*b*x*y*(2*(a + b)*(a**2*x**2 + b**2*y**2) - 3*(a**3*x**2 + b**3*y**2))"
            "/(a**2*x**2 + b**2*y**2)**Rational(5, 2)"
        },
        domain="a > 0, b > 0, x > 0, y > 0",
        uses=("deng2024/b-published-update-corrected",),
        reading=READING,
    ),
    Claim(
        id="deng2024/b-published-update-line",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="along an eigenvector BSAM is gradient descent, then jumps",
        statement=(
            r"For $L = h x^2 / 2$, $x > 0$: $G = L'$ exactly where $x > \rho'$, and $G = L' + 2 g_M = h (3 x + 2 \rho)$ "
            r"where $x < \rho'$: a jump of $2 h (\rho + \rho')$ at $x = \rho'$, where $G$ is not defined."
        ),
        formula={"beyond rho'": "h*x", "within rho'": "h*(3*x + 2*rho)", "jump": "2*h*(rho + rho_min)"},
        domain="h > 0, rho > 0, rho' > 0, x > 0; any loss whose three gradients lie on one line behaves alike",
        uses=("deng2024/b-published-update",),
        reading=READING,
    ),
)


def check_curl(formula: dict[str, str]) -> Result:
    """Differentiate P H u of a quadratic loss; the curl must not vanish at a point with rational values."""
    import sympy as sp

    a, b = names()["a"], names()["b"]
    x, y = sp.symbols("x y", positive=True)
    gradient, hessian = sp.Matrix([a * x, b * y]), sp.diag(a, b)
    size = sp.sqrt(gradient.dot(gradient))
    u = gradient / size
    turned = hessian * u - u.dot(hessian * u) * u
    curl = sp.simplify(sp.diff(turned[1], x) - sp.diff(turned[0], y))
    at = {symbol: sp.Rational(POINT[symbol.name]) for symbol in curl.free_symbols}
    if sp.simplify(curl.subs(at)) == 0:
        return Result(Verdict.INCONCLUSIVE, note="the curl vanishes at the point tried")
    return compare({"curl": curl}, formula, POINT, names() | {"x": x, "y": y})


def check_line(formula: dict[str, str]) -> Result:
    """One weight: |g_M|/|g_m| g_m is g_M with the sign of g_m, which changes at x = rho'."""
    import sympy as sp

    rho, least, h = symbols()["rho"], names()["rho_min"], names()["h"]
    x, gap = sp.symbols("x gap", positive=True)
    top, g = h * (x + rho), h * x
    if not (h * ((least + gap) - least)).is_positive or not (h * (x - (x + gap))).is_negative:
        raise ArithmeticError("the sign of g_m on either side of rho' is not seen")
    beyond, within = top + g - top, top + g + top
    derived = {"beyond rho'": beyond, "within rho'": within, "jump": (within - beyond).subs(x, least)}
    return compare(derived, formula, POINT, names() | {"x": x})


def check_line_numerically(formula: dict[str, str]) -> Result:
    """The update itself along random eigenvectors of random quadratic losses, on both sides of rho'."""
    import sympy as sp

    from theory.surrogates.sharpness import bilateral_update

    generator = np.random.default_rng(SEED)
    x = sp.Symbol("x", positive=True)
    table = names() | {"x": x}
    stated = {
        key: sp.lambdify([table["h"], x, symbols()["rho"]], parse(formula[key], **table))
        for key in ("beyond rho'", "within rho'")
    }
    worst, where = 0.0, None
    for _ in range(200):
        n = int(generator.integers(1, 6))
        vectors, _ = np.linalg.qr(generator.normal(size=(n, n)))
        h, rho, least, at = generator.uniform(0.2, 2.0, 4)
        if abs(at - least) < 0.01:  # next to rho' the small g_m has lost its digits
            continue
        direction = vectors[:, 0]
        update = bilateral_update(h * at * direction, h * (at + rho) * direction, h * (at - least) * direction)
        expected = float(stated["beyond rho'" if at > least else "within rho'"](h, at, rho))
        error = float(np.linalg.norm(update - expected * direction)) / (h * (at + rho))
        if error >= worst:
            worst, where = error, {"h": h, "x": at, "rho": rho, "rho'": least, "G": float(update @ direction)}
    holds = worst < ROUNDING
    return Result(
        verdict_of(holds),
        observed={"largest relative difference": "below 1e-9" if holds else float(f"{worst:.6g}")},
        expected="below 1e-9",
        counterexample=None if holds else where,
        seed=SEED,
    )


CHECKS = (
    Check("deng2024/b-published-update-curl", Method.SYMBOLIC, "all a, b, x and y", True, check_curl),
    Check("deng2024/b-published-update-line", Method.SYMBOLIC, "all h, radii and x", True, check_line),
    Check(
        "deng2024/b-published-update-line",
        Method.NUMERICAL,
        "200 random eigenvectors of up to 5 weights, both sides of rho'",
        False,
        check_line_numerically,
    ),
)
