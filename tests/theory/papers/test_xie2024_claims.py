"""BiSAM's claims: their verdicts, and their formulas against literal transcriptions at high precision."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from theory import papers
from theory.ledger.claims import NOTHING_TO_CHECK, Kind, Method, Status, Verdict
from theory.papers import xie2024
from theory.papers.xie2024 import example, gradients, tightness
from theory.papers.xie2024.costs.checks import check_sentence
from theory.papers.xie2024.costs.reported import EPOCHS, overheads
from theory.papers.xie2024.forms import BITS, ball, compare, compiled, names, read
from theory.surrogates import losses as surrogates

CLAIMS = papers.ledger()
ALL = [check for check in papers.checks() if check.claim_id.startswith("xie2024/")]
CHECKS = {(check.claim_id, check.method): check for check in ALL}
FAIL = {
    f"xie2024/{name}"
    for name in (
        "eq-2",
        "sec-2.1-guarantee",
        "sec-2.2-example-logits-constant",
        "eq-12-maximiser",
        "sec-3-tight",
        "sec-3-gradients-right",
        "sec-3-gradients-side",
    )
}
AGREES = {
    f"xie2024/app-B-{name}"
    for name in ("overhead-corrected", "overhead-every-row", "overhead-vgg", "gap", "gap-pytorch")
}
NUMERICAL_ONLY = {
    f"xie2024/{name}"
    for name in (
        "known-tanh-is-ce-beyond",
        "binary-ce-limit",
        "binary-log-match",
        "binary-first-order",
        "binary-worst-shift",
        "binary-ball",
    )
}


@pytest.fixture(scope="module")
def ledger():
    evidence = [check.run(CLAIMS.claim(check.claim_id).formula) for check in ALL]
    return CLAIMS.with_evidence(evidence)


def test_what_fails_and_what_is_proved(ledger):
    statuses = {name: status for name, status in ledger.statuses().items() if name.startswith("xie2024/")}
    assert {name for name, status in statuses.items() if status is Status.AGREES} == AGREES
    assert {name for name, status in statuses.items() if status is Status.DISAGREES} == {"xie2024/app-B-overhead"}
    assert {name for name, status in statuses.items() if status is Status.REFUTED} == FAIL
    assert {name for name, status in statuses.items() if status is Status.SUPPORTED} == NUMERICAL_ONLY
    others = {
        name: s
        for name, s in statuses.items()
        if name not in FAIL | NUMERICAL_ONLY | AGREES | {"xie2024/app-B-overhead"}
    }
    assert set(others.values()) == {Status.PROVED, Status.STATED, Status.UNCHECKED}


def test_every_refuted_claim_has_a_counterexample_and_what_is_true_instead(ledger):
    for claim_id in FAIL:
        assert ledger.strongest(claim_id).counterexample
        corrections = ledger.corrections(claim_id)
        assert corrections
        assert all(ledger.status(name) is Status.PROVED for name in corrections)


def test_only_networks_and_stated_claims_have_no_check():
    checked = {claim_id for claim_id, _ in CHECKS}
    unchecked = {claim.id: claim.kind for claim in xie2024.CLAIMS if claim.id not in checked and not claim.parts}
    assert set(unchecked.values()) <= {Kind.EMPIRICAL, *NOTHING_TO_CHECK}
    assert unchecked["xie2024/thm-C.1"] is unchecked["xie2024/rem-C.2"] is Kind.CITED
    assert sum(kind is Kind.EMPIRICAL for kind in unchecked.values()) == 10


def test_the_published_table_against_a_literal_evaluation():
    with mp.workdps(30):
        for setting, rows in tightness.PUBLISHED.items():
            tanh, mu = setting.startswith("tanh"), mp.mpf(setting.partition("= ")[2])
            q = mp.exp(-mu) if tanh else mp.mpf(0)
            for name, row in rows.items():
                K = int(name)

                def bound(count, K=K, q=q, mu=mu):
                    return mp.log((1 + count * mp.exp(mu) + (K - 1 - count) * q) / K) / mu

                needed = next(k for k in range(K) if bound(k) > 0)
                exact = [mp.log(K) / mu, bound(K - 1), bound(1), bound(0), needed, mp.log(K - 2 if tanh else K - 1)]
                for value, text in zip(exact, row, strict=False):
                    assert float(value) == pytest.approx(float(text), abs=0.5001e-5)
                if tanh:
                    assert float(-bound(0) / (bound(1) - bound(0))) == pytest.approx(float(row[-1]), abs=0.5001e-5)
                else:
                    assert bound(1) < 0
                    assert row[-1] == "none"


@pytest.mark.parametrize(("phi", "mu", "name"), [(surrogates.Tanh(0.1), 10.0, "tanh"), (surrogates.Log(), 1.0, "log")])
@pytest.mark.parametrize("classes", [10, 100])
def test_no_sample_is_farther_from_its_loss_than_stated(phi, mu, name, classes):
    table = names()
    farthest = float(read(tightness.FARTHEST[name]).subs({table["K"]: classes, table["mu"]: mu}))
    stated = {
        "tanh": 1 + (np.log(classes) - np.log(2 + (classes - 2) * np.exp(-mu))) / mu,
        "log": 1 + np.log(classes / 2) / mu,
    }[name]
    assert farthest == pytest.approx(stated)
    rng = np.random.default_rng(2)
    logits = rng.normal(size=(4000, classes)) * 10.0 ** rng.uniform(-2, 3, size=(4000, 1))
    labels = rng.integers(0, classes, 4000)
    gap = surrogates.zero_one_loss(logits, labels) - surrogates.lower_bound(logits, labels, phi, mu)
    assert gap.max() <= farthest
    extreme = np.full(classes, -1e4)
    extreme[:2] = 0.0, 1e-9
    reached = surrogates.zero_one_loss(extreme, 0) - surrogates.lower_bound(extreme, 0, phi, mu)
    assert reached == pytest.approx(farthest, abs=1e-6)


@pytest.mark.parametrize(("classes", "text"), example.THRESHOLDS.items())
def test_thresholds_of_the_example(classes, text):
    K, label = int(classes), 0
    for s, prefers in ((float(text) - 1e-9, "A"), (float(text) + 1e-9, "B")):
        a, b = np.full(K, 1 / K), np.zeros(K)
        a[:2] += s, -s
        b[:2] = 0.5 - s, 0.5 + s
        losses = surrogates.cross_entropy(np.stack([a, b]), np.array([label, label]))
        assert (losses[0] > losses[1]) == (prefers == "A")
        assert surrogates.zero_one_loss(np.stack([a, b]), np.array([0, 0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("name", ["tanh", "log"])
@pytest.mark.parametrize("classes", [3, 10, 100])
def test_q_prefers_the_right_answer_up_to_the_stated_s(name, classes):
    phi, mu = {"tanh": (surrogates.Tanh(0.1), 10.0), "log": (surrogates.Log(), 1.0)}[name]
    turn = float(example.TURNS[name][str(classes)])
    for s, prefers in ((1e-6, "A"), (turn - 1e-9, "A"), (turn + 1e-9, "B")):
        a, b = np.full(classes, 1 / classes), np.zeros(classes)
        a[:2] += s, -s
        b[:2] = 0.5 - s, 0.5 + s
        values = [surrogates.q_loss(v, 0, phi, mu) for v in (a, b)]
        assert (values[0] > values[1]) == (prefers == "A")


def test_cosines_with_other_logits():
    from theory.surrogates.ascent_angle import ascent_cosine

    rng = np.random.default_rng(77)
    logits, labels = rng.normal(size=(20000, 10)), rng.integers(0, 10, 20000)
    for name, (phi, mu) in {"tanh": (surrogates.Tanh(0.1), 10.0), "log": (surrogates.Log(), 1.0)}.items():
        for scale, text in gradients.COSINES[name].items():
            assert ascent_cosine(float(scale) * logits, labels, phi, mu) == pytest.approx(float(text), abs=0.01)


def test_what_rounding_leaves_open_is_undecided():
    """WRN-28-10's printed 65 and 71 seconds leave an overhead of 10% open, neither 7% nor 11%."""
    said = {"table": "epochs", "rows": ["WRN-28-10"], "relation": ">"}
    verdicts = [check_sentence({**said, "value": value}).verdict for value in ("7/100", "10/100", "11/100")]
    assert verdicts == [Verdict.HOLDS, Verdict.INCONCLUSIVE, Verdict.FAILS]
    together = check_sentence({**said, "rows": list(EPOCHS), "value": "11/100"})
    assert together.verdict is Verdict.FAILS
    assert set(together.counterexample) == {"WRN-28-10"}


def test_overheads_are_ranges_of_what_was_rounded():
    least, printed, most = overheads(("19", "21"))
    assert (str(printed), str(least), str(most)) == ("2/19", "2/39", "6/37")
    assert all(low <= value <= high for low, value, high in map(overheads, EPOCHS.values()))


def test_balls_and_comparisons():
    import flint
    import sympy as sp

    x = sp.Symbol("x", real=True)
    expression = sp.tanh(x / 10) + sp.sqrt(sp.E) * sp.log(1 + x**2) - sp.Rational(1, 3) * sp.exp(-x)
    with flint.ctx.workprec(BITS):
        value = flint.arb(flint.fmpq(7, 5))
        with mp.workdps(50):
            t = mp.mpf(7) / 5
            exact = mp.tanh(t / 10) + mp.sqrt(mp.e) * mp.log(1 + t**2) - mp.exp(-t) / 3
            for found in (ball(expression, {x: value}), compiled(expression, x)(value)):
                assert abs(mp.mpf(found.str(45, radius=False)) - exact) < mp.mpf(10) ** -40
    assert compare({"same": (sp.cosh(x) ** 2 - sp.sinh(x) ** 2, sp.Integer(1))}).verdict is Verdict.HOLDS
    other = compare({"other": (sp.exp(x), 1 + x)})
    assert other.verdict is Verdict.FAILS
    assert other.counterexample["other"]["x"] == "7/8"
    with pytest.raises(ValueError, match="has no value in ball arithmetic"):
        ball(sp.erf(x), {x: value})


def test_scopes_and_methods_are_what_they_are_called():
    for (claim_id, method), check in CHECKS.items():
        assert check.scope
        if method is Method.NUMERICAL:
            assert check.complete is (claim_id == "xie2024/binary-ball")
