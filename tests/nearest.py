"""Which tests are nearest to an edit: distances over imports, from the files that changed to the files of tests.

One step is an import, a function named by text, or a package imported by a name that is put together.  Files that are not
imported (pages, templates, records) count as changed in whatever names them, or their folder, as text.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import takewhile
from pathlib import Path

from theory import sources

ROOT = sources.PROJECT
PLACES = (*sources.PACKAGES, "tests")
DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "main", "origin/master", "master")
OF_THEIR_FOLDER = ("__init__.py", "conftest.py")
FAR = 1000
"""The distance of what is not reached."""

_PUT_TOGETHER = re.compile(r"""import_module\(f["']([\w.]+)\.\{""")


def python_files() -> list[str]:
    """Return all Python files of the packages and the tests, as paths below the project."""
    return sorted(path.relative_to(ROOT).as_posix() for place in PLACES for path in (ROOT / place).rglob("*.py"))


def file_of(module: str) -> str | None:
    """Return the file of a module of the project or its tests, None for one that is elsewhere."""
    stem = ROOT.joinpath(*module.split("."))
    for path in (stem.with_suffix(".py"), stem / "__init__.py"):
        if module.partition(".")[0] in PLACES and path.is_file():
            return path.relative_to(ROOT).as_posix()
    return None


def needed(file: str) -> set[str]:
    """Return the files that a Python file needs itself."""
    path = ROOT / file
    source = sources._read(path)
    modules = sources._needed_by(source, sources._Beside())
    for module, name in source.imports:
        if module.partition(".")[0] == "tests":
            modules |= {module, f"{module}.{name}"}
    below = {one for one in _PUT_TOGETHER.findall(path.read_text(encoding="utf-8")) if file_of(one)}
    inside = {f"{one}.{path.stem}" for one in below for path in ROOT.joinpath(*one.split(".")).iterdir()}
    return {found for module in modules | inside if (found := file_of(module)) is not None}


@cache
def importers() -> Mapping[str, frozenset[str]]:
    """Return by Python file those that need it themselves."""
    found: dict[str, set[str]] = {}
    for file in python_files():
        for other in needed(file):
            found.setdefault(other, set()).add(file)
    return {file: frozenset(others) for file, others in found.items()}


def namers(file: str) -> set[str]:
    """Return the Python files that name a file which nothing imports, or the folder that it lies in, as text."""
    path = Path(file)
    if path.name in OF_THEIR_FOLDER or file in importers():
        return set()
    words = [word for word in (path.name, path.parent.name) if word]
    named = re.compile(f"""["'/]({"|".join(map(re.escape, words))})["'/]""")
    return {other for other in python_files() if named.search((ROOT / other).read_text(encoding="utf-8"))} - {file}


def beside(file: str) -> set[str]:
    """Return the tests that a package's own file, or a ``conftest.py``, touches without an import: those of its folder."""
    path = Path(file)
    if path.name not in OF_THEIR_FOLDER:
        return set()
    folder = path.parent if file.startswith("tests/") else Path("tests", path.parent)
    return {one for one in python_files() if Path(one).is_relative_to(folder)}


def distances(changed: Iterable[str]) -> dict[str, int]:
    """Return the number of steps from the changed files to every file that is reached."""
    found: dict[str, int] = {}
    here = set(changed)
    step = 0
    while here:
        found |= dict.fromkeys(here, step)
        following = {other for file in here for other in importers().get(file, ())}
        if step == 0:
            following |= {other for file in here for other in beside(file) | namers(file)}
        here = following - set(found)
        step += 1
    return found


def by_distance(edited: Iterable[str], earlier: Iterable[str] = ()) -> list[tuple[str, int]]:
    """Return the files of tests that an edit reaches with their distances, nearest first.

    Args:
        edited: the files that changed, as paths below the project.
        earlier: those that changed before, in the same branch; what only they reach comes behind.

    Tests at one distance come by how much of the path they share with what changed.
    """
    edited, earlier = list(edited), list(earlier)
    near, later = distances(edited), distances(earlier)
    folders = [("tests", *Path(file).parent.parts) for file in (*edited, *earlier)]

    def order(file: str) -> tuple[int, int, int, str]:
        shared = max((_shared(folder, Path(file).parts) for folder in folders), default=0)
        return near.get(file, FAR), later.get(file, FAR), -shared, file

    reached = [one for one in {*near, *later} if Path(one).name.startswith("test_") and one in python_files()]
    return [(one, near.get(one, later.get(one, FAR))) for one in sorted(reached, key=order)]


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def changes() -> tuple[list[str], list[str]]:
    """Return the files that differ from HEAD, new ones among them, and those that the branch changed before that."""
    edited = _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    for branch in DEFAULT_BRANCHES:
        if base := _git("merge-base", "HEAD", branch):
            earlier = _git("diff", "--name-only", base[0], "HEAD")
            return sorted(set(edited)), sorted(set(earlier) - set(edited))
    return sorted(set(edited)), []


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []
