"""What lies beyond the printed theorems of Wei, Zhu and Zhang: answers to questions their model raises."""

from __future__ import annotations

from theory.papers.beyond.all_weights import claims as all_weights
from theory.papers.beyond.attacks import claims as attacks
from theory.papers.beyond.cap import claims as cap
from theory.papers.beyond.digits import claims as digits
from theory.papers.beyond.fitted import claims as fitted
from theory.papers.beyond.fitted_methods import claims as fitted_methods
from theory.papers.beyond.large_radii import claims as large_radii
from theory.papers.beyond.planted import claims as planted
from theory.papers.beyond.rates import claims as rates
from theory.papers.beyond.reduced import claims as reduced
from theory.papers.beyond.reduced_methods import claims as reduced_methods
from theory.papers.beyond.scale import claims as scale
from theory.papers.beyond.smooth import claims as smooth
from theory.papers.beyond.step_costs import claims as step_costs
from theory.papers.beyond.training import claims as training

PARTS = (
    cap,
    all_weights,
    scale,
    attacks,
    large_radii,
    smooth,
    rates,
    training,
    digits,
    fitted,
    fitted_methods,
    reduced,
    reduced_methods,
    planted,
    step_costs,
)
