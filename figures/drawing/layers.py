"""Layered layout of a directed graph without cycles: layers by the longest chain, few crossings, short arrows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import isotonic_regression

Uses = Mapping[str, Sequence[str]]
Point = tuple[int, float]
_SWEEPS = 24
_BEND = 0.06  # the breadth of an arrow that passes a layer, in the unit of the boxes


class Layout(NamedTuple):
    """Where nodes stand, as (layer, place across), and the points that arrows (used, user) pass."""

    nodes: dict[str, Point]
    arrows: dict[tuple[str, str], list[Point]]


def reduced(uses: Uses) -> dict[str, tuple[str, ...]]:
    """Return the graph without the arrows that follow from chains of others."""
    reach: dict[str, set[str]] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for node in TopologicalSorter(uses).static_order():
        direct = uses.get(node, ())
        further = set().union(*(reach[used] for used in direct))
        kept[node] = tuple(used for used in dict.fromkeys(direct) if used not in further)
        reach[node] = further | set(direct)
    return {node: kept[node] for node in uses}


def layers(uses: Uses, most: int | None = None) -> dict[str, int]:
    """Return each node's layer: one more than the latest that it uses; what uses nothing stands just before its users.

    `most`: of how many nodes a layer may consist; a larger one is spread over several.
    """
    layer: dict[str, int] = {}
    for node in TopologicalSorter(uses).static_order():
        layer[node] = 1 + max((layer[used] for used in uses[node]), default=-1)
    for node in uses:
        if not uses[node]:
            layer[node] = min((layer[user] for user in uses if node in uses[user]), default=1) - 1
    return layer if most is None else _spread(layer, most)


def _spread(layer: Mapping[str, int], most: int) -> dict[str, int]:
    """The layers one after the other, a crowded one in several of about as many nodes each, in the nodes' order."""
    found: dict[str, int] = {}
    first = 0
    for number in range(max(layer.values()) + 1):
        row = [node for node in layer if layer[node] == number]
        parts = max(1, -(-len(row) // most))
        found |= {node: first + i * parts // len(row) for i, node in enumerate(row)}
        first += parts
    return {node: found[node] for node in layer}


def breadth_of(uses: Uses, breadth: Mapping[str, float], most: int | None = None) -> float:
    """Return how much the widest layer takes across, with the arrows that pass it: the least room for `layout`."""
    layer = layers(uses, most)
    taken = [0.0] * (1 + max(layer.values()))
    for node, used in uses.items():
        taken[layer[node]] += breadth[node]
        for one in used:
            for passed in range(layer[one] + 1, layer[node]):
                taken[passed] += _BEND
    return max(taken)


def layout(uses: Uses, breadth: Mapping[str, float], room: float, most: int | None = None) -> Layout:
    """Place the nodes of `uses` (every used node is a key) in layers of at most `room` across and `most` nodes.

    `breadth`: how much each node takes across its layer, its distance to the next one included.  A ValueError names a
    layer that has no room for its nodes.
    """
    layer = layers(uses, most)
    chains = {(used, user): _chain(used, user, layer) for user in uses for used in uses[user]}
    place = dict(layer)
    links: dict[str, tuple[list[str], list[str]]] = {node: ([], []) for node in uses}
    for chain in chains.values():
        for k, node in enumerate(chain):
            place.setdefault(node, place[chain[0]] + k)
            links.setdefault(node, ([], []))
        for start, end in pairwise(chain):
            links[start][1].append(end)
            links[end][0].append(start)
    rows = [[node for node in place if place[node] == k] for k in range(max(place.values()) + 1)]
    size = {node: breadth.get(node, _BEND) for node in place}
    for k, row in enumerate(rows):
        if sum(size[node] for node in row) > room:
            raise ValueError(f"room: expected enough for layer {k}, {len(row)} nodes and arrows, got {room:g}")
    across = _ordered(rows, links, size, room)
    nodes = {node: (layer[node], across[node]) for node in uses}
    return Layout(nodes, {pair: [(place[n], across[n]) for n in chain] for pair, chain in chains.items()})


def _chain(used: str, user: str, layer: Mapping[str, int]) -> list[str]:
    bends = [f"{used} {user} {k}" for k in range(layer[used] + 1, layer[user])]
    return [used, *bends, user]


def _ordered(
    rows: list[list[str]], links: Mapping[str, tuple[list[str], list[str]]], size: Mapping[str, float], room: float
) -> dict[str, float]:
    """Sweep down and up, each time ordering a row by its neighbours' mean place, then place all as near to it as can be."""
    across: dict[str, float] = {}
    for row in rows:
        across.update(_placed(row, [0.5 * room] * len(row), size, room))
    for sweep in range(2 * _SWEEPS):
        settling = sweep >= _SWEEPS  # the order is kept from then on
        for row in rows if sweep % 2 == 0 else reversed(rows):
            sides = (0, 1) if settling else (sweep % 2,)
            wanted = {node: _mean([across[n] for s in sides for n in links[node][s]], across[node]) for node in row}
            if not settling:
                row.sort(key=lambda node: wanted[node])
            across.update(_placed(row, [wanted[node] for node in row], size, room))
    return across


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _placed(row: list[str], wanted: list[float], size: Mapping[str, float], room: float) -> dict[str, float]:
    """The places nearest to the wanted ones in the sum of squares that keep the order, the breadths and the room."""
    sizes = np.array([size[node] for node in row])
    offset = np.cumsum(sizes) - 0.5 * sizes
    free = isotonic_regression(np.array(wanted) - offset).x
    return dict(zip(row, (np.clip(free, 0.0, room - sizes.sum()) + offset).tolist(), strict=True))
