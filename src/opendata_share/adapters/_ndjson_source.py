"""Newline-delimited JSON: one record a line.

What lives here: lines to records; a damaged line is a row that could not be made, and reading goes on. What this module must
not know: contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from .._limits import DEFAULT_LIMITS, Limits
from ..errors import LimitExceeded, SourceError
from ._encoding import text_chunks
from ._json_source import KeyUnion, RecordCollector
from ._json_text import JsonDecoder, JsonFault, check_nesting, check_surrogates, compact, skip_space
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions

_CHUNK: Final = 1024 * 1024


class NdjsonSource:
    r"""One JSON object a line, as text columns; lines end with LF or CR LF, blank lines are no rows.

    The headings are the keys of all records, so the file is read twice. A line that is no JSON value becomes an `UnmadeRow` with
    the rule `malformed-json` (or `duplicate-key`, `not-an-object`), and reading goes on.

    Args:
        location: The file.
        options: `encoding`, `null` and `quarantine` apply.
        limits: `input_bytes`, `record_bytes`, `depth`, `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._file = SourceFile(location, limits)
        self._options = options
        self._limits = limits
        self._headings: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The path as given."""
        return self._file.name

    def headings(self) -> tuple[str, ...]:
        """Read the file once and return the keys of its records; see `Source.headings`."""
        if self._headings is None:
            keys = KeyUnion(self.name, self._limits)
            found = False
            for _, text, record, _ in self._records():
                found = found or bool(text)
                if isinstance(record, dict):
                    keys.add(record)
            if not found:
                raise SourceError("json-empty-document", file=self.name)
            self._headings = keys.headings()
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the file, a batch for each 65 536 records; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for line, text, record, fault in self._records():
            if fault is not None:
                rule = "duplicate-key" if fault.message_id == "json-duplicate-key" else "malformed-json"
                collector.add_unmade(rule, "ndjson-line", text, line, reason=fault.message_id.removeprefix("json-"))
            elif isinstance(record, dict):
                collector.add(record, line)
            else:
                collector.add_unmade("not-an-object", "json-not-an-object", compact(record), line)
            if collector.full():
                yield from collector.take(with_lines=True)
        yield from collector.take(with_lines=True)

    def digest(self) -> str:
        """Return the digest of the file's bytes; free after a whole pass."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()

    def _records(self) -> Iterator[tuple[int, str, Any, JsonFault | None]]:
        """Yield (physical line, its text, its value, its fault) of every line that is not blank."""
        decoder = JsonDecoder()
        for line, data in self._lines():
            text = data.decode("utf-8").strip("\r\n\t ")
            if not text:
                continue
            try:
                check_nesting(data, self._limits.depth)
                check_surrogates(text)
                value, end = decoder.value(text, skip_space(text, 0))
                if skip_space(text, end) < len(text):
                    raise JsonFault("json-trailing-data", end)
            except JsonFault as fault:
                if fault.message_id == "json-too-deep":
                    limit = self._limits.depth
                    raise LimitExceeded("limit-depth", file=self.name, line=line, limit="depth", value=limit) from None
                yield line, text, None, fault
            else:
                yield line, text, value, None

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        rest = b""
        line = 0
        for chunk in text_chunks(self._file, self._options.encoding, _CHUNK):
            *whole, rest = (rest + chunk).split(b"\n")
            for data in whole:
                line += 1
                yield line, self._bounded(data, line)
            self._bounded(rest, line + 1)
        if rest:
            yield line + 1, rest

    def _bounded(self, data: bytes, line: int) -> bytes:
        if len(data) > self._limits.record_bytes:
            limit = self._limits.record_bytes
            raise LimitExceeded("limit-record-bytes", file=self.name, line=line, limit="record_bytes", value=limit)
        return data
