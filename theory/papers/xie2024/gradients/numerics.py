"""The angle between the two ascent directions, in floating point on seeded logits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import Domain
from theory.papers.xie2024.forms import names, read
from theory.surrogates import losses as surrogates
from theory.surrogates.ascent_angle import ascent_cosine, ascent_gap

SEED = 20240715
SHAPES = ((3, 1, 0.1), (10, 1, 0.1), (2, 8, 0.1), (10, 16, 0.1), (50, 4, 0.05), (5, 5, 1.0))
"""Classes, samples of a batch, alpha."""
LARGE_BATCH, CLASSES = 20_000, 10


SMALL_TOLERANCE = 0.02  # the next order is the logits' scale times constants of a few units
COSINE_TOLERANCE = 0.01  # three standard errors of the cosine at this batch size
BATCHES = "K >= 2, any batch, gradients in the logits, F -> 0"


def _largest_difference(
    scale: float, score: Callable[[Any], Any], stated: Callable[..., Any], measured: Callable[..., float]
) -> float:
    """Return the largest relative difference of 1 - cos of small logits from a stated function of alpha, K, W and B."""
    rng = np.random.default_rng(SEED)
    worst = 0.0
    for classes, batch, alpha in SHAPES:
        logits, labels = scale * rng.normal(size=(batch, classes)), rng.integers(0, classes, batch)
        wrong = surrogates.margins(logits, labels)[np.arange(classes) != labels[:, None]].reshape(batch, -1)
        scores = np.sort(score(wrong))
        expected = stated(alpha, classes, scores.var(axis=1).mean(), scores.mean(axis=1).var())
        worst = max(worst, abs(measured(logits, labels, alpha) / expected - 1.0))
    return worst


def _leading_order(worst: float, further: str) -> Result:
    holds = worst < SMALL_TOLERANCE
    shown = None if holds else {"largest relative difference": worst}
    observed = {"batches": len(SHAPES), "largest relative difference": worst}
    covered = Domain.of(f"{BATCHES}, {further}")
    return Result(verdict_of(holds), observed, 0.0, SMALL_TOLERANCE, shown, SEED, covered=covered)


def check_tanh_measured(formula: Any) -> Result:
    """Compare 1 - cos of small seeded logits with the stated leading term."""
    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    stated = sp.lambdify((names()["alpha"], names()["K"], W, B), read(formula, W=W, B=B), "numpy")

    def measured(logits: Any, labels: Any, alpha: float) -> float:
        return ascent_gap(logits, labels, surrogates.Tanh(alpha), 1.0 / alpha)

    alphas = ", ".join(sorted({str(alpha) for _, _, alpha in SHAPES}))
    return _leading_order(
        _largest_difference(1e-3, np.square, stated, measured), f"mu alpha = 1, alpha in {{{alphas}}}"
    )


def check_log_measured(formula: Any) -> Result:
    """Compare 1 - cos of small seeded logits under -log at mu = 1 with the stated leading term."""
    W, B = (sp.Symbol(name, nonnegative=True) for name in ("W", "B"))
    given = {name: read(formula[name]) for name in ("r", "a")}
    stated = sp.lambdify(
        (names()["alpha"], names()["K"], W, B), read(formula["misalignment"], W=W, B=B, **given), "numpy"
    )

    def measured(logits: Any, labels: Any, alpha: float) -> float:
        return ascent_gap(logits, labels, surrogates.Log(), 1.0)

    worst = _largest_difference(1e-4, np.asarray, stated, measured)
    return _leading_order(worst, "mu = 1, phi smooth, phi(0) = 0, phi'(0) > 0")


def check_cosines(formula: Any) -> Result:
    """Measure the cosines on seeded normal logits."""
    rng = np.random.default_rng(SEED)
    logits, labels = rng.normal(size=(LARGE_BATCH, CLASSES)), rng.integers(0, CLASSES, LARGE_BATCH)
    settings: dict[str, tuple[surrogates.Surrogate, float]] = {
        "tanh": (surrogates.Tanh(0.1), 10.0),
        "log": (surrogates.Log(), 1.0),
    }
    observed: dict[str, Any] = {"samples": LARGE_BATCH}
    against = {}
    for name, rows in formula.items():
        phi, mu = settings[name]
        for scale, stated in rows.items():
            value = ascent_cosine(float(scale) * logits, labels, phi, mu)
            observed[f"{name}, {scale}"] = round(float(value), 4)
            if abs(value - float(stated)) > COSINE_TOLERANCE:
                against[f"{name}, {scale}"] = {"stated": stated, "measured": float(value)}
    return Result(
        verdict_of(not against),
        observed,
        uncertainty=COSINE_TOLERANCE,
        counterexample=against or None,
        seed=SEED,
        covered=Domain.of(f"K = {CLASSES}, normal logits, a large batch, gradients in the logits, n = {LARGE_BATCH}"),
    )
