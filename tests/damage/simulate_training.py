"""Damaged formulas for the checks by training."""

from __future__ import annotations

from theory.ledger.claims import Method

RAISED = {"p": 0.9, "eta": 0.1, "d": 10}
LOWERED = {"p": 0.7, "eta": 0.5, "d": 1}

DAMAGED = {
    ("beyond/minibatch-shift-decays", Method.MONTE_CARLO): (
        ({**LOWERED, "rho": 0.5, "C": 0.28458},),
        ({**LOWERED, "rho": 0.5, "C": -0.55},),
        ({**LOWERED, "rho": 0.5, "C": 0.0},),
    ),
    ("beyond/minibatch-shift-sign", Method.MONTE_CARLO): (
        ({**RAISED, "rho": 0.5, "m": 1, "sign": -1},),
        ({**RAISED, "rho": 0.5, "m": 1, "sign": 1}, {**LOWERED, "rho": 0.5, "m": 8, "sign": 1}),
    ),
    ("beyond/noise-ascent-shift", Method.MONTE_CARLO): (
        ({**RAISED, "rho": 0.5, "ratio over w*": 1.06},),
        ({**LOWERED, "rho": 0.5, "ratio over w*": 1.0},),
        ({**LOWERED, "rho": 0.5, "ratio over w*": 1.03304},),
    ),
    ("beyond/logistic-standard", Method.MONTE_CARLO): (
        {"w_1": "Lambda", "w_rest": "3*eta/2"},
        {"w_1": "Lambda", "w_rest": "-2*eta"},
    ),
    ("beyond/one-step-trained", Method.MONTE_CARLO): ("w_star*(1 + 1/300)", "2*w_star", "-w_star"),
    ("beyond/logistic-ratios", Method.MONTE_CARLO): (
        {"0.9 0.1 10 1.0": [1.128323, 1.9], "0.7 0.5 1 1.0": [0.934139, 0.837524]},
        {"0.9 0.1 10 1.0": [1.128323, 2.072893], "0.7 0.5 1 1.0": [1.065861, 0.837524]},
        {"0.9 0.1 10 1.0": [1.0, 2.072893], "0.7 0.5 1 1.0": [0.934139, 0.837524]},
    ),
    ("beyond/adversarial-logistic-ratio", Method.MONTE_CARLO): (
        {"robust": "Lambda", "rest": "2*eta"},
        {"robust": "Lambda", "rest": "2*(eta + eps)"},
        {"robust": "Lambda/2", "rest": "2*(eta - eps)"},
    ),
    ("li2024/f-average", Method.MONTE_CARLO): (
        "(1 - lam)/(1 + lam)*(1 - lam**t)*v + lam**(2*t)*start",
        "(1 + lam)/(1 - lam)*(1 - lam**(2*t))*v + lam**(2*t)*start",
        "(1 - lam)**2*v + lam**(2*t)*start",
    ),
    ("li2024/f-average-bias", Method.MONTE_CARLO): (
        {"left": "lam**(t + 1)"},
        {"left": "lam**(2*t)"},
        {"left": "-lam**t"},
    ),
    ("li2024/f-average-noise", Method.MONTE_CARLO): (
        {"old average": "sqrt((1 - lam)/2)", "updated average": "sqrt((1 + lam)/2)"},
        {"old average": "sqrt((1 + lam)/2)", "updated average": "(1 + lam)/2"},
    ),
    ("li2024/f-average-removes", Method.MONTE_CARLO): (
        {
            "full gradient": "(1 + sigma)*G/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
            "noise": "sqrt(v)/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
        },
        {
            "full gradient": "(1 - sigma)*G/sqrt((1 - sigma)**2*G**2 + v + sigma**2*(1 - lam)/(1 + lam)*v)",
            "noise": "sqrt(v)/sqrt((1 - sigma)**2*G**2 + 2*v + sigma**2*(1 - lam)/(1 + lam)*v)",
        },
    ),
    ("beyond/friendly-shift", Method.MONTE_CARLO): ("friendly < sam", "sam > friendly"),
    ("beyond/bilateral-per-sample", Method.NUMERICAL): ("g_M", "2*g", "-g", "g_M + g"),
    ("deng2024/b-published-update-corrected", Method.NUMERICAL): (
        {"along u": "g + (rho + rho_min)*curvature", "across u": "(rho + rho_min)*bend"},
        {"along u": "g", "across u": "rho*bend"},
        {"along u": "g", "across u": "0"},
    ),
    ("beyond/full-weights-theorem-4.3", Method.MONTE_CARLO): ("w_all < w_star",),
}
