"""The workload `facility_capacity`: 9 columns, one row for each facility, its key with a pattern.

What lives here: its sound values and what each fault does to them. What this file must not know: how files are written,
what judges them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from .faults import TEXT, Block, Faults, Kind
from .values import Column, Integers, facility_ids, replaced, time_texts, times, turns

COLUMNS: Final = (
    "facility_id", "observed_at", "staffed_beds", "available_beds", "icu_staffed", "icu_available", "er_status",
    "latitude", "longitude",
)  # fmt: skip
NUMBERS: Final = ("staffed_beds", "available_beds", "icu_staffed", "icu_available", "latitude", "longitude")
KINDS: Final = (
    Kind("facility_id", "unique", 0.12),
    Kind("facility_id", "pattern", 0.12),
    Kind("available_beds", "order", 0.16),
    Kind("icu_available", "order", 0.1),
    Kind("staffed_beds", "range", 0.1),
    Kind("er_status", "enum", 0.1),
    Kind("staffed_beds", "type", 0.1, TEXT),
    Kind("latitude", "range", 0.1),
)
_STATUS: Final[Column] = pa.array(["open", "advisory", "divert", "closed"])
_START: Final = 1_767_225_600  # 2026-01-01
_MONTH: Final = 30 * 86_400
_MOST_BEDS: Final = 5_000


def block(seed: int, base: int, rows: int, share: float) -> Block:
    """Return some rows of the workload; see `unit_responses.block`."""
    chance = np.random.default_rng([seed + 2, base])
    faults = Faults(KINDS, np.random.default_rng([seed + 3, base]), base, rows, share)
    numbers = np.arange(base, base + rows, dtype=np.int64)
    observed = _START + chance.integers(0, _MONTH, rows)
    beds = _beds(chance, rows, faults)
    status = _STATUS.take(pa.array(chance.choice(4, rows, p=(0.7, 0.15, 0.1, 0.05))))
    latitude = np.round(32 + chance.random(rows) * 16, 6)
    latitude[faults.at("latitude", "range")] = 91
    longitude = pa.array(np.round(-124 + chance.random(rows) * 50, 6))
    wrong = faults.at("er_status", "enum")
    shared = {
        "facility_id": _keys(numbers, base, faults),
        "er_status": replaced(status, wrong, pa.repeat("unknown", len(wrong))),
    }
    typed = shared | {"observed_at": times(observed), "latitude": pa.array(latitude), "longitude": longitude}
    typed |= {name: pa.array(values, pa.int32()) for name, values in beds.items()}
    text = shared | {
        "observed_at": time_texts(observed),
        "latitude": pa.array(latitude).cast(pa.string()),
        "longitude": longitude.cast(pa.string()),
    }
    text |= {name: pa.array(values).cast(pa.string()) for name, values in beds.items()}
    words = faults.at("staffed_beds", "type")
    text["staffed_beds"] = replaced(text["staffed_beds"], words, turns(("full",), len(words)))
    return Block(_table(typed), _table(text), _table(text), faults.table())


def _beds(chance: np.random.Generator, rows: int, faults: Faults) -> dict[str, Integers]:
    staffed, icu_staffed = chance.integers(20, 900, rows), chance.integers(0, 80, rows)
    available = (staffed * chance.random(rows)).astype(np.int64)
    icu_available = (icu_staffed * chance.random(rows)).astype(np.int64)
    at = faults.at("available_beds", "order")
    available[at] = staffed[at] + 3
    at = faults.at("icu_available", "order")
    icu_available[at] = icu_staffed[at] + 1
    at = faults.at("staffed_beds", "range")
    staffed[at] = _MOST_BEDS + 1 + np.arange(len(at))
    return {
        "staffed_beds": staffed,
        "available_beds": available,
        "icu_staffed": icu_staffed,
        "icu_available": icu_available,
    }


def _keys(numbers: Integers, base: int, faults: Faults) -> Column:
    keys = facility_ids(numbers)
    keys = replaced(keys, faults.at("facility_id", "unique"), facility_ids(faults.firsts("facility_id")))
    at = faults.at("facility_id", "pattern")
    return replaced(keys, at, [f"CA_{number:06}" for number in (at + base).tolist()])


def _table(columns: dict[str, Column]) -> pa.Table:
    return pa.table({name: columns[name] for name in COLUMNS})
