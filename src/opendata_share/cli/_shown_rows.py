"""Rejected rows as far as everybody may see them: a sample for a page, and what tells them apart from run to run.

What lives here: the choice of cells. What this file must not know: how rows were judged, what a page looks like.

A cell is shown, or counts in a digest, where its column fills public fields and nothing else, and where a field map
takes it whole: of a cell that holds more than its field, nobody knows what the rest says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .._canonical import document_digest
from ..adapters import find_map
from ..judgements import RowDigests, Sample
from ..report import BEFORE
from ..stages import Rejected

_SAMPLE: Final = 20
_MOST_DIGESTS: Final = 100_000
_BESIDE: Final = frozenset({*BEFORE, "_text"})
_JOINT: Final = "; "


def shown_columns(rejected: Rejected, field_map: Path | str | None) -> dict[str, dict[str, str]]:
    """Return, by contract identity, the columns whose cells everybody may see, with the field each fills."""
    public = rejected.public_columns()
    if field_map is None:
        return public
    whole = find_map(str(field_map)).whole_columns
    return {
        contract: {column: field for column, field in columns.items() if column in whole}
        for contract, columns in public.items()
    }


def samples_of(rejected: Rejected, columns: Mapping[str, Mapping[str, str]], language: Any) -> tuple[Sample, ...]:
    """Return the first rejected rows of each table, the cells that may not be shown left out."""
    rows: dict[str, list[dict[str, Any]]] = {}
    counts: dict[str, int] = {}
    for row in _rows(rejected, language):
        contract = str(row["_contract"])
        counts[contract] = counts.get(contract, 0) + 1
        if len(kept := rows.setdefault(contract, [])) < _SAMPLE:
            kept.append(row)
    return tuple(
        _sample(contract, kept, columns.get(contract, {}), counts[contract]) for contract, kept in rows.items()
    )


def _sample(contract: str, rows: list[dict[str, Any]], may: Mapping[str, str], of: int) -> Sample:
    names = tuple(dict.fromkeys(name for row in rows for name in row if name not in _BESIDE))
    return Sample(
        subject=contract,
        columns=names,
        rows=tuple(
            (row["_row"], row["_line"], str(row["_rule"]), tuple(_cell(row, name, may) for name in names))
            for row in rows
        ),
        of=of,
    )


def _cell(row: Mapping[str, Any], name: str, may: Mapping[str, str]) -> str | None:
    if name not in may or name not in row:
        return None
    return "" if row[name] is None else str(row[name])


def digests_of(rejected: Rejected, columns: Mapping[str, Mapping[str, str]]) -> RowDigests:
    """Return what tells rejected rows apart: the cells of the key where all of it may be seen, else all that may."""
    return RowDigests(_digested(rejected, columns))


def _digested(
    rejected: Rejected, columns: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str | None, int, str]]:
    keys = {contract.identity: contract.primary_key for contract in rejected.contracts}
    for number, row in enumerate(_rows(rejected, "en")):
        if number == _MOST_DIGESTS:
            return  # the rest is known by number
        contract = str(row["_contract"])
        cells = _identity(row, columns.get(contract, {}), keys.get(contract, ()))
        if not cells or row["_row"] is None:
            continue
        digest = document_digest(cells).removeprefix("sha256:")
        rules = str(row["_rule"]).split(_JOINT)
        fields = str(row["_field"] or "").split(_JOINT) if row["_field"] else [""] * len(rules)
        for rule, field in zip(rules, fields, strict=True):
            yield contract, rule, field or None, row["_row"], digest


def _identity(row: Mapping[str, Any], may: Mapping[str, str], key: Any) -> list[list[str]]:
    """Return the cells, in the order of their headings, that say which row it is; none where nothing may be seen."""
    seen = {name: str(row[name]) for name in may if row.get(name) is not None}
    of_key = {name: cell for name, cell in seen.items() if may[name] in key}
    if key and {may[name] for name in of_key} == set(key):
        seen = of_key
    return [[name, cell] for name, cell in sorted(seen.items())]


def _rows(rejected: Rejected, language: Any) -> Iterator[dict[str, Any]]:
    for batch in rejected.batches(language):
        yield from batch.to_pylist()
