"""What is said of checks that do not notice damage."""

from __future__ import annotations

from theory.ledger.claims import Check, Method, Result, Verdict, verdict_of
from theory.ledger.damage import unnoticed
from theory.ledger.domain import Domain
from theory.ledger.entries import Test

REGION = Domain.of("x > 0")


def tried(function, *damaged, widened=(), formula=1):
    check = Check("paper/a", Method.SYMBOLIC, "all x", function, domain=REGION)
    return unnoticed(check, formula, Test(Method.SYMBOLIC, "a:b", "all x", damaged, widened=widened))


def proves_one(formula):
    return Result(verdict_of(formula == 1), covered=REGION)


def test_what_is_noticed():
    assert tried(proves_one, 2, 3, widened=("x real",)) == []
    assert tried(proves_one, 1, formula=2) == []  # refuted: the damage makes it true


def test_what_is_not():
    assert tried(proves_one) == ["it has no damaged formula that could turn it"]
    assert tried(proves_one, 2, 1) == ["the damaged formula 1 does not turn HOLDS"]
    assert tried(proves_one, 2, widened=("x > 1",)) == ["the wider domain 'x > 1' is covered as well"]
    assert tried(lambda formula: Result(Verdict.INCONCLUSIVE), 2) == ["it is INCONCLUSIVE: there is nothing to turn"]
    in_part = tried(
        lambda formula: Result(verdict_of(formula == 1), covered=Domain.of("x > 1")), 2, widened=("x real",)
    )
    assert in_part == ["it does not cover the claim's domain 'x > 0', but 'x > 1'"]
