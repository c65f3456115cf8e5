"""Section 3, "tight up to a small additive logarithmic term": how far below the 0-1 loss Lemma 3.1's bound can be.

For one sample the bound is (1/mu) log((1 + sum_{j != y} u_j)/K) with u_j = exp(mu phi(F_j)), which rises in every u_j;
u_j fills (q, exp(mu)), where q = exp(mu phi(-oo)) is exp(-mu) for tanh and 0 for -log.
"""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method
from theory.papers.sources import xie2024
from theory.papers.xie2024 import tightness_checks as checks

ADDED = "not in the paper"
SLACK = "log(K)/mu"
FARTHEST = {"tanh": "1 + (log(K) - log(2 + (K - 2)*exp(-mu)))/mu", "log": "1 + log(K/2)/mu"}
PUBLISHED = {
    "tanh, mu = 10": {
        "10": ["0.23026", "0.98946", "0.76975", "-0.23022", "1", "2.07944", "0.23023"],
        "100": ["0.46052", "0.99900", "0.53949", "-0.46007", "1", "4.58497", "0.46027"],
        "1000": ["0.69078", "0.99990", "0.30923", "-0.68634", "1", "6.90575", "0.68939"],
    },
    "log, mu = 1": {
        "10": ["2.30259", "0.93470", "-0.98932", "-2.30259", "4", "2.19722", "none"],
        "100": ["4.60517", "0.99366", "-3.29191", "-4.60517", "37", "4.59512", "none"],
        "1000": ["6.90776", "0.99937", "-5.59449", "-6.90776", "368", "6.90675", "none"],
    },
}


def _claim(name: str, summary: str, statement: str, formula: Any, domain: str, **more: Any) -> Claim:
    return Claim(
        id=f"xie2024/sec-3-tight{name}",
        kind=Kind.EQUATION,
        source=xie2024("Section 3, after Lemma 3.1"),
        summary=summary,
        statement=statement,
        formula=formula,
        domain=domain,
        **({"reading": ADDED} | more),
    )


CLAIMS = (
    _claim(
        "",
        "the lower bound is tight up to log(K)/mu",
        "The lower bound of Lemma 3.1 is tight up to a small additive logarithmic term.",
        {"tanh": SLACK, "log": SLACK},
        "K >= 2, mu > log 2, any logits",
        uses=("xie2024/lem-3.1", "xie2024/eq-10"),
        reading="the largest distance from the 0-1 loss, over all samples, is log(K)/mu",
    ),
    _claim(
        "-corrected",
        "the bound misses the 0-1 loss by up to 1 + log(K/2)/mu",
        (
            r"The supremum of the 0-1 loss less the bound is $1 + \frac{1}{\mu} \log \frac{K}{2 + (K-2) e^{-\mu}}$ for "
            r"tanh and $1 + \frac{1}{\mu} \log \frac{K}{2}$ for -log: a class that barely wins, the others far below. "
            r"$\log(K)/\mu$ bounds the distance to $\max_j \phi(F_j)$ only."
        ),
        FARTHEST,
        "K >= 2, mu > log 2, any logits",
        corrects="xie2024/sec-3-tight",
    ),
    _claim(
        "-supremum",
        "the bound's supremum is positive but below 1",
        r"Over all logits its supremum is $\frac{1}{\mu} \log \frac{1 + (K-1) e^\mu}{K} > 0$: every class far ahead.",
        {"wrong classes": "K - 1", "tanh": "log((1 + (K - 1)*exp(mu))/K)/mu", "log": "log((1 + (K - 1)*exp(mu))/K)/mu"},
        "K >= 2, mu > 0",
    ),
    _claim(
        "-one-wrong",
        "the bound when one wrong class wins and the rest are far below",
        r"It tends to $\frac{1}{\mu} \log \frac{1 + e^\mu + (K-2) q}{K}$, $q = e^{-\mu}$ (tanh) or 0 (-log).",
        {
            "wrong classes": "1",
            "tanh": "log((1 + exp(mu) + (K - 2)*exp(-mu))/K)/mu",
            "log": "log((1 + exp(mu))/K)/mu",
        },
        "K >= 2, mu > 0",
    ),
    _claim(
        "-right",
        "the bound of a confidently right sample is far below 0",
        r"It tends to $\frac{1}{\mu} \log \frac{1 + (K-1) q}{K}$, for -log to $-\log(K)/\mu$.",
        {"wrong classes": "0", "tanh": "log((1 + (K - 1)*exp(-mu))/K)/mu", "log": "-log(K)/mu"},
        "K >= 2, mu > 0",
    ),
    _claim(
        "-wrong-classes",
        "how many classes must win before the bound is positive",
        r"More than $(K-1)/(e^\mu + 1)$ (tanh) or $(K-1) e^{-\mu}$ (-log) wrong classes, the rest far below.",
        {"tanh": "(K - 1)/(exp(mu) + 1)", "log": "(K - 1)*exp(-mu)"},
        "K >= 2, mu > 0",
    ),
    _claim(
        "-least-mu",
        "the least mu at which one winning wrong class is enough",
        r"$\mu > \log(K - 2)$ (tanh) or $\mu > \log(K - 1)$ (-log).",
        {"tanh": "log(K - 2)", "log": "log(K - 1)"},
        "K >= 4 (for K = 2 and 3 every mu > 0 serves tanh)",
    ),
    _claim(
        "-published",
        "what the bound says at the published mu for K = 10, 100, 1000",
        r"At $\mu = 10$ (tanh) and $\mu = 1$ (-log), for $K = 10, 100, 1000$, the bound takes the values of the table "
        f"(of each row: {'; '.join(checks.QUANTITIES)}).",
        PUBLISHED,
        "the published settings, K = 10, 100, 1000",
        reading=f"{ADDED}; decimals rounded to the last digit",
    ),
)


_ANY = "any K >= 2 and mu > 0, both surrogates"
CHECKS = (
    Check(
        "xie2024/sec-3-tight", Method.SYMBOLIC, "K >= 2, mu > log 2; one certified sample", True, checks.check_farthest
    ),
    Check("xie2024/sec-3-tight-corrected", Method.SYMBOLIC, "K >= 2, mu > log 2", True, checks.check_farthest),
    Check("xie2024/sec-3-tight-supremum", Method.SYMBOLIC, _ANY, True, checks.check_supremum),
    Check("xie2024/sec-3-tight-one-wrong", Method.SYMBOLIC, _ANY, True, checks.check_saturated),
    Check("xie2024/sec-3-tight-right", Method.SYMBOLIC, _ANY, True, checks.check_saturated),
    Check("xie2024/sec-3-tight-wrong-classes", Method.SYMBOLIC, _ANY, True, checks.check_wrong_classes),
    Check("xie2024/sec-3-tight-least-mu", Method.SYMBOLIC, "any K >= 4", True, checks.check_least_mu),
    Check("xie2024/sec-3-tight-published", Method.RIGOROUS, "every number of the table", True, checks.check_published),
)
