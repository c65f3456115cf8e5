"""What computed results depend on: the project's modules that a function imports, and digests of their sources.

Imports are read from the sources, nothing is run.  An import counts wherever it stands, also inside a function, and a
name that a package re-exports counts as the module that defines it.  A text of the form ``module:function`` counts as an
import of that module, and so does the name of a task, which its package's ``task_names.NAMES`` translates.  What a module
of a user's own imports counts too where it stands beside it: in the same folder, or among installed packages in the same one.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from importlib import metadata
from importlib.util import find_spec, resolve_name
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("theory", "simulate", "gpu_experiments", "figures")
LIBRARIES = {
    "flint": "python-flint",
    "matplotlib": "matplotlib",
    "mpmath": "mpmath",
    "numpy": "numpy",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "sympy": "sympy",
    "torch": "torch",
}
"""Libraries whose version a result may depend on: the name of the package, by the name that is imported."""

KIND = "imports-"
"""How digests of a closure begin.  Those without it are of an older kind, of all sources of whole packages."""

_PLACE = re.compile(r"""["']([a-z_]\w*(?:\.\w+)*:[A-Za-z_]\w*)["']""")


class SourceError(ValueError):
    """A module without a source file: nothing can be said of whether what it computes is current."""


@dataclass(frozen=True)
class Source:
    """What one file says: the modules it imports with the names taken from each, and the places it names."""

    digest: str
    imports: tuple[tuple[str, str | None], ...]
    places: tuple[str, ...]


_UNCHANGED: list[bool] = []
_KEPT: list[dict[str, Any]] = []


@contextmanager
def unchanged() -> Iterator[None]:
    """Take the files of the project to stay as they are within it, so that many digests cost one look at each file."""
    _UNCHANGED.append(True)
    try:
        yield
    finally:
        _UNCHANGED.pop()
        if not _UNCHANGED:
            for kept in _KEPT:
                kept.clear()


def _kept(function: Callable[[str], _T]) -> Callable[[str], _T]:
    """Keep what a function gives for a module while the files are taken to be unchanged."""
    known: dict[str, _T] = {}
    _KEPT.append(known)

    @wraps(function)
    def keeping(module: str) -> _T:
        if not _UNCHANGED:
            return function(module)
        if module not in known:
            known[module] = function(module)
        return known[module]

    return keeping


@_kept
def path_of(module: str) -> Path | None:
    """Return the file of a module of the project, None for one that is elsewhere or nowhere."""
    return _file_below(PROJECT, module) if module.partition(".")[0] in PACKAGES else None


def _file_below(root: Path, module: str) -> Path | None:
    folder = root.joinpath(*module.split("."))
    for path in (folder.parent / f"{folder.name}.py", folder / "__init__.py"):
        if path.is_file():
            return path
    return None


@_kept
def _file_of(module: str) -> Path | None:
    """Return the file of any module that can be found, also one of a user's own."""
    if (path := path_of(module)) is not None:
        return path
    known = getattr(sys.modules.get(module), "__file__", None)
    if known is None:
        try:
            known = getattr(find_spec(module), "origin", None)
        except (ImportError, ValueError):
            return None
    return Path(known) if known is not None and Path(known).is_file() else None


@dataclass(frozen=True)
class _Beside:
    """Where a module stands: modules of the project count for all; for one of a user's own also those beside it.

    Attributes:
        folder: from which a module of a user's own is imported, None for one of the project.
        only: the package beside it that counts, None where all do.
        package: that it is of.
    """

    folder: Path | None = None
    only: str | None = None
    package: str = ""

    @classmethod
    def of(cls, module: str) -> _Beside:
        """Return what stands beside a module, nothing where it is of the project."""
        if path_of(module) is not None or (path := _file_of(module)) is None:
            return cls()
        is_package = path.name == "__init__.py"
        folder = path.parents[module.count(".") + is_package]
        only = module.partition(".")[0] if folder.name in _INSTALLED else None
        return cls(folder, only, module if is_package else module.rpartition(".")[0])

    def whole(self, module: str) -> str:
        """Return the whole name of a module that an import may name by its place in the same package."""
        return resolve_name(module, self.package) if module.startswith(".") and self.package else module

    def path_of(self, module: str) -> Path | None:
        """Return the file of a module that counts, None for one that does not."""
        if (path := path_of(module)) is not None:
            return path
        first = module.partition(".")[0]
        if self.folder is None or first in sys.stdlib_module_names or self.only not in (None, first):
            return None
        return _file_below(self.folder, module)


def is_beside(folder: Path, module: str) -> bool:
    """Return whether a module outside the project is one of a folder of a user's own."""
    path = _Beside(folder).path_of(module)
    return path is not None and path_of(module) is None


_INSTALLED = ("site-packages", "dist-packages")


def state_of(path: Path) -> tuple[int, int]:
    """Return what tells whether a file has changed: what is read from it is kept by this."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def read(path: Path) -> Source:
    """Return what a file says."""
    return _parsed(path, *state_of(path))


@cache
def _parsed(path: Path, changed: int, size: int) -> Source:
    content = path.read_bytes()
    tree = ast.parse(content)
    registry = path.name == "task_names.py"  # translates names that stand elsewhere, and depends on none of them
    places = () if registry else tuple(dict.fromkeys(_PLACE.findall(content.decode())))
    return Source(hashlib.sha256(content).hexdigest(), tuple(_imports(tree.body)), places)


def _imports(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str | None]]:
    """Yield (module, name taken from it or None) for every import among statements and in what they contain."""
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from ((alias.name, None) for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            module = "." * statement.level + (statement.module or "")
            yield from ((module, alias.name) for alias in statement.names)
        else:
            for field in ("body", "orelse", "finalbody"):
                yield from _imports(getattr(statement, field, ()))
            for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                yield from _imports(part.body)


@cache
def _exports(package: Path, changed: int, size: int) -> Mapping[str, str]:
    """Return the names that a package's ``__init__`` takes over, with the module that it takes each from."""
    found: dict[str, str] = {}
    for statement in ast.parse(package.read_bytes()).body:
        if isinstance(statement, ast.ImportFrom):
            origin = "." * statement.level + (statement.module or "")
            found |= {alias.asname or alias.name: f"{origin}:{alias.name}" for alias in statement.names}
    return found


def _target(module: str, name: str | None, beside: _Beside) -> str | None:
    """Return the module that an import means, None for one that does not count."""
    if name is not None and beside.path_of(f"{module}.{name}") is not None:
        return f"{module}.{name}"
    path = beside.path_of(module)
    if path is None:
        return None
    if name is not None and path.name == "__init__.py":
        origin, _, original = _exports(path, *state_of(path)).get(name, "").partition(":")
        origin = resolve_name(origin, module) if origin.startswith(".") else origin
        if origin in ("", module):
            return module
        return _target(origin, original, beside)
    return module


@cache
def _task_names(path: Path, changed: int, size: int) -> Mapping[str, str]:
    for statement in ast.parse(path.read_bytes()).body:
        if isinstance(statement, ast.Assign) and [getattr(one, "id", None) for one in statement.targets] == ["NAMES"]:
            return ast.literal_eval(statement.value)
    raise ValueError(f"{path}: expected NAMES = {{name: 'module:function', ...}}, got none")


def _named(place: str, beside: _Beside) -> str | None:
    """Return the module that a text ``module:function`` or the name of a task means, None for one that does not count."""
    if (path := path_of(f"{place.partition('.')[0]}.task_names")) is not None:
        place = _task_names(path, *state_of(path)).get(place, place)
    module, _, name = place.partition(":")
    return _target(module, name, beside)


@_kept
def _said(module: str) -> Source:
    """Return what the file of a module says."""
    path = _file_of(module)
    if path is None:
        raise SourceError(f"module: expected one with a source file, got {module!r}")
    return read(path)


@_kept
def _needed(module: str) -> set[str]:
    """Return the modules that a module needs itself, as far as they count."""
    return needed(_said(module), _Beside.of(module))


def needed(source: Source, beside: _Beside | None = None) -> set[str]:
    """Return the modules that a file needs itself, by what it says; ``beside`` is what stands beside a user's module."""
    beside = beside or _Beside()
    found = {_target(beside.whole(module), name, beside) for module, name in source.imports}
    found |= {_named(place, beside) for place in source.places}
    return {module for module in found if module is not None}


def _reached(modules: Iterable[str]) -> dict[str, Source]:
    """Return what the modules and all that they import say, by module."""
    found: dict[str, Source] = {}
    pending = list(modules)
    with unchanged():
        while pending:
            module = pending.pop()
            if module not in found:
                found[module] = _said(module)
                pending.extend(_needed(module))
    return found


def closure(modules: Iterable[str]) -> tuple[str, ...]:
    """Return the modules and all that counts of what they import, directly or not, sorted.

    Args:
        modules: dotted names; a module outside the project counts with what it imports from the project and from beside it.

    Raises:
        SourceError: a module that has no source.
    """
    return tuple(sorted(_reached(modules)))


def libraries(modules: Iterable[str]) -> dict[str, str]:
    """Return the versions of the libraries of `LIBRARIES` that the closure of the modules imports, by name."""
    names = {module.partition(".")[0] for source in _reached(modules).values() for module, _ in source.imports}
    return {package: version(package) for package in sorted(LIBRARIES[name] for name in names & set(LIBRARIES))}


@cache
def version(package: str) -> str:
    """Return the version of an installed library, by the name of its package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def digest(modules: Iterable[str], *extras: str | bytes, versions: Mapping[str, str] | None = None) -> str:
    """Return a digest of the sources of the modules' closure, of its libraries' versions, and of what else is given.

    Args:
        modules: dotted names.
        extras: what else the result depends on.
        versions: those of other days or machines, by the library's name, in place of the ones that are installed.
    """
    modules = list(modules)
    total = hashlib.sha256()
    parts = [f"{module} {source.digest}" for module, source in sorted(_reached(modules).items())]
    used = libraries(modules)
    parts += [f"{name} {here if versions is None else versions.get(name)}" for name, here in used.items()]
    for part in (*parts, *extras):
        content = part.encode() if isinstance(part, str) else part
        total.update(f"{len(content)}\0".encode() + content)
    return KIND + total.hexdigest()[:16]


def of_older_kind(code: str) -> bool:
    """Return whether a digest is of all sources of whole packages: it cannot be computed any more, nor compared."""
    return not code.startswith(KIND)


def stands(code: object, now: str) -> bool:
    """Return whether a record with the digest ``code`` is left as it is by code with the digest ``now``.

    It is where the digests are equal, and where the record's is of the older kind: that record may be current or not,
    and long runs are not thrown away for a digest that nobody can compute.
    """
    return isinstance(code, str) and bool(code) and (code == now or of_older_kind(code))


def in_words(code: str) -> str:
    """Return a digest as a reader needs it: whether it is of the older kind."""
    if code == "":
        return "none: of a function without a source file"
    return (
        f"{code} (older kind: of whole packages, so not comparable with today's code)" if of_older_kind(code) else code
    )
