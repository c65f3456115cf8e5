"""What results depend on: imports read from the sources, names as data, and digests that follow them."""

from __future__ import annotations

from collections import Counter

import pytest

from theory import sources
from theory.sources import SourceError, closure, digest, libraries, of_older_kind, stands

OLD = "16490ce9bb4450ca"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of its own, with packages of the usual names."""

    def write(**files: str) -> None:
        for name, text in files.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(sources, "PROJECT", tmp_path)
    write(theory__init="", simulate__init="")
    for package in ("theory", "simulate"):
        (tmp_path / package / "init.py").rename(tmp_path / package / "__init__.py")
    return write


def test_imports_count_wherever_they_stand(project):
    project(
        theory__a="import theory.b\ndef f():\n    from theory import c\n",
        theory__b="if 1:\n    try:\n        pass\n    except ImportError:\n        import theory.d\n",
        theory__c="class C:\n    def f(self):\n        match 1:\n            case 1:\n                from theory.e import x\n",
        theory__d="for i in ():\n    pass\nelse:\n    import theory.f\n",
        theory__e="import math\nx = 'import theory.g'\n",
        theory__f="import theory.a\n",
        theory__g="",
    )
    assert closure(["theory.a"]) == tuple(f"theory.{name}" for name in "abcdef")


def test_a_name_that_a_package_takes_over_counts_as_the_module_that_defines_it(project, tmp_path):
    project(theory__a="from theory import given, own\n", theory__b="given = 1\n", theory__c="", theory__d="x = 1\n")
    (tmp_path / "theory" / "__init__.py").write_text("from theory.d import x\nfrom theory.b import given\nown = 1\n")
    assert closure(["theory.a"]) == ("theory", "theory.a", "theory.b", "theory.d")
    project(theory__a="from theory import given\n")
    assert closure(["theory.a"]) == ("theory.a", "theory.b")


def test_texts_count_that_name_a_function_and_names_of_tasks_are_translated(project):
    project(
        theory__a="NAME = 'theory.b:f'\nOTHER = 'word:word'\n",
        theory__b="def f(): pass\n",
        simulate__a="TASK = 'simulate.old:run'\n",
        simulate__task_names="NAMES = {'simulate.old:run': 'simulate.new:run', 'simulate.b:g': 'simulate.b:g'}\n",
        simulate__new="import theory.a\n",
        simulate__b="import simulate.task_names\n",
    )
    assert closure(["theory.a"]) == ("theory.a", "theory.b")
    assert closure(["simulate.a"]) == ("simulate.a", "simulate.new", "theory.a", "theory.b")
    assert closure(["simulate.b"]) == ("simulate.b", "simulate.task_names")  # a registry needs none of its tasks


def test_an_edit_within_the_closure_changes_the_digest_and_no_other(project):
    project(theory__a="import theory.b\n", theory__b="", theory__c="")
    before = digest(["theory.a"])
    project(theory__c="# other\n")
    assert digest(["theory.a"]) == before
    project(theory__b="# other\n")
    assert digest(["theory.a"]) != before
    project(theory__b="")
    assert digest(["theory.a"]) == before
    assert digest(["theory.a"], "more") != before
    assert digest(["theory.a"], "ab", "c") != digest(["theory.a"], "a", "bc")


def test_libraries_count_with_their_versions_where_they_are_imported(project, monkeypatch):
    project(theory__a="import theory.b\n", theory__b="def f():\n    import sympy as sp\n    import os\n", theory__c="")
    assert set(libraries(["theory.a"])) == {"sympy"}
    assert libraries(["theory.c"]) == {}
    before, other = digest(["theory.a"]), digest(["theory.c"])
    monkeypatch.setattr(sources, "version", lambda package: "0.0")
    assert digest(["theory.a"]) != before
    assert digest(["theory.c"]) == other


def test_a_module_of_a_users_own_counts_with_what_it_imports(tmp_path, monkeypatch):
    (tmp_path / "own_checks.py").write_text("from theory.rigour.boxes import Box\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert closure(["own_checks"]) == ("own_checks", *closure(["theory.rigour.boxes"]))
    with pytest.raises(SourceError, match="module: expected one with a source file, got 'no_such_module'"):
        closure(["no_such_module"])


def test_what_stands_beside_a_module_of_a_users_own_counts_and_nothing_farther(tmp_path, monkeypatch):
    own, other = tmp_path / "here", tmp_path / "there" / "site-packages"
    (own / "own_rules").mkdir(parents=True)
    (other / "own_installed").mkdir(parents=True)
    (own / "own_checks.py").write_text(
        "import numpy, statistics\nfrom own_rules import part\nimport own_installed.a\nNAME = 'own_texts:f'\n"
    )
    (own / "own_rules" / "__init__.py").write_text("")
    (own / "own_rules" / "part.py").write_text("from .deep import f\nfrom . import near\n")
    (own / "own_rules" / "deep.py").write_text("import own_checks\n")
    (own / "own_rules" / "near.py").write_text("")
    (own / "own_texts.py").write_text("")
    (own / "statistics.py").write_text("")
    (other / "own_installed" / "__init__.py").write_text("")
    (other / "own_installed" / "a.py").write_text("import own_installed.b, own_neighbour\n")
    (other / "own_installed" / "b.py").write_text("")
    (other / "own_neighbour.py").write_text("")
    monkeypatch.syspath_prepend(other)
    monkeypatch.syspath_prepend(own)
    mine = ("own_checks", "own_rules.deep", "own_rules.near", "own_rules.part", "own_texts")
    assert closure(["own_checks"]) == mine
    before = digest(["own_checks"])
    (own / "own_rules" / "deep.py").write_text("import own_checks  # edited\n")
    assert digest(["own_checks"]) != before
    assert closure(["own_installed.a"]) == ("own_installed.a", "own_installed.b")


def test_every_file_of_the_project_is_read_once(monkeypatch):
    every = [
        ".".join(path.relative_to(sources.PROJECT).with_suffix("").parts).removesuffix(".__init__")
        for package in sources.PACKAGES
        for path in (sources.PROJECT / package).rglob("*.py")
    ]
    sources._parsed.cache_clear()
    looked_for: Counter[str] = Counter()
    original = sources._file_below
    monkeypatch.setattr(sources, "_file_below", lambda root, name: looked_for.update([name]) or original(root, name))
    assert set(closure(every)) == set(every)
    assert sources._parsed.cache_info().misses == len(every)
    assert max(looked_for.values()) == 1


def test_a_digest_of_the_older_kind_stands_and_is_called_so():
    now = digest(["theory.rigour.boxes"])
    assert of_older_kind(OLD)
    assert not of_older_kind(now)
    assert stands(OLD, now)
    assert stands(now, now)
    assert not stands("imports-0000000000000000", now)
    assert not stands("", now)
    assert not stands(None, now)
    assert sources.in_words(now) == now
    assert "older kind: of whole packages" in sources.in_words(OLD)


def test_a_package_of_a_users_own_may_take_names_over_by_their_place(tmp_path, monkeypatch):
    package = tmp_path / "taken_over"
    package.mkdir()
    (package / "__init__.py").write_text("from .inner import f\n")
    (package / "inner.py").write_text("from .helper import g as f\n")
    (package / "helper.py").write_text("def g(): pass\n")
    (tmp_path / "takes_over.py").write_text("from taken_over import f\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert closure(["takes_over"]) == ("taken_over.helper", "taken_over.inner", "takes_over")
