"""Rows that have no member at all are rows: none is lost."""

from __future__ import annotations

from opendata_share.adapters import adapt
from opendata_share.contract import Contract
from opendata_share.validation import validate


def test_empty_objects_are_counted_and_judged() -> None:
    contract = Contract.from_json_schema({"type": "object", "minProperties": 1})
    table = validate(adapt([{}, {}], to=contract)).report.tables[0]
    assert (table.balance.read, table.balance.rejected, table.counts) == (2, 2, {"min-properties": 2})
