"""Theorem 4.3: SAM gives the robust feature more weight, for every radius (appendix A.3, eq. 29)."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import sympy as sp

from theory import BinaryModel, SharpnessAware, weight_shift
from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.tools import decisions, derivation
from theory.papers.wei2023 import samples
from theory.papers.wei2023.sam import gap
from theory.papers.wei2023.samples import SEED


def _bound(relation: Any, name: str) -> tuple[Any, bool]:
    """Return (b, True) for a relation that says name > b or >= b, (b, False) for name < b or <= b.

    Raises:
        ValueError: the named weight does not stand alone on one side.
    """
    weight = symbols()[name]
    if weight in (relation.gts, relation.lts) and weight not in (relation.gts + relation.lts - weight).free_symbols:
        above = relation.gts == weight
        return (relation.lts if above else relation.gts), above
    raise ValueError(f"relation: expected {name} alone on one side, got {relation}")


def _weight_relation(bound: Any, above: bool) -> Result:
    """Decide w_SAM > bound (``above``) or w_SAM < bound from the proven place of SAM's weight in (w*, w* + rho)."""
    gap.confirm_one_optimum()
    s = symbols()
    offset = derivation.in_log_odds(bound - s["w_star"]).expand()
    covered = offset.is_nonpositive if above else (offset - s["rho"]).is_nonnegative
    proved = "w_star < w_SAM < w_star + rho"
    if covered:
        region = decisions.covered(gap.gap(bound))
        return Result(Verdict.HOLDS, observed=proved, expected=f"w_SAM {'>' if above else '<'} {bound}", covered=region)
    shown = gap.gap_example(bound, -1 if above else 1)
    verdict = Verdict.INCONCLUSIVE if shown is None else Verdict.FAILS
    return Result(verdict, observed=proved, expected=f"w_SAM {'>' if above else '<'} {bound}", counterexample=shown)


def check_contradiction(formula: dict[str, str]) -> Result:
    """Eq. 29: the gap is positive for every weight that the premise admits."""
    gap.confirm_positive_up_to_w_star()
    low, q = sp.symbols("u_low q", positive=True)
    high = sp.Symbol("u_high", positive=True)
    conclusion = decisions.truth(parse(formula["then"], u_low=low, u_high=high), {high: low + q})
    bound, above = _bound(parse(formula["if"]), "w_SAM")
    offset = sp.expand(bound - symbols()["w_star"])
    if not above and offset.is_nonpositive and conclusion is not None:
        shown = None if conclusion else {"proved": "u_high > u_low", "stated": formula["then"]}
        region = decisions.covered(gap.gap(bound))
        return Result(
            verdict_of(conclusion), observed="u_high > u_low", expected=formula, counterexample=shown, covered=region
        )
    # far above w* the lower end is the better one, so a premise that admits such weights fails on them
    admitted = bound + symbols()["rho"] if above else bound
    shown = gap.gap_example(admitted, -1)
    verdict = Verdict.FAILS if shown and conclusion else Verdict.INCONCLUSIVE
    return Result(verdict, expected=formula, counterexample=shown)


def check_robust_weight(formula: str) -> Result:
    """Theorem 4.3: the gap is positive up to w*, so its zero, SAM's weight, lies above."""
    return _weight_relation(*_bound(parse(formula), "w_SAM"))


def check_unique(formula: dict[str, str]) -> Result:
    """One zero of the gap, the only optimum, between the stated bounds."""
    bounds = (_weight_relation(parse(formula["above"]), True), _weight_relation(parse(formula["below"]), False))
    return decisions.worst(*bounds)


def _random_gaps(bound: Any, above: bool) -> tuple[int, dict[str, Any] | None]:
    """Return how many settings were tried, and one whose gap at the bound has the wrong sign, if any.

    w_SAM > bound exactly when the gap at the bound is positive.
    """
    weight = samples.evaluator(bound, "w_star", "rho", "d", "eta")
    tried, broken = 0, None
    with mp.workdps(samples.DIGITS):
        for one in samples.settings(100):
            p, eta, d = mp.mpf(one.p), mp.mpf(one.eta), mp.mpf(one.d)
            rho = mp.mpf(one.radius) * mp.sqrt(d)
            at = weight(mp.log(p / (1 - p)) / (2 * eta), rho, d, eta)
            gap = samples.accuracy(p, eta, d, at + rho) - samples.accuracy(p, eta, d, at - rho)
            tried += 1
            if (gap > 0) != above and broken is None:
                inputs = {"p": one.p, "eta": one.eta, "d": one.d, "rho/sqrt(d)": one.radius}
                broken = {**inputs, "bound": mp.nstr(at, 20), "gap there": mp.nstr(gap, 10)}
    return tried, broken


def _solver_weights(bound: Any, above: bool, count: int = 10_000) -> int:
    """Return for how many random settings the solver's weight is on the wrong side of the bound.

    The domain is p in [0.501, 0.999999], eta in [1e-3, 5], d in [1, 1e6], rho in [1e-4, 50 sqrt(d)], log-uniform but
    for p. The shift is compared with bound - w*, so that the comparison does not cancel.
    """
    rng = np.random.default_rng(SEED)
    p = rng.uniform(0.501, 0.999999, count)
    eta, d = (np.exp(rng.uniform(np.log(low), np.log(high), count)) for low, high in ((1e-3, 5.0), (1.0, 1e6)))
    rho = np.exp(rng.uniform(np.log(1e-4), np.log(50 * np.sqrt(d))))
    model = BinaryModel(p, eta, d)
    shift = weight_shift(model, SharpnessAware(rho))
    names = ("w_star", "rho", "d", "eta")
    offset = sp.expand(bound - symbols()["w_star"])
    limit = sp.lambdify([symbols()[name] for name in names], offset, "numpy")(model.standard_weight, rho, d, eta)
    return int(np.sum((shift <= limit) if above else (shift >= limit)))


def _numerically(bound: Any, above: bool) -> Result:
    tried, broken = _random_gaps(bound, above)
    wrong = _solver_weights(bound, above)
    return Result(
        verdict_of(broken is None and not wrong),
        observed={"settings by gap": tried, "solver weights on the wrong side, of 10000": wrong},
        expected=f"w_SAM {'>' if above else '<'} {bound}",
        counterexample=broken,
        seed=SEED,
        covered=Domain.of("0.501 <= p <= 0.999999, eta > 0, 1 <= d <= 1000000, rho > 0"),
    )


def check_robust_weight_numerically(formula: str) -> Result:
    """Theorem 4.3 at random settings, by the gap at the bound and by the solver's weights."""
    return _numerically(*_bound(parse(formula), "w_SAM"))


def check_unique_numerically(formula: dict[str, str]) -> Result:
    """Both bounds at random settings, by the gap at the bound and by the solver's weights."""
    return decisions.worst(_numerically(parse(formula["above"]), True), _numerically(parse(formula["below"]), False))
