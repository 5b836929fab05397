"""Rows of one version of a contract as rows of another, by what the later contract declares.

What lives here: the verbs `upgrade` and `downgrade`, pure over Arrow and streamed, and what is lost on the way. What
this file must not know: where rows come from, whether they meet a contract (`validate` says that).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Protocol

import pyarrow as pa

from .. import _messages
from .._dataclass import dataclass
from ..contract import (
    Contract,
    ConvertField,
    DropField,
    Field,
    FillField,
    RenameField,
    Upgrade,
)
from ..errors import DefinitionError, SourceError
from ..expressions import Expression, parse
from ._change import Language

Batch = pa.RecordBatch
_Column = Callable[[Batch], "pa.Array[Any]"]


class ArrowStream(Protocol):
    """What gives itself as an Arrow stream: a Table of any stage, pyarrow, polars, pandas, DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@dataclass(frozen=True, slots=True)
class Lost:
    """What does not arrive on the other side.

    Attributes:
        field: The field, as the version that had it calls it.
        why: "dropped" where the contract says so, "unknown-before" where the earlier version has no such field,
            "no-way-back" where a conversion has none.
    """

    field: str
    why: Literal["dropped", "unknown-before", "no-way-back"]

    def text(self, language: Language = "en") -> str:
        """Return it in one line."""
        return _messages.render(f"lost-{self.why}", language, {"field": self.field})


class MovedRows:
    """Rows under another version, read once, batch by batch.

    Attributes:
        schema: Their Arrow schema.
        lost: What does not arrive, by field.
    """

    def __init__(self, schema: pa.Schema, batches: Iterator[Batch], lost: tuple[Lost, ...]) -> None:
        self.schema = schema
        self.lost = lost
        self._reader = pa.RecordBatchReader.from_batches(schema, batches)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        stream: object = self._reader.__arrow_c_stream__(requested_schema)  # type: ignore[no-untyped-call]  # the stubs lack it
        return stream

    def batches(self) -> Iterator[Batch]:
        """Yield the rows, as many at a time as came."""
        yield from self._reader

    def to_arrow(self) -> pa.Table:
        """Return all rows that are left."""
        return self._reader.read_all()


def upgrade(rows: ArrowStream, old: Contract, new: Contract) -> MovedRows:
    """Return rows of `old` as rows of `new`, by the steps that `new` declares for that version.

    Fields that no step names stay what they are; what is new is its default or empty. Nothing is guessed: a field that
    is gone and that no step renames or drops is refused, and so is a new one that is required.

    Args:
        rows: Rows under `old`; columns that it has not are left aside.
        old: The earlier contract.
        new: The later one.

    Raises:
        DefinitionError: The steps do not say enough, or do not fit both contracts.
        SourceError: A value is none of the other type; raised while rows are read.

    Example:
        >>> from dataclasses import replace
        >>> import pyarrow as pa
        >>> from opendata_share.contract import Contract, Field, FieldType, RenameField, Sensitivity, Text, Upgrade
        >>> crew = Field(name="crew", type=FieldType.INTEGER, title=Text("Crew", "Awak"),
        ...              sensitivity=Sensitivity.PUBLIC)
        >>> old = Contract("unit", "1.0.0", Text("Unit", "Unit"), (crew,))
        >>> new = replace(old, version="2.0.0", fields=(replace(crew, name="crew_total"),),
        ...               upgrades=(Upgrade("1.0.0", (RenameField("crew", "crew_total"),)),))
        >>> upgrade(pa.table({"crew": [4, 5]}), old, new).to_arrow().to_pydict()
        {'crew_total': [4, 5]}
    """
    steps = _Steps.between(old, new)
    columns = {field.name: steps.forward(field) for field in new.fields}
    used = {*steps.renames, *steps.drops, *(field.name for field in new.fields), *steps.read}
    if left := [field.name for field in old.fields if field.name not in used]:
        raise DefinitionError("upgrade-needs-step", field=left[0], old=old.identity, new=new.identity)
    lost = tuple(Lost(name, "dropped") for name in steps.drops if name in old)
    return _moved(rows, old, new, columns, lost)


def downgrade(rows: ArrowStream, old: Contract, new: Contract) -> MovedRows:
    """Return rows of `new` as rows of `old`, the steps of `upgrade` taken backwards.

    Args:
        rows: Rows under `new`.
        old: The earlier contract.
        new: The later one.

    Raises:
        DefinitionError: The earlier version requires what nothing brings back.
        SourceError: A value is none of the earlier type; raised while rows are read.
    """
    steps = _Steps.between(old, new)
    lost: list[Lost] = []
    columns = {field.name: steps.back(field, lost) for field in old.fields}
    arrived = {steps.renames.get(field.name, field.name) for field in old.fields}
    lost += [Lost(field.name, "unknown-before") for field in new.fields if field.name not in arrived]
    return _moved(rows, new, old, columns, tuple(lost))


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps between two contracts, by what they do.

    Attributes:
        old: The earlier contract.
        new: The later one.
        renames: The name now, by the name before.
        drops: The fields that are given up.
        fills: What a new field holds.
        converts: What computes a field.
    """

    old: Contract
    new: Contract
    renames: Mapping[str, str]
    drops: tuple[str, ...]
    fills: Mapping[str, Any]
    converts: Mapping[str, ConvertField]

    @classmethod
    def between(cls, old: Contract, new: Contract) -> _Steps:
        found = next((each for each in new.upgrades if each.since == old.version), Upgrade(old.version))
        steps = found.steps
        return cls(
            old,
            new,
            {step.field: step.to for step in steps if isinstance(step, RenameField)},
            tuple(step.field for step in steps if isinstance(step, DropField)),
            {step.field: step.value for step in steps if isinstance(step, FillField)},
            {step.field: step for step in steps if isinstance(step, ConvertField)},
        )

    @property
    def read(self) -> frozenset[str]:
        """The earlier fields that conversions read."""
        return frozenset(name for step in self.converts.values() for name in self._bound(step).columns)

    def _bound(self, step: ConvertField) -> Expression:
        return parse(step.expression, self.old.expression_types)

    def forward(self, field: Field) -> _Column:
        """Return what gives a field of the later version."""
        if (step := self.converts.get(field.name)) is not None:
            return _computed(self._bound(step), field)
        before = {now: was for was, now in self.renames.items()}.get(field.name, field.name)
        if before in self.old:
            return _taken(before, field)
        if field.name in self.fills:
            return _constant(self.fills[field.name], field)
        if field.required and field.default is None:
            raise DefinitionError("upgrade-needs-step", field=field.name, old=self.old.identity, new=self.new.identity)
        return _constant(field.default, field)

    def back(self, field: Field, lost: list[Lost]) -> _Column:
        """Return what gives a field of the earlier version; adds to `lost` what nothing brings back."""
        now = self.renames.get(field.name, field.name)
        step = self.converts.get(now)
        if step is not None and step.back is not None:
            return _computed(parse(step.back, self.new.expression_types), field)
        if step is None and now in self.new and field.name not in self.drops:
            return _taken(now, field)
        lost.append(Lost(field.name, "dropped" if step is None else "no-way-back"))
        if field.required and field.default is None:
            raise DefinitionError(
                "downgrade-impossible", field=field.name, old=self.old.identity, new=self.new.identity
            )
        return _constant(field.default, field)


def _moved(
    rows: ArrowStream, reads: Contract, writes: Contract, columns: Mapping[str, _Column], lost: tuple[Lost, ...]
) -> MovedRows:
    reader = pa.RecordBatchReader.from_stream(rows)
    if missing := [field.name for field in reads.fields if field.name not in reader.schema.names]:
        raise SourceError("upgrade-column", field=missing[0], contract=reads.identity)
    schema = writes.arrow_schema

    def batches() -> Iterator[Batch]:
        for batch in reader:
            yield pa.RecordBatch.from_arrays([columns[name](batch) for name in schema.names], schema=schema)

    return MovedRows(schema, batches(), lost)


def _taken(name: str, field: Field) -> _Column:
    return lambda batch: _as(batch.column(name), field)


def _constant(value: Any, field: Field) -> _Column:
    kind = field.arrow_type()
    try:
        scalar: Any = pa.scalar(value, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise DefinitionError("upgrade-value", field=field.name, type=field.type) from None
    return lambda batch: pa.repeat(scalar, batch.num_rows)


def _computed(expression: Expression, field: Field) -> _Column:
    def column(batch: Batch) -> pa.Array[Any]:
        cells = {name: batch.column(name) for name in expression.columns}
        found = expression.evaluate(cells, batch.num_rows)
        if found.not_computable is not None:
            raise SourceError("upgrade-cell", field=field.name, type=field.type)
        return _as(found.values, field)

    return column


def _as(values: pa.Array[Any], field: Field) -> pa.Array[Any]:
    """Return values in the field's type; one that is not exactly a value of it is refused, and never shown."""
    kind = field.arrow_type()
    try:
        return values if values.type == kind else values.cast(kind)
    except pa.ArrowException:
        raise SourceError("upgrade-cell", field=field.name, type=field.type) from None
