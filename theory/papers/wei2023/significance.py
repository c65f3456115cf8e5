"""Section 5: which of the reported differences exceed the noise that the paper states."""

from __future__ import annotations

from theory.ledger.claims import Check, Method
from theory.papers.wei2023.reported import SCOPE, check_sentence, claim, sentence
from theory.papers.wei2023.tables import COLUMNS, NATURAL, ROBUST

NOISE = {"standard_deviation": "0.5", "runs": 3, "level": "0.05", "rounding": "0.1"}
RULE = (
    "not a sentence of the paper. It says three runs and standard deviations below 0.5 points; a difference "
    "counts as significant if a two-sample t test (two-sided, 5%) says so with both at 0.5 and 0.1 taken off "
    "for rounding: 1.3 points or more. The others are left open by what is reported, not shown to be zero"
)

CLAIMS = (
    claim(
        "sam-beats-st-significance",
        "tables: SAM's gains over ST are significant but for five",
        r"SAM's gain over ST is significant in every cell but natural accuracy on CIFAR-10 for every $\rho$ and "
        r"on CIFAR-100 for $\rho = 0.1$, and the $\ell_\infty$ attack of $2/255$ on CIFAR-10 for $\rho = 0.1$.",
        sentence(
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
        ),
        reading=RULE,
    ),
    claim(
        "robustness-rises-with-rho-significance",
        "tables: the rise with rho is significant but for three steps",
        r"Each doubling of $\rho$ raises each robust accuracy significantly, but for three steps.",
        sentence(
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
        ),
        reading=RULE,
    ),
    claim(
        "natural-with-rho-significance",
        "tables: no significant change of SAM's natural accuracy with rho",
        r"No step of $\rho$ changes SAM's natural accuracy significantly, up or down.",
        sentence("SAM", "previous", (NATURAL,), "!=", noise=NOISE, only=[]),
        reading=RULE,
    ),
    claim(
        "at-loses-natural-significance",
        "tables: AT's natural loss is significant but for three rows",
        r"AT's loss of natural accuracy is significant in every row but, on CIFAR-10, $\ell_\infty$ AT with "
        r"$1/255$ and $\ell_2$ AT with $16/255$ and $32/255$.",
        sentence(
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
        ),
        reading=RULE,
    ),
    claim(
        "at-natural-falls-with-radius-significance",
        "tables: the fall with AT's radius is significant but for three",
        r"Each step of AT's radius lowers natural accuracy significantly, but for three steps on CIFAR-10.",
        sentence(
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
        ),
        reading=RULE,
    ),
)

CHECKS = tuple(
    Check(
        item.id,
        Method.SYMBOLIC,
        SCOPE + "; the rule of `reading`, one comparison at a time",
        True,
        check_sentence,
    )
    for item in CLAIMS
)
