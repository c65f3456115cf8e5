from __future__ import annotations

import numpy as np
import pytest

from figures.drawing import style
from figures.plots.registry import FIGURES
from tests.figures.drawing import layout
from tests.figures.plots.computed import data_of


@pytest.fixture(params=FIGURES, ids=lambda figure: figure.name)
def drawn(request):
    # Outside `style.context`: a figure brings its own.
    return request.param.draw(data_of(request.param.name))


def test_a_reader_has_nothing_to_object_to(drawn):
    assert layout.complaints(drawn) == []
    assert drawn.get_size_inches()[0] in (style.COLUMN, style.DOUBLE)
    assert drawn.dpi >= 200


def _sound():
    figure = style.canvas(style.COLUMN, 2.5)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], label="one", **style.SAM.line())
    axes.plot([0, 1], [0, 0.5], label="two", **style.AT.line())
    axes.set(xlabel="$x$", ylabel="$y$", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="upper left")
    return figure, axes


DAMAGE = {
    "sound": (lambda axes: None, None),
    "no label": (lambda axes: axes.set_xlabel(""), "no x label"),
    "legend over data": (lambda axes: axes.legend(loc="center"), "legend lies on a curve"),
    "text over legend": (lambda axes: axes.text(0.05, 0.9, "here"), "overlaps legend"),
    "text over marker": (
        lambda axes: (axes.plot(0.8, 0.2, "o", color=style.BLUE), axes.text(0.78, 0.18, "here")),
        "'here' lies on a curve",
    ),
    "text off the canvas": (lambda axes: axes.text(1.2, 0.1, "far away"), "does not fit"),
    "foreign colour": (lambda axes: axes.axhline(0.9, color="red"), "not in the palette"),
    "same dashes": (lambda axes: axes.plot([0, 1], [0, 0.2], label="three", color=style.GREEN), "in colour alone"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_check_sees_damage(damage):
    change, complaint = DAMAGE[damage]
    with style.context():
        figure, axes = _sound()
        change(axes)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        if damage == "text off the canvas":
            axes.texts[0].set_in_layout(True)
            axes.set_position([0.1, 0.1, 0.8, 0.8])
        found = layout.complaints(figure)
    assert (found == []) if complaint is None else any(complaint in line for line in found)


def test_colours_stay_apart_in_grey():
    # Line styles carry the difference; the colours of the three methods must not be one grey all the same.
    weights = np.array([0.2126, 0.7152, 0.0722])
    greys = [
        weights @ [int(look.color[i : i + 2], 16) / 255 for i in (1, 3, 5)] for look in (style.ST, style.AT, style.SAM)
    ]
    assert min(abs(a - b) for i, a in enumerate(greys) for b in greys[:i]) > 0.05
