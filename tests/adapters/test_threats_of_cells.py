"""Cells that other readers damage without a word, on their whole way: from the file through the verdict to the release.

What single readers and conversions make of them is tested beside those; here nobody may have changed them in the end.
The ids are those of the list of bad inputs.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import opendata_share as share
from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
from opendata_share.errors import DefinitionError, LimitExceeded
from opendata_share.validation import judge_record


def field(name: str, kind: FieldType = FieldType.TEXT, **facts: Any) -> Field:
    title = Text(name.capitalize(), name.capitalize())
    return Field(name=name, type=kind, title=title, sensitivity=Sensitivity.PUBLIC, **facts)


def contract(*fields: Field) -> Contract:
    return Contract("thing", "1.0.0", Text("Thing", "Benda"), fields)


def table(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def published(source: Path, promised: Contract, into: Path, **options: Any) -> tuple[str, dict[str, list[Any]]]:
    """Return the CSV and the Parquet of a release of `source`."""
    validated = share.validate(share.adapt(source, to=promised, agency="demo", **options))
    share.publish(share.protect(validated, policy="open"), into=into, partial=True)
    folder = into / "demo" / "thing" / "1"
    return (folder / "thing.csv").read_bytes().decode("utf-8"), pq.read_table(folder / "thing.parquet").to_pydict()


def rules(source: Path, promised: Contract, **options: Any) -> list[tuple[int | None, str | None, str]]:
    report = share.validate(share.adapt(source, to=promised, **options)).report
    return [(one.row, one.field, one.message_id) for one in report.violations]


def test_a5_identifiers_that_look_like_numbers_leave_as_they_came(tmp_path: Path) -> None:
    promised = contract(*(field(name) for name in ("kode", "nik", "phone", "exponent")))
    cells = {"kode": "0012", "nik": "3171234567890123", "phone": "+62812", "exponent": "1E5"}
    source = table(tmp_path / "t.csv", ",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    text, columns = published(source, promised, tmp_path / "out")
    assert list(csv.DictReader(io.StringIO(text))) == [cells]
    assert columns == {name: [cell] for name, cell in cells.items()}
    (tmp_path / "t.json").write_text(json.dumps([{**cells, "kode": 12}]), encoding="utf-8")
    assert rules(tmp_path / "t.json", promised) == [(1, "kode", "cell-json-kind")]


def test_a6_an_integer_beyond_64_bits_is_rejected_and_never_a_double(tmp_path: Path) -> None:
    promised = contract(field("n", FieldType.INTEGER))
    source = table(tmp_path / "t.csv", "n\n9223372036854775807\n9223372036854775808\n-9223372036854775808\n1e19\n")
    assert [row for row, _, _ in rules(source, promised)] == [2, 4]
    text, columns = published(source, promised, tmp_path / "out")
    assert columns["n"] == [2**63 - 1, -(2**63)]
    assert text.split() == ["n", "9223372036854775807", "-9223372036854775808"]


@pytest.mark.parametrize("suffix", ["csv", "json", "ndjson"])
def test_a15_decimals_keep_every_digit_or_are_refused(tmp_path: Path, suffix: str) -> None:
    promised = contract(field("amount", FieldType.DECIMAL, precision=20, scale=2))
    cells = ("1.10", "1.239", "123456789012345678.91", "0.30", "1234567890123456789.00")
    rows = [f'{{"amount":"{cell}"}}' for cell in cells]
    content = {"csv": "amount\n" + "\n".join(cells), "json": f"[{','.join(rows)}]", "ndjson": "\n".join(rows)}[suffix]
    source = table(tmp_path / f"t.{suffix}", content)
    assert [row for row, _, _ in rules(source, promised)] == [2, 5]
    text, columns = published(source, promised, tmp_path / "out")
    assert columns["amount"] == [Decimal(cell) for cell in (cells[0], cells[2], cells[3])]
    assert text.split() == ["amount", cells[0], cells[2], cells[3]]
    again = table(tmp_path / "again.csv", text)
    assert published(again, promised, tmp_path / "next") == (text, columns)


def test_a15_a_decimal_in_json_is_a_text_because_other_readers_round_its_numbers(tmp_path: Path) -> None:
    """The generated JSON Schema says so too; under a plain JSON Schema a number keeps its digits (test_one_meaning)."""
    promised = contract(field("amount", FieldType.DECIMAL, precision=20, scale=2))
    source = table(tmp_path / "t.json", '[{"amount":1.10}]')
    assert rules(source, promised) == [(1, "amount", "cell-json-kind")]


@pytest.mark.parametrize("value", ["1.10", "1E+2", "-0.05", "2"])
def test_a15_a_decimal_of_python_is_exact_and_taken(value: str) -> None:
    promised = contract(field("amount", FieldType.DECIMAL, precision=20, scale=2), field("x", FieldType.NUMBER))
    rows = [{"amount": Decimal(value), "x": Decimal(value)}, {"amount": Decimal("1.239")}, {"amount": Decimal("NaN")}]
    validated = share.validate(share.adapt(rows, to=promised))
    assert [row["amount"] for row in validated.accepted.to_records()] == [Decimal(value)]
    assert [row["x"] for row in validated.accepted.to_records()] == [float(value)]
    assert [one.row for one in validated.report.violations] == [2, 3]
    for row in rows:
        assert [one.rule for one in judge_record(promised, row)] == ([] if row is rows[0] else ["type"])


@pytest.mark.parametrize(
    "cell", ["03/04/2024", "2023-02-29", "2024-2-9", "20240309", "0000-01-01", "10000-01-01", "2024-03-09T00:00"]
)
def test_a16_a_date_that_can_be_read_in_two_ways_or_is_none_is_rejected(tmp_path: Path, cell: str) -> None:
    promised = contract(field("day", FieldType.DATE))
    source = table(tmp_path / "t.csv", f"day\n{cell}\n0001-01-01\n9999-12-31\n")
    assert [row for row, _, _ in rules(source, promised)] == [1]


def test_a16_a_declared_format_says_which_way(tmp_path: Path) -> None:
    source = table(tmp_path / "t.csv", "kode,nama,buka\n1,Pos,03/04/2024\n2,Pos,13/04/2024\n3,Pos,24:00\n")
    made = share.FieldMap.from_toml(
        'agency = "demo"\n[[tables.fire-station]]\nkey = ["kode"]\nname = "nama"\n'
        'station_type = { value = "post" }\ncountry = { value = "ID" }\n'
        'valid_from = { from = "buka", format = "%d/%m/%Y" }\n'
    )
    validated = share.validate(share.adapt(source, field_map=made))
    days = [row["valid_from"].isoformat()[:10] for row in validated.accepted.to_records() if row["valid_from"]]
    assert days == ["2024-04-03", "2024-04-13"]
    assert [one.row for one in validated.report.select(rule="type")] == [3]


@pytest.mark.parametrize("cell", ["2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z", "2016-12-31T23:59:60Z"])
def test_a16_a_moment_that_no_clock_shows_is_rejected(tmp_path: Path, cell: str) -> None:
    source = table(tmp_path / "t.csv", f"at\n{cell}\n")
    assert [row for row, _, _ in rules(source, contract(field("at", FieldType.DATETIME)))] == [1]


def test_a17_times_in_a_gap_or_twice_on_the_clock_are_rejected_where_the_zone_has_them(tmp_path: Path) -> None:
    promised = contract(field("at", FieldType.DATETIME))
    source = table(tmp_path / "t.csv", "at\n2024-03-10T02:30:00\n2024-11-03T01:30:00\n2024-07-01T00:00:00\n")
    found = rules(source, promised, zone="America/New_York")
    assert found == [(1, "at", "cell-no-such-time"), (2, "at", "cell-no-such-time")]
    assert rules(source, promised, zone="Asia/Jakarta") == []
    read = share.adapt(source, to=promised, zone="Asia/Jakarta").to_records()
    assert read[0]["at"] == datetime(2024, 3, 9, 19, 30, tzinfo=UTC)


def test_a18_a_time_without_its_zone_and_a_zone_that_is_none(tmp_path: Path) -> None:
    promised = contract(field("at", FieldType.DATETIME), field("day", FieldType.DATE))
    source = table(tmp_path / "t.csv", "at,day\n2026-01-01T00:00:00,\n2026-01-01T00:00:00+07:00,2026-01-01+07:00\n")
    assert rules(source, promised) == [(1, "at", "cell-naive-time"), (2, "day", "cell-type")]
    with pytest.raises(DefinitionError) as caught:
        share.adapt(source, to=promised, zone="Mars/Phobos")
    assert caught.value.message_id == "map-zone"
    assert "Mars/Phobos" in caught.value.text("id")


FORMULAS = ("=cmd|'/c calc'!A1", "@SUM(A1)", "-5", "+62812", "\t=1", "\r=2", "=1+1", '=HYPERLINK("http://x")')


def test_a25_formula_cells_leave_byte_for_byte_in_a_release(tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
            [["a"], *([cell] for cell in FORMULAS)]
        )
    text, columns = published(source, contract(field("a")), tmp_path / "out")
    assert columns["a"] == list(FORMULAS)
    assert [row["a"] for row in csv.DictReader(io.StringIO(text, newline=""))] == list(FORMULAS)


def test_a25_for_a_spreadsheet_they_are_guarded_and_come_back_as_they_were(tmp_path: Path) -> None:
    source = tmp_path / "t.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
            [["a", "n"], *([cell, "x"] for cell in FORMULAS)]
        )
    promised = contract(field("a"), field("n", FieldType.INTEGER))
    rejected = share.validate(share.adapt(source, to=promised)).rejected
    path = rejected.to_csv(tmp_path / "t.rejected.csv")
    written = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    at = written[0].index("a")
    assert not [row[at] for row in written[1:] if row[at].startswith(("=", "@", "\t", "\r"))]
    assert [row[at] for row in written[1:] if row[at].lstrip("'") in {"-5", "+62812"}] != []
    path.write_bytes(path.read_bytes().replace(b",x", b",7"))
    again = share.validate(share.adapt(path, to=promised))
    assert [row["a"] for row in again.accepted.to_records()] == list(FORMULAS)


def test_b10_a_document_of_many_vertices_is_refused_before_it_is_built(tmp_path: Path) -> None:
    from opendata_share.adapters import Limits

    ring = "[[106.8,-6.1]" + ",[106.81,-6.11]" * 200_000 + "]"
    feature = f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"LineString","coordinates":{ring}}}}}'
    source = table(tmp_path / "g.geojson", f'{{"type":"FeatureCollection","features":[{feature}]}}')
    promised = contract(field("geometry", FieldType.TEXT))
    for small, limit in (
        (Limits(record_bytes=1_000_000), "record_bytes"),
        (Limits(document_bytes=1 << 20), "document_bytes"),
    ):
        with pytest.raises(LimitExceeded) as caught:
            share.adapt(source, to=promised, limits=small).to_records()
        assert caught.value.parameters["limit"] == limit


POINTS = {
    '{"type":"Point","coordinates":[106.8,-6.2]}': (),
    '{"type":"Point","coordinates":[106.8,-6.2,12]}': (),
    "null": (),
    '{"type":"Point","coordinates":[-6.2,106.8]}': ("maximum", "axis-swapped"),
    '{"type":"Point","coordinates":[106.8]}': ("type",),
    '{"type":"Point","coordinates":[]}': ("type",),
    '{"type":"Point","coordinates":["106.8","-6.2"]}': ("type",),
    '{"type":"Point","coordinates":[106.8,-6.2,null]}': ("type",),
    '{"type":"Point","coordinates":[196.8,-6.2]}': ("maximum", "outside-country"),
    '{"type":"Polygon","coordinates":[[[106.8,-6.1],[106.9,-6.1],[106.8,-6.2]]]}': ("type",),
    '{"type":"LineString","coordinates":[[106.8,-6.2],[106.8,-6.2]]}': ("type",),
    '{"type":"point","coordinates":[106.8,-6.2]}': ("type",),
}


def test_b12_what_is_no_place_is_named_with_its_feature(tmp_path: Path) -> None:
    """No shared contract holds a line or a polygon; one that stands where a point is meant is no point."""
    features = ",".join(
        f'{{"type":"Feature","id":"{number}","properties":{{"nama":"Pos"}},"geometry":{geometry}}}'
        for number, geometry in enumerate(POINTS, start=1)
    )
    source = table(tmp_path / "g.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}')
    made = share.FieldMap.from_toml(
        'agency = "demo"\n[[tables.fire-station]]\nkey = ["@id"]\nname = "nama"\n'
        'station_type = { value = "post" }\ncountry = { value = "ID" }\n'
        'point = { from = "geometry", form = "geojson" }\n'
    )
    report = share.validate(share.adapt(source, field_map=made)).report
    for number, expected in enumerate(POINTS.values(), start=1):
        found = {one.rule for one in report.violations if one.row == number and one.severity == "error"}
        assert found == set(expected), list(POINTS)[number - 1]


def test_b12_nan_in_a_position_is_no_json(tmp_path: Path) -> None:
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[106.8,-6.2,NaN]}}'
    source = table(tmp_path / "g.geojson", f'{{"type":"FeatureCollection","features":[{feature}]}}')
    with pytest.raises(share.OpenDataShareError) as caught:
        share.adapt(source, to=contract(field("geometry"))).to_records()
    assert "NaN" in caught.value.text("en")


def test_b20_a_bundle_of_another_standard_is_a_table_of_values_and_nothing_in_it_acts(tmp_path: Path) -> None:
    """There is no FHIR reader: resources are rows of JSON, references are texts, and no socket is open to tests."""
    resource = {
        "resourceType": "Location",
        "contained": [{"reference": "http://127.0.0.1:9/internal"}],
        "partOf": {"reference": "#self"},
        "text": {"div": "<script>alert(1)</script>"},
        "extension": [{"url": "http://nowhere.invalid/unknown"}],
    }
    document = json.dumps({"resource": {**resource, "amount": 0}}).replace('"amount": 0', '"amount": 1.10')
    source = table(tmp_path / "bundle.json", f'{{"resourceType":"Bundle","entry":[{document}]}}')
    promised = contract(field("resource", FieldType.JSON))
    (row,) = share.adapt(source, to=promised, record="entry").to_records()
    assert '"amount":1.10' in row["resource"]
    kept = json.loads(row["resource"])
    assert kept == {**resource, "amount": 1.10}


def test_what_cannot_be_derived_is_found_and_never_silently_empty(tmp_path: Path) -> None:
    promised = contract(field("a", FieldType.INTEGER), field("b", FieldType.INTEGER, derived="a + 1"))
    source = table(tmp_path / "t.csv", "a,b\n1,\n9223372036854775807,\n9223372036854775807,5\n,\nx,\n")
    report = share.validate(share.adapt(source, to=promised)).report
    assert [(one.row, one.field, one.rule) for one in report.violations] == [
        (2, "b", "not-computable"),
        (5, "a", "type"),
    ]
    assert share.adapt(source, to=promised).to_arrow().column("b").to_pylist() == [2, None, 5, None, None]
