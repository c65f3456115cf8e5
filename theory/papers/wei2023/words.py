"""Words that several rooms of the paper's claims share."""

from __future__ import annotations

DOMAIN = "1/2 < p < 1, eta > 0, d >= 1"
BALL = DOMAIN + ", rho > 0"
SAME_WEIGHT = "w_AT(eps) = w_SAM(rho)"
"""Which pairs of radii are matched, as a domain says it."""
STANDARD_WEIGHT = "(log(p) - log(1 - p))/(2*eta)"

AT_HAND = "the words stand in the text at hand; formulas were lost in its extraction, this one is forced by the words"
LOST = (
    "the line was lost in the text at hand; rebuilt from the prose and the proofs around it, which leave no choice here"
)
REMEMBERED = (
    "the line was lost in the text at hand; rebuilt as the public version is remembered to print it, which nothing at hand "
    "confirms"
)
DERIVED = "no paper says it; it follows from the model"

WIDER = ("0 < p < 1, eta > 0, d >= 1", "1/2 < p < 1, eta >= 0, d >= 1")
"""Domains beyond the model's, which no proof here covers."""
WIDER_BALL = ("0 < p < 1, eta > 0, d >= 1, rho > 0", "1/2 < p < 1, eta > 0, d >= 1, rho >= 0")

_MODELS = "at (p, eta, d) = (0.7, 0.1, 10), (0.9, 0.5, 10), (0.9, 0.1, 100), (0.95, 0.5, 1)"
COUNTED, COUNTED_FULL = f"{_MODELS}, 10000000 samples each", f"{_MODELS}, 500000000 samples each"
"""Where accuracies are counted on samples, by the small plan and by the full one."""
_SETTINGS = "at each of (p, eta, d, rho) = (0.9, 0.5, 10, 1.5), (0.9, 0.1, 100, 5.0), (0.95, 0.2, 100, 5.0)"
LEARNT, LEARNT_FULL = f"40 samples of 100000 {_SETTINGS}", f"60 samples of 1000000 {_SETTINGS}"
"""Where weights are learnt from samples, by the small plan and by the full one."""
