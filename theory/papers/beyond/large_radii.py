"""SAM on the robust weight at large radii, as box smoothing, and in its one-step form."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.beyond import large_radii_checks as checks
from theory.papers.beyond.statements import MODEL, beyond

CLAIMS = (
    Claim(
        id="beyond/large-radius-limit",
        kind=Kind.THEOREM,
        source=beyond("Theorem 4.3: large radii"),
        summary="w_SAM - rho falls to a, where acc(a) = p and a < w*",
        statement=(
            r"$w_{SAM} - \rho$ decreases from $w^*$ to the one finite $a$ with $\mathrm{acc}(a) = p$, and "
            r"$w_{SAM} - \rho - a = \frac{\mathrm{acc}(2\rho + a) - p}{\mathrm{acc}'(a)}(1 + o(1))$, "
            r"smaller than any power of $\rho$."
        ),
        formula="p*Phi(kappa + x) + (1 - p)*Phi(kappa - x) - p",
        domain=MODEL + ", rho -> infinity; the formula's zero is x = a/sqrt(d)",
        uses=("wei2023/eq-14", "wei2023/eq-25"),
    ),
    Claim(
        id="beyond/large-radius-sign",
        kind=Kind.THEOREM,
        source=beyond("Theorem 4.3: large radii"),
        summary="the limit a is positive iff Phi(eta sqrt(d)) < p",
        statement=(
            r"$\lim_{\rho \to \infty} (w_{SAM} - \rho) > 0$ if and only if $\Phi(\eta\sqrt d) < p$: the weak features "
            r"together are less accurate than the robust one."
        ),
        formula="Phi(eta*sqrt(d)) < p",
        domain=MODEL,
        uses=("beyond/large-radius-limit",),
    ),
    Claim(
        id="beyond/box-smoothing",
        kind=Kind.THEOREM,
        source=beyond("eq. 25"),
        summary="SAM on one weight minimises the loss averaged over the interval",
        statement=(
            r"The loss averaged over the interval, "
            r"$\frac{1}{2\rho}\int_{-\rho}^{\rho} (1 - \mathrm{acc}(w + \delta))\,d\delta$, is stationary in $w$ "
            r"exactly where the ends are equal, $\mathrm{acc}(w - \rho) = \mathrm{acc}(w + \rho)$: minimax SAM on one "
            r"weight and box smoothing have the same, unique solution."
        ),
        formula="(acc_low - acc_high)/(2*rho)",
        domain=MODEL + ", rho > 0",
        uses=("wei2023/eq-25",),
    ),
    Claim(
        id="beyond/gradient-form",
        kind=Kind.THEOREM,
        source=beyond("eq. 11: the gradient form of SAM"),
        summary="one-step SAM, delta = rho sign(L'), flows to w*, not to w_SAM",
        statement=(
            r"The flow $\dot w = -L'(w + \rho\,\mathrm{sign} L'(w))$, $L = 1 - \mathrm{acc}$, moves towards $w^*$ from "
            r"every $w \ne w^*$, for every $\rho > 0$: SAM as it is run in practice has no shift in this model."
        ),
        formula="w_star",
        domain=MODEL + ", rho > 0, all w",
        uses=("wei2023/eq-15",),
    ),
)

CHECKS = (
    Check(
        "beyond/large-radius-limit",
        Method.NUMERICAL,
        "1,000 random models (kappa in [0.05, 3]), rho/sqrt(d) = 12: equal to 1e-10",
        False,
        checks.check_limit,
    ),
    Check(
        "beyond/large-radius-limit",
        Method.RIGOROUS,
        "three settings, rho = 12 sqrt(d): certified ball of w_SAM - rho around the formula's zero, width 1e-20",
        False,
        checks.check_limit_certified,
    ),
    Check("beyond/large-radius-sign", Method.SYMBOLIC, MODEL, True, checks.check_sign),
    Check("beyond/box-smoothing", Method.SYMBOLIC, MODEL + ", rho > 0", True, checks.check_smoothing),
    Check("beyond/gradient-form", Method.SYMBOLIC, MODEL + ", rho > 0, every w", True, checks.check_flow),
    Check(
        "beyond/gradient-form",
        Method.NUMERICAL,
        "p = 0.9, eta = 0.5, d = 10, rho = 2: mean of discrete steps at three learning rates",
        False,
        checks.check_steps,
    ),
)
