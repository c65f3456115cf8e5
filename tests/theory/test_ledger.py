"""The ledger's rules: what it refuses, and how statuses follow from evidence."""

from __future__ import annotations

import pytest

from theory.ledger import (
    Check,
    Claim,
    Evidence,
    Kind,
    Ledger,
    LedgerError,
    Method,
    Result,
    Source,
    Status,
    UnknownClaimError,
    Verdict,
    verdict_of,
)

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


def test_the_weaker_evidence_that_disagrees_is_shown():
    ledger = Ledger([claim("a")], [evidence(SYM, HOLDS), evidence(NUM, FAILS)])
    assert "NUMERICAL evidence disagrees" in ledger.notes("paper/a")[0]
    assert ledger.strongest("paper/a").method is SYM


def test_a_check_makes_evidence_of_the_formula_it_is_given():
    check = Check("paper/a", SYM, "all", True, lambda formula: Result(verdict_of(formula == "x"), observed=formula))
    assert check.run("x") == Evidence("paper/a", SYM, HOLDS, "all", True, observed="x")
    assert check.run("y").verdict is FAILS


def test_a_result_may_tell_that_less_was_covered():
    check = Check("paper/a", RIG, "all", True, lambda _: Result(HOLDS, scope="half", complete=False))
    assert (check.run(None).scope, check.run(None).complete) == ("half", False)
