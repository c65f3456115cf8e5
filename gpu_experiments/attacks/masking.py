"""Signs of gradient masking: that an attack by gradients failed for want of gradients, not of adversarial inputs.

A network whose logits are all multiplied by s takes the same decisions; but the cross-entropy of large logits is so flat
that its gradient rounds to zero, and PGD then finds little.  So beside PGD's own count of images that stay right there
are three of attacks that do not see the scale of the logits, and how many gradients vanish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.goal import margin_loss
from gpu_experiments.attacks.pgd import PGD, frozen_parameters
from simulate.model.intervals import clopper_pearson

VANISHING = "vanishing"
"""In the counts of the evaluation without attack: images whose gradient vanishes."""

SCALE_FREE = "scale-free"
"""In the counts of an attack, for each attack that does not see the scale of the logits: images that stay "correct", those
"lost" that stay right under the attack itself, and those "gained" that do not."""

WORDS = {
    "margin": "PGD on the margin of the logits",
    "normalised": "PGD on the cross-entropy of normalised logits",
    "transfer": "PGD transferred from the network with rescaled logits",
}
ERROR = 0.05
"""Error probability of each interval."""

MARGIN = 0.02
"""By how much of all images a scale-free attack must be the stronger one for a flag: losses differ by a little anyway."""

LARGEST = 10.0
"""What the largest logit exceeds the mean logit by after rescaling: exp(-10) is far above float32's rounding."""


class Variant(NamedTuple):
    """An attack and the network on which its inputs are made."""

    pgd: PGD
    model: nn.Module


class Rescaled(nn.Module):
    """A network with its logits divided by a number: the same decisions."""

    def __init__(self, model: nn.Module, scale: float) -> None:
        super().__init__()
        self.model, self.scale = model, scale
        self.train(model.training)

    def forward(self, x: Tensor) -> Tensor:
        """The logits, divided."""
        return self.model(x) / self.scale


def normalised_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """The cross-entropy, shape (n,), after every sample's logits are multiplied so that the largest exceeds their mean
    by `LARGEST`; the factor is held fixed in the gradient.
    """
    factor = LARGEST / _excess(logits.detach()).unsqueeze(1)
    return cross_entropy(logits * factor, labels, reduction="none")


def variants(model: nn.Module, pgd: PGD, x: Tensor) -> dict[str, Variant]:
    """The attacks in the place of `pgd` that do not see the scale of the logits, by their names in `WORDS`.

    x: (n, ...) inputs without attack; the median excess of their largest logits is the scale of the rescaled network.
    """
    with torch.no_grad():
        scale = float(_excess(model(x)).median()) / LARGEST
    return {
        "margin": Variant(replace(pgd, loss=margin_loss), model),
        "normalised": Variant(replace(pgd, loss=normalised_cross_entropy), model),
        "transfer": Variant(pgd, Rescaled(model, scale)),
    }


def vanishing(model: nn.Module, x: Tensor, labels: Tensor) -> int:
    """How many inputs have a cross-entropy whose gradient vanishes in the numbers of the model.

    Either its slope in the label's logit, p_y - 1, is rounded to zero, and with it the direction that lowers p_y; or no
    entry of the gradient in the input reaches the smallest normal number.
    """
    leaf = x.detach().requires_grad_()
    with frozen_parameters(model), torch.enable_grad():
        logits = model(leaf)
        slope, gradient = torch.autograd.grad(cross_entropy(logits, labels, reduction="sum"), (logits, leaf))
    rounded = slope.gather(1, labels.unsqueeze(1)).squeeze(1) == 0.0
    tiny = gradient.flatten(1).abs().amax(1) < torch.finfo(gradient.dtype).tiny
    return int((rounded | tiny).sum())


def compared(own: Tensor, other: Tensor) -> dict[str, int]:
    """The counts of `SCALE_FREE` from which images stay right under the attack itself and under another, bool (n,)."""
    return {"correct": int(other.sum()), "lost": int((own & ~other).sum()), "gained": int((other & ~own).sum())}


def flags(counts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Where an evaluation shows masking: a sentence for each attack that a scale-free one beats by more than `MARGIN`.

    Decided by an exact interval for the difference, paired by image: the lower end for the share of images that only the
    scale-free attack turns wrong, less the upper end for those that only the attack itself does.
    counts: as `evaluate` returns them; attacks without scale-free counts have no flag.
    """
    found = {}
    for name, one in counts.items():
        beaten = {kind: free for kind, free in one.get(SCALE_FREE, {}).items() if _gap(free, one["n"]) > MARGIN}
        if beaten:
            kind = min(beaten, key=lambda kind: beaten[kind]["correct"])
            found[name] = (
                f"gradients may be masked: {_percent(one['correct'], one['n'])} stay right under this attack, "
                f"{_percent(beaten[kind]['correct'], one['n'])} under {WORDS[kind]}{_vanished(counts)}"
            )
    return found


def _gap(free: Mapping[str, int], n: int) -> float:
    """What the difference of the two accuracies is at least, but for `ERROR`."""
    lost, _ = clopper_pearson(free["lost"], n, ERROR)
    _, gained = clopper_pearson(free["gained"], n, ERROR)
    return lost - gained


def _percent(correct: int, n: int) -> str:
    low, high = (100.0 * end for end in clopper_pearson(correct, n, ERROR))
    return f"{100.0 * correct / n:.1f}% [{low:.1f}, {high:.1f}]"


def _vanished(counts: Mapping[str, Mapping[str, Any]]) -> str:
    for one in counts.values():
        if VANISHING in one:
            return f"; the gradient vanishes for {100.0 * one[VANISHING] / one['n']:.1f}% of the images"
    return ""


def _excess(logits: Tensor) -> Tensor:
    """What the largest logit exceeds their mean by, shape (n,), 1 where all are equal."""
    single = logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits
    found = single.amax(1) - single.mean(1)
    return torch.where(found > 0.0, found, 1.0)
