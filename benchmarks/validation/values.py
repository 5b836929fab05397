"""Columns of made-up values, made with numpy and Arrow and no Python object per row.

What lives here: ids that look random and are not, times as text, cells replaced. What this file must not know: which
table they are for, what is wrong with a row.

    >>> response_ids(np.array([0, 1])).to_pylist()
    ['R000000000000', 'R79b97f4a7c15']
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
#: An Arrow array; the stubs know no kernel that joins, picks and replaces texts of any kind.
Column: TypeAlias = Any

_HEXADECIMAL: Final = np.frombuffer(b"0123456789abcdef", np.uint8)
_DIGITS: Final = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", np.uint8)
_STATES: Final = np.frombuffer(b"CAORWANVAZTXNYFL", np.uint8).reshape(-1, 2)
_DAY: Final = 86_400


def fixed_width(letters: npt.NDArray[np.uint8]) -> Column:
    """Return each row of an array of ASCII letters as one text."""
    rows, width = letters.shape
    offsets = (np.arange(rows + 1, dtype=np.int64) * width).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), rows, [None, pa.py_buffer(offsets), pa.py_buffer(letters.tobytes())])


def response_ids(numbers: Integers) -> Column:
    """Return 13 characters that look random for each number, another for each number below 2**48."""
    mixed = (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) & np.uint64((1 << 48) - 1)
    octets = mixed.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 2:]
    letters = np.empty((len(numbers), 13), np.uint8)
    letters[:, 0] = ord("R")
    letters[:, 1::2], letters[:, 2::2] = _HEXADECIMAL[octets >> 4], _HEXADECIMAL[octets & 15]
    return fixed_width(letters)


def facility_ids(numbers: Integers) -> Column:
    """Return a facility's id, such as "CA-0000LL", for each number, another for each number below 36**6."""
    letters = np.empty((len(numbers), 9), np.uint8)
    letters[:, :2], letters[:, 2] = _STATES[numbers % 8], ord("-")
    rest = (numbers * 1_000_003 + 777) % 36**6
    for place in range(8, 2, -1):
        letters[:, place] = _DIGITS[rest % 36]
        rest //= 36
    return fixed_width(letters)


def incident_ids(numbers: Integers) -> Column:
    """Return "INC-2026-" and seven digits for each number."""
    letters = np.empty((len(numbers), 16), np.uint8)
    letters[:, :9] = np.frombuffer(b"INC-2026-", np.uint8)
    rest = numbers.copy()
    for place in range(15, 8, -1):
        letters[:, place] = ord("0") + rest % 10
        rest //= 10
    return fixed_width(letters)


def time_texts(seconds: Integers, absent: Flags | None = None) -> Column:
    """Return seconds since 1970 as RFC 3339 in UTC, such as "2026-01-01T00:03:39Z"."""
    days = seconds // _DAY
    clock = seconds - days * _DAY
    dates = days.astype("datetime64[D]")
    years, months = dates.astype("datetime64[Y]"), dates.astype("datetime64[M]")
    letters = np.empty((len(seconds), 20), np.uint8)
    for places, mark in (((4, 7), "-"), ((10,), "T"), ((13, 16), ":"), ((19,), "Z")):
        letters[:, places] = ord(mark)
    year = years.astype(np.int64) + 1970
    parts = {
        0: year // 100,
        2: year % 100,
        5: (months - years).astype(np.int64) + 1,
        8: (dates - months).astype(np.int64) + 1,
        11: clock // 3600,
        14: clock // 60 % 60,
        17: clock % 60,
    }
    for place, part in parts.items():
        letters[:, place], letters[:, place + 1] = ord("0") + part // 10, ord("0") + part % 10
    return without(fixed_width(letters), absent)


def times(seconds: Integers, absent: Flags | None = None) -> Column:
    """Return seconds since 1970 as Arrow timestamps in UTC, to the microsecond."""
    return pa.array(seconds * 1_000_000, mask=absent).cast(pa.timestamp("us", tz="UTC"))


def without(column: Column, absent: Flags | None) -> Column:
    """Return the column with null where `absent` says so."""
    if absent is None:
        return column
    return pc.if_else(pa.array(~absent), column, pa.scalar(None, column.type))


def replaced(column: Column, at: Integers, values: Sequence[object] | Column) -> Column:
    """Return the column with the cells at `at` (ascending) replaced by `values`, in order."""
    if len(at) == 0:
        return column
    mask = np.zeros(len(column), np.bool_)
    mask[at] = True
    new = values if isinstance(values, pa.Array) else pa.array(values, type=column.type)
    return pc.replace_with_mask(column, pa.array(mask), new.cast(column.type))


def turns(values: Sequence[object], count: int) -> list[object]:
    """Return `count` values, taken in turn."""
    return [values[number % len(values)] for number in range(count)]
