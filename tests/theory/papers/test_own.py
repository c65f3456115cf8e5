"""Papers of a user's own: found by file, folder, dotted name and entry point, known for a while only, refused by name."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint

import pytest

from theory import papers, sources
from theory.ledger import checking
from theory.ledger.claims import LedgerError, Status
from theory.papers import own
from theory.papers.own import opened

CLAIMS = """
from theory.ledger.claims import Result, verdict_of
from theory.ledger.entries import Section, numerical
{imports}
SECTION = Section("mine2026", "https://example.org", __name__)
SECTION.lemma("one", "Lemma 1", "says", "$x$", 1, numerical("check_one", "here", 2), uses="wei2023/eq-11")

def check_one(formula):
    return Result(verdict_of(formula == {value}))
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write files below an empty folder, which is the present one."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str = "", *, imports: str = "", value: str = "1") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or CLAIMS.format(imports=imports, value=value), encoding="utf-8")
        return name

    return write


def verdicts(mine: own.Own) -> list[str]:
    ledger = papers.ledger(mine)
    checks = [one for one in papers.checks(own=mine) if one.claim_id.startswith("mine2026/")]
    return [check.run(ledger.claim(check.claim_id).formula).verdict.value for check in checks]


def test_a_file_is_known_for_a_while_and_another_of_its_name_later(write):
    before, paths = set(sys.modules), list(sys.path)
    write("a/mine.py", imports="from beside import VALUE", value="VALUE")
    write("a/beside.py", "VALUE = 1\n")
    write("b/mine.py", imports="from beside import VALUE", value="VALUE")
    write("b/beside.py", "VALUE = 2\n")
    with opened(["a/mine.py"]) as mine:
        assert mine[0].option == "--papers a/mine.py"
        assert verdicts(mine) == ["HOLDS"]
        assert papers.ledger(mine).options == {"mine2026/one": "--papers a/mine.py"}
        assert papers.select_claims(["mine2026"], mine) == ["mine2026/one"]
    with opened(["b/mine.py"]) as mine:
        assert verdicts(mine) == ["FAILS"]
    assert sys.path == paths
    assert not {"mine", "beside"} & (set(sys.modules) - before)
    assert "mine2026/one" not in papers.ledger().claims


def test_a_folder_and_a_file_in_it_are_one_package(write):
    write("larger/__init__.py", "from larger import claims\n\nPARTS = (claims,)\n")
    write("larger/claims.py", imports="from .beside import VALUE", value="VALUE")
    write("larger/beside.py", "VALUE = 1\n")
    for name in ("larger", "larger/__init__.py", "larger/claims.py"):
        with opened([name]) as mine:
            assert [part.__name__ for part in mine[0].parts] == ["larger.claims"]
            assert verdicts(mine) == ["HOLDS"]


def test_a_dotted_name_and_an_installed_package(write, tmp_path, monkeypatch):
    write("found_mine.py")
    monkeypatch.syspath_prepend(tmp_path)
    with opened(["found_mine"]) as mine:
        assert (mine[0].option, verdicts(mine)) == ("--papers found_mine", ["HOLDS"])
    point = EntryPoint("mine", "found_mine", own.GROUP)
    monkeypatch.setattr(own, "entry_points", lambda group: [point] if group == own.GROUP else [])
    for names in ([], ["found_mine"], ["found_mine.py"]):
        with opened(names) as mine:
            assert [(one.option, one.ids) for one in mine] == [("", ("mine2026/one",))]
            assert papers.ledger(mine).options == {}
    monkeypatch.setattr(own, "entry_points", lambda group: [EntryPoint("lost", "no_such_paper", own.GROUP)])
    with pytest.raises(
        LedgerError, match="entry point 'no_such_paper' of an installed package: expected a module of claims"
    ):
        opened([]).__enter__()
    sys.modules.pop("found_mine")


def test_an_edit_beside_makes_its_evidence_stale(write, tmp_path):
    write("mine.py", imports="from beside import VALUE", value="VALUE")
    write("beside.py", "VALUE = 1\n")
    with opened(["mine.py"]) as mine:
        chosen = checking.select(papers.checks(own=mine), ["mine2026/one"])
        checking.run_checks(papers.ledger(mine), chosen, out=tmp_path / "out", tell=lambda *_: None)
        ledger = papers.read_ledger(tmp_path / "out", mine)
        assert ledger.status("mine2026/one") is Status.SUPPORTED
        (item,) = ledger.evidence["mine2026/one"]
        bare = ledger.with_evidence([item])
        assert papers.stale(bare, mine) == []
        assert {"mine", "beside"} <= set(sources.closure(["mine"]))
        write("beside.py", "VALUE = 1  # edited\n")
        assert papers.stale(bare, mine) == [item]
    assert papers.read_ledger(tmp_path / "out").claims.keys() == papers.ledger().claims.keys()


def trained(text: str) -> str:
    return text.replace("numerical(", "trained(").replace("Section, numerical", "Section, trained")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("no_such.py", None, r"expected a file of Python or a folder with an __init__.py, got .*no_such\.py"),
        (
            "no_such",
            None,
            r"no_such: expected a module of claims, got ModuleNotFoundError: .*a file is named by its path",
        ),
        ("my-paper.py", "", "expected a name that Python can import, as my_paper.py, got 'my-paper'"),
        ("json.py", "", r"json\.py: expected a name that no other module has, got 'json', which is .*json/__init__.py"),
        ("sympy.py", "", r"expected a name that no other module has, got 'sympy'"),
        ("theory.py", "", r"expected a name that no other module has, got 'theory'"),
        ("empty.py", "x = 1\n", "empty: expected a SECTION of entries or PARTS of modules with one, got none"),
        (
            "wrong.py",
            "x = 1\ny = 1 / 0\n",
            r"wrong\.py: expected a module of claims, got ZeroDivisionError.*wrong\.py, line 2",
        ),
        (
            "trains.py",
            trained(CLAIMS.format(imports="", value="1")),
            "mine2026/one: expected no test by trained networks",
        ),
    ],
)
def test_what_is_refused(write, name, text, message):
    if text is not None:
        write(name, text)
    paths = list(sys.path)
    with pytest.raises(LedgerError, match=message), opened([name]):
        pass
    assert sys.path == paths


@pytest.mark.parametrize("taken", ["wei2023/thm-4.4", "mine2026/one"])
def test_an_id_that_is_taken_is_refused_by_name(write, taken):
    write("first.py")
    write("second.py", CLAIMS.format(imports="", value="1").replace('"one"', f'"{taken}"'))
    owner = r"theory\.papers\.wei2023\.\w+\.claims" if taken.startswith("wei2023") else "first"
    with opened(["first.py", "second.py"]) as mine:
        assert len(mine) == 2
        with pytest.raises(LedgerError, match=f"claim id '{taken}' of second is taken: {owner} has it"):
            papers.ledger(mine)
