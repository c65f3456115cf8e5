"""Sentences about the reported tables, decided."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.papers.wei2023.tables.reported import REPORTED
from theory.papers.wei2023.tables.sentences import Comparison, Outcome, decide


def plain(item: Comparison) -> list[str]:
    """Return table, row, row compared with, column and the exact quantity."""
    return [*item.key, str(item.value)]


def describe(outcome: Outcome) -> dict[str, Any]:
    """Return what was seen, as plain data: numbers are exact fractions."""
    least = min(outcome.comparisons, key=lambda item: item.value)
    greatest = max(outcome.comparisons, key=lambda item: item.value)
    observed: dict[str, Any] = {
        "comparisons": len(outcome.comparisons),
        "least": plain(least),
        "greatest": plain(greatest),
    }
    if outcome.statistic is None:
        observed["relation fails at"] = [plain(item) for item in outcome.fails]
    else:
        observed["statistic"] = str(outcome.statistic)
    return observed


def check_sentence(formula: Any) -> Result:
    """Decide a sentence on the reported tables that it names."""
    outcome = decide(formula, REPORTED)
    observed = describe(outcome)
    against = [plain(item) for item in outcome.surprises] or {formula["over"]: observed.get("statistic")}
    return Result(
        Verdict.INCONCLUSIVE if outcome.holds is None else verdict_of(outcome.holds),
        observed=observed,
        expected=f"{formula['over']} {formula['quantity']} {formula['relation']} {formula['value']}",
        counterexample=against if outcome.holds is False else None,
        covered=Domain.of(f"table in {{{', '.join(formula['tables'])}}}"),
    )
