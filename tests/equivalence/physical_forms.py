"""The same rows in every physical form a table may have.

What lives here: cells to a `Table` as typed columns, dictionaries, slices and chunks, as texts, CSV, NDJSON and lists
of dicts. What this file must not know: what is right or wrong in a cell.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from hypothesis import strategies as st
from made import rows_of

from opendata_share import adapt
from opendata_share._limits import Limits
from opendata_share.contract import Contract
from opendata_share.stages import Lineage, Table

Cells = Sequence[dict[str, Any]]
CUTS: Final = st.lists(st.integers(0, 7), max_size=3)
LAYOUTS: Final = st.lists(st.integers(0, 5), min_size=1, max_size=4)


def parts_of(count: int, cuts: Sequence[int]) -> list[slice]:
    """Return `count` rows cut into pieces; a cut beyond the end, or twice the same, gives an empty piece."""
    places = sorted(min(cut, count) for cut in cuts)
    return [slice(start, stop) for start, stop in zip([0, *places], [*places, count], strict=True)]


def laid_out(cells: list[Any], kind: pa.DataType, layout: int) -> pa.Array[Any]:
    """Return cells as an Arrow array in one of its layouts, its values the same."""
    plain = pa.array(cells, kind)
    if layout == 1:  # a slice with an offset into buffers that hold more
        return pa.concat_arrays([plain, plain, plain]).slice(len(plain), len(plain))
    if layout == 2 and pa.types.is_string(kind):
        return plain.dictionary_encode()
    if layout == 3 and pa.types.is_string(kind):  # a null among the values, and values no row has
        known = [None, "junk", *sorted({cell for cell in cells if cell is not None})]
        places = pa.array([known.index(cell) for cell in cells], pa.int32())
        return pa.DictionaryArray.from_arrays(places, pa.array(known, pa.string()))
    if layout == 4 and len(plain) and not pa.types.is_nested(kind):  # anything may stand under a null
        full = pa.array([cell if cell is not None else _something(cells, kind) for cell in cells], kind)
        mask = pa.array([cell is None for cell in cells])
        return pa.compute.if_else(mask, pa.scalar(None, kind), full)
    return plain


def _something(cells: Sequence[Any], kind: pa.DataType) -> Any:
    return next((cell for cell in cells if cell is not None), None)


def judged_as_they_are(contract: Contract, cells: Cells, cuts: Sequence[int], layouts: Sequence[int]) -> Table:
    """Return typed rows that no adapter has seen."""
    batches = []
    for place, part in enumerate(parts_of(len(cells), cuts)):
        arrays = [
            laid_out([row[name] for row in cells[part]], kind, layouts[(place + number) % len(layouts)])
            for number, (name, kind) in enumerate(
                zip(contract.arrow_schema.names, contract.arrow_schema.types, strict=True)
            )
        ]
        batches.append(
            rows_of(pa.RecordBatch.from_arrays(arrays, names=contract.arrow_schema.names), start=part.start + 1)
        )
    return Table(contract, lambda: iter(batches), Lineage(source="rows"))


def as_arrow(contract: Contract, cells: Cells, cuts: Sequence[int], layouts: Sequence[int]) -> Table:
    """Return typed rows as an Arrow table whose columns are chunked each in its own way."""
    schema = contract.arrow_schema
    return adapt(_chunked(cells, schema.names, schema.types, cuts, layouts), to=contract)


def as_arrow_texts(contract: Contract, cells: Cells, cuts: Sequence[int], layouts: Sequence[int]) -> Table:
    """Return rows of texts as an Arrow table."""
    names = contract.arrow_schema.names
    return adapt(_chunked(cells, names, [pa.string()] * len(names), cuts, layouts), to=contract)


def _chunked(
    cells: Cells, names: Sequence[str], kinds: Sequence[pa.DataType], cuts: Sequence[int], layouts: Sequence[int]
) -> pa.Table:
    columns = []
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        layout = layouts[number % len(layouts)]
        column = [row[name] for row in cells]
        chunks = [laid_out(column[part], kind, layout) for part in parts_of(len(cells), [cut + number for cut in cuts])]
        unified = pa.chunked_array(chunks) if layout not in {2, 3} else pa.chunked_array(chunks, chunks[0].type)
        columns.append(unified)
    return pa.table(columns, names=list(names))


def as_csv(contract: Contract, cells: Cells, cuts: Sequence[int], layouts: Sequence[int], folder: Path) -> Table:
    """Return rows of texts as a CSV file, read in small blocks where `cuts` says so."""
    names = contract.arrow_schema.names
    text = StringIO()
    # Python's writer leaves a lone CR unquoted; a file with one is refused as a whole
    quoted = layouts[0] % 2 or any("\r" in cell for row in cells for cell in row.values() if cell)
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(text, lineterminator="\r\n" if layouts[0] == 1 else "\n", quoting=quoting)
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in cells)
    path = folder / "rows.csv"
    path.write_bytes((b"\xef\xbb\xbf" if layouts[0] == 2 else b"") + text.getvalue().encode())
    return adapt(path, to=contract, limits=_limits(cuts))


def _limits(cuts: Sequence[int]) -> Limits:
    return Limits() if not cuts else Limits(block_bytes=64 << cuts[0])


def as_ndjson(contract: Contract, lines: Sequence[str], cuts: Sequence[int], folder: Path) -> Table:
    """Return lines as an NDJSON file; a first line with every name is the caller's."""
    path = folder / "rows.ndjson"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return adapt(path, to=contract, limits=_limits(cuts))


def as_line(cells: dict[str, str | None], *, absent: bool) -> str:
    """Return JSON fragments as one line; what has no value is null, or with `absent` not there."""
    written = {name: cell for name, cell in cells.items() if cell is not None or not absent}
    return "{" + ", ".join(f"{json.dumps(name)}: {cell or 'null'}" for name, cell in written.items()) + "}"


def as_dicts(contract: Contract, rows: Cells) -> Table:
    """Return Python's own values as a list of dicts."""
    return adapt(list(rows), to=contract)
