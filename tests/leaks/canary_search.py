"""Finds canaries: values nobody else writes, in any of the forms in which bytes may hold them.

What lives here: the canaries of each type, and the search through bytes and whatever is packed in them: pages of
Parquet by their own headers, gzip, members of a zip. What this file must not know: policies, how a table is made.
"""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from opendata_share.adapters.reading._parquet_pages import _struct

MARK: Final = "Zqkenarixq"
"""Stands in every text canary."""
INTEGER: Final = 7_316_204_985_113
NUMBER: Final = 48.73950318264
DECIMAL: Final = Decimal("9184736251.47")
DAY: Final = date(1931, 7, 29)
MOMENT: Final = datetime(1987, 9, 23, 13, 47, 51, 738291, tzinfo=UTC)
AREA: Final = "31.71.01.1987/003/004"
_UNSCALED: Final = 918_473_625_147
_DAYS: Final = (DAY - date(1970, 1, 1)).days
_MICROSECONDS: Final = int(MOMENT.timestamp()) * 1_000_000 + MOMENT.microsecond
_NANOSECONDS: Final = _MICROSECONDS * 1000
_TEXTS: Final = (
    MARK, str(INTEGER), "950318264", str(DECIMAL), str(_UNSCALED), "1931-07-29", "13:47:51", str(_MICROSECONDS),
    "31.71.01.1987",
)  # fmt: skip


def _text_forms(text: str) -> Iterator[bytes]:
    for each in {text, text.lower(), text.upper()}:
        raw = each.encode()
        yield raw
        yield each.encode("utf-16-le")
        yield each.encode("utf-16-be")
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for form in ("%{:02x}", "%{:02X}", "\\x{:02x}", "\\u00{:02x}", "&#{};", "&#x{:x};"):
            yield "".join(form.format(byte) for byte in raw).encode()
        for lead in range(3):
            # characters that hold bits of neighbours too are left off
            packed = base64.b64encode(b"\0" * lead + raw).rstrip(b"=")
            yield packed[(0, 2, 3)[lead] : len(packed) - (1 if (lead + len(raw)) % 3 else 0)]


def _binary_forms() -> Iterator[bytes]:
    for value in (INTEGER, _MICROSECONDS, _NANOSECONDS, _UNSCALED):
        yield value.to_bytes(8, "little")
        yield value.to_bytes(8, "big")
    yield _UNSCALED.to_bytes(6, "big")
    yield struct.pack("<d", NUMBER)
    yield struct.pack(">d", NUMBER)


_ANYWHERE: Final = tuple(dict.fromkeys([*(form for text in _TEXTS for form in _text_forms(text)), *_binary_forms()]))
_IN_PAGES: Final = (_DAYS.to_bytes(4, "little", signed=True),)
"""Four bytes are too few to look for in what is compressed."""


class Search:
    """Counts what it looked through and what it found.

    Attributes:
        scanned: The bytes looked at, unpacked ones included.
        found: Where a canary is, and which: the name of the bytes and the form.
    """

    def __init__(self) -> None:
        self.scanned = 0
        self.found: list[tuple[str, bytes]] = []

    def file(self, path: Path, name: str | None = None) -> None:
        """Look at a file's name and its bytes."""
        said = str(path) if name is None else name
        self.bytes(said, said.encode())
        self.bytes(said, path.read_bytes())

    def folder(self, folder: Path) -> None:
        """Look at every file under a folder; the folder's own name is not part of it."""
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_file():
                self.file(path, name)
            else:
                self.bytes(name, name.encode())

    def text(self, name: str, text: str) -> None:
        """Look at a text."""
        self.bytes(name, text.encode("utf-8", "surrogatepass"))

    def bytes(self, name: str, data: bytes) -> None:
        """Look at bytes and at what is packed in them."""
        self._look(name, data, _ANYWHERE)
        for part, inside in _unpacked(data):
            self._look(f"{name} > {part}", inside, _ANYWHERE + (_IN_PAGES if part.startswith("page") else ()))
            if part.startswith("member"):
                self.bytes(f"{name} > {part}", inside)

    def _look(self, name: str, data: bytes, forms: tuple[bytes, ...]) -> None:
        self.scanned += len(data)
        self.found += [(name, form) for form in forms if form in data]


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data[:4] == b"PAR1" and data[-4:] == b"PAR1":
        yield from _pages(data)
    elif data[:2] == b"\x1f\x8b":
        yield "member gzip", gzip.decompress(data)
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield f"member {info.filename}", archive.read(info)
    elif data[:1] == b"\x78" and (inflated := _inflated(data)):
        yield "member zlib", inflated


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


def _pages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield every page of a Parquet file unpacked, by the page headers: also what no reader would show."""
    metadata = pq.read_metadata(pa.BufferReader(data))
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            yield "page statistics", repr(column.statistics).encode()
            # an empty dictionary is said to begin at 0, where no page can
            at = min(filter(None, (column.data_page_offset, column.dictionary_page_offset)))
            end = at + column.total_compressed_size
            if end > len(data) - 8 - int.from_bytes(data[-8:-4], "little"):
                continue  # the footer of a file that is elsewhere
            while at < end:
                fields, body = _struct(data, at)
                kind, size, packed = (int(fields[key][1]) for key in (1, 2, 3))
                assert kind in {0, 2}, "a page of another version: teach the search to read it"
                page = data[body : body + packed]
                codec: Any = column.compression.lower()
                yield "page", page if codec == "uncompressed" else pa.decompress(page, size, codec, asbytes=True)
                at = body + packed
    if metadata.metadata:
        yield "page metadata", b"\n".join(part for pair in metadata.metadata.items() for part in pair)
        if packed_schema := metadata.metadata.get(b"ARROW:schema"):
            # the schema of Arrow is written as base64: every canary in it, wherever it begins
            yield "page schema", base64.b64decode(packed_schema)
