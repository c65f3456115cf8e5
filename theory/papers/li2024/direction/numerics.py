"""The correlation with the noise by running the recursion."""

from __future__ import annotations

import numpy as np
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse
from theory.papers.li2024.average.numerics import SEED, unrolled_weights
from theory.papers.li2024.moments import names
from theory.papers.li2024.words import RATIO, STEPS
from theory.papers.tools.worst import Worst

AGREES = 1e-10  # relative: a sum of 2000 squares against a closed form
LONG = 2000  # steps: 0.99^4000 is 4e-18
DRAWN = 20
COVERED = f"0.01 <= lam <= 0.99; {STEPS}; {RATIO}; t -> oo; sigma = 1; v > 0"


def check_noise(formula: dict[str, str]) -> Result:
    """Run the recursion on the weights of all noises for 2000 steps at random lambda and correlate."""
    generator = np.random.default_rng(SEED)
    worst = Worst()
    for lam in generator.uniform(0.01, 0.99, DRAWN):
        weights, _ = unrolled_weights(lam, LONG)
        earlier, _ = unrolled_weights(lam, LONG - 1)
        newest = np.eye(1, LONG, LONG - 1)[0]
        for key, average in (("updated average", weights), ("old average", np.append(earlier, 0.0))):
            difference = newest - average
            exact = float(difference[-1] / np.linalg.norm(difference))
            stated = float(sp.N(parse(formula[key], **names()).subs(names()["lam"], lam)))
            worst.see(abs(stated / exact - 1.0), lam=float(lam), difference=key, recursion=exact, stated=stated)
    return worst.result(AGREES, {"random lam": DRAWN, "steps": LONG}, SEED, COVERED, relative=True)
