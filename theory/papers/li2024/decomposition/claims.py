"""The batch gradient as full gradient plus noise: angles, and what a perturbation along each part does."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, symbolic
from theory.papers.li2024.words import NOISE
from theory.papers.sources import URLS

SETTING = f"{NOISE}; N dimensions, N -> oo; G > 0, v > 0"
COSINES = {"full gradient": "G/sqrt(G**2 + v)", "noise": "sqrt(v/(G**2 + v))"}
RISE = {
    "batch gradient, all data": "rho*G**2/sqrt(G**2 + v)",
    "batch gradient, batch": "rho*sqrt(G**2 + v)",
    "full gradient, all data": "rho*G",
    "full gradient, batch": "rho*G",
    "noise, all data": "0",
    "noise, batch": "rho*sqrt(v)",
}
NORMAL = "the limits are in probability; v = sigma^2/b for a batch of b samples"

SECTION = Section(
    "li2024",
    URLS["li2024"],
    "theory.papers.li2024.decomposition.checks",
    reading=NORMAL,
    origin=Origin.OURS,
    source_note="the paper was read through summaries and the authors' code, which split the batch gradient into the full "
    "gradient and noise; the formula is this project's",
)
SECTION.equation(
    "f-decomposition-cosines",
    "decomposition of the batch gradient",
    "angles of a batch gradient with the full gradient and noise",
    r"In high dimension $\cos(g, \nabla L) \to \|\nabla L\| / \sqrt{\|\nabla L\|^2 + v}$ and $\cos(g, n) \to \sqrt{v /"
    r" (\|\nabla L\|^2 + v)}$.",
    COSINES,
    symbolic(
        "check_cosines",
        "any |G| > 0 and v > 0; isotropic normal noise, number of dimensions to infinity",
        {**COSINES, "full gradient": "G/(G + sqrt(v))"},
        {**COSINES, "noise": "-sqrt(v/(G**2 + v))"},
        {**COSINES, "full gradient": "G/sqrt(G**2 + 2*v)"},
        widened=(SETTING.replace(", N -> oo", ""), SETTING.replace("G > 0, ", "")),
    ),
    domain=SETTING,
)
SECTION.equation(
    "f-decomposition-rise",
    "decomposition of SAM's perturbation",
    "the full-gradient part raises the loss of all data, noise does not",
    r"To first order in $\rho$ a perturbation of length $\rho$ along $d$ raises the loss of all data by $\rho \nabla L \cdot "
    r"d/\|d\|$ and that of the batch by $\rho\, g \cdot d/\|d\|$. In high dimension these are, for $d = g$: "
    r"$\rho \|\nabla L\|^2 / \sqrt{\|\nabla L\|^2 + v}$ and $\rho \sqrt{\|\nabla L\|^2 + v}$; for $d = \nabla L$: "
    r"$\rho \|\nabla L\|$ both; for the noise alone: $0$ and $\rho \sqrt{v}$.",
    RISE,
    symbolic(
        "check_rise",
        "any |G| > 0, v > 0 and rho > 0; isotropic normal noise, number of dimensions to infinity",
        {**RISE, "noise, all data": "rho*G"},
        {**RISE, "batch gradient, all data": "rho*G"},
        {**RISE, "full gradient, batch": "-rho*G"},
        {**RISE, "noise, batch": "rho*v"},
        widened=(SETTING + "; rho > 0", SETTING.replace("v > 0", "rho -> 0")),
    ),
    domain=SETTING + "; rho -> 0",
    uses="f-decomposition-cosines",
    reading=NORMAL + "; it makes 'at odds with descending on the batch alone' a statement to decide",
)
