r"""How fast the empirical minimisers of the 0-1 loss settle: the n^(1/3) law of ST and the sqrt(n) law of SAM.

ST's optimum is a smooth maximum of a step function's mean.  Kim and Pollard (1990), "Cube root asymptotics", give

    n^(1/3) (w_n - w*)  ->  (2/(eta s))^(2/3) Z,   Z of Chernoff's distribution,

with s^2 the density of the steps at w*: there the variance of the local noise is s^2 a unit of w and the curvature
-acc''(w*) is eta s^2.  AT against an
attack on the non-robust features is the same with eta - eps (l_inf) or eta - eps/sqrt(d) (l_2) for eta.
SAM's optimum is where two accuracies cross at non-zero slopes, an ordinary estimating equation:

    sqrt(n) (w_n - w_SAM)  ->  N(0, Var D/(A + B)^2),

D the difference of being right at w_SAM + rho and at w_SAM - rho, A and B the slopes' absolute values there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from simulate.model import chernoff
from simulate.model.minimisers import Minimiser, Steps, empirical_steps, robust_radius, single
from simulate.model.sampling import FloatArray, draw_statistic, scalar_model, stream
from theory import Adversarial, BinaryModel, SharpnessAware, Standard, optimal_weight
from theory.model.float64 import in_float64
from theory.model.objectives import Objective, not_an_objective


@dataclass(frozen=True)
class Law:
    """The limit law of n^rate (empirical minimiser - weight).

    Attributes:
        weight: the population's optimum.
        rate: 1/3 or 1/2.
        sd: standard deviation of the limit law.
        median_distance: the limit law's median distance from 0.
        kurtosis: fourth moment of the limit law over the square of its second.
    """

    weight: float
    rate: float
    sd: float
    median_distance: float
    kurtosis: float

    def standard_error(self, n: int) -> float:
        """Return the standard deviation that the limit law gives the minimiser of n samples."""
        return self.sd * n**-self.rate


def step_density(model: BinaryModel, w: float) -> float:
    """Return the density at w of the weights at which a sample turns right or wrong, a unit of w."""
    p, eta, d = scalar_model(model)
    root = math.sqrt(d)
    below, above = eta * root + w / root, eta * root - w / root
    return (p * math.exp(-0.5 * below**2) + (1.0 - p) * math.exp(-0.5 * above**2)) / (root * math.sqrt(2.0 * math.pi))


def slope(model: BinaryModel, w: float) -> float:
    """Return the derivative of the natural accuracy at w (Wei et al. 2023, eq. 15)."""
    p, eta, d = scalar_model(model)
    root = math.sqrt(d)
    below, above = eta * root + w / root, eta * root - w / root
    return (p * math.exp(-0.5 * below**2) - (1.0 - p) * math.exp(-0.5 * above**2)) / (root * math.sqrt(2.0 * math.pi))


def disagreement(model: BinaryModel, low: float, high: float) -> float:
    """Return the probability that exactly one of two classifiers is right."""
    p, eta, d = scalar_model(model)
    root = math.sqrt(d)
    k, a, b = eta * root, low / root, high / root
    gained = special.ndtr(k + b) - special.ndtr(k + a)
    lost = special.ndtr(k - a) - special.ndtr(k - b)
    return float(p * gained + (1.0 - p) * lost)


@in_float64("the limit law")
def law(model: BinaryModel, objective: Objective) -> Law:
    """Return the limit law of the empirical minimiser of an objective's 0-1 loss.

    Raises:
        ValueError: a model of which one cannot draw; an attack that moves the robust feature; eps >= eta, where the
            optimum is infinite; rho = 0 in SharpnessAware, which is ST.
    """
    if isinstance(objective, SharpnessAware):
        rho = robust_radius(objective)
        if rho == 0.0:
            raise ValueError("rho must be > 0 for SAM's law, got 0.0: that is ST, whose rate is another")
        w = float(optimal_weight(model, objective))
        slopes = slope(model, w - rho) - slope(model, w + rho)
        sd = math.sqrt(disagreement(model, w - rho, w + rho)) / slopes
        return Law(w, 0.5, sd, sd * float(special.ndtri(0.75)), 3.0)
    if isinstance(objective, Adversarial):
        eps = single("eps", objective.eps)
        if objective.coordinates == "all":
            raise ValueError(f"objective: the law covers attacks on the non-robust features, got {objective!r}")
        eps = eps / math.sqrt(float(model.d)) if objective.norm == "l2" else eps
        if eps >= float(model.eta):
            unit = "eps/sqrt(d)" if objective.norm == "l2" else "eps"
            raise ValueError(f"{unit} must be below eta = {model.eta!r}, where the optimum is finite, got {eps!r}")
        return law(BinaryModel(model.p, float(model.eta) - eps, model.d), Standard())
    if isinstance(objective, Standard):
        w = float(model.standard_weight)
        scale = (2.0 / (float(model.eta) * math.sqrt(step_density(model, w)))) ** (2.0 / 3.0)
        spread = chernoff.standard_deviation()
        kurtosis = chernoff.moment(4) / chernoff.moment(2) ** 2
        return Law(w, 1.0 / 3.0, scale * spread, scale * chernoff.median_distance(), kurtosis)
    raise not_an_objective(objective)


def minimise(model: BinaryModel, objective: Objective, drawn: Steps) -> Minimiser:
    """Return the minimisers of SAM or ST on a step function that is at hand."""
    return drawn.minimiser(robust_radius(objective) if isinstance(objective, SharpnessAware) else 0.0)


def replicate(
    model: BinaryModel,
    objectives: tuple[Objective, ...],
    n: int,
    repeats: int,
    seed: int | np.random.SeedSequence,
) -> list[list[Minimiser]]:
    """Return the exact empirical minimisers of each objective on ``repeats`` samples of n, the same for all objectives.

    Returns:
        one list an objective, each with one minimiser a sample; sample i is drawn from the i-th stream of the seed.
    """
    found: list[list[Minimiser]] = [[] for _ in objectives]
    for index in range(repeats):
        statistic = draw_statistic(model, n, stream(seed, index))
        natural: Steps | None = None
        for which, objective in enumerate(objectives):
            if isinstance(objective, Adversarial):
                single("eps", objective.eps)
                found[which].append(empirical_steps(model, statistic, objective).minimiser())
            else:
                natural = empirical_steps(model, statistic) if natural is None else natural
                found[which].append(minimise(model, objective, natural))
    return found


def weights(minimisers: list[Minimiser]) -> FloatArray:
    """Return the weights of minimisers, with inf and -inf where the minimiser is infinite."""
    return np.array([one.weight for one in minimisers])
