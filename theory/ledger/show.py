"""The ledger as text: a table of all claims, or one claim whole."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from theory import sources
from theory.ledger.claims import Evidence, Ledger, Method, Status, Verdict

WORD = {Verdict.HOLDS: "holds", Verdict.FAILS: "FAILS", Verdict.INCONCLUSIVE: "open"}
SHORT = {
    Method.SYMBOLIC: "sym",
    Method.RIGOROUS: "rig",
    Method.NUMERICAL: "num",
    Method.MONTE_CARLO: "mc",
    Method.NETWORK: "net",
}


def width() -> int:
    """Return the number of columns to fill."""
    return max(80, min(shutil.get_terminal_size((120, 24)).columns, 160))


def verdicts(evidence: Sequence[Evidence]) -> str:
    """Return the verdicts by method, for example ``sym holds, num holds``."""
    order = list(Method)
    ranked = sorted(evidence, key=lambda item: order.index(item.method))
    return ", ".join(f"{SHORT[item.method]} {WORD[item.verdict]}" for item in ranked) or "-"


def table(ledger: Ledger, ids: Sequence[str]) -> str:
    """Return the table: claim, what it says, verdict by method, status; then how many claims have each status."""
    rows = [
        (claim_id, ledger.claims[claim_id].summary, verdicts(ledger.evidence[claim_id]), ledger.status(claim_id))
        for claim_id in ids
    ]
    first = max([len("claim"), *(len(row[0]) for row in rows)])
    third = max([len("verdicts"), *(len(row[2]) for row in rows)])
    last = max([len("status"), *(len(row[3]) for row in rows)])
    middle = max(24, width() - first - third - last - 6)
    lines = [f"{'claim':{first}}  {'what it says':{middle}}  {'verdicts':{third}}  status"]
    lines.append("  ".join("-" * size for size in (first, middle, third, last)))
    for claim_id, summary, found, status in rows:
        wrapped = textwrap.wrap(summary, middle) or [""]
        lines.append(f"{claim_id:{first}}  {wrapped[0]:{middle}}  {found:{third}}  {status}")
        lines += [" " * (first + 2) + more for more in wrapped[1:]]
    counts = Counter(row[3] for row in rows)
    lines += ["", ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])]
    lines.append("sym: SYMBOLIC and rig: RIGOROUS are proofs; num: NUMERICAL, mc: MONTE_CARLO, net: NETWORK are not.")
    return "\n".join(lines)


def one(ledger: Ledger, claim_id: str) -> str:
    """Return one claim whole: statement, evidence, counterexample, correction."""
    claim = ledger.claim(claim_id)
    lines = [f"{claim.id}  {claim.kind.value}  ->  {ledger.status(claim_id).value}", ""]
    add = _Block(lines)
    add("source", f"{claim.source.paper}, {claim.source.locator} {claim.source.url}".rstrip())
    add("statement", claim.statement)
    add("formula", as_text(claim.formula))
    add("domain", claim.domain)
    add("reported", as_text(claim.reported))
    add("reading", claim.reading)
    add("uses", ", ".join(f"{name} ({ledger.status(name).value})" for name in claim.uses))
    add("used by", ", ".join(ledger.dependents(claim_id)))
    add("corrects", claim.corrects or "")
    for note in ledger.notes(claim_id):
        add("note", note)
    for item in ledger.evidence[claim_id]:
        lines += ["", f"{item.method.value}: {item.verdict.value}"]
        add("scope", item.scope + ("" if item.complete else " (a part of the claim's domain)"))
        for name in ("observed", "expected", "uncertainty", "counterexample", "seed"):
            add(name, as_text(getattr(item, name)))
        add("note", item.note)
        if item.run:
            add("run", ", ".join(f"{key} {_run_text(key, value)}" for key, value in item.run.items()))
    for name in ledger.corrections(claim_id):
        lines += ["", f"What is true instead: {name}  {ledger.status(name).value}"]
        add("statement", ledger.claims[name].statement)
    lines += ["", f"recompute with: {'; '.join(commands(ledger, [claim_id], every=True))}"]
    return "\n".join(lines)


_PACKAGES = {Method.MONTE_CARLO: "simulate", Method.NETWORK: "gpu_experiments"}


def command(method: Method | None) -> str:
    """Return the command that makes evidence by a method, without the claims."""
    return f"python -m {_PACKAGES.get(method, 'theory') if method else 'theory'} check"


def commands(ledger: Ledger, claims: Iterable[str], *, every: bool = False) -> list[str]:
    """Return the commands that recompute the strongest evidence for the claims, or all of it, one for each package."""
    found: dict[str, list[str]] = {}
    for claim_id in claims:
        strongest = ledger.strongest(claim_id)
        items = ledger.evidence[claim_id] if every else [strongest] if strongest is not None else []
        for start in dict.fromkeys(command(item.method) for item in items) or (command(None),):
            found.setdefault(start, []).append(claim_id)
    return [f"{start} {' '.join(ids)}" for start, ids in found.items()]


class _Block:
    """Appends ``name: text`` paragraphs, wrapped under the text."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def __call__(self, name: str, text: str) -> None:
        if text:
            indent = " " * 17
            self.lines += textwrap.wrap(
                text, width(), initial_indent=f"  {name:15}", subsequent_indent=indent, break_long_words=False
            )


def _run_text(key: str, value: Any) -> str:
    return sources.in_words(value) if key == "code" else as_text(value)


def as_text(value: Any) -> str:
    """Return plain data as one line."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{key} = {as_text(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(as_text(item) for item in value)
    return str(value)
