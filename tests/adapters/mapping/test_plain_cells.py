"""Plain cells are cast by the column; that is never another verdict than the rules give cell by cell."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.adapters.mapping import TIMESTAMP, Kind, Lexical, convert
from opendata_share.adapters.mapping import _conversion as conversion
from opendata_share.adapters.mapping._plain_cells import cast_plain
from opendata_share.contract import FieldType

KINDS = {
    FieldType.INTEGER: Kind(FieldType.INTEGER, pa.int64()),
    FieldType.NUMBER: Kind(FieldType.NUMBER, pa.float64()),
    FieldType.DECIMAL: Kind(FieldType.DECIMAL, pa.decimal128(12, 2)),
    FieldType.DATE: Kind(FieldType.DATE, pa.date32()),
    FieldType.DATETIME: Kind(FieldType.DATETIME, TIMESTAMP),
}
PLAIN = {
    FieldType.INTEGER: st.integers(-(10**17), 10**17).map(str),
    FieldType.NUMBER: st.floats(-1e15, 1e15).map(lambda number: f"{number:.6f}"),
    FieldType.DECIMAL: st.decimals(-(10**9), 10**9, places=2).map(str),
    FieldType.DATE: st.dates().map(lambda day: day.isoformat()),
    FieldType.DATETIME: st.datetimes().map(lambda moment: f"{moment.replace(microsecond=0).isoformat()}Z"),
}
STRANGE = [
    "", " ", "-", "+", ".", "-.", "--1", "1-1", "5.", ".5", "-.5", "+5", " 5", "5 ", "\t7", "0x10", "0X1f",
    "1e5", "1E-3", "1e00005", "1e999", "inf", "nan", "NaN", "Infinity", "1.2.3", "1/2", "1,5", "00012", "-0",
    "9" * 18, "9" * 19, "9" * 20, "-" + "9" * 18, "1" * 301, "1." + "0" * 310, "\u0661\u0662", "½", "1_000",
    "2.0", "0.001", "12345678901.5", "1:5", "/", "0/0", "2026-02-30", "2024-02-29", "2023-02-29",
    "1900-02-29", "2000-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026/01/01", "20260101",
    "2026-1-001", "0000-01-01", "+026-01-01", "2026-01-01 ", "2026-01-0\u0661", "2026-01-01T00:07:21Z",
    "2026-01-01T00:07:21z", "2026-01-01t00:07:21Z", "2026-01-01 00:07:21Z", "2026-01-01T00:07Z",
    "2026-01-01T00Z", "2026-01-01Z", "2026-01-01T23:59:60Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2026-01-01T00:07:21", "2026-01-01T00:07:21+07:00", "2026-01-01T00:07:21-07:00",
    "2026-01-01T00:07:21+24:00", "2026-01-01T00:07:21+07:60", "2026-01-01T00:07:21+0700",
    "2026-01-01T00:07:21+07", "2026-01-01T00:07:21.5Z", "2026-01-01T00:07:21.123456Z",
    "2026-01-01T00:07:21.1234567Z", "2026-01-01T00:07:21.Z", "2026-01-01T00:07:21.123456+07:00",
    "2026-01-01T000721.1Z", "2026-01-01T000721+0700", "2026-01-01T00-07-21Z", "2026-02-30T00:07:21Z",
    "2026-01-01T00:07+07:00Z:00", "xxxxxxxxxxxxxxxxxxxZ", "xxxxxxxxxxxxxxxxxxxxxx:xx",
    "2026-01-01T00:07:21::::00", "None", "ja",
]  # fmt: skip


def compare(cells: list[str | None], field_type: FieldType) -> None:
    kind = KINDS[field_type]
    column = pa.array(cells, pa.string())
    fast = convert(column, kind, Lexical())
    slow = conversion._within_years(conversion._by_the_rules(column, kind, Lexical()), kind)
    assert fast.values.type == slow.values.type == kind.arrow
    assert fast.values.equals(slow.values)
    np.testing.assert_array_equal(fast.failed, slow.failed)
    if slow.failed.any():
        named = [slow.failed if one.named is None else slow.failed & one.named for one in (fast, slow)]
        np.testing.assert_array_equal(*named)
        assert fast.message_id == slow.message_id or not named[0].any()


@pytest.mark.parametrize("field_type", KINDS)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_cell_becomes_what_the_rules_make_of_it(field_type: FieldType, data: st.DataObject) -> None:
    odd = st.one_of(st.sampled_from(STRANGE), st.none(), st.text("0123456789-+.:TZ eE", max_size=26))
    plain = data.draw(st.lists(PLAIN[field_type], min_size=1, max_size=30))
    cells = data.draw(st.permutations([*plain, *data.draw(st.lists(odd, max_size=4))]))
    compare(cells, field_type)


@pytest.mark.parametrize("field_type", KINDS)
@pytest.mark.parametrize("text", STRANGE)
def test_a_strange_cell_alone_and_among_plain_ones(field_type: FieldType, text: str) -> None:
    plain = {
        FieldType.INTEGER: "12",
        FieldType.NUMBER: "-6.25",
        FieldType.DECIMAL: "6.25",
        FieldType.DATE: "2026-01-31",
        FieldType.DATETIME: "2026-01-31T10:00:00Z",
    }[field_type]
    for cells in ([text], [plain, text, None], [text, text, plain], [None, text]):
        compare(cells, field_type)


@pytest.mark.parametrize("field_type", KINDS)
def test_slices_and_empty_columns(field_type: FieldType) -> None:
    kind = KINDS[field_type]
    for cells in ([], [None], [None, None]):
        compare(cells, field_type)
    column = pa.array([*STRANGE, None, *STRANGE], pa.string())
    for start, length in ((3, 17), (len(STRANGE) - 2, 5), (7, 1)):
        part = column.slice(start, length)
        fast, slow = convert(part, kind, Lexical()), conversion._by_the_rules(part, kind, Lexical())
        assert fast.values.equals(slow.values)
        np.testing.assert_array_equal(fast.failed, slow.failed)


def test_bytes_under_a_null_are_no_cell() -> None:
    hidden = pa.Array.from_buffers(
        pa.string(), 2, [pa.py_buffer(b"\x01"), pa.py_buffer(np.array([0, 1, 4], np.int32)), pa.py_buffer(b"5abc")]
    )
    assert convert(hidden, KINDS[FieldType.INTEGER], Lexical()).values.to_pylist() == [5, None]


@pytest.mark.parametrize(
    ("field_type", "cell"), [(FieldType.INTEGER, "7"), (FieldType.DATETIME, "2026-01-31T10:00:00Z")]
)
def test_a_column_of_plain_cells_is_not_looked_at_cell_by_cell(field_type: FieldType, cell: str) -> None:
    found = cast_plain(pa.array([cell] * 5), field_type, KINDS[field_type].arrow)
    assert found is not None
    assert found[1] is None
