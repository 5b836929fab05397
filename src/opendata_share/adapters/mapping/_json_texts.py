"""Cells of any source as JSON text.

What lives here: what a cell is as a JSON value, as its text. What this file must not know: maps, contracts' other
rules.

A cell of a text is JSON where it begins like an object, an array or a quoted text, or is a number, true or false as
JSON writes them; else it is the text itself. `null` is no value.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ..._arrow import Values, mask_of
from ...json_schema import NotJson, exact, read_json_text, write_json_text

if TYPE_CHECKING:
    from ..._arrow import Mask

_LITERAL: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false", re.ASCII)


def json_texts(column: Values) -> tuple[Values, Mask]:
    """Return cells of any type as JSON text, and which have none; one that says `null` is null."""
    if pa.types.is_string(column.type):
        encoded = column.dictionary_encode()
        found = [_of_text(text) for text in encoded.dictionary.to_pylist()]
        values = pa.array([text for text, _ in found], pa.string()).take(encoded.indices)
        failed = mask_of(pa.array([wrong for _, wrong in found], pa.bool_()).take(encoded.indices))
        return values, failed
    found = [_of_value(value) for value in column.to_pylist()]
    return pa.array([text for text, _ in found], pa.string()), np.array([wrong for _, wrong in found], np.bool_)


def _of_text(text: str | None) -> tuple[str | None, bool]:
    """Return (JSON text, whether it is none)."""
    if text is None or (plain := text.strip()) == "null":
        return None, False
    if plain[:1] not in {"{", "[", '"'} and not _LITERAL.fullmatch(plain):
        return encode_basestring(text), False
    try:
        read_json_text(plain)
    except NotJson:
        return None, True
    return plain, False


def _of_value(value: Any) -> tuple[str | None, bool]:
    if value is None:
        return None, False
    try:
        return write_json_text(exact(_plain(value))), False
    except NotJson:
        return None, True


def _plain(value: Any) -> Any:
    """Return a Python value of Arrow's with its times as ISO 8601 texts."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
