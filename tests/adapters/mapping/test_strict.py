"""RFC 3339 knows no white space: a JSON text that has some is no time, whatever else stands in the column."""

from __future__ import annotations

import pyarrow as pa
import pytest

from opendata_share.adapters.mapping import Kind
from opendata_share.adapters.mapping._columns import Column
from opendata_share.adapters.mapping._strict import STRING, judge_kinds
from opendata_share.contract import FieldType

SPACES = [" ", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1f", "\x85", "\u00a0", "\u1680", "\u2003", "\u2028", "\u3000"]
KINDS = {
    FieldType.DATE: ("2026-01-31", Kind(FieldType.DATE, pa.date32())),
    FieldType.DATETIME: ("2026-01-31T10:00:00Z", Kind(FieldType.DATETIME, pa.timestamp("us", "UTC"))),
    FieldType.DECIMAL: ("1.50", Kind(FieldType.DECIMAL, pa.decimal128(12, 2))),
}


@pytest.mark.parametrize("space", SPACES, ids=ascii)
@pytest.mark.parametrize("field_type", KINDS)
def test_white_space_around_a_cell_is_found(field_type: FieldType, space: str) -> None:
    good, kind = KINDS[field_type]
    column = pa.array([good, None, f"{space}{good}", f"{good}{space}", good], pa.string())
    for start in (0, 1, 2):
        values = column.slice(start)
        judged = judge_kinds(Column(values=values, words=values), pa.array([STRING] * len(values), pa.uint8()), kind)
        assert judged.values.to_pylist() == [good, None, None, None, good][start:]


@pytest.mark.parametrize("field_type", KINDS)
def test_cells_without_any_are_left_as_they_are(field_type: FieldType) -> None:
    good, kind = KINDS[field_type]
    values = pa.array([good, None, good])
    judged = judge_kinds(Column(values=values, words=values), pa.array([STRING, 0, STRING], pa.uint8()), kind)
    assert judged.values is values
    assert not judged.faults
