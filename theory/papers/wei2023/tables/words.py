"""How sentences about the reported tables are written, and how their tests are."""

from __future__ import annotations

from typing import Any

from theory.ledger.entries import Test, symbolic

REPEATS = 3  # runs, of which the tables have the means
SCOPE = "the paper's own table, as reported; says nothing about networks"
PLACE = "Section 5, tables of CIFAR-100 and CIFAR-10"
TABLES = {"cifar100": "sec-5-table-cifar100", "cifar10": "sec-5-table-cifar10"}
"""The claims that say that networks reach the reported accuracies, by the table's name."""

BOTH, C100, C10 = "table in {cifar100, cifar10}", "table = cifar100", "table = cifar10"
ON_BOTH = {"domain": BOTH, "uses": " ".join(TABLES.values())}
ON_100 = {"domain": C100, "uses": TABLES["cifar100"]}
ON_10 = {"domain": C10, "uses": TABLES["cifar10"]}
WIDER = "table in {cifar100, cifar10, another}"
RADII = "the tables stand in the text, but for the radii of the AT rows, which were lost and are restored"


def sentence(rows: str, than: str, columns: tuple[str, ...], relation: str, **more: Any) -> dict[str, Any]:
    """Return a sentence of :mod:`theory.papers.wei2023.tables.sentences`: each difference from 0, both tables."""
    return {
        "tables": list(TABLES),
        "rows": rows,
        "than": than,
        "columns": list(columns),
        "quantity": "difference",
        "over": "each",
        "relation": relation,
        "value": "0",
        **more,
    }


def decided(formula: dict[str, Any], *changes: dict[str, Any], scope: str = SCOPE) -> Test:
    """Return the test of a sentence; each of the changes damages it."""
    return symbolic(
        "theory.papers.wei2023.tables.checks:check_sentence",
        scope,
        *({**formula, **change} for change in changes),
        widened=(WIDER,),
    )
