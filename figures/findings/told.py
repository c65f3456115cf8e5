"""Which findings are told, in the order of the page; the verdict words come from the ledger, not from here."""

from __future__ import annotations

from figures.findings import (
    binary_model,
    extensions,
    fitted_networks,
    networks,
    other_models,
    surrogates,
    updates,
)
from figures.findings.finding import Finding

FINDINGS: tuple[Finding, ...] = (
    *binary_model.FINDINGS,
    *extensions.FINDINGS,
    *surrogates.FINDINGS,
    *updates.FINDINGS,
    *other_models.FINDINGS,
    *extensions.SMALL_BATCHES,
    *fitted_networks.FINDINGS,
    *networks.FINDINGS,
)

FIRST: tuple[Finding, ...] = tuple(
    next(finding for finding in FINDINGS if finding.title == title)
    for title in (
        "Theorem 4.4: how much more",
        "Theorem 4.5: the epsilon-rho relation",
        "The conclusion of Theorem 4.5: rho is larger than eps",
        "Theorem 4.3 with all weights perturbed",
        "SAM and AT move along the frontier of all classifiers",
        "One-step SAM with the full gradient has no shift in the model",
        "Cross-entropy as an upper bound of the 0-1 loss",
        "BiSAM's lower bound is tight up to log(K)/mu",
        "BSAM's published update",
        "Reduced CIFAR-10, networks that fit and that did not fit: what SAM costs in natural accuracy",
    )
)
"""What a reader should see first: ten, in the order of the README."""
