"""What a JSON Schema asks besides the fields: found by columns where it can be, row by row where it must be.

What lives here: the plan of a contract's residual rules, and its run over a batch. Masks over columns only tell which
cells and rows to ask; what is wrong with one is always told by the same evaluation of its JSON value, so the verdict
cannot depend on the way to it (decision 0002). What this file must not know: field rules, keys, reports.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from .._arrow import Values, decoded, mask_of, pc, positions_of
from .._dataclass import dataclass
from ..contract import Contract, Field, FieldType, Provenance, ResidualRule
from ..json_schema import Failure, Json, Schema, escaped, write_json_text
from ..report import shown
from ._finding import Finding
from ._json_values import UNREADABLE, Records, json_values
from ._residual_masks import Batch, NotColumns, Rows, cell_keyword

if TYPE_CHECKING:
    from .._arrow import Mask, Positions

_ABOUT_ABSENCE: Final = frozenset({"required", "dependentRequired"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One residual rule and how it is asked.

    Attributes:
        rule: The rule.
        mask: What finds the cells or rows that meet it, over columns; None where it is asked row by row.
        reason: Why it is asked row by row, else None.
    """

    rule: ResidualRule
    mask: Callable[[Any], Mask] | None
    reason: str | None


class ResidualPlan:
    """How the residual rules of one contract are asked.

    Args:
        contract: What the rows promise.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract: Final = contract
        rows = Rows.of(contract)
        rules = () if contract.residual is None else contract.residual.rules
        self.asked: Final = tuple(_asked(rule, contract, rows) for rule in rules)
        self._records: Final = Records(contract)
        self._others: Final = contract.provenance(Provenance.OTHER_PROPERTIES)
        names: Mapping[str, str] = {} if contract.residual is None else contract.residual.property_of
        self._fields: Final = {names.get(f.name, f.name): f for f in contract.fields if f is not self._others}
        self._names: Final = {f.name: name for name, f in self._fields.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return ResidualPlan, (self.contract,)

    def findings(self, columns: Mapping[str, Values], count: int, blind: Mapping[str, Mask]) -> Iterator[Finding]:
        """Yield what a batch does not meet.

        Args:
            columns: The batch, by field; text may be dictionaries.
            count: Its rows.
            blind: Rows whose cell could not be made, by field; what is asked about rows does not see them.
        """
        found = _Found()
        columns = {name: decoded(column) for name, column in columns.items()}
        for checked in self.contract.fields:
            asked = [each for each in self.asked if each.rule.field == checked.name]
            if asked or checked.type is FieldType.JSON:
                self._cells(checked, asked, columns[checked.name], found)
        rows = [each for each in self.asked if each.rule.field is None]
        if rows:
            self._rows(rows, columns, count, blind, found)
        yield from found.findings()

    def of_cell(self, checked: Field, value: Json) -> Iterator[Told]:
        """Yield everything a cell's JSON value does not meet."""
        if checked is self._others and not isinstance(value, dict):
            failure = Failure((), "type", "object", value)
            yield _told(checked, failure, f"/{checked.name}")
        rules = [each.rule for each in self.asked if each.rule.field == checked.name]
        prefix = f"/{escaped(self._names.get(checked.name, checked.name))}"
        for failure in self._asked_of(rules, value):
            yield _told(checked, failure, prefix)

    def of_row(self, record: Json) -> Iterator[Told]:
        """Yield everything a row's JSON record does not meet."""
        rules = [each.rule for each in self.asked if each.rule.field is None]
        for failure in self._asked_of(rules, record):
            about = None
            if failure.path:
                about = self._fields.get(str(failure.path[0]), self._others)
            yield _told(about, failure, "")

    def _asked_of(self, rules: Iterable[ResidualRule], value: Json) -> Iterator[Failure]:
        if self.contract.residual is None:
            return
        schema: Schema = self.contract.residual.schema
        by_place: dict[str, set[str]] = {}
        for rule in rules:
            by_place.setdefault(rule.at, set()).add(rule.keyword)
        for at, keywords in by_place.items():
            yield from schema.failures(value, at, frozenset(keywords))

    def _cells(self, checked: Field, asked: list[Asked], values: Values, found: _Found) -> None:
        at = _candidates(values, asked, everything=checked.type is FieldType.JSON)
        if not len(at):
            return
        told: dict[Any, list[Told]] = {}
        cells = values.take(pa.array(at))
        keys = cells.to_pylist() if checked.type is not FieldType.LIST else [None] * len(at)
        for position, key, value in zip(at.tolist(), keys, json_values(cells, checked), strict=True):
            if value is UNREADABLE:
                if checked.type is FieldType.JSON:
                    found.add(position, _told(checked, Failure((), "type", "JSON", None), f"/{checked.name}"))
                continue
            if key is None:
                failures = list(self.of_cell(checked, value))
            elif (known := told.get(key)) is not None:
                failures = known
            else:
                failures = told[key] = list(self.of_cell(checked, value))
            for one in failures:
                found.add(position, one)

    def _rows(
        self, asked: list[Asked], columns: Mapping[str, Values], count: int, blind: Mapping[str, Mask], found: _Found
    ) -> None:
        batch = Batch(columns, count)
        candidates = np.zeros(count, np.bool_)
        for each in asked:
            candidates |= True if each.mask is None else ~each.mask(batch)
        for unseen in blind.values():
            candidates &= ~unseen
        at = positions_of(candidates)
        if not len(at):
            return
        for position, record in zip(at.tolist(), self._records.of(columns, pa.array(at)), strict=True):
            if record is not None:
                for one in self.of_row(record):
                    found.add(position, one)


def _asked(rule: ResidualRule, contract: Contract, rows: Rows) -> Asked:
    if contract.residual is None:
        raise AssertionError("a rule comes from a residual")
    node = contract.residual.schema.node(rule.at)
    mask: Callable[[Any], Mask]
    try:
        if rule.field is None:
            mask = rows.keyword(node, rule.keyword)
        else:
            mask = cell_keyword(node, rule.keyword, contract.field(rule.field))
    except NotColumns as refusal:
        return Asked(rule, None, refusal.reason)
    return Asked(rule, mask, None)


def _candidates(values: Values, asked: list[Asked], *, everything: bool) -> Positions:
    """Return the cells to be asked: those a mask does not clear, or all that are there."""
    there = mask_of(pc.is_valid(values))
    if everything or any(each.mask is None for each in asked):
        return positions_of(there)
    doubtful = np.zeros(len(values), np.bool_)
    for each in asked:
        if each.mask is not None:
            doubtful |= ~each.mask(values)
    return positions_of(doubtful & there)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one failure.

    Attributes:
        field: The field it is about, or None where it is about the row.
        rule: The slug.
        details: What fills the sentence, and where it is; a value only where the field is public.
    """

    field: str | None
    rule: str
    details: Mapping[str, str]

    @property
    def message_id(self) -> str:
        """The sentence of the catalogue."""
        return f"schema-rule-{self.rule}"


def _told(about: Field | None, failure: Failure, prefix: str) -> Told:
    """Return what is told of a failure below `prefix`: its pointer, and the value where it is a simple one."""
    public = not failure.path if about is None else about.is_public
    pointer = f"{prefix}{failure.pointer(public=public)}" or "/"
    text = pointer
    if failure.keyword not in _ABOUT_ABSENCE and not isinstance(failure.value, dict | list):
        value = f"= {_short(write_json_text(failure.value))}" if public else shown(failure.value, public=False)
        text = f"{pointer} {value}"
    details = {"value": text, "expected": failure.expected, "path": pointer}
    return Told(None if about is None else about.name, failure.rule, details)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


@dataclass(slots=True)
class _Found:
    """Collects what rows do not meet: one finding a field and rule, each row once, with what was told of it first."""

    groups: dict[tuple[str | None, str], dict[int, Told]] = field(default_factory=dict)

    def add(self, position: int, told: Told) -> None:
        """Note one failure."""
        self.groups.setdefault((told.field, told.rule), {}).setdefault(position, told)

    def findings(self) -> Iterator[Finding]:
        """Yield what was noted."""
        for (name, rule), rows in self.groups.items():
            positions = sorted(rows)
            yield Finding(
                field=name,
                rule=rule,
                severity="error",
                message_id=rows[positions[0]].message_id,
                positions=np.array(positions, np.int64),
                details=pa.array([json.dumps(dict(rows[position].details)) for position in positions], pa.string()),
            )
