"""A contract drafted from data: what a file promises already, for a person to make a promise of it.

What lives here: which type every cell of a column has, which column tells rows apart, and what is only proposed. What
this file must not know: how rows are judged.

A type is tried by adapting the file under it, with the very conversions that will judge it: so the file a contract was
drafted from is valid under it. Nothing is guessed of who may see a field: each is `personal`, the most restrictive,
until a person lowers it. What a file merely happens to hold – bounds, codes, no empty cell – is proposed in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, Final

import pyarrow as pa

from .._arrow import pc
from .._dataclass import dataclass
from .._names import Names, contract_name, is_field_name
from ..contract import Contract, Field, FieldType, Sensitivity, Text
from ._adapt import adapt
from ._corrections import open_table
from ._infer_proposals import ColumnProposal, in_words, proposal_of
from .drafting import Profile, profile, sample_of
from .mapping import normal
from .reading import SourceOptions

_TRIED: Final = (FieldType.INTEGER, FieldType.NUMBER, FieldType.BOOLEAN, FieldType.DATE, FieldType.DATETIME)
_CODED: Final = re.compile(r"[+-]?0[0-9]|[+-]?[0-9]{16}")
"""Digits that are no number: a leading zero, or more of them than a number keeps."""
_CODE_WORDS: Final = frozenset(
    {"kode", "code", "id", "nik", "nip", "no", "nomor", "number", "telepon", "telp", "phone", "hp", "rt", "rw", "npwp"}
)
_KEY_ROWS: Final = 1_000_000
_MIXED: Final = 0.9
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class MixedColumn:
    """A column of which nearly all cells have a type, and some have not.

    Attributes:
        field: The field's name.
        heading: The column's own heading.
        type: The type of nearly all cells.
        rows: The source rows of the first cells that have not.
        count: How many have not.
    """

    field: str
    heading: str
    type: FieldType
    rows: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class InferredContract:
    """A contract drafted from a file.

    Attributes:
        contract: The contract; the file is valid under it.
        proposals: What is only proposed, a column each.
        mixed: Columns that are text because of a few cells.
    """

    contract: Contract
    proposals: tuple[ColumnProposal, ...]
    mixed: tuple[MixedColumn, ...]


def infer_contract(
    source: Path | str, *, name: str | None = None, first_rows: int | None = None, **written: Any
) -> InferredContract:
    r"""Return a contract drafted from a file, under which the file is valid as far as it can be read.

    Args:
        source: A path, a pattern of files that are one table, or an address.
        name: The contract's name; made from the file's if not given.
        first_rows: How many rows are looked at; all if not given.
        **written: How the file is written, as `adapt` takes it: `sheet`, `header_rows`, `zone`, `delimiter` and so on.

    Raises:
        SourceError: The file is malformed, or two of its headings mean the same.
        SourceUnavailable: It cannot be opened.

    Example:
        >>> from pathlib import Path
        >>> _ = Path("wards.csv").write_text("Kode,Tempat tidur\n001,4\n002,7\n", "utf-8")
        >>> drafted = infer_contract("wards.csv")
        >>> [(field.name, str(field.type), str(field.sensitivity)) for field in drafted.contract.fields]
        [('kode', 'text', 'personal'), ('tempat_tidur', 'integer', 'personal')]
        >>> drafted.contract.primary_key, drafted.proposals[1].maximum
        (('kode',), '7')
    """
    opened = open_table(source, SourceOptions(**_without_zone(written)))
    sample = sample_of(opened)
    profiles = [profile(heading, sample) for heading in opened.headings()]
    contract = Contract(
        name=name or contract_name(PurePath(str(source)).stem),
        version="0.1.0",
        title=Text(PurePath(str(source)).stem or "table", PurePath(str(source)).stem or "tabel"),
        fields=tuple(_fields(profiles)),
    )
    reading = _Reading(source, written, first_rows)
    mixed: dict[str, MixedColumn] = {}
    for kind in _TRIED:
        contract = reading.with_type(contract, kind, profiles, mixed)
    contract = reading.with_json(contract)
    tally = reading.tally(contract)
    key = _key(contract, profiles, {name for name, column in tally.items() if column.is_key})
    if key is not None:
        keyed = (replace(each, required=each.name == key) for each in contract.fields)
        contract = replace(contract, fields=tuple(keyed), primary_key=(key,))
    proposals = tuple(
        proposal_of(each, seen, required=tally[each.name].is_full, bounds=tally[each.name].bounds)
        for each, seen in zip(contract.fields, profiles, strict=True)
    )
    described = (
        replace(each, definition=in_words(proposal)) for each, proposal in zip(contract.fields, proposals, strict=True)
    )
    contract = replace(contract, fields=tuple(described))
    texts = {each.name for each in contract.fields if each.type in {FieldType.TEXT, FieldType.JSON}}
    return InferredContract(contract, proposals, tuple(found for found in mixed.values() if found.field in texts))


def _key(contract: Contract, profiles: Sequence[Profile], unique: set[str]) -> str | None:
    """Return the column that tells rows apart: one that is called a code, else the first; that others do is chance."""
    names = [each.name for each in contract.fields]
    called = [name for name, seen in zip(names, profiles, strict=True) if _is_called_code(seen.heading)]
    return next((name for name in (*called, *names[:1]) if name in unique), None)


def _without_zone(written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name != "zone"}


def _fields(profiles: Sequence[Profile]) -> Iterator[Field]:
    headings = [each.heading for each in profiles]
    names = Names(filter(is_field_name, headings))
    taken = set(map(normal, headings))
    for number, heading in enumerate(headings, start=1):
        name = heading if is_field_name(heading) else names.field(heading, number)
        while normal(name) in taken and normal(name) != normal(heading):
            name = names.field(name, number)  # another column's heading would mean this field too
        yield Field(name=name, type=FieldType.TEXT, title=Text(heading, heading), sensitivity=Sensitivity.PERSONAL)


@dataclass(slots=True)
class _Column:
    """What one pass over the file shows of a column."""

    filled: int = 0
    nulls: int = 0
    misfits: int = 0
    coded: bool = False
    rows: list[int] = field(default_factory=list)
    values: list[Any] | None = field(default_factory=list)
    minimum: Any = None
    maximum: Any = None
    is_key: bool = False

    @property
    def is_full(self) -> bool:
        """Whether there are cells and none is empty."""
        return self.filled > 0 and not self.nulls

    @property
    def bounds(self) -> tuple[str, str] | None:
        """The least and the greatest value, as text."""
        return None if self.minimum is None else (str(self.minimum), str(self.maximum))


class _Reading:
    """Passes over one file under contracts that are tried."""

    def __init__(self, source: Path | str, written: Mapping[str, Any], first_rows: int | None) -> None:
        self._source: Final = source
        self._written: Final = written
        self._first_rows: Final = first_rows

    def with_type(
        self, contract: Contract, kind: FieldType, profiles: Sequence[Profile], mixed: dict[str, MixedColumn]
    ) -> Contract:
        """Return the contract in which every column of text all of whose cells are of a type has it."""
        open_ones = {
            each.name
            for each, profile in zip(contract.fields, profiles, strict=True)
            if each.type is FieldType.TEXT and not (_is_numeric(kind) and _is_called_code(profile.heading))
        }
        if not open_ones:
            return contract
        tried = tuple(replace(each, type=kind) if each.name in open_ones else each for each in contract.fields)
        columns = self._pass(replace(contract, fields=tried), open_ones)
        fits: set[str] = set()
        for each in contract.fields:
            column = columns.get(each.name)
            if column is None or not column.filled or (_is_numeric(kind) and column.coded):
                continue
            if not column.misfits:
                fits.add(each.name)
            elif column.filled >= _MIXED * (column.filled + column.misfits) and _is_nearer(
                column, mixed.get(each.name)
            ):
                mixed[each.name] = MixedColumn(each.name, each.title.en, kind, tuple(column.rows), column.misfits)
        return replace(
            contract,
            fields=tuple(replace(each, type=kind) if each.name in fits else each for each in contract.fields),
        )

    def with_json(self, contract: Contract) -> Contract:
        """Return the contract in which what is no text either, an object or numbers among texts, is JSON."""
        texts = {each.name for each in contract.fields if each.type is FieldType.TEXT}
        wrong = {name for name, column in self._pass(contract, texts).items() if column.misfits}
        if not wrong:
            return contract
        fields = (replace(each, type=FieldType.JSON) if each.name in wrong else each for each in contract.fields)
        return replace(contract, fields=tuple(fields))

    def _pass(self, contract: Contract, names: set[str]) -> dict[str, _Column]:
        columns = {name: _Column() for name in names}
        for rows in self._batches(contract):
            for name, column in columns.items():
                column.filled += rows.data.num_rows - rows.data.column(name).null_count
                for heading in rows.headings.get(name, ()):
                    if rows.raw is not None and heading in rows.raw.schema.names and not column.coded:
                        column.coded = _has_codes(rows.raw.column(heading))
            for misfit in rows.misfits:
                if (wrong := columns.get(misfit.field or "")) is not None:
                    wrong.misfits += len(misfit.positions)
                    wrong.rows += rows.rows[misfit.positions[: _NAMED - len(wrong.rows)]].tolist()
        return columns

    def tally(self, contract: Contract) -> dict[str, _Column]:
        """Return what the rows hold under the contract: empty cells, bounds, and whether values tell rows apart."""
        columns = {each.name: _Column() for each in contract.fields}
        count = 0
        for rows in self._batches(contract):
            count += rows.data.num_rows
            for each in contract.fields:
                _add(columns[each.name], each, rows.data.column(each.name))
        for each in contract.fields:
            column = columns[each.name]
            values = column.values
            if values and count > 1 and not column.nulls and each.type in {FieldType.TEXT, FieldType.INTEGER}:
                column.is_key = pc.count_distinct(pa.chunked_array(values)).as_py() == count
            column.values = None
        return columns

    def _batches(self, contract: Contract) -> Iterator[Any]:
        table = adapt(self._source, to=contract, **self._written)
        if self._first_rows is None:
            yield from table.stream()
            return
        left = self._first_rows
        for rows in islice(table.stream(), self._first_rows):
            yield rows
            left -= rows.data.num_rows
            if left <= 0:
                return


def _add(column: _Column, field: Field, values: Any) -> None:
    column.nulls += values.null_count
    column.filled += len(values) - values.null_count
    if column.values is not None:
        if column.filled > _KEY_ROWS or column.nulls:
            column.values = None
        else:
            column.values.append(values.cast(field.arrow_type()))
    if field.type in {FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE} and len(values) > values.null_count:
        found = pc.min_max(values).as_py()
        column.minimum = found["min"] if column.minimum is None else min(column.minimum, found["min"])
        column.maximum = found["max"] if column.maximum is None else max(column.maximum, found["max"])


def _has_codes(cells: Any) -> bool:
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        return False
    return bool(pc.any(pc.match_substring_regex(cells, f"^\\s*({_CODED.pattern})")).as_py())


def _is_nearly(column: _Column) -> bool:
    return column.filled >= _MIXED * (column.filled + column.misfits)


def _is_nearer(column: _Column, known: MixedColumn | None) -> bool:
    return known is None or column.misfits < known.count


def _is_numeric(kind: FieldType) -> bool:
    return kind in {FieldType.INTEGER, FieldType.NUMBER}


def _is_called_code(heading: str) -> bool:
    return not _CODE_WORDS.isdisjoint(re.findall(r"[a-z]+", heading.lower()))
