"""A record beside what is known: judged by itself as the one row of a table is, references and now included."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
import source_cells as cells
from generated_contracts import DATED, REFERENCES, promises
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import contract, field, rows_of

from opendata_share.contract import Contract, Provenance, Text
from opendata_share.errors import DefinitionError
from opendata_share.stages import Lineage, Table
from opendata_share.validation import judge_record, validate

MOMENTS = st.sampled_from([datetime(2019, 6, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), None])


def coded() -> Contract:
    """A contract whose one field has codes that are in force for a time."""
    return Contract("bed", "1.0.0", Text("bed", "bed"), (field("ward", code_list=DATED.name),), code_lists=(DATED,))


def judged_as_a_row(promised: Contract, record: dict[str, Any], as_of: datetime | None) -> set[tuple[Any, ...]]:
    schema = promised.arrow_schema
    columns = [pa.array([record[name]], kind) for name, kind in zip(schema.names, schema.types, strict=True)]
    batch = rows_of(pa.RecordBatch.from_arrays(columns, names=schema.names))
    table = Table(promised, lambda: iter([batch]), Lineage(source="rows"))
    report = validate(table, references=REFERENCES, as_of=as_of, map_batches=map).report
    return {(one.field, one.rule, one.severity, str(dict(one.parameters))) for one in report.violations}


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_record_is_judged_as_the_only_row_of_a_table(data: st.DataObject) -> None:
    promised = data.draw(promises(filled=False)).contract
    record = {
        each.name: data.draw(st.none() | cells.values(each, finite=False), label=each.name) for each in promised.fields
    }
    as_of = data.draw(MOMENTS)
    found = judge_record(promised, record, references=REFERENCES, as_of=as_of)
    told = {(one.field, one.rule, one.severity) for one in found}
    # the record's own table is not there
    expected = {
        one
        for one in judged_as_a_row(promised, record, as_of)
        if (one[1], one[2]) != ("dangling-reference", "error") or f"'contract': '{promised.name}'" not in one[3]
    }
    assert told == {one[:3] for one in expected}
    for rule in ("dangling-reference", "code-not-in-force", "recorded-in-future"):
        assert {str(dict(one.parameters)) for one in found if one.rule == rule} == {
            one[3] for one in expected if one[1] == rule
        }


def test_without_references_and_now_nothing_is_said_of_them() -> None:
    promised = coded()
    day = datetime(2026, 1, 1, tzinfo=UTC)
    assert judge_record(promised, {"ward": "a"}) == ()
    (late,) = judge_record(promised, {"ward": "a"}, as_of=day)
    assert (late.field, late.rule, late.severity) == ("ward", "code-not-in-force", "advice")
    assert "2026-01-01" in late.message("id")
    assert judge_record(promised, {"ward": "1"}, as_of=day) == ()
    with pytest.raises(DefinitionError):
        judge_record(promised, {"ward": "a"}, as_of=datetime(2026, 1, 1))


def test_a_code_is_in_force_on_its_first_and_its_last_day() -> None:
    promised = coded()
    for day, told in (((2018, 12, 31), True), ((2019, 1, 1), False), ((2019, 12, 31), False), ((2020, 1, 1), True)):
        found = judge_record(promised, {"ward": "é"}, as_of=datetime(*day, 12, tzinfo=UTC))
        assert bool(found) is told, day


def test_a_record_of_the_future_is_told() -> None:
    promised = contract(field("at", "datetime", provenance=Provenance.RECORDED_AT))
    record = {"at": "2026-01-01T00:06:00Z"}
    assert judge_record(promised, record, as_of=datetime(2026, 1, 1, 0, 1, tzinfo=UTC)) == ()
    (found,) = judge_record(promised, record, as_of=datetime(2026, 1, 1, tzinfo=UTC))
    assert found.rule == "recorded-in-future"


@pytest.mark.parametrize("number", [math.nan, math.inf, 2.0])
@pytest.mark.parametrize("day", [date(2026, 1, 31), None])
def test_what_a_list_and_an_object_hold_is_judged_as_in_a_table(number: float, day: date | None) -> None:
    inner = (field("size", "number", required=True), field("day", "date", required=True))
    promised = contract(
        field("sizes", "list", items=field("item", "number")),
        field("days", "list", items=field("item", "date")),
        field("beds", "list", items=field("item", "object", fields=inner)),
    )
    record = {"sizes": [1.5, number], "days": [date(2026, 2, 1)], "beds": [{"size": number, "day": day}]}
    found = judge_record(promised, record)
    expected = judged_as_a_row(promised, record, None)
    assert {(one.field, one.rule, one.severity) for one in found} == {one[:3] for one in expected}
    assert len(found) == 2 * (not math.isfinite(number)) + (day is None)
