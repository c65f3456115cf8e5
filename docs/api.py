"""Builds the API reference from the docstrings, by pdoc: ``make docs``.

Its pages need no network.  The modules of single papers are left out: they hold claims and their checks, which
``python -m theory show`` tells better.  Warnings are errors, so that no annotation is silently lost.
"""

from __future__ import annotations

import argparse
import collections.abc
import importlib
import pkgutil
import re
import sys
import typing
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pdoc
from numpy.typing import ArrayLike, NDArray

from theory.files import write_text
from theory.papers import PAPERS

OUT = Path("out") / "api"
PACKAGES = ("theory", "simulate", "gpu_experiments", "figures")
_SINGLE_PAPER = re.compile(rf"\w+\.papers\.({'|'.join(PAPERS)})(\..*)?")
_CODE = re.compile(r"(`+[^`]*`+)")
_ITEM = re.compile(r"([a-z_]\w*(?:, [a-z_]\w*)*):[ ]")


def modules(package: str) -> Iterator[str]:
    """Yield the names of a package and of the modules in it that the reference is about."""
    yield package
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        private = any(part.startswith("_") for part in found.name.split("."))
        if not private and not _SINGLE_PAPER.fullmatch(found.name):
            yield found.name


def as_markdown(docstring: str) -> str:
    """Return a docstring of this project as Markdown in which pdoc finds Google's sections and code.

    Formulas keep their asterisks, and a run of lines ``name: text`` becomes a list.
    """
    paragraphs = []
    for paragraph in docstring.split("\n\n"):
        lines = paragraph.splitlines()
        if all(line.startswith("    ") for line in lines):
            paragraphs.append(paragraph)  # code
            continue
        pieces = _CODE.split(paragraph)
        pieces[::2] = [piece.replace("*", r"\*") for piece in pieces[::2]]
        paragraphs.append(_with_list("".join(pieces).splitlines()))
    return "\n\n".join(paragraphs)


def _with_list(lines: Sequence[str]) -> str:
    """Return the lines with leading items ``name: text``, indented where they go on, as a list."""
    if not lines or not _ITEM.match(lines[0]):
        return "\n".join(lines)
    end = 0
    while end < len(lines) and (_ITEM.match(lines[end]) or lines[end].startswith(" ")):
        end += 1
    items = [_ITEM.sub(r"- **\1**: ", line, count=1) if _ITEM.match(line) else line for line in lines[:end]]
    return "\n".join([*items, "", *lines[end:]])


def name_arrays(names: Sequence[str]) -> None:
    """Let pdoc show aliases of array types, and of functions of them, by their names: what they stand for fills a page."""
    stand_ins: dict[str, type] = {}
    for module in map(importlib.import_module, names):
        for name, value in list(vars(module).items()):
            arrays = typing.get_origin(value) is np.ndarray and value is not NDArray
            functions = typing.get_origin(value) is collections.abc.Callable and "numpy.dtype" in str(value)
            if value is ArrayLike or arrays or functions:
                means = (
                    "numpy.typing.ArrayLike" if value is ArrayLike else str(value) if arrays else "a function of arrays"
                )
                stand_in = type(name, (), {"__module__": "builtins", "__doc__": f"`{means}`"})
                setattr(module, name, stand_ins.setdefault(name, stand_in))


def resolve_named_tuples(names: Sequence[str]) -> None:
    """Let pdoc read the annotations of named tuples, which Python leaves as text that is read in another module."""
    for module in map(importlib.import_module, names):
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, tuple) and hasattr(member, "_fields"):
                member.__new__.__annotations__ = typing.get_type_hints(member)


def build(out: Path, packages: Sequence[str] = PACKAGES) -> list[str]:
    """Write the reference of some packages below ``out`` and return the names of the modules in it.

    It changes what the modules hold, for pdoc to read: nothing else may be done with them in this process.
    """
    names = [name for package in packages for name in modules(package)]
    name_arrays(names)
    resolve_named_tuples(names)
    pdoc.render.configure(docformat="google", show_source=False)
    convert: Callable[[jinja2.runtime.Context, str], str] = pdoc.render.env.filters["to_markdown"]

    @jinja2.pass_context
    def to_markdown(context: jinja2.runtime.Context, docstring: str) -> str:
        return convert(context, as_markdown(docstring))

    pdoc.render.env.filters["to_markdown"] = to_markdown
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _render(names, out)
    return names


def _render(names: Sequence[str], out: Path) -> None:
    found: dict[str, Any] = {name: pdoc.doc.Module(importlib.import_module(name)) for name in names}
    for name, module in found.items():
        write_text(out / f"{name.replace('.', '/')}.html", pdoc.render.html_module(module, found))
    write_text(out / "index.html", pdoc.render.html_index(found))
    write_text(out / "search.js", pdoc.render.search_index(found))


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Build the API reference from the docstrings.")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="where it goes (%(default)s)")
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help=f"some of {', '.join(PACKAGES)} (all)")
    arguments = parser.parse_args()
    names = build(arguments.out, arguments.packages or PACKAGES)
    print(f"{arguments.out / 'index.html'}: {len(names)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
