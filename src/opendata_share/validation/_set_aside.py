"""Source rows set aside with what was found in them, until somebody reads them.

What lives here: `SourceRows`. While memory lasts both are kept as they are; on disk they are columns, and what is the
same in all rows of a finding is held once. What this file must not know: how rows are judged, how a reason reads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, decoded, pc
from .._dataclass import dataclass
from .._spool import SpoolSpace
from ._finding import Finding

if TYPE_CHECKING:
    from .._arrow import Positions

_NOWHERE: Final = np.zeros(0, np.int64)
_OVERHEAD: Final = 1024  # of a piece or a finding, beside what its buffers take
_COLUMNS: Final = ("positions", "values", "firsts", "details", "others")


class _Alike:
    """What is the same in many pieces, one object each; it knows no piece, which would keep itself alive."""

    def __init__(self) -> None:
        self._findings: Final[dict[tuple[object, ...], Finding]] = {}
        self._schemas: Final[dict[pa.Schema, pa.Schema]] = {}

    def finding(self, finding: Finding) -> Finding:
        """Return what is the same in all rows of `finding`, one object for all findings alike."""
        told = (finding.field, finding.rule, finding.message_id, finding.columns, finding.public, finding.reads)
        key = (*told, finding.shows_others, repr(finding.parameters))
        if key not in self._findings:
            nothing: dict[str, Any] = dict.fromkeys(_COLUMNS) | {"positions": _NOWHERE}
            nowhere = dataclasses.replace(finding, **nothing)
            self._findings[key] = nowhere
        return self._findings[key]

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Return one object for all schemas alike."""
        return self._schemas.setdefault(schema, schema)


@dataclass(slots=True)
class _Entry:
    """Where a piece is kept.

    Attributes:
        batch: The number of the batch its rows were read in: entries are read in this order.
        number: Its number in the space.
        schema: Once it is bytes: of the record that they are.
        told: Then, too: of each finding what is the same in all its rows, and which columns it has.
    """

    batch: int
    number: int = -1
    schema: pa.Schema | None = None
    told: tuple[tuple[Finding, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Source rows of one batch and what was found in them.

    Attributes:
        rows: The source rows.
        found: What was found in them, by position among them; values are no dictionaries.
        size: How much memory it takes, in bytes.
        entry: Where it is kept.
        alike: What is the same in other pieces.
    """

    rows: pa.RecordBatch
    found: tuple[Finding, ...]
    size: int
    entry: _Entry
    alike: _Alike

    def packed(self) -> pa.Buffer:
        """Return it as one record, in which every column is a list."""
        columns = list(self.rows.columns)
        told: list[tuple[Finding, tuple[str, ...]]] = []
        for finding in self.found:
            own = tuple(name for name in _COLUMNS if getattr(finding, name) is not None)
            told.append((self.alike.finding(finding), own))
            columns += [_column(getattr(finding, name)) for name in own]
        lists = [pa.ListArray.from_arrays(pa.array([0, len(column)], pa.int32()), column) for column in columns]
        names = [*self.rows.schema.names, *[""] * (len(columns) - self.rows.num_columns)]
        record = pa.RecordBatch.from_arrays(lists, names=names)
        self.entry.schema, self.entry.told = self.alike.schema(record.schema), tuple(told)
        return record.serialize()


class SourceRows:
    """Source rows set aside with what was found in them.

    Args:
        space: Where the bytes go.
    """

    def __init__(self, space: SpoolSpace) -> None:
        self._space: Final = space
        self._entries: Final[list[_Entry]] = []
        self._alike: Final = _Alike()

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, batch: int, rows: pa.RecordBatch, found: Sequence[Finding]) -> None:
        """Keep source rows.

        Args:
            batch: The number of the batch they were read in.
            rows: From `source_rows` or `unmade_rows`.
            found: What was found in them, by position in `rows`.

        Raises:
            LimitExceeded: The limit `spool_bytes` is passed, or the disk is full.
        """
        plain = tuple(map(_plain, found))
        size = rows.get_total_buffer_size() + _OVERHEAD + sum(map(_size, plain))
        entry = _Entry(batch)
        entry.number = self._space.keep(_Piece(rows, plain, size, entry, self._alike))
        self._entries.append(entry)

    def read(self) -> Iterator[tuple[int, pa.RecordBatch, list[Finding]]]:
        """Yield (number of the batch, source rows, what was found in them) in the order of the batches."""
        for entry in sorted(self._entries, key=lambda entry: entry.batch):
            piece = self._space.as_it_is(entry.number)
            if isinstance(piece, _Piece):
                yield entry.batch, piece.rows, list(piece.found)
            else:
                yield entry.batch, *_unpacked(self._space.read(entry.number), entry)


def _plain(finding: Finding) -> Finding:
    """Return `finding` without a dictionary, which would be that of a whole batch."""
    if finding.values is None or (values := decoded(finding.values)) is finding.values:
        return finding
    return dataclasses.replace(finding, values=values)


def _size(finding: Finding) -> int:
    arrays = (column for column in (finding.values, finding.details, finding.others) if column is not None)
    numbers = finding.positions.nbytes if finding.firsts is None else 2 * finding.positions.nbytes
    return sum((int(column.get_total_buffer_size()) for column in arrays), _OVERHEAD + numbers)


def _column(values: Values | Positions) -> Values:
    return pa.array(values) if isinstance(values, np.ndarray) else values


def _unpacked(data: pa.Buffer, entry: _Entry) -> tuple[pa.RecordBatch, list[Finding]]:
    if entry.schema is None:
        raise AssertionError("a piece became bytes without saying how to read them")
    record = pa.ipc.read_record_batch(data, entry.schema)
    columns: list[Values] = [pc.list_flatten(column) for column in record.columns]
    width = len(columns) - sum(len(own) for _, own in entry.told)
    rows = pa.RecordBatch.from_arrays(columns[:width], names=record.schema.names[:width])
    rest = iter(columns[width:])
    found = []
    for same, own in entry.told:
        held: dict[str, Values] = {name: next(rest) for name in own}
        for name in {"positions", "firsts"}.intersection(own):
            held[name] = held[name].to_numpy()
        found.append(dataclasses.replace(same, **held))
    return rows, found
