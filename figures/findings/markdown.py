"""The findings as Markdown: a page with the evidence of each, and a table for the README."""

from __future__ import annotations

from figures.findings.finding import Finding, readings
from theory.ledger import show
from theory.ledger.claims import PROOF_METHODS, Method, Verdict
from theory.ledger.ledger import Ledger


def strength(ledger: Ledger, claim_id: str) -> str:
    """Return the status with the strongest evidence and the origin: ``PROVED (SYMBOLIC, the whole domain); OURS``."""
    claim, status = ledger.claim(claim_id), ledger.status(claim_id)
    words = [f"{status.value}{_evidence(ledger, claim_id)}", claim.origin.value if claim.origin else ""]
    return "; ".join(filter(None, words))


def _evidence(ledger: Ledger, claim_id: str) -> str:
    if parts := ledger.claim(claim_id).parts:
        return f" ({len(parts)} parts)"
    item = ledger.strongest(claim_id)
    if item is None or item.verdict is Verdict.INCONCLUSIVE:
        return ""
    if item.verdict is Verdict.FAILS and item.method in PROOF_METHODS:
        return f" ({item.method.value})"
    if item.method is Method.NETWORK:
        return f" ({item.method.value}: {item.scope})"
    return f" ({item.method.value}, {'the whole domain' if item.complete else 'a part of the domain'})"


def _claim_lines(ledger: Ledger, claim_id: str, indent: str = "") -> list[str]:
    """Return a claim with its notes as items of a list, and below it its parts."""
    notes = [note for note in ledger.notes(claim_id) if not note.startswith("corrected by")]
    lines = [f"{indent}- `{claim_id}`: {'; '.join([strength(ledger, claim_id), *notes])}"]
    for part in ledger.claim(claim_id).parts:
        lines += _claim_lines(ledger, part, f"{indent}  ")
    return lines


def told(ledger: Ledger, finding: Finding) -> str:
    """Return the sentences of a finding; where they differ in status or origin, each has them behind it."""
    marks = [sentence.mark(ledger) for sentence in finding.sentences]
    texts = [sentence.text(ledger) for sentence in finding.sentences]
    if len(set(marks)) > 1:
        texts = [f"{text} ({mark})" for text, mark in zip(texts, marks, strict=True)]
    return " ".join(filter(None, [*texts, finding.elsewhere(ledger)]))


def _section(ledger: Ledger, finding: Finding) -> list[str]:
    lines = ["", f"## {finding.title}", "", f"**{finding.status(ledger).value}**. {told(ledger, finding)}", ""]
    for claim_id in finding.claims:
        lines += _claim_lines(ledger, claim_id)
    for claim_id in readings(ledger, finding):
        lines.append(
            f"- named there, another reading or what it is read with: `{claim_id}`: {strength(ledger, claim_id)}"
        )
    again = "; ".join(f"`{command}`" for command in show.commands(ledger, finding.claims))
    read = " ".join(filter(None, ["python -m theory show", ledger.options.get(finding.claims[0]), finding.claims[0]]))
    return [*lines, f"- recompute: {again}; read it: `{read}`"]


def page(ledger: Ledger, findings: tuple[Finding, ...]) -> str:
    """Return the findings page."""
    lines = [
        "# Findings",
        "",
        "Written by `python -m figures findings` from the evidence; no sentence here was typed by hand as a verdict.",
        "SYMBOLIC and RIGOROUS evidence are proofs; NUMERICAL, MONTE_CARLO and NETWORK evidence are not.",
        "The word in front is the weakest status of the claims that the sentences speak of; where these differ, each sentence",
        "has its own behind it, with where its words come from: READ, SECOND HAND, RESTORED, READING or OURS.",
    ]
    for finding in findings:
        lines += _section(ledger, finding)
    return "\n".join(lines) + "\n"


def table(ledger: Ledger, findings: tuple[Finding, ...]) -> str:
    """Return the findings as a table."""
    lines = ["| finding | verdict | origin | what was found |", "|---|---|---|---|"]
    for finding in findings:
        cells = [finding.title, f"**{finding.status(ledger).value}**", ", ".join(finding.origins(ledger))]
        lines.append(f"| {' | '.join([*cells, told(ledger, finding)])} |")
    return "\n".join(lines)
