"""Rows set aside as Parquet come back exactly as they came, are judged alone, and join the rows accepted before."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.errors import DefinitionError, SourceError
from opendata_share.stages import Validated
from opendata_share.validation import replay

MAP = """agency = "demo"
[source]
zone = "Asia/Jakarta"
null = ["", "-"]
captured_at = 2026-03-02T08:30:00+07:00
ignore = ["Ket"]
[[tables.facility-capacity]]
facility_id = "Kode"
bed_type = { from = "Jenis", codes = { IGD = "emergency_department", ICU = "adult_icu" } }
available_beds = "Kosong"
observed_at = "Jam"
"""
HEADINGS = ("Kode", "Jenis", "Kosong", "Jam", "Ket")
CELLS = st.tuples(
    st.sampled_from(["a", "b", "c", "0012", "d e"]),
    st.sampled_from(["IGD", "ICU", "UGD", ""]),
    st.sampled_from(["1", "0", "dua", "-1", "", "3"]),
    st.sampled_from(["2026-03-01T07:00:00", "2026-03-01T08:00:00", "kemarin", ""]),
    st.sampled_from(["", "x, \"y\"", "é\n"]),
)  # fmt: skip
ROWS = st.lists(CELLS, max_size=12)


def as_csv(path: Path, rows: list[tuple[str, ...]]) -> Path:
    import csv

    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path.with_suffix(".csv")


def as_ndjson(path: Path, rows: list[tuple[str, ...]]) -> Path:
    def cell(name: str, text: str) -> Any:
        return int(text) if name == "Kosong" and text.removeprefix("-").isdigit() else text or None

    lines = [json.dumps({n: cell(n, t) for n, t in zip(HEADINGS, row, strict=True)}) for row in rows]
    path.with_suffix(".ndjson").write_text("\n".join([json.dumps(dict.fromkeys(HEADINGS)), *lines]) + "\n", "utf-8")
    return path.with_suffix(".ndjson")


def as_parquet(path: Path, rows: list[tuple[str, ...]]) -> Path:
    columns = {name: pa.array([row[at] or None for row in rows], pa.string()) for at, name in enumerate(HEADINGS)}
    pq.write_table(pa.table(columns), path.with_suffix(".data.parquet"))
    return path.with_suffix(".data.parquet")


def as_workbook(path: Path, rows: list[tuple[str, ...]]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        beds = int(row[2]) if row[2].removeprefix("-").isdigit() else row[2]
        book.active.append([*row[:2], beds, *(text.replace("\n", " ") or None for text in row[3:])])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


WRITERS: dict[str, Callable[[Path, list[tuple[str, ...]]], Path]] = {
    "csv": as_csv, "ndjson": as_ndjson, "parquet": as_parquet, "xlsx": as_workbook,
}  # fmt: skip


def judged(source: Path, field_map: str = MAP) -> Validated:
    return share.validate(share.adapt(source, field_map=share.FieldMap.from_toml(field_map)))


def reasons(validated: Validated) -> list[dict[str, Any]]:
    rows = validated.rejected.to_arrow().to_pylist()
    return sorted(rows, key=lambda row: (row["_row"], row["_rule"]))


def own_reasons(validated: Validated) -> list[tuple[Any, ...]]:
    """Return what each rejected row breaks by itself, with its cells; a key is held by a row that is not there now."""
    found = []
    for row in reasons(validated):
        said = zip(*(row[name].split("; ") for name in ("_rule", "_message")), strict=True)
        own = [one for one in said if one[0] != "duplicate-key"]
        if own:
            found.append((row["_row"], row["_line"], own, {name: row[name] for name in HEADINGS}))
    return found


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_come_back_as_they_came_and_get_the_same_verdict(name: str, rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = judged(WRITERS[name](Path(folder, "beds"), rows))
        again = judged(first.rejected.to_parquet(Path(folder, "beds.rejected.parquet")))
        assert own_reasons(again) == own_reasons(first)
        whole = replay(
            share.adapt(Path(folder, "beds.rejected.parquet"), field_map=share.FieldMap.from_toml(MAP)), first.accepted
        )
        before, after = first.report.tables[0].balance, whole.report.tables[0].balance
        assert after.balances
        assert after == before
        assert whole.accepted.to_arrow() == first.accepted.to_arrow()
        assert [(row["_row"], row["_rule"]) for row in reasons(whole)] == [
            (row["_row"], row["_rule"]) for row in reasons(first)
        ]


@settings(max_examples=12, deadline=None)
@given(rows=ROWS)
def test_a_mended_map_gives_what_judging_all_again_would_give(rows: list[tuple[str, ...]]) -> None:
    mended = MAP.replace('ICU = "adult_icu"', 'ICU = "adult_icu", UGD = "nicu"')
    with tempfile.TemporaryDirectory() as folder:
        source = as_csv(Path(folder, "beds"), rows)
        first = judged(source)
        path = first.rejected.to_parquet(Path(folder, "rejected.parquet"))
        whole = replay(share.adapt(path, field_map=share.FieldMap.from_toml(mended)), first.accepted)
        wanted = judged(source, mended)
        assert whole.report.tables[0].balance == wanted.report.tables[0].balance
        assert sorted(map(str, whole.accepted.to_records())) == sorted(map(str, wanted.accepted.to_records()))


def test_a_row_that_could_not_be_cut_into_cells_stays_what_it_was(tmp_path: Path) -> None:
    source = tmp_path / "beds.csv"
    source.write_text("Kode,Jenis,Kosong,Jam,Ket\na,IGD,1,2026-03-01T07:00:00,\nb,IGD\n", "utf-8")
    first = judged(source)
    again = judged(first.rejected.to_parquet(tmp_path / "rejected.parquet"))
    (violation,) = again.report.violations
    assert (violation.row, violation.line, violation.rule) == (2, 3, "ragged-row")
    assert again.rejected.to_arrow().to_pylist()[0]["_text"] == "b,IGD"


WIDE = MAP.replace('bed_type = { from = "Jenis", codes = { IGD = "emergency_department", ICU = "adult_icu" } }\n', "")
WIDE = WIDE.replace('available_beds = "Kosong"\n', "").replace('ignore = ["Ket"]\n', "")
WIDE += (
    'wide = [ { bed_type = { value = "emergency_department" }, available_beds = "IGD" },'
    ' { bed_type = { value = "adult_icu" }, available_beds = "ICU" } ]\n'
)


def test_what_was_accepted_of_a_source_row_is_merged_and_not_published_twice(tmp_path: Path) -> None:
    source = tmp_path / "beds.csv"
    source.write_text("Kode,Jam,IGD,ICU\na,2026-03-01T07:00:00,1,dua\nb,2026-03-01T07:00:00,3,4\n", "utf-8")
    first = judged(source, WIDE)
    assert (first.report.rows, first.report.rejected) == (4, 1)
    path = first.rejected.to_parquet(tmp_path / "rejected.parquet")
    assert pq.read_table(path).column("ICU").to_pylist() == ["dua"]
    again = share.adapt(path, field_map=share.FieldMap.from_toml(WIDE))
    balance = replay(again, first.accepted).report.tables[0].balance
    assert (balance.merged, balance.produced, balance.accepted, balance.rejected) == (1, 4, 3, 1)
    table = pq.read_table(path)
    at = table.schema.get_field_index("ICU")
    mended = tmp_path / "mended.parquet"
    pq.write_table(table.set_column(at, "ICU", pa.array(["2"])), mended)
    whole = replay(share.adapt(mended, field_map=share.FieldMap.from_toml(WIDE)), first.accepted)
    assert whole.report.valid
    assert sorted(row["available_beds"] for row in whole.accepted.to_records()) == [1, 2, 3, 4]


def stations(rows: list[dict[str, Any]]) -> share.Table:
    return share.adapt(rows, to="fire-station", agency="demo", captured_at=datetime(2026, 3, 2, tzinfo=UTC))


def test_a_key_held_by_a_row_accepted_before_is_named_so(tmp_path: Path) -> None:
    row = {"id": "demo:1", "name": "Pos A", "station_type": "post", "country": "ID"}
    first = share.validate(stations([row]))
    other = stations([row | {"name": "Pos B"}])
    whole = replay(other, first.accepted)
    (violation,) = (one for one in whole.report.violations if one.severity == "error")
    assert "accepted before" in violation.message("en")
    assert "sebelumnya" in violation.message("id")
    assert "accepted before" in whole.rejected.to_arrow().to_pylist()[0]["_message"]
    with pytest.raises(DefinitionError, match="fire-station"):
        replay(share.adapt(first.accepted, to="fire-station"), judged(as_csv(tmp_path / "beds", [])).accepted)


def test_the_envelope_names_run_source_and_digests_and_the_file_is_private(tmp_path: Path) -> None:
    first = judged(as_csv(tmp_path / "beds", [("a", "UGD", "1", "2026-03-01T07:00:00", "")]))
    path = first.rejected.to_parquet(tmp_path / "rejected.parquet")
    assert path.stat().st_mode & 0o777 == 0o600
    envelope = json.loads(pq.read_schema(path).metadata[b"opendata_share.quarantine"])
    assert envelope["source"].endswith("beds.csv")
    assert envelope["contracts"][0][0] == "facility-capacity@1.0.0"
    assert envelope["source_digest"].startswith("sha256:")
    assert envelope["map_digest"].startswith("sha256:")
    assert envelope["rows"] == 1
    assert first.rejected.to_parquet(tmp_path / "again.parquet").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("damage", [b"{", b'{"form": 1}', b'{"form": 1, "contracts": 3}', b"[]"])
def test_a_damaged_envelope_is_refused(tmp_path: Path, damage: bytes) -> None:
    first = judged(as_csv(tmp_path / "beds", [("a", "UGD", "1", "2026-03-01T07:00:00", "")]))
    table = pq.read_table(first.rejected.to_parquet(tmp_path / "rejected.parquet"))
    pq.write_table(table.replace_schema_metadata({b"opendata_share.quarantine": damage}), tmp_path / "bad.parquet")
    with pytest.raises(SourceError, match="damaged"):
        judged(tmp_path / "bad.parquet")


@pytest.mark.parametrize("marks", ["x1111", "j11", "s111119", "jé1111"])
def test_marks_nobody_wrote_are_refused(tmp_path: Path, marks: str) -> None:
    first = judged(as_ndjson(tmp_path / "beds", [("a", "UGD", "1", "2026-03-01T07:00:00", "")]))
    table = pq.read_table(first.rejected.to_parquet(tmp_path / "rejected.parquet"))
    at = table.schema.get_field_index("_marks")
    bad = table.set_column(at, "_marks", pa.array([marks] * table.num_rows))
    pq.write_table(bad, tmp_path / "bad.parquet")
    with pytest.raises(SourceError, match="damaged"):
        judged(tmp_path / "bad.parquet")


def test_nothing_of_a_quarantined_column_or_a_field_that_is_not_public_is_written(tmp_path: Path) -> None:
    source = tmp_path / "beds.csv"
    source.write_text("Kode,Jenis,Kosong,Jam,Ket\na,UGD,1,2026-03-01T07:00:00,Siti Rahasia\n", "utf-8")
    first = judged(source, MAP.replace('ignore = ["Ket"]', 'quarantine = ["Ket"]'))
    path = first.rejected.to_parquet(tmp_path / "rejected.parquet")
    assert "Ket" not in pq.read_schema(path).names
    assert "Rahasia" not in str(pq.read_table(path).to_pylist())
