"""What would be right in a field: one value that keeps every rule of it, as a person would type it.

What lives here: examples from a field's promise alone; none is taken from data. What this file must not know: rows,
findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from ..contract import Contract, Field, FieldType
from ._pattern_example import match_of
from ._value_rules import rules_of

if TYPE_CHECKING:
    from .._arrow import Values

_TEXTS: Final = ("Contoh", "demo:1", "31.71", "12345", "2026", "ID", "a@example.org", "https://example.org/", "1", "")
_NUMBERS: Final = ("1", "0", "12", "100", "2026", "-1", "0.5", "1.5")
_BY_TYPE: Final[Mapping[FieldType, tuple[str, ...]]] = {
    FieldType.INTEGER: _NUMBERS,
    FieldType.NUMBER: ("1.5", *_NUMBERS),
    FieldType.DECIMAL: ("1.5", *_NUMBERS),
    FieldType.BOOLEAN: ("true",),
    FieldType.DATE: ("2026-03-02",),
    FieldType.DATETIME: ("2026-03-02T08:30:00+07:00",),
}


class Examples:
    """The examples of one contract's fields, each made when it is asked for first.

    Args:
        contract: What the fields promise.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract: Final = contract
        self._made: Final[dict[str, str | None]] = {}

    def of(self, path: str) -> str | None:
        """Return what would be right in the field at `path` ("identifiers[].system"), or None if unknown."""
        if path not in self._made:
            field = self._fields.get(path)
            self._made[path] = None if field is None else example_of(field, self._contract)
        return self._made[path]

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        found: dict[str, Field] = {}
        waiting = [(field.name, field) for field in self._contract.fields]
        while waiting:
            path, field = waiting.pop()
            found[path] = field
            waiting += [] if field.items is None else [(f"{path}[]", field.items)]
            waiting += [(f"{path}.{part.name}", part) for part in field.fields]
        return found


def example_of(field: Field, contract: Contract) -> str | None:
    """Return a value of `field` that keeps all its rules, as text, or None where none is known."""
    residual = contract.residual
    if residual is not None and any(rule.field in {field.name, None} for rule in residual.rules):
        return None  # a JSON Schema asks more than the field's rules, by which an example is tried
    return next((text for text in _candidates(field, contract) if _is_right(text, field, contract)), None)


def _candidates(field: Field, contract: Contract) -> list[str]:
    bounds = (field.minimum, field.maximum, field.exclusive_minimum, field.exclusive_maximum)
    listed = [str(bound) for bound in bounds if bound is not None]
    if field.type is not FieldType.TEXT:
        return [*_BY_TYPE.get(field.type, ()), *listed]
    if field.code_list is not None:
        return list(contract.code_list(field.code_list).values)
    matched = None if field.pattern is None else match_of(field.pattern)
    texts = [*_TEXTS, *([] if matched is None else [matched])]
    # a text with nothing to keep but a length needs no example
    return texts if field.pattern is not None or field.format is not None else []


def _is_right(text: str, field: Field, contract: Contract) -> bool:
    value = _value(text, field)
    return value is not None and not any(
        (broken := rule.judged.broken(value)) is not None and broken.true_count for rule in rules_of(field, contract)
    )


def _value(text: str, field: Field) -> Values | None:
    """Return the text as a column of one value of the field's type, or None where it is none."""
    texts = pa.array([text], pa.string())
    try:
        return texts.cast(field.arrow_type())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
