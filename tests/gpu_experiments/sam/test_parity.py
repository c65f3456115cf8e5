"""Every method against the numbers of the authors' own code, in float64, step by step."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM, Standard
from gpu_experiments.sam.geometry import absolute_weight
from gpu_experiments.sam.losses import log_lower_bound, tanh_lower_bound
from gpu_experiments.stepping.driver import Driver
from tests.gpu_experiments.sam.parity_problem import (
    GOLDEN,
    batches,
    distance,
    largest_difference,
    network,
    sgd,
    total_norm,
    weights,
)
from tests.tolerances import GOLDEN_PARITY

METHODS = {
    "sgd": Standard,
    "sam_davda54_rho0.05": lambda m: SAM(m, rho=0.05),
    "asam_davda54_rho0.5": lambda m: ASAM(m, rho=0.5),
    "asam_samsung_rho0.5_eta0.01": lambda m: NamedASAM(m),
    "bisam_tanh_mu10_alpha0.1_rho0.05": lambda m: BiSAM(m, rho=0.05, ascent_loss=tanh_lower_bound),
    "bisam_log_mu1_rho0.05": lambda m: BiSAM(m, rho=0.05),
    "a_bisam_log_mu1_rho0.05": lambda m: BiSAM(m, rho=0.05, geometry=absolute_weight),
    "fsam_sigma1_lmbda0.9_rho0.05": lambda m: FSAM(m, rho=0.05, sigma=1.0, lmbda=0.9),
    "bsam_aliasfixed_rho0.05_0.05": lambda m: BSAM(m, rho=0.05, rho_min=0.05),
    "gsam_alpha0.4_rho0.05": lambda m: GSAM(m, rho=0.05, alpha=0.4),
    "esam_beta1_gamma0.5_rho0.05": lambda m: ESAM(m, rho=0.05, beta=1.0, gamma=0.5, strict_cut=True),
    "msam_m4_rho0.05": lambda m: MSAM(m, rho=0.05, m=4),
}


def NamedASAM(model: nn.Module) -> ASAM:
    return ASAM(model, rho=0.5, form="weight+eta", eta=0.01)


@pytest.mark.parametrize("key", METHODS)
def test_method_agrees_with_the_authors_code(key: str) -> None:
    entry = GOLDEN["optimizers"][key]
    model = network()
    assert [n.split(".")[-1] for n, _ in model.named_parameters()] == ["weight", "bias", "weight", "bias"]
    method = METHODS[key](model)
    driver = Driver(method, sgd(model))
    for (x, y), step in zip(batches(), entry["steps"], strict=True):
        before, visited = weights(model), []

        def loss(logits: Tensor, labels: Tensor, reduction: str = "mean") -> Tensor:
            visited.append(distance(weights(model), before))  # noqa: B023
            return cross_entropy(logits, labels, reduction=reduction)

        value = driver.step(loss, x, y)
        displaced = [v for v in visited if v > 0.0]
        assert float(value) == pytest.approx(step["loss_before"], rel=GOLDEN_PARITY)
        assert (displaced[0] if displaced else 0.0) == pytest.approx(step["perturbation_norm"], rel=GOLDEN_PARITY)
        used = [p.grad for p in model.parameters()]
        assert total_norm(used) == pytest.approx(step["update_grad_norm"], rel=GOLDEN_PARITY)
        assert total_norm(weights(model)) == pytest.approx(step["w_norm_after"], rel=GOLDEN_PARITY)
    final = [torch.tensor(w, dtype=torch.float64) for w in entry["final_weights"].values()]
    assert largest_difference(weights(model), final) < GOLDEN_PARITY
    assert int(method.nonfinite) == 0


def test_every_entry_is_compared_or_shown_to_be_the_known_bug() -> None:
    assert set(GOLDEN["optimizers"]) - set(METHODS) == {"bsam_official_rho0.05_0.05"}


def test_bsam_of_the_authors_starts_its_base_step_at_the_lower_point() -> None:
    """Moving the weights to w - e' before the base step reproduces the published code."""
    model = network()
    optimizer = sgd(model)
    driver = Driver(BSAM(model, rho=0.05, rho_min=0.05), optimizer)
    plain_step = optimizer.step

    def step_from_below() -> None:
        with torch.no_grad():
            for p, g in zip(model.parameters(), at_w, strict=True):
                p.sub_(0.05 / (norm + 1e-12) * g)
        plain_step()

    optimizer.step = step_from_below  # type: ignore[method-assign, assignment]
    for x, y in batches():
        at_w = torch.autograd.grad(cross_entropy(model(x), y), list(model.parameters()))
        norm = total_norm(list(at_w))
        driver.step(cross_entropy, x, y)
    entry = GOLDEN["optimizers"]["bsam_official_rho0.05_0.05"]
    final = [torch.tensor(w, dtype=torch.float64) for w in entry["final_weights"].values()]
    assert largest_difference(weights(model), final) < GOLDEN_PARITY


@pytest.mark.parametrize("strict", [True, False])
def test_esam_keeps_the_recorded_rows(strict: bool) -> None:
    """The recorded rows are those strictly above the k-th largest rise; the default adds the k-th."""
    for step in GOLDEN["optimizers"]["esam_beta1_gamma0.5_rho0.05"]["steps"]:
        rise = torch.tensor(step["instance_sharpness"], dtype=torch.float64)
        method = ESAM(network(), beta=1.0, gamma=0.5, strict_cut=strict)
        rows = method.rows(torch.zeros_like(rise), rise).tolist()
        assert set(step["selected_rows_in_batch"]) <= set(rows)
        assert len(rows) == 4 - strict
        assert min(rise[rows]) >= max(rise[[r for r in range(8) if r not in rows]])


def test_e_bisam_with_beta_and_gamma_one_is_bisam() -> None:
    final = []
    for make in (
        lambda m: ESAM(m, rho=0.05, beta=1.0, gamma=1.0, guard=1e-12, ascent_loss=log_lower_bound),
        lambda m: BiSAM(m, rho=0.05),
    ):
        model = network()
        driver = Driver(make(model), sgd(model))
        for x, y in batches():
            driver.step(cross_entropy, x, y)
        final.append(weights(model))
    assert largest_difference(*final) == 0.0


def test_e_bisam_with_the_cross_entropy_ascent_is_esam() -> None:
    final = []
    for ascent in (None, cross_entropy):
        model = network()
        driver = Driver(ESAM(model, rho=0.05, beta=0.5, gamma=0.5, seed=3, ascent_loss=ascent), sgd(model))
        for x, y in batches():
            driver.step(cross_entropy, x, y)
        final.append(weights(model))
    assert largest_difference(*final) == 0.0


def test_msam_with_one_micro_batch_is_sam_and_a_smaller_last_one_counts_by_its_size() -> None:
    x, y = batches()[0]
    gradients = {}
    for m in (8, 3):
        model = network()
        Driver(MSAM(model, rho=0.05, m=m), sgd(model)).step(cross_entropy, x, y)
        gradients[m] = [p.grad.clone() for p in model.parameters()]
    model = network()
    Driver(SAM(model, rho=0.05), sgd(model)).step(cross_entropy, x, y)
    assert largest_difference(gradients[8], [p.grad for p in model.parameters()]) == 0.0
    expected = [torch.zeros_like(p) for p in model.parameters()]
    for a, b in ((0, 3), (3, 6), (6, 8)):
        part = network()
        Driver(SAM(part, rho=0.05), sgd(part)).step(cross_entropy, x[a:b], y[a:b])
        for total, p in zip(expected, part.parameters(), strict=True):
            total += p.grad * (b - a) / 8
    assert largest_difference(gradients[3], expected) < 1e-15


def test_damaged_radius_is_seen() -> None:
    """The comparison can fail: another rho is out of tolerance."""
    model = network()
    driver = Driver(SAM(model, rho=0.05 * (1 + 1e-6)), sgd(model))
    for x, y in batches():
        driver.step(cross_entropy, x, y)
    entry = GOLDEN["optimizers"]["sam_davda54_rho0.05"]
    final = [torch.tensor(w, dtype=torch.float64) for w in entry["final_weights"].values()]
    assert largest_difference(weights(model), final) > GOLDEN_PARITY
