"""Rejected rows that were set aside as Parquet, as a source: the rows as they came, under their own numbers.

What lives here: `QuarantineSource`, and how such a file is told from any other Parquet. What this file must not know:
contracts, field maps, why a row was rejected. Of what stands in the file nothing is believed but its shape: the rows
are judged again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, index_array, mask_of, pc
from .._limits import DEFAULT_LIMITS, Limits
from .._messages import CATALOGUE
from ..errors import SourceError
from ..report import LINE, MARKS, REASONS, ROW, TEXT, Envelope, envelope_in, free_headings
from ..stages import UnmadeRow
from .reading import RawBatch, SourceOptions
from .sources import ParquetSource

if TYPE_CHECKING:
    from .._arrow import Positions

_ZERO: Final = ord("0")
_HIGHEST: Final = 6
_KINDS: Final = frozenset({"j", "s"})


def quarantine_in(path: str, limits: Limits = DEFAULT_LIMITS) -> QuarantineSource | None:
    """Return the file at `path` as a source of rejected rows, or None where it is no such file.

    Raises:
        SourceError: It says it is one, and is damaged.
    """
    if PurePath(path).suffix.lower() != ".parquet":
        return None
    file = ParquetSource(path, SourceOptions(), limits)
    envelope = envelope_in(file.metadata(), path)
    return None if envelope is None else QuarantineSource(file, envelope)


class QuarantineSource:
    """A source of rejected rows.

    A source row that was rejected in several tables, or several times in one, is read once.

    Args:
        file: The Parquet file.
        envelope: What stands in its metadata.
    """

    def __init__(self, file: ParquetSource, envelope: Envelope) -> None:
        self._file = file
        self._envelope = envelope

    @property
    def name(self) -> str:
        """The path of the file as given."""
        return self._file.name

    def headings(self) -> tuple[str, ...]:
        """Return the headings of the source the rows were rejected from."""
        return self._envelope.headings

    def digest(self) -> str | None:
        """Return the digest of this file's bytes."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return when the source the rows came from was captured, as it was known then."""
        text = self._envelope.captured_at
        try:
            return None if text is None else datetime.fromisoformat(text)
        except ValueError as error:
            raise self._damaged() from error

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows as they came; see `Source.batches`.

        Raises:
            SourceError: The file is damaged.
        """
        seen = np.zeros(0, np.int64)
        for batch in self._file.batches():
            columns = {name: batch.columns.column(name) for name in batch.columns.schema.names}
            if not {ROW, LINE, REASONS} <= columns.keys():
                raise self._damaged()
            rows: Positions = np.asarray(columns[ROW], dtype=np.int64)
            _, firsts = np.unique(rows, return_index=True)
            new = np.sort(firsts[~np.isin(rows[firsts], seen)])
            seen = np.union1d(seen, rows)
            yield self._batch({name: column.take(index_array(new)) for name, column in columns.items()}, rows[new])

    def _batch(self, columns: Mapping[str, Values], rows: Positions) -> RawBatch:
        whole = TEXT in columns
        text = columns[TEXT] if whole else pa.nulls(len(rows), pa.string())
        cut = ~mask_of(pc.is_valid(text))
        kept = index_array(np.flatnonzero(cut))
        cells = {
            heading: columns[name].take(kept) if name in columns else pa.nulls(len(kept), pa.string())
            for heading, name in zip(self._envelope.headings, free_headings(self._envelope.headings), strict=True)
        }
        lines = columns[LINE].take(kept)
        kind, marks = self._marks(columns[MARKS].take(kept)) if MARKS in columns else ("", None)
        return RawBatch(
            columns=pa.RecordBatch.from_pydict(cells),
            rows=pa.array(rows[cut], pa.int64()),
            lines=None if lines.null_count else lines.cast(pa.int64()),
            unmade=tuple(self._unmade(columns, rows, np.flatnonzero(~cut))),
            kinds=marks if kind == "j" else None,
            cells=marks if kind == "s" else None,
        )

    def _marks(self, texts: Values) -> tuple[str, dict[str, Any] | None]:
        """Return whose marks stand in `texts`, and the marks of each column."""
        if texts.null_count == len(texts):
            return "", None
        found = texts.to_pylist()
        width = 1 + len(self._envelope.headings)
        kinds = {text[:1] for text in found if text is not None}
        if texts.null_count or len(kinds) != 1 or kinds - _KINDS or any(len(text) != width for text in found):
            raise self._damaged()
        try:
            digits = np.frombuffer("".join(found).encode("ascii"), np.uint8).reshape(len(found), width)[:, 1:] - _ZERO
        except UnicodeEncodeError as error:
            raise self._damaged() from error
        if digits.size and digits.max() > _HIGHEST:
            raise self._damaged()
        columns = zip(self._envelope.headings, digits.T, strict=True)
        return kinds.pop(), {heading: pa.array(np.ascontiguousarray(column)) for heading, column in columns}

    def _unmade(self, columns: Mapping[str, Values], rows: Positions, at: Positions) -> Iterator[UnmadeRow]:
        for position in at.tolist():
            line = columns[LINE][position].as_py()
            try:
                field, rule, message_id, parameters, *_ = json.loads(columns[REASONS][position].as_py())[0]
                if message_id not in CATALOGUE or not isinstance(parameters, dict) or not isinstance(rule, str):
                    raise self._damaged()
            except (LookupError, TypeError, ValueError, RecursionError) as error:
                raise self._damaged() from error
            text = columns[TEXT][position].as_py()
            yield UnmadeRow(int(rows[position]), line, field, rule, message_id, parameters, text)

    def _damaged(self) -> SourceError:
        return SourceError("quarantine-damaged", file=self.name)
