"""How much room a facility has: one figure a facility, from the many rows its agency sent.

What lives here: which capacity rows count, how they add up, how old they are. What this file must not know: distance.

Rules, with their clauses in the shared schema FacilityCapacity:
  1. Of the rows of one facility, bed type and care class only the latest counts (the key; B6). Rows observed after
     `as_of` do not.
  2. Care classes and the requested bed types are added up. An unknown number of beds makes the sum unknown, never
     smaller.
  3. A row of bed type "all" is never added to rows of single bed types (B6). It counts only where "all" is asked for;
     then every bed type is meant, and the later of the facility's "all" row and the sum of its single rows is the
     figure.
  4. A sum is as old as its oldest part. Over `max_age` it is stale, over 24 hours unusable for routing (B4).
  5. There is room where a part has available beds and is not full, exceeded or inactive; there is none where every part
     says so.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .._arrow import nulls, pc
from .._dataclass import dataclass
from ._columns import MOMENT, TEXT, TRUTH, WHOLE, Columns, as_array, read_columns

Whole = npt.NDArray[np.int64]

CAPACITY: Final = Columns(
    "facility-capacity",
    {"facility_id": TEXT, "observed_at": MOMENT, "bed_type": TEXT, "available_beds": WHOLE},
    {
        "care_class": TEXT,
        "capacity_status": TEXT,
        "physical_beds": WHOLE,
        "staffed_beds": WHOLE,
        "occupied_beds": WHOLE,
        "queue_count": WHOLE,
        "recorded_at": MOMENT,
        "agency_id": TEXT,
    },
)
COUNTS: Final = ("available_beds", "physical_beds", "staffed_beds", "occupied_beds", "queue_count")
FIGURE_SCHEMA: Final = pa.schema(
    [
        *((name, WHOLE) for name in COUNTS),
        ("capacity_status", TEXT),
        ("has_room", TRUTH),
        ("observed_at", MOMENT),
        ("capacity_agency_id", TEXT),
        ("age_s", WHOLE),
        ("freshness", TEXT),
        ("unusable", TRUTH),
    ]
)
UNUSABLE_AFTER: Final = timedelta(hours=24)

_ALL: Final = "all"
_NEVER: Final = np.iinfo(np.int64).min
_NO_ROOM: Final = pa.array(["full", "exceeded", "inactive"])


@dataclass(frozen=True, slots=True)
class Figures:
    """Capacity figures beside the facilities they belong to.

    Attributes:
        table: One row a facility, in the order asked for; schema `FIGURE_SCHEMA`; all null (freshness "unknown") where
            nothing is known.
        as_of: The moment ages are counted to, or None where no row has a time.
        unmatched: Rows whose facility is null or not among the facilities.
        later: Rows observed after `as_of`, which were not used.
    """

    table: pa.Table
    as_of: datetime | None
    unmatched: int
    later: int


def figures(
    capacity: object | None,
    facility_ids: pa.Array[Any],
    bed_types: Collection[str],
    as_of: datetime | None,
    max_age: timedelta,
) -> Figures:
    """Return one figure for each of `facility_ids` (text, one a facility, possibly repeated)."""
    if capacity is None:
        return Figures(_aged(_unknown(len(facility_ids)), as_of, max_age), as_of, 0, 0)
    rows = read_columns(capacity, CAPACITY)
    moment = _newest(rows) if as_of is None else as_of
    known = pc.unique(facility_ids.drop_null())
    at = pc.index_in(as_array(rows, "facility_id"), value_set=known)
    unmatched = at.null_count
    rows = rows.append_column("at", at).filter(pc.is_valid(at))
    if _ALL not in bed_types:
        rows = rows.filter(pc.fill_null(pc.is_in(rows["bed_type"], value_set=pa.array(list(bed_types), TEXT)), False))
    later = 0
    if moment is not None:
        after = pc.fill_null(pc.greater(rows["observed_at"], pa.scalar(moment, MOMENT)), False)
        later = int(pc.sum(after).as_py() or 0)
        rows = rows.filter(pc.invert(after))
    figure = _figure_of_each(_latest(rows), len(known))
    placed = figure.take(pc.index_in(facility_ids, value_set=known))
    return Figures(_aged(placed, moment, max_age), moment, unmatched, later)


def _newest(rows: pa.Table) -> datetime | None:
    """Return the newest time the rows themselves name; the data has no clock of its own."""
    newest = [pc.max(rows[name]).as_py() for name in ("observed_at", "recorded_at")]
    return max((moment for moment in newest if moment is not None), default=None)


def _unknown(length: int) -> pa.Table:
    return pa.table([nulls(length, part.type) for part in FIGURE_SCHEMA], schema=FIGURE_SCHEMA)


def _codes(column: pa.Array[Any]) -> Whole:
    """Return each text's rank among the column's texts: the numbers order and equal as the texts do."""
    texts = pc.fill_null(column, "")
    values = pc.unique(texts)
    ranked = values.take(pc.sort_indices(values))
    ranks: Whole = pc.index_in(texts, value_set=ranked).to_numpy(zero_copy_only=False).astype(np.int64)
    return ranks


def _numbers(column: pa.Array[Any], missing: int) -> Whole:
    plain = column.cast(WHOLE) if column.type == MOMENT else column
    numbers: Whole = pc.fill_null(plain, missing).to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def _latest(rows: pa.Table) -> pa.Table:
    """Return the latest row of each facility, bed type and care class; of equals the last recorded, fewest beds."""
    care_class = pc.fill_null(as_array(rows, "care_class"), "none")
    key = [_codes(care_class), _codes(as_array(rows, "bed_type")), _numbers(as_array(rows, "at"), -1)]
    fewest = _numbers(as_array(rows, "available_beds"), np.iinfo(np.int64).max)
    tie = [_codes(as_array(rows, "agency_id")), _codes(as_array(rows, "capacity_status")), fewest]
    times = [~_numbers(as_array(rows, name), _NEVER) for name in ("recorded_at", "observed_at")]  # ~ reverses the order
    order = np.lexsort([*tie, *times, *key])
    changed = np.zeros(len(order), bool)
    changed[:1] = True
    for part in key:
        changed[1:] |= np.diff(part[order]) != 0
    return rows.take(order[changed])


def _figure_of_each(parts: pa.Table, count: int) -> pa.Table:
    """Return one row a facility (`at` 0 to count − 1), the parts of each added up."""
    is_all = pc.fill_null(pc.equal(parts["bed_type"], pa.scalar(_ALL)), False)
    parts = parts.append_column("is_all", is_all).append_column("room", _room(parts))
    added = parts.group_by(["at", "is_all"]).aggregate(
        [
            *((name, "sum", pc.ScalarAggregateOptions(skip_nulls=False)) for name in COUNTS),
            ("capacity_status", "min", pc.ScalarAggregateOptions(skip_nulls=False)),
            ("capacity_status", "max", pc.ScalarAggregateOptions(skip_nulls=False)),
            ("room", "max"),
            ("room", "min", pc.ScalarAggregateOptions(skip_nulls=False)),
            ("observed_at", "min", pc.ScalarAggregateOptions(skip_nulls=False)),
            ("agency_id", "distinct", pc.CountOptions(mode="only_valid")),
        ]
    )
    figure = _spelled(added)
    chosen = np.full(count, -1, np.int64)
    at, total = _numbers(as_array(added, "at"), -1), as_array(added, "is_all").to_numpy(zero_copy_only=False)
    age = _numbers(as_array(added, "observed_at_min"), _NEVER)
    order = np.lexsort((total.astype(np.int64), age, at))
    chosen[at[order]] = order  # the last one written is the later, and of two as late the "all" row
    places: Any = pa.array(chosen, mask=chosen < 0)
    return figure.take(places)


def _room(parts: pa.Table) -> pa.ChunkedArray[Any]:
    shut = pc.fill_null(pc.is_in(parts["capacity_status"], value_set=_NO_ROOM), False)
    free = pc.greater(parts["available_beds"], pa.scalar(0, WHOLE))
    room: pa.ChunkedArray[Any] = pc.and_kleene(free, pc.invert(shut))
    return room


def _spelled(added: pa.Table) -> pa.Table:
    """Return the added-up groups in the columns of a figure."""
    low, high = added["capacity_status_min"], added["capacity_status_max"]
    status = pc.if_else(pc.equal(low, high), low, pa.scalar(None, TEXT))
    # room where any part has some; none where all parts say none; else unknown
    room = pc.if_else(pc.fill_null(added["room_max"], False), pa.scalar(True), added["room_min"])
    agencies = [", ".join(sorted(ids or ())) or None for ids in added["agency_id_distinct"].to_pylist()]
    nothing = {
        name: nulls(added.num_rows, FIGURE_SCHEMA.field(name).type) for name in ("age_s", "freshness", "unusable")
    }
    columns = {name: added[f"{name}_sum"] for name in COUNTS} | {
        "capacity_status": status,
        "has_room": room,
        "observed_at": added["observed_at_min"],
        "capacity_agency_id": pa.array(agencies, TEXT),
    }
    return pa.table(columns | nothing, schema=FIGURE_SCHEMA)


def _aged(figure: pa.Table, as_of: datetime | None, max_age: timedelta) -> pa.Table:
    """Return the figures with their age in whole seconds, their freshness, and whether they are too old for routing."""
    if as_of is None:
        age: Any = pa.chunked_array([nulls(figure.num_rows, pa.duration("us"))])
    else:
        age = pc.subtract(pa.scalar(as_of, MOMENT), figure["observed_at"])
    fresh = pc.less_equal(age, pa.scalar(max_age, pa.duration("us")))
    freshness = pc.fill_null(pc.if_else(fresh, pa.scalar("fresh"), pa.scalar("stale")), "unknown")
    unusable = pc.greater(age, pa.scalar(max(max_age, UNUSABLE_AFTER), pa.duration("us")))
    seconds = pc.divide(age.cast(WHOLE), pa.scalar(1_000_000, WHOLE))
    aged = {"age_s": seconds, "freshness": freshness, "unusable": unusable}
    return pa.table({name: aged.get(name, figure[name]) for name in FIGURE_SCHEMA.names}, schema=FIGURE_SCHEMA)
