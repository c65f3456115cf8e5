"""Section 2: the 0-1 loss, its upper bounds (eq. 2), what they guarantee, and the 0-1 loss as a maximum (eq. 9)."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.papers.sources import xie2024
from theory.papers.xie2024.forms import BITS, at, digits, names, read

BOUNDS = {"cross-entropy": "log(1 + R + exp(m))", "hinge": "Max(0, 1 + m)"}
READING = (
    "m = max_{j != y} F_j; R = sum of exp(F_j) over the wrong classes but the best, so cross-entropy is log(1+R+e^m)"
)
ADDED = "not in the paper"

CLAIMS = (
    Claim(
        id="xie2024/eq-1",
        kind=Kind.DEFINITION,
        source=xie2024("Section 2, eq. 1"),
        summary="the 0-1 loss: the share of wrong predictions",
        statement=r"$L^{01}(w) = \frac{1}{n} \sum_i 1[\arg\max_j f_w(x_i)_j \ne y_i]$.",
        domain="n samples, K >= 2 classes",
        reading="restored from the surrounding prose; a tie between the label and another class counts as right",
    ),
    Claim(
        id="xie2024/eq-2",
        kind=Kind.EQUATION,
        source=xie2024("Section 2, eq. 2"),
        summary="cross-entropy and hinge are upper bounds of the 0-1 loss",
        statement=r"$L^{01}(w) \le L^{ce}(w)$, and the same for the hinge loss.",
        formula=BOUNDS,
        domain="K >= 2, any logits",
        uses=("xie2024/eq-1",),
        reading=f"cross-entropy with the natural logarithm, as trained with; {READING}",
    ),
    Claim(
        id="xie2024/eq-2-base-two",
        kind=Kind.EQUATION,
        source=xie2024("Section 2, eq. 2, with the logarithm to base 2"),
        summary="cross-entropy over ln 2 is an upper bound of the 0-1 loss",
        statement=r"$L^{01}(w) \le L^{ce}(w) / \ln 2$: a wrong sample has a cross-entropy above $\ln 2$.",
        formula={"cross-entropy": "log(1 + R + exp(m))/log(2)"},
        domain="K >= 2, any logits",
        reading=f"{ADDED}; {READING}",
        corrects="xie2024/eq-2",
    ),
    Claim(
        id="xie2024/eq-2-hinge",
        kind=Kind.EQUATION,
        source=xie2024("Section 2, eq. 2, for the hinge loss"),
        summary="the multi-class hinge loss is an upper bound of the 0-1 loss",
        statement=r"$L^{01}(w) \le \frac{1}{n} \sum_i \max(0, 1 + \max_{j \ne y} F_{ij})$.",
        formula={"hinge": "Max(0, 1 + m)"},
        domain="K >= 2, any logits",
        reading=f"the part of eq. 2 that holds as it stands; {READING}",
        corrects="xie2024/eq-2",
    ),
    Claim(
        id="xie2024/sec-2.1-guarantee",
        kind=Kind.EQUATION,
        source=xie2024("Section 2.1"),
        summary="a falling upper bound makes the 0-1 loss fall",
        statement="Minimising the upper bound decreases the 0-1 loss.",
        formula={"bound": "log(1 + exp(F))"},
        domain="two classes, n >= 2 samples; F is the wrong class's margin",
        uses=("xie2024/eq-2",),
        reading="between two sets of weights the one with the lower mean bound has no higher 0-1 loss",
    ),
    Claim(
        id="xie2024/sec-2.1-guarantee-corrected",
        kind=Kind.EQUATION,
        source=xie2024("Section 2.1, what an upper bound does guarantee"),
        summary="a summed cross-entropy below ln 2 means no training error",
        statement=(
            r"If $\sum_i L^{ce}_i < \ln 2$ then no sample is wrong, and no larger threshold will do; in general "
            r"$L^{01} \le L^{ce} / \ln 2$, which does not make one fall with the other."
        ),
        formula={"bound": "log(1 + R + exp(m))", "threshold": "log(2)"},
        domain="K >= 2, n >= 1 samples",
        reading=f"{ADDED}; {READING}",
        corrects="xie2024/sec-2.1-guarantee",
    ),
    Claim(
        id="xie2024/eq-9",
        kind=Kind.EQUATION,
        source=xie2024("Section 3, eq. 9"),
        summary="the 0-1 loss is the maximum of steps of the margins",
        statement=r"$1[\arg\max_j z_j \ne y] = \max_j 1[F_j > 0]$, $F_j = z_j - z_y$.",
        formula="Piecewise((1, F > 0), (0, True))",
        domain="K >= 2, any logits; a tie with the label counts as right",
        uses=("xie2024/eq-1",),
    ),
    Claim(
        id="xie2024/eq-9-non-strict",
        kind=Kind.EQUATION,
        source=xie2024("Section 3, eq. 9, with the step 1[x >= 0]"),
        summary="with the non-strict step the maximum is 1 for every sample",
        statement=r"$\max_j 1[F_j \ge 0] = 1$ always, because $F_y = 0$ takes part in the maximum.",
        formula="Piecewise((1, F >= 0), (0, True))",
        domain="K >= 1, any logits",
        reading=f"{ADDED}: the corner in which Lemma 3.1 would say nothing",
    ),
)


def _least(bound: Any, m: Any) -> Any | None:
    """Return the infimum of a bound over R >= 0 and a range of m, or None where it is not monotone.

    `m` is a symbol > 0 (wrong samples), or minus a symbol >= 0 (right ones: the infimum of bounds that may vanish).
    """
    import sympy as sp

    (part,) = m.free_symbols
    rest = names()["R"]
    expression = bound.subs(names()["m"], m)
    slopes = [sp.simplify(sp.diff(expression, v)) for v in (rest, part)]
    if slopes[0].is_nonnegative is not True or (m == part and slopes[1].is_nonnegative is not True):
        return None
    return sp.limit(expression.subs(rest, 0), part, 0, "+") if m == part else expression


def check_upper_bounds(formula: Any) -> Result:
    """Decide whether each loss is >= 0 on right samples and >= 1 on wrong ones, by its exact infimum there."""
    import flint
    import sympy as sp

    wrong, right = sp.Symbol("wrong", positive=True), -sp.Symbol("right", nonnegative=True)
    observed: dict[str, Any] = {}
    verdict = Verdict.HOLDS
    for loss, text in formula.items():
        bound = read(text)
        infimum, floor = _least(bound, wrong), bound.subs(names()["m"], right)
        observed[loss] = {"infimum over wrong samples": str(infimum)}
        if infimum is not None and sp.simplify(infimum - 1).is_negative:
            values = {names()["m"]: Fraction(1, 10), names()["R"]: Fraction(0)}
            with flint.ctx.workprec(BITS):
                value = at(bound, values)
                if value < 1:
                    shown = {"loss": loss, "K": 2, "F": "1/10", "bound": digits(value), "0-1 loss": 1}
                    return Result(Verdict.FAILS, observed, "at least 1", counterexample=shown)
        if infimum is None or floor.is_nonnegative is not True or sp.simplify(infimum - 1).is_nonnegative is not True:
            verdict = Verdict.INCONCLUSIVE
    return Result(verdict, observed, "at least 1")


def check_sampled_upper_bounds(formula: Any) -> Result:
    """Compare the stated bounds with the 0-1 loss on random logits."""
    import numpy as np
    import sympy as sp

    from theory.surrogates import losses as surrogates

    rng = np.random.default_rng(20240712)
    for classes, scale in product((2, 3, 10, 100), (0.01, 1.0, 10.0)):
        logits, labels = scale * rng.normal(size=(2000, classes)), rng.integers(0, classes, 2000)
        margins = surrogates.margins(logits, labels)
        np.put_along_axis(margins, labels[:, None], -np.inf, axis=-1)
        best, loss = margins.max(axis=-1), surrogates.zero_one_loss(logits, labels)
        rest = np.exp(margins).sum(axis=-1) - np.exp(best)
        for name, text in formula.items():
            bound = sp.lambdify((names()["m"], names()["R"]), read(text), "numpy")(best, np.maximum(rest, 0.0))
            bad = np.flatnonzero(bound < loss)
            if bad.size:
                shown = {"loss": name, "K": classes, "logits": logits[bad[0]].tolist(), "label": int(labels[bad[0]])}
                return Result(Verdict.FAILS, counterexample=shown, seed=20240712)
    return Result(Verdict.HOLDS, observed={"samples": 24000, "violations": 0}, seed=20240712)


def check_guarantee(formula: Any) -> Result:
    """Look for two samples before and after a step: the mean bound falls, the number of wrong ones rises.

    A bound that is constant on either side of 0 is an affine function of the 0-1 loss, and falls only with it.
    """
    import flint
    import sympy as sp

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
    """Decide whether the threshold is the infimum of the bound over wrong samples, others adding nothing below 0."""
    import sympy as sp

    bound = read(formula["bound"])
    infimum = _least(bound, sp.Symbol("wrong", positive=True))
    floor = bound.subs(names()["m"], -sp.Symbol("right", nonnegative=True))
    if infimum is None or floor.is_nonnegative is not True:
        return Result(Verdict.INCONCLUSIVE)
    gap = sp.simplify(infimum - read(formula["threshold"]))
    if gap != 0 and not (gap.is_positive or gap.is_negative):
        return Result(Verdict.INCONCLUSIVE)
    shown = None if gap == 0 else {"infimum over wrong samples": str(infimum), "threshold": formula["threshold"]}
    return Result(verdict_of(gap == 0), str(infimum), formula["threshold"], counterexample=shown)


def _step(formula: str) -> list[Any]:
    """Return a step's values at every margin < 0, at 0 and at every margin > 0."""
    import sympy as sp

    f, far = names()["F"], sp.Symbol("far", positive=True)
    return [read(formula).subs(f, v) for v in (-far, sp.Integer(0), far)]


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
    return Result(verdict_of(holds), [str(v) for v in values], ["0", "0", "1"], counterexample=shown)


def check_always_one(formula: Any) -> Result:
    """Decide whether the maximum is 1 for every sample: the step is 1 at F_y = 0 and never above."""
    values = _step(formula)
    if not all(value.is_number for value in values):
        return Result(Verdict.INCONCLUSIVE)
    holds = values[1] == 1 and max(values) == 1
    shown = None if holds else {"F": ["0", "-1"], "maximum": str(max(values[:2]))}
    return Result(verdict_of(holds), [str(v) for v in values], "1 at 0", counterexample=shown)


_POINTS = "24,000 random samples: K = 2, 3, 10, 100, normal logits of scale 0.01, 1, 10"
CHECKS = (
    Check("xie2024/eq-2", Method.SYMBOLIC, "K = 2, one certified point", True, check_upper_bounds),
    Check("xie2024/eq-2-base-two", Method.SYMBOLIC, "any logits", True, check_upper_bounds),
    Check("xie2024/eq-2-base-two", Method.NUMERICAL, _POINTS, False, check_sampled_upper_bounds),
    Check("xie2024/eq-2-hinge", Method.SYMBOLIC, "any logits", True, check_upper_bounds),
    Check("xie2024/eq-2-hinge", Method.NUMERICAL, _POINTS, False, check_sampled_upper_bounds),
    Check("xie2024/sec-2.1-guarantee", Method.SYMBOLIC, "two samples, certified", True, check_guarantee),
    Check("xie2024/sec-2.1-guarantee-corrected", Method.SYMBOLIC, "any samples", True, check_threshold),
    Check("xie2024/eq-9", Method.SYMBOLIC, "any logits", True, check_maximum_of_steps),
    Check("xie2024/eq-9-non-strict", Method.SYMBOLIC, "any logits", True, check_always_one),
)
