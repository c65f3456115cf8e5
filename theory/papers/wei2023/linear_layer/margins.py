"""Section 3: what SAM and AT do to the margin of one linear unit."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.formulas import parse
from theory.papers.tools.derivation import confirm
from theory.papers.wei2023.linear_layer.checks import compare_each
from theory.papers.wei2023.linear_layer.inner_products import largest_inner_product

FALLING = "a loss that decreases in the margin"


def _norms(*names: str) -> dict[str, Any]:
    return {name: sp.Symbol(name, positive=True) for name in names}


def check_sam_margin(formula: Any) -> Result:
    """Derive the least margin over |e|_2 <= rho: y e.x is e's inner product with a vector of length |x|."""
    names = {"margin": sp.Symbol("margin", real=True), **_norms("norm_x")}
    shift = largest_inner_product(parse("rho"), names["norm_x"])
    return compare_each({"l2": names["margin"] - shift}, formula, FALLING, **names)


def _linf_coefficient(eps: Any) -> Any:
    """Return how much one coordinate can lower the margin, over |w_i|: linear in delta_i, so at an end."""
    size, delta = sp.Symbol("size", positive=True), sp.Symbol("delta", real=True)
    drops = set()
    for weight in (size, -size):
        for label in (1, -1):
            term = label * weight * delta
            confirm(sp.diff(term, delta, 2) == 0, f"{term} is linear in delta")
            drops.add(sp.simplify(-sp.Min(*(term.subs(delta, end) for end in (-eps, eps))) / size))
    (drop,) = drops
    return drop


def _l1_coefficient(eps: Any) -> Any:
    """Return how much the l1 ball can lower the margin, over max |w_i|.

    For every delta the drop is at most sum |w_i| |delta_i|, which max |w_j| sum |delta_i| exceeds by a sum of
    terms slack |delta_i| >= 0; all of eps on a largest coordinate attains that.
    """
    largest, size = sp.Symbol("largest", positive=True), sp.Symbol("size", nonnegative=True)
    slack = sp.Symbol("slack", nonnegative=True)  # largest - |w_i|
    excess = sp.expand(largest * size - (largest - slack) * size)
    confirm(excess.is_nonnegative, f"{excess} >= 0")
    drops = {-sp.Min(label * largest * eps, -label * largest * eps) / largest for label in (1, -1)}
    (drop,) = (sp.simplify(drop) for drop in drops)
    return drop


def check_at_margin(formula: Any) -> Result:
    """Derive the least margin over the l2, l_inf and l1 ball of inputs."""
    eps = parse("eps")
    names = {"margin": sp.Symbol("margin", real=True), **_norms("norm2", "norm1", "norm_max")}
    derived = {
        "l2": names["margin"] - largest_inner_product(eps, names["norm2"]),
        "linf": names["margin"] - _linf_coefficient(eps) * names["norm1"],
        "l1": names["margin"] - _l1_coefficient(eps) * names["norm_max"],
    }
    return compare_each(derived, formula, f"{FALLING}, ball in {{l2, l_inf, l1}}", **names)
