"""How a proof decides and says what it covers: comparisons, signs, and the domain that its symbols' assumptions allow."""

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


def polynomial_sign(expression: Any) -> int | None:
    """Return the sign of a rational function of non-negative symbols, decided by the signs of its coefficients.

    1 and -1 are strict where all symbols are positive, 0 means the zero function, None undecided.
    """
    if not all(symbol.is_nonnegative for symbol in expression.free_symbols):
        return None
    numerator, denominator = sp.fraction(sp.factor(sp.together(expression)))
    signs = []
    for part in (numerator, denominator):
        coefficients = sp.Poly(sp.expand(part), *part.free_symbols).coeffs() if part.free_symbols else [part]
        if all(c.is_positive for c in coefficients):
            signs.append(1)
        elif all(c.is_negative for c in coefficients):
            signs.append(-1)
        elif part == 0:
            signs.append(0)
        else:
            return None
    return signs[0] * signs[1]
