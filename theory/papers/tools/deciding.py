"""How a proof says what it covers: the comparison of expressions, and the domain that its symbols' assumptions allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import ANY, Domain, of_symbols
from theory.papers.tools.derivation import in_log_odds, vanishes
from theory.rigour.compare import compare


def covers(
    *expressions: Any, also: str = "", bound: Iterable[Any] = (), meaning: Mapping[str, str] | None = None
) -> Domain:
    """Return the domain that the assumptions of the expressions' symbols allow.

    Args:
        expressions: of the derivation; p and w_star count through the log odds.
        also: what the derivation assumes besides, as the text of a domain.
        bound: symbols over which the statement itself quantifies.
        meaning: what it means that a symbol put in for others is positive; see :func:`theory.ledger.domain.of_symbols`.
    """
    used = set().union(*(in_log_odds(sp.sympify(one)).free_symbols for one in expressions)) - set(bound)
    return Domain.of(", ".join(filter(None, [of_symbols(used, meaning).text, also])))


def equal(
    pairs: Mapping[str, tuple[Any, Any]],
    covered: Domain,
    domain: Domain = ANY,
    note: str = "",
    reduces: Callable[[Any], bool] = vanishes,
) -> Result:
    """Compare derived and stated expressions, written in the log odds; see :func:`theory.rigour.compare.compare`."""
    known = {name: tuple(in_log_odds(sp.sympify(side)) for side in sides) for name, sides in pairs.items()}
    return replace(compare(known, domain, reduces=reduces, note=note), covered=covered)
