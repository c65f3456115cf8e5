"""A paper of a user's own in the findings, the graphs and the report."""

from __future__ import annotations

import pytest

from figures.__main__ import graphs_of, main
from figures.drawing import output
from figures.findings.own import own_findings
from figures.findings.told import FINDINGS
from figures.report import build
from theory import papers
from theory.__main__ import main as theory
from theory.commands import new_paper
from theory.ledger.claims import LedgerError
from theory.papers.own import opened

PAPER = "drawn2026"
FILE = f"{PAPER}.py"
TOLD = """
from figures.findings.finding import Finding, Sentence

FAILS = "At h = {drawn2026/parabola|SYMBOLIC|counterexample.sharpness.h} it fails."
FINDINGS = (Finding("Of a parabola", (Sentence("drawn2026/parabola", "It holds.", FAILS),)),)
"""


@pytest.fixture
def paper(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text(new_paper.text(PAPER), encoding="utf-8")
    assert theory(["check", "--papers", FILE, "--workers", "1"]) == 0
    return tmp_path / FILE


def test_findings_are_the_claims_summaries_or_the_papers_own(paper, capsys):
    capsys.readouterr()
    main(["findings", "--papers", FILE])
    page = capsys.readouterr().out
    assert (
        f"\n## {PAPER}\n\n**REFUTED**. The sharpness of a parabola is its curvature times rho^2/2: this fails." in page
    )
    assert f"`python -m theory show --papers {FILE} {PAPER}/parabola`" in page
    paper.write_text(paper.read_text(encoding="utf-8") + TOLD)
    main(["findings", "--papers", FILE])
    page = capsys.readouterr().out
    assert "\n## Of a parabola\n\n**REFUTED**. At h = 7 it fails." in page
    assert f"## {PAPER}" not in page
    main(["findings"])
    assert "parabola" not in capsys.readouterr().out


def test_findings_that_are_none_are_refused(paper):
    text = paper.read_text(encoding="utf-8")
    for wrong, message in (
        ("\nFINDINGS = ('words',)\n", "FINDINGS: expected Finding, got 'words'"),
        (TOLD.replace(f'("{PAPER}/parabola"', f'("{PAPER}/parabole"'), f"no claim has the id '{PAPER}/parabole'"),
    ):
        paper.write_text(text + wrong)
        with opened([FILE]) as own, pytest.raises(LedgerError, match=message):
            own_findings(papers.ledger(own), own)


def test_its_graph_is_drawn_and_drawn_again_when_a_status_changes(paper, capsys):
    name = f"claim-graph-{PAPER}"
    assert main([name, "--papers", FILE, "--formats", "png", "--width", "3.4"]) == 0
    assert [path.suffix for path in paper.parent.glob("out/figures/claim-graph*.png")] == [".png"]
    with opened([FILE]) as own:
        graph = graphs_of(own)[name]
        assert list(graph.data()["status"]) == ["REFUTED", "PROVED", "PROVED", "UNCHECKED"]
        before = output.fingerprint(graph)
        assert output.fingerprint(graphs_of(own)[name]) == before
        (paper.parent / "out" / "evidence" / PAPER / "logistic" / "rigorous.json").unlink()
        assert output.fingerprint(graphs_of(own)[name]) != before
    assert main(["--list", name, "--papers", FILE]) == 0
    assert f"The claims of {PAPER} and the claims that they use." in capsys.readouterr().out
    assert main([name]) == 2


def test_the_report_has_its_claims_findings_and_graph(paper):
    with opened([FILE]) as own:
        ledger = papers.read_ledger(own=own)
        text = build.pages(ledger, [], [], (), (*FINDINGS, *own_findings(ledger, own)))["index.html"].decode()
    assert f'id="{PAPER}/parabola"' in text
    assert f'href="#{PAPER}/parabola"><code>{PAPER}/parabola</code></a>' in text
    assert f"python -m theory check --papers {FILE} {PAPER}/parabola" in text
    assert f'aria-label="What rests on what: {PAPER}"' in text
    assert f"<option>{PAPER}</option>" in text
