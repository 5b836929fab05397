"""A file source in two methods: what its columns are called, and its records one by one.

What lives here: what every reader of files owes, done once, so that an adapter for one more format says only what is
its own. What this module must not know: any format, contracts, field maps.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, BinaryIO, Final

from ..._dataclass import dataclass
from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ._json_source import RecordCollector
from ._python_values import json_record
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is there and cannot be made: it counts as a row, and is rejected with its reason.

    Attributes:
        reason: What is wrong with it, as a sentence; no value of the record belongs into it.
        text: The record as it came; kept with the rejected rows, never shown where columns are quarantined.
    """

    reason: str
    text: str = ""


Made = Mapping[str, Any] | Unreadable


class RecordSource(ABC):
    """A source of records in a file; a subclass has two methods, `columns` and `records`.

    A value is text, a number, a truth value, a date, a time, None, or a list or mapping of these; a column that a
    record lacks is null. Limits, null words, quarantined columns, row numbers, the digest and the time of the file are
    this class's work. `self.opened()` gives the file's bytes, the same on every pass.

    Args:
        location: The file.
        options: `null` and `quarantine` apply, and whatever the subclass reads from `self.options`.
        limits: `input_bytes`, `columns` and `rows` apply, and whatever the subclass reads from `self.limits`.

    Example:
        >>> from opendata_share.adapters.sources import RecordSource, Unreadable
        >>> class Pairs(RecordSource):
        ...     def columns(self):
        ...         return ("name", "beds")
        ...     def records(self):
        ...         with self.opened() as stream:
        ...             for line in stream.read().decode().splitlines():
        ...                 name, sign, beds = line.partition("=")
        ...                 yield {"name": name, "beds": beds} if sign else Unreadable("a line has no =", line)
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._file: Final = SourceFile(location, limits)
        self.options: Final = options
        self.limits: Final = limits
        self._headings: tuple[str, ...] | None = None

    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns, in the source's order."""

    @abstractmethod
    def records(self) -> Iterator[Made]:
        """Read the file from its beginning and yield its records in order."""

    @property
    def name(self) -> str:
        """The path as given."""
        return self._file.name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def opened(self) -> AbstractContextManager[BinaryIO]:
        """Give the file open for reading, at its beginning; whatever then fails is told as the source's error."""
        return self._file.opened()

    def malformed(self, reason: str, *, line: int | None = None, row: int | None = None) -> SourceError:
        """Return the error to raise where the file as a whole cannot be read: what is wrong, and where."""
        return SourceError("source-malformed", file=self.name, line=line, row=row, reason=reason)

    def headings(self) -> tuple[str, ...]:
        """Return the columns; see `Source.headings`."""
        if self._headings is None:
            with self.opened():  # a file that is not there is told before it is looked for columns
                columns = tuple(self.columns())
            twice = sorted({name for name in columns if columns.count(name) > 1})
            if twice or not all(columns):
                raise self.malformed(
                    f"columns need names of their own: {', '.join(map(repr, twice)) or 'one has none'}"
                )
            if len(columns) > self.limits.columns:
                limit = self.limits.columns
                raise LimitExceeded("limit-columns", file=self.name, limit="columns", value=limit, found=len(columns))
            self._headings = columns
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the file, a batch for each 16 384 records; see `Source.batches`."""
        headings = self.headings()
        known = frozenset(headings)
        collector = RecordCollector(self.name, self.options, self.limits, headings)
        for made in self.records():
            if isinstance(made, Unreadable):
                collector.add_unmade("malformed-record", "record-malformed", made.text, reason=made.reason)
            elif made.keys() <= known:
                collector.add(json_record(made, self.name, collector.row + 1))
            else:
                strangers = sorted(map(str, made.keys() - known))
                raise self.malformed(
                    f"a record has columns that were not announced: {strangers}", row=collector.row + 1
                )
            if collector.full():
                yield from collector.take()
        yield from collector.take()

    def digest(self) -> str:
        """Return the digest of the file's bytes."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()
