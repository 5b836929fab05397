"""What the given policies let out of the shared records."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.adapters import find_contract
from opendata_share.contract import FieldType, Sensitivity
from opendata_share.errors import DefinitionError
from opendata_share.policy import Policy, explain_policy, protect
from opendata_share.stages import Lineage, Table
from opendata_share.validation import validate

sys.path.insert(0, str(Path(__file__).parents[1] / "schemas"))

from record_rows import CONTRACTS, SMALLEST

INCIDENT = {
    "latitude": -6.20876543, "longitude": 106.84561234, "location_method": "gps", "location_accuracy_m": 7,
    "address": "Jalan Rahasia 1", "rt": "001", "rw": "002", "postal_code": "10110", "area_source": "Rahasia",
    "narrative": "Budi Rahasia jatuh", "reporter_name": "Budi Rahasia", "reporter_phone": "0812rahasia",
}  # fmt: skip
PLACES = {
    "fire": "31.71.01.1001",
    "medical": "31.71.01",
    "rescue": "31.71.01",
    "unknown": "31.71.01",
}


def left(name: str, rows: list[dict[str, Any]], policy: str = "open") -> Table:
    """Return what leaves of rows, each the smallest of its contract with some cells more."""
    contract = CONTRACTS[name]
    defaults = {field.name: field.default for field in contract.fields if field.default is not None}
    data = pa.Table.from_pylist([{**defaults, **SMALLEST[name], **row} for row in rows], contract.arrow_schema)
    validated = validate(Table.of_batches(contract, lambda: iter(data.to_batches()), Lineage(source="rows")))
    assert [(found.field, found.rule) for found in validated.report.violations if found.severity == "error"] == []
    (only,) = protect(validated, policy=policy).tables
    return only.table


@pytest.mark.parametrize("category", PLACES)
def test_an_open_incident_has_a_coarse_place_and_no_other(category: str) -> None:
    rows = [{**INCIDENT, "incident_category": category, "area_code": "31.71.01.1001"}]
    table = left("emergency-incident", rows)
    (row,) = table.to_records()
    assert (row["latitude"], row["longitude"]) == (-6.209, 106.846)
    assert row["area_code"] == PLACES[category]
    assert {"address", "rt", "rw", "postal_code", "narrative", "reporter_name", "determinant_code"}.isdisjoint(row)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.to_arrow())
    written = sink.getvalue().to_pybytes()
    assert b"ahasia" not in written
    assert pa.array([-6.20876543]).buffers()[1].to_pybytes() not in written
    assert (b"31.71.01.1001" in written) == (category == "fire")


def test_an_open_incident_says_what_was_done_to_its_place() -> None:
    contract = left("emergency-incident", [INCIDENT]).contract
    origin = contract.derived_from
    assert origin is not None
    assert dict(origin.changed) == {
        "latitude": "round 3",
        "longitude": "round 3",
        "area_code": "generalise kelurahan / generalise kecamatan",
    }
    assert contract.field("latitude").sensitivity is Sensitivity.PUBLIC
    assert {"null-island", "outside-country"} <= set(origin.dropped)
    assert "location-pair" in {check.name for check in contract.checks}, "it only asks whether they are there"
    assert contract.field("area_code").reference is not None


def test_agencies_exchange_the_place_as_it_is_and_no_personal_field() -> None:
    (row,) = left("emergency-incident", [{**INCIDENT, "area_code": "31.71.01.1001"}], "exchange").to_records()
    assert (row["latitude"], row["address"], row["area_code"]) == (-6.20876543, "Jalan Rahasia 1", "31.71.01.1001")
    assert {"narrative", "reporter_name", "reporter_phone"}.isdisjoint(row)


def test_open_figures_of_few_cases_are_hidden_and_so_is_what_gives_them_back() -> None:
    areas = {"31.71.01": 3, "31.71.02": 9, "31.71.03": 20, "31.71": 32}
    rows = [
        {"statistic": statistic, "area_code": area, "n": count, "value": float(count) if statistic == "count" else 9.5}
        for statistic in ("median", "count")
        for area, count in areas.items()
    ]
    found = left("service-performance", rows).to_records()
    for statistic in ("median", "count"):
        shown = {
            row["area_code"]: (row["n"], row["value"], row["suppressed"])
            for row in found
            if row["statistic"] == statistic
        }
        value = {area: float(count) if statistic == "count" else 9.5 for area, count in areas.items()}
        assert shown["31.71.01"] == (None, None, True)
        assert shown["31.71"] == (32, value["31.71"], False)
        hidden = [area for area, cells in shown.items() if cells == (None, None, True)]
        assert len(hidden) == 2, "the total gives a single hidden count back"


@pytest.mark.parametrize("name", sorted(CONTRACTS))
@pytest.mark.parametrize("policy", ["open", "exchange"])
def test_no_given_policy_lets_out_a_personal_field_nor_the_open_one_a_field_as_it_is(name: str, policy: str) -> None:
    """But unit-status, whose key is internal: nothing of it may leave openly, and that is said."""
    contract = find_contract(name)
    if (name, policy) == ("unit-status", "open"):
        with pytest.raises(DefinitionError, match="part of the key of unit-status"):
            explain_policy(policy, contract)
        return
    explained = explain_policy(policy, contract)
    for path, verdict in explained.decision.fields.items():
        if "[" in path:
            continue
        field = contract.field(path)
        if field.specific or field.sensitivity is Sensitivity.PERSONAL:
            assert verdict.is_dropped
        if policy == "open" and not field.is_public:
            assert not verdict.is_kept
    if policy == "open":
        kept = [field for field in explained.derived.contract.fields if not field.is_public]
        assert [field.name for field in kept if field.type is not FieldType.LIST] == []


def test_the_given_policies_name_laws_and_purpose() -> None:
    for name in ("open", "exchange"):
        policy = Policy.named(name)
        assert policy.purpose.id != policy.purpose.en
        assert {"UU 27/2022"} <= {basis.law for basis in policy.legal_basis}
