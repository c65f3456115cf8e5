"""Section 3: the log-sum-exp lower bound of the 0-1 loss (eq. 10, Lemma 3.1) and the two surrogates (eqs. 14, 15)."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.papers.sources import xie2024
from theory.papers.xie2024.forms import BITS, at, compare, compiled, digits, names, point, read

SEED = 20240713
ADDED = "not in the paper"
TANH, LOG = "tanh(alpha*x)", "1 - log(1 + exp(log(E - 1) - x))"
VALID = r"$\phi \le 1[\cdot > 0]$, $\phi(0) = 0$, $\phi$ increasing, $\phi < 1$, $\phi \to 1$"

CLAIMS = (
    Claim(
        id="xie2024/eq-10",
        kind=Kind.EQUATION,
        source=xie2024("Section 3, eq. 10"),
        summary="log-sum-exp lies within log(K)/mu above the maximum",
        statement=(
            r"$\max_j a_j \le \frac{1}{\mu} \log \sum_j e^{\mu a_j} \le \max_j a_j + \frac{\log K}{\mu}$; neither bound "
            r"can be improved: the upper is met when all $a_j$ are equal, the lower is approached as all but one fall."
        ),
        formula={"lower": "top", "upper": "top + log(K)/mu"},
        domain="K >= 2, mu > 0, any reals",
        reading="the cases of equality are added here",
    ),
    Claim(
        id="xie2024/lem-3.1",
        kind=Kind.LEMMA,
        source=xie2024("Section 3, Lemma 3.1"),
        summary="the mean log-sum-exp of phi less log(K)/mu bounds the 0-1 loss",
        statement=(
            r"For $\phi \le 1[\cdot > 0]$ and $\mu > 0$ the 0-1 loss is at least "
            r"$\frac{1}{n} \sum_i \frac{1}{\mu} \log \sum_j e^{\mu \phi(F_{ij})} - \frac{\log K}{\mu}$, with equality for "
            r"a sample exactly when $\phi(F_j)$ is the loss for every $j$, which $F_y = 0$ allows for right samples only."
        ),
        formula="top + log(S)/mu - log(K)/mu",
        domain="K >= 2, mu > 0, any logits, any phi below the strict step with phi(0) = 0",
        uses=("xie2024/eq-9", "xie2024/eq-10"),
        reading=(
            "the step is strict: with 1[x >= 0] the left side is 1 for every sample; in the formula top is the largest "
            "phi(F_j) and S the sum of exp(mu (phi(F_j) - top)), in [1, K]; the case of equality is added here"
        ),
    ),
    *(
        Claim(
            id=f"xie2024/{name}",
            kind=Kind.EQUATION,
            source=xie2024(f"Section 3, {place}"),
            summary=summary,
            statement=f"{text} satisfies {VALID}.",
            formula=formula,
            domain="x real" + (", alpha > 0" if "alpha" in formula else ""),
        )
        for name, place, summary, text, formula in (
            ("rem-3.2", "Remark 3.2", "tanh is a valid phi", r"$\tanh(x)$", "tanh(x)"),
            ("eq-14", "eq. 14", "phi_tanh is a valid phi", r"$\phi(x) = \tanh(\alpha x)$", TANH),
            (
                "eq-15",
                "eq. 15",
                "phi_log is a valid phi",
                r"$\phi(x) = 1 - \log(1 + e^{\gamma - x})$, $\gamma = \log(e - 1)$,",
                LOG,
            ),
        )
    ),
    Claim(
        id="xie2024/fig-1",
        kind=Kind.EQUATION,
        source=xie2024("Figure 1"),
        summary="phi_log is the closer bound of wrong classes, tanh of others",
        statement=(
            r"Both curves lie below the step and cross at 0 only: $\phi_{\log}(x) > \tanh(x/10)$ for $x > 0$ and "
            r"$\phi_{\log}(x) < \tanh(x/10)$ for $x < 0$."
        ),
        formula={"tanh": "tanh(x/10)", "log": LOG},
        domain="|x| <= 30, alpha = 0.1",
        uses=("xie2024/eq-14", "xie2024/eq-15"),
        reading="the figure shows the curves; their order is added here",
    ),
)


def check_log_sum_exp(formula: Any) -> Result:
    """Derive the exact range of log-sum-exp above the maximum: with one term 1 the sum S fills (1, K]."""
    import sympy as sp

    table = names()
    top, mu, K, total = (table[name] for name in ("top", "mu", "K", "S"))
    value = top + sp.log(total) / mu
    if sp.diff(value, total).is_positive is not True:
        return Result(Verdict.INCONCLUSIVE)
    pairs = {
        "lower": (sp.limit(value, total, 1, "+"), read(formula["lower"])),
        "upper": (value.subs(total, K), read(formula["upper"])),
    }
    return compare(pairs)


def check_lemma(formula: Any) -> Result:
    """Decide that the right-hand side's supremum over S in [1, K], at top = loss - slack, is the loss.

    max_j phi(F_j) = loss - slack with slack >= 0, as phi is below the step; S = K where all phi(F_j) are equal.
    """
    import sympy as sp

    table = names()
    loss, slack = sp.Symbol("loss", nonnegative=True), sp.Symbol("slack", nonnegative=True)
    right = read(formula)
    if sp.diff(right, table["S"]).is_positive is not True or sp.diff(right, table["top"]).is_positive is not True:
        return Result(Verdict.INCONCLUSIVE)
    largest = right.subs(table["S"], table["K"])
    return compare({"supremum": (loss - slack, largest.subs(table["top"], loss - slack))})


def check_sampled_lemma(formula: Any) -> Result:
    """Compare the right-hand side with the 0-1 loss on random logits, and at equality: all margins 0."""
    import numpy as np
    import sympy as sp

    from theory.surrogates import losses as surrogates

    rng = np.random.default_rng(SEED)
    table = names()
    right = sp.lambdify([table[name] for name in ("top", "S", "K", "mu")], read(formula), "numpy")
    largest = -np.inf
    for classes in (2, 3, 10, 100):
        for scale in (0.0, 0.1, 3.0, 30.0, 1000.0):
            logits, labels = scale * rng.normal(size=(500, classes)), rng.integers(0, classes, 500)
            loss = surrogates.zero_one_loss(logits, labels)
            for phi, mu in ((surrogates.Tanh(0.1), 10.0), (surrogates.Tanh(2.0), 0.1), (surrogates.Log(), 1.0)):
                values = phi(surrogates.margins(logits, labels))
                top = values.max(axis=-1)
                total = np.exp(mu * (values - top[:, None])).sum(axis=-1)
                excess = float((right(top, total, classes, mu) - loss).max())
                largest = max(largest, excess)
    tight = abs(largest) <= 1e-13  # a few roundings of numbers up to 46: equality at scale 0
    shown = None if tight else {"largest right side less loss": largest}
    return Result(
        verdict_of(tight), {"samples": 30000, "largest right side less loss": largest}, 0.0, 1e-13, shown, SEED
    )


def check_phi(formula: Any) -> Result:
    """Decide that phi rises, is 0 at 0 and tends to 1: then phi <= 0 for x <= 0 and phi < 1 for x > 0."""
    import flint
    import sympy as sp

    x = names()["x"]
    phi = read(formula)
    slope = sp.simplify(sp.diff(phi, x).rewrite(sp.exp))
    origin, limit = sp.simplify(phi.subs(x, 0)), sp.limit(phi.rewrite(sp.exp), x, sp.oo)
    observed = {"at 0": str(origin), "limit": str(limit), "slope": str(slope)}
    if origin == 0 and limit == 1:
        rising = _is_positive(slope)
        return Result(Verdict.HOLDS if rising else Verdict.INCONCLUSIVE, observed)
    for name, value, wanted in (("phi(0)", origin, 0), ("limit", limit, 1)):
        difference = sp.sympify(value) - wanted
        if difference.is_infinite:
            return Result(Verdict.FAILS, observed, counterexample={name: str(value)})
        with flint.ctx.workprec(BITS):
            certain = at(difference, point(difference))
            if not certain.contains(0):
                return Result(Verdict.FAILS, observed, counterexample={name: str(value), "off by": digits(certain)})
    return Result(Verdict.INCONCLUSIVE, observed)


def _is_positive(slope: Any) -> bool:
    """Return whether an expression is positive: in y = exp(x) > 0 (or exp(alpha x)) a quotient of positive sums."""
    import sympy as sp

    y, x, alpha = sp.Symbol("y", positive=True), names()["x"], names()["alpha"]
    for base in (sp.log(y), sp.log(y) / alpha):
        quotient = sp.factor(sp.simplify(slope.subs(x, base)))
        if not quotient.has(x) and quotient.is_positive:
            return True
    return False


@cache
def _curves(log: str, tanh: str) -> tuple[Any, Any]:
    """Return phi_log less the other curve, and its slope, as functions of a ball."""
    import sympy as sp

    x = names()["x"]
    difference = read(log) - read(tanh)
    return compiled(difference, x), compiled(sp.diff(difference, x), x)


def curve_gap(formula: Any, side: int, intervals: Any) -> Any:
    """Return a ball of phi_log(x) less the other curve, divided by x, over an interval of |x| on one side of 0.

    The quotient is positive where phi_log is above for x > 0 and below for x < 0.  From 0 on it is a mean of slopes.
    """
    difference, slope = _curves(formula["log"], formula["tanh"])
    x = side * intervals[0].low.union(intervals[0].high)
    return slope(x) if intervals[0].low == 0 else difference(x) / x


def check_curves(formula: Any) -> Result:
    """Prove the order of the curves on either side of 0, by the ball prover."""
    from theory.rigour.prover import Box, Plan, prove

    proofs = {}
    for side in (1, -1):
        box = Box.of(size=("0", "30"))
        proof = prove(partial(curve_gap, formula, side), box, Plan(budget=4000, tiles=1, folder=None), tell=_quiet)
        proofs["x > 0" if side > 0 else "x < 0"] = proof
    observed = {name: f"{proof.verdict.value}: {proof.cost()}" for name, proof in proofs.items()}
    failed = [(name, proof) for name, proof in proofs.items() if proof.verdict is Verdict.FAILS]
    if failed:
        shown = {"side": failed[0][0], **(failed[0][1].point or {}), "slope of the difference": failed[0][1].value}
        return Result(Verdict.FAILS, observed, counterexample=shown)
    holds = all(proof.verdict is Verdict.HOLDS for proof in proofs.values())
    return Result(Verdict.HOLDS if holds else Verdict.INCONCLUSIVE, observed)


def _quiet(line: str) -> None:
    """Say nothing: the proof takes a moment only."""


CHECKS = (
    Check("xie2024/eq-10", Method.SYMBOLIC, "any K >= 2, mu > 0 and reals", True, check_log_sum_exp),
    Check("xie2024/lem-3.1", Method.SYMBOLIC, "any phi, K, mu and logits", True, check_lemma),
    Check(
        "xie2024/lem-3.1",
        Method.NUMERICAL,
        "30,000 random samples: K = 2 to 100, logit scales 0 to 1000, tanh (alpha 0.1, mu 10; 2, 0.1), -log (mu 1)",
        False,
        check_sampled_lemma,
    ),
    Check("xie2024/rem-3.2", Method.SYMBOLIC, "all real x", True, check_phi),
    Check("xie2024/eq-14", Method.SYMBOLIC, "all real x, alpha > 0", True, check_phi),
    Check("xie2024/eq-15", Method.SYMBOLIC, "all real x", True, check_phi),
    Check("xie2024/fig-1", Method.RIGOROUS, "0 < |x| <= 30", True, check_curves),
)
