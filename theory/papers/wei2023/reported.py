"""Section 5: the paper's sentences about its own tables, decided by exact arithmetic on their cells."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, verdict_of
from theory.papers.sources import wei2023
from theory.papers.wei2023.sentences import Comparison, Outcome, decide
from theory.papers.wei2023.tables import COLUMNS, NATURAL, REPORTED, ROBUST

SCOPE = "the paper's own table, as reported; says nothing about networks"
ADDED = "not a sentence of the paper: read off its tables"
CIFAR100, CIFAR10 = ("wei2023/sec-5-table-cifar100", "wei2023/sec-5-table-cifar10")


def sentence(rows: str, than: str, columns: tuple[str, ...], relation: str, **more: Any) -> dict[str, Any]:
    """Return a sentence of :mod:`theory.papers.wei2023.sentences`: each difference from 0, both tables."""
    return {
        "tables": ["cifar100", "cifar10"],
        "rows": rows,
        "than": than,
        "columns": list(columns),
        "quantity": "difference",
        "over": "each",
        "relation": relation,
        "value": "0",
        **more,
    }


def claim(name: str, summary: str, statement: str, formula: dict[str, Any], **more: Any) -> Claim:
    """Return the claim ``wei2023/sec-5-name`` about the reported tables."""
    used = {"cifar100": CIFAR100, "cifar10": CIFAR10}
    return Claim(
        id=f"wei2023/sec-5-{name}",
        kind=Kind.EMPIRICAL,
        source=wei2023("Section 5, tables of CIFAR-100 and CIFAR-10"),
        summary=summary,
        statement=statement,
        formula=formula,
        domain="the reported tables: " + ", ".join(formula["tables"]),
        uses=tuple(used[table] for table in formula["tables"]),
        **more,
    )


GAIN = sentence("SAM", "ST", ROBUST, ">", tables=["cifar100"], over="mean", value="10")
TWO = sentence("SAM", "ST", (NATURAL,), "within", tables=["cifar100"], value="2", margin="0.5")
MULTIPLE = sentence("SAM", "ST", ROBUST, ">=", quantity="ratio", value="2")
GAP = sentence("AT", "SAM", ROBUST, ">")

CLAIMS = (
    claim(
        "sam-beats-st",
        "tables: each SAM row beats ST, natural and robust",
        r"Every SAM row has higher natural and robust accuracy than ST, in every column of both tables.",
        sentence("SAM", "ST", COLUMNS, ">"),
    ),
    claim(
        "robustness-rises-with-rho",
        "tables: SAM's robust accuracy rises with rho",
        r"From $\rho = 0.1$ to $0.2$ to $0.4$ every robust accuracy of SAM rises.",
        sentence("SAM", "previous", ROBUST, ">"),
    ),
    claim(
        "natural-rises-with-rho-cifar100",
        "table: SAM's natural accuracy rises with rho on CIFAR-100",
        r"On CIFAR-100 SAM's natural accuracy rises with $\rho$.",
        sentence("SAM", "previous", (NATURAL,), ">", tables=["cifar100"]),
        reading=ADDED,
    ),
    claim(
        "natural-falls-with-rho-cifar10",
        "table: SAM's natural accuracy falls with rho on CIFAR-10",
        r"On CIFAR-10 SAM's natural accuracy falls with $\rho$.",
        sentence("SAM", "previous", (NATURAL,), "<", tables=["cifar10"]),
        reading=ADDED,
    ),
    claim(
        "at-loses-natural",
        "tables: each AT row is below ST in natural accuracy",
        r"Every AT row has lower natural accuracy than ST, in both tables.",
        sentence("AT", "ST", (NATURAL,), "<"),
    ),
    claim(
        "at-natural-falls-with-radius",
        "tables: AT's natural accuracy falls with its radius",
        r"Within each norm the larger AT's radius, the lower its natural accuracy.",
        sentence("AT", "previous", (NATURAL,), "<"),
    ),
    claim(
        "at-cost-cifar100",
        "table: l_inf AT at 1/255 costs 3.8 points on CIFAR-100",
        r"On CIFAR-100 $\ell_\infty$ AT with $\epsilon = 1/255$ loses 3.8 points of natural accuracy.",
        sentence("AT linf 1", "ST", (NATURAL,), "==", tables=["cifar100"], value="-3.8"),
        reported="3.8",
    ),
    claim(
        "at-cost-cifar10",
        "table: l_inf AT at 1/255 costs 0.9 points on CIFAR-10",
        r"On CIFAR-10 $\ell_\infty$ AT with $\epsilon = 1/255$ loses 0.9 points of natural accuracy.",
        sentence("AT linf 1", "ST", (NATURAL,), "==", tables=["cifar10"], value="-0.9"),
        reported="0.9",
    ),
    claim(
        "ten-percent",
        "table: SAM gains over 10 points of robustness on average",
        r"On CIFAR-100 the increase of robustness is more than 10\% in average.",
        GAIN,
        reported="more than 10%",
        reading="points, mean over the three rho and the four attacks; the sentence does not say over which",
    ),
    claim(
        "ten-percent-corrected",
        "table: that mean gain is reached at rho = 0.4",
        r"On CIFAR-100 the mean gain over the four attacks is more than 10 points for $\rho = 0.4$.",
        {**GAIN, "rows": "SAM 0.4"},
        reading=ADDED + "; the mean is below 10 points at rho = 0.1 and 0.2",
        corrects="wei2023/sec-5-ten-percent",
    ),
    claim(
        "ten-percent-relative",
        "table: read as a relative gain, every cell gains over 10%",
        r"On CIFAR-100 every robust accuracy of SAM exceeds ST's by more than a tenth of ST's.",
        {**GAIN, "quantity": "relative", "over": "least", "value": "0.1"},
        reported="more than 10%",
        reading="the other reading of the sentence: percent of ST's accuracy, not points",
    ),
    claim(
        "two-percent",
        "table: SAM improves natural accuracy by about 2 points",
        r"On CIFAR-100 SAM improves natural accuracy by approximately 2\%.",
        TWO,
        reported="approximately 2%",
        reading="points; approximately: less than half a point away; said of every rho",
    ),
    claim(
        "two-percent-corrected",
        "table: about 2 points for rho = 0.2 and 0.4, not for 0.1",
        r"On CIFAR-100 the gain is within half a point of 2 for $\rho = 0.2$ and $0.4$, but not for $0.1$.",
        {**TWO, "except": [["cifar100", "SAM 0.1", "ST", NATURAL]]},
        reading=ADDED,
        corrects="wei2023/sec-5-two-percent",
    ),
    claim(
        "natural-gain-cifar10",
        "table: on CIFAR-10 SAM's natural gain is at most 1.0 point",
        r"On CIFAR-10 the greatest gain of natural accuracy by SAM is 1.0 point.",
        sentence("SAM", "ST", (NATURAL,), "==", tables=["cifar10"], over="greatest", value="1.0"),
        reading=ADDED,
    ),
    claim(
        "multiple",
        "tables: SAM has a multiple of ST's robust accuracy",
        r"SAM has multiple robust accuracy than ST.",
        MULTIPLE,
        reported="multiple",
        reading="a multiple: at least twice; said of every rho, attack and data set",
    ),
    claim(
        "multiple-corrected",
        "table: at least twice in three l_inf cells of CIFAR-100 only",
        r"SAM has at least twice ST's robust accuracy on CIFAR-100 for $\rho = 0.4$ against both "
        r"$\ell_\infty$ attacks and for $\rho = 0.2$ against $2/255$, and nowhere else.",
        {
            **MULTIPLE,
            "only": [
                ["cifar100", "SAM 0.2", "ST", "linf 2/255"],
                ["cifar100", "SAM 0.4", "ST", "linf 1/255"],
                ["cifar100", "SAM 0.4", "ST", "linf 2/255"],
            ],
        },
        reading=ADDED,
        corrects="wei2023/sec-5-multiple",
    ),
    claim(
        "large-gap",
        "tables: AT is more robust than SAM throughout",
        r"There is a large gap of robustness between SAM and AT.",
        GAP,
        reported="a large gap",
        reading="least reading: every AT row above every SAM row in every robust column",
    ),
    claim(
        "large-gap-corrected",
        "tables: so but for l_inf 8/255 AT under the small l2 attack",
        r"Every AT row is above every SAM row in every robust column, except $\ell_\infty$ AT with $8/255$ "
        r"under the $\ell_2$ attack of $16/255$.",
        {
            **GAP,
            "except": [
                ["cifar100", "AT linf 8", "SAM 0.4", "l2 16/255"],
                ["cifar10", "AT linf 8", "SAM 0.2", "l2 16/255"],
                ["cifar10", "AT linf 8", "SAM 0.4", "l2 16/255"],
            ],
        },
        reading=ADDED + "; a tie on CIFAR-100 (57.0), below SAM on CIFAR-10",
        corrects="wei2023/sec-5-large-gap",
    ),
    claim(
        "large-gap-linf",
        "tables: under l_inf attacks the gap is above 24 points",
        r"Under the $\ell_\infty$ attacks every AT row is more than 24 points above every SAM row.",
        {**GAP, "columns": list(ROBUST[:2]), "over": "least", "value": "24"},
        reading=ADDED,
    ),
)


def plain(item: Comparison) -> list[str]:
    """Return table, row, row compared with, column and the exact quantity."""
    return [*item.key, str(item.value)]


def describe(outcome: Outcome) -> dict[str, Any]:
    """Return what was seen, as plain data: numbers are exact fractions."""
    least = min(outcome.comparisons, key=lambda item: item.value)
    greatest = max(outcome.comparisons, key=lambda item: item.value)
    observed: dict[str, Any] = {
        "comparisons": len(outcome.comparisons),
        "least": plain(least),
        "greatest": plain(greatest),
    }
    if outcome.statistic is None:
        observed["relation fails at"] = [plain(item) for item in outcome.fails]
    else:
        observed["statistic"] = str(outcome.statistic)
    return observed


def check_sentence(formula: Any) -> Result:
    """Decide a sentence on the reported tables."""
    outcome = decide(formula, REPORTED)
    observed = describe(outcome)
    against = [plain(item) for item in outcome.surprises] or {formula["over"]: observed.get("statistic")}
    return Result(
        verdict_of(outcome.holds),
        observed=observed,
        expected=f"{formula['over']} {formula['quantity']} {formula['relation']} {formula['value']}",
        counterexample=None if outcome.holds else against,
    )


CHECKS = tuple(Check(claim.id, Method.SYMBOLIC, SCOPE, True, check_sentence) for claim in CLAIMS)
