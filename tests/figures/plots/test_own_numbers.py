"""Figures with numbers of one's own: data, captions, names of files, widths, and what is refused."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import figures
from figures import __main__ as command
from figures.drawing import output, style
from figures.drawing.parameters import PAGE, option
from figures.drawing.rendering import files
from figures.plots.catalogue import ROWS, choose, find, takers
from figures.plots.registry import FIGURES
from gpu_experiments.experiments.experiment import RESULTS
from gpu_experiments.experiments.quick import DIGITS
from tests import oracles, tolerances
from tests.figures.drawing import layout
from tests.figures.plots.computed import data_of

ROOT = Path(__file__).resolve().parents[3]
OWN = {
    "accuracy-curve": {"p": 0.7, "eta": 0.2, "d": 50, "rho": 4, "eps": "1/10"},
    "optimal-weight": {"p": "7/10", "eta": 0.2, "d": 50, "rho_max": 3},
    "trade-off": {"p": 0.8, "eta": 0.4, "d": 20, "radii": "2,4,8", "eps_test": 0.2},
    "eps-rho-relation": {"p": 0.7, "eta": 0.2, "dimensions": [10, 100]},
    "formula-error": {"p": 0.7, "eta": 0.2},
    "truncation-region": {"tolerance": "1/20", "kappas": 1},
    "certified-weight": {"p": "2/3", "eta": "1/7", "dimensions": "2,50"},
    "full-weight-sign-map": {"radii": "1/10,9/10"},
    "attack-weights": {"p": 0.7, "eta": 0.4, "d": 20},
    "surrogates": {"alpha": 0.2, "mu": 5},
    "lower-bound": {"alpha": 0.2, "mu": 5, "mu_log": 2, "classes": 20},
    "ascent-example": {"shift": "1/4"},
    "ascent-angle": {"alpha": 0.2, "mu": 4, "classes": 20},
    "surrogate-sharpness": {"p": 0.8, "eta": 0.3, "d": 20, "rho": 1, "alpha": 0.2, "mu": 5},
    "sharpness-measures": {"eigenvalues": "1/2,3", "rho": 2},
    "bilateral-update": {"rho": 1, "rho_min": "1/4"},
    "average-error": {"drifts": "1e-5,1e-3"},
}
SLOW = ("truncation-region", "surrogate-sharpness")


def test_the_catalogue_tells_what_the_figures_say():
    assert [figure.name for figure in FIGURES] == list(ROWS)
    for figure in FIGURES:
        assert tuple(one.name for one in figure.parameters) == ROWS[figure.name].parameters
        assert len(ROWS[figure.name].title) <= 75
        for one in figure.parameters:
            assert one.read(one.default) == one.default, f"{figure.name}: {one.name}"
    assert set(OWN) == {name for name, row in ROWS.items() if row.parameters and row.parameters != ("records",)}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in OWN])
def test_a_figure_with_own_numbers_is_one_that_a_reader_accepts(name):
    figure = find(name).told(**OWN[name])
    data = figure.data()
    assert data.csv() != data_of(name).csv()
    assert figure.caption != find(name).caption or name in ("eps-rho-relation", "average-error")
    canvas = figure.draw(data)
    kept = [one for one in layout.complaints(canvas) if "overlaps" not in one and "on a curve" not in one]
    assert kept == []
    assert figure.stem.startswith(f"{name}_")


def test_the_data_are_those_of_the_numbers():
    data = figures.draw("optimal-weight", p=0.7, eta=0.2, d=50, rho_max=3).data
    sam, printed = data.select(curve="SAM"), data.select(curve="printed")
    for row in (0, 100, -1):
        root = float(oracles.eq25_root(0.7, 0.2, 50, sam["radius"][row], digits=25))
        assert sam["w"][row] == pytest.approx(root, rel=tolerances.CLOSED_FORM)
    assert printed["radius"].max() == 6.0
    assert np.allclose(printed["coefficient"], 2 / 3, rtol=tolerances.SUBTRACTED_SHIFT, atol=0)


def test_the_defaults_are_the_figure_itself():
    figure = find("optimal-weight")
    same = figure.told(p="4/5", eta=0.3, d=10, rho_max=5, style="paper")
    assert (same.stem, same.caption) == (figure.name, figure.caption)
    assert same.data().csv() == figure.data().csv()


def test_names_of_files_tell_what_is_not_the_default():
    own = find("optimal-weight").told(eta=0.2, p="4/5", width=5, d=50)
    assert own.stem == "optimal-weight_eta0.2_d50_width5"
    assert output.fingerprint(own) not in ("", output.fingerprint(find("optimal-weight")))


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("optimal-weight", {"rho": 3}, "rho: expected one of p, eta, d, rho_max, width, style for optimal-weight"),
        ("optimal-weight", {"rho_mx": 3}, "nearest: rho_max"),
        ("optimal-weight", {"p": 0.4}, r"p must be in \(1/2, 1\), got 0.4"),
        ("optimal-weight", {"d": 0.5}, r"d must be >= 1, got 0.5"),
        ("optimal-weight", {"width": 0.1}, r"width must be in \[2, 30\], got 0.1"),
        ("optimal-weight", {"width": 5, "style": "slide"}, "width: expected none beside the style slide"),
        ("optimal-weights", {}, "expected a figure, got 'optimal-weights'; nearest: optimal-weight"),
        ("natural-robust", {"records": "nowhere"}, "records must be a folder, got 'nowhere'"),
        ("claim-graph", {"p": 0.7}, "p: expected one of width, style for claim-graph"),
    ],
)
def test_what_does_not_fit_is_told(name, given, message):
    with pytest.raises(ValueError, match=message):
        figures.draw(name, **given)


@pytest.mark.parametrize(("name", "given"), [("accuracy-curve", {"eps": 0.4}), ("trade-off", {"eps_test": "1/2"})])
def test_radii_that_take_all_the_mean_are_told(name, given):
    with pytest.raises(ValueError, match=f"{next(iter(given))} must be below eta = "):
        figures.draw(name, **given)


@pytest.mark.parametrize("name", ["accuracy-curve", "attack-weights", "natural-robust", "sharpness-measures"])
def test_widths_and_styles(name):
    sizes = {}
    for given in ({}, {"style": "column"}, {"style": "two-columns"}, {"width": 5}, {"style": "slide"}):
        figure = find(name).told(**given)
        canvas = figure.draw(data_of(name))
        assert [one for one in layout.complaints(canvas) if "does not fit" in one] == []
        sizes[next(iter(given.values()), "")] = canvas.get_size_inches()
    assert (sizes["column"][0], sizes["two-columns"][0], sizes[5][0]) == (style.COLUMN, style.DOUBLE, 5)
    assert sizes["slide"].max() >= 7.5 - 1e-9
    assert (sizes["slide"] <= np.array([13.3, 7.5]) + 1e-9).all()
    assert sizes["slide"][0] / sizes["slide"][1] == pytest.approx(sizes[""][0] / sizes[""][1])


def test_a_slide_is_larger_in_all_its_parts():
    figure = find("accuracy-curve")
    paper, slide = (one.draw(data_of("accuracy-curve")) for one in (figure, figure.told(style="slide")))
    zoom = slide.get_size_inches()[0] / paper.get_size_inches()[0]
    assert zoom > 1.5
    (small,), (large,) = paper.axes, slide.axes
    for part in (lambda axes: axes.xaxis.label, lambda axes: axes.get_xticklabels()[0], lambda axes: axes.texts[0]):
        assert part(large).get_fontsize() == pytest.approx(zoom * part(small).get_fontsize())
    for k in (0, 1, -1):
        assert large.lines[k].get_linewidth() == pytest.approx(zoom * small.lines[k].get_linewidth())
    assert large.texts[0].xyann == pytest.approx([zoom * one for one in small.texts[0].xyann])


def test_a_notebook_shows_the_picture_and_it_is_saved(tmp_path):
    picture = figures.draw("accuracy-curve", rho=2)
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert "<svg" in picture._repr_svg_()
    saved = picture.save(tmp_path, formats="pdf,csv")
    assert [path.name for path in saved] == ["accuracy-curve_rho2.pdf", "accuracy-curve_rho2.csv"]
    assert saved[1].read_text() == picture.data.csv()
    assert picture.caption == find("accuracy-curve").told(rho=2).caption


def test_data_frames_need_pandas_and_say_so(monkeypatch):
    data = data_of("accuracy-curve")
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="to_pandas needs pandas, which is not installed: pip install pandas"):
        data.to_pandas()
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=dict))
    assert list(data.to_pandas()) == ["series", "w", "accuracy"]


def test_a_folder_of_records_takes_the_place_of_the_committed_one(tmp_path):
    figure = find("matched-radius")
    with pytest.raises(ValueError, match=r"digits\.jsonl: no record of"):
        figure.told(records=tmp_path).data()
    shutil.copy(DIGITS.path(RESULTS), tmp_path)
    own = figure.told(records=str(tmp_path))
    assert own.reads == (DIGITS.path(tmp_path),)
    assert own.data().csv() == data_of("matched-radius").csv()
    assert own.stem.startswith("matched-radius_records")


def test_the_command_draws_own_numbers_beside_the_figure_itself(tmp_path, capsys):
    given = ["optimal-weight", "--out", str(tmp_path), "--formats", "pdf"]
    own = ["--p", "7/10", "--eta", "0.2", "--d", "50", "--rho-max", "3", "--width", "3.4"]
    assert command.main([*given, *own]) == 0
    assert capsys.readouterr().err.startswith(f"files go to {tmp_path}\n")
    stem = "optimal-weight_p0.7_eta0.2_d50_rho-max3_width3.4"
    assert [path.name for path in tmp_path.glob("*.*") if path.name != output.RECORD] == [f"{stem}.pdf"]
    assert command.main([*given, *own]) == 0
    assert f"[1/1] {stem}: unchanged" in capsys.readouterr().err
    assert command.main(given) == 0
    assert {path.name for path in tmp_path.glob("*.pdf")} == {f"{stem}.pdf", "optimal-weight.pdf"}


def status_of(words):
    try:
        return command.main(words)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["optimal-weight", "--rho", "3"], "--rho: optimal-weight takes --p, --eta, --d, --rho-max, --width, --style"),
        (["optimal-weight", "--rho", "3"], "; nearest: --rho-max"),
        (["optimal-weight", "--rho-mx", "3"], "unrecognized arguments: --rho-mx 3; nearest: --rho-max"),
        (["optimal-weight", "--p", "0.3"], "p must be in (1/2, 1), got 0.3"),
        (["--p", "0.7"], "--p: expected the names of the figures that it is for, got none"),
        (["report", "--width", "3"], "--width: expected the names of the figures that it is for, got none"),
        (["optimal-weight", "--formats", "pgn"], "formats must be some of csv, png, pdf, svg, got 'pgn'; nearest: png"),
    ],
)
def test_the_command_refuses_with_the_nearest(words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert status_of(words) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_parameter_is_an_option(capsys):
    known = {name for action in command.parser()._actions for name in action.option_strings}
    assert {option(name) for name in (*takers(), *(one.name for one in PAGE))} <= known


def test_the_list_is_told_at_once_without_importing_what_draws():
    code = (
        "import sys; from figures.__main__ import main; status = main(['--list'])\n"
        "print({'matplotlib', 'torch', 'sympy', 'simulate', 'gpu_experiments'} & set(sys.modules)); sys.exit(status)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "optimal-weight: " in done.stdout
    assert "--p --eta --d --rho-max" in done.stdout
    assert done.stdout.splitlines()[-1] == "set()"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2.0


def test_formats_that_are_there_are_kept_in_mind(tmp_path):
    small = replace(find("accuracy-curve"), compute=lambda: data_of("accuracy-curve"))
    assert output.write([small], tmp_path, formats=("csv",), report=str) == ["accuracy-curve"]
    assert output.write([small], tmp_path, formats=("csv",), report=str) == []
    assert output.write([small], tmp_path, formats=("csv", "png"), report=str) == ["accuracy-curve"]
    assert output.write([small], tmp_path, formats=("csv",), report=str) == []
    assert set(files(small, ("pdf",))) == {"accuracy-curve.pdf"}


def test_names_are_chosen_once_each():
    assert [one.name for one in choose(["trade-off", "accuracy-curve", "trade-off"])] == ["trade-off", "accuracy-curve"]
