"""Every figure, in the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from figures.drawing.figure import Figure
from figures.plots import (
    all_weights,
    ascent,
    attacks,
    averages,
    binary_model,
    certified,
    claim_graph,
    network_accuracy,
    network_fitting,
    network_reliance,
    network_training,
    radii,
    sampling,
    sharpness_measures,
    surrogate_losses,
    surrogate_sharpness,
    training,
    truncation,
)

FIGURES: tuple[Figure, ...] = (
    binary_model.ACCURACY_CURVE,
    binary_model.OPTIMAL_WEIGHT,
    binary_model.TRADE_OFF,
    radii.EPS_RHO_RELATION,
    radii.FORMULA_ERROR,
    truncation.TRUNCATION_REGION,
    certified.CERTIFIED_WEIGHT,
    all_weights.SIGN_MAP,
    attacks.ATTACK_WEIGHTS,
    claim_graph.CLAIM_GRAPH,
    claim_graph.BEYOND_GRAPH,
    surrogate_losses.SURROGATES,
    surrogate_losses.LOWER_BOUND,
    ascent.ASCENT_EXAMPLE,
    ascent.ASCENT_ANGLE,
    surrogate_sharpness.SURROGATE_SHARPNESS,
    sharpness_measures.SHARPNESS_MEASURES,
    sharpness_measures.BILATERAL_UPDATE,
    averages.AVERAGE_ERROR,
    sampling.SAMPLED_ACCURACY,
    sampling.MINIMISER_RATES,
    training.TRAINED_RATIO,
    training.FULL_WEIGHT_SIGNS,
    network_accuracy.NATURAL_ROBUST,
    network_accuracy.MATCHED_RADIUS,
    network_fitting.FITTING_EFFECT,
    network_reliance.RELIANCE_FIGURE,
    network_training.TRAINING_CURVES,
    network_training.FLIPS,
    network_training.SPECTRUM,
    network_training.STEP_COST,
)


def choose(names: Iterable[str]) -> tuple[Figure, ...]:
    """Return the named figures, each once, in the order of the names.

    Raises:
        ValueError: a name is unknown; the message has the nearest names.
    """
    known = {figure.name: figure for figure in FIGURES}
    chosen: dict[str, Figure] = {}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.4) or list(known)
            raise ValueError(f"name: expected a figure, got {name!r}; nearest: {', '.join(near)}")
        chosen[name] = known[name]
    return tuple(chosen.values())
