"""Speed and accuracy of the SAM solver beside scipy's root finders, in one run on one thread.

1e5 random problems: p in [0.55, 0.99], eta sqrt(d) in [0.1, 3], rho/sqrt(d) in [0.01, 2].  The rivals solve the same
equation: by the solver's own form with the same terms, built once and handed over, and by Gauss-Legendre quadrature of
tanh(kappa h) = A/B with 40 nodes.  Errors are relative to the shift, against certified 50-digit roots of 300 problems.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import optimize
from scipy.optimize import elementwise

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests import oracles
from theory import BinaryModel, SharpnessAware, weight_shift
from theory.sam.equal_ends import series_excess, series_table

PROBLEMS = 100_000
LOOPED = 2_000  # problems for the loops, whose time is scaled up
CHECKED = 300
TOLERANCES = {"xatol": 0.0, "xrtol": 1e-13, "fatol": 0.0, "frtol": 0.0}
REPEATS = 3
D = 10.0

rng = np.random.default_rng(2024)
p, kappa, e = (rng.uniform(a, b, PROBLEMS) for a, b in ((0.55, 0.99), (0.1, 3.0), (0.01, 2.0)))
eta, rho = kappa / np.sqrt(D), e * np.sqrt(D)
model = BinaryModel(p, eta, D)
kappa, t, e = model.kappa, model.t_star, rho / np.sqrt(D)
nodes, weights = np.polynomial.legendre.leggauss(40)


def solver() -> np.ndarray:
    """The solver, one call."""
    return weight_shift(model, SharpnessAware(rho))


def find_root_one_call() -> np.ndarray:
    """find_root on the solver's form, one call; the table of all problems is built once."""
    return find_root_series(np.arange(PROBLEMS)) * np.sqrt(D)


def find_root_in_blocks() -> np.ndarray:
    """The same in blocks of like reach, as the solver does it: what is left is Newton against find_root."""
    h = np.empty(PROBLEMS)
    for rows in np.array_split(np.argsort((kappa + t + e) * e), 25):
        h[rows] = find_root_series(rows)
    return h * np.sqrt(D)


def find_root_series(rows: np.ndarray) -> np.ndarray:
    k, s, r = kappa[rows], t[rows], e[rows]
    table = series_table(r, float(((k + s + r) * r).max()))

    def value(x: np.ndarray, index: np.ndarray) -> np.ndarray:
        i = index.astype(np.intp)
        return series_excess(k[i], s[i], x, r[i], table[:, i]).value

    index = np.arange(rows.size, dtype=float)
    return elementwise.find_root(value, (0.0 * r, r), args=(index,), tolerances=TOLERANCES).x


def quadrature(h: np.ndarray, k: np.ndarray, s: np.ndarray, r: np.ndarray) -> np.ndarray:
    """tanh(kappa h) B - A, A and B the integrals of exp(-u^2/2) sinh(wu) sinh(ku) and of the cosh."""
    u = 0.5 * r[..., None] * (nodes + 1.0)
    mass, w = weights * np.exp(-0.5 * u * u), (s + h)[..., None]
    a = (mass * np.sinh(w * u) * np.sinh(k[..., None] * u)).sum(axis=-1)
    b = (mass * np.cosh(w * u) * np.cosh(k[..., None] * u)).sum(axis=-1)
    return np.tanh(k * h) * b - a


def find_root_quadrature() -> np.ndarray:
    """find_root on the quadrature form, one call."""
    found = elementwise.find_root(quadrature, (0.0 * e, e), args=(kappa, t, e), tolerances=TOLERANCES)
    return found.x * np.sqrt(D)


def brentq_quadrature() -> np.ndarray:
    """A loop of brentq on the quadrature form."""
    u = 0.5 * (nodes + 1.0)

    def root(k: float, s: float, r: float) -> float:
        x = r * u
        mass = weights * np.exp(-0.5 * x * x)
        odd, even = mass * np.sinh(k * x), mass * np.cosh(k * x)
        return optimize.brentq(
            lambda h: np.tanh(k * h) * (even @ np.cosh((s + h) * x)) - odd @ np.sinh((s + h) * x),
            0.0,
            r,
            xtol=1e-300,
            rtol=1e-13,
        )

    some = zip(kappa[:LOOPED].tolist(), t[:LOOPED].tolist(), e[:LOOPED].tolist(), strict=True)
    return np.array([root(*row) for row in some]) * np.sqrt(D)


def brentq_accuracies() -> np.ndarray:
    """A loop of brentq on the difference of the two end accuracies, eq. 25 as it stands."""

    def root(i: int) -> float:
        one, w = BinaryModel(p[i], eta[i], D), t[i] * np.sqrt(D)

        def gap(h: float) -> float:
            return one.accuracy(w + h - rho[i]) - one.accuracy(w + h + rho[i])

        return optimize.brentq(gap, 0.0, rho[i], xtol=1e-300, rtol=1e-13)

    return np.array([root(i) for i in range(LOOPED)])


def timed(solve: Callable[[], np.ndarray], repeats: int) -> tuple[float, np.ndarray]:
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        result = solve()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    exact = [oracles.certified_sam_shift(float(p[i]), float(eta[i]), D, float(rho[i])) for i in range(CHECKED)]
    rivals: list[tuple[str, Callable[[], np.ndarray], int, float]] = [
        ("theory.weight_shift", solver, REPEATS, 1.0),
        ("find_root, same form, one call", find_root_one_call, 1, 1.0),
        ("find_root, same form, in blocks", find_root_in_blocks, REPEATS, 1.0),
        ("find_root, quadrature, 40 nodes", find_root_quadrature, 1, 1.0),
        ("brentq loop, quadrature", brentq_quadrature, 1, PROBLEMS / LOOPED),
        ("brentq loop, end accuracies", brentq_accuracies, 1, PROBLEMS / LOOPED),
    ]
    print(f"{PROBLEMS} SAM problems, one thread (loops: {LOOPED} problems, scaled up)")
    print(f"{'method':34s} {'seconds':>9s} {'ratio':>8s} {'median error':>13s} {'max error':>10s}")
    base = None
    for name, solve, repeats, factor in rivals:
        seconds, shifts = timed(solve, repeats)
        seconds *= factor
        base = base or seconds
        errors = [oracles.relative_error(float(s), x) for s, x in zip(shifts[:CHECKED], exact, strict=True)]
        print(f"{name:34s} {seconds:9.3f} {seconds / base:8.1f} {np.median(errors):13.1e} {max(errors):10.1e}")
    print()
    for size in (10_000, 100_000, 1_000_000):
        start = time.perf_counter()
        weight_shift(BinaryModel(np.resize(p, size), np.resize(eta, size), D), SharpnessAware(np.resize(rho, size)))
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        each = 1e9 * seconds / size
        print(f"{size:9d} problems: {seconds:7.3f} s, {each:5.0f} ns each, peak memory so far {peak:.0f} MiB")


if __name__ == "__main__":
    main()
