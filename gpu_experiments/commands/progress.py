"""Lines on stderr that tell how far a run is."""

from __future__ import annotations

import sys
import time

from gpu_experiments.runs.training import Epoch
from simulate.sweeps.sweep import time_left


class EpochLines:
    """Tells of an epoch with its loss, accuracy and the time left, at most once in `every` seconds, and of the last."""

    def __init__(self, every: float = 1.0) -> None:
        self._every, self._last = every, -float("inf")

    def __call__(self, epoch: Epoch) -> None:
        """Print the line of an epoch."""
        now, row = time.monotonic(), epoch.row
        if now - self._last < self._every and row["epoch"] < epoch.epochs:
            return
        self._last = now
        more = f"  validation {row['validation_accuracy']:.2%}" if "validation_accuracy" in row else ""
        if row.get("nonfinite_ascents"):
            more += f"  {row['nonfinite_ascents']} ascents not finite"
        print(
            f"{epoch.name}  epoch {row['epoch']}/{epoch.epochs}  loss {row['loss']:.4f}  "
            f"accuracy {row['train_accuracy']:.2%}{more}  {epoch.seconds:.2g} s  about {time_left(epoch.left)} left",
            file=sys.stderr,
            flush=True,
        )
