"""Running a bound block over batches: rows out, each with its origin, and the row balance kept.

What lives here: `each`, `where`, identifiers and provenance, what the package fills. What this file must not know:
how a value is produced, where batches come from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ..._arrow import Values, decoded, flag_array, index_array, nulls, pc, repeated
from ..._dataclass import dataclass
from ...contract import Provenance
from ...report import Balance
from ...stages import MadePart, Marks, Rows, share_read, without_rows
from ._beside import Beside, load_beside
from ._bound import BoundBlock, BoundMap, BoundValue
from ._columns import TEXT, Column, Fault, as_text, filled_where
from ._conversion import as_mask
from ._distinct import DistinctRows
from ._identifiers import mint
from ._produce import evaluated, point, produce, text_parts
from ._records import item_rows
from ._scope import BatchRecords, Level, Scope
from ._skip import without_skipped

if TYPE_CHECKING:
    from ..._arrow import Mask, Positions
    from ...expressions import Expression
    from ...stages import RowsPart
    from ..reading import Part, RawBatch

    _Faults = dict[str | None, tuple[Fault, ...]]


class BlockRunner:
    """Runs one block over the batches of one pass; keeps what `distinct` has seen."""

    def __init__(self, plan: BoundMap, bound: BoundBlock, beside: Beside) -> None:
        self.plan = plan
        self.bound = bound
        self.beside = beside
        self.distinct = None if bound.block.distinct is None else DistinctRows(bound.block.distinct)

    @property
    def keeps_last(self) -> bool:
        """Whether no row can be let go before the pass ends."""
        return self.distinct is not None and self.distinct.rule.conflict == "last"

    def run(self, batch: RawBatch, lets: dict[str, Column], left_out: int = 0) -> Rows:
        """Return the rows this block makes of one batch, from which `left_out` rows were taken before."""
        read = len(batch.rows)
        unmade = batch.unmade if self.bound.carries_unmade else ()
        scope, skipped = self._scope(batch, lets)
        for value in self.bound.fields:
            self._fill(value, scope)
        self._fill_by_package(scope, batch)
        kept = np.ones(len(scope), dtype=bool)
        if self.bound.where is not None:
            # a cell that could not be read decides nothing: its row is rejected, never skipped
            kept = as_mask(evaluated(self.bound.where, scope).values) | _unreadable(self.bound.where, scope)
        balance = Balance(
            read=read + left_out + len(unmade),
            skipped=skipped + left_out,
            expanded=len(scope) - (read - skipped),
            produced=len(scope) + len(unmade),
        )
        faults: _Faults = {name: column.faults for name, column in scope.fields.items()}
        repeated = np.zeros(len(scope), dtype=bool)
        if self.distinct is not None:
            repeated, fault = self.distinct.judge(self.bound, scope, kept, batch.rows)
            faults[None] = () if fault is None else (fault,)
        rows = self._rows(scope, batch, faults, balance)
        return without_rows(rows, skipped=~kept, merged=repeated)

    def _scope(self, batch: RawBatch, lets: dict[str, Column]) -> tuple[Scope, int]:
        """Return the batch as the block sees it, and how many source rows `each` left out."""
        whole = source_scope(batch, lets, self.plan.null, self.beside)
        name = self.bound.block.each
        if name is None:
            return whole, 0
        if name not in lets:
            return _nested_scope(whole, self.bound)
        lists = lets[name].values
        lengths = as_lengths(lists)
        keep_empty = self.bound.block.each_empty == "keep"
        repeats = np.maximum(lengths, 1) if keep_empty else lengths
        index = np.repeat(whole.index, repeats)
        starts = np.repeat(np.cumsum(repeats) - repeats, repeats)
        nth = np.arange(len(index), dtype=np.int64) - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)])[index] + nth
        has_item = pa.array(np.repeat(lengths > 0, repeats))
        items = lists.flatten().take(pc.if_else(has_item, pa.array(offsets), pa.scalar(None, pa.int64())))
        scope = whole.repeated(index, (replace(whole.levels[0], index=index),))
        scope.items[name] = Column(values=items, words=items, faults=lets[name].taken(index).faults)
        scope.positions = pa.array(nth + 1).cast(TEXT)
        return scope, 0 if keep_empty else int((lengths == 0).sum())

    def _fill(self, value: BoundValue, scope: Scope) -> None:
        if value.name == "point":
            from ._points import without_null_island  # most tables have no place

            scope.fields["latitude"], scope.fields["longitude"] = without_null_island(*point(value, scope))
            return
        column = produce(value, scope)
        scope.fields[value.name] = column
        if (keeper := self.bound.sources.get(value.name)) is not None and column.words is not None:
            kept = np.zeros(len(scope), dtype=bool) if column.kept is None else column.kept
            words = pc.if_else(flag_array(kept), as_text(column.words), pa.scalar(None, TEXT))
            earlier = scope.fields.get(keeper)
            scope.fields[keeper] = Column(values=words if earlier is None else pc.coalesce(earlier.values, words))

    def _fill_by_package(self, scope: Scope, batch: RawBatch) -> None:
        """Fill what no map writes: defaults, derived fields, provenance and identifiers."""
        contract, length = self.bound.contract, len(scope)
        if "point" not in {value.name for value in self.bound.fields} and {"latitude", "longitude"} <= set(
            scope.fields
        ):
            from ._points import without_null_island

            pair = without_null_island(scope.fields["latitude"], scope.fields["longitude"])
            scope.fields["latitude"], scope.fields["longitude"] = pair
        for field in contract.fields:
            if field.default is not None:
                _fill_nulls(scope, field.name, repeated(pa.scalar(field.default, field.arrow_type()), length))
        self._fill_provenance(scope, batch)
        for field in contract.fields:
            if field.name not in scope.fields:
                scope.fields[field.name] = Column(values=nulls(length, field.arrow_type()))
        for field, expression in contract.derivations:
            derived = evaluated(expression, scope)
            _fill_nulls(scope, field.name, derived.values.cast(field.arrow_type()))
            column = scope.fields[field.name]
            open_cells = _missing(column)
            # what went wrong in the fields it reads is told there
            faults = (fault.narrowed(open_cells) for fault in derived.faults if fault.rule == "not-computable")
            scope.fields[field.name] = column.with_faults(*faults)

    def _fill_provenance(self, scope: Scope, batch: RawBatch) -> None:
        contract, length, block = self.bound.contract, len(scope), self.bound.block
        if (field := contract.provenance(Provenance.AGENCY)) is not None and self.plan.agency is not None:
            _fill_nulls(scope, field.name, repeated(pa.scalar(self.plan.agency), length))
        if (field := contract.provenance(Provenance.RECORDED_AT)) is not None:
            given = scope.fields.get(field.name)
            from_source = nulls(length, pa.bool_()) if given is None else given.values.is_valid()
            if (basis := contract.provenance(Provenance.RECORDED_AT_BASIS)) is not None:
                words = pc.if_else(from_source.fill_null(False), pa.scalar("source"), pa.scalar("capture"))
                _fill_nulls(scope, basis.name, words)
            if self.plan.captured_at is not None:
                moment = pa.scalar(self.plan.captured_at, field.arrow_type())
                _fill_nulls(scope, field.name, repeated(moment, length))
        if block.key is not None and (field := contract.provenance(Provenance.IDENTIFIER)) is not None:
            digest = block.key == "digest"
            parts, faults = ([_row_digests(batch, scope)], ()) if digest else text_parts(block.key, scope)
            scope.fields[field.name] = Column(values=mint(self.plan.agency or "", parts)).with_faults(*faults)
            source_id = contract.provenance(Provenance.SOURCE_IDENTIFIER)
            if source_id is not None and len(block.key) == 1:
                _fill_nulls(scope, source_id.name, parts[0])

    def _rows(self, scope: Scope, batch: RawBatch, faults: _Faults, balance: Balance) -> Rows:
        """Return every row of the scope; what `where` and `distinct` leave out is taken from it afterwards."""
        contract = self.bound.contract
        columns = [_plain(scope.fields[field.name].values) for field in contract.fields]
        return Rows(
            data=pa.RecordBatch.from_arrays(columns, schema=_encoded(contract.arrow_schema, columns)),
            rows=_numbers(batch.rows, scope),
            lines=None if batch.lines is None else _numbers(batch.lines, scope),
            misfits=tuple(fault.misfit(name) for name, found in faults.items() for fault in found if fault.mask.any()),
            unmade=batch.unmade if self.bound.carries_unmade else (),
            raw=batch.columns,
            raw_index=scope.index,
            marks=_marks_of(batch),
            headings=self.bound.headings,
            notes=batch.notes if self.bound.carries_unmade else (),
            balance=balance,
        )


def source_scope(batch: RawBatch, lets: dict[str, Column], null: tuple[str, ...], beside: Beside) -> Scope:
    """Return the rows of a batch as they are."""
    index = np.arange(len(batch.rows), dtype=np.int64)
    return Scope(batch, lets, index, (Level((), BatchRecords(batch), None),), null, beside)


def _nested_scope(whole: Scope, bound: BoundBlock) -> tuple[Scope, int]:
    """Return a row for each item of the nested list `each` names, and how many source rows have none."""
    assert bound.block.each is not None
    names = tuple(bound.block.each.split("/"))
    rows = item_rows(whole, names, keep_empty=bound.block.each_empty == "keep")
    scope = whole.repeated(rows.owners, rows.levels)
    scope.positions = pa.array(rows.nth).cast(TEXT)
    return scope, rows.skipped


def _numbers(column: Values, scope: Scope) -> Positions:
    """Return row or line numbers of the source for the rows of the scope."""
    numbers: Positions = np.asarray(column, dtype=np.int64)
    return numbers if scope.identity else numbers[scope.index]


def _marks_of(batch: RawBatch) -> Marks | None:
    """Return what the source says of its cells beside their texts."""
    if batch.kinds is not None:
        return Marks("json", batch.kinds)
    return None if batch.cells is None else Marks("sheet", batch.cells)


def _unreadable(condition: Expression, scope: Scope) -> Mask:
    """Return the rows in which a cell that `condition` reads was there but could not be read."""
    unreadable = np.zeros(len(scope), dtype=bool)
    for name in condition.columns:
        for fault in scope.typed(name).faults:
            if fault.severity == "error":
                unreadable |= fault.mask
    return unreadable


def as_lengths(lists: Values) -> Positions:
    """Return the length of each list; a null has none."""
    return np.asarray(pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)


def _encoded(schema: pa.Schema, columns: list[Values]) -> pa.Schema:
    """Return the schema with the types of text columns that are dictionaries."""
    if not any(pa.types.is_dictionary(column.type) for column in columns):
        return schema
    return pa.schema(
        [
            field.with_type(column.type) if pa.types.is_dictionary(column.type) else field
            for field, column in zip(schema, columns, strict=True)
        ]
    )


def _plain(column: Values) -> Values:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _fill_nulls(scope: Scope, name: str, values: Values) -> None:
    """Fill the nulls of a field that nothing went wrong in."""
    column = scope.fields.get(name)
    if column is None:
        scope.fields[name] = Column(values=values)
        return
    missing = _missing(column)
    if missing.any():
        scope.fields[name] = replace(column, values=filled_where(decoded(column.values), missing, values))


def _missing(column: Column) -> Mask:
    """Return which cells are null without anything having gone wrong in them."""
    missing = as_mask(column.values.is_null())
    for fault in column.faults:
        if fault.severity == "error":
            missing &= ~fault.mask
    return missing


def _row_digests(batch: RawBatch, scope: Scope) -> Values:
    """Return a hash of all read columns of each row: an identifier declared unstable, for files without a key."""
    columns = [as_text(column).fill_null("\x00") for column in batch.columns.columns]
    joined = pc.binary_join_element_wise(*columns, "\x1f").to_pylist()
    digests = pa.array([hashlib.sha256(text.encode()).hexdigest()[:32] for text in joined], TEXT)
    return digests if scope.identity else digests.take(index_array(scope.index))


def run_plan(plan: BoundMap, batches: Iterator[RawBatch]) -> Iterator[tuple[str, Rows]]:
    """Yield (contract name, rows) for every block of every batch, in the map's order.

    Args:
        plan: The bound map.
        batches: One pass over the source.
    """
    beside = load_beside(plan)
    runners = [BlockRunner(plan, block, beside) for block in plan.blocks]
    held: dict[int, list[Rows]] = {}
    for batch in batches:
        for number, (runner, rows) in enumerate(_made(plan, runners, batch, beside)):
            if runner.keeps_last:
                held.setdefault(number, []).append(rows)
            else:
                yield runner.bound.contract.name, rows
    for number, batches_held in held.items():
        distinct = runners[number].distinct
        assert distinct is not None
        for rows in distinct.last_of_each(batches_held):
            yield runners[number].bound.contract.name, rows
    for other in plan.others:
        yield from run_plan(other.plan, other.source.batches())


def _made(
    plan: BoundMap, runners: list[BlockRunner], whole: RawBatch, beside: Beside
) -> Iterator[tuple[BlockRunner, Rows]]:
    """Yield the rows every block makes of one batch."""
    batch = without_skipped(whole, plan.skip)
    left_out = len(whole.rows) - len(batch.rows)
    scope = source_scope(batch, {}, plan.null, beside)
    for let in plan.lets:
        scope.lets[let.name] = produce(let, scope)
    for runner in runners:
        yield runner, runner.run(batch, scope.lets, left_out)


@dataclass(frozen=True, slots=True)
class _PartRun:
    """A map over one piece of a source: a pure function, that any thread or process may call."""

    plan: BoundMap
    part: Part
    beside: Beside

    @property
    def share(self) -> float | None:
        """How much of the source is read once it is made."""
        return share_read(self.part)

    def __call__(self) -> tuple[tuple[str, Rows], ...]:
        runners = [BlockRunner(self.plan, block, self.beside) for block in self.plan.blocks]
        made = _made(self.plan, runners, self.part(), self.beside)
        return tuple((runner.bound.contract.name, rows) for runner, rows in made)


def plan_parts(plan: BoundMap, parts: Iterator[Part]) -> Iterator[RowsPart]:
    """Yield what `run_plan` yields in pieces that are made when they are called.

    Args:
        plan: The bound map. Where a block has `distinct`, its rows depend on earlier ones and are made in order, here.
        parts: One pass over the source.
    """
    if not stands_alone(plan):
        yield from (MadePart((pair,)) for pair in run_plan(plan, (part() for part in parts)))
        return
    beside = load_beside(plan)
    # what was read beside the source goes along, to other processes too; where it was read from does not
    bare = replace(plan, joins=(), references={}, others=())
    yield from (_PartRun(bare, part, beside) for part in parts)
    for other in plan.others:
        # how much of the main source is read says nothing of the others
        yield from (MadePart((pair,)) for pair in run_plan(other.plan, other.source.batches()))


def stands_alone(plan: BoundMap) -> bool:
    """Tell whether no row depends on another: a block with `distinct` compares each with those before it."""
    return all(block.block.distinct is None for block in plan.blocks)


def constants_of(plan: BoundMap) -> tuple[str, ...]:
    """Return the fields a block gives the same value in every row, as "contract.field"."""
    return tuple(
        dict.fromkeys(f"{block.contract.name}.{name}" for block in _all_blocks(plan) for name in block.constants)
    )


def _all_blocks(plan: BoundMap) -> Iterator[BoundBlock]:
    yield from plan.blocks
    for other in plan.others:
        yield from other.plan.blocks
