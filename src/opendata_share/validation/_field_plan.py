"""How the cells of one field are judged, list items and object fields by the same rules.

What lives here: the frozen plan of a field (made once a table) and its run over a column. A nested field is called
"identifiers[].system", and a row breaks a rule of it once, however many items do. What this file must not know: row
checks, keys, reports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .._arrow import Values, mask_of, positions_of, positions_of_values, true_positions
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Level
from ..report import Severity
from ._finding import Finding
from ._value_rules import ValueRule, not_finite, rules_of

if TYPE_CHECKING:
    from .._arrow import Mask, Positions


_NOWHERE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """The rules of one field and of what it holds.

    Attributes:
        path: The field as reports name it.
        field: What it promises.
        public: Whether its values may stand in a report: the field and all it lies in are public.
        rules: The rules its values are judged by.
        inner: The plans of a list's item or of an object's fields.
    """

    path: str
    field: Field
    public: bool
    rules: tuple[ValueRule, ...]
    inner: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of one field in a batch, each with the row it lies in.

    Attributes:
        values: The cells, one a row, or one an item.
        parents: int64, the row position of each; None where it is its own position.
        blind: Rows whose cell could not be made, by path: those are not seen by the field's rules.
        holds: Gives the rows where the conditional pattern of a path holds.
        ordinals: int64, for each list the cells lie in, from the outermost: which item of it each is, from 0.
    """

    values: Values
    parents: Positions | None
    blind: Mapping[str, Mask]
    holds: Callable[[str], Mask]
    ordinals: tuple[Positions, ...] = ()

    def rows(self, at: Positions) -> tuple[Positions, Positions]:
        """Return (row positions, each once and ascending; the index of the first of the values at `at` in each)."""
        if self.parents is None:
            return at, at
        rows, first = np.unique(self.parents[at], return_index=True)
        return rows, at[first]

    def pointers(self, path: str, at: Positions) -> Values | None:
        """Return where in its row each value at `at` stands, as `Finding.details`; None where the field says it."""
        if not self.ordinals:
            return None
        pointer = "/" + path.replace(".", "/").replace("[]", "/{}")
        places = zip(*(ordinals[at].tolist() for ordinals in self.ordinals), strict=True)
        return pa.array([json.dumps({"path": pointer.format(*place)}) for place in places], pa.string())


def plan_of(field: Field, contract: Contract, *, path: str | None = None, within_public: bool = True) -> FieldPlan:
    """Return how the cells of `field` are judged."""
    name = field.name if path is None else path
    public = within_public and field.is_public
    inner: list[FieldPlan] = []
    if field.items is not None:
        inner.append(plan_of(field.items, contract, path=f"{name}[]", within_public=public))
    inner += [plan_of(part, contract, path=f"{name}.{part.name}", within_public=public) for part in field.fields]
    return FieldPlan(name, field, public, rules_of(field, contract), tuple(inner))


def findings_of(plan: FieldPlan, cells: Cells) -> Iterator[Finding]:
    """Yield what the cells of a field break, in the order: null, not finite, the field's rules, then what it holds."""
    yield from _absent(plan, cells)
    values = cells.values
    if plan.field.type is FieldType.NUMBER:
        strange = not_finite(values)
        if strange is not None:
            yield _finding(plan, cells, true_positions(strange), "not-finite", "rule-not-finite")
            values = pc.if_else(strange, pa.scalar(None, values.type), values)
    if values.null_count == len(values):
        return
    for rule in plan.rules:
        if (found := _broken(rule, plan, cells, values)) is not None:
            yield found
    yield from _inside(plan, cells)


def _absent(plan: FieldPlan, cells: Cells) -> Iterator[Finding]:
    asked = plan.field.level is not Level.CORE
    if not (plan.field.required or asked) or cells.values.null_count == 0:
        return
    absent = true_positions(pc.is_null(cells.values))
    if (unseen := cells.blind.get(plan.path)) is not None:
        absent = absent[~unseen[absent if cells.parents is None else cells.parents[absent]]]
    if not len(absent):
        return
    rule, severity = _absence(plan.field)
    rows, first = cells.rows(absent)
    details = cells.pointers(plan.path, first)
    yield Finding(
        field=plan.path, rule=rule, severity=severity, message_id=f"rule-{rule}", positions=rows, details=details
    )


def _absence(field: Field) -> tuple[str, Severity]:
    return ("required", "error") if field.required else (f"required-in-{field.level}", "advice")


def _broken(rule: ValueRule, plan: FieldPlan, cells: Cells, values: Values) -> Finding | None:
    broken = _places(rule, values)
    if rule.conditional and len(broken):
        broken = broken[cells.holds(plan.path)[broken]]
    if not len(broken):
        return None
    return _finding(plan, cells, broken, rule.rule, rule.message_id, rule)


def _places(rule: ValueRule, values: Values) -> Positions:
    """Return the positions of the values that break a rule; of a dictionary each of its values is judged once."""
    encoded = pa.types.is_dictionary(values.type)
    flags = rule.judged.broken(values.dictionary if encoded else values)
    if flags is None or flags.true_count == 0:
        return _NOWHERE
    return positions_of_values(flags, values) if encoded else true_positions(flags)


def _finding(
    plan: FieldPlan, cells: Cells, broken: Positions, rule: str, message_id: str, said: ValueRule | None = None
) -> Finding:
    rows, first = cells.rows(broken)
    shows = said is None or said.shows_value
    return Finding(
        field=plan.path,
        rule=rule,
        severity="error",
        message_id=message_id,
        positions=rows,
        parameters={} if said is None else said.parameters,
        values=cells.values.take(pa.array(first)) if shows else None,
        public=plan.public,
        details=cells.pointers(plan.path, first),
    )


def _inside(plan: FieldPlan, cells: Cells) -> Iterator[Finding]:
    """Yield what list items or object fields break."""
    if plan.field.items is not None:
        indices: Values = pc.list_parent_indices(cells.values)
        parents = indices.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
        rows = parents if cells.parents is None else cells.parents[parents]
        # parents ascend, so the first item of a list is where its number first stands
        nth = np.arange(len(parents)) - np.searchsorted(parents, parents)
        ordinals = (*(outer[parents] for outer in cells.ordinals), nth)
        items = Cells(pc.list_flatten(cells.values), rows, cells.blind, cells.holds, ordinals)
        yield from findings_of(plan.inner[0], items)
    elif plan.inner:
        there = positions_of(mask_of(pc.is_valid(cells.values)))
        values, rows, ordinals = cells.values, cells.parents, cells.ordinals
        if len(there) < len(values):
            values = values.take(pa.array(there))
            rows = there if rows is None else rows[there]
            ordinals = tuple(outer[there] for outer in ordinals)
        for part in plan.inner:
            held = pc.struct_field(values, part.field.name)
            yield from findings_of(part, Cells(held, rows, cells.blind, cells.holds, ordinals))
