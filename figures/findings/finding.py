"""The findings in two sentences each: templates that are filled from the ledger, so that no sentence outlives its evidence.

A sentence is chosen by the status of its claim: one for what holds, one for what fails, one for what is open. In it
``{claim|METHOD|field.key}`` stands for a value of the evidence, for example
``{wei2023/thm-4.4|SYMBOLIC|counterexample.w_SAM}``; with ``|decimal`` at its end a number is given to four digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.ledger import show
from theory.ledger.claims import PROOF_METHODS, Evidence, Ledger, Method, Status, Verdict

TRUE = frozenset({Status.PROVED, Status.PROVED_IN_PART, Status.SUPPORTED, Status.AGREES})
FALSE = frozenset({Status.REFUTED, Status.CONTRADICTED, Status.DISAGREES})
_FIELD = re.compile(r"\{([^{}|]+)\|([A-Z_]+)\|([^{}|]+)(\|decimal)?\}")
MISSING = "(not computed)"


@dataclass(frozen=True)
class Sentence:
    """What to say of one claim when it holds and when it fails; a status between gives a sentence of its own."""

    claim: str
    holds: str
    fails: str

    def text(self, ledger: Ledger) -> str:
        """Return the sentence that the claim's status asks for, its values filled in."""
        status = ledger.status(self.claim)
        if status in TRUE:
            return _filled(self.holds, ledger)
        if status in FALSE:
            return _filled(self.fails, ledger)
        summary = ledger.claim(self.claim).summary
        return f"{summary[0].upper()}{summary[1:]}: whether this holds is {status.value.lower()}."


@dataclass(frozen=True)
class Finding:
    """One finding: what was asked, what is printed, what is true.

    Attributes:
        title: a few words.
        printed: says whether the paper's claim holds.
        instead: says what is true, from the claims that correct or sharpen it.
    """

    title: str
    printed: Sentence
    instead: Sentence

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids that the two sentences speak of, each once."""
        return tuple(dict.fromkeys((self.printed.claim, self.instead.claim)))


def _filled(template: str, ledger: Ledger) -> str:
    """Return the template with its fields replaced by values of the evidence."""

    def value(match: re.Match[str]) -> str:
        claim_id, method, path, decimal = match.groups()
        for item in ledger.evidence[ledger.claim(claim_id).id]:
            if item.method.value == method:
                found = _walk(item, path)
                return f"{float(Fraction(found)):.4g}" if decimal and found != MISSING else found
        return MISSING

    return _FIELD.sub(value, template)


def _walk(item: Evidence, path: str) -> str:
    first, _, rest = path.partition(".")
    found: Any = getattr(item, first)
    while rest:
        if isinstance(found, list):
            key, _, rest = rest.partition(".")
            found = found[int(key)]
            continue
        # Keys of evidence may hold points themselves: the longest that fits is meant.
        fitting = [key for key in found if rest == key or rest.startswith(f"{key}.")] if isinstance(found, dict) else []
        if not fitting:
            return MISSING
        key = max(fitting, key=len)
        found, rest = found[key], rest[len(key) + 1 :]
    return _shortened(found)


def _shortened(value: Any) -> str:
    """Return a value for a sentence; long decimals are cut after ten significant digits, and say so."""
    text = str(value)
    if re.fullmatch(r"-?\d+\.0+", text):
        return text[: text.index(".")]
    if re.fullmatch(r"-?\d+\.\d{13,}", text):
        digits = text[: text.index(".") + 11]
        return f"{digits}..."
    return text


def strength(ledger: Ledger, claim_id: str) -> str:
    """Return the status with the strongest evidence, for example ``PROVED (SYMBOLIC, the whole domain)``."""
    status = ledger.status(claim_id)
    item = ledger.strongest(claim_id)
    if item is None or item.verdict is Verdict.INCONCLUSIVE:
        return status.value
    if item.verdict is Verdict.FAILS and item.method in PROOF_METHODS:
        return f"{status.value} ({item.method.value})"
    if item.method is Method.NETWORK:
        return f"{status.value} ({item.method.value}: {item.scope})"
    return f"{status.value} ({item.method.value}, {'the whole domain' if item.complete else 'a part of the domain'})"


def page(ledger: Ledger, findings: tuple[Finding, ...]) -> str:
    """Return the findings page as Markdown."""
    lines = [
        "# Findings",
        "",
        "Written by `python -m figures findings` from the evidence; no sentence here was typed by hand as a verdict.",
        "SYMBOLIC and RIGOROUS evidence are proofs; NUMERICAL, MONTE_CARLO and NETWORK evidence are not.",
    ]
    for finding in findings:
        lines += ["", f"## {finding.title}", ""]
        lines += [f"{finding.printed.text(ledger)} {finding.instead.text(ledger)}", ""]
        lines += [f"- `{claim_id}`: {strength(ledger, claim_id)}" for claim_id in finding.claims]
        again = "; ".join(f"`{command}`" for command in show.commands(ledger, finding.claims))
        lines += [f"- recompute: {again}; read it: `python -m theory show {finding.claims[0]}`"]
    return "\n".join(lines) + "\n"


def table(ledger: Ledger, findings: tuple[Finding, ...]) -> str:
    """Return the findings as a Markdown table for the README."""
    lines = ["| finding | as printed | what is true |", "|---|---|---|"]
    for finding in findings:
        status, text = ledger.status(finding.printed.claim), finding.instead.text(ledger)
        if status is not Status.REFUTED:  # what is true is then not said by the title alone
            text = f"{finding.printed.text(ledger)} {text}"
        lines.append(f"| {finding.title} | **{status.value}** | {text} |")
    return "\n".join(lines)
