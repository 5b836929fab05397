"""A tidy file needs no map: a heading is a field by its exact name or title.

What lives here: the map that follows from headings and one contract. Case, space and `_` do not count; nothing else
is guessed (house.md §5.12). What this file must not know: rows.
"""

from __future__ import annotations

from typing import Final

from ...contract import Contract, Field, Provenance
from ...errors import SourceError
from ._field_map import FieldMap
from ._map_tree import Block, From, Others, SourceSection, Value

_LONGEST: Final = 80
_MOST: Final = 40


def implicit_map(contract: Contract, headings: tuple[str, ...], source: str, section: SourceSection) -> FieldMap:
    """Return the map of a file whose headings are the contract's own.

    Raises:
        SourceError: A heading is no field, two headings are the same field, or a required field has no heading.
    """
    names = {normal(field.name): field.name for field in contract.fields}
    for field in contract.fields:
        for title in (field.title.en, field.title.id):
            names.setdefault(normal(title), field.name)
    found: dict[str, str] = {}
    unknown: list[str] = []
    for heading in headings:
        name = names.get(normal(heading))
        if name is None:
            unknown.append(heading)
        elif name in found:
            raise SourceError("table-same-field", file=source, field=name, first=found[name], second=heading)
        else:
            found[name] = heading
    others = contract.provenance(Provenance.OTHER_PROPERTIES)
    if unknown and (others is None or others.name in found):
        raise SourceError(
            "table-unknown-columns",
            file=source,
            columns=_shown(unknown),
            contract=contract.identity,
            name=contract.name,
        )
    missing = [field.name for field in contract.fields if field.name not in found and _must_be_there(field)]
    if missing:
        raise SourceError(
            "table-missing-columns", file=source, columns=missing, contract=contract.identity, name=contract.name
        )
    fields = {name: Value(producer=From(heading)) for name, heading in found.items()}
    if others is not None and unknown:
        fields[others.name] = Value(producer=Others(tuple(unknown)))
    block = Block(contract=contract.name, fields=fields)
    return FieldMap(name=source, agency=None, source=section, lets={}, blocks=(block,), document={})


def _shown(headings: list[str]) -> list[str]:
    """Return headings as a sentence may hold them: not all of thousands, and none of a megabyte."""
    clipped = [heading if len(heading) <= _LONGEST else f"{heading[:_LONGEST]}…" for heading in headings[:_MOST]]
    return clipped if len(headings) <= _MOST else [*clipped, "…"]


def normal(heading: str) -> str:
    """Return a heading without what does not count: case, space and `_`."""
    return heading.casefold().replace(" ", "").replace("_", "")


def _must_be_there(field: Field) -> bool:
    filled = {Provenance.AGENCY, Provenance.RECORDED_AT, Provenance.RECORDED_AT_BASIS}
    return field.required and field.default is None and field.derived is None and field.provenance not in filled
