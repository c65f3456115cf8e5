"""PGD finds what that of foolbox, torchattacks and ART finds, but for the chance of the random starts."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from tests.environments.attacks.peers import NORMS, PEERS, digits, ours

SETTINGS = {"linf": (0.08, 0.02, 10), "l2": (0.6, 0.15, 10)}


@pytest.fixture(scope="module")
def problem():
    torch.set_num_threads(1)
    return digits(360)


def right(attack, problem) -> torch.Tensor:
    model, x, y = problem
    torch.manual_seed(3)
    np.random.seed(3)  # noqa: NPY002 - ART draws from it
    return model(attack(x, y)).argmax(1) == y


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("peer", PEERS)
def test_robust_accuracy_is_that_of_the_peer(peer, norm, problem):
    mine, theirs = (right(make(problem[0], norm, *SETTINGS[norm]), problem) for make in (ours, PEERS[peer]))
    assert 0.1 < float(mine.double().mean()) < 0.9
    # paired: samples on which the two differ, by chance of the start, split evenly
    only_mine, only_theirs = int((mine & ~theirs).sum()), int((theirs & ~mine).sum())
    assert abs(only_mine - only_theirs) <= 3.0 * math.sqrt(max(only_mine + only_theirs, 1))


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("peer", PEERS)
def test_a_weaker_attack_of_the_peer_is_seen(peer, norm, problem):
    eps, step, steps = SETTINGS[norm]
    mine = right(ours(problem[0], norm, eps, step, steps), problem)
    theirs = right(PEERS[peer](problem[0], norm, eps / 2, step / 2, steps), problem)
    only_mine, only_theirs = int((mine & ~theirs).sum()), int((theirs & ~mine).sum())
    assert only_theirs - only_mine > 3.0 * math.sqrt(max(only_mine + only_theirs, 1))
