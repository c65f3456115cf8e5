"""The flatness indicator problem: what MaxS and BilS see of a loss that is curved differently on its two sides."""

from __future__ import annotations

from theory.entries import Section, symbolic
from theory.papers.sources import URLS

WHERE = "flatness indicator problem"
SETTING = (
    "along a line L = g e + a e^2/2 for e >= 0 and g e + b e^2/2 for e < 0, g > 0, a >= 0, 0 <= b <= g/rho', so "
    "that L rises throughout"
)


INDICATOR = {"MaxS": "rho*g + a*rho**2/2", "MinS": "rho_min*g - b*rho_min**2/2"}
B_INDICATOR_BILATERAL = {"in a": "> 0", "in b": "> 0"}
B_INDICATOR_CORRECTED = {"in a": "> 0", "in b": "< 0"}

SECTION = Section("deng2024", URLS["deng2024"], "theory.papers.deng2024.indicator.checks")
SECTION.equation(
    "b-indicator",
    WHERE,
    "MaxS sees the ascent side only, MinS the descent side only",
    r"$\mathrm{MaxS} = \rho g + a \rho^2 / 2$ does not depend on the curvature $b$ of the descent side, "
    r"$\mathrm{MinS} = \rho' g - b \rho'^2 / 2$ not on $a$.",
    INDICATOR,
    symbolic(
        "check_indicator",
        "all a, b, g and radii of the domain",
        {**INDICATOR, "MaxS": "rho*g + (a + b)*rho**2/4"},
        {**INDICATOR, "MinS": "rho_min*g + b*rho_min**2/2"},
        {**INDICATOR, "MinS": "rho_min*g - a*rho_min**2/2"},
    ),
    domain=SETTING,
    uses="b-definitions",
    reading="the sentence 'SAM only considers the flatness in the direction of gradient ascent', made decidable",
)
SECTION.equation(
    "b-indicator-bilateral",
    WHERE,
    "BilS rises with the curvature of either side",
    "BilS indicates flatness on both sides: it grows with $a$ and with $b$.",
    B_INDICATOR_BILATERAL,
    symbolic("check_both_sides", "all a, b, g and radii of the domain", {**B_INDICATOR_BILATERAL, "in b": "< 0"}),
    domain=SETTING,
    uses="b-indicator",
    reading="not printed: what 'a better flatness indicator that indicates a flatter direction' (abstract) would need on "
    "such a loss",
)
SECTION.equation(
    "b-indicator-corrected",
    WHERE,
    "BilS falls with the curvature of the descent side",
    r"$\partial\, \mathrm{BilS} / \partial a = \rho^2 / 2$ but $\partial\, \mathrm{BilS} / \partial b = -\rho'^2 / "
    "2$: a sharper descent side lowers BilS.",
    B_INDICATOR_CORRECTED,
    symbolic(
        "check_both_sides",
        "all a, b, g and radii of the domain",
        {**B_INDICATOR_CORRECTED, "in b": "> 0"},
        {**B_INDICATOR_CORRECTED, "in a": "< 0"},
    ),
    domain=SETTING,
    uses="b-indicator",
    corrects="b-indicator-bilateral",
    reading="not in the paper",
)
