"""The numbers in the words of a claim, and the data that these words may speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from simulate.model import chernoff
from tests.support.numbers_in_words import Number, counts, literals, numbers, values
from theory import papers, sources
from theory.ledger import evidence, show
from theory.ledger.claims import Claim, Evidence, Method
from theory.ledger.ledger import Ledger

WORDS = ("summary", "statement", "reading", "source_note")
"""The texts of a claim. Of its domain only counts in words are read: its digits are the value that checks receive and evidence
must lie in, or the setting that the paper names."""


def counterexample_of_a_cubic() -> list[object]:
    """Return the divisor of the cubic term, the radius and the exponents of a loss with MinS > 0 at its minimum 0."""
    cubic, radius = Fraction(1, 20), Fraction(6, 5)
    values_ = [w**2 * (w - 1) ** 2 - cubic * w**3 for w in (radius * k / 60 for k in range(-60, 61))]
    assert min(values_) < 0
    return [1 / cubic, radius, [2, 3]]


RECOMPUTED: dict[str, Callable[[], object]] = {
    "beyond/rate-st-cube-root": chernoff.standard_deviation,
    "deng2024/b-flatter-minimum-corrected": counterexample_of_a_cubic,
}
"""Computes what a claim's words say besides its formula: a constant that stands there by name, a counterexample."""


@cache
def homes() -> dict[str, Path]:
    """Return the module that writes each claim."""
    return {
        claim.id: Path(str(part.__file__))
        for part in papers.parts()
        for claim in (part.SECTION.claims if hasattr(part, "SECTION") else part.CLAIMS)
    }


def typed(claim: Claim) -> frozenset[float | str]:
    """Return the numbers that somebody typed in the room of a claim, and in the files that its rooms share."""
    root = sources.PROJECT / "theory" / "papers"
    home = homes()[claim.id].parent
    return literals(root, root / claim.id.partition("/")[0], home)


@cache
def kept() -> dict[str, list[Evidence]]:
    """Return the committed evidence by claim."""
    found: dict[str, list[Evidence]] = {}
    for root in evidence.COMMITTED:
        for path in sorted(root.rglob("*.json")):
            item = evidence.read(path)
            found.setdefault(item.claim_id, []).append(item)
    return found


def shown(item: Evidence) -> list[object]:
    """Return what a piece of evidence says."""
    return [item.scope, item.covered, item.observed, item.expected, item.uncertainty, item.counterexample, item.note]


def data(claim: Claim) -> Iterator[object]:
    """Yield what a claim's words may speak of, the cheapest first: checks are run only where that leaves a number open."""
    constants = [RECOMPUTED[claim.id]()] if claim.id in RECOMPUTED else []
    computed = [one.value for one in counts(claim.domain) if one.key not in typed(claim)]
    yield [claim.formula, claim.reported, claim.domain, constants, *computed]
    yield [shown(item) for item in kept().get(claim.id, [])]
    claims = ledger().claims
    told = (*ledger().ancestors(claim.id), *ledger().corrections(claim.id), *show.mentioned(ledger(), claim))
    yield [[claims[name].formula, claims[name].reported, claims[name].domain] for name in told]
    for name in (*claim.parts, *([claim.corrects] if claim.corrects else [])):
        yield from data(claims[name])
    for check in sorted(papers.checks(), key=lambda check: check.method is Method.RIGOROUS):
        if check.claim_id == claim.id:
            yield shown(check.run(claim.formula))


@cache
def ledger() -> Ledger:
    """Return the claims without evidence."""
    return papers.ledger()


def written(claim: Claim) -> list[Number]:
    """Return the numbers in a claim's words."""
    return [*(one for field in WORDS for one in numbers(getattr(claim, field))), *counts(claim.domain)]


def untold(claim: Claim, open_: list[Number]) -> list[str]:
    """Return those of some numbers that nothing tells which a claim's words may speak of."""
    for found in data(claim):
        if not open_:
            break
        there = list(values(found))
        open_ = [one for one in open_ if not one.told_by(there)]
    return [one.written for one in open_]
