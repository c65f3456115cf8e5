"""Theorem 2.2: what a soft-margin classifier learns, naturally and adversarially; and where its last sentence fails."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.sources import URLS
from theory.papers.tsipras2019.words import FORMAL, OURS, REVIEW

PAGE = "1/2 <= p <= 39/40, d >= 1, eta >= 4/sqrt(d)"
TRAINED = "1/2 <= p < 1, eta >= 0, eps >= eta, 0 < eps < 1, lam > 0"
PRINTED = f"{PAGE}, eta > 0, 2*eta <= eps < 1, lam > 0"
ENOUGH = "1/2 <= p < 1, eta >= 0, lam > 0"
LARGE = f"{ENOUGH}, eps > 0, lam > (1 - eps)*(2*p - 1 - eps)"
PENALTY = "lam is the weight of the penalty |w|^2/2 in the objective, any number > 0"
FROM = "the formula is a radius from which on the weak weights vanish"
UNIT = (
    "'unit weight norm' read as a penalty of fixed weight; read as the weight for which the minimiser has norm 1, see "
    "thm-2.2-adversarial-norm: from eps = 2p - 1 on there is none"
)
PRINTED_SHARES = {"acc": "p", "robacc": "p"}
TRUE_SHARE = "Piecewise((p, eps < 2*p - 1), (1/2, True))"
TRUE_SHARES = {"acc": TRUE_SHARE, "robacc": TRUE_SHARE}
LEARNT = "Min(Max(2*p - 1 - eps, 0)/lam, 1/(1 - eps))"
WEAK = {"p": "39/40", "kappa": "4", "weak": "1/sqrt(2)"}
STANDARD = {"acc": "99/100", "robacc": "1/100"}

SECTION = Section(
    "tsipras2019",
    URLS["tsipras2019"],
    "theory.papers.tsipras2019.training.checks",
    origin=Origin.SECOND_HAND,
    source_note=FORMAL,
)
SECTION.definition(
    "hinge",
    "Section 2.1 and Appendix D",
    "training minimises the hinge loss with a penalty on the norm",
    r"$\min_w E[\max(0, 1 - y\, w \cdot x)] + \frac{\lambda}{2} \|w\|_2^2$; adversarial training has the largest loss "
    r"over $\|\delta\|_\infty \le \epsilon$ inside the expectation: $E[\max(0, 1 - y\, w \cdot x + \epsilon \|w\|_1)]$."
    r"",
    domain="lam > 0, eps >= 0",
    reading="one display of the appendix is reported to have the maximum outside the expectation",
)
SECTION.lemma(
    "lem-d.2",
    "Lemmas D.1 and D.2",
    "standard training: the weak weights together are at least 1/sqrt(2)",
    r"For $\eta \ge 4 / \sqrt d$ and $p \le 0.975$ the unit-norm minimiser has equal weak weights and $v = d^{-1/2} "
    r"\sum_i w_{i+1} \ge 1 / \sqrt 2$.",
    WEAK,
    symbolic(
        "theory.papers.tsipras2019.training.unit_circle:check_weak",
        "every p, eta and d of the domain",
        {**WEAK, "kappa": "1"},
        {**WEAK, "kappa": "1/2"},
        {**WEAK, "weak": "1"},
        widened=("1/2 <= p < 1, d >= 1, eta >= 4/sqrt(d)", "1/2 <= p <= 39/40, d >= 1, eta >= 3/sqrt(d)"),
    ),
    numerical(
        "theory.papers.tsipras2019.training.numerics:check_weak",
        "the unit circle in 2000 steps; kappa 4 to 40, 6 values of p up to the bound",
        {**WEAK, "weak": "19/20"},
        {**WEAK, "p": "9999/10000"},
        {**WEAK, "kappa": "1"},
    ),
    domain=PAGE,
    uses="hinge eq-3-model",
    reading="kappa = eta sqrt(d); the loss is convex and symmetric in the weak features, so that equal weights are optimal",
)
SECTION.theorem(
    "thm-2.2-standard",
    "Theorem 2.2 and Lemmas D.3 and D.4",
    "standard training: above 99% natural, below 1% robust accuracy",
    r"For $\eta \ge 4 / \sqrt d$ and $p \le 0.975$ the unit-norm minimiser has natural accuracy above $99\%$ and "
    r"robust accuracy below $1\%$ against attacks of radius $\epsilon \ge 2 \eta$.",
    STANDARD,
    symbolic(
        "check_standard",
        "every p, eta and d of the domain",
        {**STANDARD, "acc": "9999999/10000000"},
        {**STANDARD, "robacc": "1/10000000"},
        premises="lem-d.2",
        widened=("1/2 <= p <= 39/40, d >= 1, eta >= 3/sqrt(d)", "1/2 <= p < 1, d >= 1, eta >= 4/sqrt(d)"),
    ),
    domain=PAGE,
    uses="lem-d.2",
    origin=Origin.READ,
    source_note=REVIEW,
)
SECTION.lemma(
    "lem-d.5",
    "Lemma D.5",
    "adversarial training from eps = 2 eta on gives weak features no weight",
    r"The minimiser of the adversarial objective has no weight on a weak feature if $\epsilon \ge 2 \eta$.",
    "2*eta",
    symbolic(
        "check_enough",
        "every p, eta, d, eps and lambda",
        "eta/2",
        "9*eta/10",
        widened=("1/2 <= p < 1, eta >= 0, lam >= 0", "1/2 <= p < 1, eta real, lam > 0"),
    ),
    domain=ENOUGH,
    uses="hinge eq-3-model",
    reading=FROM,
)
SECTION.lemma(
    "lem-d.5-eta",
    "Lemma D.5, with a weaker condition",
    "eps >= eta is enough: weak features get no weight",
    r"The minimiser of the adversarial objective has no weight on a weak feature if $\epsilon \ge \eta$.",
    "eta",
    symbolic(
        "check_enough",
        "every p, eta, d, eps and lambda",
        "eta/2",
        "9*eta/10",
        widened=("1/2 <= p < 1, eta >= 0, lam >= 0", "1/2 <= p < 1, eta real, lam > 0"),
    ),
    domain=ENOUGH,
    uses="hinge eq-3-model",
    reading=f"{FROM}; {PENALTY}",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.lemma(
    "lem-d.5-threshold",
    "Lemma D.5, with its exact condition at a large penalty",
    "at a large penalty weak features get no weight exactly from eta on",
    r"For $\lambda > (1 - \epsilon)(2p - 1 - \epsilon)$ the minimiser of the adversarial objective has no weight on "
    r"the weak features if and only if $\epsilon \ge \eta$.",
    "eta",
    symbolic(
        "check_threshold",
        "every p, eta, d, eps and lambda",
        "2*eta",
        "eta/2",
        "p*eta",
        widened=(f"{ENOUGH}, eps > 0", LARGE.replace("p < 1", "p <= 1")),
    ),
    domain=LARGE,
    uses="lem-d.5-eta",
    reading="at a smaller penalty the margin is 1 where x_1 is right, and a weak feature's noise may cost more than it pays",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.lemma(
    "thm-2.2-adversarial-weight",
    "Theorem 2.2, last sentence, with its condition",
    "adversarial training's weight on x_1: 0 from eps = 2p - 1 on",
    r"For $\epsilon \ge \eta$ adversarial training learns $w_1 = \min(\frac{2p - 1 - \epsilon}{\lambda}, \frac{1}{1 - "
    r"\epsilon})$ if $\epsilon < 2p - 1$, and $w = 0$ if $\epsilon \ge 2p - 1$.",
    LEARNT,
    symbolic(
        "check_weight",
        "every p, eta, eps and lambda",
        LEARNT.replace("Max(2*p - 1 - eps, 0)", "(2*p - 1 - eps)"),
        LEARNT.replace("1/(1 - eps)", "1"),
        LEARNT.replace("2*p - 1 - eps", "p - eps"),
        "1/(1 - eps)",
        premises="lem-d.5-eta",
        widened=(TRAINED.replace("eps >= eta, ", ""), TRAINED.replace("lam > 0", "lam >= 0")),
    ),
    numerical(
        "theory.papers.tsipras2019.training.numerics:check_weight",
        "9 settings, all weights free: the objective's minimum",
        LEARNT.replace("Max(2*p - 1 - eps, 0)", "(2*p - 1 - eps)"),
        LEARNT.replace("1/(1 - eps)", "1"),
        f"1.001*{LEARNT}",
    ),
    domain=TRAINED,
    uses="lem-d.5-eta",
    reading=PENALTY,
    origin=Origin.OURS,
    source_note=f"{OURS}; it agrees with a condition that a public formal statement of the theorem adds",
)
SECTION.theorem(
    "thm-2.2-adversarial",
    "Theorem 2.2, last sentence",
    "adversarial training gives accuracy p, natural and robust",
    r"Minimising the adversarial loss leads to natural accuracy $p$ and robust accuracy $p$ against every $\epsilon < 1$.",
    PRINTED_SHARES,
    symbolic("check_shares", "every p, eta, d, eps and lambda", TRUE_SHARES, premises="lem-d.5-eta"),
    domain=PRINTED,
    uses="hinge lem-d.5",
    reading="trained and tested at one eps; a constant classifier, where w = 0, is right for half of the labels",
    origin=Origin.READING,
    source_note=f"{REVIEW}; {UNIT}",
)
SECTION.theorem(
    "thm-2.2-adversarial-corrected",
    "Theorem 2.2, last sentence, with its condition",
    "accuracy p only for eps < 2p - 1; beyond, one answer for all inputs",
    r"For $\epsilon \ge \eta$ adversarial training leads to natural and robust accuracy $p$ if $\epsilon < 2p - 1$, "
    r"and to $w = 0$, one answer for all inputs and accuracy $1/2$, if $\epsilon \ge 2p - 1$.",
    TRUE_SHARES,
    symbolic(
        "check_shares",
        "every p, eta, d, eps and lambda",
        PRINTED_SHARES,
        {**TRUE_SHARES, "robacc": "p"},
        {**TRUE_SHARES, "acc": TRUE_SHARE.replace("2*p - 1", "p")},
        premises="lem-d.5-eta",
        widened=(TRAINED.replace("eps >= eta, ", ""), TRAINED.replace("0 < eps < 1", "eps > 0")),
    ),
    domain=TRAINED,
    uses="thm-2.2-adversarial-weight",
    corrects="thm-2.2-adversarial",
    reading=PENALTY,
    origin=Origin.OURS,
    source_note=f"{OURS}; it agrees with a condition that a public formal statement of the theorem adds",
)
SECTION.lemma(
    "thm-2.2-adversarial-norm",
    "Theorem 2.2, last sentence, unit norm",
    "norm 1 is learnt at one penalty, 2p - 1 - eps: none if that is <= 0",
    r"For $\epsilon \ge \eta$ the adversarial minimiser has norm 1 at $\lambda = 2p - 1 - \epsilon$ and at no "
    r"other $\lambda > 0$: if $\epsilon \ge 2p - 1$ at none.",
    "2*p - 1 - eps",
    symbolic(
        "check_norm",
        "every p, eta and eps",
        "(2*p - 1 - eps)/2",
        "2*p - 1",
        "(2*p - 1 - eps)*(1 - eps)",
        premises="lem-d.5-eta",
        widened=(TRAINED.replace("eps >= eta, ", ""), TRAINED.replace("0 < eps", "0 <= eps")),
    ),
    domain=TRAINED,
    uses="thm-2.2-adversarial-weight",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.lemma(
    "thm-2.2-adversarial-dimension",
    "Theorem 2.2, its conditions together",
    "all conditions can be met only if d > 64/(2p - 1)^2",
    r"$\eta \ge 4 / \sqrt d$, $\epsilon \ge 2 \eta$ and $\epsilon < 2p - 1$ can hold together if and only if $d > "
    r"\frac{64}{(2p - 1)^2}$.",
    "64/(2*p - 1)**2",
    symbolic(
        "check_dimension",
        "every p",
        "16/(2*p - 1)**2",
        "64/(2*p - 1)",
        widened=("0 < p < 1, d >= 1", "1/2 <= p < 1, d >= 1"),
    ),
    domain="1/2 < p < 1, d >= 1",
    uses="thm-2.2-adversarial-corrected",
    origin=Origin.OURS,
    source_note=OURS,
)
