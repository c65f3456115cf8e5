"""The checks in ball arithmetic: verdicts that are proofs over whole regions of the parameters.

Each function takes a plan (how far to go); :func:`theory.rigour.prover.thorough` gives a check a larger one.
"""

from __future__ import annotations

from functools import partial

from theory.ledger.claims import Check, Method
from theory.papers.wei2023 import rigorous_radii as radii
from theory.papers.wei2023 import rigorous_region as region
from theory.papers.wei2023 import rigorous_shift as shift
from theory.rigour.prover import STANDARD

CLAIMS = ()

LIMIT = "rho -> 0, every p, eta, d >= 1; certified digits at d = 1, 100, 10^6"
BOX = "the box that the evidence states"
LEADING = "the term rho^2 alone; " + LIMIT

CHECKS = (
    Check("wei2023/thm-4.4", Method.RIGOROUS, LIMIT, True, partial(shift.check_leading, plan=STANDARD)),
    Check("wei2023/thm-4.4-corrected", Method.RIGOROUS, LEADING, False, partial(shift.check_leading, plan=STANDARD)),
    Check("wei2023/thm-4.4-error-bound", Method.RIGOROUS, BOX, False, partial(shift.check_error_bound, plan=STANDARD)),
    Check("wei2023/thm-4.4-region", Method.RIGOROUS, BOX, True, partial(region.check_region, plan=STANDARD)),
    Check("wei2023/thm-4.5", Method.RIGOROUS, LIMIT, True, partial(radii.check_relation, plan=STANDARD)),
    Check("wei2023/thm-4.5-leading", Method.RIGOROUS, LIMIT, True, partial(radii.check_relation, plan=STANDARD)),
    Check(
        "wei2023/thm-4.5-conclusion",
        Method.RIGOROUS,
        BOX,
        False,
        partial(radii.check_bound, plan=STANDARD, name="wei2023/thm-4.5-conclusion"),
    ),
    Check(
        "wei2023/thm-4.5-sharper",
        Method.RIGOROUS,
        BOX,
        False,
        partial(radii.check_bound, plan=STANDARD, name="wei2023/thm-4.5-sharper"),
    ),
)
