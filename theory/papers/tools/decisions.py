"""How checks on the binary model decide: an identity by sympy, its failure by digits at rational parameters."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Result, Verdict
from theory.papers.tools.derivation import in_log_odds, vanishes

# exact inputs at which a failing formula is shown to fail; eps < eta in both
POINTS: tuple[dict[str, str], ...] = (
    {
        "p": "7/10", "eta": "3/10", "d": "4", "eps": "1/10", "rho": "3/4", "n": "3/2", "w": "5/4", "v": "1/3",
        "u": "1/2", "delta": "2/5", "w_SAM": "8/5", "h": "1/5",
    },
    {
        "p": "19/20", "eta": "1/2", "d": "3", "eps": "1/5", "rho": "1/2", "n": "2", "w": "-7/5", "v": "2/3",
        "u": "4/5", "delta": "-1/4", "w_SAM": "31/10", "h": "1/7",
    },
)  # fmt: skip
DIGITS = 30


def exact_values(point: dict[str, str], expression: Any) -> dict[Any, Any]:
    """Return the exact value at ``point`` of each free symbol of ``expression``; Lambda and w_star follow from p, eta.

    Raises:
        KeyError: the point gives no value to a symbol.
    """
    import sympy as sp

    values = {name: sp.Rational(text) for name, text in point.items()}
    log_odds = sp.log(values["p"] / (1 - values["p"]))
    known = {**values, "Lambda": log_odds, "w_star": log_odds / (2 * values["eta"])}
    return {symbol: known[symbol.name] for symbol in expression.free_symbols}


def digits_at(expression: Any, point: dict[str, str], digits: int = DIGITS) -> Any:
    """Return the value at an exact point to ``digits`` significant digits.

    Raises:
        ArithmeticError: the value is 0 or too near to it for digits to tell.
    """
    import sympy as sp

    exact = sp.sympify(expression).subs(exact_values(point, sp.sympify(expression))).doit()
    try:
        value = exact.evalf(digits, strict=True)
    except sp.core.evalf.PrecisionExhausted:
        value = sp.Integer(0)
    if value == 0:
        raise ArithmeticError(f"no {digits} digits of {expression} at {point}")
    return value


def counterexample(derived: Any, stated: Any, **parts: Any) -> dict[str, Any] | None:
    """Return a point at which the two differ by more than all doubt, with digits of both; None where there is none.

    Args:
        derived, stated: the two expressions.
        parts: further expressions to show there.
    """
    import sympy as sp

    for point in POINTS:
        try:
            digits_at(derived - stated, point)
        except ArithmeticError:
            continue
        shown = {"derived": derived, "stated": stated, **parts}
        used = set().union(*({s.name for s in sp.sympify(value).free_symbols} for value in shown.values()))
        if used & {"Lambda", "w_star"}:
            used |= {"p", "eta"}
        inputs = {name: text for name, text in point.items() if name in used}
        return {**inputs, **{name: str(sp.N(_at(value, point), DIGITS)) for name, value in shown.items()}}
    return None


def _at(value: Any, point: dict[str, str]) -> Any:
    import sympy as sp

    expression = sp.sympify(value)
    return expression.subs(exact_values(point, expression)).doit()


def compare(derived: Any, stated: Any, note: str = "") -> Result:
    """FAILS where a point shows a difference, HOLDS where sympy reduces it to 0, else INCONCLUSIVE."""
    shown = counterexample(in_log_odds(derived), in_log_odds(stated))
    if shown is not None:
        verdict = Verdict.FAILS
    else:
        verdict = Verdict.HOLDS if vanishes(derived - stated) else Verdict.INCONCLUSIVE
    return Result(verdict, observed=str(derived), expected=str(stated), counterexample=shown, note=note)


def worst(*results: Result) -> Result:
    """Return the first that fails, else the first that is inconclusive, else the last."""
    for verdict in (Verdict.FAILS, Verdict.INCONCLUSIVE):
        for result in results:
            if result.verdict is verdict:
                return result
    return results[-1]


def truth(relation: Any, values: dict[Any, Any]) -> bool | None:
    """Return whether a strict or weak inequality follows from the symbols' assumptions after substitution, else None.

    Raises:
        ValueError: it is no inequality.
    """
    import sympy as sp

    if not isinstance(relation, (sp.Gt, sp.Ge, sp.Lt, sp.Le)):
        raise ValueError(f"relation: expected an inequality, got {relation}")
    difference = sp.factor(sp.expand((relation.gts - relation.lts).subs(values)))
    strict = isinstance(relation, (sp.Gt, sp.Lt))
    holds = difference.is_positive if strict else difference.is_nonnegative
    fails = difference.is_nonpositive if strict else difference.is_negative
    return True if holds else (False if fails else None)
