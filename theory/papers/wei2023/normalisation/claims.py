"""Section 4.1: is w_2 = ... = w_{d+1} = 1 without loss of generality? For ST, AT and SAM on the robust weight."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, symbolic
from theory.papers.sources import URLS
from theory.papers.wei2023.words import DOMAIN, WIDER

WHERE = "Section 4.1, the classifier"
ANY = "every p, eta and d of the domain, all linear classifiers"
ACCURACY_AT_OPTIMUM = "p*Phi((eta*d + w_star)/sqrt(d)) + (1 - p)*Phi((eta*d - w_star)/sqrt(d))"
WRONG_CONDITIONS = ("eps > eta", "eps < 2*eta", "eps <= eta")
SENTENCE = "the sentence stands in the text, without conditions; "
LARGE = SENTENCE + "read for AT with any eps > 0 and SAM with the same rho whatever the size of the other weights"
MEANT = (
    SENTENCE + "read for AT where Theorem 4.2 is meant, eps < eta, and SAM with the radius rescaled with the weights"
)
OURS = "no paper says it: what is true of the sentence"

SECTION = Section(
    "wei2023",
    URLS["wei2023"],
    "theory.papers.wei2023.normalisation.checks",
    domain=DOMAIN,
    origin=Origin.OURS,
    source_note=OURS,
)

SECTION.lemma(
    "sec-4.1-normalisation",
    WHERE,
    "w_2 = ... = w_{d+1} = 1 without loss of generality, any eps, same rho",
    r"For the classifier $\mathrm{sign}(w_1 x_1 + \dots + w_{d+1} x_{d+1})$ one may take $w_2 = \dots = "
    r"w_{d+1} = 1$ without loss of generality, in all three trainings, with any $\epsilon$ and the same $\rho$.",
    domain=", eps > 0, rho > 0, n > 0",
    uses="eq-7",
    origin=Origin.READING,
    source_note=f"{LARGE}; the other reading is sec-4.1-normalisation-meant",
    parts="sec-4.1-normalisation-standard sec-4.1-normalisation-adversarial-any sec-4.1-normalisation-sam-any",
)

SECTION.lemma(
    "sec-4.1-normalisation-meant",
    WHERE,
    "w_2 = ... = w_{d+1} = 1 without loss of generality, eps < eta, rescaled rho",
    r"For the classifier $\mathrm{sign}(w_1 x_1 + \dots + w_{d+1} x_{d+1})$ one may take $w_2 = \dots = "
    r"w_{d+1} = 1$ without loss of generality, in AT if $\epsilon < \eta$, in SAM with $\rho$ rescaled with the weights.",
    domain=", 0 < eps < eta, rho > 0, n > 0",
    uses="eq-7",
    origin=Origin.READING,
    source_note=f"{MEANT}; the other reading is sec-4.1-normalisation",
    parts="sec-4.1-normalisation-standard sec-4.1-normalisation-adversarial-inside sec-4.1-normalisation-sam-scaled",
)

SECTION.lemma(
    "sec-4.1-normalisation-standard",
    WHERE,
    "standard training: equal rest weights are best",
    r"At given $w_1 = w$ and norm $n > 0$ of the other weights the accuracy is highest, $p \Phi(\eta "
    r"\sqrt{d} + w/n) + (1 - p) \Phi(\eta \sqrt{d} - w/n)$, exactly when those are equal and positive; "
    r"that is eq. 14 at $w \sqrt{d} / n$. With $n = 0$ the accuracy is at most $p < \mathrm{acc}(w^*)$.",
    domain=", w real, n > 0",
    uses="eq-7",
    parts="sec-4.1-normalisation-standard-equal sec-4.1-normalisation-standard-alone",
)

SECTION.lemma(
    "sec-4.1-normalisation-standard-equal",
    WHERE,
    "standard training: at a given size equal rest weights are best",
    r"At given $w_1 = w$ and norm $n > 0$ of the other weights the accuracy is highest, $p \Phi(\eta "
    r"\sqrt{d} + w/n) + (1 - p) \Phi(\eta \sqrt{d} - w/n)$, exactly when those are equal and positive; "
    r"that is eq. 14 at $w \sqrt{d} / n$.",
    "p*Phi(eta*sqrt(d) + w/n) + (1 - p)*Phi(eta*sqrt(d) - w/n)",
    symbolic(
        "check_equal",
        ANY,
        "p*Phi(eta*d + w/n) + (1 - p)*Phi(eta*d - w/n)",
        "p*Phi(eta*sqrt(d) + w) + (1 - p)*Phi(eta*sqrt(d) - w)",
        "p*Phi(eta*sqrt(d) - w/n) + (1 - p)*Phi(eta*sqrt(d) + w/n)",
        widened=(f"{DOMAIN}, n >= 0", "0 < p < 1, eta > 0, d >= 1, n > 0"),
    ),
    domain=", w real, n > 0",
    uses="eq-7",
)

SECTION.lemma(
    "sec-4.1-normalisation-standard-alone",
    WHERE,
    "standard training: x_1 alone is worse",
    r"With $w_2 = \dots = w_{d+1} = 0$ the accuracy is at most $p$, and $p < \mathrm{acc}(w^*)$.",
    "p",
    symbolic("check_alone", ANY, "1 - p", "1/2", "p/2", widened=WIDER),
    uses="eq-7 eq-14",
)

SECTION.lemma(
    "sec-4.1-normalisation-adversarial-any",
    WHERE,
    "AT: equal rest weights are best, for every eps",
    r"For every $\epsilon > 0$ some classifier with $w_2 = \dots = w_{d+1} = 1$ has the highest robust accuracy of all "
    r"linear classifiers.",
    "eps > 0",
    symbolic("check_adversarial", f"{ANY}, every eps > 0", "eps < eta", sufficient=True),
    domain=", eps > 0",
    uses="eq-7 a2-attack",
    origin=Origin.READING,
    source_note=f"{LARGE}; the other reading is sec-4.1-normalisation-adversarial-inside",
)

SECTION.lemma(
    "sec-4.1-normalisation-adversarial-inside",
    WHERE,
    "AT: equal rest weights are best for eps < eta",
    r"For $\epsilon < \eta$ some classifier with $w_2 = \dots = w_{d+1} = 1$ has the highest robust accuracy of all "
    r"linear classifiers.",
    "eps < eta",
    symbolic(
        "check_adversarial",
        f"{ANY}, every eps < eta",
        *WRONG_CONDITIONS,
        sufficient=True,
        widened=("0 < p < 1, eta > 0, d >= 1, 0 < eps < eta",),
    ),
    domain=", 0 < eps < eta",
    uses="eq-7 a2-attack",
    origin=Origin.READING,
    source_note=f"{MEANT}; the other reading is sec-4.1-normalisation-adversarial-any",
)

SECTION.lemma(
    "sec-4.1-normalisation-adversarial",
    WHERE,
    "AT: equal rest weights are best if and only if eps < eta",
    r"Some classifier with $w_2 = \dots = w_{d+1} = 1$ has the highest robust accuracy of all linear "
    r"classifiers if and only if $\epsilon < \eta$. For $\epsilon \ge \eta$ all of them stay below $p$, "
    r"which $w_2 = \dots = w_{d+1} = 0$ reaches.",
    "eps < eta",
    symbolic(
        "check_adversarial",
        f"{ANY}, every eps > 0",
        *WRONG_CONDITIONS,
        "eps < eta/2",
        widened=("0 < p < 1, eta > 0, d >= 1, eps > 0", f"{DOMAIN}, eps >= 0"),
    ),
    domain=", eps > 0",
    uses="eq-7 a2-attack",
    corrects="sec-4.1-normalisation",
)

SECTION.lemma(
    "sec-4.1-normalisation-sam-any",
    WHERE,
    "SAM on w_1: equal rest weights of 1 are best with the same radius",
    r"For SAM on $w_1$ the other weights can be scaled to norm $\sqrt{d}$ at the same radius $\rho$.",
    "rho",
    symbolic("check_sam_scaled", f"{ANY}, every rho > 0", "rho*sqrt(d)/n"),
    domain=", rho > 0, n > 0",
    uses="eq-7 eq-11",
    origin=Origin.READING,
    source_note=f"{LARGE}; the other reading is sec-4.1-normalisation-sam-scaled",
)

SECTION.lemma(
    "sec-4.1-normalisation-sam",
    WHERE,
    "SAM on w_1: equal is best at fixed size n, radius rho sqrt(d)/n",
    r"For SAM on $w_1$ equal rest weights are best at any fixed norm $n$ of the rest; scaled to 1, the "
    r"radius is $\rho \sqrt{d} / n$. With free $n$ the worst accuracy has the supremum "
    r"$\mathrm{acc}(w^*)$, approached as $n \to \infty$ and never attained: the problem is ill-posed.",
    domain=", rho > 0, n > 0",
    uses="eq-7 eq-11",
    corrects="sec-4.1-normalisation",
    parts="sec-4.1-normalisation-sam-scaled sec-4.1-normalisation-sam-supremum",
)

SECTION.lemma(
    "sec-4.1-normalisation-sam-scaled",
    WHERE,
    "SAM on w_1: equal is best at fixed size n, radius rho sqrt(d)/n",
    r"For SAM on $w_1$ equal rest weights are best at any fixed norm $n$ of the rest; scaled to 1, the "
    r"radius is $\rho \sqrt{d} / n$.",
    "rho*sqrt(d)/n",
    symbolic(
        "check_sam_scaled",
        f"{ANY}, every rho > 0",
        "rho",
        "rho*d/n",
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0, n > 0", f"{DOMAIN}, rho > 0, n >= 0"),
    ),
    domain=", rho > 0, n > 0",
    uses="eq-7 eq-11",
)

SECTION.lemma(
    "sec-4.1-normalisation-sam-supremum",
    WHERE,
    "SAM on w_1 with free size of the rest has no optimum",
    r"With rest weights of free norm $n$ the worst accuracy of SAM on $w_1$ has the supremum $\mathrm{acc}(w^*)$, "
    r"approached as $n \to \infty$ and never attained.",
    ACCURACY_AT_OPTIMUM,
    symbolic(
        "check_sam_supremum",
        f"{ANY}, every rho > 0",
        "p",
        ACCURACY_AT_OPTIMUM.replace("w_star", "2*w_star"),
        widened=("0 < p < 1, eta > 0, d >= 1, rho > 0", f"{DOMAIN}, rho >= 0"),
    ),
    domain=", rho > 0",
    uses="eq-7 eq-11",
)
