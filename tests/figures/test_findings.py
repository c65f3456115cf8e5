"""The sentences of the findings follow the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from figures import findings
from figures.finding_list import FINDINGS
from theory import papers
from theory.ledger import Evidence, Ledger, Method, Status, Verdict


def ledger_with(verdict: Verdict) -> Ledger:
    """Return the real claims with made-up symbolic evidence of one verdict for each."""
    claims = papers.claims()
    return Ledger(
        claims, [Evidence(claim.id, Method.SYMBOLIC, verdict, "all", True, observed="1/30") for claim in claims]
    )


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.title)
def test_a_flipped_verdict_changes_both_sentences(finding):
    holds, fails = ledger_with(Verdict.HOLDS), ledger_with(Verdict.FAILS)
    open_ = ledger_with(Verdict.INCONCLUSIVE)
    for sentence in (finding.printed, finding.instead):
        texts = {sentence.text(ledger) for ledger in (holds, fails, open_)}
        assert len(texts) == 3
        assert "inconclusive" in sentence.text(open_)


def test_no_evidence_is_told():
    ledger = papers.ledger()
    for finding in FINDINGS:
        assert "is unchecked" in finding.printed.text(ledger)
        assert findings.strength(ledger, finding.printed.claim) == Status.UNCHECKED.value


def test_values_come_from_the_evidence():
    (finding,) = (finding for finding in FINDINGS if finding.printed.claim == "wei2023/thm-4.4")
    ledger = ledger_with(Verdict.HOLDS)
    assert "c = 1/30" in finding.instead.text(ledger)
    item = replace(ledger.evidence["wei2023/thm-4.4"][0], observed="1/99")
    others = [e for found in ledger.evidence.values() for e in found if e.claim_id != item.claim_id]
    assert "c = 1/99" in finding.instead.text(ledger.with_evidence([*others, item]))
    assert findings.MISSING in finding.instead.text(ledger.with_evidence(others))


def test_long_decimals_are_cut_and_say_so():
    template = "{wei2023/thm-4.4|SYMBOLIC|counterexample.x}"
    item = Evidence(
        "wei2023/thm-4.4", Method.SYMBOLIC, Verdict.FAILS, "", True, counterexample={"x": "0.12345678901234567"}
    )
    sentence = findings.Sentence("wei2023/thm-4.4", "", template)
    assert sentence.text(Ledger(papers.claims(), [item])) == "0.1234567890..."


def test_page_names_the_command():
    page = findings.page(ledger_with(Verdict.HOLDS), FINDINGS)
    assert "python -m theory check wei2023/thm-4.4 wei2023/thm-4.4-corrected" in page
    assert page.count("## ") == len(FINDINGS)
