"""How the claims on large radii, box smoothing and the one-step form are tested."""

from __future__ import annotations

from typing import Any

import numpy as np

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded

# the squares of d are rational here, so that rho = 12 sqrt(d) is
SETTINGS = (("7/10", "1/10", "1", "12"), ("9/10", "1/10", "100", "120"), ("19/20", "1/2", "4", "24"))


def check_limit(formula: str) -> Result:
    """The stated function of (w_SAM - rho)/sqrt(d), divided by its slope there: the distance to its zero."""
    import sympy as sp

    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import weight_shift

    table = symbols()
    expression = parse(formula)
    arguments = [table[name] for name in ("p", "kappa", "x")]
    value = sp.lambdify(arguments, expression, "scipy")
    slope = sp.lambdify(arguments, sp.diff(expression, table["x"]), "scipy")
    model, _ = moderate_models(1000)
    rho = 12.0 * np.sqrt(model.d)
    lower = (model.standard_weight - rho + weight_shift(model, SharpnessAware(rho))) / np.sqrt(model.d)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(value(model.p, model.kappa, lower) / slope(model.p, model.kappa, lower))
    # rounding of the accuracy counts where the slope is small
    steep = np.abs(slope(model.p, model.kappa, lower)) > 1e-4
    distance = np.where(steep, np.nan_to_num(distance, nan=np.inf), 0.0)
    worst = int(np.argmax(distance))
    holds = bool(distance[worst] < 1e-10)
    return Result(
        verdict_of(holds),
        observed=f"below 1e-10 at {int(steep.sum())} models" if holds else rounded(distance[worst]),
        expected="w_SAM - rho at the zero, to 1e-10",
        counterexample=None if holds else case(model, worst, lower=lower * np.sqrt(model.d)),
        seed=SEED,
    )


def check_limit_certified(formula: str) -> Result:
    """Opposite certified signs of the stated function on both sides of the certified w_SAM - rho."""
    import flint

    from theory.papers.tools import digits

    table = symbols()
    expression = parse(formula)
    found = {}
    for p, eta, d, rho in SETTINGS:
        point = digits.Point(p, eta, d)
        with flint.ctx.workprec(512):
            lower = digits.sam_weight(point, rho, 60) - digits.ball(rho)
            root = digits.ball(d).sqrt()
            ends = [(lower + side * flint.arb(10) ** -20) / root for side in (-1, 1)]
            values = {"p": digits.ball(p), "kappa": digits.ball(eta) * root}
            signs = []
            for x in ends:
                table_of = {table[name]: ball for name, ball in {**values, "x": x}.items()}
                value = _in_balls(expression, table_of)
                signs.append(int(value > 0) - int(value < 0))
            shown = digits.decimals(lower, 25)
        found[f"p = {p}, eta = {eta}, d = {d}"] = {"w_SAM - rho": shown, "signs": signs}
        if signs[0] * signs[1] > 0:
            return Result(Verdict.FAILS, observed=found, expected="a sign change", counterexample=point.inputs(rho=rho))
        if 0 in signs:
            return Result(Verdict.INCONCLUSIVE, observed=found)
    return Result(Verdict.HOLDS, observed=found, expected="a sign change within 1e-20")


def _in_balls(expression: Any, values: dict[Any, Any]) -> Any:
    """A sympy expression of sums, products, rational powers and erf in ball arithmetic."""
    import flint
    import sympy as sp

    if expression in values:
        return values[expression]
    if expression.is_Rational:
        return flint.arb(flint.fmpq(int(expression.p), int(expression.q)))
    parts = [_in_balls(part, values) for part in expression.args]
    if isinstance(expression, sp.Add):
        return sum(parts[1:], parts[0])
    if isinstance(expression, sp.Mul):
        product = parts[0]
        for part in parts[1:]:
            product = product * part
        return product
    if isinstance(expression, sp.Pow):
        return parts[0] ** parts[1] if not expression.exp.is_Integer else parts[0] ** int(expression.exp)
    if isinstance(expression, sp.erf):
        return parts[0].erf()
    raise ValueError(f"formula: no ball arithmetic for {expression.func}")


def check_sign(formula: str) -> Result:
    """acc(a) = p with a > 0 exactly when acc(0) < p: acc rises up to w* > 0 and acc(a) is reached before w*."""
    import sympy as sp

    from theory.papers.tools import derivation

    table = symbols()
    at_zero = sp.simplify(derivation.accuracy(sp.Integer(0)))
    rises = derivation.slope_sign(-sp.Symbol("back", positive=True)) == 1
    relation = parse(formula)
    if not isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan):
        return Result(Verdict.FAILS, observed=str(relation), expected="a strict inequality")
    left = sp.simplify(relation.lts - relation.gts)
    same = sp.simplify(left - (at_zero - table["p"])) == 0
    return Result(verdict_of(bool(rises and same)), observed=f"{at_zero} < p", expected=str(relation))


def check_smoothing(formula: str) -> Result:
    """Differentiate the averaged loss; the ends' accuracies are the stated derivative's two names."""
    import sympy as sp

    from theory.papers.tools import derivation

    table = symbols()
    w, rho, delta = (table[name] for name in ("w", "rho", "delta"))
    loss = sp.Function("loss")(w + delta)
    # d/dw of the integral: the integrand's derivative in w is its derivative in delta
    inner = sp.diff(loss, w) - sp.diff(loss, delta)
    derivation.confirm(sp.simplify(inner.doit()) == 0, "the derivative moves onto delta")
    ends = {sign: 1 - derivation.accuracy(w + sign * rho) for sign in (1, -1)}
    derived = (ends[1] - ends[-1]) / (2 * rho)
    names = {sp.Symbol("acc_low"): derivation.accuracy(w - rho), sp.Symbol("acc_high"): derivation.accuracy(w + rho)}
    stated = parse(formula, acc_low=sp.Symbol("acc_low"), acc_high=sp.Symbol("acc_high")).subs(names)
    difference = sp.simplify(sp.expand(derived - stated))
    return Result(verdict_of(difference == 0), observed="(loss(w + rho) - loss(w - rho))/(2 rho)", expected=formula)


def check_flow(formula: str) -> Result:
    """The sign of -L'(w + rho sign L'(w)) at w = w* + q and w* - q, q > 0: towards w* on both sides."""
    import sympy as sp

    from theory.papers.tools import derivation

    table = symbols()
    q = sp.Symbol("q", positive=True)
    moves = {}
    for side in (1, -1):
        rising = derivation.slope_sign(side * q)
        if rising is None:
            return Result(Verdict.INCONCLUSIVE, observed="the sign of the slope is open")
        climbing = -rising  # the sign of L' = -acc'
        moves[side] = derivation.slope_sign(
            side * q + climbing * table["rho"]
        )  # the sign of -L' at the perturbed weight
    if None in moves.values():
        return Result(Verdict.INCONCLUSIVE, observed=str(moves))
    attracts = moves == {1: -1, -1: 1}
    same = sp.simplify(derivation.in_log_odds(parse(formula) - table["w_star"])) == 0
    return Result(
        verdict_of(bool(attracts and same)), observed=f"down right of w*, up left of it: {attracts}", expected=formula
    )


def check_steps(formula: str) -> Result:
    """Discrete one-step SAM: its mean weight tends to the stated one as the learning rate falls."""
    import sympy as sp

    from theory.model.binary_model import BinaryModel
    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import optimal_weight

    model, rho = BinaryModel(0.9, 0.5, 10), 2.0
    table = symbols()
    stated = float(sp.sympify(parse(formula)).subs({table["w_star"]: model.standard_weight, table["rho"]: rho}))

    def rise(w: float) -> float:
        """acc'(w) over its constant."""
        return float(np.exp(-w * w / (2.0 * model.d)) * np.sinh(model.eta * (model.standard_weight - w)))

    means = []
    for rate in (0.3, 0.03, 0.003):
        w, total, count = 3.0, 0.0, 0
        steps = int(60.0 / rate)
        for step in range(steps):
            w += rate * rise(w - rho * np.sign(rise(w)))
            if step >= steps // 2:
                total, count = total + w, count + 1
        means.append(total / count)
    sam = optimal_weight(model, SharpnessAware(rho))
    off = [abs(mean - stated) for mean in means]
    holds = off[2] < 0.1 * abs(sam - model.standard_weight) and off[2] < off[0]
    return Result(
        verdict_of(bool(holds)),
        observed={"means": [rounded(m) for m in means], "w*": rounded(model.standard_weight), "w_SAM": rounded(sam)},
        expected=f"tends to {rounded(stated)}",
    )
