"""Write the generated bed sheet that the benchmark reads: the same bytes for the same number of rows, on every machine.

What lives here: the columns, their values, and one broken row in every thousand. What this file must not know: what
reads it.

Every cell fits its column's type, so that pyarrow alone can read the very same file; the broken rows break rules, not
types.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

SEED: Final = 20260302
FACILITIES: Final = 2_000
BROKEN_EVERY: Final = 1_000
COLUMNS: Final = {
    "facility_id": "text", "facility_name_source": "text", "area_code": "text", "observed_at": "datetime",
    "bed_type": "text", "care_class": "text", "physical_beds": "integer", "staffed_beds": "integer",
    "occupied_beds": "integer", "available_beds": "integer", "queue_count": "integer", "capacity_status": "text",
    "is_estimate": "boolean",
}  # fmt: skip
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(minutes=15)
_BEDS: Final = ("emergency_department", "adult_icu", "hcu", "observation")
_CLASSES: Final = ("class_1", "class_2", "class_3", "none")
_AREAS: Final = ("31.01", "31.71", "31.72", "31.73", "31.74", "31.75")

Row = dict[str, str]


def write(path: Path, rows: int) -> None:
    """Write the sheet of `rows` rows to `path`, and what is known about it beside it as JSON, unless it is there."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = {
        "rows": rows,
        "broken_rows": rows // BROKEN_EVERY,
        "columns": COLUMNS,
        "facilities": [_facility_id(number) for number in range(FACILITIES)],
    }
    path.with_suffix(".json").write_text(json.dumps(facts), encoding="utf-8")
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(",".join(COLUMNS) + "\n")
        stream.writelines(",".join(row[name] for name in COLUMNS) + "\n" for row in _rows(rows))
    partial.replace(path)


def _facility_id(number: int) -> str:
    return f"benchmark:rs-{number:04}"


def _rows(rows: int) -> Iterator[Row]:
    chance = random.Random(SEED)
    before: Row = {}
    broken_at = 0
    for number in range(rows):
        block, offset = divmod(number, BROKEN_EVERY)
        if offset == 0:
            # never the first of a block: a broken row may repeat the sound one before it
            broken_at = chance.randrange(1, BROKEN_EVERY)
        row = _sound(number, chance)
        if offset == broken_at:
            row = _BREAKING[block % len(_BREAKING)](row, before)
        before = row
        yield row


def _sound(number: int, chance: random.Random) -> Row:
    facility, turn = number % FACILITIES, number // FACILITIES
    physical = chance.randint(4, 60)
    staffed = chance.randint(2, physical)
    occupied = chance.randint(0, staffed)
    available = staffed - occupied
    return {
        "facility_id": _facility_id(facility),
        "facility_name_source": f"RS Contoh №{facility}",
        "area_code": _AREAS[facility % len(_AREAS)],
        "observed_at": (_START + turn // len(_BEDS) * _STEP).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "bed_type": _BEDS[turn % len(_BEDS)],
        "care_class": _CLASSES[facility % len(_CLASSES)],
        "physical_beds": str(physical),
        "staffed_beds": str(staffed),
        "occupied_beds": str(occupied),
        "available_beds": str(available),
        "queue_count": str(chance.randint(0, 9)) if chance.random() < 0.4 else "",
        "capacity_status": "open" if available else "full",
        "is_estimate": "true" if chance.random() < 0.1 else "false",
    }


def _time_missing(row: Row, before: Row) -> Row:  # noqa: ARG001  (each way to break a row takes both)
    return row | {"observed_at": ""}


def _kind_unknown(row: Row, before: Row) -> Row:  # noqa: ARG001
    return row | {"bed_type": "igd"}


def _beds_negative(row: Row, before: Row) -> Row:  # noqa: ARG001
    return row | {"available_beds": "-1", "capacity_status": ""}


def _too_many_available(row: Row, before: Row) -> Row:  # noqa: ARG001
    return row | {"available_beds": str(int(row["staffed_beds"]) + 1), "capacity_status": "open"}


def _key_repeated(row: Row, before: Row) -> Row:  # noqa: ARG001
    return dict(before)


_BREAKING: Final = (_time_missing, _kind_unknown, _beds_negative, _too_many_available, _key_repeated)

if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
