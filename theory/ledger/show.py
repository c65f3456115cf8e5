"""The ledger as text: a table of all claims, or one claim whole."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from theory import sources
from theory.ledger import tabular
from theory.ledger.claims import Claim, Evidence, Method, Status, Verdict
from theory.ledger.entries import package_of
from theory.ledger.ledger import Ledger
from theory.ledger.tabular import as_text

INDENT = 17
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
    """Return the table: claim, what it says, where from, verdict by method, status; then how many have each status."""
    rows = [
        (
            claim_id,
            ledger.claims[claim_id].summary,
            _origin(ledger.claims[claim_id]),
            verdicts(ledger.evidence[claim_id]),
            ledger.status(claim_id),
        )
        for claim_id in ids
    ]
    names = ("claim", "what it says", "origin", "verdicts", "status")
    sizes = [max(len(name), *(len(row[i]) for row in rows)) for i, name in enumerate(names)]
    sizes[1] = max(24, width() - sum(sizes[:1] + sizes[2:]) - 2 * (len(sizes) - 1))
    lines = [_line(names, sizes), "  ".join("-" * size for size in sizes)]
    for claim_id, summary, *others in rows:
        wrapped = textwrap.wrap(summary, sizes[1]) or [""]
        lines.append(_line((claim_id, wrapped[0], *others), sizes))
        lines += [" " * (sizes[0] + 2) + more for more in wrapped[1:]]
    counts = Counter(row[-1] for row in rows)
    lines += ["", ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])]
    lines.append("sym: SYMBOLIC and rig: RIGOROUS are proofs; num: NUMERICAL, mc: MONTE_CARLO, net: NETWORK are not.")
    return "\n".join(lines)


def _line(cells: Sequence[str], sizes: Sequence[int]) -> str:
    return "  ".join(f"{cell:{size}}" for cell, size in zip(cells, sizes, strict=True)).rstrip()


def _origin(claim: Claim) -> str:
    return claim.origin.value if claim.origin else "-"


def one(
    ledger: Ledger, claim_id: str, *, full: bool = False, is_old: Callable[[Evidence], bool] = lambda item: False
) -> str:
    """Return one claim whole: statement, where it comes from, parts, evidence, counterexample, correction.

    Args:
        ledger: holds the claim and its evidence.
        claim_id: which.
        full: give every row of a table, every box of a proof and every digit.
        is_old: tells of evidence whether it is older than the code of its check.
    """
    claim = ledger.claim(claim_id)
    lines = [f"{claim.id}  {claim.kind.value}  ->  {ledger.status(claim_id).value}", ""]
    add = _Block(lines)
    add("source", f"{claim.source.paper}, {claim.source.locator} {claim.source.url}".rstrip())
    add("origin", "; ".join(filter(None, [_origin(claim) if claim.origin else "", claim.source_note])))
    add("statement", claim.statement)
    add("formula", as_text(claim.formula))
    add("domain", claim.domain)
    add("reported", as_text(claim.reported))
    add("reading", claim.reading)
    add.claims("named there", ledger, mentioned(ledger, claim))
    add("uses", ", ".join(f"{name} ({ledger.status(name).value})" for name in claim.uses))
    add("used by", ", ".join(ledger.dependents(claim_id)))
    add("corrects", claim.corrects or "")
    for note in ledger.notes(claim_id):
        add("note", note)
    add.claims("parts", ledger, claim.parts)
    add.claims("elsewhere", ledger, claim.elsewhere)
    if claim.elsewhere:
        add("", "elsewhere: measured outside this claim's domain; it decides nothing here")
    for item in ledger.evidence[claim_id]:
        lines += ["", *_evidence(ledger, item, full, is_old(item))]
    for name in ledger.corrections(claim_id):
        lines += ["", f"What is true instead: {name}  {ledger.status(name).value}"]
        add("statement", ledger.claims[name].statement)
    lines += ["", f"recompute with: {'; '.join(commands(ledger, [claim_id], every=True))}"]
    return "\n".join(lines)


def _evidence(ledger: Ledger, item: Evidence, full: bool, old: bool) -> list[str]:
    """Return one piece of evidence as lines."""
    outside = "" if item in ledger.deciding(item.claim_id) else " (outside the claim's domain: decides nothing)"
    lines = [f"{item.method.value}: {item.verdict.value}{outside}{' (older than its code)' if old else ''}"]
    add = _Block(lines)
    add("scope", item.scope + ("" if item.complete else " (a part of the claim's domain)"))
    add("covered", item.covered or "")
    add.claims("premises", ledger, item.premises)
    for name in ("observed", "expected", "uncertainty", "counterexample", "seed"):
        value = getattr(item, name)
        if value is not None and value == ledger.claim(item.claim_id).formula:
            value = "the formula"
        add.table(name, value, full)
    add("note", item.note)
    if item.run:
        add("run", ", ".join(f"{key} {_run_text(key, value)}" for key, value in item.run.items()))
    return lines


def mentioned(ledger: Ledger, claim: Claim) -> list[str]:
    """Return the ids of other claims that a claim's reading and source note name, with or without its paper."""
    paper = claim.id.partition("/")[0]
    words = [word.strip(",;:.()") for word in f"{claim.source_note} {claim.reading}".split()]
    named = [name for word in words for name in (word, f"{paper}/{word}") if name in ledger.claims]
    return [name for name in dict.fromkeys(named) if name != claim.id]


def command(method: Method | None) -> str:
    """Return the command that makes evidence by a method, without the claims."""
    return f"python -m {package_of(method) if method else 'theory'} check"


def commands(ledger: Ledger, claims: Iterable[str], *, every: bool = False) -> list[str]:
    """Return the commands that recompute the strongest evidence for the claims, or all of it, one for each package.

    A claim of a user's own paper needs a command that is told of it.  A claim with parts is recomputed by its parts.
    """
    found: dict[str, list[str]] = {}
    for claim_id in leaves(ledger, claims):
        strongest = ledger.strongest(claim_id)
        items = ledger.evidence[claim_id] if every else [strongest] if strongest is not None else []
        for start in dict.fromkeys(command(item.method) for item in items) or (command(None),):
            told = " ".join(filter(None, [start, ledger.options.get(claim_id)]))
            found.setdefault(told, []).append(claim_id)
    return [f"{start} {' '.join(ids)}" for start, ids in found.items()]


def leaves(ledger: Ledger, claims: Iterable[str]) -> list[str]:
    """Return the claims, with those that have parts replaced by them, each once."""
    found: dict[str, None] = {}
    for claim_id in claims:
        parts = ledger.claim(claim_id).parts
        found.update(dict.fromkeys(leaves(ledger, parts) if parts else [claim_id]))
    return list(found)


class _Block:
    """Appends ``name: text`` paragraphs, wrapped under the text."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def __call__(self, name: str, text: str) -> None:
        if text:
            self.lines += textwrap.wrap(
                text,
                width(),
                initial_indent=f"  {name:15}",
                subsequent_indent=" " * INDENT,
                break_long_words=False,
                break_on_hyphens=False,
            )

    def table(self, name: str, value: Any, full: bool) -> None:
        """Append plain data; what takes more than a line stands below each other, not wrapped."""
        found = tabular.lines(value, width=width() - INDENT, full=full)
        if len(found) == 1:
            self(name, found[0])
        else:
            wrapped = [part for line in found for part in _hanging(line, width() - INDENT)]
            self.lines += [f"{f'  {name}' if i == 0 else '':{INDENT}}{line}" for i, line in enumerate(wrapped)]

    def claims(self, name: str, ledger: Ledger, ids: Sequence[str]) -> None:
        """Append claims with their statuses, one a line."""
        size = max(map(len, ids), default=0)
        for i, claim_id in enumerate(ids):
            status = ledger.status(claim_id).value
            self(name if i == 0 else "", f"{claim_id:{size}}  {status}")


def _hanging(line: str, size: int) -> list[str]:
    """Return a line of a table in lines that are not too long."""
    if len(line) <= size:
        return [line]
    start = len(line) - len(line.lstrip()) + 4
    return textwrap.wrap(
        line,
        size,
        subsequent_indent=" " * start,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )


def _run_text(key: str, value: Any) -> str:
    return sources.in_words(value) if key == "code" else as_text(value)
