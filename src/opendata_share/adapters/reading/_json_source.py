"""A JSON document that holds one array of records.

What lives here: finding the array, reading its records one at a time, and saying clearly what is wrong with the
    document.
What this module must not know: contracts, GeoJSON, how cells are converted.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NoReturn

import pyarrow as pa

from ..._limits import DEFAULT_LIMITS, Limits
from ...errors import LimitExceeded, SourceError
from ...stages import UnmadeRow
from ._encoding import whole_text
from ._json_cells import NullTokens, json_columns
from ._json_text import JsonDecoder, JsonFault, check_nesting, check_surrogates, compact, skip_space
from ._one_file import OfOneFile
from ._places import Places
from ._raw import RawBatch
from ._source_file import SourceFile
from ._source_options import SourceOptions

ROWS_PER_BATCH: Final = 16_384  # more rows at once only keep Python's collector busy
TRANSFORM: Final = "@transform"
"""The column that holds the transform of the topology a record lies in (TopoJSON, section 2.1.2)."""
ITSELF: Final = "."
"""The key of a document that is one record."""
_OF_TOPOLOGY: Final = frozenset({"type", "transform"})
_LIMITS: Final = {
    "json-too-deep": ("limit-depth", "depth"),
    "json-record-too-long": ("limit-record-bytes", "record_bytes"),
}


class JsonDocument:
    """One checked JSON document and a walk over the records in it.

    Args:
        file: The file; it is read whole.
        encoding: Its encoding.

    Raises:
        SourceUnavailable, SourceError: As the file; or nesting and surrogates are wrong.
        LimitExceeded: `document_bytes`, `depth` or `record_bytes`.
    """

    def __init__(self, file: SourceFile, encoding: str) -> None:
        self._file = file
        data = whole_text(file, encoding)
        try:
            check_nesting(data, file.limits.depth, file.limits.record_bytes)
        except JsonFault as fault:
            raise nesting_limit(fault, file, 1 + data.count(b"\n", 0, fault.position)) from None
        self._text = data.decode("utf-8")
        self._decoder = JsonDecoder()
        try:
            check_surrogates(self._text)
        except JsonFault as fault:
            self._raise(fault)
        self.members: dict[str, Any] = {}
        self.topology: dict[str, Any] | None = None

    def records(self, key: str | None) -> Iterator[Any]:
        """Yield the records: of the document itself where `key` is None, else of its member `key`.

        A key may be a path of members (`result/records`), or `.` where the document is one record. The document's
        other members are in `members` when the walk is over, and only then is the document known to be whole.

        Raises:
            SourceError: The document is not JSON, or not of this shape.
        """
        try:
            yield from self._walk(key)
        except JsonFault as fault:
            self._raise(fault)

    def whole(self) -> Any:
        """Return the document as one value.

        Raises:
            SourceError: The document is not JSON.
        """
        text, position = self._text, skip_space(self._text, 0)
        if position == len(text):
            raise SourceError("json-empty-document", file=self._file.name)
        try:
            value, end = self._decoder.value(text, position)
        except JsonFault as fault:
            self._raise(fault)
        if (rest := skip_space(text, end)) < len(text):
            self._raise(JsonFault("json-trailing-data", rest))
        return value

    def _walk(self, key: str | None) -> Iterator[Any]:
        text, position = self._text, skip_space(self._text, 0)
        first = text[position : position + 1]
        if not first:
            raise SourceError("json-empty-document", file=self._file.name)
        if first == "[" and key is None:
            position = yield from self._array(position, "")
        elif first == "{" and key == ITSELF:
            value, position = self._decoder.value(text, position)
            yield value
        elif first == "{" and key is not None:
            position = yield from self._object(position, key, "")
        else:
            self._refuse_shape(position, key)
        if skip_space(text, position) < len(text):
            raise JsonFault("json-trailing-data", skip_space(text, position))

    def _array(self, position: int, pointer: str) -> Generator[Any, None, int]:
        """Yield the items of the array at `position`; return where it ends."""
        text = self._text
        position = skip_space(text, position + 1)
        if text.startswith("]", position):
            return position + 1
        index = 0
        while True:
            try:
                value, position = self._decoder.value(text, position)
            except JsonFault as fault:
                raise _below(fault, position, f"{pointer}/{index}") from None
            yield value
            index += 1
            position = skip_space(text, position)
            if text.startswith("]", position):
                return position + 1
            position = skip_space(text, self._expect(",", position))

    def _object(self, position: int, key: str, pointer: str) -> Generator[Any, None, int]:
        """Yield the records below the object at `position`, `pointer` of the document; return where it ends."""
        text, seen, own = self._text, set[str](), dict[str, Any]()
        head, _, rest = key.partition("/")
        position = skip_space(text, position + 1)
        while not (not seen and text.startswith("}", position)):
            name, end = self._decoder.value(text, position)
            if type(name) is not str:
                raise JsonFault("json-syntax", position)
            if name in seen:
                raise JsonFault("json-duplicate-key", position, pointer=pointer)
            seen.add(name)
            position = skip_space(text, self._expect(":", skip_space(text, end)))
            if name == key:
                if not text.startswith("[", position):
                    raise SourceError("json-record-not-array", file=self._file.name, key=key)
                position = yield from self._array(position, f"{pointer}/{key}")
            elif name == head and rest and text.startswith("{", position):
                position = yield from self._object(position, rest, f"{pointer}/{name}")
                seen.add(key)
            else:
                position = self._member(name, position, pointer, own)
            position = skip_space(text, position)
            if text.startswith("}", position):
                break
            position = skip_space(text, self._expect(",", position))
        if key not in seen:
            keys = list(self.members) if not pointer else sorted(seen)
            raise SourceError("json-record-missing", file=self._file.name, key=key, keys=keys)
        if own.get("type") == "Topology":
            self.topology = own
        return position + 1

    def _member(self, name: str, position: int, pointer: str, own: dict[str, Any]) -> int:
        """Read a member beside the records, and return where it ends; those of a topology are kept in `own`."""
        try:
            value, end = self._decoder.value(self._text, position)
        except JsonFault as fault:
            raise _below(fault, position, f"{pointer}/{name}") from None
        if not pointer:
            self.members[name] = value
        if name in _OF_TOPOLOGY:
            own[name] = value
        return end

    def _expect(self, character: str, position: int) -> int:
        if self._text.startswith(character, position):
            return position + 1
        raise JsonFault("json-syntax" if position < len(self._text) else "json-ends-early", position)

    def _refuse_shape(self, position: int, key: str | None) -> NoReturn:
        value, end = self._decoder.value(self._text, position)
        name = self._file.name
        if skip_space(self._text, end) < len(self._text):
            raise JsonFault("json-trailing-data", skip_space(self._text, end))
        if isinstance(value, list):
            raise SourceError("json-record-of-array", file=name, key=key)
        if not isinstance(value, dict):
            raise SourceError("json-not-a-table", file=name)
        if value.get("type") == "FeatureCollection":
            raise SourceError("json-is-geojson", file=name)
        raise SourceError("json-record-needed", file=name, keys=_arrays(value))

    def _raise(self, fault: JsonFault) -> NoReturn:
        position = min(fault.position or 0, len(self._text))
        column = position - (self._text.rfind("\n", 0, position) + 1) + 1
        line = 1 + self._text.count("\n", 0, position)
        raise SourceError(fault.message_id, file=self._file.name, line=line, **{"column": column, **fault.parameters})


def _arrays(document: dict[str, Any]) -> list[str]:
    """Return what `record` may name: the arrays of records, however deep; where there is none, the arrays there are."""
    places = Places()
    places.add(document)
    found = ["/".join(path) for path in places.record_lists()]
    return found or [name for name, value in document.items() if isinstance(value, list)]


def _below(fault: JsonFault, position: int, pointer: str) -> JsonFault:
    """Return a fault inside a value with its JSON Pointer counted from the document."""
    if "pointer" not in fault.parameters:
        return fault
    return JsonFault(fault.message_id, position, pointer=pointer + fault.parameters["pointer"])


def nesting_limit(fault: JsonFault, file: SourceFile, line: int) -> LimitExceeded:
    """Return the error for a fault of `check_nesting`."""
    message, limit = _LIMITS[fault.message_id]
    return LimitExceeded(message, file=file.name, line=line, limit=limit, value=getattr(file.limits, limit))


class RecordCollector:
    """Numbers records, gathers them into batches and holds the limits on rows and columns.

    Args:
        file: The name for errors.
        options: Null tokens and quarantined columns.
        limits: `rows` and `columns` apply.
        headings: The columns; those quarantined are dropped from the batches.
    """

    def __init__(self, file: str, options: SourceOptions, limits: Limits, headings: Sequence[str]) -> None:
        self.row = 0
        self._file, self._limits = file, limits
        self._withheld = bool(options.quarantine)
        self._headings = [heading for heading in headings if heading not in options.quarantine]
        self._null = NullTokens(options.null)
        self._records: list[dict[str, Any]] = []
        self._rows: list[int] = []
        self._lines: list[int] = []
        self._unmade: list[UnmadeRow] = []

    def add(self, record: dict[str, Any], line: int | None = None) -> None:
        """Take the next row."""
        self._next()
        self._records.append(record)
        self._rows.append(self.row)
        if line is not None:
            self._lines.append(line)

    def add_unmade(self, rule: str, message_id: str, text: str, line: int | None = None, **parameters: object) -> None:
        """Take the next row, which could not be made."""
        self._next()
        shown = "" if self._withheld else text
        self._unmade.append(UnmadeRow(self.row, line, None, rule, message_id, parameters, shown))

    def full(self) -> bool:
        """Tell whether there are enough rows for a batch."""
        return len(self._records) + len(self._unmade) >= ROWS_PER_BATCH

    def take(self, *, with_lines: bool = False) -> Iterator[RawBatch]:
        """Yield what was gathered as one batch; nothing where nothing was."""
        if self._records or self._unmade:
            columns, kinds = json_columns(self._records, self._headings, self._null)
            lines = pa.array(self._lines, pa.int64()) if with_lines else None
            yield RawBatch(columns, pa.array(self._rows, pa.int64()), lines, tuple(self._unmade), kinds)
        self._records, self._rows, self._lines, self._unmade = [], [], [], []

    def _next(self) -> None:
        self.row += 1
        if self.row > self._limits.rows:
            raise LimitExceeded("limit-rows", file=self._file, limit="rows", value=self._limits.rows)


class KeyUnion:
    """The keys of all records, in the order they were first seen."""

    def __init__(self, file: str, limits: Limits) -> None:
        self._file, self._limits = file, limits
        self._keys: dict[str, None] = {}

    def add(self, record: dict[str, Any]) -> None:
        """Take the keys of one more record."""
        if not self._keys.keys() >= record.keys():
            self._keys.update(dict.fromkeys(record))
            if len(self._keys) > self._limits.columns:
                limit = self._limits.columns
                raise LimitExceeded(
                    "limit-columns", file=self._file, limit="columns", value=limit, found=len(self._keys)
                )

    def __len__(self) -> int:
        return len(self._keys)

    def headings(self) -> tuple[str, ...]:
        """Return the keys."""
        return tuple(self._keys)


class JsonSource(OfOneFile):
    """A JSON array of objects, or an object one of whose members (`options.record`) is such an array, as text columns.

    The headings are the keys of all records in the order they are first seen; an item that is no object becomes an
    `UnmadeRow` with the rule `not-an-object`. Anything else that is wrong makes the document unusable as a whole. Where
    the array lies in a TopoJSON topology, every record also has its transform, as `@transform`.

    Args:
        location: The file.
        options: `encoding`, `record`, `null` and `quarantine` apply.
        limits: `document_bytes`, `record_bytes`, `depth`, `columns` and `rows` apply.
    """

    def __init__(
        self,
        location: str | os.PathLike[str],
        options: SourceOptions = SourceOptions(),  # noqa: B008 - frozen
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        super().__init__(location, options, limits)
        self._headings: tuple[str, ...] | None = None
        self._shared: dict[str, Any] = {}

    def headings(self) -> tuple[str, ...]:
        """Read the document once and return the keys of its records; see `Source.headings`."""
        if self._headings is None:
            keys = KeyUnion(self.name, self._limits)
            document = JsonDocument(self._file, self._options.encoding)
            for record in islice(document.records(self._options.record), self._limits.rows):
                if isinstance(record, dict):
                    keys.add(record)
            if document.topology is not None:
                self._shared = {TRANSFORM: document.topology.get("transform")}
                keys.add(self._shared)
            self._headings = keys.headings()
        return self._headings

    def batches(self) -> Iterator[RawBatch]:
        """Read the document, a batch for each 16 384 records; see `Source.batches`."""
        collector = RecordCollector(self.name, self._options, self._limits, self.headings())
        for record in JsonDocument(self._file, self._options.encoding).records(self._options.record):
            if isinstance(record, dict):
                collector.add({**record, **self._shared} if self._shared else record)
            else:
                collector.add_unmade("not-an-object", "json-not-an-object", compact(record))
            if collector.full():
                yield from collector.take()
        yield from collector.take()

    def places(self) -> Places:
        """Read the document once, whatever holds its records, and return where everything stands in it."""
        found = Places(self._limits.columns)
        found.add(JsonDocument(self._file, self._options.encoding).whole())
        return found
