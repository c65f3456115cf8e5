"""SAM with momentum on a quadratic loss: the alternating cycle, and others that attract as well."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.bartlett2023.words import ALMOST, LINE, NOTE, OURS, SIZES
from theory.papers.sources import URLS

NUMERICS = "theory.papers.bartlett2023.momentum.numerics"
HEAVY = f"{LINE}; 0 <= beta < 1, rho > 0, s > 0"
ALTERNATING = {"amplitude": "s*rho/(2*(1 + beta) - s)", "exists below": "2*(1 + beta)"}
RESPONSES = {
    "heavy ball": "s/(1 + beta)",
    "Nesterov": "s*(1 + 2*beta)/(1 + beta)",
    "moving average": "s*(1 - beta)/(1 + beta)",
}
BELOW = "(s**2 - 2*(1 + beta)*s + 2*(1 + beta**2))"
FOUR = {"x_0": f"s*(2 - s)*rho/{BELOW}", "x_1": f"s*(2*beta - s)*rho/{BELOW}", "attracts if": "s < 2*beta"}
NEVER = {"another cycle attracts if": "False"}

SECTION = Section(
    "bartlett2023",
    URLS["bartlett2023"],
    "theory.papers.bartlett2023.momentum.checks",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.equation(
    "momentum-cycle",
    "with heavy-ball momentum",
    "the alternating cycle with momentum beta: s rho/(2 (1 + beta) - s)",
    r"With $v_{t+1} = \beta v_t + g_t$, $x_{t+1} = x_t - \eta v_{t+1}$ the orbit $c, -c$ has $c = \frac{s \rho}{2 (1 + "
    r"\beta) - s}$; it exists and is linearly stable if and only if $0 < s < 2 (1 + \beta)$.",
    ALTERNATING,
    symbolic(
        "check_alternating",
        "every s, beta and rho",
        {**ALTERNATING, "amplitude": "s*rho/(2 - s)"},
        {**ALTERNATING, "exists below": "2"},
        {**ALTERNATING, "amplitude": "s*rho/(2*(1 - beta) - s)"},
        widened=(HEAVY.replace("beta < 1", "beta"), HEAVY.replace(f"{LINE}; ", "")),
    ),
    numerical(
        f"{NUMERICS}:check_alternating",
        "12 settings of beta and s, from starts beside the cycle",
        {**ALTERNATING, "amplitude": "s*rho/(2 - s)"},
        {**ALTERNATING, "amplitude": f"1.000001*{ALTERNATING['amplitude']}"},
    ),
    domain=HEAVY,
    uses="step",
    reading=SIZES,
    origin=Origin.SECOND_HAND,
    source_note=NOTE,
)
SECTION.equation(
    "momentum-response",
    "with momentum of three kinds",
    "a two-cycle sees momentum as another step size, s' rho/(2 - s')",
    r"On an alternating orbit $c = \frac{s' \rho}{2 - s'}$ with $s' = \frac{s}{1 + \beta}$ for the heavy ball, "
    r"$\frac{s (1 + 2 \beta)}{1 + \beta}$ for Nesterov's step $g + \beta v$, $\frac{s (1 - \beta)}{1 + \beta}$ for a "
    r"moving average of gradients.",
    RESPONSES,
    symbolic(
        "check_responses",
        "every s, beta and rho",
        {**RESPONSES, "heavy ball": "s/(1 - beta)"},
        {**RESPONSES, "Nesterov": "s*(1 + beta)"},
        {**RESPONSES, "moving average": "s"},
        widened=(HEAVY.replace("beta < 1", "beta"), HEAVY.replace(f"{LINE}; ", "")),
    ),
    domain=HEAVY,
    uses="momentum-cycle cycle-line",
    reading=f"{SIZES}; with a moving average v = beta v + (1 - beta) g",
)
SECTION.theorem(
    "momentum-global",
    "with heavy-ball momentum",
    "with momentum too almost every start ends in the alternating cycle",
    r"With heavy-ball momentum, as without, no other cycle attracts: from almost every start $x_t$ ends in the "
    r"alternating cycle.",
    NEVER,
    symbolic(
        "check_never",
        "an orbit of period four in exact numbers",
        {"another cycle attracts if": "s < 2*beta"},
    ),
    domain=f"{HEAVY}, beta > 0, s < 2*(1 + beta); {ALMOST}",
    uses="cycle-line momentum-cycle",
    reading="the theorem for plain SAM read as if momentum changed the amplitude only; the note does not say so",
    origin=Origin.READING,
    source_note=f"{NOTE} finds the alternating orbit and its linear stability, and does not ask for others",
)
SECTION.theorem(
    "momentum-not-global",
    "with heavy-ball momentum, corrected",
    "for s < 2 beta a cycle of period four attracts too",
    r"For $0 < s < 2 \beta$ the orbit $x_0, x_1, -x_0, -x_1$ with $x_0 = \frac{s (2 - s) \rho}{D}$, $x_1 = \frac{s (2 "
    r"\beta - s) \rho}{D}$, $D = s^2 - 2 (1 + \beta) s + 2 (1 + \beta^2) > 0$ exists and is linearly stable, so that a "
    "set of positive measure of starts does not end in the alternating cycle.",
    FOUR,
    symbolic(
        "check_four",
        "every s, beta and rho",
        {**FOUR, "x_1": FOUR["x_0"]},
        {**FOUR, "attracts if": "s < beta"},
        {**FOUR, "attracts if": "s < 2"},
        {**FOUR, "x_0": FOUR["x_0"].replace("(2 - s)", "(2*beta - s)")},
        widened=(HEAVY, f"{LINE}; 0 < beta <= 1, rho > 0, s > 0"),
    ),
    numerical(
        f"{NUMERICS}:check_four",
        "12 settings of beta and s, from starts beside the orbit",
        {**FOUR, "x_1": FOUR["x_0"]},
        {**FOUR, "x_0": f"1.000001*{FOUR['x_0']}"},
    ),
    domain=HEAVY.replace("0 <= beta", "0 < beta"),
    uses="momentum-cycle",
    reading=SIZES,
    corrects="momentum-global",
)
