"""The answer of `response_times`.

What lives here: the frozen answer, its Arrow form and its text. What this file must not know: how a figure is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any, Final

import pyarrow as pa

from .._dataclass import dataclass
from .._messages import render
from ._columns import REAL, TEXT, WHOLE
from ._finding import Finding, Language, finding_lines, number, percent, text_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFigure:
    """How fast help came, for one group of incidents or responses.

    All durations are whole seconds, computed in microseconds and rounded half to even. The figures are None where
    `count` is 0.

    Attributes:
        group: The values of the `by` columns, in their order; empty for the figure over all.
        count: Rows with a response time, which the figures are made of.
        n_excluded: Rows without; the sum of the four reasons below.
        missing_start: No start.
        missing_end: No end: nobody arrived, or it was not written down.
        day_precision: The time is only a day, which is not midnight.
        negative: The end lies before the start; not mended here.
        over_max: Rows above `max_s`; they are in `count`.
        median_s: The median; of an even number the mean of the two in the middle.
        p90_s: The 90th percentile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7;
            numpy's default).
        min_s: The shortest.
        max_s: The longest.
        within_target: Rows at or below the target.
        share_within_target: The same as a share of `count`, 0 to 1.
        share_multiple_of_5_min: The share of response times that are a whole multiple of five minutes: heaping.
        bulk_start: The start's time of day in the most frequent pair of start and end, "HH:MM:SS" in the answer's zone;
            None where no pair occurs twice, and for unit responses.
        bulk_end: The end's time of day in that pair.
        bulk_count: How many rows have it; 0 where there is none.
        share_bulk: The same as a share of `count`.
    """

    group: tuple[str | int | float | bool | None, ...]
    count: int
    n_excluded: int
    missing_start: int
    missing_end: int
    day_precision: int
    negative: int
    over_max: int
    median_s: int | None
    p90_s: int | None
    min_s: int | None
    max_s: int | None
    within_target: int
    share_within_target: float | None
    share_multiple_of_5_min: float | None
    bulk_start: str | None
    bulk_end: str | None
    bulk_count: int
    share_bulk: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTimes:
    """Response times by what was asked for.

    Attributes:
        by: The columns of the groups.
        rows: One figure a group, ordered by its values, unknown last; one figure over all where `by` is empty.
        overall: The figure over all.
        target_s: The target in seconds.
        zone: The time zone of `bulk_start` and `bulk_end`.
        findings: What a reader must know.
        kinds: The Arrow types of the columns of the groups.
    """

    by: tuple[str, ...]
    rows: tuple[ResponseFigure, ...]
    overall: ResponseFigure
    target_s: int
    zone: str
    findings: tuple[Finding, ...]
    kinds: tuple[pa.DataType, ...] = field(default=(), repr=False)

    def to_arrow(self) -> pa.Table:
        """Return `rows` as a table: the columns of `by`, int64 numbers and seconds, float64 shares, text clocks."""
        columns: dict[str, Any] = {}
        for place, (name, kind) in enumerate(zip(self.by, self.kinds, strict=True)):
            columns[name] = pa.array([row.group[place] for row in self.rows], kind)
        for name in _FIGURES:
            columns[name] = pa.array([getattr(row, name) for row in self.rows], _KINDS.get(name, WHOLE))
        return pa.table(columns)

    def describe(self, language: Language = "en") -> str:
        """Return the figures as a table of plain text and the findings, in `language`."""
        headings = [*self.by, *(render(f"emergency-heading-{name}", language, {}) for name in _HEADINGS)]
        overall = [render("emergency-word-overall", language, {}), *[""] * (len(self.by) - 1)] if self.by else []
        cells = [[*row.group, *_cells(row, language)] for row in self.rows if self.by]
        cells.append([*overall, *_cells(self.overall, language)])
        lines = [render("response-title", language, {"target_s": self.target_s}), *text_table(headings, cells)]
        return "\n".join([*lines, *finding_lines((*self._spoken(language), *self.findings), language)])

    def _spoken(self, language: Language) -> list[Finding]:
        """Return the overall exclusions and heaping as sentences; shares are written in `language`."""
        over = self.overall
        spoken = []
        if over.n_excluded:
            names = ("n_excluded", "missing_start", "missing_end", "day_precision", "negative")
            spoken.append(Finding("response-excluded", {name: getattr(over, name) for name in names}))
        if over.count:
            spoken.append(Finding("response-heaping", {"share": percent(over.share_multiple_of_5_min, language)}))
        if over.bulk_count:
            pair: Mapping[str, Any] = {"start": over.bulk_start, "end": over.bulk_end, "zone": self.zone}
            share = percent(over.share_bulk, language)
            spoken.append(Finding("response-bulk", {**pair, "count": over.bulk_count, "share": share}))
        return spoken


_FIGURES: Final = tuple(part.name for part in fields(ResponseFigure) if part.name != "group")
_KINDS: Final[Mapping[str, pa.DataType]] = {
    "share_within_target": REAL,
    "share_multiple_of_5_min": REAL,
    "share_bulk": REAL,
    "bulk_start": TEXT,
    "bulk_end": TEXT,
}
_HEADINGS: Final = ("count", "excluded", "median", "p90", "min", "max", "within")


def _cells(row: ResponseFigure, language: Language) -> list[object]:
    seconds = (row.median_s, row.p90_s, row.min_s, row.max_s)
    minutes = [number(None if value is None else value / 60, language) for value in seconds]
    return [row.count, row.n_excluded, *minutes, percent(row.share_within_target, language)]
