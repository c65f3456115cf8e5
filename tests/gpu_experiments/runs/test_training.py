"""Training runs: the same bytes again, bit-identical after being stopped, divergence, records."""

from __future__ import annotations

from importlib import metadata

import pytest
import torch
from torch.nn.functional import cross_entropy

from gpu_experiments import PGD
from gpu_experiments.data import datasets
from gpu_experiments.data.seeds import generator
from gpu_experiments.runs import checkpoints, records
from gpu_experiments.runs.settings import RunSettings, to_json
from gpu_experiments.runs.training import load_data, make_model, one_thread, train
from gpu_experiments.stepping.driver import Driver
from tests import tolerances
from theory import files, sources

TINY = RunSettings(
    subset=96, test_subset=40, epochs=3, batch_size=32, width=4, lr=0.05, test_attacks=("linf 0.05 pgd-2",)
)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits", subset=96, test_subset=40)


def bytes_of(record):
    return files.dumps(record["result"])


class Killed(BaseException):
    """As a signal: nothing in the code under test catches it."""


def kill_at(monkeypatch, step):
    """Let the training be killed in the given step, counted from 1."""
    calls = 0
    original = Driver.step

    def counted(self, loss, inputs, labels):
        nonlocal calls
        calls += 1
        if calls == step:
            raise Killed
        return original(self, loss, inputs, labels)

    monkeypatch.setattr(Driver, "step", counted)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"method": "sam", "rho": 0.2, "augmentation": "crop-flip", "smoothing": 0.1},
        {"method": "bisam-log", "rho": 0.2, "attack": "linf", "eps": 0.1, "attack_step": 0.05, "attack_steps": 2},
        {"method": "e-bisam", "rho": 0.1},
        {"method": "fsam", "rho": 0.1, "schedule": "cosine-per-step"},
        {"method": "bsam", "rho": 0.1, "method_options": {"rho_min": 0.1}, "schedule": "steps"},
        {"method": "st", "validation": 20, "subset": 76, "select": "best-validation", "label_noise": 0.3},
        {"model": "mlp", "method": "sam", "rho": 0.2, "flips": 64, "curve_every": 2},
    ],
    ids=lambda changes: changes.get("method", "st") + ("-select" if "select" in changes else ""),
)
def test_a_killed_run_goes_on_to_the_same_bits(changes, tmp_path, monkeypatch):
    settings = TINY.changed(**changes)
    whole = train(settings, seed=3)
    with monkeypatch.context() as patch:
        kill_at(patch, 8)  # in the third epoch
        with pytest.raises(Killed):
            train(settings, seed=3, out=tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".checkpoint"]
    told = []
    resumed = train(settings, seed=3, out=tmp_path, tell=told.append)
    assert [epoch.row["epoch"] for epoch in told] == [3]
    assert bytes_of(resumed.record) == bytes_of(whole.record)
    for (name, ours), theirs in zip(whole.model.state_dict().items(), resumed.model.state_dict().values(), strict=True):
        assert torch.equal(ours, theirs), name
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".safetensors"]


def test_the_same_run_gives_the_same_bytes_and_another_seed_others(digits):
    first, again, other = (train(TINY, seed=seed, data=digits).record for seed in (0, 0, 1))
    assert bytes_of(first) == bytes_of(again)
    assert bytes_of(first) != bytes_of(other)


def test_a_finished_run_is_read_and_not_made_again(tmp_path, monkeypatch):
    first = train(TINY, seed=0, out=tmp_path)
    kill_at(monkeypatch, 1)
    again = train(TINY, seed=0, out=tmp_path)
    assert again.record == first.record
    assert checkpoints.weights_hash(again.model.state_dict()) == first.record["result"]["weights"]
    assert not again.model.training
    with pytest.raises(Killed):
        train(TINY, seed=1, out=tmp_path)


def test_a_record_says_what_was_run(tmp_path, digits):
    settings = TINY.changed(method="sam", rho=0.1)
    train(settings, seed=2, out=tmp_path)
    (record,) = records.read_folder(tmp_path)
    assert records.settings_of(record) == settings
    assert (record["schema"], record["seed"], record["settings"]) == (1, 2, to_json(settings))
    assert record["code"] == sources.digest(["gpu_experiments.runs.training"])
    assert record["libraries"]["torch"] == metadata.version("torch")
    assert record["device"] == {
        "type": "cpu", "name": record["device"]["name"], "threads": 1, "precision": "float32"
    }  # fmt: skip
    result = record["result"]
    assert result["data"] == digits.description
    assert [row["epoch"] for row in result["epochs"]] == [1, 2, 3]
    assert set(result["evaluations"]) == {"natural", "linf 0.05 pgd-2"}
    assert all(counts["n"] == 40 for counts in result["evaluations"].values())
    assert len(record["timings"]["epochs"]) == 3
    assert set(record["timings"]["evaluations"]) == set(result["evaluations"])


def test_evaluations_are_those_of_the_stored_weights(tmp_path, digits):
    from gpu_experiments.runs.evaluation import evaluate

    run = train(TINY, seed=5, out=tmp_path)
    model = make_model(TINY, digits, seed=99)
    checkpoints.read_weights(records.path_of(tmp_path, TINY, 5).with_suffix(".safetensors"), model)
    with one_thread(torch.device("cpu")):
        model.to(memory_format=torch.channels_last)
        found = evaluate(model, digits, TINY.test_attacks, 5, masking_signs=False)
        assert found == run.record["result"]["evaluations"]


@pytest.mark.parametrize("norm", ["", "linf", "l2"])
def test_an_epoch_is_torchs_own_loop(norm, digits):
    """Same first weights, order and rate; with adversarial training on the inputs that PGD gives in training mode."""
    changes = {"attack": norm, "eps": 0.2, "attack_step": 0.1, "attack_steps": 2}
    settings = TINY.changed(epochs=1, test_attacks=(), **changes)
    run = train(settings, seed=4, data=digits)
    with one_thread(torch.device("cpu")):
        model = make_model(settings, digits, 4).to(memory_format=torch.channels_last)
        sgd = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
        attack, starts = PGD(0.2, 0.1, 2, norm or "linf"), generator(4, "attack", 0)
        losses = []
        for rows in torch.randperm(96, generator=generator(4, "batches", 0)).split(32):
            x, y = digits.train_x[rows].contiguous(memory_format=torch.channels_last), digits.train_y[rows]
            x = attack(model, x, y, starts) if norm else x
            sgd.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            sgd.step()
            losses.append(loss.item())
    assert run.record["result"]["epochs"][0]["loss"] == pytest.approx(sum(losses) / 3, rel=tolerances.MEAN_OF_LOSSES)
    assert run.record["result"]["weights"] == checkpoints.weights_hash(model.state_dict())


def test_rho_zero_is_standard_training(digits):
    changes = [{}, {"method": "sam", "rho": 0.0}, {"method": "bisam-log", "rho": 0.0}]
    found = {train(TINY.changed(**one), seed=0, data=digits).record["result"]["weights"] for one in changes}
    assert len(found) == 1


@pytest.mark.parametrize(
    "method",
    [
        "sam",
        "asam",
        "msam",
        "esam",
        "bisam-log",
        "bisam-tanh",
        "a-bisam",
        "e-bisam",
        "fsam",
        "fsam-full",
        "bsam",
        "gsam",
    ],
)
def test_every_method_trains_and_differs_from_standard_training(method, digits):
    settings = TINY.changed(method=method, rho=0.1, epochs=1, test_attacks=())
    row = train(settings, seed=0, data=digits).record["result"]["epochs"][0]
    plain = train(TINY.changed(epochs=1, test_attacks=()), seed=0, data=digits).record["result"]
    assert row["loss"] != plain["epochs"][0]["loss"]
    assert "nonfinite_ascents" not in row


def test_rho_min_of_bsam_follows_the_learning_rate(digits, monkeypatch):
    seen = []
    original = Driver.step

    def watched(self, loss, inputs, labels):
        seen.append((self.optimizer.param_groups[0]["lr"], self.method.param_groups[0]["rho_min"]))
        return original(self, loss, inputs, labels)

    monkeypatch.setattr(Driver, "step", watched)
    settings = TINY.changed(
        method="bsam", rho=0.1, schedule="cosine-per-step", method_options={"rho_min": 0.2}, test_attacks=()
    )
    train(settings, seed=0, data=digits)
    assert len(seen) == 9
    assert all(rho_min == pytest.approx(0.2 * lr / 0.05, rel=tolerances.MEAN_OF_LOSSES) for lr, rho_min in seen)
    assert seen[0][1] > seen[-1][1] > 0.0


def test_networks_learn_the_digits():
    settings = RunSettings(
        model="mlp", epochs=4, test_attacks=("linf 0.05 pgd-10",), attack="linf", eps=0.05, attack_step=0.02
    )
    counts = train(settings, seed=0).record["result"]["evaluations"]
    assert counts["natural"]["correct"] > 0.9 * 360
    assert counts["linf 0.05 pgd-10"]["correct"] > 0.7 * 360


def test_reliance_is_recorded_for_planted_data():
    settings = RunSettings(
        dataset="planted", data_options={"d": 15, "train": 64, "test": 50}, model="linear", epochs=1, test_attacks=()
    )
    found = train(settings, seed=0).record["result"]["reliance"]
    assert found["n"] == 50
    assert load_data(settings, 0).train_x.shape == (64, 1, 4, 4)


def test_the_number_of_threads_is_put_back():
    before = torch.get_num_threads()
    with one_thread(torch.device("cpu")):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def test_bfloat16_passes_train_as_well(digits):
    run = train(
        TINY.changed(
            precision="bfloat16", method="sam", rho=0.1, attack="linf", eps=0.1, attack_step=0.1, attack_steps=1
        ),
        seed=0,
        data=digits,
    )
    assert run.record["device"]["precision"] == "bfloat16"
    assert all(p.dtype == torch.float32 for p in run.model.parameters())


def test_the_weights_of_the_best_epoch_are_evaluated():
    from gpu_experiments.runs.evaluation import accuracy, evaluate

    settings = TINY.changed(
        subset=None, validation=1341, epochs=5, lr=0.5, schedule="constant", select="best-validation"
    )
    found = []
    for select in ("best-validation", "last"):
        run = train(settings.changed(select=select), seed=2)
        by_epoch = [row["validation_accuracy"] for row in run.record["result"]["epochs"]]
        counts = evaluate(run.model, load_data(settings, 2), split="validation")["natural"]
        found.append((accuracy(counts), max(by_epoch), by_epoch[-1]))
    assert found[0][0] == found[0][1] > found[0][2]
    assert found[1][0] == found[1][2]
