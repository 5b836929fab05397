"""Cells that meet what one field promises, drawn at random, to look like what an agency writes.

What lives here: values by type, code list, pattern, bounds and role. What this file must not know: checks, other rows.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Any, Final

from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Provenance
from ._pattern_texts import text_of_pattern

_FILLED: Final = 0.7  # the share of cells that need not be there and are
_AREAS: Final = "administrative-area"
_FIRST: Final = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
_GAPS: Final = (1, 1, 7, 28, 30, 31, 90, 365)
_MOST_TARGETS: Final = 20
# A point in Jakarta: the country of the shipped records is Indonesia unless they say otherwise.
_PLACES: Final[Mapping[str, tuple[float, float]]] = {"latitude": (-6.35, -6.10), "longitude": (106.70, 106.95)}


@dataclass(frozen=True)
class Cells:
    """Draws rows of one contract, field by field.

    Attributes:
        contract: What the fields promise.
        draw: What everything is drawn by.
        agency: The agency that publishes the rows.
    """

    contract: Contract
    draw: random.Random
    agency: str

    def row(self, number: int) -> dict[str, Any]:
        """Return one row; its number makes keys and identifiers that no other row has."""
        moment = _FIRST + timedelta(minutes=self.draw.randrange(60 * 24 * 60))
        day = moment.date()
        row: dict[str, Any] = {}
        for field in self.contract.fields:
            # times and days go forward in the order of the fields, as they mostly do in life
            if field.type is FieldType.DATETIME and field.provenance is None:
                moment += timedelta(seconds=self.draw.randrange(1, 1_200))
            elif field.type is FieldType.DATE:
                day += timedelta(days=self.draw.choice(_GAPS))
            row[field.name] = self._cell(field, number, moment, day)
        for field in self.contract.fields:
            if field.provenance is Provenance.RECORDED_AT:
                row[field.name] = moment + timedelta(hours=self.draw.randrange(1, 48))
        return row

    def _cell(self, field: Field, number: int, moment: datetime, day: date) -> Any:
        if field.default is not None and field.code_list is None:
            return field.default
        if field.name not in self._must and (self._points_at_its_table(field) or self.draw.random() > _FILLED):
            return None
        return self._value(field, number, moment, day)

    def _points_at_its_table(self, field: Field) -> bool:
        """Whether a reference names a row of the same table, which may not be there in the end."""
        targets = () if field.reference is None else field.reference.contracts
        return self.contract.name in targets and self.contract.name != _AREAS

    @cached_property
    def _must(self) -> frozenset[str]:
        required = {field.name for field in self.contract.fields if field.required}
        return frozenset(required | set(self.contract.primary_key[:1]))

    def _value(self, field: Field, number: int, moment: datetime, day: date) -> Any:
        match field.type:
            case FieldType.TEXT:
                return self._text(field, number)
            case FieldType.INTEGER:
                low, high = _whole_bounds(field)
                return self.draw.randint(low, high)
            case FieldType.NUMBER:
                return self._number(field)
            case FieldType.DECIMAL:
                return self._decimal(field)
            case FieldType.BOOLEAN:
                return self.draw.random() < 0.5
            case FieldType.DATE:
                return day
            case FieldType.DATETIME:
                return moment
            case FieldType.LIST:
                return self._list(field, number, moment, day)
            case FieldType.OBJECT:
                return {
                    part.name: self._value(part, number, moment, day)
                    if part.required or self.draw.random() < _FILLED
                    else None
                    for part in field.fields
                }
            case _:
                return f'{{"n": {number}}}'

    def _list(self, field: Field, number: int, moment: datetime, day: date) -> list[Any]:
        assert field.items is not None  # noqa: S101  # a list says what it holds
        least = field.min_length or 1
        most = least + 2 if field.max_length is None else min(field.max_length, least + 2)
        items: list[Any] = []
        for place in range(self.draw.randint(least, max(least, most))):
            item = self._value(field.items, number * 10 + place, moment, day)
            if item not in items:
                items.append(item)
        return items

    def _text(self, field: Field, number: int) -> str:
        if field.code_list is not None:
            return self.draw.choice(self.contract.code_list(field.code_list).values)
        role = self._by_role(field, number)
        if role is not None:
            return role
        if field.pattern is not None and (text := text_of_pattern(field.pattern, self.draw)) is not None:
            return text
        if field.format == "email":
            return f"kontak{number}@contoh.go.id"
        if field.format == "uri":
            return f"https://contoh.go.id/{number}"
        text = f"{field.title.en} {number}"
        text = text if field.max_length is None else text[-field.max_length :]
        return text.ljust(field.min_length or 0, "x")

    def _by_role(self, field: Field, number: int) -> str | None:
        match field.provenance:
            case Provenance.AGENCY:
                return self.agency
            case Provenance.IDENTIFIER:
                return f"{self.agency}:{number:05}"
            case Provenance.SOURCE_IDENTIFIER:
                return f"{number:05}"
            case _:
                pass
        if field.reference is None:
            return None
        targets = field.reference.contracts
        if _AREAS in targets:
            return self.draw.choice(self._area_codes)
        if targets == ("agency",):
            return self.agency
        return f"{self.agency}:{targets[0]}-{self.draw.randint(1, _MOST_TARGETS)}"

    @cached_property
    def _area_codes(self) -> tuple[str, ...]:
        from ..schemas import areas

        return tuple(sorted(code for code in areas.codes() if code.startswith("31.")))

    def _number(self, field: Field) -> float:
        low, high = _PLACES.get(field.name, _bounds(field))
        value = round(self.draw.uniform(low, high), 5)
        return value if low < value < high else (low + high) / 2

    def _decimal(self, field: Field) -> Decimal:
        low, high = _bounds(field)
        step = Decimal(1).scaleb(-(field.scale or 0))
        digits = (field.precision or 18) - (field.scale or 0)
        high = min(high, float(10**digits - 1))
        return Decimal(repr(self.draw.uniform(low, high))).quantize(step, ROUND_FLOOR)


def _bounds(field: Field) -> tuple[float, float]:
    """Return the least and the greatest value wanted; ordinary ones where the field has no bound."""
    lows = [float(b) for b in (field.minimum, field.exclusive_minimum) if b is not None]
    highs = [float(b) for b in (field.maximum, field.exclusive_maximum) if b is not None]
    low = max(lows) if lows else min(0.0, *[high - 100 for high in highs]) if highs else 0.0
    high = min(highs) if highs else low + 100.0
    return low, min(high, low + 400.0)


def _whole_bounds(field: Field) -> tuple[int, int]:
    low, high = _bounds(field)
    first = int(low) + (field.exclusive_minimum is not None and int(low) == float(field.exclusive_minimum))
    last = int(high) - (field.exclusive_maximum is not None and int(high) == float(field.exclusive_maximum))
    return first, max(first, min(last, first + 60))
