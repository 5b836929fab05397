"""Entry sheets: a table to be filled in, whose headings need no field map.

What lives here: which columns a contract's sheet has, under which headings, and what each cell may hold, in words. What
this file must not know: files, workbooks, how a filled sheet is read (`_implicit_map` says which heading is which
field).

What the package fills by itself has no column: the agency, when a row was recorded, what the source called it, and what
follows from other fields. What everyone owes stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from .. import _messages
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Provenance
from .mapping import normal

Language = Literal["en", "id"]

FIELDS_SHEET: Final = {"en": "Fields", "id": "Keterangan"}
CODES_SHEET: Final = {"en": "Codes", "id": "Kode"}
_FILLED: Final = frozenset(
    (
        *(Provenance.AGENCY, Provenance.RECORDED_AT, Provenance.RECORDED_AT_BASIS, Provenance.SOURCE_IDENTIFIER),
        Provenance.OTHER_PROPERTIES,
    )
)
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LONGEST_NAME: Final = 31
_EXAMPLES: Final = {
    FieldType.INTEGER: "12",
    FieldType.NUMBER: "3.5",
    FieldType.BOOLEAN: "true",
    FieldType.DATE: "2026-03-02",
    FieldType.DATETIME: "2026-03-02T07:50:00+07:00",
}


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """One column of an entry sheet.

    Attributes:
        field: The field it fills.
        heading: Its heading: the title in the sheet's language, or the name where the title could mean another field.
        owed: Whether a row without it is rejected.
        codes: The codes a cell may hold, or nothing.
    """

    field: Field
    heading: str
    owed: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """A contract's entry sheet in one language.

    Attributes:
        contract: The contract.
        language: The language of headings and explanations.
        columns: Its columns, those that are owed first.

    Example:
        >>> from opendata_share.schemas import FleetCount
        >>> [column.heading for column in entry_sheet(FleetCount.contract(), "en").columns][:3]
        ['Holder type', 'Holder', 'Unit type']
    """

    contract: Contract
    language: Language
    columns: tuple[EntryColumn, ...]

    @property
    def name(self) -> str:
        """The name of the sheet to be filled in."""
        return self.contract.name[:_LONGEST_NAME]

    def explanation(self, column: EntryColumn) -> dict[str, str]:
        """Return what is to be known of a column, by message id of what it is: "template-type", "template-unit", …."""
        field, language = column.field, self.language
        return {
            "template-name": field.name,
            "template-type": _messages.render(f"template-type-{_type_of(field)}", language, {}),
            "template-owed": _messages.render("template-yes" if column.owed else "template-no", language, {}),
            "template-meaning": "" if field.definition is None else field.definition.in_language(language),
            "template-unit": field.unit or "",
            "template-limits": ", ".join(_limits(field)),
            "template-default": "" if field.default is None else str(field.default),
            "template-example": self.example(field),
            "template-codes": self._code_list(field) or "",
            "template-sensitivity": _messages.render(f"template-{field.sensitivity}-data", language, {}),
        }

    def example(self, field: Field) -> str:
        """Return a value the field could have, or an empty text where a made-up one would mislead."""
        codes = _codes(self.contract, field)
        if field.type is FieldType.LIST:
            return f'["{codes[0]}"]' if codes else ""
        if codes:
            return codes[0]
        if field.default is not None:
            return str(field.default)
        if field.reference is not None:
            return "31.71" if field.reference.contracts == ("administrative-area",) else "jakarta-health:0012"
        if field.provenance is Provenance.IDENTIFIER:
            return "jakarta-health:0012"
        return _EXAMPLES.get(field.type, "")

    def _code_list(self, field: Field) -> str | None:
        return field.code_list if field.items is None else field.items.code_list


def entry_sheet(contract: Contract, language: Language) -> EntrySheet:
    """Return the entry sheet of `contract`; filled in, it is read without a field map.

    Args:
        contract: The contract.
        language: The language of its headings.
    """
    fields = [field for field in contract.fields if not _is_filled(contract, field)]
    owed = {field.name for field in fields if field.required and field.default is None}
    in_order = sorted(fields, key=lambda field: field.name not in owed)
    headings = _headings(contract, language)
    columns = [
        EntryColumn(field, headings[field.name], field.name in owed, _codes(contract, field)) for field in in_order
    ]
    return EntrySheet(contract, language, tuple(columns))


def is_entry_sheet(sheets: tuple[str, ...]) -> bool:
    """Whether a workbook with these sheets is an entry sheet: a contract's name, then the sheet that explains."""
    return len(sheets) > 1 and sheets[1] in FIELDS_SHEET.values() and _NAME.fullmatch(sheets[0]) is not None


def _headings(contract: Contract, language: Language) -> dict[str, str]:
    """Return a heading for each field that is read as this field and no other: its title, else its name."""
    means = {normal(field.name): field.name for field in contract.fields}
    for field in contract.fields:
        for title in (field.title.en, field.title.id):
            means.setdefault(normal(title), field.name)
    headings = {}
    for field in contract.fields:
        title = " ".join(field.title.in_language(language).split())
        headings[field.name] = title if title and means.get(normal(title)) == field.name else field.name
    return headings


def _is_filled(contract: Contract, field: Field) -> bool:
    """Whether the package fills the field: provenance, what follows from others, words a map would keep."""
    words_of = field.name.removesuffix("_source")
    keeps_words = words_of != field.name and (words_of in contract or f"{words_of}_code" in contract)
    return field.provenance in _FILLED or field.derived is not None or keeps_words


def _codes(contract: Contract, field: Field) -> tuple[str, ...]:
    name = field.code_list if field.items is None else field.items.code_list
    return () if name is None else contract.code_list(name).values


def _type_of(field: Field) -> str:
    return "code" if field.code_list is not None and field.type is FieldType.TEXT else str(field.type)


def _limits(field: Field) -> Iterator[str]:
    for sign, bound in (
        ("≥", field.minimum),
        ("≤", field.maximum),
        (">", field.exclusive_minimum),
        ("<", field.exclusive_maximum),
    ):
        if bound is not None:
            yield f"{sign} {bound}"
    if field.min_length is not None or field.max_length is not None:
        yield f"{field.min_length or 0}–{'…' if field.max_length is None else field.max_length}"
    if field.pattern is not None:
        yield field.pattern
    if field.format is not None:
        yield field.format
