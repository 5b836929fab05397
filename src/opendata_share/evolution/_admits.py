"""Whether one field lets through every value that another does.

What lives here: one question a limit: does what the writer promises imply what the reader asks. What this file must not
know: what a change is called, tables, rows. Where it cannot be told the answer is no.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from .._dataclass import dataclass
from .._patterns import python_pattern
from ..contract import CodeList, Contract, Field, FieldType

EXACT: Final = 2**53
"""Up to here a number (a double) holds every integer."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Side:
    """A field in its contract."""

    contract: Contract
    field: Field

    @property
    def codes(self) -> CodeList | None:
        """The field's code list."""
        return None if self.field.code_list is None else self.contract.code_list(self.field.code_list)


def admits_type(writer: Side, reader: Side) -> bool:
    """Return whether every value of the writer's type is one of the reader's, exactly."""
    kinds = (writer.field.type, reader.field.type)
    if kinds == (FieldType.DECIMAL, FieldType.DECIMAL):
        (p, s), (q, t) = _digits(writer.field), _digits(reader.field)
        return t >= s and q - t >= p - s
    if kinds == (FieldType.INTEGER, FieldType.NUMBER):
        return _lies_within(writer.field, EXACT)
    if kinds == (FieldType.INTEGER, FieldType.DECIMAL):
        whole = reader.field.precision or 0
        return _lies_within(writer.field, 10 ** (whole - (reader.field.scale or 0)) - 1)
    return kinds[0] is kinds[1]


def admits_null(writer: Side, reader: Side) -> bool:
    """Return whether the reader takes a null wherever the writer may leave one."""
    return writer.field.required or not reader.field.required


def admits_lower(writer: Side, reader: Side) -> bool:
    """Return whether the writer's lower bounds imply the reader's."""
    return _implies(_bounds(writer.field, "minimum"), _bounds(reader.field, "minimum"), 1)


def admits_upper(writer: Side, reader: Side) -> bool:
    """Return whether the writer's upper bounds imply the reader's."""
    return _implies(_bounds(writer.field, "maximum"), _bounds(reader.field, "maximum"), -1)


def admits_short(writer: Side, reader: Side) -> bool:
    """Return whether the reader takes the shortest the writer may write."""
    wanted = reader.field.min_length or 0
    return (writer.field.min_length or 0) >= wanted or _all_codes(writer, lambda code: len(code) >= wanted)


def admits_long(writer: Side, reader: Side) -> bool:
    """Return whether the reader takes the longest the writer may write."""
    most, wanted = writer.field.max_length, reader.field.max_length
    if wanted is None or (most is not None and most <= wanted):
        return True
    return _all_codes(writer, lambda code: len(code) <= wanted)


def admits_pattern(writer: Side, reader: Side) -> bool:
    """Return whether every text the writer may write matches the reader's pattern, where it is asked for."""
    wanted, said = reader.field, writer.field
    if wanted.pattern is None:
        return True
    compiled = re.compile(python_pattern(wanted.pattern), re.ASCII)
    if _all_codes(writer, lambda code: compiled.search(code) is not None):
        return True
    if said.pattern is None or not admits_pattern_text(said.pattern, wanted.pattern):
        return False
    return said.pattern_when is None or _same_condition(writer, reader)


def admits_pattern_text(writer: str, reader: str) -> bool:
    """Return whether every text that matches one pattern is known to match the other."""
    return writer == reader


def admits_format(writer: Side, reader: Side) -> bool:
    """Return whether the writer promises the form of text that the reader asks for."""
    return reader.field.format in {None, writer.field.format}


def admits_codes(writer: Side, reader: Side) -> bool:
    """Return whether the reader knows every code the writer may write; a code's days are advice."""
    known, written = reader.codes, writer.codes
    return known is None or (written is not None and set(written.values) <= set(known.values))


def admits_reference(writer: Side, reader: Side) -> bool:
    """Return whether what the writer refers to is what the reader expects, by the same key."""
    wanted = reader.field.reference
    if wanted is None:
        return True
    own = {writer.contract.name, reader.contract.name} & set(wanted.contracts)
    same_key = writer.contract.primary_key == reader.contract.primary_key
    return writer.field.reference == wanted and (same_key or not own)


def admits_unit(writer: Side, reader: Side) -> bool:
    """Return whether a number means what the reader takes it for."""
    return reader.field.unit in {None, writer.field.unit}


def admits_value(value: Any, reader: Side) -> bool:
    """Return whether a constant, such as a default, is a value the reader takes."""
    field = reader.field
    if isinstance(value, str):
        codes, long = reader.codes, field.max_length
        sized = (field.min_length or 0) <= len(value) and (long is None or len(value) <= long)
        formed = field.pattern is None or re.search(python_pattern(field.pattern), value, re.ASCII) is not None
        return sized and formed and field.format is None and (codes is None or value in codes.values)
    if isinstance(value, bool):
        return True
    held = [(Fraction(value), False)]
    return _implies(held, _bounds(field, "minimum"), 1) and _implies(held, _bounds(field, "maximum"), -1)


def same_values(writer: Field, reader: Field) -> bool:
    """Return whether both hold the same kind of value, so that an expression over it means the same."""
    return (writer.type, *_digits(writer)) == (reader.type, *_digits(reader))


def _digits(field: Field) -> tuple[int, int]:
    return field.precision or 0, field.scale or 0


def _lies_within(field: Field, most: int) -> bool:
    wanted_low, wanted_high = [(Fraction(-most), False)], [(Fraction(most), False)]
    low, high = _bounds(field, "minimum"), _bounds(field, "maximum")
    int64 = most >= 2**63
    return int64 or (_implies(low, wanted_low, 1) and _implies(high, wanted_high, -1))


Bounds = Sequence[tuple[Fraction, bool]]


def _bounds(field: Field, name: str) -> Bounds:
    """Return (value, whether it is itself excluded) of the bounds on one side."""
    return list(_found_bounds(field, name))


def _found_bounds(field: Field, name: str) -> Iterator[tuple[Fraction, bool]]:
    up = name == "minimum"
    for attribute, excluded in ((name, False), (f"exclusive_{name}", True)):
        if (bound := getattr(field, attribute)) is None:
            continue
        value = _exact(bound, field.type)
        if field.type in {FieldType.INTEGER, FieldType.DATE}:  # only whole ones lie between
            step = (1 if up else -1) if excluded and value.denominator == 1 else 0
            yield Fraction((math.ceil(value) if up else math.floor(value)) + step), False
        else:
            yield value, excluded


def _exact(bound: Any, kind: FieldType) -> Fraction:
    if kind is FieldType.DATE:
        return Fraction(date.fromisoformat(bound).toordinal())
    if kind is FieldType.DATETIME:
        moment = datetime.fromisoformat(bound)
        return Fraction((moment - _EPOCH) // timedelta(microseconds=1))
    return Fraction(bound)


def _implies(held: Bounds, wanted: Bounds, direction: int) -> bool:
    return all(
        any((one - value) * direction > 0 or (one == value and (strict or not open_)) for one, strict in held)
        for value, open_ in wanted
    )


def _all_codes(writer: Side, holds: Any) -> bool:
    codes = writer.codes
    return codes is not None and all(holds(code) for code in codes.values)


def _same_condition(writer: Side, reader: Side) -> bool:
    one = writer.contract.pattern_conditions.get(writer.field.name)
    other = reader.contract.pattern_conditions.get(reader.field.name)
    return one is not None and one == other and same_columns(one.columns, writer.contract, reader.contract)


def same_columns(names: Sequence[str], writer: Contract, reader: Contract) -> bool:
    """Return whether columns of that name are in both contracts and hold the same kind of values."""
    return all(
        name in writer and name in reader and same_values(writer.field(name), reader.field(name)) for name in names
    )
