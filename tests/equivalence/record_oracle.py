"""The verdict about a table, made row by row without the engine.

What lives here: each row as a JSON record, judged under the contract's generated JSON Schema by two libraries of other
people (jsonschema and jsonschema-rs), and in plain Python what JSON Schema has no word for: exact bounds, conditional
patterns, checks, keys, references. What this file must not know: the engine; of the package it reads contracts only.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import jsonschema
import jsonschema_rs
from generated_conditions import Condition, NotComputable
from generated_contracts import KNOWN, PATTERNS, Promise
from source_cells import Misfit, as_json

from opendata_share.contract import Contract, Field, FieldType, Level

Found = tuple[int, str | None, str, str]
"""Source row, field, rule, severity."""

Row = dict[str, Any]


class Unmade(NamedTuple):
    """A row that could not be made, and the rule that says so."""

    rule: str


class Verdict(NamedTuple):
    """What is found in a table, how often, and the rows that are accepted."""

    found: Counter[Found]
    accepted: list[Row]


RULES: Final = {
    "required": "required",
    "enum": "code",
    "pattern": "pattern",
    "format": "format",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive-minimum",
    "exclusiveMaximum": "exclusive-maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-length",
    "maxItems": "max-length",
    "type": "required",  # the only wrong type a column can hold is a null item
}
_SIDES: Final = {
    "minimum": lambda value, bound: value < bound,
    "maximum": lambda value, bound: value > bound,
    "exclusive-minimum": lambda value, bound: value <= bound,
    "exclusive-maximum": lambda value, bound: value >= bound,
}


def judged(promise: Promise, rows: Sequence[Row | Unmade], *, filled: bool) -> Verdict:
    """Return the verdict about rows whose cells are read.

    Args:
        promise: The contract and what its expressions mean.
        rows: In the order of the source, whose rows count from 1.
        filled: Whether nulls take defaults and derived values: they do in rows that are adapted.
    """
    return _Oracle(promise).verdict(rows, filled=filled)


class _Oracle:
    def __init__(self, promise: Promise) -> None:
        self.contract, self.meaning = promise
        document = self.contract.to_document()
        self.first = _VALIDATOR(document, format_checker=_FORMATS)
        self.second = jsonschema_rs.Draft202012Validator(document, validate_formats=True)

    def verdict(self, rows: Sequence[Row | Unmade], *, filled: bool) -> Verdict:
        found: Counter[Found] = Counter()
        made: dict[int, Row] = {}
        for number, row in enumerate(rows, 1):
            if isinstance(row, Unmade):
                found[number, None, row.rule, "error"] += 1
                continue
            made[number] = self._filled(row) if filled else row
            found.update((number, *what) for what in self._row(made[number]))
        found.update(self._duplicates(made))
        fallen = {number for number, _, _, severity in found if severity == "error"}
        found.update(self._references(made, fallen))
        kept = [plain(row) for number, row in made.items() if number not in fallen]
        return Verdict(found, kept)

    def _filled(self, row: Row) -> Row:
        row = dict(row)
        for each in self.contract.fields:
            if each.default is not None and row[each.name] is None:
                row[each.name] = float(each.default) if each.type is FieldType.NUMBER else each.default
        for each in self.contract.fields:
            if each.derived is not None and row[each.name] is None:
                row[each.name] = _value(self.meaning[each.derived], row)
        return row

    def _row(self, row: Row) -> Iterator[tuple[str | None, str, str]]:
        """Yield (field, rule, severity) of everything one row alone tells, each once."""
        yield from {(name, cell.rule, "error") for name, cell in row.items() if isinstance(cell, Misfit)}
        record = _Record(self.contract, row)
        yield from self._by_schema(record)
        yield from {what for field in self.contract.fields for what in self._beside(field, field.name, row[field.name])}
        yield from self._conditional_patterns(row)
        for check in self.contract.checks:
            yield from self._check(self.meaning[check.expression], check.name, check.severity, row)

    def _by_schema(self, record: _Record) -> Iterator[tuple[str | None, str, str]]:
        first = {(path, rule) for path, rule in _errors_of_jsonschema(self.first, record)}
        second = {(path, rule) for path, rule in _errors_of_jsonschema_rs(self.second, record)}
        formats = {
            (path, rule) for path, rule in second if rule == "format"
        }  # RFC 3986 and 5321, which jsonschema waives
        if first != second - formats:
            raise AssertionError(f"the witnesses disagree: {first ^ (second - formats)} about {record.value}")
        yield from ((path, rule, "error") for path, rule in second)

    def _beside(self, field: Field, path: str, cell: Any) -> Iterator[tuple[str | None, str, str]]:
        """Yield what the document keeps under `x-contract`: exact bounds and what the full profile asks; and NaN."""
        if isinstance(cell, Misfit):
            return
        if cell is None:
            if field.level is not Level.CORE and not field.required:
                yield path, f"required-in-{field.level}", "advice"
        elif isinstance(cell, float) and not math.isfinite(cell):
            yield path, "not-finite", "error"
        elif isinstance(cell, list):
            assert field.items is not None
            for item in cell:
                yield from self._beside(field.items, f"{path}[]", item)
        elif isinstance(cell, dict):
            for part in field.fields:
                yield from self._beside(part, f"{path}.{part.name}", cell[part.name])
        else:
            yield from ((path, rule, "error") for rule in _exact_bounds(field, cell))

    def _conditional_patterns(self, row: Row) -> Iterator[tuple[str | None, str, str]]:
        for field in self.contract.fields:
            if field.pattern_when is None or _unseen(condition := self.meaning[field.pattern_when], row):
                continue
            assert field.pattern is not None
            try:
                holds = condition.run(row)
            except NotComputable:
                yield field.name, "not-computable", "error"
                continue
            cell = row[field.name]
            if holds and isinstance(cell, str) and not re.search(PATTERNS[field.pattern], cell):
                yield field.name, "pattern", "error"

    def _check(self, condition: Condition, name: str, severity: str, row: Row) -> Iterator[tuple[str | None, str, str]]:
        if _unseen(condition, row):
            return
        try:
            if condition.run(row) is False:
                yield None, name, severity
        except NotComputable:
            yield None, "not-computable", severity

    def _duplicates(self, made: Mapping[int, Row]) -> Iterator[Found]:
        for key in (self.contract.primary_key, *self.contract.unique):
            holders: set[tuple[Any, ...]] = set()
            for number, row in made.items():
                values = tuple(row[name] for name in key)
                if not key or any(value is None or isinstance(value, Misfit) or _strange(value) for value in values):
                    continue
                if values in holders:
                    yield number, key[0] if len(key) == 1 else None, "duplicate-key", "error"
                holders.add(values)

    def _references(self, made: Mapping[int, Row], fallen: set[int]) -> Iterator[Found]:
        """Yield references that dangle; a row that falls takes with it the rows that refer to it."""
        pending: list[tuple[int, str, str]] = []
        advice: set[tuple[int, str, str]] = set()
        for number, row in made.items():
            for path, target, value in _references_of(self.contract, row):
                if target == "thing" and len(self.contract.primary_key) == 1:
                    if ":" not in value:
                        pending.append((number, path, value))
                elif target in KNOWN and value not in KNOWN[target]:
                    advice.add((number, path, target))
        yield from ((number, path, "dangling-reference", "advice") for number, path, _ in advice)
        holders: dict[str, int] = {}
        if len(key := self.contract.primary_key) == 1:
            for number, row in made.items():
                if isinstance(row[key[0]], str):
                    holders.setdefault(row[key[0]], number)
        while True:
            dangling = {item for item in pending if holders.get(item[2], 0) in fallen or item[2] not in holders}
            if {number for number, _, _ in dangling} <= fallen:
                break
            fallen |= {number for number, _, _ in dangling}
        yield from {(number, path, "dangling-reference", "error") for number, path, _ in dangling}


def _references_of(contract: Contract, row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield (path, target, value) of the references of a row, each once."""
    found: set[tuple[str, str, str]] = set()
    for field in contract.fields:
        cell = row[field.name]
        if field.reference is not None and isinstance(cell, str):
            chosen = "" if field.reference.by is None else row[field.reference.by]
            found |= {(field.name, target, cell) for word, target in field.reference.targets if word == chosen}
        if field.items is not None and field.items.reference is not None and isinstance(cell, list):
            target = field.items.reference.targets[0][1]
            found |= {(f"{field.name}[]", target, item) for item in cell if item is not None}
    yield from found


class _Record:
    """A row as a JSON record, and the places in it that the rules do not see."""

    def __init__(self, contract: Contract, row: Row) -> None:
        self.unseen: set[tuple[Any, ...]] = set()
        self.value = {
            field.name: found
            for field in contract.fields
            if (found := self._of(row[field.name], field, (field.name,))) is not None
        }

    def _of(self, cell: Any, field: Field, place: tuple[Any, ...]) -> Any:
        if isinstance(cell, Misfit) or _strange(cell):
            self.unseen.add(place)
            return None
        if isinstance(cell, list):
            assert field.items is not None
            return [self._of(item, field.items, (*place, number)) for number, item in enumerate(cell)]
        if isinstance(cell, dict):
            parts = {part.name: self._of(cell[part.name], part, (*place, part.name)) for part in field.fields}
            return {name: part for name, part in parts.items() if part is not None}
        return as_json(cell, field)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    if isinstance(instance, str) and not re.search(PATTERNS[pattern], instance):
        yield jsonschema.ValidationError("it does not match")


_VALIDATOR: Final[Any] = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})
_FORMATS: Final = jsonschema.FormatChecker(["date", "date-time"])


def _errors_of_jsonschema(validator: Any, record: _Record) -> Iterator[tuple[str, str]]:
    for error in validator.iter_errors(record.value):
        if error.instance is None and error.validator == "enum":  # a null is judged once: it is required or may be null
            continue
        place = tuple(error.absolute_path)
        if error.validator == "required":
            places = [(*place, name) for name in error.validator_value if name not in error.instance]
        else:
            places = [place]
        yield from ((_path(each), RULES[error.validator]) for each in places if each not in record.unseen)


def _errors_of_jsonschema_rs(validator: Any, record: _Record) -> Iterator[tuple[str, str]]:
    for error in validator.iter_errors(record.value):
        keyword, place = str(error.schema_path[-1]), tuple(error.instance_path)
        if keyword == "required":
            place = (*place, error.kind.property)
        if keyword == "enum" and error.instance is None:
            continue
        if place not in record.unseen:
            yield _path(place), RULES[keyword]


def _path(steps: Sequence[Any]) -> str:
    path = ""
    for step in steps:
        path += "[]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _exact_bounds(field: Field, cell: Any) -> Iterator[str]:
    """Yield the bounds a value breaks that JSON numbers cannot hold: the document has them as texts."""
    sides = {
        "minimum": field.minimum,
        "maximum": field.maximum,
        "exclusive-minimum": field.exclusive_minimum,
        "exclusive-maximum": field.exclusive_maximum,
    }
    bounds = {rule: bound for rule, bound in sides.items() if bound is not None}
    if not any(isinstance(bound, str) or abs(bound) >= 2**53 for bound in bounds.values()):
        return
    for rule, bound in bounds.items():
        if _SIDES[rule](*_comparable(cell, bound)):
            yield rule


def _comparable(cell: Any, bound: Any) -> tuple[Any, Any]:
    if isinstance(cell, datetime):
        return cell, datetime.fromisoformat(bound)
    if isinstance(cell, date):
        return cell, date.fromisoformat(bound)
    return Fraction(cell), Fraction(Decimal(bound) if isinstance(bound, str) else bound)


def _unseen(condition: Condition, row: Row) -> bool:
    """Whether a condition does not see a row: a cell it reads is not of its type, or is not finite."""
    return any(isinstance(row[name], Misfit) or _strange(row[name]) for name in condition.reads)


def _strange(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _value(condition: Condition, row: Row) -> Any:
    readable = {name: None if isinstance(cell, Misfit) or _strange(cell) else cell for name, cell in row.items()}
    try:
        return condition.run(readable)
    except NotComputable:
        return Misfit("not-computable")


def plain(value: Any) -> Any:
    """Return a value so that two are equal exactly where they are the same: -0.0 is not 0.0, 1 is not 1.0."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value.hex()
    return (type(value), Fraction(value) if isinstance(value, Decimal) else value)
