"""The rigorous checks: their functions against mpmath, their verdicts, and that damaged bounds are not proved."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import flint
import mpmath as mp
import pytest

from theory import papers
from theory.ledger import evidence as evidence_files
from theory.ledger.claims import Method, Verdict
from theory.ledger.formulas import parse
from theory.papers.wei2023 import barrier
from theory.papers.wei2023 import proof_functions as pf
from theory.papers.wei2023.adversarial import claims as adversarial
from theory.papers.wei2023.certified_settings import SETTINGS
from theory.papers.wei2023.model import claims as model
from theory.papers.wei2023.radii import claims as radii
from theory.papers.wei2023.sam_optimum import claims as sam_optimum
from theory.papers.wei2023.shift import claims as shift
from theory.papers.wei2023.shift_bounds import bounds, lower, region
from theory.papers.wei2023.shift_bounds import claims as shift_bounds
from theory.rigour.boxes import Box
from theory.rigour.formulas import ball_value
from theory.rigour.intervals import Interval
from theory.rigour.prover import STANDARD, prove, thorough

FORMULAS = {claim.id: claim.formula for claim in papers.claims()}
RIGOROUS = [
    check
    for part in (model, adversarial, sam_optimum, shift, shift_bounds, radii)
    for check in part.SECTION.checks_of("theory")
    if check.method is Method.RIGOROUS
]
CHECKS = {check.claim_id: check for check in RIGOROUS}
FAILING = {"wei2023/thm-4.4", "wei2023/thm-4.5"}
QUIET = replace(STANDARD, folder=None)

# (t, kappa, e) on both sides of kappa^2 = 3, from small to large radii
POINTS = [
    ("0.01", "0.02", "0.05"),
    ("1", "1", "0.4"),
    ("4", "0.1", "0.3"),
    ("0.1", "5", "0.5"),
    ("2", "3", "0.9"),
    ("0.3", "1.7", "3"),
    ("0.02", "2", "4"),
    ("0.001", "40", "0.2"),
]


def as_ball(value: object) -> object:
    sign, mantissa, exponent, _ = mp.mpf(value)._mpf_
    number = flint.arb(int(mantissa)) * flint.arb(2) ** int(exponent)
    return -number if sign else number


def about(value: object) -> object:
    """A ball around what mpmath found, wide enough for its roundings at 40 digits."""
    return as_ball(value) + flint.arb(0, 1e-30) * abs(as_ball(value))


def inside(value: object, found: Interval) -> bool:
    return bool(about(value).overlaps(found.low.union(found.high)))


def point(value: object) -> Interval:
    return Interval(as_ball(value), as_ball(value))


def series(e: object) -> object:
    return mp.nsum(lambda k: e ** (2 * k) / mp.fac2(2 * k + 1), [1, mp.inf])


def weighted_mean(e: object, kappa: object) -> object:
    integral = mp.quad(lambda s: s * mp.sinh(kappa * s) * mp.exp(-s * s / 2), [0, e / 2, e])
    return mp.exp(e * e / 2) / mp.sinh(kappa * e) * integral


def lower_bound(t: object, kappa: object, e: object) -> object:
    s, q = series(e), kappa * kappa / 3
    return 1 - (max(q - 1, 0) * (3 * s / e**2 - 1) + t**2 * e**2 / 5 * (1 + max(1 - q, 0) * s) ** 3)


@pytest.fixture(autouse=True)
def _digits():
    with mp.workdps(40), flint.ctx.workprec(160):
        yield


@pytest.mark.parametrize(("t", "kappa", "e"), POINTS)
def test_the_decomposition_is_the_derivative_of_the_gap(t, kappa, e):
    """R/(t e) of the module's docstring, computed literally, is L + a (T + gamma^3 A + beta^3 J)."""
    t, kappa, e = mp.mpf(t), mp.mpf(kappa), mp.mpf(e)
    bound = lambda x: t * x**2 / 3 * lower_bound(t, kappa, x)  # noqa: E731
    b, slope = bound(e), mp.diff(bound, e)
    case = barrier.CASES[0] if kappa**2 >= 3 else barrier.CASES[1]
    z, k, a = e**2, (kappa * e) ** 2, (t * e) ** 2
    s2 = (series(e) - z / 3) / z**2
    first = (z, k / 3 - z) if kappa**2 >= 3 else (k, z - k / 3)
    y = 3 * (mp.sqrt(k) * mp.coth(mp.sqrt(k)) - 1) / k
    values = [point(v) for v in (*first, first[1] * s2, a, s2, y)]
    parts = barrier.parts(bounds.LOWER, case)
    beta, gamma = b / (t * z), slope / (t * e)
    linear = (1 - y) * middle(parts.at_0(values)) + y * middle(parts.at_1(values))
    assert middle(parts.beta(values)) == pytest.approx(float(beta), rel=1e-12)
    assert middle(parts.gamma(values)) == pytest.approx(float(gamma), rel=1e-9)
    residual = gamma + beta * (1 + k * y / 3) - 1 - z * beta
    assert float(linear + a * middle(parts.mixed(values))) == pytest.approx(float(residual), rel=1e-8, abs=1e-12)
    if abs(slope) < 1 and 0 < b < e:
        sought = mp.atanh(slope) + mp.atanh(mp.coth(kappa * e) * mp.tanh(kappa * b)) - (t + b) * e
        x = b / e
        cubic = (mp.atanh(mp.coth(kappa * e) * mp.tanh(kappa * b)) - kappa * b * mp.coth(kappa * e)) / x**3
        bent = (mp.atanh(slope) - slope) / slope**3
        total = residual + a * (gamma**3 * bent + beta**3 * cubic)
        assert float(sought / (t * e)) == pytest.approx(float(total), rel=1e-9, abs=1e-12)
        low = barrier.Lower(bounds.LOWER, case, 400.0)(lower_sides(case, z, k, a, s2)).low
        assert low > 0
        assert low * min(a, 1) <= as_ball(-sought / (t * e))


def lower_sides(case: str, z: object, k: object, a: object, s2: object) -> list[Interval]:
    pair = (z, (k / 3 - z) * s2) if case == barrier.CASES[0] else (k, z - k / 3)
    return [point(v) for v in (*pair, a)]


def middle(found: Interval) -> float:
    return float((found.low + found.high) / 2)


@pytest.mark.parametrize(("t", "kappa", "e"), POINTS)
def test_functions_contain_mpmath_values(t, kappa, e):
    kappa, e = mp.mpf(kappa), mp.mpf(e)
    z, k = e**2, (kappa * e) ** 2
    assert inside(series(e), pf.rising(pf.series, point(z)))
    assert inside((series(e) - z / 3) / z**2, pf.rising(pf.series_tail, point(z)))
    assert inside(3 * (mp.sqrt(k) * mp.coth(mp.sqrt(k)) - 1) / k, pf.falling(pf.coth_excess, point(k)))
    assert about(weighted_mean(e, kappa)).overlaps(pf.weighted_mean(as_ball(e), as_ball(kappa)))
    x = e / 5
    assert inside((mp.atanh(x) - x) / x**3, pf.rising(pf.artanh_cubic, point(x * x)))
    q = mp.sqrt(k)
    cubic = (mp.atanh(mp.coth(q) * mp.tanh(q * x)) - q * x * mp.coth(q)) / x**3
    assert inside(cubic, pf.coth_cubic(point(k), as_ball(x)))
    wide = Interval(as_ball(k / 2), as_ball(2 * k))
    assert inside(cubic, pf.coth_cubic(wide, as_ball(x * 1.5 if x < 0.5 else x)))


@pytest.mark.parametrize(("t", "kappa", "e"), POINTS)
def test_the_series_solve_their_equations(t, kappa, e):
    kappa, e = mp.mpf(kappa), mp.mpf(e)
    s, h = series(e), weighted_mean(e, kappa)
    g = kappa * e * mp.coth(kappa * e)
    assert float(e * mp.diff(series, e)) == pytest.approx(float((s + 1) * e**2 - s), rel=1e-10)
    derivative = mp.diff(lambda u: weighted_mean(u, kappa), e)
    assert float(e * derivative) == pytest.approx(float(e**2 + h * (e**2 - g)), rel=1e-8)


@pytest.mark.parametrize("claim_id", CHECKS)
def test_verdicts_and_their_evidence(claim_id):
    evidence = CHECKS[claim_id].run(FORMULAS[claim_id])
    assert evidence.method is Method.RIGOROUS
    assert evidence.verdict is (Verdict.FAILS if claim_id in FAILING else Verdict.HOLDS)
    assert "boxes" in evidence.note
    assert "bits" in evidence.note
    steps = evidence.observed.pop("steps", {})
    assert all(part["tiles"] for part in evidence.observed.values())
    assert all(value is True for value in steps.values())
    if claim_id in FAILING:
        assert set(evidence.counterexample) == {"d = 1", "d = 100", "d = 1000000"}
    evidence = CHECKS[claim_id].run(FORMULAS[claim_id])
    text = json.dumps(evidence_files.to_json(evidence)["evidence"])
    assert text == json.dumps(evidence_files.to_json(CHECKS[claim_id].run(FORMULAS[claim_id]))["evidence"])
    assert evidence_files.from_json(evidence_files.to_json(evidence)) == evidence


def test_counterexamples_can_be_recomputed():
    shown = CHECKS["wei2023/thm-4.4"].run(FORMULAS["wei2023/thm-4.4"]).counterexample["d = 100"]
    with mp.workdps(40):
        w_star = mp.log(mp.mpf(7) / 3) / (2 * mp.mpf("0.1"))
        printed = w_star * (1 + mp.mpf(2) / 3 * mp.mpf("0.5") ** 2)
        assert abs(mp.mpf(shown["formula"]) / printed - 1) < mp.mpf("1e-18")
        true = mp.mpf(shown["w_SAM"].split()[0])
        assert float(shown["claimed shift/true shift"]) == pytest.approx(float((printed - w_star) / (true - w_star)))
    assert shown["w_SAM"].startswith("4.24002078107194300318765629155")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("e**2/5", "e**2/16"),
        ("kappa**2/3 - 1, 0)*", "kappa**2/4 - 1, 0)*"),
        ("S/e**2 - 1", "S/e**2 - 21/20"),
    ],
)
def test_a_damaged_lower_bound_is_not_proved(old, new):
    """Not even without the settings: the barrier itself does not close."""
    ratio = bounds.LOWER.replace(old, new)
    assert ratio != bounds.LOWER
    jobs = lower.lower_jobs(ratio, 16)
    proofs = jobs and [prove(f, box, replace(QUIET, budget=3000)) for f, box in jobs.values()]
    assert not proofs or any(proof.verdict is not Verdict.HOLDS for proof in proofs)


def test_a_region_too_large_is_not_proved():
    wide = FORMULAS["wei2023/thm-4.4-region"].replace("47/(1000", "49/(1000")
    plan = replace(QUIET, budget=300)
    assert region.check_region(wide, plan).verdict is not Verdict.HOLDS
    for case in barrier.CASES:
        names = ("z", "v", "a") if case == barrier.CASES[0] else ("k", "u", "a")
        box = Box.of(**dict.fromkeys(names, (0, Fraction(1, 16))))
        proof = prove(region.Within(wide, case), box, replace(QUIET, budget=300))
        assert proof.verdict is not Verdict.HOLDS


def test_the_two_sided_bound_holds_at_every_setting():
    quantity = parse(bounds.RATIO)
    for one in SETTINGS[:5]:
        with one.balls() as values:
            found = ball_value(quantity, values)
            t, kappa, e = (mp.mpf(values[name].str(40, radius=False)) for name in ("t_star", "kappa", "e"))
            assert as_ball(lower_bound(t, kappa, e)) < found < as_ball(3 * series(e) / e**2)


@pytest.mark.parametrize("claim_id", ["wei2023/thm-4.3", "wei2023/thm-4.4-lower-bound"])
def test_thorough_proves_more(claim_id):
    usual, more = CHECKS[claim_id].run(FORMULAS[claim_id]), thorough(CHECKS[claim_id]).run(FORMULAS[claim_id])
    assert more.verdict is usual.verdict is Verdict.HOLDS
    assert more.scope != usual.scope
