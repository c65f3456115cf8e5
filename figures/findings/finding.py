"""A finding: sentences that are filled from the ledger and speak of named claims, so that none outlives its evidence.

A sentence is chosen by the weakest status of its claims: one for what holds, one for what fails; what is open is told by
the claims' summaries.  In it ``{claim|METHOD|field.key}`` stands for a value of the evidence, for example
``{wei2023/thm-4.4|SYMBOLIC|counterexample.w_SAM}``; with ``|decimal`` at its end a number is given to four digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.ledger import show
from theory.ledger.claims import Claim, Evidence, Origin, Status
from theory.ledger.ledger import Ledger, weakest

TRUE = frozenset({Status.PROVED, Status.PROVED_IN_PART, Status.SUPPORTED, Status.AGREES})
FALSE = frozenset({Status.REFUTED, Status.CONTRADICTED, Status.DISAGREES})
NOT_AT_HAND = frozenset({Origin.RESTORED, Origin.SECOND_HAND})
"""Origins of lines that a verdict is about as they are quoted: a sentence on one says where it was found."""

_FIELD = re.compile(r"\{([^{}|]+)\|([A-Z_]+)\|([^{}|]+)(\|decimal)?\}")
MISSING = "(not computed)"


@dataclass(frozen=True)
class Sentence:
    """What to say of claims when all hold and when one fails.

    Attributes:
        names: the ids of the claims that it speaks of, apart by blanks.
        holds, fails: templates.
    """

    names: str
    holds: str
    fails: str

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(self.names.split())

    @property
    def read(self) -> tuple[str, ...]:
        """The ids of the claims whose evidence its values come from."""
        return tuple(dict.fromkeys(match[1] for match in _FIELD.finditer(self.holds + self.fails)))

    def status(self, ledger: Ledger) -> Status:
        """Return the weakest status of its claims."""
        return weakest(map(ledger.status, self.claims))

    def origins(self, ledger: Ledger) -> tuple[Origin, ...]:
        """Return where the words of its claims come from, each once; empty where that is not told."""
        return _origins(map(ledger.claim, self.claims))

    def mark(self, ledger: Ledger) -> str:
        """Return status and origin, as they stand behind it: ``PROVED; OURS``."""
        return "; ".join([self.status(ledger).value, ", ".join(self.origins(ledger))]).removesuffix("; ")

    def text(self, ledger: Ledger) -> str:
        """Return the sentence that the status asks for, its values filled in; of a line not at hand, where it was found."""
        status = self.status(ledger)
        if status not in TRUE | FALSE:
            return " ".join(_open(ledger, name) for name in self.claims if ledger.status(name) not in TRUE)
        said = _filled(self.holds if status in TRUE else self.fails, ledger)
        return " ".join([said, *_found(map(ledger.claim, self.claims))])


@dataclass(frozen=True)
class Finding:
    """One finding: a few words for what was asked, and sentences, the first on that."""

    title: str
    sentences: tuple[Sentence, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids that the sentences speak of, each once."""
        return tuple(dict.fromkeys(name for sentence in self.sentences for name in sentence.claims))

    def status(self, ledger: Ledger) -> Status:
        """Return the weakest status of the claims that the sentences speak of."""
        return weakest(map(ledger.status, self.claims))

    def origins(self, ledger: Ledger) -> tuple[Origin, ...]:
        """Return where the words of those claims come from that give the finding its status, each once."""
        status = self.status(ledger)
        return _origins(ledger.claim(name) for name in self.claims if ledger.status(name) is status)

    def elsewhere(self, ledger: Ledger) -> str:
        """Return the statuses of the papers' claims that are shown this finding's measurements and not decided by them."""
        owners = [
            claim.id
            for claim in ledger.claims.values()
            if set(self.claims) & {*claim.elsewhere, *show.leaves(ledger, claim.elsewhere)}
        ]
        named = [f"`{name}`: {ledger.status(name).value}" for name in _joined(ledger, owners)]
        if not named:
            return ""
        return f"This is not about the networks that a paper measured, and decides nothing there: {', '.join(named)}."


def _joined(ledger: Ledger, names: list[str]) -> list[str]:
    """Return the ids of claims, in place of parts those that they join whole."""
    whole = {
        claim.id: claim.parts for claim in ledger.claims.values() if claim.parts and set(claim.parts) <= set(names)
    }
    parts = {part for joined in whole.values() for part in joined}
    return list(dict.fromkeys([*whole, *(name for name in names if name not in parts)]))


def _origins(claims: Iterable[Claim]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(claim.origin for claim in claims if claim.origin is not None))


def _open(ledger: Ledger, claim_id: str) -> str:
    summary = ledger.claim(claim_id).summary
    return f"{summary[0].upper()}{summary[1:]}: whether this holds is {ledger.status(claim_id).value.lower()}."


def _found(claims: Iterable[Claim]) -> list[str]:
    """Return where lines that are not at hand were found, each once."""
    lines = [
        f"The line is {claim.origin.value}: {claim.source_note}."
        for claim in claims
        if claim.origin in NOT_AT_HAND and claim.origin is not None
    ]
    return list(dict.fromkeys(lines))


def readings(ledger: Ledger, finding: Finding) -> list[str]:
    """Return the ids of other readings of the lines that a finding speaks of, beyond those that it tells."""
    claims = [ledger.claim(name) for name in finding.claims]
    found = [name for claim in claims if claim.origin is Origin.READING for name in show.mentioned(ledger, claim)]
    return [name for name in dict.fromkeys(found) if name not in finding.claims]


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
