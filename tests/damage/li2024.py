"""Damaged formulas for the claims on F-SAM: each must turn its check's verdict."""

from __future__ import annotations

from theory.ledger.claims import Method

ERROR = "(1 - lam)/(1 + lam)*(1 - lam**(2*t))*v + lam**(2*t)*start"
RISE = {
    "batch gradient, all data": "rho*G**2/sqrt(G**2 + v)",
    "batch gradient, batch": "rho*sqrt(G**2 + v)",
    "full gradient, all data": "rho*G",
    "full gradient, batch": "rho*G",
    "noise, all data": "0",
    "noise, batch": "rho*sqrt(v)",
}
DRIFT = {
    "lag": "lam/(1 - lam)*(1 - lam**t)*a",
    "steady error": "(1 - lam)/(1 + lam)*v + (lam/(1 - lam))**2*a**2",
}
KEPT = {
    "full gradient": "(1 - sigma)*G/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
    "noise": "sqrt(v)/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
}

DAMAGED = {
    ("li2024/f-decomposition-cosines", Method.SYMBOLIC): (
        {"full gradient": "G/(G + sqrt(v))", "noise": "sqrt(v/(G**2 + v))"},
        {"full gradient": "G/sqrt(G**2 + v)", "noise": "-sqrt(v/(G**2 + v))"},
        {"full gradient": "G/sqrt(G**2 + 2*v)", "noise": "sqrt(v/(G**2 + v))"},
    ),
    ("li2024/f-decomposition-rise", Method.SYMBOLIC): (
        {**RISE, "noise, all data": "rho*G"},
        {**RISE, "batch gradient, all data": "rho*G"},
        {**RISE, "full gradient, batch": "-rho*G"},
        {**RISE, "noise, batch": "rho*v"},
    ),
    ("li2024/f-average", Method.SYMBOLIC): (
        ERROR.replace("(1 - lam)/(1 + lam)", "(1 + lam)/(1 - lam)"),
        ERROR.replace("2*t", "t"),
        ERROR.replace("+ lam**(2*t)", "- lam**(2*t)"),
        ERROR.replace("(1 - lam)/(1 + lam)", "(1 - lam)/2"),
    ),
    ("li2024/f-average", Method.NUMERICAL): (ERROR.replace("2*t", "t"), ERROR.replace("start", "2*start")),
    ("li2024/f-average-bias", Method.SYMBOLIC): ({"left": "lam**(2*t)"}, {"left": "-lam**t"}, {"left": "(1 - lam)**t"}),
    ("li2024/f-average-drift", Method.SYMBOLIC): (
        {**DRIFT, "lag": "1/(1 - lam)*(1 - lam**t)*a"},
        {**DRIFT, "lag": "-lam/(1 - lam)*(1 - lam**t)*a"},
        {**DRIFT, "steady error": "(1 - lam)/(1 + lam)*v + lam/(1 - lam)*a**2"},
        {**DRIFT, "steady error": "(1 - lam)/(1 + lam)*v - (lam/(1 - lam))**2*a**2"},
    ),
    ("li2024/f-average-best", Method.SYMBOLIC): (
        "a**2*lam*(1 + lam)**2 - 2*v*(1 - lam)**3",
        "v*(1 - lam)**3 - a**2*lam*(1 + lam)**2",
        "a**2*lam*(1 + lam)**2 - v*(1 - lam)**2",
    ),
    ("li2024/f-average-useful", Method.SYMBOLIC): (
        {"largest a^2/v": "(1 - lam)**2/(lam*(1 + lam))"},
        {"largest a^2/v": "-2*(1 - lam)**2/(lam*(1 + lam))"},
    ),
    ("li2024/f-average-direction", Method.SYMBOLIC): (
        {"g - m_t": "(1 - lam)*(g - m)"},
        {"g - m_t": "-lam*(g - m)"},
        {"g - m_t": "lam*g - m"},
    ),
    ("li2024/f-average-sigma", Method.SYMBOLIC): (
        {"sigma'": "sigma*lam", "equal at": "0, 1"},
        {"sigma'": "sigma*lam/(1 + sigma*(1 - lam))", "equal at": "0, 1"},
        {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0"},
        {"sigma'": "sigma*lam/(1 - sigma*(1 - lam))", "equal at": "0, 1, 1/2"},
    ),
    ("li2024/f-average-noise", Method.SYMBOLIC): (
        {"old average": "sqrt((1 + lam)/2)", "updated average": "sqrt((1 - lam)/2)"},
        {"old average": "(1 + lam)/2", "updated average": "sqrt((1 + lam)/2)"},
    ),
    ("li2024/f-average-noise", Method.NUMERICAL): (
        {"old average": "sqrt((1 + lam)/2)", "updated average": "sqrt((1 - lam)/2)"},
        {"old average": "(1 + lam)/2", "updated average": "sqrt((1 + lam)/2)"},
    ),
    ("li2024/f-average-removes", Method.SYMBOLIC): (
        {**KEPT, "full gradient": KEPT["full gradient"].replace("(1 - sigma)*G", "(1 + sigma)*G")},
        {**KEPT, "noise": KEPT["noise"].replace("sigma**2*(1 - lam)", "sigma*(1 - lam)")},
    ),
}
