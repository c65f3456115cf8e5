"""Findings beyond the papers: all weights perturbed, attacks on all features, smooth losses, small batches."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence

JUMP = "{beyond/attack-jump|RIGOROUS|observed.p = 9/10, eta = 1/10, d = 100.ratio|decimal}"

ALL_WEIGHTS = (
    Finding(
        "Theorem 4.3 with all weights perturbed",
        (
            Sentence(
                "beyond/full-weights-theorem-4.3",
                "With all d + 1 weights perturbed (a ball of radius rho < sqrt(d) around rest weights of 1) SAM "
                "still gives the robust feature more weight.",
                "With all d + 1 weights perturbed (a ball of radius rho < sqrt(d) around rest weights of 1) the "
                "conclusion of Theorem 4.3, w > w\\* at all parameters, fails.",
            ),
            Sentence(
                "beyond/full-weights-threshold",
                "For small rho the exact minimax over all weights LOWERS the weight of the robust feature where "
                "ln(p/(1-p)) < 2 sqrt(2) eta sqrt(d), and raises it where it is greater.",
                "The threshold ln(p/(1-p)) = 2 sqrt(2) eta sqrt(d) for its sign at small rho fails.",
            ),
        ),
    ),
    Finding(
        "How much, with all weights perturbed",
        (
            Sentence(
                "beyond/full-weights-small-radius",
                "For a ball around rest weights of 1 and small rho the relative change of the robust weight is "
                "(t\\*^2 - 2) rho^2/(3d) + O(rho^4), t\\* = w\\*/sqrt(d).",
                "The leading term (t\\*^2 - 2) rho^2/(3d) of the relative change fails.",
            ),
            Sentence(
                "beyond/full-weights-finite-radius-signs",
                "At finite radii the sign can change with rho: at p = 7/10, eta = 1/10, d = 10 SAM lowers the weight "
                "at rho = 9/10 and raises it at rho = 91/100.",
                "That the sign changes between rho = 9/10 and 91/100 at p = 7/10, eta = 1/10, d = 10 fails.",
            ),
        ),
    ),
)

ATTACKS = (
    Finding(
        "AT against l_inf attacks on all features gives the robust feature more weight",
        (
            Sentence(
                "beyond/attack-raises-weight",
                "AT against l_inf attacks on all features gives the robust feature more weight at all parameters.",
                "AT against l_inf attacks on all features does not give the robust feature more weight at all "
                "parameters: it can lower that weight.",
            ),
            Sentence(
                "beyond/attack-all-small-linf",
                "For small eps it lowers it where w\\* + w\\*^2/d < 1, and raises it where that is greater than 1.",
                "That w\\* + w\\*^2/d = 1 is its threshold for small eps fails.",
            ),
            Sentence(
                "beyond/attack-all-small-l2",
                "For small eps l_2 attacks on all features raise it.",
                "That l_2 attacks on all features raise it for small eps fails.",
            ),
        ),
    ),
    Finding(
        "That attack drops the weak features before eps = eta",
        (
            Sentence(
                "beyond/attack-jump",
                "At five settings the optimal weight against l_inf attacks of radius eps < 1 on all features is "
                f"finite up to a ratio eps/eta below 1 and infinite from there on (to 1e-8): {JUMP} for p = 9/10, eta "
                "= 1/10, d = 100.",
                "The certified ratios eps/eta at which the optimal weight jumps to infinity fail.",
            ),
            Sentence(
                "beyond/attack-l2-rest",
                "Against l_2 attacks of radius eps < eta sqrt(d) on the weak features alone Theorem 4.2's formula "
                "holds with eps/sqrt(d) in place of eps.",
                "That Theorem 4.2's formula holds for l_2 attacks with eps/sqrt(d) in place of eps fails.",
            ),
        ),
    ),
)

OTHER_FORMS = (
    Finding(
        "One-step SAM with the full gradient has no shift in the model",
        (
            Sentence(
                "beyond/gradient-form",
                "The flow of one-step SAM on the robust weight, delta = rho sign(L') with L = 1 - acc, moves towards "
                "w\\* from every other w, for every rho > 0.",
                "That the flow of one-step SAM moves towards w\\* from every other w fails.",
            ),
            Sentence(
                "beyond/one-step-no-shift",
                "For the population loss of any strictly convex loss of the margin, the logistic loss included, "
                "one-step SAM over all weights rests nowhere but at a minimiser.",
                "That one-step SAM rests nowhere but at a minimiser of a strictly convex loss fails.",
            ),
            Sentence(
                "beyond/one-step-flow-ends",
                "With the logistic loss its flow ends at the minimiser.",
                "That its flow ends at the minimiser of the logistic loss fails.",
            ),
        ),
    ),
    Finding(
        "Smooth losses: SAM raises the ratio w_1/w_rest",
        (
            Sentence(
                "beyond/minimax-logistic-raises",
                "Exact minimax SAM over all weights with the logistic loss raises the ratio at all parameters.",
                "That exact minimax SAM over all weights with the logistic loss raises the ratio at all parameters "
                "fails.",
            ),
            Sentence(
                "beyond/per-sample-raises",
                "Per-sample SAM with the logistic loss raises it at all parameters.",
                "That per-sample SAM with the logistic loss raises it at all parameters fails too.",
            ),
        ),
    ),
    Finding(
        "SAM in one dimension is box smoothing",
        (
            Sentence(
                "beyond/box-smoothing",
                "Minimax SAM on one weight and the loss averaged over the same interval have the same, unique "
                "solution.",
                "That minimax SAM on one weight is box smoothing fails.",
            ),
            Sentence(
                "beyond/large-radius-limit",
                "As rho grows, w_SAM - rho falls from w\\* to the one finite a with acc(a) = p.",
                "That w_SAM - rho falls to the finite a with acc(a) = p fails.",
            ),
        ),
    ),
)

SMALL_BATCHES = (
    Finding(
        "Small batches shift the robust weight",
        (
            Sentence(
                "beyond/minibatch-shift-sign",
                "With the logistic loss and all weights perturbed, one-step SAM on batches of one sample (rho = 1/2) "
                "raises w_1/w_rest at p = 0.9, eta = 0.1, d = 10 and lowers it at p = 0.7, eta = 0.5, d = 1.",
                "That one-step SAM on batches of one sample raises w_1/w_rest at p = 0.9, eta = 0.1, d = 10 and "
                "lowers it at p = 0.7, eta = 0.5, d = 1 fails.",
            ),
            Sentence(
                "beyond/minibatch-shift-decays",
                "For large batches of m its shift of ln(w_1/w_rest) at these two models is C/sqrt(m) with the "
                "computed C.",
                "That its shift at these two models is C/sqrt(m) for large batches of m, with the computed C, fails.",
            ),
        ),
    ),
)

FINDINGS = (*ALL_WEIGHTS, *ATTACKS, *OTHER_FORMS)
