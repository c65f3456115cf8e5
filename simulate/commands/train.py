"""``python -m simulate train``: gradient training of all weights with smooth losses, beside the population's optimum."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np

from simulate.commands.arguments import add_attack, add_model, add_sample, attack_settings, model_of, whole
from simulate.studies.training_tasks import train_both
from simulate.training.samples import draw_samples
from theory import BinaryModel
from theory.smooth.losses import hinge_optimum, per_sample_optimum
from theory.smooth.minimax import minimax_optimum

HELP = "train all weights with the logistic or hinge loss under ST, AT and SAM: the ratio w_1/w_rest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_model(parser)
    add_sample(parser, 4096)
    add_attack(parser)
    parser.add_argument("--rho", type=float, default=0.5, help="radius of SAM (%(default)s)")
    parser.add_argument("--loss", choices=("logistic", "hinge"), default="logistic", help="(%(default)s)")
    parser.add_argument(
        "--micro-batch",
        type=whole,
        nargs="+",
        default=[1, 64],
        metavar="M",
        help="samples that share one of SAM's perturbations; all of them is always shown too (1 64)",
    )
    parser.add_argument(
        "--exact", action="store_true", help="also SAM with the exact inner maximum over all samples (slow)"
    )
    parser.add_argument("--batch", type=whole, help="samples a step, each with micro-batches of its own (all)")
    parser.add_argument("--repeats", type=whole, default=4, help="samples of n (%(default)s)")
    parser.add_argument("--steps", type=whole, default=600, help="steps of each training (%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    model = model_of(arguments)
    if arguments.repeats < 2:
        raise ValueError(f"--repeats: expected a whole number from 2 on, got {arguments.repeats}")
    drawn, orders = np.random.SeedSequence(arguments.seed).spawn(2)
    samples = draw_samples(model, arguments.n, arguments.repeats, drawn)
    print(
        f"p = {model.p:g}, eta = {model.eta:g}, d = {model.d:g}, {arguments.loss} loss; "
        f"{arguments.repeats} samples of {arguments.n}; w* = {model.standard_weight:.6g}"
    )
    print(f"{'':28} {'w_1/w_rest':>11} {'std. error':>11} {'over ST':>9} {'population':>11} {'drift':>8}")
    for name, settings in _rows(arguments):
        shared = {"loss": arguments.loss, "steps": arguments.steps, "standard_steps": arguments.steps}
        standard, found = train_both(samples, {**shared, **settings}, orders)
        error = np.std(found.ratio, ddof=1) / np.sqrt(len(found.ratio))
        over = np.mean(found.ratio / standard.ratio)
        expected = _population(model, settings, arguments)
        shown = "-" if expected is None else f"{expected:.6g}"
        print(
            f"{name:28} {np.mean(found.ratio):11.6g} {error:11.2g} {over:9.5f} {shown:>11} {np.max(found.drift):8.1g}"
        )
    print("over ST: relative to standard training on the same samples; drift: what the averaged steps still moved")
    return 0


def _rows(arguments: argparse.Namespace) -> list[tuple[str, dict[str, Any]]]:
    batch = {} if arguments.batch is None else {"batch": arguments.batch}
    rows: list[tuple[str, dict[str, Any]]] = [("ST", {"method": "ST", **batch})]
    if attack := attack_settings(arguments):
        label = f"AT, {arguments.norm} {arguments.eps:g}, {arguments.coordinates}"
        rows.append((label, {"method": "AT", **attack, **batch}))
    sam = {"method": "SAM", "rho": arguments.rho, **batch}
    whole_batch = "all samples" if arguments.batch is None else f"{arguments.batch} a step"
    for size in arguments.micro_batch:
        rows.append((f"SAM, one step, {size} together", {**sam, "micro_batch": size, "last": 0.1, "averaged": 0.5}))
    rows.append((f"SAM, one step, {whole_batch}", {**sam, "hold": 0.1, "last": 0.001}))
    if arguments.exact:
        rows.append((f"SAM, exact, {whole_batch}", {**sam, "inner": "exact", "hold": 0.2, "last": 0.003}))
    return rows


def _population(model: BinaryModel, settings: dict[str, Any], arguments: argparse.Namespace) -> float | None:
    """Return the ratio of the population's optimum where it is known, else None."""
    star = float(model.standard_weight)
    if settings["method"] == "ST":
        return star if arguments.loss == "logistic" else hinge_optimum(model).ratio
    if arguments.loss != "logistic":
        return None
    if settings["method"] == "AT":
        if arguments.coordinates == "all":
            return None
        moved = arguments.eps if arguments.norm == "linf" else arguments.eps / float(np.sqrt(model.d))
        return star * model.eta / (model.eta - moved) if moved < model.eta else None
    if settings.get("micro_batch") == 1:
        return per_sample_optimum(model, arguments.rho).ratio
    if arguments.batch is not None or "micro_batch" in settings:
        return None
    return minimax_optimum(model, arguments.rho).ratio if "inner" in settings else star
