"""No step waits for the device, of any method, with an attack too."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.inputs import Within
from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.runs.epochs import TrainingRun
from gpu_experiments.runs.settings import RunSettings
from gpu_experiments.runs.sharpness_log import SharpnessLog
from gpu_experiments.runs.training import load_data
from gpu_experiments.sam import methods
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from gpu_experiments.stepping.rho_schedule import RhoSchedule
from tests.gpu_experiments.sam.no_reading import no_reading
from tests.gpu_experiments.sam.parity_problem import batches, sgd


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Dropout(0.2), nn.Tanh(), nn.Linear(16, 4))


OPTIONS = {
    "plain": {},
    "accumulated": {"accumulation": 2},
    "clipped": {"max_grad_norm": 1.0},
    "skipping": {"nonfinite": "skip"},
    "bfloat16": {"autocast": torch.bfloat16},
}


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("name", methods.METHODS)
def test_a_driver_reads_nothing(name: str, options: str) -> None:
    model = network()
    method = methods.build(name, model, 0.1, {})
    driver = Driver(method, sgd(model), **OPTIONS[options])
    schedule = RhoSchedule.linear_in_lr(method, driver.optimizer)
    x, y = batches(torch.float32)[0]
    with no_reading():
        for _ in range(3):
            driver.step(cross_entropy, x, y)
            schedule.step()
    assert int(driver.nonfinite.count) == 0


@pytest.mark.parametrize("name", [n for n in methods.METHODS if n not in ("msam", "esam", "e-bisam")])
def test_an_adapter_reads_nothing(name: str) -> None:
    model = network()
    method = methods.build(name, model, 0.1, {})
    optimizer = SharpnessAwareOptimizer(method, sgd(model))
    x, y = batches(torch.float32)[0]

    def closure(loss=cross_entropy) -> Tensor:
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        return value

    with no_reading():
        for _ in range(3):
            optimizer.step(closure, lambda: closure(method.ascent_loss or cross_entropy))


@pytest.mark.parametrize("norm", ["linf", "l2", "l1"])
def test_adversarial_training_reads_nothing_once_its_data_were_checked(norm: str) -> None:
    model = network()
    x, y = batches(torch.float32)[0]
    checked = Within.found((-1.0, 1.0), x)
    attack = PGD(0.1, 0.02, steps=2, norm=norm, bounds=(-1.0, 1.0))
    driver = Driver(methods.build("awp", model, 0.01, {}), sgd(model))
    with no_reading():
        for _ in range(2):
            driver.step(cross_entropy, attack(model, x, y, checked=checked), y)
    with no_reading(), pytest.raises(AssertionError, match="a value is read"):
        attack(model, x, y)


def test_a_check_of_the_data_is_not_left_out_by_accident() -> None:
    x = torch.full((2, 3), 1.5)
    with pytest.raises(ValueError, match=r"inputs must lie in the bounds \[0, 1\], got values from 1.5 to 1.5"):
        Within.found((0.0, 1.0), torch.zeros(2, 3), x)
    wide = Within.found((0.0, 2.0), x)
    with pytest.raises(ValueError, match=r"checked must be of values within the bounds \(0.0, 1.0\), got \(0.0, 2.0\)"):
        PGD()(nn.Linear(3, 2), x, torch.zeros(2, dtype=torch.int64), checked=wide)


def test_the_trainers_epoch_reads_only_at_its_end(monkeypatch) -> None:
    settings = RunSettings(model="cnn", width=4, subset=60, test_subset=20, epochs=1, batch_size=20, test_attacks=(),
                           method="sam", attack="linf", eps=0.1, attack_step=0.05, attack_steps=2)  # fmt: skip
    run = TrainingRun(settings, 0, load_data(settings, 0), torch.device("cpu"), None, "")
    run.model.train()
    checked = run._checked

    class EndError(Exception):
        pass

    def end(losses, sizes, epoch) -> float:
        assert len(losses) == 3
        raise EndError

    monkeypatch.setattr(run, "_checked", end)
    with no_reading(), pytest.raises(EndError):
        run._epoch(0)
    assert checked([torch.ones(())], [1], 0) == 1.0


def test_the_sharpness_log_reads_nothing_until_it_is_asked() -> None:
    model = network()
    log = SharpnessLog(model, rho=0.1)
    x, y = batches(torch.float32)[0]
    with no_reading():
        log(x, y)
    assert log.rows()[0]["rise"] > 0.0


READS = {
    "item": lambda t: t.item(),
    "bool": lambda t: bool(t > 0),
    "mask": lambda t: t[t > 0],
    "nonzero": lambda t: t.nonzero(),
    "tolist": lambda t: t.tolist(),
    "cpu": lambda t: t.cpu(),
}


@pytest.mark.parametrize("read", READS)
def test_the_mode_sees_reading(read: str) -> None:
    with no_reading(), pytest.raises(AssertionError, match="a value is read"):
        READS[read](torch.ones(1))
