"""Seeded random parameters for the numerical checks, and how their findings are written down."""

from __future__ import annotations

from typing import Any

import numpy as np

SEED = 20230504
RANDOM_MODELS = "p in [0.501, 0.999999], eta in [1e-3, 5], d in [1, 1e6] (eta and d log-uniform)"
MODERATE_MODELS = "p in [0.55, 0.99], eta sqrt(d) in [0.05, 3], d in [1, 1000] (the last two log-uniform)"


def _log_uniform(generator: np.random.Generator, low: float, high: float, count: int) -> np.ndarray:
    return np.exp(generator.uniform(np.log(low), np.log(high), count))


def random_models(count: int, seed: int = SEED) -> tuple[Any, np.random.Generator]:
    """Return a random ``BinaryModel`` of shape (count,) over ``RANDOM_MODELS``, and the generator for radii."""
    from theory.model.binary_model import BinaryModel

    generator = np.random.default_rng(seed)
    p = generator.uniform(0.501, 0.999999, count)
    return BinaryModel(
        p, _log_uniform(generator, 1e-3, 5.0, count), _log_uniform(generator, 1.0, 1e6, count)
    ), generator


def moderate_models(count: int, seed: int = SEED) -> tuple[Any, np.random.Generator]:
    """Return the same over ``MODERATE_MODELS``, where differences of accuracies are resolved in floating point."""
    from theory.model.binary_model import BinaryModel

    generator = np.random.default_rng(seed)
    p, d = generator.uniform(0.55, 0.99, count), _log_uniform(generator, 1.0, 1e3, count)
    return BinaryModel(p, _log_uniform(generator, 0.05, 3.0, count) / np.sqrt(d), d), generator


def random_radii(model: Any, generator: np.random.Generator, low: float, high: float) -> np.ndarray:
    """Return radii rho with rho/sqrt(d) log-uniform in [low, high]."""
    return _log_uniform(generator, low, high, model.d.size) * np.sqrt(model.d)


def small_radii(model: Any, size: float) -> Any:
    """Return the rho for which rho**2/d max(1, kappa**2, t**2) = size, the small parameter of the series."""
    return np.sqrt(size * model.d / np.maximum(1.0, np.maximum(model.kappa**2, model.t_star**2)))


def case(model: Any, index: int, **values: Any) -> dict[str, float]:
    """Return the parameters at an index, and further arrays there, as plain data with all their digits."""
    arrays = {"p": model.p, "eta": model.eta, "d": model.d, **values}
    return {name: float(np.broadcast_to(array, model.shape)[index]) for name, array in arrays.items()}


def rounded(value: Any) -> float:
    """Return a number with six significant digits, so that evidence does not depend on the last bits."""
    return float(f"{float(value):.6g}")
