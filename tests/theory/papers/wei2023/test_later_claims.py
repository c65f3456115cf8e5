"""The claims from Theorem 4.4 on: where their words come from, what their tests cover and assume, and their numbers."""

from __future__ import annotations

import re

import pytest
import sympy as sp
from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

from theory import papers
from theory.ledger.claims import PROOF_METHODS, Method, Origin, Status, Verdict
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023.radii.claims import SECTION as RADII
from theory.papers.wei2023.radius_bound.claims import SECTION as RADIUS_BOUND
from theory.papers.wei2023.shift.claims import SECTION as SHIFT
from theory.papers.wei2023.shift_bounds.claims import SECTION as SHIFT_BOUNDS
from theory.papers.wei2023.tradeoff.claims import SECTION as TRADEOFF

SECTIONS = (SHIFT, SHIFT_BOUNDS, RADII, RADIUS_BOUND, TRADEOFF)
CLAIMS = {claim.id.removeprefix("wei2023/"): claim for section in SECTIONS for claim in section.claims}
TESTS = [(claim_id, one) for section in SECTIONS for claim_id, tests in section.tests.items() for one in tests]
FROM_MEMORY = ("eq-32", "eq-33", "thm-4.4", "eq-35", "eq-36", "thm-4.5")
REFUTED = {*FROM_MEMORY, "sec-4.5-tradeoff", "sec-4.5-robust"}
IN_PART = {"thm-4.4-error-bound", "thm-4.4-lower-bound"}


@pytest.fixture(scope="module")
def evidence():
    formulas = {claim.id: claim.formula for claim in CLAIMS.values()}
    return [check.run(formulas[check.claim_id]) for section in SECTIONS for check in section.checks_of("theory")]


def test_every_claim_says_where_its_words_come_from():
    for name, claim in CLAIMS.items():
        assert claim.origin is not None, name
        if claim.origin is Origin.OURS:
            assert claim.source_note.startswith("no paper says it"), name
        if claim.origin is Origin.READING:
            assert "read" in claim.source_note, name
        if claim.origin is Origin.RESTORED:
            assert "lost" in claim.source_note, name


@pytest.mark.parametrize("name", FROM_MEMORY)
def test_the_row_of_a_line_quoted_from_memory_says_so(name):
    claim = CLAIMS[name]
    assert claim.origin is Origin.RESTORED
    assert claim.summary.endswith("(quoted from memory)")
    assert "as the public version is remembered to print it" in " ".join(claim.source_note.split())
    assert "1/3 and 1/(3d) would fit it as well" in claim.source_note
    assert "nothing confirms" in claim.source_note
    assert "the verdict is about the line as quoted" in claim.source_note


def test_nothing_says_that_the_prose_restores_the_constant():
    for name, claim in CLAIMS.items():
        words = claim.summary + claim.reading + claim.source_note
        assert "restored from the surrounding" not in words, name
        assert "as printed" not in claim.summary + claim.statement, name


def test_statuses_are_those_that_tests_decide_on_the_whole_domain(evidence):
    # the claims before Theorem 4.4 on which these rest are proved by their own tests, see test_wei2023_claims
    ledger = papers.ledger().with_evidence(evidence)
    for item in evidence:
        if item.method is Method.SYMBOLIC and item.verdict is Verdict.HOLDS:
            assert item.complete, item.claim_id
            assert item.covered, item.claim_id
    for name in CLAIMS:
        premises = [one for item in ledger.evidence[f"wei2023/{name}"] for one in ledger.open_premises(item)]
        assert {one.removeprefix("wei2023/") for one in premises} <= EARLIER, name


EARLIER = {
    "eq-17",
    "eq-25",
    "eq-26",
    "thm-4.2",
    "thm-4.3",
    "thm-4.3-unique",
    "sam-monotone",
    "thm-4.5-corrected",
    "thm-4.4-corrected",
    "eq-34",
}


def grounds(names):
    """Return the ids of claims that proofs of others assume, and of those that proofs of these assume, and so on."""
    tests, found, pending = papers.tests(), set(), list(names)
    while pending:
        current = pending.pop()
        if current not in found:
            found.add(current)
            claim = papers.ledger().claim(current)
            pending += [*claim.parts, *(f"wei2023/{one}" for test in tests[current] for one in test.premises)]
    return found


def test_with_the_earlier_claims_proved_the_statuses_are_these(evidence):
    own = {claim.id for claim in CLAIMS.values()}
    needed = grounds(f"wei2023/{name}" for name in EARLIER) - own
    earlier = [
        check.run(papers.ledger().claim(check.claim_id).formula)
        for check in papers.checks()
        if check.method is Method.SYMBOLIC and check.claim_id in needed
    ]
    ledger = papers.ledger().with_evidence([*earlier, *evidence])
    found = {name: ledger.status(claim.id) for name, claim in CLAIMS.items()}
    wanted = {
        name: Status.REFUTED if name in REFUTED else Status.PROVED_IN_PART if name in IN_PART else Status.PROVED
        for name in CLAIMS
    }
    assert found == wanted


@pytest.mark.parametrize(
    "name",
    ["thm-4.4-upper-bound", "thm-4.5-conclusion", "thm-4.5-same-bound", "thm-4.5-sharper", "sec-4.5-same-curve-sam"],
)
def test_an_argument_by_continuity_assumes_that_the_weight_has_a_derivative(name):
    (proof,) = (one for claim_id, one in TESTS if claim_id == f"wei2023/{name}" and one.method is Method.SYMBOLIC)
    assert "sam-monotone" in proof.premises


def test_every_whole_proof_has_a_wider_domain_that_it_does_not_cover():
    for claim_id, one in TESTS:
        name = claim_id.removeprefix("wei2023/")
        if one.method in PROOF_METHODS and name not in REFUTED | IN_PART | {"thm-4.4-corrected"}:
            assert one.widened, (claim_id, one.method)


def test_measurements_lie_in_the_domain_of_their_claim(evidence):
    for item in evidence:
        region = papers.ledger().claim(item.claim_id).region
        if item.method is Method.NUMERICAL and item.covered is not None:
            assert region.includes(Domain.of(item.covered)), item.claim_id
        elif item.method is Method.NUMERICAL:
            assert region.limits, item.claim_id  # points at small radii tell of a limit, and are in none


COUNTS = {
    "thm-4.4": ("models", 2000),
    "thm-4.4-region": ("models", 20000),
    "thm-4.5": ("models", 2000),
    "thm-4.5-corrected": ("models", 2000),
    "thm-4.5-leading": ("models", 2000),
    "thm-4.5-conclusion": ("points", 20000),
    "thm-4.5-same-bound": ("points", 20000),
    "thm-4.5-sharper": ("points", 20000),
    "sec-4.5-natural": ("models", 2000),
    "sec-4.5-robust": ("models", 2000),
    "sec-4.5-robust-corrected": ("models", 2000),
    "sec-4.5-natural-loss": ("models", 2000),
    "sec-4.5-robust-gain": ("models", 2000),
    "sec-4.5-same-curve-adversarial": ("models", 2000),
}


def test_how_many_points_were_tried_is_told_and_in_the_scope(evidence):
    numerical = {item.claim_id.removeprefix("wei2023/"): item for item in evidence if item.method is Method.NUMERICAL}
    assert set(numerical) == {*COUNTS, "thm-4.4-corrected"}  # the last at four settings, each shown
    assert len(numerical["thm-4.4-corrected"].observed) == 4
    for name, (word, count) in COUNTS.items():
        assert numerical[name].observed[word] == count, name
        assert numerical[name].scope.startswith(f"{count} random models"), name


def test_joined_claims_have_the_parts_that_their_statements_join():
    joined = {
        name: [part.removeprefix("wei2023/") for part in claim.parts] for name, claim in CLAIMS.items() if claim.parts
    }
    assert joined == {
        "thm-4.4-error-bound": ["thm-4.4-lower-bound", "thm-4.4-upper-bound", "thm-4.4-upper-series"],
        "thm-4.5-truncation-range": ["thm-4.5-truncation-range-printed", "thm-4.5-truncation-range-corrected"],
        "sec-4.5-tradeoff": ["sec-4.5-natural", "sec-4.5-robust"],
        "sec-4.5-tradeoff-corrected": ["sec-4.5-natural", "sec-4.5-robust-corrected"],
        "sec-4.5-same-curve": ["sec-4.5-same-curve-adversarial", "sec-4.5-same-curve-sam"],
    }


def test_ball_arithmetic_is_named_only_where_boxes_are_bisected(evidence):
    """Pointwise positive integrands decide nothing that algebra does not: such boxes are no second method."""
    for item in evidence:
        if item.method is Method.RIGOROUS and item.claim_id != "wei2023/thm-4.5-truncation":
            assert (
                max(tile["depth"] for part in item.observed.values() if "tiles" in part for tile in part["tiles"]) >= 3
            )


def from_latex(text: str):
    """Read the little LaTeX in which the series are written."""
    text = re.sub(r"\\frac\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", text)
    text = re.sub(r"\\kappa|(?<![a-z])t(?![a-z])", lambda m: " kappa " if m[0] != "t" else " t_star ", text)
    known = {str(symbol): symbol for symbol in symbols().values()}
    return parse_expr(text, known, transformations=(*standard_transformations, convert_xor, implicit_multiplication))


def test_the_series_in_words_is_that_of_the_formula():
    table = symbols()
    text = CLAIMS["thm-4.4-corrected"].statement
    head = re.search(r"w\^\* \[(.*?) \+ c_6", text)[1]
    sixth = re.search(r"c_6 = (.*?)\$", text)[1]
    formula = sp.expand(parse(CLAIMS["thm-4.4-corrected"].formula) / table["w_star"])
    kept = sum(formula.coeff(table["e"], k) * table["e"] ** k for k in (0, 2, 4))
    assert sp.expand(from_latex(head) - kept) == 0
    assert sp.expand(from_latex(sixth) - formula.coeff(table["e"], 6)) == 0
    matched = re.search(r"\\epsilon\}\{\\eta\} = (.*?) \+ O\(e\^8\)", CLAIMS["thm-4.5-series"].statement)[1]
    assert sp.expand(from_latex(matched) - parse(CLAIMS["thm-4.5-series"].formula) / table["eta"]) == 0


def test_the_region_in_words_is_that_of_the_formula():
    text = CLAIMS["thm-4.4-region"].statement
    number = sp.Rational(re.search(r"\\le ([0-9.]+) / ", text)[1])
    assert parse(CLAIMS["thm-4.4-region"].formula).subs({symbols()["kappa"]: 1, symbols()["t_star"]: 1}) == number
    assert r"\le 1\%" in text


@pytest.mark.parametrize(
    ("name", "old", "new"), [("thm-4.4-corrected", "60t", "61t"), ("thm-4.5-series", "2835", "2836")]
)
def test_a_wrong_number_in_words_is_noticed(name, old, new, monkeypatch):
    claim = CLAIMS[name]
    assert old in claim.statement
    monkeypatch.setitem(
        CLAIMS, name, type("Said", (), {"statement": claim.statement.replace(old, new), "formula": claim.formula})
    )
    with pytest.raises(AssertionError):
        test_the_series_in_words_is_that_of_the_formula()
