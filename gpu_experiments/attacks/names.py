"""Attacks of an evaluation by name: "linf 1/255 pgd-10", "l2 0.5 pgd-20x3" (three restarts), "linf 0.1 autoattack".

" on 500" behind a name: on the first 500 images only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from gpu_experiments.attacks.norm_ball import NORMS, Norm
from gpu_experiments.attacks.pgd import PGD

_PATTERN = re.compile(r"(linf|l2|l1) (\d+(?:\.\d+)?|\d+/\d+) (?:pgd-(\d+)(?:x(\d+))?|(autoattack))(?: on ([1-9]\d*))?")
_STEPS_TO_EDGE = {
    "linf": 4,
    "l2": 8,
    "l1": 8,
}  # step size eps/4 and eps/8, for linf and l2 as Wei et al. (2023) evaluate


@dataclass(frozen=True)
class NamedAttack:
    """An attack on test images: PGD, or AutoAttack where `pgd` is None; on the first `images`, None for all.

    The name is without the number of images: on fewer the attack is the same, and its counts say how many they were.
    """

    name: str
    norm: Norm
    eps: float
    pgd: PGD | None
    images: int | None = None


def parse_attack(name: str) -> NamedAttack:
    """The attack of that name: norm, radius (a decimal or a fraction), and "pgd-STEPS", "pgd-STEPSxRESTARTS" or
    "autoattack", then " on N" where it is made on the first N images only.  PGD steps are eps/4 (l_inf) and eps/8 (l2,
    l1), with random starts; of several restarts the best last iterate is kept.

    Raises ValueError for a name that is not of this form.
    """
    match = _PATTERN.fullmatch(name)
    if match is None or name.split()[1].endswith("/0"):
        raise ValueError(f"attack: expected a name like 'linf 1/255 pgd-10' or 'l2 0.5 autoattack', got {name!r}")
    norm = next(one for one in NORMS if one == match[1])
    eps = float(Fraction(match[2]))
    images = int(match[6]) if match[6] else None
    name = name.partition(" on ")[0]
    if match[5]:
        return NamedAttack(name, norm, eps, None, images)
    restarts = int(match[4] or 1)
    pgd = PGD(eps, eps / _STEPS_TO_EDGE[norm], int(match[3]), norm, restarts=restarts)
    return NamedAttack(name, norm, eps, pgd, images)
