"""The plans behind the checks: the committed records are the full plan's, and checks decide from them."""

from __future__ import annotations

import numpy as np
import pytest

from simulate import papers
from simulate.papers.beyond.rates import check_rate
from simulate.studies import plan
from simulate.studies.plan import FULL, SMALL, Plan, Size
from simulate.sweeps import store
from theory import BinaryModel
from theory import papers as theory_papers
from theory.ledger import evidence
from theory.ledger.claims import Method
from theory.papers.beyond.rates import claims

TINY = Plan("tiny", Size(2_000, 1), (Size(300, 5),), 300, Size(300, 3), recorded=False)


def test_committed_records_are_those_of_the_full_plan():
    for name, cells in plan.all_cells(FULL).items():
        records = store.read(plan.RESULTS / f"{name}.jsonl")
        assert [store.key_of(record) for record in records] == [store.key_of(cell.record(None)) for cell in cells]


def test_a_committed_record_can_be_computed_again():
    (cell,) = [
        cell
        for cell in plan.all_cells(FULL)["minimisers"]
        if '"n": 100,' in cell.settings and '"rho": 5.0' in cell.settings
    ][:1]
    (record,) = FULL.records([cell], "minimisers")
    assert cell.record(cell.run()) == record


def test_both_plans_have_the_same_checks():
    small, full = papers.checks(), papers.checks(full=True)
    own = {(check.claim_id, check.method) for check in full}
    assert own <= {(check.claim_id, check.method) for check in small}
    assert {method for _, method in own} == {Method.MONTE_CARLO}
    assert {SMALL.recorded, FULL.recorded} == {False, True}


def test_classifiers_stand_in_the_order_in_which_they_are_read():
    model = BinaryModel(*plan.ACCURACY_MODELS[0])
    correct, n = plan.counts(TINY, model)
    chosen = plan.classifiers(model)
    assert n == 2_000
    assert len(correct) == len(chosen)
    assert chosen[: len(plan.natural_weights(model))] == [{"w": w} for w in plan.natural_weights(model)]
    assert chosen[-len(plan.other_attacks(model)) :] == plan.other_attacks(model)


def test_replications_are_joined():
    cells = plan.optimum_cells(
        Plan("t", Size(9, 1), (), 9, Size(200, 2, 3), False), BinaryModel(0.9, 0.5, 10), "SAM", 1.0
    )
    found = plan.joined(TINY.records(cells, "optima"), "SAM", "weights")
    assert found.shape == (6,)
    assert len(np.unique(found)) == 6


def test_an_infinite_minimiser_fails_the_rate(monkeypatch):
    monkeypatch.setattr(plan, "RATE_MODELS", ((0.9, 0.1, 10, 1.58),))
    (claim,) = [claim for claim in claims.SECTION.claims if claim.id == "beyond/rate-sam-root-n"]
    result = check_rate(claim.formula, "SAM", TINY)
    assert result.verdict == "FAILS"
    assert result.counterexample["root mean square, n^rate (w_n - w)"] == np.inf


def test_missing_records_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(plan, "RESULTS", tmp_path)
    with pytest.raises(ValueError, match=r"no record of 5 of 5 cells, for example accuracy .*simulate full makes them"):
        plan.counts(FULL, BinaryModel(*plan.ACCURACY_MODELS[0]))


def test_committed_evidence_is_what_the_records_give():
    ledger = theory_papers.ledger()
    for check in papers.checks(full=True):
        found = evidence.read(evidence.path_of(plan.EVIDENCE, check.claim_id, check.method))
        again = check.run(ledger.claim(check.claim_id).formula)
        assert (found.verdict, found.scope, found.seed) == (again.verdict, again.scope, again.seed)
