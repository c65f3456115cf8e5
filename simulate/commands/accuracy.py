"""``python -m simulate accuracy``: accuracies from a sample, with intervals, beside the closed forms."""

from __future__ import annotations

import argparse

from simulate.commands.arguments import add_attack, add_model, add_sample, attack_settings, model_of
from simulate.model.estimate import count_correct
from simulate.model.intervals import clopper_pearson
from simulate.studies.tasks import margin
from theory import SharpnessAware, optimal_weight
from theory.model.attacks import accuracy_under_attack

HELP = "natural, robust and SAM's worst-case accuracy, from a sample and in closed form"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_model(parser)
    add_sample(parser, 1_000_000)
    add_attack(parser)
    parser.add_argument("--w", type=float, nargs="+", help="weights of the robust feature (w*; with --rho SAM's)")
    parser.add_argument("--rho", type=float, help="also both ends of SAM's interval [w - rho, w + rho] (none)")
    parser.add_argument("--error", type=float, default=0.05, help="error probability of all intervals (%(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes; counts do not depend on it (%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return the exit status."""
    model = model_of(arguments)
    rho = None if arguments.rho is None else SharpnessAware(arguments.rho)
    weights = arguments.w or [float(optimal_weight(model, rho) if rho else model.standard_weight)]
    # (label, weight, the attack's settings)
    rows: list[tuple[str, float, dict[str, object]]] = [("natural", w, {}) for w in weights]
    if attack := attack_settings(arguments):
        label = f"{arguments.norm} {arguments.eps:g}, {arguments.coordinates}"
        rows += [(label, w, attack) for w in weights]
    if rho:
        rows += [(f"at w {sign} rho", w + by, {}) for w in weights for sign, by in (("-", -rho.rho), ("+", rho.rho))]
    margins = [margin(model, {"w": w, **named}) for _, w, named in rows]
    counts = count_correct(model, margins, arguments.n, arguments.seed, workers=arguments.workers)
    print(f"p = {model.p:g}, eta = {model.eta:g}, d = {model.d:g}; {arguments.n} samples, seed {arguments.seed}")
    print(f"{'accuracy':22} {'w':>12} {'estimate':>12} {f'{1 - arguments.error:.0%} interval':>25} {'closed form':>12}")
    for (label, w, named), correct in zip(rows, counts, strict=True):
        low, high = clopper_pearson(correct, arguments.n, arguments.error / len(rows))
        if named:
            exact = accuracy_under_attack(model, w, arguments.eps, arguments.norm, arguments.coordinates)
        else:
            exact = model.accuracy(w)
        inside = "" if low <= exact <= high else "  outside"
        print(f"{label:22} {w:12.6g} {correct / arguments.n:12.8f}    [{low:.8f}, {high:.8f}] {exact:12.8f}{inside}")
    if len(rows) > 1:
        print(f"All {len(rows)} intervals together hold with probability at least {1 - arguments.error:g}.")
    return 0
