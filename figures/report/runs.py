"""What the page of a recorded run shows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from figures.report.comparisons import ordered
from figures.report.own_runs import TablePage
from figures.report.recorded import Recorded, Run
from gpu_experiments.attacks import masking
from simulate.model.intervals import clopper_pearson

ERROR = 0.05
EPOCHS = 100
_WIDTH, _HEIGHT = 320, 132
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 8, 22  # room for ticks around the curve


@dataclass(frozen=True)
class Evaluation:
    """An accuracy on the test set, in percent, with the ends of its exact binomial interval.

    scale_free: accuracies in percent under the attacks that do not see the scale of the logits, by their words; empty
        where they were not counted.
    flag: a sentence where gradients may be masked.
    """

    name: str
    correct: int
    n: int
    accuracy: float
    low: float
    high: float
    scale_free: Mapping[str, float]
    flag: str


def evaluations(run: Run) -> list[Evaluation]:
    """Return a run's evaluations, natural accuracy first."""
    counted = run.found["result"]["evaluations"]
    flagged = masking.flags(counted)
    found = []
    for name in ("natural", *ordered([name for name in counted if name != "natural"])):
        counts = counted[name]
        correct, n = counts["correct"], counts["n"]
        low, high = clopper_pearson(correct, n, ERROR)
        free = {
            masking.WORDS[kind]: 100.0 * one["correct"] / n for kind, one in counts.get(masking.SCALE_FREE, {}).items()
        }
        flag = flagged.get(name, "")
        found.append(Evaluation(name, correct, n, 100.0 * correct / n, 100.0 * low, 100.0 * high, free, flag))
    return found


def vanishing(run: Run) -> float | None:
    """Return the share of test images whose gradient vanishes, in percent, or None where they were not counted."""
    counts = run.found["result"]["evaluations"]["natural"]
    return 100.0 * counts[masking.VANISHING] / counts["n"] if masking.VANISHING in counts else None


def masked(recorded: Recorded | TablePage) -> list[tuple[Run, str, str]]:
    """Return the run, the attack and the sentence wherever an evaluation of an experiment shows gradient masking."""
    found = []
    for run in recorded.runs:
        if not run.diverged:
            flagged = masking.flags(run.found["result"]["evaluations"])
            found += [(run, name, sentence) for name, sentence in flagged.items()]
    return found


def epochs(run: Run) -> list[dict[str, Any]]:
    """Return the rows of a run's epochs, of a long training `EPOCHS` at most with the last; numbers as a reader needs them."""
    rows, every = [], run.found["result"]["epochs"]
    step = math.ceil(len(every) / EPOCHS)
    for row in every if step < 2 else every[len(every) - 1 :: -step][::-1]:
        flips = row.get("flips")
        rows.append(
            {
                "epoch": row["epoch"],
                "loss": f"{row['loss']:.4g}",
                "learning rate": f"{row['lr']:.3g}",
                "right (%)": f"{100.0 * row['train_accuracy']:.2f}",
                **({"flipped": f"{flips['flipped']} of {flips['correct']}"} if flips else {}),
            }
        )
    return rows


def ticks(low: float, high: float) -> list[float]:
    """Return two to four round numbers within a range."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span))
    for step in (power, 0.5 * power, 0.2 * power, 0.1 * power):
        first = math.ceil(low / step - 1e-9)
        found = [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]
        if len(found) > 1:
            return found if len(found) <= 4 else found[:: math.ceil(len(found) / 4)]
    return [low]


def curve(values: Sequence[float], label: str) -> Markup:
    """Return a small curve over the epochs with ticks; its label tells the first and the last value."""
    low, high, count = min(values), max(values), len(values)
    across, down = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(epoch: float) -> float:
        return _LEFT + across * (epoch - 1.0) / max(count - 1, 1)

    def y(value: float) -> float:
        return _TOP + down * (high - value) / ((high - low) or 1.0)

    line = " ".join(f"{x(k):.0f},{y(value):.0f}" for k, value in enumerate(values, start=1))
    parts = [Markup('<rect width="{}" height="{}"/>').format(_WIDTH, _HEIGHT)]
    base = _HEIGHT - _BOTTOM
    for value in ticks(low, high):
        parts.append(Markup('<path d="M{0} {1:.0f}H{2}"/>').format(_LEFT, y(value), _WIDTH - _RIGHT))
        parts.append(Markup('<text x="{}" y="{:.0f}" class="y">{:.3g}</text>').format(_LEFT - 5, y(value) + 4, value))
    for epoch in dict.fromkeys((1, (count + 1) // 2, count)):
        parts.append(Markup('<text x="{:.0f}" y="{}">{}</text>').format(x(epoch), base + 15, epoch))
    parts.append(Markup('<polyline points="{}"/>').format(line))
    return Markup(
        '<svg class="curve" viewBox="0 0 {w} {h}" role="img" aria-label="{label}: {first:.4g} in the first epoch, {last:.4g} '
        'in the last">{parts}</svg>'
    ).format(w=_WIDTH, h=_HEIGHT, label=label, first=values[0], last=values[-1], parts=Markup("").join(parts))


def curves(run: Run) -> list[tuple[str, Markup]]:
    """Return loss and training accuracy over the epochs of a run."""
    rows = run.found["result"]["epochs"]
    if len(rows) < 2:
        return []
    loss, right = [row["loss"] for row in rows], [100.0 * row["train_accuracy"] for row in rows]
    return [
        (f"training loss by epoch, {loss[0]:.3g} to {loss[-1]:.3g}", curve(loss, "training loss")),
        (
            f"training accuracy (%) by epoch, {right[0]:.1f} to {right[-1]:.1f}",
            curve(right, "training accuracy in percent"),
        ),
    ]


def neighbours(runs: Sequence[Run]) -> dict[str, tuple[Run | None, Run | None]]:
    """Return the runs before and after each page's run, in the order of the experiment's rows and seeds."""
    rows: dict[tuple[str, str], int] = {}
    for run in runs:
        rows.setdefault((run.network, run.label), len(rows))
    queue = sorted(runs, key=lambda run: (rows[run.network, run.label], run.seed))
    padded = [None, *queue, None]
    return {run.page: (padded[k], padded[k + 2]) for k, run in enumerate(queue)}
