"""XLSX: a sheet to fill in, with drop-downs, notes and the meaning of every column.

What lives here: which of a contract's statements the entry sheet of the adapters holds. What this file must not know:
workbooks.

What the package fills by itself has no column, and what a spreadsheet lets into a cell only helps: rules that stand
there as words are listed as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..adapters import entry_sheet, entry_workbook
from ..contract import FieldType
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger

_IN_WORDS: Final = ("pattern", "format", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength")
_BOUNDS: Final = ("minimum", "maximum")


def _write(ledgers: Sequence[Ledger], settings: Settings) -> bytes:
    (ledger,) = ledgers
    sheet = entry_sheet(ledger.contract, settings.language)
    for column in sheet.columns:
        _take(ledger.field(column.field.name), settings)
    ledger.place().take("name")
    return entry_workbook(sheet)


def _take(place: FieldPlace, settings: Settings) -> None:
    for word in ("sensitivity", "type", "required", "unit", "default"):
        place.take(word)
    for word in ("title", "definition"):
        place.words(word, settings.language)
    for word in (*_IN_WORDS, *_BOUNDS):
        place.take(word)
        if word in _IN_WORDS or place.field.type in {FieldType.DECIMAL, FieldType.DATE, FieldType.DATETIME}:
            place.lose(word, "words-only")
    place.lose("required", "words-only")  # an empty cell of a row is not refused
    for coded in (place, *(() if place.items is None else (place.items,))):
        if coded.codes() is not None:
            at, _ = place.ledger.code_list(coded.field.code_list or "")
            at.take("codes.name")
            for word in ("codes.title", "codes.label"):
                at.words(word, settings.language)


XLSX: Final = Dialect(name="xlsx", standard="Office Open XML", suffix=".xlsx", is_binary=True, write=_write)
