"""Ways in which a JSON file of the project can be damaged, with what must be said of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Damage = Callable[[bytes], bytes]

_DEEP = b"[" * 100_000 + b"]" * 100_000

TEXT: dict[str, tuple[Damage, str]] = {
    "cut": (lambda text: text[: len(text) // 2], "expected JSON, got .*column"),
    "empty": (lambda text: b"", "expected JSON"),
    "nested": (lambda text: _DEEP, "nested deeper"),
    "nested a little": (lambda text: b"[" * 70 + b"]" * 70, "nested deeper"),
    "a list": (lambda text: b"[" + text.strip().replace(b"\n", b"") + b"]", "expected an object, got "),
    "a number": (lambda text: b"3", "expected an object, got 3"),
    "NaN": (lambda text: text.replace(b"{", b'{"x": NaN, ', 1), "expected finite numbers, got NaN"),
    "an infinity": (lambda text: text.replace(b"{", b'{"x": -Infinity, ', 1), "expected finite numbers, got -Infinity"),
    "a huge number": (lambda text: text.replace(b"{", b'{"x": 1e999, ', 1), "expected finite numbers, got 1e999"),
    "a doubled key": (
        lambda text: text.replace(b"{", b'{"checksum": "sha256-0", ', 1),
        "expected each key once, got 'checksum' twice",
    ),
    "an unknown field": (lambda text: text.replace(b"{", b'{"more": 1, ', 1), "got unknown more"),
    "no UTF-8": (lambda text: text.replace(b"{", b'{"\xff": 1, ', 1), "expected text in UTF-8, got byte"),
}
"""By name: what it does to the bytes of a file that holds one object, and how the error's message goes."""


def changed(text: bytes, change: Callable[[Any], None], seal: Callable[[Any], Any] = lambda record: record) -> bytes:
    """Return the JSON with a change of its value; ``seal`` may give it a checksum that fits."""
    record = json.loads(text)
    change(record)
    return json.dumps(seal(record)).encode() + b"\n"
