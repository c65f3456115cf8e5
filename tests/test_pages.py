"""The pages for those who carry on are true: their paths, commands, rooms, numbers, and their recipes, which are followed."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from torch import nn
from torch.nn.functional import cross_entropy

import theory
from figures.drawing import style
from figures.findings.finding import Finding
from figures.plots.registry import FIGURES
from gpu_experiments.experiments.experiment import Experiment
from gpu_experiments.stepping.driver import Driver
from tests import nearest, quick, stale
from tests.figures.drawing import layout
from tests.snippets import MAINS, ROOT, called_module, check_command, commands, missing_links, snippets
from tests.test_architecture import FLOORS
from theory import papers
from theory.ledger.claims import Method, Status, Verdict
from theory.ledger.domain import Domain
from theory.ledger.ledger import Ledger

CONTRIBUTING, ARCHITECTURE = ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md"
PAGES = {page.name: page.read_text(encoding="utf-8") for page in (CONTRIBUTING, ARCHITECTURE)}
PLACEHOLDERS = ("PAPER", "SUBJECT", "CLAIM", "METHOD", "toy2026")
_PLACES = r"theory|simulate|gpu_experiments|figures|tests|docs|\.ci|\.github"
_PATH = re.compile(rf"`((?:{_PLACES})/[\w./*-]*|[\w.]+\.(?:md|txt|yaml))`")


@cache
def recipe(first: str) -> str:
    """Return the Python snippet of CONTRIBUTING.md that begins with a comment."""
    (found,) = [one.code for one in snippets(PAGES["CONTRIBUTING.md"], "python") if one.code.startswith(f"# {first}\n")]
    return found


def run(first: str) -> dict[str, Any]:
    """Run a snippet and return its names."""
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(recipe(first), first, "exec"), names)
    return names


def missing(page: str) -> list[str]:
    """Return the paths that a page names and that are not there; of one with a placeholder, the folder before it counts."""
    found = []
    for path in _PATH.findall(page):
        parts = Path(path).parts
        known = [part for part in parts if not set(PLACEHOLDERS) & {part, Path(part).stem}]
        if not ROOT.joinpath(*(parts if known == list(parts) else known[: known.index("papers") + 1])).exists():
            found.append(path)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_paths_and_links_are_there(name):
    assert len(_PATH.findall(PAGES[name])) > 10
    assert missing(PAGES[name]) == []
    assert missing_links(ROOT / name) == []


def test_a_wrong_path_is_seen():
    page = "`theory/papers/PAPER/SUBJECT/claims.py` `theory/nowhere.py` `tests/test_pages.py` `NOTES.md` `theory.model`"
    assert missing(page) == ["theory/nowhere.py", "NOTES.md"]


def check(words: list[str]) -> None:
    """Fail unless a command exists and takes its arguments."""
    called = called_module(words)
    if called is not None and called[0] == "pytest":
        assert all((ROOT / one).exists() for one in called[1] if one.startswith("tests"))
    elif called is not None and called[0] == "tests.quick":
        assert all(quick.path_named(one) for one in quick.arguments_of(called[1]).files)
    elif called is not None and called[0] == "tests.stale":
        assert all(nearest.file_of(one) for one in called[1] if not one.startswith("--"))
    else:
        check_command(words)


def commands_of(page: str) -> list[list[str]]:
    """Return the commands of a page, those within its lines too."""
    found = [words for snippet in snippets(page, "sh") for words in commands(snippet.code)]
    inline = re.findall(r"`((?:make|python -m) [^`]+)`", page)
    return found + [words for one in inline for words in commands(one.replace("python -m", ".venv/bin/python -m"))]


@pytest.mark.parametrize("name", PAGES)
def test_commands_exist_and_take_their_arguments(name):
    found = commands_of(PAGES[name])
    assert len(found) > 5
    for words in found:
        if words[1:] != ["-m", words[-1]] or words[-1] not in MAINS:  # a package's name alone runs it whole
            check(words)


@pytest.mark.parametrize("command", ["make quik", "python -m tests.quick theory.nowhere", "python -m theory chck"])
def test_a_wrong_command_is_seen(command):
    (words,) = commands_of(f"`{command}`")
    with pytest.raises((AssertionError, ValueError, SystemExit)):
        check(words)


def test_every_room_has_its_sentence():
    listed, _, _ = PAGES["ARCHITECTURE.md"].partition("## The life of a claim")
    rows = re.findall(r"^\| `(\w+)/(\w+)(?:\.py|/)` \|", listed, re.MULTILINE)
    there = [(package, room) for package, floors in FLOORS.items() for floor in floors for room in floor]
    assert sorted(rows) == sorted(row for row in there if row[1] != "__main__")


def test_the_counts_of_what_an_edit_makes_stale_are_those_of_today():
    page = PAGES["ARCHITECTURE.md"]
    assert stale.markdown() in page, "python -m tests.stale --update"
    assert "| now |" in page
    assert stale.with_table(page.replace("| now |", "| then |")) == page


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """The made-up paper of the recipe, in its place."""
    folder = tmp_path / "toy2026"
    folder.mkdir()
    for name in ("claims", "checks", "__init__"):
        (folder / f"{name}.py").write_text(recipe(f"theory/papers/toy2026/{name}.py"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(papers, "__path__", [*papers.__path__, str(tmp_path)])
    monkeypatch.setattr(papers, "PAPERS", (*papers.PAPERS, "toy2026"))
    caches = [one for one in vars(papers).values() if hasattr(one, "cache_clear")]
    for one in caches:
        one.cache_clear()
    yield
    for name in [name for name in sys.modules if name.startswith("theory.papers.toy2026")]:
        del sys.modules[name]
    for one in caches:
        one.cache_clear()


def test_a_claim_is_added_as_the_recipe_says(toy, capsys):
    assert MAINS["theory"](["check", "toy2026", "--workers", "1"]) == 0
    assert MAINS["theory"](["show", "toy2026/curvature"]) == 0
    told = capsys.readouterr().out
    assert "toy2026/curvature  EQUATION  ->  REFUTED" in told
    assert "toy2026/curvature-corrected  PROVED" in told
    ledger = papers.read_ledger()
    assert ledger.status("toy2026/curvature") is Status.REFUTED
    assert ledger.status("toy2026/curvature-corrected") is Status.PROVED
    by_key = {(check.claim_id, check.method): check for check in papers.checks() if "toy2026/" in check.claim_id}
    for claim_id, tests in papers.tests().items():
        for test in tests if "toy2026/" in claim_id else ():
            claimed, run_check = ledger.claim(claim_id).formula, by_key[claim_id, test.method].run
            whole = run_check(claimed)
            turned = [run_check(formula).verdict for formula in test.damaged]
            assert turned
            assert set(turned) == {Verdict.HOLDS, Verdict.FAILS} - {whole.verdict}
            wider = [run_check(claimed, Domain.of(one)) for one in test.widened]
            assert not any(one.complete for one in wider)
    assert papers.tests()["toy2026/curvature-corrected"][0].widened
    finding: Finding = run("a finding")["FINDING"]
    said, instead = (sentence.text(ledger) for sentence in finding.sentences)
    assert said.startswith("Equation 1 fails: at h = ")
    assert "(not computed)" not in said + instead
    assert "h*rho" in instead
    found = ledger.evidence["toy2026/curvature-corrected"]
    measured = Ledger(papers.claims(), [one for one in found if one.method is Method.NUMERICAL])
    assert measured.status("toy2026/curvature-corrected") is Status.SUPPORTED


def test_a_method_is_added_as_the_recipe_says():
    torch.manual_seed(0)
    model = nn.Linear(3, 2).double()
    x, y = torch.randn(8, 3, dtype=torch.float64), torch.randint(2, (8,))
    kind = run("a method")["Penalised"]
    used = {}
    for alpha in (0.0, 0.25, 1.0):
        model.zero_grad()
        driver = Driver(kind(model, 0.1, alpha=alpha), torch.optim.SGD(model.parameters(), lr=0.0))
        driver.step(cross_entropy, x, y)
        used[alpha] = torch.cat([p.grad.flatten() for p in model.parameters()])
    mixture = 0.75 * used[0.0] + 0.25 * used[1.0]
    assert torch.allclose(used[0.25], mixture, rtol=1e-12, atol=1e-15)
    assert (used[0.0] - used[1.0]).abs().max() > 1e-4
    with pytest.raises(ValueError, match=r"alpha must be in \[0, 1\], got 2"):
        kind(model, alpha=2)


def test_an_experiment_is_added_as_the_recipe_says():
    experiment = run("an experiment")["EXPERIMENT"]
    assert isinstance(experiment, Experiment)
    assert len(experiment.cells()) == 10


def test_a_figure_is_added_as_the_recipe_says():
    figure = run("a figure")["SHIFT"]
    assert figure.name not in {one.name for one in FIGURES}
    with style.context():
        canvas = figure.draw(figure.data())
        style.settle(canvas)
        assert layout.complaints(canvas) == []


def test_hooks_run_what_the_makefile_runs():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    tools = [re.sub(r" --[\w-]+", "", one) for one in re.findall(r"entry: \.venv/bin/python -m (.+)", hooks)]
    assert tools == ["ruff format", "ruff check", "mypy"]
    assert all(re.search(rf"^\t\$\(PY\) -m {tool}", makefile, re.MULTILINE) for tool in tools)


def test_forms_ask_for_what_is_needed():
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    read = {form.stem: yaml.safe_load(form.read_text(encoding="utf-8")) for form in forms}
    assert read.pop("config") == {"blank_issues_enabled": True}
    assert set(read) == {"fault", "misread_claim", "new_paper", "wrong_number"}
    for name, form in read.items():
        ids = [field["id"] for field in form["body"]]
        assert len(set(ids)) == len(ids) > 2, name
        assert all(field["attributes"]["label"] for field in form["body"])
        assert any(field.get("validations", {}).get("required") for field in form["body"])


def test_packages_are_typed_and_the_version_stands_in_one_place():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package, files in settings["tool"]["setuptools"]["package-data"].items():
        assert "py.typed" in files
        assert (ROOT / package / "py.typed").is_file()
    assert settings["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "theory.version.__version__"
    assert "version" not in settings["project"]
    version = theory.__version__
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(
        rf"^## {re.escape(version)}( |$)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
