"""Text in columns of fixed width: cells by their places, and no line lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import opendata_share as share
from opendata_share._limits import Limits
from opendata_share.adapters import FieldMap
from opendata_share.adapters.sources import FixedSource, SourceOptions, open_source
from opendata_share.errors import LimitExceeded

WIDTHS = (4, 10, -1, 3)


def fixed(path, widths=WIDTHS, header=("no", "nama", "n"), limits=None, **more):
    return FixedSource(path, SourceOptions(widths=widths, header=header, **more), limits or Limits())


def test_cells_are_cut_at_their_places_and_trimmed(write, read):
    path = write("0001Pos A     |  3\r\n\r\n0002 Café é   |12 \n0003Pos B\n   \n0004\n", "x.txt")
    reading = read(fixed(path))
    assert reading.headings == ("no", "nama", "n")
    assert reading.records == [
        {"no": "0001", "nama": "Pos A", "n": "3"},
        {"no": "0002", "nama": "Café é", "n": "12"},
        {"no": "0003", "nama": "Pos B", "n": None},
        {"no": "0004", "nama": None, "n": None},
    ]
    assert reading.lines == [1, 3, 4, 6]


def test_names_stand_in_the_first_line_or_are_numbered(write, read, fail):
    path = write("no  nama       n\n0001Pos A      3\n", "x.txt")
    assert read(fixed(path, (4, 10, 3), True)).records == [{"no": "0001", "nama": "Pos A", "n": "3"}]
    assert read(fixed(path, (4, 10, 3), False)).headings == ("column_1", "column_2", "column_3")
    assert fail(fixed(write("a   a\n", "y.txt"), (4, 4), True)).message_id == "fixed-same-name"
    assert fail(fixed(write("\n \n", "z.txt"), (4, 4), True)).message_id == "fixed-no-names"


def test_a_line_that_is_longer_than_its_columns_is_a_row_that_fails(write, read):
    path = write("0001Pos A     |  3\n0002Pos B     |  4 x\n0003Pos C     |  5   \n", "x.txt")
    reading = read(fixed(path))
    assert [record["no"] for record in reading.records] == ["0001", "0003"]
    (unmade,) = reading.unmade
    assert (unmade.row, unmade.line, unmade.rule) == (2, 2, "ragged-row")
    assert unmade.parameters == {"expected": 18, "actual": 20}
    assert read(fixed(path, quarantine=frozenset({"nama"}))).unmade[0].text == ""


@pytest.mark.parametrize("block", [30, 1 << 20])
def test_a_last_line_that_may_have_been_cut_is_a_row_that_fails(write, read, block):
    full = "0001Pos A     |  3\n"
    cut = read(fixed(write(f"{full}{full}0003Pos", "x.txt"), limits=Limits(block_bytes=block)))
    assert [(row.row, row.parameters["actual"]) for row in cut.unmade] == [(3, 7)]
    short = read(fixed(write(f"{full}0002Pos B\n0003Pos", "y.txt"), limits=Limits(block_bytes=block)))
    assert len(short.records) == 3  # this file leaves out blanks at the end
    assert len(read(fixed(write(f"{full}0003Pos\n", "z.txt"))).records) == 2


def test_other_encodings_and_null_words(write, read, fail):
    path = write("0001Café      |NA \n".encode("cp1252"), "x.txt")
    assert read(fixed(path, encoding="cp1252", null=("NA",))).records == [{"no": "0001", "nama": "Café", "n": None}]
    error = fail(fixed(path))
    assert (error.line, error.exit_code) == (1, 1)


@pytest.mark.parametrize(
    ("options", "message_id"),
    [
        ({"widths": ()}, "fixed-widths"),
        ({"widths": (-4,)}, "fixed-widths"),
        ({"widths": (4, 0)}, "source-option-widths"),
        ({"widths": (4, 10**7)}, "source-option-widths"),
        ({"widths": (4,), "header": ("a", "b")}, "fixed-names"),
    ],
)
def test_widths_that_do_not_fit_are_refused(write, options, message_id):
    with pytest.raises(share.OpenDataShareError) as caught:
        open_source(write("x", "x.txt"), SourceOptions(format="fixed", **options))
    assert caught.value.message_id == message_id
    assert caught.value.text("id")


def test_limits_hold(write, fail):
    path = write("a\n" * 100, "x.txt")
    assert fail(fixed(path, (1,), ("a",), Limits(rows=9))).message_id == "limit-rows"
    long = write("a" * 100_000, "y.txt")
    error = fail(fixed(long, (1,), ("a",), Limits(record_bytes=1_000, block_bytes=500)))
    assert isinstance(error, LimitExceeded)
    assert error.message_id == "limit-record-bytes"
    with pytest.raises(LimitExceeded):
        fixed(path, (1,) * 20, tuple(map(str, range(20))), Limits(columns=10))


def test_a_map_says_the_widths(write):
    path = write("0001Pos A\n0002Pos B\n", "posts.dat")
    chosen = FieldMap.from_toml(
        'agency = "jakarta-fire"\n[source]\nformat = "fixed"\nwidths = [4, 10]\nheader = ["no", "nama"]\n'
        '[[tables.fire-station]]\nkey = ["no"]\nname = "nama"\nstation_type = { value = "post" }\n'
        'country = { value = "ID" }\n'
    )
    result = share.validate(share.adapt(path, field_map=chosen))
    assert result.accepted.to_arrow().column("id").to_pylist() == ["jakarta-fire:0001", "jakarta-fire:0002"]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), max_size=6)


@given(rows=st.lists(st.tuples(CELL, CELL), max_size=8), block=st.integers(1, 60))
def test_what_is_written_in_columns_is_read_again(tmp_path_factory, rows, block):
    path = tmp_path_factory.mktemp("fixed") / "x.txt"
    path.write_text("".join(f"{a:<6}{b:<6}\n" for a, b in rows), "utf-8", newline="")
    source = FixedSource(path, SourceOptions(widths=(6, 6), header=("a", "b")), Limits(block_bytes=block))
    if not path.stat().st_size:
        return
    found = [tuple(row.values()) for batch in source.batches() for row in batch.columns.to_pylist()]
    assert found == [(a or None, b or None) for a, b in rows if a or b]
