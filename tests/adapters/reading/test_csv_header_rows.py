"""CSV that was exported from a sheet: titles above, headings in several lines."""

from __future__ import annotations

import pytest

from opendata_share._limits import Limits
from opendata_share.adapters.sources import CsvSource, SourceOptions


@pytest.fixture(params=[1, 7, 4 << 20], ids=lambda size: f"block {size}")
def limits(request):
    return Limits(block_bytes=request.param)


def of(path, limits, **options):
    return CsvSource(path, SourceOptions(**options), limits)


def test_lines_above_the_header_rows_are_passed_over(write, read, limits):
    path = write("LAPORAN\n\nBulan: Maret\nKode,IGD\n0012,4\n\n0013,5\n")
    reading = read(of(path, limits, header_rows=(4,)))
    assert reading.records == [{"Kode": "0012", "IGD": "4"}, {"Kode": "0013", "IGD": "5"}]
    assert (reading.rows, reading.lines) == ([1, 2], [5, 7])


def test_headings_of_several_lines_are_put_together_as_those_of_a_sheet(write, read, limits):
    path = write('T,,\nKode,"Tempat\ntidur",\n,IGD , ICU\n,x,y\n')
    assert read(of(path, limits, header_rows=(2, 3, 4))).headings == ("Kode", "Tempat tidur IGD", "ICU")
    plain = write("Kode;TT;Ket;\n;IGD;Ket;\n1;2;3;4\n", "plain.csv")
    reading = read(of(plain, limits, header_rows=(1, 2), delimiter=";"))
    assert reading.headings == ("Kode", "TT IGD", "Ket", "column D")


def test_blank_lines_between_header_rows_do_not_take_data(write, read, limits):
    assert read(of(write("a,b\n\n\nx,y\n"), limits, header_rows=(1, 2))).records == [{"a": "x", "b": "y"}]


def test_the_last_line_may_be_the_headings(write, read, limits):
    reading = read(of(write("T\na,b"), limits, header_rows=(2,)))
    assert (reading.headings, reading.records) == (("a", "b"), [])


def test_header_rows_that_are_not_there(write, fail, limits):
    for content in ("a\nb\n", "a\nb\n\n\n\n\n\n\n\n\n\n", "a\nb\n\n\n,,\n"):
        error = fail(of(write(content), limits, header_rows=(5,)))
        assert (error.message_id, error.line) == ("csv-header-rows-blank", 5)


def test_combined_headings_must_differ(write, fail, limits):
    error = fail(of(write("T\na,a\n"), limits, header_rows=(2,)))
    assert (error.message_id, error.line) == ("csv-duplicate-heading", 2)


@pytest.mark.parametrize(
    "content",
    ["LAPORAN HARIAN\n\nKode,Nama\n0012,RS A\n", "LAPORAN HARIAN,,\n,,\nKode,Nama,\n0012,RS A,\n"],
    ids=["alone", "with delimiters"],
)
def test_a_title_line_is_named_with_the_line_that_looks_like_headings(write, fail, limits, content):
    error = fail(of(write(content), limits))
    assert (error.message_id, error.line) == ("csv-title-line", 1)
    for language in ("en", "id"):
        assert "header_rows = [3]" in error.text(language)
        assert "--header-rows 3" in error.text(language)
        assert "Kode | Nama" in error.text(language)


@pytest.mark.parametrize("content", ["a\n1,2\n3,4\n", "a\nx\ny\n", "a\nx,y\n", "a,\nx,y\nz\n", "a\nx,x\ny,y\n"])
def test_one_heading_alone_is_no_title(write, read, limits, content):
    assert read(of(write(content), limits)).headings[0] == "a"
