"""Every number in a finding is filled in from evidence, or told by what the claims that it speaks of are tested on."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from figures.findings.told import FINDINGS
from tests.support.claim_numbers import ledger, untold
from tests.support.numbers_in_words import numbers

_FILLED = re.compile(r"\{[^{}|]+\|[A-Z_]+\|[^{}]+\}")


def texts(part: Any) -> list[str]:
    """Return the texts of a finding, without what is filled in from evidence."""
    if isinstance(part, str):
        return [_FILLED.sub(" ", part)]
    if is_dataclass(part):
        return [text for one in fields(part) for text in texts(getattr(part, one.name))]
    return [text for one in part for text in texts(one)] if isinstance(part, (tuple, list)) else []


def told(finding: Any) -> list[str]:
    """Return the numbers of a finding that none of its claims tells."""
    open_ = [one for text in texts(finding) for one in numbers(text)]
    for name in finding.claims:
        missing = set(untold(ledger().claims[name], open_))
        open_ = [one for one in open_ if one.written in missing]
    return [one.written for one in open_]


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.title)
def test_every_number_in_a_finding_is_told_by_its_claims(finding):
    assert told(finding) == []


def test_an_invented_number_is_seen():
    for finding in FINDINGS[::12]:
        assert told(replace(finding, title=f"{finding.title}, by 0.831729 in 61379 cases")) == ["0.831729", "61379"]
