"""The workload `unit_responses`: 15 columns, one row for each unit on each incident.

What lives here: its sound values and what each fault does to them. What this file must not know: how files are written,
what judges them.

Besides the faults, two sound rows of a block hold a note of exactly 200 characters, which is 400 bytes of UTF-8.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .faults import TEXT, Block, Faults, Kind
from .values import (
    Column,
    Flags,
    Integers,
    facility_ids,
    incident_ids,
    replaced,
    response_ids,
    time_texts,
    times,
    turns,
    without,
)

COLUMNS: Final = (
    "response_id", "unit_id", "incident_id", "agency_code", "call_received", "dispatched", "en_route", "on_scene",
    "cleared", "latitude", "longitude", "triage", "patient_count", "facility_id", "note",
)  # fmt: skip
NUMBERS: Final = ("latitude", "longitude", "patient_count")
FACILITIES: Final = 10_000
KINDS: Final = (
    Kind("response_id", "unique", 0.08),
    Kind("response_id", "required", 0.03),
    Kind("unit_id", "pattern", 0.06, how="form"),
    Kind("unit_id", "pattern", 0.02, how="digits of another script"),
    Kind("unit_id", "required", 0.05),
    Kind("agency_code", "enum", 0.08),
    Kind("triage", "enum", 0.06),
    Kind("triage", "required", 0.04),
    Kind("latitude", "range", 0.06),
    Kind("longitude", "range", 0.06),
    # NaN is a floating point value and no number, and JSON has none
    Kind("longitude", "type", 0.01, ("csv", "parquet")),
    Kind("patient_count", "range", 0.06),
    Kind("facility_id", "foreign_key", 0.08),
    Kind("dispatched", "order", 0.04),
    Kind("on_scene", "order", 0.05),
    Kind("cleared", "order", 0.03),
    Kind("patient_count", "type", 0.05, TEXT),
    Kind("latitude", "type", 0.03, TEXT),
    Kind("dispatched", "type", 0.04, TEXT),
    Kind("note", "max_length", 0.05),
)

_AGENCIES: Final = ("FD01", "FD02", "EMS1", "EMS2", "PD01", "SO01")
_TRIAGE: Final = ("red", "yellow", "green", "black", "none")
_PREFIXES: Final = ("ENG", "MED", "TRK", "BC", "AMB", "HAZM", "LAD", "PD", "SO", "RES")
_NO_UNITS: Final = ("eng-12", "ENG12", "ENG-12345", "E-12", "ENG-12 ", " ENG-12")
_NO_TIMES: Final = ("2026-13-45T10:00:00Z", "yesterday", "2026-02-30T10:00:00Z", "03/04/2026 10:00")
_ARABIC_INDIC: Final = "ENG-\u0661\u0662"
# fmt: off
_WORDS: Final = (
    "patient", "conscious", "alert", "chest", "pain", "fall", "from", "ladder", "bleeding", "controlled",
    "transported", "to", "ER", "vehicle", "collision", "on", "highway", "cardiac", "arrest", "CPR", "in", "progress",
    "witness", "reports", "smoke", "second", "alarm", "structure", "stable", "vitals", "refused", "treatment", "señor",
    "café", "naïve", "Zoë", "left", "lane", "blocked,", "hazmat", "requested;", '"see', 'attached"', "overdose",
    "naloxone", "given", "airway", "clear", "en", "route", "hospital", "notified",
)
# fmt: on
_START: Final = 1_767_225_600  # 2026-01-01
_TIMES: Final = ("call_received", "dispatched", "en_route", "on_scene", "cleared")


@dataclass(slots=True)
class _Clock:
    """The five times of each row in seconds since 1970, and where one is absent."""

    seconds: dict[str, Integers]
    absent: dict[str, Flags] = field(default_factory=dict)


def block(seed: int, base: int, rows: int, share: float) -> Block:
    """Return some rows of the workload.

    Args:
        seed: What the values are drawn from, together with `base`.
        base: The number of the first row, from 0.
        rows: How many rows.
        share: Which part of them is bad.
    """
    chance = np.random.default_rng([seed, base])
    faults = Faults(KINDS, np.random.default_rng([seed + 1, base]), base, rows, share)
    shared = _names(chance, seed, base, rows, faults)
    clock = _clock(chance, base, rows, faults)
    latitude = np.round(32 + chance.random(rows) * 16, 6)
    longitude = np.round(-124 + chance.random(rows) * 50, 6)
    patients, no_patients = chance.poisson(1.1, rows), chance.random(rows) < 0.1
    _alternate(latitude, faults.at("latitude", "range"), 95.5, -90.000001)
    _alternate(longitude, faults.at("longitude", "range"), 181.0, -1234.5)
    _alternate(patients, faults.at("patient_count", "range"), 51, -1)
    no_patients[faults.at("patient_count", "range")] = False
    counts = pa.array(patients, mask=no_patients)
    nowhere = faults.at("longitude", "type")
    typed = shared | {name: times(clock.seconds[name], clock.absent.get(name)) for name in _TIMES}
    typed |= {
        "latitude": pa.array(latitude),
        "longitude": replaced(pa.array(longitude), nowhere, pa.repeat(float("nan"), len(nowhere))),
        "patient_count": counts.cast(pa.int32()),
    }
    text = shared | {name: time_texts(clock.seconds[name], clock.absent.get(name)) for name in _TIMES}
    text |= {
        "latitude": pa.array(latitude).cast(pa.string()),
        "longitude": replaced(pa.array(longitude).cast(pa.string()), nowhere, pa.repeat("NaN", len(nowhere))),
        "patient_count": counts.cast(pa.string()),
    }
    for name, values in (("dispatched", _NO_TIMES), ("latitude", ("34,5", "N/A")), ("patient_count", ("2.5", "three"))):
        at = faults.at(name, "type")
        text[name] = replaced(text[name], at, turns(values, len(at)))
    json = text | {"longitude": pa.array(longitude).cast(pa.string())}
    return Block(_table(typed), _table(text), _table(json), faults.table())


def _names(chance: np.random.Generator, seed: int, base: int, rows: int, faults: Faults) -> dict[str, Column]:
    """Return the columns that are text in every format."""
    numbers = np.arange(base, base + rows, dtype=np.int64)
    columns = {
        "response_id": response_ids(numbers),
        "unit_id": _any_of(_units(seed), chance, rows),
        "incident_id": incident_ids((numbers / 1.6).astype(np.int64) + 1),
        "agency_code": _any_of(pa.array(_AGENCIES), chance, rows, (0.3, 0.25, 0.2, 0.1, 0.1, 0.05)),
        "triage": _any_of(pa.array(_TRIAGE), chance, rows, (0.1, 0.2, 0.4, 0.02, 0.28)),
        "facility_id": without(facility_ids(chance.integers(0, FACILITIES, rows)), chance.random(rows) >= 0.7),
        "note": _notes_of(chance, seed, rows),
    }
    columns["response_id"] = replaced(
        columns["response_id"], faults.at("response_id", "unique"), response_ids(faults.firsts("response_id"))
    )
    wrong: tuple[tuple[str, str, str, tuple[str | None, ...]], ...] = (
        ("response_id", "required", "", (None,)),
        ("unit_id", "pattern", "form", _NO_UNITS),
        ("unit_id", "pattern", "digits of another script", (_ARABIC_INDIC,)),
        ("unit_id", "required", "", (None,)),
        ("agency_code", "enum", "", ("XX99", "fd01")),
        ("triage", "enum", "", ("purple",)),
        ("triage", "required", "", (None,)),
        ("facility_id", "foreign_key", "", ("ZZ-000000",)),
        ("note", "max_length", "", ("x" * 230, "é" * 201)),
    )
    for name, rule, how, values in wrong:
        at = faults.at(name, rule, how)
        columns[name] = replaced(columns[name], at, turns(values, len(at)))
    longest = faults.some_sound(2)
    columns["note"] = replaced(columns["note"], longest, turns(("é" * 200,), len(longest)))
    return columns


def _clock(chance: np.random.Generator, base: int, rows: int, faults: Faults) -> _Clock:
    numbers = np.arange(base, base + rows, dtype=np.int64)
    call = _START + (numbers * 3) % 31_000_000 + chance.integers(0, 600, rows)
    dispatched = call + chance.integers(5, 180, rows)
    en_route = dispatched + chance.integers(20, 240, rows)
    on_scene = en_route + chance.integers(60, 1_500, rows)
    cleared = on_scene + chance.integers(300, 7_200, rows)
    absent = {name: chance.random(rows) < part for name, part in (("en_route", 0.05), ("on_scene", 0.08))}
    absent["cleared"] = chance.random(rows) < 0.04
    at = faults.at("dispatched", "order")
    dispatched[at] = call[at] - 30
    at = faults.at("on_scene", "order")
    absent["en_route"][at] = absent["on_scene"][at] = False
    on_scene[at] = en_route[at] - 1
    at = faults.at("cleared", "order")
    absent["on_scene"][at] = absent["cleared"][at] = False
    cleared[at] = on_scene[at] - 3_600
    return _Clock(dict(zip(_TIMES, (call, dispatched, en_route, on_scene, cleared), strict=True)), absent)


def _alternate(values: np.ndarray[tuple[int], np.dtype[np.generic]], at: Integers, even: float, odd: float) -> None:
    values[at] = np.where(np.arange(len(at)) % 2, odd, even)


def _any_of(values: Column, chance: np.random.Generator, rows: int, parts: tuple[float, ...] | None = None) -> Column:
    return values.take(pa.array(chance.choice(len(values), rows, p=parts)))


@cache
def _units(seed: int) -> Column:
    chance = np.random.default_rng([seed, 1])
    drawn = {f"{_PREFIXES[chance.integers(10)]}-{chance.integers(10, 2_000)}" for _ in range(900)}
    return pa.array(sorted(drawn))


@cache
def _notes(seed: int) -> Column:
    chance = np.random.default_rng([seed, 2])
    lengths = chance.integers(2, 18, 20_000)
    return pa.array([" ".join(_WORDS[at] for at in chance.integers(0, len(_WORDS), length)) for length in lengths])


def _notes_of(chance: np.random.Generator, seed: int, rows: int) -> Column:
    numbers = pa.array(chance.integers(0, 10**6, rows)).cast(pa.string())
    notes = pc.binary_join_element_wise(_any_of(_notes(seed), chance, rows), numbers, pa.scalar(" #"))
    return without(notes, chance.random(rows) >= 0.4)


def _table(columns: dict[str, Column]) -> pa.Table:
    return pa.table({name: columns[name] for name in COLUMNS})
