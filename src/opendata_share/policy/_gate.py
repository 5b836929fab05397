"""The privacy gate: a last look at what is about to leave, by somebody who mistrusts it.

What lives here: what is looked for in a table, given the policy it leaves under; the verb `privacy_findings`. What this
file must not know: how anything is looked for, where a release goes.

It is a lint. It finds what looks like personal data, counts and groups that are small, and what two releases tell
together. It cannot know what a reader knows from elsewhere, so what it lets pass may still point at a person: it never
certifies that data are anonymous (decision 0043).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

from .._dataclass import dataclass
from ..contract import Contract
from ..errors import DefinitionError
from ..stages import Protected, ProtectedTable
from ._decide import Decision
from ._gate_change import counts_given_back, counts_that_moved, rows_that_stand_out
from ._gate_findings import PrivacyFinding, PrivacyReport, waived
from ._gate_groups import Counts, PointWatch, counts_of, hidden_small_counts, small_counts, small_groups
from ._gate_texts import TextWatch, is_coordinate
from ._terms import PUBLIC_AUDIENCE, SMALL, Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a policy says of the look a table gets.

    Attributes:
        counts: The counts that must not be small.
        quasi_identifiers: Fields that together may single out a person.
        smallest_group: How many rows must be alike in them.
        waivers: Findings that are accepted, or were.
    """

    counts: tuple[Counts, ...] = ()
    quasi_identifiers: tuple[str, ...] = ()
    smallest_group: int = SMALL
    waivers: tuple[Waiver, ...] = ()


class Watch:
    """Looks at the rows of one table as they pass on their way out.

    Args:
        original: The contract the rows were judged by.
        left: The one they leave under.
        audience: Whom they are for.
        terms: What the policy says of the look.

    Attributes:
        compares: The columns it compares with those of an earlier release; none where it compares nothing.
    """

    def __init__(self, original: Contract, left: Contract, audience: str, terms: Terms) -> None:
        public = audience == PUBLIC_AUDIENCE
        given = counts_of(left, SMALL) if public and not terms.counts else None
        self._contract = left
        self._known = original  # a reader knows what adds up, though the contract of what leaves need not say it
        self._terms = terms
        wanted = terms.counts if given is None else (given,)
        self._counts = tuple(counts for each in wanted if (counts := each.among(left)) is not None)
        self._quasi = tuple(name for name in terms.quasi_identifiers if name in left)
        hidden = [each.name for each in original.fields if is_coordinate(each) and not each.is_public]
        self._texts = TextWatch(left, hides_point=any(public or name not in left for name in hidden))
        self._points = PointWatch(left, [name for name in hidden if public and name in left])
        needed = {name for each in self._counts for name in each.columns(original)} | set(self._quasi)
        kept = needed | set(left.primary_key if needed else ())
        self.compares: Final = tuple(name for name in left.arrow_schema.names if name in kept)
        self._kept: list[pa.RecordBatch] = []
        self._rows = 0

    def see(self, batch: pa.RecordBatch) -> None:
        """Look at the next rows."""
        self._texts.see(batch, self._rows + 1)
        self._points.see(batch, self._rows + 1)
        self._rows += batch.num_rows
        if self.compares:
            self._kept.append(batch.select(list(self.compares)))

    def findings(self, previous: Any, on: date) -> tuple[PrivacyFinding, ...]:
        """Return what was found in all rows seen, what blocks first.

        Args:
            previous: The rows of the last release, anything with `__arrow_c_stream__`; None where there is none.
            on: The day that decides whether a waiver still holds.
        """
        found = [*self._texts.findings(), *self._points.findings()]
        if self.compares:
            fields = [self._contract.arrow_schema.field(name) for name in self.compares]
            table = pa.Table.from_batches(self._kept, pa.schema(fields))
            found += self._of_rows(table)
            if previous is not None:
                found += self._of_change(table, pa.table(previous))
        return waived(found, self._terms.waivers, on)

    def _of_rows(self, table: pa.Table) -> list[PrivacyFinding]:
        found = []
        for counts in self._counts:
            found += small_counts(table, self._known, counts)
            found += hidden_small_counts(table, self._known, counts)
        if self._quasi:
            found += small_groups(table, self._contract, self._quasi, self._terms.smallest_group)
        return found

    def _of_change(self, table: pa.Table, previous: pa.Table) -> list[PrivacyFinding]:
        if any(field not in previous.schema for field in table.schema):
            return [
                PrivacyFinding(
                    contract=self._contract.identity, finding="not-compared", field=None, count=0, blocks=False
                )
            ]
        before = previous.select(table.column_names)
        found = []
        for counts in self._counts:
            found += counts_that_moved(table, before, self._known, counts)
            found += counts_given_back(table, before, self._known, counts)
        if self._quasi:
            found += rows_that_stand_out(table, before, self._contract, self._quasi, self._terms.smallest_group)
        return found


def watch(table: ProtectedTable, audience: str) -> Watch:
    """Return the watch for one table that leaves for `audience`."""
    said = table.decision
    terms = Terms() if not isinstance(said, Decision) else terms_of(said)
    return Watch(table.original, table.table.contract, audience, terms)


def terms_of(decision: Decision) -> Terms:
    """Return what a decision says of the look."""
    return Terms(
        counts=tuple(Counts(each.counts, each.by, each.below, each.when, each.across) for each in decision.suppress),
        quasi_identifiers=decision.quasi_identifiers,
        smallest_group=decision.smallest_group,
        waivers=decision.waivers,
    )


def privacy_findings(
    protected: Protected, *, previous: Mapping[str, Any] | None = None, as_of: date | None = None
) -> PrivacyReport:
    """Return what in the rows that may leave looks as if it pointed at persons; it never proves that nothing does.

    `publish` asks the same before anything becomes visible, and compares with the last release by itself.

    Args:
        protected: What `protect` returned.
        previous: The last release of each table by contract name: a `Release`, or anything with `__arrow_c_stream__`.
        as_of: The day that decides whether a waiver still holds; today (UTC) if not given.

    Raises:
        DefinitionError: `previous` names a table that `protected` does not have.

    Example:
        >>> import pyarrow as pa
        >>> from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
        >>> from opendata_share.policy import privacy_findings, protect
        >>> from opendata_share.stages import Lineage, Table
        >>> from opendata_share.validation import validate
        >>> words, public = Text("Note", "Catatan"), Sensitivity.PUBLIC
        >>> note = Field(name="note", type=FieldType.TEXT, title=words, sensitivity=public)
        >>> contract = Contract("call", "1.0.0", Text("Call", "Panggilan"), (note,))
        >>> rows = pa.record_batch({"note": pa.array(["kebakaran", "hubungi 0812-3456-7890"])})
        >>> table = Table.of_batches(contract, lambda: iter([rows]), Lineage(source="calls.csv"))
        >>> found = privacy_findings(protect(validate(table), policy="open"))
        >>> [(each.finding, each.field, each.count, each.rows) for each in found.blocking]
        [('phone', 'note', 1, (2,))]
    """
    if not isinstance(protected, Protected):
        raise TypeError("privacy_findings takes what protect returns")
    before, on = previous or {}, as_of or datetime.now(UTC).date()
    names = [table.table.contract.name for table in protected.tables]
    if unknown := sorted(before.keys() - set(names)):
        raise DefinitionError("privacy-previous", names=unknown, known=names)
    found: list[PrivacyFinding] = []
    for name, table in zip(names, protected.tables, strict=True):
        looking = watch(table, protected.audience)
        for batch in table.table.batches():
            looking.see(batch)
        found += looking.findings(before.get(name), on)
    return PrivacyReport.of(found)
