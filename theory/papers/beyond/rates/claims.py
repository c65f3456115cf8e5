"""How fast the empirical optimum settles: cube-root for ST, root-n for SAM; the constants from the binary model."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, sampled, symbolic
from theory.papers.beyond.words import MODEL, OURS
from theory.papers.sources import URLS

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
CUBE_ROOT = f"chernoff_sd*(2/(eta*sqrt({STEP_DENSITY})))**(2/3)"
ROOT = f"sqrt({ENDS_DIFFER})/({SLOPES})"
SAMPLED = "simulate.papers.beyond.rates:check_rate"
FEW = "600 samples of 20000"
MANY = "1000 samples of 100000, 150 samples of 1000000, 40 samples of 10000000"
MODELS = "at each of (p, eta, d) = (0.9, 0.5, 10), (0.9, 0.1, 100), (0.95, 0.2, 100)"
SETTINGS = "at each of (p, eta, d, rho) = (0.9, 0.5, 10, 1.5), (0.9, 0.1, 100, 5.0), (0.95, 0.2, 100, 5.0)"

SECTION = Section(
    "beyond",
    URLS["wei2023"],
    "theory.papers.beyond.rates.checks",
    locator="beyond ",
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.lemma(
    "curvature-at-the-optimum",
    WHERE_ST,
    "at w* the accuracy's curvature is eta times the density of steps",
    r"$-\mathrm{acc}''(w^*) = \eta s^2$, where $s^2 = \frac{2p}{\sqrt d}\varphi\left(\frac{\eta d + w^*}{\sqrt "
    r"d}\right)$ is the density at $w^*$ of the weights at which a sample turns right or wrong: both kinds are "
    "equally dense there.",
    CURVATURE,
    symbolic(
        "check_curvature",
        "every p, eta and d of the domain",
        "eta*p*phi((eta*d + w_star)/sqrt(d))/sqrt(d)",
        "-2*eta*p*phi((eta*d + w_star)/sqrt(d))/sqrt(d)",
        "2*eta*(1 - p)*phi((eta*d + w_star)/sqrt(d))/sqrt(d)",
        premises="wei2023/eq-7",
        widened=("0 < p < 1, eta > 0, d >= 1",),
    ),
    domain=MODEL,
    uses="wei2023/eq-15 wei2023/thm-4.1",
)
SECTION.theorem(
    "rate-st-cube-root",
    WHERE_ST,
    "ST's empirical optimum settles at n^(1/3), Chernoff's law",
    r"For $w_n$ an exact minimiser of the 0-1 loss on $n$ samples, $n^{1/3} (w_n - w^*) \to \left(\frac{2}{\eta "
    r"s}\right)^{2/3} Z$ in distribution, $Z = \arg\max_t (B(t) - t^2)$, $s^2 = \frac{2p}{\sqrt d} "
    r"\varphi\left(\frac{\eta d + w^*}{\sqrt d}\right)$; the standard deviation of $Z$ is $0.51338\ldots$",
    {"rate": "1/3", "sd": CUBE_ROOT},
    sampled(
        SAMPLED,
        f"{FEW} {MODELS}",
        {"rate": "1/2", "sd": CUBE_ROOT},
        {"rate": "1/3", "sd": CUBE_ROOT.replace("(2/(", "(1/(")},
        {"rate": "1/3", "sd": CUBE_ROOT.removeprefix("chernoff_sd*")},
        {"rate": "1/3", "sd": f"1.2*{CUBE_ROOT}"},
        full=f"{MANY} {MODELS}",
        reads="minimisers",
        objective="ST",
    ),
    domain=MODEL + ", n -> oo",
    uses="curvature-at-the-optimum",
    reading="rests on the theorem of Kim and Pollard (1990) on cube-root asymptotics, whose conditions (consistency, "
    "tightness of the argmax, a smooth envelope) are assumed, not proved again; chernoff_sd in the formula is "
    "the standard deviation of Z (Groeneboom 1989)",
)
SECTION.theorem(
    "rate-sam-root-n",
    WHERE_SAM,
    "SAM's empirical optimum settles at n^(1/2), normal law",
    r"For $w_n$ an exact minimiser of SAM's 0-1 loss on $n$ samples at a fixed $\rho > 0$, $\sqrt n (w_n - "
    r"w_{SAM}) \to N\left(0, \frac{\mathrm{Var} D}{(A + B)^2}\right)$: $D$ the difference of being right at "
    r"$w_{SAM} + \rho$ and at $w_{SAM} - \rho$, $A = \mathrm{acc}'(w_{SAM} - \rho)$, $B = -\mathrm{acc}'(w_{SAM} "
    r"+ \rho)$.",
    {"rate": "1/2", "sd": ROOT},
    sampled(
        SAMPLED,
        f"{FEW} {SETTINGS}",
        {"rate": "1/3", "sd": ROOT},
        {"rate": "1/2", "sd": ROOT.removeprefix("sqrt")},
        {"rate": "1/2", "sd": f"1.2*{ROOT}"},
        {"rate": "1/2", "sd": f"0.8*{ROOT}"},
        full=f"{MANY} {SETTINGS}",
        reads="minimisers",
        objective="SAM",
    ),
    domain=MODEL + ", rho > 0, n -> oo",
    uses="wei2023/eq-15 wei2023/eq-25",
    reading="the central limit theorem at a crossing with non-zero slopes; that the sample's worst weight is within "
    "O(1/n) of an end of the interval is assumed, not proved",
)
