"""The few rows of a release that objections are about: found by number or by key, in one pass.

What lives here: finding rows, keys as text, and whether words repeat a value that is not public. What this file must
not know: rejections, reports.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from .._arrow import pc
from .._dataclass import dataclass
from .._time_text import time_text
from ..contract import Contract, Field
from ..releases import Release

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """One row of a release.

    Attributes:
        number: From 1.
        key: Its primary key as texts, in the contract's order; empty where the contract has none.
        private: Its values that are not public, as text.
    """

    number: int
    key: Key
    private: tuple[str, ...]

    def is_repeated_in(self, words: str) -> bool:
        """Return whether `words` hold one of the row's values that are not public."""
        return any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", words, re.IGNORECASE) for value in self.private)


def rows_by_place(
    release: Release, places: Iterable[tuple[int | None, Mapping[str, str] | None]]
) -> dict[int | Key, ReleasedRow]:
    """Return rows of `release` by number and by key; what names no row is not among them.

    Args:
        release: Where they are.
        places: (row, key) as somebody says it; either may be None.
    """
    said = list(places)
    numbers = {number for number, _ in said if number is not None}
    keys = {key for _, named in said if named is not None and (key := key_of(release.contract, named))}
    rows: dict[int | Key, ReleasedRow] = {}
    for row in rows_of(release, numbers, keys) if numbers or keys else ():
        rows[row.number] = row
        rows.setdefault(row.key, row)
    return rows


def rows_of(release: Release, numbers: Collection[int], keys: Collection[Key]) -> Iterator[ReleasedRow]:
    """Yield the rows of `release` with these numbers or keys, in order."""
    contract = release.contract
    private = [field for field in contract.fields if not _all_public(field)]
    names = list(dict.fromkeys([*contract.primary_key, *(field.name for field in private)]))
    wanted, seen = set(numbers), 0
    for batch in release.read(names or [contract.fields[0].name]).batches():
        found = {number - 1 - seen for number in wanted if seen < number <= seen + batch.num_rows}
        found |= set(positions_of(batch, contract.primary_key, keys))
        for position in sorted(found):
            values = {name: batch.column(name)[position].as_py() for name in names}
            yield ReleasedRow(
                seen + position + 1,
                tuple(text_of(values[name]) for name in contract.primary_key),
                tuple(text for field in private for text in _private(values[field.name], field)),
            )
        seen += batch.num_rows


def positions_of(batch: pa.RecordBatch, names: Iterable[str], keys: Collection[Key]) -> Iterator[int]:
    """Yield the positions of the rows of `batch` whose fields `names` have one of `keys`."""
    columns = [batch.column(name) for name in names]
    if not keys or not columns:
        return
    positions: Iterable[int] = range(batch.num_rows)
    if pa.types.is_string(columns[0].type):  # most keys begin with a text: few rows are looked at one by one
        first = pa.array(sorted({key[0] for key in keys if key[0] is not None}), pa.string())
        positions = pc.indices_nonzero(pc.is_in(columns[0], first)).to_pylist()
    for position in positions:
        if tuple(text_of(column[position].as_py()) for column in columns) in keys:
            yield position


def key_of(contract: Contract, said: Mapping[str, str]) -> Key | None:
    """Return a key as it is compared, or None where `said` are not the fields of the contract's primary key."""
    if not contract.primary_key or set(said) != set(contract.primary_key):
        return None
    return tuple(said[name] for name in contract.primary_key)


def text_of(value: Any) -> str | None:
    """Return a value as the texts of keys have it: times in UTC, true and false in small letters."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return time_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _all_public(field: Field) -> bool:
    parts = (*field.fields, *(() if field.items is None else (field.items,)))
    return field.is_public and all(_all_public(part) for part in parts)


def _private(value: Any, field: Field) -> Iterator[str]:
    """Yield the texts of what is not public in a value."""
    if value is None:
        return
    if field.items is not None:
        for item in value:
            yield from _private(item, field.items)
    elif field.fields:
        for part in field.fields:
            yield from _private(value.get(part.name), part)
    elif not field.is_public and (text := text_of(value)):
        yield text
