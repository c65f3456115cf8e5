"""F-SAM's claims against plain numerics: the recursion on random vectors, and angles in high dimension."""

from __future__ import annotations

import numpy as np
import pytest

from tests import tolerances
from theory import papers
from theory.ledger.claims import Kind, Method, Verdict
from theory.ledger.domain import Domain
from theory.papers.li2024 import moments
from theory.papers.li2024.direction import checks as direction_checks
from theory.smooth import moving_average

LEDGER = papers.ledger()
CHECKS = {(check.claim_id, check.method): check for check in papers.checks() if check.claim_id.startswith("li2024/")}
OWN = [claim for claim in papers.claims() if claim.id.startswith("li2024/")]
SEED = 20240313


def value(claim_id, key=None, **names):
    """Evaluate a claim's formula in floating point."""
    formula = LEDGER.claim(claim_id).formula
    return eval(formula if key is None else formula[key], {"__builtins__": {}, "sqrt": np.sqrt}, names)


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_every_derived_statement_holds(key):
    evidence = CHECKS[key].run(LEDGER.claim(key[0]).formula)
    assert evidence.verdict is Verdict.HOLDS
    assert evidence.counterexample is None


def test_what_is_reported_or_cited_has_no_check():
    checked = {claim_id for claim_id, _ in CHECKS}
    kinds = {claim.id: claim.kind for claim in OWN if claim.id not in checked}
    assert kinds == {
        "li2024/f-decomposition": Kind.EMPIRICAL,
        "li2024/f-decomposition-worse": Kind.EMPIRICAL,
        "li2024/f-decomposition-better": Kind.EMPIRICAL,
        "li2024/f-average-update": Kind.DEFINITION,
        "li2024/f-average-drift": Kind.EQUATION,
        "li2024/f-average-sigma": Kind.EQUATION,
        "li2024/f-convergence": Kind.CITED,
        "li2024/f-better": Kind.EMPIRICAL,
        "li2024/f-faster": Kind.EMPIRICAL,
    }


def test_logs_give_the_gains_that_the_statement_names():
    claim = LEDGER.claim("li2024/f-better")
    logs = claim.reported["logs, CIFAR-100"]
    gains = [round(float(logs[name]) - float(logs["SAM"]), 2) for name in logs if name.startswith("F-SAM")]
    assert gains == [0.41, 0.54]
    assert all(f"+{gain:.2f}" in claim.statement for gain in gains)


@pytest.mark.parametrize("batch", [1, 8, 64])
def test_angles_in_high_dimension(batch):
    n, rng = 200_000, np.random.default_rng(SEED)
    gradient = rng.normal(size=n)
    gradient /= np.linalg.norm(gradient)
    v = 50.0 / batch
    error = rng.normal(size=n) * np.sqrt(v / n)
    g = gradient + error
    size = np.linalg.norm(g)
    for claimed, other in (("full gradient", gradient), ("noise", error)):
        cosine = g @ other / size / np.linalg.norm(other)
        formula = value("li2024/f-decomposition-cosines", claimed, G=1.0, v=v)
        assert cosine == pytest.approx(formula, abs=tolerances.HIGH_DIMENSION)
    rise = value("li2024/f-decomposition-rise", "batch gradient, all data", rho=0.1, G=1.0, v=v)
    assert 0.1 * (g @ gradient) / size == pytest.approx(rise, abs=0.1 * tolerances.HIGH_DIMENSION)
    assert abs(error @ gradient) / np.linalg.norm(error) < tolerances.HIGH_DIMENSION


def test_formulas_are_those_of_the_public_functions():
    lam, t, v, start, a, sigma, full = 0.7, 5, 1.3, 2.0, 0.4, 0.6, 1.7
    names = {"lam": lam, "t": t, "v": v, "start": start, "a": a, "sigma": sigma, "G": full}
    pairs = [
        (value("li2024/f-average", **names), moving_average.mean_square_error(lam, t, noise=v, start=start)),
        (value("li2024/f-average-bias", "left", **names), moving_average.bias(lam, t)),
        (value("li2024/f-average-lag", "lag", **names), a * moving_average.lag(lam, t)),
        (
            value("li2024/f-average-steady", "steady error", **names),
            moving_average.steady_error(lam, noise=v, drift=a**2),
        ),
        (value("li2024/f-average-useful", "largest a^2/v", **names), moving_average.largest_useful_drift(lam)),
        (value("li2024/f-average-sigma-equivalent", "sigma'", **names), moving_average.equivalent_sigma(lam, sigma)),
        (value("li2024/f-average-noise", "old average", **names), moving_average.noise_correlation(lam)),
        (
            value("li2024/f-average-removes", "full gradient", **names),
            moving_average.gradient_cosine(lam, sigma=sigma, signal=full**2 / v),
        ),
    ]
    for formula, function in pairs:
        assert formula == pytest.approx(function, rel=tolerances.AVERAGE)
    best = moving_average.best_decay(a**2 / v)
    assert value("li2024/f-average-best", lam=best, a=a, v=v) == pytest.approx(0.0, abs=tolerances.AVERAGE)


def test_the_average_is_useful_up_to_a_third_of_the_noise_at_the_scripts_decay():
    claim = LEDGER.claim("li2024/f-average-useful")
    border = moving_average.largest_useful_drift(0.6)
    assert border == pytest.approx(1 / 3, rel=1e-14, abs=0)
    assert f"{border:.2g} at $\\lambda = 0.6$" in claim.statement
    assert f"{moving_average.largest_useful_drift(0.9):.2g} at $0.9$" in claim.statement
    assert moving_average.steady_error(0.6, drift=0.6) == pytest.approx(1.6, rel=1e-14, abs=0)  # above the batch's 1
    # below the border, on it, above it
    errors = [moving_average.steady_error(0.6, drift=share * border) for share in (0.99, 1.0, 1.01)]
    assert errors[0] < 1.0 < errors[2]
    assert errors[1] == pytest.approx(1.0, rel=1e-14, abs=0)


def test_numbers_of_a_statement_are_those_of_its_formula():
    claim = LEDGER.claim("li2024/f-average-noise")
    for lam in (0.6, 0.9):
        assert f"{moving_average.noise_correlation(lam):.3g} at $" in claim.statement


@pytest.mark.parametrize("key", [key for key in CHECKS if key[1] is Method.NUMERICAL], ids=lambda key: key[0])
def test_counts_of_samples_are_in_evidence_and_scope(key):
    check = CHECKS[key]
    evidence = check.run(LEDGER.claim(key[0]).formula)
    assert all(str(count) in check.scope for count in evidence.uncertainty.values())
    assert LEDGER.claim(key[0]).region.includes(Domain.of(evidence.covered))


def test_every_proof_covers_its_claims_domain():
    proofs = [check.run(LEDGER.claim(key[0]).formula) for key, check in CHECKS.items() if key[1] is Method.SYMBOLIC]
    assert all(evidence.complete and evidence.covered for evidence in proofs)


def test_a_recursion_that_does_not_fade_is_no_limit():
    lam = moments.names()["lam"]
    assert moments.tends(lam)
    assert moments.tends(lam**2)
    assert not moments.tends(1 / lam)
    assert not moments.tends(2 * lam)


def test_directions_of_old_and_updated_average():
    rng = np.random.default_rng(SEED)
    g, m, lam = rng.normal(size=50), rng.normal(size=50), 0.6
    updated = lam * m + (1 - lam) * g

    def cosine(sigma):
        a, b = g - sigma * m, g - sigma * updated
        return a @ b / np.linalg.norm(a) / np.linalg.norm(b)

    assert cosine(1.0) == pytest.approx(1.0, abs=1e-14)
    assert cosine(0.5) < 0.999


def test_a_failing_formula_comes_with_numbers():
    check = next(check for check in CHECKS.values() if check.claim_id == "li2024/f-average-bias")
    evidence = check.run({"left": "lam**(t + 1)"})
    shown = {"lam": "4/5", "t": "3", "derived": "64/125", "stated": "256/625"}
    assert evidence.counterexample == {"left": shown}


@pytest.mark.parametrize("factor", ["(4 - 3*lam)", "lam"])
def test_a_formula_of_the_right_sign_that_does_not_rise_from_below_to_above_is_undecided(factor):
    check = CHECKS["li2024/f-average-best", Method.SYMBOLIC]
    formula = LEDGER.claim("li2024/f-average-best").formula
    assert check.run(f"{factor}*({formula})").verdict is Verdict.INCONCLUSIVE


def test_sigmas_that_are_equal_elsewhere_come_with_numbers():
    check = CHECKS["li2024/f-average-sigma-fixed", Method.SYMBOLIC]
    formula = LEDGER.claim("li2024/f-average-sigma-fixed").formula
    evidence = check.run({**formula, "equal at": "0, 1, 1/2"})
    assert evidence.verdict is Verdict.FAILS
    assert evidence.counterexample == {"lam": "4/5", "sigma": "1/2", "sigma'": "4/9"}


def test_other_keys_are_refused():
    check = next(check for check in CHECKS.values() if check.claim_id == "li2024/f-average-bias")
    with pytest.raises(ValueError, match="formula: expected the keys left, got right"):
        check.run({"right": "lam**t"})


def test_the_factor_of_the_updated_average_is_positive_from_sigma_zero_on():
    own, _ = direction_checks._row()
    assert own.subs(moments.names()["sigma"], 0) == 1
    check = CHECKS["li2024/f-average-sigma-equivalent", Method.SYMBOLIC]
    formula = LEDGER.claim("li2024/f-average-sigma-equivalent").formula
    assert check.run({**formula, "factor": "1 - sigma"}).verdict is Verdict.FAILS
