"""The reported tables and the sentences about them, against numpy and scipy."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from theory import papers
from theory.ledger.claims import Kind, Origin, Status, Verdict
from theory.papers.tools.numerals import in_words
from theory.papers.wei2023.costs import checks as passes
from theory.papers.wei2023.costs import claims as costs
from theory.papers.wei2023.networks import claims as networks
from theory.papers.wei2023.one_rho import claims as one_rho
from theory.papers.wei2023.significance import claims as significance
from theory.papers.wei2023.tables import claims as tables
from theory.papers.wei2023.tables.checks import check_sentence
from theory.papers.wei2023.tables.reported import COLUMNS, NATURAL, REPORTED, table
from theory.papers.wei2023.tables.sentences import Noise, compare_rows, decide

PARTS = (tables, one_rho, significance)
CLAIMS = {claim.id.removeprefix("wei2023/sec-5-"): claim for part in PARTS for claim in part.SECTION.claims}
CHECKS = {check.claim_id: check for part in PARTS for check in part.SECTION.checks_of("theory")}
NOISE = Noise(Fraction("0.5"), 3, Fraction("0.05"), Fraction("0.1"))
FAIL = {"ten-percent-every-rho", "two-percent-every-rho", "multiple-every-rho", "large-gap"}


def array(name, method):
    return np.array([[float(row.value(c)) for c in COLUMNS] for row in REPORTED[name] if row.method == method])


def changed(name, row_name, column, cell):
    """Return the tables with one cell changed."""
    rows = tuple(
        replace(row, cells={**row.cells, column: cell}) if row.name == row_name else row for row in REPORTED[name]
    )
    return {**REPORTED, name: rows}


def test_the_tables_have_all_rows():
    for rows in REPORTED.values():
        assert [row.name for row in rows] == [
            "ST",
            *(f"SAM {rho}" for rho in ("0.1", "0.2", "0.4")),
            *(f"AT linf {eps}" for eps in (1, 2, 4, 8)),
            *(f"AT l2 {eps}" for eps in (16, 32, 64, 128)),
        ]


@pytest.mark.parametrize(
    ("name", "sums"),
    [
        ("cifar100", ["868.0", "546.2", "381.6", "723.5", "591.0"]),
        ("cifar10", ["1113.1", "869.8", "645.1", "1037.2", "916.8"]),
    ],
)
def test_column_sums(name, sums):
    """A cell typed wrong would show in its column's sum."""
    assert [str(float(sum(row.value(c) for row in REPORTED[name]))) for c in COLUMNS] == sums


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_the_verdicts_on_the_sentences(name):
    evidence = CHECKS[f"wei2023/sec-5-{name}"].run(CLAIMS[name].formula)
    assert evidence.verdict is (Verdict.FAILS if name in FAIL else Verdict.HOLDS)
    assert "says nothing about networks" in evidence.scope
    assert (evidence.counterexample is None) == (name not in FAIL)
    json.dumps([evidence.observed, evidence.expected, evidence.counterexample, CLAIMS[name].formula])


def test_every_sentence_that_fails_is_corrected():
    assert {claim.corrects.removeprefix("wei2023/sec-5-") for claim in CLAIMS.values() if claim.corrects} == FAIL


def test_the_sentences_on_one_rho_fit_0_4_alone():
    """The text lost the rho of three sentences: 0.4 is the only one of the table at which they hold together."""
    together = {
        rho: [
            decide({**CLAIMS[name].formula, "rows": f"SAM {rho}"}, REPORTED).holds
            for name in ("ten-percent", "two-percent", "multiple")
        ]
        for rho in ("0.1", "0.2", "0.4")
    }
    assert [rho for rho, held in together.items() if all(held)] == [one_rho.RHO] == ["0.4"]


def test_reported_numbers_have_words_of_their_own():
    evidence = [CHECKS[f"wei2023/sec-5-{name}"].run(claim.formula) for name, claim in CLAIMS.items()]
    ledger = papers.ledger().with_evidence(evidence)
    for name, claim in CLAIMS.items():
        assert claim.kind is Kind.REPORTED
        assert ledger.status(claim.id) is (Status.DISAGREES if name in FAIL else Status.AGREES)


def test_the_readings_of_a_sentence_name_each_other():
    for name in ("ten-percent", "two-percent", "multiple"):
        read, every = CLAIMS[name], CLAIMS[f"{name}-every-rho"]
        assert (read.origin, every.origin) == (Origin.READING, Origin.OURS)
        assert every.id in read.reading
        assert read.id in every.reading
        assert CLAIMS[f"{name}-corrected"].corrects == every.id


def test_a_gain_of_exactly_the_margin_is_undecided():
    formula = CLAIMS["two-percent"].formula
    for cell, verdict in (("78.5", Verdict.HOLDS), ("78.4", Verdict.INCONCLUSIVE), ("78.3", Verdict.FAILS)):
        holds = decide(formula, changed("cifar100", "SAM 0.4", NATURAL, cell)).holds
        assert {True: Verdict.HOLDS, None: Verdict.INCONCLUSIVE, False: Verdict.FAILS}[holds] is verdict
    exactly = {**formula, "margin": "0.2"}
    assert check_sentence(exactly).verdict is Verdict.INCONCLUSIVE
    assert check_sentence({**exactly, "over": "mean"}).verdict is Verdict.INCONCLUSIVE
    assert check_sentence({**CLAIMS["two-percent-every-rho"].formula, "margin": "0.2"}).verdict is Verdict.FAILS


def test_counts_of_exceptions_are_those_of_the_sentences():
    for claim in significance.SECTION.claims:
        if claim.formula.get("except"):
            assert in_words(len(claim.formula["except"])) in claim.summary
    assert "in three l_inf cells" in CLAIMS["multiple-corrected"].summary
    assert len(CLAIMS["multiple-corrected"].formula["only"]) == 3


def test_the_mean_gains_against_numpy():
    gains = array("cifar100", "SAM")[:, 1:] - array("cifar100", "ST")[:, 1:]
    np.testing.assert_allclose(gains.mean(axis=1), [5.075, 7.95, 11.75], rtol=1e-12)
    outcome = decide(CLAIMS["ten-percent-every-rho"].formula, REPORTED)
    assert outcome.statistic == Fraction(991, 120)
    assert float(outcome.statistic) == pytest.approx(gains.mean(), rel=1e-12)


def test_ratios_against_numpy():
    comparisons = compare_rows(CLAIMS["multiple-every-rho"].formula, REPORTED)
    found = [float(item.value) for item in comparisons if (item.table, item.row) == ("cifar100", "SAM 0.4")]
    np.testing.assert_allclose(found, [28.3 / 13.6, 6.5 / 1.7, 57.0 / 44.5, 36.2 / 21.2], rtol=1e-12)


def test_gaps_against_numpy():
    for name in REPORTED:
        gaps = array(name, "AT")[:, None, 1:] - array(name, "SAM")[None, :, 1:]
        formula = {**CLAIMS["large-gap"].formula, "tables": [name], "over": "least"}
        assert float(decide(formula, REPORTED).statistic) == pytest.approx(gaps.min(), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("at-loses-natural", ("cifar10", "AT l2 16", NATURAL, "94.6")),
        ("sam-beats-st", ("cifar10", "SAM 0.4", NATURAL, "94.6")),
        ("robustness-rises-with-rho", ("cifar100", "SAM 0.2", "l2 16/255", "57.0")),
        ("at-cost-cifar100", ("cifar100", "ST", NATURAL, "77.0")),
        ("ten-percent-corrected", ("cifar100", "SAM 0.4", "l2 32/255", "29.2")),
        ("large-gap-corrected", ("cifar100", "AT linf 8", "l2 16/255", "57.1")),
        ("sam-beats-st-significance", ("cifar100", "SAM 0.1", NATURAL, "78.2")),
    ],
)
def test_another_cell_turns_a_sentence(name, cell):
    assert decide(CLAIMS[name].formula, REPORTED).holds
    assert not decide(CLAIMS[name].formula, changed(*cell)).holds


@pytest.mark.parametrize("runs", [2, 3, 5, 12])
@pytest.mark.parametrize("level", ["0.01", "0.05"])
def test_significance_against_scipy(runs, level):
    noise = Noise(Fraction("0.5"), runs, Fraction(level), Fraction(0))
    for tenths in range(0, 80, 3):
        t_test = stats.ttest_ind_from_stats(tenths / 10, 0.5, runs, 0, 0.5, runs)
        for sign in (1, -1):
            assert noise.is_significant(Fraction(sign * tenths, 10)) == (t_test.pvalue < float(level))


def test_the_least_significant_difference():
    critical = stats.t.ppf(0.975, 4) * 0.5 * np.sqrt(2 / 3)
    assert critical == pytest.approx(1.1334, abs=1e-4)
    assert not NOISE.is_significant(Fraction("1.2"))  # 1.1 after rounding
    assert NOISE.is_significant(Fraction("1.3"))
    assert NOISE.is_significant(Fraction("-1.3"))
    assert Fraction("1.3") == significance.LEAST
    assert "1.3 points or more" in significance.RULE


def test_the_network_sentences_are_of_the_language():
    for claim in networks.SECTION.claims:
        if isinstance(claim.formula, dict) and "tables" in claim.formula and "attacks" not in claim.formula:
            assert compare_rows(claim.formula, REPORTED)
    assert networks.SECTION.checks_of("theory") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rows": "SAM 0.3"}, "rows: expected the name of a row or of a series, got 'SAM 0.3'"),
        ({"columns": ["clean"]}, "columns: expected some of natural, .*, got clean"),
        ({"tables": ["mnist"]}, "tables: expected some of cifar100, cifar10, got mnist"),
        ({"quantity": "product"}, "quantity: expected one of difference, ratio, relative, got 'product'"),
        ({"relation": "~"}, "relation: expected one of .*, got '~'"),
        ({"over": "median"}, "over: expected one of mean, least, greatest, got 'median'"),
        ({"colour": "red"}, "sentence: expected the keys .* got .*colour"),
        ({"over": "mean", "except": []}, "except, only: expected one of them, with over 'each', got except"),
        (
            {"over": "each mean", "only": [["cifar10", "ST", "ST", "mean"]]},
            "only: expected comparisons of the sentence",
        ),
        ({"except": [], "only": []}, "except, only: expected one of them"),
        ({"only": [["cifar10", "ST", "ST", NATURAL]]}, "only: expected comparisons of the sentence"),
        ({"noise": significance.NOISE, "value": "1"}, "noise: expected with each difference from 0 only"),
    ],
)
def test_a_sentence_outside_the_language_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        decide({**CLAIMS["sam-beats-st"].formula, **change}, REPORTED)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ST | 1 | 2", "expected a name and 5 cells"),
        ("ST | 1 | 2 | 3 | 4 | 101", "expected percentages from 0 to 100"),
        ("AT 8 | 1 | 2 | 3 | 4 | 5", "expected 'ST', 'SAM rho' or 'AT norm eps'"),
    ],
)
def test_a_table_written_wrong_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        table(text)


def test_passes_are_counted():
    assert [passes.passes("AT", steps) for steps in (0, 1, 5, 10)] == [1, 2, 6, 11]
    assert passes.check_passes(costs.PASSES).verdict is Verdict.HOLDS
    with pytest.raises(ValueError, match="method: expected 'ST', 'SAM' or 'AT', got 'PGD'"):
        passes.passes("PGD", 10)
