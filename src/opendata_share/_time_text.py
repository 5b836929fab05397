"""Times to text, fast: a day and a second of a day are looked up, not printed.

What lives here: one time, or a column of timestamps, to `YYYY-MM-DDTHH:MM:SS[.ffffff]Z` in UTC. What this file must not
know: CSV.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from ._arrow import pc
from ._moment_text import time_text

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["time_cells", "time_text"]

_SECOND: Final = 1_000_000
_DAY: Final = 86_400
_LONGEST: Final = 100_000
"""Days a table of days may span; beyond that the times are printed one by one."""
_WIDTH: Final = len("2026-01-31T17:00:00Z")
_EMPTY: Final = pa.scalar("", pa.string())
_ZONE: Final = pa.scalar("Z", pa.string())


def time_cells(column: pa.Array[Any]) -> Any:
    """Return a timestamp[us, UTC] column as pa.string(), with six digits of a second only where there is a fraction."""
    wall = column.cast(pa.timestamp("us"))
    micros = pc.fill_null(wall.view(pa.int64()), 0).to_numpy(zero_copy_only=False)
    seconds, fraction = np.divmod(micros, _SECOND)
    text = _whole(column, seconds)
    if not fraction.any():
        return text
    printed = pc.binary_replace_slice(wall.cast(pa.string()), 10, 11, "T")
    exact = pc.binary_join_element_wise(printed, _ZONE, _EMPTY)
    return pc.if_else(pa.array(fraction == 0), text, exact)


def _whole(column: pa.Array[Any], seconds: npt.NDArray[np.int64]) -> Any:
    """Return whole seconds as text."""
    days, of_day = np.divmod(seconds, _DAY)
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    if last - first > _LONGEST:
        stamps: Any = pa.array(seconds, mask=column.is_null().to_numpy(zero_copy_only=False))
        printed = stamps.cast(pa.timestamp("s")).cast(pa.string())
        return pc.binary_join_element_wise(pc.binary_replace_slice(printed, 10, 11, "T"), _ZONE, _EMPTY)
    text = np.empty((len(column), 2), dtype="S10")
    text[:, 0] = _days(first, last)[days - first]
    text[:, 1] = _seconds_of_day()[of_day]
    offsets = np.arange(0, _WIDTH * (len(column) + 1), _WIDTH, dtype=np.int32)
    plain = pa.StringArray.from_buffers(len(column), pa.py_buffer(offsets.data), pa.py_buffer(text.view(np.uint8).data))
    return pc.if_else(pc.is_valid(column), plain, pa.scalar(None, pa.string())) if column.null_count else plain


def _days(first: int, last: int) -> npt.NDArray[np.bytes_]:
    """Return `YYYY-MM-DD` for every day from `first` to `last`, days since 1970."""
    days: Any = pa.array(np.arange(first, last + 1, dtype=np.int32))
    return np.asarray(days.cast(pa.date32()).cast(pa.string()).to_pylist(), dtype="S10")


@cache
def _seconds_of_day() -> npt.NDArray[np.bytes_]:
    """Return `THH:MM:SSZ` for every second of a day."""
    clock = [f"T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z" for second in range(_DAY)]
    return np.asarray(clock, dtype="S10")
