"""PGD where it could be silently wrong: bounds, goals, scales, precisions, gradient modes."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, softmax

from gpu_experiments import PGD, log_lower_bound
from gpu_experiments.attacks.goal import Objective, sample_losses
from gpu_experiments.attacks.pgd import spread
from tests import tolerances

NORMS = [("linf", 0.02), ("l2", 0.06), ("l1", 0.3)]


def problem(n: int = 200, classes: int = 5) -> tuple[nn.Sequential, Tensor, Tensor]:
    """A smooth classifier of inputs in [0, 1] and its own predictions as labels."""
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(16, 32), nn.Tanh(), nn.Linear(32, classes)).double()
    x = torch.rand(n, 16, dtype=torch.float64)
    return model, x, model(x).argmax(1)


def scaled(model: nn.Sequential, s: float) -> nn.Sequential:
    """The same decisions, with logits s times as large."""
    last = nn.Linear(32, model[2].out_features).double()
    last.load_state_dict({key: s * value for key, value in model[2].state_dict().items()})
    return nn.Sequential(*model[:2], last)


class TestBounds:
    @pytest.mark.parametrize("wrong", ["normalised", "0-255", "nan", "just outside"])
    def test_inputs_outside_are_refused(self, wrong):
        model, x, y = problem()
        inputs = {"normalised": (x - 0.5) / 0.25, "0-255": 255.0 * x, "nan": x * math.nan, "just outside": x + 1e-3}
        with pytest.raises(ValueError, match=r"inputs must lie in the bounds \[0, 1\], got values from .* `bounds`"):
            PGD(0.0, 0.0)(model, inputs[wrong], y)

    def test_infinite_inputs_are_refused_without_bounds_too(self):
        model, x, y = problem()
        with pytest.raises(ValueError, match=r"bounds \[-inf, inf\], got values from .* to inf"):
            PGD(bounds=(-math.inf, math.inf))(model, x / 0.0, y)

    @pytest.mark.parametrize(("norm", "eps"), NORMS)
    def test_other_bounds_are_other_units_of_the_same_attack(self, norm, eps):
        model, x, y = problem()
        low, width = -3.0, 255.0
        shifted = nn.Sequential(Units(low, width), model)
        one = PGD(eps, eps / 4, 8, norm, random_start=False)(model, x, y)
        other = PGD(width * eps, width * eps / 4, 8, norm, random_start=False, bounds=(low, low + width))
        two = (other(shifted, low + width * x, y) - low) / width
        assert (one - two).abs().max() < tolerances.ATTACK_UNITS

    def test_a_radius_of_zero_changes_nothing(self):
        model, x, y = problem()
        assert torch.equal(PGD(0.0, 0.0)(model, x, y), x)


class Units(nn.Module):
    def __init__(self, low: float, width: float) -> None:
        super().__init__()
        self.low, self.width = low, width

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.low) / self.width


class TestGoal:
    """A step that is too large makes the iterates jump, so that the last one is rarely the best."""

    def reached(self, keep: str, restarts: int, **own) -> Tensor:
        model, x, y = problem()
        targets = (y + 1) % 5
        attack = PGD(0.3, 0.6, 7, keep=keep, restarts=restarts, **own)
        return model(attack(model, x, targets, torch.Generator().manual_seed(3))).argmax(1) == targets

    @pytest.mark.parametrize(
        "own",
        [
            {"targeted": True},
            {"loss": lambda z, y: -cross_entropy(z, y)},
            {"loss": lambda z, y: z.gather(1, y[:, None])[:, 0]},
        ],
        ids=["targeted", "negative loss", "logit of the target"],
    )
    def test_the_best_iterate_and_restart_reach_the_target_wherever_the_last_does(self, own):
        last, best, more = (
            self.reached("last", 1, **own),
            self.reached("best", 1, **own),
            self.reached("best", 4, **own),
        )
        assert (best | ~last).all()
        assert (more | ~best).all()
        assert last.any()

    def test_more_targets_are_reached_by_the_best_iterate(self):
        counts = [int(self.reached(keep, 1, targeted=True).sum()) for keep in ("last", "best")]
        assert counts[0] < counts[1]

    def test_targeted_descends_where_the_negative_loss_climbs(self):
        model, x, y = problem()
        one = PGD(0.1, 0.03, 5, random_start=False, targeted=True)(model, x, (y + 1) % 5)
        two = PGD(0.1, 0.03, 5, random_start=False, loss=lambda z, t: -cross_entropy(z, t))(model, x, (y + 1) % 5)
        assert torch.equal(one, two)

    @pytest.mark.parametrize(
        "loss", [cross_entropy, nn.CrossEntropyLoss(), log_lower_bound, lambda z, y: -z[range(len(y)), y]]
    )
    def test_the_goal_is_read_off_the_loss(self, loss):
        logits, labels = torch.zeros(3, 4), torch.tensor([0, 1, 3])
        assert not Objective(loss).asks_for_label(logits, labels)
        assert Objective(loss, targeted=True).asks_for_label(logits, labels)

    def test_restarts_are_ranked_by_the_loss_of_the_attack(self):
        """Where nothing is hit, the kept restart has the largest of the attack's own losses, not of the cross-entropies."""
        model, x, y = problem()
        loss = lambda z, t: z.gather(1, ((t + 2) % 5)[:, None])[:, 0]  # noqa: E731
        draws = torch.Generator().manual_seed(0)
        singles = [PGD(1e-3, 1e-4, 0, loss=loss)(model, x, y, draws) for _ in range(6)]
        kept = PGD(1e-3, 1e-4, 0, loss=loss, restarts=6)(model, x, y, torch.Generator().manual_seed(0))
        most = torch.stack([loss(model(one), y) for one in singles]).amax(0)
        held = model(kept).argmax(1) == y
        assert held.sum() > 150
        assert torch.equal(loss(model(kept), y)[held], most[held])

    @pytest.mark.parametrize(
        "loss", [cross_entropy, nn.CrossEntropyLoss(), log_lower_bound, lambda z, y: cross_entropy(z, y)]
    )
    def test_losses_sample_by_sample(self, loss):
        logits, labels = torch.randn(6, 4, dtype=torch.float64), torch.tensor([0, 1, 2, 3, 0, 1])
        each = sample_losses(loss, logits, labels)
        assert each.shape == (6,)
        assert float(each.mean()) == pytest.approx(float(loss(logits, labels)), rel=1e-14)


class TestScale:
    @pytest.mark.parametrize(("norm", "eps"), NORMS)
    def test_the_attack_does_not_depend_on_the_other_samples(self, norm, eps):
        model, x, y = problem()
        model = scaled(model, 5.0)
        attack = PGD(eps, eps / 4, 10, norm, random_start=False)
        whole = attack(model, x, y)
        alone = torch.cat([attack(model, x[i : i + 1], y[i : i + 1]) for i in range(0, 200, 5)])
        assert (whole[::5] - alone).abs().max() < tolerances.ATTACK_UNITS

    @pytest.mark.parametrize("factor", [1e-250, 1e-12, 1e12])
    @pytest.mark.parametrize(("norm", "eps"), NORMS)
    def test_the_attack_does_not_depend_on_the_size_of_the_gradient(self, norm, eps, factor):
        model, x, y = problem()
        attack = PGD(eps, eps / 4, 10, norm, random_start=False)
        other = PGD(eps, eps / 4, 10, norm, random_start=False, loss=lambda z, t: factor * cross_entropy(z, t))
        assert (attack(model, x, y) - other(model, x, y)).abs().max() < tolerances.ATTACK_UNITS

    def test_robust_accuracy_of_large_logits_is_that_of_the_exact_gradient(self):
        """The direction of the gradient of log p_y at logits five times as large, computed apart and unscaled."""
        model, x, y = problem()
        model = scaled(model, 5.0)
        delta = torch.zeros_like(x)
        for _ in range(10):
            g = torch.autograd.functional.jacobian(lambda d: cross_entropy(model(x + d), y, reduction="sum"), delta)
            delta = delta.detach() + 0.025 * g / g.norm(dim=1, keepdim=True)
            delta = delta * (0.1 / delta.norm(dim=1, keepdim=True)).clamp(max=1.0)
            delta = (x + delta).clamp(0.0, 1.0) - x
        attacked = PGD(0.1, 0.025, 10, "l2", random_start=False)(model, x, y)
        assert (attacked - x - delta).abs().max() < tolerances.ATTACK_UNITS
        assert 20 < int((model(attacked).argmax(1) == y).sum()) < 180

    def test_a_zero_gradient_leaves_the_start(self):
        model, x, y = problem()
        nn.init.zeros_(model[2].weight)
        for norm, eps in NORMS:
            assert torch.equal(PGD(eps, eps, 3, norm, random_start=False)(model, x, y), x)

    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
    @pytest.mark.parametrize(("norm", "eps"), [("linf", 0.05), ("l2", 0.25), ("l1", 0.8)])
    def test_half_precision_attacks_like_the_double_one(self, dtype, norm, eps):
        model, x, y = problem()
        x = x.to(dtype).double()
        y = model(x).argmax(1)
        attack = PGD(eps, eps / 4, 10, norm)
        double = model(attack(model, x, y, torch.Generator().manual_seed(0))).argmax(1) == y
        model.to(dtype)
        half = attack(model, x.to(dtype), y, torch.Generator().manual_seed(0))
        assert half.dtype == dtype
        assert half.isfinite().all()
        size = torch.linalg.vector_norm(half.double() - x, {"linf": math.inf, "l2": 2, "l1": 1}[norm], dim=1)
        assert size.max() <= eps * (1.0 + 16 * torch.finfo(dtype).eps) + torch.finfo(dtype).eps
        hit = model.double()(half.double()).argmax(1) == y
        assert abs(int(hit.sum()) - int(double.sum())) <= 20

    @pytest.mark.parametrize("factor", [1e-12, 1e9])
    def test_half_precision_takes_losses_of_any_scale(self, factor):
        model, x, y = problem()
        model.half()
        attack = PGD(0.25, 0.06, 3, "l2", loss=lambda z, t: factor * cross_entropy(z, t))
        adversarial = attack(model, x.half(), y)
        assert adversarial.isfinite().all()
        assert (adversarial != x.half()).any(1).all()


class TestGradientModes:
    def test_the_result_has_no_history(self):
        model, x, y = problem()
        attacked = PGD(0.1, 0.03, 2)(model, x.requires_grad_(), y)
        assert not attacked.requires_grad
        assert x.grad is None
        with torch.no_grad():
            assert not PGD(0.1, 0.03, 2, keep="best")(model, x, y).requires_grad

    def test_inference_mode_is_refused_and_its_tensors_are_taken(self):
        model, x, y = problem()
        with torch.inference_mode():
            inside, labels = x.clone(), y.clone()
            with pytest.raises(RuntimeError, match=r"an attack needs gradients: leave torch\.inference_mode"):
                PGD()(model, x, y)
        attack = PGD(0.1, 0.03, 2, random_start=False, keep="best")
        assert torch.equal(attack(model, inside, labels), attack(model, x, y))

    def test_nan_in_a_gradient_is_seen_in_the_result(self):
        model, x, y = problem()
        for norm, eps in NORMS:
            broken = PGD(eps, eps, 1, norm, loss=lambda z, t: z.sum(1) * math.nan)(model, x, y)
            assert broken.isnan().any(1).all(), norm


class TestOneNorm:
    def test_the_step_is_the_best_within_the_room(self):
        """Against every split of the radius on a grid."""
        g = torch.tensor([[3.0, -2.0, 1.0], [0.0, 0.0, 0.0]], dtype=torch.float64)
        room = torch.tensor([[0.25, 0.5, 1.0], [1.0, 1.0, 1.0]], dtype=torch.float64)
        v = spread(g, room, 1.0)
        assert v.tolist() == [[0.25, -0.5, 0.25], [0.0, 0.0, 0.0]]
        grid = torch.cartesian_prod(*[torch.linspace(-1.0, 1.0, 17, dtype=torch.float64)] * 3)
        grid = grid[(grid.abs().sum(1) <= 1.0) & (grid.abs() <= room[0]).all(1)]
        assert float((grid @ g[0]).max()) == float(v[0] @ g[0])

    def test_without_limits_it_is_the_dual_vector(self):
        from gpu_experiments.attacks.norm_ball import dual_vector

        g = torch.randn(20, 6, generator=torch.Generator().manual_seed(0))
        assert torch.equal(spread(g, torch.full_like(g, math.inf), 0.7), dual_vector(g, "l1", 0.7))

    def test_a_linear_model_is_attacked_as_well_as_can_be(self):
        """The best one fills the coordinates of the largest weights up to the bounds until the radius is used."""
        generator = torch.Generator().manual_seed(0)
        weight = torch.randn(1, 12, generator=generator, dtype=torch.float64)
        x = torch.rand(300, 12, generator=generator, dtype=torch.float64)
        y = torch.zeros(300, dtype=torch.int64)
        model = nn.Linear(12, 2, bias=False).double()
        with torch.no_grad():
            model.weight.copy_(torch.cat([weight, -weight]))
        best = []
        for row in x:
            left, gain = 1.5, 0.0
            for i in weight[0].abs().argsort(descending=True).tolist():
                room = float(row[i] if weight[0, i] > 0 else 1.0 - row[i])
                used = min(left, room)
                left, gain = left - used, gain + used * abs(float(weight[0, i]))
            best.append(gain)
        step = 0.1
        gains = -(PGD(1.5, step, 60, "l1").perturbation(model, x, y, generator) @ weight[0])
        short = torch.tensor(best, dtype=torch.float64) - gains
        assert short.min() > -tolerances.ATTACK_UNITS
        assert short.max() < step * weight.abs().max()  # the projection takes back at most what a step added


def test_any_loss_of_logits_and_labels_is_climbed():
    """Here minus the probability of the label."""
    model, x, y = problem()
    attack = PGD(0.1, 0.03, 10, loss=lambda z, t: -softmax(z, 1).gather(1, t[:, None])[:, 0], restarts=2)
    adversarial = attack(model, x, y, torch.Generator().manual_seed(0))
    before, after = (softmax(model(one), 1).gather(1, y[:, None]) for one in (x, adversarial))
    assert (after < before).all()
