"""Lemma 1: which minima are the flattest. Balance is not enough in two dimensions or more; the spread tells."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.li2024b.words import MINIMA, OURS, READ
from theory.papers.sources import URLS

SHARPNESS = "curvature*sqrt(4*w**2 + Q**2)"
LEAST = "2*curvature*Abs(w)"
PLANE = f"{MINIMA}; dimension >= 2"
LINE = f"{MINIMA}; dimension = 1"

SECTION = Section(
    "li2024b",
    URLS["li2024b"],
    "theory.papers.li2024b.sharpness.checks",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.equation(
    "lem-1-eigenvalue",
    "Lemma 1",
    "at a minimum the top Hessian eigenvalue is f'' (|x|^2 + |y|^2)",
    r"Where $f'(x \cdot y) = 0$ the Hessian of $f(x \cdot y)$ is $f'' v v^\top$ with $v = (y, x)$, so that $\lambda_1 "
    r"= f'' (\|x\|^2 + \|y\|^2)$.",
    {"lambda_1": "curvature*(xx + yy)"},
    symbolic(
        "check_eigenvalue",
        "any dimension",
        {"lambda_1": "2*curvature*xy"},
        {"lambda_1": "curvature*(xx + yy)/2"},
        {"lambda_1": "curvature*(xx - yy)"},
        widened=("curvature > 0; x and y vectors of one dimension", MINIMA.replace("curvature > 0", "curvature real")),
    ),
    numerical(
        "theory.papers.li2024b.sharpness.numerics:check_eigenvalue",
        "200 random pairs of 1 to 5 coordinates: Hessians by second differences",
        {"lambda_1": "2*curvature*xy"},
        {"lambda_1": "1.0001*curvature*(xx + yy)"},
    ),
    domain=MINIMA,
    uses="balancedness",
    reading="xx = |x|^2, yy = |y|^2, xy = x.y",
    origin=Origin.READ,
    source_note=READ,
)
SECTION.equation(
    "lem-1-spread",
    "Lemma 1, through the spread",
    "lambda_1 = f'' sqrt(4 w^2 + Q^2): the spread is the excess",
    r"Where $f' = 0$ and $x \cdot y = w$: $\lambda_1 = f'' \sqrt{4 w^2 + Q^2}$ with $Q = \|x + y\| \|x - y\|$, at "
    r"least $2 f'' |w|$, which the factors with $Q = 0$ attain.",
    {"lambda_1": SHARPNESS, "least": LEAST},
    symbolic(
        "check_spread",
        "any dimension",
        {"lambda_1": "curvature*sqrt(w**2 + Q**2)", "least": LEAST},
        {"lambda_1": "curvature*sqrt(4*w**2 + 4*Q**2)", "least": LEAST},
        {"lambda_1": SHARPNESS, "least": "curvature*Abs(w)"},
        widened=("curvature > 0; x and y vectors of one dimension", "f'(x.y) = 0, curvature > 0"),
    ),
    domain=f"{MINIMA}; Q >= 0",
    uses="lem-1-eigenvalue invariant",
    reading="w = x.y",
)
SECTION.lemma(
    "lem-1",
    "Lemma 1",
    "a minimum is the flattest with its product if and only if B = 0",
    r"On the minima with one product $x \cdot y = w$, $f'(w) = 0$, $f''(w) > 0$, sharpness is least if and only if $B = 0$.",
    "B",
    symbolic("check_criterion", "any dimension from 2 on", "Q", "Q**2"),
    domain=PLANE,
    uses="lem-1-eigenvalue",
    reading="the formula vanishes exactly at the flattest minima; read in two dimensions or more, the paper's case",
    origin=Origin.READ,
    source_note=READ,
)
SECTION.lemma(
    "lem-1-corrected",
    "Lemma 1, corrected",
    "a minimum is the flattest if and only if Q = 0: y = x or y = -x",
    r"On the minima with one product $x \cdot y = w$ sharpness is least if and only if $Q = \|x + y\| \|x - y\| = 0$: "
    r"$y = \mathrm{sgn}(w) x$, for $w = 0$ both factors 0. $B = 0$ is necessary.",
    "Q",
    symbolic(
        "check_criterion",
        "any dimension",
        "B",
        "Q - 1",
        "B*Q",
        widened=("curvature > 0; x and y vectors of one dimension; Q >= 0", "f'(x.y) = 0, curvature > 0; Q >= 0"),
    ),
    domain=f"{MINIMA}; Q >= 0",
    uses="lem-1-spread",
    reading="the formula vanishes exactly at the flattest minima; 2 |B| <= Q",
    corrects="lem-1",
)
SECTION.lemma(
    "lem-1-scalar",
    "Lemma 1, in one dimension",
    "in one dimension Q = 2 |B|: there the lemma holds",
    r"For numbers $x$ and $y$, $Q = |x^2 - y^2| = 2 |B|$: sharpness is least if and only if $B = 0$.",
    {"Q": "2*Abs(B)"},
    symbolic(
        "check_scalar",
        "all numbers x and y",
        {"Q": "Abs(B)"},
        {"Q": "2*B"},
        widened=(PLANE, "f'(x.y) = 0, curvature > 0; x and y vectors of one dimension"),
    ),
    domain=LINE,
    uses="lem-1-corrected",
)
