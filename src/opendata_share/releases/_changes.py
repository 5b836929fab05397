"""What changed in a data set between two of its releases, as a reader has it.

What lives here: the frozen answer, and several releases' changes as one. What this file must not know: how the files
were found and fetched (`_changing`), how a file of changes is made (`_changes_file`).

Several releases' changes are one by the primary key: of each key the last row counts, and the first says whether there
was one before. Only the keys are held in memory; rows are read from the files as they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa

from .. import _messages
from .._arrow import index_array
from .._dataclass import dataclass
from ..contract import Contract
from ..errors import SourceError
from ..stages import Table
from ._changes_file import ADDED, CHANGE, CHANGED, REMOVED, applied, capture_renewed, changes_schema

if TYPE_CHECKING:
    from .._arrow import Positions

Language = Literal["en", "id"]
GapReason = Literal["missing", "chain", "withdrawn", "promise", "not-compared"]
_WORDS: Final = (ADDED, CHANGED, REMOVED)
_STEP: Final = "#step"  # no field is called so


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the chain of stored changes is broken.

    Attributes:
        release: The release whose changes cannot be used.
        reason: "missing": the release it was compared with is not listed any more; "chain": that one is listed with
            another digest; "withdrawn": that one was withdrawn; "promise": its contract or its policy is another than
            the release's before it; "not-compared": nobody compared it.
        before: The release before it in the chain, where one is known.
    """

    release: str
    reason: GapReason
    before: str | None = None

    def text(self, language: Language = "en") -> str:
        """Return the gap in words."""
        parameters = {"release": self.release, "before": self.before or "–"}
        return _messages.render(f"changes-gap-{self.reason}", language, parameters)


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Rows added, changed and removed between two releases, by primary key.

    It offers `__arrow_c_stream__`: the column `_change` says "added", "changed" or "removed", then come the contract's
    columns; a removed row has its key alone. Where a row's time of recording is the time its whole source was captured,
    that time is no change. A row that changed and changed back is named as changed.

    Attributes:
        dataset: "agency/dataset".
        since: The earlier release's number.
        release: The later release's number.
        counts: How many rows were "added", "changed" and "removed".
        gaps: Where stored changes could not be used; none where they were.
        compared: Whether the two releases were read in full and compared here, instead of stored changes.
        contract: What the later release's rows promise.
    """

    dataset: str
    since: str
    release: str
    counts: Mapping[str, int]
    gaps: tuple[Gap, ...]
    compared: bool
    contract: Contract
    _open: Callable[[], Iterator[pa.RecordBatch]] = field(repr=False)
    _captured: tuple[datetime | None, datetime | None] = field(repr=False)

    @property
    def added(self) -> int:
        """How many rows have a key the earlier release does not have."""
        return self.counts[ADDED]

    @property
    def changed(self) -> int:
        """How many rows of a key it has say something else."""
        return self.counts[CHANGED]

    @property
    def removed(self) -> int:
        """How many of its keys are gone."""
        return self.counts[REMOVED]

    @property
    def schema(self) -> pa.Schema:
        """The column `_change` and the contract's columns."""
        return changes_schema(self.contract)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows as record batches of `schema`."""
        return self._open()

    def to_arrow(self) -> pa.Table:
        """Return the rows as one Arrow table."""
        return pa.Table.from_batches(self._open(), self.schema)

    def applied_to(self, earlier: Table | pa.Table) -> pa.Table:
        """Return the later release's rows, made of all rows of the earlier one and the changes.

        They are the same rows as in the later release; their order is that of `earlier`, then changed and added ones.

        Args:
            earlier: Every row of release `since`, as it was read.
        """
        before, after = self._captured
        rows = earlier if isinstance(earlier, pa.Table) else earlier.to_arrow()
        return applied(self.contract, rows, before, self._open(), after)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        reader: Any = pa.RecordBatchReader.from_batches(self.schema, self._open())
        return reader.__arrow_c_stream__(requested_schema)

    def to_document(self) -> dict[str, Any]:
        """Return everything but the rows as plain JSON values."""
        return {
            "dataset": self.dataset,
            "since": self.since,
            "release": self.release,
            **{word: self.counts[word] for word in _WORDS},
            "compared": self.compared,
            "gaps": [{"release": gap.release, "reason": gap.reason, "before": gap.before} for gap in self.gaps],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """The stored changes of one release.

    Attributes:
        release: Its number.
        expected: How many rows of each word its manifest counts.
        captured_at: When its source was captured.
        open: Yields some columns of the file.
        place: What to call the file.
    """

    release: str
    expected: Mapping[str, int]
    captured_at: datetime | None
    open: Callable[[Sequence[str]], Iterator[pa.RecordBatch]]
    place: str


def joined_steps(
    contract: Contract, steps: Sequence[Step]
) -> tuple[Mapping[str, int], Callable[[], Iterator[pa.RecordBatch]]]:
    """Return the counts of the changes of `steps`, oldest first, as one, and what yields their rows.

    Raises:
        SourceError: A file has other changes than its manifest counts, or a key twice.
    """
    keys = _keys(contract, steps)
    named = keys.append_column(_STEP, index_array(np.arange(keys.num_rows)))
    ends = named.group_by(list(contract.primary_key)).aggregate([(_STEP, "min"), (_STEP, "max")])
    first, last = (ends.column(f"{_STEP}_{end}").to_numpy() for end in ("min", "max"))
    words = np.asarray(keys.column(CHANGE).to_pylist(), dtype=object)
    was, there = words[first] != ADDED, words[last] != REMOVED
    counts = Counter({ADDED: int((~was & there).sum()), CHANGED: int((was & there).sum())})
    counts[REMOVED] = int((was & ~there).sum())
    kept = was | there
    order = np.argsort(last[kept])
    said = np.where(was & there, CHANGED, np.where(there, ADDED, REMOVED))[kept][order]
    return dict(counts), lambda: _rows(contract, steps, last[kept][order], said)


def _keys(contract: Contract, steps: Sequence[Step]) -> pa.Table:
    """Return what was said of which key, step after step."""
    names = [CHANGE, *contract.primary_key]
    schema = pa.schema([changes_schema(contract).field(name) for name in names])
    tables = []
    for step in steps:
        table = pa.Table.from_batches(step.open(names), schema)
        found = Counter(table.column(CHANGE).to_pylist())
        if {word: count for word, count in step.expected.items() if count} != dict(found):
            raise SourceError("changes-other", file=step.place, release=step.release)
        if table.group_by(list(contract.primary_key)).aggregate([]).num_rows != table.num_rows:
            raise SourceError("changes-key-twice", file=step.place, release=step.release)
        tables.append(table)
    return pa.concat_tables(tables) if tables else schema.empty_table()


def _rows(
    contract: Contract, steps: Sequence[Step], numbers: Positions, words: Iterable[str]
) -> Iterator[pa.RecordBatch]:
    """Yield the rows with these ascending numbers, counted through all steps, under their new words."""
    schema, start, said = changes_schema(contract), 0, np.asarray(list(words), dtype=object)
    for step in steps:
        renewed = capture_renewed(contract, step.captured_at, steps[-1].captured_at)
        for batch in step.open(schema.names):
            first, last = np.searchsorted(numbers, [start, start + batch.num_rows])
            if last > first:
                taken = renewed(batch.take(index_array(numbers[first:last] - start)))
                columns = [pa.array(said[first:last], pa.string()), *taken.columns[1:]]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)
            start += batch.num_rows
