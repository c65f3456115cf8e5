"""Appendix B: the timing tables, and the sentences about them decided by exact arithmetic on the reported numbers."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, verdict_of
from theory.papers.sources import xie2024

EPOCHS = {  # seconds an epoch as printed: SAM, BiSAM
    "DenseNet-121": ("58", "64"),
    "ResNet-56": ("23", "30"),
    "VGG19-BN": ("10", "16"),
    "WRN-28-2": ("19", "21"),
    "WRN-28-10": ("65", "71"),
}
LOSS_ALONE = {"PyTorch": ("2.40", "3.96"), "TensorFlow": ("3.25", "2.34")}  # seconds for 10,000 losses, as printed
TABLES = {"epochs": EPOCHS, "loss alone": LOSS_ALONE}
RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
LANGUAGE = (
    "each row's overhead BiSAM/SAM - 1 lies in the stated relation to the value, whatever the printed numbers were "
    "rounded from"
)


def _claim(name: str, summary: str, statement: str, formula: Any, **more: Any) -> Claim:
    return Claim(
        id=f"xie2024/app-B{name}",
        kind=Kind.EMPIRICAL,
        source=xie2024("Appendix B"),
        summary=summary,
        statement=statement,
        formula=formula,
        domain="the reported tables" if formula else "the authors' machine, batch 128",
        **more,
    )


CLAIMS = (
    _claim(
        "",
        "networks: the reported seconds an epoch and of the loss alone",
        "Training and evaluating the loss take the reported times.",
        None,
        reported={name: {row: list(times) for row, times in rows.items()} for name, rows in TABLES.items()},
        reading="loss alone: batch 128, K = 100, 10,000 repetitions; SAM first, BiSAM second",
    ),
    _claim(
        "-overhead",
        "table: BiSAM has essentially no computational overhead",
        "BiSAM has essentially no computational overhead over SAM.",
        {"table": "epochs", "rows": list(EPOCHS), "relation": "<=", "value": "1/20"},
        uses=("xie2024/app-B",),
        reported="essentially no computational overhead",
        reading=f"essentially no: at most 5% in every row; {LANGUAGE}",
    ),
    _claim(
        "-overhead-corrected",
        "table: an epoch takes over 5% more, and over 40% on VGG19-BN",
        "Every row has an overhead above 5%, and VGG19-BN one above 40%.",
        [
            {"table": "epochs", "rows": list(EPOCHS), "relation": ">", "value": "1/20"},
            {"table": "epochs", "rows": ["VGG19-BN"], "relation": ">", "value": "2/5"},
        ],
        uses=("xie2024/app-B",),
        reading=f"not in the paper: 9.2% (WRN-28-10) to 60% (VGG19-BN) as printed; {LANGUAGE}",
        corrects="xie2024/app-B-overhead",
    ),
    _claim(
        "-gap",
        "table: the gap can be made to disappear, in TensorFlow",
        "The loss alone costs more in PyTorch and less in TensorFlow: the gap can be made to effectively disappear.",
        [
            {"table": "loss alone", "rows": ["TensorFlow"], "relation": "<=", "value": "0"},
            {"table": "loss alone", "rows": ["PyTorch"], "relation": ">", "value": "0"},
        ],
        uses=("xie2024/app-B",),
        reported="the gap can be made to effectively disappear",
        reading=f"of the loss alone; two frameworks, not one network trained in both; {LANGUAGE}",
    ),
)


def overheads(times: tuple[str, str]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the least, the printed and the greatest overhead BiSAM/SAM - 1 that round to the printed seconds."""
    sam, bisam = (Fraction(text) for text in times)
    half = [Fraction(1, 2 * 10 ** len(text.partition(".")[2])) for text in times]
    return (bisam - half[1]) / (sam + half[0]) - 1, bisam / sam - 1, (bisam + half[1]) / (sam - half[0]) - 1


def check_sentence(formula: Any) -> Result:
    """Decide one or several relations; one that rounding leaves open counts as not shown to hold."""
    observed: dict[str, Any] = {}
    against: dict[str, Any] = {}
    for part in formula if isinstance(formula, list) else [formula]:
        relation, value = RELATIONS[part["relation"]], Fraction(part["value"])
        for row in part["rows"]:
            least, printed, greatest = overheads(TABLES[part["table"]][row])
            observed[row] = {"overhead": str(printed), "least": str(least), "greatest": str(greatest)}
            if not (relation(least, value) and relation(greatest, value)):
                against[row] = {"overhead": str(printed), "wanted": f"{part['relation']} {part['value']}"}
    return Result(verdict_of(not against), observed, counterexample=against or None)


_SCOPE = "the paper's own tables, as reported; says nothing about other machines"
CHECKS = tuple(Check(item.id, Method.SYMBOLIC, _SCOPE, True, check_sentence) for item in CLAIMS[1:])
