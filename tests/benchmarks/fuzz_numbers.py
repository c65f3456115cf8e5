"""Random problems at length: a million for SAM and a million over the four attacks, and samples at the edges.

    python tests/benchmarks/fuzz_numbers.py [--problems 1000000] [--certified 2000] [--seed 0]

Over the documented domain no problem of SAM's may be refused, warn, or leave its proved bounds, and a sample is held to
certified roots; weights of attacks and their accuracies may not be NaN, nor leave their range, and the share refused is
told.  At the edges every result is right to a part in 1e10 or refused (see `tests/theory/sam/edge_checks.py`).
Prints a line a check and ends with 1 if any failed.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests import oracles
from tests.theory.sam import edge_checks
from tests.theory.sam import edge_problems as edges
from theory import BinaryModel, SharpnessAware, weight_shift
from theory.model.attacks import accuracy_under_attack, attack_weight

ATTACKS: list[tuple[Any, Any]] = [(norm, which) for norm in ("linf", "l2") for which in ("non-robust", "all")]
MEASURED = 1e-13  # error seen over the domain, with room; the promise is 1e-10


def domain(size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """p in [0.501, 0.999999], eta in [1e-3, 5], d in [1, 1e6], log-uniform."""
    near_half, near_one = 0.5 + 10.0 ** rng.uniform(-3, -0.6, size), 1.0 - 10.0 ** rng.uniform(-6, -0.6, size)
    p = np.where(rng.random(size) < 0.5, near_half, near_one)
    return p, 10.0 ** rng.uniform(-3, np.log10(5.0), size), 10.0 ** rng.uniform(0, 6, size)


def sam_over_the_domain(size: int, certified: int, seed: int) -> str:
    """SAM's shift for rho up to 50 sqrt(d)."""
    rng = np.random.default_rng(seed)
    p, eta, d = domain(size, rng)
    rho = np.exp(rng.uniform(np.log(1e-4), np.log(50.0 * np.sqrt(d))))
    shift = weight_shift(BinaryModel(p, eta, d), SharpnessAware(rho))
    assert (shift > 0.0).all()
    assert (shift <= rho * (1.0 + MEASURED)).all()
    matched = eta * shift / (BinaryModel(p, eta, d).standard_weight + shift)
    assert (matched <= np.minimum(eta, rho / d) * (1.0 + MEASURED)).all()
    rows = rng.choice(size, min(certified, size), replace=False)
    roots = [oracles.certified_sam_shift(*map(float, (p[i], eta[i], d[i], rho[i]))) for i in rows]
    worst = max(oracles.relative_error(float(shift[i]), root) for i, root in zip(rows, roots, strict=True))
    assert worst < MEASURED
    return f"largest relative error of {rows.size}: {worst:.1e}"


def attacks_over_the_domain(size: int, certified: int, seed: int) -> str:
    """Weights and accuracies under the four attacks, eps up to 1.3 of the radius that leaves no mean."""
    rng = np.random.default_rng(seed)
    refused = []
    for norm, which in ATTACKS:
        p, eta, d = domain(size // len(ATTACKS), rng)
        eps = rng.uniform(0.0, 1.3, p.size) * eta * (1.0 if norm == "linf" else np.sqrt(d))
        weight = np.array(edges.rows(partial(_weight, norm, which), p, eta, d, eps), dtype=float)  # NaN for None
        known = np.flatnonzero(~np.isnan(weight))
        some = weight[known]
        assert (some >= 0.0).all()
        value = accuracy_under_attack(BinaryModel(p[known], eta[known], d[known]), some, eps[known], norm, which)
        assert ((value >= 0.0) & (value <= 1.0)).all()
        refused.append(1.0 - known.size / p.size)
    return "refused: " + ", ".join(f"{share:.1e}" for share in refused)


def _weight(norm: Any, which: Any, p: np.ndarray, eta: np.ndarray, d: np.ndarray, eps: np.ndarray) -> Any:
    return attack_weight(BinaryModel(p, eta, d), eps, norm, which)


def edge(check: Callable[..., float], *names: str, share: int = 1) -> Callable[[int, int, int], str]:
    """A check of `edge_checks` on a share of the certified problems."""

    def run(size: int, certified: int, seed: int) -> str:
        refused = check(*names, max(1, certified // share), seed)
        return f"{max(1, certified // share)} problems, refused of the moderate ones: {refused:.1%}"

    return run


CHECKS: dict[str, Callable[[int, int, int], str]] = {
    "SAM over its domain": sam_over_the_domain,
    "attacks over their domain": attacks_over_the_domain,
    "SAM and matched radii at the edges": edge(edge_checks.check_sam_shifts),
    "worst accuracies at the edges": edge(edge_checks.check_worst_accuracies, share=4),
    **{f"accuracies, {n}, {c}": edge(edge_checks.check_accuracies, n, c) for n, c in ATTACKS},
    **{f"weights, {n}, {c}": edge(edge_checks.check_weights, n, c, share=8 if n == "l2" else 2) for n, c in ATTACKS},
}


def main() -> int:
    """Run the checks, one line each; 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=1_000_000)
    parser.add_argument("--certified", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    warnings.simplefilter("error")
    failed = 0
    for name, check in CHECKS.items():
        start = time.perf_counter()
        try:
            told = check(arguments.problems, arguments.certified, arguments.seed)
        except (AssertionError, ArithmeticError, Warning) as error:
            told, failed = f"FAILED {type(error).__name__}: {error}", 1
        print(f"{name:36s} {time.perf_counter() - start:7.1f} s  {told}", flush=True)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
