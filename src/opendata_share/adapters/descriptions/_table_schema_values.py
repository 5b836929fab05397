"""Values a document writes (bounds, allowed values) → values of the column, and the checks they become.

What lives here: reading such a value as the field's own cells are read, SQL literals, checks. What this file must not
know: where in a document a value stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

import pyarrow as pa

from ... import _messages
from ...contract import Check, FieldType
from ...errors import DefinitionError
from ...expressions import ExpressionType, parse_condition
from ..mapping import TIMESTAMP, Kind, Lexical, convert
from ._table_schema_types import Form

TypedValue = str | int | float | bool | date | datetime
_LARGEST: Final = 2**63
_SHOWN: Final = 12
_KINDS: Final = {
    FieldType.INTEGER: Kind(FieldType.INTEGER, pa.int64()),
    FieldType.NUMBER: Kind(FieldType.NUMBER, pa.float64()),
    FieldType.BOOLEAN: Kind(FieldType.BOOLEAN, pa.bool_()),
    FieldType.DATE: Kind(FieldType.DATE, pa.date32()),
    FieldType.DATETIME: Kind(FieldType.DATETIME, TIMESTAMP),
}
_EXPRESSIONS: Final = {
    FieldType.TEXT: ExpressionType.TEXT,
    FieldType.INTEGER: ExpressionType.INTEGER,
    FieldType.NUMBER: ExpressionType.NUMBER,
    FieldType.BOOLEAN: ExpressionType.BOOLEAN,
    FieldType.DATE: ExpressionType.DATE,
    FieldType.DATETIME: ExpressionType.DATETIME,
}


def typed_value(given: object, form: Form) -> TypedValue | None:
    """Return a value of the document as the column holds it, or None where it is none of that type.

    Args:
        given: A JSON value: of the type itself, or the text a cell would have.
        form: The column's type, and how its cells are written.
    """
    kind = form.type
    if kind is FieldType.TEXT:
        return given if isinstance(given, str) else None
    if isinstance(given, str):
        return _read(given, form)
    if isinstance(given, bool):
        return given if kind is FieldType.BOOLEAN else None
    if kind not in {FieldType.INTEGER, FieldType.NUMBER} or not isinstance(given, (int, float)):
        return None
    if isinstance(given, float) and not math.isfinite(given):
        return None
    whole = int(given) if isinstance(given, float) and given.is_integer() and abs(given) < _LARGEST else given
    return whole if abs(whole) < _LARGEST and (isinstance(whole, int) or kind is FieldType.NUMBER) else None


def _read(text: str, form: Form) -> TypedValue | None:
    """Read a text as a cell of the field is read; then as the standard writes it by default."""
    if form.type is FieldType.BOOLEAN:
        return dict(form.words).get(text)
    value = form.value
    declared = Lexical(value.format, value.zone, value.decimal or ".", value.group)
    for lexical in (declared, Lexical(zone=value.zone)):
        read: TypedValue | None = convert(pa.array([text]), _KINDS[form.type], lexical).values[0].as_py()
        if read is not None:
            return read
    return None


def bound_of(value: TypedValue) -> int | float | str:
    """Return a bound as a field of a contract holds it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def literal(value: TypedValue) -> str:
    """Return a value as an SQL literal of checks."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return f"TIMESTAMP WITH TIME ZONE '{value.astimezone(UTC).isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return repr(value)


def one_of(name: str, kind: FieldType, values: Iterable[TypedValue], title: str, slug: str) -> Check | None:
    """Return the check that a field holds one of `values`, or None where no check can say it."""
    allowed = tuple(values)
    listed = ", ".join(map(literal, allowed))
    words = ", ".join(str(bound_of(value)) for value in allowed[:_SHOWN]) + (" …" if len(allowed) > _SHOWN else "")
    en, id_ = (
        _messages.render("table-schema-check-values", language, {"title": title, "values": words})
        for language in _messages.LANGUAGES
    )
    return _check(slug, f'"{name}" IN ({listed})', name, kind, en, id_)


def text_bound(name: str, comparison: str, value: str, title: str, slug: str) -> Check | None:
    """Return the check that a text stands before or behind another, where their order is that of what they say."""
    en, id_ = (
        _messages.render(
            "table-schema-check-bound", language, {"title": title, "comparison": comparison, "value": value}
        )
        for language in _messages.LANGUAGES
    )
    return _check(slug, f'"{name}" {comparison} {literal(value)}', name, FieldType.TEXT, en, id_)


def _check(slug: str, expression: str, name: str, kind: FieldType, en: str, id_: str) -> Check | None:
    try:
        parse_condition(expression, {name: _EXPRESSIONS[kind]})
    except DefinitionError:
        return None
    return Check(slug, expression, en=en, id=id_)
