"""Li, Zhang and He, "Implicit Regularization of Sharpness-Aware Minimization for Scale-Invariant Problems".

arXiv 2410.14802; SAM and the balance of two factors.
"""

from __future__ import annotations

from theory.papers.li2024b.balance import claims as balance
from theory.papers.li2024b.decrease import claims as decrease
from theory.papers.li2024b.sharpness import claims as sharpness

PARTS = (balance, decrease, sharpness)
