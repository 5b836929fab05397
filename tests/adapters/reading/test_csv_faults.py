"""CSV as it comes: each fault ends in one error that names the place, whatever the size of the blocks."""

from __future__ import annotations

import gzip

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import CsvSource, SourceOptions
from opendata_share.errors import DefinitionError, LimitExceeded, SourceError


@pytest.fixture(params=[1, 5, 32, 4 << 20], ids=lambda size: f"block {size}")
def limits(request):
    return Limits(block_bytes=request.param)


def place(error):
    return (error.message_id, error.line, error.field)


def test_an_unclosed_quote_is_never_a_shorter_table(write, fail, limits):
    """A1."""
    error = fail(CsvSource(write('a,b\n1,"x\n2,y\n3,z'), limits=limits))
    assert isinstance(error, SourceError)
    assert place(error) == ("csv-unclosed-quote", 2, "b")
    assert "line 2" in error.text()
    assert "baris 2" in error.text("id")


def test_an_unclosed_quote_before_quoted_cells_is_found_where_the_quotes_stop_adding_up(write, fail, limits):
    error = fail(CsvSource(write('a,b\n1,"x\n2,"y"\n3,z\n'), limits=limits))
    assert error.message_id == "csv-stray-quote"
    assert (error.line, error.parameters["record_line"]) == (3, 2)


def test_an_unclosed_quote_in_the_headings(write, fail, limits):
    assert place(fail(CsvSource(write('a,"b\n1,2\n'), limits=limits))) == ("csv-unclosed-quote", 1, None)


@pytest.mark.parametrize(
    ("content", "line", "field"),
    [
        ('a,b\n1,5" hose\n2,3\n', 2, "b"),
        ('a,b\n1,2\nok,"x" y\n', 3, "b"),
        ('a,b\n1,2\n"x"y,3\n', 3, "a"),
        ('a,b\n1,2\n3,a""b\n', 3, "b"),
        ('a,b\n"1\n2",x"\n', 3, "b"),
        ('a,b\n1, "x"\n', 2, "b"),
        ('a,b\n1,"x" \n', 2, "b"),
        ('a,"b" c\n1,2\n', 1, None),
    ],
)
def test_a_stray_quote_is_refused_at_its_line(write, fail, limits, content, line, field):
    """A3."""
    assert place(fail(CsvSource(write(content), limits=limits))) == ("csv-stray-quote", line, field)


def test_the_five_ways_to_hold_nothing_are_told_apart(write, fail, limits):
    """A22."""
    contents = {
        b"": "source-empty",
        b"\xef\xbb\xbf": "source-only-mark",
        b"\n\r\n\n": "csv-only-blank-lines",
        b",,\n": "csv-header-blank",
        b"a,b\r1,2\r": "csv-carriage-return",
    }
    found = {content: fail(CsvSource(write(content), limits=limits)) for content in contents}
    assert {content: error.message_id for content, error in found.items()} == contents
    assert len({error.message() for error in found.values()}) == 5


def test_carriage_returns_alone_are_no_line_ends_unless_declared(write, fail, limits):
    error = fail(CsvSource(write("a,b\r1,2\r"), limits=limits))
    assert error.hint() is not None
    assert r'newline = "\r"' in error.hint()
    assert place(fail(CsvSource(write("a,b\n1,2\n3\r,4\n"), limits=limits)))[:2] == ("csv-carriage-return", 3)
    assert fail(CsvSource(write("a\n1\r"), limits=limits)).message_id == "csv-carriage-return"


def test_line_feeds_are_refused_where_carriage_returns_are_declared(write, fail, limits):
    options = SourceOptions(newline="\r")
    assert place(fail(CsvSource(write("a\r1\r\n2\r"), options, limits)))[:2] == ("csv-line-feed", 3)
    assert fail(CsvSource(write("a\n1\n"), options, limits)).message_id == "csv-line-feed"


@pytest.mark.parametrize(
    ("content", "parameters"),
    [
        ("a,a\n1,2\n", {"heading": "a", "first": 1, "second": 2}),
        ("a,,b,\n1,2,3,4\n", {"heading": "", "first": 2, "second": 4}),
    ],
)
def test_a_heading_stands_once(write, fail, limits, content, parameters):
    """A11."""
    error = fail(CsvSource(write(content), limits=limits))
    assert (error.message_id, error.parameters) == ("csv-duplicate-heading", parameters)


@pytest.mark.parametrize(
    ("content", "delimiter", "found"),
    [
        ("a;b\n1,50;2\n", ",", '";"'),
        ("a\tb\n1\t2\n", ",", '"\\t"'),
        ("a|b\n", ",", '"|"'),
        ("a,b\n1,2\n", ";", '","'),
    ],
)
def test_another_delimiter_is_named_not_guessed(write, fail, limits, content, delimiter, found):
    """A13."""
    error = fail(CsvSource(write(content), SourceOptions(delimiter=delimiter), limits))
    assert (error.message_id, error.parameters["found"]) == ("csv-other-delimiter", found)


@pytest.mark.parametrize("content", ["name (lat; lon)\nMonas\n", '"a;b"\n1;2\n', "a\n1;2\n"])
def test_one_column_is_allowed_to_hold_other_delimiters(write, read, content):
    assert len(read(CsvSource(write(content))).headings) == 1


def test_a_trailing_delimiter_is_one_cell_more(write, read):
    """A22."""
    reading = read(CsvSource(write("a,b\n1,2,\n")))
    assert reading.unmade[0].parameters == {"expected": 2, "actual": 3}
    assert read(CsvSource(write("a,b,\n1,2,\n"))).headings == ("a", "b", "")


def test_a_monstrous_cell_meets_the_record_limit(write, fail):
    """A20, with the sizes of the real thing scaled down."""
    limits = Limits(block_bytes=1024, record_bytes=10_000)
    error = fail(CsvSource(write('a,b\n1,"' + "x" * 100_000 + '"\n'), limits=limits))
    assert isinstance(error, LimitExceeded)
    assert (error.message_id, error.line) == ("limit-record-bytes", 2)
    assert (error.parameters["limit"], error.parameters["value"]) == ("record_bytes", 10_000)


@pytest.mark.parametrize("block", [100, 1 << 20])
def test_the_record_limit_does_not_depend_on_the_block(write, fail, read, block):
    limits = Limits(block_bytes=block, record_bytes=1_000)
    content = "a\n1\n" + "x" * 1_000 + "\n2\n"
    assert len(read(CsvSource(write(content), limits=limits)).records) == 3
    assert fail(CsvSource(write(content.replace("x\n", "xx\n")), limits=limits)).line == 3


def test_a_monstrous_heading_meets_the_record_limit(write, fail):
    """A21."""
    limits = Limits(record_bytes=1_000_000, block_bytes=65_536)
    assert fail(CsvSource(write("h" * 1_100_000 + "\n1\n"), limits=limits)).message_id == "limit-record-bytes"


def test_a_long_heading_is_not_printed_whole(write, fail):
    name = "h" * 100_000
    assert len(fail(CsvSource(write(f"{name},{name}\n"))).text()) < 500


def test_too_many_columns(write, fail):
    """A21."""
    error = fail(CsvSource(write(",".join(map(str, range(100_000))) + "\n")))
    assert isinstance(error, LimitExceeded)
    assert error.parameters == {"limit": "columns", "value": 4_096, "found": 100_000}


def test_too_many_rows(write, fail, limits):
    small = Limits(rows=2, block_bytes=limits.block_bytes)
    assert fail(CsvSource(write("a\n1\n2\n3\n"), limits=small)).message_id == "limit-rows"


def test_too_many_bytes(write, fail):
    assert fail(CsvSource(write("a\n1\n"), limits=Limits(input_bytes=3))).message_id == "limit-input-bytes"


@pytest.mark.parametrize("content", [gzip.compress(b"a\n1\n", mtime=0), b"PK\x03\x04 and more", b"PAR1....PAR1"])
def test_files_that_are_not_text_are_named(write, fail, content):
    """A23, A26: nothing is decompressed."""
    assert fail(CsvSource(write(content))).message_id == "source-not-text"


def test_a_thousand_blank_lines_at_the_start_cost_nothing_special(write, read):
    reading = read(CsvSource(write("\n" * 200_000 + "a\n1\n"), limits=Limits(block_bytes=1 << 20)))
    assert reading.lines == [200_002]


def test_no_error_shows_a_cell(write, fail):
    """H2: neither the text nor the traceback's causes carry the value."""
    secret = "3171234567890123"
    for content in (f'a,b\n{secret},"x\n', f'a,b\n{secret},x" y\n', f"a,b\n{secret}\r,2\n"):
        error = fail(CsvSource(write(content)))
        assert secret not in error.text() + error.text("id") + repr(error.parameters)


@pytest.mark.parametrize(
    "options",
    [
        {"delimiter": ""},
        {"delimiter": ";;"},
        {"delimiter": "\n"},
        {"delimiter": "·"},
        {"quote": "''"},
        {"delimiter": '"'},
        {"newline": "x"},
        {"encoding": "rot13"},
        {"encoding": "unicode_escape"},
        {"encoding": "no such thing"},
        {"format": "CSV!"},
        {"header": ()},
        {"header": ("a", "a")},
    ],
)
def test_options_outside_their_bounds_are_the_author_s_fault(options):
    with pytest.raises(DefinitionError) as caught:
        SourceOptions(**options)
    assert caught.value.text("id") != caught.value.text("en")
