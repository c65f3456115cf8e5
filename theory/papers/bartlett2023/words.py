"""Words that the claims on SAM's cycles and their checks share."""

from __future__ import annotations

LINE = "one weight"
QUADRATIC = "a quadratic loss with positive eigenvalues"
ALMOST = "all starts but countably many"
ABSTRACT = (
    "the abstract, and a theorem of another paper that restates the result for lr times the top eigenvalue below 1"
)
NOTE = "an unreviewed public note on SAM with momentum on one weight"
OURS = "no line of the paper: it follows from the step"
SIZES = "s = lr lambda, the step in units of the curvature"
