"""Methods from outside the package are really used by driver, trainer and adapter, or refused in words."""

from __future__ import annotations

import shutil
import sys

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from gpu_experiments import ESAM, MSAM, SAM, Driver, SharpnessAwareOptimizer
from gpu_experiments.experiments.experiment import Experiment, cost, run_cell
from gpu_experiments.runs.flips import count_flips
from gpu_experiments.runs.settings import RunSettings, from_json, to_json
from gpu_experiments.runs.training import load_data, train
from gpu_experiments.sam import methods
from tests.gpu_experiments.sam.own_methods import (
    Central,
    CentralHalves,
    Cooling,
    Halves,
    Hardest,
    NoRows,
    Overlapping,
    ProductOfHalves,
    Wishes,
)
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.tolerances import FLOAT64_SUM

HERE = "tests.gpu_experiments.sam.own_methods"
RHO = 0.3
TINY = RunSettings(model="mlp", width=8, subset=96, test_subset=40, epochs=2, batch_size=30, test_attacks=())
TRAINED = ("Halves", "HARDEST", "Central", "CentralHalves", "Cooling", "JITTERED")


def gradient(model: nn.Module, x: Tensor, y: Tensor) -> list[Tensor]:
    return list(torch.autograd.grad(cross_entropy(model(x), y), list(model.parameters())))


def length(vectors: list[Tensor]) -> Tensor:
    return torch.cat([v.flatten() for v in vectors]).norm()


def moved(model: nn.Module, direction: list[Tensor], step: float) -> nn.Module:
    """A second network, displaced from the first by `step` along the direction, with the guard of SAM."""
    other = network()
    with torch.no_grad():
        for p, w, d in zip(other.parameters(), model.parameters(), direction, strict=True):
            p.copy_(w + step * d / (length(direction) + 1e-12))
    return other


def mean(*found: list[Tensor]) -> list[Tensor]:
    return [sum(same) / len(found) for same in zip(*found, strict=True)]


def at_end(model: nn.Module, x: Tensor, y: Tensor, sign: float = 1.0) -> list[Tensor]:
    """The gradient of samples at w + e or w - e, e from the same samples."""
    return gradient(moved(model, gradient(model, x, y), sign * RHO), x, y)


def halves(model, x, y):
    return mean(at_end(model, x[:4], y[:4]), at_end(model, x[4:], y[4:]))


def hardest(model, x, y):
    climbed = moved(model, gradient(model, x, y), RHO)
    rows = cross_entropy(climbed(x), y, reduction="none").topk(2).indices
    return gradient(climbed, x[rows], y[rows])


def central(model, x, y):
    return mean(at_end(model, x, y), at_end(model, x, y, -1.0))


def central_halves(model, x, y):
    return mean(central(model, x[:4], y[:4]), central(model, x[4:], y[4:]))


def product_of_halves(model, x, y):
    parts = [(x[:4], y[:4]), (x[4:], y[4:])]
    return mean(*[[length(gradient(model, *part)) * g for g in at_end(model, *part)] for part in parts])


FORMULAS = {
    Halves: halves,
    Hardest: hardest,
    Central: central,
    CentralHalves: central_halves,
    ProductOfHalves: product_of_halves,
}


@pytest.mark.parametrize("accumulation", [1, 2])
@pytest.mark.parametrize("kind", FORMULAS)
def test_the_driver_makes_the_step_of_the_formula(kind, accumulation) -> None:
    model = network()
    driver = Driver(kind(model, RHO), sgd(model), accumulation=accumulation)
    for x, y in batches():
        expected, plain, logits = FORMULAS[kind](model, x, y), gradient(model, x, y), model(x).detach()
        value = driver.step(cross_entropy, x, y)
        used = [p.grad for p in model.parameters()]
        assert largest_difference(used, expected) < FLOAT64_SUM
        assert largest_difference(used, plain) > 1e-4
        assert torch.allclose(driver.logits, logits, rtol=0.0, atol=1e-15)
        assert float(value) == pytest.approx(float(cross_entropy(logits, y)), rel=1e-14)


@pytest.mark.parametrize("kind", FORMULAS)
def test_no_method_gets_the_step_of_sam(kind) -> None:
    model, other = network(), network()
    x, y = batches()[0]
    Driver(kind(model, RHO), sgd(model)).step(cross_entropy, x, y)
    Driver(SAM(other, RHO), sgd(other)).step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(other)) > 1e-5


def test_the_adapter_takes_two_points_as_the_driver_does() -> None:
    model, other = network(), network()
    optimizer = SharpnessAwareOptimizer(Central(model, RHO), sgd(model))
    driver = Driver(Central(other, RHO), sgd(other))

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        return loss

    for x, y in batches():
        optimizer.step(closure)
        driver.step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(other)) == 0.0


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Halves, "it splits the batch"),
        (CentralHalves, "it splits the batch"),
        (Hardest, "it takes the hardest samples"),
        (NoRows, "it selects samples of the batch"),
        (Wishes, "it wants to see the samples"),
    ],
)
def test_adapter_and_context_manager_refuse_what_needs_the_batch(kind, reason) -> None:
    model = network()
    with pytest.raises(ValueError, match=f"method {kind.__name__} needs a Driver, since {reason}"):
        SharpnessAwareOptimizer(kind(model), sgd(model))
    cross_entropy(model(batches()[0][0]), batches()[0][1]).backward()
    with pytest.raises(RuntimeError, match=f"{kind.__name__} needs a Driver, since {reason}"), kind(model):
        pass


def test_the_context_manager_refuses_two_points() -> None:
    model = network()
    with pytest.raises(RuntimeError, match="Central needs a Driver, since it visits 2 points"), Central(model):
        pass


@pytest.mark.parametrize("make", [ESAM, lambda m, rho: MSAM(m, rho, m=2), Halves, NoRows])
def test_the_adapter_refuses_also_when_the_radius_comes_later(make) -> None:
    """With rho = 0 any of them makes the plain step; a schedule that raises rho must not turn it into SAM."""
    model = network()
    method = make(model, 0.0)
    optimizer = SharpnessAwareOptimizer(method, sgd(model))
    optimizer.step(lambda: torch.ones(()))
    method.param_groups[0]["rho"] = 0.1
    with pytest.raises(ValueError, match="needs a Driver, since it s"):
        optimizer.step(lambda: torch.ones(()))


def test_the_driver_refuses_what_it_could_not_do() -> None:
    model = network()
    with pytest.raises(ValueError, match=r"Wishes must override parts or rows, .* it wants to see the samples"):
        Driver(Wishes(model), sgd(model))
    x, y = batches()[0]
    with pytest.raises(ValueError, match=r"parts\(8\) of Overlapping must be slices .* without gaps, got \[slice"):
        Driver(Overlapping(model), sgd(model)).step(cross_entropy, x, y)
    with pytest.raises(ValueError, match="rows of NoRows must be at least one index"):
        Driver(NoRows(model), sgd(model)).step(cross_entropy, x, y)


@pytest.mark.parametrize(
    "parts", [[], [slice(0, 3), slice(4, 8)], [slice(4, 8), slice(0, 4)], [slice(0, 8, 2)], [slice(0, 0), slice(0, 8)]]
)
def test_parts_that_leave_samples_out_are_refused(parts) -> None:
    kind = type("Cut", (SAM,), {"parts": lambda self, n: parts})
    model = network()
    with pytest.raises(ValueError, match=r"parts\(8\) of Cut must be slices"):
        Driver(kind(model), sgd(model)).step(cross_entropy, *batches()[0])


@pytest.mark.parametrize("rows", [torch.ones(8, dtype=torch.bool), torch.zeros((2, 2), dtype=torch.int64)])
def test_rows_that_are_no_indices_are_refused(rows) -> None:
    kind = type("Masked", (SAM,), {"rows": lambda self, before, after: rows})
    model = network()
    with pytest.raises(ValueError, match="rows of Masked must be at least one index"):
        Driver(kind(model), sgd(model)).step(cross_entropy, *batches()[0])


def test_several_points_need_a_radius_each_and_one_gradient() -> None:
    two = (("rho", 1.0), ("far", 1.0))
    with pytest.raises(TypeError, match="Two must give the radii of its points to its base, it lacks far"):
        type("Two", (SAM,), {"points": two})(network())
    with pytest.raises(TypeError, match="Two must override combine, since it visits 2 points"):
        type("Two", (SAM,), {"points": two})(network(), far=0.1)
    with pytest.raises(TypeError, match="Rare must override combine, since it visits no point in some steps"):
        type("Rare", (SAM,), {"visits": lambda self: ()})(network())


def test_a_direction_that_writes_into_the_gradient_is_refused() -> None:
    kind = type("Writing", (SAM,), {"direction": lambda self, gradient: gradient.mul_(2.0)})
    model = network()
    with pytest.raises(RuntimeError, match="direction of Writing must leave the gradient as it is"):
        Driver(kind(model), sgd(model)).step(cross_entropy, *batches()[0])


def test_replicas_that_would_drift_apart_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(DistributedDataParallel, "__init__", lambda self, module: nn.Module.__init__(self))
    model = DistributedDataParallel(network())
    model.module = network()
    with pytest.raises(ValueError, match="CentralHalves needs a model without replicas: the gradient at w enters"):
        Driver(CentralHalves(model), sgd(model))


@pytest.fixture(scope="module")
def digits():
    return load_data(TINY, 0)


@pytest.mark.parametrize("name", TRAINED)
def test_the_trainer_takes_a_method_from_outside(name, digits, tmp_path) -> None:
    settings = TINY.changed(method=f"{HERE}:{name}", rho=0.2)
    run = train(settings, seed=0, data=digits, out=tmp_path)
    sam = train(TINY.changed(method="sam", rho=0.2), seed=0, data=digits)
    assert run.record["result"]["weights"] != sam.record["result"]["weights"]
    assert run.record["settings"]["method"] == f"{HERE}:{name}"
    assert from_json(to_json(settings)) == settings
    assert settings.label == f"{name.upper()} 0.2"
    assert (tmp_path / f"{settings.name(0)}.json").exists()


def test_the_trainer_is_the_driver(digits) -> None:
    """A split and a selection in the trainer are those of a driver that is built by hand."""
    from gpu_experiments.data.augmentation import Batches
    from gpu_experiments.data.seeds import generator
    from gpu_experiments.runs.checkpoints import weights_hash
    from gpu_experiments.runs.settings import learning_rate
    from gpu_experiments.runs.training import make_model, one_thread

    for name, kind in (("Halves", Halves), ("HARDEST", Hardest), ("Central", Central)):
        settings = TINY.changed(method=f"{HERE}:{name}", rho=0.2)
        run = train(settings, seed=1, data=digits)
        with one_thread(torch.device("cpu")):
            model = make_model(settings, digits, 1)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
            driver = Driver(kind(model, 0.2), optimizer)
            batches_of = Batches(digits.train_x, digits.train_y, 30, "none", digits.mean)
            for epoch in range(settings.epochs):
                optimizer.param_groups[0]["lr"] = learning_rate(settings, epoch)
                for x, y in batches_of.epoch(generator(1, "batches", epoch)):
                    driver.step(cross_entropy, x.contiguous(memory_format=torch.channels_last), y)
        assert weights_hash(model.state_dict()) == run.record["result"]["weights"], name


def test_radii_that_follow_the_rate_do_so_in_training(digits, monkeypatch) -> None:
    seen = []
    original = Cooling.set_rate

    def watched(self, lr: float, first: float) -> None:
        original(self, lr, first)
        seen.append((lr, first, self.param_groups[0]["rho"]))

    monkeypatch.setattr(Cooling, "set_rate", watched)
    settings = TINY.changed(method=f"{HERE}:Cooling", rho=0.2, schedule="cosine-per-step")
    train(settings, seed=0, data=digits)
    assert len(seen) == 8
    assert all(first == 0.1 and rho == 0.2 * lr / first for lr, first, rho in seen)
    assert seen[0][2] > seen[-1][2] > 0.0


def test_options_and_seeds_reach_a_method_from_outside(digits) -> None:
    settings = TINY.changed(method=f"{HERE}:HARDEST", rho=0.2, method_options={"share": 0.5})
    assert settings.method_options == {"share": 0.5}
    assert methods.build(settings.method, network(), 0.2, settings.method_options).share == 0.5
    with pytest.raises(ValueError, match=r"HARDEST takes share, got m"):
        TINY.changed(method=f"{HERE}:HARDEST", rho=0.2, method_options={"m": 2})
    noise = [
        methods.build(f"{HERE}:JITTERED", network(), 0.1, {}, seed=seed).direction(torch.zeros(3)) for seed in (1, 1, 2)
    ]
    assert torch.equal(noise[0], noise[1])
    assert not torch.equal(noise[0], noise[2])


def test_costs_follow_from_the_points() -> None:
    settings = TINY.changed(method=f"{HERE}:Central", rho=0.2)
    assert methods.named(settings.method).passes == 3
    assert cost(settings) == pytest.approx(3 * 2 * 96 / 50_000 + 1e-3)


def test_flips_are_counted_where_the_batch_and_the_weights_are_all(digits) -> None:
    x, y = digits.train_x, digits.train_y
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    assert count_flips(model, x, y, f"{HERE}:NOTHING_ELSE", 0.2) == count_flips(model, x, y, "sam", 0.2)
    for name, reason in (("Halves", "splits"), ("HARDEST", "selects"), ("Central", "2 points"), ("JITTERED", "draws")):
        with pytest.raises(ValueError, match=f"to count flips, got .*{name}', of which it .*{reason}"):
            count_flips(model, x, y, f"{HERE}:{name}", 0.2)
        with pytest.raises(ValueError, match=f"flips must be 0 unless .*{name}': it .*{reason}"):
            TINY.changed(method=f"{HERE}:{name}", rho=0.2, flips=5)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing", "method must be one of st, sam, .*, or module:Name of your own, got 'nothing'"),
        (f"{HERE}:Missing", "must be at a place that can be imported"),
        ("no_such_module:Halves", "must be at a place that can be imported"),
        (f"{HERE}:NOT_A_METHOD", "must name a Perturbation or a NamedMethod, got 3"),
        ("gpu_experiments:MSAM", "must be made from the model and rho, or be a NamedMethod"),
        (".relative:Halves", "must be at a place that can be imported"),
        (3, "method must be one of"),
        (["sam"], "method must be one of"),
    ],
)
def test_names_that_lead_nowhere(name, message) -> None:
    with pytest.raises(ValueError, match=message):
        RunSettings(method=name)


def test_an_edited_method_is_not_taken_for_the_earlier_one(tmp_path, monkeypatch, digits) -> None:
    source = sys.modules[HERE].__file__
    shutil.copy(source, tmp_path / "edited_method.py")
    monkeypatch.syspath_prepend(tmp_path)
    settings = TINY.changed(method="edited_method:Halves", rho=0.2)
    experiment = Experiment("own", "own", (settings, TINY), 1)
    before = experiment.cells()
    code = train(settings, seed=0, data=digits).record["code"]
    assert train(TINY, seed=0, data=digits).record["code"] == code.partition(".")[0]
    with (tmp_path / "edited_method.py").open("a") as file:
        file.write("# another form\n")
    assert train(settings, seed=0, data=digits).record["code"] != code
    after = experiment.cells()
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True]
    with pytest.raises(ValueError, match="has another source here than where the run was asked for"):
        before[0].run()
    assert run_cell({"settings": to_json(settings.changed(epochs=0)), "seed": 0, "measures": [],
                     "method source": methods.sources(settings.method)}, None)["label"] == "HALVES 0.2"  # fmt: skip
