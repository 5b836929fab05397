"""Finds canaries: values nobody else writes, in any of the forms in which bytes may hold them.

What lives here: the canaries of each type, and the search through bytes and whatever is packed in them: pages of
Parquet by their own headers and its values by their reader, buffers of Arrow, gzip, members of a zip. What this file
must not know: policies, how a table is made.
"""

from __future__ import annotations

import base64
import gzip
import io
import re
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
LATITUDE: Final = -6.2950318264
LONGITUDE: Final = 106.8950318264
DECIMAL: Final = Decimal("9184736251.47")
DAY: Final = date(1931, 7, 29)
MOMENT: Final = datetime(1987, 9, 23, 13, 47, 51, 738291, tzinfo=UTC)
LATER_DAY: Final = date(2093, 7, 29)
LATER: Final = datetime(2093, 9, 23, 13, 47, 51, 738291, tzinfo=UTC)
"""For what must not be before something else."""
AREA: Final = "31.71.01.1987/003/004"
PLATE: Final = "ZQ 7316 XKQ"
_UNSCALED: Final = 918_473_625_147
_DAYS: Final = tuple((day - date(1970, 1, 1)).days for day in (DAY, LATER_DAY))
_MICROSECONDS: Final = tuple(int(each.timestamp()) * 1_000_000 + each.microsecond for each in (MOMENT, LATER))
_TEXTS: Final = (
    MARK, str(INTEGER), "950318264", str(DECIMAL), str(_UNSCALED), str(DAY), str(LATER_DAY), "13:47:51",
    *map(str, _MICROSECONDS), "31.71.01.1987", PLATE,
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
    for value in (INTEGER, *_MICROSECONDS, *(each * 1000 for each in _MICROSECONDS), _UNSCALED):
        yield value.to_bytes(8, "little")
        yield value.to_bytes(8, "big")
    yield _UNSCALED.to_bytes(6, "big")
    for number in (NUMBER, LATITUDE, LONGITUDE):
        yield struct.pack("<d", number)
        yield struct.pack(">d", number)


_ANYWHERE: Final = tuple(dict.fromkeys([*(form for text in _TEXTS for form in _text_forms(text)), *_binary_forms()]))
_OF_DATES: Final = tuple(days.to_bytes(4, "little", signed=True) for days in _DAYS)
"""Four bytes are too few to look for in what is compressed."""


class Search:
    """Counts what it looked through and what it found.

    Attributes:
        scanned: The bytes looked at, unpacked ones included.
        found: Where a canary is, and which: the name of the bytes and the form.
        files: What the files looked at are called, without the folders they lie in.
    """

    def __init__(self) -> None:
        self.scanned = 0
        self.files: set[str] = set()
        self.found: list[tuple[str, bytes]] = []

    def file(self, path: Path, name: str | None = None) -> None:
        """Look at a file's name and its bytes."""
        said = str(path) if name is None else name
        self.files.add(path.name)
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
            self._look(f"{name} > {part}", inside, _ANYWHERE + (_OF_DATES if part.startswith("page") else ()))
            if part.startswith("member"):
                self.bytes(f"{name} > {part}", inside)

    def columns(self, name: str, data: pa.Table | pa.RecordBatch) -> None:
        """Look at every buffer the columns hold on to, those of dictionaries and of parts too."""
        for part, inside, forms in _buffers(data):
            self._look(f"{name} > {part}", inside, forms)

    def _look(self, name: str, data: bytes, forms: tuple[bytes, ...]) -> None:
        self.scanned += len(data)
        self.found += [(name, form) for form in forms if form in data]


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data[:4] == b"PAR1" and data[-4:] == b"PAR1":
        yield from _pages(data)
    elif data[:6] == b"ARROW1" or data[:4] == b"\xff\xff\xff\xff":
        yield from _of_arrow(data)
    elif data[:2] == b"\x1f\x8b":
        yield "member gzip", gzip.decompress(data)
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield f"member {info.filename}", archive.read(info)
    elif data[:1] == b"\x78" and (inflated := _inflated(data)):
        yield "member zlib", inflated
    else:
        yield from _spelled(data)


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


_PACKED: Final = re.compile(rb"[A-Za-z0-9+/]{80,}={0,2}")
"""A long run of base64, as the schema of Arrow stands in a file, or an image in a page."""


def _spelled(data: bytes) -> Iterator[tuple[str, bytes]]:
    for found in _PACKED.finditer(data):
        run = found.group()
        yield "base64", base64.b64decode(run[: len(run) // 4 * 4])


def _of_arrow(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a stream or file of Arrow holds, decompressed: every buffer, and what its schema says."""
    opened = pa.ipc.open_file(data) if data[:6] == b"ARROW1" else pa.ipc.open_stream(data)
    table = opened.read_all()
    yield "schema", table.schema.to_string(truncate_metadata=False).encode()
    for part, inside, forms in _buffers(table):
        # a part of this name is looked through for dates too
        yield ("page " if len(forms) > len(_ANYWHERE) else "buffer ") + part, inside


def _buffers(data: pa.Table | pa.RecordBatch) -> Iterator[tuple[str, bytes, tuple[bytes, ...]]]:
    for name, column in zip(data.schema.names, data.columns, strict=True):
        for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else (column,):
            for array in _with_dictionary(chunk):
                forms = _ANYWHERE + (_OF_DATES if "date32" in str(array.type) else ())
                for buffer in filter(None, array.buffers()):
                    yield name, buffer.to_pybytes(), forms


def _with_dictionary(array: Any) -> Iterator[Any]:
    yield array
    if isinstance(array, pa.DictionaryArray):
        yield from _with_dictionary(array.dictionary)


def _pages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a Parquet file holds: every page unpacked, also what no reader would show, and what a reader shows."""
    metadata = pq.read_metadata(pa.BufferReader(data))
    elsewhere = False
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            yield "page statistics", repr(column.statistics).encode()
            # an empty dictionary is said to begin at 0, where no page can
            at = min(filter(None, (column.data_page_offset, column.dictionary_page_offset)), default=0)
            end = at + column.total_compressed_size
            if end > len(data) - 8 - int.from_bytes(data[-8:-4], "little"):
                elsewhere = True  # the footer of a file that is elsewhere
                continue
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
    if not elsewhere:
        # an encoding may take values apart: what is read back is whole
        rows = pq.ParquetFile(pa.BufferReader(data)).read().to_pylist()
        yield "page values", "\n".join(str(cell) for row in rows for cell in row.values()).encode()
