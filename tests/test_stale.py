"""An edit makes stale what depends on it, and nothing else; what a check really executes is in its closure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from figures.drawing import output
from figures.plots.registry import FIGURES
from tests.stale import EDITS, all_checks, closures, stale
from theory import papers, sources
from theory.ledger.checking import code_of, modules_of_check
from theory.ledger.claims import Check, Method
from theory.ledger.entries import Named

SHARED = {"tools", "sources", "expressions"}
"""Modules of `theory.papers` that belong to no paper."""


def test_an_edit_of_the_command_line_makes_nothing_stale():
    assert not any(stale(*EDITS["theory's command line"]).values())


def test_an_edit_of_a_papers_module_touches_that_papers_checks_alone():
    for module in sorted({one for _, modules in closures()["checks"] for one in modules}):
        paper = module.removeprefix("theory.papers.").partition(".")[0]
        if module.startswith("theory.papers.") and paper not in SHARED:
            touched = {name.partition("/")[0] for name in stale(module)["checks"]}
            assert touched == {paper}, module


def test_edits_below_touch_what_stands_on_them():
    assert len(stale("figures.drawing.style")["figures"]) == len(FIGURES)
    assert not stale("figures.drawing.style")["checks"]
    binary = stale("theory.model.binary_model")
    assert len(binary["network runs"]) == 450  # planted data are drawn from the model
    assert 0 < len(binary["checks"]) < len(closures()["checks"])
    assert {kind: len(rows) for kind, rows in closures().items() if kind != "checks"} == {
        "network runs": 450,
        "cells of sweeps": 749,
        "figures": len(FIGURES),
    }


SAMPLE = {
    Method.SYMBOLIC: (
        "wei2023/sec-3-duality",
        "xie2024/eq-12-guarantee",
        "li2024/f-average-sigma-fixed",
        "deng2024/b-published-update-line-within",
        "tsipras2019/thm-2.1",
        "li2024b/lem-1",
        "bartlett2023/momentum-global",
        "long2024/edge-outside",
        "beyond/one-step-no-shift",
    ),
    Method.RIGOROUS: (
        "wei2023/thm-4.5-leading",
        "xie2024/fig-1",
        "beyond/large-radius-limit",
        "beyond/attack-jump",
    ),
    Method.NUMERICAL: (
        "wei2023/sec-4.5-same-curve-adversarial",
        "xie2024/binary-ball",
        "li2024/f-average",
        "deng2024/b-published-update-line-within",
        "tsipras2019/frontier-rule",
        "li2024b/eq-16a",
        "bartlett2023/drift",
        "long2024/sam-edge",
        "beyond/per-sample-raises",
    ),
    Method.MONTE_CARLO: (
        "wei2023/eq-25",
        "li2024/f-average-noise",
        "beyond/full-weights-theorem-4.3",
        "beyond/adversarial-logistic-ratio",
    ),
}
"""Checks of every method and paper that take no more than a second or two."""


def some_checks() -> Iterator[Check]:
    """Yield the sample, all that judge recorded sweeps, and for every table of networks the first that does."""
    tables: set[tuple[Path, ...]] = set()
    for check in all_checks():
        if check.method is Method.NETWORK:
            if check.reads not in tables:
                yield check
            tables.add(check.reads)
        elif check.reads or check.claim_id in SAMPLE[check.method]:
            yield check


def test_the_sample_has_every_kind_of_check():
    kinds = {(check.claim_id.partition("/")[0], check.method) for check in some_checks()}
    papers_of = {method: {name.partition("/")[0] for name in names} for method, names in SAMPLE.items()}
    assert all((paper, method) in kinds for method, found in papers_of.items() for paper in found)
    assert len({check.reads for check in some_checks() if check.method is Method.NETWORK}) == 9


OPENED: list[Path] = []


def _note_open(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], (str, Path)) and str(arguments[0]).endswith(".jsonl"):
        OPENED.append(Path(arguments[0]).resolve())


sys.addaudithook(_note_open)  # for good: Python has no way to take it away


@contextmanager
def traced() -> Iterator[set[str]]:
    """Collect the modules of the project whose functions run, and in `OPENED` the files of records that are opened."""
    files: set[str] = set()
    found: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            files.add(frame.f_code.co_filename)

    OPENED.clear()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        paths = [Path(file) for file in files]
        inside = [path.relative_to(sources.PROJECT) for path in paths if path.is_relative_to(sources.PROJECT)]
        names = (".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in inside)
        found |= {name for name in names if name.partition(".")[0] in sources.PACKAGES}


@pytest.mark.parametrize(
    "check",
    list(some_checks()),
    ids=lambda check: f"{check.claim_id} {check.method.value}{' recorded' * bool(check.reads)}",
)
def test_what_a_check_executes_is_in_its_closure_and_what_it_opens_is_declared(check):
    claim = papers.ledger().claim(check.claim_id)
    closure = set(sources.closure(modules_of_check(check, claim)))
    for module in closure:  # what packages and modules run once, when they are imported, is not the check's
        import_module(module)
    with traced() as executed:
        check.run(claim.formula)
    assert executed - closure == set()
    assert set(OPENED) == {path.resolve() for path in check.reads}


@pytest.mark.parametrize("figure", [one for one in FIGURES if one.reads], ids=lambda figure: figure.name)
def test_what_a_figure_executes_is_in_its_closure_and_what_it_opens_is_declared(figure):
    closure = set(sources.closure(output.modules_of(figure)))
    for module in closure:
        import_module(module)
    with traced() as executed:
        figure.data()
    assert executed - closure == set()
    assert set(OPENED) == {path.resolve() for path in figure.reads}


def test_evidence_depends_on_claim_options_scope_and_files(tmp_path):
    check = next(one for one in all_checks() if one.reads)
    claim = papers.ledger().claim(check.claim_id)
    before = code_of(check, claim)
    assert code_of(check, claim) == before
    others = [
        code_of(check, replace(claim, formula="w_star")),
        code_of(check, replace(claim, domain="elsewhere")),
        code_of(replace(check, scope="elsewhere"), claim),
        code_of(replace(check, reads=(tmp_path / "missing.jsonl",)), claim),
        code_of(replace(check, function=Named("theory.entries:resolve")), claim),
    ]
    assert len({before, *others}) == len(others) + 1
    assert code_of(check, replace(claim, statement="in other words", summary="shorter")) == before


def test_evidence_of_networks_depends_on_the_formulas_of_its_whole_table(monkeypatch):
    from gpu_experiments import papers as network_claims

    claim_id, other = "beyond/net-reduced-sam-no-loss", "beyond/net-reduced-bisam-flips"
    claim = papers.ledger().claim(claim_id)
    before = code_of(network_claims.check(claim_id, network_claims.RESULTS), claim)
    formula_of = network_claims.formula_of
    monkeypatch.setattr(network_claims, "formula_of", lambda name: {} if name == other else formula_of(name))
    assert code_of(network_claims.check(claim_id, network_claims.RESULTS), claim) != before
