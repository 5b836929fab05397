"""What the page may know: releases for everyone, and of them only what is public in the shared vocabulary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.contract import Contract, FieldType, Sensitivity
from opendata_share.emergency import ANSWERED_FROM, AnswerSource, answer_columns, answer_page
from opendata_share.errors import ReleaseError

SENTINEL = "GEHEIM"
CONTRACTS = {
    name: __import__("opendata_share.schemas", fromlist=[record]).__getattr__(record).contract()
    for name, record in {
        "emergency-facility": "EmergencyFacility",
        "facility-capacity": "FacilityCapacity",
        "fire-station": "FireStation",
        "response-unit": "ResponseUnit",
        "fleet-count": "FleetCount",
        "emergency-incident": "EmergencyIncident",
    }.items()
}


def reclassified(contract: Contract, names: set[str], sensitivity: Sensitivity) -> Contract:
    """Return the contract with the fields `names` in another class."""
    fields = tuple(
        replace(field, sensitivity=sensitivity) if field.name in names else field for field in contract.fields
    )
    return replace(contract, fields=fields)


def marked(contract: Contract, names: set[str], row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with a mark in every field of `names`: text that cannot be overlooked, or a telling number."""
    marks: dict[FieldType, Any] = {
        FieldType.TEXT: SENTINEL,
        FieldType.INTEGER: 987_654,
        FieldType.NUMBER: 98.7654,
        FieldType.BOOLEAN: True,
        FieldType.DATE: date(1987, 6, 5),
        FieldType.DATETIME: datetime(1987, 6, 5, 4, 3, tzinfo=UTC),
    }
    filled = {field.name: marks.get(field.type) for field in contract.fields if field.name in names}
    return row | {name: value for name, value in filled.items() if value is not None}


def traces(page: str) -> list[str]:
    return [mark for mark in (SENTINEL, "987,654", "987.654", "98.7654", "98,7654", "1987") if mark in page]


@pytest.mark.parametrize("name", sorted(ANSWERED_FROM))
def test_every_column_the_page_reads_is_public_in_the_shared_vocabulary(name: str) -> None:
    contract = CONTRACTS[name]
    columns = ANSWERED_FROM[name]
    for column in answer_columns(contract):
        field = contract.field(column)
        assert field.sensitivity is Sensitivity.PUBLIC
        assert not field.specific
    assert set(answer_columns(contract)) <= {*columns.necessary, *columns.optional}
    assert set(columns.necessary) <= set(answer_columns(contract)), "there is no answer without these"


def test_a_contract_no_answer_is_made_from_gives_no_columns() -> None:
    from opendata_share.schemas import UnitStatus

    assert answer_columns(UnitStatus.contract()) == ()


def test_a_contract_can_withhold_a_column_and_never_add_one() -> None:
    contract = CONTRACTS["emergency-facility"]
    withheld = reclassified(contract, {"address"}, Sensitivity.INTERNAL)
    assert set(answer_columns(contract)) - set(answer_columns(withheld)) == {"address"}
    units = CONTRACTS["response-unit"]
    secret = {field.name for field in units.fields if field.sensitivity is not Sensitivity.PUBLIC}
    assert answer_columns(reclassified(units, secret, Sensitivity.PUBLIC)) == answer_columns(units)


@pytest.mark.parametrize("audience", ["exchange", "health-to-fire", "", "Public"])
def test_a_source_that_is_not_for_everyone_cannot_be_made(jakarta: list[AnswerSource], audience: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        replace(jakarta[0], audience=audience)
    assert caught.value.message_id == "answer-not-open"
    assert "dinkes/emergency-facility" in caught.value.text("id")
    assert "--policy open" in caught.value.text("en")


def test_a_source_made_by_force_is_refused_all_the_same(jakarta: list[AnswerSource], now: datetime) -> None:
    object.__setattr__(jakarta[2], "audience", "exchange")
    with pytest.raises(ReleaseError, match="not for everyone"):
        answer_page(jakarta, as_of=now)


def test_no_field_that_is_not_public_leaves_a_trace(jakarta: list[AnswerSource], now: datetime) -> None:
    """Every non-public field of every contract is filled with marks, in rows that came with more than was asked for."""
    sources = []
    for source in jakarta:
        contract = CONTRACTS[source.name]
        secret = {f.name for f in contract.fields if f.sensitivity is not Sensitivity.PUBLIC or f.specific}
        rows = [marked(contract, secret, row) for row in source.rows.to_pylist()]
        sources.append(replace(source, rows=pa.Table.from_pylist(rows, contract.arrow_schema)))
    page = answer_page(sources, as_of=now, zone="Asia/Jakarta")
    assert traces(page) == []
    assert page == answer_page(jakarta, as_of=now, zone="Asia/Jakarta")


def test_a_column_nobody_promised_leaves_no_trace(jakarta: list[AnswerSource], now: datetime) -> None:
    sources = [
        replace(source, rows=source.rows.append_column("patient", pa.array([SENTINEL] * source.rows.num_rows)))
        for source in jakarta
    ]
    assert traces(answer_page(sources, as_of=now)) == []


@pytest.mark.parametrize("name", sorted(ANSWERED_FROM))
def test_what_the_releases_own_contract_withholds_leaves_no_trace(
    jakarta: list[AnswerSource], now: datetime, name: str
) -> None:
    """Each column in turn is made internal by the release's contract and filled with marks."""
    (source,) = (source for source in jakarta if source.name == name)
    contract = CONTRACTS[name]
    for column in answer_columns(contract):
        narrower = reclassified(contract, {column}, Sensitivity.INTERNAL)
        rows = [marked(contract, {column}, row) for row in source.rows.to_pylist()]
        table = pa.Table.from_pylist(rows, contract.arrow_schema)
        others = [other for other in jakarta if other is not source]
        page = answer_page([*others, replace(source, contract=narrower, rows=table)], as_of=now)
        assert traces(page) == [], column
