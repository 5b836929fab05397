"""The quick ways through a sheet find what the slow ones find: columns of cells, patterns of rows, slices of it all."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.adapters.reading import _sheet_calamine, _sheet_plain_rows
from opendata_share.adapters.reading._sheet_audit import SheetAudit
from opendata_share.adapters.reading._sheet_block import block_of, cells_of
from opendata_share.adapters.reading._sheet_cells import text_and_mark
from opendata_share.adapters.reading._sheet_grid import CellFault, Padding
from opendata_share.adapters.reading._sheet_plain_rows import PlainRows, Slice
from opendata_share.adapters.reading._sheet_survey import filled_columns, survey
from opendata_share.adapters.reading._sheet_xml import XmlFault, XmlReading
from opendata_share.adapters.sources import SheetSource, SourceOptions
from opendata_share.errors import OpenDataShareError, SourceError

from .conftest import whole_sheet, xlsx_parts

NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(2**60), 2**60).map(float),
    st.decimals(-(10**9), 10**9, places=3).map(float),
    st.sampled_from([0.0, -0.0, 1e10, 1e15, 2.0**53, 1e16, 1e22, 1e300, 5e-7, 1e-5, 5e-324]),
)
TEXTS = st.one_of(st.text(max_size=6), st.sampled_from(["", " ", "\u00a0\t", "0012", "true", "\x1f", "2026-03-02"]))
VALUES = st.one_of(
    st.none(),
    TEXTS,
    NUMBERS,
    st.integers(-(2**70), 2**70),
    st.booleans(),
    st.datetimes(),
    st.dates().map(lambda day: dt.datetime.combine(day, dt.time())),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([CellFault("formula"), CellFault("error", "#N/A"), CellFault("error", "#ERROR")]),
)
COLUMNS = st.one_of(
    st.lists(VALUES, min_size=1, max_size=12),
    *(st.lists(kind, min_size=1, max_size=12) for kind in (TEXTS, NUMBERS, st.datetimes(), st.booleans())),
    st.lists(st.one_of(st.just(""), NUMBERS), min_size=1, max_size=12),
)


@given(COLUMNS)
@settings(max_examples=120)
def test_a_column_is_what_its_cells_are_one_by_one(column):
    cells = cells_of(column)
    assert list(zip(cells.texts.to_pylist(), cells.marks.to_pylist(), strict=True)) == [
        text_and_mark(value) for value in column
    ]
    assert cells.filled.tolist() == [bool(filled_columns([value])) for value in column]


def test_white_space_is_the_same_to_arrow_and_to_python():
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert cells_of(characters).filled.tolist() == [not character.isspace() for character in characters]


@given(st.lists(st.tuples(st.integers(1, 4), st.lists(VALUES, max_size=5)), max_size=12))
@settings(max_examples=60)
def test_a_survey_is_what_a_walk_over_the_cells_finds(steps):
    lines, number = [], 0
    for step, values in steps:
        number += step
        lines.append((number, values))
    found = survey(lines, _Named())
    filled = {number: filled_columns(values) for number, values in lines if filled_columns(values)}
    several = {number: columns for number, columns in filled.items() if len(columns) > 1}
    assert found.last_row == max(filled, default=0)
    assert found.last_filled == {column: number for number, columns in filled.items() for column in columns}
    assert found.last_of_several == {column: number for number, columns in several.items() for column in columns}
    assert {number: sorted(row.texts) for number, row in found.top.items()} == filled
    rows = [number for block in found.blocks for number in block.rows.to_pylist()]
    assert rows == list(filled)
    for number, values in lines:
        if number in filled:
            row = block_of([(number, values)])
            shown = [(row.cells(at).texts[0].as_py(), row.cells(at).marks[0].as_py()) for at in range(1, 7)]
            assert shown == [text_and_mark(value) for value in [*values, *[None] * (6 - len(values))]]


# Cells and rows as programs write them, and as none does; {} is a row's number.
CELLS = (
    b'<c r="A{}"><v>1</v></c>',
    b'<c r="A{}" s="1"/>',
    b'<c r="B{}" s="1" t="s"><v>0</v></c>',
    b'<c r="B{}" t="inlineStr"><is><t xml:space="preserve"> a &amp; b </t></is></c>',
    b'<c r="B{}" s="1"></c>',
    b'<c r="C{}" s="1"><v>12</v></c>',
    b'<c r="C{}" s="1" t="n"><f>SUM(A1:A2)</f><v>3</v></c>',
    b'<c r="C{}" t="str"><f t="shared" ref="A1:A2" si="0">A1&lt;2</f><v></v></c>',
    b'<c r="C{}"><f>1</f></c>',
    b'<c r="D{}" t="e"><v>#N/A</v></c>',
    b'<c r="D{}" t="b"><v>1</v></c>',
    '<c r="D{}" t="inlineStr"><is><t>é \u20ac &#10;</t></is></c>'.encode(),
    b'<c r="T{}"><v>4.5</v></c>',
    b'<c r="ZZ{}"><v>5</v></c>',
    b'<c r="E{}" t="inlineStr"><is><r><t>rich</t></r></is></c>',
    b"<c><v>7</v></c>",
)
ODD_CELLS = (
    b'<c r="A{}" r="A{}"><v>1</v></c>',
    b'<c r="A{}" t="inlineStr"><is><t>\xff</t></is></c>',
    b'<c r="A{}" t="inlineStr"><is><t>\xef\xbf\xbf</t></is></c>',
    b'<c r="A{}" t="inlineStr"><is><t>\x01</t></is></c>',
    b'<c r="A{}" t="inlineStr"><is><t>]]></t></is></c>',
    b'<c r="A{}" t="inlineStr"><is><t>&nbsp;</t></is></c>',
    b'<c r="A99"><v>1</v></c>',
    b'<c r="A{}"><v>1</v>',
    b'<!-- </row><row r="98"> -->',
    b"<![CDATA[</row>]]>",
    b"</row ><row>",
)
ROWS = (
    b'<row r="{}">{cells}</row>',
    b'<row r="{}" spans="1:4" x14ac:dyDescent="0.25">{cells}</row>',
    b'<row r="{}" hidden="1">{cells}</row>',
    b'\n  <row r="{}" customFormat="false" hidden="false">{cells}</row>',
    b"<row>{cells}</row>",
    b'<row hidden="true" r="{}">{cells}</row>',
    b'<row r="{}" ht="15"/>',
)
ODD_ROWS = (
    b'<row r="{}" ht="1" ht="2">{cells}</row>',
    b'<row r="1">{cells}</row>',
    b'<row r="0{}">{cells}</row>',
    b'<!-- <row r="{}">{cells}</row> -->',
    b'<?x <row r="{}">{cells}</row>?>',
    b'<x a="<row r="{}">{cells}</row>"/>',
    b"</sheetData><sheetData>",
    b'<foo><row r="{}">{cells}</row></foo>',
    b'<foo><row r="{}">{cells}</row>',
    b'<row r="{}"><row r="9{}">{cells}</row></row>',
    b'<row r="1048577">{cells}</row>',
)
HEADS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns=""><dimension ref="A1"/><sheetData>',
    b"<worksheet><cols/><sheetData>",
    b"\xef\xbb\xbf<worksheet><sheetData>",
    b"<?xml version='1.0' encoding='us-ascii'?><worksheet><sheetData>",
    b"<worksheet><!-- <sheetData> --><sheetData>",
    b"<x:worksheet><sheetData>",
    b'<worksheet a="<sheetData>',
)
TAILS = (
    b'</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells></worksheet>',
    b"</sheetData></worksheet>",
    b"</sheetData></x:worksheet>",
    b"</sheetData>",
    b"</worksheet>",
    b'</sheetData><row r="999"><c r="A999" t="e"><v>#REF!</v></c></row></worksheet>',
)


@st.composite
def sheets(draw):
    odd = draw(st.integers(0, 2)) == 2
    made, number = [], 1
    for _ in range(draw(st.integers(0, 8))):
        number += draw(st.integers(1, 3))
        choices = st.sampled_from(CELLS + ODD_CELLS if odd and draw(st.integers(0, 4)) == 0 else CELLS)
        cells = draw(st.lists(choices, max_size=5))
        if not odd or draw(st.booleans()):
            cells = sorted(set(cells), key=lambda cell: (len(cell[6 : cell.find(b"{")]), cell[6:8]))
            cells = [cell for at, cell in enumerate(cells) if not at or cell[6:8] != cells[at - 1][6:8]]
        row = draw(st.sampled_from(ROWS + ODD_ROWS if odd and draw(st.integers(0, 4)) == 0 else ROWS))
        made.append(row.replace(b"{cells}", b"".join(cells)).replace(b"{}", b"%d" % number))
    head = draw(st.sampled_from(HEADS if odd else HEADS[:3]))
    return head + b"".join(made) + draw(st.sampled_from(TAILS if odd else TAILS[:2]))


def audited(pieces, *, plain, slice_bytes=1):
    """Return what an audit of a sheet's part finds, or its error, and its slices."""
    paddings = {"1": Padding(4)}
    audit = SheetAudit(_Named(), "Data", paddings)
    reading = XmlReading(audit.start, audit.end, audit.text)
    rows = PlainRows(audit, paddings, slice_bytes)
    faults, slices = [], []
    try:
        for found in rows.walk(pieces) if plain else pieces:
            if isinstance(found, Slice):
                slices.append(found)
                faults.extend(audit.taken_faults().rows())
            else:
                reading.feed(found)
        reading.close()
    except XmlFault as fault:
        return ("fault", fault.dtd), []
    except SourceError as error:
        return ("error", error.message_id), []
    faults.extend(audit.taken_faults().rows())
    found = (audit.merged, audit.hidden_rows, faults, audit.first_row, audit.last_row, audit._first_column)
    return (*found, audit._last_column, audit.hidden_columns), [*slices, rows.last]


class _Named:
    name = "table.xlsx"
    limits = DEFAULT_LIMITS


@given(sheets(), st.integers(1, 400))
@settings(max_examples=250)
@example(HEADS[0] + b'<row r="1"><c r="A1"><v>1</v></c></row><x a="' + ROWS[0] + b'"/>' + TAILS[1], 7)
def test_rows_taken_by_their_pattern_are_what_the_parser_finds(part, size):
    first = part.find(b"<sheetData>") + len(b"<sheetData>")  # it stands in the first megabyte
    pieces = [part[:first], *(part[at : at + size] for at in range(first, len(part), size))]
    (quick, slices), (slow, _) = audited(pieces, plain=True), audited([part], plain=False)
    assert quick[0] == slow[0] if isinstance(slow[0], str) else quick == slow
    if slices:
        _check_slices(part, slices)


def _check_slices(part, slices):
    """All bytes of the rows are in the slices, once and in order."""
    head = part[: part.find(b"<sheetData>") + len(b"<sheetData>")]
    made = b"".join(
        found.content.removeprefix(head).removesuffix(_sheet_plain_rows.CLOSING)
        if found.rest_from is None
        else part[max(found.rest_from, len(head)) :]
        for found in slices
    )
    assert part[len(head) :].startswith(made)
    assert re.fullmatch(rb"\s*(</sheetData>.*)?", part[len(head) + len(made) :], re.DOTALL)
    for found in slices[1:]:
        assert found.rest_from is not None or found.content.startswith(head)


@given(sheets())
@settings(max_examples=60)
def test_a_workbook_in_slices_is_the_workbook(part):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        whole, sliced = outcome(path, part, slice_bytes=1 << 30), outcome(path, part, slice_bytes=1)
    assert sliced == whole


def outcome(path, part, slice_bytes):
    """Return what a workbook of one sheet holds, or its error, read in slices of so many bytes."""
    heading = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    made = dict(xlsx_parts())
    made["xl/sharedStrings.xml"] = b"<sst><si><t>shared</t></si></sst>"
    relations = made["xl/_rels/workbook.xml.rels"]
    texts = relations[relations.index(b"<Relationship ") : relations.index(b"</Relationships>")]
    texts = texts.replace(b"rId1", b"rId2").replace(b'/worksheet"', b'/sharedStrings"')
    texts = texts.replace(b"worksheets/sheet1.xml", b"sharedStrings.xml")
    made["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", texts + b"</Relationships>")
    made["xl/worksheets/sheet1.xml"] = part.replace(b"<sheetData>", b"<sheetData>" + heading, 1)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in made.items():
            archive.writestr(name, data)
    path.write_bytes(packed.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_sheet_calamine, "_SLICE", slice_bytes)
        try:
            return whole_sheet(SheetSource(path, SourceOptions(header_rows=(1,))))
        except OpenDataShareError as error:
            return error.message_id, error.row


def test_a_sheet_whose_rows_all_need_the_parser_is_cut_too():
    rows = [b'<row r="%d"><c r="A%d" t="e"><v>#N/A</v></c></row>' % (number, number) for number in range(1, 5)]
    _, slices = audited([HEADS[1] + b"".join(rows) + TAILS[1]], plain=True)
    made = [HEADS[1] + row + _sheet_plain_rows.CLOSING for row in rows]
    assert [found.content for found in slices if b"<row" in found.content] == made
