"""The generated text of the project: the findings page and the findings table of the README."""

from __future__ import annotations

import re
from pathlib import Path

from figures.drawing.rendering import files
from figures.findings import markdown
from figures.findings.finding import Finding
from figures.findings.told import FINDINGS, FIRST
from figures.plots.registry import choose
from theory import files as project_files
from theory import sources
from theory.ledger import show
from theory.ledger.claims import Method
from theory.ledger.ledger import Ledger

PROJECT = sources.PROJECT
PAGE = PROJECT / "docs" / "findings.md"
PICTURE = PROJECT / "docs" / "optimal-weight.png"
README = PROJECT / "README.md"
_BLOCK = re.compile(r"(<!-- findings: begin -->\n).*?(<!-- findings: end -->)", re.DOTALL)


def with_table(readme: str, table: str) -> str:
    """Return the README with its findings table replaced.

    Raises:
        ValueError: the README has no place for it.
    """
    if not _BLOCK.search(readme):
        raise ValueError("README.md: expected a block between 'findings: begin' and 'findings: end', got none")
    return _BLOCK.sub(lambda match: f"{match[1]}{table}\n{match[2]}", readme)


def wanted(ledger: Ledger) -> dict[Path, str]:
    """Return what the generated files should hold, by path; nothing where there is no README, as in an installed package."""
    if not README.exists():
        return {}
    readme = README.read_text(encoding="utf-8")
    return {
        PAGE: markdown.page(ledger, FINDINGS),
        README: with_table(readme, markdown.table(ledger, FIRST)),
    }


def stale(ledger: Ledger, *, networks: bool = True) -> list[Path]:
    """Return the generated files that do not say what the evidence says.

    networks: whether findings count that rest on trained networks, whose numbers differ between kinds of processors.
    """
    left_out = [] if networks else [one.title for one in FINDINGS if _on_networks(ledger, one)]
    return [
        path
        for path, text in wanted(ledger).items()
        if not path.exists() or _without(path.read_text(encoding="utf-8"), left_out) != _without(text, left_out)
    ]


def _on_networks(ledger: Ledger, finding: Finding) -> bool:
    strongest = map(ledger.strongest, show.leaves(ledger, finding.claims))
    return any(item is not None and item.method is Method.NETWORK for item in strongest)


def _without(text: str, titles: list[str]) -> str:
    """Return a page without the sections and the table rows of some findings."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.startswith("## "):
            inside = line[3:] in titles
        if not inside and not any(line.startswith(f"| {title} |") for title in titles):
            kept.append(line)
    return "\n".join(kept)


def update(ledger: Ledger) -> None:
    """Write the generated files, and the README's picture.

    Raises:
        ValueError: there is no README.
    """
    if not README.exists():
        raise ValueError(f"--update: expected a checkout of the project, got none at {PROJECT}")
    for path, text in wanted(ledger).items():
        project_files.write_text(path, text)
    (figure,) = choose([PICTURE.stem])
    project_files.write_bytes(PICTURE, files(figure)[PICTURE.name])
