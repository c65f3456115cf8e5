from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from theory import Adversarial, SharpnessAware, Standard

WITH_RADIUS = [(Adversarial, "eps"), (SharpnessAware, "rho")]


@pytest.mark.parametrize(("kind", "name"), WITH_RADIUS)
def test_objectives_are_values(kind: type, name: str) -> None:
    assert kind(0.5) == kind(0.5) == kind(np.float64(0.5))
    assert kind(0.5) != kind(0.25)
    assert hash(kind(0.0)) == hash(kind(-0.0))
    assert repr(kind(1)) == f"{kind.__name__}({name}=1.0)"
    assert kind([0.1, 0.2]) == kind(np.array([0.1, 0.2]))
    assert hash(kind([0.1, 0.2])) == hash(kind((0.1, 0.2)))
    assert kind([0.1]) != kind(0.1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(kind(0.5), name, 1.0)


def test_kinds_differ() -> None:
    assert Standard() == Standard()
    assert hash(Standard()) == hash(Standard())
    assert Adversarial(0.5) != SharpnessAware(0.5)
    assert Standard() != SharpnessAware(0.0)
    assert len({Standard(), Adversarial(0.5), SharpnessAware(0.5), SharpnessAware(0.5)}) == 3


@pytest.mark.parametrize(("kind", "name"), WITH_RADIUS)
@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), -float("inf")])
def test_radii_out_of_range(kind: type, name: str, value: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be finite and >= 0, got {value!r}"):
        kind(value)
    with pytest.raises(ValueError, match=rf"got {name}\[1, 0\] = "):
        kind([[0.1], [value]])


@pytest.mark.parametrize(("kind", "name"), WITH_RADIUS)
@pytest.mark.parametrize("value", ["0.1", 0.1j, True, None, object()])
def test_radii_that_are_no_numbers(kind: type, name: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be a real number or an array of real numbers, got "):
        kind(value)
