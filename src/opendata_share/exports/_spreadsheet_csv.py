"""CSV for spreadsheets: what a spreadsheet would compute or rewrite is held by an apostrophe, which can be taken back.

What lives here: guarding the texts of a batch. What this file must not know: how CSV is written; the release's own CSV
is the one for programs, this one is for people who open it with a double click.

An apostrophe stands before a cell that begins with a sign of a formula, that a spreadsheet would turn into a number, a
date or a truth value, or that begins with an apostrophe already: taking one away gives every text back as it was. The
file begins with the mark that tells Excel that it is UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from .. import _csv_text
from ..report import guarded
from ..stages import Table
from ._form import Document, Form
from ._losses import Losses

_MARK: Final = "\ufeff".encode()


def _documents(tables: Mapping[str, Table], _losses: Losses) -> Iterator[Document]:
    for name, table in tables.items():
        yield f"{name}.csv", _pieces(table)


def _pieces(table: Table) -> Iterator[bytes]:
    yield _MARK + _csv_text.header([guarded(field.name) for field in table.contract.fields])
    for batch in table.batches():
        columns = [_guarded(column) for column in batch.columns]
        for text in _csv_text.text_of(pa.RecordBatch.from_arrays(columns, names=batch.schema.names)):
            yield bytes(text)


def _guarded(column: pa.Array[Any]) -> pa.Array[Any]:
    if not pa.types.is_string(column.type):
        return column
    distinct: Any = column.dictionary_encode()
    kept: Any = pa.array([guarded(cell) for cell in distinct.dictionary.to_pylist()], pa.string())
    taken: pa.Array[Any] = kept.take(distinct.indices)
    return taken


SPREADSHEET_CSV: Final = Form("csv-spreadsheet", "text/csv", "RFC 4180", (), _documents)
