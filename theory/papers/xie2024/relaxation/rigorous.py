"""Where Q turns from the right answer of Section 2.2 to the wrong one at the published settings, in balls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.papers.xie2024.example.rigorous import Case, around, changes, positive_at, unit
from theory.papers.xie2024.forms import names, only_if, phi_log
from theory.papers.xie2024.relaxation.checks import log_sum_exp, turns_once


def _relaxed(name: str) -> Any:
    """Return Q_A - Q_B at a published setting."""
    phi, mu = {"tanh": (lambda x: sp.tanh(x / 10), sp.Integer(10)), "log": (phi_log, sp.Integer(1))}[name]
    return log_sum_exp("A", phi, mu) - log_sum_exp("B", phi, mu)


def _published(classes: Iterable[str]) -> Domain:
    return Domain.of(f"K in {{{', '.join(classes)}}}, the published mu and alpha, s > 0")


def check_turns(formula: Any) -> Result:
    """Certify that Q prefers A just below each number and B just above; Q_A - Q_B falls in s, so that it turns there only."""
    cases = {
        f"{name}, K = {k}": around(_relaxed(name), k, text)
        for name, rows in formula.items()
        for k, text in rows.items()
    }
    shared = set.intersection(*(set(rows) for rows in formula.values()))
    found = replace(changes(cases), covered=_published(sorted(shared, key=int)))
    return only_if(found, **{"Q_A - Q_B falls in s": turns_once()})


def check_near(formula: Any) -> Result:
    """Certify the signs of Q_A - Q_B at cross-entropy's thresholds, and at the stated distance on both sides of them."""
    cases: dict[str, Case] = {}
    later = {}
    for k, text in formula["thresholds"].items():
        values, threshold = {names()["K"]: Fraction(k)}, Fraction(text)
        for name, distance in formula["near"].items():
            width = Fraction(distance) - unit(text)  # the threshold is within a unit of its decimals
            cases[f"{name}, K = {k}"] = (_relaxed(name), values, threshold - width, threshold + width)
        for name in formula["later"]:
            later[f"{name}, K = {k}"] = positive_at(_relaxed(name), values, threshold + unit(text))
    result = changes(cases)
    against = {name: shown for name, (sign, shown) in later.items() if sign < 1}
    if result.verdict is Verdict.HOLDS and against:
        result = replace(result, verdict=Verdict.FAILS, counterexample=against)
    observed = {**result.observed, **{name: [shown] for name, (_, shown) in later.items()}}
    found = replace(result, observed=observed, covered=_published(formula["thresholds"]))
    return only_if(found, **{"Q_A - Q_B falls in s": turns_once()})
