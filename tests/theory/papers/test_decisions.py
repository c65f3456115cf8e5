"""How checks on the binary model decide: comparing, joining several results, and what is covered."""

from __future__ import annotations

import pytest
import sympy as sp

from theory.ledger.claims import Result, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions

HOLDS, OPEN, FAILS = (Result(verdict) for verdict in (Verdict.HOLDS, Verdict.INCONCLUSIVE, Verdict.FAILS))


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ((HOLDS, HOLDS), Verdict.HOLDS),
        ((OPEN, HOLDS), Verdict.INCONCLUSIVE),
        ((HOLDS, OPEN), Verdict.INCONCLUSIVE),
        ((OPEN, FAILS, HOLDS), Verdict.FAILS),
    ],
)
def test_the_worst_of_several_decides(results, verdict):
    assert decisions.worst(*results).verdict is verdict


def test_several_results_cover_what_each_covers():
    first, second = (
        Result(Verdict.HOLDS, covered=Domain.of(text)) for text in ("p > 0, d >= 1", "d >= 1, x in [0, 1]")
    )
    assert decisions.worst(first, second).covered == Domain.of("p > 0, d >= 1, x in [0, 1]")
    assert decisions.worst(first, HOLDS).covered is None


def test_a_logarithm_under_force_is_not_believed(monkeypatch):
    w = symbols()["w"]
    monkeypatch.setattr(
        decisions, "vanishes", lambda difference: sp.simplify(sp.expand_log(difference, force=True)) == 0
    )
    assert decisions.compare(sp.log(w**2) / 2, sp.log(w)).verdict is Verdict.INCONCLUSIVE
    monkeypatch.setattr(decisions, "vanishes", lambda difference: True)
    assert decisions.compare(sp.log(w**2) / 2, sp.log(w) + w).verdict is Verdict.FAILS


def test_a_difference_that_the_first_points_do_not_show():
    derived = parse("eta")
    touching = sp.Integer(1)
    for point in decisions.POINTS:
        touching *= derived - sp.Rational(point["eta"])
    result = decisions.compare(derived, derived + touching)
    assert result.verdict is Verdict.FAILS
    assert result.counterexample["derived"] != result.counterexample["stated"]


def test_what_is_covered_are_the_assumptions_of_the_symbols():
    s = symbols()
    assert decisions.covered(s["w"]) == Domain.of("")
    assert decisions.covered(s["p"] * s["d"]).text == "1/2 < p < 1, d > 0"
    kept = decisions.covered(sp.Symbol("m", positive=True), meaning={"m": "eps < eta"})
    assert kept.includes(Domain.of("0 < eps < eta"))
    assert not kept.includes(Domain.of("eps > 0, eta > 0"))
