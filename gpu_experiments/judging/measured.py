"""Tables of what trained networks reached, by row, column and seed, from the records of runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from gpu_experiments.judging.statistics import Number, UndecidedError
from gpu_experiments.runs.records import UNFIT

NATURAL = "natural"
RELIANCE, WEIGHT, EIGENVALUE, FLIPS = "reliance", "linear weight", "top eigenvalue", "flips"
_USUAL_ATTACK = " pgd-10"

BySeed = Mapping[int, float]
Exactly = Mapping[int, Number]
"""By seed: shares of counts are fractions, whatever else was measured are floats."""


@dataclass(frozen=True)
class Measured:
    """A table: ``cells[row][column][seed]``.

    Rows are labels of methods ("ST", "SAM 0.1", "AT linf 1/255"); columns are "natural" and the attacks (PGD-10 goes
    without saying), in percent, and where they were measured "reliance" (percent of predictions that change with the sign of
    the robust feature), "linear weight", "top eigenvalue" of the Hessian, and "flips" (percent of right training samples
    that the ascent turns wrong, over all epochs).  Percentages are held as fractions, so that rounding decides nothing.
    unfit: why a row is not compared, by row: one of its runs should have fitted its training images and has not.
    """

    name: str
    cells: Mapping[str, Mapping[str, Exactly]]
    unfit: Mapping[str, str] = field(default_factory=dict)

    def rows(self, selector: str) -> list[str]:
        """The rows that begin with the words of the selector, in their order.  Raises ValueError if there is none."""
        wanted = selector.split()
        found = [row for row in self.cells if row.split()[: len(wanted)] == wanted]
        if not found:
            raise ValueError(f"rows: {self.name} has {', '.join(self.cells)}; got {selector!r}")
        return found

    def column(self, row: str, column: str) -> BySeed:
        """The values of a cell by seed, as floats.  Raises as `exact`."""
        return {seed: float(value) for seed, value in self.exact(row, column).items()}

    def exact(self, row: str, column: str) -> Exactly:
        """The values of a cell by seed.

        Raises ValueError if it was not measured, and UndecidedError for a row that does not fit.
        """
        if row in self.unfit:
            raise UndecidedError(
                f"{self.name}: networks that should fit their training images do not: {self.unfit[row]}"
            )
        cells = self.cells[row]
        if column not in cells:
            raise ValueError(f"columns: {row} in {self.name} has {', '.join(cells)}; got {column!r}")
        return cells[column]

    @property
    def attacks(self) -> list[str]:
        """The columns of robust accuracy."""
        others = {NATURAL, RELIANCE, WEIGHT, EIGENVALUE, FLIPS}
        return [column for column in next(iter(self.cells.values())) if column not in others]


def table(name: str, results: Iterable[Mapping[str, Any]], network: str | None = None) -> Measured:
    """The table of results as `experiments.run` returns them, or of the records of runs; of one network.

    Raises ValueError if no result is of that network, a run diverged, or a row has a seed twice.
    """
    cells: dict[str, dict[str, dict[int, Number]]] = {}
    unfit: dict[str, str] = {}
    for one in results:
        if network is not None and one["network"] != network:
            continue
        if "diverged" in one:
            raise ValueError(f"results: {name} lacks seed {one['seed']} of row {one['label']!r}: {one['diverged']}")
        row = cells.setdefault(one["label"], {})
        if UNFIT in one:
            unfit.setdefault(one["label"], f"{one['label']} at seed {one['seed']} has {one[UNFIT]}")
        for column, value in _measured(one).items():
            by_seed = row.setdefault(column, {})
            if one["seed"] in by_seed:
                raise ValueError(f"results: {name} has seed {one['seed']} twice in row {one['label']!r}")
            by_seed[one["seed"]] = value
    if not cells:
        raise ValueError(f"results: expected some of network {network!r} in {name}, got none")
    return Measured(name, cells, unfit)


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole)


def _measured(one: Mapping[str, Any]) -> dict[str, Number]:
    result = one["result"]
    found: dict[str, Number] = {
        name.removesuffix(_USUAL_ATTACK): _percent(counts["correct"], counts["n"])
        for name, counts in result["evaluations"].items()
    }
    if "reliance" in result:
        found[RELIANCE] = _percent(result["reliance"]["changed"], result["reliance"]["n"])
    if WEIGHT in one:
        found[WEIGHT] = one[WEIGHT]
    if "hessian" in one:
        found[EIGENVALUE] = one["hessian"]["eigenvalues"][0]
    if flips := [row["flips"] for row in result["epochs"] if "flips" in row]:
        found[FLIPS] = _percent(sum(f["flipped"] for f in flips), sum(f["correct"] for f in flips))
    return found


def radius(row: str) -> float:
    """The radius at the end of a row's label: rho, or eps on the scale of the inputs."""
    numerator, _, denominator = row.split()[-1].partition("/")
    return float(numerator) / float(denominator or 1)


def mean_over(measured: Measured, row: str, columns: Sequence[str]) -> dict[int, float]:
    """The mean over columns, by seed."""
    parts = [measured.column(row, column) for column in columns]
    return {seed: sum(part[seed] for part in parts) / len(parts) for seed in parts[0]}
