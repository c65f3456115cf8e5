"""The notebook does what it says: its cells run as a script, in one namespace and in an empty folder, and what they end in
is shown."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

import pytest

from figures.drawing.rendering import Picture
from tests.snippets import ROOT
from theory import BinaryModel, SharpnessAware, optimal_weight

NOTEBOOK = ROOT / "docs" / "theorem-plots.ipynb"


def cells(kind: str) -> list[str]:
    """Return the sources of the notebook's cells of a kind."""
    page = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in page["cells"] if cell["cell_type"] == kind]


def run(cell: str, names: dict[str, Any]) -> Any:
    """Run a cell and return the value of its last line, None where that is no expression."""
    body = ast.parse(cell).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), NOTEBOOK.name, "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names)


@pytest.fixture(params=[(), ("p, eta, d = 0.7, 0.2, 50", "rho, eps = 4, 0.1")], ids=["as it stands", "own numbers"])
def shown(request, tmp_path, monkeypatch, capsys):
    """What the cells show, and what they print."""
    monkeypatch.chdir(tmp_path)
    code = "\0".join(cells("code"))
    for line in request.param:
        code, changed = re.subn(rf"^{line.partition(' =')[0]} = .*$", line, code, flags=re.MULTILINE)
        assert changed == 1
    names: dict[str, Any] = {"__name__": "notebook"}
    values = [run(cell, names) for cell in code.split("\0")]
    assert not list(tmp_path.iterdir())
    return names, [one for one in values if one is not None], capsys.readouterr().out


def test_the_notebook_runs_and_shows_what_it_says(shown):
    names, values, printed = shown
    pictures = [one for one in values if isinstance(one, Picture)]
    assert [one.figure.name for one in pictures] == [
        "accuracy-curve",
        "trade-off",
        "optimal-weight",
        "eps-rho-relation",
        "formula-error",
    ]
    assert all(one._repr_png_().startswith(b"\x89PNG") for one in pictures[:1])
    p, eta, d, rho = (names[name] for name in ("p", "eta", "d", "rho"))
    assert f"SAM  w = {optimal_weight(BinaryModel(p, eta, d), SharpnessAware(rho)):.4f}" in printed
    found = re.search(r"coefficient of rho\^2: ([\d.]+); 1/\(3d\) = ([\d.]+); quoted ([\d.]+)", printed)
    exact, limit, quoted = map(float, found.groups())
    assert exact == pytest.approx(limit, rel=1e-4)
    assert quoted / limit == pytest.approx(2 * d, rel=1e-4)  # what the text says of the factor
    assert "curve,radius,w,coefficient" in printed


def test_the_notebook_has_no_recorded_output_and_links_that_exist():
    page = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert page["nbformat"] == 4
    assert len({cell["id"] for cell in page["cells"]}) == len(page["cells"])
    for cell in page["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert len(cells("markdown")) > 4
