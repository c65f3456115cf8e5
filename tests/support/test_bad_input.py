"""Bad arguments of the public functions: an error of the project's own that names the argument, or a right answer."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
import torch

from gpu_experiments import ESAM, MSAM, log_lower_bound, smoothed_cross_entropy
from simulate.model.intervals import half_width
from simulate.model.minimisers import empirical_steps, robust_radius
from simulate.model.rates import law
from simulate.model.sampling import Statistic
from tests.support import bad_input
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, weight_shift
from theory.model.float64 import in_float64, root_between
from theory.sam.series import sam_weight_coefficients
from theory.smooth.losses import Weights, logistic_gradient, per_sample_optimum
from theory.surrogates.risk import ZeroOne, surrogate_risk
from theory.surrogates.worst_weight import worst_shift

MODEL = BinaryModel(0.8, 0.3, 10)


def test_random_calls_give_answers_or_errors_of_the_projects_own():
    """`make fuzz` makes more of them, and calls the slow functions too."""
    assert bad_input.faults(500, seed=0, without=bad_input.SLOW) == []


def test_the_functions_that_are_called():
    names = bad_input.public()
    assert len(names) > 100
    assert {"theory.sam.optima.weight_shift", "simulate.model.rates.law", "gpu_experiments.PGD"} <= set(names)


def _foreign(model: BinaryModel) -> float:
    """Raises ValueError."""
    return math.sqrt(-1.0)


def _warns(model: BinaryModel) -> float:
    """Raises ValueError."""
    warnings.warn("of another package", stacklevel=1)
    return 0.0


def _nameless(model: BinaryModel) -> float:
    """Raises ValueError."""
    raise ValueError("something is wrong")


def _silent(model: BinaryModel) -> float:
    """Raises ValueError."""
    return math.nan


@pytest.mark.parametrize(
    ("function", "given", "expected"),
    [
        (_foreign, MODEL, "foreign ValueError"),
        (_warns, MODEL, "foreign UserWarning"),
        (_nameless, MODEL, "names no argument"),
        (_silent, MODEL, "NaN in nan"),
        (lambda model: 1.0, math.nan, "takes what is no number"),
    ],
)
def test_each_kind_of_fault_is_seen(function: Any, given: Any, expected: str):
    wrong = bad_input.fault(function, {"model": given})
    assert wrong is not None
    assert wrong.startswith(expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: weight_shift("model", Standard()), "model must be a BinaryModel, got 'model'"),
        (lambda: Adversarial(0.1, np.ones(2)), "norm must be 'linf' or 'l2'"),
        (lambda: Adversarial(10**5000), "eps must be a real number .* too many digits to show"),
        (lambda: sam_weight_coefficients(10**30), r"order must be a whole number in 1\.\.16"),
        (lambda: logistic_gradient(MODEL, Weights(math.nan, 1.0)), "weights.robust must be finite, got nan"),
        (lambda: logistic_gradient(MODEL, (1.0, 1.0)), "weights must be a Weights"),
        (lambda: surrogate_risk(MODEL, ZeroOne, 1.0, 1.0), "loss must be a Loss"),
        (lambda: worst_shift(MODEL, ZeroOne(), [1.0, 2.0], 0.1, 1.0), "w must be a single number"),
        (lambda: half_width([[1.0], [2.0]], 0.05), "values: expected two or more"),
        (lambda: half_width([1.0, 2.0], math.nan), "error must be in"),
        (lambda: robust_radius(Standard()), "objective must be a SharpnessAware"),
        (lambda: empirical_steps(MODEL, Statistic([math.nan], [1.0])), "statistic.agrees: expected booleans"),
        (lambda: MSAM(torch.nn.Linear(2, 2), m={}), "m must be a whole number >= 1"),
        (lambda: ESAM(torch.nn.Linear(2, 2), beta="1"), "beta must be a real number"),
        (lambda: log_lower_bound(None, None), "logits must be a tensor"),
        (lambda: smoothed_cross_entropy(torch.zeros(1, 3), torch.tensor([7])), r"labels must be in \[0, 3\)"),
        (lambda: log_lower_bound(torch.zeros(1, 3), torch.tensor([-1])), r"labels must be in \[0, 3\)"),
    ],
)  # fmt: skip
def test_the_argument_is_named(call: Any, message: str):
    with pytest.raises(ValueError, match=message):
        call()


def test_where_float64_ends_an_arithmetic_error_says_so():
    with pytest.raises(ArithmeticError, match="the optimum cannot be computed in float64: Singular"):
        per_sample_optimum(MODEL, 1e6)
    with pytest.raises(ArithmeticError, match=r"the logistic loss is not summed"):
        logistic_gradient(MODEL, Weights(1.0, 1e12))
    with pytest.raises(ArithmeticError, match=r"the limit law cannot be computed"):
        law(BinaryModel(0.8, 2e-203, 7e282), Standard())
    with pytest.raises(ArithmeticError, match="the root cannot be computed in float64: no change of sign"):
        root_between(math.exp, 0.0, 1.0, xtol=1e-15, rtol=1e-15, what="the root")


def test_a_decorated_function_keeps_its_name_and_its_own_errors():
    @in_float64("it")
    def own(x: float) -> float:
        """Of its own."""
        if x < 0.0:
            raise ValueError("x must be >= 0")
        return 1.0 / x

    assert (own.__name__, own.__doc__, own(2.0)) == ("own", "Of its own.", 0.5)
    with pytest.raises(ValueError, match="x must be >= 0"):
        own(-1.0)
    with pytest.raises(ArithmeticError, match="it cannot be computed in float64: float division by zero"):
        own(0.0)


def test_a_good_objective_is_no_fault():
    assert bad_input.fault(weight_shift, {"model": MODEL, "objective": SharpnessAware(0.1)}) is None
