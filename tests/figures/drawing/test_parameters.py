from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from figures.drawing import parameters as told
from figures.drawing.parameters import Parameter


@pytest.mark.parametrize("given", [0.7, "0.7", "7/10", Fraction(7, 10), np.float64(0.7), "7e-1", " 7/10 "])
def test_a_number_is_read_from_whatever_is_one(given):
    assert told.P.read(given) == 0.7


@pytest.mark.parametrize("given", ["x", "", "1/0", None, True, float("nan"), float("inf"), "inf", "nan", [0.7], 1j])
def test_what_is_no_number_is_refused(given):
    with pytest.raises(ValueError, match="p must be a finite number or a fraction like 7/10, got"):
        told.P.read(given)


@pytest.mark.parametrize("given", [0.5, 1, "1/2", "3/2", -0.7])
def test_a_range_is_told(given):
    with pytest.raises(ValueError, match=rf"p must be in \(1/2, 1\), got {given}"):
        told.P.read(given)


def test_what_no_double_holds_is_refused():
    for given in ("1e-400", "1e400"):
        with pytest.raises(ValueError, match=f"eta must be within the range of doubles, got {given}"):
            told.ETA.read(given)


def test_exact_values_stay_as_they_are_written():
    exact = told.exactly(told.ABOVE_HALF)
    assert exact.read("p", "7/10") == exact.read("p", 0.7) == "7/10"
    assert exact.expected == "in (1/2, 1), exact"
    with pytest.raises(ValueError, match=r"p must be in \(1/2, 1\), got 1/3"):
        exact.read("p", "1/3")


def test_lists_are_read_apart_by_commas_or_from_sequences():
    some = Parameter("radii", (1.0,), "radii", told.POSITIVE, 3)
    assert some.read("1/2,2") == some.read([0.5, 2]) == some.read(np.array([0.5, 2.0])) == (0.5, 2.0)
    assert some.read(2) == (2.0,)
    for wrong in ("1,1", "1,2,3,4", []):
        with pytest.raises(ValueError, match="radii must be 1 to 3 values that differ, got"):
            some.read(wrong)


def test_whole_numbers_words_and_folders(tmp_path):
    assert told.whole(2, 9).read("K", 3.0) == 3
    with pytest.raises(ValueError, match=r"K must be a whole number in 2\.\.9, got 2.5"):
        told.whole(2, 9).read("K", 2.5)
    with pytest.raises(ValueError, match="style must be one of paper, slide, got 'slid'; nearest: slide"):
        told.word("paper", "slide").read("style", "slid")
    assert told.FOLDER.read("records", str(tmp_path)) == tmp_path
    with pytest.raises(ValueError, match="records must be a folder, got 'nowhere'"):
        told.FOLDER.read("records", "nowhere")


def test_formats():
    assert told.formats("pdf,csv") == ("pdf", "csv")
    assert told.formats(["png"]) == ("png",)
    with pytest.raises(ValueError, match="formats must be some of csv, png, pdf, svg, got 'pgn'; nearest: png"):
        told.formats("pgn")


def test_a_name_that_is_not_taken_gets_the_nearest_and_only_near_ones():
    known = (told.P, told.ETA, Parameter("rho_max", 5.0, "end", told.POSITIVE))
    with pytest.raises(ValueError, match="rho_mx: expected one of p, eta, rho_max for it; nearest: rho_max"):
        told.read("it", known, {"rho_mx": 1})
    with pytest.raises(ValueError, match=r"colour: expected one of p, eta, rho_max for it$"):
        told.read("it", known, {"colour": 1})


def test_values_in_names_of_files_differ_where_values_do(tmp_path):
    values = [0.7, 0.70000001, 50.0, 1 / 3, "7/10", (1.0, 30.0), tmp_path, tmp_path.parent, Path.cwd()]
    names = [told.text_of(value) for value in values]
    assert names[:6] == ["0.7", "0.70000001", "50", repr(1 / 3), "7over10", "1+30"]
    assert len(set(names)) == len(names)
    assert not any("/" in name or "," in name or " " in name for name in names)
