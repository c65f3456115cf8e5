"""How the claims on the example of Section 2.2 are tested: from the two vectors, by sympy and by balls."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.ledger.claims import Result, Verdict, verdict_of
from theory.papers.xie2024.forms import BITS, at, compare, digits, names, phi_log, read


def margins() -> dict[str, tuple[Any, Any]]:
    """Return (F of the rival, F of each other class) of A and of B, derived from the vectors."""
    import sympy as sp

    K, s = names()["K"], names()["s"]
    half = sp.Rational(1, 2)
    vectors = {"A": (1 / K + s, 1 / K - s, 1 / K), "B": (half - s, half + s, sp.Integer(0))}
    return {name: (sp.expand(v[1] - v[0]), sp.expand(v[2] - v[0])) for name, v in vectors.items()}


def cross_entropy(option: str, reading: str) -> Any:
    """Return the exact cross-entropy of an option.

    Raises:
        ValueError: a reading other than "probabilities" and "logits".
    """
    import sympy as sp

    K, s = names()["K"], names()["s"]
    if reading == "probabilities":
        return -sp.log(1 / K + s if option == "A" else sp.Rational(1, 2) - s)
    if reading != "logits":
        raise ValueError(f"reading: expected 'probabilities' or 'logits', got {reading!r}")
    rival, other = margins()[option]
    return sp.log(1 + sp.exp(rival) + (K - 2) * sp.exp(other))


def log_sum_exp(option: str, phi: Any, mu: Any) -> Any:
    """Return Q of an option: (1/mu) log sum_j exp(mu phi(F_j)), the label's term being 1."""
    import sympy as sp

    rival, other = margins()[option]
    return sp.log(1 + sp.exp(mu * phi(rival)) + (names()["K"] - 2) * sp.exp(mu * phi(other))) / mu


def check_limits(formula: Any) -> Result:
    """Take the limits s -> 0 of both cross-entropies."""
    import sympy as sp

    s = names()["s"]
    return compare({o: (sp.limit(cross_entropy(o, formula["reading"]), s, 0), read(formula[o])) for o in ("A", "B")})


def check_slope(formula: Any) -> Result:
    """Differentiate the cross-entropy of B in K."""
    import sympy as sp

    slope = sp.diff(cross_entropy("B", formula["reading"]), names()["K"])
    return compare({"slope": (sp.simplify(slope), read(formula["slope"]))})


def check_growth(formula: Any) -> Result:
    """Take the limits K -> oo of what is left after the stated growth."""
    import sympy as sp

    K = names()["K"]
    a, b = (sp.exp(cross_entropy(option, "logits")) / K for option in ("A", "B"))
    a, b = (sp.log(sp.limit(sp.expand(v), K, sp.oo)) for v in (a, b))  # cross-entropy less log K
    stated = sp.expand(read(formula["B"]) - sp.log(K))
    return compare({"B": (b, stated), "gap": (a - b, read(formula["gap"]))})


def check_threshold(formula: Any) -> Result:
    """Solve for equal cross-entropies, monotone in s, and find the first K from which s < 1/K implies it."""
    import sympy as sp

    K, s = names()["K"], names()["s"]
    (equal,) = sp.solve((1 / K + s) - (sp.Rational(1, 2) - s), s)  # -log falls: A's entry must be the smaller
    result = compare({"threshold": (equal, read(formula["threshold"]))})
    if result.verdict is not Verdict.HOLDS:
        return result
    first = sp.solve(equal - 1 / K, K)
    holds = first == [formula["all from"]]
    shown = None if holds else {"equal at K": str(first)}
    return Result(verdict_of(holds), {"threshold": str(equal), "all from": str(first)}, formula, counterexample=shown)


def check_root(formula: Any) -> Result:
    """Clear denominators in exp(CE_A) > exp(CE_B), x = exp(s), and count sign changes of the coefficients."""
    import sympy as sp

    table = names()
    x, K, more = sp.Symbol("root", positive=True), table["K"], sp.Symbol("more", positive=True)
    a, b = (sp.exp(cross_entropy(option, "logits")).subs(table["s"], sp.log(x)) for option in ("A", "B"))
    cleared = sp.expand(sp.simplify((b - a) * sp.sqrt(sp.E) * x**2))
    result = compare({"polynomial": (cleared, read(formula, x=x))})
    if result.verdict is not Verdict.HOLDS:
        return result
    signs = [sp.sign(sp.expand(c.subs(K, 2 + more))) for c in sp.Poly(cleared, x).all_coeffs() if c != 0]
    one = signs == sorted(signs, reverse=True) and set(signs) == {1, -1}  # Descartes: one positive root
    at_one = sp.simplify(cleared.subs({x: 1, K: 2 + more}))
    far = sp.limit(cleared / K, K, sp.oo)
    ends = at_one.is_negative and sp.simplify(cleared.subs({x: 1, K: 2})) == 0
    quarter = sp.simplify(far.subs(x, sp.exp(sp.Rational(1, 4)))) == 0
    return Result(Verdict.HOLDS if one and ends and quarter else Verdict.INCONCLUSIVE, {"signs": str(signs)})


def _sign_changes(expression: Any, values: dict[Any, Fraction], printed: str) -> tuple[bool, list[str]]:
    """Return whether an expression in s has certified opposite signs a unit of the last decimal around a number."""
    import flint

    unit = Fraction(1, 10 ** len(printed.partition(".")[2]))
    ends = (Fraction(printed) - unit, Fraction(printed) + unit)
    with flint.ctx.workprec(BITS):
        below, above = (at(expression, {**values, names()["s"]: end}) for end in ends)
        return bool(below > 0 and above < 0), [digits(below, 8), digits(above, 8)]


def check_values(formula: Any) -> Result:
    """Certify that A's cross-entropy is the larger just below each number and the smaller just above."""
    difference = cross_entropy("A", "logits") - cross_entropy("B", "logits")
    return _changes({f"K = {k}": (difference, {names()["K"]: Fraction(k)}, text) for k, text in formula.items()})


def check_turns(formula: Any) -> Result:
    """Certify that Q prefers A just below each number and B just above."""
    import sympy as sp

    settings = {"tanh": (lambda x: sp.tanh(x / 10), sp.Integer(10)), "log": (phi_log, sp.Integer(1))}
    cases: dict[str, tuple[Any, dict[Any, Fraction], str]] = {}
    for name, rows in formula.items():
        phi, mu = settings[name]
        difference = log_sum_exp("A", phi, mu) - log_sum_exp("B", phi, mu)
        cases |= {f"{name}, K = {k}": (difference, {names()["K"]: Fraction(k)}, text) for k, text in rows.items()}
    return _changes(cases)


def _changes(cases: dict[str, tuple[Any, dict[Any, Fraction], str]]) -> Result:
    observed = {}
    for name, case in cases.items():
        changes, signs = _sign_changes(*case)
        observed[name] = signs
        if not changes:
            return Result(Verdict.FAILS, observed, counterexample={name: case[2], "below and above": signs})
    return Result(Verdict.HOLDS, observed, "a positive and a negative difference")


def check_largest(formula: Any) -> Result:
    """Take the largest margin of each option by its sign: phi rises, so it gives the largest phi."""
    import sympy as sp

    s, room = names()["s"], sp.Symbol("room", positive=True)
    largest = {}
    for option, found in margins().items():
        others = [value.subs(s, room / (2 * (1 + room))) for value in found]  # fills 0 < s < 1/2
        positive = [v for v, w in zip(found, others, strict=True) if w.is_positive or sp.simplify(w).is_positive]
        if len(positive) > 1:
            return Result(Verdict.INCONCLUSIVE)
        largest[option] = positive[0] if positive else sp.Integer(0)  # F_y = 0 takes part
    alpha = names()["alpha"]
    return compare({o: (sp.tanh(alpha * value), read(formula[o])) for o, value in largest.items()})


def check_relaxation(formula: Any) -> Result:
    """Take the limit s -> 0 of Q_B - Q_A for a continuous phi with phi(0) = 0, and decide its sign."""
    import sympy as sp

    table = names()
    more = sp.Symbol("more", positive=True)
    half = sp.Symbol("phi_half", negative=True)

    def phi_at_origin(margin: Any) -> Any:
        value = margin.subs(table["s"], 0)
        return {sp.Integer(0): sp.Integer(0), sp.Rational(-1, 2): half}[value]

    mu = table["mu"]
    limit = log_sum_exp("B", phi_at_origin, mu) - log_sum_exp("A", phi_at_origin, mu)
    result = compare({"limit": (limit, read(formula, phi_half=half))})
    above = 1 / (1 + sp.Symbol("u", positive=True))  # exp(mu phi_half) lies in (0, 1)
    shortfall = sp.factor(sp.together(table["K"] - (2 + (table["K"] - 2) * above)).subs(table["K"], 2 + more))
    if result.verdict is Verdict.HOLDS and shortfall.is_positive is not True:
        return Result(Verdict.INCONCLUSIVE, note=f"the sign of {shortfall} is open")
    return result
