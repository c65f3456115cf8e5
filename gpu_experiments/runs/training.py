"""Training runs: any method, with or without adversarial training, resumable, with one record each."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn

from gpu_experiments.data import datasets
from gpu_experiments.data.datasets import Dataset
from gpu_experiments.runs import checkpoints, records
from gpu_experiments.runs.epochs import DivergenceError, Epoch, TrainingRun, make_model
from gpu_experiments.runs.outcome import outcome
from gpu_experiments.runs.replicas import connect
from gpu_experiments.runs.settings import RunSettings, to_json
from theory import files, sources

__all__ = ["DivergenceError", "Epoch", "Run", "evaluate_kept", "load_data", "make_model", "one_thread", "train"]


class Run(NamedTuple):
    """A finished run: its record, and the model with the weights that were evaluated, normalisation included."""

    record: records.Record
    model: nn.Module


def train(
    settings: RunSettings,
    *,
    seed: int,
    out: Path | None = None,
    data: Dataset | None = None,
    folder: Path | None = None,
    device: torch.device | str | None = None,
    keep_weights: bool = True,
    any_code: bool = False,
    tell: Callable[[Epoch], None] = lambda epoch: None,
) -> Run:
    """Train and evaluate one network.

    seed: of everything that is drawn: weights, order, augmentation, attacks, label noise, planted data.
    out: folder for the files of runs, None for none.  There NAME.json is the record, NAME.safetensors the weights
        (with keep_weights), and NAME.checkpoint lets a run that was stopped go on at its last whole epoch; on a CPU its
        result is then bit for bit that of a run that was not stopped.  A finished run whose
        digest of the code is the same, or of the older kind, is read, not made again; with any_code any finished run.
    data: the data set, where it is there already; else it is loaded, CIFAR from `folder`.
    device: a GPU if there is one, else the CPU, which is used with one thread.  Started by torchrun, all processes share
        the run (see `replicas`), and the first one writes its files.
    tell: called after each epoch.

    Raises ValueError for settings that do not fit together, or files in `out` that are not this run's, and
    DivergenceError when a loss or weight is not finite.
    """
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    replicas = connect(place)
    with one_thread(place):
        data = (data or load_data(settings, seed, folder)).to(place)
        run = TrainingRun(settings, seed, data, place, out, sources.digest([__name__]), replicas)
        if out is not None and (found := _finished(run, keep_weights, any_code)) is not None:
            return found
        run.train(tell)
        record = _evaluated(run)
        if run.saves:
            if keep_weights:
                checkpoints.write_weights(run.path.with_suffix(".safetensors"), run.model)
            records.write(run.path, record)
            run.checkpoint.unlink(missing_ok=True)
        return Run(record, run.model)


def load_data(settings: RunSettings, seed: int, folder: Path | None = None) -> Dataset:
    """The data set of a run."""
    return datasets.load(
        settings.dataset,
        folder=folder,
        subset=settings.subset,
        test_subset=settings.test_subset,
        validation=settings.validation,
        label_noise=settings.label_noise,
        seed=seed,
        options=settings.data_options,
    )


@contextlib.contextmanager
def one_thread(device: torch.device) -> Iterator[None]:
    """On a CPU, one thread within this context: faster for small networks, and sums are then always the same."""
    threads = torch.get_num_threads()
    if device.type == "cpu":
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _finished(run: TrainingRun, weights: bool, any_code: bool) -> Run | None:
    """The run from its files, if they stand beside this code."""
    if not run.path.exists():
        return None
    record = records.read(run.path)
    if (record["settings"], record["seed"]) != (to_json(run.settings), run.seed):
        raise ValueError(f"{run.path}: expected the record of this run, got one of other settings")
    if run.settings.dataset not in datasets.DATASETS and record["result"]["data"] != run.data.description:
        return None
    stored = run.path.with_suffix(".safetensors")
    if record["device"] != run.information or not (weights and stored.exists()):
        return None
    if not (any_code or sources.stands(record["code"], run.code)):
        return None
    checkpoints.read_weights(stored, run.model)
    if checkpoints.weights_hash(run.model.state_dict()) != record["result"]["weights"]:
        raise ValueError(f"{stored}: expected the weights of the record beside it, got others")
    run.model.eval()
    return Run(record, run.model)


def _evaluated(run: TrainingRun) -> records.Record:
    """The record, after the evaluation of the chosen weights."""
    if run.best is not None:
        run.model.load_state_dict(run.best)
    run.model.eval()
    seconds: dict[str, float] = {}
    result = outcome(run.model, run.data, run.settings, run.seed, run.rows, seconds.__setitem__)
    timings: dict[str, Any] = {
        "epochs": [round(s, 4) for s in run.seconds],
        "evaluations": {name: round(s, 4) for name, s in seconds.items()},
    }
    if run.device.type == "cuda":
        timings["peak_bytes"] = torch.cuda.max_memory_allocated(run.device)
    return records.make(run.settings, run.seed, run.code, run.information, result, timings)


def evaluate_kept(
    settings: RunSettings,
    *,
    seed: int,
    weights: Path,
    folder: Path | None = None,
    device: torch.device | str | None = None,
    tell: Callable[[Epoch], None] = lambda epoch: None,
) -> Run:
    """The run of these settings by weights that are kept in a folder; what is missing there is trained and kept.

    There lie runs of the same training without attacks at the end (`RunSettings.trained_alone`), whatever code made
    them, as `train` leaves them in `out`.  The result is that of `train`; where other code trained the weights, the
    record's "code" is that code's, and "evaluated" has the digest of this one.
    Raises as `train`, and ValueError for weights that were trained on other data.
    """
    place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    with one_thread(place):
        data = load_data(settings, seed, folder).to(place)
        alone = settings.trained_alone()
        kept = train(alone, seed=seed, out=weights, data=data, device=place, any_code=True, tell=tell)
        trained = kept.record["result"]
        if trained["data"] != data.description:
            raise ValueError(f"{records.path_of(weights, alone, seed)}: its weights were trained on other data")
        if settings == alone and "train" in trained:
            return kept
        seconds: dict[str, float] = {}
        result = outcome(kept.model, data, settings, seed, trained["epochs"], seconds.__setitem__)
    timings = {**kept.record["timings"], "evaluations": {name: round(s, 4) for name, s in seconds.items()}}
    record = {**kept.record, "settings": to_json(settings), "result": result, "timings": timings}
    here = sources.digest([__name__])
    if here not in record["code"].replace(".", "+").split("+"):
        record["evaluated"] = here
    return Run(files.plain(record, "record"), kept.model)
