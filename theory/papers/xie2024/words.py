"""What several claims of Xie et al. (2024) say alike: how lost lines were restored, and the domain of the binary model."""

from __future__ import annotations

RESTORED = "the displayed line was lost in the text at hand; the prose and the algebra around it force it"
QUOTED = "the sentence stands in the text at hand"
QUANTITIES = (
    "log(K)/mu",
    "supremum",
    "one wrong class wins, rest far below",
    "confidently right",
    "wrong classes needed",
    "least mu for one",
    "share of wrong samples (one class wins, the others right) above which the mean is positive",
)
"""What a row of the table of the published settings holds."""
