"""The dependency graph of a paper's claims as SVG for the browser: boxes are links, colours and signs tell the status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from markupsafe import Markup, escape

from figures.drawing import layers
from figures.plots.claim_graph import MARKS, label
from figures.report.marks import css_name
from theory.ledger.ledger import Ledger

# In pixels: boxes, and the room between layers from left to right and, where these are many, from top to bottom.
_WIDTH, _STEP, _DROP, _LINE, _GAP, _PAD, _MARGIN = 158.0, 56.0, 34.0, 14.0, 10.0, 5.0, 8.0
_COLUMNS = 8  # more layers than this run down
_ABREAST = 7  # boxes in a layer of those
_LETTERS = 21  # in a line of a box


_FEW = 6  # claims: connected parts of fewer share a drawing


@dataclass(frozen=True)
class Drawing:
    """Some connected parts of a paper's graph: the drawing and how many claims it shows."""

    svg: Markup
    shown: int


@dataclass(frozen=True)
class Graph:
    """The drawings of a paper's claims, the largest first, and the ids of claims that neither use another nor are used."""

    paper: str
    drawings: tuple[Drawing, ...]
    apart: tuple[str, ...]

    @property
    def shown(self) -> int:
        """How many claims the drawings show."""
        return sum(drawing.shown for drawing in self.drawings)


def edges(ledger: Ledger, paper: str) -> dict[str, tuple[str, ...]]:
    """Return what each claim of a paper uses or corrects, and the claims of other papers among that.

    A correction that its original uses is not an edge back.
    """
    own = [claim for claim in ledger.claims.values() if claim.source.paper == paper or claim.id.startswith(f"{paper}/")]
    found: dict[str, tuple[str, ...]] = {}
    for claim in own:
        corrected = (claim.corrects,) if claim.corrects and claim.id not in ledger.ancestors(claim.corrects) else ()
        found[claim.id] = tuple(dict.fromkeys((*claim.uses, *corrected)))
    return {**{used: () for uses in found.values() for used in uses if used not in found}, **found}


def draw(ledger: Ledger, paper: str) -> Graph:
    """Return the graph of a paper's claims, a drawing for each connected part; small parts share one."""
    whole = edges(ledger, paper)
    found = sorted(parts(whole), key=lambda part: -len(part))
    groups = [part for part in found if len(part) >= _FEW]
    few = [name for part in found if 1 < len(part) < _FEW for name in part]
    drawn = (_drawing(ledger, paper, {name: whole[name] for name in group}) for group in [*groups, few] if group)
    return Graph(paper, tuple(drawn), tuple(name for (name, *others) in found if not others))


def parts(uses: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the connected parts of a graph, each with its nodes in the graph's order."""
    part = {name: {name} for name in uses}
    for name, used in uses.items():
        for other in used:
            if part[other] is not part[name]:
                joined = part[name] | part[other]
                part |= dict.fromkeys(joined, joined)
    whole = {id(names): names for names in part.values()}
    return [[name for name in uses if name in names] for names in whole.values()]


@dataclass(frozen=True)
class _Frame:
    """Where layers run, right or (many of them) down, their distance, and the extent of boxes in that direction."""

    down: bool
    step: float
    extent: float

    def along(self, layer: int) -> float:
        """Return where the boxes of a layer begin."""
        return _MARGIN + self.step * layer

    def point(self, along: float, across: float) -> str:
        """Return a place in the drawing."""
        return f"{across:.0f} {along:.0f}" if self.down else f"{along:.0f} {across:.0f}"


def _drawing(ledger: Ledger, paper: str, joined: Mapping[str, tuple[str, ...]]) -> Drawing:
    uses = layers.reduced(joined)
    lines = {name: wrap(label(name, paper), _LETTERS) for name in uses}
    height = {name: _LINE * len(lines[name]) + 2 * _PAD for name in uses}
    layer = layers.layers(uses)
    down = max(layer.values()) >= _COLUMNS
    most = _ABREAST if down else None
    layer = layers.layers(uses, most)
    columns = 1 + max(layer.values())
    if down:
        height = dict.fromkeys(uses, max(height.values()))
    breadth = {name: (_WIDTH if down else height[name]) + _GAP for name in uses}
    room = 40.0 + 1.15 * max(sum(breadth[name] for name in uses if layer[name] == k) for k in range(columns))
    # Bends need room too; their breadth is that of inches, so that they take next to none here.
    found = layers.layout(uses, breadth, room, most)
    extent = max(height.values()) if down else _WIDTH
    frame = _Frame(down, extent + (_DROP if down else _STEP), extent)
    made = [_edge(ledger, pair, points, frame) for pair, points in found.arrows.items()]
    for name in uses:
        number, across = found.nodes[name]
        middle = frame.along(number) + 0.5 * extent
        centre = (across, middle) if down else (middle, across)
        made.append(_box(ledger, name, centre, lines[name], height[name]))
    length = frame.step * (columns - 1) + extent + 2 * _MARGIN
    places = [across for points in found.arrows.values() for _, across in points]
    half = 0.5 * max(breadth.values()) + _MARGIN
    low, high = min(places) - half, max(places) + half
    box = (low, 0.0, high - low, length) if down else (0.0, low, length, high - low)
    svg = Markup(
        '<svg class="graph" viewBox="{box}" width="{width:.0f}" height="{height:.0f}" '
        'role="group" aria-label="What rests on what: {paper}">{made}</svg>'
    ).format(
        box=" ".join(f"{x:.0f}" for x in box), width=box[2], height=box[3], paper=paper, made=Markup("").join(made)
    )
    return Drawing(svg, len(joined))


def _edge(ledger: Ledger, pair: tuple[str, str], points: Sequence[layers.Point], frame: _Frame) -> Markup:
    """An arrow from the used claim to its user; dashed where the user corrects the used one."""
    used, user = pair
    start, *between = [(frame.along(layer), across) for layer, across in points]
    path = f"M{frame.point(start[0] + frame.extent, start[1])}"
    for (x0, y0), (x1, y1) in pairwise([start, *between]):
        leave = x0 + frame.extent
        bend = 0.5 * (x1 - leave)
        path += f"C{frame.point(leave + bend, y0)} {frame.point(x1 - bend, y1)} {frame.point(x1 - 1, y1)}"
        if (x1, y1) != between[-1]:
            path += f"L{frame.point(x1 + frame.extent, y1)}"
    kinds = ["edge"]
    if ledger.claim(user).corrects == used and used not in ledger.claim(user).uses:
        kinds.append("corrects")
    elif css_name(ledger.status(used)) == "refuted":
        kinds.append("from-refuted")
    return Markup('<path class="{}" data-from="{}" data-to="{}" d="{}" marker-end="url(#arrow-head)"/>').format(
        " ".join(kinds), used, user, path
    )


def _box(ledger: Ledger, name: str, centre: tuple[float, float], lines: Sequence[str], height: float) -> Markup:
    status = ledger.status(name)
    x, y = centre[0] - 0.5 * _WIDTH, centre[1] - 0.5 * height
    first = centre[1] - 0.5 * _LINE * len(lines)
    text = Markup("").join(
        Markup('<tspan x="{:.0f}" y="{:.1f}">{}</tspan>').format(x + 22, first + _LINE * (k + 0.78), escape(line))
        for k, line in enumerate(lines)
    )
    return Markup(
        '<a href="#{name}" data-claim="{name}" class="node status-{status}" aria-label="{name}, {word}: {summary}">'
        "<title>{name}, {word}: {summary}</title>"
        '<rect x="{x:.0f}" y="{y:.1f}" width="{width:.0f}" height="{height:.0f}" rx="4"/>'
        '<text class="sign" x="{sign:.0f}" y="{middle:.1f}">{mark}</text><text>{text}</text></a>'
    ).format(
        name=name,
        status=css_name(status),
        word=status.value.lower(),
        summary=ledger.claim(name).summary,
        x=x,
        y=y,
        width=_WIDTH,
        height=height,
        sign=x + 7,
        middle=centre[1] + 4.0,
        mark=MARKS[status].sign,
        text=text,
    )
