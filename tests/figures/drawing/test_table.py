from __future__ import annotations

import numpy as np
import pytest

from figures.drawing.figure import Table, stack, table


def test_columns_are_broadcast_and_flattened_in_order():
    made = table(form="exact", d=np.array([1.0, 2.0])[:, None], rho=np.array([3.0, 4.0]))
    assert made.csv() == "form,d,rho\nexact,1.0,3.0\nexact,1.0,4.0\nexact,2.0,3.0\nexact,2.0,4.0\n"


def test_numbers_come_back_from_csv():
    values = np.array([0.1, 1 / 3, 1e-300, 123456789.123456789])
    lines = table(x=values).csv().splitlines()[1:]
    assert [float(line) for line in lines] == values.tolist()


def test_rows_are_selected_by_value():
    both = stack(table(form="a", x=[1.0, 2.0]), table(form="long name", x=3.0))
    assert both.select(form="long name")["x"].tolist() == [3.0]
    assert both.select(form="a", x=2.0)["x"].tolist() == [2.0]
    with pytest.raises(ValueError, match=r"expected at least one with \{'form': 'b'\}, got none"):
        both.select(form="b")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(bad):
    with pytest.raises(ValueError, match=f"accuracy: expected finite numbers, got {bad} in row 1"):
        table(w=[1.0, 2.0, 3.0], accuracy=[0.5, bad, 0.5])


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="b: expected columns of one length"):
        Table({"a": np.zeros(2), "b": np.zeros(3)})
    with pytest.raises(ValueError, match=r"expected the columns \['a'\] in each, got \['b'\]"):
        stack(table(a=1.0), table(b=1.0))
