"""A row group of a Parquet file, read piece by piece by whatever threads come.

What lives here: whose turn it is. What this module must not know: contracts, how cells are converted, what is checked
about a batch.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from ...errors import SourceError
from ._parquet_file import OpenableParquet

PIECE_ROWS: Final = 65_536
_ARROW: Final[Any] = pa  # its stubs lack `concat_batches`


class RowGroup:
    """One row group: its pieces are decoded one after another, and used side by side.

    A piece waits until the one before it was read, by whichever thread; they must be asked for in order. A copy in
    another process reads what stands before its piece again.

    Args:
        parquet: The file.
        metadata: Its footer.
        number: Which row group.
        columns: The columns to read.
        encoded: Those of them to be read as dictionaries.
    """

    def __init__(
        self, parquet: OpenableParquet, metadata: Any, number: int, columns: list[str], encoded: tuple[str, ...]
    ) -> None:
        self._parquet, self._metadata, self._number = parquet, metadata, number
        self._columns, self._encoded = columns, encoded
        self._rows: int = metadata.row_group(number).num_rows
        self._waits = True
        self._begin()

    def _begin(self) -> None:
        self._turn = threading.Condition()
        self._next = 0
        self._rest: pa.RecordBatch | None = None
        self._batches = self._read()

    def __getstate__(self) -> tuple[Any, ...]:
        return self._parquet, self._metadata, self._number, self._columns, self._encoded, self._rows

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._parquet, self._metadata, self._number, self._columns, self._encoded, self._rows = state
        self._waits = False
        self._begin()

    def read(self, piece: int) -> pa.RecordBatch:
        """Return the rows of a piece, at most 65 536.

        Raises:
            SourceError: The row group is damaged, or has other rows than the footer says.
        """
        with self._turn:
            while self._next < piece and not self._waits:
                self._take(self._next)
            self._turn.wait_for(lambda: self._next == piece)
            return self._take(piece)

    def _take(self, piece: int) -> pa.RecordBatch:
        wanted = min(PIECE_ROWS, self._rows - piece * PIECE_ROWS)
        try:
            taken = [] if self._rest is None else [self._rest]
            have = sum(batch.num_rows for batch in taken)
            while have < wanted or (piece + 1) * PIECE_ROWS >= self._rows:
                batch = next(self._batches, None)
                if batch is None:
                    break
                taken.append(batch)
                have += batch.num_rows
            last = (piece + 1) * PIECE_ROWS >= self._rows
            if have < wanted or (last and have > wanted):
                raise SourceError("parquet-malformed", file=self._parquet.name)
            whole = taken[0] if len(taken) == 1 else _ARROW.concat_batches(taken)
            self._rest = whole.slice(wanted) if have > wanted else None
            return whole.slice(0, wanted)
        finally:
            self._next = piece + 1
            self._turn.notify_all()

    def _read(self) -> Iterator[pa.RecordBatch]:
        with self._parquet.opened(self._encoded, self._metadata) as file:
            yield from file.iter_batches(
                PIECE_ROWS, row_groups=[self._number], columns=self._columns, use_threads=False
            )
