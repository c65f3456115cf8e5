"""Seeded random calls of the public functions, good and bad arguments mixed, and what is wrong with what came back.

A function is public here if its docstring says what it raises and every parameter's annotation is known below.  A call
must give an error of the project's own (raised by a `raise` of its code) that names an argument, or an answer without
NaN from arguments that are all numbers in their place, and never a warning.
"""

from __future__ import annotations

import importlib
import inspect
import linecache
import math
import pkgutil
import random
import re
import signal
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import torch

import gpu_experiments
from simulate.model.sampling import Statistic, draw_statistic
from simulate.training.margin_losses import loss_named
from theory import Adversarial, BinaryModel, SharpnessAware, Standard
from theory.model.choices import COORDINATES, NORMS, PERTURBED, SCALES
from theory.smooth.losses import Weights
from theory.surrogates.losses import Identity, Log, Tanh
from theory.surrogates.risk import LOSSES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("theory.model", "theory.sam", "theory.smooth", "theory.surrogates", "simulate.model")
HELD = 20
"""Processor seconds after which a call counts as one that hangs."""

_NOT_NUMBERS: list[Any] = [
    None, "3", b"3", True, np.True_, 1j, [], [[1.0], [1.0, 2.0]], {}, (), object(), float, math.nan, np.nan, [1.0, np.nan],
    np.float32("nan"), np.array(None, dtype=object), np.array([1.0, "a"], dtype=object), np.array(["1"]), Decimal("nan"),
    np.array(["2020"], dtype="M8[Y]"), torch.tensor(math.nan), np.ma.masked, range(0), lambda: 1.0, {1.0}, 10**400, 10**5000,
]  # fmt: skip
_NUMBERS: list[Any] = [
    0, 1, 2, -1, 0.0, -0.0, 0.5, 1.0, 3.7, -2.5, 1e-300, 5e-324, 1e300, -1e300, 1e6, 1e-9, 10**30, np.float16(0.3),
    np.float32(0.7), np.int8(3), np.uint64(2**63), Fraction(1, 3), Decimal("0.25"), math.inf, -math.inf, [0.1, 0.2, 0.3],
    np.array(0.3), np.array([0.25]), np.zeros(0), np.zeros((2, 0)), np.ones((2, 3)), np.array([0.1, 0.5], np.float16),
    np.array([Fraction(1, 3), 0.5], dtype=object), torch.tensor(0.3), np.longdouble("0.2"), np.arange(4), [[0.1, 0.2, 0.4]],
]  # fmt: skip


def _number(draw: random.Random) -> Any:
    kind = draw.random()
    if kind < 0.4:
        return 10.0 ** draw.uniform(-3.0, 1.0)
    if kind < 0.55:
        return 10.0 ** draw.uniform(-310.0, 308.0) * draw.choice((1, 1, 1, -1))
    return draw.choice(_NUMBERS)


def _real(draw: random.Random) -> Any:
    return draw.choice(_NOT_NUMBERS) if draw.random() < 0.15 else _number(draw)


def _whole(draw: random.Random) -> Any:
    return draw.choice((1, 2, 3, 5, 7, 0, -1, np.int64(4))) if draw.random() < 0.6 else _real(draw)


def _model(draw: random.Random) -> Any:
    kind = draw.random()
    if kind < 0.05:
        return draw.choice((*_NOT_NUMBERS, 3.0, "model", np.ones(3)))
    size, most = (3.0, 4.0) if kind < 0.85 else (300.0, 307.0)
    p, eta, d = draw.uniform(0.501, 0.9999), 10.0 ** draw.uniform(-size, 0.5), 10.0 ** draw.uniform(0.0, most)
    if kind < 0.15:
        return BinaryModel([p, 0.75, 0.6], eta, d)
    return BinaryModel(p, eta, round(d) if draw.random() < 0.5 and d < 1e9 else d)


def _objective(draw: random.Random) -> Any:
    radius = 10.0 ** draw.uniform(-310.0 if draw.random() < 0.2 else -3.0, 1.0)
    return draw.choice((
        Standard(), Adversarial(radius, draw.choice(NORMS), draw.choice(COORDINATES)), SharpnessAware(radius),
        SharpnessAware(radius, "all"), SharpnessAware(radius, "all", "unit-norm"), Adversarial([0.1, 0.2, radius]), None, 0.3,
        Standard, "SAM",
    ))  # fmt: skip


def _statistic(draw: random.Random) -> Any:
    good = draw_statistic(BinaryModel(0.8, 0.3, 10), 5, np.random.default_rng(draw.randrange(9)))
    return draw.choice(
        (good, good, good, Statistic(np.zeros(0), np.zeros(0)), None, (1, 2), Statistic([math.nan], [1.0]), 3.0)
    )


def _choice(*words: Any) -> Callable[[random.Random], Any]:
    return lambda draw: draw.choice(words) if draw.random() < 0.8 else draw.choice((*_NOT_NUMBERS, *_NUMBERS, "other"))


def _or(none: Any, other: Callable[[random.Random], Any]) -> Callable[[random.Random], Any]:
    return lambda draw: none if draw.random() < 0.3 else other(draw)


def _tensor(draw: random.Random) -> Any:
    numbers = torch.Generator().manual_seed(draw.randrange(99))
    good = torch.randn(4, 3, generator=numbers)
    return draw.choice((
        good, good, good, torch.tensor([0, 1, 2, 0]), torch.tensor([0, 1, 2, 7]), torch.zeros(0, 3), torch.tensor(1.0),
        good * math.nan, good * math.inf, good.half(), good.double(), good.numpy(), None, [[1.0, 2.0]], good > 0, good[0], 3,
        torch.zeros(4, dtype=torch.int64),
    ))  # fmt: skip


def _network(draw: random.Random) -> Any:
    good = torch.nn.Linear(3, 3)
    return draw.choice((good, good, good, good, torch.nn.Identity(), None, 3, good.half(), list(good.parameters())))


def _weights(draw: random.Random) -> Any:
    return _choice(Weights(0.3, 0.2), Weights(0.0, 0.0), Weights(_real(draw), 1.0), Weights(1.0, _real(draw)))(draw)


ARGUMENTS: dict[str, Callable[[random.Random], Any]] = {
    "RealLike": _real, "float": _real, "ArrayLike": _real, "float | FloatArray": _real, "FloatArray | Sequence[Any]": _real,
    "RealLike | None": _or(None, _real), "int": _whole, "int | None": _or(None, _whole), "BinaryModel": _model,
    "int | np.random.SeedSequence": _whole, "Objective": _objective, "Statistic": _statistic, "Weights": _weights,
    "SharpnessAware": _objective, "Adversarial | None": _or(None, _objective), "Norm": _choice(*NORMS),
    "Coordinates": _choice(*COORDINATES), "Scale": _choice(*SCALES), "Perturbed": _choice(*PERTURBED),
    "bool": _choice(True, False), "Loss": _choice(*LOSSES.values()), "Surrogate": _choice(Tanh(0.1), Log(), Identity()),
    "Tanh | Log": _choice(Tanh(0.1), Log()), "Function": _choice(Tanh(0.1), Log(), Identity(), math.tanh),
    "np.random.Generator": _choice(np.random.default_rng(0)), "tuple[int, ...]": _choice((2, 3), (3,), (), (-1,), (2.5,)),
    "MarginLoss": _choice(loss_named("logistic")), "Tensor": _tensor, "nn.Module": _network,
}  # fmt: skip


SLOW = (
    "theory.smooth.minimax",
    "theory.smooth.minibatch_limit",
    "theory.surrogates.ball",
    "theory.surrogates.worst_weight",
)
"""Modules whose good calls take a second."""


def public(rooms: tuple[str, ...] = ROOMS) -> dict[str, Callable[..., Any]]:
    """The functions that are called, by name."""
    found = {}
    for room in rooms:
        for module in pkgutil.iter_modules(importlib.import_module(room).__path__, f"{room}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if getattr(value, "__module__", None) == module.name and not name.startswith("_") and callable(value):
                    found[f"{module.name}.{name}"] = value
    found |= {f"gpu_experiments.{name}": getattr(gpu_experiments, name) for name in gpu_experiments.__all__}
    return {name: value for name, value in found.items() if _is_public(value)}


def _is_public(value: Any) -> bool:
    told = re.search(r"Raises|raises|ValueError", inspect.getdoc(value) or "") is not None
    return told and all(p.annotation in ARGUMENTS for p in _parameters(value)) and bool(list(_parameters(value)))


def _parameters(function: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    for parameter in inspect.signature(function).parameters.values():
        known = parameter.annotation in ARGUMENTS or parameter.default is parameter.empty
        if known and parameter.kind is not parameter.VAR_KEYWORD:
            yield parameter


def arguments_for(function: Callable[..., Any], draw: random.Random) -> dict[str, Any]:
    """Drawn arguments; those with a default are given every second time."""
    chosen = [p for p in _parameters(function) if p.default is p.empty or draw.random() < 0.5]
    return {p.name: ARGUMENTS[p.annotation](draw) for p in chosen}


class _Hangs(BaseException):
    pass


def _stop(*_: Any) -> None:
    raise _Hangs


def fault(function: Callable[..., Any], arguments: dict[str, Any]) -> str | None:
    """What is wrong with this call, or None."""
    names = {"p", "eta", "d", "eps", "rho", "params", "arguments", *inspect.signature(function).parameters}
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, HELD)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = function(**arguments)
    except _Hangs:
        return "hangs"
    except (ValueError, TypeError, ArithmeticError) as error:
        if not _is_own(error):
            return f"foreign {type(error).__name__}: {error}"
        named = isinstance(error, ArithmeticError) or set(re.findall(r"\w+", str(error))) & names
        return None if named else f"names no argument: {error}"
    except Exception as error:  # every kind is what is looked for
        return f"foreign {type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if any(_is_wrong(value) for value in arguments.values()):
        return f"takes what is no number, gives {result!r:.60}"
    from_tensors = any(isinstance(value, torch.Tensor) for value in arguments.values())  # NaN gives NaN, as in torch
    return f"NaN in {result!r:.60}" if _has_nan(result) and not from_tensors else None


def _is_own(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    assert trace is not None
    file = trace.tb_frame.f_code.co_filename
    own = Path(file).is_relative_to(ROOT) and ".venv" not in file
    return own and linecache.getline(file, trace.tb_lineno).strip().startswith("raise")


def _is_wrong(value: Any) -> bool:
    """Whether a value has NaN in it, or is one that no argument takes."""
    if isinstance(value, torch.Tensor):
        return False
    return isinstance(value, (bytes, complex, dict, Decimal)) or _has_nan(value)


def _has_nan(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        value = value.detach().double().numpy()
    if isinstance(value, (tuple, list)):
        return any(_has_nan(v) for v in value)
    if isinstance(value, (float, np.ndarray, np.floating)):
        array = np.asarray(value)
        return array.dtype.kind == "f" and bool(np.isnan(array).any())
    return False


def faults(calls: int, seed: int, without: tuple[str, ...] = ()) -> list[str]:
    """The faults of so many calls, as lines; the functions take turns, but for those of the modules left out."""
    draw = random.Random(seed)
    functions = public()
    names = sorted(name for name in functions if not name.startswith(without))
    lines = []
    for k in range(calls):
        name = names[k % len(names)]
        arguments = arguments_for(functions[name], draw)
        wrong = fault(functions[name], arguments)
        if wrong is not None:
            shown = ", ".join(f"{key}={_shown(value)}" for key, value in arguments.items())
            lines.append(f"{name}({shown}): {wrong}")
    return lines


def _shown(value: Any) -> str:
    text = repr(value)
    return " ".join(text.split())[:90]
