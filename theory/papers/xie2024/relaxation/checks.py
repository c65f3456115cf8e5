"""How the claims on what BiSAM maximises are tested on the example of Section 2.2: the largest phi, and Q for small s."""

from __future__ import annotations

from typing import Any

import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import Domain
from theory.papers.xie2024.example.checks import INSIDE, inside, margins
from theory.papers.xie2024.forms import compare, names, only_if, read


def log_sum_exp(option: str, phi: Any, mu: Any) -> Any:
    """Return Q of an option: (1/mu) log sum_j exp(mu phi(F_j)), the label's term being 1."""
    rival, other = margins()[option]
    return sp.log(1 + sp.exp(mu * phi(rival)) + (names()["K"] - 2) * sp.exp(mu * phi(other))) / mu


def turns_once() -> bool:
    """Return whether Q_A - Q_B falls strictly in s: A's margins fall and B's rise, and Q rises in each margin, as phi does."""
    s = names()["s"]
    slopes = {option: [sp.diff(margin, s) for margin in found] for option, found in margins().items()}
    return all(one.is_negative for one in slopes["A"]) and all(one.is_positive for one in slopes["B"])


def check_largest(formula: Any, domain: Domain) -> Result:
    """Take the largest margin of each option by its sign: phi rises, so it gives the largest phi; B's must be the larger."""
    s = names()["s"]
    largest, steps = {}, {}
    for option, found in margins().items():
        others = [value.subs(s, inside()) for value in found]
        positive = [v for v, w in zip(found, others, strict=True) if w.is_positive or sp.simplify(w).is_positive]
        steps[f"{option}: at most one margin is positive"] = len(positive) <= 1
        largest[option] = positive[0] if positive else sp.Integer(0)  # F_y = 0 takes part
    alpha = names()["alpha"]
    pairs = {o: (sp.tanh(alpha * value), read(formula[o])) for o, value in largest.items()}
    result = compare(pairs, domain, assumed=INSIDE)
    return only_if(result, **steps, **{"B's is the larger": (largest["B"] - largest["A"]).is_positive})


def check_relaxation(formula: Any, domain: Domain) -> Result:
    """Take the limit s -> 0 of Q_B - Q_A for a continuous phi with phi(0) = 0, and decide its sign."""
    table = names()
    more = sp.Symbol("more", positive=True)
    half = sp.Symbol("phi_half", negative=True)

    def phi_at_origin(margin: Any) -> Any:
        value = margin.subs(table["s"], 0)
        return {sp.Integer(0): sp.Integer(0), sp.Rational(-1, 2): half}[value]

    mu = table["mu"]
    found = log_sum_exp("B", phi_at_origin, mu) - log_sum_exp("A", phi_at_origin, mu)
    result = compare(
        {"limit": (found, read(formula, phi_half=half))},
        domain,
        meaning={"phi_half": "phi rising"},
        assumed="K > 2, s -> 0, phi continuous, phi(0) = 0",
    )
    above = 1 / (1 + sp.Symbol("u", positive=True))  # exp(mu phi_half) lies in (0, 1)
    shortfall = sp.factor(sp.together(table["K"] - (2 + (table["K"] - 2) * above)).subs(table["K"], 2 + more))
    return only_if(result, **{"the limit is negative": shortfall.is_positive})
