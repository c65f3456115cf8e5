"""Section 4.5: what a larger robust weight gives and costs, in the binary model."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import wei2023
from theory.papers.tools.random_models import MODERATE_MODELS
from theory.papers.wei2023 import frontier_checks
from theory.papers.wei2023 import tradeoff_checks as checks
from theory.papers.wei2023.expansion import DOMAIN, LIMIT

TEST_RADIUS = ", eps the l_inf radius of the test attack on the non-robust features"
W_AT = "eta*w_star/(eta - eps)"

CLAIMS = (
    Claim(
        id="wei2023/sec-4.5-tradeoff",
        kind=Kind.THEOREM,
        source=wei2023("Section 4.5"),
        summary="larger w: more robust, less natural accuracy",
        statement=(
            r"As $w$ grows beyond $w^*$, natural accuracy falls and robust accuracy, at every test radius, rises."
        ),
        formula={"natural falls on": "w > w_star", "robust rises on": "w > w_star"},
        domain=DOMAIN + ", w > w*, 0 < eps < eta" + TEST_RADIUS,
        uses=("wei2023/thm-4.1", "wei2023/thm-4.2"),
        reading="read as a statement about every w > w*, which is where SAM and AT move",
    ),
    Claim(
        id="wei2023/sec-4.5-tradeoff-corrected",
        kind=Kind.THEOREM,
        source=wei2023("correction of Section 4.5"),
        summary="the trade-off holds exactly between w* and w_AT(eps)",
        statement=(
            r"Natural accuracy falls exactly on $w > w^*$; robust accuracy at test radius $\epsilon < \eta$ rises"
            r" exactly on $w < w_{AT}(\epsilon) = \frac{\eta w^*}{\eta - \epsilon}$ and falls beyond."
        ),
        formula={"natural falls exactly on": "w > w_star", "robust rises exactly on": f"w < {W_AT}"},
        domain=DOMAIN + ", every w, 0 < eps < eta" + TEST_RADIUS,
        uses=("wei2023/eq-15", "wei2023/eq-17"),
        corrects="wei2023/sec-4.5-tradeoff",
    ),
    Claim(
        id="wei2023/sec-4.5-natural",
        kind=Kind.THEOREM,
        source=wei2023("Section 4.5"),
        summary="natural accuracy falls as w moves beyond w*",
        statement=r"Natural accuracy falls in $w$ exactly on $w > w^*$.",
        formula={"natural falls exactly on": "w > w_star"},
        domain=DOMAIN + ", every w",
        uses=("wei2023/thm-4.1",),
    ),
    Claim(
        id="wei2023/sec-4.5-robust",
        kind=Kind.THEOREM,
        source=wei2023("Section 4.5"),
        summary="larger w: more robust",
        statement=r"Robust accuracy, at every test radius, rises in $w$ on $w > w^*$.",
        formula={"robust rises on": "w > w_star"},
        domain=DOMAIN + ", w > w*, 0 < eps < eta" + TEST_RADIUS,
        uses=("wei2023/thm-4.2",),
        reading="read as a statement about every w > w*, which is where SAM and AT move",
    ),
    Claim(
        id="wei2023/sec-4.5-robust-corrected",
        kind=Kind.THEOREM,
        source=wei2023("correction of Section 4.5"),
        summary="robust accuracy rises up to w_AT(eps) and falls beyond",
        statement=(
            r"Robust accuracy at test radius $\epsilon < \eta$ rises in $w$ exactly on"
            r" $w < \frac{\eta w^*}{\eta - \epsilon}$ and falls beyond."
        ),
        formula={"robust rises exactly on": f"w < {W_AT}"},
        domain=DOMAIN + ", every w, 0 < eps < eta" + TEST_RADIUS,
        uses=("wei2023/eq-17",),
        corrects="wei2023/sec-4.5-robust",
    ),
    Claim(
        id="wei2023/sec-4.5-robust-beyond",
        kind=Kind.THEOREM,
        source=wei2023("addition to Section 4.5"),
        summary="from eps = eta on robust accuracy rises for every w >= 0",
        statement=(
            r"Robust accuracy rises in $w$ on all of $w \ge 0$ if and only if the test radius is at least $\eta$."
        ),
        formula="eta",
        domain=DOMAIN + ", w >= 0, eps > 0" + TEST_RADIUS,
        uses=("wei2023/eq-17",),
    ),
    Claim(
        id="wei2023/sec-4.5-natural-loss",
        kind=Kind.THEOREM,
        source=wei2023("addition to Section 4.5"),
        summary="SAM loses natural accuracy for every rho > 0",
        statement=r"$\mathrm{acc}(w_{SAM}(\rho)) < \mathrm{acc}(w^*)$ for every $\rho > 0$.",
        formula="acc_SAM < acc_star",
        domain=DOMAIN + ", every rho > 0",
        uses=("wei2023/thm-4.1", "wei2023/thm-4.3"),
        reading=(
            "'without sacrificing clean accuracy' is a claim about networks; in this model it is false for every rho"
        ),
    ),
    Claim(
        id="wei2023/sec-4.5-natural-loss-order",
        kind=Kind.THEOREM,
        source=wei2023("addition to Section 4.5"),
        summary="that loss is of order rho^4, with its constant",
        statement=(
            r"$\mathrm{acc}(w^*) - \mathrm{acc}(w_{SAM}) = \frac{\eta C e^{-w^{*2}/(2d)}}{2}"
            r" \frac{w^{*2} \rho^4}{9 d^2} + O(\rho^6)$,"
            r" $C = \frac{2\sqrt{p(1-p)}}{\sqrt{2\pi d}} e^{-\eta^2 d/2}$."
        ),
        formula=("eta*w_star**2*rho**4/(9*d**2)*sqrt(p*(1 - p))*exp(-eta**2*d/2 - w_star**2/(2*d))/sqrt(2*pi*d)"),
        domain=DOMAIN + ", rho -> 0",
        uses=("wei2023/thm-4.4-corrected",),
    ),
    Claim(
        id="wei2023/sec-4.5-robust-gain",
        kind=Kind.THEOREM,
        source=wei2023("addition to Section 4.5"),
        summary="the robust gain is of order rho^2, with its constant",
        statement=(
            r"At test radius $\epsilon$: $\mathrm{racc}(w_{SAM}) - \mathrm{racc}(w^*) = C_\epsilon"
            r" e^{-w^{*2}/(2d)} \sinh(\epsilon w^*) \frac{w^* \rho^2}{3d} + O(\rho^4)$,"
            r" $C_\epsilon = \frac{2\sqrt{p(1-p)}}{\sqrt{2\pi d}} e^{-(\eta-\epsilon)^2 d/2}$."
        ),
        formula=(
            "2*w_star*rho**2/(3*d)*sqrt(p*(1 - p))*exp(-(eta - eps)**2*d/2 - w_star**2/(2*d))"
            "*sinh(eps*w_star)/sqrt(2*pi*d)"
        ),
        domain=DOMAIN + ", rho -> 0, 0 < eps < eta" + TEST_RADIUS,
        uses=("wei2023/thm-4.4-corrected", "wei2023/eq-17"),
    ),
    Claim(
        id="wei2023/sec-4.5-same-curve",
        kind=Kind.THEOREM,
        source=wei2023("Section 4.5"),
        summary="SAM and AT reach the same classifiers, along one curve",
        statement=(
            r"Every $w > w^*$ is $w_{SAM}(\rho)$ for some $\rho$ and $w_{AT}(\epsilon)$ for exactly"
            r" $\epsilon = \eta (1 - w^*/w)$, $0 < \epsilon < \eta$: a pair that gives the same $w$ gives the same"
            r" classifier, hence the same natural and robust accuracy."
        ),
        formula="eta*(1 - w_star/w)",
        domain=DOMAIN + ", every w > w*",
        uses=("wei2023/eq-25", "wei2023/thm-4.2"),
    ),
)

SIGN = "by the sign form of the slope, every parameter of the domain"
REGIONS = f"2000 random models, {MODERATE_MODELS}; w in [-2, 3] times w_AT, eps/eta in [0.05, 0.9]"
SMALL = f"2000 random models, {MODERATE_MODELS}; rho^2/d max(1, kappa^2, t^2) = 1e-4"

CHECKS = (
    *(
        Check(f"wei2023/sec-4.5-{name}", method, scope, method is Method.SYMBOLIC, function)
        for name in ("tradeoff", "tradeoff-corrected", "natural", "robust", "robust-corrected")
        for method, scope, function in (
            (Method.SYMBOLIC, SIGN, checks.check_regions),
            (Method.NUMERICAL, REGIONS, checks.check_regions_numerically),
        )
    ),
    Check("wei2023/sec-4.5-robust-beyond", Method.SYMBOLIC, SIGN, True, checks.check_beyond),
    Check("wei2023/sec-4.5-natural-loss", Method.SYMBOLIC, "every rho > 0, " + DOMAIN, True, checks.check_loss),
    Check(
        "wei2023/sec-4.5-natural-loss",
        Method.NUMERICAL,
        f"2000 random models, {MODERATE_MODELS}; rho/sqrt(d) in [0.2, 5]",
        False,
        checks.check_loss_numerically,
    ),
    Check("wei2023/sec-4.5-natural-loss-order", Method.SYMBOLIC, LIMIT, True, frontier_checks.check_loss_order),
    Check("wei2023/sec-4.5-robust-gain", Method.SYMBOLIC, LIMIT, True, frontier_checks.check_gain),
    Check("wei2023/sec-4.5-robust-gain", Method.NUMERICAL, SMALL, False, frontier_checks.check_gain_numerically),
    Check(
        "wei2023/sec-4.5-same-curve", Method.SYMBOLIC, "every w > w*, " + DOMAIN, True, frontier_checks.check_same_curve
    ),
    Check(
        "wei2023/sec-4.5-same-curve",
        Method.NUMERICAL,
        f"2000 random models, {MODERATE_MODELS}; rho/sqrt(d) in [0.05, 3]",
        False,
        frontier_checks.check_same_curve_numerically,
    ),
)
