"""Times whose parts have fixed places are read by the column; that is never another time than strptime's."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.adapters.mapping import TIMESTAMP, Kind, Lexical, convert
from opendata_share.adapters.mapping import _conversion as conversion
from opendata_share.adapters.mapping._fixed_times import fixed_times
from opendata_share.contract import FieldType

FORMS = [
    "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%d%m%Y", "%d-%m-%y", "%y%m%d%H%M%S", "%H.%M, %d.%m.%Y",
    "%m/%d/%Y %Hh%M", "%d %m %Y", "1%d2%m3%Y", "%d/%m/%Y\t%S",
]  # fmt: skip
STRANGE = [
    "", " ", "1/2/2026 3:05", "01/02/26 03:05", "31/02/2026 00:00", "29/02/2024 23:59", "29/02/1900",
    "29/02/2000", "01/13/2026 00:00", "00/01/2026", "01/00/2026", "32/01/2026", "01/01/2026 24:00",
    "01/01/2026 00:60", "2026-01-01 00:00:60", "01/01/0000", "01/01/0999", "0\u0661/01/2026",
    "01/01/2026 00:0\u0661", "+1/01/2026", "-1/01/2026", " 1/01/2026", "01/01/2026 ", "01-01-2026",
    "01/01/2026 00.00", "01012026", "00002026", "01-01-69", "01-01-68", "01-01-00", "29-02-00", "260101235959",
    "01/01/2026\t59", "01/01/2026 00H00", "0101202", "99/99/9999 99:99", "//////////", "01/01/9999",
    "01/01/2026 00h00",
]  # fmt: skip


def cells_of(form: str) -> st.SearchStrategy[str | None]:
    times = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))  # the zone is given by the caller
    written = times.map(lambda moment: moment.strftime(form))
    mangled = st.tuples(written, st.integers(0, 20), st.sampled_from("0123456789 /-:h\u0662")).map(
        lambda given: given[0][: given[1]] + given[2] + given[0][given[1] + 1 :]
    )
    return st.one_of(written, written, mangled, st.sampled_from(STRANGE), st.none())


@settings(max_examples=250, deadline=None)
@given(data=st.data(), form=st.sampled_from(FORMS), start=st.integers(0, 3))
def test_no_time_is_another_than_the_one_strptime_gives(data: st.DataObject, form: str, start: int) -> None:
    column = pa.array(data.draw(st.lists(cells_of(form), max_size=12)), pa.string()).slice(start)
    found = conversion.parse_times(column, form)
    expected = conversion._parse_freely(column, form)
    assert found.equals(expected)


@pytest.mark.parametrize("form", FORMS)
def test_every_strange_cell_is_what_strptime_makes_of_it(form: str) -> None:
    column = pa.array([*STRANGE, datetime(2026, 11, 28, 14, 5).strftime(form)], pa.string())
    assert conversion.parse_times(column, form).equals(conversion._parse_freely(column, form))


@pytest.mark.parametrize("form", FORMS)
def test_cells_written_in_full_are_proven(form: str) -> None:
    moment = datetime(2026, 11, 28, 14, 5, 9)
    found = fixed_times(pa.array([moment.strftime(form), None]), form)
    assert found is not None
    assert not found[1].any()
    assert found[0].to_pylist() == [datetime.strptime(moment.strftime(form), form), None]  # noqa: DTZ007


@pytest.mark.parametrize(
    "form",
    ["%d %B %Y", "%d/%m/%Y %I:%M %p", "%Y-%m-%dT%H:%M:%S%z", "%d/%m", "%%%d/%m/%Y%%", "%d/%m/%Y %d", "%d·%m·%Y", "%"],
)
def test_formats_without_fixed_places_are_left_to_strptime(form: str) -> None:
    assert fixed_times(pa.array(["28/11/2026"]), form) is None


def test_bytes_under_a_null_are_no_time() -> None:
    column = pa.array(["28/11/2026", "29/11/2026"])
    hidden = pa.Array.from_buffers(pa.string(), 2, [pa.py_buffer(b"\x01"), *column.buffers()[1:]])
    assert conversion.parse_times(hidden, "%d/%m/%Y").to_pylist() == [datetime(2026, 11, 28), None]


def test_a_time_that_is_none_is_named_as_before() -> None:
    kind, lexical = Kind(FieldType.DATETIME, TIMESTAMP), Lexical(format="%d/%m/%Y %H:%M", zone="Asia/Jakarta")
    found = convert(pa.array(["28/11/2026 14:05", "31/11/2026 14:05", "8/1/2026 4:05"]), kind, lexical)
    assert found.failed.tolist() == [False, True, False]
    assert [value and value.isoformat() for value in found.values.to_pylist()] == [
        "2026-11-28T07:05:00+00:00", None, "2026-01-07T21:05:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d-%B-%Y", "%Y%m%d"])
@pytest.mark.parametrize(("type_", "arrow"), [(FieldType.DATE, pa.date32()), (FieldType.DATETIME, TIMESTAMP)])
def test_there_is_no_year_0_in_a_declared_format(form: str, type_: FieldType, arrow: pa.DataType) -> None:
    cells = [datetime(2001, 1, 1).strftime(form).replace("2001", year) for year in ("0000", "0001", "2001")]
    found = convert(pa.array(cells), Kind(type_, arrow), Lexical(format=form, zone="UTC"))
    assert found.failed.tolist() == [True, False, False]
    assert [value is None for value in found.values.to_pylist()] == [True, False, False]


NAIVE = [
    "2026-11-28 14:05:09", "2026-11-28T14:05:09", "2026-11-28t14:05:09", "2026-11-28 14:05", "2026-11-28",
    "2026-11-31 14:05:09", None, "2026-11-28 14:05:09.5", "2026-11-28T14:05:09Z", "2026-11-28T14:05:09+07:00",
    "2026-03-29 02:30:00", "2026-10-25T02:30:00", "n/a", " 2026-11-28 14:05:09 ", "2026-11-28 24:00:00",
    "0000-01-01 00:00:00",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    cells=st.lists(st.sampled_from([*NAIVE[:2] * 6, *NAIVE]), max_size=12),
    zone=st.sampled_from(["Asia/Jakarta", "Europe/Berlin"]),
)
def test_times_without_an_offset_are_what_they_are_alone(cells: list[str | None], zone: str) -> None:
    kind, lexical = Kind(FieldType.DATETIME, TIMESTAMP), Lexical(zone=zone)
    together = convert(pa.array(cells, pa.string()), kind, lexical)
    alone = [convert(pa.array([cell], pa.string()), kind, lexical) for cell in cells]
    assert together.values.equals(pa.concat_arrays([pa.nulls(0, TIMESTAMP), *(one.values for one in alone)]))
    assert together.failed.tolist() == [bool(one.failed[0]) for one in alone]
    named = together.failed if together.named is None else together.failed & together.named
    for found, one in zip(named, alone, strict=True):
        if found and together.message_id != "cell-type":
            assert one.message_id == together.message_id
