"""Section 3: SAM and adversarial training, both as loss plus sharpness (eqs. 1 to 6)."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, symbolic
from theory.papers.sources import URLS
from theory.papers.wei2023.words import AT_HAND, LOST, REMEMBERED

AS_PRINTED = {"objective": "L + sharpness", "sharpness": "L_moved - L"}
NO_SHARPNESS = (
    AS_PRINTED | {"objective": "L - sharpness"},
    AS_PRINTED | {"objective": "L + 2*sharpness"},
    AS_PRINTED | {"sharpness": "L_moved - 2*L"},
    AS_PRINTED | {"sharpness": "L - L_moved"},
)
OTHER_READING = "no paper says it: the other reading of eq. 5, with one perturbation a sample, is another objective"
INSIDE = "Section 3, eq. 5, with the maximum inside the mean"
BOUNDED = "losses bounded above on the ball"
ANY_LOSS = "any set of perturbations"

SECTION = Section(
    "wei2023", URLS["wei2023"], "theory.papers.wei2023.section3.checks", origin=Origin.READ, source_note=AT_HAND
)

SECTION.definition(
    "eq-1",
    "Section 3, eq. 1",
    "SAM minimises the worst loss over a ball of weights",
    r"$\min_w \max_{\|e\| \le \rho} L(w + e) + \lambda \|w\|_2^2$.",
    domain="rho > 0, lambda >= 0; L the mean loss of the training set; one e for all samples",
)

SECTION.cited(
    "eq-2",
    "Section 3, eq. 2",
    "generalisation bound behind SAM (Foret et al., 2021)",
    r"With high probability over the training set $S$, $L_D(w) \le \max_{\|e\|_2 \le \rho} L_S(w + e) + "
    r"h(\|w\|_2^2 / \rho^2)$ with a strictly increasing $h$.",
    domain="the conditions of Theorem 1 of Foret et al. (2021)",
    origin=Origin.RESTORED,
    source_note=REMEMBERED,
)

SECTION.definition(
    "eq-3",
    "Section 3, eq. 3",
    "adversarial training minimises the mean of worst losses",
    r"$\min_w \mathbb{E}_{(x, y)} \max_{\|\delta\| \le \epsilon} \ell(f_w(x + \delta), y)$.",
    domain="eps > 0; one delta a sample",
)

SECTION.definition(
    "eq-4",
    "Section 3, eq. 4",
    "projected gradient descent (PGD), the inner maximiser of AT",
    r"$x^{t+1} = \Pi_{B(x, \epsilon)}(x^t + \alpha\, \mathrm{sign}\, \nabla_x \ell(f_w(x^t), y))$; for "
    r"the $\ell_2$ ball the normalised gradient takes the place of the sign.",
    domain="eps > 0, alpha > 0",
)

SECTION.equation(
    "eq-5",
    "Section 3, eq. 5",
    "SAM's objective is the loss plus its sharpness in w",
    r"$\max_{\|e\| \le \rho} L(w + e) = L(w) + \max_{\|e\| \le \rho} [L(w + e) - L(w)]$.",
    AS_PRINTED,
    symbolic("check_loss_plus_sharpness", ANY_LOSS, *NO_SHARPNESS, widened=("one perturbation shared by all samples",)),
    domain=f"{BOUNDED}; one perturbation shared by all samples",
    uses="eq-1",
    reading="the sharpness in the formula is the supremum of its term over the ball",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.equation(
    "eq-6",
    "Section 3, eq. 6",
    "AT's objective is the loss plus its sharpness in x",
    r"$\mathbb{E} \max_{\|\delta\| \le \epsilon} \ell(x + \delta) = \mathbb{E} [\ell(x) + "
    r"\max_{\|\delta\| \le \epsilon} (\ell(x + \delta) - \ell(x))]$.",
    AS_PRINTED,
    symbolic("check_loss_plus_sharpness", ANY_LOSS, *NO_SHARPNESS, widened=("one perturbation a sample",)),
    domain=f"{BOUNDED}; with a finite mean; one perturbation a sample",
    uses="eq-3",
    reading="the maximum inside the mean, one delta a sample, as eq. 3 has it: L in the formula is the loss of one sample, and "
    "the mean is taken of both sides; the other reading, one delta that all samples share, is another objective",
    origin=Origin.RESTORED,
    source_note=LOST,
)

SECTION.equation(
    "eq-5-per-sample",
    INSIDE,
    "per-sample SAM is another objective, never below SAM's",
    r"$\mathbb{E} \max_e \ell_i(w + e) \ge \max_e \mathbb{E} \ell_i(w + e)$, and for some losses the "
    r"inequality is strict.",
    domain=f"{BOUNDED}; both maxima over the same ball",
    uses="eq-5",
    origin=Origin.OURS,
    source_note=OTHER_READING,
    parts="eq-5-per-sample-bound eq-5-per-sample-strict",
)

SECTION.equation(
    "eq-5-per-sample-bound",
    INSIDE,
    "per-sample SAM's objective is never below SAM's",
    r"$\mathbb{E} \max_e \ell_i(w + e) \ge \max_e \mathbb{E} \ell_i(w + e)$.",
    "per_sample >= shared",
    symbolic(
        "check_per_sample_bound",
        "any number of samples and any losses",
        "per_sample <= shared",
        "per_sample > shared",
        "Eq(per_sample, shared)",
        widened=("both maxima over the same ball",),
    ),
    domain=f"{BOUNDED}; both maxima over the same ball",
    uses="eq-5",
    origin=Origin.OURS,
    source_note=OTHER_READING,
)

SECTION.equation(
    "eq-5-per-sample-strict",
    INSIDE,
    "for some losses per-sample SAM's objective is above SAM's",
    r"There are losses with $\mathbb{E} \max_e \ell_i(w + e) > \max_e \mathbb{E} \ell_i(w + e)$.",
    "per_sample > shared",
    symbolic("check_per_sample_somewhere", "an exact example", "per_sample < shared"),
    domain=f"{BOUNDED}; both maxima over the same ball",
    uses="eq-5",
    origin=Origin.OURS,
    source_note=OTHER_READING,
)
