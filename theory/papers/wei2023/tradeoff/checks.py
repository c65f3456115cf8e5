"""How the claims on natural against robust accuracy are tested: by the sign of the slope, and by differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain, of_symbols
from theory.ledger.formulas import parse, symbols
from theory.model.objectives import SharpnessAware
from theory.papers.tools import digits
from theory.papers.tools.deciding import polynomial_sign
from theory.papers.tools.derivation import accuracy_slope_factor, confirm, in_log_odds, slope_sign
from theory.papers.tools.random_models import MODERATE_MODELS, SEED, case, moderate_models, random_radii
from theory.papers.wei2023.contact import slope_steps
from theory.papers.wei2023.radii.checks import ROOM, adversarial_swing, below_eta
from theory.papers.wei2023.tradeoff.words import TEST_RADIUS
from theory.rigour.compare import parted
from theory.sam.optima import optimal_weight

SLOPE_NOISE = 1e-13  # a difference of two accuracies carries an error of a few 1e-16


def slope_argument(quantity: str, w: Any) -> Any:
    """Return the argument of the sinh in the slope of the natural or robust accuracy at ``w``: it carries the sign."""
    if quantity == "robust":
        return adversarial_swing(w)
    return in_log_odds(accuracy_slope_factor().swing.args[0]).subs(symbols()["w"], w)


def _region(line: str) -> tuple[str, Any]:
    """Return the side ("above" or "below") and the threshold of a relation w > T or w < T."""
    relation, w = parse(line), symbols()["w"]
    if relation.rhs == w:
        relation = relation.reversed
    if relation.lhs != w or not isinstance(relation, sp.StrictGreaterThan | sp.StrictLessThan):
        raise ValueError(f"formula: expected w > T or w < T, got {line!r}")
    return ("above" if isinstance(relation, sp.StrictGreaterThan) else "below"), relation.rhs


def _decide(name: str, line: str) -> bool | None:
    """Decide "natural|robust falls|rises [exactly] on": the argument is linear and decreasing in w (as eps < eta)."""
    words = name.split()
    side, threshold = _region(line)
    w = symbols()["w"]
    argument = sp.expand(slope_argument(words[0], w))
    if polynomial_sign(below_eta(argument.coeff(w, 1))) != -1 or sp.degree(argument, w) != 1:
        return None
    if (side, words[1]) not in (("above", "falls"), ("below", "rises")):
        return False  # far out on that side the slope has the other sign
    there = sp.simplify(slope_argument(words[0], in_log_odds(threshold)))
    at_threshold = polynomial_sign(below_eta(there))
    if at_threshold == 0:
        confirm(parted(slope_argument(words[0], in_log_odds(threshold)), 0) is None, "the slope is 0 at the threshold")
    if "exactly" in words:
        return at_threshold == 0
    return None if at_threshold is None else at_threshold in (0, -1 if side == "above" else 1)


def covered(formula: dict[str, str]) -> Domain:
    """Return the parameters for which the signs are decided: of the symbols, with eps below eta where a line has eps."""
    table = symbols()
    used = {table["d"]}
    for name in formula:
        used |= slope_argument(name.split()[0], table["w"]).free_symbols
    room = {sp.Symbol("m", positive=True)} if table["eps"] in used else set()
    return of_symbols(used | room, ROOM)


def check_regions(formula: dict[str, str]) -> Result:
    """Each line of the formula by the sign of the slope; where one fails, certified digits of robust accuracies."""
    decided = {f"{name} {line}": _decide(name, line) for name, line in formula.items()}
    if any(value is False for value in decided.values()):
        shown = decided.get("robust rises on w > w_star") is False  # the line that the digits contradict
        return Result(
            Verdict.FAILS,
            observed=decided,
            expected="every line true",
            counterexample=robust_digits() if shown else None,
        )
    verdict = Verdict.HOLDS if all(decided.values()) else Verdict.INCONCLUSIVE
    return Result(verdict, observed=decided, expected="every line true", covered=covered(formula))


def robust_digits() -> dict[str, Any]:
    """Return one rational setting with digits of natural and robust accuracy at w* and at three SAM weights."""
    point, eps = digits.Point("9/10", "1/2", "10"), "1/20"
    rows: list[dict[str, str]] = []
    for rho in ("0", "5", "10", "20"):
        weight = digits.sam_weight(point, rho, 40) if rho != "0" else None
        with digits.precise():
            w = digits.standard_weight(point) if weight is None else weight
            rows.append(
                {
                    "rho": rho,
                    "w": digits.decimals(w, 25),
                    "natural": digits.decimals(digits.accuracy(point, w), 25),
                    "robust": digits.decimals(digits.accuracy(point, w, eps), 25),
                }
            )
    return point.inputs(eps=eps) | {"weights": rows}


def check_regions_numerically(formula: dict[str, str], count: int = 2000) -> Result:
    """The sign of differences of accuracies inside the region, and outside it where the claim says exactly."""
    table = symbols()
    model, generator = moderate_models(count)
    eps = model.eta * generator.uniform(0.05, 0.9, model.eta.shape)
    best = model.standard_weight * model.eta / (model.eta - eps)
    w = best * generator.uniform(-2.0, 3.0, best.shape)
    step = 1e-3 * np.sqrt(model.d)
    wrong, used, where = 0, 0, None
    for name, line in formula.items():
        words = name.split()
        side, threshold = _region(line)
        value = sp.lambdify([table[n] for n in ("w_star", "eta", "eps")], threshold, "numpy")
        distance = (w - value(model.standard_weight, model.eta, eps)) * (1.0 if side == "above" else -1.0)
        radius = eps if words[0] == "robust" else 0.0
        change = model.robust_accuracy(w + step, radius) - model.robust_accuracy(w - step, radius)
        claimed = np.sign(distance) * (1.0 if words[1] == "rises" else -1.0)
        in_domain = np.abs(distance) > 2.0 * step
        in_domain &= (np.abs(change) > SLOPE_NOISE) & (True if "exactly" in words else distance > 0.0)
        bad = np.flatnonzero(in_domain & (np.sign(change) != claimed))
        used, wrong = used + int(in_domain.sum()), wrong + int(bad.size)
        if bad.size and where is None:
            where = {"line": f"{name} {line}"} | case(model, int(bad[0]), eps=eps, w=w, change=change)
    return Result(
        verdict_of(not wrong) if used else Verdict.INCONCLUSIVE,
        observed={"models": model.p.size, "differences resolved": used, "of the wrong sign": wrong},
        expected={"of the wrong sign": 0},
        counterexample=where,
        seed=SEED,
        covered=_sampled(formula),
    )


def _sampled(formula: dict[str, str]) -> Domain:
    """Return where the differences are taken: beyond the thresholds only, where a line does not say exactly."""
    sides = [line.replace("w_star", "w*") for name, line in formula.items() if "exactly" not in name]
    return Domain.of(", ".join([MODERATE_MODELS, "eta > 0", "0 < eps < eta", TEST_RADIUS, *sides]))


def check_beyond(formula: str) -> Result:
    """The least test radius from which the slope is positive on all w >= 0."""
    table = symbols()
    radius, w, eps = parse(formula), table["w"], table["eps"]
    argument = sp.expand(sp.cancel(slope_argument("robust", w)))
    tilt = argument.coeff(w, 1)  # the argument is positive on all w >= 0 iff its tilt is not negative
    shape = (
        sp.degree(argument, w) == 1
        and polynomial_sign(argument.subs(w, 0)) == 1
        and polynomial_sign(sp.diff(tilt, eps)) == 1
    )
    at_radius = polynomial_sign(sp.expand(tilt.subs(eps, radius)))
    if not shape or at_radius is None:
        return Result(Verdict.INCONCLUSIVE, observed=str(argument))
    (least,) = sp.solve(tilt, eps)
    confirm(sp.expand(tilt.subs(eps, least)) == 0, "the tilt is 0 there")
    return Result(
        verdict_of(at_radius == 0),
        observed=f"eps >= {least}",
        expected=f"eps >= {formula}",
        covered=of_symbols({*argument.free_symbols, table["d"]}),
    )


def check_loss(formula: str) -> Result:
    """w_SAM > w* by first contact, acc falls beyond w*: then the relation between the two accuracies is decided."""
    steps = slope_steps() | {"acc' < 0 beyond w*": slope_sign(sp.Symbol("q", positive=True)) == -1}
    best, lost = sp.Symbol("acc_star", real=True), sp.Symbol("lost", positive=True)
    relation = sp.simplify(parse(formula, acc_star=best, acc_SAM=best - lost))
    if not all(steps.values()) or relation not in (sp.true, sp.false):
        return Result(Verdict.INCONCLUSIVE, observed=steps)
    return Result(
        verdict_of(relation == sp.true),
        observed=steps,
        expected=formula,
        counterexample=None if relation == sp.true else robust_digits(),
        covered=of_symbols(symbols()[name] for name in ("w_star", "eta", "d", "rho")),
    )


def sam_weights(low: float, high: float, count: int = 2000) -> tuple[Any, Any, Any, Any]:
    """Return random models, their generator, radii with rho/sqrt(d) in [low, high] and the SAM weights there."""
    model, generator = moderate_models(count)
    rho = random_radii(model, generator, low, high)
    return model, generator, rho, optimal_weight(model, SharpnessAware(rho))


def check_loss_numerically(formula: str) -> Result:
    """The two accuracies themselves, wherever floating point tells them apart."""
    model, _, rho, weight = sam_weights(0.2, 5.0)
    before, after = model.accuracy(model.standard_weight), model.accuracy(weight)
    resolved = np.abs(before - after) > SLOPE_NOISE
    names = sp.symbols("acc_SAM acc_star", real=True)
    relation = parse(formula, acc_SAM=names[0], acc_star=names[1])
    true = np.broadcast_to(sp.lambdify(names, relation, "numpy")(after, before), rho.shape)
    bad = np.flatnonzero(resolved & ~true)
    return Result(
        verdict_of(not bad.size) if resolved.any() else Verdict.INCONCLUSIVE,
        observed={"models": rho.size, "differences resolved": int(resolved.sum()), "false": int(bad.size)},
        expected={"false": 0},
        counterexample=case(model, int(bad[0]), rho=rho, before=before, after=after) if bad.size else None,
        seed=SEED,
        covered=Domain.of(f"{MODERATE_MODELS}, eta > 0, rho > 0"),
    )
