"""Random streams: every use of chance in a run has a stream of its own, named under the run's seed.

So the order in which things draw does not matter, and a run can be taken up at any epoch without saving generators.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator

import torch


def stream_seed(seed: int, *names: object) -> int:
    """The seed, in [0, 2^63), of the stream with these names.  Raises ValueError for a seed that is not whole."""
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueError(f"seed must be a whole number >= 0, got {seed!r}")
    digest = hashlib.sha256("\0".join(map(str, (seed, *names))).encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 1


def generator(seed: int, *names: object, device: torch.device | str = "cpu") -> torch.Generator:
    """The generator of the stream with these names."""
    return torch.Generator(device).manual_seed(stream_seed(seed, *names))


@contextlib.contextmanager
def global_stream(seed: int, *names: object) -> Iterator[None]:
    """Within this context torch's global generators, which initialisation and dropout use, are those of the stream."""
    devices = list(range(torch.cuda.device_count())) if torch.cuda.is_available() else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(stream_seed(seed, *names))
        yield
