"""What a dialect with room for anybody's words says in ours.

What lives here: statements nobody took, as plain JSON values under our own words. What this file must not know: where a
dialect puts them.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from ..contract import CodeList, Residual, Text
from ._ledger import Place


def rest_of(place: Place) -> Iterator[tuple[str, Any]]:
    """Yield (word, plain JSON value) of every statement of a place that was not taken, and take it."""
    for what in place.left():
        yield what, plain(place.take(what))


def plain(value: Any) -> Any:
    """Return what a contract holds as plain JSON values."""
    if isinstance(value, CodeList | Text):
        return value.to_document()
    if isinstance(value, Residual):
        return value.to_document(with_schema=True)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
        return {name: part for name, part in parts.items() if part is not None}
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def as_documented(place: Place) -> Any:
    """Return what stands at a place in the contract document, as plain JSON values."""
    found: Any = place.ledger.contract.to_document()
    for step in place.where.split("/")[1:]:
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


def as_text(value: Any) -> str:
    """Return a plain JSON value as people read it: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
