"""Natural against robust accuracy along the one curve of SAM and AT."""

from __future__ import annotations

import mpmath as mp
import pytest

from tests import oracles
from tests.tolerances import LEADING_ORDER
from theory.ledger.claims import Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.wei2023.tradeoff import checks as tradeoff_checks
from theory.papers.wei2023.tradeoff import claims as tradeoff

FAILING = {"sec-4.5-tradeoff", "sec-4.5-robust"}
FORMULAS = {claim.id.partition("/")[2]: claim.formula for claim in tradeoff.SECTION.claims}


@pytest.mark.parametrize(
    "check", tradeoff.SECTION.checks_of("theory"), ids=lambda check: f"{check.claim_id}-{check.method.value}"
)
def test_verdicts(check):
    name = check.claim_id.partition("/")[2]
    evidence = check.run(FORMULAS[name])
    assert evidence.verdict is (Verdict.FAILS if name in FAILING else Verdict.HOLDS)
    assert (evidence.counterexample is not None) == (name in FAILING)


def test_the_counterexample_can_be_recomputed():
    shown = tradeoff_checks.robust_digits()
    with mp.workdps(60):
        p, eta, d, eps = mp.mpf(9) / 10, mp.mpf("0.5"), mp.mpf(10), mp.mpf("0.05")
        tiny = mp.mpf(10) ** -24
        for row in shown["weights"]:
            rho = mp.mpf(row["rho"])
            w = oracles.eq25_root(p, eta, d, rho, digits=40) if rho else oracles.thm41_weight(p, eta)
            assert abs(mp.mpf(row["w"]) - w) < 20 * tiny
            assert abs(mp.mpf(row["natural"]) - oracles.eq14_accuracy(p, eta, d, w)) < tiny
            assert abs(mp.mpf(row["robust"]) - oracles.eq17_robust_accuracy(p, eta, d, w, eps)) < tiny
    robust = [mp.mpf(row["robust"]) for row in shown["weights"]]
    assert robust == sorted(robust, reverse=True)  # larger w, less robust


@pytest.mark.parametrize(("p", "eta", "d", "eps"), [("0.9", "0.5", "10", "0.25"), ("0.7", "0.1", "10", "0.05")])
def test_leading_terms_of_loss_and_gain_are_those_of_the_exact_weights(p, eta, d, eps):
    rho = mp.mpf("1e-3")
    with mp.workdps(60):
        p, eta, d, eps = (mp.mpf(x) for x in (p, eta, d, eps))
        best, w = oracles.thm41_weight(p, eta), oracles.eq25_root(p, eta, d, rho, digits=45)
        loss = oracles.eq14_accuracy(p, eta, d, best) - oracles.eq14_accuracy(p, eta, d, w)
        gain = oracles.eq17_robust_accuracy(p, eta, d, w, eps) - oracles.eq17_robust_accuracy(p, eta, d, best, eps)
        values = {"p": p, "eta": eta, "d": d, "eps": eps, "rho": rho, "w_star": best}
        table = {symbols()[name]: value for name, value in values.items()}
        for name, exact in (("natural-loss-order", loss), ("robust-gain", gain)):
            leading = parse(FORMULAS[f"sec-4.5-{name}"]).subs(table).evalf(40)
            assert abs(mp.mpf(str(leading)) / exact - 1) < LEADING_ORDER


def test_a_region_that_no_sign_decides_is_inconclusive():
    assert tradeoff_checks.check_regions({"robust rises on": "w < rho"}).verdict is Verdict.INCONCLUSIVE


def test_a_region_must_compare_w_with_a_threshold():
    with pytest.raises(ValueError, match="expected w > T or w < T, got 'rho > eps'"):
        tradeoff_checks.check_regions({"natural falls on": "rho > eps"})
