"""How much more robust SAM's networks are than those of standard training, and reported numbers beside measured ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from figures.plots.network_accuracy import interval
from figures.report.recorded import Recorded
from gpu_experiments.attacks.names import parse_attack
from gpu_experiments.judging.measured import EIGENVALUE, FLIPS, NATURAL, RELIANCE, WEIGHT, Measured
from gpu_experiments.judging.statistics import Number
from theory.papers.wei2023.tables.reported import COLUMNS, REPORTED, Row

_NETWORKS = {
    "mlp": "perceptron",
    "cnn": "CNN",
    "cnn-pooled": "pooled CNN",
    "linear": "linear model",
    "preactresnet18": "PreActResNet-18",
}
_METHODS = {
    "linf": "ℓ∞",
    "l2": "ℓ2",
    "l1": "ℓ1",
    "BISAM-LOG": "BiSAM (−log)",
    "BISAM-TANH": "BiSAM (tanh)",
    "FSAM-FULL": "F-SAM (full part)",
    "FSAM": "F-SAM",
}
_NORMS = ("linf", "l2", "l1")
DATA = {"cifar10": "CIFAR-10", "cifar100": "CIFAR-100", "digits": "digits", "planted": "planted binary model"}


@dataclass(frozen=True)
class Cell:
    """A mean over seeds with the ends of its 95% t interval (none for reported numbers), in percent or points."""

    mean: float
    low: float | None = None
    high: float | None = None
    seeds: int = 0

    @property
    def decided(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and not self.low <= 0.0 <= self.high


def cell(values: Mapping[int, Number]) -> Cell:
    """Return the mean of values by seed with its interval; of one seed there is none."""
    if len(values) < 2:
        return Cell(float(next(iter(values.values()))), seeds=len(values))
    low, mean, high = interval({seed: float(value) for seed, value in values.items()})
    return Cell(mean, low, high, len(values))


@dataclass(frozen=True)
class Gain:
    """SAM at one radius less ST: natural accuracy and robust accuracy under each attack, in percentage points."""

    source: str
    note: str
    row: str
    cells: Mapping[str, Cell]

    @property
    def attacks(self) -> list[str]:
        """The columns of robust accuracy."""
        return [name for name in self.cells if name != NATURAL]


def network(name: str) -> str:
    """Return a network's name in words."""
    return _NETWORKS.get(name, name)


def gains(recorded: Recorded) -> list[Gain]:
    """Return SAM less ST, paired by seed, for every SAM row of an experiment whose networks were attacked."""
    found = []
    for table in recorded.tables:
        if "ST" not in table.cells or not table.attacks:
            continue
        for row in [name for name in table.cells if name.split()[0] == "SAM"]:
            cells = {name: _difference(table, row, name) for name in (NATURAL, *ordered(table.attacks))}
            kept = {name: one for name, one in cells.items() if one is not None}
            found.append(Gain(recorded.experiment.name, network(table.name), row, kept))
    return found


def _difference(table: Measured, row: str, column: str) -> Cell | None:
    """The mean difference over the seeds that both rows have, if there is one."""
    first, second = table.cells[row].get(column, {}), table.cells["ST"].get(column, {})
    common = sorted(set(first) & set(second))
    return cell({seed: first[seed] - second[seed] for seed in common}) if common else None


def reported_gains() -> list[Gain]:
    """Return SAM less ST in the tables of Wei et al. (2023), means of three runs without intervals."""
    found = []
    for name, rows in REPORTED.items():
        (standard,) = (row for row in rows if row.method == "ST")
        for row in rows:
            if row.method == "SAM":
                cells = {c: Cell(float(row.value(c) - standard.value(c)), seeds=3) for c in COLUMNS}
                found.append(Gain(f"Wei et al., {DATA[name]}", "PreActResNet-18", row.name, cells))
    return found


def extremes(found: list[Gain]) -> tuple[tuple[Gain, str], tuple[Gain, str]]:
    """Return the row and attack of the largest gain in robust accuracy, and those of the least."""
    pairs = [(gain, name) for gain in found for name in gain.attacks]
    return (
        max(pairs, key=lambda pair: pair[0].cells[pair[1]].mean),
        min(pairs, key=lambda pair: pair[0].cells[pair[1]].mean),
    )


def besides(found: Sequence[Gain], known: Sequence[Gain]) -> list[Gain]:
    """Return the gains under attacks that `known` gains of the same networks do not tell."""
    told = {name for gain in known for name in gain.attacks}
    kept = (replace(g, cells={n: one for n, one in g.cells.items() if n not in told}) for g in found)
    return [gain for gain in kept if gain.attacks]


def same_networks(recorded: Sequence[Recorded]) -> dict[str, list[str]]:
    """Return the names of experiments, each first of its group with the later ones that evaluated the same networks.

    Networks are the same where all runs of equal network, label and seed ended in weights of equal digests.
    """
    groups: dict[str, list[str]] = {}
    seen: dict[str, dict[tuple[str, str, int], str]] = {}
    for one in recorded:
        own = _weights(one)
        for first, known in seen.items():
            common = own.keys() & known.keys()
            if common and all(own[key] == known[key] for key in common):
                groups[first].append(one.experiment.name)
                break
        else:
            groups[one.experiment.name], seen[one.experiment.name] = [], own
    return groups


def _weights(one: Recorded) -> dict[tuple[str, str, int], str]:
    """The digests of the trained weights by network, label and seed."""
    kept = (run for run in one.runs if not run.diverged)
    return {(run.network, run.label, run.seed): str(run.found["result"]["weights"]) for run in kept}


def fixed(value: float, digits: int = 1) -> str:
    """Return a number with a fixed count of decimals; what rounds to zero has no sign."""
    rounded = round(value, digits) + 0.0
    return f"{rounded:.{digits}f}".replace("-", "−")


def points(value: float) -> str:
    """Return a difference with its sign: ``+11.3``, ``−0.4``, ``0.0``."""
    shown = fixed(value)
    return shown if shown.startswith("−") or not float(shown) else f"+{shown}"


@dataclass(frozen=True)
class Beside:
    """A row of a reported table, and what reduced networks reached by the same method, by experiment."""

    row: Row
    label: str
    measured: Mapping[str, Mapping[str, Cell]]


def measured_label(row: Row) -> str:
    """Return the label of recorded runs of a reported row: ``AT linf 1/255``."""
    return f"{row.name}/255" if row.norm else row.name


def measured_names(name: str, recorded: Sequence[Recorded]) -> list[str]:
    """Return the experiments on the data of a reported table that have records, the most like the paper's first."""
    found = [one for one in recorded if one.runs and one.experiment.rows[0].dataset == name]
    return [one.experiment.name for one in sorted(found, key=lambda one: -one.epochs[-1])]


def by_measured(recorded: Sequence[Recorded]) -> list[str]:
    """Return the names of the reported tables, those with measured numbers first."""
    return sorted(REPORTED, key=lambda name: not measured_names(name, recorded))


def beside(name: str, recorded: Sequence[Recorded]) -> list[Beside]:
    """Return the rows of a reported table with the measured ones of the same method and radius."""
    found = []
    for row in REPORTED[name]:
        label = measured_label(row)
        cells: dict[str, dict[str, Cell]] = {}
        for one in recorded:
            for table in one.tables:
                if label in table.cells and one.experiment.rows[0].dataset == name:
                    seen = table.cells[label]
                    cells[one.experiment.name] = {c: cell(seen[c]) for c in COLUMNS if c in seen}
        found.append(Beside(row, label, cells))
    return found


def method(label: str) -> str:
    """Return a row's label for a reader: ``AT ℓ∞ 1/255``, ``BiSAM (−log) 0.1``."""
    for word, shown in _METHODS.items():
        label = label.replace(word, shown)
    return label


def attack(name: str) -> str:
    """Return an attack's name for a reader: ``ℓ∞ 0.1``, ``ℓ2 0.5 · PGD-50, 5 starts``, ``ℓ∞ 0.1 · AutoAttack``."""
    norm, size, *kind = name.split()
    shown = f"{_METHODS[norm]} {size}"
    if not kind:
        return shown
    pgd = parse_attack(name).pgd
    if pgd is None:
        return f"{shown} · AutoAttack"
    return f"{shown} · PGD-{pgd.steps}" + (f", {pgd.restarts} starts" if pgd.restarts > 1 else "")


def ordered(attacks: Sequence[str]) -> list[str]:
    """Return attacks by norm (l_inf, l2, l1), radius and strength."""

    def place(name: str) -> tuple[int, float, int]:
        norm, radius, *kind = name.split()
        numerator, _, denominator = radius.partition("/")
        return _NORMS.index(norm), float(numerator) / float(denominator or 1), len(kind)

    return sorted(attacks, key=place)


def columns(table: Measured) -> list[str]:
    """Return the columns of a table of measured networks, in the order of reading."""
    seen = dict.fromkeys(name for cells in table.cells.values() for name in cells)
    others = [name for name in (RELIANCE, WEIGHT, EIGENVALUE, FLIPS) if name in seen]
    return [NATURAL, *ordered(table.attacks), *others]


_COLUMN_NAMES = {
    NATURAL: "natural (%)",
    RELIANCE: "predictions that change with the robust feature's sign (%)",
    WEIGHT: "robust weight over the others' mean",
    EIGENVALUE: "largest Hessian eigenvalue",
    FLIPS: "right training samples that the ascent turns wrong (%)",
}


def column_name(name: str) -> str:
    """Return a column's name for a reader."""
    return _COLUMN_NAMES.get(name) or f"{attack(name)} (%)"
