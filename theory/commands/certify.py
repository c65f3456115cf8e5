"""``python -m theory certify``: the optimal weights and radii with proven digits."""

from __future__ import annotations

import argparse

from theory.rigour.enclosure import Enclosure, ExactModel


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the model's parameters, taken exactly as written, and the radii."""
    parser.add_argument("--p", required=True, help="accuracy of the robust feature, in (1/2, 1): 7/10 or 0.7, exact")
    parser.add_argument("--eta", required=True, help="mean of a non-robust feature, > 0, exact")
    parser.add_argument("--d", required=True, help="number of non-robust features, > 0, exact")
    parser.add_argument("--rho", help="SAM's radius in weight space, > 0, exact")
    parser.add_argument("--eps", help="AT's l_inf radius in input space, in (0, eta), exact")
    parser.add_argument("--digits", type=int, default=30, metavar="N", help="significant digits (30)")


def answer(model: ExactModel, rho: str | None, eps: str | None, digits: int) -> list[tuple[str, Enclosure, int]]:
    """Return the named enclosures that the command prints, each with the digits asked for."""
    rows = [("w*", model.standard_weight(digits), digits)]
    weights = {"w*": model.standard_weight(_deep(model, digits))}
    if rho is not None:
        rows.append(("w_SAM", model.sam_weight(rho, digits), digits))
        rows.append(("w_SAM - w*", model.sam_shift(rho, digits), digits))
        rows.append(("eps with w_AT(eps) = w_SAM", model.matching_eps(rho, digits), digits))
        weights["w_SAM"] = model.sam_weight(rho, _deep(model, digits))
    if eps is not None:
        rows.append(("w_AT", model.adversarial_weight(eps, digits), digits))
        rows.append(("rho with w_SAM(rho) = w_AT", model.matching_rho(eps, digits), digits))
        weights["w_AT"] = model.adversarial_weight(eps, _deep(model, digits))
    for name, weight in weights.items():
        rows.append((f"accuracy at {name}", model.accuracy(weight, digits), digits))
        if eps is not None:
            rows.append((f"robust accuracy at {name}", model.accuracy(weight, digits, eps=eps), digits))
    return rows


def _deep(model: ExactModel, digits: int) -> int:
    """Return enough digits of a weight for `digits` of its accuracy, whose slope is at most 1/sqrt(2 pi d)."""
    magnitude = model.standard_weight(2).upper / model.d
    return digits + 10 + len(str(int(magnitude)))


def run(arguments: argparse.Namespace) -> int:
    """Print each number with its proven digits and radius, and what was proved about w_SAM."""
    model = ExactModel(arguments.p, arguments.eta, arguments.d)
    rows = answer(model, arguments.rho, arguments.eps, arguments.digits)
    longest = max(len(name) for name, _, _ in rows)
    for name, found, digits in rows:
        value, radius = found.decimals(digits)
        print(f"{name:{longest}}  {value} ± {radius}")
    for name, found, _ in rows:
        if found.bracket is not None:
            lower, upper = (format(float(end), ".8g") for end in found.bracket)
            print(
                f"{name}: one root, and no other in [{lower}, {upper}]; {found.steps} interval Newton steps at "
                f"{found.bits} bits, width {float(found.width):.1e}"
            )
    return 0
