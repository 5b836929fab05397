"""XLSX: the sheets of a workbook, and one of them as rows of values.

What lives here: the parts of a SpreadsheetML package that matter. What this file must not know: zip archives, headings,
text forms of values.

Theory of operation. Values are parsed by calamine, which is quick but says nothing of formulas without a result, errors
and hidden rows, and lays a sheet out as a dense grid, so that two cells can ask for 17 billion. A stream over the
sheet's XML finds all that first; then calamine reads the same bytes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from ..._dataclass import dataclass
from ...errors import SourceError
from ._sheet_audit import SheetAudit
from ._sheet_calamine import SheetParts, rows_of
from ._sheet_file import Package
from ._sheet_grid import Padding, SheetEntry
from ._sheet_plain_rows import PlainRows
from ._sheet_survey import Sheet, survey
from ._sheet_texts import any_longer, text_lengths
from ._sheet_xml import XmlReading

if TYPE_CHECKING:
    from ._sheet_audit import CellFaults
    from ._sheet_plain_rows import Slice
    from ._sheet_xml import Attributes

_TRUE: Final = frozenset(("1", "true", "on"))
_SHORTEST_CELL: Final = len('<c t="s"><v>0</v></c>')
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

    def read(self, name: str, header: tuple[int, ...] = ()) -> Sheet:
        """Return one sheet.

        Args:
            name: Its name.
            header: The declared header rows, or nothing.

        Raises:
            SourceError: The sheet's part is damaged.
            LimitExceeded: It spans more than `workbook_cells` or `columns` or `rows`.
            MissingExtra: calamine is not installed.
        """
        part = next(part for part in self._sheets if part.name == name)
        paddings = self._paddings()
        lengths = self._long_texts(part.path)
        audit = SheetAudit(self.package.file, name, paddings, lengths)
        parts = SheetParts(
            package=self.package,
            name=name,
            path=part.path,
            styles=self._styles,
            texts=self._texts,
            from_1904=self._from_1904,
        )
        plain = PlainRows(audit, paddings, parts.slice_bytes, long_texts=bool(lengths))
        seen = survey(rows_of(parts, self._audited(part.path, audit, plain)), self.package.file, header)
        return Sheet(
            name=name,
            seen=seen,
            merged=tuple(audit.merged),
            hidden_rows=tuple(audit.hidden_rows),
            hidden_columns=audit.hidden_columns,
        )

    def _long_texts(self, path: str) -> Sequence[int]:
        """Return the lengths of the shared texts where a sheet of one of them alone would do harm."""
        if self._texts is None or self._texts not in self.package:
            return ()
        most_cells = self.package.size(path) // _SHORTEST_CELL + 1
        harmless = self.package.file.limits.workbook_bytes // most_cells
        if not any_longer(self.package.pieces(self._texts), harmless):
            return ()
        return text_lengths(self.package, self._texts)

    def _audited(self, path: str, audit: SheetAudit, plain: PlainRows) -> Iterator[tuple[Slice, CellFaults]]:
        """Yield the slices of a sheet, each after the audit of it and of all before it."""
        reading = XmlReading(audit.start, audit.end, audit.text)
        with self.package.named(path):
            for found in plain.walk(self.package.pieces(path)):
                if isinstance(found, bytes):
                    reading.feed(found)
                else:
                    audit.check_extent()
                    yield found, audit.taken_faults()
            reading.close()
        audit.check_extent()
        yield plain.last, audit.taken_faults()

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


class _Enough(Exception):
    """What was looked for is found."""


def _nothing(_name: str) -> None:
    return
