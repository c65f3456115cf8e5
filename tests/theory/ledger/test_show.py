"""One claim as text: origin, parts and what was measured elsewhere with their statuses, data as short tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from theory import papers
from theory.ledger import show, tabular
from theory.ledger.claims import Claim, Evidence, Kind, Method, Origin, Source, Verdict
from theory.ledger.ledger import Ledger

TILES = [{"box": f"x in [{i}, {i + 1}]", "boxes": i + 1, "depth": i} for i in range(12)]


def made(name: str, **more) -> Claim:
    return Claim(f"toy/{name}", Kind.LEMMA, Source("toy", "here"), "says", "$x$", domain="x > 0", **more)


def proof(name: str, verdict: Verdict = Verdict.HOLDS, **more) -> Evidence:
    return Evidence(f"toy/{name}", Method.SYMBOLIC, verdict, "all", True, **more)


def measured(name: str, **more) -> Evidence:
    return Evidence(f"toy/{name}", Method.NETWORK, Verdict.FAILS, "some", False, **more)


@pytest.fixture
def ledger():
    claims = (
        made("whole", parts=("toy/a", "toy/b"), elsewhere=("toy/other",), origin=Origin.RESTORED, source_note="lost"),
        made("a"),
        made("b", reading="another reading: toy/other; and toy/nothing"),
        made("open"),
        replace(made("other"), kind=Kind.EMPIRICAL, domain="x < 0"),
    )
    return Ledger(claims, [proof("a", premises=("toy/open",), covered="x > 0"), proof("b"), measured("other")])


def test_parts_and_elsewhere_stand_with_their_statuses(ledger):
    text = show.one(ledger, "toy/whole")
    assert "toy/whole  LEMMA  ->  PROVED IN PART" in text
    assert "  origin         RESTORED; lost" in text
    assert "  parts          toy/a  PROVED IN PART\n                 toy/b  PROVED\n" in text
    assert "  elsewhere      toy/other  CONTRADICTED" in text
    assert "it decides nothing here" in " ".join(text.split())
    assert text.endswith("recompute with: python -m theory check toy/a toy/b")


def test_premises_coverage_and_other_readings_are_shown(ledger):
    text = show.one(ledger, "toy/a")
    assert "  covered        x > 0" in text
    assert "  premises       toy/open  UNCHECKED" in text
    assert "  named there    toy/other  CONTRADICTED" in show.one(ledger, "toy/b")
    assert show.mentioned(ledger, ledger.claim("toy/b")) == ["toy/other"]


def test_evidence_from_outside_says_so(ledger):
    outside = ledger.with_evidence([measured("other", covered="x > 1")])
    assert "NETWORK: FAILS (outside the claim's domain: decides nothing)" in show.one(outside, "toy/other")


def test_every_claim_can_be_shown_both_ways():
    ledger = papers.read_ledger()
    for claim_id in ledger.claims:
        short, full = show.one(ledger, claim_id), show.one(ledger, claim_id, full=True)
        assert short.count("\n") <= full.count("\n"), claim_id
        assert short == full or "(--full)" in short or "..." in short or "boxes in" in short, claim_id
        assert ("\n  elsewhere   " in short) == bool(ledger.claims[claim_id].elsewhere), claim_id


def test_boxes_are_one_line_and_full_has_all():
    value = {"f > 0": {"verdict": "HOLDS", "tiles": TILES}, "g > 0": {"verdict": "HOLDS", "tiles": TILES[:1]}}
    assert tabular.lines(value, width=100) == [
        "       verdict  tiles",
        "f > 0  HOLDS    78 boxes in 12 tiles, at most 11 times halved",
        "g > 0  HOLDS    1 boxes in 1 tiles, none halved",
    ]
    assert tabular.lines(TILES, width=100) == ["78 boxes in 12 tiles, at most 11 times halved"]
    assert "x in [11, 12]" in "\n".join(tabular.lines(value, width=100, full=True))
    assert len(tabular.lines(TILES, width=100, full=True)) == 13


def test_long_tables_and_decimals_are_cut_and_say_so():
    rows = [["a", str(i)] for i in range(20)]
    short = tabular.lines(rows, width=80)
    assert len(short) == tabular.ROWS + 1
    assert short[-1] == "... 12 more (--full)"
    assert len(tabular.lines(rows, width=80, full=True)) == 20
    assert tabular.lines({"w": "3.14159265358979323"}, width=80) == ["w  3.1415926535..."]
    assert tabular.lines({"w": "3.14159265358979323"}, width=80, full=True) == ["w  3.14159265358979323"]
    assert tabular.lines({"w": 0.123456789012}, width=80) == ["w  0.123456789012"]


def test_rows_that_are_too_wide_have_their_key_on_a_line_of_its_own():
    value = {f"a long name of a comparison, number {i}": {"mean": i, "verdict": "HOLDS"} for i in range(2)}
    assert tabular.lines(value, width=40) == [
        "a long name of a comparison, number 0:",
        "  mean 0, verdict HOLDS",
        "a long name of a comparison, number 1:",
        "  mean 1, verdict HOLDS",
    ]
    assert tabular.lines(value, width=80)[0].split() == ["mean", "verdict"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ([], []),
        ("1/3", ["1/3"]),
        (["x", "y"], ["[x, y]"]),
        ({"a": {}, "b": [1, 2]}, ["a", "b  [1, 2]"]),
        ([{"a": 1}, {"b": 2}], ["   a  b", "1  1", "2     2"]),
    ],
)
def test_plain_data(value, expected):
    assert tabular.lines(value, width=80) == expected
