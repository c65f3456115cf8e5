"""What a driver takes: dictionaries, named parameters, soft labels, one dropout mask, radii that follow a schedule."""

import copy
import math
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

from gpu_experiments.runs.sharpness_log import SharpnessLog
from gpu_experiments.sam.family import BSAM, ESAM, FSAM, MSAM, SAM, BiSAM
from gpu_experiments.sam.losses import log_lower_bound, tanh_lower_bound
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from gpu_experiments.stepping.rho_schedule import RhoSchedule
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.tolerances import FLOAT64_SUM


class Keywords(nn.Module):
    """A model that takes keywords and returns an object, as those of a hub do."""

    def __init__(self) -> None:
        super().__init__()
        self.net = network()

    def forward(self, values: Tensor, scale: Tensor, flag: bool = True) -> SimpleNamespace:
        return SimpleNamespace(logits=self.net(values * scale.unsqueeze(1)) if flag else None)


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (lambda m: SAM(m, 0.1), {}),
        (lambda m: SAM(m, 0.1), {"accumulation": 3}),
        (lambda m: MSAM(m, 0.1, m=3), {}),
        (lambda m: ESAM(m, 0.1), {}),
    ],
)
def test_dictionaries_are_keywords(make, options) -> None:
    model, plain = Keywords(), network()
    driver, other = Driver(make(model), sgd(model), **options), Driver(make(plain), sgd(plain), **options)
    for x, y in batches():
        driver.step(cross_entropy, {"values": 2.0 * x, "scale": torch.full((8,), 0.5).double(), "flag": True}, y)
        other.step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(plain)) == 0.0
    assert driver.logits.shape == (8, 4)


def test_sequences_are_arguments_and_lengths_are_checked() -> None:
    model, plain = Keywords(), network()
    x, y = batches()[0]
    Driver(SAM(model), sgd(model)).step(cross_entropy, (x, torch.ones(8).double()), y)
    Driver(SAM(plain), sgd(plain)).step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(plain)) == 0.0
    with pytest.raises(ValueError, match="must have the same length >= 1, got 3 and 8 and 8"):
        Driver(SAM(model), sgd(model)).step(cross_entropy, {"values": x, "scale": torch.ones(3)}, y)
    with pytest.raises(TypeError, match="the model must return its logits, or an object that holds `logits`"):
        Driver(SAM(model), sgd(model)).step(cross_entropy, (x, torch.ones(8).double(), False), y)


def test_named_parameters_are_parameters() -> None:
    final = []
    for named in (False, True):
        model = network()
        params = model[0].named_parameters() if named else model[0].parameters()
        driver = Driver(SAM(model, 0.1, params=params), sgd(model))
        driver.step(cross_entropy, *batches()[0])
        final.append(weights(model))
    assert largest_difference(*final) == 0.0
    model = network()
    group = {"params": model.named_parameters(), "rho": 0.3}
    assert SAM(model, params=[group]).param_groups[0]["params"] == list(model.parameters())
    with pytest.raises(ValueError, match=r"params must be an iterable of parameters, .* got a tensor"):
        SAM(model, params=model[0].weight)


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
@pytest.mark.parametrize("loss", [log_lower_bound, tanh_lower_bound])
def test_soft_labels_average_the_bounds_of_every_label(loss, reduction: str) -> None:
    torch.manual_seed(0)
    z, y, other = torch.randn(6, 4).double(), torch.arange(6) % 4, (torch.arange(6) + 1) % 4
    hard = loss(z, y, reduction=reduction)
    assert torch.allclose(loss(z, one_hot(y, 4).double(), reduction=reduction), hard, rtol=0.0, atol=1e-15)
    share = torch.rand(6).double()
    mixed = share[:, None] * one_hot(y, 4) + (1.0 - share[:, None]) * one_hot(other, 4)
    each = share * loss(z, y, reduction="none") + (1.0 - share) * loss(z, other, reduction="none")
    expected = {"none": each, "mean": each.mean(), "sum": each.sum()}[reduction]
    assert torch.allclose(loss(z, mixed, reduction=reduction), expected, rtol=0.0, atol=1e-14)
    wrong = (z.argmax(1) != y) * share + (z.argmax(1) != other) * (1.0 - share)
    mu = 1.0 if loss is log_lower_bound else 10.0
    assert (each - math.log(4) / mu <= wrong).all()  # what a sum has above its largest term is at most that
    with pytest.raises(ValueError, match="soft labels must have the shape of the logits"):
        loss(z, torch.ones(6, 3))


def test_bisam_takes_soft_labels() -> None:
    model, other = network(), network()
    x, y = batches()[0]
    Driver(BiSAM(model), sgd(model), accumulation=2).step(cross_entropy, x, one_hot(y, 4).double())
    Driver(BiSAM(other), sgd(other)).step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(other)) < FLOAT64_SUM


class Recording(nn.Dropout):
    """Dropout that remembers its masks."""

    def forward(self, x: Tensor) -> Tensor:
        found = super().forward(torch.ones_like(x))
        self.masks = [*getattr(self, "masks", []), found != 0.0]
        return x * found


@pytest.mark.parametrize("through", ["driver", "adapter"])
@pytest.mark.parametrize("same", [False, True])
def test_one_dropout_mask_for_all_passes(same: bool, through: str) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), Recording(0.5), nn.Linear(32, 4))
    x, y = batches(torch.float32)[0]
    method, optimizer = BSAM(model, 0.1), sgd(model)
    driver = Driver(method, optimizer, same_masks=same)
    adapter = SharpnessAwareOptimizer(method, optimizer, same_masks=same)

    def closure() -> Tensor:
        value = cross_entropy(model(x), y)
        value.backward()
        return value

    for _ in range(2):
        driver.step(cross_entropy, x, y) if through == "driver" else adapter.step(closure)
    masks = model[1].masks
    assert len(masks) == 6
    assert torch.equal(masks[0], masks[1]) == torch.equal(masks[0], masks[2]) == same
    assert not torch.equal(masks[0], masks[3])  # the next step has another
    with pytest.raises(ValueError, match="same_masks must be False for ESAM, since other samples descend"):
        Driver(ESAM(model), optimizer, same_masks=True)


def test_radii_by_schedule() -> None:
    model = network()
    optimizer = sgd(model)
    method = BSAM(model, 0.2, rho_min=0.1)
    group = method.param_groups[0]
    schedule = RhoSchedule.warm_up(method, steps=4)
    seen = []
    for _ in range(6):
        seen.append((group["rho"], group["rho_min"]))
        schedule.step()
    assert seen == [(0.2 * s, 0.1 * s) for s in (0.0, 0.25, 0.5, 0.75, 1.0, 1.0)]
    rates = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
    schedule = RhoSchedule.linear_in_lr(method, optimizer, least=0.2)
    assert group["rho"] == 0.2
    optimizer.step()
    rates.step()
    schedule.step()
    assert group["rho"] == pytest.approx(0.2 * (0.2 + 0.8 * 0.5), rel=1e-15)
    state = schedule.state_dict()
    other = BSAM(network(), 9.0)
    resumed = RhoSchedule.constant(other)
    resumed.load_state_dict(state)
    assert resumed.count == 1
    assert other.param_groups[0]["rho"] == 0.2
    for build, message in (
        (lambda: RhoSchedule(method, lambda count: -1.0), "factor of the radius must be finite and >= 0, got -1.0"),
        (lambda: RhoSchedule.warm_up(method, steps=0), "steps must be a whole number, at least 1, got 0"),
        (lambda: RhoSchedule.linear_in_lr(method, optimizer, least=2.0), r"least must be in \[0, 1\], got 2.0"),
    ):
        with pytest.raises(ValueError, match=message):
            build()


def test_a_sharpness_log_tells_the_rise_and_changes_nothing() -> None:
    model = nn.Sequential(nn.Linear(8, 6), nn.BatchNorm1d(6), nn.Dropout(0.3), nn.Linear(6, 4)).double()
    x, y = batches()[0]
    model(x).sum().backward()
    gradients = [p.grad for p in model.parameters()]
    before, buffers, drawn = weights(model), [b.clone() for b in model.buffers()], torch.get_rng_state()
    log = SharpnessLog(model, rho=0.1, every=2, eigenvalue_every=3)
    for _ in range(4):
        log(x, y)
    assert largest_difference(before, weights(model)) == 0.0
    assert all(p.grad is g for p, g in zip(model.parameters(), gradients, strict=True))
    assert all(torch.equal(a, b) for a, b in zip(buffers, model.buffers(), strict=True))
    assert torch.equal(drawn, torch.get_rng_state())
    rows = log.rows()
    assert [row["step"] for row in rows] == [0, 2, 3]
    assert [sorted(row) for row in rows] == [["eigenvalue", "loss", "rise", "step"], ["loss", "rise", "step"],
                                             ["eigenvalue", "step"]]  # fmt: skip
    value = cross_entropy(model(x), y)
    g = torch.autograd.grad(value, list(model.parameters()))
    norm = torch.cat([t.flatten() for t in g]).norm()
    with torch.no_grad():
        for p, t in zip(model.parameters(), g, strict=True):
            p += 0.1 * t / norm
    torch.set_rng_state(drawn)
    assert rows[0]["loss"] == pytest.approx(float(value.detach()), rel=1e-14)
    assert rows[0]["rise"] == pytest.approx(float((cross_entropy(model(x), y) - value).detach()), rel=1e-9)


def test_fsam_remembers_over_a_change_of_layers_when_saved(tmp_path) -> None:
    model = network()
    model[2].requires_grad_(False)
    driver = Driver(FSAM(model, 0.1), sgd(model))
    driver.step(cross_entropy, *batches()[0])
    model[2].requires_grad_(True)
    driver.step(cross_entropy, *batches()[1])
    torch.save([model.state_dict(), driver.state_dict()], tmp_path / "s.pt")
    saved = torch.load(tmp_path / "s.pt", weights_only=True)
    second = network()
    resumed = Driver(FSAM(second, 0.1), sgd(second))
    second.load_state_dict(saved[0])
    resumed.load_state_dict(saved[1])
    for d in (driver, resumed):
        d.step(cross_entropy, *batches()[2])
    assert largest_difference(weights(model), weights(second)) == 0.0


def test_fsam_takes_up_a_state_of_an_earlier_version() -> None:
    """Which held one vector over all parameters, and one flag."""
    first, second = network(), network()
    drivers = [Driver(FSAM(model, 0.1), sgd(model)) for model in (first, second)]
    drivers[0].step(cross_entropy, *batches()[0])
    second.load_state_dict(first.state_dict())
    drivers[1].optimizer.load_state_dict(copy.deepcopy(drivers[0].optimizer.state_dict()))
    state = drivers[0].method.state_dict()
    earlier = {key: value for key, value in state.items() if key != "layout"}
    drivers[1].method.load_state_dict({**earlier, "started": torch.tensor(True)})
    for driver in drivers:
        driver.step(cross_entropy, *batches()[1])
    assert largest_difference(weights(first), weights(second)) == 0.0
