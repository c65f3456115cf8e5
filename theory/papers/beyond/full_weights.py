"""SAM over all weights, exactly: the opposite of Theorem 4.3 over a large part of the parameters."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.beyond import full_weights_checks as checks
from theory.papers.beyond import full_weights_proofs as proofs
from theory.papers.beyond.statements import MODEL, beyond

WHERE = "Theorem 4.3: all weights perturbed"
BALL = r"$\|\delta\|_2 \le \rho$ on all $d + 1$ weights"
UNIT_REST = MODEL + ", ball centred on rest weights of 1"

CLAIMS = (
    Claim(
        id="beyond/full-weights-reduction",
        kind=Kind.LEMMA,
        source=beyond(WHERE),
        summary="equal rest weights are best: accuracy falls with the angle psi",
        statement=(
            r"A classifier with $t = w_1/n$, $n = \|w_{rest}\|$ and $c = \cos\psi$, $\psi$ the angle of $w_{rest}$ to "
            r"$(1, \dots, 1)$, has accuracy $p\Phi(\kappa c + t) + (1-p)\Phi(\kappa c - t)$, which rises with $c$. At "
            r"each latitude the cap of a centre at $\psi_0$ reaches $\psi_0 + \beta$, so $\psi_0 = 0$ is best."
        ),
        formula="p*Phi(kappa*c + t) + (1 - p)*Phi(kappa*c - t)",
        domain=MODEL + ", all linear classifiers with some rest weight",
        uses=("wei2023/eq-7",),
    ),
    Claim(
        id="beyond/full-weights-equal-ends",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="equal ends of the cap: w = (1 - e^2) w_SAM at another radius",
        statement=(
            r"Rays of slopes $m \pm r$ touch the circle of radius $e < 1$ about $(t_0, 1)$ exactly when "
            r"$t_0 = m(1 - e^2)$ and $r^2 = e^2(m^2 + 1/(1 - e^2))$. Hence, where the ends of the meridian are worst "
            r"(always for $d = 1$), SAM over all weights has $w = (1 - e^2)\, w_{SAM}(r\sqrt d)$, $e = \rho/\sqrt d$."
        ),
        formula={"centre": "m*(1 - e**2)", "square of r": "e**2*(m**2 + 1/(1 - e**2))"},
        domain=UNIT_REST + ", rho < sqrt(d)",
        uses=("beyond/full-weights-reduction", "wei2023/eq-25"),
    ),
    Claim(
        id="beyond/full-weights-small-radius",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="small rho: the weight changes by (t*^2 - 2) rho^2/(3d)",
        statement=(
            rf"For SAM with {BALL}, centred on rest weights of 1: "
            r"$\frac{w - w^*}{w^*} = \frac{t^{*2} - 2}{3d} \rho^2 + O(\rho^4)$, $t^* = w^*/\sqrt d$."
        ),
        formula="(t_star**2 - 2)*rho**2/(3*d)",
        domain=UNIT_REST + ", rho -> 0",
        uses=("beyond/full-weights-reduction", "wei2023/eq-15"),
    ),
    Claim(
        id="beyond/full-weights-small-radius-unit-norm",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="at unit norm: by (1 + t*^2)(t*^2 - 2) rho^2/3",
        statement=(
            r"The same with the centre on $\|w\|_2 = 1$: "
            r"$\frac{w - w^*}{w^*} = \frac{(1 + t^{*2})(t^{*2} - 2)}{3} \rho^2 + O(\rho^4)$."
        ),
        formula="(1 + t_star**2)*(t_star**2 - 2)*rho**2/3",
        domain=MODEL + ", ball centred on norm 1, rho -> 0",
        uses=("beyond/full-weights-reduction", "wei2023/eq-15"),
    ),
    Claim(
        id="beyond/full-weights-threshold",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="small rho: w falls iff log(p/(1-p)) < 2 sqrt(2) eta sqrt(d)",
        statement=(
            r"For small $\rho$, SAM over all weights lowers the weight of the robust feature if "
            r"$\ln\frac{p}{1-p} < 2\sqrt2\,\eta\sqrt d$, and raises it if $\ln\frac{p}{1-p} > 2\sqrt2\,\eta\sqrt d$."
        ),
        formula="Lambda < 2*sqrt(2)*eta*sqrt(d)",
        domain=MODEL + ", rho -> 0, either scale of the centre; equality left out",
        uses=("beyond/full-weights-small-radius", "beyond/full-weights-small-radius-unit-norm"),
    ),
    Claim(
        id="beyond/full-weights-theorem-4.3",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="is w > w* (Theorem 4.3) true when all weights move?",
        statement=rf"SAM with {BALL}, centred on rest weights of 1, gives the robust feature more weight: $w > w^*$.",
        formula="w_all > w_star",
        domain=UNIT_REST + ", 0 < rho < sqrt(d)",
        reading="the conclusion of Theorem 4.3 carried over to the perturbation of all weights",
    ),
    Claim(
        id="beyond/full-weights-lowered",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="d = 1: for every eta, w < w* on whole regions of (w*, rho)",
        statement=(
            r"For $d = 1$ and every $\eta > 0$, SAM over all weights gives $w < w^*$ whenever $(w^*, \rho)$ lies in "
            r"$(0, 1] \times (0, \frac{2}{5}]$, $(0, \frac{13}{10}] \times (0, \frac15]$ or "
            r"$(0, \frac{7}{5}] \times (0, \frac1{20}]$."
        ),
        formula=({"t": "1", "e": "2/5"}, {"t": "13/10", "e": "1/5"}, {"t": "7/5", "e": "1/20"}),
        domain="d = 1, every p in (1/2, 1) and eta > 0 with (w*, rho) in the boxes",
        uses=("wei2023/eq-15",),
        corrects="beyond/full-weights-theorem-4.3",
    ),
    Claim(
        id="beyond/full-weights-finite-radius",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="the sign can change with rho: p = .7, eta = .1, d = 10",
        statement=(
            r"At $p = 7/10$, $\eta = 1/10$, $d = 10$ ($t^* = 1.34 < \sqrt2$) SAM over all weights lowers the robust "
            r"weight at $\rho = 9/10$ and raises it at $\rho = 91/100$; the change is at $\rho = 0.9075737$."
        ),
        formula={"9/10": -1, "91/100": 1, "root": "0.9075737"},
        domain="p = 7/10, eta = 1/10, d = 10, rho in {9/10, 91/100}",
    ),
    Claim(
        id="beyond/full-weights-sign-map",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="rho up to 0.9 sqrt(d): one threshold in t*, below it w falls",
        statement=(
            r"At each $e = \rho/\sqrt d \le 0.9$ and $\kappa = \eta\sqrt d$ of the domain the sign of $w - w^*$ changes once "
            r"in $t^*$, from negative to positive, at a threshold that tends to $\sqrt2$ as $e \to 0$ and rises with "
            r"$\kappa$; at $\kappa = 1$ it is as in the table. (Nearer to $e = 1$ this ends: see the sign map.)"
        ),
        formula={"0.03": 1.41358, "0.1": 1.40712, "0.3": 1.34903, "0.5": 1.2252, "0.7": 1.01596, "0.9": 0.598545},
        domain="t* in [0.1, 3], kappa in {0.1, 1, 3}, e in {0.03, 0.1, 0.3, 0.5, 0.7, 0.9}, d = 100 (any d > 1 by scaling)",
    ),
    Claim(
        id="beyond/full-weights-largest-radius",
        kind=Kind.THEOREM,
        source=beyond(WHERE),
        summary="d = 1: finite up to rho = 1, then it jumps to infinity",
        statement=(
            r"For $d = 1$ the weight of SAM over all weights stays finite as $\rho \to 1$ and tends to "
            r"$a + \sqrt{1 + a^2}$, where $\mathrm{acc}(a) = p$; for $\rho > 1$ no finite weight is best."
        ),
        formula="a + sqrt(1 + a**2)",
        domain="d = 1, 1/2 < p < 1, eta > 0, rho -> 1 from below",
        uses=("beyond/full-weights-equal-ends", "beyond/large-radius-limit"),
    ),
)

CHECKS = (
    Check("beyond/full-weights-reduction", Method.SYMBOLIC, MODEL + ", any angle psi", True, proofs.check_reduction),
    Check(
        "beyond/full-weights-reduction",
        Method.NUMERICAL,
        "20 random models with d = 2 or 3, e in [0.1, 0.7], 20,000 points of each ball, 20 other centres each",
        False,
        checks.check_reduction_by_brute_force,
    ),
    Check(
        "beyond/full-weights-equal-ends",
        Method.SYMBOLIC,
        "all m > 0 and 0 < e < 1: both rays touch the circle, and no other (t_0, r) does it for given m",
        True,
        proofs.check_tangents,
    ),
    Check("beyond/full-weights-small-radius", Method.SYMBOLIC, UNIT_REST + ", rho -> 0", True, proofs.check_unit_rest),
    Check(
        "beyond/full-weights-small-radius",
        Method.NUMERICAL,
        "2,000 random models (p in [0.55, 0.99], eta sqrt(d) in [0.05, 3], d in [1, 1000]), small radii",
        False,
        checks.check_small_radius_unit_rest,
    ),
    Check(
        "beyond/full-weights-small-radius-unit-norm",
        Method.SYMBOLIC,
        MODEL + ", centre on norm 1, rho -> 0",
        True,
        proofs.check_unit_norm,
    ),
    Check(
        "beyond/full-weights-small-radius-unit-norm",
        Method.NUMERICAL,
        "60 random models as at unit rest weights, small radii",
        False,
        checks.check_small_radius_unit_norm,
    ),
    Check("beyond/full-weights-threshold", Method.SYMBOLIC, MODEL + ", rho -> 0", True, proofs.check_threshold),
    Check(
        "beyond/full-weights-theorem-4.3",
        Method.RIGOROUS,
        "certified signs at six rational settings with d = 1, 3, 10 and 100",
        False,
        proofs.check_counterexamples,
    ),
    Check(
        "beyond/full-weights-lowered",
        Method.RIGOROUS,
        "the three boxes in (t* = w*, e = rho), every eta > 0",
        True,
        proofs.check_lowered,
    ),
    Check("beyond/full-weights-finite-radius", Method.RIGOROUS, "the two radii", True, proofs.check_signs),
    Check("beyond/full-weights-finite-radius", Method.NUMERICAL, "the root in rho", False, checks.check_root),
    Check(
        "beyond/full-weights-sign-map",
        Method.NUMERICAL,
        "60 values of t* each; thresholds at kappa = 1 to the digits given",
        False,
        checks.check_sign_map,
    ),
    Check("beyond/full-weights-largest-radius", Method.SYMBOLIC, "every a", True, proofs.check_largest_radius),
    Check(
        "beyond/full-weights-largest-radius",
        Method.NUMERICAL,
        "three models, rho = 1 - 1e-9",
        False,
        checks.check_largest_radius,
    ),
)
