"""The sentences of the findings follow the evidence, and say no more than the claims that they name."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from figures.findings import finding as findings
from figures.findings import markdown, pages
from figures.findings.finding import Finding, Sentence
from figures.findings.told import FINDINGS
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.experiments.recorded import CIFAR10
from simulate.sweeps import store
from theory import papers
from theory.ledger import show
from theory.ledger.claims import Claim, Evidence, Kind, Method, Origin, Source, Status, Verdict
from theory.ledger.ledger import Ledger, weakest

SENTENCES = [(one, sentence) for one in FINDINGS for sentence in one.sentences]
NAMED = [f"{one.title}: {sentence.names}" for one, sentence in SENTENCES]


def ledger_with(verdict: Verdict, **changed: Verdict) -> Ledger:
    """Return the real claims with made-up symbolic evidence of one verdict for each that has no parts."""
    claims = papers.claims()
    return Ledger(
        claims,
        [
            Evidence(claim.id, Method.SYMBOLIC, changed.get(claim.id, verdict), "all", True, observed="1/30")
            for claim in claims
            if not claim.parts
        ],
    )


@pytest.fixture(scope="module")
def recorded() -> Ledger:
    """The ledger with the committed evidence alone."""
    return papers.read_ledger(Path("no such folder"))


@pytest.mark.parametrize("sentence", [sentence for _, sentence in SENTENCES], ids=NAMED)
def test_a_flipped_verdict_changes_every_sentence(sentence):
    holds, fails, undecided = map(ledger_with, (Verdict.HOLDS, Verdict.FAILS, Verdict.INCONCLUSIVE))
    assert len({sentence.text(ledger) for ledger in (holds, fails, undecided)}) == 3
    assert "inconclusive" in sentence.text(undecided)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.title)
def test_one_flipped_verdict_changes_sentence_and_row(finding):
    """Whichever claim falls, down to a part of one, its sentence, the row's word and the page say so."""
    before = ledger_with(Verdict.HOLDS)
    row = markdown.table(before, (finding,))
    assert finding.status(before) in (Status.PROVED, Status.AGREES)
    for leaf in show.leaves(before, finding.claims):
        after = ledger_with(Verdict.HOLDS, **{leaf: Verdict.FAILS})
        turned = [one for one in finding.sentences if one.status(after) in findings.FALSE]
        assert turned
        assert all(one.text(after) != one.text(before) for one in turned)
        assert finding.status(after) in (Status.REFUTED, Status.DISAGREES)
        changed = markdown.table(after, (finding,))
        assert f"| **{finding.status(after).value}** |" in changed
        assert f"| **{finding.status(after).value}** |" not in row
        assert f"`{leaf}`: {after.status(leaf).value}" in markdown.page(after, (finding,))


def test_a_row_shows_the_weakest_status_of_what_its_sentences_speak_of():
    two = Finding("t", (Sentence("wei2023/thm-4.1", "a", "b"), Sentence("wei2023/thm-4.2 wei2023/thm-4.3", "c", "d")))
    whole = [Evidence(f"wei2023/thm-4.{i}", Method.SYMBOLIC, Verdict.HOLDS, "", True) for i in (1, 2, 3)]
    ledger = papers.ledger().with_evidence([*whole[:2], replace(whole[2], complete=False)])
    assert [one.status(ledger) for one in two.sentences] == [Status.PROVED, Status.PROVED_IN_PART]
    assert two.status(ledger) is Status.PROVED_IN_PART
    assert "| **PROVED IN PART** | READING | a (PROVED; READ) c (PROVED IN PART; READING) |" in markdown.table(
        ledger, (two,)
    )
    assert two.status(ledger.with_evidence(whole[:2])) is Status.UNCHECKED
    assert two.status(ledger.with_evidence(whole)) is Status.PROVED
    assert "a c" not in markdown.table(ledger, (two,))


def test_every_sentence_names_the_claims_whose_values_it_shows():
    for finding, sentence in SENTENCES:
        allowed = {*sentence.claims, *show.leaves(papers.ledger(), sentence.claims)}
        assert set(sentence.read) <= allowed, (finding.title, sentence.names)


def test_no_evidence_is_told():
    ledger = papers.ledger()
    for finding in FINDINGS:
        assert finding.status(ledger) is Status.UNCHECKED
        assert all("is unchecked" in one.text(ledger) for one in finding.sentences)
        for name in finding.claims:
            assert markdown.strength(ledger, name).startswith(Status.UNCHECKED.value)


def claim(name: str, **more) -> Claim:
    """Return a made-up claim."""
    return Claim(f"paper/{name}", Kind.THEOREM, Source("paper", "here"), f"summary of {name}", "statement", **more)


def made_up(*claims: Claim, verdict: Verdict = Verdict.FAILS) -> Ledger:
    """Return a ledger of made-up claims, each without parts decided by a proof."""
    return Ledger(claims, [Evidence(one.id, Method.SYMBOLIC, verdict, "", True) for one in claims if not one.parts])


@pytest.mark.parametrize("origin", list(Origin))
@pytest.mark.parametrize("verdict", [Verdict.HOLDS, Verdict.FAILS])
def test_a_row_says_where_a_line_was_found_that_is_not_at_hand(origin, verdict):
    ledger = made_up(claim("x", origin=origin, source_note="quoted from memory"), verdict=verdict)
    row = markdown.table(ledger, (Finding("t", (Sentence("paper/x", "It holds.", "It fails."),)),))
    assert f"** | {origin.value} | It " in row
    told = f"The line is {origin.value}: quoted from memory."
    assert (told in row) == (origin in (Origin.RESTORED, Origin.SECOND_HAND))


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.title)
def test_every_refuted_line_that_is_not_at_hand_has_its_source_in_the_row(finding):
    ledger = ledger_with(Verdict.FAILS)
    row = markdown.table(ledger, (finding,))
    for name in finding.claims:
        one = ledger.claim(name)
        if one.origin in (Origin.RESTORED, Origin.SECOND_HAND):
            assert f"The line is {one.origin.value}: {one.source_note}." in row
        assert one.origin is None or one.origin.value in row


def test_a_row_has_the_origins_of_the_claims_that_give_it_its_word():
    read, ours = claim("x", origin=Origin.READ), claim("y", origin=Origin.OURS)
    ledger = Ledger(
        (read, ours),
        [
            Evidence(read.id, Method.SYMBOLIC, Verdict.FAILS, "", True),
            Evidence(ours.id, Method.SYMBOLIC, Verdict.HOLDS, "", True),
        ],
    )
    finding = Finding("t", (Sentence("paper/x", "", "It fails."), Sentence("paper/y", "True is y.", "")))
    assert markdown.table(ledger, (finding,)).endswith(
        "| t | **REFUTED** | READ | It fails. (REFUTED; READ) True is y. (PROVED; OURS) |"
    )


def test_other_readings_of_a_line_are_shown_with_their_verdicts():
    claims = [
        claim("x", origin=Origin.READING, source_note="read of every a; other readings: y, paper/z"),
        claim("y", origin=Origin.READING),
        claim("z", origin=Origin.READING),
    ]
    ledger = made_up(*claims)
    finding = Finding("t", (Sentence("paper/x", "", "It fails."), Sentence("paper/z", "", "So does z.")))
    assert findings.readings(ledger, finding) == ["paper/y"]
    assert "`paper/y`: REFUTED" in markdown.page(ledger, (finding,))


def test_both_readings_of_tight_are_told():
    (finding,) = (one for one in FINDINGS if "xie2024/sec-3-tight" in one.claims)
    assert "xie2024/sec-3-tight-phi" in finding.claims
    ledger = ledger_with(Verdict.HOLDS, **{"xie2024/sec-3-tight": Verdict.FAILS})
    text = markdown.told(ledger, finding)
    assert "Read against the 0-1 loss (mu > ln 2) this fails. (REFUTED; READING)" in text
    assert "Read against the largest phi(F_j), it holds. (PROVED; READING)" in text


def test_a_claim_with_parts_shows_the_evidence_of_its_parts():
    joined, parts = claim("x", parts=("paper/a", "paper/b")), (claim("a"), claim("b"))
    ledger = made_up(joined, *parts, verdict=Verdict.HOLDS)
    page = markdown.page(ledger, (Finding("t", (Sentence("paper/x", "It holds.", "It fails."),)),))
    assert "- `paper/x`: PROVED (2 parts)\n  - `paper/a`: PROVED (SYMBOLIC, the whole domain)\n  - `paper/b`" in page
    assert "`python -m theory check paper/a paper/b`" in page


def test_what_was_measured_elsewhere_leaves_the_papers_claims_unchecked(recorded):
    """The headlines on a reduced CIFAR-10 name it, say whether its networks fit, and decide no paper's claim."""
    headlines = [one for one in FINDINGS if "beyond/net-fitted-sam-no-loss-0.2" in one.claims]
    assert len(headlines) == 3
    own = ("wei2023/sec-5-net-sam-robust", "wei2023/sec-5-net-sam-no-loss", "wei2023/sec-5-net-rq2-substitute")
    for finding, name in zip(headlines, own, strict=True):
        row = markdown.table(recorded, (finding,)).splitlines()[-1]
        assert row.startswith("| Reduced CIFAR-10, networks that fit")
        assert "not the setting of the papers" in row
        assert "decides nothing there: " in row
        assert f"`{name}`: {Status.UNCHECKED.value}" in row
        assert not any(one.startswith("wei2023/") for one in finding.claims)


def test_the_papers_claim_is_told_as_it_stands(recorded):
    (finding,) = (one for one in FINDINGS if "beyond/net-fitted-bsam-better" in one.claims)
    item = Evidence("deng2024/b-better", Method.NETWORK, Verdict.HOLDS, "", False)
    every = [e for found in recorded.evidence.values() for e in found]
    assert "`deng2024/b-better`: UNCHECKED" in finding.elsewhere(recorded)
    assert "`deng2024/b-better`: SUPPORTED" in finding.elsewhere(recorded.with_evidence([*every, item]))


def test_the_networks_that_did_not_fit_did_not():
    """The mean accuracy on the training images after the last epoch, straight from the records."""
    fitted: dict[str, list[float]] = {}
    for record in store.read(CIFAR10.path(RESULTS)):
        found = record["result"]
        fitted.setdefault(found["label"], []).append(found["result"]["epochs"][-1]["train_accuracy"])
    assert {len(shares) for shares in fitted.values()} == {10}
    assert all(sum(shares) / len(shares) < 0.9 for shares in fitted.values())


def test_every_network_finding_on_a_papers_question_says_so(recorded):
    """A claim of a paper that is shown these measurements is not among the claims of a finding: its status is beside it."""
    for finding in FINDINGS:
        for name in finding.claims:
            if name.startswith("beyond/net-reduced"):
                assert "did not fit" in finding.title
                assert "decides nothing there" in finding.elsewhere(recorded)


CONDITIONS = {
    "xie2024/sec-3-tight-published": ("At K = 100", "the others are far below the label"),
    "xie2024/sec-3-tight-least-mu": ("K >= 4", "the others far below the label"),
    "xie2024/known-tanh-is-ce": ("mu alpha = 1", "gradients in the logits", "small logits"),
    "xie2024/known-tanh-is-ce-beyond": ("10 classes", "independent normal logits", "large batch"),
    "deng2024/b-flatter-minimum-corrected": ("quadratic loss",),
    "deng2024/b-curvature": ("five continuous derivatives", "equal radii that tend to 0", "rho^2 and rho^4"),
    "wei2023/sec-5-ten-percent": ("rho = 0.4",),
    "wei2023/thm-4.2": ("eps < eta",),
    "wei2023/thm-4.3": ("the robust weight alone",),
    "beyond/full-weights-theorem-4.3": ("rho < sqrt(d)", "rest weights of 1"),
    "beyond/attack-jump": ("At five settings", "eps < 1"),
    "beyond/minibatch-shift-decays": ("large batches", "these two models"),
}


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("verdict", [Verdict.HOLDS])
def test_a_sentence_has_the_conditions_of_its_claim(name, verdict):
    (sentence,) = (one for _, one in SENTENCES if one.claims == (name,))
    text = sentence.text(ledger_with(verdict))
    assert [words for words in CONDITIONS[name] if words not in text] == []


def test_values_come_from_the_evidence():
    (sentence,) = (one for _, one in SENTENCES if one.claims == ("wei2023/thm-4.4",))
    ledger = ledger_with(Verdict.FAILS)
    assert "is 1/30, not" in sentence.text(ledger)
    item = replace(ledger.evidence["wei2023/thm-4.4"][0], observed="1/99")
    others = [e for found in ledger.evidence.values() for e in found if e.claim_id != item.claim_id]
    assert "is 1/99, not" in sentence.text(ledger.with_evidence([*others, item]))
    assert findings.MISSING in sentence.text(ledger)


def test_long_decimals_are_cut_and_say_so():
    template = "{wei2023/thm-4.4|SYMBOLIC|counterexample.x}"
    item = Evidence(
        "wei2023/thm-4.4", Method.SYMBOLIC, Verdict.FAILS, "", True, counterexample={"x": "0.12345678901234567"}
    )
    sentence = findings.Sentence("wei2023/thm-4.4", "", template)
    assert sentence.text(Ledger(papers.claims(), [item])).startswith("0.1234567890...")


def test_keys_of_evidence_may_hold_points():
    observed = {"a 0.1": {"mean": 1.5}, "a": [{"x.y": 2.5}], "a 0": 0.0}
    item = Evidence("wei2023/thm-4.1", Method.NETWORK, Verdict.HOLDS, "", False, observed=observed)
    ledger = Ledger(papers.claims(), [item])

    def filled(path: str) -> str:
        return findings.Sentence("wei2023/thm-4.1", f"{{wei2023/thm-4.1|NETWORK|observed.{path}}}", "").text(ledger)

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
    page = markdown.page(ledger_with(Verdict.HOLDS), FINDINGS)
    assert "python -m theory check wei2023/thm-4.4 wei2023/thm-4.4-corrected" in page
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [finding.title for finding in FINDINGS]


def test_committed_pages_may_differ_in_what_networks_gave(tmp_path, monkeypatch):
    ledger = ledger_with(Verdict.HOLDS)
    others = [e for found in ledger.evidence.values() for e in found if "net-reduced" not in e.claim_id]
    network = [
        Evidence(claim.id, Method.NETWORK, Verdict.HOLDS, "", False, observed={})
        for claim in papers.claims()
        if "net-reduced" in claim.id and not claim.parts
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


def test_titles_are_no_questions_and_differ():
    """A verdict word beside a question reads as its answer."""
    titles = [finding.title for finding in FINDINGS]
    assert [title for title in titles if title.endswith("?")] == []
    assert len(set(titles)) == len(titles)


def test_every_value_that_a_sentence_names_is_there(recorded):
    for finding, sentence in SENTENCES:
        if all(recorded.evidence[name] for name in sentence.read):
            assert findings.MISSING not in sentence.text(recorded), finding.title


def test_decimals_of_fractions():
    item = Evidence("wei2023/thm-4.1", Method.SYMBOLIC, Verdict.FAILS, "", True, observed="991/120")
    sentence = findings.Sentence("wei2023/thm-4.1", "", "{wei2023/thm-4.1|SYMBOLIC|observed|decimal}")
    assert sentence.text(Ledger(papers.claims(), [item])) == "8.258"


def test_the_weakest_of_no_claims_is_unchecked():
    assert weakest([]) is Status.UNCHECKED
