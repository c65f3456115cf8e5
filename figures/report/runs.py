"""What the page of a recorded run shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from figures.report.comparisons import ordered
from figures.report.recorded import Run
from simulate.estimate import clopper_pearson

ERROR = 0.05
_WIDTH, _HEIGHT, _PAD = 320, 110, 6


@dataclass(frozen=True)
class Evaluation:
    """An accuracy on the test set, in percent, with the ends of its exact binomial interval."""

    name: str
    correct: int
    n: int
    accuracy: float
    low: float
    high: float


def evaluations(run: Run) -> list[Evaluation]:
    """Return a run's evaluations, natural accuracy first."""
    counted = run.found["result"]["evaluations"]
    found = []
    for name in ("natural", *ordered([name for name in counted if name != "natural"])):
        counts = counted[name]
        correct, n = counts["correct"], counts["n"]
        low, high = clopper_pearson(correct, n, ERROR)
        found.append(Evaluation(name, correct, n, 100.0 * correct / n, 100.0 * low, 100.0 * high))
    return found


def epochs(run: Run) -> list[dict[str, Any]]:
    """Return the rows of a run's epochs; numbers as a reader needs them."""
    rows = []
    for row in run.found["result"]["epochs"]:
        flips = row.get("flips")
        rows.append(
            {
                "epoch": row["epoch"],
                "loss": f"{row['loss']:.4g}",
                "lr": f"{row['lr']:.3g}",
                "train accuracy (%)": f"{100.0 * row['train_accuracy']:.2f}",
                **({"flipped": f"{flips['flipped']} of {flips['correct']}"} if flips else {}),
            }
        )
    return rows


def curve(values: Sequence[float], label: str) -> Markup:
    """Return a small curve over the epochs, with its first and last value."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = (_WIDTH - 2 * _PAD) / max(len(values) - 1, 1)
    points = " ".join(
        f"{_PAD + k * step:.1f},{_PAD + (_HEIGHT - 2 * _PAD) * (high - value) / span:.1f}"
        for k, value in enumerate(values)
    )
    return Markup(
        '<svg class="curve" viewBox="0 0 {w} {h}" role="img" aria-label="{label}: {first:.4g} in the first epoch, {last:.4g} '
        'in the last"><rect width="{w}" height="{h}"/><polyline points="{points}"/></svg>'
    ).format(w=_WIDTH, h=_HEIGHT, label=label, first=values[0], last=values[-1], points=points)


def curves(run: Run) -> list[tuple[str, Markup]]:
    """Return loss and training accuracy over the epochs of a run."""
    rows = run.found["result"]["epochs"]
    if len(rows) < 2:
        return []
    loss, right = [row["loss"] for row in rows], [100.0 * row["train_accuracy"] for row in rows]
    return [
        (f"training loss, {loss[0]:.3g} to {loss[-1]:.3g}", curve(loss, "training loss")),
        (f"training accuracy, {right[0]:.1f}% to {right[-1]:.1f}%", curve(right, "training accuracy in percent")),
    ]


def neighbours(runs: Sequence[Run]) -> dict[str, tuple[Run | None, Run | None]]:
    """Return the runs before and after each page's run, in the order of the experiment's rows and seeds."""
    rows = list(dict.fromkeys((run.network, run.label) for run in runs))
    queue = sorted(runs, key=lambda run: (rows.index((run.network, run.label)), run.seed))
    padded = [None, *queue, None]
    return {run.page: (padded[k], padded[k + 2]) for k, run in enumerate(queue)}
