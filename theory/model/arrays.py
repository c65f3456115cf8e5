"""Checks of numeric arguments.  Every message names the argument, what was expected and what came."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
RealLike = ArrayLike
"""A real number or an array of real numbers."""
_CHUNK = 1 << 16


def shown(value: Any) -> str:
    """How a message shows what came: its repr, but for an integer that Python refuses to write in digits."""
    try:
        return repr(value)
    except ValueError:
        return "a value that has too many digits to show"


def real_array(name: str, value: RealLike) -> FloatArray:
    """`value` as a float64 array; also of fractions; booleans, complex numbers, strings and ragged
    lists raise a ValueError."""
    expected = f"{name} must be a real number or an array of real numbers"
    if isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_)):
        try:
            return np.asarray(float(value), dtype=np.float64)
        except OverflowError:
            raise ValueError(f"{expected} within the range of float64, got {shown(value)}") from None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:
        raise ValueError(f"{expected}, got {shown(value)} ({error})") from None
    exact = array.dtype.kind == "O" and all(
        isinstance(one, numbers.Real) and not isinstance(one, (bool, np.bool_)) for one in array.flat
    )
    if array.dtype.kind not in "iuf" and not exact:
        raise ValueError(f"{expected}, got {shown(value)}")
    try:
        return array.astype(np.float64)
    except OverflowError:
        raise ValueError(f"{expected} within the range of float64, got {shown(value)}") from None


def require(name: str, value: RealLike, expected: str, holds: Callable[[FloatArray], Any]) -> FloatArray:
    """`value` as a float64 array whose every element satisfies `holds`, which must be False for NaN."""
    array = real_array(name, value)
    bad = np.flatnonzero(~np.asarray(holds(array), dtype=bool))
    if bad.size:
        raise ValueError(f"{name} must be {expected}, got {element(name, array, int(bad[0]))}")
    return array


def number(name: str, value: RealLike, expected: str, holds: Callable[[FloatArray], Any]) -> float:
    """`value` as a float that satisfies `holds`; an array raises a ValueError too."""
    array = require(name, value, expected, holds)
    if array.ndim:
        raise ValueError(f"{name} must be a single number, got an array of shape {array.shape}")
    return float(array)


def whole_number(name: str, value: Any, low: int, high: int | None = None) -> int:
    """`value` as an int in low..high; anything but a whole number in that range raises a ValueError."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < low or (high is not None and value > high):
        expected = f">= {low}" if high is None else f"in {low}..{high}"
        raise ValueError(f"{name} must be a whole number {expected}, got {shown(value)}")
    return int(value)


def instance(name: str, value: Any, kind: type) -> None:
    """Raises a ValueError that names the argument unless `value` is of that class of the project's own."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} must be a {kind.__name__}, got {shown(value)}")


def element(name: str, array: FloatArray, flat_index: int) -> str:
    """How a message shows one element: the value alone for a scalar, `name[i, j] = value` for an array."""
    shown = repr(float(array.flat[flat_index]))
    return f"{name}{index_text(flat_index, array.shape)} = {shown}" if array.ndim else shown


def index_text(flat_index: int, shape: tuple[int, ...]) -> str:
    """The index of an element as it is written in Python, e.g. `[2, 0]`; nothing for a scalar."""
    if not shape:
        return ""
    return "[" + ", ".join(str(int(i)) for i in np.unravel_index(flat_index, shape)) + "]"


def radius(name: str, value: RealLike) -> FloatArray:
    """A radius or a bound on a perturbation: finite and not negative."""
    return require(name, value, "finite and >= 0", lambda a: (a >= 0.0) & np.isfinite(a))


def broadcast_shape(**arrays: FloatArray) -> tuple[int, ...]:
    """The common shape of the named arrays; a ValueError names all shapes when there is none."""
    try:
        return np.broadcast_shapes(*(a.shape for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in arrays.items())
        raise ValueError(f"arguments must have shapes that broadcast, got {shapes}") from None


def finite(what: str, array: FloatArray) -> FloatArray:
    """`array` itself; an ArithmeticError names `what` and the first index where it overflowed."""
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        where = f" at index {index_text(int(bad[0]), array.shape)}" if array.ndim else ""
        raise ArithmeticError(f"{what} is beyond the range of float64{where}")
    return array


def frozen(array: FloatArray) -> float | FloatArray:
    """The form in which a value object keeps a checked argument: a float, or a read-only array of its own."""
    if array.ndim == 0:
        return float(array)
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def plain(array: FloatArray) -> Any:
    """A float for a result without dimensions, the array otherwise."""
    return float(array) if array.ndim == 0 else array


def same_values(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    """Equality of two tuples of frozen arguments: the same shapes and the same values."""
    return all(np.shape(a) == np.shape(b) and bool(np.all(np.equal(a, b))) for a, b in zip(left, right, strict=True))


def hash_key(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """What value objects hash: equal to another's exactly when `same_values` holds (-0.0 counts as 0.0)."""
    return tuple((np.shape(v), (np.asarray(v, dtype=np.float64) + 0.0).tobytes()) for v in values)


def normal(values: FloatArray) -> FloatArray:
    """NaN in place of what overflowed or underflowed, so that it is refused."""
    size = np.abs(values)
    return np.where((size >= np.finfo(np.float64).tiny) & (size < np.inf), values, np.nan)


def in_chunks(solve: Callable[..., FloatArray], what: str, **inputs: Any) -> Any:
    """`solve` on one-dimensional pieces of the broadcast inputs, so that working memory stays bounded.

    `solve` marks what it cannot compute with NaN; an ArithmeticError then names `what`, the first such index and the
    inputs there.
    """
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in inputs.items()}
    shape = broadcast_shape(**arrays)
    views = {name: np.broadcast_to(a, shape).flat for name, a in arrays.items()}
    result = np.empty(shape)
    flat = result.reshape(-1)
    for start in range(0, flat.size, _CHUNK):
        stop = min(start + _CHUNK, flat.size)
        # Overflow and its like end in NaN, which is refused below.
        with np.errstate(all="ignore"):
            flat[start:stop] = solve(**{name: view[start:stop] for name, view in views.items()})
        failed = np.flatnonzero(np.isnan(flat[start:stop]))
        if failed.size:
            i = start + int(failed[0])
            at = ", ".join(f"{name} = {float(view[i])!r}" for name, view in views.items())
            where = f" at index {index_text(i, shape)}" if shape else ""
            raise ArithmeticError(f"{what} cannot be computed to the required accuracy{where}: {at}")
    return plain(result)
