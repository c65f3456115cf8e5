"""What a reader would object to in a drawn figure, as sentences; none for a good one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from figures.drawing import style

SLACK = 1.5  # pixels at 300 per inch: rounding of glyph boxes, far below what an eye sees
SMALLEST_FONT = 6.0  # points


def complaints(figure):
    """Return what is wrong with a figure that has been laid out."""
    renderer = figure.canvas.get_renderer()
    found = _off_canvas(figure, renderer)
    for number, axes in enumerate(figure.axes):
        where = f"panel {number}"
        found += _labels(axes, where)
        boxes = _text_boxes(axes, renderer)
        found += [f"{where}: {a} overlaps {b}" for (a, x), (b, y) in combinations(boxes, 2) if _overlap(x, y)]
        found += [f"{where}: {name} lies on a curve" for name, box in boxes if _on_a_curve(axes, box)]
        found += _looks(axes, where)
    return found


def _off_canvas(figure, renderer):
    tight = figure.get_tightbbox(renderer)
    width, height = figure.get_size_inches()
    margin = SLACK / figure.dpi
    inside = tight.x0 >= -margin and tight.y0 >= -margin and tight.x1 <= width + margin and tight.y1 <= height + margin
    return [] if inside else [f"canvas: {tight.extents.round(3)} does not fit {width} x {height}"]


def _labels(axes, where):
    if axes.get_label() == "<colorbar>":
        return [] if axes.get_ylabel() else [f"{where}: colour bar without a label"]
    if not axes.axison:
        return []  # a diagram
    found = []
    if not any(sibling.get_ylabel() for sibling in axes.get_shared_y_axes().get_siblings(axes)):
        found.append(f"{where}: no y label")
    if not any(sibling.get_xlabel() for sibling in axes.get_shared_x_axes().get_siblings(axes)):
        found.append(f"{where}: no x label")
    return found


def _text_boxes(axes, renderer):
    texts = [text for text in axes.texts if text.get_text()]
    small = [text for text in texts if text.get_fontsize() < SMALLEST_FONT]
    assert not small, small
    boxes = [(repr(text.get_text()), text.get_window_extent(renderer)) for text in texts]
    if axes.get_legend():
        boxes.append(("legend", axes.get_legend().get_window_extent(renderer)))
    return [(name, Bbox.from_extents(b.x0 + SLACK, b.y0 + SLACK, b.x1 - SLACK, b.y1 - SLACK)) for name, b in boxes]


def _overlap(a, b):
    return a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1


def _on_a_curve(axes, box):
    for line in axes.lines:
        points = line.get_transform().transform(line.get_xydata())
        if line.get_linestyle() != "None" and Path(points).intersects_bbox(box, filled=False):
            return True
        if line.get_marker() != "None" and np.any([box.contains(*point) for point in points]):
            return True
    return False


def _looks(axes, where):
    allowed = {*style.PALETTE, style.GREY, "#ffffff"}
    found = [
        f"{where}: the colour {to_hex(line.get_color())} is not in the palette"
        for line in axes.lines
        if to_hex(line.get_color()).upper() not in {colour.upper() for colour in allowed}
    ]
    named = [line for line in axes.lines if not line.get_label().startswith("_")]
    looks = [(line._unscaled_dash_pattern, line.get_linewidth(), line.get_marker()) for line in named]
    if len(set(looks)) < len(looks):
        found.append(f"{where}: curves of the legend differ in colour alone")
    return found
