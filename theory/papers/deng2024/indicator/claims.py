"""The flatness indicator problem: what MaxS and BilS see of a loss that is curved differently on its two sides."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, symbolic
from theory.papers.deng2024.words import OURS, TWO_SIDED
from theory.papers.sources import URLS

WHERE = "flatness indicator problem"
SETTING = f"{TWO_SIDED}; rho > 0, rho_min > 0, g > 0, a >= 0, 0 <= b <= g/rho_min"
WIDENED = (SETTING.replace(" <= g/rho_min", ""), SETTING.replace("0 <= b", "b"), SETTING.replace("a >= 0, ", ""))
INDICATOR = {"MaxS": "rho*g + a*rho**2/2", "MinS": "rho_min*g - b*rho_min**2/2"}
SLOPES = {"in a": "rho**2/2", "in b": "-rho_min**2/2"}
RISES = "so that the loss rises throughout: b <= g/rho'"

SECTION = Section(
    "deng2024", URLS["deng2024"], "theory.papers.deng2024.indicator.checks", origin=Origin.OURS, source_note=OURS
)
SECTION.equation(
    "b-indicator",
    WHERE,
    "MaxS sees the ascent side only, MinS the descent side only",
    r"$\mathrm{MaxS} = \rho g + a \rho^2 / 2$ does not depend on the curvature $b$ of the descent side, $\mathrm{MinS} ="
    r" \rho' g - b \rho'^2 / 2$ not on $a$.",
    INDICATOR,
    symbolic(
        "check_indicator",
        "all a, b, g and radii of the domain",
        {**INDICATOR, "MaxS": "rho*g + (a + b)*rho**2/4"},
        {**INDICATOR, "MinS": "rho_min*g + b*rho_min**2/2"},
        {**INDICATOR, "MinS": "rho_min*g - a*rho_min**2/2"},
        widened=WIDENED,
    ),
    domain=SETTING,
    uses="b-definitions",
    reading=f"the sentence 'SAM only considers the flatness in the direction of gradient ascent', made decidable; {RISES}",
)
SECTION.equation(
    "b-indicator-bilateral",
    WHERE,
    "BilS rises with the curvature of either side",
    r"BilS indicates flatness on both sides: it grows with $a$ and with $b$.",
    {"in a": "> 0", "in b": "> 0"},
    symbolic("check_both_sides", "all a, b, g and radii of the domain", {"in a": "> 0", "in b": "< 0"}),
    domain=SETTING,
    uses="b-indicator",
    reading=RISES,
    origin=Origin.READING,
    source_note="no line of the paper: what 'a better flatness indicator that indicates a flatter direction' (abstract) would "
    "need on such a loss; another reading is that it finds the sharpest of all directions",
)
SECTION.equation(
    "b-indicator-corrected",
    WHERE,
    "BilS falls with the curvature of the descent side",
    r"$\partial\, \mathrm{BilS} / \partial a = \rho^2 / 2$ but $\partial\, \mathrm{BilS} / \partial b = -\rho'^2 / 2$: a "
    "sharper descent side lowers BilS.",
    SLOPES,
    symbolic(
        "check_slopes",
        "all a, b, g and radii of the domain",
        {**SLOPES, "in b": "rho_min**2/2"},
        {**SLOPES, "in a": "-rho**2/2"},
        {**SLOPES, "in b": "-rho_min**2"},
        widened=WIDENED,
    ),
    domain=SETTING,
    uses="b-indicator",
    corrects="b-indicator-bilateral",
)
