"""The language in which claims write their formulas: strings that sympy parses, with fixed symbols.

Every symbol means the same in every claim. All are real; radii, sizes and means are positive, so that sympy can
decide signs. The normal distribution appears as ``Phi`` (cdf) and ``phi`` (pdf).
"""

from __future__ import annotations

from functools import cache
from typing import Any

POSITIVE = ("p", "eta", "d", "eps", "rho", "Lambda", "w_star", "kappa", "t_star", "e")
REAL = ("w", "v", "u", "w_SAM", "w_AT", "h", "x", "y", "delta")


@cache
def symbols() -> dict[str, Any]:
    """Return the symbols of the language by name (sympy is imported on the first call)."""
    import sympy as sp

    table: dict[str, Any] = {name: sp.Symbol(name, positive=True) for name in POSITIVE}
    table.update({name: sp.Symbol(name, real=True) for name in REAL})
    return table


def cdf(x: Any) -> Any:
    """Return the standard normal distribution function of a sympy expression, in terms of erf."""
    import sympy as sp

    return (1 + sp.erf(x / sp.sqrt(2))) / 2


def pdf(x: Any) -> Any:
    """Return the standard normal density of a sympy expression."""
    import sympy as sp

    return sp.exp(-(x**2) / 2) / sp.sqrt(2 * sp.pi)


def parse(formula: str, **names: Any) -> Any:
    """Return the sympy expression or relation that ``formula`` writes.

    Args:
        formula: for example ``"w_star*(1 + rho**2/(3*d))"`` or ``"w_SAM > w_star"``; ``Lambda`` is
            log(p/(1-p)), ``w_star`` the standard weight Lambda/(2 eta), ``kappa`` = eta sqrt(d),
            ``t_star`` = w_star/sqrt(d), ``e`` = rho/sqrt(d).
        names: further names, or other meanings for those above (a proof that knows a sign hands in a symbol that
            carries it).

    Raises:
        ValueError: the string is not a formula of the language.
    """
    import sympy as sp

    known: dict[str, Any] = {**symbols(), "Phi": cdf, "phi": pdf, **names}
    try:
        expression = sp.sympify(formula, locals=known)
    except (sp.SympifyError, TypeError, SyntaxError) as error:
        raise ValueError(f"formula: expected an expression of the claims' language, got {formula!r}") from error
    allowed = set(symbols().values()) | {s for value in names.values() for s in getattr(value, "free_symbols", ())}
    unknown: set[Any] = getattr(expression, "free_symbols", set()) - allowed
    if unknown:
        raise ValueError(f"formula: {formula!r} has names outside the language: {', '.join(sorted(map(str, unknown)))}")
    return expression
