"""How well the moving average of Li et al. (2024), "F-SAM", estimates the full gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from figures.drawing import parameters as told
from figures.drawing import style
from figures.drawing.figure import Figure, Table, stack, table
from simulate.studies import average_points
from simulate.sweeps import store
from theory.smooth.moving_average import best_decay, mean_square_error, steady_error

REST = np.geomspace(1.0, 1e-3, 181)[1:]  # 1 - lambda
STEPS = (10.0, 100.0, 1000.0)
DRIFTS = (1e-6, 1e-4, 1e-2)  # |a|^2/v
_STEP_LOOKS = dict(
    zip(STEPS, (style.Look(style.SKY, style.DASH_DOT), style.Look(style.GREEN, style.DASHED),
                style.Look(style.BLUE, style.SHORT_DASHES)), strict=True)
)  # fmt: skip
_DRIFT_LOOKS = (
    style.Look(style.BLUE, style.SHORT_DASHES),
    style.Look(style.GREEN, style.DASHED),
    style.Look(style.VERMILION, style.DASH_DOT),
)
STEADY = style.Look(style.BLACK, style.SOLID)
PUBLISHED = (0.6, 0.9, 0.95)  # the three defaults in the authors' code


def power_of_ten(value: float) -> str:
    """Return a number in LaTeX, as a power of ten alone where it is one."""
    factor, _, exponent = f"{value:.2e}".partition("e")
    power = f"10^{{{int(exponent)}}}"
    return power if float(factor) == 1.0 else rf"{float(factor):g}\cdot{power}"


def average_error_data(drifts: tuple[float, ...]) -> Table:
    """Columns ``panel`` (fixed, drift), ``curve`` (curve, best, published, sampled), ``parameter``, ``rest``, ``error``.

    ``parameter`` is the number of steps (0: steady state) or |a|^2/v, ``rest`` is 1 - lambda, errors are in units of v.
    The average starts at the first batch gradient, as in the authors' code.
    """
    lam = 1.0 - REST
    best = np.array([best_decay(drift) for drift in drifts])
    published = np.array(PUBLISHED)
    (record,) = store.read(average_points.RESULTS)
    sampled = {float(decay): found["error"] for decay, found in record["result"].items()}
    return stack(
        table(panel="fixed", curve="curve", parameter=0.0, rest=REST, error=steady_error(lam)),
        *(
            table(panel="fixed", curve="curve", parameter=t, rest=REST, error=mean_square_error(lam, t, start=1.0))
            for t in STEPS
        ),
        table(panel="fixed", curve="published", parameter=0.0, rest=1.0 - published, error=steady_error(published)),
        *(
            table(panel="fixed", curve="sampled", parameter=STEPS, rest=1.0 - decay, error=errors)
            for decay, errors in sampled.items()
        ),
        table(panel="drift", curve="curve", parameter=0.0, rest=REST, error=steady_error(lam)),
        *(
            table(panel="drift", curve="curve", parameter=a, rest=REST, error=steady_error(lam, drift=a))
            for a in drifts
        ),
        table(panel="drift", curve="best", parameter=drifts, rest=1.0 - best, error=steady_error(best, drift=drifts)),
    )


def draw_average_error(data: Table, drifts: tuple[float, ...]) -> Canvas:
    """Draw the error over 1 - lambda at fixed weights and under drift."""
    figure = style.canvas(style.COLUMN, 4.7)
    upper, lower = figure.subplots(2, 1, sharex=True)
    drift_looks = dict(zip(drifts, _DRIFT_LOOKS, strict=False))
    for axes, panel, looks, letter in ((upper, "fixed", _STEP_LOOKS, "a"), (lower, "drift", drift_looks, "b")):
        steady = data.select(panel=panel, curve="curve", parameter=0.0)
        handles: list[Artist] = []
        for parameter, look in looks.items():
            curve = data.select(panel=panel, curve="curve", parameter=parameter)
            label = f"$t={parameter:g}$" if panel == "fixed" else rf"$\|a\|^2/v={power_of_ten(parameter)}$"
            axes.plot(curve["rest"], curve["error"], **look.line())
            if panel == "fixed":
                points = data.select(panel=panel, curve="sampled", parameter=parameter)
                axes.plot(points["rest"], points["error"], linestyle="none", marker="x", color=look.color)
            handles.append(Line2D([], [], label=label, **look.line()))
        text = r"$t\to\infty$" if panel == "fixed" else "no drift"
        axes.plot(steady["rest"], steady["error"], **STEADY.line())
        handles.append(Line2D([], [], label=text, **STEADY.line()))
        axes.axhline(1.0, color=style.GREY, linewidth=0.7, linestyle=style.DOTTED)
        axes.set(xscale="log", yscale="log", xlim=(1e-3, 1.0), ylim=(4e-4, 6.0))
        axes.set_ylabel("mean-square error $/\\,v$")
        style.panel_letter(axes, letter)
        points = data.select(panel=panel, curve="published" if panel == "fixed" else "best")
        marker = {"marker": "o", "markerfacecolor": "white"} if panel == "fixed" else {"marker": "D"}
        drawn: dict[str, Any] = {"linestyle": "none", "color": style.BLACK, **marker}
        axes.plot(points["rest"], points["error"], **drawn)
        label = "authors' $\\lambda$" if panel == "fixed" else "best $\\lambda$"
        handles.append(Line2D([], [], label=label, **drawn))
        axes.legend(handles=handles, loc="lower right")
    style.note(upper, "one batch gradient", (1e-3, 1.0), (4.0, 3.0), color=style.GREY, va="bottom")
    lower.set_xlabel(r"$1-\lambda$")
    return figure


AVERAGE_ERROR = Figure(
    "average-error",
    r"Mean-square error of the moving average $m_t$ as an estimate of the full gradient, in units of the batch noise $v$: "
    r"(a) at fixed weights after $t$ steps from $m_0=g_0$, with the three $\lambda$ of the authors' code and, as crosses, "
    r"means over 1000 runs on the binary model with the logistic loss, (b) in the steady state while the full gradient moves "
    r"by $a$ at each step, with the best $\lambda$.",
    average_error_data,
    draw_average_error,
    (average_points.RESULTS,),
    parameters=(
        told.Parameter("drifts", DRIFTS, "|a|^2/v, how far the full gradient moves in a step", told.POSITIVE, 3),
    ),
)
