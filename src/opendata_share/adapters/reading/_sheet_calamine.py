"""An audited XLSX sheet as rows of values, from calamine, a slice at a time.

What lives here: the workbooks that are made for calamine, and what it finds in them. What this file must not know: the
archive that came, which sheet is meant, headings, text forms of values.

Theory of operation. calamine lays a sheet out as a grid of all its cells. It gets workbooks made here, of the checked
bytes of this one sheet, its styles and its texts: it never sees the archive that came. Each slice of some megabytes is
a workbook of its own, so that there are two grids of that size at a time, one being read and one being made; every
slice has all texts, so it is the larger the more of them there are.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, Final

from ..._dataclass import dataclass
from ...errors import MissingExtra, SourceError
from ._sheet_file import Package
from ._sheet_grid import CellFault, Padding, Value
from ._sheet_xml import XmlFault, root_without

if TYPE_CHECKING:
    from ._sheet_audit import CellFaults
    from ._sheet_block import Line
    from ._sheet_plain_rows import Slice
    from ._source_file import SourceFile

_SLICE: Final = 4 * 1024 * 1024
_NO_FAULTS: Final[tuple[int, list[tuple[int, CellFault | Padding]]]] = (0, [])
_TEXTS_PER_SLICE: Final = 4  # a slice is that many times longer than the texts it carries along
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATION: Final = f'<Relationship Id="rId{{id}}" Type="{_OFFICE}/{{kind}}" Target="{{target}}"/>'
_RELATIONS: Final = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_WORKBOOK: Final = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{{}}"/>'
    '<sheets><sheet name="sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetParts:
    """The parts of a workbook that make one sheet.

    Attributes:
        package: The checked package.
        name: The sheet's name, for errors.
        path: The sheet's part.
        styles: The part of the styles, or None.
        texts: The part of the shared texts, or None.
        from_1904: Whether days are counted from 1904.
    """

    package: Package
    name: str
    path: str
    styles: str | None
    texts: str | None
    from_1904: bool

    @property
    def slice_bytes(self) -> int:
        """How long a slice of the sheet should be at least."""
        texts = self.package.size(self.texts) if self.texts is not None and self.texts in self.package else 0
        return max(_SLICE, _TEXTS_PER_SLICE * texts)


def rows_of(parts: SheetParts, slices: Iterable[tuple[Slice, CellFaults]]) -> Iterator[Line]:
    """Yield (row number from 1, values from column A on) with the faults in their places; an empty cell is "" or None.

    Raises:
        SourceError: The sheet or its texts are damaged.
        MissingExtra: calamine is not installed.
    """
    for grid, faults in _grids(parts, slices):
        yield from _with_faults(_grid_rows(grid), faults) if faults else _grid_rows(grid)


def _with_faults(rows: Iterable[Line], faults: CellFaults) -> Iterator[Line]:
    """Yield rows with the faults in their places, and rows of faults alone."""
    faulty = faults.rows()
    row, found = next(faulty, _NO_FAULTS)
    for number, values in rows:
        while row and row < number:
            yield row, _faulty([], found)
            row, found = next(faulty, _NO_FAULTS)
        if row == number:
            yield number, _faulty(list(values), found)
            row, found = next(faulty, _NO_FAULTS)
        else:
            yield number, values
    while row:
        yield row, _faulty([], found)
        row, found = next(faulty, _NO_FAULTS)


def _grids(parts: SheetParts, slices: Iterable[tuple[Slice, CellFaults]]) -> Iterator[tuple[Any, CellFaults]]:
    """Yield calamine's grid of each slice; it works without the interpreter's lock, so one is parsed meanwhile."""
    with ThreadPoolExecutor(1, "opendata-share-sheet") as beside:
        ahead: tuple[Future[Any], CellFaults] | None = None
        for piece, faults in slices:
            parsed = beside.submit(_calamine, _workbook(parts, piece), parts.package.file, parts.name)
            if ahead is not None:
                yield ahead[0].result(), ahead[1]
            ahead = parsed, faults
        if ahead is not None:
            yield ahead[0].result(), ahead[1]


def _grid_rows(grid: Any) -> Iterator[Line]:
    """Return the rows of a grid from the first filled one on."""
    if grid.start is None:
        return iter(())
    top, left = grid.start
    rows = zip(count(top + 1), islice(grid.iter_rows(), top, None), strict=False)
    return ((number, [*[None] * left, *values]) for number, values in rows) if left else rows


def _faulty(line: list[Value], found: list[tuple[int, CellFault | Padding]]) -> list[Value]:
    line.extend([None] * (found[-1][0] - len(line)))
    for column, fault in found:
        line[column - 1] = fault.shown(line[column - 1]) if isinstance(fault, Padding) else fault
    return line


def _workbook(parts: SheetParts, piece: Slice) -> io.BytesIO:
    """Return a workbook of one sheet with the rows of a slice, and the styles and texts they refer to."""
    if piece.rest_from is None:
        return _packed(parts, iter((piece.content,)), zipfile.ZIP_STORED)
    rest = _from(parts.package.pieces(parts.path), piece.rest_from)
    return _packed(parts, chain((piece.content,), rest), zipfile.ZIP_DEFLATED)


def _from(pieces: Iterator[bytes], start: int) -> Iterator[bytes]:
    """Yield bytes from the offset `start` on."""
    for piece in pieces:
        yield piece[start:]
        start = max(start - len(piece), 0)


def _packed(parts: SheetParts, content: Iterator[bytes], method: int) -> io.BytesIO:
    """Return a workbook of one sheet with this content."""
    package, packed = parts.package, io.BytesIO()
    with zipfile.ZipFile(packed, "w", method, compresslevel=1) as archive:
        relations = [_RELATION.format(id=1, kind="worksheet", target="worksheets/sheet1.xml")]
        for number, kind, source in ((2, "styles", parts.styles), (3, "sharedStrings", parts.texts)):
            if source is not None and source in package:
                pieces = package.pieces(source)
                _write(archive, f"xl/{kind}.xml", _uncounted(pieces, package.file, source) if number == 3 else pieces)
                relations.append(_RELATION.format(id=number, kind=kind, target=f"{kind}.xml"))
        _write(archive, "xl/worksheets/sheet1.xml", content)
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            _RELATIONS.format(_RELATION.format(id=1, kind="officeDocument", target="xl/workbook.xml")),
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format("".join(relations)))
        archive.writestr("xl/workbook.xml", _WORKBOOK.format("1" if parts.from_1904 else "0"))
    packed.seek(0)
    return packed


def _write(archive: zipfile.ZipFile, target: str, pieces: Iterator[bytes]) -> None:
    with archive.open(target, "w", force_zip64=True) as stream:
        for piece in pieces:
            stream.write(piece)


def _uncounted(pieces: Iterator[bytes], file: SourceFile, source: str) -> Iterator[bytes]:
    """Yield the shared texts without their stated number.

    calamine reserves memory for as many texts as the part says it has, and the process dies where there is less.
    """
    try:
        yield root_without(next(pieces, b""), b"sst", b"uniqueCount")
    except XmlFault as fault:
        raise SourceError("workbook-malformed", file=file.name, part=source) from fault
    yield from pieces


def _calamine(workbook: io.BytesIO, file: SourceFile, sheet: str) -> Any:
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError as error:
        raise MissingExtra("extra-excel", file=file.name) from error
    try:
        return load_workbook(workbook).get_sheet_by_index(0)
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise SourceError("workbook-sheet-malformed", file=file.name, sheet=sheet) from error
    except BaseException as error:
        # a panic of the native library is no Exception, and its class cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError("workbook-sheet-malformed", file=file.name, sheet=sheet) from None
