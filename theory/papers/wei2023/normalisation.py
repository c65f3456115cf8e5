"""Section 4.1: is w_2 = ... = w_{d+1} = 1 without loss of generality? For ST, AT and SAM on the robust weight."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict
from theory.ledger.formulas import parse, symbols
from theory.papers.sources import wei2023
from theory.papers.wei2023.model import DOMAIN
from theory.papers.wei2023.rest_weights import (
    accuracy_with_centre,
    confirm_equal_weights_best,
    confirm_robust_feature_alone_is_worse,
    confirm_worse_beyond_eta,
    rest_size,
)

WHERE = "Section 4.1, the classifier"
ACCURACY_AT_OPTIMUM = "p*Phi((eta*d + w_star)/sqrt(d)) + (1 - p)*Phi((eta*d - w_star)/sqrt(d))"

CLAIMS = (
    Claim(
        id="wei2023/sec-4.1-normalisation",
        kind=Kind.LEMMA,
        source=wei2023(WHERE),
        summary="w_2 = ... = w_{d+1} = 1 without loss of generality",
        statement=(
            r"For the classifier $\mathrm{sign}(w_1 x_1 + \dots + w_{d+1} x_{d+1})$ one may take "
            r"$w_2 = \dots = w_{d+1} = 1$ without loss of generality, in all three trainings."
        ),
        formula={"adversarial, holds for": "eps > 0", "sharpness-aware, radius after scaling": "rho"},
        domain=DOMAIN + ", eps > 0, rho > 0; rest weights of any size n > 0",
        uses=("wei2023/eq-7",),
        reading=(
            "read for standard training, AT with any eps > 0 and SAM with the same rho: scaling the weights to "
            "norm sqrt(d) of the rest must leave SAM's problem as it is"
        ),
    ),
    Claim(
        id="wei2023/sec-4.1-normalisation-standard",
        kind=Kind.LEMMA,
        source=wei2023(WHERE),
        summary="standard training: equal rest weights are best",
        statement=(
            r"At given $w_1 = w$ and norm $n > 0$ of the other weights the accuracy is highest, "
            r"$p \Phi(\eta \sqrt{d} + w/n) + (1 - p) \Phi(\eta \sqrt{d} - w/n)$, exactly when those are equal and "
            r"positive; that is eq. 14 at $w \sqrt{d} / n$. "
            r"With $n = 0$ the accuracy is at most $p < \mathrm{acc}(w^*)$."
        ),
        formula="p*Phi(eta*sqrt(d) + w/n) + (1 - p)*Phi(eta*sqrt(d) - w/n)",
        domain=DOMAIN + ", w real, n > 0",
        uses=("wei2023/eq-7",),
    ),
    Claim(
        id="wei2023/sec-4.1-normalisation-adversarial",
        kind=Kind.LEMMA,
        source=wei2023(WHERE),
        summary="AT: equal rest weights are best if and only if eps < eta",
        statement=(
            r"Some classifier with $w_2 = \dots = w_{d+1} = 1$ has the highest robust accuracy of all linear "
            r"classifiers if and only if $\epsilon < \eta$. For $\epsilon \ge \eta$ all of them stay below $p$, which "
            r"$w_2 = \dots = w_{d+1} = 0$ reaches."
        ),
        formula="eps < eta",
        domain=DOMAIN + ", eps > 0",
        uses=("wei2023/eq-7", "wei2023/a2-attack"),
        corrects="wei2023/sec-4.1-normalisation",
    ),
    Claim(
        id="wei2023/sec-4.1-normalisation-sam",
        kind=Kind.LEMMA,
        source=wei2023(WHERE),
        summary="SAM on w_1: equal is best at fixed size n, radius rho sqrt(d)/n",
        statement=(
            r"For SAM on $w_1$ equal rest weights are best at any fixed norm $n$ of the rest; scaled to 1, the "
            r"radius is $\rho \sqrt{d} / n$. With free $n$ the worst accuracy has the supremum $\mathrm{acc}(w^*)$, "
            r"approached as $n \to \infty$ and never attained: the problem is ill-posed."
        ),
        formula={"radius": "rho*sqrt(d)/n", "supremum": ACCURACY_AT_OPTIMUM},
        domain=DOMAIN + ", rho > 0, n > 0",
        uses=("wei2023/eq-7", "wei2023/eq-11"),
        corrects="wei2023/sec-4.1-normalisation",
    ),
)
ONE_HOT = {"p": "9/10", "eta": "1/10", "d": "4", "eps": "3/10", "w": "1"}  # rest weights of norm 2


def check_standard(formula: str) -> Result:
    """Equal weights at norm n: the derived best accuracy, which is eq. 14 at w sqrt(d)/n."""
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    confirm_equal_weights_best()
    confirm_robust_feature_alone_is_worse()
    w, eta, d = (symbols()[name] for name in ("w", "eta", "d"))
    n = rest_size()
    best = accuracy_with_centre(w, eta * sp.sqrt(d) * n, n)
    derivation.confirm(derivation.vanishes(best - derivation.accuracy(w * sp.sqrt(d) / n)), "best is eq. 14 rescaled")
    return decisions.compare(best, parse(formula, n=n))


def check_adversarial(formula: str) -> Result:
    """Derive the ratios eps/eta for which equal weights are best, (0, 1), and compare with the stated condition.

    Inside, eta s - eps l <= (eta - eps) s, so the attack only lowers the mean and the standard argument applies.
    Outside, eta s - eps l <= (eta - eps) l <= 0 for all weights, and x_1 alone, with accuracy p, is strictly better.
    """
    import sympy as sp

    from theory.papers.tools import derivation

    confirm_equal_weights_best()
    confirm_robust_feature_alone_is_worse()
    confirm_worse_beyond_eta()
    eta, eps = symbols()["eta"], symbols()["eps"]
    total, slack = sp.Symbol("s", real=True), sp.Symbol("slack", nonnegative=True)  # l = s + slack
    left = sp.expand((eta - eps) * total - (eta * total - eps * (total + slack)))
    right = sp.expand((eta - eps) * (total + slack) - (eta * total - eps * (total + slack)))
    derivation.confirm(left.is_nonnegative, "the mean is at most (eta - eps) s")
    derivation.confirm(right.is_nonnegative, "the mean is at most (eta - eps) l")
    ratio = sp.Symbol("r", real=True)
    relation = parse(formula)  # sympy knows eps > 0 to be true
    positive = sp.Interval.open(0, sp.oo)
    if relation == sp.true:
        stated = positive
    else:
        room = sp.cancel((relation.gts - relation.lts).subs(eps, ratio * eta) / eta)
        test = room > 0 if isinstance(relation, (sp.Gt, sp.Lt)) else room >= 0
        if room.free_symbols - {ratio}:
            return Result(Verdict.INCONCLUSIVE, expected=formula, note=f"not a condition on eps/eta: {room}")
        stated = sp.solveset(test, ratio, sp.S.Reals).intersect(positive)
    derived = sp.Interval.open(0, 1)
    observed, expected = f"eps/eta in {derived}", f"eps/eta in {stated}"
    if stated == derived:
        return Result(Verdict.HOLDS, observed=observed, expected=expected)
    wrong = sp.Union(stated - derived, derived - stated)
    shown: dict[str, Any] = {"eps/eta wrongly placed": str(wrong)}
    if sp.Rational(3) in wrong:
        shown |= _one_hot()
    return Result(Verdict.FAILS, observed=observed, expected=expected, counterexample=shown)


def _one_hot() -> dict[str, Any]:
    """Return digits of the robust accuracy at eps = 3 eta for equal weights, one weight alone, and none of the rest."""
    import sympy as sp

    from theory.papers.tools import decisions

    w, eta, eps, d = (symbols()[name] for name in ("w", "eta", "eps", "d"))
    room, n = eta - eps, sp.Integer(2)
    racc = {
        "racc, rest weights 1, 1, 1, 1": accuracy_with_centre(w, room * d, n),
        "racc, rest weights 2, 0, 0, 0": accuracy_with_centre(w, room * n, n),
    }
    digits = {name: str(decisions.digits_at(value, ONE_HOT)) for name, value in racc.items()}
    return {**ONE_HOT, **digits, "racc, rest weights 0": ONE_HOT["p"]}


def check_sam(formula: dict[str, str]) -> Result:
    """Equal weights at norm n and a move delta of w: eq. 14 at a weight moved by the rescaled delta.

    At fixed n they are best for each delta, hence for the worst one. The rescaled radius tends to 0 as n grows, so the
    worst accuracy tends to acc(w*); no interval of positive length has it everywhere, since acc has one maximiser.
    """
    import sympy as sp

    from theory.papers.tools import decisions, derivation
    from theory.papers.wei2023 import gap

    confirm_equal_weights_best()
    gap.confirm_unimodal()
    s = symbols()
    w, rho, delta, d, n = s["w"], s["rho"], s["delta"], s["d"], rest_size()
    radius = parse(formula["radius"], n=n)
    moved = accuracy_with_centre(w + delta, s["eta"] * sp.sqrt(d) * n, n)
    rescaled = derivation.accuracy(w * sp.sqrt(d) / n + radius.subs(rho, delta))
    results = [decisions.compare(moved, rescaled)]
    if "supremum" in formula and results[0].verdict is Verdict.HOLDS:
        derivation.confirm(radius.is_positive, "the radius is positive")
        derivation.confirm(sp.limit(radius, n, sp.oo) == 0, "the radius tends to 0 as n grows")
        results.append(decisions.compare(derivation.accuracy(s["w_star"]), parse(formula["supremum"])))
    return decisions.worst(*results)


def check_all_trainings(formula: dict[str, str]) -> Result:
    """The printed claim: standard training as proved above, AT and SAM as stated."""
    from theory.papers.tools import decisions

    confirm_equal_weights_best()
    confirm_robust_feature_alone_is_worse()
    return decisions.worst(
        check_adversarial(formula["adversarial, holds for"]),
        check_sam({"radius": formula["sharpness-aware, radius after scaling"]}),
    )


ANY = "every p, eta and d of the domain, all linear classifiers"
CHECKS = (
    Check("wei2023/sec-4.1-normalisation", Method.SYMBOLIC, ANY, True, check_all_trainings),
    Check("wei2023/sec-4.1-normalisation-standard", Method.SYMBOLIC, ANY, True, check_standard),
    Check(
        "wei2023/sec-4.1-normalisation-adversarial", Method.SYMBOLIC, f"{ANY}, every eps > 0", True, check_adversarial
    ),
    Check("wei2023/sec-4.1-normalisation-sam", Method.SYMBOLIC, f"{ANY}, every rho > 0", True, check_sam),
)
