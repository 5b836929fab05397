"""The verb `validate`: one pass over the rows, then what only the whole can tell.

What lives here: the driving of judges and ledgers, in order. What this file must not know: how a rule is judged, how
rows are read, what happens to accepted rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial

from .._dataclass import dataclass
from .._limits import DEFAULT_LIMITS, Limits
from .._side_by_side import MapBatches, side_by_side
from .._spool import SpoolSpace
from ..contract import Contract
from ..errors import DefinitionError
from ..report import Report
from ..stages import Bundle, Lineage, Rejected, Rows, RowsPart, Table, Validated, seal_validated, share_read
from ._custom_rules import CustomRule, rules_by_contract
from ._judge import Judge, Judged, judge_of
from ._keys import KeyLook, KeyRule, keys_of
from ._known_keys import KnownKeys, Streamed, previous_by_contract
from ._ledger import Ledger
from ._progress import Listener, Progress
from ._references import References, Referred
from ._rejected import as_they_came, opened
from ._settle import settle
from ._table_rule import Look, TableRule
from .whole_table import Beside, RulesBetween, WholeLook, last_release, looks_of, rules_between


def validate(
    table_or_bundle: Table | Bundle,
    *,
    references: Mapping[str, object] | None = None,
    as_of: datetime | None = None,
    keep: bool = True,
    map_batches: MapBatches | None = None,
    limits: Limits = DEFAULT_LIMITS,
    previous: object | None = None,
    rules: Sequence[CustomRule | str] = (),
    progress: Listener | None = None,
) -> Validated:
    """Judge every row by its contract, in one pass; accepted rows and rejected rows are kept apart.

    Every row that was read ends as accepted or rejected, the rows the reader could not make included. The report is
    the same whatever the batches and whatever `map_batches` is. Memory stays bounded by the limits and one batch.

    Args:
        table_or_bundle: The rows; the source is read once.
        references: Contract name to rows it may be referred to by, anything with `__arrow_c_stream__`; its primary
            key's column is read. Administrative areas are known by default. A reference that is not found is an error
            where its target is in the same bundle and the row's own agency's, else advice where anything is known
            about the target.
        as_of: What "now" means, aware; rules that need it are not applied without it. It stands in the report.
        keep: Whether accepted rows are kept; without them only the report and the rejected rows are.
        map_batches: Applies the making and judging of one batch to many, in order, such as `pool.map`; `map` does it in
            the caller's thread. None takes threads on the cores this process may use.
        limits: How much may be set aside, and how many violations are kept in full; all are counted.
        previous: The last release of the table, anything with `__arrow_c_stream__`, or a mapping from contract name to
            it: what has changed more than the contract's `Change` allows is advice. It is read once.
        rules: Rules of your own (see `rule`), or the names of registered ones; each judges the tables it fits.
        progress: Is told after every batch how far it has come; may raise, which ends the validation.

    Raises:
        DefinitionError: `as_of` has no offset; a reference is no table or lacks its key; a bound is no value of its
        field. LimitExceeded: More is set aside than `spool_bytes`. SourceError: The source is malformed as a whole.

    Example:
        >>> import pyarrow as pa
        >>> from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text
        >>> from opendata_share.stages import Lineage, Table
        >>> from opendata_share.validation import validate
        >>> title = Text("Beds", "Tempat tidur")
        >>> beds = Field(name="beds", type=FieldType.INTEGER, minimum=0, title=title, sensitivity=Sensitivity.PUBLIC)
        >>> contract = Contract("ward", "1.0.0", Text("Ward", "Bangsal"), (beds,))
        >>> batch = pa.record_batch({"beds": pa.array([4, -1])})
        >>> validated = validate(Table.of_batches(contract, lambda: iter([batch]), Lineage(source="wards.csv")))
        >>> validated.report.tables[0].counts
        {'minimum': 1}
        >>> validated.accepted.to_records()
        [{'beds': 4}]
    """
    if as_of is not None and as_of.tzinfo is None:
        raise DefinitionError("as-of-naive", as_of=as_of.isoformat())
    if not isinstance(table_or_bundle, Table | Bundle):
        raise TypeError(f"validate takes a Table or a Bundle, not {type(table_or_bundle).__name__}: adapt it first")
    contracts = (table_or_bundle.contract,) if isinstance(table_or_bundle, Table) else table_or_bundle.contracts
    own = rules_by_contract(rules, contracts)
    looks = _looks(contracts, as_of, previous_by_contract(previous, contracts), limits)
    between = rules_between(contracts)
    judges = {
        contract.name: judge_of(
            contract, as_of, _all_looks(contract, looks[contract.name], between), own[contract.name]
        )
        for contract in contracts
    }
    referring = _references(contracts, KnownKeys(references))
    ledgers = _ledgers(contracts, looks, between, referring, limits, keep=keep)
    # Another process would be sent the known keys with every piece: there, references are looked up here.
    work = partial(_judged, judges, referring if map_batches is None else {})
    done = 0
    with closing(side_by_side(work, table_or_bundle.parts(), map_batches)) as judged:
        for entries in judged:
            for name, rows, found, referred in entries.tables:
                ledgers[name].enter(rows, found, referred or referring[name].of_batch(rows))
            if progress is not None:
                done = entries.last_row(done)
                progress(Progress(done, entries.share))
    settle(ledgers)
    return _sealed(ledgers, table_or_bundle.lineage, as_of, keep=keep)


def _looks(
    contracts: Sequence[Contract], as_of: datetime | None, previous: Mapping[str, Streamed], limits: Limits
) -> dict[str, tuple[WholeLook, ...]]:
    """Return the looks of the rules over the whole table that each contract has."""
    looks = {}
    for contract in contracts:
        rows = previous.get(contract.name)
        before = None if rows is None else last_release(rows, contract, limits)
        looks[contract.name] = looks_of(contract, Beside(as_of, before))
    return looks


def _all_looks(contract: Contract, looks: Sequence[WholeLook], between: Sequence[RulesBetween]) -> tuple[Look, ...]:
    """Return what the rules of the whole table take from each batch, in the order of the rules of its ledger."""
    sides = (side for rules in between for side in rules.looks())
    return (
        *(KeyLook(key) for key in keys_of(contract)),
        *looks,
        *(look for name, look in sides if name == contract.name),
    )


def _references(contracts: Sequence[Contract], known: KnownKeys) -> dict[str, References]:
    """Return the references of each table; what is known from outside is read here, in the caller's thread."""
    together = {contract.name: len(contract.primary_key) for contract in contracts if contract.primary_key}
    references = {contract.name: References(contract, known, together) for contract in contracts}
    for table in references.values():
        table.read_known()
    return references


def _ledgers(
    contracts: Sequence[Contract],
    looks: Mapping[str, Sequence[WholeLook]],
    between: Sequence[RulesBetween],
    references: Mapping[str, References],
    limits: Limits,
    *,
    keep: bool,
) -> dict[str, Ledger]:
    space = SpoolSpace(limits)
    targets = frozenset[str]().union(*(table.targets for table in references.values()))
    shared: dict[str, list[TableRule]] = {contract.name: [] for contract in contracts}
    for rules in between:
        for (name, _), rule in zip(rules.looks(), rules.rules(space, limits), strict=True):
            shared[name].append(rule)
    return {
        contract.name: Ledger(
            contract,
            [
                *(KeyRule(contract, key, limits) for key in keys_of(contract)),
                *(look.rule(space, limits) for look in looks[contract.name]),
                *shared[contract.name],
            ],
            space,
            limits,
            keep=keep,
            is_target=contract.name in targets,
        )
        for contract in contracts
    }


@dataclass(frozen=True, slots=True)
class _JudgedPart:
    """A piece of a table or a bundle with what its judges found, and how much of the source was read with it."""

    tables: list[tuple[str, Rows, Judged, Referred | None]]
    share: float | None

    def last_row(self, before: int) -> int:
        """Return the number of the last source row in it, or `before` where it has none."""
        made = (int(rows.rows[-1]) for _, rows, _, _ in self.tables if len(rows.rows))
        unmade = (row.row for _, rows, _, _ in self.tables for row in rows.unmade)
        return max(before, *made, *unmade, 0)


def _judged(judges: Mapping[str, Judge], references: Mapping[str, References], part: RowsPart) -> _JudgedPart:
    """Make a piece of the table and judge it while it is in the processor's cache."""
    tables: list[tuple[str, Rows, Judged, Referred | None]] = [
        (name, rows, judges[name](rows), references[name].of_batch(rows) if references else None)
        for name, rows in part()
    ]
    return _JudgedPart(tables, share_read(part))


def _sealed(ledgers: Mapping[str, Ledger], lineage: Lineage, as_of: datetime | None, *, keep: bool) -> Validated:
    found = [table.report(lineage.others.get(name, lineage.source), as_of) for name, table in ledgers.items()]
    if lineage.file_of is not None:
        own = [name not in lineage.others for name in ledgers]
        found = [table.with_files(lineage.file_of) if here else table for table, here in zip(found, own, strict=True)]
    report = Report(tuple(found))
    kept = [(table.contract.identity, table.rejected) for table in ledgers.values()]
    contracts = tuple(table.contract for table in ledgers.values())
    headings = {table.contract.name: table.headings for table in ledgers.values()}
    rejected = Rejected(report.rejected, opened(kept), lineage, as_they_came(kept), contracts, headings)
    tables = [
        Table.of_batches(
            table.contract, table.accepted.batches, replace(lineage, contract_digest=table.contract.digest)
        )
        for table in ledgers.values()
        if table.accepted is not None
    ]
    return seal_validated(tuple(tables), rejected, report, keeps_rows=keep)
