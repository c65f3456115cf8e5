"""Every number in the words of a claim is in what its checks read, in its evidence, or computed where it is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.claim_numbers import WORDS, ledger, typed, untold, written
from tests.support.numbers_in_words import literals, numbers, values
from theory import papers


@pytest.mark.parametrize("paper", papers.PAPERS)
def test_every_number_in_the_words_of_claims_is_told_by_data(paper):
    found = {
        claim.id: untold(claim, [one for one in written(claim) if one.key in typed(claim)])
        for claim in papers.claims()
        if claim.id.startswith(f"{paper}/")
    }
    assert found
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize("paper", papers.PAPERS)
def test_an_invented_number_is_seen_in_every_paper(paper):
    claims = [claim for claim in papers.claims() if claim.id.startswith(f"{paper}/") and not claim.parts]
    invented = numbers(" It is 0.831729 in 61379 cases, fifty times, $7.3114 d^{613}$.")
    for claim in claims[:: len(claims) // 5]:
        assert untold(claim, invented) == ["fifty", "0.831729", "61379", "7.3114", "613"], claim.id
        for field in WORDS:
            changed = replace(claim, **{field: f"{getattr(claim, field)} It is 0.831729, in fifty cases."})
            assert {one.written for one in written(changed)} >= {"0.831729", "fifty"}, field
        changed = replace(claim, domain=f"{claim.domain}, fifty models")
        assert "fifty" in {one.written for one in written(changed)}


def test_the_false_number_that_stood_under_proved_is_seen():
    claim = ledger().claims["li2024/f-average-useful"]
    assert untold(claim, numbers(r"0.83 at $\lambda = 0.6$, 0.012 at $0.9$")) == ["0.83", "0.012"]
    assert "0.33 at" in claim.statement  # computed where it is written
    assert untold(claim, numbers("0.33")) == ["0.33"]


def test_a_new_number_in_a_room_counts_as_typed(tmp_path):
    (tmp_path / "claims.py").write_text('TEXT = rf"at most {1 / 8:.3f} where $x = 0.8317$, in {7} of 61379 cases"\n')
    assert {0.8317, 61379.0, 7.0} <= literals(tmp_path)
    assert 0.125 not in literals(tmp_path)


def test_a_count_in_words_counts_as_typed_where_it_is_no_docstring(tmp_path):
    (tmp_path / "claims.py").write_text(
        '"""Nine claims."""\nTEXT = f"{in_words(3)} of Four cells"\nNAME = "b-curvature-five"\n'
    )
    assert "four" in literals(tmp_path)
    assert literals(tmp_path) & {"nine", "three", "five"} == set()


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("three of four cells", ["three", "four"]),
        ("Twice as long, to one tenth", ["twice", "tenth"]),
        ("a two-sided test of one half, once; the third derivative", []),
        ("a problem of two players, wei2023/sec-5-two-percent, $\\text{five}$", []),
    ],
)
def test_counts_are_found_as_words(text, found):
    assert [one.written for one in numbers(text)] == found


def test_a_count_is_told_by_a_number_of_the_data_or_by_its_items():
    (count,) = numbers("three runs")
    assert not count.told_by(values({"formula": "w*rho**3/3 at 3 points", "row": "SAM 3", "runs": [1, 2]}))
    assert count.told_by(values({"runs": 3}))
    assert count.told_by(values({"runs": "3"}))
    assert count.told_by(values(["a", "b", "c"]))


def test_a_number_is_told_to_the_digits_that_are_written():
    (number,) = numbers("0.38")
    assert number.told_by([0.3817])
    assert number.told_by([-0.3755])
    assert not number.told_by([0.3745, 38.6, 0.39])
    (number,) = numbers("12%")
    assert number.told_by([0.12])
    assert not number.told_by([0.123, 12.4])
