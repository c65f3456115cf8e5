"""How to cite the project and its papers, from CITATION.cff."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).resolve().parent / "CITATION.cff"  # a link to the one beside the README, a file in a wheel


@dataclass(frozen=True)
class Paper:
    """A paper that is referred to."""

    title: str
    authors: str
    year: str
    url: str


@dataclass(frozen=True)
class Citation:
    """The project's title, version, authors and licence, and the papers."""

    title: str
    version: str
    authors: str
    licence: str
    papers: tuple[Paper, ...]

    @property
    def text(self) -> str:
        """One line to cite the project by."""
        return f"{self.authors}. {self.title}. Version {self.version}. Software, licence {self.licence}."

    @property
    def bibtex(self) -> str:
        """The same as BibTeX."""
        name = self.title.partition(":")[0].lower()
        fields = {
            "title": f"{{{self.title}}}",
            "author": f"{{{self.authors}}}",
            "version": self.version,
            "note": f"Software, licence {self.licence}",
        }
        lines = [f"  {key} = {{{value}}}," for key, value in fields.items()]
        return "\n".join([f"@misc{{{name},", *lines, "}"])


def read(path: Path = PATH) -> Citation:
    """Return what a citation file says; of YAML it needs flat fields and lists only.

    Raises:
        ValueError: a field is missing; the message names it.
    """
    head, _, references = path.read_text(encoding="utf-8").partition("\nreferences:\n")
    entries = re.split(r"^  - ", references, flags=re.MULTILINE)[1:]
    found = tuple(
        Paper(_field(entry, "title", path), ", ".join(_names(entry)), _field(entry, "year", path), _url(entry))
        for entry in entries
    )
    authors = ", ".join(re.findall(r"^  - name: (.*)$", head, re.MULTILINE)) or ", ".join(_names(head))
    if not authors:
        raise ValueError(f"{path}: expected authors, got none")
    return Citation(
        _field(head, "title", path), _field(head, "version", path), authors, _field(head, "license", path), found
    )


def _field(text: str, name: str, path: Path) -> str:
    match = re.search(rf"^\s*{name}: *(.+?) *$", text, re.MULTILINE)
    if match is None:
        raise ValueError(f"{path}: expected a field {name!r}, got none in {text[:60]!r}")
    return match[1].strip("\"'")


def _names(text: str) -> list[str]:
    found = re.findall(r"family-names: ([^,}\n]+), given-names: ([^,}\n]+)", text)
    return [f"{given.strip()} {family.strip()}" for family, given in found]


def _url(text: str) -> str:
    match = re.search(r"^\s*url: *(\S+)", text, re.MULTILINE)
    return match[1] if match else ""
