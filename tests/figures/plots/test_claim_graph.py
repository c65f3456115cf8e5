"""The graphs of the claims: layout rules on random graphs, statuses of made-up evidence, what makes them stale."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.drawing import layers, output, style
from figures.plots import claim_graph
from tests.figures.drawing import layout
from tests.figures.findings.test_findings import ledger_with
from theory import papers
from theory.ledger.claims import Evidence, Kind, Method, Status, Verdict
from theory.ledger.ledger import Ledger


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 14))
    names = [f"n{i}" for i in range(size)]
    return {name: tuple(used for used in names[:i] if draw(st.integers(0, 3)) == 0) for i, name in enumerate(names)}


def ancestors(uses, node):
    return set(uses[node]).union(*(ancestors(uses, used) for used in uses[node]))


@settings(max_examples=40, deadline=None)
@given(uses=graphs())
def test_reduction_keeps_who_rests_on_whom_and_no_arrow_too_many(uses):
    kept = layers.reduced(uses)
    for node in uses:
        assert ancestors(kept, node) == ancestors(uses, node)
        for used in kept[node]:
            without = {**kept, node: tuple(other for other in kept[node] if other != used)}
            assert ancestors(without, node) != ancestors(kept, node)


@settings(max_examples=40, deadline=None)
@given(uses=graphs())
def test_layout_runs_one_way_and_nothing_overlaps(uses):
    breadth = {node: 0.5 + 0.1 * i for i, node in enumerate(uses)}
    found = layers.layout(uses, breadth, room=40.0)
    assert set(found.nodes) == set(uses)
    assert set(found.arrows) == {(used, user) for user in uses for used in uses[user]}
    for (used, user), points in found.arrows.items():
        assert (points[0], points[-1]) == (found.nodes[used], found.nodes[user])
        assert np.diff([layer for layer, _ in points]).tolist() == [1] * (len(points) - 1)
    for level in {layer for layer, _ in found.nodes.values()}:
        row = sorted((across, node) for node, (layer, across) in found.nodes.items() if layer == level)
        assert row[0][0] >= 0.5 * breadth[row[0][1]] - 1e-9
        assert row[-1][0] <= 40.0 - 0.5 * breadth[row[-1][1]] + 1e-9
        for (left, a), (right, b) in pairwise(row):
            assert right - left >= 0.5 * (breadth[a] + breadth[b]) - 1e-9


def test_no_room_is_told():
    with pytest.raises(ValueError, match=r"room: expected enough for layer 1, 2 nodes and arrows, got 1\.5"):
        layers.layout({"a": (), "b": ("a",), "c": ("a",)}, {"a": 1.0, "b": 1.0, "c": 1.0}, 1.5)


@pytest.mark.parametrize("most", [None, 2])
def test_the_room_that_is_told_suffices_and_less_does_not(most):
    uses = {"a": (), "b": ("a",), "c": ("a",), "d": ("a", "b"), "e": ("a", "d")}
    breadth = dict.fromkeys(uses, 1.0)
    least = layers.breadth_of(uses, breadth, most)
    layers.layout(uses, breadth, least, most)
    with pytest.raises(ValueError, match="room: expected enough"):
        layers.layout(uses, breadth, least - 1e-6, most)


def test_labels_say_what_a_claim_is():
    names = {
        "wei2023/thm-4.4": "Theorem 4.4",
        "wei2023/thm-4.4-corrected": "Theorem 4.4 corrected",
        "wei2023/thm-4.5-same-bound": "Thm 4.5 same-bound",
        "wei2023/eq-33-corrected": "eq. 33 corrected",
        "beyond/attack-jump": "beyond attack-jump",
    }
    assert {name: claim_graph.label(name, "wei2023") for name in names} == names
    assert claim_graph.label("wei2023/thm-4.2", "beyond") == "wei2023 Theorem 4.2"


def test_what_the_theorem_graph_holds():
    ledger = papers.ledger()
    chosen = claim_graph.theorem_claims(ledger)
    assert {f"wei2023/eq-{number}" for number in range(14, 38)} <= set(chosen)
    assert {name for name in ledger.claims if name.startswith("wei2023/thm-")} <= set(chosen)
    assert {"wei2023/eq-33-corrected", "wei2023/eq-7"} <= set(chosen)
    for name in chosen:
        assert set(ledger.claim(name).uses) <= set(chosen)  # no arrow is cut off


def test_what_the_beyond_graph_holds():
    ledger = papers.ledger()
    chosen = claim_graph.beyond_claims(ledger)
    every = [name for name in ledger.claims if name.startswith("beyond/")]
    used = {one for name in every for one in ledger.claim(name).uses}
    own = [name for name in every if ledger.claim(name).uses or name in used]
    assert set(own) == {name for name in chosen if name.startswith("beyond/")} < set(every)
    assert set(chosen) - set(own) == {used for name in own for used in ledger.claim(name).uses} - set(own)
    drawn = claim_graph.graph(claim_graph.claim_table(ledger, chosen), "beyond")
    assert {name: set(uses) for name, uses in drawn.items() if name in own} == {
        name: set(ledger.claim(name).uses) for name in own
    }


@pytest.mark.parametrize("verdict", [Verdict.HOLDS, Verdict.FAILS, Verdict.INCONCLUSIVE])
def test_status_and_uses_come_from_the_ledger(verdict):
    ledger = ledger_with(verdict)
    table = claim_graph.claim_table(ledger, claim_graph.theorem_claims(ledger))
    for claim, status, uses in zip(table["claim"], table["status"], table["uses"], strict=True):
        assert status == ledger.status(str(claim)).value
        assert tuple(uses.split()) == ledger.claim(str(claim)).uses


def every_status():
    """Return a ledger in which every status that evidence can give occurs among the theorems' claims."""
    kinds = [
        [],
        [(Method.SYMBOLIC, Verdict.HOLDS, True)],
        [(Method.RIGOROUS, Verdict.HOLDS, False)],
        [(Method.SYMBOLIC, Verdict.FAILS, True)],
        [(Method.NUMERICAL, Verdict.HOLDS, False)],
        [(Method.NUMERICAL, Verdict.FAILS, False)],
        [(Method.SYMBOLIC, Verdict.HOLDS, True), (Method.RIGOROUS, Verdict.FAILS, True)],
        [(Method.NUMERICAL, Verdict.INCONCLUSIVE, False)],
        [(Method.SYMBOLIC, Verdict.HOLDS, True)],
        [(Method.SYMBOLIC, Verdict.FAILS, True)],
    ]
    stated = (Kind.DEFINITION, Kind.ASSUMPTION, Kind.CITED)
    claims = [
        replace(claim, parts=(), kind=Kind.REPORTED if i % len(kinds) >= len(kinds) - 2 else Kind.LEMMA)
        if claim.kind not in stated
        else claim
        for i, claim in enumerate(papers.claims())
    ]
    return Ledger(
        claims,
        [
            Evidence(claim.id, method, verdict, "all", complete)
            for i, claim in enumerate(claims)
            for method, verdict, complete in kinds[i % len(kinds)]
        ],
    )


@pytest.mark.parametrize("figure", [claim_graph.CLAIM_GRAPH, claim_graph.BEYOND_GRAPH], ids=lambda figure: figure.name)
def test_every_status_is_told_by_colour_and_sign(figure):
    ledger = every_status()
    select = {"claim-graph": claim_graph.theorem_claims, "claim-graph-beyond": claim_graph.beyond_claims}[figure.name]
    table = claim_graph.claim_table(ledger, select(ledger))
    assert set(table["status"]) == {status.value for status in Status}
    with style.context():
        canvas = figure.draw(table)
        style.settle(canvas)
        assert layout.complaints(canvas) == []
    (axes,) = canvas.axes
    signs = [text.get_text().partition(" ")[0] for text in axes.texts]
    assert signs == [claim_graph.MARKS[Status(value)].sign for value in table["status"].tolist()]
    legend = {text.get_text() for text in canvas.legends[0].get_texts()}
    assert legend == {f"{mark.sign} {status.value.lower()}" for status, mark in claim_graph.MARKS.items()}


def test_signs_and_colours_differ():
    assert set(claim_graph.MARKS) == set(Status)
    assert len({mark.sign for mark in claim_graph.MARKS.values()}) == len(Status)
    assert len({mark.face for mark in claim_graph.MARKS.values()}) == len(Status)


def test_changed_evidence_draws_the_graph_again(tmp_path, monkeypatch):
    monkeypatch.setattr(papers, "read_ledger", lambda: ledger_with(Verdict.HOLDS))
    graph = claim_graph.BEYOND_GRAPH
    assert output.write([graph], tmp_path, report=str) == [graph.name]
    assert output.write([graph], tmp_path, report=str) == []
    monkeypatch.setattr(papers, "read_ledger", lambda: ledger_with(Verdict.FAILS))
    assert output.write([graph], tmp_path, report=str) == [graph.name]
    assert Status.PROVED.value not in (tmp_path / f"{graph.name}.csv").read_text()


def test_a_crowded_layer_is_spread_over_several():
    uses = {"root": (), **{f"n{i}": ("root",) for i in range(8)}, "end": tuple(f"n{i}" for i in range(8))}
    found = layers.layers(uses, most=3)
    assert max(Counter(found.values()).values()) == 3
    assert all(found[used] < found[user] for user in uses for used in uses[user])
    assert layers.layers(uses, most=8) == layers.layers(uses)
    layers.layout(uses, dict.fromkeys(uses, 1.0), 6.0, most=3)
