"""What is the user's own: methods, networks and data sets named by their place, "module:Name", and digests of their files.

So they work wherever a name of the package's own does, in other processes too.  The folder of the user is looked into
last, so that no file there hides a package.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from importlib.util import find_spec, resolve_name
from pathlib import Path
from typing import Any

from theory import sources


def is_place(name: object) -> bool:
    """Whether a name has the form "module:Name"."""
    module, _, attribute = name.partition(":") if isinstance(name, str) else ("", "", "")
    return bool(module and attribute)


def find(kind: str, place: str) -> Any:
    """What lies at a place; `kind` ("method", "model", "dataset") begins the message.

    Raises ValueError where nothing can be imported from there.
    """
    try:
        return getattr(_module(kind, place), place.partition(":")[2])
    except AttributeError as error:
        raise ValueError(f"{kind} {place!r} must be at a place that can be imported ({error})") from error


def function(kind: str, place: str) -> Callable[..., Any]:
    """The function, or class, at a place.  Raises ValueError where nothing there can be called."""
    found = find(kind, place)
    if not callable(found):
        raise ValueError(f"{kind} {place!r} must name a function, got {found!r}")
    return found


def digest(kind: str, place: str) -> str:
    """A digest of the file of a place, and of the user's own modules that it imports, directly or not.

    Raises ValueError where there is no file, so that records could not say which code made them.
    """
    first = place.partition(":")[0]
    _module(kind, place)
    files, pending = {}, [first]
    while pending:
        name = pending.pop()
        path = _own_file(name, first)
        if name in files or path is None:
            continue
        content = path.read_bytes()
        files[name] = hashlib.sha256(content).hexdigest()
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        pending += _imported(ast.parse(content), package)
    if first not in files:
        raise ValueError(f"{kind} {place!r} must lie in a file, so that its records can say which code made them")
    told = "".join(f"{name} {files[name]}\n" for name in sorted(files))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _module(kind: str, place: str) -> Any:
    here = os.getcwd()
    if not {here, ""} & set(sys.path):
        sys.path.append(here)  # the console's command has it not
    try:
        return importlib.import_module(place.partition(":")[0])
    except (ImportError, TypeError) as error:
        raise ValueError(f"{kind} {place!r} must be at a place that can be imported ({error})") from error


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    """The modules that a file may import, anywhere in it: names that are taken from a package may be modules too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level + (node.module or "")
            module = resolve_name(dots, package) if node.level else dots
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _own_file(name: str, first: str) -> Path | None:
    """The file of a module if it is the user's: of the package that is named, or not installed and not the project's."""
    top = name.partition(".")[0]
    if top in sources.PACKAGES or top in sys.stdlib_module_names:
        return None
    if top != first.partition(".")[0] and _installed(top):
        return None
    path = Path(_origin(name) or "")
    return path if path.suffix == ".py" and path.is_file() else None


def _installed(top: str) -> bool:
    """Whether a package lies among the installed libraries; or is not to be found."""
    origin = _origin(top)
    folders = (Path(sysconfig.get_path(key)).resolve() for key in ("purelib", "platlib"))
    return origin is None or any(Path(origin).resolve().is_relative_to(folder) for folder in folders)


def _origin(name: str) -> str | None:
    if name in sys.modules:
        return getattr(sys.modules[name], "__file__", None)
    try:
        return getattr(find_spec(name), "origin", None)
    except (ImportError, ValueError, AttributeError):
        return None
