"""The optimizer with `step(closure)`."""

import pytest
import torch
from torch.nn.functional import cross_entropy

from gpu_experiments.sam.family import BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM
from gpu_experiments.sam.losses import log_lower_bound
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights


def train(optimizer: SharpnessAwareOptimizer, steps: int = 5, ascent=None) -> None:
    model = optimizer.method.model

    def closure_of(loss, x, y):
        def closure():
            optimizer.zero_grad()
            value = loss(model(x), y)
            value.backward()
            return value

        return closure

    for x, y in batches()[:steps]:
        optimizer.step(closure_of(cross_entropy, x, y), closure_of(ascent, x, y) if ascent else None)


@pytest.mark.parametrize("make", [SAM, FSAM, GSAM, BSAM, BiSAM, lambda m: SAM(m, rho=0.0)])
def test_agrees_with_the_driver(make) -> None:
    model, other = network(), network()
    method = make(model)
    train(SharpnessAwareOptimizer(method, sgd(model)), ascent=method.ascent_loss)
    driver = Driver(make(other), sgd(other))
    for x, y in batches():
        driver.step(cross_entropy, x, y)
    assert largest_difference(weights(model), weights(other)) == 0.0


def test_schedulers_and_groups_act_on_the_wrapped_optimizer() -> None:
    model = network()
    base = sgd(model)
    optimizer = SharpnessAwareOptimizer(SAM(model), base)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
    train(optimizer, 1)
    scheduler.step()
    assert base.param_groups[0]["lr"] == pytest.approx(0.01)
    extra = torch.nn.Parameter(torch.ones(2))
    optimizer.add_param_group({"params": [extra], "lr": 0.5})
    assert base.param_groups[1]["params"] == [extra]
    assert optimizer.param_groups is base.param_groups


def test_saved_state_holds_the_momentum_and_continues_bit_for_bit(tmp_path) -> None:
    model = network()
    optimizer = SharpnessAwareOptimizer(FSAM(model), sgd(model))
    train(optimizer, 3)
    torch.save([model.state_dict(), optimizer.state_dict()], tmp_path / "s.pt")
    saved = torch.load(tmp_path / "s.pt", weights_only=True)
    resumed = network()
    other = SharpnessAwareOptimizer(FSAM(resumed), sgd(resumed))
    resumed.load_state_dict(saved[0])
    other.load_state_dict(saved[1])
    assert other.state is other.optimizer.state
    train(optimizer)
    train(other)
    assert largest_difference(weights(model), weights(resumed)) == 0.0


def test_wrong_use_is_named() -> None:
    model = network()
    with pytest.raises(ValueError, match="closure must be a function"):
        SharpnessAwareOptimizer(SAM(model), sgd(model)).step()
    with pytest.raises(ValueError, match="ascent_closure must be given"):
        SharpnessAwareOptimizer(BiSAM(model), sgd(model)).step(lambda: torch.ones(()))
    for method in (MSAM(model, m=2), ESAM(model)):
        with pytest.raises(ValueError, match="needs a Driver"):
            SharpnessAwareOptimizer(method, sgd(model))
    assert log_lower_bound is BiSAM(model).ascent_loss
