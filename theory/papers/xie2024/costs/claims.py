"""Appendix B: the timing tables, and the sentences about them."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, Test, symbolic
from theory.papers.sources import URLS
from theory.papers.tools.settled import settled
from theory.papers.xie2024.costs.reported import EPOCHS, TABLES, overheads

PLACE = "Appendix B"
SCOPE = "the paper's own tables, as reported; says nothing about other machines"
LANGUAGE = "whatever the printed numbers were rounded from; the overhead is BiSAM/SAM - 1"
PRINTED = {row: overheads(times)[1] for row, times in EPOCHS.items()}
LEAST, GREATEST = min(PRINTED, key=PRINTED.__getitem__), max(PRINTED, key=PRINTED.__getitem__)
SPREAD = f"{float(PRINTED[LEAST]):.1%} ({LEAST}) to {float(PRINTED[GREATEST]):.0%} ({GREATEST}) as printed"

SECTION = Section("xie2024", URLS["xie2024"], "theory.papers.xie2024.costs.checks", origin=Origin.READ)
OURS: dict[str, Any] = {
    "uses": "app-B",
    "origin": Origin.OURS,
    "source_note": "read off the table",
    "reading": LANGUAGE,
}


def overhead(table: str, rows: list[str], relation: str, value: str) -> dict[str, Any]:
    """Return the sentence that the overhead in each of the rows stands in a relation to a value."""
    return {"table": table, "rows": rows, "relation": relation, "value": value}


def where(formula: dict[str, Any]) -> str:
    """Return the domain of a sentence."""
    return f"table = {formula['table']}, row in {{{', '.join(formula['rows'])}}}"


def decided(formula: dict[str, Any], *damaged: Any) -> Test:
    """Return the test of a sentence."""
    return symbolic("check_sentence", SCOPE, *damaged, widened=(f"table = {formula['table']}",))


SECTION.empirical(
    "app-B",
    PLACE,
    "networks: the reported seconds an epoch and of the loss alone",
    "Training and evaluating the loss take the reported times.",
    domain="the authors' machine; batch = 128; of the loss alone K = 100 and 10000 repetitions",
    reported={name: {row: list(times) for row, times in rows.items()} for name, rows in TABLES.items()},
    reading=settled(
        "times of epochs of the five networks on a GPU, SAM and BiSAM in turn",
        "loss alone: SAM first, BiSAM second",
    ),
    elsewhere="beyond/net-bisam-overhead",
)
NONE = overhead("epochs", list(EPOCHS), "<=", "1/20")
SECTION.reported(
    "app-B-overhead",
    PLACE,
    "table: BiSAM has essentially no computational overhead",
    "BiSAM has essentially no computational overhead over SAM.",
    NONE,
    decided(NONE, {**NONE, "value": "3/4"}, overhead("loss alone", ["TensorFlow"], "<=", "1/20")),
    domain=where(NONE),
    uses="app-B",
    reported="essentially no computational overhead",
    origin=Origin.READING,
    source_note="the sentence stands in the text and gives no number",
    reading=f"essentially no: at most 5% in every row; {LANGUAGE}",
    elsewhere="beyond/net-bisam-overhead",
)
SECTION.reported(
    "app-B-overhead-corrected",
    PLACE,
    "table: an epoch takes over 5% more, and over 40% on VGG19-BN",
    "Every row has an overhead above 5%, and VGG19-BN one above 40%.",
    parts="app-B-overhead-every-row app-B-overhead-vgg",
    domain=where(NONE),
    corrects="app-B-overhead",
    **{**OURS, "reading": f"{SPREAD}; {LANGUAGE}"},
)
MORE = overhead("epochs", list(EPOCHS), ">", "1/20")
SECTION.reported(
    "app-B-overhead-every-row",
    PLACE,
    "table: an epoch takes over 5% more with every network",
    "Every row has an overhead above 5%.",
    MORE,
    decided(MORE, {**MORE, "value": "11/100"}, {**MORE, "relation": "<"}),
    domain=where(MORE),
    **OURS,
)
VGG = overhead("epochs", ["VGG19-BN"], ">", "2/5")
SECTION.reported(
    "app-B-overhead-vgg",
    PLACE,
    "table: an epoch takes over 40% more with VGG19-BN",
    "VGG19-BN has an overhead above 40%.",
    VGG,
    decided(VGG, {**VGG, "value": "3/4"}, {**VGG, "rows": ["WRN-28-2"]}),
    domain=where(VGG),
    **OURS,
)
GONE = overhead("loss alone", ["TensorFlow"], "<=", "0")
SECTION.reported(
    "app-B-gap",
    PLACE,
    "table: the gap can be made to disappear, in TensorFlow",
    "In TensorFlow BiSAM's loss alone costs no more than SAM's: the gap can be made to effectively disappear.",
    GONE,
    decided(GONE, {**GONE, "rows": ["PyTorch"]}, {**GONE, "relation": ">"}),
    domain=where(GONE),
    uses="app-B",
    reported="the gap can be made to effectively disappear",
    reading=f"of the loss alone; two frameworks, not one network trained in both; {LANGUAGE}",
)
THERE = overhead("loss alone", ["PyTorch"], ">", "0")
SECTION.reported(
    "app-B-gap-pytorch",
    PLACE,
    "table: in PyTorch BiSAM's loss alone costs more",
    "In PyTorch BiSAM's loss alone costs more than SAM's.",
    THERE,
    decided(THERE, {**THERE, "rows": ["TensorFlow"]}, {**THERE, "value": "7/10"}),
    domain=where(THERE),
    uses="app-B",
    reading=LANGUAGE,
)
