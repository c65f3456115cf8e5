"""The tables of the papers as lists of runs, at paper scale; `gpu_experiments.experiments.recorded` has reduced ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from gpu_experiments.runs.presets import preset
from gpu_experiments.runs.settings import RunSettings

SAM_RADII = (0.1, 0.2, 0.4)
LINF_RADII = (1, 2, 4, 8)  # of 255
L2_RADII = (16, 32, 64, 128)  # of 255
FIVE_NETWORKS = ("densenet121", "resnet56", "vgg19-bn", "wrn-28-2", "wrn-28-10")


def adversarial(norm: str, eps: int) -> dict[str, Any]:
    """Adversarial training at eps/255 as Wei et al. (2023): five steps of eps/4."""
    return {"method": "st", "attack": norm, "eps": eps / 255, "attack_step": eps / 255 / 4, "attack_steps": 5}


def _sam_and_at(dataset: str, **changes: Any) -> list[RunSettings]:
    rows: list[dict[str, Any]] = [{"method": "st"}]
    rows += [{"method": "sam", "rho": rho} for rho in SAM_RADII]
    rows += [adversarial("linf", eps) for eps in LINF_RADII]
    rows += [adversarial("l2", eps) for eps in L2_RADII]
    return [preset("wei2023", dataset=dataset, **row, **changes) for row in rows]


def _figure_2(dataset: str) -> list[RunSettings]:
    """SAM and BiSAM with counts of flipped predictions; the paper shows ResNet-56."""
    return [
        preset("xie2024", dataset=dataset, method=method, flips=10_000) for method in ("sam", "bisam-log", "bisam-tanh")
    ]


def _five_networks(dataset: str) -> list[RunSettings]:
    """SGD for 400 epochs; SAM and both forms of BiSAM for 200."""
    rows: list[dict[str, Any]] = [{"method": "st", "epochs": 400}]
    rows += [{"method": method} for method in ("sam", "bisam-log", "bisam-tanh")]
    return [preset("xie2024", dataset=dataset, model=model, **row) for model in FIVE_NETWORKS for row in rows]


TABLES: Mapping[tuple[str, str], Callable[[], list[RunSettings]]] = {
    ("wei2023", "table-1"): lambda: _sam_and_at("cifar100"),
    ("wei2023", "table-2"): lambda: _sam_and_at("cifar10"),
    ("xie2024", "five-networks-cifar10"): lambda: _five_networks("cifar10"),
    ("xie2024", "five-networks-cifar100"): lambda: _five_networks("cifar100"),
    ("xie2024", "figure-2"): lambda: _figure_2("cifar10"),
}
"""By paper and name; wei2023 has PreActResNet-18."""

SEEDS = 5
"""Runs a row: the fewest by which anything is judged.  wei2023 has three, xie2024 does not say."""


def table(paper: str, name: str, *, rows: Sequence[str] = (), **changes: Any) -> list[RunSettings]:
    """The runs of a table, one a row, with some settings replaced in all.

    rows: labels to keep, for example "ST" or "SAM 0.1"; all when empty.  Replacements that make rows equal, as one
    model for all, leave one of them.
    Raises ValueError for an unknown table or row.
    """
    if (paper, name) not in TABLES:
        known = ", ".join(f"{p} {n}" for p, n in TABLES)
        raise ValueError(f"name must be one of {known}; got {paper} {name}")
    found = TABLES[paper, name]()
    if rows:
        missing = sorted(set(rows) - {one.label for one in found})
        if missing:
            raise ValueError(f"rows: {name} has {', '.join(unique(one.label for one in found))}; got {missing[0]!r}")
        found = [one for one in found if one.label in rows]
    return unique(one.changed(**changes) for one in found)


def unique(items: Iterable[Any]) -> list[Any]:
    """The items without repetitions, in their order."""
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
