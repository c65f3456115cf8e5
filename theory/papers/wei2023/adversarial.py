"""Adversarial training on the binary model: the worst attack, and Theorem 4.2 (appendix A.2)."""

from __future__ import annotations

from typing import Any

from theory.ledger.claims import Check, Claim, Kind, Method, Result, Verdict, verdict_of
from theory.ledger.formulas import parse, symbols
from theory.papers.sources import wei2023
from theory.papers.wei2023.section3 import RESTORED

INSIDE = "1/2 < p < 1, eta > 0, d >= 1, 0 < eps < eta"
WHOLE = "every p, eta, d and eps of the domain, every weight w"
ADVERSARIAL_WEIGHT = "(log(p) - log(1 - p))/(2*(eta - eps))"
CONDITION_LOST = "a condition on eps belongs to the theorem and was lost: read with 0 < eps < eta"

CLAIMS = (
    Claim(
        id="wei2023/eq-9",
        kind=Kind.DEFINITION,
        source=wei2023("Section 4.2, eq. 9"),
        summary="AT minimises the mean worst case over an l_inf ball",
        statement=(
            r"$\min_w \mathbb{E}_{(x, y)} \max_{\|\delta\|_\infty \le \epsilon} \ell(f_w(x + \delta), y)$ with the "
            r"0-1 loss; $x_1$ is not perturbed."
        ),
        domain="eps > 0",
    ),
    Claim(
        id="wei2023/a2-attack",
        kind=Kind.LEMMA,
        source=wei2023("Appendix A.2"),
        summary="the worst attack is -eps y; x_i is then N((eta-eps)y, 1)",
        statement=(
            r"For positive weights the worst perturbation of the non-robust features is $\delta_i = -\epsilon y$, "
            r"after which $x_i \sim N((\eta - \epsilon) y, 1)$ given $y$."
        ),
        formula={"attack": "-eps*y", "mean": "(eta - eps)*y", "variance": "1"},
        domain="1/2 < p < 1, eta > 0, d >= 1, eps > 0, positive weights",
        uses=("wei2023/eq-7", "wei2023/eq-9"),
    ),
    Claim(
        id="wei2023/eq-17",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.2, eq. 17"),
        summary="robust accuracy: eq. 14 with eta - eps for eta",
        statement=(
            r"$\mathrm{racc}(w) = p \Phi\left(\frac{(\eta - \epsilon) d + w}{\sqrt{d}}\right)"
            r" + (1 - p) \Phi\left(\frac{(\eta - \epsilon) d - w}{\sqrt{d}}\right)$."
        ),
        formula="p*Phi(((eta - eps)*d + w)/sqrt(d)) + (1 - p)*Phi(((eta - eps)*d - w)/sqrt(d))",
        domain="1/2 < p < 1, eta > 0, d >= 1, eps > 0, w real",
        uses=("wei2023/a2-attack", "wei2023/eq-14"),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/eq-18",
        kind=Kind.EQUATION,
        source=wei2023("Appendix A.2, eq. 18"),
        summary="the one zero of the robust accuracy's derivative is w_AT",
        statement=(r"$\mathrm{racc}'(w) = 0$ exactly at $w = \frac{\ln p - \ln(1 - p)}{2 (\eta - \epsilon)}$."),
        formula=ADVERSARIAL_WEIGHT,
        domain=INSIDE,
        uses=("wei2023/eq-17",),
        reading=RESTORED,
    ),
    Claim(
        id="wei2023/thm-4.2",
        kind=Kind.THEOREM,
        source=wei2023("Theorem 4.2"),
        summary="adversarial training: w_AT = log(p/(1-p))/(2 (eta - eps))",
        statement=(
            r"The robust accuracy is maximal at $w_{AT} = \frac{\ln p - \ln(1 - p)}{2 (\eta - \epsilon)}"
            r" = \frac{\eta}{\eta - \epsilon} w^*$, and at no other weight."
        ),
        formula=ADVERSARIAL_WEIGHT,
        domain=INSIDE,
        uses=("wei2023/eq-17", "wei2023/eq-18"),
        reading=CONDITION_LOST,
    ),
)


def check_attack(formula: dict[str, str]) -> Result:
    """The margin is linear in delta with positive weights: compare any move of the ball with the stated one.

    Then one perturbed feature's log moment generating function is integrated; its two terms are mean and variance.
    """
    import sympy as sp

    from theory.papers.tools import decisions

    q, weight = sp.Symbol("q", nonnegative=True), sp.Symbol("w_i", positive=True)
    eps, eta = symbols()["eps"], symbols()["eta"]
    x, t = sp.symbols("x t", real=True)
    results, worst_rows = [], []
    for y in (sp.Integer(1), sp.Integer(-1)):
        label = {"y": y}
        attack = parse(formula["attack"], **label)
        moves = [eps * (1 - q) / (1 + q), sp.sympify(-eps), eps]  # every point of [-eps, eps]
        gains = [sp.factor(sp.together(weight * y * (move - attack))) for move in moves]
        worst = all(gain.is_nonnegative for gain in gains) and (eps - sp.Abs(attack)).is_nonnegative
        if not worst:
            lower = weight * y * (-eps * y - attack)  # the margin at the attack -eps y less the stated attack's
            shown = {"y": str(y), "margin at -eps*y less margin at the stated attack": str(sp.factor(lower))}
            outside = (eps - sp.Abs(attack)).is_negative
            decided = lower.is_negative or outside
            worst_rows.append(Result(verdict_of(False) if decided else Verdict.INCONCLUSIVE, counterexample=shown))
        density = sp.exp(-((x - attack - eta * y) ** 2) / 2) / sp.sqrt(2 * sp.pi)
        integral = sp.integrate(sp.exp(t * x) * density, (x, -sp.oo, sp.oo))
        log_mgf = sp.Poly(sp.expand(sp.expand_log(sp.log(sp.simplify(integral)), force=True)), t)
        results += [
            decisions.compare(log_mgf.coeff_monomial(t), parse(formula["mean"], **label)),
            decisions.compare(2 * log_mgf.coeff_monomial(t**2), parse(formula["variance"], **label)),
        ]
    return decisions.worst(*worst_rows, *results)


def check_robust_accuracy(formula: str) -> Result:
    """Eq. 17: the accuracy derived for features whose mean in the label's direction the attack lowers by eps."""
    from theory.papers.tools import decisions, derivation

    s = symbols()
    return decisions.compare(derivation.accuracy(s["w"], s["eta"] - s["eps"]), parse(formula))


def signs_around(formula: str, mean: Any, expected: dict[str, int], point: dict[str, str]) -> Result:
    """Compare the signs of racc's slope left of, at and right of the claimed weight with the expected ones.

    Args:
        formula: the claimed weight.
        mean: eta - eps, a symbol that carries its sign.
        expected: the sign (1, 0, -1) by place ("left", "at", "right").
        point: exact parameters at which digits are shown where the signs are not these.
    """
    import sympy as sp

    from theory.papers.tools import decisions, derivation

    s = symbols()
    q = sp.Symbol("q", positive=True)
    claimed = parse(formula).subs(s["eps"], s["eta"] - mean)
    steps = {"left": -q, "at": 0, "right": q}
    signs = {place: derivation.shifted_slope_sign(mean, claimed + steps[place]) for place in expected}
    if signs == expected:
        return Result(Verdict.HOLDS, observed=signs, expected=expected, note="signs of the slope of racc")
    robust = derivation.accuracy(s["w"], s["eta"] - s["eps"])
    shown = {name: point[name] for name in ("p", "eta", "d", "eps")}
    try:
        slope = decisions.digits_at(sp.diff(robust, s["w"]).subs(s["w"], parse(formula)), point)
    except ArithmeticError:
        decided = None not in signs.values()
        return Result(Verdict.FAILS if decided else Verdict.INCONCLUSIVE, observed=signs, expected=expected)
    shown["claimed weight"] = str(decisions.digits_at(parse(formula), point))
    shown["slope there, not 0"] = str(slope)
    return Result(Verdict.FAILS, observed=signs, expected=expected, counterexample=shown)


def _positive_mean() -> Any:
    import sympy as sp

    return sp.Symbol("m", positive=True)  # eta - eps for any eps < eta


def check_robust_zero(formula: str) -> Result:
    """Eq. 18: the swing vanishes at the claimed weight and nowhere else."""
    from theory.papers.tools import decisions

    return signs_around(formula, _positive_mean(), {"left": 1, "at": 0, "right": -1}, decisions.POINTS[0])


def check_robust_maximiser(formula: str) -> Result:
    """Theorem 4.2: racc rises left of the claimed weight and falls right of it, for every eps < eta."""
    from theory.papers.tools import decisions

    return signs_around(formula, _positive_mean(), {"left": 1, "right": -1}, decisions.POINTS[0])


def compare_probes(formula: str, ratio: tuple[float, float], better: int) -> Result:
    """Compare racc at the claimed weight with that at probed weights on both sides, at 100 random settings.

    Args:
        formula: the claimed weight.
        ratio: range of eps/eta.
        better: 1 where the claimed weight should have the highest robust accuracy, -1 where the lowest.
    """
    import mpmath as mp

    from theory.papers.wei2023 import samples

    weight = samples.evaluator(parse(formula), "p", "eta", "eps")
    beaten: dict[str, Any] | None = None
    tried = failed = 0
    with mp.workdps(samples.DIGITS):
        for one in samples.settings(100, ratio=ratio):
            eta, eps = mp.mpf(one.eta), mp.mpf(one.ratio) * mp.mpf(one.eta)
            claimed = weight(mp.mpf(one.p), eta, eps)
            reached = samples.accuracy(one.p, eta - eps, one.d, claimed)
            for w in samples.probes(claimed, mp.sqrt(one.d)):
                tried += 1
                if better * (reached - samples.accuracy(one.p, eta - eps, one.d, w)) <= 0:
                    failed += 1
                    inputs = {"p": one.p, "eta": one.eta, "d": one.d, "eps/eta": one.ratio}
                    beaten = beaten or {**inputs, "w that beats it": mp.nstr(w, 20)}
    return Result(
        verdict_of(not failed),
        observed={"probes": tried, "beat the claimed weight": failed},
        expected={"probes": tried, "beat the claimed weight": 0},
        counterexample=beaten,
        seed=samples.SEED,
    )


def check_robust_maximiser_numerically(formula: str) -> Result:
    """Theorem 4.2 at random parameters with eps/eta in [0.01, 0.9]."""
    return compare_probes(formula, (0.01, 0.9), 1)


RANDOM = (
    "100 random settings: p in [0.501, 0.999], eta sqrt(d) in [0.05, 5], d in [1, 1e4], eps/eta in [0.01, 0.9], "
    "|w_AT|/sqrt(d) <= 8; 14 weights each, 1e-12 to 10 sqrt(d) away, 120 digits"
)
ATTACKS = "every eta and eps > 0, every perturbation of the ball, positive weights"
CHECKS = (
    Check("wei2023/a2-attack", Method.SYMBOLIC, ATTACKS, True, check_attack),
    Check("wei2023/eq-17", Method.SYMBOLIC, WHOLE, True, check_robust_accuracy),
    Check("wei2023/eq-18", Method.SYMBOLIC, WHOLE, True, check_robust_zero),
    Check("wei2023/thm-4.2", Method.SYMBOLIC, WHOLE, True, check_robust_maximiser),
    Check("wei2023/thm-4.2", Method.NUMERICAL, RANDOM, False, check_robust_maximiser_numerically),
)
