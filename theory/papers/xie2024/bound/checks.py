"""How the claims on the lower bound are tested: the exact range of log-sum-exp, limits and signs of phi, random logits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import flint
import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import BITS, at, compare, covers, digits, limit, names, only_if, point, read
from theory.surrogates import losses as surrogates

SEED = 20240713
COUNTS, SCALES, SAMPLES = (2, 3, 10, 100), (0.0, 0.1, 3.0, 30.0, 1000.0), 500
TOLERANCE = 1e-13  # a few roundings of numbers up to 46
APART = 1e-9
"""By how much the bound of the samples drawn misses the loss at least where the logits differ."""
PLACES = ("-5", "-2", "-1/2", "1/2", "2", "5")
"""Where the sign of a slope is compared with balls."""
STEP = {"slack": "phi at most the strict step", "loss": ""}
"""What it means that the loss is at least the largest phi, and that it is at least 0."""


def check_log_sum_exp(formula: Any, domain: Domain) -> Result:
    """Derive the exact range of log-sum-exp above the maximum: with one term 1 the sum S fills (1, K]."""
    table = names()
    top, mu, K, total = (table[name] for name in ("top", "mu", "K", "S"))
    value = top + sp.log(total) / mu
    pairs = {
        "lower": (limit(value, total, 1, domain), read(formula["lower"])),
        "upper": (value.subs(total, K), read(formula["upper"])),
    }
    return only_if(compare(pairs, domain), **{"rises in S": sp.diff(value, total).is_positive})


def check_lemma(formula: Any, domain: Domain) -> Result:
    """Decide that the right-hand side's supremum over S in [1, K], at top = loss - slack, is the loss.

    max_j phi(F_j) = loss - slack with slack >= 0, as phi is below the step; S = K where all phi(F_j) are equal.
    """
    table = names()
    loss, slack = _loss_and_slack()
    right = read(formula)
    steps = {f"rises in {name}": sp.diff(right, table[name]).is_positive for name in ("S", "top")}
    largest = right.subs(table["S"], table["K"])
    pairs = {"supremum": (loss - slack, largest.subs(table["top"], loss - slack))}
    return only_if(compare(pairs, domain, through=[right], meaning=STEP), **steps)


def _loss_and_slack() -> tuple[Any, Any]:
    return sp.Symbol("loss", nonnegative=True), sp.Symbol("slack", nonnegative=True)


def check_equality(formula: Any, domain: Domain) -> Result:
    """Decide that the right-hand side is the loss at the stated S and slack, and at no smaller S or larger slack."""
    table, (loss, slack) = names(), _loss_and_slack()
    right = read(formula["right side"]).subs(table["top"], loss - slack)
    steps = {"rises in S": sp.diff(right, table["S"]).is_positive, "falls in slack": sp.diff(right, slack).is_negative}
    reached = right.subs({table["S"]: read(formula["S"]), slack: read(formula["slack"])})
    largest = sp.simplify(right.subs({table["S"]: table["K"], slack: 0}))
    pairs = {"at equality": (reached, loss), "largest": (largest, loss)}
    return only_if(compare(pairs, domain, through=[right], meaning=STEP, assumed="phi(0) = 0"), **steps)


def _sampled(formula: str) -> Iterator[tuple[float, Any]]:
    """Yield the logits' scale and the right-hand side less the 0-1 loss of random samples."""
    rng = np.random.default_rng(SEED)
    table = names()
    right = sp.lambdify([table[name] for name in ("top", "S", "K", "mu")], read(formula), "numpy")
    settings = ((surrogates.Tanh(0.1), 10.0), (surrogates.Tanh(2.0), 0.1), (surrogates.Log(), 1.0))
    for classes, scale in product(COUNTS, SCALES):
        logits, labels = scale * rng.normal(size=(SAMPLES, classes)), rng.integers(0, classes, SAMPLES)
        loss = surrogates.zero_one_loss(logits, labels)
        for phi, mu in settings:
            values = phi(surrogates.margins(logits, labels))
            top = values.max(axis=-1)
            total = np.exp(mu * (values - top[:, None])).sum(axis=-1)
            yield scale, right(top, total, classes, mu) - loss


def _points() -> Domain:
    chosen = f"K in {{{', '.join(map(str, COUNTS))}}}, mu in {{10, 1/10, 1}}"
    return Domain.of(f"{chosen}, phi at most the strict step, phi(0) = 0")


def check_sampled_lemma(formula: Any) -> Result:
    """Compare the right-hand side with the 0-1 loss on random logits, all margins 0 among them."""
    found = [float(excess.max()) for _, excess in _sampled(formula)]
    holds = max(found) <= TOLERANCE
    observed = {"samples": SAMPLES * len(found), "largest right side less loss": max(found)}
    shown = None if holds else {"largest right side less loss": max(found)}
    return Result(verdict_of(holds), observed, 0.0, TOLERANCE, shown, SEED, covered=_points())


def check_sampled_equality(formula: Any) -> Result:
    """Look for equality on random logits: at equal logits, where every phi is 0, and nowhere else."""
    found = list(_sampled(formula["right side"]))
    equal = max(float(np.abs(excess).max()) for scale, excess in found if scale == 0)
    apart = max(float(excess.max()) for scale, excess in found if scale > 0)
    holds = equal <= TOLERANCE and apart < -APART
    observed = {"samples": SAMPLES * len(found), "largest gap at equal logits": equal, "least gap elsewhere": -apart}
    return Result(verdict_of(holds), observed, 0.0, TOLERANCE, None if holds else observed, SEED, covered=_points())


def check_phi(formula: Any, domain: Domain) -> Result:
    """Decide that phi rises, is 0 at 0 and tends to 1: then phi <= 0 for x <= 0 and phi < 1 for x > 0."""
    x = names()["x"]
    phi = read(formula)
    slope = sp.simplify(sp.diff(phi, x).rewrite(sp.exp))
    origin, far = sp.simplify(phi.subs(x, 0)), limit(phi.rewrite(sp.exp), x, sp.oo, domain)
    observed = {"at 0": str(origin), "limit": str(far), "slope": str(slope)}
    if origin == 0 and far == 1:
        return _rises(slope, observed, covers(phi))
    for name, value, wanted in (("phi(0)", origin, 0), ("limit", far, 1)):
        difference = sp.sympify(value) - wanted
        if difference.is_infinite:
            return Result(Verdict.FAILS, observed, counterexample={name: str(value)})
        with flint.ctx.workprec(BITS):
            certain = at(difference, point(difference))
            if not certain.contains(0):
                return Result(Verdict.FAILS, observed, counterexample={name: str(value), "off by": digits(certain)})
    return Result(Verdict.INCONCLUSIVE, observed)


def _rises(slope: Any, observed: dict[str, str], covered: Domain) -> Result:
    """Return FAILS where balls show that a slope is negative at some x, HOLDS where it is seen to be positive for all."""
    x = names()["x"]
    with flint.ctx.workprec(BITS):
        for value in map(Fraction, PLACES):
            found = at(slope, {**point(slope), x: value})
            if found < 0:
                return Result(Verdict.FAILS, observed, counterexample={"x": str(value), "slope": digits(found)})
    return Result(Verdict.HOLDS if _is_positive(slope) else Verdict.INCONCLUSIVE, observed, covered=covered)


def _is_positive(slope: Any) -> bool:
    """Return whether an expression is positive: in y = exp(x) > 0 (or exp(alpha x)) a quotient of positive sums."""
    y, x, alpha = sp.Symbol("y", positive=True), names()["x"], names()["alpha"]
    for base in (sp.log(y), sp.log(y) / alpha):
        quotient = sp.factor(sp.simplify(slope.subs(x, base)))
        if not quotient.has(x) and quotient.is_positive:
            return True
    return False
