"""Certified signs: which way SAM over all weights moves the robust weight, at points and over boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.ledger.domain import Domain
from theory.ledger.formulas import parse, symbols
from theory.papers.beyond.all_weights.cap import direction_of_move, upper_end_is_worse
from theory.papers.beyond.cap.checks import general_accuracy
from theory.papers.beyond.words import CENTRE, ONE_WEAK, boxed
from theory.papers.tools import derivation
from theory.papers.tools.digits import Point, standard_weight
from theory.rigour.compare import BITS, ball_at
from theory.rigour.intervals import Interval
from theory.rigour.prover import NARROW, Box, Plan, Proof, prove

CHANGING = Point("7/10", "1/10", "10")
WITHIN = Fraction(1, 10**7)
# the first has one end and a point between the ends as its worst points, d = 1 has no angle
COUNTEREXAMPLES = (
    ("9/10", "1/2", "100", "1"),
    ("7/10", "1/2", "1", "1/10"),
    ("6/10", "3/10", "3", "1"),
    ("9/10", "1/10", "100", "5"),
    ("95/100", "1/2", "10", "1"),
    ("7/10", "1/10", "10", "1/2"),
)


@cache
def _confirm_surface() -> None:
    """At the angle psi the accuracy rises with t exactly where c t < t*, c = cos psi.

    So where the worst point of the ball about w* has c t > t*, it gets worse as w grows: no larger weight is best, and a
    smaller one is better; and the other way round.
    """
    accuracy, c, t, _ = general_accuracy()
    table = symbols()
    p, kappa, lam = table["p"], table["kappa"], table["Lambda"]
    swing = sp.sinh(lam / 2 - kappa * c * t)  # Lambda = 2 kappa t*
    scale = 2 * sp.sqrt(p * (1 - p)) * sp.exp(-((kappa * c) ** 2 + t**2) / 2) / sp.sqrt(2 * sp.pi)
    derivation.confirm(derivation.vanishes(sp.diff(accuracy, t) - scale * swing), "the slope in t at an angle")


def check_counterexamples(formula: str) -> Result:
    """Certified directions at rational settings, put into the stated inequality."""
    _confirm_surface()
    step, w_all = sp.Symbol("step", positive=True), sp.Symbol("w_all", real=True)
    relation = parse(formula, w_all=w_all)
    decided, failing = [], None
    for p, eta, d, rho in COUNTEREXAMPLES:
        sign = direction_of_move(Point(p, eta, d), rho)
        if sign == 0:
            return Result(Verdict.INCONCLUSIVE, observed=f"no sign at p = {p}, eta = {eta}, d = {d}, rho = {rho}")
        truth = sp.simplify(relation.subs(w_all, symbols()["w_star"] + sign * step))
        decided.append({"p": p, "eta": eta, "d": d, "rho": rho, "sign of w - w*": sign})
        if truth == sp.false and failing is None:
            failing = decided[-1]
    return Result(verdict_of(failing is None), observed=decided, expected=str(relation), counterexample=failing)


def check_lowered(formula: Sequence[Mapping[str, str]]) -> Result:
    """Prove on each box that the upper end of the ball about w* is worse than the lower one, for every eta."""
    _confirm_upper_end()
    _confirm_enclosure()
    proofs = []
    for box in formula:
        sides = {name: ("0", box[name]) for name in ("t", "e")}
        proofs.append(prove(upper_end_is_worse, Box.of(**sides), Plan(budget=20_000, tiles=1, folder=None)))
        if proofs[-1].verdict is not Verdict.HOLDS:
            counterexample = _raised(box)
            return Result(
                Verdict.FAILS if counterexample else Verdict.INCONCLUSIVE,
                observed=_costs(proofs),
                counterexample=counterexample,
            )
    # a side's end that no ball writes exactly was rounded outwards
    ends = [
        tuple(str(min(Fraction(box[n]), Fraction(s[1]))) for n, s in zip(("t", "e"), proof.box.sides, strict=True))
        for box, proof in zip(formula, proofs, strict=True)
    ]
    return Result(
        Verdict.HOLDS,
        observed=_costs(proofs),
        scope=f"{'; '.join(proof.box.text() for proof in proofs)} with t = w*, e = rho; every eta > 0",
        note="d = 1; the bound's sign is enough",
        covered=Domain.of(f"{ONE_WEAK}, {CENTRE}, 0 < rho < sqrt(d), {boxed((t, e) for t, e in ends)}"),
    )


def _costs(proofs: Iterable[Proof]) -> list[dict[str, str]]:
    return [{"box": proof.box.text(), "cost": proof.cost()} for proof in proofs]


def _confirm_upper_end() -> None:
    """Confirm the steps from the accuracy to the integral that is bounded on the boxes, at the centre w* with d = 1.

    acc(upper end) - acc(lower end) is minus a positive constant times the integral from -B to A of sinh(kappa e u) f(u),
    f(u) = exp(-t e u - e^2 u^2/2), the ends being t + eA and t - eB. Folded at 0 it is the integral of g(u) H(u),
    g(u) = sinh(kappa e u)/(kappa e u): H is negative up to B, where both sides count, and positive beyond, and g rises, so
    it is at least g(B) times the integral of H.
    """
    table = symbols()
    kappa, t, e = (table[name] for name in ("kappa", "t_star", "e"))
    u = sp.Symbol("u", positive=True)
    reduced = derivation.accuracy_slope_factor().reduced(table["w"])
    there = reduced.subs({table["w_star"]: t, table["w"]: t + e * u, table["d"]: 1, table["eta"]: kappa})
    density = sp.exp(-t * e * u - (e * u) ** 2 / 2)
    step = sp.simplify(there + sp.exp(-(t**2) / 2) * density * sp.sinh(kappa * e * u))
    derivation.confirm(step == 0, "the slope of the accuracy along the meridian")
    both = u * (density - density.subs(u, -u))
    mirrored = -2 * u * sp.exp(-((e * u) ** 2) / 2) * sp.sinh(t * e * u)
    derivation.confirm(sp.simplify(sp.expand((both - mirrored).rewrite(sp.exp))) == 0, "both sides")
    derivation.confirm(sp.sinh(t * e * u).is_positive and (u * density).is_positive, "the signs of H")
    x = sp.Symbol("x", positive=True)
    rise = sp.diff(sp.sinh(x) / x, x) * x**2
    derivation.confirm(sp.simplify(rise - (x * sp.cosh(x) - sp.sinh(x))) == 0, "the slope of sinh(x)/x")
    derivation.confirm(sp.diff(x * sp.cosh(x) - sp.sinh(x), x) == x * sp.sinh(x), "it rises from 0")
    near, far = ((sp.sqrt(1 + t**2 - e**2) + side * e * t) / (1 - e**2) for side in (-1, 1))
    ends = [(t + side * e * sp.sqrt(1 + t**2 - e**2)) / (1 - e**2) for side in (-1, 1)]
    reached = [sp.simplify(t + e * far - ends[1]), sp.simplify(t - e * near - ends[0])]
    derivation.confirm(reached == [0, 0], "the ends")


@cache
def _confirm_bound() -> Any:
    """Confirm the steps from the integral of H to the bound that :func:`upper_end_is_worse` encloses, and return it.

    With f falling, the part beyond B is at least (A^2 - B^2)/2 f(A). In the part up to B sinh(x)/x is at most its value at
    x = t e B, and exp(-v) <= 1 - v + v^2/2 for v >= 0: the difference and its first two slopes are 0 at v = 0, the third is
    positive. Both are divided by 2 e t.
    """
    t, u = symbols()["t_star"], sp.Symbol("u", positive=True)
    v, q = sp.symbols("v q", positive=True)
    e, high = symbols()["e"], sp.Symbol("A", positive=True)
    near, far = ((sp.sqrt(1 + t**2 - e**2) + side * e * t) / (1 - e**2) for side in (-1, 1))
    root = sp.sqrt(1 + t**2 - e**2)
    squares = sp.factor(sp.simplify((root**2 - (e * t) ** 2).subs(e, 1 / sp.sqrt(1 + q))))
    derivation.confirm(squares.is_positive, "B > 0: the root exceeds e t")
    density = sp.exp(-t * e * u - (e * u) ** 2 / 2)
    derivation.confirm(sp.diff(density, u).is_negative, "f falls")
    beyond = sp.integrate(u, (u, 0, high)).subs(high, far) - sp.integrate(u, (u, 0, high)).subs(high, near)
    share = sp.simplify(beyond / (2 * e * t) - root / (1 - e**2) ** 2)
    derivation.confirm(share == 0, "(A^2 - B^2)/2 over 2 e t")
    gap = 1 - v + v**2 / 2 - sp.exp(-v)
    derivation.confirm([sp.diff(gap, v, k).subs(v, 0) for k in range(3)] == [0, 0, 0], "the bound of exp(-v) at 0")
    derivation.confirm(sp.diff(gap, v, 3).is_positive, "the bound of exp(-v)")
    weight = (1 - v + v**2 / 2).subs(v, (e * u) ** 2 / 2)
    below = sp.integrate(sp.expand(u**2 * weight), (u, 0, high))
    x = t * e * near
    return root / (1 - e**2) ** 2 * density.subs(u, far) - below.subs(high, near) * sp.sinh(x) / x


def _confirm_enclosure() -> None:
    """Confirm that what encloses the bound on boxes is that bound, in balls at points."""
    bound, t, e = _confirm_bound(), symbols()["t_star"], symbols()["e"]
    for at in (
        {t: Fraction(1, 2), e: Fraction(1, 4)},
        {t: Fraction(5, 4), e: Fraction(1, 8)},
        {t: Fraction(1, 8), e: Fraction(3, 4)},
    ):
        with flint.ctx.workprec(BITS):
            sides = [flint.arb(flint.fmpq(at[one].numerator, at[one].denominator)) for one in (t, e)]
            value = upper_end_is_worse([Interval(side, side) for side in sides])
            derivation.confirm(value.overlaps(ball_at(bound, at)), "the enclosure at a point")
            derivation.confirm(value.rel_accuracy_bits() > NARROW, "the enclosure is narrow at a point")


def _raised(box: Mapping[str, str]) -> dict[str, str] | None:
    """A setting inside the box, eta small, at which the weight is certified to rise."""
    for share in range(20, 0, -1):
        t = Fraction(box["t"]) * share / 20
        odds = (flint.arb(2) * float(t) / 100).exp()  # p near that of w* = t at eta = 1/100
        p = str(Fraction(float((odds / (1 + odds)).mid())).limit_denominator(10**6))
        point = Point(p, "1/100", "1")
        if (
            bool(standard_weight(point) < flint.arb(float(Fraction(box["t"]))))
            and direction_of_move(point, box["e"]) == 1
        ):
            return point.inputs(rho=box["e"])
    return None


def check_signs(formula: Mapping[str, int]) -> Result:
    """Certified directions at the stated radii."""
    _confirm_surface()
    found = {rho: direction_of_move(CHANGING, rho) for rho in formula}
    if 0 in found.values():
        return Result(Verdict.INCONCLUSIVE, observed=found)
    return Result(verdict_of(found == dict(formula)), observed=found, expected=dict(formula), covered=_setting(found))


def check_change(formula: str) -> Result:
    """Certified directions on both sides of the stated radius."""
    _confirm_surface()
    radii = [str(Fraction(formula) + step * WITHIN) for step in (-1, 1)]
    found = [direction_of_move(CHANGING, rho) for rho in radii]
    if 0 in found:
        return Result(Verdict.INCONCLUSIVE, observed=found)
    shown = dict(zip(radii, found, strict=True))
    return Result(verdict_of(found == [-1, 1]), observed=shown, expected=[-1, 1], covered=_setting())


def _setting(radii: Iterable[str] = ()) -> Domain:
    chosen = f", rho in {{{', '.join(radii)}}}" if radii else ""
    return Domain.of(f"p = {CHANGING.p}, eta = {CHANGING.eta}, d = {CHANGING.d}{chosen}, {CENTRE}")
