"""What is said of a record and of one that is refused: no value of a field that is not public.

What lives here: the stand-in for a value that is not shown, which values of a record are, and the same refusal without
the values pydantic keeps in it. What this file must not know: how a record is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from ._contract import Contract
from ._field import Field


class Unsaid:
    """Stands for a value that is not shown: its type, and the length of its text."""

    def __init__(self, value: Any) -> None:
        self._words = f"({type(value).__name__}, {len(str(value))})"

    def __repr__(self) -> str:
        """The type and the length."""
        return self._words


def sayable(parts: Iterable[tuple[str | None, Any]], contract: Contract | None) -> Iterator[tuple[str | None, Any]]:
    """Yield the fields of a record and what may be shown of each; without a contract nobody said what is public."""
    public = set() if contract is None else {field.name for field in contract.fields if _is_public_throughout(field)}
    for name, value in parts:
        yield name, value if value is None or name in public else Unsaid(value)


def _is_public_throughout(field: Field) -> bool:
    inside = field.fields if field.items is None else (*field.fields, field.items)
    return field.is_public and all(map(_is_public_throughout, inside))


def without_values(error: ValidationError) -> ValidationError:
    """Return the refusal with types and lengths where pydantic keeps the values; `hide_input_in_errors` keeps them."""
    told = error.errors(include_url=False, include_context=False)
    lines = [
        InitErrorDetails(
            type=PydanticCustomError(each["type"], each["msg"]),
            loc=each["loc"],
            input=repr(Unsaid(each["input"])),
        )
        for each in told
    ]
    return ValidationError.from_exception_data(error.title, lines, hide_input=True)


def telling_no_value(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Return what pydantic makes of `value`; a refusal is raised anew, outside of the one that holds the value."""
    try:
        return handler(value)
    except ValidationError as error:
        refused = without_values(error)
    raise refused
