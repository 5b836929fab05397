"""XLSX: the sheets of a workbook, and one of them as rows of values.

What lives here: the parts of a SpreadsheetML package that matter, and the values from calamine.
What this file must not know: zip archives, headings, text forms of values.

Theory of operation. Values are parsed by calamine, which is quick but says nothing of formulas without a result, errors
and hidden rows, and lays a sheet out as a dense grid, so that two cells can ask for 17 billion. A stream over the
sheet's XML finds all that first. Then calamine gets a workbook made here, of the checked bytes of this one sheet, its
styles and its texts: it never sees the archive that came, so both readers read the same bytes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ...errors import MissingExtra, SourceError
from ._sheet_audit import CellFaults, SheetAudit
from ._sheet_file import Package
from ._sheet_grid import CellFault, Padding, Sheet, SheetEntry, Value
from ._sheet_xml import XmlFault, root_without

if TYPE_CHECKING:
    from ._sheet_xml import Attributes
    from ._source_file import SourceFile

_TRUE: Final = frozenset(("1", "true", "on"))
_ZEROS: Final = re.compile(r"(0{2,15})(?:;@)?")


@dataclass(slots=True)
class _Part:
    """One entry of the workbook's list of sheets."""

    name: str
    hidden: bool
    path: str
    is_grid: bool


@dataclass(slots=True)
class XlsxWorkbook:
    """An XLSX workbook whose parts were checked.

    Args:
        package: Its parts.
    """

    package: Package
    _sheets: list[_Part] = field(init=False, default_factory=list)
    _styles: str | None = field(init=False, default=None)
    _texts: str | None = field(init=False, default=None)
    _from_1904: bool = field(init=False, default=False)
    external_links: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        main = self._main_part()
        listed: list[tuple[str, str, str]] = []

        def start(name: str, attributes: Attributes) -> None:
            if name == "sheet":
                relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
                listed.append((attributes.get("name", ""), attributes.get("state", "visible"), relation))
            elif name == "workbookPr":
                self._from_1904 = attributes.get("date1904", "0").lower() in _TRUE

        self.package.parse(main, start, _nothing)
        relations = self._relations(main)
        for name, state, relation in listed:
            kind, target = relations.get(relation, ("", ""))
            self._sheets.append(_Part(name, state != "visible", target, kind == "worksheet"))
        for kind, target in relations.values():
            if kind == "styles":
                self._styles = target
            elif kind == "sharedstrings":
                self._texts = target
            elif kind == "externallink":
                self.external_links += 1

    def sheets(self) -> tuple[SheetEntry, ...]:
        """Return all sheets in the workbook's order, charts among them."""
        return tuple(
            SheetEntry(part.name, part.hidden, part.is_grid and self._has_cells(part.path)) for part in self._sheets
        )

    def read(self, name: str) -> Sheet:
        """Return one sheet.

        Raises:
            SourceError: The sheet's part is damaged.
            LimitExceeded: It spans more than `workbook_cells` or `columns` or `rows`.
            MissingExtra: calamine is not installed.
        """
        part = next(part for part in self._sheets if part.name == name)
        file = self.package.file
        audit = SheetAudit(file, name, self._paddings())
        self.package.parse(part.path, audit.start, audit.end, audit.text)
        audit.check_extent()
        single = self._single_sheet(part.path)
        return Sheet(
            name=name,
            rows=_rows_of(_calamine(single, file, name), audit.faults),
            merged=tuple(audit.merged),
            hidden_rows=tuple(audit.hidden_rows),
            hidden_columns=audit.hidden_columns,
        )

    def _main_part(self) -> str:
        for kind, target in self._relations("").values():
            if kind == "officedocument" and target in self.package:
                if target.endswith(".bin"):
                    raise SourceError("workbook-xlsb", file=self.package.file.name)
                if not target.lower().startswith("xl/") and "/" in target:
                    raise SourceError("workbook-no-sheets", file=self.package.file.name)
                return target
        raise SourceError("workbook-no-sheets", file=self.package.file.name)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return (kind in lower case, target part or nothing where it lies outside) of a part's relations, by id."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Attributes) -> None:
            if name != "Relationship":
                return
            kind = attributes.get("Type", "").rpartition("/")[2].lower()
            target = attributes.get("Target", "")
            outside = attributes.get("TargetMode", "Internal").lower() == "external"
            resolved = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (kind, "" if outside else resolved)

        if path in self.package:
            self.package.parse(path, start, _nothing)
        return found

    def _paddings(self) -> dict[str, Padding]:
        """Return the number formats of zeros alone, by the number of the cell style that has them (18.8.30)."""
        if self._styles is None or self._styles not in self.package:
            return {}
        formats: dict[str, Padding] = {}
        styles: list[str] = []
        inside = False

        def start(name: str, attributes: Attributes) -> None:
            nonlocal inside
            if name == "numFmt" and (found := _ZEROS.fullmatch(attributes.get("formatCode", ""))):
                formats[attributes.get("numFmtId", "")] = Padding(len(found[1]))
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                styles.append(attributes.get("numFmtId", ""))

        def end(name: str) -> None:
            nonlocal inside
            if name == "cellXfs":
                inside = False

        self.package.parse(self._styles, start, end)
        return {str(number): formats[style] for number, style in enumerate(styles) if style in formats}

    def _has_cells(self, path: str) -> bool:
        """Whether a sheet has a filled cell: one with a value or a formula."""
        found = False
        inside = False

        def start(name: str, _attributes: Attributes) -> None:
            nonlocal found, inside
            if name == "c":
                inside = True
            elif inside and name in {"v", "f", "is"}:
                found = True
                raise _Enough

        def end(name: str) -> None:
            nonlocal inside
            if name == "c":
                inside = False

        try:
            self.package.parse(path, start, end)
        except _Enough:
            return True
        return found

    def _single_sheet(self, path: str) -> io.BytesIO:
        """Return a workbook of the one sheet, with the styles and texts it refers to, packed anew."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            relations = [_RELATION.format(id=1, kind="worksheet", target="worksheets/sheet1.xml")]
            for number, kind, source in ((2, "styles", self._styles), (3, "sharedStrings", self._texts)):
                if source is not None and source in self.package:
                    self._copy(archive, source, f"xl/{kind}.xml")
                    relations.append(_RELATION.format(id=number, kind=kind, target=f"{kind}.xml"))
            self._copy(archive, path, "xl/worksheets/sheet1.xml")
            archive.writestr("[Content_Types].xml", _TYPES)
            archive.writestr(
                "_rels/.rels",
                _RELATIONS.format(_RELATION.format(id=1, kind="officeDocument", target="xl/workbook.xml")),
            )
            archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format("".join(relations)))
            archive.writestr("xl/workbook.xml", _WORKBOOK.format("1" if self._from_1904 else "0"))
        packed.seek(0)
        return packed

    def _copy(self, archive: zipfile.ZipFile, source: str, target: str) -> None:
        with archive.open(target, "w", force_zip64=True) as stream:
            first = True
            for piece in self.package.pieces(source):
                stream.write(self._uncounted(piece, source) if first and source == self._texts else piece)
                first = False

    def _uncounted(self, head: bytes, source: str) -> bytes:
        """Return the beginning of the shared texts without their stated number.

        calamine reserves memory for as many texts as the part says it has, and the process dies where there is less.
        """
        try:
            return root_without(head, b"sst", b"uniqueCount")
        except XmlFault as fault:
            raise SourceError("workbook-malformed", file=self.package.file.name, part=source) from fault


class _Enough(Exception):
    """What was looked for is found."""


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


def _nothing(_name: str) -> None:
    return


def _rows_of(grid: Any, faults: CellFaults) -> Callable[[], Iterator[tuple[int, Sequence[Value]]]]:
    """Return what yields the rows of calamine's grid with the faults in their places."""
    start = grid.start or (0, 0)

    def rows() -> Iterator[tuple[int, Sequence[Value]]]:
        faulty = faults.rows()
        row, found = next(faulty, (0, []))
        for number, values in enumerate(grid.iter_rows(), start=1):
            line: list[Value] = []
            if number > start[0]:  # iter_rows begins at the top of the sheet, where there may be faults
                line = [None] * start[1] + [None if value == "" else value for value in values]
            if number == row:
                line = _with_faults(line, found)
                row, found = next(faulty, (0, []))
            if line:
                yield number, line
        while row:
            yield row, _with_faults([], found)
            row, found = next(faulty, (0, []))

    return rows


def _with_faults(line: list[Value], found: list[tuple[int, CellFault | Padding]]) -> list[Value]:
    line.extend([None] * (found[-1][0] - len(line)))
    for column, fault in found:
        line[column - 1] = fault.shown(line[column - 1]) if isinstance(fault, Padding) else fault
    return line


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
