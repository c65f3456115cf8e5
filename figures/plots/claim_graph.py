"""What rests on what: the claims of a paper, joined by what their printed proofs use and coloured by status."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from textwrap import wrap
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from figures.drawing import diagram, layers, style
from figures.drawing.diagram import Box
from figures.drawing.figure import Figure, Table, table
from theory import papers
from theory.ledger.claims import Status
from theory.ledger.ledger import Ledger
from theory.papers.own import Own

_MARGIN = 0.05  # inches on the left and right
_LEGEND = 0.45  # inches below: two lines


class Mark(NamedTuple):
    """How a status is told: by a sign and by a colour."""

    sign: str
    face: str
    ink: str


MARKS: Mapping[Status, Mark] = {
    Status.PROVED: Mark("✓", style.BLUE, "white"),
    Status.PROVED_IN_PART: Mark("◐", style.SKY, style.BLACK),
    Status.SUPPORTED: Mark("+", style.GREEN, style.BLACK),
    Status.REFUTED: Mark("✗", style.VERMILION, style.BLACK),
    Status.CONTRADICTED: Mark("−", style.ORANGE, style.BLACK),
    Status.DISPUTED: Mark("±", style.PURPLE, style.BLACK),
    Status.INCONCLUSIVE: Mark("~", "#C8C8C8", style.BLACK),
    Status.AGREES: Mark("=", "#A8C6E5", style.BLACK),
    Status.DISAGREES: Mark("≠", "#EBB39B", style.BLACK),
    Status.UNCHECKED: Mark("?", "white", style.BLACK),
    Status.STATED: Mark("○", "#EEEEEE", style.BLACK),
}


def theorem_claims(ledger: Ledger) -> list[str]:
    """Return the theorems of Wei et al., all that their printed proofs rest on, its consequences and corrections."""
    theorems = [name for name in ledger.claims if name.startswith("wei2023/thm-")]
    chosen = _with_ancestors(ledger, theorems)
    equations = [
        claim.id
        for claim in ledger.claims.values()
        if claim.id.startswith("wei2023/eq-") and chosen.intersection(claim.uses)
    ]
    chosen = _with_ancestors(ledger, [*theorems, *equations])
    return [claim.id for claim in ledger.claims.values() if claim.id in chosen or claim.corrects in chosen]


def _with_ancestors(ledger: Ledger, names: list[str]) -> set[str]:
    return {*names, *(used for name in names for used in ledger.ancestors(name))}


def beyond_claims(ledger: Ledger) -> list[str]:
    """Return the claims beyond the papers that use a claim or are used by another of them, and all that they use."""
    own = [claim for claim in ledger.claims.values() if claim.id.startswith("beyond/")]
    joined = {name for claim in own if claim.uses for name in (claim.id, *claim.uses)}
    return [name for name in ledger.claims if name in joined]


def whole_paper(ledger: Ledger, paper: str) -> list[str]:
    """Return a paper's claims and all that they use."""
    own = [claim for claim in ledger.claims.values() if claim.id.startswith(f"{paper}/")]
    joined = {name for claim in own for name in (claim.id, *claim.uses)}
    return [name for name in ledger.claims if name in joined]


def claim_table(ledger: Ledger, names: list[str]) -> Table:
    """Return the columns ``claim``, ``status`` and ``uses``, ids apart by spaces, of the named claims."""
    return table(
        claim=np.array(names),
        status=np.array([ledger.status(name).value for name in names]),
        uses=np.array([" ".join(ledger.claim(name).uses) for name in names]),
    )


def theorem_data() -> Table:
    """`claim_table` of `theorem_claims`, with the evidence there is."""
    ledger = papers.read_ledger()
    return claim_table(ledger, theorem_claims(ledger))


def beyond_data() -> Table:
    """`claim_table` of `beyond_claims`, with the evidence there is."""
    ledger = papers.read_ledger()
    return claim_table(ledger, beyond_claims(ledger))


def graph_text() -> str:
    """Return every claim as the graphs know it: they depend on it besides the code."""
    ledger = papers.read_ledger()
    return "\n".join(
        f"{claim.id} {claim.kind.value} {ledger.status(claim.id).value} {' '.join(claim.uses)} {claim.corrects}"
        for claim in ledger.claims.values()
    )


def graph(data: Table, paper: str) -> dict[str, tuple[str, ...]]:
    """Return what each claim of the table uses within it; claims of other papers are taken as they are."""
    known = set(data["claim"].tolist())
    rows = zip(data["claim"].tolist(), data["uses"].tolist(), strict=True)
    return {
        name: tuple(used for used in uses.split() if used in known) if name.startswith(f"{paper}/") else ()
        for name, uses in rows
    }


def label(claim: str, paper: str) -> str:
    """Return a short name: theorems and equations by their numbers, claims of other papers with the paper."""
    home, _, name = claim.partition("/")
    short = name.replace("-corrected", " corrected")
    if short.startswith("thm-"):
        number, _, of = short.removeprefix("thm-").partition("-")
        short = f"Thm {number} {of}" if of else f"Theorem {number}"
    short = short.replace("eq-", "eq. ")
    return short if home == paper else f"{home} {short}"


def draw_theorems(data: Table) -> Canvas:
    """Draw the layers from top to bottom."""
    uses = layers.reduced(graph(data, "wei2023"))
    boxes = {claim: Box.of(wrap(label(claim, "wei2023"), 19)) for claim in uses}
    width, step = style.DOUBLE - 2.0 * _MARGIN, 0.1 + max(box.height for box in boxes.values())
    breadth = {claim: box.width + 0.07 for claim, box in boxes.items()}
    most = next((n for n in (None, *range(8, 3, -1)) if layers.breadth_of(uses, breadth, n) <= width), 3)
    found = layers.layout(uses, breadth, width, most)
    depth = step * (1 + max(layer for layer, _ in found.nodes.values()))
    return _draw(data, found, boxes, diagram.Page(width, depth, step, down=True))


_MOST = 22  # claims in a column: a crowded layer takes several


def draw_beyond(data: Table) -> Canvas:
    """`draw_across` of the claims beyond the papers."""
    return draw_across(data, "beyond")


def draw_across(data: Table, paper: str) -> Canvas:
    """Draw the layers of a paper's claims from left to right."""
    uses = layers.reduced(graph(data, paper))
    boxes = {claim: Box.of(wrap(label(claim, paper), 17)) for claim in uses}
    breadth = {claim: box.height + 0.07 for claim, box in boxes.items()}
    columns = 1 + max(layers.layers(uses, _MOST).values())
    depth = 0.2 + layers.breadth_of(uses, breadth, _MOST)
    found = layers.layout(uses, breadth, depth, _MOST)
    width = style.DOUBLE - 2.0 * _MARGIN
    return _draw(data, found, boxes, diagram.Page(width, depth, width / columns, down=False))


def _draw(data: Table, found: layers.Layout, boxes: Mapping[str, Box], page: diagram.Page) -> Canvas:
    height = page.height + _LEGEND
    figure = style.canvas(style.DOUBLE, height)
    figure.set_layout_engine("none")  # one inch on the page is one unit of the layout
    place = (_MARGIN / style.DOUBLE, _LEGEND / height, page.width / style.DOUBLE, page.height / height)
    axes = figure.add_axes(place)
    axes.set(xlim=(0.0, page.width), ylim=(0.0, page.height))
    axes.set_axis_off()
    status = {c: Status(s) for c, s in zip(data["claim"].tolist(), data["status"].tolist(), strict=True)}
    for (used, user), points in found.arrows.items():
        refuted = status[used] is Status.REFUTED
        drawn = {"color": style.VERMILION if refuted else style.GREY, "linewidth": 1.4 if refuted else 0.6}
        diagram.arrow(axes, page, points, (boxes[used], boxes[user]), _thickness(boxes, page), **drawn)
    for claim, box in boxes.items():
        mark = MARKS[status[claim]]
        diagram.box(axes, page.at(found.nodes[claim]), box, mark.sign, mark.face, mark.ink)
    handles = [
        Patch(facecolor=mark.face, edgecolor=style.BLACK, linewidth=0.4, label=f"{mark.sign} {known.value.lower()}")
        for known, mark in MARKS.items()
        if known in status.values()
    ]
    tight = {"fontsize": diagram.FONT, "handlelength": 1.1, "handletextpad": 0.5, "columnspacing": 1.2}
    figure.legend(handles=handles, loc="lower center", ncols=-(-len(handles) // 2), **tight)
    return figure


def _thickness(boxes: Mapping[str, Box], page: diagram.Page) -> float:
    return max(page.along(box) for box in boxes.values())


_KEY = (
    "An arrow runs from a claim to one whose printed proof uses it; arrows that follow from chains of others are left "
    "out. Colour and sign tell the status that the evidence gives; thick arrows leave refuted claims."
)
CLAIM_GRAPH = Figure(
    "claim-graph",
    "The theorems of Wei et al. (2023), section 4, the equations of their appendix and what corrects them. " + _KEY,
    theorem_data,
    draw_theorems,
    depends=graph_text,
)
BEYOND_GRAPH = Figure(
    "claim-graph-beyond",
    "The claims beyond the papers that use others or are used, and the papers' claims that they use. " + _KEY,
    beyond_data,
    draw_beyond,
    depends=graph_text,
)


def own_graphs(ledger: Ledger, own: Own) -> tuple[Figure, ...]:
    """Return the graph of each paper of a user's own, with its table as it is now."""
    keys = dict.fromkeys(claim_id.partition("/")[0] for one in own for claim_id in one.ids)
    return tuple(_own_graph(ledger, paper) for paper in keys if paper not in papers.PAPERS)


def _own_graph(ledger: Ledger, paper: str) -> Figure:
    data = claim_table(ledger, whole_paper(ledger, paper))
    columns = {name: tuple(column.tolist()) for name, column in data.columns.items()}
    return Figure(
        f"claim-graph-{paper}",
        f"The claims of {paper} and the claims that they use. {_KEY}",
        partial(_table_of, columns),
        partial(draw_across, paper=paper),
    )


def _table_of(columns: Mapping[str, tuple[str, ...]]) -> Table:
    return table(**{name: np.array(column) for name, column in columns.items()})
