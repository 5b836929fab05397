"""The ledger of one table: every row of every batch is entered once, as accepted, rejected or not settled yet.

What lives here: what must be done in order and in one place: the balance, the tally, the rows set aside. Rows that only
the whole table or the whole bundle can judge wait, with their source rows, until `close`. What this file must not
know: how a batch is judged, what a rule of the whole table looks at, how references across tables are settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, copied, index_array, plain_batch, positions_of, rows_kept
from .._dataclass import dataclass
from .._limits import Limits
from .._spool import Spool, SpoolSpace
from ..contract import Contract, Field
from ..report import Balance, ReportLevel, TableReport
from ..stages import Note, Rows
from ._examples import Examples
from ._finding import Finding
from ._judge import Judged
from ._key_texts import key_texts
from ._references import Pending, Referred, finding_of
from ._rejected import narrowed, source_rows, unmade_rows
from ._set_aside import SourceRows
from ._table_rule import LateAdvice, TableRule
from ._tally import Tally

if TYPE_CHECKING:
    from .._arrow import Mask, Positions


@dataclass(frozen=True, slots=True)
class WaitingRows:
    """Rows of one batch that are to be settled.

    Attributes:
        batch: The number of the batch.
        start: The number of the batch's first row in the table, from 0.
        ordinals: int64, ascending, the numbers of the rows in the table, from 0.
        rows: int64, their source rows.
        lines: int64, their physical lines, or None.
        headings: The source's headings of each field.
        references: What they refer to, by position among them.
        found: What the whole table showed about them, by position among them.
    """

    batch: int
    start: int
    ordinals: Positions
    rows: Positions
    lines: Positions | None
    headings: Mapping[str, tuple[str, ...]]
    references: tuple[Pending, ...]
    found: list[Finding] = field(default_factory=list)


class Accepted:
    """The accepted rows of a table, kept in a spool; rows that fell later are left out when it is read.

    Args:
        spool: Where they are kept.
    """

    def __init__(self, spool: Spool) -> None:
        self.spool: Final = spool
        self._doubtful: Final[dict[int, tuple[Positions, Positions]]] = {}
        self._fallen: Mask = np.zeros(0, np.bool_)

    def append(self, batch: pa.RecordBatch, doubtful: Positions, ordinals: Positions, *, is_compact: bool) -> None:
        """Keep rows; those at positions `doubtful` have the numbers `ordinals` and may fall."""
        if len(doubtful):
            self._doubtful[len(self.spool)] = (doubtful, ordinals)
        self.spool.append(batch, is_compact=is_compact)

    def settle(self, fallen: Mask) -> None:
        """Say which rows fell, by number in the table."""
        self._fallen = fallen

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the accepted rows; a row that fell is in no buffer of them."""
        for number, batch in enumerate(self.spool.batches()):
            kept = batch
            if number in self._doubtful:
                positions, ordinals = self._doubtful[number]
                keep = np.ones(batch.num_rows, np.bool_)
                keep[positions[self._fallen[ordinals]]] = False
                kept = batch if keep.all() else rows_kept(batch, keep)
            if kept.num_rows:
                yield kept


class Ledger:
    """What becomes of the rows of one table.

    Args:
        contract: The table's contract.
        rules: The rules of the whole table, in the order of the looks of its judge.
        space: Where rows are set aside.
        limits: How much may be kept.
        keep: Whether accepted rows are kept.
        is_target: Whether rows of the same bundle refer to it, so that its keys must be remembered to the end.
    """

    def __init__(
        self,
        contract: Contract,
        rules: Sequence[TableRule],
        space: SpoolSpace,
        limits: Limits,
        *,
        keep: bool,
        is_target: bool,
    ) -> None:
        self.contract: Final = contract
        self.accepted: Final = Accepted(Spool(space)) if keep else None
        self.rejected: Final = SourceRows(space)
        self.waiting: Final[list[WaitingRows]] = []
        self.made = 0
        self._batches = 0
        self._waiting_rows: Final = SourceRows(space)
        self._rules: Final = rules
        self._tally: Final = Tally(limits.violations, Examples(contract))
        self._headings: Mapping[str, tuple[str, ...]] = {}
        self._key: Final = contract.primary_key if is_target else ()
        self._keys: Final[list[Values]] = []
        self._fallen: Final[list[Mask]] = []
        self._balance = Balance()

    def enter(self, rows: Rows, judged: Judged, referred: Referred) -> None:
        """Enter a batch with what its judge found, and with what is to be said about its references.

        Raises:
            LimitExceeded: More is set aside than the limit `spool_bytes` allows.
        """
        advice, pending = referred.advice, referred.pending
        findings = [finding.under(rows.headings) for finding in (*judged.findings, *advice)]
        for finding in findings:
            self._tally.add(finding, rows.rows, rows.lines)
        self._tally.add_together(findings)
        errors = [finding for finding in findings if finding.severity == "error"]
        fallen = _marked((finding.positions for finding in errors), rows.data.num_rows)
        unsettled = self._unsettled(judged, pending, rows.data.num_rows)
        self._enter_rows(rows, errors, fallen, unsettled, pending)
        self._enter_unmade(rows)
        self._tally.add_notes(rows.notes)
        self._enter_keys(rows, fallen)
        refused = int(np.count_nonzero(fallen))
        counted = Balance(accepted=rows.data.num_rows - refused, rejected=refused + len(rows.unmade))
        self._balance += rows.balance + counted
        self.made += rows.data.num_rows
        self._batches += 1
        self._headings = rows.headings or self._headings

    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of the source that fill each field."""
        return self._headings

    def _unsettled(self, judged: Judged, pending: Sequence[Pending], length: int) -> Mask:
        """Return the rows that only the whole table or the whole bundle can judge."""
        places = [rule.enter(seen, self.made) for rule, seen in zip(self._rules, judged.seen, strict=True)]
        return _marked((*places, *(references.positions for references in pending)), length)

    def _enter_rows(
        self, rows: Rows, errors: Sequence[Finding], fallen: Mask, unsettled: Mask, pending: Sequence[Pending]
    ) -> None:
        some_fall, some_wait = bool(fallen.any()), bool(unsettled.any())
        if some_wait:
            self._enter_waiting(rows, errors, positions_of(unsettled), pending)
        if some_fall and len(settled := positions_of(fallen & ~unsettled)):
            found = narrowed(errors, settled, len(fallen))
            self.rejected.append(self._batches, source_rows(rows, settled), found)
        if self.accepted is not None and not fallen.all():
            kept = rows_kept(rows.data, ~fallen) if some_fall else rows.data
            doubtful = positions_of(unsettled[~fallen]) if some_wait else _NONE
            kept = plain_batch(kept, self.contract.arrow_schema)
            self.accepted.append(
                kept,
                doubtful,
                self.made + positions_of(unsettled & ~fallen) if some_wait else _NONE,
                is_compact=some_fall,
            )

    def _enter_waiting(
        self, rows: Rows, errors: Sequence[Finding], waiting: Positions, pending: Sequence[Pending]
    ) -> None:
        self.waiting.append(
            WaitingRows(
                batch=self._batches,
                start=self.made,
                ordinals=self.made + waiting,
                rows=rows.rows[waiting],
                lines=None if rows.lines is None else rows.lines[waiting],
                headings=rows.headings,
                references=tuple(
                    replace(references, positions=np.searchsorted(waiting, references.positions))
                    for references in pending
                ),
            )
        )
        found = narrowed(errors, waiting, rows.data.num_rows)
        self._waiting_rows.append(self._batches, source_rows(rows, waiting), found)

    def _enter_unmade(self, rows: Rows) -> None:
        if rows.unmade:
            self._tally.add_unmade(rows.unmade)
            self.rejected.append(self._batches, *unmade_rows(rows.unmade))

    def _enter_keys(self, rows: Rows, fallen: Mask) -> None:
        self._fallen.append(fallen)
        if self._key:
            column = key_texts([rows.data.column(name) for name in self._key])
            self._keys.append(copied(column))  # a slice would keep the reader's whole buffers

    @property
    def keys(self) -> Values | None:
        """The primary key of every row that was made, by number, or None where it has none or is no target."""
        if not self._key:
            return None
        return pa.concat_arrays(self._keys) if self._keys else pa.array([], pa.string())

    @property
    def fallen(self) -> Mask:
        """Which rows are rejected so far, by number."""
        return np.concatenate(self._fallen) if self._fallen else np.zeros(0, np.bool_)

    def settle_rules(self) -> None:
        """Let the rules of the whole table speak: rows that break one fall."""
        starts = np.array([waiting.ordinals[0] for waiting in self.waiting], np.int64)
        for rule in self._rules:
            for found in rule.settle():
                if isinstance(found, Note):
                    self._tally.add_notes((found,))
                elif isinstance(found, LateAdvice):
                    self._tally.add(found.finding.under(self._headings), found.rows, found.lines)
                else:
                    self._settle_finding(found, starts)

    def _settle_finding(self, finding: Finding, starts: Positions) -> None:
        """Divide what a rule of the whole table found among the batches whose rows wait."""
        owners = np.searchsorted(starts, finding.positions, side="right") - 1
        cuts = np.flatnonzero(np.diff(owners)) + 1
        for indices in np.split(np.arange(len(owners)), cuts):
            waiting = self.waiting[int(owners[indices[0]])]
            positions = np.searchsorted(waiting.ordinals, finding.positions[indices])
            part = finding.part(indices, positions).under(waiting.headings)
            waiting.found.append(part)
            self._tally.add(part, waiting.rows, waiting.lines)
            if finding.severity == "error":
                self._let_fall(waiting, positions)

    def _let_fall(self, waiting: WaitingRows, positions: Positions) -> None:
        fallen = self._fallen[waiting.batch]
        if not fallen.flags.writeable:
            fallen = self._fallen[waiting.batch] = fallen.copy()
        at = waiting.ordinals[positions] - waiting.start
        late = int(np.count_nonzero(~fallen[at]))
        fallen[at] = True
        self._balance += Balance(accepted=-late, rejected=late)

    def close(self, dangles: Sequence[Mask], fallen: Mask) -> None:
        """Settle the rows that wait.

        Args:
            dangles: For each reference of each of `waiting`, in order, which of them dangle.
            fallen: Which rows are rejected in the end, by number.
        """
        verdicts = iter(dangles)
        for waiting, (batch, rows, found) in zip(self.waiting, self._waiting_rows.read(), strict=True):
            late = list(waiting.found)
            for references in waiting.references:
                late += self._dangling(waiting, references, next(verdicts))
            gone = positions_of(fallen[waiting.ordinals])
            if len(gone):
                errors = [finding for finding in (*found, *late) if finding.severity == "error"]
                self.rejected.append(batch, rows.take(index_array(gone)), narrowed(errors, gone, rows.num_rows))
        late_rows = int(np.count_nonzero(fallen)) - int(np.count_nonzero(self.fallen))
        self._balance += Balance(accepted=-late_rows, rejected=late_rows)
        if self.accepted is not None:
            self.accepted.settle(fallen)

    def _dangling(self, waiting: WaitingRows, references: Pending, wrong: Mask) -> Iterator[Finding]:
        at = positions_of(wrong)
        if not len(at):
            return
        values = references.values.take(pa.array(at))
        finding = finding_of(references.field, references.target, references.positions[at], values, error=True)
        finding = finding.under(waiting.headings)
        self._tally.add(finding, waiting.rows, waiting.lines)
        yield finding

    def report(self, source: str, as_of: datetime | None) -> TableReport:
        """Return what was found, once everything is settled."""
        violations, truncated = self._tally.violations()
        advice = self._tally.advice
        return TableReport(
            contract=self.contract.identity,
            source=source,
            balance=self._balance,
            counts=self._tally.counts,
            advice=advice,
            figures=self._tally.figures,
            together=self._tally.together,
            violations=violations,
            truncated=truncated,
            level=self._level(advice),
            as_of=as_of,
        )

    def _level(self, advice: Mapping[str, int]) -> ReportLevel:
        """Return the highest level that asks for something of which nothing is missing, nor of what is below it."""
        met: ReportLevel = "core"
        for level in _ABOVE_CORE:
            checks = {check.name for check in self.contract.checks if str(check.level) == level}
            if not advice.keys().isdisjoint({f"required-in-{level}", *checks}):
                return met
            if level == "full" or checks or any(str(each.level) == level for each in _all_fields(self.contract.fields)):
                met = level
        return met


_ABOVE_CORE: Final[tuple[ReportLevel, ...]] = ("recommended", "full")


def _all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _all_fields((*each.fields, *(() if each.items is None else (each.items,))))


_NONE: Final = np.zeros(0, np.int64)


def _marked(places: Iterable[Positions], length: int) -> Mask:
    """Return which of `length` rows are among any of `places`; where none is, the mask takes no memory."""
    some = [positions for positions in places if len(positions)]
    if not some:
        return np.broadcast_to(np.False_, (length,))
    mask = np.zeros(length, np.bool_)
    for positions in some:
        mask[positions] = True
    return mask
