"""The findings of a user's own papers: those that they tell, else one a paper, in the words of its claims' summaries."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence
from theory.ledger.claims import NOTHING_TO_CHECK, Claim, LedgerError
from theory.ledger.ledger import Ledger
from theory.papers.own import Own, OwnPaper


def own_findings(ledger: Ledger, own: Own) -> tuple[Finding, ...]:
    """Return the findings of papers of a user's own.

    Args:
        ledger: with their claims.
        own: the papers.

    Raises:
        LedgerError: what a paper gives as its findings are none, or speak of a claim that is not there.
    """
    return tuple(finding for one in own for finding in _of(ledger, one))


def _of(ledger: Ledger, paper: OwnPaper) -> tuple[Finding, ...]:
    for finding in paper.findings:
        if not isinstance(finding, Finding):
            raise LedgerError(f"{paper.module.__name__}: FINDINGS: expected Finding, got {finding!r}")
        for sentence in finding.sentences:
            for claim_id in (*sentence.claims, *sentence.read):
                ledger.claim(claim_id)
    return paper.findings or _summed_up(ledger, paper)


def _summed_up(ledger: Ledger, paper: OwnPaper) -> tuple[Finding, ...]:
    claims = [ledger.claim(claim_id) for claim_id in paper.ids]
    told = tuple(_sentence(claim) for claim in claims if claim.kind not in NOTHING_TO_CHECK)
    return (Finding(paper.module.__name__, told),) if told else ()


def _sentence(claim: Claim) -> Sentence:
    said = f"{claim.summary[:1].upper()}{claim.summary[1:]}"
    return Sentence(claim.id, f"{said}: this holds.", f"{said}: this fails.")
