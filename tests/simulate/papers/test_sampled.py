"""Checks by sampling: their scopes say what is drawn, and the full plan takes the small one's place."""

from __future__ import annotations

import pytest

from simulate import papers
from simulate.papers import deng2024, li2024
from simulate.papers.beyond import all_weights, bilateral, friendly
from simulate.studies import plan, training_plan
from simulate.studies.training_plan import FULL, SMALL
from simulate.sweeps import lookup
from theory import papers as claims
from theory.ledger.claims import Check, LedgerError, Method, Result, Verdict
from theory.ledger.domain import Domain

WEIGHTS = tuple(li2024.WEIGHTS)
DRAWN = f"p, eta, d = {li2024.MODEL}, weights {WEIGHTS}"
FIXED = (
    f"{DRAWN}, logistic loss, batches of {li2024.BATCH}; lambda in {li2024.DECAYS}; {li2024.RUNS} runs, "
    f"t in {li2024.STEPS}"
)
STEADY = f"{DRAWN}, batches of {li2024.BATCH}; lambda in {li2024.DECAYS}; {li2024.RUNS // 2} runs, t = {li2024.LONG}"
TWO = " and ".join("p = {}, eta = {}, d = {}".format(*model) for model in training_plan.MODELS)
SMALLER = f"{SMALL.replicates} samples of {SMALL.n}"
FULLER = f"{FULL.replicates} samples of {FULL.plane}"
LARGE = FULL.large[training_plan.RAISED] + FULL.large[training_plan.LOWERED]
COUNTED = tuple(
    f"at (p, eta, d) = {', '.join(map(str, plan.ACCURACY_MODELS))}, {one.accuracy.n * one.accuracy.replications} samples each"
    for one in (plan.SMALL, plan.FULL)
)
AT_EACH = f"at each of (p, eta, d, rho) = {', '.join(map(str, plan.RATE_MODELS))}"
AT_MODELS = f"at each of (p, eta, d) = {', '.join(str(one[:3]) for one in plan.RATE_MODELS)}"
LEARNT = tuple(
    f"{one.optima.repeats * one.optima.replications} samples of {one.optima.n} {AT_EACH}"
    for one in (plan.SMALL, plan.FULL)
)
RATES = tuple(
    ", ".join(f"{size.repeats * size.replications} samples of {size.n}" for size in one.rates if size.n >= one.tested)
    for one in (plan.SMALL, plan.FULL)
)
PLANE = f"two rows: {TWO}; rho = 1; the exact maximum over the plane of equal non-robust weights"
SCOPES = {
    "wei2023/eq-14": tuple(f"w/w* in -1, 0, 0.5, 1, 1.5, 3 {at}" for at in COUNTED),
    "wei2023/eq-17": tuple(f"w/w* in 0, 0.5, 1, 2 and eps/eta in 0.25, 0.9, 1.5 {at}" for at in COUNTED),
    "wei2023/eq-22": tuple(f"rho = sqrt(d)/2, centres w*, w_SAM, w_SAM + rho, {at}" for at in COUNTED),
    "wei2023/thm-4.1": LEARNT,
    "wei2023/thm-4.2": tuple(f"{one}, eps = 0.3 eta" for one in LEARNT),
    "wei2023/thm-4.3": LEARNT,
    "wei2023/thm-4.3-unique": LEARNT,
    "wei2023/eq-25": LEARNT,
    "beyond/attack-accuracies": tuple(
        f"w/w* in -0.5, 0.5, 1, 2, eps 0.25 and 0.9 times eta (l_inf) or eta sqrt(d) (l_2), {at}" for at in COUNTED
    ),
    "beyond/rate-st-cube-root": tuple(f"{drawn} {AT_MODELS}" for drawn in RATES),
    "beyond/rate-sam-root-n": tuple(f"{drawn} {AT_EACH}" for drawn in RATES),
    "beyond/logistic-standard": tuple(f"{TWO}; {drawn}" for drawn in (SMALLER, FULLER)),
    "beyond/logistic-ratios": tuple(
        f"{PLANE}, {one.replicates} samples of {one.exact}, and one sample a perturbation, {drawn}"
        for one, drawn in ((SMALL, SMALLER), (FULL, FULLER))
    ),
    "beyond/full-weights-theorem-4.3": (
        f"(p, eta, d) in {all_weights.MODELS}, rho = {all_weights.RHO}: {all_weights.REPEATS} samples of {all_weights.N}",
        "",
    ),
    "li2024/f-average": (f"{FIXED}, both starts", ""),
    "li2024/f-average-bias": (f"{FIXED}, started at zero", ""),
    "li2024/f-average-noise": (f"{STEADY}, sigma = 1", ""),
    "li2024/f-average-removes": (f"{STEADY}, sigma in {li2024.SIGMAS}", ""),
    "li2024/f-average-useful": (
        f"{DRAWN}, batches of {li2024.BATCH}; lambda in {li2024.DECAYS}, the drift at which both are said to err alike; "
        f"{li2024.RUNS // 2} runs, t = {li2024.LONG}",
        "",
    ),
    "beyond/friendly-shift": (
        f"p, eta, d = {training_plan.RAISED}; rho = {friendly.RHO}, lambda = {friendly.DECAY}, sigma = 1, {friendly.DESCENT} "
        f"batches of {friendly.MINI_BATCH}; {friendly.REPLICATES} samples of {friendly.N}",
        "",
    ),
    "beyond/bilateral-per-sample": (
        f"{bilateral.SAMPLES} random samples of p, eta, d = {bilateral.MODEL} at normal weights; rho, rho' = "
        f"{bilateral.RADII}; logistic loss",
        "",
    ),
    "deng2024/b-published-update-corrected": (
        f"{deng2024.BATCHES} random batches of {deng2024.SIZE} of p, eta, d = {deng2024.MODEL} at normal weights; "
        f"rho = rho' = {deng2024.RADIUS:g}; logistic loss",
        "",
    ),
    "beyond/one-step-trained": tuple(f"{TWO}; rho = {training_plan.RHO}; {drawn}" for drawn in (SMALLER, FULLER)),
    "beyond/adversarial-logistic-ratio": tuple(
        f"{TWO}; eps = {training_plan.ATTACK} eta; {drawn}" for drawn in (SMALLER, FULLER)
    ),
    "beyond/minibatch-shift-decays": (
        f"p = 0.7, eta = 0.5, d = 1, rho = 0.5: {SMALLER} and {SMALL.large[training_plan.LOWERED][1][2]}, micro-batches of "
        f"{SMALL.large[training_plan.LOWERED][0][1]} and {SMALL.large[training_plan.LOWERED][1][1]}",
        f"p = 0.9, eta = 0.1, d = 10, rho = {LARGE[0][0]:g}: micro-batches of {FULL.micro_batches[-1]} and {LARGE[0][1]}; "
        f"p = 0.7, eta = 0.5, d = 1, rho = {LARGE[1][0]}: of {LARGE[1][1]} and {LARGE[2][1]}; {FULL.replicates} samples of "
        f"{FULL.n} and {LARGE[0][2]}",
    ),
    "beyond/minibatch-shift-sign": (
        f"the rows with rho = {training_plan.RHO} and m <= {SMALL.micro_batches[-1]}, {SMALLER}",
        f"all rows of the table, {FULL.replicates} samples of {FULL.n} to {LARGE[0][2]}",
    ),
    "beyond/noise-ascent-shift": tuple(
        f"the two models, {one.replicates} samples of {one.n}, micro-batches of "
        f"{' and '.join(map(str, training_plan.NOISE_BATCHES))}"
        for one in (SMALL, FULL)
    ),
}


@pytest.mark.parametrize("claim_id", SCOPES)
def test_scopes_say_what_is_drawn(claim_id):
    (test,) = [one for one in claims.tests()[claim_id] if one.package == "simulate"]
    assert (test.scope, test.full) == SCOPES[claim_id]


def test_every_entry_by_sampling_has_its_scope_here():
    named = {claim_id for claim_id, tests in claims.tests().items() for one in tests if one.package == "simulate"}
    assert named == set(SCOPES)


def test_the_full_plan_takes_the_place_of_the_small_one():
    small = {check.claim_id: check for check in papers.checks()}
    full = papers.checks(full=True)
    assert {check.claim_id for check in full} == {name for name, (_, scope) in SCOPES.items() if scope}
    for check in full:
        own = dict(small[check.claim_id].function.options)
        assert "plan" not in own
        assert dict(check.function.options) | {"plan": None} == own | {"plan": None}
        assert any(dict(check.function.options)["plan"] is one for one in papers.FULL.values())
        assert small[check.claim_id].reads == ()


def test_checks_read_the_files_that_their_entries_name(monkeypatch):
    opened, read = set(), lookup.by_key
    monkeypatch.setattr(lookup, "by_key", lambda path: opened.add(path) or read(path))
    for check in papers.checks(full=True):
        opened.clear()
        check.run(claims.ledger().claim(check.claim_id).formula)
        assert opened == set(check.reads), check.claim_id


def test_only_what_an_entry_names_has_a_plan_put_in():
    nameless = Check("paper/a", Method.MONTE_CARLO, "here", lambda formula: Result(Verdict.HOLDS))
    with pytest.raises(LedgerError, match="paper/a: expected a check that its entry names"):
        papers._recorded(nameless)


@pytest.mark.parametrize("claim_id", ["li2024/f-average", "li2024/f-average-bias", "beyond/bilateral-per-sample"])
def test_what_was_sampled_lies_in_the_claims_domain(claim_id):
    (check,) = [one for one in papers.checks() if one.claim_id == claim_id]
    claim = claims.ledger().claim(claim_id)
    evidence = check.run(claim.formula)
    assert claim.region.includes(Domain.of(evidence.covered))
    assert not evidence.complete
