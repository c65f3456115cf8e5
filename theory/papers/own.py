"""Papers of a user's own: modules of claims from outside the package, by file or dotted name, or of installed packages.

A module has a ``SECTION`` of entries, or ``PARTS``, modules that have one; and, where figures shall tell of it, ``FINDINGS``.
An installed package names its module in the entry-point group `GROUP`.
"""

from __future__ import annotations

import shlex
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module, invalidate_caches
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from theory import sources
from theory.ledger.claims import LedgerError, Method
from theory.ledger.entries import Section, Test

GROUP = "sharpcheck.papers"
"""Entry points of this group name the modules of papers in installed packages."""


@dataclass(frozen=True)
class OwnPaper:
    """A paper from outside the package.

    Attributes:
        module: holds its claims.
        option: what a command must be told to know it; empty for one of an installed package.
    """

    module: ModuleType
    option: str = ""

    def __post_init__(self) -> None:
        for part in self.parts:
            if not isinstance(getattr(part, "SECTION", None), Section):
                raise LedgerError(
                    f"{part.__name__}: expected a SECTION of entries or PARTS of modules with one, got none"
                )
            for claim_id, tests in part.SECTION.tests.items():
                for test in tests:
                    _require_possible(claim_id, test)

    @property
    def parts(self) -> tuple[ModuleType, ...]:
        """Its modules of claims."""
        return tuple(getattr(self.module, "PARTS", (self.module,)))

    @property
    def findings(self) -> tuple[Any, ...]:
        """What it tells, of `figures.findings.finding.Finding`."""
        return tuple(getattr(self.module, "FINDINGS", ()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(claim.id for part in self.parts for claim in part.SECTION.claims)


Own = tuple[OwnPaper, ...]
"""What joins the package's papers in a ledger."""


def _require_possible(claim_id: str, test: Test) -> None:
    if test.method is Method.NETWORK or test.full:
        what = "by trained networks" if test.method is Method.NETWORK else "on recorded results"
        raise LedgerError(
            f"{claim_id}: expected no test {what}, whose records are the package's, in a paper outside it"
        )


@contextmanager
def opened(names: Iterable[str]) -> Iterator[Own]:
    """Import papers of a user's own for a while: afterwards the interpreter knows them no more than before.

    Args:
        names: files, folders with an ``__init__.py``, or dotted names of modules.

    Raises:
        LedgerError: one cannot be found or imported, has no entries, or a file's name is that of another module.
    """
    with ExitStack() as stack:
        found: dict[ModuleType, OwnPaper] = {}
        for installed in entry_points(group=GROUP):
            paper = OwnPaper(_loaded(installed.value))
            found.setdefault(paper.module, paper)
        for name in names:
            paper = stack.enter_context(_opened(name))
            found.setdefault(paper.module, paper)
        yield tuple(found.values())


@contextmanager
def _opened(name: str) -> Iterator[OwnPaper]:
    if name.endswith(".py") or Path(name).is_dir():
        folder, module = place_of(Path(name))
        with _findable(folder, module, name):
            yield OwnPaper(_imported(module, name), f"--papers {shlex.quote(name)}")
    else:
        yield OwnPaper(_imported(name, name), f"--papers {shlex.quote(name)}")


def _loaded(name: str) -> ModuleType:
    return _imported(name.partition(":")[0], f"entry point {name!r} of an installed package")


def place_of(path: Path) -> tuple[Path, str]:
    """Return the folder from which a file, or a folder that is a package, is imported, and its dotted name.

    Raises:
        LedgerError: it is not there.
    """
    path = path.resolve().parent if path.name == "__init__.py" else path.resolve()
    source = path / "__init__.py" if path.is_dir() else path
    if not source.is_file():
        raise LedgerError(
            f"papers: expected a file of Python or a folder with an __init__.py, got {source}, which is not there"
        )
    folder, names = path.parent, [path.stem]
    while (folder / "__init__.py").is_file():
        folder, names = folder.parent, [folder.name, *names]
    if not all(map(str.isidentifier, names)):
        raise LedgerError(f"papers: expected a name that Python can import, as my_paper.py, got {'.'.join(names)!r}")
    return folder, ".".join(names)


@contextmanager
def _findable(folder: Path, module: str, name: str) -> Iterator[None]:
    """Let a folder's modules be imported, here and in processes started meanwhile, behind all that was known before."""
    before, paths = set(sys.modules), list(sys.path)
    sys.path.append(str(folder))
    invalidate_caches()
    try:
        _require_free(folder, module.partition(".")[0], name)
        yield
    finally:
        sys.path[:] = paths
        for new in sys.modules.keys() - before:
            if sources.is_beside(folder, new):
                del sys.modules[new]


def _require_free(folder: Path, first: str, name: str) -> None:
    if taken := other_module(first, folder):
        raise LedgerError(
            f"{name}: expected a name that no other module has, got {first!r}, which is {taken}; rename it"
        )


def other_module(name: str, folder: Path) -> str:
    """Return where a module comes from that is imported under a name and is not of a folder, empty where there is none."""
    found = find_spec(name)
    if found is None:
        return ""
    origin = found.origin or f"a package without a file in {list(found.submodule_search_locations or ())}"
    own = (folder / f"{name}.py", folder / name / "__init__.py")
    return "" if found.origin is not None and Path(origin).resolve() in own else origin


def _imported(module: str, name: str) -> ModuleType:
    try:
        return import_module(module)
    except Exception as error:  # whatever a user's file does wrong
        hint = "; a file is named by its path, as my_paper.py" if isinstance(error, ModuleNotFoundError) else ""
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno}){hint}"
        raise LedgerError(f"{name}: expected a module of claims, got {told}") from error
