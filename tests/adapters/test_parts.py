"""Pieces of a table, made in any order or any process, are the rows of its stream."""

from __future__ import annotations

import json
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import OpenDataShareError

NAMES = ("id", "count", "size", "day", "at", "ready", "note")
TYPES = {"count": "integer", "size": "number", "day": "date", "at": "datetime", "ready": "boolean"}


def ward() -> Contract:
    """Return a contract with a field of nearly every type; a field's name and its heading are the same."""
    fields = tuple(
        Field(
            name=name, type=FieldType(TYPES.get(name, "text")), title=Text(name, name), sensitivity=Sensitivity.PUBLIC
        )
        for name in NAMES
    )
    fields = (replace(fields[0], required=True), replace(fields[1], minimum=0), *fields[2:])
    return Contract("ward", "1.0.0", Text("Ward", "Bangsal"), fields, primary_key=("id",))


def plain(table: share.Table) -> list[dict[str, object]]:
    """Return everything a table's stream says, batches put together."""
    return told(list(table.stream()))


def told(batches: list[object]) -> list[dict[str, object]]:
    """Return what batches say row by row, whatever their size."""
    rows = []
    for batch in batches:
        data = pa.Table.from_batches([batch.data]).cast(ward().arrow_schema).to_pylist()
        misfits = [
            (int(batch.rows[position]), misfit.field, misfit.rule, misfit.message_id, cell)
            for misfit in batch.misfits
            for position, cell in zip(misfit.positions, misfit.cells, strict=True)
        ]
        assert batch.balance.adapts
        for position, values in enumerate(data):
            number = int(batch.rows[position])
            rows.append(
                {
                    "row": number,
                    "line": int(batch.lines[position]),
                    "values": values,
                    "misfits": sorted(map(repr, (found for found in misfits if found[0] == number))),
                    "raw": batch.raw.slice(int(batch.raw_index[position]), 1).to_pylist(),
                }
            )
        rows += [
            {"row": row.row, "line": row.line, "text": row.text, "parameters": dict(row.parameters)}
            for row in batch.unmade
        ]
    return sorted(rows, key=lambda row: row["row"])


CELLS = {
    "count": ["0", "12", "-3", "+5", "0x10", "2.0", " 7", "many", ""],
    "size": ["0.5", "-6.25", "1e3", "NaN", "5.", ".", "1,5", ""],
    "day": ["2026-01-31", "2026-02-30", "31/01/2026", ""],
    "at": ["2026-01-31T10:00:00Z", "2026-01-31T10:00:00+07:00", "2026-01-31T10:00", "2026-01-31T23:59:60Z", "x", ""],
    "ready": ["true", "FALSE", "yes", "1", ""],
    "id": ["a", "b", "c", ""],
    "note": ["", "plain", "with, comma", 'a "quoted" word', "two\nlines", "two\r\nlines", "naïve · 測試", " "],
}


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


@st.composite
def files(draw: st.DrawFn) -> bytes:
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    lines = [",".join(NAMES)]
    for _ in range(draw(st.integers(1, 25))):
        cells = [quoted(draw(st.sampled_from(CELLS[name]))) for name in NAMES]
        shape = draw(st.integers(0, 19))
        if shape == 0:
            cells.pop()
        elif shape == 1:
            cells.append("extra")
        elif shape == 2:
            lines.append("")
        lines.append(",".join(cells))
    text = newline.join(lines) + draw(st.sampled_from(["", newline]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=files(), size=st.sampled_from([1, 7, 40, 200, 1 << 20]))
def test_pieces_in_any_order_are_the_stream_whatever_the_blocks(tmp_path: Path, content: bytes, size: int) -> None:
    file = tmp_path / "wards.csv"
    file.write_bytes(content)
    whole = plain(share.adapt(file, to=ward()))
    parts = list(share.adapt(file, to=ward(), limits=Limits(block_bytes=size)).parts())
    made = [part() for part in reversed(parts)]
    assert told([rows for pairs in made for name, rows in pairs]) == whole
    assert [row["row"] for row in whole] == list(range(1, len(whole) + 1))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=files(), size=st.sampled_from([1, 60, 300, 1 << 20]))
def test_a_report_is_the_same_whatever_the_blocks_and_the_threads(tmp_path: Path, content: bytes, size: int) -> None:
    file = tmp_path / "wards.csv"
    file.write_bytes(content)
    alone = share.validate(share.adapt(file, to=ward()), map_batches=map)
    beside = share.validate(share.adapt(file, to=ward(), limits=Limits(block_bytes=size)))
    assert beside.report.to_document("en") == alone.report.to_document("en")
    assert beside.accepted.to_records() == alone.accepted.to_records()
    rejected = [
        sorted(outcome.rejected.to_arrow().to_pylist(), key=lambda row: row["_row"]) for outcome in (alone, beside)
    ]
    assert rejected[0] == rejected[1]


FAULTS = {
    "a stray quote": b'1,2,3,,,,a"b\n',
    "a carriage return": b"1,2\r,3,,,,\n",
    "no UTF-8": b"1,2,3,,,,\xff\n",
    "a NUL": b"1,2,3,,,,\x00\n",
    "an open quote": b'1,2,3,,,,"ab\n',
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("size", [50, 300, 1 << 20])
def test_a_malformed_file_ends_in_the_same_error_side_by_side(tmp_path: Path, fault: str, size: int) -> None:
    lines = b"".join(b"%d,2,3,2026-01-01,,,text\n" % number for number in range(60))
    file = tmp_path / "wards.csv"
    file.write_bytes(",".join(NAMES).encode() + b"\n" + lines + FAULTS[fault])
    found = []
    for mapper in (map, None):
        with pytest.raises(OpenDataShareError) as caught:
            share.validate(share.adapt(file, to=ward(), limits=Limits(block_bytes=size)), map_batches=mapper)
        found.append((caught.value.message_id, caught.value.line, caught.value.field))
    assert found[0] == found[1]
    assert found[0][1] == 62


def test_a_pool_of_processes_makes_and_judges_the_pieces_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "wards.csv"
    rows = "".join(f"{number % 90},{number - 3},x,,,maybe,\n" for number in range(100))
    file.write_text(f"{','.join(NAMES)}\n{rows}", "utf-8")
    limits = Limits(block_bytes=400)
    with get_context("spawn").Pool(1) as pool:
        mapped = share.validate(share.adapt(file, to=ward(), limits=limits), map_batches=pool.map)
    here = share.validate(share.adapt(file, to=ward(), limits=limits), map_batches=map)
    assert json.dumps(mapped.report.to_document("id")) == json.dumps(here.report.to_document("id"))
    assert mapped.report.tables[0].counts["duplicate-key"] == 10


def test_a_table_of_a_bundle_has_its_own_rows_only(tmp_path: Path) -> None:
    rows = [{"no": "1", "nama": "Pos", "mobil": "2", "tahun": "2026-01-01"}]
    bundle = share.adapt_bundle(
        rows,
        field_map=share.FieldMap.from_toml(
            """
            agency = "demo"
            [[tables.fire-station]]
            key = ["no"]
            name = "nama"
            station_type = { value = "post" }
            [[tables.fleet-count]]
            holder_type = { value = "station" }
            holder_id = { ref = "fire-station", key = ["no"] }
            unit_type = { value = "fire_apparatus" }
            as_of = "tahun"
            total = "mobil"
            """
        ),
    )
    assert [[name for name, _ in part()] for part in bundle.parts()] == [["fire-station", "fleet-count"]]
    assert [[name for name, _ in part()] for part in bundle["fleet-count"].parts()] == [["fleet-count"]]
