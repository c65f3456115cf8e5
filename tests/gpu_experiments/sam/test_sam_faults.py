"""What was silently wrong once, in driver, context manager and adapter alike: each with the right value."""

import contextlib
import math

import pytest
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM
from gpu_experiments.stepping.driver import Driver
from tests.gpu_experiments.sam.loops import LOOPS
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.tolerances import FLOAT64_SUM

COMBINING = {"GSAM": lambda m: GSAM(m, 0.1), "BSAM": lambda m: BSAM(m, 0.1)}


# S1: keywords.


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda m: SAM(m, rho=0.5, adaptive=True), r"SAM takes no 'adaptive': .* ASAM\(model, rho=...\)"),
        (lambda m: SAM(m, lr=0.1), "SAM takes no 'lr': the learning rate is the optimizer's"),
        (lambda m: SAM(m, momentum=0.9), "SAM takes no 'momentum'"),
        (lambda m: FSAM(m, lamda=0.9), "FSAM takes no 'lamda': did you mean 'lmbda'"),
        (lambda m: ESAM(m, betta=0.9), "ESAM takes no 'betta': did you mean 'beta'"),
        (lambda m: BSAM(m, rho_max=0.9), "BSAM takes no 'rho_max': did you mean 'rho"),
        (lambda m: ASAM(m, xyz=1), "ASAM takes no 'xyz': it takes ascent_loss, eta, form, geometry"),
    ],
)
def test_unknown_keywords_are_refused_with_the_nearest(make, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make(network())


@pytest.mark.parametrize(
    "call",
    [
        lambda m: SAM(m.parameters(), torch.optim.SGD, rho=0.05, lr=0.1),
        lambda m: SAM(m, torch.optim.SGD, rho=0.05),
        lambda m: SAM(m, torch.optim.SGD(m.parameters(), lr=0.1)),
    ],
)
def test_the_call_of_the_two_step_classes_is_told_what_is_taken(call) -> None:
    with pytest.raises(ValueError, match=r"takes the model itself|give it and the optimizer to a Driver"):
        call(network())


# S2: one autocast region around both passes.


def test_autocast_around_both_passes_sees_the_weights_move() -> None:
    model = network(torch.float32)
    x, y = batches(torch.float32)[0]
    with torch.autocast("cpu", torch.bfloat16):
        at_w = cross_entropy(model(x), y)
        at_w.backward()
        with SAM(model, rho=5.0):
            inside = cross_entropy(model(x), y).detach()
            torch.clear_autocast_cache()
            assert torch.equal(inside, cross_entropy(model(x), y).detach())
        assert float(inside) > float(at_w.detach()) + 1.0
        assert torch.equal(cross_entropy(model(x), y).detach(), at_w.detach())  # and back at w


@pytest.mark.parametrize("make", [lambda m: SAM(m, 2.0), lambda m: ESAM(m, 2.0, beta=1.0), lambda m: MSAM(m, 2.0, m=4)])
def test_a_driver_within_a_callers_region_makes_its_own_steps(make) -> None:
    final = []
    for outside in (False, True):
        model = network(torch.float32)
        driver = Driver(make(model), sgd(model), autocast=None if outside else torch.bfloat16)
        with torch.autocast("cpu", torch.bfloat16) if outside else contextlib.nullcontext():
            for x, y in batches(torch.float32):
                driver.step(cross_entropy, x, y)
        final.append(weights(model))
    assert largest_difference(*final) == 0.0


@pytest.mark.parametrize("loop", LOOPS)
def test_every_loop_within_a_region_climbs(loop: str) -> None:
    final = []
    for rho in (0.0, 2.0):
        model = network(torch.float32)
        with torch.autocast("cpu", torch.bfloat16):
            LOOPS[loop](SAM(model, rho), sgd(model), cross_entropy, batches(torch.float32)[:1])
        final.append(weights(model))
    assert largest_difference(*final) > 1e-3


# S3: gradients that are views of a bucket.


@pytest.mark.parametrize("loop", ["driver", "adapter"])
@pytest.mark.parametrize("name", COMBINING)
def test_gradients_that_are_views_of_a_bucket(name: str, loop: str) -> None:
    dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
    try:
        model, plain = network(), network()
        replica = DistributedDataParallel(model, gradient_as_bucket_view=True)
        LOOPS[loop](COMBINING[name](replica), sgd(replica), cross_entropy, batches())
        LOOPS[loop](COMBINING[name](plain), sgd(plain), cross_entropy, batches())
        assert largest_difference(weights(model), weights(plain)) < FLOAT64_SUM
    finally:
        dist.destroy_process_group()


# S4: parameters of the loss.


class Tempered(nn.Module):
    """Cross-entropy with a learned temperature."""

    def __init__(self) -> None:
        super().__init__()
        self.temperature = nn.Parameter(torch.tensor(1.3, dtype=torch.float64))

    def forward(self, logits: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(logits / self.temperature, labels)


def descent_gradient(model: nn.Module, loss: Tempered) -> Tensor:
    """The gradient in the temperature at w + e, by hand."""
    x, y = batches()[0]
    g = torch.autograd.grad(loss(model(x), y), list(model.parameters()))
    norm = torch.cat([v.flatten() for v in g]).norm()
    other = network()
    with torch.no_grad():
        for p, w, v in zip(other.parameters(), model.parameters(), g, strict=True):
            p.copy_(w + 0.1 * v / norm)
    return torch.autograd.grad(loss(other(x), y), loss.temperature)[0]


def two_points(model: nn.Module, rho: float) -> BSAM:
    return BSAM(model, rho, rho_min=rho)


# The context manager visits one point.
MADE = {loop: (SAM, GSAM) if loop == "context" else (SAM, GSAM, two_points) for loop in LOOPS}


@pytest.mark.parametrize(("loop", "make"), [(loop, make) for loop, some in MADE.items() for make in some])
def test_parameters_of_the_loss_get_the_descent_gradient(loop: str, make) -> None:
    model, loss = network(), Tempered()
    expected = descent_gradient(model, loss)
    others = {"others": [loss.temperature]} if loop == "context" else {}
    method = make(model, 0.1, **others)
    optimizer = torch.optim.SGD([*model.parameters(), loss.temperature], lr=0.1)
    LOOPS[loop](method, optimizer, loss, batches()[:1])
    assert float(loss.temperature.grad) == pytest.approx(float(expected), rel=1e-9)


def test_a_loss_whose_parameters_no_optimizer_holds_yet() -> None:
    model, loss = network(), Tempered()
    expected = descent_gradient(model, loss)
    Driver(SAM(model, 0.1), sgd(model)).step(loss, *batches()[0])
    assert float(loss.temperature.grad) == pytest.approx(float(expected), rel=1e-9)


def test_parts_and_pieces_add_up_the_losss_gradient() -> None:
    found = []
    for m, pieces in ((8, 1), (8, 2)):
        model, loss = network(), Tempered()
        optimizer = torch.optim.SGD([*model.parameters(), loss.temperature], lr=0.1)

        def tempered(z: Tensor, t: Tensor, reduction: str = "mean", scale=loss.temperature) -> Tensor:
            return cross_entropy(z / scale, t, reduction=reduction)

        Driver(MSAM(model, 0.1, m=m), optimizer, accumulation=pieces).step(tempered, *batches()[0])
        found.append(float(loss.temperature.grad))
    assert found[0] == pytest.approx(found[1], rel=1e-12)


def test_the_context_manager_refuses_an_optimizer_with_parameters_it_was_not_told_of() -> None:
    model, loss = network(), Tempered()
    optimizer = torch.optim.SGD([*model.parameters(), loss.temperature], lr=0.1)
    with pytest.raises(RuntimeError, match=r"parameters of shape \(\) that are not the model's.*others=\[...\]"):
        LOOPS["context"](SAM(model, 0.1), optimizer, loss, batches()[:1])


# S5: layers that a pass leaves out.


class Skipping(nn.Module):
    """A branch that the forward passes of given numbers leave out, or multiply by zero."""

    def __init__(self, skipped: set[int], *, by_zero: bool) -> None:
        super().__init__()
        self.trunk, self.skipped, self.by_zero, self.passes = network(), skipped, by_zero, 0
        torch.manual_seed(3)
        self.branch = nn.Linear(8, 4, dtype=torch.float64)

    def forward(self, x: Tensor) -> Tensor:
        self.passes += 1
        z = self.trunk(x)
        if self.passes in self.skipped:
            return z + 0.0 * self.branch(x) if self.by_zero else z
        return z + self.branch(x)


@pytest.mark.parametrize("make", [*COMBINING.values(), lambda m: FSAM(m, 0.1), lambda m: SAM(m, 0.1)])
@pytest.mark.parametrize("loop", ["driver", "adapter"])
def test_a_layer_that_is_left_out_counts_as_one_times_zero(loop: str, make) -> None:
    """In every combination of passes; but in F-SAM a parameter without a gradient at w does not climb along -m."""
    for skipped in ({1}, {2}, {3}, {1, 2}, {2, 3}, {4}, {5}, {1, 4}):
        if skipped & {1, 3, 5} and isinstance(make(network()), FSAM):  # the passes at w
            continue
        final = []
        for by_zero in (False, True):
            model = Skipping(skipped, by_zero=by_zero)
            LOOPS[loop](make(model), torch.optim.SGD(model.parameters(), lr=0.1), cross_entropy, batches()[:3])
            final.append(weights(model))
        assert largest_difference(*final) < FLOAT64_SUM, skipped


@pytest.mark.parametrize("name", COMBINING)
def test_the_descent_gradient_is_not_dropped(name: str) -> None:
    model = Skipping({1}, by_zero=False)
    before = model.branch.weight.detach().clone()
    Driver(COMBINING[name](model), torch.optim.SGD(model.parameters(), lr=0.1)).step(cross_entropy, *batches()[0])
    assert not torch.equal(before, model.branch.weight)


def test_the_average_of_fsam_takes_up_parameters_that_come_later() -> None:
    """A layer that is trained from the second step on starts its own average there, with its first gradient."""
    model = network()
    model[2].requires_grad_(False)
    method = FSAM(model, 0.1, lmbda=0.5)
    driver = Driver(method, torch.optim.SGD(model.parameters(), lr=0.0))
    (x, y), late = batches()[0], batches()[1]
    driver.step(cross_entropy, x, y)
    model[2].requires_grad_(True)
    first = torch.autograd.grad(cross_entropy(model(x), y), model[0].weight)[0]
    second = torch.autograd.grad(cross_entropy(model(late[0]), late[1]), [model[0].weight, model[2].weight])
    driver.step(cross_entropy, *late)
    state = method.state_dict()
    assert state["layout"]["names"] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    average = state["average"].split(state["layout"]["sizes"])
    assert torch.allclose(average[0], (0.5 * first + 0.5 * second[0]).flatten(), atol=1e-15)
    assert torch.allclose(average[2], second[1].flatten(), atol=1e-15)
    other = FSAM(network(), 0.1)
    other.load_state_dict(state)
    assert torch.equal(other.state_dict()["average"], state["average"])


# S6: a base step inside the body.


def test_a_step_inside_the_body_is_an_error_and_the_weights_are_at_w() -> None:
    model = network()
    optimizer, method = sgd(model), SAM(model, 0.1)
    before = weights(model)
    x, y = batches()[0]
    cross_entropy(model(x), y).backward()

    def body() -> None:
        with method:
            cross_entropy(model(x), y).backward()
            optimizer.step()

    with pytest.raises(RuntimeError, match=r"optimizer.step\(\) was called while SAM stands at w \+ e"):
        body()
    assert largest_difference(before, weights(model)) == 0.0
    assert not optimizer.state


def test_weights_moved_inside_the_body_by_anything_else() -> None:
    model = network()
    before = weights(model)
    x, y = batches()[0]
    cross_entropy(model(x), y).backward()

    def body() -> None:
        with SAM(model, 0.1):
            cross_entropy(model(x), y).backward()
            with torch.no_grad():
                model[0].weight.mul_(0.9)

    with pytest.raises(RuntimeError, match=r"the weights were changed while they stood at w \+ e"):
        body()
    assert largest_difference(before, weights(model)) == 0.0


# S9: losses that are no plain mean.

CLASS_WEIGHTS = torch.tensor([0.1, 3.0, 1.0, 0.5], dtype=torch.float64)
LOSSES = {
    "weighted": nn.CrossEntropyLoss(weight=CLASS_WEIGHTS),
    "ignoring": nn.CrossEntropyLoss(ignore_index=2),
    "sum": nn.CrossEntropyLoss(reduction="sum"),
    "function": lambda z, y, reduction="mean": cross_entropy(z, y, weight=CLASS_WEIGHTS, reduction=reduction),
    "values": lambda z, y: cross_entropy(z, y, reduction="none"),
    "smoothed": nn.CrossEntropyLoss(label_smoothing=0.1),
}


@pytest.mark.parametrize("make", [SAM, GSAM, BiSAM, BSAM])
@pytest.mark.parametrize("name", LOSSES)
def test_accumulation_of_any_loss_is_the_whole_batch(name: str, make) -> None:
    final, values = [], []
    for pieces in (1, 3, 8):
        model = network()
        driver = Driver(make(model), sgd(model), accumulation=pieces)
        values.append([float(driver.step(LOSSES[name], x, y)) for x, y in batches()])
        final.append(weights(model))
    assert largest_difference(final[0], final[1]) < FLOAT64_SUM
    assert largest_difference(final[0], final[2]) < FLOAT64_SUM  # pieces of one sample, some of them ignored altogether
    assert values[0] == pytest.approx(values[2], rel=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_micro_batches_count_by_their_share_in_any_loss(name: str) -> None:
    """With rho -> 0 the micro-batches' gradients add up to the whole batch's."""
    final = []
    for make in (lambda m: SAM(m, 0.0), lambda m: MSAM(m, 1e-13, m=3)):
        model = network()
        driver = Driver(make(model), sgd(model))
        for x, y in batches():
            driver.step(LOSSES[name], x, y)
        final.append(weights(model))
    assert largest_difference(*final) < 1e-11


def test_a_loss_that_does_not_tell_how_its_samples_count_is_refused_where_the_batch_is_split() -> None:
    model = network()
    for method, options in ((SAM(model), {"accumulation": 2}), (MSAM(model, m=4), {})):
        with pytest.raises(ValueError, match="loss must tell how its samples count"):
            Driver(method, sgd(model), **options).step(lambda z, y: cross_entropy(z, y), *batches()[0])
    Driver(SAM(model), sgd(model)).step(lambda z, y: cross_entropy(z, y), *batches()[0])


# S10: a loss that is not finite.


def poisoned() -> list[tuple[Tensor, Tensor]]:
    x, y = batches()[0]
    return [(x, y), (torch.full_like(x, math.nan), y), batches()[1]]


@pytest.mark.parametrize("loop", ["driver", "adapter"])
def test_a_loss_that_is_not_finite_raises_before_the_weights_move(loop: str) -> None:
    model, other = network(), network()
    with pytest.raises(FloatingPointError, match="the loss was not finite in 1 steps"):
        LOOPS[loop](SAM(model), sgd(model), cross_entropy, poisoned())
    LOOPS[loop](SAM(other), sgd(other), cross_entropy, poisoned()[:1])
    assert largest_difference(weights(model), weights(other)) == 0.0


@pytest.mark.parametrize(
    "optimizer",
    [sgd, lambda m: torch.optim.SGD(m.parameters(), lr=0.1), lambda m: torch.optim.Adadelta(m.parameters())],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_step_that_is_skipped_was_never_made(optimizer, first: bool) -> None:
    data = poisoned()[1:] if first else poisoned()
    finite = [(x, y) for x, y in data if x.isfinite().all()]
    final = []
    for given in (data, finite):
        model = network()
        driver = Driver(GSAM(model), optimizer(model), nonfinite="skip")
        for x, y in given:
            driver.step(cross_entropy, x, y)
        final.append(weights(model))
        assert int(driver.nonfinite.count) == len(given) - len(finite)
    assert largest_difference(*final) == 0.0


def test_a_count_lets_everything_happen() -> None:
    model = network()
    driver = Driver(SAM(model), sgd(model), nonfinite="count")
    for x, y in poisoned():
        driver.step(cross_entropy, x, y)
    assert int(driver.nonfinite.count) == 2  # the weights are NaN from then on
    with pytest.raises(ValueError, match="nonfinite must be one of raise, skip, count, got 'stop'"):
        Driver(SAM(model), sgd(model), nonfinite="stop")


# S14: gradients that make no vector.


def test_sparse_gradients_and_mixed_kinds_are_named() -> None:
    model = nn.Sequential(nn.Embedding(5, 4, sparse=True), nn.Flatten())
    model(torch.arange(5)).sum().backward()
    with pytest.raises(ValueError, match=r"gradients must be dense, got one of layout torch.sparse_coo"), SAM(model):
        pass
    mixed = nn.ParameterList([nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2, dtype=torch.complex64))])
    (mixed[0] * mixed[1]).abs().sum().backward()
    with pytest.raises(ValueError, match="must be all real or all complex"), SAM(mixed):
        pass


def test_optimizers_that_need_a_closure_are_refused() -> None:
    from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer

    model = network()
    for make in (Driver, SharpnessAwareOptimizer):
        with pytest.raises(ValueError, match="got LBFGS, whose step needs a closure"):
            make(SAM(model), torch.optim.LBFGS(model.parameters()))
