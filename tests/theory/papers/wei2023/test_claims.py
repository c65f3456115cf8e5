"""The claims of sections 3 and 4 up to Theorem 4.3: where their words come from, and what their proofs cover."""

from __future__ import annotations

import pytest

from theory import papers
from theory.ledger.claims import NOTHING_TO_CHECK, PROOF_METHODS, Method, Origin, Status, Verdict
from theory.papers.wei2023 import samples
from theory.papers.wei2023.adversarial.claims import SECTION as ADVERSARIAL
from theory.papers.wei2023.linear_layer.claims import SECTION as LINEAR_LAYER
from theory.papers.wei2023.model.claims import SECTION as MODEL
from theory.papers.wei2023.normalisation.claims import SECTION as NORMALISATION
from theory.papers.wei2023.sam.claims import SECTION as SAM
from theory.papers.wei2023.sam_optimum.claims import SECTION as SAM_OPTIMUM
from theory.papers.wei2023.section3.claims import SECTION as SECTION_3

SECTIONS = (SECTION_3, LINEAR_LAYER, MODEL, NORMALISATION, ADVERSARIAL, SAM, SAM_OPTIMUM)
CLAIMS = [claim for section in SECTIONS for claim in section.claims]
TESTS = [(claim_id, one) for section in SECTIONS for claim_id, tests in section.tests.items() for one in tests]
REFUTED = {f"wei2023/sec-4.1-normalisation{part}" for part in ("", "-adversarial-any", "-sam-any")}


@pytest.fixture(scope="module")
def evidence():
    formulas = {claim.id: claim.formula for claim in CLAIMS}
    return [check.run(formulas[check.claim_id]) for section in SECTIONS for check in section.checks_of("theory")]


def test_every_claim_says_where_its_words_come_from():
    for claim in CLAIMS:
        assert claim.origin is not None, claim.id
        assert claim.source_note, claim.id
        assert "restored from the surrounding" not in claim.reading + claim.source_note
        if claim.origin is Origin.OURS:
            assert claim.source_note.startswith("no paper says it"), claim.id
        if claim.origin is Origin.READING:
            assert "read" in claim.source_note, claim.id


def test_restored_lines_say_that_they_were_lost():
    restored = {
        claim.id.removeprefix("wei2023/"): claim.source_note for claim in CLAIMS if claim.origin is Origin.RESTORED
    }
    assert {"eq-2", "eq-5", "eq-7", "eq-14", "eq-15", "eq-17", "eq-27"} <= set(restored)
    assert all("lost" in note for note in restored.values())


def test_what_proofs_cover_is_told_and_decides_the_status(evidence):
    for item in evidence:
        assert item.covered is not None, (item.claim_id, item.method)
        symbolic = item.method is Method.SYMBOLIC
        assert item.complete is symbolic, (item.claim_id, item.method)
        assert (item.verdict is Verdict.FAILS) is (item.claim_id in REFUTED)
    found = papers.ledger().with_evidence(evidence)
    for claim in CLAIMS:
        wanted = Status.REFUTED if claim.id in REFUTED else Status.PROVED
        assert found.status(claim.id) is (Status.STATED if claim.kind in NOTHING_TO_CHECK else wanted), claim.id


def test_the_sentence_on_equal_weights_has_two_readings_with_two_verdicts(evidence):
    found = papers.ledger().with_evidence(evidence)
    for name, other, status in (("", "-meant", Status.REFUTED), ("-meant", "", Status.PROVED)):
        claim = found.claim(f"wei2023/sec-4.1-normalisation{name}")
        assert claim.origin is Origin.READING
        assert f"the other reading is sec-4.1-normalisation{other}" in claim.source_note
        assert found.status(claim.id) is status


def test_measurements_lie_in_the_domain_of_their_claim(evidence):
    ledger = papers.ledger().with_evidence(evidence)
    measured = {item.claim_id for item in evidence if item.method is Method.NUMERICAL}
    assert measured == {f"wei2023/{name}" for name in MEASURED}
    for claim_id in measured:
        assert any(item.method is Method.NUMERICAL for item in ledger.deciding(claim_id)), claim_id


MEASURED = ("thm-4.1", "thm-4.2", "thm-4.2-domain", "thm-4.2-minimiser", "eq-25", "thm-4.3", "thm-4.3-unique")
COUNTS = {
    "thm-4.1": {"probes": 1400},
    "thm-4.2": {"probes": 1400},
    "thm-4.2-domain": {"weights": 700},
    "thm-4.2-minimiser": {"probes": 1400},
    "eq-25": {"settings": 100},
    "thm-4.3": {"settings by gap": 100},
    "thm-4.3-unique": {"settings by gap": 100},
}


def test_how_many_points_were_tried(evidence):
    measured = {item.claim_id: item.observed for item in evidence if item.method is Method.NUMERICAL}
    for name, counts in COUNTS.items():
        assert counts.items() <= measured[f"wei2023/{name}"].items(), name


@pytest.mark.parametrize(("claim_id", "one"), [row for row in TESTS if row[1].method is Method.NUMERICAL])
def test_scopes_name_the_ranges_that_are_drawn_from(claim_id, one):
    ranges = {"p": samples.P, "eta sqrt(d)": samples.KAPPA}
    for name, (low, high) in ranges.items():
        assert f"{name} in [{low:g}, {high:g}]" in one.scope, claim_id


def test_every_whole_proof_has_a_wider_domain_that_it_does_not_cover():
    formal = {"wei2023/sec-3-duality", "wei2023/eq-5-per-sample-strict"}  # nothing is assumed; one example
    for claim_id, one in TESTS:
        if one.method in PROOF_METHODS - {Method.RIGOROUS} and claim_id not in REFUTED | formal:
            assert one.widened, claim_id


def test_joined_claims_have_the_parts_that_their_statements_join():
    joined = {claim.id.removeprefix("wei2023/"): len(claim.parts) for claim in CLAIMS if claim.parts}
    assert joined == {
        "eq-5-per-sample": 2,
        "sec-3-input-ellipsoid": 2,
        "sec-4.1-normalisation": 3,
        "sec-4.1-normalisation-meant": 3,
        "sec-4.1-normalisation-standard": 2,
        "sec-4.1-normalisation-sam": 2,
        "a2-attack": 2,
        "eq-20": 2,
    }
