"""Rows of texts as bytes of CSV and of NDJSON, made by Arrow and no Python object per row.

What lives here: quoting and escaping. What this file must not know: which table it is, files.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .values import Column

_NEEDS_QUOTES: Final = '[",\r\n]'
_NUMBER: Final = r"^-?\d+(\.\d+)?$"


def csv_header(table: pa.Table) -> bytes:
    """Return the line of headings."""
    return (",".join(table.column_names) + "\n").encode()


def csv_lines(table: pa.Table) -> bytes:
    """Return the rows as CSV: UTF-8, LF, quotes only where they are needed, a null as an empty cell."""
    cells = [_csv_cell(column) for column in _columns(table)]
    cells[-1] = pc.binary_join_element_wise(pc.fill_null(cells[-1], ""), pa.scalar("\n"), pa.scalar(""))
    return _bytes(pc.binary_join_element_wise(*cells, pa.scalar(","), null_handling="replace", null_replacement=""))


def ndjson_lines(table: pa.Table, numbers: Collection[str]) -> bytes:
    """Return the rows as NDJSON; a null is absent.

    Args:
        table: The rows; no text has a control character or a backslash.
        numbers: The columns whose cells are JSON numbers where they look like one, else strings.
    """
    members = [
        _member(name, column, name in numbers) for name, column in zip(table.column_names, _columns(table), strict=True)
    ]
    joined = pc.binary_join_element_wise(
        *members, pa.scalar("}\n"), pa.scalar(""), null_handling="replace", null_replacement=""
    )
    # every member begins with a comma, the first one of a line too
    return _bytes(pc.binary_join_element_wise(pa.scalar("{"), pc.utf8_slice_codeunits(joined, 1), pa.scalar("")))


def _csv_cell(column: Column) -> Column:
    quoted = pc.binary_join_element_wise(
        pa.scalar('"'), pc.replace_substring(column, '"', '""'), pa.scalar('"'), pa.scalar("")
    )
    return pc.if_else(pc.match_substring_regex(column, _NEEDS_QUOTES), quoted, column)


def _member(name: str, column: Column, is_number: bool) -> Column:
    text = pc.binary_join_element_wise(
        pa.scalar('"'), pc.replace_substring(column, '"', '\\"'), pa.scalar('"'), pa.scalar("")
    )
    value = pc.if_else(pc.match_substring_regex(column, _NUMBER), column, text) if is_number else text
    return pc.binary_join_element_wise(pa.scalar(f',"{name}":'), value, pa.scalar(""))


def _columns(table: pa.Table) -> list[Column]:
    return [column.combine_chunks() for column in table.columns]


def _bytes(lines: Column) -> bytes:
    """Return the texts of an array one after the other."""
    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, np.int32, len(lines) + 1, lines.offset * 4)
    return b"" if data is None else bytes(memoryview(data)[ends[0] : ends[-1]])
