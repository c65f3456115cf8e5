"""DistributedDataParallel over two gloo processes: one perturbation for all, and one a replica."""

import pytest
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from gpu_experiments.sam.family import BSAM, ESAM, FSAM, GSAM, MSAM, SAM, BiSAM
from gpu_experiments.stepping.driver import Driver
from tests.gpu_experiments.sam.parity_problem import batches, largest_difference, network, sgd, weights
from tests.gpu_experiments.two_processes import Results, results_of
from tests.tolerances import FLOAT64_SUM

CASES = {
    "SAM": (lambda m: SAM(m), {}),
    "SAM-accumulated": (lambda m: SAM(m), {"accumulation": 2}),
    "BiSAM": (lambda m: BiSAM(m), {}),
    "F-SAM": (lambda m: FSAM(m), {}),
    "BSAM": (lambda m: BSAM(m), {}),
    "GSAM": (lambda m: GSAM(m), {}),
    "ESAM": (lambda m: ESAM(m, beta=0.5, gamma=1.0), {}),
    "ESAM-selecting": (lambda m: ESAM(m, beta=0.5, gamma=0.5), {}),
    "SAM-per-replica": (lambda m: SAM(m), {"per_replica": True}),
    "mSAM": (lambda m: MSAM(m, m=2), {}),
}
SAME_AS_ONE_PROCESS = ("SAM", "SAM-accumulated", "BiSAM", "F-SAM", "BSAM", "GSAM", "ESAM")


def replica(rank: int) -> Results:
    results = {}
    for name, (make, options) in CASES.items():
        model = DistributedDataParallel(network())
        driver = Driver(make(model), sgd(model), **options)
        for x, y in batches():
            driver.step(cross_entropy, x[4 * rank : 4 * rank + 4], y[4 * rank : 4 * rank + 4])
        results[name] = weights(model.module)
    # the context manager, with the perturbation of all and of the replica
    for name, local in (("context", False), ("context-per-replica", True)):
        model = DistributedDataParallel(network())
        optimizer, perturbation = sgd(model), SAM(model)
        for x, y in batches():
            x, y = x[4 * rank : 4 * rank + 4], y[4 * rank : 4 * rank + 4]
            if local:
                with model.no_sync():
                    cross_entropy(model(x), y).backward()
            else:
                cross_entropy(model(x), y).backward()
            with perturbation:
                cross_entropy(model(x), y).backward()
            optimizer.step()
            optimizer.zero_grad()
        results[name] = weights(model.module)
    return results


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> list[Results]:
    return results_of(replica, tmp_path_factory.mktemp("replicas"))


def test_replicas_stay_equal(results) -> None:
    for name in results[0]:
        assert largest_difference(results[0][name], results[1][name]) == 0.0, name


@pytest.mark.parametrize("name", SAME_AS_ONE_PROCESS)
def test_one_perturbation_for_all_is_the_step_of_one_process(name: str, results) -> None:
    model = network()
    driver = Driver(CASES[name][0](model), sgd(model))
    for x, y in batches():
        driver.step(cross_entropy, x, y)
    # BiSAM, F-SAM etc. see means of equal halves: the same numbers up to the order of sums
    assert largest_difference(weights(model), results[0][name]) < FLOAT64_SUM


def test_one_perturbation_a_replica_is_m_sharpness(results) -> None:
    for name, m in (("SAM-per-replica", 4), ("mSAM", 2)):
        model = network()
        driver = Driver(MSAM(model, rho=CASES[name][0](model).param_groups[0]["rho"], m=m), sgd(model))
        for x, y in batches():
            driver.step(cross_entropy, x, y)
        assert largest_difference(weights(model), results[0][name]) < FLOAT64_SUM
    assert largest_difference(results[0]["SAM"], results[0]["SAM-per-replica"]) > 1e-6


def test_context_manager_agrees_with_the_driver(results) -> None:
    assert largest_difference(results[0]["context"], results[0]["SAM"]) < FLOAT64_SUM
    assert largest_difference(results[0]["context-per-replica"], results[0]["SAM-per-replica"]) < FLOAT64_SUM
