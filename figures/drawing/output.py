"""Writes the files of figures, whole or not at all, and only what has changed."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from figures.drawing.figure import Figure
from figures.drawing.parameters import FORMATS
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
    said = (figure.name, figure.compute, figure.paint, figure.depends(), dict(figure.given))
    read = [values.file_text(path) for path in figure.reads]
    try:
        return sources.digest(modules_of(figure), values.text_of(said), *read)
    except sources.SourceError:
        return ""


def modules_of(figure: Figure) -> tuple[str, ...]:
    """Return the modules whose sources, with all that they import, a figure depends on."""
    return values.modules_of((figure.compute, figure.paint, figure.depends, files))


def tell(line: str) -> None:
    """Report progress on stderr."""
    print(line, file=sys.stderr, flush=True)


def write(
    chosen: Sequence[Figure],
    out: Path = OUT,
    *,
    formats: Sequence[str] = FORMATS,
    force: bool = False,
    report: Callable[[str], None] = tell,
) -> list[str]:
    """Draw the chosen figures below ``out`` and return the names of those that were drawn.

    A figure is left alone when it was drawn from the same sources, as far as it imports them, and the same evidence, and
    its files are as they were written then; ``force`` draws it all the same.
    """
    record = _read_record(out)
    drawn = []
    for number, figure in enumerate(chosen, start=1):
        where = f"[{number}/{len(chosen)}] {figure.stem}"
        code = fingerprint(figure)
        known = _files_of(record.get(figure.stem), code)
        if not force and _are_there([f"{figure.stem}.{one}" for one in formats], known, out):
            report(f"{where}: unchanged")
            continue
        start = time.perf_counter()
        made = files(figure, formats)
        for name, content in made.items():
            project_files.write_bytes(out / name, content)
        written = {**known, **{name: _digest(content) for name, content in made.items()}}
        record[figure.stem] = {"code": code, "files": dict(sorted(written.items()))}
        # After each figure, so that an interrupted run is taken up where it stopped.
        project_files.write_bytes(out / RECORD, (json.dumps(record, indent=1, sort_keys=True) + "\n").encode())
        drawn.append(figure.stem)
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


def _files_of(entry: object, code: str) -> dict[str, str]:
    """Return the digests of the files that were drawn from the same code, by name."""
    if not code or not isinstance(entry, dict) or entry.get("code") != code or not isinstance(entry.get("files"), dict):
        return {}
    return dict(entry["files"])


def _are_there(names: Sequence[str], known: Mapping[str, str], out: Path) -> bool:
    """Tell whether the files are as they were written."""
    return all(
        name in known and (out / name).is_file() and _digest((out / name).read_bytes()) == known[name] for name in names
    )
