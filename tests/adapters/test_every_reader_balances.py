"""The same rows through every reader: each row is somewhere, and the same rows are accepted.

What lives here: writers of one generated table in every form that is read, ragged rows and blank lines where the form
can hold them, and two field maps that skip, expand and merge rows. What this file must not know: how a reader works.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import opendata_share as share

NAMES = ("kode", "nama", "jumlah")
PLAIN = """agency = "demo"
[source]
ignore = ["geometry?"]
captured_at = 2026-01-02T00:00:00+07:00
[[tables.fire-station]]
key = ["kode"]
name = "nama"
station_type = { value = "post" }
country = { value = "ID" }
personnel_total = "jumlah"
"""
SHAPING = """agency = "demo"
[source]
ignore = ["geometry?"]
captured_at = 2026-01-02T00:00:00+07:00
skip = { nama = 'Total.*' }
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["kode"] }
unit_type = { value = "fire_apparatus" }
as_of = { value = 2026-01-01 }
total = "jumlah"
distinct = { by = ["kode", "jumlah"] }
[[tables.fleet-count]]
holder_type = { value = "station" }
holder_id = { ref = "fire-station", key = ["kode"] }
unit_type = { value = "ambulance" }
as_of = { value = 2026-01-01 }
total = "jumlah"
where = "total IS NOT NULL"
"""
BLOCKS = {"plain": 1, "shaping": 2}
"""A row that is read is counted once for each block that reads it."""
MAPS = {name: share.FieldMap.from_toml(text) for name, text in (("plain", PLAIN), ("shaping", SHAPING))}


@dataclass(frozen=True)
class Row:
    """A row: its cells, None where there is none; or a row that is not cut into cells, or a blank line."""

    cells: tuple[str | None, str, int | str | None] | None = None
    ragged: bool = False

    @property
    def record(self) -> dict[str, Any]:
        assert self.cells is not None
        return {name: cell for name, cell in zip(NAMES, self.cells, strict=True) if cell is not None}

    @property
    def texts(self) -> tuple[str, ...]:
        assert self.cells is not None
        return tuple("" if cell is None else str(cell) for cell in self.cells)


CODES = st.none() | st.sampled_from(["a1", "b2", "c3", "d4"])
TITLES = st.text("aé\",;' xT{}<&", min_size=1, max_size=8).map(lambda text: " ".join(text.split())).filter(bool)
COUNTS = st.none() | st.integers(0, 500) | st.sampled_from(["banyak", "2.5", "-3"])
ROWS = st.lists(
    st.builds(Row, st.tuples(CODES, TITLES | st.just("Total a"), COUNTS)) | st.sampled_from([Row(), Row(ragged=True)]),
    max_size=12,
)


def delimited(rows: list[Row], delimiter: str) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(NAMES)
    for row in rows:
        if row.cells is not None:
            writer.writerow(row.texts)
        else:
            sink.write(delimiter.join("xxxxx") + "\r\n" if row.ragged else "\r\n")
    return sink.getvalue()


def _csv(rows: list[Row], folder: Path) -> object:
    path = folder / "table.csv"
    path.write_text(delimited(rows, ","), encoding="utf-8", newline="")
    return path


def _tsv(rows: list[Row], folder: Path) -> object:
    path = folder / "table.tsv"
    path.write_text(delimited(rows, "\t"), encoding="utf-8", newline="")
    return path


def _lines(rows: list[Row]) -> str:
    made = (json.dumps(row.record) if row.cells is not None else '{"kode":' if row.ragged else "" for row in rows)
    return "".join(f"{line}\n" for line in made)


def _ndjson(rows: list[Row], folder: Path) -> object:
    path = folder / "table.ndjson"
    # a first line with every key, so that the headings do not depend on the rows
    path.write_text(json.dumps(dict.fromkeys(NAMES)) + "\n" + _lines(rows), encoding="utf-8")
    return path


def _json(rows: list[Row], folder: Path) -> object:
    path = folder / "table.json"
    records = [dict.fromkeys(NAMES), *(7 if row.ragged else row.record for row in rows if row != Row())]
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def _geojson(rows: list[Row], folder: Path) -> object:
    path = folder / "table.geojson"
    features: list[Any] = [{"type": "Feature", "properties": dict.fromkeys(NAMES), "geometry": None}]
    for row in rows:
        if row != Row():
            kind = "Thing" if row.ragged else "Feature"
            properties = {} if row.ragged else row.record
            features.append({"type": kind, "properties": properties, "geometry": None})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def arrow(rows: list[Row]) -> pa.Table:
    columns = list(zip(*(row.cells for row in rows if row.cells is not None), strict=True)) or [()] * 3
    texts = [[None if cell is None else str(cell) for cell in column] for column in columns]
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(NAMES, texts, strict=True)})


def _parquet(rows: list[Row], folder: Path) -> object:
    pq.write_table(arrow(rows), folder / "table.parquet", row_group_size=5)
    return folder / "table.parquet"


def _ipc(rows: list[Row], folder: Path) -> object:
    table = arrow(rows)
    with pa.ipc.new_file(folder / "table.arrow", table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    return folder / "table.arrow"


def _memory(rows: list[Row], folder: Path) -> object:
    return arrow(rows)


def _rows(rows: list[Row], folder: Path) -> object:
    return [dict.fromkeys(NAMES), *(7 if row.ragged else row.record for row in rows if row != Row())]


def _xlsx(rows: list[Row], folder: Path) -> object:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(folder / "table.xlsx") as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, NAMES)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row.cells or ()):
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                elif cell is not None:
                    sheet.write_string(number, place, cell)
    return folder / "table.xlsx"


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Data">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def _ods_cell(cell: int | str | None) -> str:
    if cell is None:
        return "<table:table-cell/>"
    kind = f'float" office:value="{cell}' if isinstance(cell, int) else "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def _ods(rows: list[Row], folder: Path) -> object:
    lines = [NAMES, *(row.cells or (None, None, None) for row in rows)]
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines)
    with zipfile.ZipFile(folder / "table.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(body))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return folder / "table.ods"


def _folder(rows: list[Row], folder: Path) -> object:
    (folder / "parts").mkdir()
    for number, part in enumerate(cut(rows)):
        (folder / "parts" / f"{number:03}.csv").write_text(delimited(part, ","), encoding="utf-8", newline="")
    if not rows:
        (folder / "parts" / "000.csv").write_text(delimited([], ","), encoding="utf-8")
    return folder / "parts"


def cut(rows: list[Row]) -> list[list[Row]]:
    return [rows[start : start + 4] for start in range(0, len(rows), 4)]


FORMS: dict[str, Callable[[list[Row], Path], object]] = {
    "csv": _csv, "tsv": _tsv, "ndjson": _ndjson, "json": _json, "geojson": _geojson, "parquet": _parquet,
    "ipc": _ipc, "arrow": _memory, "rows": _rows, "xlsx": _xlsx, "ods": _ods, "folder": _folder,
}  # fmt: skip
HOLDS_RAGGED = {"csv", "tsv", "ndjson", "json", "geojson", "rows", "folder"}
BEGINS_WITH_AN_EMPTY_ROW = {"ndjson", "json", "geojson", "rows"}
"""Forms whose headings are the keys of their rows."""


def judged(source: object, made: share.FieldMap) -> tuple[Any, Counter[tuple[Any, ...]]]:
    validated = share.validate(share.adapt(source, field_map=made))
    (table,) = validated.report.tables
    shown = ("id", "name", "personnel_total", "holder_id", "unit_type", "total")
    accepted = Counter(tuple(row.get(name) for name in shown) for row in validated.accepted.to_records())
    assert accepted.total() == table.balance.accepted
    assert validated.rejected.count == table.balance.rejected
    return table, accepted


@settings(deadline=None, max_examples=15)
@given(rows=ROWS, name=st.sampled_from(sorted(MAPS)))
@example(rows=[], name="plain")
@example(rows=[Row(), Row(ragged=True), Row()], name="shaping")
@example(
    rows=[Row(("a1", "x", 1)), Row(("a1", "x", 1)), Row(("b2", "Total a", 3)), Row((None, "x", None))], name="shaping"
)
def test_every_row_is_somewhere_and_the_same_rows_are_accepted(rows: list[Row], name: str) -> None:
    through_every_reader(rows, name)


@pytest.mark.exhaustive
def test_every_row_is_somewhere_in_many_tables(record_property: Any) -> None:
    tables = 0

    @settings(deadline=None, max_examples=500, database=None)
    @given(rows=ROWS, name=st.sampled_from(sorted(MAPS)))
    def judge(rows: list[Row], name: str) -> None:
        nonlocal tables
        through_every_reader(rows, name)
        tables += len(FORMS)

    judge()
    record_property("tables", tables)


def through_every_reader(rows: list[Row], name: str) -> None:
    expected: Counter[tuple[Any, ...]] | None = None
    for form, write in FORMS.items():
        with tempfile.TemporaryDirectory() as folder:
            table, accepted = judged(write(rows, Path(folder)), MAPS[name])
        balance = table.balance
        assert balance.balances, (form, balance)
        ragged = sum(row.ragged for row in rows) if form in HOLDS_RAGGED else 0
        made = sum(row.cells is not None for row in rows) + (form in BEGINS_WITH_AN_EMPTY_ROW)
        assert balance.read == made * BLOCKS[name] + ragged, (form, balance)
        assert balance.rejected >= ragged
        expected = accepted if expected is None else expected
        assert accepted == expected, form
