"""The flatness indicator problem: what MaxS and BilS see of a loss that is curved differently on its two sides."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import symbols
from theory.papers.deng2024.local_model import POINT, names
from theory.papers.expressions import compare
from theory.papers.sources import deng2024

SOURCE = deng2024("flatness indicator problem")
SETTING = (
    "along a line L = g e + a e^2/2 for e >= 0 and g e + b e^2/2 for e < 0, g > 0, a >= 0, 0 <= b <= g/rho', so that "
    "L rises throughout"
)

CLAIMS = (
    Claim(
        id="deng2024/b-indicator",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="MaxS sees the ascent side only, MinS the descent side only",
        statement=(
            r"$\mathrm{MaxS} = \rho g + a \rho^2 / 2$ does not depend on the curvature $b$ of the descent side, "
            r"$\mathrm{MinS} = \rho' g - b \rho'^2 / 2$ not on $a$."
        ),
        formula={"MaxS": "rho*g + a*rho**2/2", "MinS": "rho_min*g - b*rho_min**2/2"},
        domain=SETTING,
        uses=("deng2024/b-definitions",),
        reading="the sentence 'SAM only considers the flatness in the direction of gradient ascent', made decidable",
    ),
    Claim(
        id="deng2024/b-indicator-bilateral",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="BilS rises with the curvature of either side",
        statement=r"BilS indicates flatness on both sides: it grows with $a$ and with $b$.",
        formula={"in a": "> 0", "in b": "> 0"},
        domain=SETTING,
        uses=("deng2024/b-indicator",),
        reading=(
            "not printed: what 'a better flatness indicator that indicates a flatter direction' (abstract) would need on "
            "such a loss"
        ),
    ),
    Claim(
        id="deng2024/b-indicator-corrected",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="BilS falls with the curvature of the descent side",
        statement=(
            r"$\partial\, \mathrm{BilS} / \partial a = \rho^2 / 2$ but $\partial\, \mathrm{BilS} / \partial b = "
            r"-\rho'^2 / 2$: a sharper descent side lowers BilS."
        ),
        formula={"in a": "> 0", "in b": "< 0"},
        domain=SETTING,
        uses=("deng2024/b-indicator",),
        reading="not in the paper",
        corrects="deng2024/b-indicator-bilateral",
    ),
)


def sharpness() -> dict[str, Any]:
    """Return MaxS and MinS: the loss rises, so that its extremes are at the ends of the interval."""
    import sympy as sp

    rho, least, g = symbols()["rho"], names()["rho_min"], names()["g"]
    a, b = names()["a"], names()["b"]
    share, depth = sp.symbols("share depth", nonnegative=True)
    # the slope at -depth, with b = g/(rho' + share) and rho' = depth + further: at most what the domain allows
    further = sp.Symbol("further", positive=True)
    slope = sp.factor((g - b * depth).subs(b, g / (depth + further + share)))
    if not (slope.is_nonnegative and (g + a * depth).is_positive):
        raise ArithmeticError("the loss is not seen to rise")
    return {"MaxS": g * rho + a * rho**2 / 2, "MinS": -(-g * least + b * least**2 / 2)}


def check_indicator(formula: dict[str, str]) -> Result:
    """Evaluate the loss at the two ends."""
    return compare(sharpness(), formula, POINT, names())


def check_both_sides(formula: dict[str, str]) -> Result:
    """Differentiate BilS in the curvature of each side and decide the sign."""
    import sympy as sp

    values = sharpness()
    bilateral = values["MaxS"] + values["MinS"]
    slopes = {key: sp.diff(bilateral, names()[key[-1]]) for key in ("in a", "in b")}
    observed = {key: str(slope) for key, slope in slopes.items()}
    for key, slope in slopes.items():
        positive, negative = slope.is_positive, slope.is_negative
        if formula[key] not in ("> 0", "< 0"):
            raise ValueError(f"formula: expected '> 0' or '< 0' for {key}, got {formula[key]!r}")
        if not positive and not negative:
            return Result(Verdict.INCONCLUSIVE, observed=observed, note=f"the sign of {slope} is not decided")
        if positive != (formula[key] == "> 0"):
            point = {name: POINT[name] for name in ("g", "rho", "rho_min", "a")}
            numbers = {symbol: sp.Rational(POINT[symbol.name]) for symbol in bilateral.free_symbols}
            letter = names()[key[-1]]
            for value in ("0", "1"):
                numbers[letter] = sp.Rational(value)
                point[f"BilS at {letter} = {value}"] = str(bilateral.subs(numbers))
            return Result(Verdict.FAILS, observed=observed, expected=formula, counterexample=point)
    return Result(verdict_of(True), observed=observed, expected=formula)


CHECKS = (
    Check("deng2024/b-indicator", Method.SYMBOLIC, "all a, b, g and radii of the domain", True, check_indicator),
    Check(
        "deng2024/b-indicator-bilateral", Method.SYMBOLIC, "all a, b, g and radii of the domain", True, check_both_sides
    ),
    Check(
        "deng2024/b-indicator-corrected", Method.SYMBOLIC, "all a, b, g and radii of the domain", True, check_both_sides
    ),
)
