"""Arguments that several commands share."""

from __future__ import annotations

import argparse

from theory import BinaryModel


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add p, eta and d of the binary model."""
    parser.add_argument("--p", type=float, default=0.9, help="accuracy of the robust feature (%(default)s)")
    parser.add_argument("--eta", type=float, default=0.5, help="mean of a non-robust feature (%(default)s)")
    parser.add_argument("--d", type=whole, default=10, help="number of non-robust features (%(default)s)")


def add_sample(parser: argparse.ArgumentParser, n: int) -> None:
    """Add the sample's size, with a default, and its seed."""
    parser.add_argument("--n", type=whole, default=n, help="samples, for example 1e7 (%(default)s)")
    parser.add_argument("--seed", type=whole, default=0, help="seed of the sample (%(default)s)")


def add_attack(parser: argparse.ArgumentParser) -> None:
    """Add the radius, norm and coordinates of an attack on the inputs."""
    parser.add_argument("--eps", type=float, help="radius of the attack on the inputs (none)")
    parser.add_argument("--norm", choices=("linf", "l2"), default="linf", help="its norm (%(default)s)")
    parser.add_argument(
        "--coordinates",
        choices=("non-robust", "all"),
        default="non-robust",
        help="which features it moves (%(default)s)",
    )


def model_of(arguments: argparse.Namespace) -> BinaryModel:
    """Return the model that the arguments name."""
    return BinaryModel(arguments.p, arguments.eta, arguments.d)


def attack_settings(arguments: argparse.Namespace) -> dict[str, object]:
    """Return the attack that the arguments name, as a parameter set has it; {} for none."""
    if arguments.eps is None:
        return {}
    named: dict[str, object] = {"eps": arguments.eps}
    if arguments.norm != "linf":
        named["norm"] = arguments.norm
    if arguments.coordinates != "non-robust":
        named["coordinates"] = arguments.coordinates
    return named


def whole(text: str) -> int:
    """Return a whole number that may be written like 1e7."""
    try:
        value = float(text)
        if value.is_integer():
            return int(value)
    except (ValueError, OverflowError):
        pass
    raise argparse.ArgumentTypeError(f"expected a whole number, got {text!r}")
