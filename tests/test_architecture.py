"""Who may import whom: packages one way, rooms by floors, modules without a circle; and no room is too full."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("theory", "simulate", "gpu_experiments", "figures")
"""A package imports those before it."""
FLOORS: dict[str, tuple[tuple[str, ...], ...]] = {
    "theory": (
        ("files", "sources", "version"),
        ("model", "runner"),
        ("ledger", "sam", "small_models", "smooth", "surrogates"),
        ("rigour",),
        ("papers",),
        ("commands",),
        ("__main__",),
    ),
    "simulate": (
        ("model", "task_names"),
        ("judging", "sweeps", "training"),
        ("studies",),
        ("papers",),
        ("commands",),
        ("__main__",),
    ),
    "gpu_experiments": (
        ("own", "task_names"),
        ("data", "sam"),
        ("attacks", "networks", "stepping"),
        ("runs",),
        ("experiments", "judging"),
        ("papers",),
        ("commands",),
        ("__main__",),
    ),
    "figures": (
        ("drawing",),
        ("plots",),
        ("findings",),
        ("report",),
        ("__main__",),
        ("console",),
    ),
}
"""The rooms of each package from the ground up: folders, and modules that lie in none.

A room imports those on lower floors of its package.  A name that a package's ``__init__`` hands on counts as the room
that defines it, and an import inside a function as any other.
"""
MOST_FILES = 20
CROWDED: set[str] = set()
"""Folders with more files than that, until they are written anew."""


def dotted(path: Path) -> str:
    """Return the name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {dotted(path): path for package in ORDER for path in sorted((ROOT / package).rglob("*.py"))}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> Iterator[tuple[str, str | None]]:
    """Yield each module that a file imports, anywhere in it, with the name that it takes from there."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from ((node.module or "", alias.name) for alias in node.names)


@cache
def defining(module: str, name: str | None) -> str:
    """Return the module that defines what ``from module import name`` gives."""
    if name is None:
        return module
    for node in parsed(SOURCES[module]).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return module
        taken = node.names if isinstance(node, ast.ImportFrom) and node.module in {*SOURCES} - {module} else ()
        if name in {alias.asname or alias.name for alias in taken}:
            return defining(node.module, name) if SOURCES[module].name == "__init__.py" else module
    return f"{module}.{name}" if f"{module}.{name}" in SOURCES else module


@cache
def imported() -> dict[str, frozenset[str]]:
    """Return the modules of the project that each of its modules imports."""
    found = {}
    for module, path in SOURCES.items():
        ours = {(other, name) for other, name in named(path) if other.partition(".")[0] in ORDER}
        missing = {other for other, _ in ours} - set(SOURCES)
        assert not missing, f"{module} imports {missing}, which is not there"
        found[module] = frozenset(defining(other, name) for other, name in ours) - {module}
    return found


def room_of(module: str) -> tuple[str, str]:
    """Return the package and the room of a module; the room of the package's own ``__init__`` is empty."""
    package, _, rest = module.partition(".")
    return package, rest.partition(".")[0]


def rooms(package: str) -> set[str]:
    return {room for module in SOURCES for owner, room in [room_of(module)] if owner == package and room}


def wrong_ways(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """Return each import that does not go down: to a lower package, a lower floor, or within its room."""
    floor = {
        (package, room): number
        for package, floors in FLOORS.items()
        for number, rooms_of_floor in enumerate(floors)
        for room in rooms_of_floor
    }
    wrong = []
    for module, others in imports.items():
        package, room = room_of(module)
        for other in others:
            to_package, to_room = room_of(other)
            within = package == to_package
            fine = ORDER.index(to_package) < ORDER.index(package) or (
                within and (room in ("", to_room) or (bool(to_room) and floor[package, to_room] < floor[package, room]))
            )
            if not fine:
                wrong.append(f"{module} imports {other}")
    return sorted(wrong)


def circle(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """Return modules that import each other round a circle; none for a sound project."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def crowded() -> dict[str, int]:
    """Return the folders with too many Python files of their own, and how many they have."""
    folders: dict[str, int] = {}
    for top in (*ORDER, "tests"):
        for path in (ROOT / top).rglob("*.py"):
            folder = path.parent.relative_to(ROOT).as_posix()
            folders[folder] = folders.get(folder, 0) + 1
    return {folder: count for folder, count in folders.items() if count > MOST_FILES}


@pytest.mark.parametrize("path", SOURCES.values(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    rank = ORDER.index(path.relative_to(ROOT).parts[0])
    names = {module.partition(".")[0] for module, _ in named(path)}
    assert not names & set(ORDER[rank + 1 :])
    assert "tests" not in names
    if rank < ORDER.index("gpu_experiments"):
        assert "torch" not in names
    assert "pickle" not in names


@pytest.mark.parametrize("package", ORDER)
def test_every_room_has_a_floor(package):
    listed = [room for floor in FLOORS[package] for room in floor]
    assert sorted(listed) == sorted(rooms(package))


def test_rooms_import_downwards():
    assert wrong_ways(imported()) == []


def test_no_module_imports_itself_round_a_circle():
    assert circle(imported()) == []


def test_an_import_upwards_or_in_a_circle_is_seen():
    down = {"theory.sam.optima": ["theory.model.arrays"], "simulate.model.rates": ["theory.papers.sources"]}
    assert wrong_ways(down) == []
    up = {"theory.model.arrays": ["theory.sam.optima"], "theory.sam.optima": ["simulate.model.rates", "theory"]}
    assert wrong_ways(up) == [
        "theory.model.arrays imports theory.sam.optima",
        "theory.sam.optima imports simulate.model.rates",
        "theory.sam.optima imports theory",
    ]
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) in (list("abca"), list("bcab"), list("cabc"))


def test_an_import_inside_a_function_is_seen(tmp_path):
    source = tmp_path / "hidden.py"
    source.write_text("def f():\n    from theory import BinaryModel, files\n    import theory.sam.optima\n")
    found = {defining(module, name) for module, name in named(source)}
    assert found == {"theory.model.binary_model", "theory.files", "theory.sam.optima"}


def test_no_folder_is_too_full():
    assert set(crowded()) == CROWDED


def test_every_folder_of_modules_is_a_package_that_says_what_it_is():
    for folder in {path.parent for path in SOURCES.values()}:
        assert ast.get_docstring(parsed(folder / "__init__.py")), folder


def test_importing_theory_is_light_and_writes_nothing(tmp_path):
    code = (
        "import sys, theory, theory.papers as papers; papers.claims(); papers.checks();"
        "print(sorted({'sympy', 'flint', 'torch', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir())
