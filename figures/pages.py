"""The generated text of the project: the findings page and the findings table of the README."""

from __future__ import annotations

import re
from pathlib import Path

from figures import findings, output
from figures.finding_list import FINDINGS
from figures.registry import choose
from theory import evidence_files
from theory.ledger import Ledger

PROJECT = evidence_files.PROJECT
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
    """Return what the generated files should hold, by path."""
    readme = README.read_text(encoding="utf-8")
    return {
        PAGE: findings.page(ledger, FINDINGS),
        README: with_table(readme, findings.table(ledger, FINDINGS)),
    }


def stale(ledger: Ledger) -> list[Path]:
    """Return the generated files that do not say what the evidence says."""
    return [
        path for path, text in wanted(ledger).items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def update(ledger: Ledger) -> None:
    """Write the generated files, and the README's picture."""
    for path, text in wanted(ledger).items():
        evidence_files.write_text(path, text)
    (figure,) = choose([PICTURE.stem])
    evidence_files.write_bytes(PICTURE, output.files(figure)[PICTURE.name])
