"""Arrow to CSV: RFC 4180 text in UTF-8, column by column.

What lives here: how each type is written, and nothing else; `docs/reference/release-layout.md` promises it. What this
file must not know: files, contracts, releases.

Lines end in CRLF. A cell is quoted only where it must be (comma, quote, CR, LF, or an empty text). A null is nothing
between two commas, an empty text is `""`. In a table of one column a null is `""` too: an empty line would be no row to
other readers. Times are UTC, `2026-01-31T17:00:00Z`, with six digits of a second where there is a fraction; numbers are
the shortest text that reads back the same; lists and objects are compact JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from ._arrow import pc
from ._time_text import time_cells, time_text

MEDIA_TYPE: Final = "text/csv"
_SLICE_BYTES: Final = 64 * 1024 * 1024
_SPECIAL: Final = '[",\r\n]'
_MARKS: Final = (b'"', b",", b"\r", b"\n")
_COMMA: Final = pa.scalar(",", pa.string())
_QUOTE: Final = pa.scalar('"', pa.string())
_EMPTY: Final = pa.scalar("", pa.string())
_QUOTED_EMPTY: Final = pa.scalar('""', pa.string())
_END: Final = pa.scalar("\r\n", pa.string())


def header(names: list[str]) -> bytes:
    """Return the heading line."""
    cells = cell_text(pa.array(names, pa.string())).to_pylist()
    return (",".join(map(str, cells)) + "\r\n").encode("utf-8")


def text_of(batch: pa.RecordBatch) -> Iterator[pa.Buffer | memoryview]:
    """Yield the lines of `batch` as UTF-8, in pieces of bounded size.

    Args:
        batch: Columns of the types a contract has: string, int64, float64, decimal128, bool, date32, timestamp[us,
            UTC], list and struct of these.
    """
    if batch.num_rows == 0:
        return
    if batch.nbytes > _SLICE_BYTES and batch.num_rows > 1:
        half = batch.num_rows // 2
        yield from text_of(batch.slice(0, half))
        yield from text_of(batch.slice(half))
        return
    cells = [cell_text(column) for column in batch.columns]
    empty = _QUOTED_EMPTY if len(cells) == 1 else _EMPTY
    cells[-1] = pc.binary_join_element_wise(
        pc.fill_null(cells[-1], empty), _END, _EMPTY, null_handling="replace", null_replacement=""
    )
    lines = cells[0]
    if len(cells) > 1:
        lines = pc.binary_join_element_wise(*cells, _COMMA, null_handling="replace", null_replacement="")
    yield _data_of(lines)


def cell_text(column: pa.Array[Any]) -> Any:
    """Return the cells of `column` as pa.string(), quoted where they must be; a null stays null."""
    kind = column.type
    text = plain_text(column)
    return _quoted(text) if pa.types.is_string(kind) or _is_nested(kind) else text


def plain_text(column: pa.Array[Any]) -> Any:
    """Return the cells of `column` as pa.string(), as they are before any quoting; a null stays null."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        return time_cells(column)
    if pa.types.is_decimal(kind):
        return _decimals(column)
    if pa.types.is_floating(kind):
        return _numbers(column)
    if _is_nested(kind):
        return pa.array([None if value is None else json_text(value) for value in column.to_pylist()], pa.string())
    return column if pa.types.is_string(kind) else pc.cast(column, pa.string())


def _is_nested(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) or pa.types.is_struct(kind)


def json_text(value: Any) -> str:
    """Return a list or an object as compact JSON; times, dates and decimals as a contract's document writes them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_json_value)


def _json_value(value: object) -> str:
    match value:
        case datetime():
            return time_text(value)
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            raise TypeError(type(value).__name__)


def _quoted(column: pa.Array[Any]) -> Any:
    """Return texts with quotes round those that need them and quotes inside doubled."""
    data = memoryview(_data_of(column)).tobytes()
    if any(mark in data for mark in _MARKS):  # looking at all bytes at once is far cheaper than at every cell
        special = pc.match_substring_regex(column, _SPECIAL)
        doubled = pc.replace_substring(column, '"', '""')
        wrapped = pc.binary_join_element_wise(_QUOTE, doubled, _QUOTE, _EMPTY)
        column = pc.if_else(special, wrapped, column)
    if pc.min(pc.binary_length(column)).as_py() == 0:
        column = pc.if_else(pc.equal(column, _EMPTY), _QUOTED_EMPTY, column)
    return column


def _numbers(column: pa.Array[Any]) -> Any:
    """Return numbers in plain notation up to 10**16, as Python writes them; Arrow takes an exponent from 10**10 on."""
    text = pc.cast(column, pa.string())
    exponent = pc.match_substring(text, "e+")
    if not pc.any(exponent).as_py():
        return text
    plain = [repr(value).removesuffix(".0") for value in pc.filter(column, exponent).to_pylist()]
    return pc.replace_with_mask(text, pc.fill_null(exponent, False), pa.array(plain, pa.string()))


def _decimals(column: pa.Array[Any]) -> Any:
    """Return decimals in plain notation; Arrow writes very small ones with an exponent."""
    text = pc.cast(column, pa.string())
    if not pc.any(pc.match_substring(text, "E")).as_py():
        return text
    return pa.array([None if value is None else f"{value:f}" for value in column.to_pylist()], pa.string())


def _data_of(lines: pa.Array[Any]) -> pa.Buffer | memoryview:
    """Return the text of all values, which stand one behind the other in the array's own buffer."""
    _, offsets, data = lines.buffers()
    if data is None or offsets is None:
        return memoryview(b"")
    ends = memoryview(offsets).cast("i")
    start, end = ends[lines.offset], ends[lines.offset + len(lines)]
    return data.slice(start, end - start)
