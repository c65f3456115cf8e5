from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

import flint
import pytest

from theory import sources
from theory.ledger.claims import Check, Method, Result, Verdict
from theory.rigour.boxes import Box
from theory.rigour.intervals import Interval, Polynomial, at_least
from theory.rigour.proof_files import TileStore
from theory.rigour.prover import STANDARD, THOROUGH, Plan, Proof, accepted, prove, thorough

QUIET = replace(STANDARD, folder=None)


def square_plus(sides: Sequence[Interval]) -> Interval:
    """x^2 + y - 1/10."""
    x, y = sides
    return x * x + y - flint.arb(1) / 10


def touching(sides: Sequence[Interval]) -> Interval:
    """(x - 1/3)^2, which is 0 at one point."""
    shifted = sides[0] - flint.arb(1) / 3
    return shifted * shifted


def identity(sides: Sequence[Interval]) -> Interval:
    return sides[0]


def test_a_true_statement_holds_with_its_boxes():
    box = Box.of(x=(-1, 1), y=("1/5", 3))
    proof = prove(square_plus, box, QUIET)
    assert proof.verdict is Verdict.HOLDS
    assert len(proof.tiles) == QUIET.tiles
    assert proof.boxes == sum(tile["boxes"] for tile in proof.tiles) >= QUIET.tiles
    assert proof.bits == QUIET.bits
    assert proof.seconds > 0
    assert "boxes" in proof.cost()


def test_a_false_statement_fails_with_a_point_and_its_sign():
    proof = prove(square_plus, Box.of(x=(-1, 1), y=(0, 3)), QUIET)
    assert proof.verdict is Verdict.FAILS
    assert proof.point is not None
    x, y = (Fraction(proof.point[name]) for name in ("x", "y"))
    assert x * x + y - Fraction(1, 10) < 0
    assert proof.value is not None
    assert proof.value.startswith("[-")


def test_a_false_corner_is_found():
    """The statement fails on a thousandth of the box only."""
    function = partial(_product_below, limit=999)
    proof = prove(function, Box.of(x=(1, 10), y=(1, 100)), QUIET)
    assert proof.verdict is Verdict.FAILS
    assert proof.point is not None
    assert Fraction(proof.point["x"]) * Fraction(proof.point["y"]) > 999
    assert prove(partial(_product_below, limit=1001), Box.of(x=(1, 10), y=(1, 100)), QUIET).verdict is Verdict.HOLDS


def _product_below(sides: Sequence[Interval], limit: int) -> Interval:
    return limit - sides[0] * sides[1]


@pytest.mark.parametrize("function", [touching, identity])
def test_equality_is_no_proof(function):
    proof = prove(function, Box.of(x=(0, 1)), replace(QUIET, budget=500))
    assert proof.verdict is Verdict.INCONCLUSIVE
    assert proof.left


def test_the_budget_ends_the_search():
    proof = prove(touching, Box.of(x=(0, 1)), replace(QUIET, budget=10, tiles=1))
    assert proof.verdict is Verdict.INCONCLUSIVE
    assert proof.boxes <= 10
    assert all(text.startswith("x in [") for text in proof.left)


def test_what_cannot_be_told_is_left():
    assert prove(lambda sides: None, Box.of(x=(0, 1)), replace(QUIET, budget=20)).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("ball", "decides"),
    [
        (flint.arb(1), True),
        (flint.arb(1, 0.01), True),
        (flint.arb(0), False),
        (flint.arb(-1), False),
        (flint.arb(1, 1), False),
        (flint.arb(1, 0.9), False),  # positive, but its width says that little is known
        (flint.arb.pos_inf(), False),
        (flint.arb.nan(), False),
        (None, False),
    ],
)
def test_only_a_strict_and_narrow_ball_decides(ball, decides):
    assert accepted(ball) is decides


def test_a_lower_bound_that_is_negative_refutes_nothing():
    proof = prove(lambda sides: at_least(flint.arb(-1)), Box.of(x=(0, 1)), replace(QUIET, budget=20))
    assert proof.verdict is Verdict.INCONCLUSIVE


def test_the_precision_is_local():
    before = flint.ctx.prec
    prove(square_plus, Box.of(x=(-1, 1), y=(1, 3)), replace(QUIET, bits=333))
    assert flint.ctx.prec == before


@dataclass
class Interrupted:
    """Works for so many calls, then is interrupted; counts them."""

    calls_left: int
    calls: int = 0

    def __call__(self, sides: Sequence[Interval]) -> Any:
        if self.calls_left == 0:
            raise KeyboardInterrupt
        self.calls_left -= 1
        self.calls += 1
        return square_plus(sides)


def test_an_interrupted_proof_goes_on_where_it_stopped(tmp_path):
    box = Box.of(x=(-1, 1), y=("1/5", 3))
    plan = Plan(folder=str(tmp_path), tiles=8)
    whole = Interrupted(10**9)
    expected = prove(whole, box, plan, name="a/b", quiet=0, tell=lambda line: None)
    first = Interrupted(whole.calls // 2)
    with pytest.raises(KeyboardInterrupt):
        prove(first, box, plan, name="a/b", quiet=0, tell=lambda line: None)
    (kept,) = tmp_path.rglob("*.jsonl")
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert lines[0]["box"] == box.text()
    assert 1 <= len(lines) - 1 < 8
    told: list[str] = []
    second = Interrupted(10**9)
    again = prove(second, box, plan, name="a/b", quiet=0, tell=told.append)
    assert again == expected  # all but the seconds
    assert 0 < second.calls < whole.calls
    assert "tiles were proved before" in told[0]
    assert not list(tmp_path.rglob("*.jsonl"))


@pytest.mark.parametrize("change", ["key", "box", "text", "result"])
def test_tiles_of_another_proof_are_not_taken_over(tmp_path, change):
    box = Box.of(x=(-1, 1), y=("1/5", 3))
    plan = Plan(folder=str(tmp_path), tiles=8)
    with pytest.raises(KeyboardInterrupt):
        prove(Interrupted(3), box, plan, name="a", key="one", quiet=0, tell=lambda line: None)
    if change == "text":
        (kept,) = tmp_path.rglob("*.jsonl")
        kept.write_text(kept.read_text() + '{"number": 7, "resu')
    if change == "result":
        (kept,) = tmp_path.rglob("*.jsonl")
        first, *tiles = map(json.loads, kept.read_text().splitlines())
        tiles[0]["result"]["boxes"] = 10**6
        kept.write_text("".join(json.dumps(line) + "\n" for line in (first, *tiles)))
    told: list[str] = []
    other = Box.of(x=(-1, 1), y=("1/5", 4)) if change == "box" else box
    proof = prove(
        square_plus, other, plan, name="a", key="two" if change == "key" else "one", quiet=0, tell=told.append
    )
    assert proof.verdict is Verdict.HOLDS
    assert not any("before" in line for line in told)


def test_short_proofs_leave_no_trace(tmp_path):
    told: list[str] = []
    prove(square_plus, Box.of(x=(-1, 1), y=(1, 3)), Plan(folder=str(tmp_path)), quiet=60, tell=told.append)
    assert not told
    assert not list(tmp_path.iterdir())


def test_two_processes_find_the_same():
    box = Box.of(x=(-1, 1), y=("1/5", 3))
    told: list[str] = []
    one = prove(square_plus, box, QUIET)
    two = prove(square_plus, box, replace(QUIET, workers=2), quiet=0, tell=told.append)
    assert one == two
    assert len(told) == QUIET.tiles


def test_boxes_round_outwards_and_tiles_cover():
    box = Box.of(x=("1/3", "2/3"), y=("1/1000", 1000))
    assert Fraction(box.sides[0][0]) < Fraction(1, 3) < Fraction(2, 3) < Fraction(box.sides[0][1])
    assert Fraction(box.sides[0][1]) - Fraction(2, 3) < Fraction(1, 10**15)
    tiles = box.tiles(16)
    assert len(tiles) == 16
    volume = sum((t.sides[0][1] - t.sides[0][0]) * (t.sides[1][1] - t.sides[1][0]) for t in tiles)
    whole = (box.sides[0][1] - box.sides[0][0]) * (box.sides[1][1] - box.sides[1][0])
    assert volume == pytest.approx(whole)
    assert any(end == pytest.approx(1.0) for t in tiles for end in t.sides[1])  # six decades are cut in the middle


@pytest.mark.parametrize("side", [(1, 0), (0, float("inf"))])
def test_boxes_are_finite_and_not_empty(side):
    with pytest.raises((ValueError, OverflowError)):
        Box.of(x=side)


def check_with_plan(formula: object, plan: Plan) -> Result:
    return Result(Verdict.HOLDS, observed=plan.reach)


def test_a_check_with_a_plan_can_be_made_thorough():
    check = Check("a/b", Method.RIGOROUS, "s", partial(check_with_plan, plan=STANDARD))
    assert check.run(None).observed == STANDARD.reach
    assert thorough(check).run(None).observed == THOROUGH.reach > STANDARD.reach
    plain = Check("a/b", Method.RIGOROUS, "s", partial(check_with_plan, plan=STANDARD).func)
    assert thorough(plain) is plain


def test_intervals_keep_exact_zeros_and_enclose():
    import sympy as sp

    x, y = sp.symbols("x y", positive=True)
    polynomial = Polynomial(x**2 * y - 3 * x / 7 + sp.Rational(1, 2), [x, y])
    sides = [Interval(flint.arb(0), flint.arb(2)), Interval(flint.arb(1), flint.arb(3))]
    found = polynomial(sides)
    assert polynomial.at(0, 3) == Fraction(1, 2)
    for a in (0, 1, 2):
        for b in (1, 2, 3):
            assert found.low <= flint.arb(flint.fmpq(polynomial.at(a, b).numerator, polynomial.at(a, b).denominator))
    assert (sides[0] * sides[1]).low.is_zero()
    mixed = Interval(flint.arb(-1), flint.arb(2)) * Interval(flint.arb(-3), flint.arb(1))
    assert (float(mixed.low), float(mixed.high)) == (-6.0, 3.0)
    with pytest.raises(ValueError, match="polynomial"):
        Polynomial(sp.sqrt(x), [x])


def test_a_proof_compares_without_its_seconds():
    proof = Proof(Verdict.HOLDS, Box.of(x=(0, 1)), (), 1, 0, 64, seconds=1.0)
    assert proof == replace(proof, seconds=2.0)


def test_tiles_are_kept_for_the_code_that_proved_them_alone(tmp_path, monkeypatch):
    first = TileStore(str(tmp_path), "a", {}, (square_plus,))
    first.write({0: {"verdict": "HOLDS"}})
    assert TileStore(str(tmp_path), "a", {}, (square_plus,)).read() == {0: {"verdict": "HOLDS"}}
    monkeypatch.setattr(sources, "version", lambda package: "another")
    assert TileStore(str(tmp_path), "a", {}, (square_plus,)).read() == {}
    typed = {"__name__": "at_a_prompt"}
    exec("def f(sides):\n    return None\n", typed)
    assert TileStore(str(tmp_path), "a", {}, (typed["f"],)).path is None
