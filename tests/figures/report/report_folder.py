"""A report for tests: real claims and recorded runs, evidence for a few claims computed on the spot, made-up figures."""

from __future__ import annotations

from pathlib import Path

from figures.report import build, pictures
from theory import papers
from theory.ledger import checking

CHECKED = ("wei2023/slope-sign-form", "wei2023/thm-4.3", "wei2023/eq-33", "wei2023/thm-4.4")
DRAWN = ("accuracy-curve", "formula-error")
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><path d="M0 0L200 100" stroke="black"/></svg>'


def quiet(line: str) -> None:
    """Take a line of progress and say nothing."""


def inputs(folder: Path) -> dict[str, Path]:
    """Compute evidence and write figures below a folder; return what `build.write` takes."""
    evidence, figures = folder / "evidence", folder / "figures"
    chosen = checking.select(papers.checks(), CHECKED)
    checking.run_checks(papers.ledger(), chosen, out=evidence, workers=1, tell=lambda *_: None)
    figures.mkdir()
    for name, rows in zip(DRAWN, (3, pictures.ZIPPED // 4), strict=True):
        (figures / f"{name}.svg").write_text(_DRAWING, encoding="utf-8")
        (figures / f"{name}.csv").write_text("x,y\n" + "1,2\n" * rows, encoding="utf-8")
    return {"evidence": evidence, "figures": figures}


def write(folder: Path) -> Path:
    """Write a report below a folder and return its index page."""
    build.write(folder / "report", **inputs(folder), report=quiet)
    return folder / "report" / "index.html"
