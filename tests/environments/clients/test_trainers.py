"""What trainers do around a step, with the trainers' own libraries: half precision, clipping, buckets, layers left out."""

from __future__ import annotations

import lightning
import pytest
import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from gpu_experiments import GSAM, SAM, SharpnessAwareOptimizer
from tests.gpu_experiments.sam.parity_problem import largest_difference

RHO = 5.0
QUIET = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "enable_model_summary": False}


def network() -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 4))


def data() -> TensorDataset:
    generator = torch.Generator().manual_seed(0)
    return TensorDataset(torch.randn(32, 8, generator=generator), torch.arange(32) % 4)


class Module(lightning.LightningModule):
    """Trained by the adapter; notes the loss of every pass."""

    def __init__(self, method: type = SAM, rho: float = RHO) -> None:
        super().__init__()
        self.network, self.values = network(), []
        self.method = method(self.network, rho)

    def training_step(self, batch: tuple[Tensor, Tensor], index: int) -> Tensor:
        loss = cross_entropy(self.network(batch[0]), batch[1])
        self.values.append(float(loss.detach()))
        return loss

    def configure_optimizers(self) -> SharpnessAwareOptimizer:
        return SharpnessAwareOptimizer(self.method, torch.optim.SGD(self.network.parameters(), lr=0.01))


def fit(module: Module, **options: object) -> Module:
    lightning.Trainer(max_epochs=1, accelerator="cpu", **QUIET, **options).fit(module, DataLoader(data(), 16))
    return module


def loss_at(rho: float) -> float:
    """Of the first batch at w + e, in whole precision."""
    model, (x, y) = network(), data()[:16]
    cross_entropy(model(x), y).backward()
    with SAM(model, rho), torch.no_grad():
        return float(cross_entropy(model(x), y))


@pytest.mark.parametrize("precision", ["32-true", "bf16-mixed"])
def test_the_second_pass_of_lightning_sees_the_weights_that_moved(precision):
    values = fit(Module(), precision=precision).values
    assert len(values) == 4
    assert values[1] == pytest.approx(loss_at(RHO), rel=2e-2, abs=0)  # bfloat16 has 8 bits
    assert values[1] > 1.5 * values[0]


def test_the_second_pass_of_accelerate_sees_the_weights_that_moved():
    AcceleratorState._reset_state(reset_partial_state=True)  # of other tests in this process
    accelerator = Accelerator(cpu=True, mixed_precision="bf16")
    model = accelerator.prepare(network())
    x, y = data()[:16]
    with accelerator.autocast():
        accelerator.backward(cross_entropy(model(x), y))
        with SAM(model, RHO), accelerator.autocast():
            value = cross_entropy(model(x), y)
            accelerator.backward(value)
    assert float(value.detach()) == pytest.approx(loss_at(RHO), rel=2e-2, abs=0)


@pytest.mark.parametrize("method", [SAM, GSAM])
def test_lightning_refuses_what_the_closure_cannot_repeat(method):
    with pytest.raises(RuntimeError, match="the gradients of several batches were accumulated"):
        fit(Module(method), accumulate_grad_batches=2)


def test_clipping_by_lightning_leaves_the_ascent_as_it_is():
    """A gradient is as long as the ball in any case; that of the step is clipped."""
    module = fit(Module(), gradient_clip_val=1e-3)
    assert module.values[1] == pytest.approx(loss_at(RHO), rel=1e-5, abs=0)
    moved = [a - b for a, b in zip(module.network.parameters(), network().parameters(), strict=True)]
    assert 0.0 < float(torch.cat([p.detach().flatten() for p in moved]).norm()) <= 2 * 0.01 * 1e-3 * (1 + 1e-5)


def test_lightnings_checkpoint_holds_method_and_optimizer(tmp_path):
    module = Module(GSAM)
    trainer = lightning.Trainer(max_epochs=1, accelerator="cpu", **QUIET)
    trainer.fit(module, DataLoader(data(), 16))
    trainer.save_checkpoint(tmp_path / "one.ckpt")
    resumed = Module(GSAM)
    again = lightning.Trainer(max_epochs=2, accelerator="cpu", **QUIET)
    again.fit(resumed, DataLoader(data(), 16), ckpt_path=tmp_path / "one.ckpt")
    whole = Module(GSAM)
    lightning.Trainer(max_epochs=2, accelerator="cpu", **QUIET).fit(whole, DataLoader(data(), 16))
    found, expected = ([p.detach() for p in one.network.parameters()] for one in (resumed, whole))
    assert largest_difference(found, expected) == 0.0
