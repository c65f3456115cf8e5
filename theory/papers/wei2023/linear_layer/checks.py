"""Section 3: perturbing the input and perturbing the weights of a linear layer z = W x, compared exactly.

Vectors enter through their inner products, matrices as non-commuting words, so that each identity below is one
for every number of inputs and outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.ledger.claims import Result, verdict_of
from theory.ledger.domain import ANY, Domain, of_symbols
from theory.ledger.formulas import parse
from theory.papers.tools.derivation import confirm
from theory.papers.wei2023.linear_layer.inner_products import largest_inner_product
from theory.rigour.compare import compare


def _norm(name: str) -> Any:
    return sp.Symbol(name, positive=True)


def compare_each(derived: Mapping[str, Any], formula: Mapping[str, str], given: str = "", **names: Any) -> Result:
    """Return the verdict on a claim's expressions against derived ones, key by key; see
    :func:`theory.rigour.compare.compare`.

    Args:
        derived: expressions by name.
        formula: the claim's, by the same names.
        given: what the derivation assumes besides the signs of its symbols, as the text of a domain.
        names: further symbols of the formula.
    """
    pairs = {key: (value, sp.sympify(parse(formula[key], **names))) for key, value in derived.items()}
    used = sorted(set().union(*(side.free_symbols for pair in pairs.values() for side in pair)), key=str)
    first = {symbol: Fraction(k) for k, symbol in enumerate(used, 2)}
    found = compare(pairs, at=[first])
    covered = Domain.of(", ".join(filter(None, (of_symbols(used).text, given))))
    return replace(found, covered=covered)


def check_duality(formula: Any) -> Result:
    """Derive what each perturbation adds to the features."""
    layer, change = sp.symbols("W D", commutative=False)
    x, delta = sp.symbols("x delta", commutative=False)
    derived = {
        "input": sp.expand(layer * (x + delta) - layer * x),
        "weight": sp.expand((layer + change) * x - layer * x),
    }
    names = {"W": layer, "D": change, "x": x, "delta": delta}
    differences = {key: sp.expand(value - parse(formula[key], **names)) for key, value in derived.items()}
    wrong = {key: str(value) for key, value in differences.items() if value != 0}
    # distinct words in free matrices are distinct maps, so a difference that does not cancel is a real one
    return Result(
        verdict_of(not wrong),
        observed={key: str(value) for key, value in derived.items()},
        expected=dict(formula),
        counterexample={"differences": wrong} if wrong else None,
        covered=ANY,
    )


def _weight_radius() -> Any:
    """Return the radius of {D x : |D|_F <= rho}, from both inclusions."""
    rho, norm_x = parse("rho"), _norm("norm_x")
    # inside: each row r of D has |r.x| <= |r| |x|, and over the rows |D x|^2 <= |D|_F^2 |x|^2
    row = sp.Symbol("row", positive=True)
    upper = (largest_inner_product(row, norm_x) / row * rho) ** 2
    # onto: D = u x^T / |x|^2 has D x = u and |D|_F^2 = |u|^2 / |x|^2
    i, j, m, n = sp.symbols("i j m n", integer=True, positive=True)
    u, x = sp.IndexedBase("u"), sp.IndexedBase("x")
    entry = u[i] * x[j] / norm_x**2

    def over_inputs(term: Any) -> Any:
        return sp.simplify(sp.Sum(term, (j, 1, n))).subs(sp.Sum(x[j] ** 2, (j, 1, n)), norm_x**2)

    image = sp.Symbol("image", positive=True)  # |u|^2
    frobenius = sp.simplify(sp.Sum(over_inputs(entry**2), (i, 1, m))).subs(sp.Sum(u[i] ** 2, (i, 1, m)), image)
    (reached,) = sp.solve(frobenius - rho**2, image)
    confirm(sp.simplify(over_inputs(entry * x[j]) - u[i]) == 0, "D x = u")
    confirm(sp.simplify(reached - upper) == 0, f"the bound {upper} of |u|^2 is attained")
    return sp.sqrt(upper)


def check_weight_ball(formula: Any) -> Result:
    """Derive the radius of the ball that weight perturbations fill."""
    return compare_each({"radius": _weight_radius()}, formula, norm_x=_norm("norm_x"))


def check_input_support(formula: Any) -> Result:
    """Derive the largest v . W delta = (W^T v) . delta over the ball."""
    eps, norm = parse("eps"), _norm("norm_WTv")
    return compare_each({"support": largest_inner_product(eps, norm)}, formula, norm_WTv=norm)


def check_input_ellipsoid(formula: Any) -> Result:
    """Derive the quadratic form of {W delta} for full row rank.

    With V = W^T and K = (W V)^-1, P = V K W projects orthogonally: for z = W delta, z^T K z = |P delta|^2 =
    |delta|^2 - |(1 - P) delta|^2; and delta = V K z reaches z with |delta|^2 = z^T K z.
    """
    eps = parse("eps")
    w, v, gram = sp.symbols("W V G", commutative=False)

    def reduced(word: Any) -> Any:
        return sp.expand(sp.expand(word).subs(w * v, gram))

    inverse, identity = gram**-1, sp.Integer(1)
    projection = v * inverse * w
    # (V K W)^T = W^T K^T V^T = V K W since K is symmetric, so (1-P)^T (1-P) = (1-P)^2
    confirm(reduced((identity - projection) ** 2 - (identity - projection)) == 0, "1 - P is a projection")
    confirm(reduced(w * (v * inverse)) == 1, "W V K z = z")
    shortest = reduced(inverse * w * v * inverse)  # |V K z|^2 = z^T (this) z
    form = sp.Symbol("form", positive=True)  # z^T K z
    (bound,) = sp.solve(form * (shortest * gram) - eps**2, form)
    return compare_each({"bound": bound}, formula, "W of full row rank")


def check_equal_sets(formula: Any) -> Result:
    """Derive W W^T from equal support functions, which characterise closed convex sets.

    The form q(v) = eps^2 |W^T v|^2 - (ball radius)^2 |v|^2 must vanish at e_i, e_j and e_i + e_j, for all i, j;
    and it vanishes everywhere once W W^T is the multiple of the identity found.
    """
    eps, norm_x = parse("eps"), _norm("norm_x")
    gap = sp.Symbol("norm", positive=True)
    support = largest_inner_product(eps, gap) ** 2 / gap**2
    ball = largest_inner_product(_weight_radius(), gap) ** 2 / gap**2
    first, second, mixed, length = sp.symbols("A_ii A_jj A_ij length", real=True)
    entries = sp.Matrix([[first, mixed], [mixed, second]])

    def q(vector: Any) -> Any:
        return sp.expand((vector.T * (support * entries - ball * sp.eye(2)) * vector)[0])

    conditions = [q(sp.Matrix(vector)) for vector in ([1, 0], [0, 1], [1, 1])]
    (solution,) = sp.solve(conditions, [first, second, mixed], dict=True)
    confirm(sp.simplify(solution[first] - solution[second]) == 0, "the diagonal is constant")
    confirm(sp.simplify((support * solution[first] - ball) * length) == 0, "q vanishes for that multiple of I")
    return compare_each({"diagonal": solution[first], "off_diagonal": solution[mixed]}, formula, norm_x=norm_x)
