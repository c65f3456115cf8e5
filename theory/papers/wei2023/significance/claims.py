"""Section 5: which of the reported differences exceed the noise that the paper states."""

from __future__ import annotations

from fractions import Fraction

from theory.ledger.claims import Origin
from theory.ledger.entries import Section
from theory.papers.sources import URLS
from theory.papers.tools.numerals import in_words
from theory.papers.wei2023.tables.reported import COLUMNS, NATURAL, ROBUST
from theory.papers.wei2023.tables.sentences import Noise
from theory.papers.wei2023.tables.words import ON_BOTH, PLACE, RADII, REPEATS, SCOPE, decided, sentence

NOISE = {"standard_deviation": "0.5", "runs": REPEATS, "level": "0.05", "rounding": "0.1"}
LEAST = Noise.of(NOISE).least(Fraction("0.1"))
RULE = (
    f"{in_words(REPEATS)} runs and standard deviations below {NOISE['standard_deviation']} points are what the paper says; a "
    "difference counts as significant if a two-sample t test (two-sided, 5%) says so with both at that bound and "
    f"{NOISE['rounding']} taken off for rounding: {float(LEAST)} points or more. The others are left open by what is "
    "reported, not shown to be zero"
)
LESS_NOISE = {"noise": {**NOISE, "standard_deviation": "0.1"}}
TEST = {"scope": SCOPE + "; the rule of `reading`, one comparison at a time"}

SECTION = Section(
    "wei2023", URLS["wei2023"], reading=RULE, origin=Origin.OURS, source_note=f"no sentence of the paper; {RADII}"
)

BEATS = sentence(
    "SAM",
    "ST",
    COLUMNS,
    ">",
    noise=NOISE,
    **{
        "except": [
            ["cifar100", "SAM 0.1", "ST", NATURAL],
            ["cifar10", "SAM 0.1", "ST", NATURAL],
            ["cifar10", "SAM 0.1", "ST", "linf 2/255"],
            ["cifar10", "SAM 0.2", "ST", NATURAL],
            ["cifar10", "SAM 0.4", "ST", NATURAL],
        ]
    },
)
SECTION.reported(
    "sec-5-sam-beats-st-significance",
    PLACE,
    f"tables: SAM's gains over ST are significant but for {in_words(len(BEATS['except']))}",
    r"SAM's gain over ST is significant in every cell but natural accuracy on CIFAR-10 for every $\rho$ and "
    r"on CIFAR-100 for $\rho = 0.1$, and the $\ell_\infty$ attack of $2/255$ on CIFAR-10 for $\rho = 0.1$.",
    BEATS,
    decided(BEATS, {"relation": "<"}, {"except": [["cifar100", "SAM 0.1", "ST", NATURAL]]}, LESS_NOISE, **TEST),
    **ON_BOTH,
)
RISES = sentence(
    "SAM",
    "previous",
    ROBUST,
    ">",
    noise=NOISE,
    **{
        "except": [
            ["cifar100", "SAM 0.2", "SAM 0.1", "linf 2/255"],
            ["cifar10", "SAM 0.2", "SAM 0.1", "linf 2/255"],
            ["cifar10", "SAM 0.4", "SAM 0.2", "l2 16/255"],
        ]
    },
)
SECTION.reported(
    "sec-5-robustness-rises-with-rho-significance",
    PLACE,
    f"tables: the rise with rho is significant but for {in_words(len(RISES['except']))} steps",
    r"Each doubling of $\rho$ raises each robust accuracy significantly, but for the $\ell_\infty$ attack of $2/255$ from "
    r"$\rho = 0.1$ to $0.2$ in both tables and the $\ell_2$ attack of $16/255$ from $0.2$ to $0.4$ on CIFAR-10.",
    RISES,
    decided(RISES, {"relation": "<"}, {"except": []}, LESS_NOISE, **TEST),
    **ON_BOTH,
)
STEPS = sentence("SAM", "previous", (NATURAL,), "!=", noise=NOISE, only=[])
SECTION.reported(
    "sec-5-natural-with-rho-significance",
    PLACE,
    "tables: no significant change of SAM's natural accuracy with rho",
    r"No step of $\rho$ changes SAM's natural accuracy significantly, up or down.",
    STEPS,
    decided(STEPS, {"only": [["cifar10", "SAM 0.4", "SAM 0.2", NATURAL]]}, {"rows": "AT"}, LESS_NOISE, **TEST),
    **ON_BOTH,
)
LOSES = sentence(
    "AT",
    "ST",
    (NATURAL,),
    "<",
    noise=NOISE,
    **{
        "except": [
            ["cifar10", "AT linf 1", "ST", NATURAL],
            ["cifar10", "AT l2 16", "ST", NATURAL],
            ["cifar10", "AT l2 32", "ST", NATURAL],
        ]
    },
)
SECTION.reported(
    "sec-5-at-loses-natural-significance",
    PLACE,
    f"tables: AT's natural loss is significant but for {in_words(len(LOSES['except']))} rows",
    r"AT's loss of natural accuracy is significant in every row but, on CIFAR-10, $\ell_\infty$ AT with "
    r"$1/255$ and $\ell_2$ AT with $16/255$ and $32/255$.",
    LOSES,
    decided(LOSES, {"relation": ">"}, {"except": []}, LESS_NOISE, **TEST),
    **ON_BOTH,
)
FALLS = sentence(
    "AT",
    "previous",
    (NATURAL,),
    "<",
    noise=NOISE,
    **{
        "except": [
            ["cifar10", "AT linf 2", "AT linf 1", NATURAL],
            ["cifar10", "AT l2 32", "AT l2 16", NATURAL],
            ["cifar10", "AT l2 64", "AT l2 32", NATURAL],
        ]
    },
)
SECTION.reported(
    "sec-5-at-natural-falls-with-radius-significance",
    PLACE,
    f"tables: the fall with AT's radius is significant but for {in_words(len(FALLS['except']))}",
    r"Each step of AT's radius lowers natural accuracy significantly, but, on CIFAR-10, for $1/255$ to $2/255$ under "
    r"$\ell_\infty$ and $16/255$ to $32/255$ and $32/255$ to $64/255$ under $\ell_2$.",
    FALLS,
    decided(FALLS, {"relation": ">"}, {"except": []}, LESS_NOISE, **TEST),
    **ON_BOTH,
)
