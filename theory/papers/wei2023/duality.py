"""Section 3: perturbing the input and perturbing the weights of a linear layer z = W x, compared exactly.

Vectors enter through their inner products, matrices as non-commuting words, so that each identity below is one
for every number of inputs and outputs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse
from theory.papers.sources import wei2023
from theory.papers.tools.derivation import confirm
from theory.papers.wei2023.inner_products import largest_inner_product

SOURCE = wei2023("Section 3, duality of SAM and AT")
ADDED = "not in the paper: what its sentence amounts to for one linear layer"
LAYER = "one linear layer W of any size, x != 0, rho > 0, eps > 0"

CLAIMS = (
    Claim(
        id="wei2023/sec-3-duality",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="SAM and AT both perturb a layer's features",
        statement=(
            r"For a linear layer $z = Wx$: $W(x + \delta) = z + W\delta$ (explicit) and "
            r"$(W + D)x = z + Dx$ (implicit)."
        ),
        formula={"input": "W*delta", "weight": "D*x"},
        domain=LAYER,
        uses=("wei2023/eq-1", "wei2023/eq-3"),
        reading="the sentence speaks of networks; its exact content is that of the first layer, if linear",
    ),
    Claim(
        id="wei2023/sec-3-weight-ball",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="weight perturbations move the features over a ball",
        statement=r"$\{Dx : \|D\|_F \le \rho\}$ is the ball of radius $\rho \|x\|_2$, whatever $W$ is.",
        formula={"radius": "rho*norm_x"},
        domain=LAYER,
        uses=("wei2023/sec-3-duality",),
        reading=ADDED,
    ),
    Claim(
        id="wei2023/sec-3-input-ellipsoid",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="input perturbations move the features over an ellipsoid",
        statement=(
            r"$\{W\delta : \|\delta\|_2 \le \epsilon\}$ has the support function $\epsilon \|W^T v\|_2$; "
            r"if $W$ has full row rank it is $\{z : z^T (W W^T)^{-1} z \le \epsilon^2\}$."
        ),
        formula={"support": "eps*norm_WTv", "bound": "eps**2"},
        domain=LAYER,
        uses=("wei2023/sec-3-duality",),
        reading=ADDED,
    ),
    Claim(
        id="wei2023/sec-3-equal-sets",
        kind=Kind.EQUATION,
        source=SOURCE,
        summary="ball and ellipsoid agree only if W W^T is a multiple of I",
        statement=(
            r"$\{Dx : \|D\|_F \le \rho\} = \{W\delta : \|\delta\|_2 \le \epsilon\}$ if and only if "
            r"$W W^T = (\rho \|x\|_2 / \epsilon)^2 I$: rows orthogonal and of equal norms."
        ),
        formula={"diagonal": "(rho*norm_x/eps)**2", "off_diagonal": "0"},
        domain=LAYER,
        uses=("wei2023/sec-3-weight-ball", "wei2023/sec-3-input-ellipsoid"),
        reading=ADDED,
    ),
)


def _norm(name: str) -> Any:
    import sympy as sp

    return sp.Symbol(name, positive=True)


def compare_each(derived: dict[str, Any], formula: dict[str, str], **names: Any) -> Result:
    """Return the verdict on a claim's expressions against derived ones, key by key.

    A difference counts as one only with values of the symbols at which it is not zero.
    """
    import sympy as sp

    claimed = {key: sp.sympify(parse(formula[key], **names)) for key in derived}
    result = Result(
        Verdict.HOLDS,
        observed={key: str(value) for key, value in derived.items()},
        expected={key: str(value) for key, value in claimed.items()},
    )
    for key, value in derived.items():
        difference = sp.simplify(value - claimed[key])
        if difference == 0:
            continue
        values = {symbol: sp.Integer(k) for k, symbol in enumerate(sorted(difference.free_symbols, key=str), 2)}
        if difference.subs(values).is_zero is not False:
            return replace(result, verdict=Verdict.INCONCLUSIVE, note=f"{difference} is not seen to vanish")
        values.update({symbol: sp.Integer(1) for symbol in value.free_symbols - set(values)})
        counterexample = {
            **{str(symbol): str(number) for symbol, number in values.items()},
            f"{key}, derived": str(value.subs(values)),
            f"{key}, stated": str(claimed[key].subs(values)),
        }
        return replace(result, verdict=Verdict.FAILS, counterexample=counterexample)
    return result


def check_duality(formula: Any) -> Result:
    """Derive what each perturbation adds to the features."""
    import sympy as sp

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
    )


def _weight_radius() -> Any:
    """Return the radius of {D x : |D|_F <= rho}, from both inclusions."""
    import sympy as sp

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


def check_input_ellipsoid(formula: Any) -> Result:
    """Derive the support function and, for full row rank, the quadratic form of {W delta}.

    With V = W^T and K = (W V)^-1, P = V K W projects orthogonally: for z = W delta, z^T K z = |P delta|^2 =
    |delta|^2 - |(1 - P) delta|^2; and delta = V K z reaches z with |delta|^2 = z^T K z.
    """
    import sympy as sp

    eps, norm = parse("eps"), _norm("norm_WTv")
    support = largest_inner_product(eps, norm)
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
    return compare_each({"support": support, "bound": bound}, formula, norm_WTv=norm)


def check_equal_sets(formula: Any) -> Result:
    """Derive W W^T from equal support functions, which characterise closed convex sets.

    The form q(v) = eps^2 |W^T v|^2 - (ball radius)^2 |v|^2 must vanish at e_i, e_j and e_i + e_j, for all i, j;
    and it vanishes everywhere once W W^T is the multiple of the identity found.
    """
    import sympy as sp

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


CHECKS = (
    Check("wei2023/sec-3-duality", Method.SYMBOLIC, "matrices and vectors of any sizes", True, check_duality),
    Check(
        "wei2023/sec-3-weight-ball",
        Method.SYMBOLIC,
        "any numbers of inputs and outputs",
        True,
        check_weight_ball,
    ),
    Check(
        "wei2023/sec-3-input-ellipsoid",
        Method.SYMBOLIC,
        "any numbers of inputs and outputs; the quadratic form for full row rank",
        True,
        check_input_ellipsoid,
    ),
    Check(
        "wei2023/sec-3-equal-sets",
        Method.SYMBOLIC,
        "any numbers of inputs and outputs",
        True,
        check_equal_sets,
    ),
)
