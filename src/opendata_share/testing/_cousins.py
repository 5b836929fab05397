"""Hostile cousins of good rows: each broken in one cell, and the rule that must say so.

What lives here: one specimen for each thing a field promises. What this file must not know: how a rule is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from .._dataclass import dataclass
from .._patterns import python_pattern
from ..contract import Contract, Field, FieldType
from ._hostile import HOSTILE_CELLS
from ._sample import sample_rows

_GOOD: Final = 8
_NO_NUMBER: Final = "dua"
_NOT_MATCHING: Final = ("", "?", "\u2603", " ", "x\ny", "0" * 200)
_ANY_TEXT: Final = frozenset({FieldType.TEXT, FieldType.JSON, FieldType.LIST, FieldType.OBJECT})


@dataclass(frozen=True, slots=True)
class Cousin:
    """A row that is good but for one cell.

    Attributes:
        row: The row, as JSON values: what `adapt` takes in a list of dicts.
        field: The field that is wrong, or that holds an unusual text.
        rule: The rule its violation must name, or None where the row is good: text may be anything.
    """

    row: dict[str, Any]
    field: str
    rule: str | None


def hostile_cousins(contract: Contract, *, seed: int = 0) -> list[Cousin]:
    """Return rows that are each wrong in one cell, and rows that only look wrong, with what must be said of them.

    For each field: without its value, of another type, outside its code list, beside its pattern and format, one beyond
    its bounds, one character too long, a time without an offset; and every hostile text where any text is allowed.

    Args:
        contract: What the rows promise.
        seed: What the good rows are drawn by.

    Raises:
        DefinitionError: No good row was found.

    Example:
        >>> from opendata_share.schemas import FleetCount
        >>> from opendata_share.testing import hostile_cousins
        >>> [cousin.rule for cousin in hostile_cousins(FleetCount.contract()) if cousin.field == "total"]
        ['required', 'type', 'minimum']
    """
    specimens = [(field, value, rule) for field in contract.fields for value, rule in _specimens(field)]
    good = sample_rows(contract, _GOOD, seed=seed)
    rows = [{name: _json(cell) for name, cell in row.items()} for row in good]
    found = []
    for number, (field, value, rule) in enumerate(specimens):
        # a text is put where one was: that it is there at all may break a check
        fit = rows if rule is not None else [row for row in rows if field.name in row]
        if not fit:
            continue
        row = dict(fit[number % len(fit)])
        if value is None:
            row.pop(field.name, None)
        else:
            row[field.name] = value
        found.append(Cousin(row, field.name, rule))
    return found


def _specimens(field: Field) -> Iterator[tuple[Any, str | None]]:
    if field.required and field.default is None and field.derived is None and field.provenance is None:
        yield None, "required"
    if field.type not in _ANY_TEXT:
        yield _NO_NUMBER, "type"
    if field.type is FieldType.DATETIME:
        yield "2026-01-05T07:00:00", "naive-time"
    if field.type is FieldType.TEXT:
        yield from _texts(field)
    if field.type in {FieldType.INTEGER, FieldType.NUMBER}:
        yield from _beyond(field)


def _texts(field: Field) -> Iterator[tuple[str, str | None]]:
    if field.code_list is not None:
        yield "no_such_code", "code"
    elif field.provenance is not None:  # the package fills it, or makes it fit
        return
    elif field.pattern is not None and field.pattern_when is None:
        compiled = re.compile(python_pattern(field.pattern), re.ASCII)
        yield from ((text, "pattern") for text in _NOT_MATCHING[1:] if not compiled.search(text))
    elif field.format is not None:
        yield "not one of these", "format"
    elif field.max_length is not None:
        yield "x" * (field.max_length + 1), "max-length"
    elif field.reference is None and field.pattern is None:
        yield from ((text, None) for text in HOSTILE_CELLS)


def _beyond(field: Field) -> Iterator[tuple[float, str]]:
    for bound, step, rule in (
        (field.minimum, -1, "minimum"),
        (field.maximum, 1, "maximum"),
        (field.exclusive_minimum, 0, "exclusive-minimum"),
        (field.exclusive_maximum, 0, "exclusive-maximum"),
    ):
        if isinstance(bound, (int, float)) and abs(bound) < 2**53:
            yield (int(bound) if field.type is FieldType.INTEGER else float(bound)) + step, rule


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: _json(part) for name, part in value.items() if part is not None}
    return [_json(item) for item in value] if isinstance(value, list) else value
