"""Results of a sweep on disk: nothing that is finished is lost, and the same sweep gives the same bytes.

``name.jsonl`` has one record a line, in the order of the cells, and nothing that depends on time or machine; each
line of ``name.timings.jsonl`` tells the seconds and the code of the record with that key.  Until all cells are
there, finished ones lie in ``name.jsonl.part`` in the order in which they ended.  A line that a crash cut off there is
dropped.  A record has a checksum of its cell and result; those of older versions have none, and are told of.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from theory import files, sources

Record = dict[str, Any]


def line(value: Mapping[str, Any]) -> str:
    """Return a record as one line of JSON, the same for equal records."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def key_of(record: Mapping[str, Any]) -> str:
    """Return what tells a record's cell from others: everything but its result and checksum."""
    return line({name: value for name, value in record.items() if name not in ("result", files.CHECKSUM)})


def digest(record: Mapping[str, Any]) -> str:
    """Return a short name of a record's cell."""
    return hashlib.sha256(key_of(record).encode()).hexdigest()[:16]


def timings_path(path: Path) -> Path:
    """Return the file with the timings that belong to a file of results."""
    return path.with_suffix(".timings" + path.suffix)


def read(path: Path) -> list[Record]:
    """Return the records in a file of results.

    Raises:
        ValueError: a line is not a record; the message names file and line.
    """
    return [_record(value, where) for where, value in files.read_lines(path)]


_RECORD: Mapping[str, files.Kinds] = {
    "task": (str,),
    "settings": (dict,),
    "replication": (int,),
    "seed": (int,),
    "result": (),
}
_RUN: Mapping[str, files.Kinds] = {"seconds": (int, float), "code": (str,)}


def _record(value: Any, where: str) -> Record:
    """Return a parsed record; ValueError unless it has a record's fields and the content that its checksum says."""
    files.check_fields(value, _RECORD, where, {files.CHECKSUM: (str,)})
    files.is_sealed(value, where)
    return value


def read_timings(path: Path) -> dict[str, dict[str, Any]]:
    """Return seconds and code, by the cell's digest, of the records in a file of results; empty where none are told.

    Raises:
        ValueError: a line is none of timings; the message names file and line.
    """
    timings = timings_path(path)
    found: dict[str, dict[str, Any]] = {}
    for where, run in files.read_lines(timings) if timings.exists() else ():
        files.check_fields(run, {"cell": (str,), **_RUN}, where)
        found[run.pop("cell")] = run
    return found


class Store:
    """The records of one sweep, as a context; one process at a time holds it.

    Args:
        path: the file of results.
        fresh: forget what is there.

    Raises:
        ValueError: another process has it, or the files are not those of a sweep.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path, self.part, self._fresh = path, path.with_name(path.name + ".part"), fresh
        self._found: dict[str, tuple[Record, dict[str, Any]]] = {}
        self._file: TextIO | None = None

    def __enter__(self) -> Store:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.part.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise ValueError(f"{self.part}: another run is writing it ({error})") from error
        try:
            if self._fresh:
                self._file.truncate(0)
            else:
                self._read_finished()
                self._read_part(self._file)
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        if os.fstat(self._file.fileno()).st_size == 0:
            self.part.unlink(missing_ok=True)  # while the lock is held
        self._file.close()

    def _read_finished(self) -> None:
        if self.path.exists() and (runs := read_timings(self.path)):
            # Where a crash came between writing the two files, the part file has what differs.
            for record in read(self.path):
                self._found[key_of(record)] = (record, runs.get(digest(record), {}))

    def _read_part(self, file: TextIO) -> None:
        content = self.part.read_bytes()
        whole = content.rfind(b"\n") + 1  # a crash cut off what follows
        file.truncate(whole)
        file.seek(0, os.SEEK_END)
        for where, entry in files.read_lines(self.part) if whole else ():
            files.check_fields(entry, {"record": (dict,), "run": (dict,)}, where)
            files.check_fields(entry["run"], _RUN, where)
            self._found[key_of(entry["record"])] = (_record(entry["record"], where), entry["run"])

    def expect(self, blank: Iterable[Record]) -> None:
        """Refuse to go on where the files hold cells that are not among those of the sweep.

        Raises:
            ValueError: they do; finishing would delete them.
        """
        others = set(self._found) - {key_of(record) for record in blank}
        if others:
            raise ValueError(
                f"{self.path}: holds {len(others)} other cells, for example {min(others).strip()}; "
                "choose another file, or --fresh to forget them"
            )

    def holds(self, blank: Record, code: str) -> bool:
        """Return whether the record of a cell is there and stands beside code with this digest."""
        found = self._found.get(key_of(blank))
        return found is not None and sources.stands(found[1].get("code"), code)

    def has(self, blank: Record) -> bool:
        """Return whether there is a record of a cell, by whatever code."""
        return key_of(blank) in self._found

    def older(self) -> int:
        """Return how many records have a digest of the older kind."""
        codes = [str(run["code"]) for _, run in self._found.values() if "code" in run]
        return sum(map(sources.of_older_kind, codes))

    def unsealed(self) -> int:
        """Return how many records have no checksum: an older version wrote them."""
        return sum(files.CHECKSUM not in record for record, _ in self._found.values())

    def add(self, record: Record, seconds: float, code: str) -> None:
        """Keep the record of a finished cell, made by code with this digest: when this returns it is on the disk."""
        assert self._file is not None
        run = {"seconds": round(seconds, 4), "code": code}
        self._file.write(line({"record": record, "run": run}))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._found[key_of(record)] = (record, run)

    def finish(self, blank: Sequence[Record]) -> list[Record]:
        """Write all records in the order of the cells and return them; the part file is then not needed any more."""
        assert self._file is not None
        chosen = [self._found[key_of(record)] for record in blank]
        runs = [line({"cell": digest(record), **run}) for record, run in chosen]
        files.write_text(timings_path(self.path), "".join(runs))
        files.write_text(self.path, "".join(line(record) for record, _ in chosen))
        self._file.truncate(0)
        return [record for record, _ in chosen]
