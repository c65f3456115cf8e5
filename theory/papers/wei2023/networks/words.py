"""The networks that the paper speaks of, in the words of the domains of what is measured."""

from __future__ import annotations

PLACE_OF_COST = "Section 5, cost"
NETWORK = "network = preactresnet18, all training images, epochs = 100, batch = 128, learning rate = 0.1"
TRAINED = f"data in {{cifar10, cifar100}}, {NETWORK}"
