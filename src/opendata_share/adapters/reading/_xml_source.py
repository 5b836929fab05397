"""An XML document whose records are the elements of one name.

What lives here: records to batches of cells. What this module must not know: how XML is parsed, contracts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import SourceError
from ._json_source import KeyUnion, RecordCollector
from ._one_file import OfOneFile
from ._places import Places
from ._raw import RawBatch
from ._source_options import SourceOptions
from ._xml_records import XmlRecords
from ._xml_survey import XmlSurvey

_PIECE: Final = 1 << 16


class XmlSource(OfOneFile):
    """The elements called `options.record` as text columns; what nests is JSON text (see `_xml_records`).

    The headings are the children and attributes ("@name") of all records, in the order they are first seen; attributes
    of XML Schema instances and namespace declarations are none. The document says its encoding itself. It is read as a
    stream, once for the headings and once for the rows.

    Args:
        location: The file.
        options: `record`, `null` and `quarantine` apply.
        limits: `input_bytes`, `record_bytes`, `depth`, `columns` and `rows` apply.
    """

    may_leave_out = True
    """What is not there is null: an element may be missing from a whole document."""

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(location, options, limits)
        self._headings: tuple[str, ...] | None = None

    def headings(self) -> tuple[str, ...]:
        """Read the document once and return what its records have; see `Source.headings`."""
        if self._headings is None:
            keys = KeyUnion(self.name, self._limits)
            for record, _ in islice(self._records(), self._limits.rows):
                keys.add(record)
            self._headings = keys.headings()
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the document, a batch for each 16 384 records; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for record, line in self._records():
            collector.add(record, line)
            if collector.full():
                yield from collector.take(with_lines=True)
        yield from collector.take(with_lines=True)

    def places(self) -> Places:
        """Read the document once, whichever elements are its records, and return where everything stands in it."""
        survey = XmlSurvey(self.name, self._limits)
        for piece in self._file.chunks(_PIECE):
            survey.feed(piece)
        survey.close()
        return survey.places

    def _records(self) -> Iterator[tuple[dict[str, Any], int]]:
        if self._options.record is None:
            raise self._record_needed()
        reader = XmlRecords(self.name, self._options.record, self._limits)
        found = 0
        for piece in self._file.chunks(_PIECE):
            done = reader.feed(piece)
            found += len(done)
            yield from done
        done = reader.close()
        found += len(done)
        yield from done
        self._check(reader, found)

    def _record_needed(self) -> SourceError:
        """Return the error that names the elements which may be the records, those that repeat first."""
        places = self.places()
        repeated = sorted(places.lists & places.records, key=lambda path: (len(path), -places.counts.get(path, 0)))
        root = next(iter(places.counts))
        likely = repeated[0] if repeated else root
        below = [path for path in places.counts if len(path) == len(root) + 1 and not path[-1].startswith("@")]
        counted = [f"{path[-1]} ({places.counts.get(path, 0)})" for path in dict.fromkeys([*repeated, root, *below])]
        return SourceError(
            "xml-record-needed",
            file=self.name,
            names=counted,
            right=record_name(likely, places),
            count=places.counts[likely],
        )

    def _check(self, reader: XmlRecords, found: int) -> None:
        """Refuse a document without records, unless its root is empty: that is a table without rows."""
        if not found and reader.elements > 1:
            raise SourceError(
                "xml-record-missing", file=self.name, record=self._options.record, names=list(reader.names)
            )


def record_name(path: tuple[str, ...], places: Places) -> str:
    """Return what `record` says to mean the elements at `path` and no others.

    Example:
        >>> places = Places()
        >>> places.add({"a": {"x": {"y": 1}}, "b": {"x": {"y": 1}}})
        >>> record_name(("b", "x"), places), record_name(("b",), places)
        ('b/x', 'b')
    """
    for length in range(1, len(path)):
        name = path[-length:]
        if sum(1 for other in places.counts if other[-length:] == name) == 1:
            return "/".join(name)
    return "/".join(path)
