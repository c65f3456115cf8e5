"""Accuracies in balls over boxes: what they enclose, that a false bound is refused, and which boxes each claim's proof has."""

from __future__ import annotations

from dataclasses import replace

import flint
import mpmath as mp
import pytest
import sympy as sp

from theory import papers
from theory.ledger.claims import Method, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.derivation import DerivationError
from theory.papers.wei2023.accuracy_boxes import Enclosed, scaled, scaled_accuracy
from theory.papers.wei2023.model import rigorous as optima
from theory.papers.wei2023.sam_optimum import rigorous as theorem
from theory.rigour.boxes import Box
from theory.rigour.prover import STANDARD, prove

QUIET = replace(STANDARD, folder=None, tiles=1, budget=2000)
WEIGHT = parse("(log(p) - log(1 - p))/(2*eta)")
BOXES = {
    "wei2023/thm-4.1": {
        "below W: acc(W) - acc(W (1 - x)) > 0": "p in [0.8, 0.9], kappa in [0.75, 1], x in [0.25, 1]",
        "above W: acc(W) - acc(W (1 + x)) > 0": "p in [0.8, 0.9], kappa in [0.75, 1], x in [0.25, 1]",
    },
    "wei2023/thm-4.2": {
        "below W: acc(W) - acc(W (1 - x)) > 0": "p in [0.8, 0.9], kappa in [0.75, 1], x in [0.25, 1]",
        "above W: acc(W) - acc(W (1 + x)) > 0": "p in [0.8, 0.9], kappa in [0.75, 1], x in [0.25, 1]",
    },
    "wei2023/thm-4.3": {"acc(w* + rho) - acc(w* - rho) > 0": "p in [0.8, 0.9], kappa in [0.75, 1], e in [0.75, 1]"},
}


def accuracy(p, kappa, v):
    p, kappa, v = (mp.mpf(x) for x in (p, kappa, v))
    return p * mp.ncdf(kappa + v) + (1 - p) * mp.ncdf(kappa - v)


@pytest.mark.parametrize("claim_id", BOXES)
def test_the_boxes_of_each_proof(claim_id):
    (check,) = [c for c in papers.checks() if c.claim_id == claim_id and c.method is Method.RIGOROUS]
    evidence = check.run(papers.ledger().claim(claim_id).formula)
    assert {name: part["box"] for name, part in evidence.observed.items()} == BOXES[claim_id]
    assert all(part["verdict"] == "HOLDS" for part in evidence.observed.values())
    assert evidence.scope.startswith(next(iter(BOXES[claim_id].values())))
    assert evidence.covered == evidence.scope
    assert not evidence.complete
    assert int(evidence.note.split()[0]) > 40  # decided by bisection, not pointwise


def test_the_scope_follows_the_box(monkeypatch):
    monkeypatch.setattr(theorem, "BOX", Box.of(p=("4/5", "17/20"), kappa=("3/4", 1), e=("3/4", 1)))
    assert theorem.check_robust_weight("w_SAM > w_star", QUIET).scope.startswith("p in [0.8, 0.85]")


@pytest.mark.parametrize(("p", "kappa", "v"), [("0.8", "0.9", "0.3"), ("0.95", "0.5", "2"), ("0.6", "2", "-1")])
def test_an_enclosure_contains_the_accuracy(p, kappa, v):
    names = ("p", "kappa", "x")
    job = Enclosed(scaled_accuracy(sp.Symbol("x", real=True)), names)
    for width in (0, 1e-3):
        values = [float(text) for text in (p, kappa, v)]
        sides = Box(names, tuple((value, value + width) for value in values)).intervals()
        with flint.ctx.workprec(96):
            found = job(sides)
        with mp.workdps(30):
            for part in (0, 0.5, 1):
                exact = accuracy(*(value + part * width for value in values))
                low, high = (mp.mpf(end.str(25, radius=False)) for end in (found.low, found.high))
                assert low - 1e-20 <= exact <= high + 1e-20
        assert found.high - found.low < 1e-14 + 5 * width


def test_what_has_no_finite_ball_is_left_open():
    job = Enclosed(1 / sp.Symbol("x", real=True), ("x",))
    assert job(Box(("x",), ((0.0, 1.0),)).intervals()) is None
    assert job(Box(("x",), ((1.0, 1.0),)).intervals()).low == flint.arb(1)


def test_false_bounds_are_refused():
    s = symbols()
    best = scaled(WEIGHT)
    wrong = scaled_accuracy(best * sp.Rational(3, 2)) - scaled_accuracy(best)
    box = Box.of(p=("4/5", "9/10"), kappa=("3/4", 1))
    assert prove(Enclosed(wrong, box.names), box, QUIET).verdict is Verdict.FAILS
    gap = scaled_accuracy(best + s["e"]) - scaled_accuracy(best - s["e"])
    box = Box.of(p=("4/5", "9/10"), kappa=("3/4", 1), e=(0, "1/2"))  # the gap is 0 at e = 0
    assert prove(Enclosed(gap, box.names), box, replace(QUIET, budget=200)).verdict is Verdict.INCONCLUSIVE
    nearly = gap - sp.Rational(1, 10)
    box = theorem.BOX
    assert prove(Enclosed(nearly, box.names), box, QUIET).verdict is not Verdict.HOLDS


def test_a_weight_that_does_not_scale_is_undecided(monkeypatch):
    with pytest.raises(DerivationError, match="scales with sqrt"):
        scaled(parse("log(p)/eta**2"))
    monkeypatch.setattr(optima, "_slope_at", lambda weight, attacked: None)
    assert optima.check_maximiser("log(p)/eta**2").verdict is Verdict.INCONCLUSIVE
    assert optima.check_maximiser("log(p)/(eta - eps/2)", attacked=True).verdict is Verdict.INCONCLUSIVE
    beside = "3*(log(p) - log(1 - p))/(2*eta)"  # 3 times the weight: from there weights below are better
    assert optima.check_maximiser(beside, QUIET).verdict is not Verdict.HOLDS
