"""Writes the report: every page, picture and script, the same bytes for the same input, and only what has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from figures.drawing import output
from figures.findings.finding import Finding
from figures.findings.own import own_findings
from figures.findings.told import FINDINGS, FIRST
from figures.plots.registry import FIGURES
from figures.report import (
    citation,
    comparisons,
    environment,
    graph,
    marks,
    own_runs,
    pictures,
    provenance,
    recorded,
    run_words,
    runs,
)
from figures.report.own_runs import OwnRuns
from figures.report.recorded import Recorded, Run
from theory import files, papers
from theory.ledger import evidence as evidence_files
from theory.ledger import show
from theory.ledger.claims import Kind, Method, Origin, Verdict
from theory.ledger.ledger import Ledger
from theory.papers.own import Own

OUT = Path("out") / "report"
RECORD = ".written.json"
ON_FIRST_SCREEN, FIRST_PICTURE = 6, "optimal-weight"
LIMIT = 15_000_000  # bytes of the whole folder
OWN_RUN = 17_000  # more for each run of the user's own, so that 5,000 take 100 MB at most
STYLES = ("report.css", "marks.css")
SCRIPTS = (
    "normal.js",
    "root_finding.js",
    "binary_model.js",
    "full_weights.js",
    "surrogates.js",
    "plot.js",
    "fields.js",
    "binary_plots.js",
    "surrogate_plots.js",
    "explore_binary_model.js",
    "explore_surrogates.js",
    "report.js",
)
"""In the order in which they need each other; the last scrolls to what the address names, when all is drawn."""


def pages(
    ledger: Ledger,
    shown: Sequence[pictures.Picture],
    experiments: Sequence[Recorded],
    own: Sequence[OwnRuns] = (),
    findings: Sequence[Finding] = FINDINGS,
) -> dict[str, bytes]:
    """Return the content of every file of the report, by its address in it; nothing is written."""
    templates = environment.make(ledger.claims)
    made = {f"static/{path.name}": path.read_bytes() for path in sorted(environment.STATIC.iterdir())}
    made["static/marks.css"] = marks.style_sheet().encode()
    for picture in shown:
        made |= picture.files()
    made["index.html"] = _index(templates, ledger, shown, experiments, own, findings).encode()
    for one in experiments:
        said = {"name": one.experiment.name, "note": one.experiment.note, "command": one.command}
        made |= run_pages(templates, one.runs, {**said, "home": f"index.html#runs-{one.experiment.name}"})
    for group in own:
        made |= own_pages(templates, group)
    return made


def _index(
    templates: Environment,
    ledger: Ledger,
    shown: Sequence[pictures.Picture],
    experiments: Sequence[Recorded],
    own: Sequence[OwnRuns],
    findings: Sequence[Finding],
) -> str:
    by_paper = {paper: [c for c in ledger.claims.values() if c.id.startswith(f"{paper}/")] for paper in ledger.papers()}
    attacked = {one.experiment.name: comparisons.gains(one) for one in experiments}
    same = comparisons.same_networks(experiments)
    told = {**attacked}
    for first, others in same.items():
        told |= {name: comparisons.besides(attacked[name], attacked[first]) for name in others}
    counts = [(status, list(ledger.statuses().values()).count(status)) for status in marks.STATUS_SAYS]
    values: dict[str, Any] = {
        "root": "",
        "citation": citation.read(),
        "ledger": ledger,
        "findings": findings,
        "first": FIRST[:ON_FIRST_SCREEN],
        "first_picture": next((one for one in shown if one.name == FIRST_PICTURE), None),
        "commands": show.commands,
        "by_paper": by_paper,
        "counts": [(status, number) for status, number in counts if number],
        "kinds": [kind for kind in Kind if any(claim.kind is kind for claim in ledger.claims.values())],
        "origins_there": [origin for origin in Origin if any(c.origin is origin for c in ledger.claims.values())],
        "methods": list(Method),
        "graphs": [graph.draw(ledger, paper) for paper in ledger.papers()],
        "pictures": shown,
        "experiments": experiments,
        "own": own,
        "gains": attacked,
        "reported_gains": comparisons.reported_gains(),
        "extremes": {name: comparisons.extremes(found) for name, found in told.items() if found},
        "same_networks": same,
        "titles": titles(findings),
        "cell": comparisons.cell,
        "beside": {name: comparisons.beside(name, experiments) for name in comparisons.by_measured(experiments)},
        "data_names": comparisons.DATA,
        "measured_names": {name: comparisons.measured_names(name, experiments) for name in comparisons.REPORTED},
        "reported_columns": comparisons.COLUMNS,
        "columns_of": comparisons.columns,
        "masked": runs.masked,
        "times": provenance.times(ledger),
        "pieces": provenance.pieces(ledger),
        "seconds": provenance.seconds,
        "environments": provenance.environments(ledger, experiments),
        "reduced": provenance.reduced(experiments),
        "fails": Verdict.FAILS,
        "scripts": SCRIPTS,
        "styles": (*STYLES, "explorers.css"),
    }
    return templates.get_template("index.html").render(values)


def titles(findings: Sequence[Finding] = FINDINGS) -> dict[str, str]:
    """Return the titles of the findings that speak of a claim, by its id: words by which it is searched."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        for name in finding.claims:
            found.setdefault(name, []).append(finding.title)
    return {name: "; ".join(words) for name, words in found.items()}


def own_pages(templates: Environment, group: OwnRuns) -> dict[str, bytes]:
    """Return the pages of tables of a user's own runs, and those of the runs, by their addresses."""
    template = templates.get_template("records.html")
    made = {}
    for page in group.pages:
        values = {
            "root": "../",
            "citation": citation.read(),
            "group": group,
            "page": page,
            "cell": comparisons.cell,
            "columns_of": comparisons.columns,
            "masked": runs.masked,
            "scripts": (),
            "styles": STYLES,
        }
        made[page.address] = template.render(values).encode()
        said = {"name": group.name, "note": "", "command": "", "file": group.file, "home": page.address}
        made |= run_pages(templates, page.runs, said)
    return made


def run_pages(templates: Environment, shown: Sequence[Run], said: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the page of every recorded run, by its address.

    Args:
        templates: those of the report.
        shown: the runs, each of which leads to the next.
        said: name, note and command of their experiment, or the file of records, and the address of their table.
    """
    template = templates.get_template("run.html")
    beside = runs.neighbours(shown)
    made = {}
    for run in shown:
        before, after = beside[run.page]
        values = {
            "root": "../../",
            "citation": citation.read(),
            **said,
            "run": run,
            "before": before,
            "after": after,
            "settings": {
                name: (run_words.setting_value(name, value), changed)
                for name, (value, changed) in recorded.changed_settings(run.settings).items()
            },
            "reliance": [] if run.diverged else run_words.reliance(run.found["result"].get("reliance", {})),
            "device": recorded.device,
            "evaluations": [] if run.diverged else runs.evaluations(run),
            "vanishing": None if run.diverged else runs.vanishing(run),
            "epochs": [] if run.diverged else runs.epochs(run),
            "curves": [] if run.diverged else runs.curves(run),
            "scripts": (),
            "styles": STYLES,
        }
        made[run.page] = template.render(values).encode()
    return made


def write(
    out: Path = OUT,
    *,
    figures: Path = output.OUT,
    evidence: Path = evidence_files.OUT,
    records: Path | None = None,
    report: Callable[[str], None] = output.tell,
    own: Own = (),
) -> list[str]:
    """Write the report below `out` and return the addresses of the files that changed.

    With `records`, a file or a folder of records of runs, these runs have tables and pages too.
    Files that an earlier report wrote there and this one has not are removed; others are left alone.

    Raises:
        ValueError: the report would be larger than it may be.
    """
    report("report: reading evidence, figures and recorded runs")
    ledger, shown, experiments = papers.read_ledger(evidence, own), pictures.read(FIGURES, figures), recorded.read_all()
    for picture in shown:
        if not picture.drawn:
            report(f"report: no figure {picture.name} in {figures}: python -m figures {picture.name}")
    for one in experiments:
        if not one.complete:
            report(f"report: {one.experiment.name} is not recorded whole: {one.command}")
    runs_read = () if records is None else own_runs.read(records)
    made = pages(ledger, shown, experiments, runs_read, (*FINDINGS, *own_findings(ledger, own)))
    size, limit = sum(map(len, made.values())), LIMIT + OWN_RUN * sum(len(group.runs) for group in runs_read)
    if size > limit:
        largest = ", ".join(sorted(made, key=lambda name: -len(made[name]))[:5])
        raise ValueError(f"report: expected at most {limit} bytes, got {size}; largest: {largest}")
    changed = write_changed(out, made)
    report(f"report: {out / 'index.html'}, {len(made)} files, {size / 1e6:.1f} MB, {len(changed)} changed")
    return changed


def write_changed(out: Path, made: Mapping[str, bytes]) -> list[str]:
    """Write files below a folder and return the addresses of those that changed; remove what an earlier call wrote."""
    before = _written(out)
    changed = [n for n in sorted(made) if not (out / n).is_file() or (out / n).read_bytes() != made[n]]
    for name in changed:
        files.write_bytes(out / name, made[name])
    for name in sorted(before - set(made)):
        (out / name).unlink(missing_ok=True)
    names = json.dumps(sorted(made), indent=0) + "\n"
    files.write_text(out / RECORD, names)
    return changed


def _written(out: Path) -> set[str]:
    """Return the addresses that an earlier report wrote, as far as they lie in its folder."""
    try:
        names = files.read_json(out / RECORD)
    except (FileNotFoundError, ValueError):
        return set()  # nothing written yet, or a damaged record: then nothing is removed
    kept = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return {name for name in kept if not Path(name).is_absolute() and ".." not in Path(name).parts}
