"""Standar Data: the cards Satu Data Indonesia asks for, one a field (Perpres 39/2019; form of Permenkum 29/2025).

What lives here: concept, definition, classification, measure and unit of each field, with the form of its variable.
What this file must not know: other dialects. The cards are in Indonesian, whatever the language of messages.

Konsep is what the field is an idea of (its title), definisi what it means, klasifikasi its code list, ukuran how it is
measured, satuan its unit; aturan validasi are its limits, referensi where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ..contract import FieldType
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger
from ._rest import plain

_MEASURES: Final = {
    FieldType.TEXT: "teks",
    FieldType.INTEGER: "bilangan bulat",
    FieldType.NUMBER: "bilangan",
    FieldType.DECIMAL: "bilangan desimal",
    FieldType.BOOLEAN: "ya atau tidak",
    FieldType.DATE: "tanggal",
    FieldType.DATETIME: "waktu dengan selisih zona",
    FieldType.LIST: "daftar",
    FieldType.OBJECT: "gabungan",
    FieldType.JSON: "JSON",
}
_RULES: Final = {
    "required": "wajib diisi",
    "minimum": "paling kecil",
    "maximum": "paling besar",
    "exclusiveMinimum": "lebih besar dari",
    "exclusiveMaximum": "lebih kecil dari",
    "minLength": "panjang paling sedikit",
    "maxLength": "panjang paling banyak",
    "precision": "banyak angka",
    "scale": "angka di belakang koma",
    "format": "bentuk",
    "pattern": "pola",
    "patternWhen": "pola berlaku bila",
}


def _cards(place: FieldPlace, name: str) -> Iterator[dict[str, Any]]:
    kind: FieldType = place.take("type")
    card: dict[str, Any] = {"nama": name, "konsep": place.words("title", "id")}
    card["definisi"] = place.words("definition", "id")
    card["klasifikasi"] = _classification(place)
    card["ukuran"] = _MEASURES[kind]
    card["satuan"] = place.take("unit")
    card["jenis_value_domain"] = "tidak terdeskripsi" if place.field.code_list is None else "terenumerasi"
    rules = {label: plain(value) for word, label in _RULES.items() if (value := place.take(word)) is not None}
    card["aturan_validasi"] = rules or None
    elements = place.take("elements") or ()
    card["referensi"] = [f"{element.standard}: {element.path}" for element in elements] or None
    yield card
    if place.items is not None:
        yield from _cards(place.items, f"{name}[]")
    for part in place.parts:
        yield from _cards(part, f"{name}.{part.field.name}")


def _classification(place: FieldPlace) -> dict[str, Any] | None:
    if (codes := place.codes()) is None:
        return None
    at, found = place.ledger.code_list(place.field.code_list or "")
    at.words("codes.label", "id")
    return {
        "nama": at.take("codes.name"),
        "versi": at.take("codes.version"),
        "judul": at.words("codes.title", "id"),
        "sumber": at.take("codes.source"),
        "kode": {code: label.label.id for code, label in zip(codes, found.codes, strict=True)},
    }


def _write(ledgers: Sequence[Ledger], _: Settings) -> dict[str, Any]:
    tables = []
    for ledger in ledgers:
        place = ledger.place()
        table: dict[str, Any] = {"nama": place.take("name"), "versi": place.take("version")}
        table["judul"] = place.words("title", "id")
        table["unit_observasi"] = place.words("definition", "id")
        table["standar_data"] = [card for column in ledger.fields for card in _cards(column, column.field.name)]
        tables.append(table)
    return tables[0] if len(tables) == 1 else {"tabel": tables}


SDI: Final = Dialect(
    name="sdi", standard="Standar Data, Satu Data Indonesia", suffix=".standar-data.json", several=True, write=_write
)
