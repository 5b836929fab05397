"""Rows neither vanish nor lose their place through what a cell holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opendata_share as share

COUNTS = """
agency = "demo"
[source]
captured_at = 2026-03-02T00:00:00+07:00
[[tables.fleet-count]]
holder_type = "Kind"
holder_id = "Kode"
unit_type = { value = "ambulance" }
as_of = { value = "2026-03-01" }
total = "Jumlah"
where = "total IS NOT NULL"
"""


def judged(rows: list[dict[str, str]], text: str = COUNTS) -> share.Validated:
    return share.validate(share.adapt(rows, field_map=share.FieldMap.from_toml(text)))


def row(kode: str, jumlah: str, kind: str = "station") -> dict[str, str]:
    return {"Kode": kode, "Jumlah": jumlah, "Kind": kind}


def test_a_cell_that_cannot_be_read_is_rejected_where_an_empty_one_is_skipped() -> None:
    report = judged([row("1", "2"), row("2", ""), row("3", "2 unit"), row("4", "dua")]).report
    balance = report.table("fleet-count").balance
    assert (balance.read, balance.skipped, balance.accepted, balance.rejected) == (4, 1, 1, 2)
    assert [(one.row, one.field, one.rule) for one in report.violations] == [(3, "total", "type"), (4, "total", "type")]


@given(st.lists(st.sampled_from(["", "1", "x", "-3", "7 unit"]), min_size=1))
def test_where_skips_only_what_is_empty(cells: list[str]) -> None:
    balance = judged([row(str(number), cell) for number, cell in enumerate(cells)]).report.table("fleet-count").balance
    assert balance.balances
    assert balance.skipped == cells.count("")


@pytest.mark.parametrize(
    ("kind", "holder"),
    [("station", "demo:7"), ("facility", "demo:7"), ("agency", "7")],
)
def test_a_reference_that_another_field_chooses_gets_the_prefix_of_its_target(kind: str, holder: str) -> None:
    (one,) = judged([row("7", "1", kind)]).accepted.to_records()
    assert one["holder_id"] == holder


def test_each_row_is_prefixed_by_what_it_refers_to() -> None:
    found = judged([row("1", "1"), row("other:2", "1"), row("demo", "1", "agency")]).accepted.to_records()
    assert [one["holder_id"] for one in found] == ["demo:1", "other:2", "demo"]


AREAS = """
agency = "demo"
[[tables.fire-station]]
key = ["Kode"]
name = "Nama"
station_type = { value = "post" }
area_code = { area = ["Kota", "Kecamatan"] }
"""


def test_a_row_whose_area_is_empty_stays_and_has_none() -> None:
    rows = [
        {"Kode": "1", "Nama": "Pos Satu", "Kota": "Jakarta Pusat", "Kecamatan": "Gambir"},
        {"Kode": "2", "Nama": "Pos Dua", "Kota": "", "Kecamatan": ""},
        {"Kode": "3", "Nama": "Pos Tiga", "Kota": "Jakarta Pusat", "Kecamatan": ""},
        {"Kode": "4", "Nama": "Pos Empat", "Kota": "", "Kecamatan": "Tidak Ada"},
    ]
    table = share.adapt(rows, field_map=share.FieldMap.from_toml(AREAS)).to_records()
    assert [one["area_source"] for one in table] == ["Gambir, Jakarta Pusat", None, None, "Tidak Ada"]
    assert [one["area_code"] for one in table] == ["31.71.01", None, "31.71", None]
