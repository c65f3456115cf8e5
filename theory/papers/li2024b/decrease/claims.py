"""How fast SAM balances two factors: Theorem 3's bounds, and for convex losses a bound without an error term."""

from __future__ import annotations

from theory.ledger.claims import Origin
from theory.ledger.entries import Section, numerical, symbolic
from theory.papers.li2024b.words import OURS, PRODUCT, READ
from theory.papers.sources import URLS

BOUNDS = {"at least": "rho*slope*gap", "at most": "rho*slope*sqrt(2*B)"}
SHIFT = {"shift": "rho*n + rho**2*along/n**2", "least": "rho*n - rho**2/2", "radius": "2*n"}
CONVEX = f"{PRODUCT}; f convex; n > 0, 0 < rho < 2*n"
RATE = "rate <= -2*rho*slope*B/n"
WHERE = "Theorem 3, for convex losses"

SECTION = Section(
    "li2024b",
    URLS["li2024b"],
    "theory.papers.li2024b.decrease.checks",
    origin=Origin.OURS,
    source_note=OURS,
)
SECTION.theorem(
    "thm-3",
    "Theorem 3",
    "to leading order SAM balances at a rate between two bounds",
    r"With $C = | \|x\| - \|y\| |$, to leading order in $\rho$: $\rho |f'| C \le |\frac{dB}{dt}| \le \rho |f'| \sqrt{2 |B|}$.",
    BOUNDS,
    symbolic(
        "check_bounds",
        "any dimension, the leading order in rho",
        {**BOUNDS, "at least": "2*rho*slope*gap"},
        {**BOUNDS, "at most": "rho*slope*sqrt(B)"},
        {"at least": BOUNDS["at most"], "at most": BOUNDS["at least"]},
        widened=(f"{PRODUCT}; rho > 0", f"{PRODUCT}; rho -> 0"),
    ),
    domain=f"{PRODUCT}; f' != 0 is Lipschitz; rho -> 0",
    uses="eq-33",
    reading="gap = C = ||x| - |y||, B >= 0 by symmetry, slope = |f'(x.y)|; the terms of order rho^2 are left out",
    origin=Origin.READ,
    source_note=f"{READ}; there the bounds have terms of order rho^2 with constants that are not given",
)
SECTION.lemma(
    "thm-3-convex-shift",
    WHERE,
    "SAM moves the product uphill if rho < 2n, and beyond not always",
    r"The perturbation changes $x \cdot y$ by $\mathrm{sgn}(f') (\rho n + \rho^2 \frac{\mathrm{sgn}(f')\, x \cdot "
    r"y}{n^2})$, in the direction of ascent by at least $\rho n - \frac{\rho^2}{2}$, which is attained at $y = "
    r"-\mathrm{sgn}(f') x$: uphill for all such $x, y$ if and only if $\rho < 2n$.",
    SHIFT,
    symbolic(
        "check_shift",
        "any dimension, every radius",
        {**SHIFT, "radius": "n"},
        {**SHIFT, "least": "rho*n - rho**2"},
        {**SHIFT, "shift": "rho*n - rho**2*along/n**2"},
        widened=(PRODUCT, f"{PRODUCT}; rho > 0"),
    ),
    domain=f"{PRODUCT}; n > 0, rho > 0",
    uses="balancedness",
    reading="along = sgn(f') x.y; the shift is told in the direction of ascent",
)
SECTION.theorem(
    "thm-3-convex",
    WHERE,
    "convex f, rho < 2n: |B| falls at least at 2 rho |f'| |B|/n",
    r"For convex $f$ and $\rho < 2n$ SAM's flow has $\frac{d|B|}{dt} \le -2 \rho |f'| \frac{|B|}{n}$, with the "
    r"derivative at $x \cdot y$ and no error term.",
    RATE,
    symbolic(
        "check_rate",
        "any dimension, any convex loss",
        "rate <= -4*rho*slope*B/n",
        "rate <= -2*rho*slope*B*n",
        "rate >= -2*rho*slope*B/n",
        premises="eq-33 thm-3-convex-shift",
        widened=(CONVEX.replace("rho < 2*n", "rho"), CONVEX.replace("f convex; ", "")),
    ),
    numerical(
        "theory.papers.li2024b.decrease.numerics:check_rate",
        "2000 random pairs of 1 to 5 coordinates, three convex losses",
        "rate <= -4*rho*slope*B/n",
        "rate >= -2*rho*slope*B/n",
    ),
    domain=CONVEX,
    uses="eq-33 thm-3-convex-shift",
    reading="B >= 0 by symmetry; rate = d|B|/dt and slope = |f'(x.y)|",
)
