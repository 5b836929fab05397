"""CSV as it should be: every cell is the text in the file, every row and line number is right."""

from __future__ import annotations

import pyarrow as pa
import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import CsvSource, SourceOptions, UnmadeRow

BLOCKS = [1, 2, 3, 7, 64, 4 << 20]


@pytest.fixture(params=BLOCKS, ids=lambda size: f"block {size}")
def limits(request):
    return Limits(block_bytes=request.param)


def test_identifiers_stay_text(write, read, limits):
    """A5: a code is no number."""
    path = write("kode,nik,telepon\n0012,3171234567890123,+62812\n")
    assert read(CsvSource(path, limits=limits)).records == [
        {"kode": "0012", "nik": "3171234567890123", "telepon": "+62812"}
    ]


def test_numbers_beyond_int64_stay_text(write, read):
    """A6."""
    assert read(CsvSource(write("n\n9223372036854775808\n1.239\n"))).records == [
        {"n": "9223372036854775808"},
        {"n": "1.239"},
    ]


def test_formula_cells_are_bytes_like_any_other(write, read):
    """A25."""
    cells = ["=cmd|'/c calc'!A1", "@SUM", "-5", "+62", "\t=x"]
    path = write("c\n" + "".join(f'"{cell}"\n' for cell in cells))
    assert [row["c"] for row in read(CsvSource(path)).records] == cells


def test_every_column_is_text_even_if_empty(write, read):
    reading = read(CsvSource(write("a,b\n1,\n2,\n")))
    assert reading.batches[0].columns.schema.types == [pa.string(), pa.string()]
    assert reading.records[0] == {"a": "1", "b": None}


def test_a_file_of_headings_alone_has_no_rows(write, read, limits):
    """A22."""
    for content in ("a,b\n", "a,b", "a,b\r\n\r\n"):
        reading = read(CsvSource(write(content), limits=limits))
        assert (reading.headings, reading.records) == (("a", "b"), [])


def test_the_last_newline_may_be_missing(write, read, limits):
    """A22."""
    assert read(CsvSource(write("a\n1\n2"), limits=limits)).records == [{"a": "1"}, {"a": "2"}]


def test_crlf_and_lf_end_records_alike(write, read, limits):
    reading = read(CsvSource(write("a,b\r\n1,2\n3,4\r\n"), limits=limits))
    assert reading.records == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert reading.lines == [2, 3]


def test_quoted_newlines_count_as_lines_and_are_kept(write, read, limits):
    path = write('a,b\n1,"x\r\n""y""\n"\n2,z\n')
    reading = read(CsvSource(path, limits=limits))
    assert reading.records == [{"a": "1", "b": 'x\r\n"y"\n'}, {"a": "2", "b": "z"}]
    assert reading.lines == [2, 5]


def test_blank_lines_take_a_line_number_but_no_row_number(write, read, limits):
    reading = read(CsvSource(write("\n\r\na,b\n\n1,2\n\r\n\n3,4\n\n"), limits=limits))
    assert reading.records == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert (reading.rows, reading.lines) == ([1, 2], [5, 8])


def test_an_empty_value_of_a_single_column_is_written_in_quotes(write, read):
    reading = read(CsvSource(write('a\n1\n\n""\n2\n')))
    assert [row["a"] for row in reading.records] == ["1", None, "2"]
    assert reading.lines == [2, 4, 5]


def test_headings_keep_their_spaces_and_one_may_be_empty(write, read):
    reading = read(CsvSource(write(', name ,"x\ny"\n1,2,3\n')))
    assert reading.headings == ("", " name ", "x\ny")
    assert reading.records == [{"": "1", " name ": "2", "x\ny": "3"}]
    assert reading.lines == [3]


def test_headings_are_kept_with_doubled_quotes_and_delimiters(write):
    assert CsvSource(write('"a ""b"" c","d,e"\n')).headings() == ('a "b" c', "d,e")


def test_columns_can_be_named_by_the_map(write, read, limits):
    path = write("1,2\n3,4\n")
    reading = read(CsvSource(path, SourceOptions(header=("x", "y")), limits))
    assert reading.records == [{"x": "1", "y": "2"}, {"x": "3", "y": "4"}]
    assert reading.lines == [1, 2]


def test_columns_without_headings_are_numbered(write, read, limits):
    reading = read(CsvSource(write("1,2\n3,4\n"), SourceOptions(header=False), limits))
    assert reading.headings == ("column_1", "column_2")
    assert reading.rows == [1, 2]


def test_delimiter_and_quote_can_be_declared(write, read, limits):
    path = write("a;b\n'1;2';3\n'it''s';\"\n")
    reading = read(CsvSource(path, SourceOptions(delimiter=";", quote="'"), limits))
    assert reading.records == [{"a": "1;2", "b": "3"}, {"a": "it's", "b": '"'}]


def test_a_file_without_quotes_can_be_declared(write, read, limits):
    reading = read(CsvSource(write('a,b\n5" hose,"x\n'), SourceOptions(quote=""), limits))
    assert reading.records == [{"a": '5" hose', "b": '"x'}]


def test_old_macintosh_line_ends_can_be_declared(write, read, limits):
    """A22."""
    path = write('a,b\r1,"x\r\ny"\r\r2,z\r')
    reading = read(CsvSource(path, SourceOptions(newline="\r"), limits))
    assert reading.records == [{"a": "1", "b": "x\r\ny"}, {"a": "2", "b": "z"}]
    assert reading.lines == [2, 5]


@pytest.mark.parametrize(
    ("null", "expected"),
    [
        (("",), ["NULL", "NA", "NaN", None, None, " "]),
        (("", "NA"), ["NULL", None, "NaN", None, None, " "]),
        (("NULL",), [None, "NA", "NaN", "", "", " "]),
        ((), ["NULL", "NA", "NaN", "", "", " "]),
    ],
)
def test_only_declared_tokens_are_null_quoted_or_not(write, read, null, expected):
    """A14."""
    path = write('a,b\nNULL,1\n"NA",2\nNaN,3\n,4\n"",5\n" ",6\n')
    assert [row["a"] for row in read(CsvSource(path, SourceOptions(null=null))).records] == expected


def test_ragged_records_are_counted_with_row_line_and_text(write, read, limits):
    """A4."""
    path = write('a,b\n1,2\n3\n"x\n""y",z,w\n5,6\n7,\n,\n8,9,\n')
    reading = read(CsvSource(path, limits=limits))
    assert reading.unmade == [
        UnmadeRow(2, 3, None, "ragged-row", "ragged-row", {"expected": 2, "actual": 1}, "3"),
        UnmadeRow(3, 4, None, "ragged-row", "ragged-row", {"expected": 2, "actual": 3}, '"x\n""y",z,w'),
        UnmadeRow(7, 9, None, "ragged-row", "ragged-row", {"expected": 2, "actual": 3}, "8,9,"),
    ]
    assert (reading.rows, reading.lines) == ([1, 4, 5, 6], [2, 6, 7, 8])


def test_a_ragged_record_far_into_the_file_has_the_right_line(write, read):
    """A4: across many blocks."""
    lines = ["a,b"] + [f"{number},x" for number in range(2, 70_001)]
    lines[69_000] = "only one"
    reading = read(CsvSource(write("\n".join(lines)), limits=Limits(block_bytes=64 * 1024)))
    assert [(row.row, row.line) for row in reading.unmade] == [(69_000, 69_001)]
    assert len(reading.batches) > 5


def test_quarantined_columns_leave_the_reader_in_their_heading_only(write, read, limits):
    path = write("a,secret,b\n1,NIK-1,2\n3,NIK-2\n5,NIK-3,6\n")
    reading = read(CsvSource(path, SourceOptions(quarantine=frozenset({"secret", "absent"})), limits))
    assert reading.headings == ("a", "secret", "b")
    assert reading.records == [{"a": "1", "b": "2"}, {"a": "5", "b": "6"}]
    assert reading.unmade[0].row == 2
    assert "NIK" not in repr(reading.unmade) + repr(reading.batches)


def test_all_columns_may_be_quarantined(write, read):
    reading = read(CsvSource(write("a,b\n1,2\n3,4\n"), SourceOptions(quarantine=frozenset("ab"))))
    assert (reading.headings, reading.rows, reading.lines) == (("a", "b"), [1, 2], [2, 3])
    assert reading.batches[0].columns.num_columns == 0


def test_a_source_can_be_read_again(write, read):
    source = CsvSource(write("a\n1\n"))
    assert read(source).records == read(source).records == [{"a": "1"}]


def test_a_byte_order_mark_inside_the_file_is_part_of_its_cell(write, read, limits):
    """Arrow drops one at the start of any input it is given, which a block is."""
    path = write("﻿a,b\n﻿1,2\n﻿3,4\n")
    reading = read(CsvSource(path, limits=limits))
    assert reading.records == [{"a": "﻿1", "b": "2"}, {"a": "﻿3", "b": "4"}]


@pytest.mark.parametrize("shift", range(-60, 61))
def test_a_quoted_newline_at_the_edge_of_a_block_loses_no_byte(write, read, shift):
    """A2: apache/arrow#51368."""
    block = 4096
    value = "z" * (block + shift) + "\r\nB"
    path = write(f'a,b\r\n"{value}",1\r\n2,3\r\n')
    assert read(CsvSource(path, limits=Limits(block_bytes=block))).records[0]["a"] == value


def test_the_default_block_keeps_a_quoted_newline_at_its_edge(write, read):
    block = Limits().block_bytes
    for shift in (-2, -1, 0, 1):
        value = "z" * (block - 5 + shift) + "\r\nB"
        assert read(CsvSource(write(f'a,b\n"{value}",1\n'))).records[0]["a"] == value


def test_tab_is_an_ordinary_delimiter(write, read):
    path = write("a\tb\n1,5\t2\n")
    assert read(CsvSource(path, SourceOptions(delimiter="\t"))).records == [{"a": "1,5", "b": "2"}]


def test_a_file_that_fits_one_block_is_one_block(write):
    """Two would start threads, for a file that is judged before they run."""
    path = write("n\n" + "".join(f"{number:040}\n" for number in range(5_000)))
    assert len(list(CsvSource(path).parts())) == 1
    assert len(list(CsvSource(path, limits=Limits(block_bytes=100_000)).parts())) == 2
