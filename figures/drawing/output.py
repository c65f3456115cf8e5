"""Writes the files of figures, whole or not at all, and only what has changed."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from figures.drawing.figure import Figure
from figures.drawing.rendering import files
from theory import files as project_files
from theory import sources
from theory.ledger import values

OUT = Path("out") / "figures"
RECORD = ".drawn.json"


def fingerprint(figure: Figure) -> str:
    """Return a digest of what a figure depends on: the sources and libraries that it imports, what it reads
    and what else it says. Empty where a function has no source file, as one that was typed at a prompt.
    """
    said = (figure.name, figure.data, figure.draw, figure.depends())
    read = [values.file_text(path) for path in figure.reads]
    try:
        return sources.digest(modules_of(figure), values.text_of(said), *read)
    except sources.SourceError:
        return ""


def modules_of(figure: Figure) -> tuple[str, ...]:
    """Return the modules whose sources, with all that they import, a figure depends on."""
    return values.modules_of((figure.data, figure.draw, figure.depends, files))


def tell(line: str) -> None:
    """Report progress on stderr."""
    print(line, file=sys.stderr, flush=True)


def write(
    chosen: Sequence[Figure], out: Path = OUT, *, force: bool = False, report: Callable[[str], None] = tell
) -> list[str]:
    """Draw the chosen figures below ``out`` and return the names of those that were drawn.

    A figure is left alone when it was drawn from the same sources, as far as it imports them, and the same evidence, and
    its files are as they were written then; ``force`` draws it all the same.
    """
    record = _read_record(out)
    drawn = []
    for number, figure in enumerate(chosen, start=1):
        where = f"[{number}/{len(chosen)}] {figure.name}"
        code = fingerprint(figure)
        if not force and _is_current(record.get(figure.name), code, out):
            report(f"{where}: unchanged")
            continue
        start = time.perf_counter()
        made = files(figure)
        for name, content in made.items():
            project_files.write_bytes(out / name, content)
        record[figure.name] = {"code": code, "files": {name: _digest(made[name]) for name in sorted(made)}}
        # After each figure, so that an interrupted run is taken up where it stopped.
        project_files.write_bytes(out / RECORD, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
        drawn.append(figure.name)
        report(f"{where}: drawn ({time.perf_counter() - start:.1f} s)")
    return drawn


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _read_record(out: Path) -> dict[str, object]:
    try:
        record = project_files.read_json(out / RECORD)
    except (FileNotFoundError, ValueError):
        return {}  # nothing drawn yet, or a damaged record: everything is drawn again
    return record if isinstance(record, dict) else {}


def _is_current(entry: object, code: str, out: Path) -> bool:
    if not code or not isinstance(entry, dict) or entry.get("code") != code or not isinstance(entry.get("files"), dict):
        return False
    return all(
        (out / name).is_file() and _digest((out / name).read_bytes()) == digest
        for name, digest in entry["files"].items()
    )
