"""`wide`: many columns of a sheet as rows; `skip`: rows that are no rows of the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opendata_share as share
from opendata_share.errors import DefinitionError

HEAD = """
agency = "demo"
[source]
zone = "Asia/Jakarta"
captured_at = 2026-03-02T00:00:00+07:00
"""
SHARED = """
[[tables.facility-capacity]]
facility_id = "Kode"
observed_at = { value = "2026-03-01 07:00:00" }
where = "available_beds IS NOT NULL"
"""
WIDE = f"""{HEAD}SKIP{SHARED}
wide = [
  {{ bed_type = {{ value = "emergency_department" }}, available_beds = "IGD" }},
  {{ bed_type = {{ value = "adult_icu" }}, available_beds = "ICU" }},
]
"""
LONG = f"""{HEAD}
{SHARED}
bed_type = {{ value = "emergency_department" }}
available_beds = "IGD"
{SHARED}
bed_type = {{ value = "adult_icu" }}
available_beds = "ICU"
"""
CELL = st.sampled_from(["", "0", "3", "12", "dua"])
ROWS = st.lists(
    st.fixed_dictionaries({"Kode": st.sampled_from(["1", "2", "3", ""]), "IGD": CELL, "ICU": CELL}), min_size=1
)


def judged(rows: list[dict[str, str]], text: str) -> share.Validated:
    return share.validate(share.adapt(rows, field_map=share.FieldMap.from_toml(text)))


@given(ROWS)
def test_wide_means_one_block_for_each_entry(rows: list[dict[str, str]]) -> None:
    wide, long = judged(rows, WIDE.replace("SKIP", "")), judged(rows, LONG)
    assert wide.accepted.to_arrow().equals(long.accepted.to_arrow())
    assert wide.report.to_document() == long.report.to_document()


@given(ROWS)
def test_rows_that_are_skipped_are_counted_and_nothing_else_changes(rows: list[dict[str, str]]) -> None:
    total = {"Kode": " JUMLAH ", "IGD": "99", "ICU": "99"}
    text = WIDE.replace("SKIP", "skip = { Kode = '(?i)(jumlah|total)', IGD = '98' }")
    plain = judged(rows, WIDE.replace("SKIP", ""))
    skipped = judged([*rows, total, {**total, "Kode": "4", "IGD": "98"}], text)
    assert skipped.accepted.to_arrow().equals(plain.accepted.to_arrow())
    ours, theirs = (found.report.table("facility-capacity").balance for found in (skipped, plain))
    assert ours.balances
    assert (ours.read, ours.skipped) == (theirs.read + 4, theirs.skipped + 4)
    assert (ours.accepted, ours.rejected) == (theirs.accepted, theirs.rejected)


def test_a_pattern_must_match_the_whole_cell() -> None:
    rows = [{"Kode": "RS Jumlah Sehat", "IGD": "1", "ICU": ""}]
    assert (
        judged(rows, WIDE.replace("SKIP", "skip = { Kode = 'Jumlah' }"))
        .report.table("facility-capacity")
        .balance.skipped
        == 1
    )
    assert (
        judged(rows, WIDE.replace("SKIP", "skip = { Kode = 'RS.*' }")).report.table("facility-capacity").balance.skipped
        == 2
    )


@pytest.mark.parametrize(
    ("skip", "message_id"),
    [
        ("skip = { Gone = 'x' }", "map-missing-column-far"),
        ("skip = { Kode = '(' }", "map-pattern"),
        ("skip = { Kode = 1 }", "map-type"),
        ("skip = 'JUMLAH'", "map-type"),
        ("header_rows = ['3']", "map-type"),
        ("sheet = 1", "map-type"),
    ],
)
def test_what_cannot_be_skipped_is_refused_on_its_line(skip: str, message_id: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        judged([{"Kode": "1", "IGD": "1", "ICU": "1"}], WIDE.replace("SKIP", skip))
    assert (caught.value.message_id, caught.value.line) == (message_id, 6)


@pytest.mark.parametrize(
    ("entries", "message_id", "line"),
    [
        ("[]", "map-type", 11),
        ("{}", "map-type", 11),
        ("[ {} ]", "map-type", 11),
        ('[ { facility_id = "Kode" } ]', "map-wide-twice", 11),
        ('[ { available_beds = "IGD" },\n { where = "true" } ]', "map-wide-key", 12),
        ('[ { available_beds = "IGD" },\n { wide = [] } ]', "map-wide-key", 12),
        ('[ { bed_type = { value = "igd" } } ]', "map-unknown-code-far", 11),
        ('[\n { available_bed = "IGD" } ]', "map-unknown-field", 12),
    ],
)
def test_a_wrong_entry_is_refused_on_its_line(entries: str, message_id: str, line: int) -> None:
    text = f"{HEAD}{SHARED}wide = {entries}\n"
    with pytest.raises(DefinitionError) as caught:
        judged([{"Kode": "1", "IGD": "1", "ICU": "1"}], text)
    assert (caught.value.message_id, caught.value.line) == (message_id, line)
