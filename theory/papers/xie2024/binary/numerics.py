"""The surrogates on the binary model, in floating point: solvers against the stated formulas on four models."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise, product
from typing import Any

import sympy as sp
from scipy.optimize import brentq

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import symbols
from theory.model.binary_model import BinaryModel
from theory.model.objectives import SharpnessAware
from theory.papers.xie2024.forms import names, read
from theory.sam.optima import optimal_weight
from theory.surrogates.ball import ascent_in_ball, recovered_share, worst_in_ball
from theory.surrogates.risk import BISAM_LOG, CROSS_ENTROPY, LOSSES, ZeroOne
from theory.surrogates.worst_weight import ascent_shift, equal_ends_weight, surrogate_weight, worst_shift

MODELS = tuple(BinaryModel(*row) for row in ((0.7, 0.5, 4.0), (0.95, 0.1, 100.0), (0.8, 1.0, 1.0), (0.9, 0.2, 10.0)))
SURROGATES = ("ce", "tanh", "-log")
SCALES = (1.0, 5.0, 30.0)
CASES, WIDTHS = (MODELS[0], MODELS[3]), (0.1, 0.5)
SMALL_SCALE = 1e-5


def points(models: Iterable[BinaryModel], further: str) -> Domain:
    """Return where a check was made: the models' parameters, and what is said further."""
    chosen = list(models)
    values = {name: sorted({float(getattr(model, name)) for model in chosen}) for name in ("p", "eta", "d")}
    return Domain.of(
        ", ".join([*(f"{name} in {{{', '.join(map(str, found))}}}" for name, found in values.items()), further])
    )


def evaluate(formula: str, model: BinaryModel, **more: float) -> float:
    """Return a formula's value in a model; `more` gives further symbols."""
    given: dict[str, float] = {
        "p": float(model.p),
        "eta": float(model.eta),
        "d": float(model.d),
        "Lambda": model.log_odds,
        "w_star": model.standard_weight,
        "kappa": model.kappa,
        **more,
    }
    table = symbols() | names()
    extra = {name: _symbol(name) for name in more if name not in table}
    return float(read(formula, **extra).subs({(table | extra)[name]: value for name, value in given.items()}))


def _symbol(name: str) -> Any:
    return sp.Symbol(name, real=True)


def _worst(rows: dict[str, float], tolerance: float, further: str, *, note: str) -> Result:
    """Return HOLDS where every relative difference is below the tolerance; `further` is what all models were tried at."""
    name = max(rows, key=lambda key: rows[key])
    holds = rows[name] <= tolerance
    shown = None if holds else {"model": name, "relative difference": rows[name]}
    observed = {"compared": len(rows), "largest": rows[name]}
    covered = points(MODELS, further)
    return Result(verdict_of(holds), observed, 0.0, tolerance, shown, note=note, covered=covered)


def _label(model: BinaryModel) -> str:
    return f"p = {model.p}, eta = {model.eta}, d = {model.d}"


def check_calibrated(formula: Any) -> Result:
    """Compare the sign of w_CE(c) - w* with the formula's, at u = 1 and c around 2 eta; at its zero they are equal."""
    against, differences = {}, {}
    for model in MODELS:
        for factor in (0.5, 0.99, 1.01, 2.0):
            scale = 2.0 * float(model.eta) * factor
            above = surrogate_weight(model, CROSS_ENTROPY, scale) - model.standard_weight
            if math.copysign(1.0, above) != math.copysign(1.0, evaluate(formula, model, c=scale, u=1.0)):
                against[f"{_label(model)}, c = {scale}"] = above
        found = surrogate_weight(model, CROSS_ENTROPY, 2.0 * float(model.eta))
        differences[_label(model)] = abs(found / model.standard_weight - 1.0)
    holds = not against and max(differences.values()) < 1e-11  # quadrature (1e-15) over the slope's relative change
    return Result(
        verdict_of(holds),
        {"at 2 eta": differences},
        uncertainty=1e-11,
        counterexample=against or None,
        covered=points(MODELS, "c > 0"),
    )


def check_small_scale(formula: Any) -> Result:
    """Compare c w_Q at a small c with the stated limits; -log must have no finite minimiser."""
    rows = {}
    constants = {"mu": 10.0, "alpha": 0.1}
    for model in MODELS:
        for name, stated in formula.items():
            found = SMALL_SCALE * surrogate_weight(model, LOSSES["-log" if name == "log" else name], SMALL_SCALE)
            if stated == "none" or not math.isfinite(found):
                rows[f"{_label(model)}, {name}"] = 0.0 if stated == "none" and found == math.inf else math.inf
            else:
                rows[f"{_label(model)}, {name}"] = abs(found / evaluate(stated, model, **constants) - 1.0)
    return _worst(
        rows,
        2e-3,
        "c > 0, c -> 0, alpha = 0.1, mu = 10, Lambda < mu",
        note="what is left is of the order c eta d, at most 1e-4 here, over Lambda",
    )


def check_finite(formula: Any) -> Result:
    """Ask the solver for a minimiser 1% above and below the stated scale."""
    against = {}
    for model in MODELS:
        scale = evaluate(formula, model)
        found = [surrogate_weight(model, BISAM_LOG, scale * factor) for factor in (1.01, 0.99)]
        if not (math.isfinite(found[0]) and found[1] == math.inf):
            against[_label(model)] = [str(w) for w in found]
    covered = points(MODELS, "c > 0, mu = 1, w -> oo")
    return Result(verdict_of(not against), {"models": len(MODELS)}, counterexample=against or None, covered=covered)


def check_large_scale(formula: Any) -> Result:
    """Compare c (w_Q - w*) of -log with the stated coefficient."""
    rows = {}
    for model in MODELS:
        scale = 2000.0 / math.sqrt(float(model.d))
        m1 = float(read(formula["log m1"]))
        expected = evaluate(formula["shift"], model, c=scale, m1=m1)
        found = surrogate_weight(model, BISAM_LOG, scale) - model.standard_weight
        rows[_label(model)] = abs(found / expected - 1.0)
    return _worst(
        rows,
        0.05,
        "c > 0, c -> oo, l' with a finite second moment",
        note="the next order is 1/(c eta d) of the first times constants below 10",
    )


def check_ce_limit(formula: Any) -> Result:
    """Compare w_CE at a large scale with the root of the stated equation, and that root with w*."""
    rows, above = {}, []
    for model in MODELS:
        root_d = math.sqrt(float(model.d))
        limit = root_d * float(brentq(lambda t, m=model: evaluate(formula, m, x=t), 1e-9, 20.0, xtol=1e-12))
        found = surrogate_weight(model, CROSS_ENTROPY, 2000.0 / root_d)
        rows[_label(model)] = abs(found / limit - 1.0) if limit < model.standard_weight else math.inf
        above.append(limit >= model.standard_weight)
    return _worst(rows, 1e-4, "c > 0, c -> oo", note="what is left is of order 1/(c sqrt(d))^2")


def check_match(formula: Any) -> Result:
    """Solve w_Q(c) = w_SAM(rho) for c at a small rho and compare with the stated leading order."""
    rows = {}
    for model in MODELS:
        rho = math.sqrt(float(model.d)) / 50.0
        target, stated = optimal_weight(model, SharpnessAware(rho)), evaluate(formula, model, rho=rho)

        def excess(log: float, m: BinaryModel = model, w: float = target, unit: float = stated) -> float:
            return surrogate_weight(m, BISAM_LOG, unit * math.exp(log)) - w

        low, high = excess(-1.0), excess(1.0)
        rows[_label(model)] = abs(math.expm1(float(brentq(excess, -1.0, 1.0)))) if low * high < 0 else math.inf
    return _worst(
        rows, 0.05, "c > 0, mu = 1, rho -> 0", note="the next order is rho^2/d = 4e-4 and 1/(c eta d) times constants"
    )


def _marks(model: BinaryModel, loss: str, rho: float, scale: float) -> dict[str, float]:
    """Return the weights that the claims name."""
    return {
        "standard": float(model.standard_weight),
        "sam": float(optimal_weight(model, SharpnessAware(rho))),
        "best": surrogate_weight(model, LOSSES[loss], scale),
        "equal ends": equal_ends_weight(model, LOSSES[loss], rho, scale),
    }


def check_perturbations(formula: Any) -> Result:
    """Compare each perturbation with the worst 0-1 one at weights around the stated interval and elsewhere."""
    step = ascent_shift if formula["step"] == "first-order" else worst_shift
    compared, wrong, against = 0, 0, {}
    for model, width, loss, scale in product(CASES, WIDTHS, SURROGATES, SCALES):
        rho = width * math.sqrt(float(model.d))
        marks = _marks(model, loss, rho, scale)
        low, high = sorted(marks[name] for name in formula["between"])
        for w in _weights(marks.values()):
            worst = worst_shift(model, ZeroOne(), w, rho, 1.0)
            same = math.isclose(step(model, LOSSES[loss], w, rho, scale), worst, rel_tol=1e-12)
            compared, wrong = compared + 1, wrong + (not same)
            if same == (low < w < high):
                against[f"{_label(model)}, {loss}, c = {scale}, rho = {rho}, w = {w}"] = same
    observed = {"compared": compared, "not the worst": wrong}
    shown = None if not against else {"disagreements": len(against), "first": next(iter(against))}
    scales = ", ".join(map(str, SCALES))
    covered = points(CASES, f"c in {{{scales}}}, rho > 0, cross-entropy, tanh and -log at the published settings")
    return Result(verdict_of(not against), observed, counterexample=shown, covered=covered)


def _weights(marks: Iterable[float]) -> list[float]:
    """Return weights close to every mark on both sides, between neighbours, and far from all."""
    finite = sorted({mark for mark in marks if math.isfinite(mark)})
    near = [mark * (1.0 + sign * 1e-4) for mark in finite for sign in (-1, 1)]
    between = [0.5 * (a + b) for a, b in pairwise(finite) if b - a > 1e-3 * b]
    return [*near, *between, 0.3 * finite[0], 2.0 * finite[-1]]


def check_ball(formula: Any) -> Result:
    """Compute the shares of the table again."""
    model, width = MODELS[3], 0.2
    w, rho = model.standard_weight, width * math.sqrt(float(model.d))
    scales = sorted({scale for rows in formula.values() for scale in rows})
    further = f"w = w*, rho = {width} sqrt(d), l2 ball of all d + 1 weights, c in {{{', '.join(scales)}}}"
    observed: dict[str, Any] = {}
    against = {}
    for loss, rows in formula.items():
        for scale, stated in rows.items():
            found = [
                recovered_share(model, find(model, LOSSES[loss], w, rho, float(scale)), w, rho)
                for find in (ascent_in_ball, worst_in_ball)
            ]
            observed[f"{loss}, c = {scale}"] = [f"{share:.4f}" for share in found]
            if any(abs(share - float(text)) > 0.5001e-4 for share, text in zip(found, stated, strict=True)):
                against[f"{loss}, c = {scale}"] = observed[f"{loss}, c = {scale}"]
    return Result(
        verdict_of(not against),
        observed,
        uncertainty=0.5e-4,
        counterexample=against or None,
        covered=points([model], further),
    )
