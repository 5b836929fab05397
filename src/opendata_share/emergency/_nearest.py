"""Which emergency facilities are nearest, and do they have room?

What lives here: the verb `nearest_facilities`, which decides what qualifies. What this file must not know: how distance
and capacity are computed (`_great_circle`, `_capacity`), how answers print (`_nearest_answer`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import pc
from ..errors import DefinitionError
from ._capacity import Figures, figures
from ._columns import MOMENT, REAL, TEXT, TRUTH, WHOLE, Columns, as_array, read_columns
from ._finding import Finding
from ._great_circle import Positions, Reals, is_place, k_nearest
from ._nearest_answer import ANSWER_SCHEMA, NearestFacilities

POINTS: Final = Columns("point", {"latitude": REAL, "longitude": REAL}, {"id": TEXT})
FACILITIES: Final = Columns(
    "emergency-facility",
    {"id": TEXT, "latitude": REAL, "longitude": REAL},
    {
        "name": TEXT,
        "agency_id": TEXT,
        "facility_type": TEXT,
        "operational_status": TEXT,
        "is_emergency_24h": TRUTH,
        "area_code": TEXT,
        "hospital_class": TEXT,
        "ownership": TEXT,
        "emergency_level": TEXT,
        "accreditation": TEXT,
        "kemkes_code": TEXT,
        "bed_total": WHOLE,
        "icu_bed_total": WHOLE,
        "ambulance_total": WHOLE,
        "has_helipad": TRUTH,
        "bpjs_partner": TRUTH,
        "recorded_at": MOMENT,
    },
)
_SHUT: Final = pa.array(["closed", "temporary_closed", "evacuating", "planned"])


def nearest_facilities(  # noqa: PLR0913 - each argument is a question of its own; all but three go by name
    points: object,
    facilities: object,
    capacity: object | None = None,
    *,
    k: int = 3,
    where: str | None = None,
    has_room: bool | None = None,
    include_closed: bool = False,
    max_age: timedelta = timedelta(hours=6),
    as_of: datetime | None = None,
    bed_types: Collection[str] = ("emergency_department",),
) -> NearestFacilities:
    """Return, for each point, the k nearest facilities that qualify, with what is known of their beds and its age.

    Distance is the great circle (haversine on a sphere of 6 371 008.8 m), not the road. Answers are ordered by distance
    in millimetres, then by facility id. Time grows with points × facilities (some 30 000 points a second over 10 000
    facilities).

    Args:
        points: One (latitude, longitude) in degrees WGS 84, a sequence of them (their ids are "1", "2", …), or a table
            with `latitude`, `longitude` (float64) and, if it has one, `id`.
        facilities: Rows of emergency-facility: `id`, `latitude`, `longitude` are necessary.
        capacity: Rows of facility-capacity: `facility_id`, `observed_at`, `bed_type`, `available_beds` are necessary.
            None: nothing is known of beds.
        k: How many for each point, from 1; fewer where fewer qualify.
        where: A SQL condition over the columns of `facilities` and of the capacity figure: `available_beds`,
            `physical_beds`, `staffed_beds`, `occupied_beds`, `queue_count`, `capacity_status`, `has_room`,
            `observed_at`, `age_s`, `freshness`, `unusable`. Where the answer is unknown (null) the facility does not
            qualify.
        has_room: True: only facilities whose latest figure says that a bed is free; False: only those whose figure says
            that none is. A figure too old for routing (over 24 hours, or `max_age` where that is longer) says neither.
        include_closed: Whether closed, temporarily closed, evacuating and planned facilities qualify too. An unknown
            status qualifies.
        max_age: Up to this age (inclusive) a capacity figure is "fresh", beyond it "stale".
        as_of: The moment ages are counted to; aware. None: the newest `observed_at` or `recorded_at` of `capacity`,
            because data has no clock; give it where the answer is for now. Rows observed later are not used.
        bed_types: The bed types whose beds are added up. "all" asks for all of them.

    Returns:
        The answers, and what was left out: points and facilities without coordinates, capacity rows of no known
        facility.

    Raises:
        DefinitionError: A necessary column is missing or has another type, `where` does not bind, `as_of` is naive, k
            is below 1.

    Example:
        >>> import pyarrow as pa
        >>> facilities = pa.table({"id": ["a:1"], "latitude": [-6.2], "longitude": [106.8]})
        >>> nearest_facilities((-6.2, 106.9), facilities).rows[0].distance_m
        11054.47
    """
    _check(k, as_of, max_age)
    asked, latitude, longitude = _points(points)
    table = _in_tie_order(read_columns(facilities, FACILITIES))
    capacities = figures(capacity, as_array(table, "id"), bed_types, _utc(as_of), max_age)
    candidates = _beside(table, capacities)
    places = tuple(as_array(table, name).to_numpy(zero_copy_only=False) for name in ("latitude", "longitude"))
    located = is_place(*places)
    fit = located & _qualifies(candidates, where, has_room, include_closed)
    answerable = np.flatnonzero(is_place(latitude, longitude))
    pairs = _pairs((latitude, longitude), answerable, (places[0], places[1]), np.flatnonzero(fit), k)
    return NearestFacilities(
        answers=_answers(asked, candidates, *pairs),
        as_of=capacities.as_of,
        k=k,
        unlocated_points=len(latitude) - len(answerable),
        unlocated_facilities=int((~located).sum()),
        unmatched_capacity=capacities.unmatched,
        unanswered_points=len(answerable) - len(np.unique(pairs[0])),
        findings=_findings(
            candidates.filter(pa.array(fit)), capacities, has_room, candidates.filter(pa.array(located))
        ),
    )


def _check(k: int, as_of: datetime | None, max_age: timedelta) -> None:
    if k < 1:
        raise DefinitionError("nearest-k", k=k)
    if as_of is not None and as_of.utcoffset() is None:
        raise DefinitionError("emergency-naive-as-of")
    if max_age < timedelta(0):
        raise DefinitionError("nearest-max-age")


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _points(given: object) -> tuple[pa.Array[Any], Reals, Reals]:
    """Return the ids (text), latitudes and longitudes of the points; NaN where there is none."""
    if isinstance(given, Sequence) and not isinstance(given, (str, bytes)):
        pairs = [given] if len(given) == 2 and not isinstance(given[0], Sequence) else list(given)
        if not all(isinstance(pair, Sequence) and len(pair) == 2 for pair in pairs):
            raise DefinitionError("nearest-points")
        try:
            degrees = np.array([(np.nan if x is None else x, np.nan if y is None else y) for x, y in pairs], np.float64)
        except (TypeError, ValueError):
            raise DefinitionError("nearest-points") from None
        degrees = degrees.reshape(-1, 2)
        return _ordinals(len(degrees)), degrees[:, 0], degrees[:, 1]
    table = read_columns(given, POINTS)
    ids = pc.coalesce(as_array(table, "id"), _ordinals(table.num_rows))
    latitude, longitude = (as_array(table, name).to_numpy(zero_copy_only=False) for name in ("latitude", "longitude"))
    return ids, latitude, longitude


def _ordinals(count: int) -> pa.Array[Any]:
    return pa.array(np.arange(1, count + 1)).cast(TEXT)


def _in_tie_order(facilities: pa.Table) -> pa.Table:
    """Return the facilities by id, so that the earlier of two at one distance is the one with the lesser id."""
    keys = ("id", "name", "latitude", "longitude", "recorded_at")
    return facilities.take(pc.sort_indices(facilities, sort_keys=[(key, "ascending") for key in keys]))


def _beside(facilities: pa.Table, capacities: Figures) -> pa.Table:
    """Return facilities beside their capacity figure; of two columns of one name the figure's stays."""
    columns = {name: facilities[name] for name in facilities.column_names}
    return pa.table(columns | {name: capacities.table[name] for name in capacities.table.column_names})


def _qualifies(candidates: pa.Table, where: str | None, has_room: bool | None, include_closed: bool) -> Any:
    """Return one boolean a facility; what is unknown does not qualify, except an unknown operational status."""
    fit = np.ones(candidates.num_rows, bool)
    if not include_closed:
        fit &= ~_truth(pc.is_in(candidates["operational_status"], value_set=_SHUT))
    if has_room is not None:
        says = pc.equal(candidates["has_room"], pa.scalar(has_room))
        fit &= _truth(says) & ~_truth(candidates["unusable"])
    if where is not None:
        fit &= _condition(where, candidates)
    return fit


def _condition(where: str, candidates: pa.Table) -> Any:
    from ..expressions import expression_type, parse_condition

    kinds = {name: expression_type(candidates.schema.field(name).type) for name in candidates.column_names}
    condition = parse_condition(where, {name: kind for name, kind in kinds.items() if kind is not None})
    columns = {name: as_array(candidates, name) for name in condition.columns}
    result = condition.evaluate(columns, candidates.num_rows)
    holds = _truth(result.values)
    return holds if result.not_computable is None else holds & ~_truth(result.not_computable)


def _truth(column: Any) -> Any:
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.fill_null(plain, False).to_numpy(zero_copy_only=False)


def _pairs(
    points: tuple[Reals, Reals], answerable: Positions, places: tuple[Reals, Reals], fit: Positions, k: int
) -> tuple[Positions, Positions, Reals]:
    """Return positions of points, positions of facilities and distances, one a pair, by point and rank."""
    here, there = (points[0][answerable], points[1][answerable]), (places[0][fit], places[1][fit])
    blocks = list(k_nearest(here, there, k))
    if not blocks:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64)
    at, to, distance = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return answerable[at], fit[to], distance


def _answers(asked: pa.Array[Any], candidates: pa.Table, at: Positions, to: Positions, distance: Reals) -> pa.Table:
    rank = np.arange(len(at)) - np.searchsorted(at, at, side="left") + 1
    near = candidates.take(to)
    open_all_hours = pc.if_else(near["is_emergency_24h"], pa.scalar("yes"), pa.scalar("no"))
    columns: dict[str, Any] = {
        "point_id": asked.take(at),
        "rank": pa.array(rank.astype(np.int64)),
        "facility_id": near["id"],
        "facility_agency_id": near["agency_id"],
        "distance_m": pa.array(distance),
        "emergency_24h": pc.fill_null(open_all_hours, "unknown"),
        "unusable": pc.fill_null(near["unusable"], False),
    }
    rest: dict[str, Any] = {name: near[name] for name in ANSWER_SCHEMA.names if name not in columns}
    return pa.table({name: (columns | rest)[name] for name in ANSWER_SCHEMA.names}, ANSWER_SCHEMA)


def _findings(fit: pa.Table, capacities: Figures, has_room: bool | None, located: pa.Table) -> tuple[Finding, ...]:
    unknown_hours = fit["is_emergency_24h"].null_count
    too_old = int(_truth(located["unusable"]).sum()) if has_room is not None else 0
    counted = {
        "nearest-unknown-24h": unknown_hours,
        "nearest-later-capacity": capacities.later,
        "nearest-too-old": too_old,
    }
    return tuple(Finding(message_id, {"count": count}) for message_id, count in counted.items() if count)
