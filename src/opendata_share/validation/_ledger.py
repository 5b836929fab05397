"""The ledger of one table: every row of every batch is entered once, as accepted, rejected or not settled yet.

What lives here: what must be done in order and in one place: keys, the balance, the tally, the spools. Rows whose
references only the whole bundle can judge are entered as pending, with their source rows, and closed by `close`. What
this file must not know: how a batch is judged, how references across tables are settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, copied, positions_of
from .._limits import Limits
from ..contract import Contract, Level
from ..report import Balance, TableReport
from ..stages import Rows
from ._examples import Examples
from ._finding import Finding
from ._keys import KeyIndex, key_texts
from ._known_keys import single_key
from ._references import Pending, References, finding_of
from ._rejected import reasons_by_position, rejected_batch, unmade_batch, with_reasons
from ._spool import Spool, SpoolSpace
from ._tally import Tally

if TYPE_CHECKING:
    from .._arrow import Mask, Positions


@dataclass(slots=True)
class PendingRows:
    """Rows with references to be settled: their numbers in the table, and their source rows in a spool.

    Attributes:
        spool: One batch of source rows for each entry of the lists.
        ordinals: int64, the numbers of the rows in the table, from 0.
        rows: int64, their source rows.
        lines: int64, their physical lines, or None.
        headings: The source's headings of each field.
        references: (number of the batch, what it refers to).
    """

    spool: Spool
    ordinals: list[Positions] = field(default_factory=list)
    rows: list[Positions] = field(default_factory=list)
    lines: list[Positions | None] = field(default_factory=list)
    headings: list[Mapping[str, tuple[str, ...]]] = field(default_factory=list)
    references: list[tuple[int, Pending]] = field(default_factory=list)


class Accepted:
    """The accepted rows of a table, kept in a spool; rows that fell later are left out when it is read.

    Args:
        spool: Where they are kept.
    """

    def __init__(self, spool: Spool) -> None:
        self.spool: Final = spool
        self._doubtful: Final[dict[int, tuple[Positions, Positions]]] = {}
        self._fallen: Mask = np.zeros(0, np.bool_)

    def append(self, batch: pa.RecordBatch, doubtful: Positions, ordinals: Positions) -> None:
        """Keep rows; those at positions `doubtful` have the numbers `ordinals` and may fall."""
        if len(doubtful):
            self._doubtful[len(self.spool)] = (doubtful, ordinals)
        self.spool.append(batch)

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
                kept = batch if keep.all() else batch.filter(pa.array(keep))
            if kept.num_rows:
                yield kept


class Ledger:
    """What becomes of the rows of one table.

    Args:
        contract: The table's contract.
        references: Its references.
        space: Where rows are set aside.
        limits: How much may be kept.
        keep: Whether accepted rows are kept.
        is_target: Whether rows of the same bundle refer to it, so that its keys must be remembered to the end.
    """

    def __init__(
        self,
        contract: Contract,
        references: References,
        space: SpoolSpace,
        limits: Limits,
        *,
        keep: bool,
        is_target: bool,
    ) -> None:
        self.contract: Final = contract
        self.accepted: Final = Accepted(Spool(space)) if keep else None
        self.rejected: Final = Spool(space)
        self.pending: Final = PendingRows(Spool(space))
        self.made = 0
        self._references: Final = references
        self._tally: Final = Tally(limits.violations, Examples(contract))
        self._indexes: Final = [KeyIndex(contract, key) for key in (contract.primary_key, *contract.unique) if key]
        self._key: Final = single_key(contract) if is_target else None
        self._keys: Final[list[Values]] = []
        self._fallen: Final[list[Mask]] = []
        self._balance = Balance()

    def enter(self, rows: Rows, found: Sequence[Finding]) -> None:
        """Enter a batch with what its judge found.

        Raises:
            LimitExceeded: More is set aside than the limit `spool_bytes` allows.
        """
        advice, pending = self._references.of_batch(rows.data)
        findings = [finding.under(rows.headings) for finding in (*found, *self._duplicates(rows), *advice)]
        for finding in findings:
            self._tally.add(finding, rows.rows, rows.lines)
        self._tally.add_together(findings)
        fallen = np.zeros(rows.data.num_rows, np.bool_)
        for finding in findings:
            if finding.severity == "error":
                fallen[finding.positions] = True
        self._enter_rows(rows, findings, fallen, pending)
        self._enter_unmade(rows)
        self._tally.add_notes(rows.notes)
        self._enter_keys(rows, fallen)
        refused = int(np.count_nonzero(fallen))
        counted = Balance(accepted=rows.data.num_rows - refused, rejected=refused + len(rows.unmade))
        self._balance += rows.balance + counted
        self.made += rows.data.num_rows

    def _duplicates(self, rows: Rows) -> Iterator[Finding]:
        for index in self._indexes:
            yield from index.add(rows.data, rows.rows)

    def _enter_rows(self, rows: Rows, findings: Sequence[Finding], fallen: Mask, pending: Sequence[Pending]) -> None:
        unsettled = np.zeros(len(fallen), np.bool_)
        for references in pending:
            unsettled[references.positions] = True
        reasons = reasons_by_position(findings) if fallen.any() else {}
        if len(settled := positions_of(fallen & ~unsettled)):
            self.rejected.append(rejected_batch(rows, settled, reasons))
        if len(waiting := positions_of(unsettled)):
            self._enter_pending(rows, waiting, pending)
            self.pending.spool.append(rejected_batch(rows, waiting, reasons))
        if self.accepted is not None and not fallen.all():
            kept = rows.data.filter(pa.array(~fallen)) if fallen.any() else rows.data
            self.accepted.append(kept, positions_of(unsettled[~fallen]), self.made + positions_of(unsettled & ~fallen))

    def _enter_pending(self, rows: Rows, waiting: Positions, pending: Sequence[Pending]) -> None:
        batch = len(self.pending.ordinals)
        self.pending.ordinals.append(self.made + waiting)
        self.pending.rows.append(rows.rows[waiting])
        self.pending.headings.append(rows.headings)
        self.pending.lines.append(None if rows.lines is None else rows.lines[waiting])
        for references in pending:
            positions = np.searchsorted(waiting, references.positions)
            self.pending.references.append((batch, replace(references, positions=positions)))

    def _enter_unmade(self, rows: Rows) -> None:
        if rows.unmade:
            self._tally.add_unmade(rows.unmade)
            self.rejected.append(unmade_batch(rows.unmade))

    def _enter_keys(self, rows: Rows, fallen: Mask) -> None:
        self._fallen.append(fallen)
        if self._key is not None:
            column = key_texts([rows.data.column(self._key)])
            self._keys.append(copied(column))  # a slice would keep the reader's whole buffers

    @property
    def keys(self) -> Values | None:
        """The primary key of every row that was made, by number, or None where it has no single one or is no target."""
        if self._key is None:
            return None
        return pa.concat_arrays(self._keys) if self._keys else pa.array([], pa.string())

    @property
    def fallen(self) -> Mask:
        """Which rows are rejected so far, by number."""
        return np.concatenate(self._fallen) if self._fallen else np.zeros(0, np.bool_)

    def close(self, dangles: Sequence[Mask], fallen: Mask) -> None:
        """Settle the pending rows.

        Args:
            dangles: For each entry of `pending.references`, which of them dangle.
            fallen: Which rows are rejected in the end, by number.
        """
        further: list[dict[int, list[object]]] = [{} for _ in self.pending.ordinals]
        for (batch, references), wrong in zip(self.pending.references, dangles, strict=True):
            at = positions_of(wrong)
            if not len(at):
                continue
            values = references.values.take(pa.array(at))
            finding = finding_of(references.field, references.target, references.positions[at], values, error=True)
            finding = finding.under(self.pending.headings[batch])
            self._tally.add(finding, self.pending.rows[batch], self.pending.lines[batch])
            for position, reason in finding.reasons():
                further[batch].setdefault(position, []).append(reason)
        for source, ordinals, reasons in zip(self.pending.spool.batches(), self.pending.ordinals, further, strict=True):
            if len(gone := positions_of(fallen[ordinals])):
                self.rejected.append(with_reasons(source, gone, reasons))
        late = int(np.count_nonzero(fallen)) - int(np.count_nonzero(self.fallen))
        self._balance += Balance(accepted=-late, rejected=late)
        if self.accepted is not None:
            self.accepted.settle(fallen)

    def report(self, source: str, as_of: datetime | None) -> TableReport:
        """Return what was found, once everything is settled."""
        violations, truncated = self._tally.violations()
        advice = self._tally.advice
        asked = {"required-in-full", *(check.name for check in self.contract.checks if check.level is Level.FULL)}
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
            level="core" if asked & advice.keys() else "full",
            as_of=as_of,
        )
