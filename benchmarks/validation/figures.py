"""What the records of many runs say: medians, ratios within a round, and which goals hold.

What lives here: records in, figures out. What this file must not know: how a case was run, what is printed.

A ratio is the median over rounds of what one case took to what another took in the same round. Where two cases ran on
files of different sizes, as the slowest engines do, their median seconds a row are compared instead.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .cases import CONVERTING, DUCKDB, HELP, IMPORTING, OURS, PACKAGE, POLARS, READING, SHIPPED

Record = dict[str, Any]
Place = tuple[str, str, int, str]
Runs = list[Record]

MILLION: Final = 1_000_000
TEN_MILLION: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be.

    Attributes:
        name: Its number in the design, "Must" where it has to hold.
        says: What is measured.
        wanted: The figure.
        at_least: Whether more is better.
        measured: What it is, or None where it was not measured.
        why_not: What keeps it from counting although it was measured, or "".
    """

    name: str
    says: str
    wanted: float
    at_least: bool
    measured: float | None
    why_not: str = ""

    @property
    def holds(self) -> bool:
        """Whether the goal is reached by runs whose verdict was the truth."""
        if self.measured is None or self.why_not:
            return False
        return self.measured >= self.wanted if self.at_least else self.measured <= self.wanted


class Figures:
    """Records, asked for figures.

    Args:
        records: What the runs gave.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: Final = list(records)

    def runs(self, place: Place, engine: str, dirtiness: str = "dirty") -> Runs:
        """Return the runs of one case that came to an end."""
        task, workload, rows, form = place
        wanted = {"task": task, "workload": workload, "rows": rows, "format": form}
        wanted |= {"engine": engine, "dirtiness": dirtiness}
        return [
            record
            for record in self.records
            if record["seconds"] is not None and all(record[key] == value for key, value in wanted.items())
        ]

    def ratio(self, place: Place, ours: tuple[str, str], theirs: tuple[str, str], of: str = "seconds") -> float | None:
        """Return how many times as long as the second case the first one takes, or None where one did not run.

        Args:
            place: Where both ran.
            ours: The first case: engine and dirtiness.
            theirs: The second.
            of: "seconds" that passed, or "cpu_seconds" that processors worked.
        """
        first, second = (
            {record["round"]: record[of] for record in self.runs(place, *case) if of in record}
            for case in (ours, theirs)
        )
        both = sorted(first.keys() & second.keys())
        return statistics.median(first[turn] / second[turn] for turn in both) if both else None

    def seconds_a_row(self, place: Place, case: tuple[str, str]) -> float | None:
        """Return the median seconds a row of one case."""
        runs = self.runs(place, *case)
        return statistics.median(record["seconds"] for record in runs) / place[2] if runs else None

    def peak_mb(self, place: Place, case: tuple[str, str]) -> float | None:
        """Return the most memory one case ever held, in MB."""
        return max((record["peak_mb"] for record in self.runs(place, *case)), default=None)

    def by_rate(self, place: Place, ours: tuple[str, str], theirs: tuple[str, str]) -> float | None:
        """Return the first case's seconds a row, on the largest file it ran, to the second's at `place`, or None."""
        sizes = sorted({record["rows"] for record in self.records if record["engine"] == ours[0]}, reverse=True)
        rates = (self.seconds_a_row((*place[:2], rows, place[3]), ours) for rows in sizes)
        first, second = next((rate for rate in rates if rate is not None), None), self.seconds_a_row(place, theirs)
        return None if first is None or second is None else first / second

    def at_most(self, name: str, says: str, wanted: float, measured: float | None, place: Place) -> Goal:
        """Return a goal that holds up to `wanted`, where our own runs at `place` found the truth."""
        return Goal(name, says, wanted, False, measured, self._why_not(place))

    def at_least(self, name: str, says: str, wanted: float, measured: float | None, place: Place) -> Goal:
        """Return a goal that holds from `wanted` on, where our own runs at `place` found the truth."""
        return Goal(name, says, wanted, True, measured, self._why_not(place))

    def _why_not(self, place: Place) -> str:
        spoiled = any(
            record["engine"] == OURS and record["equal"] is False and _place(record) == place for record in self.records
        )
        return "verdict not equal" if spoiled else ""


_DIRTY: Final = (OURS, "dirty")
_CLEAN: Final = (OURS, "clean")
_READ: Final = (READING, "clean")
_POLARS: Final = (POLARS, "dirty")
_DUCKDB: Final = (DUCKDB, "dirty")
_STARTS: Final = (
    (_DIRTY, "`opendata-share validate` of 1 000 rows", 0.6),
    ((HELP, "dirty"), "`opendata-share --help`", 0.2),
    ((PACKAGE, "dirty"), "`import opendata_share`", 0.05),
)


def goals(records: Sequence[Record]) -> list[Goal]:
    """Return every Must and goal with what was measured."""
    figures = Figures(records)
    return [
        *_against_reading(figures),
        *_conversions(figures),
        *_against_peers(figures),
        *_keys(figures),
        *_start(figures),
    ]


def _against_reading(figures: Figures) -> Iterator[Goal]:
    csv, parquet = _units("validate", TEN_MILLION, "csv"), _units("validate", TEN_MILLION, "parquet")
    million, ndjson = _units("validate", MILLION, "csv"), _units("validate", MILLION, "ndjson")
    dirty, clean = figures.ratio(csv, _DIRTY, _READ), figures.ratio(csv, _CLEAN, _READ)
    typed = figures.ratio(parquet, _DIRTY, _READ)
    ours, theirs = figures.peak_mb(csv, _DIRTY), figures.peak_mb(csv, _READ)
    peak = None if ours is None or theirs is None else ours / theirs
    of_csv, of_parquet = "10 M rows of CSV / pyarrow parsing them", "10 M rows of Parquet / pyarrow reading them"
    yield figures.at_most("Must", of_csv, 1.5, dirty, csv)
    yield figures.at_most("Must", of_parquet, 0.8, typed, parquet)
    tenth = figures.ratio(million, (OURS, "tenth"), _CLEAN)
    yield figures.at_most("Must", "1 M rows of CSV, 10 % bad / clean", 2.0, tenth, million)
    yield figures.at_most("G2", of_csv, 1.3, dirty, csv)
    yield figures.at_most("G2", "the same, a clean file", 1.2, clean, csv)
    yield figures.at_most(
        "G2", "1 M rows of CSV / pyarrow parsing them", 1.5, figures.ratio(million, _DIRTY, _READ), million
    )
    yield figures.at_most("G3", of_parquet, 0.65, typed, parquet)
    yield figures.at_most("G8", "peak memory, 10 M rows of CSV / the typed table's", 0.35, peak, csv)
    parsing = figures.ratio(ndjson, _DIRTY, _READ)
    yield figures.at_most("G9", "1 M rows of NDJSON / pyarrow parsing them", 2.0, parsing, ndjson)
    yield figures.at_least("G9", "the stretch: polars / ours", 1.0, figures.ratio(ndjson, _POLARS, _DIRTY), ndjson)


def _conversions(figures: Figures) -> Iterator[Goal]:
    for rows, size in ((TEN_MILLION, "10 M"), (MILLION, "1 M")):
        for form, wanted in (("csv", 1.0), ("parquet", 0.75)):
            place = _units("convert", rows, form)
            says = f"{size} rows of {form} to validated Parquet / to Parquet"
            yield figures.at_most("G4", says, wanted, figures.ratio(place, _DIRTY, (CONVERTING, "clean")), place)


def _against_peers(figures: Figures) -> Iterator[Goal]:
    for form, polars, duckdb in (("csv", 1.5, 3.0), ("parquet", 1.7, 2.2)):
        place = _units("validate", TEN_MILLION, form)
        for peer, wanted in ((_POLARS, polars), (_DUCKDB, duckdb)):
            says = f"{peer[0]} / ours, 10 M rows of {form}"
            yield figures.at_least("G5", says, wanted, figures.ratio(place, peer, _DIRTY), place)
    place = _units("validate", MILLION, "csv")
    for engine, wanted in (("jsonschema-rs", 12), ("pydantic", 25), ("great_expectations", 30)):
        measured = figures.ratio(place, (engine, "dirty"), _DIRTY)
        yield figures.at_least("G6", f"{engine} / ours, 1 M rows of csv", wanted, measured, place)
    for engine, wanted in (("frictionless", 200), ("jsonschema", 100)):
        measured = figures.by_rate(place, (engine, "dirty"), _DIRTY)
        yield figures.at_least("G6", f"{engine} / ours, seconds a row of csv", wanted, measured, place)


def _keys(figures: Figures) -> Iterator[Goal]:
    place = _units("unique", TEN_MILLION, "parquet")
    seconds = figures.seconds_a_row(place, _DIRTY)
    nanoseconds = None if seconds is None else seconds * 1e9
    yield figures.at_most("G7", "repeated keys among 10 M, ns a row", 20, nanoseconds, place)
    measured = figures.ratio(place, _DUCKDB, _DIRTY)
    yield figures.at_least("G7", f"{DUCKDB} / ours, the same keys", 4, measured, place)


def _start(figures: Figures) -> Iterator[Goal]:
    place = ("start", SHIPPED, 1_000, "csv")
    for case, says, wanted in _STARTS:
        seconds = figures.seconds_a_row(place, case)
        whole = None if seconds is None else seconds * place[2]
        yield figures.at_most("Must", f"{says}, seconds", wanted, whole, place)
    ratio = figures.ratio(place, _DIRTY, (IMPORTING, "dirty"))
    yield figures.at_most("Must", "`validate` / `import pyarrow`", 3.0, ratio, place)
    yield figures.at_most("G13", "`validate` / `import pyarrow`", 2.2, ratio, place)


def _units(task: str, rows: int, form: str) -> Place:
    return task, "unit_responses", rows, form


def _place(record: Record) -> Place:
    return record["task"], record["workload"], record["rows"], record["format"]
