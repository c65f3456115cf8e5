"""The timing tables of Appendix B as printed, and what they say however the numbers were rounded."""

from __future__ import annotations

from fractions import Fraction

EPOCHS = {  # seconds an epoch as printed: SAM, BiSAM
    "DenseNet-121": ("58", "64"),
    "ResNet-56": ("23", "30"),
    "VGG19-BN": ("10", "16"),
    "WRN-28-2": ("19", "21"),
    "WRN-28-10": ("65", "71"),
}
LOSS_ALONE = {"PyTorch": ("2.40", "3.96"), "TensorFlow": ("3.25", "2.34")}  # seconds for 10,000 losses, as printed
TABLES = {"epochs": EPOCHS, "loss alone": LOSS_ALONE}


def overheads(times: tuple[str, str]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the least, the printed and the greatest overhead BiSAM/SAM - 1 that round to the printed seconds."""
    sam, bisam = (Fraction(text) for text in times)
    half = [Fraction(1, 2 * 10 ** len(text.partition(".")[2])) for text in times]
    return (bisam - half[1]) / (sam + half[0]) - 1, bisam / sam - 1, (bisam + half[1]) / (sam - half[0]) - 1
