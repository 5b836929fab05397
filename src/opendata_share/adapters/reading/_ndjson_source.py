"""NDJSON: one JSON object on each line.

What lives here: lines, and which of them are records; a damaged line is a row that could not be made, and reading goes
    on.
What this module must not know: contracts, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ._encoding import check_utf8, mark_length, text_chunks
from ._json_source import KeyUnion, RecordCollector, nesting_limit
from ._json_text import JsonDecoder, JsonFault, check_nesting, check_surrogates
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions, encoding_name

_AROUND: Final = " \t\r"


class NdjsonSource:
    """A file with one JSON object on each line (NDJSON, JSON Lines), as text columns.

    Lines end with LF or CR LF; blank lines are no rows but count as lines. A line that is not exactly one JSON object
    becomes an `UnmadeRow` with the rule `malformed-json` or `not-an-object`, and reading goes on. The headings are the
    keys of all records in the order they are first seen: the file is read once for them and once for its rows.

    Args:
        location: The file.
        options: `encoding`, `null` and `quarantine` apply.
        limits: `input_bytes`, `record_bytes`, `block_bytes`, `depth`, `columns` and `rows` apply.
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
        self._decoder = JsonDecoder()
        self._headings: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The path as given."""
        return self._file.name

    def headings(self) -> tuple[str, ...]:
        """Read the file once and return the keys of its records; see `Source.headings`."""
        if self._headings is None:
            keys, blank = KeyUnion(self.name, self._limits), True
            for lines, first in self._blocks():
                for number, line in enumerate(lines, start=first):
                    record = self._record(line, number)
                    blank = blank and record is None
                    if isinstance(record, dict):
                        keys.add(record)
            if blank:
                raise SourceError("json-empty-document", file=self.name)
            self._headings = keys.headings()
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the file, a batch for each 16 384 records or a little more; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for lines, first in self._blocks():
            for number, line in enumerate(lines, start=first):
                record = self._record(line, number)
                if isinstance(record, dict):
                    collector.add(record, number)
                elif record is not None:
                    rule = "not-an-object" if record.message_id == "json-not-an-object" else "malformed-json"
                    collector.add_unmade(rule, record.message_id, line, number, **record.parameters)
            if collector.full():
                yield from collector.take(with_lines=True)
        yield from collector.take(with_lines=True)

    def digest(self) -> str:
        """Return the digest of the file's bytes; free after a whole pass."""
        return self._file.digest()

    def captured_at(self) -> datetime | None:
        """Return the file's modification time, in UTC."""
        return self._file.captured_at()

    def _record(self, line: str, number: int) -> dict[str, Any] | JsonFault | None:
        """Return the object on `line`, what is wrong with the line, or None where it is blank."""
        text = line.strip(_AROUND)
        if not text:
            return None
        try:
            # Counting is ten times faster than looking where the brackets stand, and settles nearly every line.
            if text.count("[") + text.count("{") > self._limits.depth:
                check_nesting(text.encode(), self._limits.depth)
            check_surrogates(text)
            value, end = self._decoder.value(text, 0)
        except JsonFault as fault:
            if fault.message_id == "json-too-deep":
                raise nesting_limit(fault, self._file, number) from None
            return JsonFault(fault.message_id, **{"column": (fault.position or 0) + 1, **fault.parameters})
        if end != len(text):
            message = "ndjson-carriage-return" if "\r" in text[end : end + 2] else "ndjson-several-values"
            return JsonFault(message, column=end + 1)
        return value if isinstance(value, dict) else JsonFault("json-not-an-object")

    def _blocks(self) -> Iterator[tuple[list[str], int]]:
        """Yield whole lines, and the number of the first of them."""
        decoded = encoding_name(self._options.encoding) not in {"utf-8", "utf-8-sig"}
        offset = 0 if decoded else mark_length(self._file)
        rest, first = b"", 1
        for chunk in text_chunks(self._file, self._options.encoding, self._limits.block_bytes):
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                rest += chunk
                self._check_length(len(rest), first)
                continue
            block, rest = rest + chunk[:cut], chunk[cut:]
            yield self._lines(block, offset, first), first
            offset += len(block)
            first += block.count(b"\n")
        if rest:
            yield self._lines(rest, offset, first), first

    def _lines(self, block: bytes, offset: int, first: int) -> list[str]:
        check_utf8(block, self.name, offset=offset, line=first)
        lines = block.decode("utf-8").removesuffix("\n").split("\n")
        if max(map(len, lines)) * 4 > self._limits.record_bytes:  # a character takes at most four bytes
            for number, line in enumerate(lines, start=first):
                self._check_length(len(line.encode()), number)
        return lines

    def _check_length(self, length: int, line: int) -> None:
        limit = self._limits.record_bytes
        if length > limit:
            raise LimitExceeded("limit-record-bytes", file=self.name, line=line, limit="record_bytes", value=limit)
