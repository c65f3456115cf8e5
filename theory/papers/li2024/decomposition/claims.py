"""The batch gradient as full gradient plus noise: angles, and what a perturbation along each part does."""

from __future__ import annotations

from theory.entries import Section, symbolic
from theory.papers.li2024.words import READING
from theory.papers.sources import URLS

SETTING = (
    "g = G + n in N dimensions, |G| fixed; n isotropic normal with mean 0 and E|n|^2 = v (v = sigma^2/b for a batch"
    " of b); limit in probability as N grows"
)


COSINES = {"full gradient": "G/sqrt(G**2 + v)", "noise": "sqrt(v/(G**2 + v))"}
RISE = {
    "batch gradient, all data": "rho*G**2/sqrt(G**2 + v)",
    "batch gradient, batch": "rho*sqrt(G**2 + v)",
    "full gradient, all data": "rho*G",
    "full gradient, batch": "rho*G",
    "noise, all data": "0",
    "noise, batch": "rho*sqrt(v)",
}

SECTION = Section("li2024", URLS["li2024"], "theory.papers.li2024.decomposition.checks")
SECTION.equation(
    "f-decomposition-cosines",
    "decomposition of the batch gradient",
    "angles of a batch gradient with the full gradient and noise",
    r"In high dimension $\cos(g, \nabla L) \to \|\nabla L\| / \sqrt{\|\nabla L\|^2 + v}$ and $\cos(g, n) \to \sqrt{v"
    r" / (\|\nabla L\|^2 + v)}$.",
    COSINES,
    symbolic(
        "check_cosines",
        "any |G| > 0 and v > 0; isotropic normal noise, number of dimensions to infinity",
        {**COSINES, "full gradient": "G/(G + sqrt(v))"},
        {**COSINES, "noise": "-sqrt(v/(G**2 + v))"},
        {**COSINES, "full gradient": "G/sqrt(G**2 + 2*v)"},
    ),
    domain=SETTING,
    reading=READING,
)
SECTION.equation(
    "f-decomposition-rise",
    "decomposition of SAM's perturbation",
    "the full-gradient part raises the loss of all data, noise does not",
    r"A perturbation of length $\rho$ along $d$ raises the loss of all data by $\rho \nabla L \cdot d/\|d\|$ and "
    r"that of the batch by $\rho\, g \cdot d/\|d\|$, to first order in $\rho$. In high dimension, for $d = g$: $\rho"
    r" \|\nabla L\|^2 / \sqrt{\|\nabla L\|^2 + v}$ and $\rho \sqrt{\|\nabla L\|^2 + v}$; for $d = \nabla L$: $\rho "
    r"\|\nabla L\|$ both; for the noise alone: $0$ and $\rho \sqrt{v}$.",
    RISE,
    symbolic(
        "check_rise",
        "any |G| > 0, v > 0 and rho > 0; isotropic normal noise, number of dimensions to infinity",
        {**RISE, "noise, all data": "rho*G"},
        {**RISE, "batch gradient, all data": "rho*G"},
        {**RISE, "full gradient, batch": "-rho*G"},
        {**RISE, "noise, batch": "rho*v"},
    ),
    domain=SETTING + "; first order in rho",
    uses="f-decomposition-cosines",
    reading=READING + "; it makes 'at odds with descending on the batch alone' a statement to decide",
)
