"""Weights in shards over two gloo processes (`fully_shard`): the steps are those of one process."""

import pytest
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from gpu_experiments.attacks.pgd import PGD
from gpu_experiments.sam.family import ASAM, BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM
from gpu_experiments.sam.variants import AWP, WSAM, LookSAM
from gpu_experiments.stepping.driver import Driver
from gpu_experiments.stepping.optimizer import SharpnessAwareOptimizer
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.gpu_experiments.two_processes import Results, results_of
from tests.tolerances import FLOAT64_SUM

METHODS = {
    "SAM": lambda m: SAM(m, 0.1),
    "SAM-groups": lambda m: SAM(m, params=[{"params": m[0].parameters(), "rho": 0.2}, {"params": m[2].parameters()}]),
    "SAM-layer": lambda m: SAM(m, 0.1, normalise="layer"),
    "ASAM": lambda m: ASAM(m, 0.5),
    "ASAM-eta": lambda m: ASAM(m, 0.5, form="weight+eta"),
    "BiSAM": lambda m: BiSAM(m, 0.1),
    "F-SAM": lambda m: FSAM(m, 0.1),
    "F-SAM-full": lambda m: FSAM(m, 0.1, part="full"),
    "GSAM": lambda m: GSAM(m, 0.1),
    "BSAM": lambda m: BSAM(m, 0.1),
    "AWP": lambda m: AWP(m, 0.1),
    "LookSAM": lambda m: LookSAM(m, 0.1, k=2),
    "WSAM": lambda m: WSAM(m, 0.1),
    "ESAM": lambda m: ESAM(m, 0.1, beta=0.5, gamma=1.0),
}
OPTIONS = {"SAM": {"accumulation": 2, "max_grad_norm": 0.5}, "GSAM": {"nonfinite": "skip"}}
ATTACK = PGD(0.1, 0.05, steps=2, random_start=False, bounds=(-2.0, 2.0))


def trained(model: nn.Module, name: str, share: slice) -> None:
    driver = Driver(METHODS[name](model), sgd(model), **OPTIONS.get(name, {}))
    for x, y in batches():
        x, y = x[share], y[share]
        driver.step(cross_entropy, ATTACK(model, x, y) if name == "AWP" else x, y)


def own_loop(model: nn.Module, share: slice) -> None:
    optimizer, perturbation = sgd(model), SAM(model, 0.1)
    for x, y in batches():
        optimizer.zero_grad()
        cross_entropy(model(x[share]), y[share]).backward()
        with perturbation:
            cross_entropy(model(x[share]), y[share]).backward()
        optimizer.step()


def adapted(model: nn.Module, share: slice) -> None:
    optimizer = SharpnessAwareOptimizer(GSAM(model, 0.1), sgd(model))
    for x, y in batches():

        def closure() -> Tensor:
            optimizer.zero_grad()
            value = cross_entropy(model(x[share]), y[share])  # noqa: B023
            value.backward()
            return value

        optimizer.step(closure)


LOOPS = {"context manager": own_loop, "adapter": adapted}


def replica(rank: int) -> Results:
    from torch.distributed.fsdp import fully_shard

    mesh = dist.device_mesh.init_device_mesh("cpu", (2,))
    share, results = slice(4 * rank, 4 * rank + 4), {}

    def sharded() -> nn.Module:
        model = network()
        for layer in (model[0], model[2]):
            fully_shard(layer, mesh=mesh)
        return fully_shard(model, mesh=mesh)

    for name in METHODS:
        model = sharded()
        trained(model, name, share)
        results[name] = [p.full_tensor().detach() for p in model.parameters()]
    for name, loop in LOOPS.items():
        model = sharded()
        loop(model, share)
        results[name] = [p.full_tensor().detach() for p in model.parameters()]
    with pytest.raises(ValueError, match="cannot climb apart in every process"):
        Driver(MSAM(model, m=2), sgd(model))
    return results


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> list[Results]:
    return results_of(replica, tmp_path_factory.mktemp("shards"))


@pytest.mark.parametrize("name", METHODS)
def test_the_step_is_that_of_one_process(name: str, results) -> None:
    model = network()
    start = weights(model)
    trained(model, name, slice(None))
    assert largest_difference(weights(model), results[0][name]) < FLOAT64_SUM
    assert largest_difference(results[0][name], results[1][name]) == 0.0
    assert largest_difference(weights(model), start) > 0.01


@pytest.mark.parametrize("name", LOOPS)
def test_loops_of_ones_own_too(name: str, results) -> None:
    model = network()
    LOOPS[name](model, slice(None))
    assert largest_difference(weights(model), results[0][name]) < FLOAT64_SUM
