"""SAM's cycles, their basins under momentum, the drift along a valley and the edge, by the steps themselves."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tests.support.paper_checks import LEDGER, checks_of, every_claim_is_dealt_with, gives_its_verdict
from theory.ledger.claims import Method, Verdict
from theory.small_models.quadratic import QuadraticSAM

PAPERS = ("bartlett2023/", "long2024/")
CHECKS = checks_of(*PAPERS)
REFUTED = {"bartlett2023/momentum-global"}
RNG = np.random.default_rng(20221005)


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_verdicts(key):
    gives_its_verdict(key, CHECKS[key], REFUTED)


def test_every_refuted_claim_is_corrected_and_what_has_no_check_is_a_definition_or_joined():
    every_claim_is_dealt_with(CHECKS, REFUTED, *PAPERS)


def test_the_counterexample_is_an_orbit_in_exact_numbers():
    shown = CHECKS["bartlett2023/momentum-global", Method.SYMBOLIC].run({"another cycle attracts if": "False"})
    s, beta, rho, x_0, x_1 = (Fraction(shown.counterexample[name]) for name in ("s", "beta", "rho", "x_0", "x_1"))
    orbit = [-x_1, x_0]
    for _ in range(8):
        here, before = orbit[-1], orbit[-2]
        orbit.append(here + beta * (here - before) - s * (here + (rho if here > 0 else -rho)))
    assert orbit[1:9] == [x_0, x_1, -x_0, -x_1] * 2


def ended(s, beta, starts):
    """Return which starts at zero velocity end on the alternating cycle, and which on that of period four."""
    problem = QuadraticSAM([1.0], lr=s, rho=1.0, momentum=beta)
    x, v = problem.run(starts[:, None], 4000)
    later, _ = problem.run(x, 2, v)
    size = np.abs(x[:, 0])
    alternating = np.abs(size - problem.amplitude) < 1e-6 * problem.amplitude
    four = (
        np.min(np.abs(size[:, None] - np.array(problem.four_cycle)), axis=1) < 1e-6 * size if s < 2 * beta else size < 0
    )
    assert np.all(later[alternating, 0] * x[alternating, 0] > 0)  # period two
    assert np.all(later[four, 0] * x[four, 0] < 0)  # x_2 = -x_0
    return np.mean(alternating), np.mean(four)


@pytest.mark.parametrize(
    ("beta", "s", "low", "high"),
    [(0.9, 0.1, 0.0, 0.03), (0.9, 1.0, 0.2, 0.4), (0.5, 0.1, 0.25, 0.45), (0.5, 1.0, 1.0, 1.0)],
)
def test_shares_of_starts_that_end_on_the_alternating_cycle(beta, s, low, high):
    starts = np.exp(RNG.uniform(np.log(0.01), np.log(100.0), 400))
    alternating, four = ended(s, beta, starts)
    assert low <= alternating <= high
    assert (four > 0.05) == (s < 2 * beta)


@pytest.mark.parametrize("kind", ["heavy ball", "Nesterov", "moving average"])
def test_responses_by_simulation(kind):
    beta, s = 0.5, 0.6
    formula = LEDGER.claim("bartlett2023/momentum-response").formula[kind]
    same = eval(formula, {"__builtins__": {}}, {"s": s, "beta": beta})
    c = same / (2 - same)
    x, share = 1.001 * c, 1 - beta if kind == "moving average" else 1.0
    v = -(c + 1) * share / (1 + beta)  # of the step before, whose gradient had the other sign
    for _ in range(3000):
        g = x + np.sign(x)
        v = beta * v + share * g
        x -= s * (g + beta * v if kind == "Nesterov" else v)
    assert abs(x) == pytest.approx(c, rel=1e-9)


def test_a_cycle_along_a_lower_eigenvector_is_left():
    problem = QuadraticSAM([2.0, 1.0], lr=0.7, rho=0.5)
    lower = QuadraticSAM([1.0], lr=0.7, rho=0.5)
    x, _ = problem.run([1e-6, lower.amplitude], 4000)
    assert np.abs(x) == pytest.approx([problem.amplitude, 0.0], abs=1e-9)
    formula = LEDGER.claim("bartlett2023/alignment-multiplier").formula["multiplier"]
    factor = eval(formula, {"__builtins__": {}}, {"s_i": 0.7, "s_j": 1.4})
    after, _ = problem.run([1e-6, lower.amplitude], 1)
    assert after[0] / 1e-6 == pytest.approx(factor, rel=1e-6)
    assert abs(factor) > 1


def test_drift_is_measured_over_its_formula():
    """lambda = 1 + z^2/2 at z = 1: half a percent at most at the radius of the check, less at a smaller one."""
    check = CHECKS["bartlett2023/drift", Method.NUMERICAL]
    assert check.run(LEDGER.claim("bartlett2023/drift").formula).verdict is Verdict.HOLDS


def test_a_run_ends_on_its_edge():
    problem = QuadraticSAM([3.0, 1.0, 0.4], lr=0.3, rho=0.2)
    x, _ = problem.run([0.3, -0.2, 0.9], 3000)
    assert abs(x[0]) == pytest.approx(9 / 55, rel=1e-12)
    assert problem.edge(np.linalg.norm(problem.eigenvalues * x)) == pytest.approx(3.0, rel=1e-12)


def test_formulas_of_another_form_are_refused():
    for claim_id, text in (
        ("bartlett2023/alignment", "s_i < s_j"),
        ("long2024/sam-edge-below", "lr < 1"),
        ("long2024/edge-outside", "rho > s"),
    ):
        with pytest.raises(ValueError, match="formula: expected "):
            CHECKS[claim_id, Method.SYMBOLIC].run(text)
    assert (
        CHECKS["bartlett2023/alignment", Method.SYMBOLIC].run("s_j < s_i + (s_i - 1)**2").verdict
        is Verdict.INCONCLUSIVE
    )
