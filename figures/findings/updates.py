"""Findings on BSAM (Deng et al. 2024) and F-SAM (Li et al. 2024)."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence

FINDINGS = (
    Finding(
        "BilS and curvature",
        (
            Sentence(
                "deng2024/b-curvature",
                "Of a loss with five continuous derivatives, at a point with a gradient and with equal radii that "
                "tend to 0, the terms in rho^2 and rho^4 of bilateral sharpness cancel: to order rho^4 it sees the "
                "Hessian only by how it turns the gradient.",
                "That the terms in rho^2 and rho^4 of bilateral sharpness cancel at equal radii fails.",
            ),
            Sentence(
                "deng2024/b-flatter-minimum-corrected",
                "At a minimum of a quadratic loss bilateral sharpness is max-sharpness, at all radii, so that both "
                "rank such minima alike.",
                "That bilateral sharpness is max-sharpness at a minimum of a quadratic loss fails.",
            ),
        ),
    ),
    Finding(
        "BSAM's published update",
        (
            Sentence(
                "deng2024/b-published-update-gradient",
                "To first order in the radii the published update of BSAM is the gradient of L + BilS.",
                "The published update of BSAM, with its ratio of norms, is not the gradient of L + BilS to first "
                "order in the radii.",
            ),
            Sentence(
                "deng2024/b-published-update-corrected",
                "To first order in the radii its step along the gradient is that of plain gradient descent: the "
                "ratio removes all that the bilateral objective adds along the gradient.",
                "That to first order its step along the gradient is that of plain gradient descent fails.",
            ),
        ),
    ),
    Finding(
        "F-SAM's moving average",
        (
            Sentence(
                "li2024/f-average",
                "Of batch gradients with one full gradient and independent noise of variance v (the weights at rest) "
                "the moving average after t steps has the mean-square error (1 - lambda)/(1 + lambda) (1 - "
                "lambda^(2t)) v + lambda^(2t) times that of its start.",
                "The mean-square error of the moving average is not the stated one.",
            ),
            Sentence(
                "li2024/f-average-direction",
                "With sigma = 1 the old and the updated average give the same ascent direction.",
                "That old and updated average give the same direction at sigma = 1 fails.",
            ),
        ),
    ),
)
