"""The conclusion of Theorem 4.5: the matched AT radius is the smaller one, and by how much."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import wei2023
from theory.papers.tools.random_models import RANDOM_MODELS
from theory.papers.wei2023 import radius_bound_checks as checks
from theory.papers.wei2023.expansion import DOMAIN
from theory.papers.wei2023.relation import MATCHED, RELATION_13
from theory.papers.wei2023.words import RESTORED

CLAIMS = (
    Claim(
        id="wei2023/thm-4.5-conclusion",
        kind=Kind.THEOREM,
        source=wei2023("Theorem 4.5, the conclusion drawn from it"),
        summary="rho is larger than the eps that gives the same weight",
        statement=r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$ then $\rho > \epsilon$.",
        formula="rho > eps",
        domain=DOMAIN + ", every rho > 0" + MATCHED,
        uses=("wei2023/thm-4.5",),
    ),
    Claim(
        id="wei2023/thm-4.5-same-bound",
        kind=Kind.THEOREM,
        source=wei2023("Theorem 4.5, the conclusion drawn from it"),
        summary="under the same bound AT has the larger parameter",
        statement=(
            r"If $\epsilon = \rho < \eta$ then"
            r" $w_{AT}(\epsilon) = \frac{\eta w^*}{\eta - \rho} > w_{SAM}(\rho)$."
        ),
        formula="w_star*eta/(eta - rho) > w_SAM",
        domain=DOMAIN + ", 0 < rho < eta",
        uses=("wei2023/thm-4.5",),
        reading="speaks of bounds below eta, where w_AT is finite",
    ),
    Claim(
        id="wei2023/thm-4.5-sharper",
        kind=Kind.THEOREM,
        source=wei2023("sharpening of Theorem 4.5's conclusion"),
        summary="eps < min(eta, rho/d, eta rho^2/(3d))",
        statement=(
            r"If $w_{AT}(\epsilon) = w_{SAM}(\rho)$ then"
            r" $\epsilon < \min\{\eta, \frac{\rho}{d}, \frac{\eta \rho^2}{3d}\}$."
        ),
        formula="eps < Min(eta, rho/d, eta*rho**2/(3*d))",
        domain=DOMAIN + ", every rho > 0" + MATCHED,
        uses=("wei2023/eq-26", "wei2023/thm-4.5-corrected"),
    ),
    Claim(
        id="wei2023/thm-4.5-truncation",
        kind=Kind.THEOREM,
        source=wei2023("addition to Theorem 4.5"),
        summary="truncated relations break eps < rho where the exact one keeps it",
        statement=(
            r"At $p = 3/5$, $\eta = 5$, $d = 1$, $\rho = 1$ the exact $\epsilon$ is below $\rho$, while relation 13 as"
            r" printed and its correction $1 + 3d/\rho^2 = \eta/\epsilon$ both give $\epsilon > \rho$."
        ),
        formula={
            "p": "3/5",
            "eta": "5",
            "d": "1",
            "rho": "1",
            "truncated": (RELATION_13, "Eq(1 + 3*d/rho**2, eta/eps)"),
        },
        domain="the one setting that is given",
        uses=("wei2023/thm-4.5-corrected",),
        reading=f"relation 13: {RESTORED}",
    ),
    Claim(
        id="wei2023/thm-4.5-truncation-range",
        kind=Kind.THEOREM,
        source=wei2023("addition to Theorem 4.5"),
        summary="the truncated relations keep eps < rho only for small eta",
        statement=(
            r"Relation 13 as printed gives $\epsilon < \rho$ for every $\rho$ if and only if $\eta^2 < 6$;"
            r" its correction $1 + 3d/\rho^2 = \eta/\epsilon$ if and only if $\eta^2 < 12 d$."
        ),
        formula=((RELATION_13, "6"), ("Eq(1 + 3*d/rho**2, eta/eps)", "12*d")),
        domain="eta > 0, d >= 1, every rho > 0",
        reading=f"relation 13: {RESTORED}",
    ),
)

PROOF = (
    "every rho > 0, 1/2 < p < 1, eta > 0, d >= 1 (by continuity in rho: where eps first met the bound, an inequality that "
    "sympy proves would fail)"
)
RANDOM = f"20000 random models, {RANDOM_MODELS}; rho from 1e-4 to 50 sqrt(d)"

CHECKS = (
    Check("wei2023/thm-4.5-conclusion", Method.SYMBOLIC, PROOF, True, checks.check_bound),
    Check("wei2023/thm-4.5-conclusion", Method.NUMERICAL, RANDOM, False, checks.check_bound_numerically),
    Check("wei2023/thm-4.5-same-bound", Method.SYMBOLIC, PROOF, True, checks.check_same_bound),
    Check(
        "wei2023/thm-4.5-same-bound",
        Method.NUMERICAL,
        f"20000 random models, {RANDOM_MODELS}; rho/eta uniform in [0.001, 0.999]",
        False,
        checks.check_same_bound_numerically,
    ),
    Check("wei2023/thm-4.5-sharper", Method.SYMBOLIC, PROOF, True, checks.check_bound),
    Check("wei2023/thm-4.5-sharper", Method.NUMERICAL, RANDOM, False, checks.check_bound_numerically),
    Check(
        "wei2023/thm-4.5-truncation",
        Method.RIGOROUS,
        "the one setting, in ball arithmetic",
        True,
        checks.check_truncation,
    ),
    Check(
        "wei2023/thm-4.5-truncation-range",
        Method.SYMBOLIC,
        "eta > 0, d >= 1, every rho > 0",
        True,
        checks.check_truncation_range,
    ),
)
