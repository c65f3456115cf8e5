"""The conclusion of Theorem 4.5: the matched AT radius is the smaller one, and by how much."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.random_models import RANDOM_MODELS
from theory.papers.wei2023.radii.claims import CORRECTED, MATCHED, RELATION_13, SMALL_EPS
from theory.papers.wei2023.shift.claims import OWN
from theory.papers.wei2023.words import DOMAIN

PROOF = (
    "every rho > 0, 1/2 < p < 1, eta > 0, d >= 1 (by continuity in rho: where eps first met the bound, an inequality that "
    "sympy proves would fail)"
)
RANDOM = f"20000 random models, {RANDOM_MODELS}; rho from 1e-4 to 50 sqrt(d)"
INSIDE = f"20000 random models, {RANDOM_MODELS}; rho/eta uniform in [0.001, 0.999]"
EVERY_RHO = ", rho > 0" + MATCHED
BY_CONTACT = "eq-25 eq-26 thm-4.3-unique sam-monotone"
PREMISES = f"{BY_CONTACT} thm-4.5-corrected"
WIDER = (
    f"1/2 < p < 1, eta > 0, d > 0{EVERY_RHO}",
    f"0 < p < 1, eta > 0, d >= 1{EVERY_RHO}",
    f"{DOMAIN}, rho > 0{SMALL_EPS}",
)
WIDER_BOUND = (
    "1/2 < p < 1, eta > 0, d > 0, eps = rho, 0 < rho < eta",
    f"{DOMAIN}, eps = rho, 0 < rho <= eta",
    f"{DOMAIN}, eps = rho, rho > 0",
    f"{DOMAIN}, 0 < rho < eta{SMALL_EPS}",
)
IN_WORDS = (
    "the text draws it in words: rho is larger than eps, under the same bound AT has the larger parameter; read for every "
    "rho > 0; read for small rho only it would follow from the first terms"
)
ABOUT_13 = "no paper says it; relation 13 itself is quoted from memory of the public version, see thm-4.5"

SAME_BOUND = (
    "w_star*eta/(eta - rho/2) > w_SAM",
    "w_star*eta/(eta - rho) < w_SAM",
    "w_star*eta/(eta - 3*rho/2) > w_SAM",
)
SHARPER = (
    "eps < Min(eta, rho/(2*d), eta*rho**2/(3*d))",
    "eps < Min(eta, rho/d, eta*rho**2/(4*d))",
    "eps < Min(eta/2, rho/d, eta*rho**2/(3*d))",
    "eps > Min(eta, rho/d, eta*rho**2/(3*d))",
)
BROKEN_AT = {"p": "3/5", "eta": "5", "d": "1", "rho": "1", "truncated": (RELATION_13, CORRECTED)}

PRINTED_RANGE, CORRECTED_RANGE = (RELATION_13, "6"), (CORRECTED, "12*d")
KEPT = r"$\epsilon < \rho$ for every $\rho > 0$ if and only if"
EVERY_ETA = "eta > 0, d >= 1, rho > 0"
WIDER_ETA = ("eta >= 0, d >= 1, rho > 0", "eta > 0, d >= 1, rho >= 0")
WHERE = {name: BROKEN_AT[name] for name in ("p", "eta", "d", "rho")}

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.radius_bound.checks",
    origin=Origin.OURS,
    source_note=OWN,
)

SECTION.theorem(
    "thm-4.5-conclusion",
    "Theorem 4.5, the conclusion drawn from it",
    "rho is larger than the eps that gives the same weight",
    r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$ then $\rho > \epsilon$.",
    "rho > eps",
    symbolic("check_bound", PROOF, "rho < eps", "rho/2 > eps", premises=PREMISES, widened=WIDER),
    numerical("check_bound_numerically", RANDOM, "rho < eps", "rho/50 > eps", "13*rho/20 > eps"),
    domain=DOMAIN + EVERY_RHO,
    uses="thm-4.5",
    origin=Origin.READING,
    source_note=IN_WORDS,
)
SECTION.theorem(
    "thm-4.5-same-bound",
    "Theorem 4.5, the conclusion drawn from it",
    "under the same bound AT has the larger parameter",
    r"If $\epsilon = \rho < \eta$ then $w_{AT}(\epsilon) = \frac{\eta w^*}{\eta - \rho} > w_{SAM}(\rho)$.",
    "w_star*eta/(eta - rho) > w_SAM",
    symbolic(
        "check_same_bound",
        PROOF,
        *SAME_BOUND,
        premises=f"{BY_CONTACT} eq-34",
        widened=WIDER_BOUND,
    ),
    numerical("check_same_bound_numerically", INSIDE, *SAME_BOUND, "998*w_star*eta/(1000*(eta - rho)) > w_SAM"),
    domain=DOMAIN + ", 0 < rho < eta, 0 < eps < eta, eps = rho",
    uses="thm-4.5",
    reading="speaks of bounds below eta, where w_AT is finite",
    origin=Origin.READING,
    source_note=IN_WORDS,
)
SECTION.theorem(
    "thm-4.5-sharper",
    "sharpening of Theorem 4.5's conclusion",
    "eps < min(eta, rho/d, eta rho^2/(3d))",
    r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$ then $\epsilon < \min\{\eta, \frac{\rho}{d}, \frac{\eta \rho^2}{3d}\}$.",
    "eps < Min(eta, rho/d, eta*rho**2/(3*d))",
    symbolic("check_bound", PROOF, *SHARPER, premises=PREMISES, widened=WIDER),
    numerical("check_bound_numerically", RANDOM, *SHARPER, "eps < Min(eta, rho/d, (1 - 10**(-9))*eta*rho**2/(3*d))"),
    domain=DOMAIN + EVERY_RHO,
    uses="eq-26 thm-4.5-corrected",
)
SECTION.theorem(
    "thm-4.5-truncation",
    "addition to Theorem 4.5",
    "truncated relations break eps < rho where the exact one keeps it",
    "At ${}$ the exact $\\epsilon$ is below $\\rho$, while relation 13 as quoted and its correction"
    " $1 + 3d/\\rho^2 = \\eta/\\epsilon$ both give $\\epsilon > \\rho$.".format(
        ", ".join(f"{name if name in 'pd' else chr(92) + name} = {value}" for name, value in WHERE.items())
    ),
    BROKEN_AT,
    rigorous(
        "check_truncation",
        "the one setting, in ball arithmetic",
        BROKEN_AT | {"eta": "1/5"},
        BROKEN_AT | {"truncated": (RELATION_13, "Eq(1 + 9*d/rho**2, eta/eps)")},
        premises="thm-4.3-unique thm-4.5-corrected",
        widened=("p = 3/5, eta in {5, 6}, d = 1, rho = 1", "p = 3/5, eta = 5, d = 1, rho > 0"),
    ),
    domain=", ".join(f"{name} = {value}" for name, value in WHERE.items()) + MATCHED,
    uses="thm-4.5-corrected",
    source_note=ABOUT_13,
)
SECTION.theorem(
    "thm-4.5-truncation-range",
    "addition to Theorem 4.5",
    "the truncated relations keep eps < rho only for small eta",
    f"Relation 13 as quoted gives {KEPT} $\\eta^2 < {PRINTED_RANGE[1]}$;"
    f" its correction $1 + 3d/\\rho^2 = \\eta/\\epsilon$ if and only if $\\eta^2 < {CORRECTED_RANGE[1].replace('*', ' ')}$.",
    domain=EVERY_ETA,
    source_note=ABOUT_13,
    parts="thm-4.5-truncation-range-printed thm-4.5-truncation-range-corrected",
)
SECTION.theorem(
    "thm-4.5-truncation-range-printed",
    "addition to Theorem 4.5",
    "relation 13, as quoted, keeps eps < rho only for small eta",
    f"Relation 13 as quoted gives {KEPT} $\\eta^2 < {PRINTED_RANGE[1]}$.",
    PRINTED_RANGE,
    symbolic("check_truncation_range", EVERY_ETA, (RELATION_13, "5"), (RELATION_13, "6*d"), widened=WIDER_ETA),
    domain=EVERY_ETA,
    source_note=ABOUT_13,
)
SECTION.theorem(
    "thm-4.5-truncation-range-corrected",
    "addition to Theorem 4.5",
    "the corrected relation, cut after rho^2, keeps eps < rho only for small eta",
    f"$1 + 3d/\\rho^2 = \\eta/\\epsilon$ gives {KEPT} $\\eta^2 < {CORRECTED_RANGE[1].replace('*', ' ')}$.",
    CORRECTED_RANGE,
    symbolic("check_truncation_range", EVERY_ETA, (CORRECTED, "12"), (CORRECTED, "11*d"), widened=WIDER_ETA),
    domain=EVERY_ETA,
)
