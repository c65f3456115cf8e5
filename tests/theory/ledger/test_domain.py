"""Domains: what a text means, and what follows from what."""

from __future__ import annotations

import pytest
import sympy as sp

from theory.ledger.domain import ANY, Domain, of_symbols
from theory.ledger.formulas import symbols

MODEL = "1/2 < p < 1, eta > 0, d >= 1"


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("", MODEL),
        (MODEL, MODEL),
        ("p > 0, eta > 0, d > 0", MODEL),
        ("p > 0.25, p <= 1", MODEL),
        ("eta > 0", "0 < eps < eta"),
        ("eta > eps", "0 < eps < eta"),
        ("0 <= eps < eta", "0 < eps < eta"),
        ("eps >= eta", "eps > eta"),
        ("d > 0", "d = 1"),
        ("d in {1, 2, 3}", "d in {1, 3}"),
        ("x <= 1000", "x in [0, 1)"),
        ("rho > 0", "rho -> 0"),
        ("0 < rho < 1/100", "rho -> 0"),
        ("rho < 1, rho > 1/2", "rho -> 1 from below"),
        ("rho > 10", "rho -> oo"),
        ("w real", "w = 3"),
        ("any loss", "any loss, rho > 0"),
        ("rho > 0", "every rho > 0"),
        ("rho -> 0", "rho -> 0 (d may be any real number)"),
        ("mu > log 2", "mu > log 2, K >= 2"),
        ("a < c", "a <= b, b < c"),
    ],
)
def test_includes(wide, narrow):
    assert Domain.of(wide).includes(Domain.of(narrow))


@pytest.mark.parametrize(
    ("narrow", "wide", "missing"),
    [
        (MODEL, "", ["0 < eta", "1 <= d", "1/2 < p", "p < 1"]),
        ("1/2 < p < 1", "0 < p < 1", ["1/2 < p"]),
        ("p > 1/2", "p >= 1/2", ["1/2 < p"]),
        ("eps < eta", "eps <= eta", ["eps < eta"]),
        ("eps < eta", "eps > 0, eta > 0", ["eps < eta"]),
        ("d = 1", "d >= 1", ["d in {1}"]),
        ("d in {1, 3}", "d in {1, 2}", ["d in {1, 3}"]),
        ("rho -> 0", "rho > 0", ["rho -> 0 from above"]),
        ("rho < 1/100", "rho > 0", ["rho < 1/100"]),
        ("rho > 0", "rho -> oo from below", []),
        ("rho < 100", "rho -> oo", ["rho < 100"]),
        ("rho > 1", "rho -> 1 from below", ["1 < rho"]),
        ("rho < 0", "rho -> 0", ["rho < 0"]),
        ("equal rest weights", "d >= 1", ["equal rest weights"]),
        ("a < c", "a <= b, b <= c", ["a < c"]),
    ],
)
def test_what_is_not_seen_to_follow(narrow, wide, missing):
    assert Domain.of(narrow).beyond(Domain.of(wide)) == missing


def test_words_that_mention_a_relation_are_conditions():
    found = Domain.of("w, x not zero; a loss that falls where y w.x > 0; rho > 0")
    assert found.conditions == {"w", "x not zero", "a loss that falls where y w.x > 0"}
    assert found.includes(Domain.of("w, x not zero; a loss that falls where y w.x > 0; rho > 1"))


def test_a_derivation_covers_what_its_symbols_assume():
    table = symbols()
    used = sp.log(table["Lambda"]) + table["eta"] * table["w"] + sp.Symbol("m", positive=True)
    covered = of_symbols(used.free_symbols, {"m": "eps < eta"})
    assert covered.includes(Domain.of(MODEL + ", 0 < eps < eta, w real"))
    assert covered.beyond(Domain.of("0 < p < 1, eta > 0, 0 < eps < eta")) == ["1/2 < p"]
    assert covered.beyond(Domain.of(MODEL + ", eps > 0")) == ["eps < eta"]


def test_nothing_assumed_includes_everything():
    assert ANY.includes(Domain.of(MODEL))
    assert not ANY
    assert str(Domain.of(MODEL)) == MODEL
