"""Words that the claims on BSAM and their checks share."""

from __future__ import annotations

from theory.papers.tools.numerals import in_words

SUMMARY = "summaries of the paper and the authors' code, bsam.py"
OURS = "no line of the paper: what its flatness indicator and its published update come to"
WANTED = (
    "no line of the paper: a reading of 'BSAM finds a flatter minimum than SAM', another being that its indicator ranks "
    "networks by their measured curvature better"
)
WHERE = "definitions of MaxS, MinS and BilS"
FLATTER = "what 'BSAM finds a flatter minimum than SAM' would need of the indicator"
SMOOTH = "any loss with {} continuous derivatives at a point with gradient of length g; any number of weights"
TWO, THREE, FOUR, FIVE = (SMOOTH.format(in_words(count)) for count in (2, 3, 4, 5))

LINEAR = "any number of weights; l2 balls"
QUADRATIC = "quadratic loss with a positive semidefinite Hessian whose largest eigenvalue is top; any number of weights"
AT_MINIMUM = "at its minimum"
TWO_SIDED = "along a line L = g e + a e^2/2 for e at least 0 and g e + b e^2/2 below"


def smooth(order: int) -> str:
    """Return what an expansion up to an order asks, so that what it leaves is of the order that follows."""
    return SMOOTH.format(in_words(order + 1))
