"""What every source hands over: batches of cells as they came, and the rows it could not make.

What lives here: the shapes between a reader and the field map. What this module must not know: any file format, any
contract, how a cell is converted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, Protocol, TypeAlias, runtime_checkable

import pyarrow as pa

from ..._dataclass import dataclass
from ...stages import Note, UnmadeRow

KIND_NULL: Final = 0
KIND_STRING: Final = 1
KIND_NUMBER: Final = 2
KIND_BOOLEAN: Final = 3
KIND_NESTED: Final = 4
KIND_DECIMAL: Final = 5

CELL_EMPTY: Final = 0
CELL_TEXT: Final = 1
CELL_NUMBER: Final = 2
CELL_TIME: Final = 3
CELL_BOOLEAN: Final = 4
CELL_FORMULA: Final = 5
CELL_ERROR: Final = 6


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some consecutive rows of a source.

    Attributes:
        columns: One column per source heading that is not quarantined, named by its heading, in the source's order.
            Cells of text sources are `pa.string()`; typed sources keep their Arrow types (strings as `pa.string()`). A
            column of strings whose values repeat may be a dictionary of them, `pa.dictionary(pa.int32(), pa.string())`,
            without a null among its values.
        rows: The source row number of each row, from 1, ascending (int64, no nulls). Its length is the number of rows,
            also where there are no columns.
        lines: The physical line each row starts on, from 1 (int64), or None where the source has no lines.
        unmade: The rows met among these that could not be made.
        kinds: For JSON and Python values, what each cell was: 0 null, 1 string, 2 number, 3 boolean, 4 nested, 5 a
            Python Decimal (uint8, no nulls), by heading; None for every other source.
        cells: For sheets, what each cell was: 0 empty, 1 text, 2 number, 3 date or time, 4 boolean, 5 a formula whose
            result is not stored (no text), 6 an error such as #N/A (its text) (uint8, no nulls), by heading; None for
            every other source.
        notes: What must be told about the source itself, once.
    """

    columns: pa.RecordBatch
    rows: pa.Int64Array
    lines: pa.Int64Array | None
    unmade: tuple[UnmadeRow, ...] = ()
    kinds: Mapping[str, pa.UInt8Array] | None = None
    cells: Mapping[str, pa.UInt8Array] | None = None
    notes: tuple[Note, ...] = ()


Part: TypeAlias = Callable[[], RawBatch]
"""A piece of a source that any thread may read by calling it: whatever must be done in order was done before."""


@runtime_checkable
class Source(Protocol):
    """Anything that can be read as one table of cells.

    A source is cheap to make: nothing is opened before `headings`, `batches`, `digest` or `captured_at` is called.
    """

    @property
    def name(self) -> str:
        """What to call the source in reports: the file name as given, never a secret."""
        ...

    def headings(self) -> tuple[str, ...]:
        """Return the names of all columns, quarantined ones included, in the source's order.

        Raises:
            SourceUnavailable: It cannot be opened.
            SourceError: It is malformed as a whole.
            LimitExceeded: It is larger, wider or deeper than allowed.
        """
        ...

    def batches(self) -> Iterator[RawBatch]:
        """Read the source once, from its beginning, in order.

        A second call starts again, or raises `SourceError` ("source-already-read") where the source can be read only
        once.

        Raises:
            SourceUnavailable: It cannot be opened, or a read failed.
            SourceError: It is malformed as a whole.
            LimitExceeded: It is larger, wider or deeper than allowed.
        """
        ...

    def digest(self) -> str | None:
        """Return `sha256:` and the hexadecimal digest of the source's bytes, or None where it has no bytes."""
        ...

    def captured_at(self) -> datetime | None:
        """Return when the source last changed, aware and in UTC, or None where nothing tells."""
        ...


@runtime_checkable
class PartedSource(Source, Protocol):
    """A source whose pieces can be read side by side."""

    def parts(self) -> Iterator[Part]:
        """Yield the pieces of one pass over the source, in order; their batches are those of `batches`.

        Raises:
            SourceUnavailable, SourceError, LimitExceeded: As `batches`; also when a piece is called.
        """
        ...


@runtime_checkable
class PeekedSource(Source, Protocol):
    """A source that is costly to read: what was fetched for its columns must do for whatever else is asked of it."""

    def peek(self) -> Iterator[RawBatch]:
        """Yield what is fetched for the columns, and fetch nothing more; a pass over the source begins with it again.

        Raises:
            SourceUnavailable, SourceError, LimitExceeded: As `Source.headings`.
        """
        ...


def parts_of(source: Source) -> Iterator[Part]:
    """Return the pieces of a source; of one that is read in order only, its batches."""
    if isinstance(source, PartedSource):
        return source.parts()
    return (_Read(batch) for batch in source.batches())


def reads_ahead(source: Source) -> bool:
    """Tell whether pieces of a source may be taken before anyone asks for their rows.

    One that is read in order only is asked for no more than is wanted: a service's or a database's bookmark stands
    behind what was taken.
    """
    told: bool | None = getattr(source, "reads_ahead", None)
    return isinstance(source, PartedSource) if told is None else told


@dataclass(frozen=True, slots=True)
class _Read:
    """A piece that was read already."""

    batch: RawBatch

    def __call__(self) -> RawBatch:
        return self.batch
