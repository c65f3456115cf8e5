"""A small prover: f > 0 on a whole box of parameters, by bisection with a budget.

The function is handed one interval a side and returns what encloses f on the sub-box: a ball, an interval, or None
where it cannot tell. A sub-box is done when the lower end is strictly positive, finite and narrow; else it is halved.
A midpoint at which the upper end is strictly negative ends the search.
"""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

from theory import runner
from theory.ledger.claims import Check, Verdict
from theory.ledger.entries import Named, resolve
from theory.rigour.boxes import Box
from theory.rigour.intervals import Interval
from theory.rigour.proof_files import TileStore

DEEPEST = 200  # halvings after which a box is left undecided; those beside it may still show a false statement
NARROW = 4  # bits to which a deciding ball must be known: a strict sign alone would let a ball of any width pass

Enclosing = Callable[[Sequence[Interval]], Any]


@dataclass(frozen=True)
class Plan:
    """How much to prove: `reach` scales the boxes (each check says how), `budget` bounds the sub-boxes of a tile."""

    reach: int = 1
    budget: int = 200_000
    bits: int = 96
    tiles: int = 8
    workers: int = 1
    folder: str | None = "out/proofs"


STANDARD = Plan()
THOROUGH = Plan(reach=1000, budget=20_000_000, tiles=64)


@dataclass(frozen=True)
class Proof:
    """What the prover found.

    Attributes:
        verdict: HOLDS on the whole box, FAILS at `point`, or INCONCLUSIVE with the sub-boxes `left` undecided.
        box: the box.
        tiles: the root tiles that are proved, each with its number of sub-boxes and the depth reached.
        point, value: for FAILS the exact point (dyadic) and a certified ball that f does not exceed there, as text.
        left: undecided sub-boxes, at most eight of them.
        boxes, depth, bits: the cost; seconds are kept apart, since they differ from run to run.
    """

    verdict: Verdict
    box: Box
    tiles: tuple[dict[str, Any], ...]
    boxes: int
    depth: int
    bits: int
    point: dict[str, str] | None = None
    value: str | None = None
    left: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def cost(self) -> str:
        """The cost in words, the same whenever proved again."""
        return f"{self.boxes} boxes, depth {self.depth}, {self.bits} bits"


def thorough(check: Check, plan: Plan = THOROUGH) -> Check:
    """Return the check with a larger plan, if its function takes one as ``plan``, else as it is."""
    function = check.function
    if isinstance(function, Named):
        asked = inspect.signature(resolve(function.function)).parameters.get("plan")
        if asked is not None and isinstance(asked.default, Plan):
            return with_plan(check, plan)
    if isinstance(function, partial) and "plan" in function.keywords:
        return replace(check, function=partial(function, plan=plan))
    return check


def with_plan(check: Check, plan: Plan = THOROUGH) -> Check:
    """Return a check of a named function with a plan as one of its options, whether or not the function takes one."""
    function = check.function
    assert isinstance(function, Named)
    return replace(check, function=replace(function, options=(*function.options, ("plan", plan))))


def accepted(value: Any) -> bool:
    """Whether a ball proves a positive sign: strictly positive, finite, and known to a few bits at least."""
    return bool(value is not None and value.is_finite() and value > 0 and value.rel_accuracy_bits() >= NARROW)


def prove(
    function: Enclosing,
    box: Box,
    plan: Plan = STANDARD,
    *,
    name: str = "proof",
    key: str = "",
    tell: Callable[[str], None] | None = None,
    quiet: float = 1.0,
) -> Proof:
    """Try to prove that `function` is positive on the whole box.

    Args:
        function: see above; picklable when `plan.workers` is above 1.
        box: where.
        plan: budget, precision, number of root tiles and processes; `reach` is not looked at.
        name, key: with `plan.folder`, finished root tiles are kept in <folder>/<name>.jsonl until the proof ends, and
            taken up again after an interruption if `key`, box and plan are the same.
        tell: called with a line as each root tile ends; the default prints to stderr.
        quiet: seconds for which nothing is told or kept, so that short proofs leave no trace.
    """
    start = time.perf_counter()
    tiles = box.tiles(plan.tiles)
    say = tell or _print
    identity = {"name": name, "key": key, "box": box.text(), "bits": plan.bits, "budget": plan.budget}
    store = TileStore(plan.folder, name, {**identity, "tiles": len(tiles)}, (function, prove_tile))
    results: dict[int, dict[str, Any]] = store.read()
    pending = [i for i in range(len(tiles)) if i not in results]
    if results:
        say(f"{name}: {len(results)} of {len(tiles)} tiles were proved before")
    jobs = [(f"{name}: tile {i}", partial(prove_tile, function, tiles[i], box, plan)) for i in pending]
    with closing(runner.run(jobs, plan.workers)) as proved:
        for index, result in proved:
            results[pending[index]] = result
            if time.perf_counter() - start >= quiet:
                store.write({n: r for n, r in results.items() if r["verdict"] == Verdict.HOLDS})
                boxes = sum(r["boxes"] for r in results.values())
                say(f"{name}: tile {len(results)}/{len(tiles)} {result['verdict']}, {boxes} boxes so far")
            if result["verdict"] == Verdict.FAILS:
                break
    store.remove()
    return _joined([results[i] for i in sorted(results)], box, plan, time.perf_counter() - start)


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def prove_tile(function: Enclosing, tile: Box, root: Box, plan: Plan) -> dict[str, Any]:
    """Prove one root tile; the result is plain data."""
    import flint

    pending, left = [(tile, 0)], []
    boxes = deepest = 0
    with flint.ctx.workprec(plan.bits):
        while pending:
            box, depth = pending.pop()
            boxes, deepest = boxes + 1, max(deepest, depth)
            if accepted(_ends(function(box.intervals()))[0]):
                continue
            above = _ends(function(box.middle().intervals()))[1]
            if above is not None and accepted(-above):
                point = {n: str(Fraction(s[0])) for n, s in zip(box.names, box.middle().sides, strict=True)}
                return {**_tile(tile, boxes, deepest, Verdict.FAILS), "point": point, "value": above.str(20)}
            if boxes + len(pending) >= plan.budget:
                left += [one.text() for one, _ in [(box, depth), *pending]]
                break
            if depth >= DEEPEST:
                left.append(box.text())
                continue
            second, first = box.halves(root)
            pending += [(first, depth + 1), (second, depth + 1)]
    verdict = Verdict.INCONCLUSIVE if left else Verdict.HOLDS
    return {**_tile(tile, boxes, deepest, verdict), "left": left[:8]}


def _ends(value: Any) -> tuple[Any, Any]:
    return (value.low, value.high) if isinstance(value, Interval) else (value, value)


def _tile(tile: Box, boxes: int, depth: int, verdict: Verdict) -> dict[str, Any]:
    return {"box": tile.text(), "boxes": boxes, "depth": depth, "verdict": verdict.value}


def _joined(results: Sequence[Mapping[str, Any]], box: Box, plan: Plan, seconds: float) -> Proof:
    failed = next((r for r in results if r["verdict"] == Verdict.FAILS), None)
    left = tuple(text for r in results for text in r.get("left", ()))
    proved = tuple(
        {name: r[name] for name in ("box", "boxes", "depth")} for r in results if r["verdict"] == Verdict.HOLDS
    )
    return Proof(
        verdict=Verdict.FAILS if failed else Verdict.INCONCLUSIVE if left else Verdict.HOLDS,
        box=box,
        tiles=proved,
        boxes=sum(r["boxes"] for r in results),
        depth=max((r["depth"] for r in results), default=0),
        bits=plan.bits,
        point=failed["point"] if failed else None,
        value=failed["value"] if failed else None,
        left=left[:8],
        seconds=seconds,
    )
