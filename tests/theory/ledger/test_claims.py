"""The ledger's rules: what it refuses, and how statuses follow from evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from theory.ledger.claims import (
    Check,
    Claim,
    Evidence,
    Kind,
    LedgerError,
    Method,
    Result,
    Source,
    Status,
    UnknownClaimError,
    Verdict,
    verdict_of,
)
from theory.ledger.domain import ANY, Domain
from theory.ledger.ledger import Ledger

SOURCE = Source("paper", "Theorem 1")
HOLDS, FAILS, OPEN = Verdict.HOLDS, Verdict.FAILS, Verdict.INCONCLUSIVE
SYM, RIG, NUM, MC, NET = (
    Method.SYMBOLIC,
    Method.RIGOROUS,
    Method.NUMERICAL,
    Method.MONTE_CARLO,
    Method.NETWORK,
)


def claim(name: str, kind: Kind = Kind.THEOREM, **others) -> Claim:
    return Claim(f"paper/{name}", kind, SOURCE, "says", "$x$", **others)


def evidence(method: Method, verdict: Verdict, complete: bool = True, name: str = "a") -> Evidence:
    return Evidence(f"paper/{name}", method, verdict, "scope", complete)


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([], Status.UNCHECKED),
        ([evidence(SYM, HOLDS)], Status.PROVED),
        ([evidence(RIG, HOLDS)], Status.PROVED),
        ([evidence(RIG, HOLDS, complete=False)], Status.PROVED_IN_PART),
        ([evidence(RIG, HOLDS, complete=False), evidence(SYM, HOLDS)], Status.PROVED),
        ([evidence(SYM, FAILS)], Status.REFUTED),
        ([evidence(RIG, FAILS, complete=False)], Status.REFUTED),
        ([evidence(SYM, FAILS), evidence(NUM, HOLDS)], Status.REFUTED),
        ([evidence(SYM, HOLDS), evidence(NUM, FAILS)], Status.PROVED),
        ([evidence(RIG, HOLDS, complete=False), evidence(NUM, FAILS)], Status.CONTRADICTED),
        ([evidence(SYM, HOLDS), evidence(RIG, FAILS)], Status.DISPUTED),
        ([evidence(SYM, HOLDS), replace(evidence(NUM, FAILS), counterexample={"x": 1})], Status.DISPUTED),
        ([evidence(SYM, HOLDS), replace(evidence(MC, FAILS), counterexample={"x": 1})], Status.DISPUTED),
        ([evidence(NUM, HOLDS)], Status.SUPPORTED),
        ([evidence(MC, HOLDS), evidence(NET, HOLDS)], Status.SUPPORTED),
        ([evidence(NET, FAILS)], Status.CONTRADICTED),
        ([evidence(NUM, HOLDS), evidence(MC, FAILS)], Status.DISPUTED),
        ([evidence(SYM, OPEN)], Status.INCONCLUSIVE),
        ([evidence(SYM, OPEN), evidence(NUM, HOLDS)], Status.SUPPORTED),
        ([evidence(RIG, OPEN, complete=False), evidence(SYM, HOLDS)], Status.PROVED),
    ],
)
def test_status_follows_from_evidence(found, status):
    assert Ledger([claim("a")], found).status("paper/a") is status


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([evidence(SYM, HOLDS)], Status.AGREES),
        ([evidence(SYM, FAILS)], Status.DISAGREES),
        ([evidence(SYM, OPEN)], Status.INCONCLUSIVE),
        ([evidence(SYM, HOLDS), evidence(NUM, FAILS)], Status.DISPUTED),
    ],
)
def test_statements_on_reported_numbers_have_words_of_their_own(found, status):
    assert Ledger([claim("a", Kind.REPORTED)], found).status("paper/a") is status


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ([evidence(SYM, HOLDS)], [evidence(SYM, HOLDS)], Status.PROVED),
        ([evidence(SYM, HOLDS)], [evidence(SYM, HOLDS, complete=False)], Status.PROVED_IN_PART),
        ([evidence(SYM, HOLDS)], [evidence(NUM, HOLDS)], Status.SUPPORTED),
        ([evidence(SYM, HOLDS)], [], Status.UNCHECKED),
        ([evidence(SYM, FAILS)], [], Status.REFUTED),
        ([evidence(NUM, FAILS)], [evidence(SYM, HOLDS)], Status.CONTRADICTED),
    ],
)
def test_a_claim_with_parts_is_as_weak_as_its_weakest(first, second, status):
    claims = [claim("whole", parts=("paper/a", "paper/b")), claim("a"), claim("b")]
    found = [*first, *(replace(one, claim_id="paper/b") for one in second)]
    assert Ledger(claims, found).status("paper/whole") is status


@pytest.mark.parametrize(
    ("premise", "found", "status"),
    [
        (claim("b", domain="x > 0"), [evidence(SYM, HOLDS, name="b")], Status.PROVED),
        (claim("b", domain="x > 1"), [evidence(SYM, HOLDS, name="b")], Status.PROVED_IN_PART),
        (claim("b"), [evidence(SYM, HOLDS, complete=False, name="b")], Status.PROVED_IN_PART),
        (claim("b"), [evidence(NUM, HOLDS, name="b")], Status.PROVED_IN_PART),
        (claim("b"), [], Status.PROVED_IN_PART),
        (claim("b", Kind.CITED), [], Status.PROVED_IN_PART),
        (claim("b", Kind.ASSUMPTION), [], Status.PROVED),
    ],
)
def test_a_proof_is_as_good_as_its_premises(premise, found, status):
    own = replace(evidence(SYM, HOLDS), premises=("paper/b",))
    ledger = Ledger([claim("a", domain="x > 0"), premise], [own, *found])
    assert ledger.status("paper/a") is status
    assert any("assumes paper/b" in note for note in ledger.notes("paper/a")) == (status is not Status.PROVED)


def test_premises_in_a_circle_are_refused():
    found = [replace(evidence(SYM, HOLDS, name=a), premises=(f"paper/{b}",)) for a, b in ("ab", "ba")]
    with pytest.raises(LedgerError, match="premises rest on each other in a circle"):
        Ledger([claim("a"), claim("b")], found).status("paper/a")


def test_what_was_measured_elsewhere_decides_nothing():
    inside = replace(evidence(NET, FAILS), covered="d = 10, rho > 0")
    outside = replace(inside, covered="d = 10")
    a = claim("a", domain="d >= 1, rho > 0")
    assert Ledger([a], [outside]).status("paper/a") is Status.UNCHECKED
    assert Ledger([a], [inside]).status("paper/a") is Status.CONTRADICTED


def test_completeness_is_computed_from_what_was_covered():
    def prove(formula: str, domain: Domain) -> Result:
        return Result(HOLDS, covered=Domain.of("x > 0"))

    check = Check("paper/a", SYM, "x > 0", prove, domain=Domain.of("x > 1"))
    assert check.run("f").complete
    assert not check.run("f", Domain.of("x >= 0")).complete


@pytest.mark.parametrize("kind", [Kind.DEFINITION, Kind.ASSUMPTION, Kind.CITED])
def test_statements_without_proof_are_stated(kind):
    assert Ledger([claim("a", kind)]).status("paper/a") is Status.STATED


def test_refuses_what_does_not_fit_together():
    with pytest.raises(LedgerError, match="given twice"):
        Ledger([claim("a"), claim("a")])
    with pytest.raises(LedgerError, match=r"'paper/a': uses names 'paper/b'"):
        Ledger([claim("a", uses=("paper/b",))])
    with pytest.raises(LedgerError, match=r"corrects names 'paper/b'"):
        Ledger([claim("a", corrects="paper/b")])
    with pytest.raises(LedgerError, match=r"in a circle: .*paper/a"):
        Ledger([claim("a", uses=("paper/b",)), claim("b", uses=("paper/a",))])
    with pytest.raises(LedgerError, match=r"evidence for 'paper/a'"):
        Ledger([], [evidence(SYM, HOLDS)])
    with pytest.raises(LedgerError, match=r"'paper/name', got 'nonsense'"):
        Claim("nonsense", Kind.THEOREM, SOURCE, "", "")


def test_unknown_id_names_the_nearest():
    ledger = Ledger([claim("thm-4.4"), claim("thm-4.5"), claim("eq-1")])
    with pytest.raises(UnknownClaimError, match=r"'paper/thm-44'; nearest: paper/thm-4\.4"):
        ledger.claim("paper/thm-44")
    with pytest.raises(UnknownClaimError, match=r"nearest: .*paper/thm-4\.5"):
        ledger.claim("thm-4.5")


def test_a_claim_is_told_that_its_proof_rests_on_a_refuted_one():
    claims = [
        claim("a"),
        claim("b", uses=("paper/a",)),
        claim("c", uses=("paper/b",)),
        claim("d", corrects="paper/a"),
    ]
    found = [evidence(SYM, FAILS), evidence(SYM, HOLDS, name="b"), evidence(NUM, HOLDS, name="c")]
    ledger = Ledger(claims, found)
    assert ledger.status("paper/b") is Status.PROVED
    assert ledger.notes("paper/b") == ["its printed proof rests on paper/a, refuted; the proof here does not"]
    assert "this claim rests on a refuted claim" in ledger.notes("paper/c")[0]
    assert ledger.ancestors("paper/c") == ["paper/a", "paper/b"]
    assert ledger.dependents("paper/a") == ["paper/b"]
    assert ledger.notes("paper/a") == ["corrected by paper/d"]


@pytest.mark.parametrize("kind", [Kind.EMPIRICAL, Kind.REPORTED])
def test_a_measurement_rests_on_no_claim_that_it_was_asked_beside(kind):
    claims = [claim("a"), claim("m", kind=kind, uses=("paper/a",))]
    ledger = Ledger(claims, [evidence(SYM, FAILS), evidence(NUM, HOLDS, name="m")])
    assert ledger.notes("paper/m") == ["asked beside paper/a, refuted; a measurement has no premises"]


def test_the_weaker_evidence_that_disagrees_is_shown():
    ledger = Ledger([claim("a")], [evidence(SYM, HOLDS), evidence(NUM, FAILS)])
    assert "NUMERICAL evidence disagrees" in ledger.notes("paper/a")[0]
    assert ledger.strongest("paper/a").method is SYM


def test_a_check_makes_evidence_of_the_formula_it_is_given():
    check = Check("paper/a", SYM, "all", lambda formula: Result(verdict_of(formula == "x"), formula, covered=ANY))
    assert check.run("x") == Evidence("paper/a", SYM, HOLDS, "all", True, observed="x", covered="")
    assert check.run("y").verdict is FAILS


def test_a_result_may_tell_that_less_was_covered():
    check = Check(
        "paper/a",
        NUM,
        "all",
        lambda _: Result(HOLDS, scope="half", covered=Domain.of("x > 1")),
        domain=Domain.of("x > 0"),
    )
    assert (check.run(None).scope, check.run(None).complete) == ("half", False)


def test_a_proof_that_does_not_tell_what_it_covers_is_never_whole():
    check = Check("paper/a", SYM, "all", lambda _: Result(HOLDS))
    assert not check.run(None).complete
    assert Ledger([claim("a")], [check.run(None)]).status("paper/a") is Status.PROVED_IN_PART
