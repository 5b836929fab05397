"""Rows generated from what fields promise: ordinary values, those at the bounds, and empty cells.

What lives here: values by type, drawn by a seeded generator, so that the same seed gives the same rows. What this file
must not know: rules.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from ..contract import Contract, Field, FieldType

_TEXTS: Final = ("", "a", "A b", "é", "10", "9", "x" * 30)
_INTEGERS: Final = (*range(-3, 13), 100, 2_000, 2**31, -(2**31), 2**53 + 1)
_NUMBERS: Final = (-1.5, 0.0, 0.1, 0.5, 1.0, 2.0, 3.0, 10.0, 99.9, 1e9, -1e9)
_FIRST_DAY: Final = date(2020, 2, 28)
_LAST_MOMENTS: Final = (-1, 0, 1, 59, 3_600, 86_399, 86_400, 31_622_400)
_NULL_SHARE: Final = 0.15
_LONGEST_LIST: Final = 3


def generated_rows(
    contract: Contract, count: int, *, seed: int = 0, fields: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Return rows whose values have the types of the fields of `contract`; about one cell in seven is empty.

    Values keep to a field's type and code list. They reach beyond its bounds by one, because rules see such rows too.

    Args:
        contract: What the fields promise.
        count: How many rows.
        seed: What the rows are drawn by; the same seed gives the same rows.
        fields: The fields wanted, or None for all.

    Example:
        >>> from opendata_share.schemas import FleetCount
        >>> from opendata_share.testing import generated_rows
        >>> sorted(generated_rows(FleetCount.contract(), 1, fields=("total", "ready"))[0])
        ['ready', 'total']
    """
    draw = random.Random(seed)  # noqa: S311  # test data, not secrets
    names = [field.name for field in contract.fields] if fields is None else fields
    wanted = [contract.field(name) for name in names]
    pools = {field.name: _pool(field, contract) for field in wanted}
    return [{field.name: _cell(field, contract, pools, draw) for field in wanted} for _ in range(count)]


def _cell(field: Field, contract: Contract, pools: Mapping[str, Sequence[Any]], draw: random.Random) -> Any:
    if draw.random() < _NULL_SHARE:
        return None
    return _value(field, contract, pools[field.name], draw)


def _value(field: Field, contract: Contract, pool: Sequence[Any], draw: random.Random) -> Any:
    if field.items is not None:
        item = field.items
        values = _pool(item, contract)
        return [_value(item, contract, values, draw) for _ in range(draw.randrange(_LONGEST_LIST + 1))]
    if field.fields:
        return {part.name: draw.choice([None, *_pool(part, contract)]) for part in field.fields}
    return draw.choice(pool)


def _pool(field: Field, contract: Contract) -> Sequence[Any]:
    match field.type:
        case FieldType.TEXT:
            return _TEXTS if field.code_list is None else contract.code_list(field.code_list).values
        case FieldType.BOOLEAN:
            return (True, False)
        case FieldType.INTEGER:
            return (*_INTEGERS, *(int(bound) + step for bound in _bounds(field) for step in (-1, 0, 1)))
        case FieldType.NUMBER:
            return (*_NUMBERS, *(float(bound) + step for bound in _bounds(field) for step in (-1.0, 0.0, 1.0)))
        case FieldType.DECIMAL:
            return _decimals(field)
        case FieldType.DATE:
            return tuple(_FIRST_DAY + timedelta(days=step) for step in (0, 1, 2, 30, 366, 2_000))
        case FieldType.DATETIME:
            start = datetime(2024, 2, 28, 23, 59, 59, tzinfo=UTC)
            return tuple(start + timedelta(seconds=step) for step in _LAST_MOMENTS)
        case _:
            return ()


def _bounds(field: Field) -> tuple[float | str, ...]:
    bounds = (field.minimum, field.maximum, field.exclusive_minimum, field.exclusive_maximum)
    return tuple(bound for bound in bounds if bound is not None and abs(float(bound)) < 2**53)


def _decimals(field: Field) -> tuple[Decimal, ...]:
    step = Decimal(1).scaleb(-(field.scale or 0))
    whole = 10 ** ((field.precision or 1) - (field.scale or 0))
    return tuple(step * number for number in range(-3, 10)) + tuple(
        Decimal(number) for number in (1, 2, 10, 99) if number < whole
    )
