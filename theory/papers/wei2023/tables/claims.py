"""Section 5: what the paper says of its own tables, and what they say besides."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section
from theory.papers.sources import URLS
from theory.papers.wei2023.tables.reported import COLUMNS, NATURAL, ROBUST
from theory.papers.wei2023.tables.words import ON_10, ON_100, ON_BOTH, PLACE, RADII, decided, sentence

SECTION = Section("wei2023", URLS["wei2023"], origin=Origin.READ, source_note=f"in other words; {RADII}")

ADDED = {"origin": Origin.OURS, "source_note": "read off the tables", "reading": ""}
COST = {"cifar100": "3.8", "cifar10": "0.9"}
GREATEST_GAIN, LEAST_GAP = "1.0", "24"

BEATS = sentence("SAM", "ST", COLUMNS, ">")
SECTION.reported(
    "sec-5-sam-beats-st",
    PLACE,
    "tables: each SAM row beats ST, natural and robust",
    r"Every SAM row has higher natural and robust accuracy than ST, in every column of both tables.",
    BEATS,
    decided(BEATS, {"relation": "<"}, {"value": "0.2"}, {"value": "0.1"}, {"rows": "AT"}),
    **ON_BOTH,
)
RISES = sentence("SAM", "previous", ROBUST, ">")
SECTION.reported(
    "sec-5-robustness-rises-with-rho",
    PLACE,
    "tables: SAM's robust accuracy rises with rho",
    r"From $\rho = 0.1$ to $0.2$ to $0.4$ every robust accuracy of SAM rises.",
    RISES,
    decided(RISES, {"relation": "<"}, {"value": "1"}, {"value": "0.8"}, {"rows": "AT"}),
    **ON_BOTH,
)
NATURAL_RISES = sentence("SAM", "previous", (NATURAL,), ">", tables=["cifar100"])
SECTION.reported(
    "sec-5-natural-rises-with-rho-cifar100",
    PLACE,
    "table: SAM's natural accuracy rises with rho on CIFAR-100",
    r"On CIFAR-100 SAM's natural accuracy rises with $\rho$.",
    NATURAL_RISES,
    decided(NATURAL_RISES, {"relation": "<"}, {"tables": ["cifar10"]}, {"value": "0.2"}),
    **ON_100,
    **ADDED,
)
NATURAL_FALLS = sentence("SAM", "previous", (NATURAL,), "<", tables=["cifar10"])
SECTION.reported(
    "sec-5-natural-falls-with-rho-cifar10",
    PLACE,
    "table: SAM's natural accuracy falls with rho on CIFAR-10",
    r"On CIFAR-10 SAM's natural accuracy falls with $\rho$.",
    NATURAL_FALLS,
    decided(NATURAL_FALLS, {"relation": ">"}, {"tables": ["cifar100"]}, {"value": "-0.1"}),
    **ON_10,
    **ADDED,
)
LOSES = sentence("AT", "ST", (NATURAL,), "<")
SECTION.reported(
    "sec-5-at-loses-natural",
    PLACE,
    "tables: each AT row is below ST in natural accuracy",
    r"Every AT row has lower natural accuracy than ST, in both tables.",
    LOSES,
    decided(LOSES, {"relation": ">"}, {"value": "-0.2"}, {"value": "-0.1"}, {"rows": "SAM"}),
    **ON_BOTH,
)
FALLS = sentence("AT", "previous", (NATURAL,), "<")
SECTION.reported(
    "sec-5-at-natural-falls-with-radius",
    PLACE,
    "tables: AT's natural accuracy falls with its radius",
    r"Within each norm the larger AT's radius, the lower its natural accuracy.",
    FALLS,
    decided(FALLS, {"relation": ">"}, {"value": "-0.9"}, {"value": "-0.8"}, {"rows": "SAM"}),
    **ON_BOTH,
)
COST100 = sentence("AT linf 1", "ST", (NATURAL,), "==", tables=["cifar100"], value=f"-{COST['cifar100']}")
SECTION.reported(
    "sec-5-at-cost-cifar100",
    PLACE,
    f"table: l_inf AT at 1/255 costs {COST['cifar100']} points on CIFAR-100",
    rf"On CIFAR-100 $\ell_\infty$ AT with $\epsilon = 1/255$ loses {COST['cifar100']} points of natural accuracy.",
    COST100,
    decided(COST100, {"value": "-3.7"}, {"value": "3.8"}, {"rows": "AT linf 2"}),
    reported=COST["cifar100"],
    **ON_100,
)
COST10 = sentence("AT linf 1", "ST", (NATURAL,), "==", tables=["cifar10"], value=f"-{COST['cifar10']}")
SECTION.reported(
    "sec-5-at-cost-cifar10",
    PLACE,
    f"table: l_inf AT at 1/255 costs {COST['cifar10']} points on CIFAR-10",
    rf"On CIFAR-10 $\ell_\infty$ AT with $\epsilon = 1/255$ loses {COST['cifar10']} points of natural accuracy.",
    COST10,
    decided(COST10, {"value": "-0.8"}, {"value": "0.9"}, {"tables": ["cifar100"]}),
    reported=COST["cifar10"],
    **ON_10,
)
GREATEST = sentence("SAM", "ST", (NATURAL,), "==", tables=["cifar10"], over="greatest", value=GREATEST_GAIN)
SECTION.reported(
    "sec-5-natural-gain-cifar10",
    PLACE,
    f"table: on CIFAR-10 SAM's natural gain is at most {GREATEST_GAIN} point",
    rf"On CIFAR-10 the greatest gain of natural accuracy by SAM is {GREATEST_GAIN} point.",
    GREATEST,
    decided(GREATEST, {"value": "1.1"}, {"over": "least"}, {"tables": ["cifar100"]}),
    **ON_10,
    **ADDED,
)
GAP = sentence("AT", "SAM", ROBUST, ">")
SECTION.reported(
    "sec-5-large-gap",
    PLACE,
    "tables: AT is more robust than SAM throughout",
    r"There is a large gap of robustness between SAM and AT.",
    GAP,
    decided(GAP, {"value": "-2"}, {"columns": ["linf 1/255"]}),
    reported="a large gap",
    reading="the least that it can mean: every AT row above every SAM row in every robust column; where there is a gap, "
    "and how large: wei2023/sec-5-large-gap-corrected, wei2023/sec-5-large-gap-linf",
    origin=Origin.READING,
    source_note=f"the sentence stands in the text and says neither where nor how large; {RADII}",
    **ON_BOTH,
)
GAP_BUT = {
    **GAP,
    "except": [
        ["cifar100", "AT linf 8", "SAM 0.4", "l2 16/255"],
        ["cifar10", "AT linf 8", "SAM 0.2", "l2 16/255"],
        ["cifar10", "AT linf 8", "SAM 0.4", "l2 16/255"],
    ],
}
SECTION.reported(
    "sec-5-large-gap-corrected",
    PLACE,
    "tables: so but for l_inf 8/255 AT under the small l2 attack",
    r"Every AT row is above every SAM row in every robust column, except $\ell_\infty$ AT with $8/255$ "
    r"under the $\ell_2$ attack of $16/255$, which ties with $\rho = 0.4$ on CIFAR-100 and is below $\rho = 0.2$ and $0.4$ "
    r"on CIFAR-10.",
    GAP_BUT,
    decided(GAP_BUT, {"relation": ">="}, {"value": "20"}, {"value": "-0.1"}, {"except": []}),
    corrects="sec-5-large-gap",
    **ON_BOTH,
    **ADDED,
)
GAP_LINF = {**GAP, "columns": list(ROBUST[:2]), "over": "least", "value": LEAST_GAP}
SECTION.reported(
    "sec-5-large-gap-linf",
    PLACE,
    f"tables: under l_inf attacks the gap is above {LEAST_GAP} points",
    rf"Under the $\ell_\infty$ attacks every AT row is more than {LEAST_GAP} points above every SAM row.",
    GAP_LINF,
    decided(GAP_LINF, {"value": "25"}, {"relation": "<"}, {"columns": ["l2 16/255"]}),
    **ON_BOTH,
    **ADDED,
)
