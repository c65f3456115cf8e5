"""How the rigorous checks decide: certified settings first, where a false claim fails at once, then proofs on boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.papers.wei2023.certified_settings import SETTINGS, Setting, digits_of
from theory.rigour.boxes import Box
from theory.rigour.formulas import ball_value, decide
from theory.rigour.prover import Enclosing, Plan, Proof, prove

Jobs = dict[str, tuple[Enclosing, Box]]


def broken(
    relations: Sequence[Any],
    shown: Mapping[str, Any],
    settings: Iterable[Setting] = SETTINGS,
    more: Callable[[Setting, Mapping[str, Any]], Mapping[str, Any]] | None = None,
) -> dict[str, Any] | None:
    """Return the first setting at which a relation is certified to be false, with digits of what is ``shown``.

    Args:
        relations: sympy relations in the names of :meth:`Setting.balls` and those that ``more`` adds.
        shown: expressions by name.
        settings: where to look.
        more: gives further named balls for a setting.
    """
    for setting in settings:
        with setting.balls() as values:
            known = {**values, **(more(setting, values) if more else {})}
            for relation in relations:
                if decide(relation, known) is False:
                    numbers = {name: digits_of(ball_value(part, known)) for name, part in shown.items()}
                    return setting.shown(**numbers, **{"false there": str(relation)})
    return None


def prove_all(name: str, formula: Any, plan: Plan, jobs: Jobs) -> dict[str, Proof]:
    """Run proofs by name, up to the first that does not hold."""
    found: dict[str, Proof] = {}
    for part, (function, box) in jobs.items():
        slug = re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-")
        found[part] = prove(function, box, plan, name=f"{name}/{slug}", key=f"{formula} {function}")
        if found[part].verdict is not Verdict.HOLDS:
            break
    return found


def covers(boxes: Iterable[Box], target: Box) -> bool:
    """Whether boxes leave nothing of a target out, all in the same variables."""
    parts = [box for box in boxes if box.names == target.names]
    cuts = []
    for i, (low, high) in enumerate(target.sides):
        inside = {end for box in parts for end in box.sides[i] if low < end < high}
        cuts.append(list(pairwise(sorted({low, high} | inside))))
    return all(
        any(all(a <= c and d <= b for (a, b), (c, d) in zip(box.sides, cell, strict=True)) for box in parts)
        for cell in product(*cuts)
    )


def result_of(
    proofs: Mapping[str, Proof],
    expected: Any,
    note: str = "",
    *,
    steps: Mapping[str, Any] | None = None,
    reached: bool = True,
    **changes: Any,
) -> Result:
    """Return HOLDS where every proof and step does, else INCONCLUSIVE: what is proved is sufficient, not necessary.

    Args:
        proofs: on boxes, by name.
        expected, note: of the result.
        steps: of algebra that lead from the claim to what the boxes decide.
        reached: whether the boxes of the proofs cover anything of the claim.
        changes: further fields of the result.
    """
    holds = all(proof.verdict is Verdict.HOLDS for proof in proofs.values())
    holds = holds and reached and all((steps or {}).values())
    cost = {
        "boxes": sum(proof.boxes for proof in proofs.values()),
        "deepest": max((proof.depth for proof in proofs.values()), default=0),
        "bits": max((proof.bits for proof in proofs.values()), default=0),
    }
    observed: dict[str, Any] = {name: _summary(proof) for name, proof in proofs.items()}
    if steps:
        observed["steps"] = dict(steps)
    text = f"{note}; " if note else ""
    return Result(
        Verdict.HOLDS if holds else Verdict.INCONCLUSIVE,
        observed=observed,
        expected=expected,
        note=f"{text}{cost['boxes']} boxes, depth {cost['deepest']}, {cost['bits']} bits",
        **changes,
    )


def _summary(proof: Proof) -> dict[str, Any]:
    part: dict[str, Any] = {"verdict": proof.verdict.value, "box": proof.box.text(), "tiles": list(proof.tiles)}
    if proof.point is not None:
        part |= {"point": proof.point, "value": proof.value}
    if proof.left:
        part["left"] = list(proof.left)
    return part


def undecided(why: str, expected: Any = None) -> Result:
    """Return INCONCLUSIVE with the reason."""
    return Result(Verdict.INCONCLUSIVE, expected=expected, note=why)
