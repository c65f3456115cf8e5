"""The report as files: the same bytes, only what has changed, links that land, nothing from the network."""

from __future__ import annotations

import hashlib
import html
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from figures import __main__ as command_line
from figures.__main__ import main as figures_main
from figures.drawing import output
from figures.findings.told import FINDINGS
from figures.plots.registry import FIGURES
from figures.report import build, comparisons, environment, formulas, pictures, recorded
from gpu_experiments.__main__ import main as networks_main
from simulate.__main__ import main as simulate_main
from tests.figures.report.report_folder import DRAWN, inputs, quiet
from theory import papers
from theory.__main__ import main as theory_main
from theory.ledger.claims import Evidence, Method, Verdict
from theory.ledger.ledger import Ledger

ROOT = Path(__file__).resolve().parents[3]


class Page(HTMLParser):
    """The ids of a page, where its links lead, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        self.loads += [values[name] for name in ("src", "srcset", "data") if name in values]
        if tag == "link":
            self.loads.append(values["href"])


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    return inputs(tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module")
def made(given):
    shown = pictures.read(FIGURES, given["figures"])
    return build.pages(papers.read_ledger(given["evidence"]), shown, recorded.read_all())


@pytest.fixture(scope="module")
def index(made):
    return made["index.html"].decode()


def test_ids_are_unique_and_links_land(made):
    pages = {name: Page(content.decode()) for name, content in made.items() if name.endswith(".html")}
    for name, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), name
        for link in page.links:
            if link.startswith("https://"):
                continue
            path, _, anchor = link.partition("#")
            target = os.path.normpath(Path(name).parent / path) if path else name
            assert target in made, (name, link)
            assert not anchor or anchor in pages[target].ids, (name, link)


def test_nothing_is_loaded_from_elsewhere(made):
    for name, content in made.items():
        if name.endswith(".html"):
            for address in Page(content.decode()).loads:
                target = os.path.normpath(Path(name).parent / address)
                assert address == "data:," or target in made, (name, address)
        if name.endswith(".css"):
            assert b"@import" not in content
            for address in re.findall(rb"url\(\"?([^\")]*)", content):
                assert os.path.normpath(Path(name).parent / address.decode()) in made, (name, address)


def test_every_script_and_template_is_used(made, index):
    for path in (ROOT / "figures" / "static").iterdir():
        assert f"static/{path.name}" in index, path.name
    templates = environment.TEMPLATES
    text = "".join(path.read_text(encoding="utf-8") for path in templates.iterdir())
    for path in templates.iterdir():
        assert f'"{path.name}"' in text or path.name in ("index.html", "records.html", "run.html"), path.name


def test_every_claim_finding_figure_and_run_is_there(made, index):
    for claim in papers.claims():
        assert f'id="{claim.id}"' in index
    for number in range(1, len(FINDINGS) + 1):
        assert f'id="finding-{number}"' in index
    for figure in FIGURES:
        assert f'id="figure-{figure.name}"' in index
        assert (f"figures/{figure.name}.svg" in made) == (figure.name in DRAWN)
        assert (f"python -m figures {figure.name}<" in index) == (figure.name not in DRAWN)
    for one in recorded.read_all():
        for run in one.runs:
            assert run.page in made
            assert f'href="{run.page}"' in index


def test_figures_have_their_data_and_large_data_are_zipped(made, index):
    assert made["figures/accuracy-curve.csv"].startswith(b"x,y\n")
    assert made["figures/formula-error.csv.zip"].startswith(b"PK")
    assert 'href="figures/formula-error.csv.zip">data (CSV, zipped)' in index
    assert 'width="300" height="150" loading="lazy"' in index


def test_theorem_4_4_is_answered(index):
    claim = index.partition('id="wei2023/thm-4.4"')[2].partition("</details>\n  <details")[0]
    assert "REFUTED" in claim[:2000]
    assert "4.23663050416546571706047580012" in claim
    assert 'href="#wei2023/thm-4.4-corrected"' in claim
    assert "python -m theory check wei2023/thm-4.4" in claim
    finding = re.search(r'<article class="finding status-refuted" id="finding-4".*?</article>', index, re.DOTALL)
    assert finding
    for part in ("REFUTED", "SYMBOLIC fails", "Counterexample, exact numbers", "the exact limit"):
        assert part in finding[0]


def test_a_claim_shows_where_it_comes_from_and_what_it_joins(index):
    ledger = papers.ledger()
    for claim in ledger.claims.values():
        text = index.partition(f'id="{claim.id}"')[2].partition("</details>\n  <details")[0]
        origin = claim.origin.value if claim.origin else ""
        assert f'data-origin="{origin}"' in text[:1000]
        assert (f'<dt>origin</dt><dd><span class="origin">{origin}</span>' in text) == bool(origin)
        for names, word in ((claim.parts, "parts"), (claim.elsewhere, "elsewhere")):
            found = re.search(rf"<dt>{word}</dt><dd>(.*?)</dd>", text, re.DOTALL)
            assert (tuple(re.findall(r'href="#([^"]*)"', found[1])) if found else ()) == names
    for claim_id in ("xie2024/sec-3-tight", "wei2023/sec-5-ten-percent"):
        text = index.partition(f'id="{claim_id}"')[2].partition("</details>\n  <details")[0]
        assert "<dt>named there</dt>" in text


def test_every_sentence_of_a_finding_has_its_status_and_origin(given):
    ledger = papers.read_ledger(given["evidence"])
    text = build.pages(ledger, [], [])["index.html"].decode()
    for number, finding in enumerate(FINDINGS, start=1):
        article = text.partition(f'id="finding-{number}" ')[2].partition("</article>")[0]
        paragraphs = re.findall(r"<p>(.*?)</p>", article, re.DOTALL)[: len(finding.sentences)]
        for sentence, shown in zip(finding.sentences, paragraphs, strict=True):
            assert re.findall(r"</span> ([A-Z ]+)</span>", shown) == [sentence.status(ledger).value]
            assert re.findall(r'class="origin">([^<]*)<', shown) == [one.value for one in sentence.origins(ledger)]
        assert f"</span> {finding.status(ledger).value}</span>" in article.partition("</h3>")[0]
        assert ("decides nothing there" in article) == bool(finding.elsewhere(ledger))


def test_the_evidence_of_a_claim_tells_what_it_covers_and_assumes(given):
    covered, premises = "1/2 < p < 1, eta > 0", ("wei2023/thm-4.1",)
    items = [
        Evidence("wei2023/thm-4.3", Method.SYMBOLIC, Verdict.HOLDS, "all", True, covered=covered, premises=premises),
        Evidence("wei2023/thm-4.3", Method.NETWORK, Verdict.FAILS, "other networks", False, covered="network = cnn"),
    ]
    text = build.pages(Ledger(papers.claims(), items), [], [])["index.html"].decode()
    claim = text.partition('id="wei2023/thm-4.3"')[2].partition("</details>\n  <details")[0]
    assert "<dt>covered</dt>" in claim
    assert re.search(r'<dt>premises</dt><dd>\s*<a href="#wei2023/thm-4.1">', claim)
    assert html.unescape(claim).count("(outside the claim's domain: decides nothing)") == 1


def test_the_other_questions_of_a_newcomer_are_answered(index):
    overview = html.unescape(index.partition('<ol class="overview">')[2].partition("</ol>")[0])
    for words in ("Theorem 4.3 with all weights perturbed", "BiSAM's bound at K = 100, where it is informative"):
        assert words in overview
    assert 'href="#sam-against-st"' in index
    found = [gain for one in recorded.read_all() for gain in comparisons.gains(one)]
    (most, attack), _ = comparisons.extremes([gain for gain in found if gain.source == "small-digits"])
    best = most.cells[attack]
    words = " ".join(index.split())
    answer = (
        f"most under {comparisons.attack(attack)}, where {most.row} (perceptron) gains <strong>{best.mean:+.1f} points"
    )
    assert answer in words
    # Experiments on the same networks do not stand beside each other as if one confirmed the other.
    box = words.partition('<ul class="answer">')[2].partition("<h3>")[0]
    assert "The same networks (weights of equal digests) under other attacks: <ul> <li>digits-" in box
    assert "<strong>digits-" not in box
    assert box.count(f"{best.mean:+.1f} points</strong> (95%: {best.low:.1f} to {best.high:.1f};") == 1
    assert f"(95%: {best.low:.1f} to {best.high:.1f}; {best.seeds} seeds)" in index


def test_run_pages_say_what_is_empty_and_have_no_raw_names(made):
    for name in ("runs/small-digits/mlp-at-linf-0.05-seed-0.html", "runs/planted-cnn/cnn-at-linf-0.02-seed-0.html"):
        text = made[name].decode()
        defaults = re.search(r'<p class="how">By default: (.*?)</p>', text, re.DOTALL)[1]
        assert "options none;" in defaults
        assert "<" not in defaults
        assert "<td></td>" not in text
        shown = re.sub(r"<code>.*?</code>", "", text)
        assert not re.search(r">(agree_|disagree_|attack_|lr<)", shown), name


def test_the_commands_on_the_page_parse(index, capsys):
    mains = {
        "theory": theory_main,
        "simulate": simulate_main,
        "gpu_experiments": networks_main,
        "figures": figures_main,
    }
    shown = {html.unescape(text) for text in re.findall(r"<code>python -m ([^<]*)</code>", index)}
    # One command for each form: those of the claims differ in the claim only.
    forms = {" ".join(word for word in text.split() if "/" not in word): text for text in sorted(shown)}
    assert len(forms) > 8
    for text in forms.values():
        module, *arguments = text.split()
        with pytest.raises(SystemExit) as stop:
            mains[module]([*arguments, "--help"])
        assert stop.value.code == 0, text
    assert "usage" in capsys.readouterr().out


def test_what_is_not_recorded_is_told(given):
    shown = pictures.read(FIGURES, given["figures"])
    nowhere = given["figures"] / "nowhere"
    made = build.pages(papers.ledger(), shown, recorded.read_all(nowhere))
    text = made["index.html"].decode()
    assert text.count("Not recorded here.") == len(recorded.EXPERIMENTS)
    assert "No attacked networks are recorded here." in text
    assert not any(name.startswith("runs/") for name in made)


def test_statements_notes_and_values_are_escaped(given):
    bad = "<script>alert(1)</script> & $a < b$"
    claims = [
        replace(claim, statement=bad, summary=bad, reading=bad, domain=bad, reported=bad)
        if claim.id == "wei2023/thm-4.4"
        else claim
        for claim in papers.claims()
    ]
    item = Evidence("wei2023/thm-4.4", Method.NETWORK, Verdict.FAILS, bad, True, bad, bad, bad, {bad: bad}, note=bad)
    text = build.pages(Ledger(claims, [item]), pictures.read(FIGURES, given["figures"]), [])["index.html"].decode()
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ") > 8
    assert "<mo>&lt;</mo>" in text


def test_sorts_of_evidence_never_look_alike(given):
    claim_id = "wei2023/thm-4.4"
    items = [Evidence(claim_id, method, Verdict.HOLDS, "all", True) for method in Method]
    ledger = Ledger(papers.claims(), items)
    text = build.pages(ledger, pictures.read(FIGURES, given["figures"]), [])["index.html"].decode()
    found = re.findall(
        r'<section class="evidence (\w+) holds">\s*<h3><span class="mark (\w+)">.*?</span>\s*([^<]*)</span>\s*(\w+)',
        text,
    )
    assert [(one[0], one[3]) for one in found] == [
        ("proof", "SYMBOLIC"),
        ("proof", "RIGOROUS"),
        ("agreement", "NUMERICAL"),
        ("agreement", "MONTE_CARLO"),
        ("measurement", "NETWORK"),
    ]
    assert {one[2].strip() for one in found} == {"proof", "numerical agreement", "measurement"}
    sheet = (environment.STATIC / "report.css").read_text(encoding="utf-8")
    borders = {
        re.search(rf"\.evidence\.{name} {{ border: \w+ (\w+)", sheet)[1]
        for name in ("proof", "agreement", "measurement")
    }
    assert borders == {"solid", "dashed", "dotted"}


def test_the_same_input_gives_the_same_bytes(made, given):
    code = (
        "import hashlib, sys; from pathlib import Path\n"
        "from figures.plots.registry import FIGURES\n"
        "from figures.report import build, pictures, recorded\n"
        "from theory import papers\n"
        "evidence, figures = map(Path, sys.argv[1:])\n"
        "made = build.pages(papers.read_ledger(evidence), pictures.read(FIGURES, figures), recorded.read_all())\n"
        "print(hashlib.sha256(b''.join(n.encode() + made[n] for n in sorted(made))).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(given["evidence"]), str(given["figures"])],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    digest = hashlib.sha256(b"".join(name.encode() + made[name] for name in sorted(made))).hexdigest()
    assert done.stdout.strip() == digest


def test_only_what_changed_is_written_and_only_own_files_are_removed(tmp_path):
    out = tmp_path / "report"
    assert build.write_changed(out, {"a.html": b"1", "runs/b.html": b"2"}) == ["a.html", "runs/b.html"]
    (out / "mine.txt").write_text("kept", encoding="utf-8")
    before = (out / "a.html").stat().st_mtime_ns
    assert build.write_changed(out, {"a.html": b"1", "c.html": b"3"}) == ["c.html"]
    assert (out / "a.html").stat().st_mtime_ns == before
    assert sorted(path.name for path in out.rglob("*") if path.is_file()) == [
        ".written.json",
        "a.html",
        "c.html",
        "mine.txt",
    ]


@pytest.mark.parametrize("record", ["nonsense", "{}", '["../outside.txt", "/tmp/x", 3]'])
def test_a_damaged_record_removes_nothing_outside(tmp_path, record):
    (tmp_path / "outside.txt").write_text("kept", encoding="utf-8")
    out = tmp_path / "report"
    out.mkdir()
    (out / build.RECORD).write_text(record, encoding="utf-8")
    build.write_changed(out, {"a.html": b"1"})
    assert (tmp_path / "outside.txt").exists()


def test_a_report_that_is_too_large_is_refused(tmp_path, given, made, monkeypatch):
    monkeypatch.setattr(build, "LIMIT", 1000)
    monkeypatch.setattr(build, "pages", lambda *_, **__: made)  # made once: what is refused is the size
    with pytest.raises(ValueError, match=r"expected at most 1000 bytes, got \d+; largest: index.html"):
        build.write(tmp_path, **given, report=quiet)
    assert not list(tmp_path.iterdir())


def test_the_size_is_within_the_limit(made):
    figures = sum(len(content) for name, content in made.items() if name.startswith("figures/"))
    others = sum(map(len, made.values())) - figures
    assert others < 0.6 * build.LIMIT  # the rest is for all figures


def test_the_command_writes_once_and_opens(tmp_path, given, monkeypatch, capsys):
    opened, drawn = [], []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line.webbrowser, "open", lambda address: opened.append(address) or True)
    monkeypatch.setattr(output, "write", lambda figures, *_, **__: drawn.append(len(figures)))
    assert command_line.main(["--open", "--out", "pages"]) == 0
    assert opened == [(tmp_path / "pages" / "index.html").as_uri()]
    assert drawn == [len(FIGURES)]
    capsys.readouterr()
    assert command_line.main(["--open", "--out", "pages"]) == 0
    assert drawn == [len(FIGURES)]
    assert capsys.readouterr().err == ""
    assert len(opened) == 2


def test_a_missing_browser_is_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "index.html").write_text("there", encoding="utf-8")
    monkeypatch.setattr(command_line.webbrowser, "open", lambda address: False)
    assert command_line.main(["--open", "--out", str(tmp_path)]) == 1
    assert f"open {tmp_path / 'index.html'}" in capsys.readouterr().err


def test_formulas_are_cached():
    formulas.mathml.cache_clear()
    formulas.prose("$x$ and $x$")
    assert formulas.mathml.cache_info().hits == 1


def test_figures_that_cannot_be_drawn_do_not_stop_the_report(tmp_path, monkeypatch, capsys):
    def refuse(*_, **__):
        raise ValueError("no record of 3 of 5 runs")

    written = []
    monkeypatch.setattr(output, "write", refuse)
    monkeypatch.setattr(build, "write", lambda out, **_: written.append(out))
    assert command_line.main(["report", "--out", str(tmp_path)]) == 0
    assert written == [tmp_path]
    assert "figures: no record of 3 of 5 runs" in capsys.readouterr().err
