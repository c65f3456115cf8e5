"""How the claims on the scale of the weights are tested."""

from __future__ import annotations

import numpy as np

from theory.ledger.claims import Result, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.tools.random_models import SEED, case, moderate_models, rounded


def check_unit_norm(formula: str) -> Result:
    """Expand the ends' difference for w_1 = sin(theta) +- rho at rest weights cos(theta), in powers of rho."""
    import sympy as sp

    from theory.papers.tools import derivation

    table = symbols()
    d, start, rho = (table[name] for name in ("d", "w_star", "rho"))
    c, x = sp.symbols("c x", real=True)
    slope = derivation.accuracy_slope_factor().reduced(table["w"]).subs(table["w"], start + x)
    w = start * (1 + c * rho**2)
    # rest weights sqrt(d)/sqrt(d + w^2) after scaling to norm 1; relative weight moves by rho sqrt(d + w^2)
    reach = rho * sp.sqrt(d + w**2)
    potential = sp.integrate(sp.series(slope, x, 0, 3).removeO(), x)
    ends = [sp.series(w - start + sign * reach, rho, 0, 4).removeO() for sign in (1, -1)]
    third = sp.expand(potential.subs(x, ends[0]) - potential.subs(x, ends[1])).coeff(rho, 3)
    derived = sp.factor(sp.solve(sp.simplify(third), c)[0] * start * rho**2)
    stated = parse(formula)
    return Result(verdict_of(sp.simplify(derived - stated) == 0), observed=str(derived), expected=str(stated))


def check_fixed_point(formula: str) -> Result:
    """Iterate w = w_SAM(rho sqrt(d + w^2)) and compare its shift with the formula."""
    import sympy as sp

    from theory.model.objectives import SharpnessAware
    from theory.sam.optima import weight_shift

    table = symbols()
    model, _ = moderate_models(1000)
    square = 1e-6 / np.maximum(1.0, np.maximum(model.kappa**2, model.t_star**2)) ** 2
    rho = np.sqrt(square)
    shift = np.zeros(1000)
    for _ in range(20):
        shift = weight_shift(model, SharpnessAware(rho * np.sqrt(model.d + (model.standard_weight + shift) ** 2)))
    stated = sp.lambdify([table[name] for name in ("w_star", "d", "rho")], parse(formula), "numpy")
    ratio = stated(model.standard_weight, model.d, rho) / shift
    worst = int(np.argmax(np.abs(ratio - 1.0)))
    holds = bool(abs(ratio[worst] - 1.0) < 1e-4)
    return Result(
        verdict_of(holds),
        observed="within 1e-4 of 1" if holds else rounded(ratio[worst]),
        expected="stated over exact shift within 1e-4 of 1",
        counterexample=None if holds else case(model, worst, rho=rho),
        seed=SEED,
    )


def check_free_scale(formula: str) -> Result:
    """The worst accuracy at (n w*, n, ..., n): below the stated supremum, rising to it as n grows."""
    import sympy as sp

    from theory.model.binary_model import BinaryModel
    from theory.sam.all_weights import worst_accuracy

    table = symbols()
    model, generator = moderate_models(200)
    keep = model.t_star < 3.0  # beyond, the accuracy hardly depends on the weight and differences are rounding
    model = BinaryModel(model.p[keep], model.eta[keep], np.maximum(2.0, np.round(model.d[keep])))
    rho = generator.uniform(0.1, 0.9, keep.sum()) * np.sqrt(model.d)
    names = ("p", "eta", "d", "w_star")
    values = (model.p, model.eta, model.d, model.standard_weight)
    supremum = sp.lambdify([table[name] for name in names], parse(formula), "scipy")(*values)
    gaps = np.stack(
        [supremum - worst_accuracy(model, model.standard_weight, rho / n) for n in (1.0, 10.0, 100.0, 1000.0)]
    )
    noise = 1e-14  # rounding of a difference of accuracies
    falling = bool((np.diff(gaps, axis=0) < noise).all())
    holds = falling and bool((gaps[0] > noise).all()) and bool((gaps[-1] < 1e-4 * gaps[0] + noise).all())
    return Result(
        verdict_of(holds),
        observed={"gap at n = 1, 10, 100, 1000, largest": [rounded(g) for g in gaps.max(axis=1)]},
        expected="falls to 0 and stays positive",
        seed=SEED,
    )
