"""How fast the empirical optimum settles: cube-root for ST, root-n for SAM; the constants from the binary model."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind, Method, Result
from theory.ledger.formulas import parse, symbols
from theory.papers.beyond.statements import MODEL, beyond

WHERE_ST = "Theorem 4.1: weights learnt from n samples"
WHERE_SAM = "Theorem 4.3: weights learnt from n samples"
CURVATURE = "2*eta*p*phi((eta*d + w_star)/sqrt(d))/sqrt(d)"
STEP_DENSITY = "2*p*phi((eta*d + w_star)/sqrt(d))/sqrt(d)"
ENDS_DIFFER = (
    "p*(Phi((eta*d + w_SAM + rho)/sqrt(d)) - Phi((eta*d + w_SAM - rho)/sqrt(d)))"
    " + (1 - p)*(Phi((eta*d - w_SAM + rho)/sqrt(d)) - Phi((eta*d - w_SAM - rho)/sqrt(d)))"
)
SLOPES = (
    "(p*phi((eta*d + w_SAM - rho)/sqrt(d)) - (1 - p)*phi((eta*d - w_SAM + rho)/sqrt(d))"
    " - p*phi((eta*d + w_SAM + rho)/sqrt(d)) + (1 - p)*phi((eta*d - w_SAM - rho)/sqrt(d)))/sqrt(d)"
)

CLAIMS = (
    Claim(
        id="beyond/curvature-at-the-optimum",
        kind=Kind.LEMMA,
        source=beyond(WHERE_ST),
        summary="at w* the accuracy's curvature is eta times the density of steps",
        statement=(
            r"$-\mathrm{acc}''(w^*) = \eta s^2$, where $s^2 = \frac{2p}{\sqrt d}"
            r"\varphi\left(\frac{\eta d + w^*}{\sqrt d}\right)$ is the density at $w^*$ of the weights at which a "
            r"sample turns right or wrong: both kinds are equally dense there."
        ),
        formula=CURVATURE,
        domain=MODEL,
        uses=("wei2023/eq-15", "wei2023/thm-4.1"),
    ),
    Claim(
        id="beyond/rate-st-cube-root",
        kind=Kind.THEOREM,
        source=beyond(WHERE_ST),
        summary="ST's empirical optimum settles at n^(1/3), Chernoff's law",
        statement=(
            r"For $w_n$ an exact minimiser of the 0-1 loss on $n$ samples, "
            r"$n^{1/3} (w_n - w^*) \to \left(\frac{2}{\eta s}\right)^{2/3} Z$ in distribution, "
            r"$Z = \arg\max_t (B(t) - t^2)$, $s^2 = \frac{2p}{\sqrt d} \varphi\left(\frac{\eta d + w^*}{\sqrt d}"
            r"\right)$; the standard deviation of $Z$ is $0.51338\ldots$"
        ),
        formula={"rate": "1/3", "sd": f"chernoff_sd*(2/(eta*sqrt({STEP_DENSITY})))**(2/3)"},
        domain=MODEL + ", n to infinity",
        uses=("beyond/curvature-at-the-optimum",),
        reading=(
            "rests on the theorem of Kim and Pollard (1990) on cube-root asymptotics, whose conditions (consistency, "
            "tightness of the argmax, a smooth envelope) are assumed, not proved again; chernoff_sd in the formula is "
            "the standard deviation of Z (Groeneboom 1989)"
        ),
    ),
    Claim(
        id="beyond/rate-sam-root-n",
        kind=Kind.THEOREM,
        source=beyond(WHERE_SAM),
        summary="SAM's empirical optimum settles at n^(1/2), normal law",
        statement=(
            r"For $w_n$ an exact minimiser of SAM's 0-1 loss on $n$ samples at a fixed $\rho > 0$, "
            r"$\sqrt n (w_n - w_{SAM}) \to N\left(0, \frac{\mathrm{Var} D}{(A + B)^2}\right)$: $D$ the difference of "
            r"being right at $w_{SAM} + \rho$ and at $w_{SAM} - \rho$, $A = \mathrm{acc}'(w_{SAM} - \rho)$, "
            r"$B = -\mathrm{acc}'(w_{SAM} + \rho)$."
        ),
        formula={"rate": "1/2", "sd": f"sqrt({ENDS_DIFFER})/({SLOPES})"},
        domain=MODEL + ", rho > 0 fixed, n to infinity",
        uses=("wei2023/eq-15", "wei2023/eq-25"),
        reading=(
            "the central limit theorem at a crossing with non-zero slopes; that the sample's worst weight is within "
            "O(1/n) of an end of the interval is assumed, not proved"
        ),
    ),
)


def check_curvature(formula: str) -> Result:
    """Differentiate the derived slope once more and put w = w*."""
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    s = symbols()
    curvature = -sp.diff(derivation.accuracy_slope(), s["w"]).subs(s["w"], s["w_star"])
    return decisions.compare(curvature, parse(formula))


CHECKS = (
    Check(
        "beyond/curvature-at-the-optimum", Method.SYMBOLIC, "every p, eta and d of the domain", True, check_curvature
    ),
)
