"""Which findings are told, in the order of the page; the verdict words come from the ledger, not from here."""

from __future__ import annotations

from figures.findings import binary_model, extensions, networks, surrogates, updates
from figures.findings.finding import Finding

FINDINGS: tuple[Finding, ...] = (
    *binary_model.FINDINGS,
    *extensions.FINDINGS,
    *surrogates.FINDINGS,
    *updates.FINDINGS,
    *extensions.SMALL_BATCHES,
    *networks.FINDINGS,
)
