"""Damaged formulas for the claims on BSAM: each must turn its check's verdict."""

from __future__ import annotations

from theory.ledger.claims import Method

EXTREMES = {"maximiser along u": "rho", "minimiser along u": "-rho_min", "MaxS": "rho*g", "MinS": "rho_min*g"}
SIDES = {
    "MaxS": "rho*g + rho**2*curvature/2 + rho**3*(across/(2*g) + third/6)",
    "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) + third/6)",
}
QUADRATIC = {"MinS": "excess", "MaxS at the minimum": "rho**2*top/2", "MinS at the minimum": "0"}
INDICATOR = {"MaxS": "rho*g + a*rho**2/2", "MinS": "rho_min*g - b*rho_min**2/2"}
OBJECTIVE = {
    "objective, along u": "g + (rho + rho_min)*curvature",
    "objective, across u": "(rho + rho_min)*bend",
    "no ratio, along u": "g + (rho + rho_min)*curvature",
    "no ratio, across u": "(rho + rho_min)*bend",
}
CURL = (
    "(b - a)*a*b*x*y*(2*(a + b)*(a**2*x**2 + b**2*y**2) - 3*(a**3*x**2 + b**3*y**2))"
    "/(a**2*x**2 + b**2*y**2)**Rational(5, 2)"
)
LINE = {"beyond rho'": "h*x", "within rho'": "h*(3*x + 2*rho)", "jump": "2*h*(rho + rho_min)"}

DAMAGED = {
    ("deng2024/b-definitions-first-order", Method.SYMBOLIC): (
        {**EXTREMES, "minimiser along u": "rho_min"},
        {**EXTREMES, "maximiser along u": "rho/2"},
        {**EXTREMES, "MinS": "-rho_min*g"},
        {**EXTREMES, "MaxS": "rho*g**2"},
    ),
    ("deng2024/b-definitions-first-order", Method.NUMERICAL): (
        {**EXTREMES, "minimiser along u": "rho_min"},
        {**EXTREMES, "MaxS": "rho*g**2"},
    ),
    ("deng2024/b-curvature-sides", Method.SYMBOLIC): (
        {**SIDES, "MinS": "rho_min*g + rho_min**2*curvature/2 + rho_min**3*(across/(2*g) + third/6)"},
        {**SIDES, "MaxS": "rho*g + rho**2*curvature + rho**3*(across/(2*g) + third/6)"},
        {**SIDES, "MaxS": "rho*g + rho**2*curvature/2 - rho**3*(across/(2*g) - third/6)"},
        {**SIDES, "MinS": "rho_min*g - rho_min**2*curvature/2 + rho_min**3*(across/(2*g) - third/6)"},
    ),
    ("deng2024/b-curvature", Method.SYMBOLIC): (
        {"BilS": "2*rho*g + rho**2*curvature + rho**3*(across/g + third/3)"},
        {"BilS": "2*rho*g + rho**3*(across/(2*g) + third/3)"},
        {"BilS": "2*rho*g - rho**3*(across/g + third/3)"},
    ),
    ("deng2024/b-curvature", Method.NUMERICAL): (
        {"BilS": "2*rho*g + rho**3*(across/(2*g) + third/3)"},
        {"BilS": "2*rho*g - rho**3*(across/g + third/3)"},
    ),
    ("deng2024/b-curvature-radii", Method.SYMBOLIC): (
        {"BilS": "(rho + rho_min)*g + (rho**2 + rho_min**2)/2*curvature"},
        {"BilS": "(rho + rho_min)*g + (rho**2 - rho_min**2)*curvature"},
        {"BilS": "(rho - rho_min)*g + (rho**2 - rho_min**2)/2*curvature"},
    ),
    ("deng2024/b-flatter-curvature", Method.SYMBOLIC): ("weight <= rho**2/2", "weight < rho**2/2"),
    ("deng2024/b-flatter-curvature-corrected", Method.SYMBOLIC): (
        "weight > rho**2/2",
        "weight < rho**2/2 - rho_min**2",
    ),
    ("deng2024/b-curvature-minimum", Method.SYMBOLIC): (
        {"inside": "h*(x - rho)**2/2", "outside": "2*rho*h*x"},
        {"inside": "2*rho*h*x", "outside": "2*rho*h*x"},
        {"inside": "h*(x + rho)**2/2", "outside": "rho*h*x"},
    ),
    ("deng2024/b-curvature-quadratic", Method.SYMBOLIC): (
        {**QUADRATIC, "MinS": "2*excess"},
        {**QUADRATIC, "MinS": "-excess"},
        {**QUADRATIC, "MaxS at the minimum": "rho**2*top"},
        {**QUADRATIC, "MinS at the minimum": "rho**2*top/2"},
    ),
    ("deng2024/b-curvature-quadratic", Method.NUMERICAL): (
        {**QUADRATIC, "MinS": "2*excess"},
        {**QUADRATIC, "MaxS at the minimum": "-rho**2*top/2"},
    ),
    ("deng2024/b-flatter-minimum", Method.SYMBOLIC): ("Eq(BilS, MaxS)", "Ne(BilS, 2*MaxS)"),
    ("deng2024/b-flatter-minimum-corrected", Method.SYMBOLIC): ("Eq(BilS, 2*MaxS)", "Eq(BilS, -MaxS)"),
    ("deng2024/b-indicator", Method.SYMBOLIC): (
        {**INDICATOR, "MaxS": "rho*g + (a + b)*rho**2/4"},
        {**INDICATOR, "MinS": "rho_min*g + b*rho_min**2/2"},
        {**INDICATOR, "MinS": "rho_min*g - a*rho_min**2/2"},
    ),
    ("deng2024/b-indicator-bilateral", Method.SYMBOLIC): ({"in a": "> 0", "in b": "< 0"},),
    ("deng2024/b-indicator-corrected", Method.SYMBOLIC): (
        {"in a": "> 0", "in b": "> 0"},
        {"in a": "< 0", "in b": "< 0"},
    ),
    ("deng2024/b-objective-gradient", Method.SYMBOLIC): (
        {**OBJECTIVE, "objective, along u": "g"},
        {**OBJECTIVE, "objective, across u": "-(rho + rho_min)*bend"},
        {**OBJECTIVE, "no ratio, along u": "g + (rho - rho_min)*curvature"},
        {**OBJECTIVE, "no ratio, across u": "rho*bend"},
    ),
    ("deng2024/b-published-update-gradient", Method.SYMBOLIC): (
        {"along u": "g", "across u": "(rho + rho_min)*bend"},
        {"along u": "g + 0*curvature", "across u": "rho*bend + rho_min*bend"},
    ),
    ("deng2024/b-published-update-corrected", Method.SYMBOLIC): (
        {"along u": "g + (rho + rho_min)*curvature", "across u": "(rho + rho_min)*bend"},
        {"along u": "g", "across u": "(rho - rho_min)*bend"},
        {"along u": "g", "across u": "-(rho + rho_min)*bend"},
    ),
    ("deng2024/b-published-update-curl", Method.SYMBOLIC): (
        {"curl": "0"},
        {"curl": CURL.replace("(b - a)", "(a - b)")},
        {"curl": CURL.replace("3*(a**3", "2*(a**3")},
    ),
    ("deng2024/b-published-update-line", Method.SYMBOLIC): (
        {**LINE, "beyond rho'": "h*(3*x + 2*rho)"},
        {**LINE, "within rho'": "h*x"},
        {**LINE, "jump": "-2*h*(rho + rho_min)"},
    ),
    ("deng2024/b-published-update-line", Method.NUMERICAL): (
        {**LINE, "beyond rho'": "2*h*x"},
        {**LINE, "within rho'": "h*(3*x - 2*rho)"},
    ),
}
