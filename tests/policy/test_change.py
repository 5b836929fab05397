"""What a transform makes of a column: the type stays, nulls stay, and the ends of the numbers hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from opendata_share.policy._change import transformed
from opendata_share.policy._transforms import (
    AreaLevel,
    Band,
    Calendar,
    Decimals,
    Keep,
    Mask,
    Pseudonym,
    Step,
    Transform,
)

LEAST, MOST = -(2**63), 2**63 - 1
MOMENT = pa.timestamp("us", "UTC")


def changed(values: list[Any], kind: pa.DataType, transform: Transform) -> list[Any]:
    """Return what becomes of values, after checking that type, length and nulls stayed."""
    array: pa.Array[Any] = pa.array(values, kind)
    made = transformed(array, transform)
    made.validate(full=True)
    assert (made.type, len(made)) == (kind, len(values))
    assert transformed(array.slice(1), transform).to_pylist() == made.to_pylist()[1:]
    return made.to_pylist()  # type: ignore[no-any-return]  # an array of any type


@pytest.mark.parametrize(
    ("kind", "values", "transform", "becomes"),
    [
        (pa.int64(), [7, None, -7, 19], Band(10), [0, None, -10, 10]),
        (pa.int64(), [7, None, 120, 99, 100, LEAST, MOST], Band(10, 100), [0, None, 100, 90, 100, LEAST, 100]),
        (pa.int64(), [LEAST, LEAST + 1, LEAST + 8, LEAST + 9, MOST], Band(10),
         [LEAST, LEAST, LEAST + 8, LEAST + 8, MOST - 7]),
        (pa.int64(), [0, None, 4, 5, 6, 15, -5, -15, 25], Step(10), [0, None, 0, 0, 10, 20, 0, -20, 20]),
        (pa.int64(), [1, 2, 4, 5, -1, -2], Step(3), [0, 3, 3, 6, 0, -3]),
        (pa.int64(), [MOST, MOST - 1, MOST - 7, MOST - 8, LEAST, LEAST + 2], Step(10),
         [MOST - 7, MOST - 7, MOST - 7, MOST - 7, LEAST, LEAST]),
        (pa.int64(), [MOST, LEAST, 5], Step(1), [MOST, LEAST, 5]),
        (pa.float64(), [0.0, None, 4.9, 5.0, 15.0, -5.0, -4.0], Step(10), [0.0, None, 0.0, 0.0, 20.0, 0.0, 0.0]),
        (pa.float64(), [1e300, -1e300, 2.0**53 * 10, 2.0**53 * 10 + 16], Step(10),
         [1e300, -1e300, 2.0**53 * 10, 2.0**53 * 10 + 16]),
        (pa.float64(), [1.25, None, 1.35, -1.25, -0.01, 2.5], Decimals(1), [1.2, None, 1.4, -1.2, 0.0, 2.5]),
        (pa.float64(), [1e308, -1e308, 123456789.123456789], Decimals(15), [1e308, -1e308, 123456789.123456789]),
        (pa.float64(), [0.5, 1.5, 2.5], Decimals(0), [0.0, 2.0, 2.0]),
        (pa.float32(), [1.25, None, 8.5], Decimals(0), [1.0, None, 8.0]),
        (pa.string(), ["", None, "abc", "abcd"], Mask(), ["***", None, "***", "***"]),
        (pa.string(), ["", None, "a", "ab", "abc"], Mask(1), ["***", None, "***", "a***", "a***"]),
        (pa.string(), ["ab", None, "abc", "日本語話"], Mask(1, 1), ["***", None, "a***c", "日***話"]),
        (pa.string(), ["abc", None, "abcd"], Mask(0, 3), ["***", None, "***bcd"]),
        (pa.string(), ["31.71.01.1001", None, "31.71", "x31.71", "31.71.1", "", "31.71.01.1001/001/002"],
         AreaLevel("kecamatan"), ["31.71.01", None, "31.71", None, None, None, "31.71.01"]),
        (pa.string(), ["31.71.01.1001", "31.71.01.1001/001"], AreaLevel("provinsi"), ["31", "31"]),
        (pa.date32(), [date(2026, 5, 17), None, date(1969, 12, 31)], Calendar("month"),
         [date(2026, 5, 1), None, date(1969, 12, 1)]),
        (pa.date32(), [date(2026, 5, 17), None], Calendar("year", "Asia/Jakarta"), [date(2026, 1, 1), None]),
    ],
)  # fmt: skip
def test_each_value_becomes_what_the_transform_says(
    kind: pa.DataType, values: list[Any], transform: Transform, becomes: list[Any]
) -> None:
    assert changed(values, kind, transform) == becomes


@pytest.mark.parametrize(
    ("unit", "zone", "begins"),
    [
        ("hour", "UTC", datetime(1969, 7, 20, 20, tzinfo=UTC)),
        ("day", "UTC", datetime(1969, 7, 20, tzinfo=UTC)),
        ("month", "UTC", datetime(1969, 7, 1, tzinfo=UTC)),
        ("year", "UTC", datetime(1969, 1, 1, tzinfo=UTC)),
        ("hour", "Asia/Kathmandu", datetime(1969, 7, 20, 19, 30, tzinfo=UTC)),
        ("day", "Asia/Tokyo", datetime(1969, 7, 20, 15, tzinfo=UTC)),
        ("month", "Asia/Tokyo", datetime(1969, 6, 30, 15, tzinfo=UTC)),
        ("year", "Asia/Tokyo", datetime(1968, 12, 31, 15, tzinfo=UTC)),
    ],
)
def test_a_moment_becomes_the_beginning_of_its_unit_in_the_zone(unit: Any, zone: str, begins: datetime) -> None:
    moment = datetime(1969, 7, 20, 20, 17, 40, 5, tzinfo=UTC)
    assert changed([moment, None, moment], MOMENT, Calendar(unit, zone)) == [begins, None, begins]


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        # Cairo set its clocks from 0:00 to 1:00 on this day: it began at 1:00
        (datetime(2024, 4, 26, 9, tzinfo=UTC), datetime(2024, 4, 25, 22, tzinfo=UTC)),
        # Havana set them from 1:00 back to 0:00: midnight came twice, and the day began with the first
        (datetime(2024, 11, 3, 9, tzinfo=UTC), datetime(2024, 11, 3, 4, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_its_first_moment_where_clocks_are_set_at_midnight(moment: datetime, begins: datetime) -> None:
    zone = "Africa/Cairo" if moment.month == 4 else "America/Havana"
    assert changed([moment, moment], MOMENT, Calendar("day", zone)) == [begins, begins]


def test_decimals_are_rounded_to_even_and_may_grow_by_a_digit() -> None:
    kind = pa.decimal128(3, 2)
    made = transformed(pa.array([Decimal("1.25"), None, Decimal("1.35"), Decimal("9.99")], kind), Decimals(1))
    assert made.to_pylist() == [Decimal("1.20"), None, Decimal("1.40"), Decimal("10.00")]
    assert made.type == pa.decimal128(4, 2)
    same = pa.array([Decimal("1.25"), None], kind)
    assert transformed(same, Decimals(2)).equals(same)
    assert transformed(same, Decimals(2)).type == kind


def test_a_text_may_be_a_dictionary() -> None:
    coded = pa.array(["abcd", None, "x", "abcd"]).dictionary_encode()
    assert transformed(coded, Mask(1)).to_pylist() == ["a***", None, "***", "a***"]
    areas = pa.array(["31.71", None, "no"]).dictionary_encode()
    assert transformed(areas, AreaLevel("provinsi")).to_pylist() == ["31", None, None]


def test_a_value_that_is_kept_is_the_same_and_a_pseudonym_is_not_made_here() -> None:
    values = pa.array(["a", None])
    assert transformed(values, Keep()) is values
    with pytest.raises(AssertionError, match=r"^a pseudonym needs its names$"):
        transformed(values, Pseudonym())
