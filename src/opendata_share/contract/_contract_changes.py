"""What a later contract says otherwise than an earlier one, change by change.

What lives here: one pure comparison of two contracts: fields, their types and limits, codes, keys, checks. What this
file must not know: data, policies, whether a change is one that somebody may make.

A field, or a part of it, that a reader relies on may be gone, may have another type, may promise less (`widened`: a
value may come that could not before, also none) or may admit less (`narrowed`). Of two patterns, formats or conditions
nothing can say which admits more: they are `reworded`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from ._code_list import Code, CodeList
from ._contract import Contract
from ._field import Field, FieldType, Reference

ContractChangeKind = Literal[
    "field-removed", "field-added", "type-changed", "narrowed", "widened", "reworded", "class-changed",
    "code-retired", "code-added", "key-changed", "check-removed", "check-added",
]  # fmt: skip
CONTRACT_CHANGES: Final[tuple[str, ...]] = get_args(ContractChangeKind)

_LOWER: Final = ("minimum", "exclusive_minimum", "min_length")
_UPPER: Final = ("maximum", "exclusive_maximum", "max_length")
_BOUNDS: Final = frozenset({"minimum", "exclusive_minimum", "maximum", "exclusive_maximum"})
_TIMES: Final = frozenset({FieldType.DATE, FieldType.DATETIME})
_WORDED: Final = ("pattern", "pattern_when", "format", "unit", "derived", "reference", "code_list")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChange:
    """One thing that two contracts say differently.

    Attributes:
        change: What kind of change it is.
        field: The field, or a part of a list as "identifiers[].value"; None for what is about the table.
        part: What of it: a limit such as "maximum", a code, the name of a check; None for the whole field.
        before: What was said, as text; None where nothing was.
        after: What is said now, likewise.
    """

    change: ContractChangeKind
    field: str | None = None
    part: str | None = None
    before: str | None = None
    after: str | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the change as plain JSON values."""
        return {
            "change": self.change,
            "field": self.field,
            "part": self.part,
            "before": self.before,
            "after": self.after,
        }


def contract_changes(before: Contract, after: Contract) -> tuple[ContractChange, ...]:
    """Return what `after` says otherwise than `before`: fields in order, then keys and checks.

    Example:
        >>> from dataclasses import replace
        >>> from opendata_share.contract import Contract, Field, FieldType, Sensitivity, Text, contract_changes
        >>> crew = Field(name="crew", type=FieldType.INTEGER, title=Text("Crew", "Awak"), maximum=9,
        ...              sensitivity=Sensitivity.PUBLIC)
        >>> old = Contract("unit", "1.0.0", Text("Unit", "Unit"), (crew,))
        >>> new = replace(old, fields=(replace(crew, maximum=6),))
        >>> [(each.change, each.field, each.part, each.before, each.after) for each in contract_changes(old, new)]
        [('narrowed', 'crew', 'maximum', '9', '6')]
    """
    return (*_of_fields(before, after, before.fields, after.fields, ""), *_of_table(before, after))


def _of_fields(
    before: Contract, after: Contract, earlier: Sequence[Field], later: Sequence[Field], around: str
) -> Iterator[ContractChange]:
    old, new = ({field.name: field for field in fields} for fields in (earlier, later))
    for name, field in old.items():
        path = f"{around}{name}"
        if name not in new:
            yield ContractChange(change="field-removed", field=path, before=_type(field))
        else:
            yield from _of_field(before, after, field, new[name], path)
    for name, field in new.items():
        if name not in old:
            yield ContractChange(change="field-added", field=f"{around}{name}", after=_type(field))


def _of_field(before: Contract, after: Contract, old: Field, new: Field, path: str) -> Iterator[ContractChange]:
    if _type(old) != _type(new):
        yield ContractChange(change="type-changed", field=path, before=_type(old), after=_type(new))
        return
    if old.required is not new.required:
        change: ContractChangeKind = "narrowed" if new.required else "widened"
        was, now = ("true" if field.required else "false" for field in (old, new))
        yield ContractChange(change=change, field=path, part="required", before=was, after=now)
    yield from _of_limits(old, new, path)
    yield from _of_words(old, new, path)
    if old.sensitivity is not new.sensitivity:
        yield ContractChange(
            change="class-changed", field=path, before=str(old.sensitivity), after=str(new.sensitivity)
        )
    if old.code_list is not None and new.code_list is not None:
        yield from _of_codes(before.code_list(old.code_list), after.code_list(new.code_list), path)
    if old.items is not None and new.items is not None:
        yield from _of_field(before, after, old.items, new.items, f"{path}[]")
    yield from _of_fields(before, after, old.fields, new.fields, f"{path}.")


def _of_limits(old: Field, new: Field, path: str) -> Iterator[ContractChange]:
    for names, direction in ((_LOWER, 1), (_UPPER, -1)):
        for name in names:
            was, now = getattr(old, name), getattr(new, name)
            if was == now:
                continue
            kind = old.type if name in _BOUNDS else FieldType.INTEGER
            narrowed = was is None or (now is not None and _is_tighter(now, was, kind, direction))
            change: ContractChangeKind = "narrowed" if narrowed else "widened"
            yield ContractChange(change=change, field=path, part=name, before=_text(was), after=_text(now))


def _of_words(old: Field, new: Field, path: str) -> Iterator[ContractChange]:
    for name in _WORDED:
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        change: ContractChangeKind = "reworded"
        if name != "unit" and (was is None or now is None):
            change = "narrowed" if was is None else "widened"
        yield ContractChange(change=change, field=path, part=name, before=_text(was), after=_text(now))


def _of_codes(old: CodeList, new: CodeList, path: str) -> Iterator[ContractChange]:
    later = {code.code: code for code in new.codes}
    for code in old.codes:
        if (found := later.get(code.code)) is None:
            yield ContractChange(change="code-retired", field=path, part=code.code, before=_until(code))
        elif found.valid_to != code.valid_to:
            retired = found.valid_to is not None and (code.valid_to is None or found.valid_to < code.valid_to)
            change: ContractChangeKind = "code-retired" if retired else "code-added"
            yield ContractChange(change=change, field=path, part=code.code, before=_until(code), after=_until(found))
    known = set(old.values)
    for code in new.codes:
        if code.code not in known:
            yield ContractChange(change="code-added", field=path, part=code.code, after=_until(code))


def _of_table(before: Contract, after: Contract) -> Iterator[ContractChange]:
    for part, was, now in (
        ("primary_key", (before.primary_key,), (after.primary_key,)),
        ("unique", before.unique, after.unique),
    ):
        if set(was) != set(now):
            yield ContractChange(change="key-changed", part=part, before=_keys(was), after=_keys(now))
    old, new = ({check.name: check.expression for check in each.checks} for each in (before, after))
    for name, expression in old.items():
        if name not in new:
            yield ContractChange(change="check-removed", part=name, before=expression)
        elif new[name] != expression:
            yield ContractChange(change="reworded", part=name, before=expression, after=new[name])
    for name, expression in new.items():
        if name not in old:
            yield ContractChange(change="check-added", part=name, after=expression)


def _type(field: Field) -> str:
    if field.precision is None:
        return str(field.type)
    return f"{field.type}({field.precision}, {field.scale or 0})"


def _is_tighter(one: Any, other: Any, kind: FieldType, direction: int) -> bool:
    """Return whether the limit `one` lets less through than `other`: a lower one (direction 1) or an upper one (-1)."""
    first, second = (datetime.fromisoformat(each) if kind in _TIMES else Decimal(str(each)) for each in (one, other))
    order: Any = (first > second) - (first < second)  # type: ignore[operator]  # both are of the field's type
    return bool(order == direction)


def _text(value: Any) -> str | None:
    if isinstance(value, Reference):
        return ", ".join(sorted(value.contracts))
    return None if value is None else str(value)


def _until(code: Code) -> str | None:
    return None if code.valid_to is None else code.valid_to.isoformat()


def _keys(keys: Sequence[Sequence[str]]) -> str:
    return "; ".join(", ".join(key) for key in keys)
