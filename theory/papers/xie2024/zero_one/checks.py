"""How the claims on the 0-1 loss and its bounds are tested: exact infima, certified samples, random logits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import flint
import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import BITS, at, covers, digits, limit, names, only_if, read
from theory.surrogates import losses as surrogates

SEED = 20240712
SAMPLES = 2000
COUNTS, SCALES = (2, 3, 10, 100), (0.01, 1.0, 10.0)

WRONG = {"m": "K >= 2"}
"""What it means that a derivation uses the largest margin of a wrong class: there is one. R is 0 where there is no other."""
ANY_CLASS = {"F": "K >= 1"}
"""What it means that it uses any class's margin, the label's own, 0, among them."""


def _least(bound: Any, m: Any) -> Any | None:
    """Return the infimum of a bound over R >= 0 and a range of m, or None where it is not monotone.

    `m` is a symbol > 0 (wrong samples), or minus a symbol >= 0 (right ones: the infimum of bounds that may vanish).
    """
    (part,) = m.free_symbols
    rest = names()["R"]
    expression = bound.subs(names()["m"], m)
    slopes = [sp.simplify(sp.diff(expression, v)) for v in (rest, part)]
    if slopes[0].is_nonnegative is not True or (m == part and slopes[1].is_nonnegative is not True):
        return None
    return limit(expression.subs(rest, 0), part, 0) if m == part else expression


def check_upper_bounds(formula: Any) -> Result:
    """Decide whether each loss is >= 0 on right samples and > 1 on wrong ones, by its infimum, where it rises strictly."""
    wrong, right = sp.Symbol("wrong", positive=True), -sp.Symbol("right", nonnegative=True)
    observed: dict[str, Any] = {}
    steps: dict[str, Any] = {}
    for loss, text in formula.items():
        bound = read(text)
        infimum, floor = _least(bound, wrong), bound.subs(names()["m"], right)
        observed[loss] = {"infimum over wrong samples": str(infimum)}
        low = infimum is not None and sp.simplify(infimum - 1).is_negative
        if low and (shown := _below_one(bound)) is not None:
            return Result(Verdict.FAILS, observed, "at least 1", counterexample={"loss": loss, **shown})
        steps[f"{loss}: rises"] = infimum is not None
        steps[f"{loss}: strictly if wrong"] = sp.simplify(sp.diff(bound.subs(names()["m"], wrong), wrong)).is_positive
        steps[f"{loss}: at least 0 if right"] = floor.is_nonnegative
        steps[f"{loss}: at least 1 if wrong"] = infimum is not None and sp.simplify(infimum - 1).is_nonnegative
    covered = covers(*map(read, formula.values()), meaning=WRONG)
    return only_if(Result(Verdict.HOLDS, observed, "at least 1", covered=covered), **steps)


def _below_one(bound: Any) -> dict[str, Any] | None:
    """Return a wrong sample of two classes whose bound is certified to lie below 1, None where none of those tried does."""
    with flint.ctx.workprec(BITS):
        for power in (1, 3, 6, 9, 12):
            margin = Fraction(1, 10**power)
            value = at(bound, {names()["m"]: margin, names()["R"]: Fraction(0)})
            if value < 1:
                return {"K": 2, "F": str(margin), "bound": digits(value), "0-1 loss": 1}
    return None


def check_sampled_upper_bounds(formula: Any) -> Result:
    """Compare the stated bounds with the 0-1 loss on random logits."""
    rng = np.random.default_rng(SEED)
    for classes, scale in product(COUNTS, SCALES):
        logits, labels = scale * rng.normal(size=(SAMPLES, classes)), rng.integers(0, classes, SAMPLES)
        margins = surrogates.margins(logits, labels)
        np.put_along_axis(margins, labels[:, None], -np.inf, axis=-1)
        best, loss = margins.max(axis=-1), surrogates.zero_one_loss(logits, labels)
        rest = np.exp(margins).sum(axis=-1) - np.exp(best)
        for name, text in formula.items():
            bound = sp.lambdify((names()["m"], names()["R"]), read(text), "numpy")(best, np.maximum(rest, 0.0))
            bad = np.flatnonzero(bound < loss)
            if bad.size:
                shown = {"loss": name, "K": classes, "logits": logits[bad[0]].tolist(), "label": int(labels[bad[0]])}
                return Result(Verdict.FAILS, counterexample=shown, seed=SEED)
    observed = {"samples": SAMPLES * len(COUNTS) * len(SCALES), "violations": 0}
    covered = Domain.of(f"K in {{{', '.join(map(str, COUNTS))}}}")
    return Result(Verdict.HOLDS, observed=observed, seed=SEED, covered=covered)


def check_guarantee(formula: Any) -> Result:
    """Look for two samples before and after a step: the mean bound falls, the number of wrong ones rises.

    A bound that is constant on either side of 0 is an affine function of the 0-1 loss, and falls only with it.
    """
    f = names()["F"]
    bound = read(formula["bound"])
    sides = [bound.subs(f, sign * sp.Symbol("far", positive=True)) for sign in (1, -1)]
    if all(side.is_number for side in sides) and (sides[0] - sides[1]).is_positive:
        return Result(Verdict.HOLDS, observed=f"an affine function of the 0-1 loss: {sides[1]} or {sides[0]}")
    grid = [Fraction(v, 10) for v in (-100, -10, -1, 1, 10, 100)]
    with flint.ctx.workprec(BITS):
        value = {v: at(bound, {f: v}) for v in grid}
        for before in product(grid, repeat=2):
            for after in product(grid, repeat=2):
                errors = [sum(v > 0 for v in pair) for pair in (before, after)]
                means = [(value[a] + value[b]) / 2 for a, b in (before, after)]
                if errors[1] > errors[0] and means[1] < means[0]:
                    shown = {
                        name: {"margins": [str(v) for v in pair], "mean bound": digits(mean), "0-1 loss": f"{wrong}/2"}
                        for name, pair, mean, wrong in zip(
                            ("before", "after"), (before, after), means, errors, strict=True
                        )
                    }
                    return Result(Verdict.FAILS, counterexample=shown)
    return Result(Verdict.INCONCLUSIVE)


def check_threshold(formula: Any) -> Result:
    """Decide whether the threshold is the infimum of the bound over wrong samples; others add 0 at least, and at best.

    A sum below the infimum then leaves no sample wrong, and above it a sum with one wrong sample fits.
    """
    bound = read(formula["bound"])
    infimum = _least(bound, sp.Symbol("wrong", positive=True))
    floor = bound.subs(names()["m"], -sp.Symbol("right", nonnegative=True))
    (right,) = floor.free_symbols - {names()["R"]}
    least = limit(floor.subs(names()["R"], 0), right, sp.oo)
    if infimum is None:
        return Result(Verdict.INCONCLUSIVE)
    gap = sp.simplify(infimum - read(formula["threshold"]))
    if gap != 0 and not (gap.is_positive or gap.is_negative):
        return Result(Verdict.INCONCLUSIVE)
    shown = None if gap == 0 else {"infimum over wrong samples": str(infimum), "threshold": formula["threshold"]}
    others = sp.Symbol("others", nonnegative=True)  # samples besides the wrong one
    total = infimum + others * floor
    covered = covers(bound, total, meaning=WRONG | {"others": "n >= 1", str(right): ""})
    result = Result(verdict_of(gap == 0), str(infimum), formula["threshold"], counterexample=shown, covered=covered)
    return only_if(result, **{"others add nothing below 0": floor.is_nonnegative, "others come to 0": least == 0})


def _step(formula: str) -> list[Any]:
    """Return a step's values at every margin < 0, at 0 and at every margin > 0."""
    f, far = names()["F"], sp.Symbol("far", positive=True)
    return [read(formula).subs(f, v) for v in (-far, sp.Integer(0), far)]


def _covered(formula: str) -> Domain:
    """Return what a derivation in the margins of all classes covers."""
    return covers(read(formula), meaning=ANY_CLASS)


def check_maximum_of_steps(formula: Any) -> Result:
    """Decide eq. 9: the step rises from 0 to 1 just above 0, so its maximum is that of the largest margin.

    The largest margin is max z - z_y >= F_y = 0; it is positive exactly when the label is no arg-max.
    """
    values = _step(formula)
    if not all(value.is_number for value in values):
        return Result(Verdict.INCONCLUSIVE)
    right, wrong = max(values[:2]), max(values)
    holds = (right, wrong) == (0, 1)
    shown = None if holds else {"F": ["0", "-1"], "label right": True, "maximum": str(right), "label wrong": str(wrong)}
    return Result(
        verdict_of(holds), [str(v) for v in values], ["0", "0", "1"], counterexample=shown, covered=_covered(formula)
    )


def check_always_one(formula: Any) -> Result:
    """Decide whether the maximum is 1 for every sample: the step is 1 at F_y = 0 and never above."""
    values = _step(formula)
    if not all(value.is_number for value in values):
        return Result(Verdict.INCONCLUSIVE)
    holds = values[1] == 1 and max(values) == 1
    shown = None if holds else {"F": ["0", "-1"], "maximum": str(max(values[:2]))}
    return Result(
        verdict_of(holds), [str(v) for v in values], "1 at 0", counterexample=shown, covered=_covered(formula)
    )
