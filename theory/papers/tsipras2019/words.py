"""Words that the claims on this paper and their checks share."""

from __future__ import annotations

CLASSIFIER = "any measurable classifier with values -1 and 1"
MODEL = "1/2 <= p < 1, eta >= 0"
BINARY = "1/2 < p < 1, eta > 0, d >= 1"
"""The binary model of the later paper, which leaves out p = 1/2."""
REACHING = f"{MODEL}, eps >= 2*eta; {CLASSIFIER}"
"""Which attacks reach the shift by 2 eta of every weak feature against the label."""
REVIEW = "the line stands in the anonymous review version at hand; its appendix was not"
FORMAL = "a public formal statement of arXiv 1805.12152v5, whose proofs are left open there; the paper's appendix was not read"
IMPLICIT = f"{REVIEW}; 1/2 <= p < 1 and eta >= 0 are implicit there"
OURS = "no line of the paper: it follows from the model"
