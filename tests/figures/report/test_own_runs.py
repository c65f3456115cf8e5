"""Runs of a user's own in the report: tables a page at a time, a page each, and the report as it is without them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from figures import __main__ as command_line
from figures.report import build, environment, own_runs, pictures, recorded
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.experiments.reading import RunRecord
from gpu_experiments.runs.settings import RunSettings, all_fields
from tests.figures.report.test_report import Page
from theory import papers

FIRST = json.loads((RESULTS / "digits-stronger.jsonl").read_text().splitlines()[0])["result"]


def made_up(count, epochs=10):
    """Runs of a user's own network on 1,000 rates at a few seeds, as a sweep would leave them."""
    names = {"model": "networks_of_mine:net", "dataset": "images/of mine", "method": "sam"}
    rows = [{**FIRST["result"]["epochs"][k % len(FIRST["result"]["epochs"])], "epoch": k + 1} for k in range(epochs)]
    found = {**FIRST, "result": {**FIRST["result"], "epochs": rows}}
    for number in range(count):
        settings = {**all_fields(RunSettings()), **names, "rho": 0.1, "lr": 0.001 * (1 + number // 5)}
        yield RunRecord(Path("out/mine.jsonl"), settings, number % 5, found, 1.0)


@pytest.fixture
def templates():
    return environment.make(papers.ledger().claims)


def group_of(records, name="mine"):
    return own_runs.OwnRuns(name, Path("out/mine.jsonl"), own_runs._runs(name, list(records)))


def test_tables_have_so_many_rows_a_page_and_every_link_lands(templates):
    group = group_of(made_up(5 * (own_runs.ROWS + 7)))
    made = build.own_pages(templates, group)
    tables = [name for name in made if name.startswith("records/")]
    assert tables == ["records/mine-1.html", "records/mine-2.html"]
    assert [made[name].count(b'<th scope="row">') for name in tables] == [own_runs.ROWS, 7]
    assert len(made) == 2 + 5 * (own_runs.ROWS + 7)
    for name, content in made.items():
        for link in Page(content.decode()).links:
            if link.startswith("#"):
                continue
            path = os.path.normpath(Path(name).parent / link.partition("#")[0])
            assert path in made or path == "index.html", (name, link)
    run = made[group.runs[3].page].decode()
    assert "out/mine.jsonl" in run
    assert "networks_of_mine:net" in run
    assert 'href="../../records/mine-1.html"' in run


def test_names_of_pages_are_unique_and_plain(templates):
    group = group_of(made_up(40))
    addresses = [run.page for run in group.runs]
    assert len(set(addresses)) == 40
    assert all(name.isascii() and " " not in name and ":" not in name for name in addresses)


@pytest.mark.parametrize("epochs", [100, 200])
def test_five_thousand_runs_of_many_epochs_fit(templates, epochs):
    """The bytes of a page do not depend on the number of runs but for the links of its table."""
    group = group_of(made_up(100, epochs))
    made = build.own_pages(templates, group)
    size = sum(map(len, made.values()))
    assert build.LIMIT + 5000 * build.OWN_RUN <= 100_000_000
    assert size < build.OWN_RUN * len(group.runs)
    last = made[group.runs[0].page].decode()
    assert f"<td>{epochs}</td>" in last
    assert last.count("<tr><td>") == 100
    entry = templates.get_template("own_runs.html").render(own=[group])
    assert len(entry) < 1000


def test_the_report_takes_them_beside_its_own(tmp_path, monkeypatch):
    own = own_runs.read(RESULTS / "digits-stronger.jsonl")
    shown, known = pictures.read((), tmp_path), recorded.read_all()[:1]
    ledger = papers.read_ledger(tmp_path)
    alone, both = build.pages(ledger, shown, known), build.pages(ledger, shown, known, own)
    assert {name for name in both if name not in alone} == {
        "records/digits-stronger-1.html", *(run.page for run in own[0].runs)
    }  # fmt: skip
    assert [name for name in alone if alone[name] != both[name]] == ["index.html"]
    assert b'href="records/digits-stronger-1.html"' in both["index.html"]
    assert b'id="records"' not in alone["index.html"]


def test_a_folder_is_read_by_file_and_one_without_records_is_refused(tmp_path):
    assert {one.name for one in own_runs.read(RESULTS)} == {
        path.stem for path in RESULTS.glob("*.jsonl") if "timings" not in path.name and path.stem != "step-costs"
    }
    with pytest.raises(ValueError, match="--records: expected records of runs in"):
        own_runs.read(tmp_path)


def test_the_option_belongs_to_the_report(capsys):
    assert command_line.main(["accuracy-curve", "--records", "out/runs"]) == 2
    assert "--records: accuracy-curve takes --p" in capsys.readouterr().err
