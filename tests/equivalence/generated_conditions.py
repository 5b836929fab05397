"""SQL conditions over the fields of a contract, each with what one row makes of it in plain Python.

What lives here: strategies for conditions, and for expressions that derive a field. What this file must not know: the
engine. tests/expressions judges the whole language by four witnesses; here conditions are short, so that many meet many
contracts.

A row holds Python's own values, a null as None. NaN and what could not be read are the caller's to keep away.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from opendata_share.contract import Field, FieldType

Row = Mapping[str, Any]
_INT64: Final = (-(2**63), 2**63 - 1)


class NotComputable(Exception):
    """A row overflows or leaves the calendar."""


class Condition(NamedTuple):
    """An expression: its text, the fields it reads, and its value in one row."""

    sql: str
    reads: frozenset[str]
    run: Callable[[Row], Any]


SIGNS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MOMENT: Final = datetime(2026, 1, 31, 10, tzinfo=UTC)
_LITERALS: Final[dict[FieldType, list[tuple[str, Any]]]] = {
    FieldType.TEXT: [("'a'", "a"), ("''", ""), ("'é'", "é"), ("'12'", "12")],
    FieldType.INTEGER: [("0", 0), ("-1", -1), ("9007199254740993", 2**53 + 1), ("0.5", Decimal("0.5")), ("1e0", 1.0)],
    FieldType.NUMBER: [("0", 0), ("1e-1", 0.1), ("1.5e0", 1.5), ("9007199254740993", 2**53 + 1)],
    FieldType.DECIMAL: [("0", 0), ("0.10", Decimal("0.10")), ("-1.5", Decimal("-1.5")), ("0.105", Decimal("0.105"))],
    FieldType.DATE: [("DATE '2026-01-31'", date(2026, 1, 31)), ("DATE '1970-01-01'", date(1970, 1, 1))],
    FieldType.DATETIME: [("TIMESTAMP WITH TIME ZONE '2026-01-31 10:00:00+00:00'", _MOMENT)],
}
_NUMERIC: Final = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.NUMBER)


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def compared(sign: str, left: Any, right: Any) -> bool | None:
    """Compare as SQL does: where one side is a double both are, texts by their bytes."""
    if left is None or right is None:
        return None
    if isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)
    if isinstance(left, str):
        left, right = left.encode(), right.encode()
    return SIGNS[sign](left, right)


def conjunction(conditions: Sequence[Condition], row: Row, *, of: Callable[[Any], Any] = lambda value: value) -> Any:
    """AND of three truth values; false wins over what cannot be computed."""
    values: list[Any] = []
    for condition in conditions:
        try:
            values.append(of(condition.run(row)))
        except NotComputable:
            values.append(NotComputable)
    if any(value is False for value in values):
        return False
    if NotComputable in values:
        raise NotComputable
    return None if None in values else True


def _joined(word: str, conditions: Sequence[Condition]) -> Condition:
    def run(row: Row) -> Any:
        if word == "AND":
            return conjunction(conditions, row)
        return negated(conjunction(conditions, row, of=negated))

    sql = f" {word} ".join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, frozenset[str]().union(*(condition.reads for condition in conditions)), run)


def _bounded(value: int) -> int:
    if not _INT64[0] <= value <= _INT64[1]:
        raise NotComputable
    return value


def _comparable(fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if field.type in _LITERALS]


@st.composite
def _atoms(draw: st.DrawFn, fields: Sequence[Field]) -> Condition:
    subject = draw(st.sampled_from([field for field in fields if field.type is not FieldType.LIST]))
    name, reads = subject.name, frozenset([subject.name])
    way = draw(st.integers(0, 6))
    if way == 0 or (subject.type is FieldType.BOOLEAN and way < 3):
        word = draw(st.sampled_from(["", "NOT "]))
        return Condition(f"{name} IS {word}NULL", reads, lambda row: (row[name] is None) != bool(word))
    if subject.type is FieldType.BOOLEAN:
        return Condition(name, reads, lambda row: row[name])
    sign = draw(st.sampled_from(list(SIGNS)))
    text, value = draw(st.sampled_from(_LITERALS[subject.type]))
    if way == 1:
        return _membership(name, reads, [(text, value), draw(st.sampled_from(_LITERALS[subject.type]))])
    if way == 2:
        return _range(draw, subject, text, value)
    if way == 3:
        sql = f"COALESCE({name}, {text}) {sign} {text}"
        return Condition(sql, reads, lambda row: compared(sign, _widest(row[name], value), value))
    if way == 4:
        return _computed(subject, sign, text, value)
    others = [other for other in _comparable(fields) if _meets(other.type, subject.type)]
    if way == 5 and others:
        other = draw(st.sampled_from(others)).name
        return Condition(f"{name} {sign} {other}", reads | {other}, lambda row: compared(sign, row[name], row[other]))
    return Condition(f"{name} {sign} {text}", reads, lambda row: compared(sign, row[name], value))


def _widest(found: Any, otherwise: Any) -> Any:
    """COALESCE has one type: where one side is a double, so is the result."""
    chosen = otherwise if found is None else found
    return float(chosen) if isinstance(otherwise, float) else chosen


def _meets(one: FieldType, other: FieldType) -> bool:
    return one is other or (one in _NUMERIC and other in _NUMERIC)


def _membership(name: str, reads: frozenset[str], members: Sequence[tuple[str, Any]]) -> Condition:
    def run(row: Row) -> bool | None:
        if row[name] is None:
            return None
        # one type for all members, as COALESCE: where one is a double, all are
        wide = any(isinstance(value, float) for _, value in members)
        return any(bool(compared("=", row[name], float(value) if wide else value)) for _, value in members)

    return Condition(f"{name} IN ({', '.join(text for text, _ in members)})", reads, run)


def _range(draw: st.DrawFn, subject: Field, text: str, value: Any) -> Condition:
    low_text, low = draw(st.sampled_from(_LITERALS[subject.type]))
    word, name = draw(st.sampled_from(["", "NOT "])), subject.name
    sides = (
        Condition("", frozenset(), lambda row: compared(">=", row[name], low)),
        Condition("", frozenset(), lambda row: compared("<=", row[name], value)),
    )

    def run(row: Row) -> Any:
        inside = conjunction(sides, row)
        return negated(inside) if word else inside

    return Condition(f"{name} {word}BETWEEN {low_text} AND {text}", frozenset([name]), run)


def _computed(subject: Field, sign: str, text: str, value: Any) -> Condition:
    """Return a comparison of something computed: it may overflow, or leave the calendar."""
    name = subject.name
    match subject.type:
        case FieldType.TEXT:
            return Condition(
                f"CHAR_LENGTH({name}) {sign} 2",
                frozenset([name]),
                lambda row: compared(sign, None if row[name] is None else len(row[name]), 2),
            )
        case FieldType.INTEGER:
            return Condition(
                f"{name} * {name} {sign} {text}",
                frozenset([name]),
                lambda row: compared(sign, None if row[name] is None else _bounded(row[name] ** 2), value),
            )
        case FieldType.DATE:
            return Condition(
                f"{name} + INTERVAL '1' DAY {sign} {text}",
                frozenset([name]),
                lambda row: compared(sign, None if row[name] is None else _next_day(row[name]), value),
            )
    case_sql = f"CASE WHEN {name} {sign} {text} THEN TRUE WHEN {name} IS NULL THEN FALSE END"

    def run(row: Row) -> bool | None:
        if compared(sign, row[name], value):
            return True
        return False if row[name] is None else None

    return Condition(case_sql, frozenset([name]), run)


def _next_day(day: date) -> date:
    try:
        return day + timedelta(days=1)
    except OverflowError:
        raise NotComputable from None


@st.composite
def conditions(draw: st.DrawFn, fields: Sequence[Field]) -> Condition:
    """Return a condition over the fields that are no lists."""
    first = draw(_atoms(fields))
    way = draw(st.integers(0, 5))
    if way > 2:
        return first
    if way == 0:
        return Condition(f"NOT ({first.sql})", first.reads, lambda row: negated(first.run(row)))
    return _joined("AND" if way == 1 else "OR", [first, draw(_atoms(fields))])


@st.composite
def derivations(draw: st.DrawFn, promised: Field, fields: Sequence[Field]) -> Condition | None:
    """Return an expression of the field's type over other fields, or None where there is none to read."""
    others = [field.name for field in fields if field.type is promised.type and field.name != promised.name]
    if not others or promised.type is FieldType.LIST or promised.type is FieldType.DECIMAL:
        return None
    other = draw(st.sampled_from(others))
    if promised.type is FieldType.INTEGER and draw(st.booleans()):
        return Condition(
            f"{other} + 1", frozenset([other]), lambda row: None if row[other] is None else _bounded(row[other] + 1)
        )
    return Condition(other, frozenset([other]), lambda row: row[other])
