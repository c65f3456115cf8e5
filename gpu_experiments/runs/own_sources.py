"""What tells runs with a method, a network or data of the user's own from those with an earlier form of them."""

from __future__ import annotations

from gpu_experiments.data import datasets
from gpu_experiments.networks import by_name
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.sam import methods

SUFFIX = " source"
"""How the names of the digests end, in the cell of a run."""


def of(settings: RunSettings) -> dict[str, str]:
    """The digests of what is the user's own in a run, by name: "method source", "model source", "dataset source".

    That of data is of the images themselves, beside the code that reads them.
    Raises ValueError where one is not to be found, and for data that cannot be read.
    """
    found = {
        "method": methods.sources(settings.method),
        "model": by_name.sources(settings.model),
        "dataset": datasets.sources(settings.dataset, settings.data_options),
    }
    return {f"{kind}{SUFFIX}": digest for kind, digest in found.items() if digest}


def check(settings: RunSettings, asked: dict[str, str]) -> None:
    """Raise ValueError where a run was asked for with other sources of the user's own than those that are here."""
    here = of(settings)
    for name in sorted({*here, *(key for key in asked if key.endswith(SUFFIX))}):
        if asked.get(name) != here.get(name):
            kind = name.removesuffix(SUFFIX)
            raise ValueError(
                f"{kind} {getattr(settings, kind)!r} has another source here than where the run was asked for"
            )
