"""Cells no reader may stumble over, and damage no reader may crash on.

What lives here: values and bytes. What this file must not know: any format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

HOSTILE_CELLS: Final = (
    "plain",
    " padded ",
    "0012",
    "-5",
    "1,200.50",
    "=1+1",
    "@SUM(A1)",
    "a,b;c\td",
    'he said "no"',
    "it's",
    "<b>&amp;</b>",
    "]]>",
    "{{name}} ${name} %s",
    "../../etc/passwd",
    "'; DROP TABLE rows; --",
    "null",
    "NaN",
    "1e400",
    "true",
    "2026-02-30",
    "Ñandú – 日本 – مرحبا",
    "e\u0301",
    "\u202egnp.exe",
    "\ufeffmarked",
    "🚑",
    "x" * 5_000,
)
"""Texts of one line that are ordinary text and nothing else."""

HOSTILE_LINES: Final = ("two\nlines", "two\r\nlines", "tab\tand\x0bmore", "\x07bell", "nul\x00inside")
"""Texts with line ends or control characters: a format that cannot hold one refuses the row or the file by name."""


def damaged(data: bytes, *, most: int = 60) -> Iterator[bytes]:
    """Yield `data` cut short, with bytes changed, doubled and with strange beginnings; at most about `most` of them."""
    size = len(data)
    steps = max(1, most // 4)
    places = sorted({size * step // steps for step in range(steps)})
    yield b""
    yield b"\x00" * 64
    yield b"\xff\xfe" + data
    yield data + data
    for place in places:
        yield data[:place]
        if place < size:
            yield data[:place] + bytes((data[place] ^ 0x80,)) + data[place + 1 :]
            yield data[:place] + b"\x00" + data[place:]
