"""Accuracies of the model in ball arithmetic over boxes, from the expressions that are derived from its distribution.

Nothing of the printed equations goes in: an accuracy is the integral that sympy does, differences of two accuracies are
enclosed as they are.  In units of sqrt(d), that is with kappa = eta sqrt(d) and weights over sqrt(d), d is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import flint
import sympy as sp

from theory.ledger.claims import Result
from theory.ledger.domain import Domain
from theory.ledger.formulas import symbols
from theory.papers.tools.derivation import accuracy, confirm
from theory.papers.wei2023.rigorous_results import Jobs, prove_all, result_of
from theory.rigour.boxes import Box
from theory.rigour.formulas import ball_value
from theory.rigour.intervals import Interval
from theory.rigour.prover import Plan, Proof


@cache
def _slopes(expression: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    """Return the derivatives in the named symbols."""
    by_name = {str(symbol): symbol for symbol in expression.free_symbols}
    return tuple(sp.diff(expression, by_name[name]) if name in by_name else sp.Integer(0) for name in names)


@dataclass(frozen=True)
class Enclosed:
    """An expression of sympy on boxes of its named symbols, by its value at the middle and its slopes on the box."""

    expression: Any
    names: tuple[str, ...]

    def __call__(self, sides: Sequence[Interval]) -> Interval | None:
        """Return an interval around the values, None where a slope has no finite ball."""
        whole = {name: side.low.union(side.high) for name, side in zip(self.names, sides, strict=True)}
        middle = {name: flint.arb(ball.mid()) for name, ball in whole.items()}
        found = ball_value(self.expression, middle)
        for name, slope in zip(self.names, _slopes(self.expression, self.names), strict=True):
            found = found + ball_value(slope, whole) * (whole[name] - middle[name])
        return Interval(found.lower(), found.upper()) if found.is_finite() else None


def scaled(weight: Any) -> Any:
    """Return a weight that is a formula of p, eta and d (and eta - eps as eta) over sqrt(d), as one of p and kappa.

    Raises:
        DerivationError: d does not drop out.
    """
    s = symbols()
    found = sp.simplify((weight / sp.sqrt(s["d"])).subs(s["eta"], s["kappa"] / sp.sqrt(s["d"])))
    confirm(s["d"] not in found.free_symbols, f"{weight} scales with sqrt(d)")
    return found


def scaled_accuracy(v: Any) -> Any:
    """Return the accuracy at the weight v sqrt(d), as a formula of p and kappa, confirmed to be free of d.

    Raises:
        DerivationError: d does not drop out.
    """
    s = symbols()
    found = accuracy(v).subs({s["d"]: 1, s["eta"]: s["kappa"]})
    general = accuracy(v * sp.sqrt(s["d"])).subs(s["eta"], s["kappa"] / sp.sqrt(s["d"]))
    confirm(sp.simplify(general - found) == 0, "the accuracy depends on kappa and the weight over sqrt(d) alone")
    return found


def prove_positive(name: str, formula: Any, plan: Plan, parts: Mapping[str, Any], box: Box, words: str) -> Result:
    """Prove expressions to be positive on a box; the scope and what is covered are read off the proofs.

    Args:
        name: the claim's id.
        formula: the claim's.
        plan: how far to go.
        parts: expressions in the box's names, by what they say.
        box: where.
        words: what else is covered, after the box.
    """
    jobs: Jobs = {says: (Enclosed(expression, box.names), box) for says, expression in parts.items()}
    proofs = prove_all(name, formula, plan, jobs)
    text = f"{boxes_of(proofs)}{words}"
    return result_of(proofs, formula, scope=text, covered=Domain.of(text))


def boxes_of(proofs: Mapping[str, Proof]) -> str:
    """Return the boxes that proofs covered, each once, in words."""
    return "; ".join(dict.fromkeys(proof.box.text() for proof in proofs.values()))
