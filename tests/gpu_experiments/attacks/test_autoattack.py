"""AutoAttack with any number of classes, bounds and precisions, and its refusals."""

from __future__ import annotations

import math
import sys

import pytest
import torch
from torch import Tensor, nn

from gpu_experiments import PGD, auto_attack
from gpu_experiments.attacks.autoattack import MEMBERS, STANDARD, replaced_losses
from tests import tolerances

EPS = 0.12


def problem(classes: int, n: int = 12, channels: int = 1) -> tuple[nn.Sequential, Tensor, Tensor]:
    """A smooth classifier of images of 4 x 4 in [0, 1] and its own predictions as labels."""
    torch.manual_seed(2)
    model = nn.Sequential(nn.Flatten(), nn.Linear(16 * channels, 32), nn.Tanh(), nn.Linear(32, classes))
    x = torch.rand(n, channels, 4, 4)
    return model, x, model(x).argmax(1)


def robust(model: nn.Module, x: Tensor, y: Tensor) -> int:
    return int((model(x).argmax(1) == y).sum())


@pytest.fixture
def package():
    return pytest.importorskip("pyautoattack", reason="the extra [attacks] with pyautoattack is not installed")


@pytest.mark.usefixtures("package")
class TestClasses:
    @pytest.mark.parametrize("classes", [2, 12])
    def test_the_standard_ensemble_is_at_least_as_strong_as_pgd(self, classes):
        model, x, y = problem(classes)
        weak = robust(model, PGD(EPS, EPS / 4, 10)(model, x, y, torch.Generator().manual_seed(0)), y)
        adversarial = self.attacked(model, x, y, classes, STANDARD)
        assert robust(model, adversarial, y) <= weak < len(y)
        assert (adversarial - x).abs().max() <= EPS + tolerances.EDGE_OF_BALL
        assert 0.0 <= adversarial.min() <= adversarial.max() <= 1.0

    @pytest.mark.parametrize("classes", [2, 3, 4, 12])
    @pytest.mark.parametrize("member", MEMBERS)
    def test_every_member_finds_something(self, classes, member):
        model, x, y = problem(classes)
        adversarial = self.attacked(model, x, y, classes, (member,))
        assert robust(model, adversarial, y) < len(y)

    def attacked(self, model: nn.Module, x: Tensor, y: Tensor, classes: int, attacks: tuple[str, ...]) -> Tensor:
        chosen = None if attacks == STANDARD else attacks
        if told := replaced_losses(classes, attacks):
            (name,) = told
            with pytest.warns(UserWarning, match=f"{name} divides by the logit number"):
                return auto_attack(model, x, y, EPS, attacks=chosen)
        return auto_attack(model, x, y, EPS, attacks=chosen)


@pytest.mark.usefixtures("package")
class TestRobustOnes:
    """A linear model of two classes, whose robust samples are those with a margin above eps |w|_1."""

    @pytest.mark.parametrize("member", MEMBERS)
    def test_none_breaks_what_cannot_be_broken_and_the_targeted_ones_break_the_rest(self, member):
        torch.manual_seed(0)
        model = nn.Sequential(nn.Flatten(), nn.Linear(16, 2, bias=False))
        x = 0.3 + 0.4 * torch.rand(20, 1, 4, 4)
        weight = (model[1].weight[1] - model[1].weight[0]).detach()
        y = model(x).argmax(1)
        margins = (x.flatten(1) @ weight).abs()
        eps = float(margins.median() / weight.abs().sum())
        replaced = replaced_losses(2, (member,))
        with pytest.warns(UserWarning, match=member) if replaced else _nothing():
            held = model(auto_attack(model, x, y, eps, attacks=(member,))).argmax(1) == y
        assert held[margins > eps * weight.abs().sum() * 1.001].all()
        if member != "square":
            assert not held[margins < eps * weight.abs().sum() * 0.99].any()


def _nothing():
    import contextlib

    return contextlib.nullcontext()


@pytest.mark.usefixtures("package")
class TestUnits:
    def test_other_bounds_are_other_units_of_the_same_attack(self):
        model, x, y = problem(5)
        one = auto_attack(model, x, y, 0.05, attacks=("apgd-ce",))
        shifted = nn.Sequential(Affine(), model)
        two = auto_attack(shifted, 4.0 * x - 2.0, y, 0.2, attacks=("apgd-ce",), bounds=(-2.0, 2.0))
        assert abs(robust(model, one, y) - robust(shifted, two, y)) <= 1
        assert (two - (4.0 * x - 2.0)).abs().max() <= 0.2 + 4 * tolerances.EDGE_OF_BALL
        assert robust(shifted, two, y) < len(y)

    @pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
    def test_other_precisions(self, dtype):
        model, x, _ = problem(5)
        model, x = model.to(dtype), x.to(dtype)
        y = model(x).argmax(1)
        adversarial = auto_attack(model, x, y, 0.05, attacks=("apgd-ce", "fab"))
        assert adversarial.dtype == dtype
        assert robust(model, adversarial, y) < len(y)

    def test_images_in_another_order_of_memory(self):
        model, x, y = problem(5, channels=3)
        adversarial = auto_attack(model, x.contiguous(memory_format=torch.channels_last), y, 0.3, attacks=("apgd-ce",))
        assert robust(model, adversarial, y) < len(y)

    def test_model_and_modes_are_untouched_and_the_result_has_no_history(self):
        model, x, y = problem(5)
        model.insert(1, nn.BatchNorm1d(16))
        before = {key: value.clone() for key, value in model.state_dict().items()}
        adversarial = auto_attack(model, x.requires_grad_(), y, 0.05, attacks=("fab-t",))
        assert not adversarial.requires_grad
        assert model.training
        assert model[1].training
        assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
        assert all(p.grad is None and p.requires_grad for p in model.parameters())


class Affine(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x + 2.0) / 4.0


def test_replaced_losses_are_told():
    assert set(replaced_losses(2, MEMBERS)) == {"apgd-t", "apgd-dlr"}
    assert replaced_losses(3) == {
        "apgd-t": "apgd-t divides by the logit number 4, which 3 classes do not have: it climbs the target's logit less "
        "the label's"
    }
    assert not replaced_losses(4, MEMBERS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"norm": "l0"}, "norm must be one of linf, l2, l1, got 'l0'"),
        ({"eps": math.nan}, "eps must be finite and >= 0, got nan"),
        ({"attacks": ("pgd",)}, r"attacks must be among apgd-ce, .*, got \('pgd',\)"),
        ({"attacks": ()}, "attacks must be among"),
        ({"bounds": (0.0, math.inf)}, r"bounds must be finite for AutoAttack, got \(0.0, inf\)"),
        ({"bounds": (1.0, 0.0)}, r"bounds must be \(low, high\) with low < high"),
        ({"batch_size": 0}, "batch_size must be a whole number >= 1, got 0"),
        (
            {"inputs": torch.full((3, 1, 4, 4), 1.5)},
            r"inputs must lie in the bounds \[0, 1\], got values from 1.5 to 1.5",
        ),
        ({"inputs": torch.zeros(0, 1, 4, 4)}, "inputs must have at least one sample"),
        ({"inputs": torch.zeros(3, 16)}, r"inputs must be of shape \(n, channels, height, width\), got \(3, 16\)"),
        ({"labels": torch.zeros(2, dtype=torch.int64)}, r"labels must have length 3, got shape \(2,\)"),
    ],
)
def test_bad_arguments_are_named(changes, message):
    model, x, y = problem(5, n=3)
    with pytest.raises(ValueError, match=message):
        auto_attack(**{"model": model, "inputs": x, "labels": y, "eps": 0.1, **changes})


def test_inference_mode_is_refused():
    model, x, y = problem(5, n=3)
    with torch.inference_mode(), pytest.raises(RuntimeError, match="an attack needs gradients"):
        auto_attack(model, x, y, 0.1)


def test_a_missing_package_is_told(monkeypatch):
    model, x, y = problem(5, n=3)
    monkeypatch.setitem(sys.modules, "pyautoattack", None)
    with pytest.raises(ImportError, match=r"pip install 'sharpcheck\[attacks\]'"):
        auto_attack(model, x, y, 0.1)
