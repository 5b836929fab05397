"""Text encodings: declared, never guessed; the first wrong byte is named with its place."""

from __future__ import annotations

import codecs

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import CsvSource, JsonSource, NdjsonSource, SourceOptions


@pytest.fixture(params=[1, 4, 4 << 20], ids=lambda size: f"block {size}")
def limits(request):
    return Limits(block_bytes=request.param)


def test_the_utf8_mark_is_no_part_of_the_first_heading(write, read, limits):
    """A9."""
    assert read(CsvSource(write(b"\xef\xbb\xbfa,b\n1,2\n"), limits=limits)).headings == ("a", "b")


def test_a_wrong_byte_is_named_with_offset_line_and_field(write, fail, limits):
    """A8."""
    error = fail(CsvSource(write(b'a,b\n"1\n2",x\n3,Caf\xe9\n'), limits=limits))
    assert (error.message_id, error.line, error.field) == ("text-not-utf-8", 4, "b")
    assert error.parameters == {"offset": 17}
    assert error.hint() is not None
    assert 'encoding = "cp1252"' in error.hint()


def test_the_offset_counts_the_mark(write, fail, limits):
    error = fail(CsvSource(write(b"\xef\xbb\xbfa\n\xff\n"), limits=limits))
    assert (error.parameters["offset"], error.line) == (5, 2)


def test_a_wrong_byte_in_the_headings(write, fail, limits):
    assert fail(CsvSource(write(b"a,\xff\n"), limits=limits)).message_id == "text-not-utf-8"


@pytest.mark.parametrize("content", [b"a\n\xc3", b"a\n\xed\xa0\x80\n", b"a\n\xf4\x90\x80\x80\n", b"a\n\xc0\xaf\n"])
def test_cut_surrogate_and_overlong_sequences_are_not_utf8(write, fail, limits, content):
    assert fail(CsvSource(write(content), limits=limits)).message_id == "text-not-utf-8"


def test_declared_encodings_are_decoded(write, read, limits):
    path = write("a,b\n1,Café €\n".encode("cp1252"))
    assert read(CsvSource(path, SourceOptions(encoding="cp1252"), limits)).records == [{"a": "1", "b": "Café €"}]


def test_a_byte_outside_the_declared_encoding_is_named(write, fail, limits):
    error = fail(CsvSource(write(b"a\nx\n\x81\n"), SourceOptions(encoding="cp1252"), limits))
    assert (error.message_id, error.line, error.parameters["offset"]) == ("text-undecodable", 3, 4)
    error = fail(CsvSource(write("a\né\n"), SourceOptions(encoding="ascii"), limits))
    assert (error.message_id, error.line, error.parameters["offset"]) == ("text-undecodable", 2, 2)


def test_a_cut_utf16_file_is_named(write, fail, limits):
    content = codecs.BOM_UTF16_LE + "a\nbc".encode("utf-16-le")[:-1]
    error = fail(CsvSource(write(content), SourceOptions(encoding="utf-16"), limits))
    assert (error.message_id, error.parameters["offset"]) == ("text-undecodable", len(content) - 1)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a,b\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "a,b\n".encode("utf-16-be"), "utf-16"),
        ("a,b\n1,é\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\n1,é\n".encode("utf-16-be"), "utf-16-be"),
        ("a,b\n".encode("utf-32"), "utf-32"),
    ],
)
def test_utf16_is_named_with_the_line_to_add(write, fail, content, found):
    """A9: not "one column"."""
    error = fail(CsvSource(write(content)))
    assert (error.message_id, error.parameters["found"]) == ("source-encoding-contradicted", found)
    assert error.hint() is not None
    assert f'encoding = "{found}"' in error.hint()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["le", "be"])
def test_the_mark_tells_which_end_comes_first(write, read, encoding, end, limits):
    text = "\ufeffa,b\n1,漢\n"
    path = write(text.encode(f"{encoding}-{end}"))
    assert read(CsvSource(path, SourceOptions(encoding=encoding), limits)).records == [{"a": "1", "b": "漢"}]


def test_utf16_without_a_mark_must_say_which_end(write, fail):
    """P11: Python would take the machine's own order."""
    error = fail(CsvSource(write("a\n1\n".encode("utf-16-le")), SourceOptions(encoding="utf-16")))
    assert error.message_id == "source-encoding-without-mark"


def test_a_mark_that_contradicts_the_declaration_is_refused(write, fail):
    error = fail(CsvSource(write(b"\xef\xbb\xbfa\n1\n"), SourceOptions(encoding="cp1252")))
    assert error.parameters == {"declared": "cp1252", "found": "utf-8"}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_nul_is_no_text(write, fail, encoding, limits):
    error = fail(CsvSource(write(b"a,b\n1,2\n3,x\0y\n"), SourceOptions(encoding=encoding), limits))
    assert (error.message_id, error.line, error.field) == ("text-nul", 3, "b")


@pytest.mark.parametrize("reader", [JsonSource, NdjsonSource])
def test_json_is_text_like_any_other(write, fail, read, reader):
    text = '{"a": "é"}' if reader is NdjsonSource else '[{"a": "é"}]'
    error = fail(reader(write(b"\n\n" + text.encode("latin-1"), "x.json")))
    assert (error.message_id, error.line) == ("text-not-utf-8", 3)
    assert read(reader(write(b"\xef\xbb\xbf" + text.encode(), "x.json"))).records == [{"a": "é"}]
    latin = SourceOptions(encoding="latin-1")
    assert read(reader(write(text.encode("latin-1"), "x.json"), latin)).records == [{"a": "é"}]
    assert fail(reader(write(text.encode("utf-16"), "x.json"))).parameters["found"] == "utf-16"
