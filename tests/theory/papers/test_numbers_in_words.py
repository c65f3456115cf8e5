"""Every number in the words of a claim is in what its checks read, in its evidence, or computed where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from simulate.model import chernoff
from tests.numbers_in_words import Number, literals, numbers, values
from theory import papers, sources
from theory.ledger import evidence
from theory.ledger.claims import Claim, Evidence, Method
from theory.papers import beyond, li2024

WORDS = ("summary", "statement", "reading", "source_note")
"""The texts of a claim; its domain is not among them, being the value that checks receive and evidence must lie in."""

RECOMPUTED = {"beyond/rate-st-cube-root": chernoff.standard_deviation}
"""What the name of a constant in a claim's formula stands for."""


@cache
def homes() -> dict[str, Path]:
    """Return the module that writes each claim."""
    return {
        claim.id: Path(str(part.__file__))
        for part in papers.parts()
        for claim in (part.SECTION.claims if hasattr(part, "SECTION") else part.CLAIMS)
    }


def typed(claim: Claim) -> frozenset[float]:
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
    return [item.scope, item.covered, item.observed, item.expected, item.uncertainty, item.counterexample, item.note]


def data(claim: Claim) -> Iterator[object]:
    """Yield what a claim's words may speak of, the cheapest first: checks are run only where that leaves a number open."""
    yield [claim.formula, claim.reported, claim.domain, *RECOMPUTED.get(claim.id, lambda: [])() or []] if (
        claim.id not in RECOMPUTED
    ) else [claim.formula, claim.domain, RECOMPUTED[claim.id]()]
    yield [shown(item) for item in kept().get(claim.id, [])]
    for name in (*claim.parts, *([claim.corrects] if claim.corrects else [])):
        yield from data(ledger().claims[name])
    for check in sorted(papers.checks(), key=lambda check: check.method is Method.RIGOROUS):
        if check.claim_id == claim.id:
            yield shown(check.run(claim.formula))


@cache
def ledger():
    return papers.ledger()


def untold(claim: Claim) -> list[str]:
    """Return the numbers in a claim's words that nothing tells."""
    open_: list[Number] = [one for field in WORDS for one in numbers(getattr(claim, field)) if one.value in typed(claim)]
    for found in data(claim):
        if not open_:
            break
        there = list(values(found))
        open_ = [one for one in open_ if not one.told_by(there)]
    return [one.written for one in open_]


@pytest.mark.parametrize("paper", papers.PAPERS)
def test_every_number_in_the_words_of_claims_is_told_by_data(paper):
    found = {claim.id: untold(claim) for claim in papers.claims() if claim.id.startswith(f"{paper}/")}
    assert found
    assert {name: written for name, written in found.items() if written} == {}
