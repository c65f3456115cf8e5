"""Random calls of all public functions at length, good and bad arguments mixed (see `tests/support/bad_input.py`).

    python tests/benchmarks/fuzz_calls.py [--calls 20000] [--seed 1]

Prints a line a fault and their number, and ends with 1 if there was any.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support import bad_input


def main() -> int:
    """Make the calls; the exit status tells whether all were right."""
    parser = argparse.ArgumentParser(description="Random calls of the public functions.")
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = bad_input.faults(arguments.calls, arguments.seed)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{arguments.calls} calls of {len(bad_input.public())} functions, seed {arguments.seed}: {len(found)} faults")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
