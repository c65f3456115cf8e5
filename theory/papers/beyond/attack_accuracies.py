"""Accuracy under attacks beyond Theorem 4.2's: l_2, and on all features."""

from __future__ import annotations

from theory.ledger.claims import Check, Claim, Kind
from theory.papers.beyond.statements import MODEL, beyond

_ACCURACY = "p*Phi((eta*d + w - eps*{dual})/sqrt(d)) + (1 - p)*Phi((eta*d - w - eps*{dual})/sqrt(d))"
ATTACK_ACCURACIES = {
    "l2, non-robust": _ACCURACY.format(dual="sqrt(d)"),
    "linf, all": _ACCURACY.format(dual="(d + Abs(w))"),
    "l2, all": _ACCURACY.format(dual="sqrt(d + w**2)"),
}

CLAIMS = (
    Claim(
        id="beyond/attack-accuracies",
        kind=Kind.EQUATION,
        source=beyond("Theorem 4.2: other attacks"),
        summary="accuracy under l_2 attacks and attacks on all features",
        statement=(
            r"The worst perturbation of radius $\epsilon$ lowers the margin by $\epsilon$ times the dual norm $N$ of "
            r"the weights it acts on, so the accuracy is $p\Phi\left(\frac{\eta d + w - \epsilon N}{\sqrt d}\right) + "
            r"(1-p)\Phi\left(\frac{\eta d - w - \epsilon N}{\sqrt d}\right)$: $N = \sqrt d$ for $\ell_2$ on the "
            r"non-robust features, $d + |w|$ for $\ell_\infty$ and $\sqrt{d + w^2}$ for $\ell_2$ on all features."
        ),
        formula=ATTACK_ACCURACIES,
        domain=MODEL + ", eps > 0, w real",
        uses=("wei2023/eq-7", "wei2023/eq-17"),
    ),
)

CHECKS: tuple[Check, ...] = ()  # by sampling, in `simulate`
