"""What lies beyond the printed theorems of Wei, Zhu and Zhang: answers to questions their model raises."""

from __future__ import annotations

from theory.papers.beyond import (
    attack_accuracies,
    attacks,
    full_weights,
    large_radii,
    networks,
    normalisation,
    rates,
    smooth,
)
from theory.papers.beyond.training import claims as training

PARTS = (full_weights, normalisation, attacks, attack_accuracies, large_radii, smooth, rates, training, networks)
