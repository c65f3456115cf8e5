"""Section 5: what SAM and AT cost, in gradient passes and in time."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical
from theory.papers.sources import URLS
from theory.papers.tools.settled import settled
from theory.papers.wei2023.networks.words import PLACE_OF_COST, TRAINED

SECTION = Section("wei2023", URLS["wei2023"], "theory.papers.wei2023.costs.checks", origin=Origin.READ)

STEPS, CODE_STEPS = 10, 5
COUNTS = {"ST": 1, "SAM": 2, "AT": STEPS + 1}
PASSES = {"attack_steps": STEPS, "passes": COUNTS, "more": {"SAM": 1, "AT": STEPS}}
SECTION.equation(
    "sec-5-passes",
    PLACE_OF_COST,
    f"gradient passes a step: ST 1, SAM 2, AT with PGD-{STEPS} {STEPS + 1}",
    f"A step of ST takes 1 gradient pass, of SAM 2 (1 time more), of AT with a {STEPS}-step PGD attack {STEPS + 1} "
    f"({STEPS} times more).",
    PASSES,
    numerical(
        "check_passes",
        "one update of each method, as eqs. 1, 3 and 4 are written here",
        {**PASSES, "attack_steps": 5},
        {**PASSES, "passes": {**COUNTS, "AT": 10}},
        {**PASSES, "more": {"SAM": 2, "AT": 10}},
    ),
    domain="one update; SAM's inner maximum by one gradient step; AT's attack by PGD without restarts",
    uses="eq-1 eq-3 eq-4",
    reported={"AT": "10 times more", "SAM": "1 time more", "steps of AT by default in the authors' code": CODE_STEPS},
    reading="what is counted are this project's own loops: the count says what eqs. 1, 3 and 4 cost as they are read here, not "
    "what anybody's code does, and nothing about time; "
    f"k times more than 1 is 1 + k passes; the authors' public training code attacks with {CODE_STEPS} steps by "
    f"default, which makes {CODE_STEPS + 1}",
)
SECTION.empirical(
    "sec-5-net-cost-time",
    PLACE_OF_COST,
    "networks: AT takes 11 times ST's training time, SAM twice",
    f"Training time grows with the number of gradient passes: AT with PGD-{STEPS} takes {STEPS + 1} times ST's, SAM twice.",
    parts="sec-5-net-cost-time-sam sec-5-net-cost-time-at",
    domain=TRAINED,
    uses="sec-5-passes",
    reported={"AT": "10 times more", "SAM": "1 time more"},
)
for name, method, times in (("sam", "SAM", 2), ("at", "AT", STEPS + 1)):
    SECTION.empirical(
        f"sec-5-net-cost-time-{name}",
        PLACE_OF_COST,
        f"networks: {method} takes {times} times ST's training time",
        f"{method} takes {times} times ST's training time.",
        {"quantity": "time of a step over ST's", "of": method, "value": str(times)},
        domain=TRAINED,
        uses="sec-5-passes",
        reported=f"{times - 1} times more" if times > 2 else "1 time more",
        elsewhere=f"beyond/net-cost-{name}",
        reading=settled("times of steps of this network, side by side on one device"),
    )
