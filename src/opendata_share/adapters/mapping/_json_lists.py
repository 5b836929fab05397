"""Lists written as JSON arrays, every item taken at its word.

What lives here: one JSON text to the list a field holds, or that it is none. What this file must not know: columns,
maps, a field's other rules.

Items mean what members of a JSON record mean: 2.0 is an integer and "2" is not, decimals, dates and moments are texts
without white space, an object has no members but the field's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ...contract import Field, FieldType
from ...json_schema import NotJson, is_integer, is_number, read_json_text, write_json_text

_INT64: Final = (-(2**63), 2**63 - 1)
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,60}(\.[0-9]{1,60})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


class _Unfit(ValueError):
    """An item is not what the field holds."""


def json_list(text: str, field: Field) -> list[Any] | None:
    """Return the list a JSON text holds, its items as Arrow takes them, or None where it is no such list.

    Args:
        text: What a cell says.
        field: The list field.
    """
    try:
        value = read_json_text(text)
        return None if value is None else _fitted(value, field)
    except (NotJson, _Unfit, ValueError, OverflowError):
        return None


def _fitted(value: Any, field: Field) -> Any:
    return None if value is None else _FITS[field.type](value, field)


def _asked(fits: bool) -> None:
    if not fits:
        raise _Unfit


def _text(value: Any, field: Field) -> str:  # noqa: ARG001
    _asked(isinstance(value, str))
    return value  # type: ignore[no-any-return]


def _integer(value: Any, field: Field) -> int:  # noqa: ARG001
    _asked(is_integer(value) and (isinstance(value, int) or value.adjusted() < 20))
    _asked(_INT64[0] <= int(value) <= _INT64[1])
    return int(value)


def _number(value: Any, field: Field) -> float:  # noqa: ARG001
    _asked(is_number(value))
    _asked(math.isfinite(nearest := float(value)))
    return nearest


def _decimal(value: Any, field: Field) -> Decimal:
    _asked(isinstance(value, str) and _DECIMAL.fullmatch(value) is not None)
    exact, scale = Decimal(value), field.scale or 0
    numerator, denominator = exact.as_integer_ratio()
    steps, rest = divmod(numerator * 10**scale, denominator)
    _asked(rest == 0 and abs(steps) < 10 ** (field.precision or 38))
    return Decimal(f"{steps}e-{scale}")


def _boolean(value: Any, field: Field) -> bool:  # noqa: ARG001
    _asked(isinstance(value, bool))
    return value  # type: ignore[no-any-return]


def _day(value: Any, field: Field) -> date:  # noqa: ARG001
    _asked(isinstance(value, str) and _DAY.fullmatch(value) is not None)
    return date.fromisoformat(value)


def _moment(value: Any, field: Field) -> datetime:  # noqa: ARG001
    _asked(isinstance(value, str) and _MOMENT.fullmatch(value) is not None)
    return datetime.fromisoformat(value.upper())


def _list(value: Any, field: Field) -> list[Any]:
    _asked(isinstance(value, list) and field.items is not None)
    return [None if field.items is None else _fitted(item, field.items) for item in value]


def _object(value: Any, field: Field) -> dict[str, Any]:
    _asked(isinstance(value, dict) and value.keys() <= {part.name for part in field.fields})
    return {part.name: _fitted(value.get(part.name), part) for part in field.fields}


def _json(value: Any, field: Field) -> str:  # noqa: ARG001
    return write_json_text(value)


_FITS: Final[Mapping[FieldType, Callable[[Any, Field], Any]]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.DECIMAL: _decimal,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _day,
    FieldType.DATETIME: _moment,
    FieldType.LIST: _list,
    FieldType.OBJECT: _object,
    FieldType.JSON: _json,
}
