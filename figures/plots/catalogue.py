"""Which figures there are, where they stand, and what they may be told: known without importing any of them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from figures.drawing.parameters import nearest

if TYPE_CHECKING:
    from figures.drawing.figure import Figure


class Row(NamedTuple):
    """A figure: where it stands, what it is about in a few words, and the names of its parameters."""

    place: str
    title: str
    parameters: tuple[str, ...] = ()


MODEL = ("p", "eta", "d")
BISAM = ("alpha", "mu", "mu_log")
RECORDS = ("records",)
ROWS: dict[str, Row] = {
    "accuracy-curve": Row(
        "figures.plots.binary_model:ACCURACY_CURVE",
        "natural accuracy along the robust weight, with ST, AT and SAM",
        (*MODEL, "rho", "eps"),
    ),
    "optimal-weight": Row(
        "figures.plots.binary_model:OPTIMAL_WEIGHT",
        "optimal weights against the radius: exact, corrected, as quoted",
        (*MODEL, "rho_max"),
    ),
    "trade-off": Row(
        "figures.plots.radii:TRADE_OFF",
        "natural against robust accuracy: SAM and AT on one curve",
        (*MODEL, "radii", "eps_test"),
    ),
    "eps-rho-relation": Row(
        "figures.plots.radii:EPS_RHO_RELATION",
        "which radius of AT matches one of SAM",
        ("p", "eta", "dimensions"),
    ),
    "formula-error": Row(
        "figures.plots.radii:FORMULA_ERROR", "errors of Theorem 4.4, as quoted and corrected", ("p", "eta")
    ),
    "truncation-region": Row(
        "figures.plots.truncation:TRUNCATION_REGION",
        "up to which radius the series may be cut after rho^2",
        ("tolerance", "kappas"),
    ),
    "certified-weight": Row(
        "figures.plots.certified:CERTIFIED_WEIGHT",
        "formulas and double precision against proven digits",
        ("p", "eta", "dimensions"),
    ),
    "full-weight-sign-map": Row(
        "figures.plots.all_weights:SIGN_MAP",
        "where SAM on all weights lowers the robust weight",
        ("radii",),
    ),
    "attack-weights": Row(
        "figures.plots.attacks:ATTACK_WEIGHTS",
        "optimal weight of AT under four attacks",
        MODEL,
    ),
    "claim-graph": Row("figures.plots.claim_graph:CLAIM_GRAPH", "what the theorems of Wei et al. rest on"),
    "claim-graph-beyond": Row("figures.plots.claim_graph:BEYOND_GRAPH", "what the claims beyond the papers rest on"),
    "surrogates": Row("figures.plots.surrogate_losses:SURROGATES", "BiSAM's lower bounds of the 0-1 loss", BISAM),
    "lower-bound": Row(
        "figures.plots.surrogate_losses:LOWER_BOUND",
        "Lemma 3.1 of BiSAM for one sample",
        (*BISAM, "classes"),
    ),
    "ascent-example": Row("figures.plots.ascent:ASCENT_EXAMPLE", "BiSAM's example of section 2.2", ("shift",)),
    "ascent-angle": Row(
        "figures.plots.ascent:ASCENT_ANGLE",
        "angle between BiSAM's ascent and cross-entropy's",
        (*BISAM, "classes"),
    ),
    "surrogate-sharpness": Row(
        "figures.plots.surrogate_sharpness:SURROGATE_SHARPNESS",
        "which way each loss perturbs the robust weight",
        (*MODEL, "rho", *BISAM),
    ),
    "sharpness-measures": Row(
        "figures.plots.sharpness_measures:SHARPNESS_MEASURES",
        "max-, min- and bilateral sharpness of a quadratic loss",
        ("eigenvalues", "rho"),
    ),
    "bilateral-update": Row(
        "figures.plots.sharpness_measures:BILATERAL_UPDATE",
        "BSAM's step as published, and by its objective",
        ("rho", "rho_min"),
    ),
    "average-error": Row(
        "figures.plots.averages:AVERAGE_ERROR",
        "how well F-SAM's average estimates the full gradient",
        ("drifts",),
    ),
    "sampled-accuracy": Row(
        "figures.plots.sampling:SAMPLED_ACCURACY",
        "accuracies of samples on the closed forms",
    ),
    "minimiser-rates": Row("figures.plots.sampling:MINIMISER_RATES", "how fast empirical minimisers settle"),
    "trained-ratio": Row("figures.plots.training:TRAINED_RATIO", "SAM trained on samples, beside the population"),
    "full-weight-signs": Row("figures.plots.training:FULL_WEIGHT_SIGNS", "SAM on all weights, on samples"),
    "natural-robust": Row(
        "figures.plots.network_accuracy:NATURAL_ROBUST",
        "networks: natural against robust accuracy",
        RECORDS,
    ),
    "matched-radius": Row(
        "figures.plots.network_accuracy:MATCHED_RADIUS", "networks: the eps that matches a rho", RECORDS
    ),
    "fitting-effect": Row(
        "figures.plots.network_accuracy:FITTING_EFFECT",
        "what SAM costs in natural accuracy, by how far networks fit",
        RECORDS,
    ),
    "planted-reliance": Row(
        "figures.plots.network_reliance:RELIANCE_FIGURE", "networks on planted data, beside theory", RECORDS
    ),
    "training-curves": Row("figures.plots.network_training:TRAINING_CURVES", "networks over their epochs", RECORDS),
    "flipped-predictions": Row(
        "figures.plots.network_training:FLIPS", "right samples that the ascent turns wrong", RECORDS
    ),
    "hessian-spectrum": Row(
        "figures.plots.network_training:SPECTRUM", "the Hessian's largest eigenvalues after training", RECORDS
    ),
    "step-cost": Row("figures.plots.network_training:STEP_COST", "time of a step, by method", RECORDS),
}
"""By name, in the order in which they are drawn."""


def check(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each once, in their order.

    Raises:
        ValueError: a name is unknown; the message has the nearest names, or all where none is near.
    """
    chosen = tuple(dict.fromkeys(names))
    for name in chosen:
        if name not in ROWS:
            known = nearest(name, ROWS) or f"; there are {', '.join(ROWS)}"
            raise ValueError(f"name: expected a figure, got {name!r}{known}")
    return chosen


def choose(names: Iterable[str]) -> tuple[Figure, ...]:
    """Return the named figures, each once, in the order of the names; a ValueError as of `check`."""
    return tuple(find(name) for name in check(names))


def find(name: str) -> Figure:
    """Return the figure of a known name."""
    module, _, constant = ROWS[name].place.partition(":")
    return getattr(import_module(module), constant)


def takers() -> dict[str, list[str]]:
    """Return which figures take a parameter, by its name."""
    found: dict[str, list[str]] = {}
    for figure, row in ROWS.items():
        for name in row.parameters:
            found.setdefault(name, []).append(figure)
    return found
