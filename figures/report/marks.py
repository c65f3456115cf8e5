"""How verdicts and evidence are told: words, signs and colours for a status, shapes for a class of evidence."""

from __future__ import annotations

from typing import NamedTuple

from figures.plots.claim_graph import MARKS
from theory.ledger.claims import Method, Origin, Status, Verdict


class EvidenceClass(NamedTuple):
    """What sort of support a method gives; each class has a label, a shape and a border of its own."""

    name: str
    label: str
    shape: str
    says: str


PROOF = EvidenceClass(
    "proof", "proof", "■", "exact or enclosed: no rounding, no sampling, every parameter of its scope"
)
AGREEMENT = EvidenceClass(
    "agreement", "numerical agreement", "◇", "points or samples: no proof, other points may differ"
)
MEASUREMENT = EvidenceClass(
    "measurement", "measurement", "●", "trained networks: true of these data, networks and seeds"
)
CLASSES = (PROOF, AGREEMENT, MEASUREMENT)

CLASS_OF = {
    Method.SYMBOLIC: PROOF,
    Method.RIGOROUS: PROOF,
    Method.NUMERICAL: AGREEMENT,
    Method.MONTE_CARLO: AGREEMENT,
    Method.NETWORK: MEASUREMENT,
}
METHOD_SAYS = {
    Method.SYMBOLIC: "an identity, a sign or a limit reduced to exactly true or false",
    Method.RIGOROUS: "ball arithmetic over a stated box of parameters",
    Method.NUMERICAL: "points, in floating point",
    Method.MONTE_CARLO: "sampling, with a stated error probability",
    Method.NETWORK: "trained networks, compared seed by seed",
}
STATUS_SAYS = {
    Status.PROVED: "a proof holds on the whole domain",
    Status.PROVED_IN_PART: "a proof holds on a stated part of the domain, or rests on something that is not proved",
    Status.REFUTED: "a proof shows that it fails, with a counterexample",
    Status.SUPPORTED: "no proof: points, samples or networks, and they hold",
    Status.CONTRADICTED: "no proof: points, samples or networks, and they fail",
    Status.DISPUTED: "evidence of equal strength disagrees, or a proof and a measured counterexample do",
    Status.INCONCLUSIVE: "evidence that decides nothing",
    Status.AGREES: "arithmetic on the paper's own table: the table says so",
    Status.DISAGREES: "arithmetic on the paper's own table: the table says otherwise",
    Status.UNCHECKED: "no evidence yet",
    Status.STATED: "a definition, an assumption or a cited result: nothing to check",
}
ORIGIN_SAYS = {
    Origin.READ: "the line stands in the text at hand",
    Origin.SECOND_HAND: "known from a note, an abstract, a summary page, code or others' formal statement",
    Origin.RESTORED: "the line was lost in the text at hand; how it was rebuilt stands beside it",
    Origin.READING: "one of several readings of a line; the claim names the others",
    Origin.OURS: "no paper says it",
}
VERDICT_WORD = {Verdict.HOLDS: "holds", Verdict.FAILS: "fails", Verdict.INCONCLUSIVE: "open"}
VERDICT_SIGN = {Verdict.HOLDS: "✓", Verdict.FAILS: "✗", Verdict.INCONCLUSIVE: "~"}


def css_name(status: Status) -> str:
    """Return the name of a status in classes: ``proved-in-part``."""
    return status.value.lower().replace(" ", "-")


def style_sheet() -> str:
    """Return the style sheet with the colours of the statuses, which the figures share."""
    lines = ["/* Written from the marks of the figures. */"]
    for status, mark in MARKS.items():
        ink = "#ffffff" if mark.ink == "white" else mark.ink
        face = "#ffffff" if mark.face == "white" else mark.face
        lines.append(f".status-{css_name(status)} {{ --face: {face}; --on-face: {ink}; }}")
    return "\n".join(lines) + "\n"
