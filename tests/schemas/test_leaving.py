"""What of the records of the second tier leaves under the given policies, on rows that fill every field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest
from record_rows import CONTRACTS, SMALLEST, minute

from opendata_share.contract import Sensitivity
from opendata_share.policy import protect
from opendata_share.stages import Lineage, Table
from opendata_share.validation import validate

#: Cells beyond the smallest row, for every field that is not public, and what a reader would look for.
MORE: dict[str, dict[str, Any]] = {
    "water-source": {"latitude": -6.2, "longitude": 106.8, "hydrant_type": "pillar", "flow_lpm": 2000},
    "citizen-report": {
        "latitude": -6.21, "longitude": 106.81, "location_method": "gps", "location_accuracy_m": 7,
        "address": "Jalan Rahasia 1", "rt": "001", "rw": "002", "postal_code": "10110",
        "area_source": "Kelurahan Rahasia", "description": "Nama saya Rahasia", "media_urls": ["https://a.id/rahasia"],
        "reporter_ref": "rahasia-rahasia-1", "reporter_name": "Rahasia", "reporter_phone": "0812rahasia",
        "reporter_email": "rahasia@contoh.id", "category": "road", "title": "Jalan berlubang",
    },
    "public-alert": {
        "event": "Banjir", "urgency": "immediate", "severity": "severe", "certainty": "observed",
        "restriction": "petugas rahasia", "addresses": "rahasia@contoh.id", "expires": minute(600),
        "areas": [{"area_desc": "Gambir", "polygon": ["-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.1,106.8"]}],
        "category": ["met", "safety"], "area_codes": ["31.71.01"],
    },
    "public-asset": {"restricted_access_url": "https://rahasia.contoh.id/1", "latitude": -6.2, "longitude": 106.8},
    "service-performance": {"n": 120, "formula_id": "response-time@1.0"},
}  # fmt: skip


def left(name: str, policy: str) -> pa.Table:
    """Return what leaves of one row of the contract called `name` under `policy`."""
    contract = CONTRACTS[name]
    defaults = {field.name: field.default for field in contract.fields if field.default is not None}
    row: Mapping[str, Any] = {**defaults, **SMALLEST[name], **MORE[name]}
    rows = pa.Table.from_pylist([row], contract.arrow_schema)
    validated = validate(Table.of_batches(contract, lambda: iter(rows.to_batches()), Lineage(source="rows")))
    assert [(found.field, found.rule) for found in validated.report.violations if found.severity == "error"] == []
    [only] = protect(validated, policy=policy).tables
    return only.table.to_arrow()


@pytest.mark.parametrize("name", MORE)
def test_open_data_holds_the_public_fields_and_no_byte_of_the_others(name: str) -> None:
    table = left(name, "open")
    public = [field.name for field in CONTRACTS[name].fields if field.is_public]
    assert table.column_names == public
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    assert b"ahasia" not in sink.getvalue().to_pybytes()


@pytest.mark.parametrize("name", MORE)
def test_agencies_exchange_everything_but_personal_data(name: str) -> None:
    table = left(name, "exchange")
    fields = CONTRACTS[name].fields
    assert table.column_names == [field.name for field in fields if field.sensitivity is not Sensitivity.PERSONAL]
    for field, cell in MORE[name].items():
        if field in table.column_names and field != "areas":
            assert table[field].to_pylist() == [cell]


def test_where_a_citizen_s_report_lies_is_public_down_to_the_kelurahan_and_no_deeper() -> None:
    table = left("citizen-report", "open")
    assert table["area_code"].to_pylist() == ["31.71.01.1001"]
    assert not {"latitude", "longitude", "address", "rt", "rw"} & set(table.column_names)


def test_the_areas_of_an_alert_keep_their_polygons() -> None:
    [areas] = left("public-alert", "open")["areas"].to_pylist()
    assert areas[0]["polygon"] == ["-6.1,106.8 -6.2,106.8 -6.2,106.9 -6.1,106.8"]
