"""Which findings are told, in the order of the page; the verdict words come from the ledger, not from here."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence
from figures.findings.networks import NETWORKS

W = "wei2023"
ONE_WRONG = "one wrong class wins, rest far below"
AT_100 = "xie2024/sec-3-tight-published|RIGOROUS|observed"

BINARY_MODEL = (
    Finding(
        "Theorem 4.1: standard training",
        Sentence(
            f"{W}/thm-4.1",
            "Theorem 4.1 holds: w\\* = ln(p/(1-p))/(2 eta) is the optimal weight of standard training.",
            "Theorem 4.1 fails as printed.",
        ),
        Sentence(
            f"{W}/slope-sign-form",
            "It is the only maximiser for every eta and d, since acc'(w) has the sign of w\\* - w.",
            "The sign form of acc'(w) on which its uniqueness rests fails.",
        ),
    ),
    Finding(
        "Theorem 4.2: adversarial training",
        Sentence(
            f"{W}/thm-4.2",
            "Theorem 4.2 holds for eps < eta: w_AT = ln(p/(1-p))/(2 (eta - eps)).",
            "Theorem 4.2 fails as printed.",
        ),
        Sentence(
            f"{W}/thm-4.2-minimiser",
            "For eps > eta the formula gives the minimiser of robust accuracy, whose supremum p is approached only as w "
            "grows without bound.",
            "That its formula turns into a minimiser for eps > eta fails.",
        ),
    ),
    Finding(
        "Theorem 4.3: SAM gives the robust feature more weight",
        Sentence(
            f"{W}/thm-4.3",
            "Theorem 4.3 holds: w_SAM > w\\* where SAM perturbs the robust weight alone.",
            "Theorem 4.3 fails as printed.",
        ),
        Sentence(
            f"{W}/thm-4.3-unique",
            "It does so for every rho > 0, not for small rho only, and the optimum is unique in (w\\*, w\\* + rho).",
            "That the optimum is unique in (w\\*, w\\* + rho) fails.",
        ),
    ),
    Finding(
        "Theorem 4.4: how much more",
        Sentence(
            f"{W}/thm-4.4",
            "Theorem 4.4 holds as printed: w_SAM ~ w\\* + (2/3) w\\* rho^2.",
            "Theorem 4.4, w_SAM ~ w\\* + (2/3) w\\* rho^2, fails as printed for every d >= 1 (the line is "
            "restored from the text around it): at p = "
            f"{{{W}/thm-4.4|SYMBOLIC|counterexample.p}}, eta = {{{W}/thm-4.4|SYMBOLIC|counterexample.eta}}, d = "
            f"{{{W}/thm-4.4|SYMBOLIC|counterexample.d}}, rho = {{{W}/thm-4.4|SYMBOLIC|counterexample.rho}} the ratio "
            "(w_SAM - w\\*)/(w\\* rho^2) is "
            f"{{{W}/thm-4.4|SYMBOLIC|counterexample.(w_SAM - w*)/(w* rho^2)}}, not 2/3.",
        ),
        Sentence(
            f"{W}/thm-4.4-corrected",
            f"w_SAM = w\\* (1 + c rho^2 + O(rho^4)) with c = {{{W}/thm-4.4|SYMBOLIC|observed}}; the order rho^2 "
            "and the direction stand.",
            "The correction w_SAM = w\\* (1 + rho^2/(3d) + O(rho^4)) fails as well.",
        ),
    ),
    Finding(
        "Theorem 4.5: the epsilon-rho relation",
        Sentence(
            f"{W}/thm-4.5",
            "Relation 13, 2 + 3/rho^2 = 2 eta/eps, holds as printed.",
            "Relation 13, 2 + 3/rho^2 = 2 eta/eps, fails as printed (the line is restored from the text around it): at p = "
            f"{{{W}/thm-4.5|SYMBOLIC|counterexample.p}}, eta = {{{W}/thm-4.5|SYMBOLIC|counterexample.eta}}, d = "
            f"{{{W}/thm-4.5|SYMBOLIC|counterexample.d}}, rho = {{{W}/thm-4.5|SYMBOLIC|counterexample.rho}} it gives eps = "
            f"{{{W}/thm-4.5|SYMBOLIC|counterexample.claimed eps|decimal}}, and exact is "
            f"{{{W}/thm-4.5|SYMBOLIC|counterexample.exact eps|decimal}}.",
        ),
        Sentence(
            f"{W}/thm-4.5-corrected",
            "Exact is eps = eta (1 - w\\*/w_SAM(rho)), to leading order eta rho^2/(3d + rho^2).",
            "The exact relation eps = eta (1 - w\\*/w_SAM(rho)) fails as well.",
        ),
    ),
    Finding(
        "The conclusion of Theorem 4.5: rho is larger than eps",
        Sentence(
            f"{W}/thm-4.5-conclusion",
            "rho > eps holds for all parameters with d >= 1, although the relation it was drawn from does not.",
            "rho > eps fails.",
        ),
        Sentence(
            f"{W}/thm-4.5-sharper",
            "The bound is sharper still: eps < min(eta, rho/d, eta rho^2/(3d)).",
            "The sharper bound eps < min(eta, rho/d, eta rho^2/(3d)) fails.",
        ),
    ),
    Finding(
        "Truncated formulas break that conclusion",
        Sentence(
            f"{W}/thm-4.5-truncation",
            "At eta = 5, d = 1, p = 3/5, rho = 1 the exact eps is "
            f"{{{W}/thm-4.5-truncation|RIGOROUS|observed.exact eps}}, below rho; the printed relation and the corrected "
            "one, both cut after rho^2, give values above rho.",
            "That the truncated relations break eps < rho where the exact one keeps it fails.",
        ),
        Sentence(
            f"{W}/thm-4.5-truncation-range",
            "They keep eps < rho for every rho only where eta is small: the printed one for eta^2 < 6, the corrected one for "
            "eta^2 < 12 d.",
            "The range of eta in which the truncated relations keep eps < rho is not the stated one.",
        ),
    ),
    Finding(
        "Section 4.5: a larger robust weight is more robust",
        Sentence(
            f"{W}/sec-4.5-tradeoff",
            "A larger w is more robust and less accurate throughout.",
            "'Larger w: more robust, less natural accuracy' fails as a statement about every w > w\\*.",
        ),
        Sentence(
            f"{W}/sec-4.5-tradeoff-corrected",
            "Robust accuracy rises in w exactly up to w_AT of the test radius and falls beyond, to p.",
            "That robust accuracy rises exactly up to w_AT of the test radius fails.",
        ),
    ),
    Finding(
        "What SAM costs in natural accuracy in the model",
        Sentence(
            f"{W}/sec-4.5-natural-loss",
            "In the model SAM loses natural accuracy for every rho > 0.",
            "That SAM loses natural accuracy for every rho > 0 in the model fails.",
        ),
        Sentence(
            f"{W}/sec-4.5-natural-loss-order",
            "The loss is of order rho^4 against a robust gain of order rho^2: no loss is not a consequence of the model, a "
            "small one is.",
            "That this loss is of order rho^4 fails.",
        ),
    ),
    Finding(
        "SAM against AT in the model",
        Sentence(
            f"{W}/sec-4.5-same-curve",
            "SAM and AT reach the same classifiers: both move along one natural-robust curve.",
            "That SAM and AT move along one curve fails.",
        ),
        Sentence(
            f"{W}/thm-4.5-same-bound",
            "Under the same bound below eta AT moves further.",
            "That AT moves further under the same bound fails.",
        ),
    ),
    Finding(
        "'More than 10% in average' (CIFAR-100)",
        Sentence(
            f"{W}/sec-5-ten-percent",
            "SAM's mean gain in robust accuracy is above 10 points in the paper's own table.",
            "SAM's mean gain in robust accuracy over all rho in the paper's own table is "
            f"{{{W}/sec-5-ten-percent|SYMBOLIC|observed.statistic|decimal}} points, not above 10.",
        ),
        Sentence(
            f"{W}/sec-5-ten-percent-corrected",
            "It is above 10 points for rho = 0.4.",
            "It is not above 10 points for rho = 0.4 either.",
        ),
    ),
)

BEYOND = (
    Finding(
        "Theorem 4.3 with all weights perturbed",
        Sentence(
            "beyond/full-weights-theorem-4.3",
            "With all weights perturbed, as SAM's definition has it, SAM still gives the robust feature more weight.",
            "With all weights perturbed, as SAM's definition has it, Theorem 4.3's conclusion w > w\\* fails.",
        ),
        Sentence(
            "beyond/full-weights-threshold",
            "For small rho the exact minimax over all weights LOWERS the weight of the robust feature whenever "
            "ln(p/(1-p)) < 2 sqrt(2) eta sqrt(d), and raises it only above that threshold.",
            "The threshold ln(p/(1-p)) = 2 sqrt(2) eta sqrt(d) for its sign fails.",
        ),
    ),
    Finding(
        "How much, with all weights perturbed",
        Sentence(
            "beyond/full-weights-small-radius",
            "At unit rest weights the relative change of the robust weight is (t\\*^2 - 2) rho^2/(3d) + O(rho^4), "
            "t\\* = w\\*/sqrt(d).",
            "The leading term (t\\*^2 - 2) rho^2/(3d) of the relative change fails.",
        ),
        Sentence(
            "beyond/full-weights-finite-radius",
            "At finite radii the sign can change with rho: at p = 0.7, eta = 0.1, d = 10 SAM lowers the weight at rho = 0.9 "
            "and raises it at rho = 0.91.",
            "That the sign changes between rho = 0.9 and 0.91 at p = 0.7, eta = 0.1, d = 10 fails.",
        ),
    ),
    Finding(
        "Adversarial training against an attack on all features",
        Sentence(
            "beyond/attack-raises-weight",
            "AT against l_inf attacks on all features gives the robust feature more weight.",
            "That AT gives the robust feature more weight needs an attack that spares it: against l_inf attacks on all "
            "features it can lower that weight.",
        ),
        Sentence(
            "beyond/attack-all-small",
            "For small eps it lowers it exactly where w\\* + w\\*^2/d < 1.",
            "The criterion w\\* + w\\*^2/d < 1 for small eps fails.",
        ),
    ),
    Finding(
        "That attack drops the weak features before eps = eta",
        Sentence(
            "beyond/attack-jump",
            "Against l_inf attacks on all features the optimal weight jumps to infinity well before eps = eta, at "
            "eps/eta = 0.529 for p = 0.9, eta = 0.1, d = 100.",
            "The certified ratios eps/eta at which the optimal weight jumps to infinity fail.",
        ),
        Sentence(
            "beyond/attack-l2-rest",
            "Against l_2 attacks on the weak features Theorem 4.2 holds with eps/sqrt(d) in place of eps.",
            "That Theorem 4.2 holds for l_2 attacks with eps/sqrt(d) in place of eps fails.",
        ),
    ),
    Finding(
        "SAM as it is run has no shift in the model",
        Sentence(
            "beyond/gradient-form",
            "One-step SAM with the full gradient, delta = rho sign(L'), flows to w\\* and not to w_SAM.",
            "That one-step SAM flows to w\\* fails.",
        ),
        Sentence(
            "beyond/one-step-no-shift",
            "The same holds for every strictly convex loss, the logistic loss included: a shift needs the exact inner maximum "
            "or small batches.",
            "That one-step SAM has no shift for strictly convex losses fails.",
        ),
    ),
    Finding(
        "Smooth losses: SAM raises the ratio w_1/w_rest",
        Sentence(
            "beyond/minimax-logistic-raises",
            "Exact minimax SAM with the logistic loss raises the ratio.",
            "That exact minimax SAM with the logistic loss raises the ratio fails in general.",
        ),
        Sentence(
            "beyond/per-sample-raises",
            "Per-sample SAM raises it.",
            "Per-sample SAM does not raise it in general either: both raise or lower it by regime.",
        ),
    ),
    Finding(
        "SAM in one dimension is box smoothing",
        Sentence(
            "beyond/box-smoothing",
            "Minimax SAM on one weight and the loss averaged over the same interval have the same, unique solution.",
            "That minimax SAM on one weight is box smoothing fails.",
        ),
        Sentence(
            "beyond/large-radius-limit",
            "For large rho, w_SAM - rho falls to the finite a with acc(a) = p.",
            "The limit of w_SAM - rho fails.",
        ),
    ),
)

SURROGATES = (
    Finding(
        "Cross-entropy as an upper bound of the 0-1 loss",
        Sentence(
            "xie2024/eq-2",
            "Cross-entropy and hinge are upper bounds of the 0-1 loss.",
            "Cross-entropy with the natural logarithm is not an upper bound of the 0-1 loss: a wrong sample costs more than "
            "ln 2, and ln 2 < 1.",
        ),
        Sentence(
            "xie2024/eq-2-base-two",
            "Cross-entropy divided by ln 2 is one, and so is the hinge loss.",
            "Cross-entropy divided by ln 2 is none either.",
        ),
    ),
    Finding(
        "BiSAM's lower bound is tight up to log(K)/mu",
        Sentence(
            "xie2024/sec-3-tight",
            "The lower bound of Lemma 3.1 is within log(K)/mu of the 0-1 loss.",
            "The lower bound of Lemma 3.1 is valid, but not 'tight up to a small additive logarithmic term'.",
        ),
        Sentence(
            "xie2024/sec-3-tight-corrected",
            "It can miss the 0-1 loss by up to 1 + log(K/2)/mu.",
            "That it can miss the 0-1 loss by up to 1 + log(K/2)/mu fails.",
        ),
    ),
    Finding(
        "BiSAM's bound at K = 100, where it is informative",
        Sentence(
            "xie2024/sec-3-tight-published",
            "With -log and mu = 1 it says nothing of a sample that one class beats by a wide margin: the bound is "
            f"{{{AT_100}.log, mu = 1, K = 100.{ONE_WRONG}}}, and {{{AT_100}.log, mu = 1, K = 100.wrong classes needed}} "
            "classes must beat the label before it can be positive. With tanh and mu = 10 it is informative: one is enough "
            f"(bound {{{AT_100}.tanh, mu = 10, K = 100.{ONE_WRONG}}}).",
            "The bound's values at the published settings are not the stated ones.",
        ),
        Sentence(
            "xie2024/sec-3-tight-least-mu",
            "One winning wrong class makes the bound positive only for mu > ln(K - 1) (-log) or mu > ln(K - 2) (tanh).",
            "The least informative mu is not the stated one.",
        ),
    ),
    Finding(
        "BiSAM (tanh) climbs where cross-entropy climbs",
        Sentence(
            "xie2024/known-tanh-is-ce",
            "At the published tanh setting (mu alpha = 1) BiSAM's ascent direction equals cross-entropy's to leading order in "
            "the logits.",
            "That BiSAM's ascent direction at mu alpha = 1 equals cross-entropy's to leading order fails.",
        ),
        Sentence(
            "xie2024/known-tanh-is-ce-beyond",
            "They part only at logits of order ten.",
            "The measured cosines over the logit scale are not the stated ones.",
        ),
    ),
    Finding(
        "Confidently right samples under -log",
        Sentence(
            "xie2024/sec-3-gradients-right",
            "-log keeps the gradient of confidently right samples.",
            "'-log does not lose confidently right samples' fails: the gradient of Q, with its term F_y = 0, vanishes there.",
        ),
        Sentence(
            "xie2024/sec-3-gradients-right-corrected",
            "It vanishes on both sides, for tanh and for -log.",
            "That the gradient of Q vanishes on both sides fails.",
        ),
    ),
    Finding(
        "'Essentially no computational overhead'",
        Sentence(
            "xie2024/app-B-overhead",
            "The paper's own table shows essentially no overhead of BiSAM (at most 5% an epoch).",
            "The paper's own table does not show 'essentially no overhead' of BiSAM, read as at most 5% an epoch.",
        ),
        Sentence(
            "xie2024/app-B-overhead-corrected",
            "By that table an epoch takes over 5% more with every network, and over 40% more with VGG19-BN.",
            "That every epoch takes over 5% more fails.",
        ),
    ),
    Finding(
        "The surrogates on the binary model",
        Sentence(
            "xie2024/binary-ce-calibrated",
            "On the binary model a gradient step on cross-entropy turns at w\\* only at logit scale 2 eta.",
            "That cross-entropy is calibrated at logit scale 2 eta exactly fails.",
        ),
        Sentence(
            "xie2024/binary-large-scale",
            "At large logit scales BiSAM's bounded surrogates find w\\* up to order 1/c, where cross-entropy does not.",
            "That bounded surrogates find w\\* at large logit scales fails.",
        ),
    ),
)

OTHERS = (
    Finding(
        "BilS and curvature",
        Sentence(
            "deng2024/b-curvature",
            "With equal radii and a dominating gradient the curvature term of bilateral sharpness cancels.",
            "That the curvature term of bilateral sharpness cancels at equal radii fails.",
        ),
        Sentence(
            "deng2024/b-flatter-minimum-corrected",
            "At a minimum bilateral sharpness is max-sharpness, so both rank minima alike.",
            "That both rank minima alike fails.",
        ),
    ),
    Finding(
        "BSAM's published update",
        Sentence(
            "deng2024/b-published-update-gradient",
            "The published update of BSAM is the gradient of L + BilS.",
            "The published update of BSAM, with its ratio of norms, is not the gradient of L + BilS.",
        ),
        Sentence(
            "deng2024/b-published-update-corrected",
            "To first order the ratio removes all that the bilateral objective adds along the gradient.",
            "That the ratio of norms removes the part along the gradient fails.",
        ),
    ),
    Finding(
        "F-SAM's moving average",
        Sentence(
            "li2024/f-average",
            "At fixed weights the moving average has the mean-square error (1 - lambda)/(1 + lambda) (1 - lambda^(2t)) v + "
            "lambda^(2t) of its start.",
            "The mean-square error of the moving average is not the stated one.",
        ),
        Sentence(
            "li2024/f-average-direction",
            "With sigma = 1 the old and the updated average give the same ascent direction.",
            "That old and updated average give the same direction at sigma = 1 fails.",
        ),
    ),
    Finding(
        "Small batches shift the robust weight",
        Sentence(
            "beyond/minibatch-shift-decays",
            "SAM as it is run shifts w_1/w_rest when batches are small, by C/sqrt(m) for batches of m.",
            "That SAM's shift decays like C/sqrt(m) with the batch size m fails.",
        ),
        Sentence(
            "beyond/minibatch-shift-sign",
            "Its sign depends on the model and on the batch size.",
            "That the sign of this shift depends on model and batch size fails.",
        ),
    ),
)

FINDINGS: tuple[Finding, ...] = (*BINARY_MODEL, *BEYOND, *SURROGATES, *OTHERS, *NETWORKS)
