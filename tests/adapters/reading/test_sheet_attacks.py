"""Workbooks that are damaged, disguised or made to harm: each is refused by its own sentence, before it costs much."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import SheetSource, SourceOptions
from opendata_share.errors import LimitExceeded, OpenDataShareError, SourceError

HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
)
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        (b"", "source-empty"),
        (CFB + "Workbook".encode("utf-16-le"), "workbook-xls"),
        (CFB + bytes(1_500_000) + "EncryptedPackage".encode("utf-16-le"), "workbook-encrypted"),
        (b"\x09\x08\x10\x00\x00\x06", "workbook-xls"),
        (b"Kode;IGD\n0012;4\n", "workbook-csv"),
        (b"\xef\xbb\xbfKode,IGD\n", "workbook-csv"),
        ("Kode\tIGD\n".encode("utf-16"), "workbook-csv"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "workbook-html"),
        (b"  <!DOCTYPE html>\n<p>", "workbook-html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "workbook-xml-2003"),
        (b'<?xml version="1.0"?><kml/>', "workbook-other-kind"),
        (b'[{"a": 1}]', "workbook-other-kind"),
        (b"%PDF-1.7", "workbook-other-kind"),
        (b"hello", "workbook-no-workbook"),
        (b"\x00\x01\x02", "workbook-no-workbook"),
        (b"PK\x05\x06" + bytes(18), "workbook-no-sheets"),
        (b"PK\x03\x04 and no more", "workbook-malformed"),
    ],
)
def test_what_only_has_the_name_of_a_workbook_is_told_what_it_is(write, fail, content, message_id):
    """A30."""
    error = fail(SheetSource(write(content, "x.xlsx")))
    assert isinstance(error, SourceError)
    assert error.message_id == message_id


def test_a_csv_in_disguise_is_told_its_delimiter(write, fail):
    assert 'delimiter = ";"' in fail(SheetSource(write(b"Kode;IGD\n0012;4\n", "x.xlsx"))).text()


def test_other_archives_are_no_workbooks(parts, fail):
    def document(made):
        made["_rels/.rels"] = made["_rels/.rels"].replace(b"xl/workbook.xml", b"word/document.xml")
        made["word/document.xml"] = b"<document/>"

    def binary(made):
        made["_rels/.rels"] = made["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.bin")
        made["xl/workbook.bin"] = b"\x83\x01"

    assert fail(SheetSource(parts(HEAD, change=document))).message_id == "workbook-no-sheets"
    assert fail(SheetSource(parts(HEAD, change=binary))).message_id == "workbook-xlsb"
    assert fail(SheetSource(parts(HEAD, change=dict.clear))).message_id == "workbook-no-sheets"


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "xl/../../x.xml", "C:/x.xml", "xl\\..\\x.xml"])
def test_names_that_point_outside_the_archive(parts, fail, name):
    """A30."""
    error = fail(SheetSource(parts(HEAD, change=lambda made: made.update({name: b"<x/>"}))))
    assert error.message_id == "workbook-part-name"


def test_a_part_without_a_name(parts, fail):
    path = parts(HEAD)
    with zipfile.ZipFile(path, "a") as archive, archive.open(zipfile.ZipInfo(""), "w") as part:
        part.write(b"<x/>")
    assert fail(SheetSource(path)).message_id == "workbook-part-name"


def test_a_name_that_ends_before_it_ends(parts, fail):
    path = parts(HEAD, change=lambda made: made.update({"xl/a_b.xml": b"<x/>"}))
    path.write_bytes(path.read_bytes().replace(b"xl/a_b.xml", b"xl/a\0b.xml"))
    assert fail(SheetSource(path)).message_id in {"workbook-part-name", "workbook-malformed"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_with_one_name(parts, fail):
    """Which of the two a reader takes would decide what the data is; names differ in more than case."""
    for second in ("xl/workbook.xml", "XL/Workbook.xml"):
        path = parts(HEAD)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(second, "<x/>")
        assert fail(SheetSource(path)).message_id == "workbook-part-twice"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels", "docProps/app.xml"])
@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b'<?xml version="1.0"?>\n<!-- x - -->\n<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">',
        b"\xef\xbb\xbf <?pi ??>\n<!doctype x>",
    ],
)
def test_a_document_type_is_refused_in_every_part(parts, fail, part, doctype):
    """A30; no entity is expanded and nothing is fetched."""

    def change(made):
        made[part] = doctype + made.get(part, b"<x/>")

    assert fail(SheetSource(parts(HEAD, change=change))).message_id == "workbook-dtd"


@pytest.mark.parametrize(
    "beginning",
    [b"", b"x", b"<", b"<?xml", b"<!--", b'<?xml version="1.0" encoding="utf-16"?><x/>', "<x/>".encode("utf-16")],
)
def test_a_part_that_does_not_begin_as_xml(parts, fail, beginning):
    change = lambda made: made.update({"xl/workbook.xml": beginning})  # noqa: E731
    assert fail(SheetSource(parts(HEAD, change=change))).message_id == "workbook-malformed"


def test_a_bomb_is_stopped_while_it_is_unpacked(parts, fail):
    """A26: the sizes an archive states are not believed."""
    blank = b"<x>" + bytes([32]) * 40_000_000 + b"</x>"
    path = parts(HEAD, change=lambda made: made.update({"xl/media/x.bin": blank}))
    error = fail(SheetSource(path))
    assert (type(error), error.parameters["limit"]) == (LimitExceeded, "workbook_ratio")
    error = fail(SheetSource(path, limits=Limits(workbook_bytes=1_000_000)))
    assert error.parameters["limit"] == "workbook_bytes"
    lying = path.read_bytes().replace(struct.pack("<L", len(blank)), struct.pack("<L", 10))
    path.write_bytes(lying)
    assert fail(SheetSource(path)).message_id in {"limit-workbook-ratio", "workbook-malformed"}


def test_too_many_parts(parts, fail):
    many = {f"x/{number}.bin": b"" for number in range(50)}
    error = fail(SheetSource(parts(HEAD, change=lambda made: made.update(many)), limits=Limits(workbook_members=20)))
    assert error.parameters == {"limit": "workbook_members", "value": 20, "found": 55}


def test_an_encrypted_part(parts, fail):
    path = parts(HEAD)
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(data)
    assert fail(SheetSource(path)).message_id == "workbook-encrypted"


def test_a_method_of_packing_no_program_uses(parts, fail):
    path = parts(HEAD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/x.bin", b"x" * 1000)
    assert fail(SheetSource(path)).message_id == "workbook-malformed"


def test_two_cells_that_ask_for_seventeen_billion(parts, fail):
    rows = HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    error = fail(SheetSource(parts(rows), limits=Limits(columns=20_000)))
    assert (error.message_id, error.row) == ("limit-sheet-extent", 1_048_576)
    assert error.parameters["limit"] == "workbook_cells"
    assert fail(SheetSource(parts(rows))).parameters["limit"] == "columns"


def test_formats_far_below_the_table_cost_nothing(parts, read_sheet):
    """Only filled cells count: people format whole columns."""
    rows = HEAD + '<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576"/></row>'
    assert read_sheet(SheetSource(parts(rows))).rows == [2]


def test_a_size_the_sheet_states_is_not_believed(parts, read_sheet):
    def change(made):
        part = "xl/worksheets/sheet1.xml"
        made[part] = made[part].replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')

    assert read_sheet(SheetSource(parts(HEAD, change=change))).rows == [2]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="99999999999"><c><v>1</v></c></row>',
        '<row r="x"><c><v>1</v></c></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="zz"><v>1</v></c></row>',
    ],
)
def test_cells_out_of_order_or_of_no_kind_are_a_damaged_sheet(parts, fail, rows):
    assert fail(SheetSource(parts(rows))).message_id in {"workbook-sheet-malformed", "sheet-header-none"}


@pytest.mark.parametrize("reference", ["A1:", "B2:A1", "A1:XFE1", "A1:B2:C3", "", "1:2"])
def test_merged_ranges_that_are_none(parts, fail, reference):
    after = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    assert fail(SheetSource(parts(HEAD, after))).message_id == "workbook-sheet-malformed"


def test_hidden_columns_without_end(parts, read_sheet):
    def change(made):
        part = "xl/worksheets/sheet1.xml"
        columns = b'<col min="1" max="9999999" hidden="1"/>' * 5_000
        made[part] = made[part].replace(b"<sheetData>", b"<cols>" + columns + b"</cols><sheetData>")

    notes = read_sheet(SheetSource(parts(HEAD, change=change))).notes
    assert [note.parameters["columns"] for note in notes] == ['A "a", B "b"']


def test_links_to_other_workbooks_are_told_and_not_followed(parts, read_sheet):
    def change(made):
        relations = "xl/_rels/workbook.xml.rels"
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
        link = b'<Relationship Id="rId9" Type="%s" Target="externalLinks/externalLink1.xml"/>' % kind
        made[relations] = made[relations].replace(b"</Rel", link + b"</Rel")
        made["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"

    notes = read_sheet(SheetSource(parts(HEAD, change=change))).notes
    assert [(note.rule, note.parameters) for note in notes] == [("external-links", {"count": 1})]


def test_a_sheet_that_lies_outside_or_is_not_there(parts, fail):
    for target in (
        b'Target="http://127.0.0.1:9/x.xml" TargetMode="External"',
        b'Target="../../../x.xml"',
        b'Target="no.xml"',
    ):

        def change(made, target=target):
            part = "xl/_rels/workbook.xml.rels"
            made[part] = made[part].replace(b'Target="worksheets/sheet1.xml"', target)

        assert fail(SheetSource(parts(HEAD, change=change))).message_id == "workbook-malformed"


def test_a_file_cut_anywhere_ends_in_an_error_of_ours(xlsx, tmp_path):
    whole = xlsx([["Kode", "IGD"], *([f"k{n}", n] for n in range(50))]).read_bytes()
    for size in range(0, len(whole), 97):
        assert outcome(tmp_path, whole[:size]) != "read"


def test_flipped_bytes_end_in_a_table_or_an_error_of_ours(xlsx, ods, tmp_path):
    """No traceback, no panic of the native reader, whatever bytes are damaged."""
    chance = random.Random(20_260_302)
    cell = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    for whole in (
        xlsx([["Kode", "IGD"], ["a", 1.5]]).read_bytes(),
        ods({"S": f"<table:table-row>{cell}</table:table-row>"}).read_bytes(),
    ):
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            outcome(tmp_path, bytes(data))


@pytest.mark.parametrize("value", ["NaN", "inf", "1e999", "twelve"])
def test_a_number_that_is_none_is_kept_as_it_came(parts, read_sheet, value):
    """No conversion takes it for a number later."""
    found = read_sheet(SheetSource(parts(HEAD + f'<row r="3"><c r="A3"><v>{value}</v></c></row>'))).records[1]["a"]
    assert found is not None
    assert not found.lstrip("-").replace(".", "").isdigit()


def test_damaged_xml_ends_in_a_table_or_an_error_of_ours(xlsx, tmp_path):
    """Behind sound checksums, so that the parsers see it."""
    chance = random.Random(7)
    path = xlsx(
        [["Kode", "IGD", "Jam"], ["a", 1.5, True], ["b", "=1+1", 2]], edit=lambda _, sheet: sheet.merge_cells("A3:B3")
    )
    with zipfile.ZipFile(path) as archive:
        made = {name: archive.read(name) for name in archive.namelist()}
    wanted = [name for name in made if name.endswith(("sheet1.xml", "workbook.xml", "styles.xml", ".rels"))]
    for _ in range(200):
        name = chance.choice(wanted)
        damaged = bytearray(made[name])
        at = chance.randrange(len(damaged))
        damaged[at : at + chance.randint(0, 3)] = bytes(
            chance.choice(b'<>"=/19AZaz &') for _ in range(chance.randint(0, 3))
        )
        with zipfile.ZipFile(path, "w") as archive:
            for part, data in made.items():
                archive.writestr(part, bytes(damaged) if part == name else data)
        outcome(tmp_path, path.read_bytes())


def outcome(tmp_path, data):
    """Return "read", or the id of the error; anything else is a failure of the test."""
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(data)
    source = SheetSource(path)
    try:
        list(source.batches())
    except OpenDataShareError as error:
        assert error.text("id")
        return error.message_id
    return "read"


def test_a_panic_of_the_native_reader_is_an_error_of_ours(parts, fail, monkeypatch):
    import python_calamine

    class PanicException(BaseException):
        pass

    def panic(_stream):
        raise PanicException("index out of bounds")

    monkeypatch.setattr(python_calamine, "load_workbook", panic)
    assert fail(SheetSource(parts(HEAD))).message_id == "workbook-sheet-malformed"


def test_other_interruptions_pass(parts, monkeypatch):
    import python_calamine

    def interrupt(_stream):
        raise KeyboardInterrupt

    monkeypatch.setattr(python_calamine, "load_workbook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        SheetSource(parts(HEAD)).headings()


def test_checksums_are_checked(parts, fail):
    path = parts(HEAD)
    sheet = zlib.crc32(zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"))
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", sheet), struct.pack("<L", sheet ^ 1)))
    assert fail(SheetSource(path)).message_id == "workbook-malformed"


def test_merged_ranges_without_end_are_followed_once_each(parts, fail):
    """They overlap, which no program writes; every cell of the headings is looked at once."""
    many = "".join(f'<mergeCell ref="A1:CZ{1 + number % 8}"/>' for number in range(20_000))
    path = parts(HEAD, f'<mergeCells count="4000000000">{many}</mergeCells>')
    error = fail(SheetSource(path, SourceOptions(header_rows=(1,))))
    assert (error.message_id, error.parameters["heading"]) == ("sheet-duplicate-heading", "a")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_texts(texts):
    """Return a change that adds shared texts, as they are written."""

    def change(made):
        relations = "xl/_rels/workbook.xml.rels"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        link = f'<Relationship Id="rId9" Type="{kind}" Target="texts.xml"/>'
        made[relations] = made[relations].replace(b"</Rel", link.encode() + b"</Rel")
        made["xl/texts.xml"] = texts.encode()

    return change


@pytest.mark.parametrize(
    "tag",
    [
        f'<sst xmlns="{MAIN}" count="40000000000" uniqueCount="40000000000">',
        f"<?xml version='1.0'?><!-- <sst> --><sst\n uniqueCount = '40000000000'\txmlns='{MAIN}'>",
        f'<sst note=">" uniqueCount="40000000000" xmlns="{MAIN}">',
    ],
)
def test_a_number_of_texts_that_is_stated_is_not_believed(parts, read_sheet, tag):
    """The native reader reserves memory for that many and takes the whole process down with it."""
    change = with_texts(f"{tag}<si><t>uniqueCount</t></si></sst>")
    rows = HEAD + '<row r="3"><c r="A3" t="s"><v>0</v></c></row>'
    assert read_sheet(SheetSource(parts(rows, change=change))).records[1] == {"a": "uniqueCount", "b": None}


@pytest.mark.parametrize(
    "texts", ['<x><sst uniqueCount="40000000000"/></x>', "<sst uniqueCount=4/>", "<sst", "<sst a='"]
)
def test_shared_texts_that_do_not_begin_as_such(parts, fail, texts):
    assert fail(SheetSource(parts(HEAD, change=with_texts(texts)))).message_id == "workbook-malformed"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="{}" t="s"><v>0</v></c>',
        "<c t='s' r='{}'><v>0</v></c>",
        '<c r="{}" t="s"><f>A1</f><v>0</v></c>',
        pytest.param('<c r="{}" t="s"><v>\n0</v></c>', marks=pytest.mark.exhaustive),
    ],
)
def test_one_text_that_is_that_of_every_cell_is_counted_as_often(parts, fail, cell):
    """The native reader makes a copy for each cell: 44 kB packed took the process down."""
    change = with_texts(f"<sst><si><t>{'a long text ' * 80_000}</t></si></sst>")
    rows = HEAD + "".join(f'<row r="{n}">{cell.format(f"A{n}")}{cell.format(f"B{n}")}</row>' for n in range(3, 1_000))
    assert fail(SheetSource(parts(rows, change=change))).message_id == "limit-workbook-bytes"


def test_texts_of_a_sheet_are_counted_together(parts, fail):
    change = with_texts(f"<sst><si><t>{'x' * 300}</t></si></sst>")
    rows = HEAD + "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(3, 1_000))
    assert len(list(SheetSource(parts(rows, change=change)).batches())) == 1
    limits = Limits(workbook_bytes=200_000)
    assert fail(SheetSource(parts(rows, change=change), limits=limits)).message_id == "limit-workbook-bytes"
