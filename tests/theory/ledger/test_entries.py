"""Entries: what they refuse, what they make, and that every name of a check resolves and every check is named."""

from __future__ import annotations

import importlib
import inspect
import pickle
import sys

import pytest

from theory import papers
from theory.ledger.claims import Kind, LedgerError, Method, Result, Verdict
from theory.ledger.entries import Named, Section, joined, numerical, resolve, sampled, symbolic
from theory.sources import PROJECT

TESTS = [(claim_id, one) for claim_id, tests in papers.tests().items() for one in tests]


def check_three(formula: int, offset: int = 0) -> Result:
    return Result(Verdict.HOLDS if formula + offset == 3 else Verdict.FAILS)


def test_an_entry_is_a_claim_and_its_checks(monkeypatch):
    monkeypatch.setitem(sys.modules, "theory.made_up", sys.modules[__name__])
    one = Section(
        "paper", "https://example.org", "theory.made_up", domain="x > 0", reading="as read", locator="beyond "
    )
    one.lemma(
        "a",
        "Lemma 1",
        "says",
        "$x$",
        2,
        symbolic("check_three", "all x", 3, offset=1),
        domain=", y > 0",
        uses="b other/c",
    )
    (claim,) = one.claims
    assert (claim.id, claim.kind, claim.domain, claim.reading) == ("paper/a", Kind.LEMMA, "x > 0, y > 0", "as read")
    assert claim.uses == ("paper/b", "other/c")
    assert claim.source.locator == "beyond Lemma 1"
    (check,) = one.checks_of("theory")
    assert one.checks_of("simulate") == []
    assert (check.method, check.scope, check.run(2).complete) == (Method.SYMBOLIC, "all x", False)
    assert check.run(claim.formula).verdict is Verdict.HOLDS
    assert check.run(one.tests["paper/a"][0].damaged[0]).verdict is Verdict.FAILS
    claims, tests = joined([one])
    assert claims == (claim,)
    assert list(tests) == ["paper/a"]


def test_a_test_on_recorded_results_has_a_scope_of_its_own():
    one = Section("paper", "https://example.org", "simulate.made_up")
    one.lemma("a", "Lemma 1", "says", "$x$", 2, sampled("check_x", "few", 3, full="many", reads="runs ends"))
    one.lemma("b", "Lemma 2", "says", "$x$", 2, sampled("check_y", "few", 3))
    (small, other), (full,) = one.checks_of("simulate"), one.checks_of("simulate", full=True)
    assert (small.scope, small.reads, other.claim_id) == ("few", (), "paper/b")
    assert (full.claim_id, full.scope) == ("paper/a", "many")
    assert full.reads == tuple(PROJECT / "simulate" / "results" / f"{name}.jsonl" for name in ("runs", "ends"))


def test_what_an_entry_refuses():
    one = Section("paper", "https://example.org")
    with pytest.raises(LedgerError, match="section without checks"):
        one.lemma("a", "Lemma 1", "says", "$x$", 2, symbolic("check_three", "all x"))
    with pytest.raises(LedgerError, match="'paper/a' has more than one test of a method"):
        one.lemma("a", "Lemma 1", "says", "$x$", 2, numerical("theory.a:f", "here"), numerical("theory.b:g", "there"))


@pytest.mark.parametrize("name", ["theory.ledger.entries", "theory.ledger.entries:missing", "theory.missing:f", ""])
def test_a_function_that_is_not_there(name):
    with pytest.raises(LedgerError, match="expected 'module:function'"):
        resolve(name)


@pytest.mark.parametrize(("claim_id", "test"), TESTS, ids=[f"{i}-{t.method.value}" for i, t in TESTS])
def test_every_name_resolves_and_takes_its_options(claim_id, test):
    parameters = inspect.signature(resolve(test.function)).parameters
    assert set(test.options) <= set(parameters)


def test_every_check_function_is_named_by_an_entry():
    named = {test.function for _, test in TESTS}
    modules = {function.partition(":")[0] for function in named}
    there = {
        f"{module}:{name}"
        for module in modules
        for name, value in vars(importlib.import_module(module)).items()
        if name.startswith("check_") and inspect.isfunction(value) and value.__module__ == module
    }
    assert there <= named


def test_a_named_function_goes_to_another_process():
    one = Named("theory.ledger.entries:resolve")
    assert pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("formula", [{}, (), [], ""])
def test_an_empty_formula_is_refused(formula):
    """Of nothing every statement holds: a check that goes through a formula's entries could not fail."""
    section = Section("paper", "https://example.org", "theory.nowhere")
    section.lemma("a", "Lemma 1", "says", "$x$", 2, numerical("check", "all"))
    (check,) = section.checks_of("theory")
    with pytest.raises(LedgerError, match="formula of 'paper/a': expected at least one entry"):
        check.run(formula)
