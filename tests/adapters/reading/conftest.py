"""What the tests of the readers share: files made on the spot, and a source read wholly."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters.sources import RawBatch, Source, UnmadeRow
from opendata_share.errors import OpenDataShareError


@dataclass(frozen=True)
class Reading:
    """Everything a source gave."""

    headings: tuple[str, ...]
    records: list[dict[str, Any]]
    rows: list[int]
    lines: list[int]
    unmade: list[UnmadeRow]
    kinds: dict[str, list[int]]
    batches: list[RawBatch]


def whole(source: Source) -> Reading:
    """Read `source` to its end, and check what must hold of every batch."""
    headings = source.headings()
    batches = list(source.batches())
    records: list[dict[str, Any]] = []
    for batch in batches:
        batch.columns.validate(full=True)
        assert len(batch.rows) == batch.columns.num_rows or not batch.columns.num_columns
        assert batch.lines is None or len(batch.lines) == len(batch.rows)
        records += batch.columns.to_pylist()
    rows = [row for batch in batches for row in batch.rows.to_pylist()]
    unmade = [row for batch in batches for row in batch.unmade]
    numbers = sorted(rows + [row.row for row in unmade])
    assert numbers == list(range(1, len(numbers) + 1)), "every row number is used once"
    lines = [line for batch in batches if batch.lines is not None for line in batch.lines.to_pylist()]
    kinds: dict[str, list[int]] = {}
    for batch in batches:
        for name, kind in (batch.kinds or {}).items():
            kinds.setdefault(name, []).extend(kind.to_pylist())
    return Reading(headings, records, rows, lines, unmade, kinds, batches)


def failure(source: Source) -> OpenDataShareError:
    """Return the error of ours that reading `source` ends in; any other exception, or none, fails the test."""
    with pytest.raises(OpenDataShareError) as caught:
        whole(source)
    for language in ("en", "id"):
        assert caught.value.text(language)
    return caught.value


@pytest.fixture
def read() -> Callable[[Source], Reading]:
    return whole


@pytest.fixture
def fail() -> Callable[[Source], OpenDataShareError]:
    return failure


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes bytes or text to a new file and returns its path."""

    def make(content: bytes | str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return make


@dataclass(frozen=True)
class SheetReading:
    """Everything a sheet gave."""

    headings: tuple[str, ...]
    records: list[dict[str, Any]]
    rows: list[int]
    cells: dict[str, list[int]]
    notes: list[Any]


def whole_sheet(source: Source) -> SheetReading:
    """Read a sheet to its end, and check what must hold of every batch."""
    headings = source.headings()
    records: list[dict[str, Any]] = []
    rows: list[int] = []
    cells: dict[str, list[int]] = {}
    notes: list[Any] = []
    for batch in source.batches():
        batch.columns.validate(full=True)
        assert batch.lines is None
        assert batch.unmade == ()
        assert batch.cells is not None
        assert list(batch.cells) == batch.columns.schema.names
        records += batch.columns.to_pylist()
        rows += batch.rows.to_pylist()
        notes += batch.notes
        for name, marks in batch.cells.items():
            assert len(marks) == batch.columns.num_rows == len(batch.rows)
            cells.setdefault(name, []).extend(marks.to_pylist())
    assert rows == sorted(set(rows))
    return SheetReading(headings, records, rows, cells, notes)


@pytest.fixture
def read_sheet() -> Callable[[Source], SheetReading]:
    return whole_sheet


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes rows as the only sheet of a workbook; `edit` gets book and sheet before."""
    openpyxl = pytest.importorskip("openpyxl")

    def make(
        rows: Sequence[Sequence[Any]] = (),
        name: str = "table.xlsx",
        edit: Callable[[Any, Any], object] | None = None,
        at: str = "A1",
    ) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Data"
        first = sheet[at]
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                if value is not None:
                    cell = sheet.cell(first.row + down, first.column + right, value)
                    if isinstance(value, str):
                        cell.data_type = "f" if value.startswith("=") else "s"
        if edit is not None:
            edit(book, sheet)
        path = tmp_path / name
        book.save(path)
        return path

    return make


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><office:automatic-styles>'
    '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def _name(title: str) -> str:
    return title.removeprefix("!")


def _style(title: str) -> str:
    return "hidden" if title.startswith("!") else "plain"


@pytest.fixture
def ods(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes tables, each the XML between its tags, as an ODS file; "!" hides one."""

    def make(tables: Mapping[str, str], name: str = "table.ods", content: str | None = None) -> Path:
        body = "".join(
            f'<table:table table:name="{_name(title)}" table:style-name="{_style(title)}">{inner}</table:table>'
            for title, inner in tables.items()
        )
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
            archive.writestr("content.xml", f"{ODS_HEAD}{body}{ODS_TAIL}" if content is None else content)
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
        return path

    return make


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx_parts(rows: str = "", after: str = "", prefix: str = "") -> dict[str, bytes]:
    """Return the parts of the smallest workbook: one sheet "Data" of `rows`, and what stands after them."""
    sheet = f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"
    sheet = sheet.replace("</", "</\0").replace("<", f"<{prefix}").replace(f"<{prefix}/\0", f"</{prefix}")
    space = f' xmlns:{prefix.rstrip(":")}="{MAIN}"' if prefix else f' xmlns="{MAIN}"'
    sheet = sheet.replace("worksheet>", f"worksheet{space}>", 1)
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/{{}}" Target="{{}}"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations.format(relation.format("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(relation.format("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return {part: text.encode() for part, text in texts.items()}


@pytest.fixture
def parts(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a workbook part by part; `change` gets the parts before they are packed."""

    def make(
        rows: str = "",
        after: str = "",
        *,
        prefix: str = "",
        name: str = "table.xlsx",
        change: Callable[[dict[str, bytes]], object] | None = None,
    ) -> Path:
        made = xlsx_parts(rows, after, prefix)
        if change is not None:
            change(made)
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in made.items():
                archive.writestr(part, data)
        return path

    return make
