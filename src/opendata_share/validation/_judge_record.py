"""The verdict about one record, value by value: what validation over columns must agree with.

What lives here: every rule of a contract in plain Python, over one row given as JSON values. No Arrow kernel judges
here but that of expressions and the look-up of references, which mean the same for one row. What this
file must not know: batches of many rows, reports, how columns are judged.

A value that is not of its field's type is the violation `type`; the field's other rules do not see it, and nothing that
is asked about the whole row does.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import without_null_values
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Level, Provenance
from ..errors import DefinitionError
from ..expressions import Expression
from ..json_schema import NotJson, conforms, exact, is_found, is_integer, is_number, write_json_text
from ..report import Balance, Severity, Violation, shown
from ..stages import Rows
from ._bounds import limits_of
from ._finding import Finding
from ._json_values import UNREADABLE, Records, Unreadable, json_value
from ._known_keys import KnownKeys
from ._now import said_of_now
from ._references import References
from ._residual import ResidualPlan, Told

_INT64: Final = (-(2**63), 2**63 - 1)
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Misfit:
    """Stands for a value that is not of its field's type, with the rule and the sentence that say why."""

    value: Any
    rule: str = "type"
    message_id: str = "cell-json-kind"


def judge_record(
    contract: Contract,
    record: Mapping[str, Any],
    *,
    references: Mapping[str, object] | None = None,
    as_of: datetime | None = None,
) -> tuple[Violation, ...]:
    """Return everything one record breaks, as `validate` would say of it as the only row of a table.

    Rules of the whole table (keys, intervals, totals, age) and between tables need other rows and are left to
    `validate`, and so are references to rows of the record's own table, unless `references` has them.

    Args:
        contract: What the record promises.
        record: JSON values by field or property; dates, datetimes, Decimals and NaN are taken as a table holds them. A
            null is a property that is not there.
        references: Contract name to rows it may be referred to by, as in `validate`; read at every call. Administrative
            areas are known by default. Without it references are not looked up.
        as_of: What "now" means, aware; rules that need it are not applied without it.

    Raises:
        DefinitionError: `as_of` has no offset; a reference is no table or lacks its key.

    Example:
        >>> from opendata_share.contract import Contract
        >>> schema = {"type": "object", "properties": {"beds": {"type": "integer", "multipleOf": 2}}}
        >>> [(one.field, one.rule) for one in judge_record(Contract.from_json_schema(schema), {"beds": 3})]
        [('beds', 'multiple-of')]
    """
    if as_of is not None and as_of.tzinfo is None:
        raise DefinitionError("as-of-naive", as_of=as_of.isoformat())
    return tuple(_RecordJudge(contract, references, as_of).violations(record))


class _RecordJudge:
    """Judges records of one contract."""

    def __init__(
        self, contract: Contract, references: Mapping[str, object] | None = None, as_of: datetime | None = None
    ) -> None:
        self.contract = contract
        self._references = None if references is None else References(contract, KnownKeys(references), {})
        self._as_of = as_of
        self.plan = ResidualPlan(contract)
        self._records = Records(contract)
        self._others = contract.provenance(Provenance.OTHER_PROPERTIES)
        self._names = {} if contract.residual is None else contract.residual.property_of

    def violations(self, record: Mapping[str, Any]) -> Iterator[Violation]:
        """Yield what the record breaks, each field and rule once."""
        seen: set[tuple[str | None, str]] = set()
        for one in self._all(record):
            if (one.field, one.rule) not in seen:
                seen.add((one.field, one.rule))
                yield one

    def _all(self, record: Mapping[str, Any]) -> Iterator[Violation]:
        cells = self._cells(record)
        if (unknown := self._unknown(record)) and self._others is None:
            yield Violation(
                row=None, field=None, rule="additional-properties", severity="error",
                message_id="schema-rule-additional-properties", parameters={"value": f"({len(unknown)})"},
            )  # fmt: skip
        for field in self.contract.fields:
            yield from self._field(field, field.name, cells[field.name], field.is_public, self._holds(field, cells))
        yield from self._checks(cells)
        yield from self._residual(cells)
        yield from self._looked_up(cells)

    def _looked_up(self, cells: Mapping[str, Any]) -> Iterator[Violation]:
        """Yield what other tables and the time given as now tell of the row."""
        if self._references is None and self._as_of is None:
            return
        read = {
            field.name: None if isinstance(cells[field.name], _Misfit) else cells[field.name]
            for field in self.contract.fields
            if field.type is not FieldType.JSON
        }
        schema = self.contract.arrow_schema
        row = pa.RecordBatch.from_pydict(
            {name: pa.array([cell], schema.field(name).type) for name, cell in read.items()}
        )
        findings: list[Finding] = []
        if self._references is not None:
            alone = Rows(data=row, rows=np.ones(1, np.int64), lines=None, raw=row, balance=Balance(read=1, produced=1))
            findings += self._references.of_batch(alone).advice
        if self._as_of is not None:
            columns = {name: without_null_values(row.column(name)) for name in read}
            findings += said_of_now(self.contract, self._as_of, columns)
        for finding in findings:
            yield Violation(
                row=None, field=finding.field, rule=finding.rule, severity=finding.severity,
                message_id=finding.message_id, parameters=finding.parameters_at(0),
            )  # fmt: skip

    def _unknown(self, record: Mapping[str, Any]) -> list[str]:
        known = {name for field in self.contract.fields for name in (field.name, self._names.get(field.name))}
        return [name for name, value in record.items() if name not in known and value is not None]

    def _cells(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value of each field, as its column would hold it."""
        cells = {}
        for field in self.contract.fields:
            value = record.get(self._names.get(field.name, field.name), record.get(field.name))
            if field is self._others and value is None:
                value = {name: record[name] for name in self._unknown(record)} or None
            cells[field.name] = None if value is None else _cell(value, field)
        return cells

    def _holds(self, field: Field, cells: Mapping[str, Any]) -> bool:
        """Whether a conditional pattern is asked of the row."""
        condition = self.contract.pattern_conditions.get(field.name)
        return condition is None or self._evaluated(condition, cells) is True

    def _field(self, field: Field, path: str, cell: Any, public: bool, asks_pattern: bool) -> Iterator[Violation]:
        """Yield what one value breaks, what it holds included."""
        if isinstance(cell, _Misfit):
            yield _violation(path, cell.rule, cell.message_id, {"type": field.type, "value": cell.value}, public)
            return
        if cell is None:
            if field.required or field.level is not Level.CORE:
                rule, severity = ("required", "error") if field.required else (f"required-in-{field.level}", "advice")
                yield Violation(row=None, field=path, rule=rule, severity=severity, message_id=f"rule-{rule}")  # type: ignore[arg-type]
            return
        if field.type is FieldType.NUMBER and not math.isfinite(cell):
            yield _violation(path, "not-finite", "rule-not-finite", {"value": cell}, public)
            return
        yield from self._text_rules(field, path, cell, public, asks_pattern)
        yield from _lengths(field, path, cell)
        yield from _bounds(field, path, cell, public)
        if field.items is not None:
            for item in cell:
                yield from self._field(field.items, f"{path}[]", item, public and field.items.is_public, True)
        for part in field.fields:
            inner = public and part.is_public
            yield from self._field(part, f"{path}.{part.name}", cell[part.name], inner, True)

    def _text_rules(self, field: Field, path: str, cell: Any, public: bool, asks_pattern: bool) -> Iterator[Violation]:
        if field.code_list is not None and cell not in self.contract.code_list(field.code_list).values:
            yield _violation(path, "code", "rule-code", {"code_list": field.code_list, "value": cell}, public)
        if field.pattern is not None and asks_pattern and not is_found(field.pattern, cell):
            yield _violation(path, "pattern", "rule-pattern", {"pattern": field.pattern, "value": cell}, public)
        if field.format is not None and not conforms(cell, field.format):
            yield _violation(path, "format", f"rule-format-{field.format}", {"value": cell}, public)

    def _checks(self, cells: Mapping[str, Any]) -> Iterator[Violation]:
        for check, condition in self.contract.conditions:
            if self._evaluated(condition, cells) is False:
                yield Violation(
                    row=None, field=None, rule=check.name, severity=check.severity, message_id="rule-check",
                    parameters={"check": check.name, "expression": condition.text},
                    texts={"en": check.message.en, "id": check.message.id},
                )  # fmt: skip
            yield from self._not_computable(None, check.name, check.severity, condition, cells)
        for name, condition in self.contract.pattern_conditions.items():
            yield from self._not_computable(name, name, "error", condition, cells)

    def _not_computable(
        self, field: str | None, name: str, severity: Severity, condition: Expression, cells: Mapping[str, Any]
    ) -> Iterator[Violation]:
        if self._evaluated(condition, cells) == "not computable":
            yield Violation(
                row=None, field=field, rule="not-computable", severity=severity, message_id="rule-not-computable",
                parameters={"check": name, "expression": condition.text},
            )  # fmt: skip

    def _evaluated(self, condition: Expression, cells: Mapping[str, Any]) -> bool | str | None:
        """Return what a condition is for the row; None where it is null or reads a value that is none."""
        read = {name: cells[name] for name in condition.columns}
        if any(isinstance(cell, _Misfit) or _is_strange(cell) for cell in read.values()):
            return None
        schema = self.contract.arrow_schema
        columns = {name: pa.array([cell], schema.field(name).type) for name, cell in read.items()}
        result = condition.evaluate(columns, 1)
        if result.not_computable is not None and result.not_computable[0].as_py():
            return "not computable"
        found: bool | None = result.values[0].as_py()
        return found

    def _residual(self, cells: Mapping[str, Any]) -> Iterator[Violation]:
        values: dict[str, Any] = {}
        for field in self.contract.fields:
            cell = cells[field.name]
            if isinstance(cell, _Misfit):
                values[field.name] = UNREADABLE
            else:
                values[field.name] = cell if field.type is FieldType.JSON else json_value(cell, field)
            if values[field.name] is None or isinstance(values[field.name], Unreadable):
                continue
            yield from map(_of_schema, self.plan.of_cell(field, values[field.name]))
        whole = self._records.record(values)
        if whole is not None:
            yield from map(_of_schema, self.plan.of_row(whole))


def _of_schema(told: Told) -> Violation:
    return Violation(
        row=None, field=told.field, rule=told.rule, severity="error", message_id=told.message_id,
        parameters=told.details, path=told.details["path"],
    )  # fmt: skip


def _violation(path: str, rule: str, message_id: str, parameters: dict[str, Any], public: bool) -> Violation:
    told = {**parameters, "value": shown(parameters["value"], public=public)}
    return Violation(row=None, field=path, rule=rule, severity="error", message_id=message_id, parameters=told)


def _lengths(field: Field, path: str, cell: Any) -> Iterator[Violation]:
    if field.type not in {FieldType.TEXT, FieldType.LIST}:
        return
    noun = "items" if field.type is FieldType.LIST else "length"
    for rule, bound, wrong in (
        ("min", field.min_length, operator.lt),
        ("max", field.max_length, operator.gt),
    ):
        if bound is not None and wrong(len(cell), bound):
            yield Violation(
                row=None, field=path, rule=f"{rule}-length", severity="error", message_id=f"rule-{rule}-{noun}",
                parameters={"bound": bound},
            )  # fmt: skip


def _bounds(field: Field, path: str, cell: Any, public: bool) -> Iterator[Violation]:
    limits_of(field)  # a bound that is no value of the type is an error here too
    if field.type in {FieldType.TEXT, FieldType.BOOLEAN, FieldType.LIST, FieldType.OBJECT, FieldType.JSON}:
        return
    for rule, bound, keeps in (
        ("minimum", field.minimum, operator.ge),
        ("exclusive-minimum", field.exclusive_minimum, operator.gt),
        ("maximum", field.maximum, operator.le),
        ("exclusive-maximum", field.exclusive_maximum, operator.lt),
    ):
        if bound is not None and not keeps(_scaled(cell), _scaled(_typed_bound(bound, field))):
            yield _violation(path, rule, f"rule-{rule}", {"bound": bound, "value": cell}, public)


def _typed_bound(bound: Any, field: Field) -> Any:
    if field.type is FieldType.DATE:
        return date.fromisoformat(str(bound))
    if field.type is FieldType.DATETIME:
        return datetime.fromisoformat(str(bound))
    return bound if isinstance(bound, float) and field.type is FieldType.NUMBER else Decimal(str(bound))


def _scaled(value: Any) -> Any:
    """Return a number as a fraction, a date or moment as itself: what is compared exactly."""
    return value if isinstance(value, date) else Fraction(value)


def _cell(value: Any, field: Field) -> Any:
    """Return a value as the column of `field` holds it, or a misfit."""
    if field.type is FieldType.DATETIME and _is_naive(value):
        return _Misfit(value, "naive-time", "cell-naive-time")
    try:
        # what a list or an object holds is taken one by one, for it may be what JSON has not: NaN, a date
        plain = value if isinstance(value, date | float) or field.type in _HOLDING else exact(value)
        return _CELLS[field.type](plain, field)
    except (NotJson, ValueError, OverflowError, InvalidOperation):
        return _Misfit(value)


def _is_naive(value: Any) -> bool:
    """Whether a moment has no offset; nobody says which zone it is meant in."""
    if isinstance(value, datetime):
        return value.tzinfo is None
    return isinstance(value, str) and not conforms(value, "date-time") and conforms(f"{value}Z", "date-time")


def _refuse(fits: bool) -> None:
    if not fits:
        raise ValueError


def _text(value: Any, field: Field) -> str:  # noqa: ARG001  # one signature for all types
    _refuse(isinstance(value, str))
    return str(value)


def _boolean(value: Any, field: Field) -> bool:  # noqa: ARG001
    _refuse(isinstance(value, bool))
    return bool(value)


def _integer(value: Any, field: Field) -> int:  # noqa: ARG001
    number = exact(value)
    _refuse(is_integer(number) and _INT64[0] <= number <= _INT64[1])
    return int(number)


def _number(value: Any, field: Field) -> float:  # noqa: ARG001
    if isinstance(value, float):
        return value
    _refuse(is_number(value) and math.isfinite(float(value)))
    return float(value)


def _decimal(value: Any, field: Field) -> Decimal:
    if isinstance(value, str):
        _refuse(_DECIMAL.fullmatch(value) is not None)
        value = Decimal(value)
    _refuse(isinstance(value, Decimal))
    sign, digits, exponent = value.as_tuple()
    places, scale = -int(exponent), field.scale or 0
    _refuse(value == round(value, scale) and len(digits) - places + scale <= (field.precision or 38))
    return Decimal((sign, digits, exponent)).quantize(Decimal(1).scaleb(-scale))


def _is_strange(cell: Any) -> bool:
    return isinstance(cell, float) and not math.isfinite(cell)


def _day(value: Any, field: Field) -> date:  # noqa: ARG001
    if isinstance(value, str):
        _refuse(conforms(value, "date"))
        return date.fromisoformat(value)
    _refuse(isinstance(value, date) and not isinstance(value, datetime))
    day: date = value
    return day


def _moment(value: Any, field: Field) -> datetime:  # noqa: ARG001
    if isinstance(value, str):
        _refuse(conforms(value, "date-time"))
        value = datetime.fromisoformat(value.upper())
    _refuse(isinstance(value, datetime) and value.tzinfo is not None)
    moment: datetime = value.astimezone(UTC)
    return moment


def _list(value: Any, field: Field) -> list[Any]:
    _refuse(isinstance(value, list | tuple) and field.items is not None)
    items = [None if item is None or field.items is None else _cell(item, field.items) for item in value]
    _refuse(not any(isinstance(item, _Misfit) for item in items))
    return items


def _object(value: Any, field: Field) -> dict[str, Any]:
    names = [part.name for part in field.fields]
    _refuse(isinstance(value, Mapping) and set(value) <= set(names))
    cells = {
        part.name: None if value.get(part.name) is None else _cell(value[part.name], part) for part in field.fields
    }
    _refuse(not any(isinstance(cell, _Misfit) for cell in cells.values()))
    return cells


def _json(value: Any, field: Field) -> Any:  # noqa: ARG001
    _refuse(bool(write_json_text(value := exact(value))))
    return value


_HOLDING: Final = frozenset((FieldType.LIST, FieldType.OBJECT))
_CELLS: Final = {
    FieldType.TEXT: _text,
    FieldType.BOOLEAN: _boolean,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.DECIMAL: _decimal,
    FieldType.DATE: _day,
    FieldType.DATETIME: _moment,
    FieldType.LIST: _list,
    FieldType.OBJECT: _object,
    FieldType.JSON: _json,
}
