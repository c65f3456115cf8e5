"""Every number in the words of a claim is in what its checks read, in its evidence, or computed where it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from simulate.model import chernoff
from tests.numbers_in_words import Number, literals, numbers, values
from theory import papers, sources
from theory.ledger import evidence, show
from theory.ledger.claims import Claim, Evidence, Ledger, Method

WORDS = ("summary", "statement", "reading", "source_note")
"""The texts of a claim; its domain is not among them, being the value that checks receive and evidence must lie in."""


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
    constants = [RECOMPUTED[claim.id]()] if claim.id in RECOMPUTED else []
    yield [claim.formula, claim.reported, claim.domain, constants]
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
    return [one for field in WORDS for one in numbers(getattr(claim, field))]


def untold(claim: Claim, open_: list[Number]) -> list[str]:
    """Return those of some numbers that nothing tells which a claim's words may speak of."""
    for found in data(claim):
        if not open_:
            break
        there = list(values(found))
        open_ = [one for one in open_ if not one.told_by(there)]
    return [one.written for one in open_]


@pytest.mark.parametrize("paper", papers.PAPERS)
def test_every_number_in_the_words_of_claims_is_told_by_data(paper):
    found = {
        claim.id: untold(claim, [one for one in written(claim) if one.value in typed(claim)])
        for claim in papers.claims()
        if claim.id.startswith(f"{paper}/")
    }
    assert found
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("paper", papers.PAPERS)
def test_an_invented_number_is_seen_in_every_paper(paper):
    claims = [claim for claim in papers.claims() if claim.id.startswith(f"{paper}/") and not claim.parts]
    invented = numbers(" It is 0.831729 in 61379 cases, $7.3114 d^{613}$.")
    for claim in claims[:: len(claims) // 5]:
        assert untold(claim, invented) == ["0.831729", "61379", "7.3114", "613"], claim.id
        for field in WORDS:
            changed = replace(claim, **{field: f"{getattr(claim, field)} It is 0.831729."})
            assert {one.written for one in written(changed)} >= {"0.831729"}, field


def test_the_false_number_that_stood_under_proved_is_seen():
    claim = ledger().claims["li2024/f-average-useful"]
    assert untold(claim, numbers(r"0.83 at $\lambda = 0.6$, 0.012 at $0.9$")) == ["0.83", "0.012"]
    assert "0.33 at" in claim.statement  # computed where it is written
    assert untold(claim, numbers("0.33")) == ["0.33"]


def test_a_new_number_in_a_room_counts_as_typed(tmp_path):
    (tmp_path / "claims.py").write_text('TEXT = rf"at most {1 / 8:.3f} where $x = 0.8317$, in {7} of 61379 cases"\n')
    assert {0.8317, 61379.0, 7.0} <= literals(tmp_path)
    assert 0.125 not in literals(tmp_path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Theorem 4.1, eqs. 5 and 14, Section 3.1", []),
        ("wei2023/thm-4.4 on CIFAR-10 under PGD-10 in arXiv:2305.05392, Wei 2023", []),
        (r"$\|w\|_2 + w_{12} = O(\rho^4)$", []),
        (r"$\frac{2}{3} w^* \rho^2$, $\tfrac13$", ["2/3", "1/3"]),
        (r"12% of 10,000 at $8/255$ and $3 \cdot 10^{-7}$", ["12", "10000", "8/255", "3e-7"]),
        ("open: at least 5 seeds would settle it; 38 did not", ["38"]),
    ],
)
def test_numbers_are_told_from_names_and_places(text, found):
    assert [one.written.strip() for one in numbers(text)] == found


def test_a_number_is_told_to_the_digits_that_are_written():
    (number,) = numbers("0.38")
    assert number.told_by([0.3817])
    assert number.told_by([-0.3755])
    assert not number.told_by([0.3745, 38.6, 0.39])
    (number,) = numbers("12%")
    assert number.told_by([0.12])
    assert not number.told_by([0.123, 12.4])
