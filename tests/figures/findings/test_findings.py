"""The sentences of the findings follow the evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from figures.findings import finding as findings
from figures.findings import pages
from figures.findings.told import FINDINGS
from theory import papers
from theory.ledger import show
from theory.ledger.claims import Evidence, Ledger, Method, Status, Verdict


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


def test_keys_of_evidence_may_hold_points():
    observed = {"a 0.1": {"mean": 1.5}, "a": [{"x.y": 2.5}], "a 0": 0.0}
    item = Evidence("wei2023/thm-4.4", Method.NETWORK, Verdict.HOLDS, "", False, observed=observed)
    ledger = Ledger(papers.claims(), [item])

    def filled(path: str) -> str:
        return findings.Sentence("wei2023/thm-4.4", f"{{wei2023/thm-4.4|NETWORK|observed.{path}}}", "").text(ledger)

    assert filled("a 0.1.mean") == "1.5"
    assert filled("a.0.x.y") == "2.5"
    assert filled("a 0.2.mean") == findings.MISSING


def test_commands_name_the_package_that_computed_the_evidence():
    made = [
        Evidence("wei2023/thm-4.1", Method.SYMBOLIC, Verdict.HOLDS, "", True),
        Evidence("wei2023/thm-4.2", Method.MONTE_CARLO, Verdict.HOLDS, "", False),
        Evidence("wei2023/thm-4.3", Method.NETWORK, Verdict.HOLDS, "", False),
    ]
    ledger = Ledger(papers.claims(), made)
    assert show.commands(ledger, ["wei2023/thm-4.1", "wei2023/thm-4.3", "wei2023/thm-4.2", "wei2023/thm-4.4"]) == [
        "python -m theory check wei2023/thm-4.1 wei2023/thm-4.4",
        "python -m gpu_experiments check wei2023/thm-4.3",
        "python -m simulate check wei2023/thm-4.2",
    ]
    two = ledger.with_evidence([made[0], replace(made[2], claim_id="wei2023/thm-4.1")])
    assert show.commands(two, ["wei2023/thm-4.1"]) == ["python -m theory check wei2023/thm-4.1"]
    assert show.commands(two, ["wei2023/thm-4.1"], every=True) == [
        "python -m theory check wei2023/thm-4.1",
        "python -m gpu_experiments check wei2023/thm-4.1",
    ]


def test_page_names_the_command():
    page = findings.page(ledger_with(Verdict.HOLDS), FINDINGS)
    assert "python -m theory check wei2023/thm-4.4 wei2023/thm-4.4-corrected" in page
    assert page.count("## ") == len(FINDINGS)


def test_committed_pages_may_differ_in_what_networks_gave(tmp_path, monkeypatch):
    ledger = ledger_with(Verdict.HOLDS)
    others = [e for found in ledger.evidence.values() for e in found if "net-digits" not in e.claim_id]
    network = [
        Evidence(claim.id, Method.NETWORK, Verdict.HOLDS, "", False, observed={})
        for claim in papers.claims()
        if "net-digits" in claim.id
    ]
    ledger = ledger.with_evidence([*others, *network])
    for name in ("PAGE", "README", "PICTURE"):
        monkeypatch.setattr(pages, name, tmp_path / getattr(pages, name).name)
    pages.README.write_text("<!-- findings: begin -->\n<!-- findings: end -->\nother text\n", encoding="utf-8")
    for path, text in pages.wanted(ledger).items():
        path.write_text(text, encoding="utf-8")
    assert pages.stale(ledger) == []
    turned = [replace(item, verdict=Verdict.FAILS) for item in network]
    assert pages.stale(ledger.with_evidence([*others, *turned])) == [pages.PAGE, pages.README]
    assert pages.stale(ledger.with_evidence([*others, *turned]), networks=False) == []
    proofs = [replace(item, verdict=Verdict.FAILS) for item in others]
    assert pages.stale(ledger.with_evidence([*proofs, *network]), networks=False) == [pages.PAGE, pages.README]


def test_no_title_is_a_question():
    """A verdict word beside a question reads as its answer."""
    assert [finding.title for finding in FINDINGS if finding.title.endswith("?")] == []


def test_every_value_that_a_sentence_names_is_there():
    ledger = papers.read_ledger(Path("no such folder"))
    for finding in FINDINGS:
        for sentence in (finding.printed, finding.instead):
            if ledger.evidence[sentence.claim]:
                assert findings.MISSING not in sentence.text(ledger), finding.title


def test_decimals_of_fractions():
    item = Evidence("wei2023/thm-4.4", Method.SYMBOLIC, Verdict.FAILS, "", True, observed="991/120")
    sentence = findings.Sentence("wei2023/thm-4.4", "", "{wei2023/thm-4.4|SYMBOLIC|observed|decimal}")
    assert sentence.text(Ledger(papers.claims(), [item])) == "8.258"
