"""Section 3, "tight up to a small additive logarithmic term": how far below the 0-1 loss Lemma 3.1's bound can be.

For one sample the bound is (1/mu) log((1 + sum_{j != y} u_j)/K) with u_j = exp(mu phi(F_j)), which rises in every u_j;
u_j fills (q, exp(mu)), where q = exp(mu phi(-oo)) is exp(-mu) for tanh and 0 for -log.
"""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, rigorous, symbolic
from theory.papers.sources import URLS
from theory.papers.xie2024.words import QUANTITIES, QUOTED

SLACK = "log(K)/mu"
FARTHEST = {"tanh": "1 + (log(K) - log(2 + (K - 2)*exp(-mu)))/mu", "log": "1 + log(K/2)/mu"}
MOST = "log((1 + (K - 1)*exp(mu))/K)/mu"
SUPREMUM = {"wrong classes": "K - 1", "tanh": MOST, "log": MOST}
ONE = {"wrong classes": "1", "tanh": "log((1 + exp(mu) + (K - 2)*exp(-mu))/K)/mu", "log": "log((1 + exp(mu))/K)/mu"}
RIGHT = {"wrong classes": "0", "tanh": "log((1 + (K - 1)*exp(-mu))/K)/mu", "log": "-log(K)/mu"}
NEEDED = {"tanh": "(K - 1)/(exp(mu) + 1)", "log": "(K - 1)*exp(-mu)"}
TANH, NEGATIVE_LOG = "tanh, mu = 10", "log, mu = 1"
PUBLISHED = {
    TANH: {
        "10": ["0.23026", "0.98946", "0.76975", "-0.23022", "1", "2.07944", "0.23023"],
        "100": ["0.46052", "0.99900", "0.53949", "-0.46007", "1", "4.58497", "0.46027"],
        "1000": ["0.69078", "0.99990", "0.30923", "-0.68634", "1", "6.90575", "0.68939"],
    },
    NEGATIVE_LOG: {
        "10": ["2.30259", "0.93470", "-0.98932", "-2.30259", "4", "2.19722", "none"],
        "100": ["4.60517", "0.99366", "-3.29191", "-4.60517", "37", "4.59512", "none"],
        "1000": ["6.90776", "0.99937", "-5.59449", "-6.90776", "368", "6.90675", "none"],
    },
}
COUNTS = ", ".join(PUBLISHED[TANH])
NO_MU = "K >= 2, alpha > 0"
SENTENCE = f"{QUOTED}; it does not say from what the distance is taken"
LIMITS = "any K >= 2 and mu > 0, both surrogates"
VALID = "eq-14 eq-15"

SECTION = Section(
    "xie2024",
    URLS["xie2024"],
    "theory.papers.xie2024.tightness.checks",
    locator="Section 3, after Lemma 3.1",
    origin=Origin.OURS,
)


def _bounded(setting: str, count: str, index: int, text: str) -> dict[str, dict[str, list[str]]]:
    """Return a row of the table with one number changed."""
    row = list(PUBLISHED[setting][count])
    row[index] = text
    return {setting: {count: row}}


SECTION.equation(
    "sec-3-tight",
    "",
    "read against the 0-1 loss: the lower bound is within log(K)/mu of it",
    "The lower bound of Lemma 3.1 is tight up to a small additive logarithmic term: it is at most $\\log(K)/\\mu$ below the "
    "0-1 loss.",
    {"tanh": SLACK, "log": SLACK},
    symbolic("check_farthest", "K >= 2, mu > log 2; one certified sample", FARTHEST),
    domain="K >= 2, mu > 0, mu > log 2, alpha > 0",
    uses="lem-3.1 eq-10",
    reading="the largest distance from the 0-1 loss, over all samples, is log(K)/mu",
    origin=Origin.READING,
    source_note=f"{SENTENCE}; read as the distance to the largest phi(F_j), sec-3-tight-phi, it holds",
)
SECTION.equation(
    "sec-3-tight-phi",
    "",
    "read against max phi(F_j): the lower bound is within log(K)/mu of it",
    r"The lower bound of Lemma 3.1 is tight up to a small additive logarithmic term: it is at most $\log(K)/\mu$ below "
    r"$\max_j \phi(F_j)$, and no less will do for every $\phi$: with -log confidently right samples come to it.",
    SLACK,
    symbolic(
        "check_slack",
        "any K >= 2, mu > 0, phi and logits",
        "log(K)/(2*mu)",
        "2*log(K)/mu",
        "log(K - 1)/mu",
        premises="eq-10 eq-15",
        widened=("K >= 2",),
    ),
    domain="K >= 2, mu > 0",
    uses="lem-3.1 eq-10",
    origin=Origin.READING,
    source_note=f"{SENTENCE}; read as the distance to the 0-1 loss, sec-3-tight, it fails",
)
SECTION.equation(
    "sec-3-tight-corrected",
    "",
    "the bound misses the 0-1 loss by up to 1 + log(K/2)/mu",
    r"The supremum of the 0-1 loss less the bound is $1 + \frac{1}{\mu} \log \frac{K}{2 + (K-2) e^{-\mu}}$ for "
    r"tanh and $1 + \frac{1}{\mu} \log \frac{K}{2}$ for -log: a class that barely wins, the others far below.",
    FARTHEST,
    symbolic(
        "check_farthest",
        "K >= 2, mu > log 2",
        {**FARTHEST, "tanh": SLACK},
        {**FARTHEST, "log": "1 + log(K)/mu"},
        {**FARTHEST, "log": "1 - log(K/2)/mu"},
        premises=f"eq-9 {VALID}",
        widened=("K >= 2, mu > 0, alpha > 0", "K >= 1, mu > 0, mu > log 2, alpha > 0"),
    ),
    domain="K >= 2, mu > 0, mu > log 2, alpha > 0",
    corrects="sec-3-tight",
)
SECTION.equation(
    "sec-3-tight-supremum",
    "",
    "the bound's supremum is positive but below 1",
    r"Over all logits its supremum is $\frac{1}{\mu} \log \frac{1 + (K-1) e^\mu}{K}$, which lies between 0 and 1: every "
    "class far ahead.",
    SUPREMUM,
    symbolic(
        "check_supremum",
        LIMITS,
        {**SUPREMUM, "log": "log((K - 1)*exp(mu)/K)/mu"},
        {**SUPREMUM, "wrong classes": "K - 2"},
        {**SUPREMUM, "tanh": f"-{MOST}"},
        premises=VALID,
        widened=(NO_MU, "K >= 1, mu > 0, alpha > 0"),
    ),
    domain=f"{NO_MU}, mu > 0",
)
SECTION.equation(
    "sec-3-tight-one-wrong",
    "",
    "the bound when one wrong class wins and the rest are far below",
    r"It tends to $\frac{1}{\mu} \log \frac{1 + e^\mu + (K-2) q}{K}$, $q = e^{-\mu}$ (tanh) or 0 (-log).",
    ONE,
    symbolic(
        "check_saturated",
        LIMITS,
        {**ONE, "wrong classes": "2"},
        {**ONE, "tanh": ONE["log"]},
        {**ONE, "log": "log((1 - exp(mu))**2/K)/mu"},
        widened=(NO_MU,),
    ),
    domain=f"{NO_MU}, mu > 0",
)
SECTION.equation(
    "sec-3-tight-right",
    "",
    "the bound of a confidently right sample",
    r"It tends to $\frac{1}{\mu} \log \frac{1 + (K-1) q}{K}$, for -log to $-\log(K)/\mu$.",
    RIGHT,
    symbolic(
        "check_saturated",
        LIMITS,
        {**RIGHT, "tanh": RIGHT["log"]},
        {**RIGHT, "log": "log(K)/mu"},
        widened=(NO_MU,),
    ),
    domain=f"{NO_MU}, mu > 0",
)
SECTION.equation(
    "sec-3-tight-wrong-classes",
    "",
    "how many classes must win, the rest far below, before the bound is positive",
    r"More than $(K-1)/(e^\mu + 1)$ (tanh) or $(K-1) e^{-\mu}$ (-log) wrong classes far ahead, the rest far below.",
    NEEDED,
    symbolic(
        "check_wrong_classes",
        LIMITS,
        {**NEEDED, "tanh": "(K - 1)/(exp(mu) - 1)"},
        {**NEEDED, "log": "K*exp(-mu)"},
        {**NEEDED, "log": "(K - 1)*exp(mu)"},
        widened=(NO_MU,),
    ),
    domain=f"{NO_MU}, mu > 0",
)
SECTION.equation(
    "sec-3-tight-least-mu",
    "",
    "the least mu at which one wrong class, the rest far below, is enough",
    r"$\mu > \log(K - 2)$ (tanh) or $\mu > \log(K - 1)$ (-log).",
    {"tanh": "log(K - 2)", "log": "log(K - 1)"},
    symbolic(
        "check_least_mu",
        "any K >= 4",
        {"tanh": "log(K - 1)", "log": "log(K - 1)"},
        {"tanh": "log(K - 2)", "log": "-log(K - 1)"},
        widened=("K >= 3, alpha > 0",),
    ),
    domain="K >= 4, alpha > 0",
)
SECTION.equation(
    "sec-3-tight-published",
    "",
    f"what the bound says at the published mu for K = {COUNTS}",
    f"At $\\mu = 10$ (tanh) and $\\mu = 1$ (-log), for $K = {COUNTS}$, the bound takes the values of the table "
    f"(of each row: {'; '.join(QUANTITIES)}).",
    PUBLISHED,
    rigorous(
        "check_published",
        "every number of the table",
        _bounded(TANH, "10", 2, "0.76976"),
        _bounded(NEGATIVE_LOG, "100", 4, "36"),
        _bounded(NEGATIVE_LOG, "10", 6, "0.5"),
        _bounded(TANH, "100", 3, "0.46007"),
        premises="sec-3-tight-wrong-classes sec-3-tight-least-mu",
        widened=("K in {2, 10, 100, 1000}, mu in {1, 10}, alpha > 0",),
    ),
    domain=f"K in {{{COUNTS}}}, mu in {{1, 10}}, alpha > 0",
    reading="decimals rounded to the last digit",
)
