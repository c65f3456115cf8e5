"""The balance of two factors: laws by simulation, and the flattest minima by search."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.support.paper_checks import LEDGER, checks_of, every_claim_is_dealt_with, gives_its_verdict
from theory.ledger.claims import Method, Verdict
from theory.papers.li2024b import products
from theory.papers.li2024b.sharpness.numerics import hessian
from theory.small_models.two_factors import TwoFactors

CHECKS = checks_of("li2024b/")
REFUTED = {"li2024b/lem-1"}
RNG = np.random.default_rng(20241019)


@pytest.mark.parametrize("key", CHECKS, ids=lambda key: f"{key[0]}-{key[1].value}")
def test_verdicts(key):
    gives_its_verdict(key, CHECKS[key], REFUTED)


def test_every_refuted_claim_is_corrected_and_what_has_no_check_is_a_definition_or_joined():
    every_claim_is_dealt_with(CHECKS, REFUTED, "li2024b/")


def run(factors, steps, lr, rho, slopes):
    for number in range(steps):
        factors = factors.step(slopes[number % len(slopes)], lr, rho)
    return factors


def test_no_run_of_steps_turns_the_sum_or_the_difference():
    """Whatever the losses, the step and the radius: the cosine is that of the start, up to its sign."""
    slopes = [lambda w: np.tanh(w - 1), lambda w: -np.cos(w), lambda w: np.arctan(w + 2)]
    for lr, rho in ((0.01, 0.5), (0.3, 0.1), (0.1, 0.0)):
        start = TwoFactors(RNG.normal(size=4), RNG.normal(size=4))
        end = run(start, 50, lr, rho, slopes)
        assert abs(end.balance / start.balance - 1) > 1e-3
        assert abs(end.cosine) == pytest.approx(abs(start.cosine), rel=1e-9)


def test_the_derivative_is_taken_at_the_perturbed_product():
    """With that at the product itself the law is of leading order only: the paper's example."""
    x = np.array([0.2, -0.1, 0.3])
    factors, rho = TwoFactors(x, -3 * x), 0.2
    u = -1.0 / factors.size
    there = (factors.x + rho * u * factors.y) @ (factors.y + rho * u * factors.x)
    formula = LEDGER.claim("li2024b/eq-33").formula["dB/dt"]
    rates = [
        eval(formula, {"__builtins__": {}}, {"rho": rho, "u": u, "F": 2 * (w - 0.5), "B": factors.balance})
        for w in (there, factors.product)
    ]
    assert rates == pytest.approx([0.44248232690232589771, 0.34833877762890539259], rel=1e-13)


def test_the_flattest_minimum_with_a_product_by_search():
    """Minimise the norm of (x, y) with x . y = 3 from random starts: x = y, not only B = 0."""
    constraint = {"type": "eq", "fun": lambda z: z[:2] @ z[2:] - 3.0}
    for _ in range(5):
        found = minimize(lambda z: z @ z, RNG.normal(size=4), constraints=[constraint], tol=1e-12)
        assert found.fun == pytest.approx(6.0, abs=1e-3)
        assert found.x[:2] == pytest.approx(found.x[2:], abs=1e-2)


def test_the_counterexample_by_its_hessian():
    shown = CHECKS["li2024b/lem-1", Method.SYMBOLIC].run("B").counterexample
    factors = TwoFactors(shown["x"], shown["y"])
    assert factors.balance == 0

    def loss(point):
        return (point[:2] @ point[2:] - factors.product) ** 2 / 2

    top = np.linalg.eigvalsh(hessian(loss, np.concatenate([factors.x, factors.y])))[-1]
    assert top == pytest.approx(shown["lambda_1/f''"], rel=1e-6)
    assert shown["least with this product"] == 2 * abs(factors.product) < top
    end = factors.flow(lambda w: w - 10.0, 0.1, 0.05)
    assert end.balance == pytest.approx(0.0, abs=1e-12)
    assert end.spread < 0.99 * factors.spread  # balance does not see it


def test_the_radius_of_the_convex_bound_is_sharp():
    """x = 1, y = -1 and a little more, f = (w + 2)^2/2: beyond 2n the perturbed product is downhill and |B| grows."""
    factors = TwoFactors([1.01], [-1.0])

    def growth(rho, slope):
        along_x, along_y = factors.velocity(slope, rho)
        return np.sign(factors.balance) * (factors.x @ along_x - factors.y @ along_y)

    for rho, sign in ((1.9 * factors.size, -1), (6.0, 1)):
        assert sign * growth(rho, lambda w: w + 2.0) > 0


def test_words_of_matrices():
    assert products.transposed(("x'", "H", "G'", "x")) == ("x'", "G", "H'", "x")
    assert products.scalar(("x'", "G", "y")) == products.scalar(("y'", "G'", "x"))
    assert products.inner((1, 1), (1, -1)) == products.XX - products.YY


def test_what_nothing_decides_is_inconclusive():
    assert CHECKS["li2024b/thm-3-convex", Method.SYMBOLIC].run("rate <= -rho*slope*B/n").verdict is Verdict.HOLDS
    assert CHECKS["li2024b/lem-1-corrected", Method.SYMBOLIC].run("Q*(1 + B**2)").verdict is Verdict.INCONCLUSIVE
    with pytest.raises(ValueError, match="formula: expected an inequality, got 'rho'"):
        CHECKS["li2024b/thm-3-convex", Method.SYMBOLIC].run("rho")
