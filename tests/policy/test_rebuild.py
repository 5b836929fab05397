"""Columns made anew: the same values of the type that is asked for, and in the buffers nothing but them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from opendata_share.policy._rebuild import rebuilt, rebuilt_array

PAIR = pa.struct([("a", pa.string()), ("n", pa.int64())])
COLUMNS: dict[str, tuple[pa.DataType, list[Any]]] = {
    "text": (pa.string(), ["a", "bb", "", None, "ccc", "dd", None, "e", "f", "g"]),
    "large text": (pa.large_string(), ["a", "bb", "", None, "ccc", "dd", None, "e", "f", "g"]),
    "bytes": (pa.binary(), [b"a", b"", None, b"ccc", b"dd", b"e", None, b"f", b"g", b"h"]),
    "large bytes": (pa.large_binary(), [b"a", b"", None, b"ccc", b"dd", b"e", None, b"f", b"g", b"h"]),
    "whole": (pa.int64(), [1, -2, None, 2**63 - 1, 5, 6, None, 8, 9, 10]),
    "number": (pa.float64(), [1.5, -2.5, None, 1e300, 5.0, 6.0, None, 8.0, 9.0, 0.1]),
    "yes or no": (pa.bool_(), [True, False, None, True, True, False, None, True, False, True]),
    "day": (pa.date32(), [date(2000, 1, day) if day % 3 else None for day in range(1, 11)]),
    "long day": (pa.date64(), [date(2000, 1, day) if day % 3 else None for day in range(1, 11)]),
    "moment": (
        pa.timestamp("us", "UTC"),
        [datetime(2000, 1, day, 3, 4, 5, 6, UTC) if day % 4 else None for day in range(1, 11)],
    ),
    "decimal": (pa.decimal128(20, 3), [Decimal(f"{each}.125") if each % 3 else None for each in range(1, 11)]),
    "list": (pa.list_(pa.string()), [["a"], [], None, ["b", None, "c"], ["d"], None, ["e"], ["f"], [], ["g", "h"]]),
    "list of lists": (
        pa.list_(pa.list_(pa.int64())),
        [[[1], None], None, [[]], [[2, 3]], [], [[4]], [[5], [6]], None, [[None]], [[7]]],
    ),
    "object": (PAIR, [{"a": str(each), "n": each} if each % 3 else None for each in range(1, 11)]),
    "list of objects": (pa.list_(PAIR), [[{"a": "x", "n": each}, None] if each % 3 else None for each in range(1, 11)]),
}
SLICES = [(0, 10), (0, 3), (1, 1), (2, 1), (3, 4), (4, 5), (9, 1), (10, 0), (0, 0)]


def bytes_in(array: pa.Array[Any]) -> int:
    """Return how many bytes all buffers of an array hold, none that another array needs."""
    return sum(buffer.size for buffer in array.buffers() if buffer)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize(("start", "length"), SLICES)
@pytest.mark.parametrize("complete", [True, False])
def test_values_and_type_stay_however_a_column_was_sliced(
    name: str, start: int, length: int, *, complete: bool
) -> None:
    kind, values = COLUMNS[name]
    if complete:
        values = [each for each in values if each is not None] * 2
    array: pa.Array[Any] = pa.array(values, kind).slice(start, length)
    made = rebuilt_array(array, kind)
    made.validate(full=True)
    assert made.to_pylist() == array.to_pylist()
    assert (made.type, made.offset, made.null_count) == (kind, 0, array.null_count)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_row_alone_takes_no_more_room_than_a_row_that_was_always_alone(name: str) -> None:
    """What stood before and after it in the buffers is not copied."""
    kind, values = COLUMNS[name]
    array = pa.array(values * 50, kind)
    made = rebuilt_array(array.slice(253, 1), kind)
    assert made.to_pylist() == [values[3]]
    assert bytes_in(made) <= bytes_in(rebuilt_array(pa.array([values[3]], kind), kind)) + 64


def test_a_column_becomes_the_type_that_is_asked_for() -> None:
    assert rebuilt_array(pa.array([1, None], pa.int32()), pa.int64()).type == pa.int64()
    assert rebuilt_array(pa.array(["a", None], pa.large_string()), pa.string()).type == pa.string()
    wide = pa.array([{"a": "x", "n": 1, "secret": "y"}, None])
    made = rebuilt_array(wide, PAIR)
    assert made.type == PAIR
    assert made.to_pylist() == [{"a": "x", "n": 1}, None]


def test_names_and_bounds_inside_a_list_are_those_that_are_asked_for() -> None:
    kind = pa.list_(pa.field("item", pa.string(), nullable=False))
    assert rebuilt_array(pa.array([["a"], None], pa.list_(pa.string())), kind).type == kind
    inside = pa.struct([pa.field("a", pa.string(), nullable=False)])
    assert rebuilt_array(pa.array([{"a": "x"}]), inside).type == inside


@pytest.mark.parametrize("name", [name for name in COLUMNS if "list" not in name and "object" not in name])
def test_under_a_null_lies_a_zero(name: str) -> None:
    kind, values = COLUMNS[name]
    made = rebuilt_array(pa.array(values, kind), kind)
    valid = pa.Array.from_buffers(kind, len(made), [None, *made.buffers()[1:]])
    zeros = {valid[at].as_py() for at, each in enumerate(values) if each is None}
    epoch = {"day": date(1970, 1, 1), "long day": date(1970, 1, 1), "moment": datetime(1970, 1, 1, tzinfo=UTC)}
    texts = {"text": "", "large text": "", "bytes": b"", "large bytes": b"", "yes or no": False}
    assert zeros == {{**epoch, **texts}.get(name, 0)}


def test_an_object_without_fields_is_not_made() -> None:
    with pytest.raises(AssertionError, match=r"^an object without fields cannot leave$"):
        rebuilt_array(pa.array([{"a": 1}]), pa.struct([]))


def test_a_batch_has_the_columns_of_the_schema_in_its_order() -> None:
    batch = pa.record_batch({"a": ["x", None], "b": [1, 2], "c": [["y"], None]})
    schema = pa.schema([("c", pa.list_(pa.string())), ("a", pa.string())])
    made = rebuilt(batch, schema)
    assert made.schema == schema
    assert made.to_pylist() == [{"c": ["y"], "a": "x"}, {"c": None, "a": None}]


def test_a_dictionary_comes_back_as_its_values() -> None:
    column = pa.array(["a", None, "b", "a"]).dictionary_encode()
    assert rebuilt_array(column, pa.string()).equals(pa.array(["a", None, "b", "a"]))
    nested = pa.StructArray.from_arrays([column], ["a"])
    made = rebuilt_array(nested, pa.struct([("a", pa.string())]))
    assert pc.struct_field(made, "a").to_pylist() == ["a", None, "b", "a"]
