"""How fast did help come?

What lives here: the verb `response_times`, which rows count and why others do not. What this file must not know: how a
figure prints.

A time is a moment, so a difference over midnight is right by itself. Where the end lies before the start a date is
wrong; that is mended in the field map, which knows the source, and not guessed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .._arrow import pc
from .._dataclass import dataclass
from ..errors import DefinitionError
from ._columns import MOMENT, REAL, TEXT, Columns, as_array, read_columns
from ._finding import Finding, time_zone
from ._response_figure import ResponseFigure, ResponseTimes
from ._response_statistics import SECOND, Times, figure, in_groups

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MAX_S: Final = 4 * 60 * 60
"""Above this a response time is doubtful (EmergencyIncident, I5)."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is needed of each row: both moments, a stored duration, the precision of the time, the `by` columns."""

    start: pa.Array[Any]
    end: pa.Array[Any]
    stored_s: pa.Array[Any] | None
    precision: pa.Array[Any]
    by: tuple[pa.Array[Any], ...]


def response_times(
    incidents: object,
    *,
    by: Sequence[str] = (),
    target_s: int = 900,
    start: str = "call_received_at",
    end: str | None = None,
    responses: object | None = None,
    max_s: int = MAX_S,
    zone: str = "UTC",
) -> ResponseTimes:
    """Return count, median, 90th percentile, extremes and share within a target of response times, in whole seconds.

    Rows without a start or an end, known only to the day (`time_precision` "day"), or with the end before the start do
    not count and are counted by reason. Response times above `max_s` count and are a finding. Heaping is reported
    beside the figures: the share of whole multiples of five minutes, and the most frequent pair of times of day, which
    shows entries made in bulk.

    Args:
        incidents: Rows of emergency-incident with the columns `start` and `end` (timestamps with a zone).
        by: Columns to group by; of `responses` where given and there, else of the incident. Unknown values are a group
            of their own.
        target_s: The target in seconds, inclusive. 900 s is Jakarta's for fires (Kepmeneg PU 11/KPTS/2000).
        start: The column where time starts.
        end: The column where it ends. None: `first_on_scene_at`, or `on_scene_at` of `responses`.
        responses: Rows of unit-response. With them each unit's response counts: its stored `response_s`, else `end`
            less the `start` of its incident; `incident_id` is necessary, and `id` in `incidents`.
        max_s: Above this many seconds a response time is doubtful.
        zone: The IANA time zone in which times of day are written.

    Raises:
        DefinitionError: A column is missing or has another type, `zone` is unknown.

    Example:
        >>> import datetime, pyarrow as pa
        >>> call = datetime.datetime(2013, 1, 1, 23, 58, tzinfo=datetime.UTC)
        >>> come = call + datetime.timedelta(minutes=5)
        >>> response_times(pa.table({"call_received_at": [call], "first_on_scene_at": [come]})).overall.median_s
        300
    """
    names = tuple(by)
    rows = (
        _of_incidents(incidents, names, start, end)
        if responses is None
        else _of_responses(incidents, responses, names, start, end)
    )
    times = _times(rows, responses is None, time_zone(zone).key)
    keys, members = in_groups(rows.by, len(rows.start))
    overall = figure((), times, np.arange(len(rows.start)), target_s, max_s)
    figures = tuple(figure(key, times, where, target_s, max_s) for key, where in zip(keys, members, strict=True))
    return ResponseTimes(
        by=names,
        rows=figures if names else (overall,),
        overall=overall,
        target_s=target_s,
        zone=zone,
        findings=_findings(overall, max_s),
        kinds=tuple(column.type for column in rows.by),
    )


def _of_incidents(incidents: object, by: tuple[str, ...], start: str, end: str | None) -> _Rows:
    finish = end or "first_on_scene_at"
    columns = Columns("emergency-incident", {start: MOMENT, finish: MOMENT}, {"time_precision": TEXT})
    table = read_columns(incidents, columns)
    groups = tuple(_group(table, None, name, "emergency-incident") for name in by)
    return _Rows(as_array(table, start), as_array(table, finish), None, as_array(table, "time_precision"), groups)


def _of_responses(incidents: object, responses: object, by: tuple[str, ...], start: str, end: str | None) -> _Rows:
    finish = end or "on_scene_at"
    # a response counts by its stored duration, by its end, or by whichever it has: neither column alone is necessary
    wanted: dict[str, pa.DataType] = {finish: MOMENT, "response_s": REAL, "time_precision": TEXT}
    units = read_columns(responses, Columns("unit-response", {"incident_id": TEXT}, wanted))
    calls = read_columns(
        incidents, Columns("emergency-incident", {"id": TEXT, start: MOMENT}, {"time_precision": TEXT})
    )
    calls = calls.take(pc.sort_indices(calls, sort_keys=[("id", "ascending"), (start, "ascending")]))
    # of two rows of one incident the first is found, which after sorting does not depend on the order they came in
    at = pc.index_in(as_array(units, "incident_id"), value_set=as_array(calls, "id"), skip_nulls=True)
    groups = tuple(_group(units, calls.take(at), name, "unit-response") for name in by)
    precision = pc.coalesce(as_array(units, "time_precision"), as_array(calls, "time_precision").take(at))
    started = as_array(calls, start).take(at)
    return _Rows(started, as_array(units, finish), as_array(units, "response_s"), precision, groups)


def _group(table: pa.Table, other: pa.Table | None, name: str, contract: str) -> pa.Array[Any]:
    for place in (table, other):
        if place is not None and name in place.column_names:
            column = as_array(place, name)
            if pa.types.is_nested(column.type):
                raise DefinitionError(
                    "emergency-column-type", column=name, contract=contract, expected="text", found=column.type
                )
            decoded: pa.Array[Any] = (
                column.cast(column.type.value_type) if isinstance(column.type, pa.DictionaryType) else column
            )
            return decoded
    raise DefinitionError("emergency-missing-column", column=name, contract=contract)


def _times(rows: _Rows, paired: bool, zone: str) -> Times:
    """Return each row's response time in microseconds, why it has none, and times of day where pairs mean something."""
    start, end = _microseconds(rows.start), _microseconds(rows.end)
    no_start, no_end = _nulls(rows.start), _nulls(rows.end)
    elapsed = np.where(no_start | no_end, 0, end - start)
    if rows.stored_s is not None:
        stored = rows.stored_s.to_numpy(zero_copy_only=False)
        has = np.isfinite(stored)
        elapsed = np.where(has, np.round(np.where(has, stored, 0) * SECOND).astype(np.int64), elapsed)
        no_start, no_end = no_start & ~has, no_end & ~has
    day = pc.fill_null(pc.equal(rows.precision, pa.scalar("day")), False).to_numpy(zero_copy_only=False)
    left = ~day
    reasons: dict[str, Mask] = {"day_precision": day}
    for name, holds in (("missing_start", no_start), ("missing_end", no_end), ("negative", elapsed < 0)):
        reasons[name] = left & holds
        left = left & ~holds
    pairs = (_time_of_day(rows.start, zone), _time_of_day(rows.end, zone)) if paired else None
    return Times(elapsed, left, reasons, pairs)


def _microseconds(moments: pa.Array[Any]) -> Whole:
    numbers: Whole = pc.fill_null(moments.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    return numbers


def _nulls(column: pa.Array[Any]) -> Mask:
    holds: Mask = pc.is_null(column).to_numpy(zero_copy_only=False)
    return holds


def _time_of_day(moments: pa.Array[Any], zone: str) -> Whole:
    """Return whole seconds since midnight in `zone`."""
    local = pc.local_timestamp(moments.cast(pa.timestamp("us", tz=zone))).cast(pa.int64())
    seconds: Whole = pc.fill_null(local, 0).to_numpy(zero_copy_only=False) // SECOND % 86_400
    return seconds


def _findings(overall: ResponseFigure, max_s: int) -> tuple[Finding, ...]:
    doubtful = {"count": overall.over_max, "hours": f"{max_s / 3600:g}", "max_s": overall.max_s}
    return (Finding("response-over-max", doubtful),) if overall.over_max else ()
