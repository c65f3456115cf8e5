"""What the claims on trained networks share: the runs they speak of, how sentences are written, what they are not.

The runs are written as the domains of what is measured; a test holds them equal to the settings of the records.
"""

from __future__ import annotations

from typing import Any

OURS = "no paper says it: measured here, on networks of our own"
SAID = "a paper says it of its own networks: measured here, on others"

_STEPS = "batch = 64, learning rate = 0.1, AT by PGD-5"
DIGITS = f"data = digits, all training images, network = mlp, epochs = 15, {_STEPS}"
REDUCED = "data = cifar10, training images = 2000, test images = 1000, network = cnn-pooled, epochs = 25, " + _STEPS
FITTED = "data = cifar10, training images = 2000, network = cnn-pooled, epochs = 100, batch = 64, learning rate = 0.1"
FITTED_WITH_AT = f"{FITTED}, AT by PGD-5"
NOISY = {percent: f"{FITTED}, label noise = {percent / 100:g}" for percent in (20, 40)}
"""By the share of replaced labels in percent."""

ALL_IMAGES = (
    "data = cifar10, all training images, network = cnn-fast, epochs = 26, batch = 512, learning rate = 0.75, "
    "AT by PGD-3"
)
THRESHOLD = (
    "of networks that get at least 99% of their training images right at the end, in evaluation mode and without "
    "augmentation, which is not asked of AT"
)
SHORT = (
    "data = cifar10, training images = 2000, test images = 500, network = cnn, width = 8, epochs = 10, batch = 64, "
    "learning rate = 0.03"
)
_MODEL = "data = planted, p = 9/10, eta = 1/10, d = 40, training images = 8000"
PLANTED = f"{_MODEL}, network in {{linear, mlp}}, epochs = 10, batch = 64, learning rate = 0.05, AT by PGD-5"
PLANTED_LINEAR = PLANTED.replace("network in {linear, mlp}", "network = linear")
PLANTED_CNN = PLANTED.replace("network in {linear, mlp}", "network = cnn").replace("epochs = 10", "epochs = 5")
STEPS = "network = cnn, width = 16, images of 32 x 32, batch = 128, one thread of a CPU"

ROBUST = "robust"
"""In place of a list of columns: every attack of the table."""


def sentence(rows: str, than: str, columns: tuple[str, ...] | str, relation: str, value: str = "0") -> dict[str, Any]:
    """Return the sentence that each difference of the rows stands in a relation to a value, by default 0.

    The language is that of :mod:`theory.papers.wei2023.tables.sentences`.
    """
    return {
        "rows": rows,
        "than": than,
        "columns": columns if isinstance(columns, str) else list(columns),
        "quantity": "difference",
        "over": "each",
        "relation": relation,
        "value": value,
    }
