"""The staircase: Table → Validated → Protected, and Bundle beside Table. Read this module first.

What lives here: one frozen type a stage, and the rows that travel between them. What this module must not know: how a
stage does its work; it holds values and knows only what must be true of them.

    source ──adapt──▶ Table ──validate──▶ Validated ──protect──▶ Protected ──publish──▶ a release
                        ╰── several that belong together: Bundle ──╯

Rules the types hold:
  1. A stage is made by its verb only; `Validated(...)` by hand is a TypeError, and `publish` takes nothing but
     `Protected`.
  2. Every batch of rows (`Rows`) carries its part of the row balance, the rows that could not be made, and the source
     rows it was made from: nothing travels without its origin, and nothing is lost between two stages.
  3. Each stage keeps the digests of what came before it (`Lineage`).
  4. Reading is lazy and may be repeated where the source can be opened again.

The module is long because the stages and what travels between them are one law, read on one page.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import pyarrow as pa

from ._arrow import pc, plain_batch
from ._dataclass import dataclass
from .contract import Contract
from .errors import DefinitionError
from .report import (
    BEFORE,
    Balance,
    Envelope,
    Report,
    free_headings,
    write_private,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from .report import RejectedSheet

    Positions = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

Language = Literal["en", "id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What a table was made from, by digest.

    Attributes:
        source: The source's name, as reports print it.
        source_digest: "sha256:…" of its bytes, or None where it has none.
        map_digest: "sha256:…" of the field map's canonical form, or None where none was used.
        contract_digest: "sha256:…" of the contract the rows were judged by.
        constants: Fields whose value is a constant of the map, by contract.
        captured_at: When the source was captured, aware; what `recorded_at` says where the source says nothing.
        agency: The publishing agency's slug, or None.
        file: The path of the source as given, or None where it is no file.
        headings: The source's headings, without quarantined ones.
        file_of: The file a source row came from, where the source is several files; else None.
        others: The source of each table that comes from another file than the rest of its bundle, by contract name.
    """

    source: str
    source_digest: Callable[[], str | None] = dataclasses.field(default=lambda: None, compare=False)
    map_digest: str | None = None
    contract_digest: str | None = None
    constants: tuple[str, ...] = ()
    captured_at: datetime | None = None
    agency: str | None = None
    file: str | None = None
    headings: tuple[str, ...] = ()
    file_of: Callable[[int], str | None] | None = dataclasses.field(default=None, compare=False)
    others: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def to_document(self) -> dict[str, Any]:
        """Return the lineage as plain JSON values; digests the source if that was not done yet."""
        return {
            "source": self.source,
            "source_digest": self.source_digest(),
            "map_digest": self.map_digest,
            "contract_digest": self.contract_digest,
            "constants": list(self.constants),
            "captured_at": None if self.captured_at is None else self.captured_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class UnmadeRow:
    """A source row its reader could not make, kept as it came.

    Attributes:
        row: The source row, from 1.
        line: The physical line where it starts, from 1, or None.
        field: The field or column it is about, or None.
        rule: The slug, such as "ragged-row".
        message_id: The sentence that says it.
        parameters: What fills the sentence; never a cell's value.
        text: The row as it came.
    """

    row: int
    line: int | None
    field: str | None
    rule: str
    message_id: str
    parameters: Mapping[str, object]
    text: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something about a source that people should know and no row is rejected for: advice, told once a table.

    Attributes:
        rule: The slug, such as "hidden-rows".
        message_id: The sentence that says it.
        row: The first source row it is about, from 1, or None where it is about the whole source.
        field: The heading of the column it is about, or None.
        parameters: What fills the sentence; never a cell's value.
    """

    rule: str
    message_id: str
    row: int | None = None
    field: str | None = None
    parameters: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Cells that could not become what their field asks for, by position in a batch.

    Attributes:
        field: The field, or None for the whole row.
        rule: The slug, such as "type" or "unmapped".
        severity: "error" rejects the row, "advice" keeps it.
        message_id: The sentence that says it.
        positions: int64 positions in the batch.
        cells: The source cells as text, one a position, or None; shown only where the field is public.
        parameters: What else fills the sentence.
    """

    field: str | None
    rule: str
    severity: Literal["error", "advice"]
    message_id: str
    positions: Positions
    cells: tuple[str | None, ...] | None = dataclasses.field(default=None, repr=False)
    parameters: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of source rows were, where their texts do not say so.

    Attributes:
        kind: "json" or "sheet": whose marks they are.
        values: uint8, one a source row, by heading; what they mean is the reader's.
    """

    kind: Literal["json", "sheet"]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One batch of rows under a contract, with where each came from.

    Attributes:
        data: The rows; the schema is the contract's `arrow_schema`, but a column of text may be a dictionary of its
            texts. A misfit cell is null here.
        rows: int64, the source row of each, from 1.
        lines: int64, the physical line of each, or None.
        misfits: What did not fit.
        unmade: Rows that could not be made at all.
        raw: The source rows as they came, without quarantined columns, or None.
        raw_index: int64, the position in `raw` of the source row of each row.
        marks: What the cells of `raw` were, or None where their types and texts say it all.
        headings: The columns of the source that fill each field, by their own headings.
        balance: This batch's part of the row balance.
        notes: What the reader has to tell about the source itself; each stands in one batch only.
        is_settled: Whether the rows were accepted before, so that nothing but the whole table judges them.
    """

    data: pa.RecordBatch = dataclasses.field(repr=False)
    rows: Positions
    lines: Positions | None = None
    misfits: tuple[Misfit, ...] = ()
    unmade: tuple[UnmadeRow, ...] = ()
    raw: pa.RecordBatch | None = dataclasses.field(default=None, repr=False)
    raw_index: Positions | None = None
    marks: Marks | None = dataclasses.field(default=None, repr=False)
    headings: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    balance: Balance = dataclasses.field(default_factory=Balance)
    notes: tuple[Note, ...] = ()
    is_settled: bool = False

    def __post_init__(self) -> None:
        made = self.data.num_rows + len(self.unmade)
        if not self.balance.adapts or self.balance.produced != made or len(self.rows) != self.data.num_rows:
            raise AssertionError(f"rows do not balance: {self.balance} for {made} rows")


def without_rows(rows: Rows, *, skipped: Flags, merged: Flags) -> Rows:
    """Return `rows` without those that were skipped or merged into another, the balance kept."""
    kept = ~(skipped | merged)
    if kept.all():
        return rows
    position = np.cumsum(kept) - 1
    balance = replace(
        rows.balance,
        skipped=rows.balance.skipped + int(skipped.sum()),
        merged=rows.balance.merged + int(merged.sum()),
        produced=int(kept.sum()) + len(rows.unmade),
    )
    return replace(
        rows,
        data=rows.data.filter(pa.array(kept)),
        rows=rows.rows[kept],
        lines=None if rows.lines is None else rows.lines[kept],
        misfits=tuple(m for misfit in rows.misfits if len((m := _narrowed(misfit, kept, position)).positions)),
        raw_index=None if rows.raw_index is None else rows.raw_index[kept],
        balance=balance,
    )


def _narrowed(misfit: Misfit, kept: Flags, position: Positions) -> Misfit:
    stays = kept[misfit.positions]
    cells = None if misfit.cells is None else tuple(c for c, stay in zip(misfit.cells, stays, strict=True) if stay)
    return replace(misfit, positions=position[misfit.positions[stays]].astype(np.int64), cells=cells)


RowsPart: TypeAlias = Callable[[], "tuple[tuple[str, Rows], ...]"]
"""A piece of a table or a bundle that any thread may make by calling it: (contract name, rows) pairs, in order."""


def share_read(part: object) -> float | None:
    """Return how much of its source is read once a piece is made, from 0 to 1, or None where the source tells not."""
    share: float | None = getattr(part, "share", None)
    return share


class Table:
    """Rows under a contract: what a source says, in the shared form; read lazily.

    It offers `__arrow_c_stream__`, so pyarrow, polars, pandas and DuckDB read it without a copy of our own. A table
    that comes from `adapt` has not been judged yet: cells that did not fit are null in it, and `validate` says which.

    Attributes:
        contract: What the rows promise, or are to be judged by.
        lineage: What the rows were made from.
    """

    __slots__ = ("_open", "_open_parts", "_reads_ahead", "contract", "lineage")

    def __init__(
        self,
        contract: Contract,
        open_rows: Callable[[], Iterator[Rows]],
        lineage: Lineage,
        open_parts: Callable[[], Iterator[RowsPart]] | None = None,
        *,
        reads_ahead: bool = False,
    ) -> None:
        self.contract: Final = contract
        self.lineage: Final = lineage
        self._open = open_rows
        self._open_parts = open_parts
        self._reads_ahead = reads_ahead

    def __repr__(self) -> str:
        return f"Table({self.contract.identity}, source={self.lineage.source!r})"

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema: one nullable column a field; datetimes are timestamp[us, UTC]."""
        return self.contract.arrow_schema

    def stream(self) -> Iterator[Rows]:
        """Yield the rows with their origin, for the next stage."""
        return self._open()

    def parts(self) -> Iterator[RowsPart]:
        """Yield the rows of `stream` as pieces that are made when they are called, in any thread or process.

        What must be done in order is done as they are yielded; an error of the source stands where it is met, in the
        iteration or in a call, and the first in the order of the pieces is the one to be raised.
        """
        if self._open_parts is not None:
            return self._open_parts()
        return (MadePart(((self.contract.name, rows),)) for rows in self._open())

    def batches(self) -> Generator[pa.RecordBatch]:
        """Yield the rows as Arrow record batches of `schema`.

        A file that is cut into pieces (CSV, NDJSON, Parquet, Arrow) is read on all cores the process may use, a few
        pieces ahead of the batch that is asked for; every other source is read no further than that batch.
        """
        if not self._reads_ahead:
            return (plain_batch(rows.data, self.schema) for rows in self._open())
        from ._side_by_side import side_by_side  # most tables are small, or not read here

        return _one_by_one(side_by_side(partial(_plain_batches, schema=self.schema), self.parts()))

    def to_arrow(self) -> pa.Table:
        """Return the rows as one pyarrow Table."""
        return pa.Table.from_batches(list(self.batches()), self.schema)

    def to_pandas(self) -> Any:
        """Return the rows as a pandas DataFrame; needs pandas."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return the rows as a polars DataFrame; needs polars."""
        import polars

        return polars.from_arrow(self.to_arrow())

    def to_records(self) -> list[dict[str, Any]]:
        """Return the rows as dicts; a null is None, datetimes are aware and in UTC."""
        return self.to_arrow().to_pylist()

    def to_parquet(self, path: Path | str) -> Path:
        """Write the rows to `path` as one Parquet file (mode 0600, replaced whole) and return it.

        Row groups are encoded on all cores the process may use; columns whose values are few get dictionaries.

        Example:
            >>> import opendata_share as share
            >>> checked = share.validate(share.adapt("beds.csv", to="facility-capacity"))  # doctest: +SKIP
            >>> checked.accepted.to_parquet("beds.parquet")  # doctest: +SKIP
        """
        from ._parquet_file import write_parquet  # most tables are not written

        repeating = self.contract.repeating
        with closing(self.batches()) as batches:
            return write_private(
                Path(path), lambda stream: write_parquet(batches, self.schema, stream, repeating=repeating)
            )

    def __arrow_c_schema__(self) -> object:
        return self.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        reader = pa.RecordBatchReader.from_batches(self.schema, self.batches())
        stream: object = reader.__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]  # the stubs lack it
        return stream

    @classmethod
    def of_batches(cls, contract: Contract, batches: Callable[[], Iterator[pa.RecordBatch]], lineage: Lineage) -> Table:
        """Return a table of rows that were accepted before: each batch is its own source."""
        return cls(contract, lambda: _counted((batch, 0) for batch in batches()), lineage)

    @classmethod
    def of_some(
        cls, contract: Contract, batches: Callable[[], Iterator[tuple[pa.RecordBatch, int]]], lineage: Lineage
    ) -> Table:
        """Return a table of some of the rows that were accepted before; with each batch, how many were left out."""
        return cls(contract, lambda: _counted(batches()), lineage)


def _plain_batches(part: RowsPart, schema: pa.Schema) -> list[pa.RecordBatch]:
    """Make a piece of a table, in any thread."""
    return [plain_batch(rows.data, schema) for _, rows in part()]


def _one_by_one(made: Generator[list[pa.RecordBatch]]) -> Generator[pa.RecordBatch]:
    with closing(made):
        for batches in made:
            yield from batches


@dataclass(frozen=True, slots=True)
class MadePart:
    """A piece that was made already."""

    rows: tuple[tuple[str, Rows], ...]

    def __call__(self) -> tuple[tuple[str, Rows], ...]:
        """Return the rows."""
        return self.rows


@dataclass(frozen=True, slots=True)
class _OfOne:
    """What a piece of a bundle holds of one table."""

    part: RowsPart
    name: str

    @property
    def share(self) -> float | None:
        """How much of the source is read once it is made."""
        return share_read(self.part)

    def __call__(self) -> tuple[tuple[str, Rows], ...]:
        return tuple((name, rows) for name, rows in self.part() if name == self.name)


def _counted(batches: Iterator[tuple[pa.RecordBatch, int]]) -> Iterator[Rows]:
    seen = 0
    for batch, skipped in batches:
        numbers = np.arange(seen + 1, seen + batch.num_rows + 1, dtype=np.int64)
        balance = Balance(read=batch.num_rows + skipped, skipped=skipped, produced=batch.num_rows)
        positions = np.arange(batch.num_rows, dtype=np.int64)
        yield Rows(data=batch, rows=numbers, raw=batch, raw_index=positions, balance=balance)
        seen += batch.num_rows


class Bundle(Mapping[str, Table]):
    """Several tables that belong together, by contract name; their source is read once.

    A reference from one to another must hold inside the bundle. `bundle["fire-station"]` is a `Table` of its own.
    """

    __slots__ = ("_contracts", "_open", "_open_parts", "_reads_ahead", "lineage")

    def __init__(
        self,
        contracts: tuple[Contract, ...],
        open_rows: Callable[[], Iterator[tuple[str, Rows]]],
        lineage: Lineage,
        open_parts: Callable[[], Iterator[RowsPart]] | None = None,
        *,
        reads_ahead: bool = False,
    ) -> None:
        self._contracts = {contract.name: contract for contract in contracts}
        self._open = open_rows
        self._open_parts = open_parts
        self._reads_ahead = reads_ahead
        self.lineage: Final = lineage

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts of the tables, in order."""
        return tuple(self._contracts.values())

    def stream(self) -> Iterator[tuple[str, Rows]]:
        """Yield (contract name, rows) in one pass over the source, for the next stage."""
        return self._open()

    def parts(self) -> Iterator[RowsPart]:
        """Yield the rows of `stream` as pieces that are made when they are called; see `Table.parts`."""
        if self._open_parts is not None:
            return self._open_parts()
        return (MadePart((pair,)) for pair in self._open())

    def __getitem__(self, name: str) -> Table:
        return Table(
            self._contracts[name],
            lambda: (rows for table, rows in self._open() if table == name),
            self.lineage,
            lambda: (_OfOne(part, name) for part in self.parts()),
            reads_ahead=self._reads_ahead,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._contracts)

    def __len__(self) -> int:
        return len(self._contracts)

    def __repr__(self) -> str:
        return f"Bundle({', '.join(self._contracts)}, source={self.lineage.source!r})"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows that break the contract: as they came, each with its reasons.

    As batches and as an Arrow table there is one row for each row of a table that was rejected. As a file (`to_csv`,
    `to_xlsx`) there is one row for each *source* row, with the reasons of all tables: a person corrects it once, and
    `adapt` takes the corrected file for the whole table.

    The columns `_row`, `_line`, `_column`, `_message`, `_hint`, `_field`, `_rule`, `_contract` come first (several
    reasons are joined by "; "), then the source's own columns as text, without quarantined ones; `_column` has the
    source's own headings. A row that could not be cut into cells stands in `_text`.

    Attributes:
        count: How many rows of tables were rejected.
        lineage: What they came from, or None.
    """

    count: int
    _open: Callable[[Language], Iterator[pa.RecordBatch]]
    lineage: Lineage | None = None
    _as_they_came: Callable[[], Iterator[pa.RecordBatch]] | None = None
    _contracts: tuple[Contract, ...] = ()
    _headings: Mapping[str, Mapping[str, tuple[str, ...]]] = dataclasses.field(default_factory=dict)

    def __repr__(self) -> str:
        of = ", ".join(contract.identity for contract in self._contracts)
        return f"Rejected({self.count} rows{f' of {of}' if of else ''})"

    def batches(self, language: Language = "en") -> Iterator[pa.RecordBatch]:
        """Yield the rejected rows with their reasons in `language`; batches may differ in their source columns."""
        return self._open(language)

    def to_arrow(self, language: Language = "en") -> pa.Table:
        """Return the rejected rows as one pyarrow Table of text columns."""
        tables = [pa.Table.from_batches([batch]) for batch in self.batches(language)]
        return pa.concat_tables(tables, promote_options="default") if tables else pa.table({})

    def source_rows(self) -> int:
        """Return how many rows of the main source they came from; one may be rejected in several tables."""
        here = (batch.filter(pc.invert(self._is_elsewhere(batch))) for batch in self.batches())
        return len({row for batch in here for row in batch.column("_row").to_pylist()})

    def elsewhere(self) -> dict[str, int]:
        """Return how many rows came from files of their own (`Lineage.others`), by file."""
        others = {} if self.lineage is None else self.lineage.others
        names = {contract.identity: others[contract.name] for contract in self._contracts if contract.name in others}
        found: dict[str, int] = {}
        for batch in self.batches() if names else ():
            for identity in batch.filter(self._is_elsewhere(batch)).column("_contract").to_pylist():
                file = names[str(identity)]
                found[file] = found.get(file, 0) + 1
        return found

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts the rows were judged by."""
        return self._contracts

    def public_columns(self) -> dict[str, dict[str, str]]:
        """Return, by contract identity, the source's columns that fill public fields and nothing else, with the field.

        What stands in any other column is not shown to anybody who may not see every field.
        """
        filled: dict[str, dict[str, str]] = {}
        closed: set[str] = set()
        for contract in self._contracts:
            headings = self._headings.get(contract.name, {})
            columns = filled.setdefault(contract.identity, {})
            for field in contract.fields:
                own = headings.get(field.name, () if headings else (field.name,))
                columns.update(dict.fromkeys(own, field.name))
                closed.update(() if field.is_public else own)
        return {
            identity: {column: name for column, name in columns.items() if column not in closed}
            for identity, columns in filled.items()
        }

    def sheet(self, language: Language = "en") -> RejectedSheet:
        """Return the rejected source rows as they are written for a person, in the source's order.

        Rows of tables that come from a file of their own (`elsewhere`) are not among them: that file is corrected
        itself, and they stand in `batches`, `to_arrow` and `to_parquet`.
        """
        table = self.to_arrow(language)
        return rejected_sheet(table.filter(pc.invert(self._is_elsewhere(table))), self.lineage)

    def _is_elsewhere(self, rows: pa.RecordBatch | pa.Table) -> Any:
        others = {} if self.lineage is None else self.lineage.others
        named = [contract.identity for contract in self._contracts if contract.name in others]
        if not named or not rows.num_rows:
            return pa.array([False] * rows.num_rows, pa.bool_())
        return pc.is_in(rows.column("_contract"), pa.array(named))

    def to_csv(self, path: Path | str, language: Language = "en") -> Path:
        """Write the rejected source rows to `path` (mode 0600, replaced whole) and return it.

        UTF-8 with a byte-order mark, so that spreadsheets read it right; a cell they would compute or rewrite has an
        apostrophe before it, which is taken off when the corrected file is adapted.
        """
        from .report import write_rejected_csv  # most rows are not rejected

        return write_private(Path(path), lambda stream: write_rejected_csv(self.sheet(language), stream))

    def to_xlsx(self, path: Path | str, language: Language = "en") -> Path:
        """Write the rejected source rows to `path` as a workbook of texts (mode 0600, replaced whole) and return it.

        Raises:
            MissingExtra: The extra `excel` is not installed.
            LimitExceeded: There are more rows, or a longer cell, than a workbook holds.
        """
        from .report import write_rejected_xlsx

        return write_private(Path(path), lambda stream: write_rejected_xlsx(self.sheet(language), stream, language))

    def to_parquet(self, path: Path | str) -> Path:
        """Write the rejected rows to `path` as Parquet, exactly as they came (mode 0600, replaced whole); return it.

        The source's columns keep their types; before them stand `_row`, `_line`, `_contract`, `_reasons` (JSON),
        `_marks` and `_text`. The metadata hold an envelope: the run, the digests of contracts, source and map. Once
        something was mended, `adapt` takes the file for these rows alone; `replay` joins them to those accepted.
        """
        from .report import write_quarantine

        opened = self._as_they_came or (lambda: iter(()))
        return write_private(Path(path), lambda stream: write_quarantine(opened, self._envelope(), stream))

    def _envelope(self) -> Envelope:
        lineage = self.lineage or Lineage(source="–")
        return Envelope(
            contracts=tuple((contract.identity, contract.digest) for contract in self._contracts),
            source=lineage.source,
            source_digest=lineage.source_digest(),
            map_digest=lineage.map_digest,
            headings=lineage.headings,
            captured_at=None if lineage.captured_at is None else lineage.captured_at.isoformat(),
            rows=self.count,
        )


def rejected_sheet(table: pa.Table, lineage: Lineage | None) -> RejectedSheet:
    """Return rejected rows as a person gets them: one for each source row, the reasons of all tables joined."""
    from .report import RejectedSheet, source_rows

    given = tuple(name for name in table.column_names if name not in BEFORE)
    headings = given if lineage is None or not lineage.headings else lineage.headings
    in_order = table.take(pc.sort_indices(table.column("_row"))) if table.num_rows else table
    # rows become Python values a few at a time
    found: Iterator[dict[str, Any]] = (
        row for batch in in_order.to_batches(max_chunksize=4_096) for row in batch.to_pylist()
    )
    file_of = None if lineage is None else lineage.file_of
    if file_of is not None:
        found = ({**row, "_file": file_of(row["_row"])} for row in found)
    return RejectedSheet(
        headings=headings,
        rows=source_rows(found, free_headings(headings)),
        source=None if lineage is None or lineage.file is None else Path(lineage.file).name,
        source_digest=None if lineage is None else lineage.source_digest(),
        has_text="_text" in table.column_names,
        has_files=file_of is not None,
    )


_SEAL: Final = object()


class _Stage:
    """A stage that only its verb makes."""

    __slots__ = ()

    def __init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError(f"{type(self).__name__} is made by its stage, not by hand")


class Validated(_Stage):
    """Rows that were judged: what was accepted, what was rejected, and why.

    Attributes:
        report: What was found.
        rejected: The rejected rows with their reasons.
        keeps_rows: Whether accepted rows were kept (`validate(..., keep=False)` keeps only the report).
    """

    __slots__ = ("_tables", "keeps_rows", "rejected", "report")

    def __init__(
        self, seal: object, tables: tuple[Table, ...], rejected: Rejected, report: Report, keeps_rows: bool
    ) -> None:
        super().__init__(seal)
        for table in report.tables:
            if not table.balance.balances:
                raise AssertionError(f"rows do not balance: {table.balance}")
        self._tables = tables
        self.rejected: Final = rejected
        self.report: Final = report
        self.keeps_rows: Final = keeps_rows

    @property
    def tables(self) -> tuple[Table, ...]:
        """The accepted rows, one table a contract."""
        if not self.keeps_rows:
            raise DefinitionError("stage-rows-not-kept")
        return self._tables

    @property
    def accepted(self) -> Table | Bundle:
        """The accepted rows: a `Table`, or a `Bundle` where several tables were judged together."""
        return self.tables[0] if len(self.tables) == 1 else bundle_of(self.tables)


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """One table after a policy: the rows that may leave, under the contract they still meet.

    Attributes:
        table: The rows, under the derived contract.
        original: The contract they were judged by before.
        removed: The fields the policy took out.
        decision: What the policy decided, for those who look at the rows on their way out; None where nothing did.
    """

    table: Table
    original: Contract
    removed: tuple[str, ...]
    decision: object | None = None


class Protected(_Stage):
    """Rows that may leave under a policy; the only thing `publish` takes.

    Attributes:
        tables: One `ProtectedTable` a contract.
        policy: The policy's name.
        policy_digest: "sha256:…" of the policy.
        audience: Whom the policy admits: "public" or "exchange", or a name an agreement gives.
        report: What validation found, rejected rows included.
        rejected: The rejected rows; never published.
    """

    __slots__ = ("audience", "policy", "policy_digest", "rejected", "report", "tables")

    def __init__(
        self,
        seal: object,
        tables: tuple[ProtectedTable, ...],
        policy: str,
        policy_digest: str,
        audience: str,
        report: Report,
        rejected: Rejected,
    ) -> None:
        super().__init__(seal)
        self.tables: Final = tables
        self.policy: Final = policy
        self.policy_digest: Final = policy_digest
        self.audience: Final = audience
        self.report: Final = report
        self.rejected: Final = rejected


def bundle_of(tables: tuple[Table, ...]) -> Bundle:
    """Return tables that belong together as a bundle; each is read from its own rows.

    Raises:
        DefinitionError: Two of them have the same contract.
    """
    names = [table.contract.name for table in tables]
    if len(set(names)) != len(names):
        raise DefinitionError("stage-same-contract", contracts=names)

    def rows() -> Iterator[tuple[str, Rows]]:
        for table in tables:
            yield from ((table.contract.name, batch) for batch in table.stream())

    return Bundle(tuple(table.contract for table in tables), rows, replace(tables[0].lineage))


def seal_validated(tables: tuple[Table, ...], rejected: Rejected, report: Report, *, keeps_rows: bool) -> Validated:
    """Make a `Validated`; for `validate` alone."""
    return Validated(_SEAL, tables, rejected, report, keeps_rows)


def seal_protected(
    tables: tuple[ProtectedTable, ...], policy: str, policy_digest: str, audience: str, validated: Validated
) -> Protected:
    """Make a `Protected`; for `protect` alone."""
    return Protected(_SEAL, tables, policy, policy_digest, audience, validated.report, validated.rejected)
