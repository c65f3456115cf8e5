"""Section 3: SAM, adversarial training, and both as loss plus sharpness (eqs. 1 to 6)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse
from theory.papers.sources import wei2023

RESTORED = "restored from the surrounding prose and proofs; the printed line itself was not available"

CLAIMS = (
    Claim(
        id="wei2023/eq-1",
        kind=Kind.DEFINITION,
        source=wei2023("Section 3, eq. 1"),
        summary="SAM minimises the worst loss over a ball of weights",
        statement=r"$\min_w \max_{\|e\| \le \rho} L(w + e) + \lambda \|w\|_2^2$.",
        domain="rho > 0, lambda >= 0; L the mean loss of the training set, one e for all samples",
    ),
    Claim(
        id="wei2023/eq-2",
        kind=Kind.CITED,
        source=wei2023("Section 3, eq. 2"),
        summary="generalisation bound behind SAM (Foret et al., 2021)",
        statement=(
            r"With high probability over the training set $S$, "
            r"$L_D(w) \le \max_{\|e\|_2 \le \rho} L_S(w + e) + h(\|w\|_2^2 / \rho^2)$ "
            r"with a strictly increasing $h$."
        ),
        domain="the conditions of Foret et al. (2021), Theorem 1",
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-3",
        kind=Kind.DEFINITION,
        source=wei2023("Section 3, eq. 3"),
        summary="adversarial training minimises the mean of worst losses",
        statement=r"$\min_w \mathbb{E}_{(x, y)} \max_{\|\delta\| \le \epsilon} \ell(f_w(x + \delta), y)$.",
        domain="eps > 0; one delta a sample",
    ),
    Claim(
        id="wei2023/eq-4",
        kind=Kind.DEFINITION,
        source=wei2023("Section 3, eq. 4"),
        summary="projected gradient descent (PGD), the inner maximiser of AT",
        statement=(
            r"$x^{t+1} = \Pi_{B(x, \epsilon)}(x^t + \alpha\, \mathrm{sign}\, \nabla_x \ell(f_w(x^t), y))$; "
            r"for the $\ell_2$ ball the normalised gradient takes the place of the sign."
        ),
        domain="eps > 0, alpha > 0",
    ),
    Claim(
        id="wei2023/eq-5",
        kind=Kind.EQUATION,
        source=wei2023("Section 3, eq. 5"),
        summary="SAM's objective is the loss plus its sharpness in w",
        statement=r"$\max_{\|e\| \le \rho} L(w + e) = L(w) + \max_{\|e\| \le \rho} [L(w + e) - L(w)]$.",
        formula={"objective": "L + sharpness", "sharpness": "L_moved - L"},
        domain="any loss bounded above on the ball; one perturbation shared by all samples",
        uses=("wei2023/eq-1",),
        reading=RESTORED + "; the sharpness is the supremum of its term over the ball",
    ),
    Claim(
        id="wei2023/eq-6",
        kind=Kind.EQUATION,
        source=wei2023("Section 3, eq. 6"),
        summary="AT's objective is the loss plus its sharpness in x",
        statement=(
            r"$\mathbb{E} \max_{\|\delta\| \le \epsilon} \ell(x + \delta) = "
            r"\mathbb{E} [\ell(x) + \max_{\|\delta\| \le \epsilon} (\ell(x + \delta) - \ell(x))]$."
        ),
        formula={"objective": "L + sharpness", "sharpness": "L_moved - L"},
        domain="any loss bounded above on each sample's ball, with a finite mean; one perturbation a sample",
        uses=("wei2023/eq-3",),
        reading=RESTORED + "; L is the loss of one sample here, and the mean is taken of both sides",
    ),
    Claim(
        id="wei2023/eq-5-per-sample",
        kind=Kind.EQUATION,
        source=wei2023("Section 3, eq. 5, with the maximum inside the mean"),
        summary="per-sample SAM is another objective, never below SAM's",
        statement=(
            r"$\mathbb{E} \max_e \ell_i(w + e) \ge \max_e \mathbb{E} \ell_i(w + e)$, "
            r"and for some losses the inequality is strict."
        ),
        formula={"always": "per_sample >= shared", "somewhere": "per_sample > shared"},
        domain="any losses bounded above on the ball; both maxima over the same ball",
        uses=("wei2023/eq-5",),
        reading="not in the paper: the other reading of eq. 5, with one perturbation a sample",
    ),
)


def check_loss_plus_sharpness(formula: Any) -> Result:
    """Decide whether loss plus sharpness is the worst loss, for any set of perturbations.

    U bounds an increasing function g of the moved loss exactly when g's inverse at U bounds the moved loss,
    so the supremum of g(moved loss) is g(supremum of the moved loss); a decreasing g takes the infimum.
    """
    import sympy as sp

    loss, moved, worst, best = sp.symbols("L L_moved worst best", real=True)
    term = parse(formula["sharpness"], L=loss, L_moved=moved)
    slope = sp.diff(term, moved)
    if not slope.is_nonzero or not slope.is_extended_real:
        return Result(Verdict.INCONCLUSIVE, note=f"the term {term} is not seen to be monotone in the moved loss")
    supremum = term.subs(moved, worst if slope.is_positive else best)
    objective = parse(formula["objective"], L=loss, sharpness=supremum)
    difference = sp.simplify(objective - worst)
    values = {loss: sp.Integer(2), worst: sp.Integer(5), best: sp.Integer(1)}
    counterexample = None
    if difference != 0:
        counterexample = {
            "loss": "2",
            "worst loss": "5",
            "least loss": "1",
            "loss plus sharpness": str(objective.subs(values)),
        }
        if difference.subs(values) == 0:
            return Result(Verdict.INCONCLUSIVE, note=f"{difference} is not seen to vanish")
    return Result(
        verdict_of(difference == 0),
        observed=str(sp.expand(objective)),
        expected="worst",
        counterexample=counterexample,
    )


def _objectives(slopes: tuple[int, int]) -> tuple[Any, Any]:
    """Return (per-sample, shared) objective of two samples with losses slope * e over -1 <= e <= 1.

    Both are maxima of piecewise linear convex functions, hence taken at an end.
    """
    import sympy as sp

    ends = (-1, 1)
    per_sample = sp.Rational(sum(max(slope * e for e in ends) for slope in slopes), 2)
    shared = max(sp.Rational(sum(slope * e for slope in slopes), 2) for e in ends)
    return per_sample, shared


def _holds_in_general(relation: Any) -> bool:
    """Return whether the sign of left minus right follows from the assumptions on the symbols."""
    import sympy as sp

    difference = sp.expand(relation.lhs - relation.rhs)
    signs = {
        sp.Ge: difference.is_nonnegative,
        sp.Gt: difference.is_positive,
        sp.Le: difference.is_nonpositive,
        sp.Lt: difference.is_negative,
    }
    return bool(signs.get(type(relation)))


def check_per_sample(formula: Any) -> Result:
    """Decide the two relations between per-sample and shared SAM.

    At the shared maximiser each sample's own worst loss exceeds its loss by a slack >= 0, and the gap between
    the objectives is the mean of the slacks; each part of that mean has the sign that is decided here. Two
    exact examples decide what is not general.
    """
    import sympy as sp

    per_sample, shared = sp.symbols("per_sample shared", real=True)
    part = sp.Symbol("weight", positive=True) * sp.Symbol("slack", nonnegative=True)
    always, somewhere = (parse(formula[name], per_sample=per_sample, shared=shared) for name in ("always", "somewhere"))

    def in_general(relation: Any) -> bool:
        sides = (side.subs(per_sample, shared + part) for side in relation.args)
        return _holds_in_general(relation.func(*sides, evaluate=False))

    def at(relation: Any, values: tuple[Any, Any]) -> bool:
        return bool(relation.subs({per_sample: values[0], shared: values[1]}))

    examples = {slopes: _objectives(slopes) for slopes in ((-1, 1), (1, 1))}
    observed = [
        {"losses": [f"{slope}*e" for slope in slopes], "per-sample": str(values[0]), "shared": str(values[1])}
        for slopes, values in examples.items()
    ]
    broken = [row for row, values in zip(observed, examples.values(), strict=True) if not at(always, values)]
    shown = any(at(somewhere, values) for values in examples.values())
    if broken:
        return Result(Verdict.FAILS, observed=observed, counterexample={**broken[0], "ball": "-1 <= e <= 1"})
    if in_general(somewhere.negated):
        counterexample = {"holds always": str(somewhere.negated), **observed[0]}
        return Result(Verdict.FAILS, observed=observed, counterexample=counterexample)
    return Result(Verdict.HOLDS if in_general(always) and shown else Verdict.INCONCLUSIVE, observed=observed)


CHECKS = (
    Check("wei2023/eq-5", Method.SYMBOLIC, "any loss and any set of weights", True, check_loss_plus_sharpness),
    Check("wei2023/eq-6", Method.SYMBOLIC, "any loss, sample by sample", True, check_loss_plus_sharpness),
    Check(
        "wei2023/eq-5-per-sample",
        Method.SYMBOLIC,
        "any number of samples and any losses; strictness by an exact example",
        True,
        check_per_sample,
    ),
)
