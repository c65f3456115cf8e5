"""The dependency graph of a paper's claims as SVG for the browser: boxes are links, colours and signs tell the status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from markupsafe import Markup, escape

from figures import layers
from figures.claim_graph import MARKS, label
from figures.report.marks import css_name
from theory.ledger import Ledger

# In pixels: columns of boxes from left to right.
_WIDTH, _STEP, _LINE, _GAP, _PAD, _MARGIN = 158.0, 214.0, 14.0, 10.0, 5.0, 8.0
_LETTERS = 21  # in a line of a box


@dataclass(frozen=True)
class Graph:
    """The drawing of a paper's claims, and the ids of those that neither use another claim nor are used."""

    paper: str
    svg: Markup
    shown: int
    apart: tuple[str, ...]


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
    """Return the graph of a paper's claims."""
    whole = edges(ledger, paper)
    used = {name for names in whole.values() for name in names}
    joined = {name: uses for name, uses in whole.items() if uses or name in used}
    apart = tuple(name for name in whole if name not in joined)
    if not joined:
        return Graph(paper, Markup(""), 0, apart)
    uses = layers.reduced(joined)
    lines = {name: wrap(label(name, paper), _LETTERS) for name in uses}
    height = {name: _LINE * len(lines[name]) + 2 * _PAD for name in uses}
    breadth = {name: height[name] + _GAP for name in uses}
    layer = layers.layers(uses)
    columns = 1 + max(layer.values())
    room = 40.0 + 1.15 * max(sum(breadth[name] for name in uses if layer[name] == k) for k in range(columns))
    # Bends need room too; their breadth is that of inches, so that they take next to none here.
    found = layers.layout(uses, breadth, room)
    parts = [_edge(ledger, pair, points) for pair, points in found.arrows.items()]
    parts += [_box(ledger, name, found.nodes[name], lines[name], height[name]) for name in uses]
    width = _STEP * (columns - 1) + _WIDTH + 2 * _MARGIN
    across = [found.nodes[name][1] for name in uses]
    top, bottom = min(across) - 40.0, max(across) + 40.0
    svg = Markup(
        '<svg class="graph" viewBox="0 {top:.0f} {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        'role="group" aria-label="What rests on what: {paper}">{parts}</svg>'
    ).format(top=top, width=width, height=bottom - top, paper=paper, parts=Markup("").join(parts))
    return Graph(paper, svg, len(joined), apart)


def _left(layer: int) -> float:
    return _MARGIN + _STEP * layer


def _edge(ledger: Ledger, pair: tuple[str, str], points: Sequence[layers.Point]) -> Markup:
    """An arrow from the used claim to its user; dashed where the user corrects the used one."""
    used, user = pair
    start, *between = [(_left(layer), across) for layer, across in points]
    path = f"M{start[0] + _WIDTH:.0f} {start[1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise([start, *between]):
        leave, bend = x0 + _WIDTH, 0.5 * (x1 - x0 - _WIDTH)
        path += f"C{leave + bend:.0f} {y0:.1f} {x1 - bend:.0f} {y1:.1f} {x1 - 1:.0f} {y1:.1f}"
        if (x1, y1) != between[-1]:
            path += f"H{x1 + _WIDTH:.0f}"
    kinds = ["edge"]
    if ledger.claim(user).corrects == used and used not in ledger.claim(user).uses:
        kinds.append("corrects")
    elif css_name(ledger.status(used)) == "refuted":
        kinds.append("from-refuted")
    return Markup('<path class="{}" data-from="{}" data-to="{}" d="{}" marker-end="url(#arrow-head)"/>').format(
        " ".join(kinds), used, user, path
    )


def _box(ledger: Ledger, name: str, place: layers.Point, lines: Sequence[str], height: float) -> Markup:
    status = ledger.status(name)
    x, y = _left(place[0]), place[1] - 0.5 * height
    text = Markup("").join(
        Markup('<tspan x="{:.0f}" y="{:.1f}">{}</tspan>').format(x + 22, y + _PAD + _LINE * (k + 0.78), escape(line))
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
        middle=place[1] + 4.0,
        mark=MARKS[status].sign,
        text=text,
    )
