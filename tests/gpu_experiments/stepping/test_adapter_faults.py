"""The adapter in trainers that accumulate, save, copy and step without a closure."""

import copy
import pickle

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.sam.family import BSAM, FSAM, GSAM, MSAM, SAM
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.tolerances import FLOAT64_SUM

METHODS = {"SAM": SAM, "GSAM": GSAM, "BSAM": BSAM, "F-SAM": FSAM}


def made(name: str = "SAM") -> tuple[nn.Module, SharpnessAwareOptimizer]:
    model = network()
    return model, SharpnessAwareOptimizer(METHODS[name](model, 0.1), sgd(model))


def backward(model: nn.Module, x: Tensor, y: Tensor, weight: float = 1.0) -> Tensor:
    value = cross_entropy(model(x), y) * weight
    value.backward()
    return value


def expected(name: str, data) -> list[Tensor]:
    model = network()
    driver = Driver(METHODS[name](model, 0.1), sgd(model))
    for x, y in data:
        driver.step(cross_entropy, x, y)
    return weights(model)


# S8: a backward of one's own before the step.


@pytest.mark.parametrize("closure_clears", [False, True])
@pytest.mark.parametrize("clears", [False, True])
@pytest.mark.parametrize("name", METHODS)
def test_a_backward_before_the_step_does_not_count_twice(name: str, clears: bool, closure_clears: bool) -> None:
    model, optimizer = made(name)
    for x, y in batches():

        def closure(x: Tensor = x, y: Tensor = y) -> Tensor:
            if closure_clears:
                optimizer.zero_grad()
            return backward(model, x, y)

        backward(model, x, y)
        optimizer.step(closure)
        if clears:
            optimizer.zero_grad()
    assert largest_difference(weights(model), expected(name, batches())) == 0.0


# S7: accumulation by a trainer that owns the loop.


@pytest.mark.parametrize("first_clears", [False, True])
def test_gradients_of_several_batches_are_refused(first_clears: bool) -> None:
    """As Lightning does it: earlier batches by themselves, the last one in the closure, which clears nothing."""
    model, optimizer = made()
    before = weights(model)
    (x, y), (a, b) = batches()[:2]
    if first_clears:
        optimizer.zero_grad()
    backward(model, x, y, 0.5)
    with pytest.raises(RuntimeError, match="the gradients of several batches were accumulated"):
        optimizer.step(lambda: backward(model, a, b, 0.5))
    assert largest_difference(weights(model), before) == 0.0


def test_clearing_between_forward_and_backward_does_not_hide_a_batch() -> None:
    """As Lightning's own closure does it in the first batch of several."""
    model, optimizer = made()
    (x, y), (a, b) = batches()[:2]
    value = cross_entropy(model(x), y) / 2
    optimizer.zero_grad()
    value.backward()
    with pytest.raises(RuntimeError, match="the gradients of several batches were accumulated"):
        optimizer.step(lambda: backward(model, a, b, 0.5))


def test_a_forward_pass_that_nobody_goes_back_through_does_not_count() -> None:
    model, optimizer = made()
    (x, _), (a, b) = batches()[:2]
    optimizer.zero_grad()
    watched = model(x)  # a look at another batch, say for a log
    backward(model, a, b)
    optimizer.step(lambda: backward(model, a, b))
    assert watched.requires_grad
    assert largest_difference(weights(model), expected("SAM", [(a, b)])) == 0.0


def test_a_batch_at_the_same_address_is_another_batch() -> None:
    model, optimizer = made()
    x, y = batches()[0]
    backward(model, x.clone(), y)
    with pytest.raises(RuntimeError, match="the gradients of several batches"):
        optimizer.step(lambda: backward(model, x.clone(), y))


def test_forward_passes_that_are_not_seen_are_not_trusted() -> None:
    """A trainer's module whose training step calls an inner network never runs its own forward."""
    model = network()
    outer = nn.Module()
    outer.net = model
    optimizer = SharpnessAwareOptimizer(SAM(outer, 0.1), sgd(model))
    x, y = batches()[0]
    backward(model, x, y)
    with pytest.raises(RuntimeError, match="the gradients of several batches"):
        optimizer.step(lambda: backward(model, x, y))


def test_accumulation_inside_the_closure_is_the_whole_batch() -> None:
    model, optimizer = made("GSAM")
    x, y = batches()[0]

    def closure() -> Tensor:
        optimizer.zero_grad()
        return backward(model, x[:4], y[:4], 0.5) + backward(model, x[4:], y[4:], 0.5)

    optimizer.step(closure)
    assert largest_difference(weights(model), expected("GSAM", batches()[:1])) < FLOAT64_SUM


@pytest.mark.parametrize("aside", [False, True])
def test_a_training_step_of_two_passes_under_a_trainer_that_accumulates(aside: bool) -> None:
    """Put aside what is there, and each batch climbs on its own: the step is that of mSAM.  Else it is refused."""
    model, optimizer = made()
    method = optimizer.method
    x, y = batches()[0]

    def training_step(x: Tensor, y: Tensor) -> None:
        if aside:
            method.set_aside()
        backward(model, x, y, 0.5)
        with method:
            backward(model, x, y, 0.5)

    training_step(x[:4], y[:4])
    if not aside:
        with pytest.raises(RuntimeError, match=r"the gradients still hold those that SAM left.*set_aside\(\)"):
            training_step(x[4:], y[4:])
        return
    training_step(x[4:], y[4:])
    optimizer.step()
    optimizer.zero_grad()
    other = network()
    Driver(MSAM(other, 0.1, m=4), sgd(other)).step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(other)) < FLOAT64_SUM


# S12: steps without a closure, copies, states.


def test_a_step_without_a_closure_needs_the_passes_of_the_context_manager() -> None:
    model, optimizer = made()
    for x, y in batches():
        backward(model, x, y)
        with optimizer.method:
            backward(model, x, y)
        optimizer.step()
        optimizer.zero_grad()
    assert largest_difference(weights(model), expected("SAM", batches())) == 0.0
    backward(model, x, y)
    with pytest.raises(ValueError, match=r"got None; without one make the passes .* `with optimizer.method:`"):
        optimizer.step()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))])
@pytest.mark.parametrize("name", METHODS)
def test_copies_go_on_alike_and_apart(name: str, copied) -> None:
    model, optimizer = made(name)

    def go_on(model: nn.Module, optimizer: SharpnessAwareOptimizer) -> list[Tensor]:
        for x, y in batches():

            def closure(x: Tensor = x, y: Tensor = y) -> Tensor:
                optimizer.zero_grad()
                return backward(model, x, y)

            optimizer.step(closure)
        return weights(model)

    go_on(model, optimizer)
    other, second = copied((model, optimizer))
    assert second.method.model is other
    assert second.optimizer.param_groups[0]["params"][0] is other[0].weight
    before = weights(model)
    found = go_on(other, second)
    assert largest_difference(weights(model), before) == 0.0
    assert largest_difference(go_on(model, optimizer), found) == 0.0


def test_loading_the_wrapped_optimizer_leaves_no_stale_groups() -> None:
    model, optimizer = made()
    base = optimizer.optimizer
    state = base.state_dict()
    base.load_state_dict(state)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
    x, y = batches()[0]
    optimizer.step(lambda: backward(model, x, y))
    scheduler.step()
    assert base.param_groups[0]["lr"] == pytest.approx(0.01)
    assert optimizer.param_groups is base.param_groups
    assert optimizer.state is base.state


def test_the_state_of_a_plain_optimizer_is_taken_and_told() -> None:
    model, optimizer = made("F-SAM")
    base = sgd(model)
    backward(model, *batches()[0])
    base.step()
    with pytest.warns(UserWarning, match="the state of a plain optimizer"):
        optimizer.load_state_dict(base.state_dict())
    buffer = optimizer.optimizer.state[model[0].weight]["momentum_buffer"]
    assert torch.equal(buffer, base.state[model[0].weight]["momentum_buffer"])


def test_hooks_of_state_and_step_run() -> None:
    model, optimizer = made()
    seen = []
    optimizer.register_state_dict_pre_hook(lambda o: seen.append("before save"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "extra": 1})
    optimizer.register_load_state_dict_pre_hook(lambda o, state: {k: v for k, v in state.items() if k != "extra"})
    optimizer.register_load_state_dict_post_hook(lambda o: seen.append("after load"))
    optimizer.register_step_pre_hook(lambda o, args, kwargs: seen.append("step"))
    state = optimizer.state_dict()
    assert state["extra"] == 1
    optimizer.load_state_dict(state)
    x, y = batches()[0]
    optimizer.step(lambda: backward(model, x, y))
    assert seen == ["before save", "after load", "step"]
