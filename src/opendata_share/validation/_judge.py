"""The judging of one batch: a pure function of a contract and a batch of rows.

What lives here: `Judge`, which finds everything that one batch alone can tell: cells that did not fit, field rules,
row checks, a recording time in the future. It can be pickled, so any `map_batches` may run it anywhere. What this file
must not know: other batches (keys, references), spools, reports.

A cell that did not fit its field is null in the data; neither the field's other rules nor a check that reads it see
its row. A number that is not finite is seen no more than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._arrow import Flags, Values, decoded, mask_of, true_positions, without_null_values
from .._dataclass import dataclass
from ..contract import Check, Contract, FieldType
from ..expressions import Expression
from ..report import Severity
from ..stages import Misfit, Rows
from ._custom_rules import CustomRule, broken_by
from ._field_plan import Cells, FieldPlan, findings_of, plan_of
from ._finding import Finding
from ._table_rule import Look
from ._value_rules import not_finite

if TYPE_CHECKING:
    from .._arrow import Mask, Positions
    from ._residual import ResidualPlan

_NOWHERE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be said about one batch.

    Attributes:
        findings: What it breaks.
        seen: What each rule of the whole table took from it.
    """

    findings: tuple[Finding, ...]
    seen: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """What a batch of one table is judged by; call it with a batch.

    Attributes:
        contract: What the rows promise.
        plans: How each field's cells are judged.
        as_of: What "now" means, or None: then no rule says it.
        looks: What the rules of the whole table take from each batch.
        residual: How what a JSON Schema asks besides is judged, or None where there is nothing.
        custom: Rules that are not the contract's.
    """

    contract: Contract
    plans: tuple[FieldPlan, ...]
    as_of: datetime | None
    looks: tuple[Look, ...] = ()
    residual: ResidualPlan | None = None
    custom: tuple[CustomRule, ...] = ()

    def __call__(self, rows: Rows) -> Judged:
        """Return everything `rows` alone tells, and what the rules of the whole table take from it."""
        return Judged(self.findings(rows), tuple(look(rows) for look in self.looks))

    def findings(self, rows: Rows) -> tuple[Finding, ...]:
        """Return what `rows` breaks, errors and advice, in the contract's order."""
        if rows.is_settled:
            return ()
        findings = [_of_misfit(misfit, self.plans) for misfit in rows.misfits]
        columns = self._columns(rows.data)
        if rows.data.num_rows == 0:
            return tuple(findings)
        batch = _Batch(columns, rows.data.num_rows, _blind(rows))
        conditions = self.contract.pattern_conditions
        outcomes = {path: batch.outcome(condition) for path, condition in conditions.items()}
        for path, outcome in outcomes.items():
            findings += _not_computable(path, path, "error", conditions[path], outcome)
        for plan in self.plans:
            cells = Cells(columns[plan.path], None, batch.blind, lambda path: outcomes[path].true)
            findings += findings_of(plan, cells)
        for check, condition in self.contract.conditions:
            findings += _check(check, condition, batch.outcome(condition))
        if self.residual is not None:
            findings += self.residual.findings(columns, rows.data.num_rows, batch.blind)
        if self.as_of is not None:
            from ._now import said_of_now  # few ask

            findings += said_of_now(self.contract, self.as_of, columns)
        for rule in self.custom:
            findings += broken_by(rule, columns, batch.length, batch.blind)
        return tuple(findings)

    def _columns(self, data: pa.RecordBatch) -> dict[str, Values]:
        """Return the columns by name; those of text may be dictionaries, whose values are judged once."""
        promised = self.contract.arrow_schema
        columns = dict(zip(data.schema.names, data.columns, strict=True))
        if data.schema.names != promised.names or not all(map(_keeps_type, data.columns, promised.types)):
            raise AssertionError(f"rows of {self.contract.identity} do not have its schema: {data.schema}")
        return {name: without_null_values(column) for name, column in columns.items()}


def _keeps_type(column: Values, promised: pa.DataType) -> bool:
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(kind.equals(promised))


def judge_of(
    contract: Contract,
    as_of: datetime | None = None,
    looks: Sequence[Look] = (),
    custom: Sequence[CustomRule] = (),
) -> Judge:
    """Return the judge of tables under `contract`.

    Args:
        contract: What the rows promise.
        as_of: What "now" means; aware.
        looks: What the rules of the whole table take from each batch.
        custom: Rules that are not the contract's.

    Raises:
        DefinitionError: A bound of the contract is not a value of its field's type.
    """
    plans = tuple(plan_of(field, contract) for field in contract.fields)
    asked = () if contract.residual is None else contract.residual.rules
    asks_more = bool(asked) or any(field.type is FieldType.JSON for field in contract.fields)
    return Judge(contract, plans, as_of, tuple(looks), _residual_plan(contract) if asks_more else None, tuple(custom))


def _residual_plan(contract: Contract) -> ResidualPlan:
    from ._residual import ResidualPlan  # most contracts have none, and never load it

    return ResidualPlan(contract)


def _blind(rows: Rows) -> dict[str, Mask]:
    """Return which rows each field's rules do not see, for fields with misfits that are errors."""
    blind: dict[str, Mask] = {}
    for misfit in rows.misfits:
        if misfit.field is not None and misfit.severity == "error":
            mask = blind.setdefault(misfit.field, np.zeros(rows.data.num_rows, np.bool_))
            mask[misfit.positions] = True
    return blind


def _of_misfit(misfit: Misfit, plans: tuple[FieldPlan, ...]) -> Finding:
    """Return a misfit as a finding: each row once, its first cell shown where the field is public."""
    rows, first = np.unique(misfit.positions, return_index=True)
    return Finding(
        field=misfit.field,
        rule=misfit.rule,
        severity=misfit.severity,
        message_id=misfit.message_id,
        positions=rows.astype(np.int64, copy=False),
        parameters={"field": misfit.field, **misfit.parameters},
        values=None
        if misfit.cells is None
        else pa.array([misfit.cells[index] for index in first.tolist()], pa.string()),
        public=_is_public(misfit.field, plans),
    )


def _is_public(path: str | None, plans: tuple[FieldPlan, ...]) -> bool:
    """Whether the field at `path` is public; what is not a field of the contract is not."""
    for plan in plans:
        if plan.path == path:
            return plan.public
        if path is not None and path.startswith((f"{plan.path}.", f"{plan.path}[")):
            return _is_public(path, plan.inner)
    return False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a condition is worth: truth values with nulls, rows that are not computable, rows it does not see."""

    values: Flags
    failed: Flags | None
    unseen: Mask | None

    @property
    def true(self) -> Mask:
        """The rows where it is true."""
        true = mask_of(self.values)
        return true if self.unseen is None else true & ~self.unseen

    @property
    def false(self) -> Positions:
        """The rows where it is false."""
        return _NOWHERE if self.values.false_count == 0 else self._seen(true_positions(pc.invert(self.values)))

    @property
    def not_computable(self) -> Positions:
        """The rows where it could not be computed."""
        return _NOWHERE if self.failed is None else self._seen(true_positions(self.failed))

    def _seen(self, positions: Positions) -> Positions:
        return positions if self.unseen is None else positions[~self.unseen[positions]]


@dataclass(frozen=True, slots=True)
class _Batch:
    """The columns of a batch, its length, and the rows the rules of each field do not see."""

    columns: Mapping[str, Values]
    length: int
    blind: Mapping[str, Mask]

    def outcome(self, condition: Expression) -> _Outcome:
        evaluated = condition.evaluate({name: decoded(self.columns[name]) for name in condition.columns}, self.length)
        unseen = [self.blind[name] for name in condition.columns if name in self.blind]
        floats = (self.columns[name] for name in condition.columns if pa.types.is_floating(self.columns[name].type))
        unseen += [mask_of(strange) for column in floats if (strange := not_finite(column)) is not None]
        blind: Mask | None = np.logical_or.reduce(unseen) if unseen else None
        return _Outcome(evaluated.values, evaluated.not_computable, blind)


def _check(check: Check, condition: Expression, outcome: _Outcome) -> Iterator[Finding]:
    if len(broken := outcome.false):
        yield Finding(
            field=None,
            rule=check.name,
            severity=check.severity,
            message_id="rule-check",
            positions=broken,
            parameters={"check": check.name, "expression": condition.text},
            texts={"en": check.message.en, "id": check.message.id},
            reads=condition.columns,
        )
    yield from _not_computable(None, check.name, check.severity, condition, outcome)


def _not_computable(
    field: str | None, name: str, severity: Severity, condition: Expression, outcome: _Outcome
) -> Iterator[Finding]:
    if len(failed := outcome.not_computable):
        yield Finding(
            field=field,
            rule="not-computable",
            severity=severity,
            message_id="rule-not-computable",
            positions=failed,
            parameters={"check": name, "expression": condition.text},
            reads=condition.columns,
        )
