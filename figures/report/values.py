"""Plain data of the evidence as HTML: scalars in line, mappings as rows, equal mappings as one table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from figures.report.formulas import plain

LONG = 2000  # characters of JSON from which a value is folded away


def show(value: Any, fold: bool = True) -> Markup:
    """Return a value as HTML; what is long is folded away, if it may be."""
    made = _shown(value)
    if not fold:
        return made
    size = len(json.dumps(value, ensure_ascii=False))
    if size <= LONG or not isinstance(value, (Mapping, Sequence)) or isinstance(value, str):
        return made
    return Markup('<details class="values"><summary>{} entries</summary>{}</details>').format(len(value), made)


def _shown(value: Any) -> Markup:
    if isinstance(value, (Mapping, list, tuple)) and not value:
        return Markup("none")
    if isinstance(value, Mapping):
        return _table(value) if _are_rows(list(value.values())) else _rows(value)
    if isinstance(value, (list, tuple)):
        if _are_rows(value):
            return _table({str(number): row for number, row in enumerate(value, start=1)})
        if any(isinstance(item, (Mapping, list, tuple)) for item in value):
            return Markup("<ol>{}</ol>").format(_join(Markup("<li>{}</li>").format(_shown(item)) for item in value))
        return Markup(", ").join(_scalar(item) for item in value)
    return _scalar(value)


def _scalar(value: Any) -> Markup:
    if value is None:
        return Markup("none")
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, str):
        return plain(value)
    return escape(str(value))


def _join(parts: Any) -> Markup:
    return Markup("").join(parts)


def _are_rows(values: Sequence[Any]) -> bool:
    """Whether these are two or more mappings with the same two or more keys and no mapping inside."""
    return (
        len(values) > 1
        and all(isinstance(row, Mapping) and len(row) > 1 for row in values)
        and all(list(row) == list(values[0]) for row in values)
        and not any(isinstance(item, Mapping) for row in values for item in row.values())
    )


def _rows(value: Mapping[str, Any]) -> Markup:
    row = Markup("<dt>{}</dt><dd>{}</dd>")
    made = _join(row.format(plain(str(key)), _shown(item)) for key, item in value.items())
    return Markup('<dl class="values">{}</dl>').format(made)


def _table(rows: Mapping[str, Mapping[str, Any]]) -> Markup:
    first = next(iter(rows.values()))
    head = _join(Markup('<th scope="col">{}</th>').format(plain(str(key))) for key in first)
    body = _join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            plain(name), _join(Markup("<td>{}</td>").format(_shown(item)) for item in row.values())
        )
        for name, row in rows.items()
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="group" aria-label="values"><table class="values"><thead><tr><td></td>{}</tr>'
        "</thead><tbody>{}</tbody></table></div>"
    ).format(head, body)
