"""Evidence on disk: the same bytes, nothing half written, nothing undefined."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from theory import files
from theory.ledger import checking, evidence
from theory.ledger.claims import Check, Claim, Evidence, Kind, Method, Result, Source, Verdict, verdict_of
from theory.ledger.ledger import Ledger

EVIDENCE = Evidence(
    "paper/a",
    Method.NUMERICAL,
    Verdict.FAILS,
    "p = 0.7",
    False,
    observed={"w": math.inf, "list": [1, -math.inf, "x"], "n": np.int64(3)},
    expected=0.1,
    counterexample={"p": "7/10"},
    seed=5,
    note="n",
    run={"seconds": 1.0},
)


def test_round_trip_with_infinities(tmp_path):
    path = evidence.write(EVIDENCE, tmp_path)
    assert path == tmp_path / "paper/a/numerical.json"
    assert '"w": "inf"' in path.read_text()
    back = evidence.read(path)
    assert back == EVIDENCE
    assert back.run == EVIDENCE.run
    assert files.dumps(files.sealed(evidence.to_json(back))) == path.read_text()


def test_nan_and_objects_are_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match=r"observed\.x: expected numbers, got NaN"):
        evidence.write(Evidence("a/b", Method.SYMBOLIC, Verdict.HOLDS, "", True, observed={"x": math.nan}), tmp_path)
    with pytest.raises(ValueError, match="expected plain data, got object"):
        evidence.write(Evidence("a/b", Method.SYMBOLIC, Verdict.HOLDS, "", True, observed=object()), tmp_path)
    assert not list(tmp_path.rglob("*.*"))


def test_each_piece_is_read_once(tmp_path):
    for root in ("out", "committed", "copy"):
        evidence.write(EVIDENCE, tmp_path / root)
    made = evidence.read_made(tmp_path / "out")
    assert made == [EVIDENCE]
    committed = [tmp_path / "committed", tmp_path / "copy", tmp_path / "missing"]
    assert evidence.read_committed(committed) == [EVIDENCE]
    assert evidence.read_committed(committed, but=made) == []
    assert evidence.read_made(tmp_path / "out", known=["paper/b"]) == [], "left over from other code"


def holds_for_one(formula: object) -> Result:
    return Result(verdict_of(formula == 1), observed=formula)


CLAIMS = [Claim(f"paper/{name}", Kind.THEOREM, Source("paper", ""), "", "", formula=1) for name in "abc"]
CHECKS = [Check(f"paper/{name}", Method.SYMBOLIC, "all", holds_for_one) for name in "abc"]


@pytest.mark.parametrize("workers", [1, 2])
def test_checks_are_run_kept_and_not_run_again(tmp_path, workers):
    ledger, told = Ledger(CLAIMS), []
    arguments = {"out": tmp_path, "resume": True, "tell": lambda *x: told.append(x[1:]), "workers": workers}
    first = checking.run_checks(ledger, CHECKS[:2], **arguments)
    assert [item.claim_id for item in first] == ["paper/a", "paper/b"]
    again = checking.run_checks(ledger, CHECKS, **arguments)
    assert [item.claim_id for item in again] == ["paper/c"]
    assert told == [(1, 2), (2, 2), (1, 1)]
    other = [replace(check, scope="half") for check in CHECKS]
    assert len(checking.run_checks(ledger, other, **arguments)) == len(CHECKS), "another scope: computed anew"


def test_what_is_finished_before_an_interruption_is_kept(tmp_path):
    def interrupt(_: object) -> Result:
        raise KeyboardInterrupt

    checks = [CHECKS[0], Check("paper/b", Method.SYMBOLIC, "all", interrupt)]
    with pytest.raises(KeyboardInterrupt):
        checking.run_checks(Ledger(CLAIMS), checks, out=tmp_path, tell=lambda *_: None)
    assert [item.claim_id for item in evidence.read_made(tmp_path)] == ["paper/a"]


def test_evidence_of_a_function_typed_at_a_prompt_is_never_current(tmp_path):
    names = {"Result": Result, "verdict_of": verdict_of, "__name__": "at_a_prompt"}
    exec("def holds(formula):\n    return Result(verdict_of(formula == 1))\n", names)
    check = replace(CHECKS[0], function=names["holds"])
    arguments = {"out": tmp_path, "resume": True, "tell": lambda *_: None}
    for _ in range(2):
        (found,) = checking.run_checks(Ledger(CLAIMS), [check], **arguments)
        assert found.run["code"] == ""
