"""Arrow: the schema of the table in memory and in Parquet, with what a column means as its metadata.

What lives here: types, nullability and key-value metadata. What this file must not know: batches. Arrow's types judge
nothing but the type: rules have no place.

Keys of metadata are `title`, `title.id`, `description`, `description.id`, `unit` and `deprecated`; on the schema
`name` and `version` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ..contract import FieldType
from ._dialect import Dialect, Settings
from ._ledger import FieldPlace, Ledger, Place

if TYPE_CHECKING:
    import pyarrow as pa


def _write(ledgers: Sequence[Ledger], _: Settings) -> pa.Schema:
    import pyarrow as pa

    (ledger,) = ledgers
    place = ledger.place()
    about: dict[bytes | str, bytes | str] = {
        "name": place.take("name"),
        "version": place.take("version"),
        **dict(_words(place)),
    }
    return pa.schema([_field(column, column.field.name) for column in ledger.fields], metadata=about)


def _field(place: FieldPlace, name: str) -> pa.Field[pa.DataType]:
    import pyarrow as pa

    nullable = not place.take("required")
    return pa.field(name, _type(place), nullable=nullable, metadata=dict(_words(place)))


def _type(place: FieldPlace) -> pa.DataType:
    import pyarrow as pa

    kind: FieldType = place.take("type")
    if kind is FieldType.DECIMAL:
        return pa.decimal128(place.take("precision"), place.take("scale") or 0)
    if place.items is not None:
        return pa.list_(_field(place.items, "item"))
    if kind is FieldType.OBJECT:
        return pa.struct([_field(part, part.field.name) for part in place.parts])
    if kind is FieldType.JSON:
        place.lose("type", "other-meaning")  # a text like any other
    return place.field.arrow_type()


def _words(place: Place) -> Iterator[tuple[str, str]]:
    for word, key in (("title", "title"), ("definition", "description")):
        for language, suffix in (("en", ""), ("id", ".id")):
            if (text := place.take(f"{word}.{language}")) is not None:
                yield key + suffix, text
    if (unit := place.take("unit")) is not None:
        yield "unit", unit
    if place.take("deprecated"):
        yield "deprecated", "true"


ARROW: Final = Dialect(name="arrow", standard="Apache Arrow", suffix=".arrow", write=_write, is_binary=True)
