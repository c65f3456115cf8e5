"""Places of a user's own, and the digest of their files."""

from __future__ import annotations

import sys

import pytest

from gpu_experiments import own


def write(folder, **modules):
    """Write modules; two underscores stand for a folder, and a name that ends so for its __init__."""
    for name, text in modules.items():
        package, _, module = name.rpartition("__")
        path = folder / package / f"{module or '__init__'}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_digest_follows_the_users_own_modules_and_no_others(folder):
    write(
        folder,
        first_of_mine="import numpy, json\nimport second_of_mine\nfrom theory import BinaryModel\n"
        "def f():\n    from third_of_mine import g\n    return g\n",
        second_of_mine="X = 1\n",
        third_of_mine="def g(): pass\n",
        fourth_of_mine="Y = 1\n",
    )
    seen = [own.digest("model", "first_of_mine:f")]
    for name in ("first_of_mine", "second_of_mine", "third_of_mine"):
        with (folder / f"{name}.py").open("a") as file:
            file.write("# edited\n")
        seen.append(own.digest("model", "first_of_mine:f"))
    assert len(set(seen)) == 4
    write(folder, fourth_of_mine="Y = 2\n")
    assert own.digest("model", "first_of_mine:f") == seen[-1]


def test_relative_imports_within_a_package_are_followed(folder):
    write(
        folder,
        mine__="",
        mine__nets="from .parts import block\nfrom . import more\nf = block\n",
        mine__parts="block = print\n",
        mine__more="Z = 1\n",
    )
    seen = [own.digest("model", "mine.nets:f")]
    for name in ("parts", "more"):
        with (folder / "mine" / f"{name}.py").open("a") as file:
            file.write("# edited\n")
        seen.append(own.digest("model", "mine.nets:f"))
    assert len(set(seen)) == 3


def test_the_current_folder_is_looked_into_last(tmp_path, monkeypatch):
    write(tmp_path, only_in_this_folder="def f(): return 1\n", json="raise ImportError('hides')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    assert own.find("dataset", "only_in_this_folder:f")() == 1
    assert sys.path[-1] == str(tmp_path)
    del sys.modules["only_in_this_folder"]


def test_what_lies_in_no_file_is_refused():
    with pytest.raises(ValueError, match="model 'sys:exit' must lie in a file, so that its records"):
        own.digest("model", "sys:exit")
