"""PGD beside that of foolbox, torchattacks and ART: robust accuracy of one network, and ratios of interleaved runs.

Run as a script in the environment that `make attacks` makes; one CPU thread.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
import warnings
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries, as they are imported
    from tests.environments.attacks.peers import NORMS, PEERS, digits, ours

STEPS = 20
SIZES = {"linf": (0.08, 0.02), "l2": (0.6, 0.15)}
SAMPLES, ROUNDS = 360, 21
OURS = "sharpcheck"


def table(norm: str) -> None:
    """Prints robust accuracy with two standard errors, median time, and median ratio of the time to ours, by round."""
    model, x, y = digits(SAMPLES)
    made = {name: make(model, norm, *SIZES[norm], STEPS) for name, make in {OURS: ours, **PEERS}.items()}
    right = {name: float((model(attack(x, y)).argmax(1) == y).double().mean()) for name, attack in made.items()}
    seconds: dict[str, list[float]] = {name: [] for name in made}
    for _ in range(ROUNDS):
        for name, attack in made.items():
            start = time.perf_counter()
            attack(x, y)
            seconds[name].append(time.perf_counter() - start)
    fastest = min((name for name in PEERS), key=lambda name: statistics.median(seconds[name]))
    for name, values in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(values, seconds[fastest], strict=True))
        error = 2 * math.sqrt(right[name] * (1 - right[name]) / SAMPLES)
        print(
            f"  {name:14s} {100 * right[name]:5.1f} +- {100 * error:3.1f} %   "
            f"{1e3 * statistics.median(values):8.1f} ms   {ratio:6.3f}"
        )


def main() -> None:
    """Prints a table for every norm."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, one thread; {SAMPLES} digits, a perceptron, {STEPS} steps, one random start")
    for norm in NORMS:
        print(f"{norm}: robust accuracy, time, median ratio to the fastest of the others")
        table(norm)


if __name__ == "__main__":
    main()
