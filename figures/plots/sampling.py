"""What was sampled from the binary model beside what theory says: accuracies, and how fast optima settle.

Drawn from the committed records of ``python -m simulate full``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy import stats

from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from simulate.judging.decide import ERROR
from simulate.model import rates
from simulate.model.intervals import clopper_pearson
from simulate.studies import plan as plans
from simulate.studies.plan import FULL
from theory import BinaryModel, SharpnessAware, Standard
from theory.model.attacks import accuracy_under_attack
from theory.model.objectives import Objective

CURVE_MODEL = plans.ACCURACY_MODELS[1]
MODEL_TEXT = r"$p={:g}$, $\eta={:g}$, $d={:g}$".format(*CURVE_MODEL)
SHARES = (0.0, 0.25, 0.9, 1.5)
_LOOKS = (
    (style.Look(style.BLACK, style.SOLID), "o"),
    (style.Look(style.SKY, style.DASHED), "s"),
    (style.Look(style.VERMILION, style.DASH_DOT), "D"),
    (style.Look(style.GREEN, style.DASH_DOT_DOT), "^"),
)
LEVEL = 0.95  # of the intervals for medians


def sampled_accuracy_data() -> Table:
    """Columns ``series`` (curve, estimate), ``p``, ``eta``, ``d``, ``attack`` (none, or norm and coordinates), ``eps``,
    ``w``, ``exact`` (closed form), ``accuracy`` and its simultaneous interval ``low`` to ``high``.
    """
    parts = [_curve(share) for share in SHARES]
    chosen = [(BinaryModel(*one), *plans.counts(FULL, BinaryModel(*one))) for one in plans.ACCURACY_MODELS]
    error = ERROR / sum(len(counts) for _, counts, _ in chosen)
    for model, counts, n in chosen:
        for settings, correct in zip(plans.classifiers(model), counts, strict=True):
            low, high = clopper_pearson(correct, n, error)
            parts.append(_row("estimate", model, settings, correct / n, low, high))
    return stack(*parts)


def _curve(share: float) -> Table:
    model = BinaryModel(*CURVE_MODEL)
    w, eps = np.linspace(-3.0, 8.0, 221), share * float(model.eta)
    exact = model.robust_accuracy(w, eps)
    where = {**_named(model), "attack": "linf, non-robust", "eps": eps}
    return table(series="curve", **where, w=w, exact=exact, accuracy=exact, low=exact, high=exact)


def _row(series: str, model: BinaryModel, settings: dict[str, Any], accuracy: float, low: float, high: float) -> Table:
    w, eps = settings["w"], settings.get("eps", 0.0)
    norm, coordinates = settings.get("norm", "linf"), settings.get("coordinates", "non-robust")
    exact = accuracy_under_attack(model, w, eps, norm, coordinates)
    where = {**_named(model), "attack": f"{norm}, {coordinates}", "eps": eps}
    return table(series=series, **where, w=w, exact=exact, accuracy=accuracy, low=low, high=high)


def _named(model: BinaryModel) -> dict[str, Any]:
    return {"p": float(model.p), "eta": float(model.eta), "d": float(model.d)}


def draw_sampled_accuracy(data: Table) -> Canvas:
    """Draw estimates on the curves of one model, and every estimate less its closed form."""
    figure = style.canvas(style.COLUMN, 4.6)
    upper, lower = figure.subplots(2, 1, height_ratios=(1.3, 1.0))
    p, eta, d = CURVE_MODEL
    for share, (look, marker) in zip(SHARES, _LOOKS, strict=True):
        picked: dict[str, Any] = {"p": p, "eta": eta, "d": float(d), "attack": "linf, non-robust"}
        picked["eps"] = share * eta
        curve, seen = (data.select(series=name, **picked) for name in ("curve", "estimate"))
        label = "natural" if share == 0.0 else rf"$\epsilon={share:g}\,\eta$"
        upper.plot(curve["w"], curve["exact"], label=label, linewidth=1.0, **look.line())
        inside = abs(seen["w"] - 2.5) <= 5.5
        upper.plot(
            seen["w"][inside],
            seen["accuracy"][inside],
            color=look.color,
            linestyle="none",
            marker=marker,
            markersize=3.0,
        )
    upper.set(xlim=(-3.0, 8.0), ylim=(-0.02, 1.24), xlabel="weight of the robust feature $w$")
    upper.set(ylabel="accuracy, natural or robust", yticks=[0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    upper.legend(loc="upper center", ncols=2)
    _draw_deviations(lower, data.select(series="estimate"))
    style.panel_letter(upper, "a")
    style.panel_letter(lower, "b")
    return figure


def _draw_deviations(axes: Axes, seen: Table) -> None:
    """Draw the deviations one beside the other, group by group and in each in the order of the closed form."""
    exact, unit = seen["exact"], 1e-5
    axes.axhline(0.0, color=style.GREY, linewidth=0.7)
    groups = (
        ("natural", (seen["eps"] == 0.0), style.BLACK, "o"),
        (
            r"$\ell_\infty$ on $x_2, \dots$",
            (seen["eps"] > 0.0) & (seen["attack"] == "linf, non-robust"),
            style.SKY,
            "s",
        ),
        ("other attacks", seen["attack"] != "linf, non-robust", style.VERMILION, "D"),
    )
    start = 0
    for label, rows, colour, marker in groups:
        order = np.flatnonzero(rows)[np.argsort(exact[rows], kind="stable")]
        x = start + np.arange(len(order))
        low, high = ((seen[end] - exact)[order] / unit for end in ("low", "high"))
        axes.vlines(x, low, high, color=colour, linewidth=0.5)
        middle = (seen["accuracy"] - exact)[order] / unit
        axes.plot(x, middle, color=colour, linestyle="none", marker=marker, markersize=1.5, label=label)
        start += len(order) + 4
    reach = float(np.max(np.abs([seen["low"] - exact, seen["high"] - exact]))) / unit
    axes.set(xlim=(-4.0, start), ylim=(-1.15 * reach, 1.9 * reach), xticks=[])
    axes.set(xlabel="estimates, by their closed form", ylabel=r"(estimate $-$ closed form) / $10^{-5}$")
    axes.legend(loc="upper center", ncols=3, columnspacing=1.0, handletextpad=0.3, handlelength=1.2)


def _models() -> list[tuple[float, float, float, float]]:
    return [*plans.RATE_MODELS, plans.UNREACHED]


def minimiser_rates_data() -> Table:
    """Columns ``series`` (law, seen), ``objective``, ``p``, ``eta``, ``d``, ``rho``, ``n``, the median ``distance`` of the
    minimiser from the population's optimum with its interval ``low`` to ``high``, and the share of ``infinite``
    minimisers.  Medians of which the interval is infinite are left out.
    """
    parts = []
    for p, eta, d, rho in _models():
        model = BinaryModel(p, eta, d)
        for name, objective in (("ST", Standard()), ("SAM", SharpnessAware(rho))):
            named = {"objective": name, "p": p, "eta": eta, "d": float(d), "rho": rho}
            parts += _rows(model, objective, named)
    return stack(*parts)


def _rows(model: BinaryModel, objective: Objective, named: dict[str, Any]) -> list[Table]:
    limit = rates.law(model, objective)
    n = np.geomspace(FULL.rates[0].n, FULL.rates[-1].n, 2)
    line = limit.median_distance * n**-limit.rate
    parts = [table(series="law", **named, n=n, distance=line, low=line, high=line, infinite=0.0)]
    for size in FULL.rates:
        records = FULL.records(plans.rate_cells(FULL, model, named["rho"], size), "minimisers")
        found = plans.joined(records, named["objective"], "weights")
        low, middle, high = median_interval(np.abs(found - limit.weight))
        if np.isfinite(high):
            shown = {"distance": middle, "low": low, "high": high, "infinite": float(np.mean(np.isinf(found)))}
            parts.append(table(series="seen", **named, n=float(size.n), **shown))
    return parts


def median_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Return the median of independent values between two of their order statistics, which hold it at LEVEL or more."""
    ordered = np.sort(values)
    below = int(stats.binom.ppf((1.0 - LEVEL) / 2.0, len(ordered), 0.5))
    first = max(below - 1, 0)  # P(fewer than first + 1 values lie below the median) is at most (1 - LEVEL)/2
    middle = 0.5 * (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2])
    return float(ordered[first]), float(middle), float(ordered[-1 - first])


_MARKERS = ("o", "s", "D", "^")
_COLOURS = (style.BLACK, style.BLUE, style.GREEN, style.VERMILION)


def draw_minimiser_rates(data: Table) -> Canvas:
    """Draw median distances over n with the laws for two models, and their ratio to the law for all."""
    figure = style.canvas(style.DOUBLE, 2.9)
    first, second, third = style.row(figure, 3)
    _draw_distances(first, data)
    for axes, objective, letter in ((second, "ST", "b"), (third, "SAM", "c")):
        _draw_ratios(axes, data.select(objective=objective))
        style.panel_letter(axes, letter)
    second.set(ylabel="median distance / that of the limit law")
    third.set(ylabel="median distance / that of the limit law")
    second.legend(loc="upper left", title=r"$p,\,\eta,\,d$", title_fontsize=style.points(7.0), alignment="left")
    style.panel_letter(first, "a")
    first.set_title(_model_text(*plans.RATE_MODELS[1][:3]), loc="right")
    second.set_title("ST", loc="right")
    third.set_title("SAM", loc="right")
    return figure


def _model_text(p: float, eta: float, d: float) -> str:
    return rf"$p={p:g}$, $\eta={eta:g}$, $d={d:g}$"


def _text(p: float, eta: float, d: float) -> str:
    return rf"${p:g},\,{eta:g},\,{d:g}$"


def _draw_distances(axes: Axes, data: Table) -> None:
    p, eta, d, _ = plans.RATE_MODELS[1]
    part = data.select(p=p, eta=eta, d=float(d))
    for objective, look, marker in (("ST", style.ST, "o"), ("SAM", style.SAM, "s")):
        law, seen = (part.select(objective=objective, series=name) for name in ("law", "seen"))
        text = r"ST, $n^{-1/3}$" if objective == "ST" else r"SAM, $n^{-1/2}$"
        axes.plot(law["n"], law["distance"], label=text, **look.line())
        axes.vlines(seen["n"], seen["low"], seen["high"], color=look.color, linewidth=0.9)
        axes.plot(seen["n"], seen["distance"], color=look.color, linestyle="none", marker=marker)
    axes.set(xscale="log", yscale="log", xlabel="samples $n$", xlim=(50.0, 2e7), ylim=(4e-3, 10.0))
    axes.set_ylabel(r"median $|w_n - w_\mathrm{opt}|$")
    axes.legend(loc="upper right")


def _draw_ratios(axes: Axes, data: Table) -> None:
    axes.axhline(1.0, color=style.GREY, linewidth=0.7)
    for i, (p, eta, d, _) in enumerate(_models()):
        part = data.select(p=p, eta=eta, d=float(d))
        law, seen = part.select(series="law"), part.select(series="seen")
        rate = np.log(law["distance"][0] / law["distance"][1]) / np.log(law["n"][1] / law["n"][0])
        expected = law["distance"][0] * (seen["n"] / law["n"][0]) ** -rate
        at = seen["n"] * 1.12 ** (i - 1.5)  # side by side
        axes.vlines(at, seen["low"] / expected, seen["high"] / expected, color=_COLOURS[i], linewidth=0.9)
        drawn: dict[str, Any] = {"color": _COLOURS[i], "linestyle": "none", "marker": _MARKERS[i], "markersize": 3.0}
        axes.plot(at, seen["distance"] / expected, label=_text(p, eta, d), **drawn)
    axes.set(xscale="log", xlabel="samples $n$", xlim=(50.0, 2e7), ylim=(0.0, 2.4))


SAMPLED_ACCURACY = Figure(
    "sampled-accuracy",
    rf"Accuracies estimated from {FULL.accuracy.n * FULL.accuracy.replications:.0e} samples: (a) natural and robust "
    rf"accuracy ($\ell_\infty$ attacks on the non-robust features) of one model ({MODEL_TEXT}) on the closed-form curves "
    rf"(intervals are smaller than the markers); "
    rf"(b) all estimates at {len(plans.ACCURACY_MODELS)} models less their closed forms, with exact intervals that hold "
    rf"together with probability {1 - ERROR:g}.",
    sampled_accuracy_data,
    draw_sampled_accuracy,
    FULL.files("accuracy"),
)


def _gap_at_the_last() -> str:
    """Return acc(w*) - p of the parameters at which the limit laws are not reached, in LaTeX."""
    p, eta, d, _ = plans.UNREACHED
    model = BinaryModel(p, eta, d)
    digits, _, exponent = f"{model.accuracy(model.standard_weight) - p:.1e}".partition("e")
    return rf"{digits}\cdot10^{{{int(exponent)}}}"


MINIMISER_RATES = Figure(
    "minimiser-rates",
    r"How fast the exact minimiser $w_n$ of the empirical 0-1 loss settles: (a) median distance from the population's "
    r"optimum with the limit laws, Chernoff's for ST and the normal one for SAM, at $p={:g}$, $\eta={:g}$, $d={:g}$, "
    r"$\rho={:g}$; (b) for ST and (c) for SAM the distance over the law's, for models $(p, \eta, d)$. At the last the "
    r"laws are not reached, since $\mathrm{{acc}}(w^*)-p$ is ${gap}$; where so many minimisers are infinite that the "
    r"median's interval is, nothing is drawn. Intervals: {level:.0%}.".format(
        *plans.RATE_MODELS[1], gap=_gap_at_the_last(), level=LEVEL
    ),
    minimiser_rates_data,
    draw_minimiser_rates,
    FULL.files("minimisers"),
)
