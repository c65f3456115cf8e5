"""Findings on the field's other small models: all classifiers, two factors, quadratic losses."""

from __future__ import annotations

from figures.findings.finding import Finding, Sentence


def _at(claim: str, *names: str) -> str:
    """Return the parameters of a claim's counterexample, as a sentence tells them."""
    return ", ".join(f"{name} = {{{claim}|SYMBOLIC|counterexample.{name}}}" for name in names)


_TRAINED = "tsipras2019/thm-2.2-adversarial"
_BALANCE, _CYCLE = "li2024b/lem-1", "bartlett2023/momentum-global"

FINDINGS = (
    Finding(
        "SAM and AT move along the frontier of all classifiers",
        (
            Sentence(
                "tsipras2019/frontier",
                "Among all classifiers, not only those of the model, the ones of natural and robust accuracy (eps = 2 eta, x_1 "
                "spared) that cannot be bettered in one without loss in the other, from the most accurate to sign(x_1), are "
                "the model's own with w >= w*.",
                "That the model's classifiers with w >= w* are the frontier of all classifiers at eps = 2 eta fails.",
            ),
            Sentence(
                "tsipras2019/frontier-sam-at",
                "So in this model SAM and AT both move along the best there is.",
                "That SAM and AT both move along it fails.",
            ),
        ),
    ),
    Finding(
        "Tsipras et al., Theorem 2.2: what adversarial training learns",
        (
            Sentence(
                _TRAINED,
                "Read with a penalty on the norm, adversarial training gives natural and robust accuracy p.",
                f"Read with a penalty on the norm, 'adversarial training gives accuracy p' fails: at "
                f"{_at(_TRAINED, 'p', 'eta', 'd', 'eps')} the accuracy is {{{_TRAINED}|SYMBOLIC|counterexample.accuracy}}.",
            ),
            Sentence(
                f"{_TRAINED}-corrected",
                "It does so only for eps < 2p - 1; beyond, every input gets one answer.",
                "That it does so only for eps < 2p - 1 fails.",
            ),
        ),
    ),
    Finding(
        "Balanced factors are the flattest minima",
        (
            Sentence(
                _BALANCE,
                "Of the minima with one product the balanced ones, B = 0, are the flattest.",
                "Of the minima with one product the balanced ones, B = 0, are not all the flattest: "
                f"x = {{{_BALANCE}|SYMBOLIC|counterexample.x}}, y = {{{_BALANCE}|SYMBOLIC|counterexample.y}} is balanced and "
                "not.",
            ),
            Sentence(
                "li2024b/lem-1-corrected",
                "The flattest are those with y = x or y = -x, where the spread Q vanishes.",
                "That the flattest are those where the spread Q vanishes fails.",
            ),
            Sentence(
                "li2024b/invariant-steps",
                "Every step of SAM, whatever its length, conserves |B|/Q.",
                "That every step of SAM conserves |B|/Q fails.",
            ),
        ),
    ),
    Finding(
        "SAM on a quadratic loss with momentum ends in the alternating cycle",
        (
            Sentence(
                _CYCLE,
                "Read of almost every start, with heavy-ball momentum too it ends in the alternating cycle.",
                f"Read of almost every start, that fails: at {_at(_CYCLE, 's', 'beta')} a cycle of period four attracts.",
            ),
            Sentence(
                "bartlett2023/momentum-not-global",
                "Such a cycle is there for step sizes s < 2 beta.",
                "That such a cycle is there for s < 2 beta fails.",
            ),
            Sentence(
                "long2024/edge-is-cycle",
                "Without momentum SAM's edge of stability on its cycle is the curvature: SAM runs on its edge.",
                "That SAM's edge of stability on its cycle is the curvature fails.",
            ),
        ),
    ),
)
