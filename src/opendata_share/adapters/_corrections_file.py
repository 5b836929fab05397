"""A file of rejected rows that a person has worked on: which file it is, and what stands in it.

What lives here: knowing such a file for what it is, and reading it into one frozen value, or an error that names its
line. What this file must not know: how the corrections are put into the original's rows.

The file may have been through a spreadsheet: saved with semicolons or tabs in place of commas, in UTF-16, without
quotes where there were some. It is known by its first column, `_row`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, index_array
from .._dataclass import dataclass
from .._limits import Limits
from ..errors import SourceError, SourceUnavailable
from ..report import BEFORE, BEHIND, SHEET, row_seal, unguarded
from .reading import CsvSource, RawBatch, Source, SourceOptions, is_several, open_source

if TYPE_CHECKING:
    from .._arrow import Mask, Positions

_NEEDED: Final = ("_row", *BEHIND)
_FIRST: Final = re.compile(r'"?_row"?([,;\t])')
_NAMED: Final = re.compile(r"(?P<stem>.+?)\.rejected(?:\.\d+)?\.(?:csv|xlsx|ods)", re.IGNORECASE)
_SHEET_NAMES: Final = re.compile(rb'<(?:[A-Za-z0-9]+:)?sheet\s[^>]*?\bname="([^"]{1,200})"')
_OTHER_ENCODING: Final = frozenset(("text-not-utf-8", "text-undecodable"))
_WORKBOOK_BYTES: Final = 1 << 16
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a file of rejected rows says, in the order of the source rows.

    Attributes:
        file: The file, as given.
        source: The plain name of the original.
        headings: The headings between our columns, as they stand in the file.
        rows: int64, the source row of each.
        lines: int64, where each stands in this file.
        seals: The seal of each, as it was written.
        cells: The original's columns, all text, no nulls.
        marks: What each cell was in a workbook (`RawBatch.cells`), by heading of the file, or None.
        digest: "sha256:…" of the file.
    """

    file: str
    source: str
    headings: tuple[str, ...]
    rows: Positions
    lines: Positions
    seals: tuple[str, ...]
    cells: pa.RecordBatch
    marks: Mapping[str, pa.UInt8Array] | None
    digest: str | None

    def texts(self, at: int) -> list[str]:
        """Return the cells of one row."""
        return [str(column[at].as_py()) for column in self.cells.columns]

    def touched(self) -> Mask:
        """Return which rows differ from what was written."""
        return np.array(
            [
                row_seal(seal.partition("-")[0], int(row), self.texts(at)) != seal
                for at, (row, seal) in enumerate(zip(self.rows, self.seals, strict=True))
            ],
            dtype=bool,
        )


def corrections_in(path: str, limits: Limits) -> Corrections | None:
    """Return the corrections in the file at `path`, or None where it is no file of rejected rows.

    Raises:
        SourceError: It is one, and something a way back needs is gone or written twice; or it is named like one beside
            its original and does not look like one.
    """
    opened = _opened(path, limits)
    if opened is None:
        original = _original_beside(path)
        if original is not None:
            raise SourceError("corrections-unrecognised", file=path, original=original)
        return None
    try:
        return _read(opened, path)
    except SourceError as error:
        if error.message_id in _OTHER_ENCODING:  # what the reader would advise is for originals
            raise SourceError("corrections-encoding", file=path, line=error.line) from error
        raise


def workbook_sheets(path: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets (XLSX), or nothing where that is not plain to see.

    Only the list of sheets is looked at, a bounded piece of one member; whoever reads the cells checks the package.
    """
    try:
        with zipfile.ZipFile(path) as package, package.open("xl/workbook.xml") as stream:
            head = stream.read(_WORKBOOK_BYTES)
    except (OSError, KeyError, ValueError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile):
        return ()
    return tuple(_plain_name(name) for name in _SHEET_NAMES.findall(head))


def _plain_name(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


def _opened(path: str, limits: Limits) -> Source | None:
    suffix = PurePath(path).suffix.lower()
    if suffix in {".xlsx", ".xlsm"}:
        return _workbook(path, limits) if SHEET in workbook_sheets(path) else None
    if suffix == ".ods":
        return _workbook(path, limits) if _NAMED.fullmatch(PurePath(path).name) else None
    head = _head(path)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    first = _FIRST.match(head.decode(encoding, "replace").removeprefix("\ufeff"))
    if first is None:
        return None
    options = SourceOptions(format="csv", delimiter=first[1], encoding=encoding, null=())
    source = CsvSource(path, options, limits)
    return source if len({*BEFORE, *BEHIND} & set(source.headings())) > 2 else None


def _workbook(path: str, limits: Limits) -> Source:
    return open_source(path, SourceOptions(sheet=SHEET, header_rows=(1,), null=()), limits)


def _head(path: str) -> bytes:
    file = Path(path)
    try:
        if not file.is_file():  # a pipe would lose what is read from it
            return b""
        with file.open("rb") as stream:
            return stream.read(64)
    except (OSError, ValueError):
        return b""


def _original_beside(path: str) -> str | None:
    """Return the file a file of rejected rows is named after, where it stands beside it."""
    named = _NAMED.fullmatch(PurePath(path).name)
    file = Path(path)
    if named is None or not file.is_file():
        return None
    beside = (each.name for each in file.parent.glob(f"{_literal(named['stem'])}.*") if each.is_file())
    return next((name for name in sorted(beside) if _is_original(name, named["stem"])), None)


def _is_original(name: str, stem: str) -> bool:
    return PurePath(name).stem == stem and PurePath(name).suffix.lower() != ".toml"


def _literal(stem: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", stem)


def _read(source: Source, path: str) -> Corrections:
    typed = PurePath(path).suffix.lower() in {".xlsx", ".xlsm", ".ods"}
    given = tuple(heading if typed else unguarded(heading) for heading in source.headings())
    if lost := [name for name in _NEEDED if name not in given]:
        raise SourceError("corrections-columns-lost", file=path, columns=lost)
    batches = [_plain_batch(batch, given, typed=typed, path=path) for batch in source.batches()]
    columns = _together(batches, given)
    lines = np.concatenate([lines for _, lines, _ in batches]) if batches else np.zeros(0, np.int64)
    blank = [not any(texts) for texts in zip(*(columns[name].to_pylist() for name in given), strict=True)]
    numbers = _numbers(columns["_row"].to_pylist(), blank, lines, path)
    order = np.argsort(numbers, kind="stable")[int(np.count_nonzero(numbers == 0)) :]
    if not len(order):
        raise SourceError("corrections-empty", file=path)
    _check_once(numbers[order], lines[order], path)
    taken = index_array(order)
    headings = tuple(name for name in given if name not in {*BEFORE, *BEHIND})
    return Corrections(
        file=path,
        source=_one_source({columns["_source"][int(at)].as_py() for at in order}, path),
        headings=headings,
        rows=numbers[order],
        lines=lines[order],
        seals=tuple(columns["_seal"].take(taken).to_pylist()),
        cells=pa.RecordBatch.from_arrays([columns[name].take(taken) for name in headings], names=list(headings)),
        marks=_marks(batches, headings, taken) if typed else None,
        digest=source.digest(),
    )


_Piece = tuple[dict[str, Values], "Positions", "dict[str, Values] | None"]


def _plain_batch(batch: RawBatch, given: tuple[str, ...], *, typed: bool, path: str) -> _Piece:
    """Return a batch's cells as texts without nulls, where each row stands, and what its cells were in a workbook."""
    if batch.unmade:
        first = batch.unmade[0]
        counts: Mapping[str, Any] = first.parameters
        expected, actual = counts.get("expected", "–"), counts.get("actual", "–")
        raise SourceError("corrections-ragged", file=path, line=first.line, expected=expected, actual=actual)
    columns: dict[str, Values] = {}
    for name, column in zip(given, batch.columns.columns, strict=True):
        texts = column.cast(pa.string()).fill_null("")
        columns[name] = texts if typed else pa.array([unguarded(str(text)) for text in texts.to_pylist()], pa.string())
    places = batch.rows if batch.lines is None else batch.lines
    names = batch.columns.schema.names
    marks = None if batch.cells is None else {name: batch.cells[own] for name, own in zip(given, names, strict=True)}
    return columns, np.asarray(places, dtype=np.int64), marks


def _together(batches: list[_Piece], given: tuple[str, ...]) -> dict[str, Values]:
    return {
        name: pa.concat_arrays([columns[name] for columns, _, _ in batches]) if batches else pa.array([], pa.string())
        for name in given
    }


def _marks(batches: list[_Piece], headings: tuple[str, ...], taken: Values) -> dict[str, Values] | None:
    marks = [marks for _, _, marks in batches if marks is not None]
    if len(marks) < len(batches) or not marks:
        return None
    return {name: pa.concat_arrays([each[name] for each in marks]).take(taken) for name in headings}


def _numbers(texts: list[str], blank: list[bool], lines: Positions, path: str) -> Positions:
    """Return the row numbers; 0 for a line without any cell."""
    numbers = np.zeros(len(texts), np.int64)
    for at, (text, empty) in enumerate(zip(texts, blank, strict=True)):
        if empty:
            continue
        if re.fullmatch("[1-9][0-9]{0,15}", text.strip()) is None:
            raise SourceError("corrections-row-number", file=path, line=int(lines[at]), field="_row")
        numbers[at] = int(text)
    return numbers


def _check_once(numbers: Positions, lines: Positions, path: str) -> None:
    again = np.flatnonzero(numbers[1:] == numbers[:-1])
    if len(again):
        at = int(again[0])
        first, line = int(lines[at]), int(lines[at + 1])
        raise SourceError("corrections-row-twice", file=path, row=int(numbers[at]), line=line, first=first)


def _one_source(names: set[str], path: str) -> str:
    """Return the original's plain name: a path would let a file name what it likes."""
    name = next(iter(names)) if len(names) == 1 else ""
    if not name or name in {".", "..", PurePath(path).name} or any(mark in name for mark in "/\\\0"):
        raise SourceError("corrections-no-source", file=path)
    return name


def original_of(corrections: Corrections) -> str:
    """Return the path of the original: in the same folder, under the name that was written; a folder or pattern too.

    Raises:
        SourceUnavailable: It is not there.
    """
    original = Path(corrections.file).parent / corrections.source
    several = corrections.source not in {"", ".", ".."} and is_several(str(original))
    if not original.is_file() and not several:
        raise SourceUnavailable("corrections-original-missing", file=corrections.file, original=corrections.source)
    return str(original)
