"""Findings on the binary model of Wei et al. (2023), and on what its authors say of their tables."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence

W = "wei2023"


def example(claim: str, field: str) -> str:
    """Return the field of a value in the exact counterexample to a claim."""
    return f"{{{W}/{claim}|SYMBOLIC|counterexample.{field}}}"


def at(claim: str) -> str:
    """Return the words for the parameters of the exact counterexample to a claim."""
    return ", ".join(f"{name} = {example(claim, name)}" for name in ("p", "eta", "d", "rho"))


OPTIMA = (
    Finding(
        "Theorem 4.1: standard training",
        (
            Sentence(
                f"{W}/thm-4.1",
                "Theorem 4.1 holds: w\\* = ln(p/(1-p))/(2 eta) is the optimal weight of standard training, and no "
                "other is.",
                "Theorem 4.1 fails.",
            ),
            Sentence(
                f"{W}/slope-sign-form",
                "At every real w the slope acc'(w) has the sign of w\\* - w.",
                "That acc'(w) has the sign of w\\* - w at every w fails.",
            ),
        ),
    ),
    Finding(
        "Theorem 4.2: adversarial training",
        (
            Sentence(
                f"{W}/thm-4.2",
                "Theorem 4.2, read for eps < eta, holds: w_AT = ln(p/(1-p))/(2 (eta - eps)).",
                "Theorem 4.2, read for eps < eta, fails.",
            ),
            Sentence(
                f"{W}/thm-4.2-minimiser",
                "For eps > eta the formula gives the only minimiser of robust accuracy.",
                "That its formula gives the minimiser of robust accuracy for eps > eta fails.",
            ),
            Sentence(
                f"{W}/thm-4.2-domain",
                "For eps >= eta its supremum p is approached as w grows, and reached by no finite w.",
                "That its supremum p for eps >= eta is reached by no finite w fails.",
            ),
        ),
    ),
    Finding(
        "Theorem 4.3: SAM gives the robust feature more weight",
        (
            Sentence(
                f"{W}/thm-4.3",
                "Theorem 4.3, read for every rho > 0, for SAM that perturbs the robust weight alone and maximises "
                "exactly, holds: w_SAM > w\\*.",
                "Theorem 4.3, read for every rho > 0, for SAM that perturbs the robust weight alone and maximises "
                "exactly, fails.",
            ),
            Sentence(
                f"{W}/thm-4.3-unique",
                "This optimum is the only one, and w\\* < w_SAM < w\\* + rho.",
                "That this optimum is the only one, in (w\\*, w\\* + rho), fails.",
            ),
        ),
    ),
    Finding(
        "Theorem 4.4: how much more",
        (
            Sentence(
                f"{W}/thm-4.4",
                "Theorem 4.4, w_SAM ~ w\\* + (2/3) w\\* rho^2 for small rho, holds as quoted.",
                "Theorem 4.4, w_SAM ~ w\\* + (2/3) w\\* rho^2 for small rho, fails as quoted: the limit of (w_SAM - "
                f"w\\*)/(w\\* rho^2) is {{{W}/thm-4.4|SYMBOLIC|observed}}, not {{{W}/thm-4.4|SYMBOLIC|expected}}; at "
                f"{at('thm-4.4')} this ratio is {example('thm-4.4', '(w_SAM - w*)/(w* rho^2)')}.",
            ),
            Sentence(
                f"{W}/thm-4.4-corrected",
                "True is w_SAM = w\\* (1 + rho^2/(3d) + O(rho^4)); the order rho^2 and the direction stand.",
                "The correction w_SAM = w\\* (1 + rho^2/(3d) + O(rho^4)) fails as well.",
            ),
        ),
    ),
)

RELATION = (
    Finding(
        "Theorem 4.5: the epsilon-rho relation",
        (
            Sentence(
                f"{W}/thm-4.5",
                "Relation 13, 2 + 3/rho^2 = 2 eta/eps, holds for small rho as quoted.",
                "Relation 13, 2 + 3/rho^2 = 2 eta/eps, fails for small rho as quoted: true is "
                f"{{{W}/thm-4.5|SYMBOLIC|observed}}, and the relation has {{{W}/thm-4.5|SYMBOLIC|expected}}; at "
                f"{at('thm-4.5')} it gives eps = {{{W}/thm-4.5|SYMBOLIC|counterexample.claimed eps|decimal}}, and "
                f"exact is {{{W}/thm-4.5|SYMBOLIC|counterexample.exact eps|decimal}}.",
            ),
            Sentence(
                f"{W}/thm-4.5-corrected",
                "Exact is eps = eta (1 - w\\*/w_SAM(rho)).",
                "The exact relation eps = eta (1 - w\\*/w_SAM(rho)) fails as well.",
            ),
            Sentence(
                f"{W}/thm-4.5-leading",
                "To leading order in rho that is eta rho^2/(3d + rho^2).",
                "That eps is eta rho^2/(3d + rho^2) to leading order fails.",
            ),
        ),
    ),
    Finding(
        "The conclusion of Theorem 4.5: rho is larger than eps",
        (
            Sentence(
                f"{W}/thm-4.5-conclusion",
                "For every rho > 0 and d >= 1 the eps that gives the same weight is below rho.",
                "That the eps which gives the same weight is below rho fails.",
            ),
            Sentence(
                f"{W}/thm-4.5-sharper",
                "The bound is sharper still: eps < min(eta, rho/d, eta rho^2/(3d)).",
                "The sharper bound eps < min(eta, rho/d, eta rho^2/(3d)) fails.",
            ),
        ),
    ),
    Finding(
        "Relations cut after rho^2 break rho > eps",
        (
            Sentence(
                f"{W}/thm-4.5-truncation",
                "At eta = 5, d = 1, p = 3/5, rho = 1 the exact eps is "
                f"{{{W}/thm-4.5-truncation|RIGOROUS|observed.exact eps}}, below rho; relation 13 as quoted from "
                "memory, and its correction 1 + 3d/rho^2 = eta/eps, give values above rho.",
                "That both relations break eps < rho at eta = 5, d = 1, p = 3/5, rho = 1, where the exact one keeps "
                "it, fails.",
            ),
            Sentence(
                f"{W}/thm-4.5-truncation-range",
                "Relation 13 as quoted keeps eps < rho for every rho if and only if eta^2 < 6, its correction if and "
                "only if eta^2 < 12 d.",
                "The range of eta in which these relations keep eps < rho is not the stated one.",
            ),
        ),
    ),
)

ACCURACIES = (
    Finding(
        "Section 4.5: a larger robust weight is more robust",
        (
            Sentence(
                f"{W}/sec-4.5-tradeoff",
                "Read of every w > w\\* and every test radius eps < eta, 'larger w: more robust, less natural "
                "accuracy' holds.",
                "Read of every w > w\\* and every test radius eps < eta, 'larger w: more robust, less natural "
                "accuracy' fails.",
            ),
            Sentence(
                f"{W}/sec-4.5-tradeoff-corrected",
                "Natural accuracy falls exactly on w > w\\*; robust accuracy at a test radius eps < eta rises "
                "exactly up to w_AT(eps) and falls beyond.",
                "That natural accuracy falls exactly on w > w\\* and robust accuracy rises exactly up to w_AT(eps) "
                "fails.",
            ),
        ),
    ),
    Finding(
        "What SAM costs in natural accuracy in the model",
        (
            Sentence(
                f"{W}/sec-4.5-natural-loss",
                "In the model SAM on the robust weight loses natural accuracy for every rho > 0.",
                "That SAM on the robust weight loses natural accuracy for every rho > 0 in the model fails.",
            ),
            Sentence(
                f"{W}/sec-4.5-natural-loss-order",
                "For small rho the loss is of order rho^4.",
                "That this loss is of order rho^4 fails.",
            ),
            Sentence(
                f"{W}/sec-4.5-robust-gain",
                "For small rho the gain in robust accuracy, at a test radius eps < eta, is of order rho^2.",
                "That the robust gain is of order rho^2 fails.",
            ),
        ),
    ),
    Finding(
        "SAM against AT in the model",
        (
            Sentence(
                f"{W}/sec-4.5-same-curve",
                "Every w > w\\* is SAM's optimum for some rho and AT's for exactly one eps < eta: they reach the "
                "same classifiers.",
                "That SAM and AT reach the same classifiers fails.",
            ),
            Sentence(
                f"{W}/thm-4.5-same-bound",
                "Under the same bound eps = rho < eta AT moves further: w_AT > w_SAM.",
                "That AT moves further under the same bound eps = rho < eta fails.",
            ),
        ),
    ),
)

_GAIN = f"{{{W}/sec-5-ten-percent|SYMBOLIC|observed.statistic|decimal}}"

TABLES = (
    Finding(
        "'More than 10% in average' (CIFAR-100)",
        (
            Sentence(
                f"{W}/sec-5-ten-percent",
                "Read of rho = 0.4 (the sentence's own rho is lost), in points over the four attacks, the paper's "
                f"table agrees: SAM's mean gain in robust accuracy is {_GAIN} points.",
                "Read of rho = 0.4 (the sentence's own rho is lost), in points over the four attacks, the paper's "
                f"table says otherwise: SAM's mean gain in robust accuracy is {_GAIN} points.",
            ),
            Sentence(
                f"{W}/sec-5-ten-percent-corrected",
                "At no smaller rho of the table is it more than 10 points.",
                "That it is more than 10 points for rho = 0.4 only fails.",
            ),
        ),
    ),
)

FINDINGS = (*OPTIMA, *RELATION, *ACCURACIES, *TABLES)
