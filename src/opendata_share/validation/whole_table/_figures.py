"""Rules about the table itself: how many rows it has, how old the newest is.

What lives here: both rules. What this file must not know: any rule about rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from ..._arrow import pc
from ..._dataclass import dataclass
from ..._limits import Limits
from ..._spool import SpoolSpace
from ...contract import Contract, Freshness, RowCount, seconds_of
from ...report import shown
from ...stages import Note, Rows
from .._finding import Finding
from ._observer import NO_ROWS

if TYPE_CHECKING:
    from ..._arrow import Positions

_DAY: Final = timedelta(days=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RowCountLook:
    """Judges one `RowCount` rule."""

    asked: RowCount

    def __call__(self, rows: Rows) -> int:
        """Return how many rows there are."""
        return rows.data.num_rows

    def rule(self, space: SpoolSpace, limits: Limits) -> CountedRows:  # noqa: ARG002  # a number is all there is
        """Return what counts the rows of one table."""
        return CountedRows(self.asked)


class CountedRows:
    """How many rows a table has.

    Args:
        asked: The rule.
    """

    def __init__(self, asked: RowCount) -> None:
        self._asked: Final = asked
        self._count = 0

    def enter(self, seen: int, start: int) -> Positions:
        """Count the next batch; see `TableRule.enter`."""
        self._count = start + seen
        most = self._asked.at_most
        if most is None or self._asked.severity != "error":
            return NO_ROWS
        return np.arange(min(max(0, most - start), seen), seen, dtype=np.int64)

    def settle(self) -> Iterator[Finding | Note]:
        """Yield too few rows as a note, the rows that are too many one by one; see `TableRule.settle`."""
        least, most = self._asked.at_least, self._asked.at_most
        if least is not None and self._count < least:
            yield _note("row-count-low", count=self._count, bound=least)
        if most is not None and self._count > most:
            if self._asked.severity == "advice":
                yield _note("row-count-high", count=self._count, bound=most)
                return
            yield Finding(
                field=None,
                rule="row-count",
                severity="error",
                message_id="rule-row-count",
                positions=np.arange(most, self._count, dtype=np.int64),
                parameters={"bound": most},
            )


def _note(message: str, **parameters: object) -> Note:
    return Note(rule="row-count", message_id=f"rule-{message}", field=None, parameters=parameters)


@dataclass(frozen=True, slots=True)
class FreshnessLook:
    """Judges one `Freshness` rule."""

    asked: Freshness
    as_of: datetime
    public: bool

    @classmethod
    def of(cls, asked: Freshness, contract: Contract, as_of: datetime) -> FreshnessLook:
        """Return the look of the rule `asked`."""
        return cls(asked, as_of, contract.field(asked.field).is_public)

    def __call__(self, rows: Rows) -> datetime | None:
        """Return the newest moment of a batch, aware; the last of its day for a date."""
        column = rows.data.column(self.asked.field)
        newest = pc.max(column).as_py()
        if newest is None:
            return None
        if pa.types.is_date(column.type):
            return datetime(newest.year, newest.month, newest.day, tzinfo=UTC) + _DAY
        moment: datetime = newest
        return moment

    def rule(self, space: SpoolSpace, limits: Limits) -> NewestRow:  # noqa: ARG002  # a moment is all there is
        """Return what keeps the newest moment of one table."""
        return NewestRow(self)


class NewestRow:
    """The newest moment of a table.

    Args:
        look: The rule.
    """

    def __init__(self, look: FreshnessLook) -> None:
        self._look: Final = look
        self._newest: datetime | None = None

    def enter(self, seen: datetime | None, start: int) -> Positions:  # noqa: ARG002  # no row falls
        """Look at the newest moment of the next batch; see `TableRule.enter`."""
        if seen is not None and (self._newest is None or seen > self._newest):
            self._newest = seen
        return NO_ROWS

    def settle(self) -> Iterator[Note]:
        """Yield that the newest row is too old; see `TableRule.settle`."""
        asked, as_of = self._look.asked, self._look.as_of
        within = seconds_of(asked.within)
        if self._newest is None or within is None or as_of - self._newest <= timedelta(seconds=within):
            return
        newest = shown(self._newest.isoformat(), public=self._look.public)
        parameters = {"newest": newest, "as_of": as_of.isoformat(), "within": asked.within, "field": asked.field}
        yield Note(rule="freshness", message_id="rule-freshness", field=asked.field, parameters=parameters)
