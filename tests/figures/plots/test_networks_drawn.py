"""What the drawings of networks must not suggest."""

from __future__ import annotations

import numpy as np

from figures.drawing import style
from figures.plots import network_accuracy
from figures.plots.catalogue import find
from tests.figures.plots.computed import data_of


def test_theory_of_linear_models_is_drawn_in_no_other_networks_column():
    canvas = find("planted-reliance").draw(data_of("planted-reliance"))
    for axes in canvas.axes:
        lines = [line for line in axes.lines if len(line.get_xdata()) == 2]
        assert len(lines) == 4
        assert all(-0.5 < float(np.min(line.get_xdata())) <= float(np.max(line.get_xdata())) < 0.5 for line in lines)


def test_the_legend_says_where_theory_is_on_the_other_side_of_st():
    data = data_of("planted-reliance").select(quantity="weight")
    value = {
        (network, method): data.select(network=network, method=method)["value"][0]
        for network, method in (("linear", "SAM"), ("linear", "ST"), ("theory", "SAM, batches of 64"), ("theory", "ST"))
    }
    seen = value["linear", "SAM"] - value["linear", "ST"]
    other = seen * (value["theory", "SAM, batches of 64"] - value["theory", "ST"]) < 0.0
    canvas = find("planted-reliance").draw(data_of("planted-reliance"))
    (told,) = [t.get_text() for t in canvas.legends[0].get_texts() if "batches of 64" in t.get_text()]
    assert ("measured on the other side of ST" in told) == other


def test_no_two_methods_have_one_colour():
    marks = network_accuracy.MARKS
    colours = [colour for name, (colour, _) in marks.items() if "BISAM" not in name]
    assert len(set(colours)) == len(colours)
    (green,) = {colour for name, (colour, _) in marks.items() if "BISAM" in name}  # one family, told by its markers
    assert green not in colours
    assert len(set(marks.values())) == len(marks)
    assert {green, *colours} <= set(style.PALETTE)


def test_pairs_are_points_and_no_curve():
    canvas = find("matched-radius").draw(data_of("matched-radius"))
    (measured,) = [line for line in canvas.axes[1].lines if line.get_label().startswith("measured")]
    assert measured.get_linestyle() == "None"
    assert f"{len(measured.get_xdata())} pairs" in measured.get_label()


def test_axes_run_from_small_to_large():
    for name in ("average-error", "matched-radius", "natural-robust"):
        for axes in find(name).draw(data_of(name)).axes:
            assert axes.get_xlim()[0] < axes.get_xlim()[1]
