"""The driver: every method, with every facility that a training loop has."""

import pytest
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn.functional import cross_entropy

from gpu_experiments.sam.family import BSAM, ESAM, SAM, BiSAM, Standard
from gpu_experiments.sam.losses import smoothed_cross_entropy
from gpu_experiments.stepping.driver import Driver
from tests.gpu_experiments.sam.method_cases import METHODS
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, total_norm, weights
from tests.tolerances import FLOAT32_SUM, FLOAT64_SUM

# These select samples at every rho > 0, or give the part across g a length of its own.
OF_ANOTHER_LIMIT = ("ESAM", "E-BiSAM", "LookSAM")


def run(driver: Driver, steps: int = 5, loss=cross_entropy) -> list[Tensor]:
    model = driver.method.model
    for x, y in batches(next(model.parameters()).dtype)[:steps]:
        driver.step(loss, x, y)
    return weights(model)


@pytest.mark.parametrize("name", METHODS)
def test_rho_zero_is_the_plain_step(name: str) -> None:
    plain, model = network(torch.float32), network(torch.float32)
    expected = run(Driver(Standard(plain), sgd(plain)))
    assert largest_difference(run(Driver(METHODS[name](model, 0.0), sgd(model))), expected) == 0.0


@pytest.mark.parametrize("name", [name for name in METHODS if name not in OF_ANOTHER_LIMIT])
def test_a_tiny_rho_is_close_to_the_plain_step(name: str) -> None:
    """The formulas themselves, not only the shortcut, lead to the plain step; not where another limit is meant."""
    plain, model = network(), network()
    expected = run(Driver(Standard(plain), sgd(plain)))
    assert largest_difference(run(Driver(METHODS[name](model, 1e-13), sgd(model))), expected) < 1e-11


@pytest.mark.parametrize("name", METHODS)
def test_no_step_waits_for_the_device(name: str) -> None:
    """Fake tensors have no values: `.item()`, a branch on a tensor or a shape that depends on values would raise."""
    with FakeTensorMode(allow_non_fake_inputs=True):
        model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 4))
        driver = Driver(METHODS[name](model, 0.05), sgd(model), max_grad_norm=1.0)
        for _ in range(2):
            driver.step(cross_entropy, torch.randn(8, 8), torch.zeros(8, dtype=torch.int64))


def test_the_fake_tensors_see_a_synchronisation() -> None:
    def loss(logits: Tensor, labels: Tensor) -> Tensor:
        value = cross_entropy(logits, labels)
        return value if value > 0 else -value

    with FakeTensorMode(allow_non_fake_inputs=True):
        model = nn.Linear(8, 4)
        driver = Driver(SAM(model), sgd(model))
        with pytest.raises(Exception, match=r"item|data-dependent|local_scalar_dense"):
            driver.step(loss, torch.randn(8, 8), torch.zeros(8, dtype=torch.int64))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("name", METHODS)
def test_no_step_synchronises_on_a_gpu(name: str) -> None:
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 4)).cuda()
    driver = Driver(METHODS[name](model, 0.05), sgd(model), max_grad_norm=1.0, nonfinite="count")
    x, y = torch.randn(8, 8, device="cuda"), torch.zeros(8, dtype=torch.int64, device="cuda")
    poisoned = x * torch.inf
    driver.step(cross_entropy, x, y)
    torch.cuda.set_sync_debug_mode("error")
    try:
        driver.step(cross_entropy, x, y)
        driver.step(cross_entropy, poisoned, y)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    assert int(driver.method.nonfinite) == {"mSAM": 2}.get(name, 1)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_loss_that_is_not_finite_is_told_on_a_gpu_when_it_is_known() -> None:
    model = nn.Linear(8, 4).cuda()
    driver = Driver(SAM(model, 0.05), sgd(model))
    x, y = torch.full((8, 8), torch.nan, device="cuda"), torch.zeros(8, dtype=torch.int64, device="cuda")

    def steps() -> None:
        for _ in range(3):
            driver.step(cross_entropy, x, y)
            torch.cuda.synchronize()

    with pytest.raises(FloatingPointError, match="the loss was not finite in"):
        steps()


@pytest.mark.parametrize("name", METHODS)
def test_saved_state_continues_bit_for_bit(name: str, tmp_path) -> None:
    straight = network(torch.float32)
    driver = Driver(METHODS[name](straight, 0.05), sgd(straight))
    run(driver, 2)
    torch.save({"model": straight.state_dict(), "driver": driver.state_dict()}, tmp_path / "state.pt")
    saved = torch.load(tmp_path / "state.pt", weights_only=True)
    resumed = network(torch.float32)
    other = Driver(METHODS[name](resumed, 0.9), sgd(resumed))
    resumed.load_state_dict(saved["model"])
    other.load_state_dict(saved["driver"])
    assert largest_difference(run(driver), run(other)) == 0.0


def test_the_given_rho_min_is_part_of_bsams_state() -> None:
    """A run that goes on follows the rate from the radius that was given, not from the one that it stopped at."""
    first, second = BSAM(network(), rho_min=0.2), BSAM(network(), rho_min=0.7)
    first.set_rate(0.05, 0.1)
    second.load_state_dict(first.state_dict())
    assert first.param_groups[0]["rho_min"] == second.param_groups[0]["rho_min"] == 0.2 * 0.05 / 0.1
    second.set_rate(0.025, 0.1)
    assert second.param_groups[0]["rho_min"] == 0.2 * 0.025 / 0.1
    second.set_rate(0.0, 0.0)
    assert second.param_groups[0]["rho_min"] == 0.2
    earlier = {key: value for key, value in first.state_dict().items() if key != "first_rho_min"}
    third = BSAM(network(), rho_min=0.3)
    third.load_state_dict(earlier)
    third.set_rate(0.1, 0.1)
    assert third.param_groups[0]["rho_min"] == 0.3


@pytest.mark.parametrize("name", METHODS)
def test_accumulation_is_the_whole_batch(name: str) -> None:
    final = []
    for pieces in (1, 3):
        model = network()
        final.append(run(Driver(METHODS[name](model, 0.05), sgd(model), accumulation=pieces)))
    assert largest_difference(*final) < FLOAT64_SUM


@pytest.mark.parametrize("name", METHODS)
def test_gradient_scaling_changes_nothing_but_rounding(name: str) -> None:
    final = []
    for scaler in (None, torch.amp.GradScaler("cpu", init_scale=2.0**10)):
        model = network(torch.float64)
        final.append(run(Driver(METHODS[name](model, 0.05), sgd(model), scaler=scaler)))
    assert largest_difference(*final) < 1e-9  # the guards see another size of the gradient


def test_an_overflow_of_the_scaled_gradient_skips_the_step() -> None:
    model = network(torch.float32)
    scaler = torch.amp.GradScaler("cpu", init_scale=1e38)
    driver = Driver(SAM(model, 0.05), sgd(model), scaler=scaler)
    before = weights(model)
    driver.step(lambda z, y: 1e3 * cross_entropy(z, y), *batches(torch.float32)[0])
    assert largest_difference(weights(model), before) == 0.0
    assert int(driver.method.nonfinite) == 1
    assert scaler.get_scale() < 1e38


@pytest.mark.parametrize("name", METHODS)
def test_autocast_to_bfloat16(name: str) -> None:
    model = network(torch.float32)
    value = Driver(METHODS[name](model, 0.05), sgd(model), autocast=torch.bfloat16)
    plain = network(torch.float32)
    steps = 1 if name in ("ESAM", "E-BiSAM") else 5  # rounding may select another sample later
    exact = run(Driver(METHODS[name](plain, 0.05), sgd(plain)), steps)
    assert 0.0 < largest_difference(run(value, steps), exact) < 0.05


def test_clipping_acts_on_the_gradient_used() -> None:
    x, y = batches()[0]
    model, clipped = network(), network()
    Driver(SAM(model), sgd(model)).step(cross_entropy, x, y)
    Driver(SAM(clipped), sgd(clipped), max_grad_norm=0.01).step(cross_entropy, x, y)
    used = [p.grad for p in model.parameters()]
    expected = [g * 0.01 / total_norm(used) for g in used]
    assert largest_difference([p.grad for p in clipped.parameters()], expected) < 1e-7


def test_scheduler_acts_as_ever() -> None:
    model = network()
    optimizer = sgd(model)
    driver = Driver(SAM(model), optimizer)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.0)
    x, y = batches()[0]
    driver.step(cross_entropy, x, y)
    scheduler.step()
    before = weights(model)
    driver.step(cross_entropy, x, y)
    assert largest_difference(weights(model), before) == 0.0


def test_any_optimizer_and_dropout() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 32), nn.Dropout(0.5), nn.Linear(32, 4))
    driver = Driver(SAM(model), torch.optim.AdamW(model.parameters(), lr=1e-2))
    x, y = batches(torch.float32)[0]
    values = [float(driver.step(cross_entropy, x, y)) for _ in range(60)]
    assert sum(values[-5:]) < 0.8 * sum(values[:5])


@pytest.mark.parametrize("name", METHODS)
def test_batch_statistics_count_once_a_step(name: str) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Linear(16, 4))
    driver = Driver(METHODS[name](model, 0.05), sgd(model))
    x, y = batches(torch.float32)[0]
    driver.step(cross_entropy, x, y)
    assert int(model[1].num_batches_tracked) == (2 if name == "mSAM" else 1)


@pytest.mark.parametrize("name", METHODS)
def test_returns_the_training_loss_and_logits_at_w(name: str) -> None:
    model = network()
    x, y = batches()[0]
    expected = model(x).detach()
    driver = Driver(METHODS[name](model, 0.05), sgd(model))
    value = driver.step(smoothed_cross_entropy, x, y)
    assert not value.requires_grad
    assert torch.allclose(driver.logits, expected, rtol=0, atol=1e-15)
    assert torch.allclose(value, smoothed_cross_entropy(expected, y), rtol=0, atol=1e-15)


def test_stale_gradients_do_not_enter() -> None:
    x, y = batches()[0]
    models = network(), network()
    for model in models:
        for p in model.parameters():
            p.grad = torch.ones_like(p) if model is models[1] else None
        Driver(SAM(model), sgd(model)).step(cross_entropy, x, y)
    assert largest_difference(*map(weights, models)) == 0.0


def test_frozen_parameters_get_no_gradient() -> None:
    model = network()
    model[0].weight.requires_grad_(False)
    before = weights(model)
    run(Driver(BiSAM(model), torch.optim.SGD(model.parameters(), lr=0.1)))
    assert torch.equal(model[0].weight, before[0])
    assert model[0].weight.grad is None


def test_bsam_without_a_lower_gradient_is_finite() -> None:
    model = nn.Linear(2, 2, bias=False)
    driver = Driver(BSAM(model), torch.optim.SGD(model.parameters(), lr=0.1))
    driver.step(cross_entropy, torch.zeros(4, 2), torch.tensor([0, 1, 0, 1]))
    assert torch.isfinite(model.weight).all()


def test_esam_draws_tensors_with_probability_beta_and_never_none() -> None:
    model = network()
    method = ESAM(model, beta=0.3, gamma=1.0, seed=0)
    assert method.active(0) is None
    counts = []
    for _ in range(4000):
        method.finished()
        counts.append(sum(method.active(0)))
    assert min(counts) == 1
    expected = 4 * 0.3 + 0.7**4  # one is picked where none was drawn
    assert abs(sum(counts) / len(counts) - expected) < 5 * (4 * 0.21 / len(counts)) ** 0.5


def test_esam_asks_for_a_loss_of_every_sample() -> None:
    model = network()
    driver = Driver(ESAM(model), sgd(model))
    with pytest.raises(ValueError, match="loss must give one value a sample"):
        driver.step(lambda z, y: cross_entropy(z, y), *batches()[0])
    with pytest.raises(ValueError, match="keeps no sample of a batch of 8"):
        Driver(ESAM(model, gamma=0.1), sgd(model)).step(nn.CrossEntropyLoss(), *batches()[0])


def test_losses_given_as_module_function_or_values_agree_for_esam() -> None:
    losses = [nn.CrossEntropyLoss(), cross_entropy, lambda z, y: cross_entropy(z, y, reduction="none")]
    final = []
    for loss in losses:
        model = network()
        final.append(run(Driver(ESAM(model, seed=2), sgd(model)), loss=loss))
    assert largest_difference(final[0], final[1]) == 0.0
    assert largest_difference(final[0], final[2]) < FLOAT64_SUM


def test_bad_settings_are_named() -> None:
    model = network()
    with pytest.raises(ValueError, match="accumulation must be at least 1, got 0"):
        Driver(SAM(model), sgd(model), accumulation=0)
    with pytest.raises(ValueError, match="max_grad_norm must be positive, got nan"):
        Driver(SAM(model), sgd(model), max_grad_norm=float("nan"))
    with pytest.raises(ValueError, match="per_replica must be False for BSAM"):
        Driver(BSAM(model), sgd(model), per_replica=True)
    with pytest.raises(ValueError, match="inputs and labels must have the same length"):
        Driver(SAM(model), sgd(model)).step(cross_entropy, torch.ones(3, 8).double(), torch.zeros(2).long())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_compiled_model_takes_the_same_steps() -> None:
    final = []
    for compiled in (False, True):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Tanh(), nn.Linear(16, 4))
        used = torch.compile(model, backend="aot_eager") if compiled else model
        driver = Driver(SAM(used, rho=0.05), sgd(model))
        for x, y in batches(torch.float32):
            driver.step(cross_entropy, x, y)
        assert int(model[1].num_batches_tracked) == 5
        final.append([*weights(model), *(b.double() for b in model.buffers())])
    assert largest_difference(*final) < FLOAT32_SUM
