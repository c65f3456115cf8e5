"""``python -m simulate minimisers``: exact empirical 0-1 minimisers beside the population's optimum and limit law."""

from __future__ import annotations

import argparse

import numpy as np

from simulate.commands.arguments import add_attack, add_model, add_sample, attack_settings, model_of
from simulate.model.rates import law, replicate, weights
from simulate.studies.tasks import attack_of
from theory import SharpnessAware, Standard
from theory.model.objectives import Objective

HELP = "exact empirical minimisers of the 0-1 loss for ST, AT and SAM, and their limit laws"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_model(parser)
    add_sample(parser, 10_000)
    add_attack(parser)
    parser.add_argument("--rho", type=float, default=1.0, help="radius of SAM (%(default)s)")
    parser.add_argument("--repeats", type=int, default=200, help="samples of n (%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    if arguments.repeats < 1:
        raise ValueError(f"--repeats: expected a positive whole number, got {arguments.repeats}")
    model = model_of(arguments)
    chosen: dict[str, Objective] = {"ST": Standard(), "SAM": SharpnessAware(arguments.rho)}
    if attack := attack_settings(arguments):
        chosen["AT"] = attack_of(attack)
    found = replicate(model, tuple(chosen.values()), arguments.n, arguments.repeats, arguments.seed)
    print(f"p = {model.p:g}, eta = {model.eta:g}, d = {model.d:g}; {arguments.repeats} samples of {arguments.n}")
    print(
        f"{'':4} {'median':>11} {'mean':>11} {'rms error':>11} {'limit law':>11} {'optimum':>11} {'infinite':>9} {'tied':>5}"
    )
    for (name, objective), each in zip(chosen.items(), found, strict=True):
        learnt = weights(each)
        try:
            limit = law(model, objective)
        except ValueError as error:
            optimum, spread, rms, note = "-", "-", "-", f"  no limit law: {error}"
        else:
            optimum, note = f"{limit.weight:.6g}", ""
            spread = f"{limit.standard_error(arguments.n):.4g}"
            rms = f"{np.sqrt(np.mean((learnt - limit.weight) ** 2)):.4g}"
        # an average of infinities of both signs is none
        mean = np.mean(learnt) if np.isfinite(learnt).all() else np.nan
        infinite, tied = int(np.isinf(learnt).sum()), sum(one.ties > 1 for one in each)
        shown = "-" if np.isnan(mean) else f"{mean:.6g}"
        middle = f"{np.sort(learnt)[len(learnt) // 2]:.6g}"
        print(f"{name:4} {middle:>11} {shown:>11} {rms:>11} {spread:>11} {optimum:>11} {infinite:>9} {tied:>5}{note}")
    print(
        "limit law: the root mean square error that the n^(1/3) law (ST, AT) or the n^(1/2) law (SAM) gives at this n"
    )
    return 0
