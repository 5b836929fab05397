"""Cells as the JSON values they stand for.

What lives here: a column to exact JSON values, one a cell, and a row to the JSON record it stands for. What this file
must not know: schemas, rules, reports.

A date or a moment stands for its ISO 8601 text, a decimal for its digits as text (a contract document says the same), a
float for the shortest decimal that names it. A null cell is a property that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .._arrow import Values
from ..contract import Contract, Field, FieldType, Provenance
from ..json_schema import Json, NotJson, exact, read_json_text


class Unreadable:
    """Stands for a cell that has no JSON value: a text that is not JSON, NaN, infinity."""

    __slots__ = ()


UNREADABLE = Unreadable()


def json_values(values: Values, field: Field) -> list[Json | Unreadable]:
    """Return the JSON value of each cell; None for a null."""
    if field.type is FieldType.JSON:
        known: dict[str, Any] = {}
        return [None if text is None else _parsed(text, known) for text in values.to_pylist()]
    if field.type in {FieldType.TEXT, FieldType.INTEGER, FieldType.BOOLEAN}:
        plain: list[Json | Unreadable] = values.to_pylist()
        return plain
    return [json_value(value, field) for value in values.to_pylist()]


def _parsed(text: str, known: dict[str, Any]) -> Json | Unreadable:
    if text not in known:
        try:
            known[text] = read_json_text(text)
        except NotJson:
            known[text] = UNREADABLE
    return known[text]


def json_value(value: Any, field: Field) -> Json | Unreadable:
    """Return the JSON value of one cell of a column that is not JSON text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        try:
            return exact(value)
        except NotJson:
            return UNREADABLE
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return _composed(value, field)


def _composed(value: Any, field: Field) -> Json | Unreadable:
    if field.items is not None:
        items = [json_value(item, field.items) for item in value]
        return UNREADABLE if UNREADABLE in items else items
    members = {part.name: json_value(value[part.name], part) for part in field.fields if value[part.name] is not None}
    return UNREADABLE if UNREADABLE in members.values() else members


class Records:
    """Makes the JSON records of rows of one contract.

    Args:
        contract: What the rows promise.
    """

    def __init__(self, contract: Contract) -> None:
        self._fields = contract.fields
        self._others = contract.provenance(Provenance.OTHER_PROPERTIES)
        self._renamed: Mapping[str, str] = {} if contract.residual is None else contract.residual.property_of

    def of(self, columns: Mapping[str, Values], positions: Values) -> Iterator[dict[str, Json] | None]:
        """Yield the record of each row at `positions`; None where a cell has no JSON value."""
        cells = {field.name: json_values(columns[field.name].take(positions), field) for field in self._fields}
        for at in range(len(positions)):
            yield self.record({name: values[at] for name, values in cells.items()})

    def record(self, cells: Mapping[str, Json | Unreadable]) -> dict[str, Json] | None:
        """Return the record of a row whose cells are JSON values; None where one of them is none."""
        record: dict[str, Json] = {}
        for field in self._fields:
            value = cells.get(field.name)
            if isinstance(value, Unreadable):
                return None
            if field is self._others:
                if value is not None and not isinstance(value, dict):
                    return None
                record.update(value or {})
            elif value is not None:
                record[self._renamed.get(field.name, field.name)] = value
        return record
