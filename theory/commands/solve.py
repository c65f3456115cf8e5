"""``python -m theory solve``: the optimal weights, accuracies and matching radii for given parameters."""

from __future__ import annotations

import argparse

from theory.model.binary_model import BinaryModel
from theory.model.objectives import Adversarial, SharpnessAware, Standard
from theory.sam.optima import optimal_weight
from theory.sam.radii import (
    corrected_matching_eps,
    corrected_sam_weight,
    matching_eps,
    matching_rho,
    printed_matching_eps,
    printed_sam_weight,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the parameters of the model and the two radii."""
    parser.add_argument("--p", type=float, required=True, help="accuracy of the robust feature, in (1/2, 1)")
    parser.add_argument("--eta", type=float, required=True, help="mean of a non-robust feature, > 0")
    parser.add_argument("--d", type=float, required=True, help="number of non-robust features, >= 1")
    parser.add_argument("--rho", type=float, help="SAM's radius in weight space, >= 0")
    parser.add_argument("--eps", type=float, help="AT's l_inf radius in input space, >= 0")


def answer(model: BinaryModel, rho: float | None, eps: float | None) -> list[tuple[str, float]]:
    """Return the named numbers that the command prints."""
    w_star = optimal_weight(model, Standard())
    rows = [("w*, optimal weight of standard training", w_star), ("  natural accuracy", model.accuracy(w_star))]
    weights = {"w*": w_star}
    if eps is not None:
        weights["w_AT"] = w_at = optimal_weight(model, Adversarial(eps))
        rows += [("w_AT, optimal weight of adversarial training", w_at), ("  natural accuracy", model.accuracy(w_at))]
        if eps < model.eta:
            rows.append(("  rho that gives the same weight", matching_rho(model, eps)))
    if rho is not None:
        weights["w_SAM"] = w_sam = optimal_weight(model, SharpnessAware(rho))
        rows += [
            ("w_SAM, optimal weight of SAM", w_sam),
            ("  corrected to leading order, w* (1 + rho^2/(3d))", corrected_sam_weight(model, rho)),
            ("  Theorem 4.4 as quoted, w* (1 + 2 rho^2/3)", printed_sam_weight(model, rho)),
            ("  natural accuracy", model.accuracy(w_sam)),
            ("  worst accuracy within rho of it", min(model.accuracy(w_sam - rho), model.accuracy(w_sam + rho))),
            ("  eps that gives the same weight", matching_eps(model, rho)),
            ("  corrected to leading order", corrected_matching_eps(model, rho)),
            ("  Theorem 4.5 as quoted", printed_matching_eps(model, rho)),
        ]
    if eps is not None:
        rows += [(f"robust accuracy of {name} at eps", model.robust_accuracy(w, eps)) for name, w in weights.items()]
    return rows


def run(arguments: argparse.Namespace) -> int:
    """Print the answer for the parameters on the command line."""
    model = BinaryModel(arguments.p, arguments.eta, arguments.d)
    rows = answer(model, arguments.rho, arguments.eps)
    longest = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:{longest}}  {value:.16g}")
    return 0
