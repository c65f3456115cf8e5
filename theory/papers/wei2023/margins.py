"""Section 3: what SAM and AT do to the margin of one linear unit."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result
from theory.ledger.formulas import parse
from theory.papers.sources import wei2023
from theory.papers.tools.derivation import confirm
from theory.papers.wei2023.duality import compare_each
from theory.papers.wei2023.inner_products import largest_inner_product

SOURCE = wei2023("Section 3, duality of SAM and AT")
ADDED = "not in the paper: what its sentence amounts to for one linear unit"
UNIT = "w and x not zero, of any size; y = +1 or -1; a loss that decreases in the margin y w.x; rho > 0, eps > 0"

CLAIMS = (
    Claim(
        id="wei2023/sec-3-sam-margin",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="per-sample SAM lowers the margin by rho |x|",
        statement=(
            r"$\max_{\|e\|_2 \le \rho} \ell(y (w + e) \cdot x) = \ell(y\, w \cdot x - \rho \|x\|_2)$: "
            r"the shift depends on the sample, not on $w$."
        ),
        formula={"l2": "margin - rho*norm_x"},
        domain=UNIT,
        uses=("wei2023/eq-5-per-sample",),
        reading=ADDED + "; SAM's own perturbation is shared by all samples",
    ),
    Claim(
        id="wei2023/sec-3-at-margin",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="AT lowers the margin by eps times the dual norm of w",
        statement=(
            r"$\max_{\|\delta\| \le \epsilon} \ell(y\, w \cdot (x + \delta)) = "
            r"\ell(y\, w \cdot x - \epsilon \|w\|_*)$: the shift depends on $w$, not on the sample."
        ),
        formula={"l2": "margin - eps*norm2", "linf": "margin - eps*norm1", "l1": "margin - eps*norm_max"},
        domain=UNIT + "; l2, l_inf and l1 balls",
        uses=("wei2023/eq-3",),
        reading=ADDED + "; the dual norms of l2, l_inf, l1 are l2, l1, l_inf",
    ),
)


def _norms(*names: str) -> dict[str, Any]:
    import sympy as sp

    return {name: sp.Symbol(name, positive=True) for name in names}


def check_sam_margin(formula: Any) -> Result:
    """Derive the least margin over |e|_2 <= rho: y e.x is e's inner product with a vector of length |x|."""
    import sympy as sp

    names = {"margin": sp.Symbol("margin", real=True), **_norms("norm_x")}
    shift = largest_inner_product(parse("rho"), names["norm_x"])
    return compare_each({"l2": names["margin"] - shift}, formula, **names)


def _linf_coefficient(eps: Any) -> Any:
    """Return how much one coordinate can lower the margin, over |w_i|: linear in delta_i, so at an end."""
    import sympy as sp

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
    import sympy as sp

    largest, size = sp.Symbol("largest", positive=True), sp.Symbol("size", nonnegative=True)
    slack = sp.Symbol("slack", nonnegative=True)  # largest - |w_i|
    excess = sp.expand(largest * size - (largest - slack) * size)
    confirm(excess.is_nonnegative, f"{excess} >= 0")
    drops = {-sp.Min(label * largest * eps, -label * largest * eps) / largest for label in (1, -1)}
    (drop,) = (sp.simplify(drop) for drop in drops)
    return drop


def check_at_margin(formula: Any) -> Result:
    """Derive the least margin over the l2, l_inf and l1 ball of inputs."""
    import sympy as sp

    eps = parse("eps")
    names = {"margin": sp.Symbol("margin", real=True), **_norms("norm2", "norm1", "norm_max")}
    derived = {
        "l2": names["margin"] - largest_inner_product(eps, names["norm2"]),
        "linf": names["margin"] - _linf_coefficient(eps) * names["norm1"],
        "l1": names["margin"] - _l1_coefficient(eps) * names["norm_max"],
    }
    return compare_each(derived, formula, **names)


CHECKS = (
    Check("wei2023/sec-3-sam-margin", Method.SYMBOLIC, "any number of weights", True, check_sam_margin),
    Check(
        "wei2023/sec-3-at-margin",
        Method.SYMBOLIC,
        "any number of weights; l2, l_inf, l1",
        True,
        check_at_margin,
    ),
)
