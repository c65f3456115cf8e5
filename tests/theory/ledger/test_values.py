"""Values as digests take them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from theory.ledger.entries import Named
from theory.ledger.values import file_text, modules_of, text_of
from theory.sources import closure, digest


@dataclass(frozen=True)
class Options:
    """Options with a function among them."""

    count: int
    function: object = None


def scaled(x, factor=1):
    return factor * x


def captured(limit):
    return lambda x: x < limit


def test_functions_are_found_in_partials_dataclasses_and_containers():
    own = __name__
    assert modules_of(partial(text_of, 1)) == ("theory.ledger.values",)
    assert modules_of(Options(1, {"f": [closure]})) == (own, "theory.sources")
    assert modules_of((partial(scaled, factor=Path.exists), None, 3)) == (own,)
    assert modules_of(captured(partial(digest))) == (own, "theory.sources")
    assert modules_of(Named("theory.papers.tools.digits:decimals")) == (
        "theory.ledger.entries",
        "theory.papers.tools.digits",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        ("1", 1),
        (True, 1),
        (None, "None"),
        ([1, [2]], [[1], 2]),
        (partial(scaled, 1), partial(scaled, 2)),
        (partial(scaled, factor=1), partial(scaled, factor=2)),
        (Options(1), Options(2)),
        (Options(1, scaled), Options(1, closure)),
        (captured(1), captured(2)),
        ({"a": 1}, {"a": 2}),
        (Path("a"), Path("b")),
    ],
)
def test_texts_differ_where_values_do(one, other):
    assert text_of(one) != text_of(other)


def test_texts_are_the_same_where_values_are():
    assert text_of({"b": {2, 1}, "a": captured([1])}) == text_of({"a": captured([1]), "b": {1, 2}})
    assert "0x" not in text_of((partial(scaled, 1), Options(1, captured(2))))
    with pytest.raises(ValueError, match="value: expected plain data, dataclasses and functions, got object"):
        text_of([object()])


def test_files_count_by_their_bytes(tmp_path):
    path = tmp_path / "x"
    assert file_text(path).endswith("is missing")
    path.write_text("1")
    first = file_text(path)
    path.write_text("22")
    assert file_text(path) != first
