"""SAM over all weights, exactly: the opposite of Theorem 4.3 over a large part of the parameters."""

from __future__ import annotations

from math import log, sqrt

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, rigorous, sampled, symbolic
from theory.papers.beyond.words import CENTRE, MODEL, ONE_WEAK, OURS, boxed
from theory.papers.sources import URLS

WHERE = "Theorem 4.3: all weights perturbed"
UNIT_REST = f"{MODEL}, {CENTRE}"
UNIT_NORM = MODEL + ", ball centred on norm 1"
SMALL = ", rho -> 0"
TURNED = "full-weights-rotation full-weights-falls-with-angle"
SCALES, UNEQUAL = "either scale of the centre", "log(p/(1 - p)) not 2 sqrt(2) eta sqrt(d)"
REST_WRONG = ("(t_star**2 - 3)*rho**2/(3*d)", "(t_star**2 + 2)*rho**2/(3*d)", "t_star**2*rho**2/(3*d)")
NORM_WRONG = ("(t_star**2 - 2)*rho**2/3", "(1 - t_star**2)*(t_star**2 - 2)*rho**2/3")
BOXES = ({"t": "1", "e": "2/5"}, {"t": "13/10", "e": "1/5"}, {"t": "7/5", "e": "1/20"})
BOXED = boxed((one["t"], one["e"]) for one in BOXES)
SIGNS, ROOT = {"9/10": -1, "91/100": 1}, "0.9075737"
PLACES = len(ROOT.partition(".")[2])
CHANGING = "p = 7/10, eta = 1/10, d = 10"
T_STAR = log(7 / 3) / (2 * 0.1 * sqrt(10))
MAP = {"0.03": 1.41358, "0.1": 1.40712, "0.3": 1.34903, "0.5": 1.2252, "0.7": 1.01596, "0.9": 0.598545}

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.all_weights.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.theorem(
    "full-weights-small-radius",
    WHERE,
    "small rho: the weight changes by (t*^2 - 2) rho^2/(3d)",
    r"For SAM with $\|\delta\|_2 \le \rho$ on all $d + 1$ weights, centred on rest weights of 1: $\frac{w - "
    r"w^*}{w^*} = \frac{t^{*2} - 2}{3d} \rho^2 + O(\rho^4)$, $t^* = w^*/\sqrt d$.",
    "(t_star**2 - 2)*rho**2/(3*d)",
    symbolic(
        "check_unit_rest",
        UNIT_REST + SMALL,
        *REST_WRONG,
        premises=TURNED,
        widened=(UNIT_REST, MODEL + SMALL),
    ),
    numerical(
        "theory.papers.beyond.all_weights.numerics:check_small_radius_unit_rest",
        "2,000 random models (p in [0.55, 0.99], eta sqrt(d) in [0.05, 3], d in [1, 1000]), small radii",
        *REST_WRONG,
        "(t_star**2 - 2)*rho**2/(3*d) + 2*(1 + t_star**2)*rho**2/(10**4*d)",
    ),
    domain=UNIT_REST + SMALL,
    uses="full-weights-reduction wei2023/eq-15",
)
SECTION.theorem(
    "full-weights-small-radius-unit-norm",
    WHERE,
    "at unit norm: by (1 + t*^2)(t*^2 - 2) rho^2/3",
    r"The same with the centre on $\|w\|_2 = 1$: $\frac{w - w^*}{w^*} = \frac{(1 + t^{*2})(t^{*2} - 2)}{3} "
    r"\rho^2 + O(\rho^4)$.",
    "(1 + t_star**2)*(t_star**2 - 2)*rho**2/3",
    symbolic(
        "check_unit_norm",
        UNIT_NORM + SMALL,
        *NORM_WRONG,
        premises=TURNED,
        widened=(UNIT_NORM, UNIT_REST + SMALL),
    ),
    numerical(
        "theory.papers.beyond.all_weights.numerics:check_small_radius_unit_norm",
        "60 random models as at unit rest weights, small radii",
        *NORM_WRONG,
        "(1 + t_star**2)*(t_star**2 - 2 + 6*(1 + t_star**2)/10**4)*rho**2/3",
    ),
    domain=UNIT_NORM + SMALL,
    uses="full-weights-reduction wei2023/eq-15",
)
SECTION.theorem(
    "full-weights-threshold",
    WHERE,
    "small rho: w falls iff log(p/(1-p)) < 2 sqrt(2) eta sqrt(d)",
    r"For small $\rho$, SAM over all weights lowers the weight of the robust feature if $\ln\frac{p}{1-p} < "
    r"2\sqrt2\,\eta\sqrt d$, and raises it if $\ln\frac{p}{1-p} > 2\sqrt2\,\eta\sqrt d$.",
    "Lambda < 2*sqrt(2)*eta*sqrt(d)",
    symbolic(
        "check_threshold",
        MODEL + ", rho -> 0",
        "Lambda < 2*eta*sqrt(d)",
        "Lambda > 2*sqrt(2)*eta*sqrt(d)",
        "Lambda < 2*sqrt(3)*eta*sqrt(d)",
        premises=TURNED,
        widened=(f"{MODEL}{SMALL}, {SCALES}", f"{MODEL}, {SCALES}, {UNEQUAL}"),
    ),
    domain=f"{MODEL}{SMALL}, {SCALES}, {UNEQUAL}",
    uses="full-weights-small-radius full-weights-small-radius-unit-norm",
)
SECTION.theorem(
    "full-weights-theorem-4.3",
    WHERE,
    "is w > w* (Theorem 4.3) true when all weights move?",
    r"SAM with $\|\delta\|_2 \le \rho$ on all $d + 1$ weights, centred on rest weights of 1, gives the robust "
    "feature more weight: $w > w^*$.",
    "w_all > w_star",
    rigorous(
        "theory.papers.beyond.all_weights.rigorous:check_counterexamples",
        "certified signs at six rational settings with d = 1, 3, 10 and 100",
        "w_all < w_star",
        "w_all <= w_star",
        premises=TURNED,
    ),
    sampled(
        "simulate.papers.beyond.all_weights:check_direction",
        "(p, eta, d) in ((0.7, 0.5, 1), (0.6, 0.4, 1)), rho = 0.5: 12 samples of 50000",
        "w_all < w_star",
    ),
    domain=UNIT_REST + ", 0 < rho < sqrt(d)",
    reading="the conclusion of Theorem 4.3 carried over to the perturbation of all weights",
)
SECTION.theorem(
    "full-weights-lowered",
    WHERE,
    "d = 1: for every eta, w < w* on whole regions of (w*, rho)",
    r"For $d = 1$ and every $\eta > 0$, SAM over all weights gives $w < w^*$ whenever $(w^*, \rho)$ lies in $(0, "
    r"1] \times (0, \frac{2}{5}]$, $(0, \frac{13}{10}] \times (0, \frac15]$ or $(0, \frac{7}{5}] \times (0, "
    r"\frac1{20}]$.",
    BOXES,
    rigorous(
        "theory.papers.beyond.all_weights.rigorous:check_lowered",
        "the three boxes in (t* = w*, e = rho), every eta > 0",
        ({"t": "2", "e": "2/5"},),
        ({"t": "1", "e": "4/5"},),
        premises="full-weights-one-weak-feature",
        widened=(f"{UNIT_REST}, {BOXED}", f"{ONE_WEAK}, {CENTRE}, 0 < rho < sqrt(d)"),
    ),
    domain=f"{ONE_WEAK}, {CENTRE}, 0 < rho < sqrt(d), {BOXED}",
    uses="wei2023/eq-15",
    corrects="full-weights-theorem-4.3",
)
SECTION.theorem(
    "full-weights-finite-radius",
    WHERE,
    "the sign can change with rho: p = .7, eta = .1, d = 10",
    rf"At $p = 7/10$, $\eta = 1/10$, $d = 10$ ($t^* = {T_STAR:.2f} < \sqrt2$) SAM over all weights lowers the robust weight "
    rf"at $\rho = 9/10$ and raises it at $\rho = 91/100$; the sign changes at $\rho = {ROOT}$, to $10^{{-{PLACES}}}$.",
    domain=f"{CHANGING}, {CENTRE}",
    parts="full-weights-finite-radius-signs full-weights-finite-radius-root",
)
SECTION.theorem(
    "full-weights-finite-radius-signs",
    WHERE,
    "p = .7, eta = .1, d = 10: lowered at rho = 0.9, raised at 0.91",
    r"At $p = 7/10$, $\eta = 1/10$, $d = 10$ SAM over all weights lowers the robust weight at $\rho = 9/10$ and raises it at "
    r"$\rho = 91/100$.",
    SIGNS,
    rigorous(
        "theory.papers.beyond.all_weights.rigorous:check_signs",
        "the two radii",
        SIGNS | {"9/10": 1},
        SIGNS | {"91/100": -1},
        premises=TURNED,
        widened=(f"{CHANGING}, rho in {{9/10, 91/100, 1}}, {CENTRE}",),
    ),
    domain=f"{CHANGING}, rho in {{9/10, 91/100}}, {CENTRE}",
)
SECTION.theorem(
    "full-weights-finite-radius-root",
    WHERE,
    f"p = .7, eta = .1, d = 10: the sign changes at rho = {ROOT}",
    r"At $p = 7/10$, $\eta = 1/10$, $d = 10$ SAM over all weights lowers the robust weight at "
    rf"$\rho = {ROOT} - 10^{{-{PLACES}}}$ and raises it at $\rho = {ROOT} + 10^{{-{PLACES}}}$.",
    ROOT,
    rigorous(
        "theory.papers.beyond.all_weights.rigorous:check_change",
        "the two radii",
        "0.9075735",
        "0.9075739",
        "0.9076",
        premises=TURNED,
        widened=("p = 7/10, eta = 1/10, d in {10, 11}, " + CENTRE,),
    ),
    numerical(
        "theory.papers.beyond.all_weights.numerics:check_root",
        "the root in rho",
        "0.9075739",
        "0.8",
    ),
    domain=f"{CHANGING}, {CENTRE}",
)
SECTION.theorem(
    "full-weights-sign-map",
    WHERE,
    "rho up to 0.9 sqrt(d): one threshold in t*, below it w falls",
    r"At each $e = \rho/\sqrt d \le 0.9$ and $\kappa = \eta\sqrt d$ of the domain the sign of $w - w^*$ changes "
    r"once in $t^*$, from negative to positive, at a threshold that rises with $\kappa$; "
    r"at $\kappa = 1$ it is as in the table. (Nearer to $e = 1$ this ends: see the sign map.)",
    MAP,
    numerical(
        "theory.papers.beyond.all_weights.numerics:check_sign_map",
        "60 values of t* each; thresholds at kappa = 1 to the digits given",
        MAP | {"0.5": 1.2249},
        MAP | {"0.9": 0.598656},
    ),
    domain="t* in [0.1, 3], kappa in {0.1, 1, 3}, e in {0.03, 0.1, 0.3, 0.5, 0.7, 0.9}, d = 100 (any d > 1 by scaling)",
)
