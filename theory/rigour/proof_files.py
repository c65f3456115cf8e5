"""Finished tiles of a proof on disk, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from theory import files, sources
from theory.ledger import values


class TileStore:
    """One file of JSON lines: what the proof is of, then a line for each finished tile; renamed into place whole.

    Args:
        folder: where; None keeps nothing, nor is anything kept of functions without a source file.
        name: of the proof, for example ``wei2023/thm-4.3``; becomes the file's name.
        identity: plain data that must be the same for a tile to be taken over.
        functions: those that prove; the digest of the sources that they import is added to the identity.
    """

    def __init__(
        self, folder: str | None, name: str, identity: Mapping[str, Any], functions: Sequence[Callable[..., Any]]
    ) -> None:
        code = "" if folder is None else _code_of(functions)
        self.identity = {**identity, "code": code}
        digest = hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()[:12]
        self.path = None if folder is None or not code else Path(folder) / f"{name}-{digest}.jsonl"
        self.all = f"{Path(name).name}-{'?' * 12}.jsonl"

    def read(self) -> dict[int, dict[str, Any]]:
        """Return the finished tiles by number; none where the file is missing, broken or of another proof."""
        if self.path is None or not self.path.exists():
            return {}
        try:
            first, *rest = files.read_lines(self.path)
            return {line["number"]: line["result"] for line in map(_tile, rest)} if first[1] == self.identity else {}
        except ValueError:
            return {}  # the tiles are proved again

    def write(self, results: Mapping[int, Mapping[str, Any]]) -> None:
        """Keep the finished tiles."""
        if self.path is not None:
            lines = [self.identity, *(files.sealed({"number": i, "result": results[i]}) for i in sorted(results))]
            files.write_text(self.path, "".join(json.dumps(line) + "\n" for line in lines))

    def remove(self) -> None:
        """Delete the file, and those that earlier code left of this proof: it has ended."""
        if self.path is not None:
            for path in self.path.parent.glob(self.all):
                path.unlink(missing_ok=True)


def _tile(line: tuple[str, Any]) -> dict[str, Any]:
    where, tile = line
    files.check_fields(tile, {files.CHECKSUM: (str,), "number": (int,), "result": (dict,)}, where)
    files.is_sealed(tile, where)
    return tile


def _code_of(functions: Sequence[Callable[..., Any]]) -> str:
    """Return a digest of what the functions import, empty where one was typed at a prompt."""
    try:
        return sources.digest(values.modules_of(functions))
    except sources.SourceError:
        return ""
