"""What a later contract says otherwise about its fields.

What lives here: fields side by side, aspect by aspect, each with whether readers of either contract can live with it.
What this file must not know: keys, checks and rules over the table (`_table_changes`), what a field admits (`_admits`).

Fields are matched by name. What a field adds is empty in older rows; what is taken away was promised: whoever reads
asks for it by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from .._dataclass import dataclass
from ..contract import CodeList, CodeListEntry, Contract, Deprecation, Field, Reference, Sensitivity, Text
from ._admits import (
    Side,
    admits_codes,
    admits_format,
    admits_long,
    admits_lower,
    admits_null,
    admits_pattern,
    admits_reference,
    admits_short,
    admits_type,
    admits_upper,
    admits_value,
)
from ._change import ContractChange, ContractChangeKind

Admits = Callable[[Side, Side], bool]
_CLASSES: Final = tuple(Sensitivity)


@dataclass(frozen=True, slots=True)
class _Aspect:
    """One thing a field says: its name, how it is told as text, and what implies what."""

    part: str
    said: Callable[[Field], Any]
    admits: Admits


def _pattern(field: Field) -> str | None:
    if field.pattern is None or field.pattern_when is None:
        return field.pattern
    return f"{field.pattern} ({field.pattern_when})"


_ASPECTS: Final = (
    _Aspect("required", lambda field: "true" if field.required else "false", admits_null),
    _Aspect("minimum", lambda field: field.minimum, admits_lower),
    _Aspect("exclusive_minimum", lambda field: field.exclusive_minimum, admits_lower),
    _Aspect("maximum", lambda field: field.maximum, admits_upper),
    _Aspect("exclusive_maximum", lambda field: field.exclusive_maximum, admits_upper),
    _Aspect("min_length", lambda field: field.min_length, admits_short),
    _Aspect("max_length", lambda field: field.max_length, admits_long),
    _Aspect("pattern", _pattern, admits_pattern),
    _Aspect("format", lambda field: field.format, admits_format),
    _Aspect("reference", lambda field: field.reference, admits_reference),
)
_HANG_ON_MORE: Final = frozenset({"pattern", "reference"})
"""The same words may mean something else: a condition's columns, or the key that is referred to, are others."""
_SILENT: Final[tuple[tuple[str, ContractChangeKind], ...]] = (
    ("level", "level-changed"),
    ("default", "default-changed"),
    ("derived", "filling-changed"),
    ("provenance", "filling-changed"),
)
"""What a field says that no reader of a row can be let down by."""


def field_changes(old: Contract, new: Contract) -> Iterator[ContractChange]:
    """Yield what `new` says otherwise about fields, in the order of `old`, then what is new."""
    yield from _of_fields(old, new, old.fields, new.fields, "")
    was, now = ([field.name for field in each.fields] for each in (old, new))
    stayed = [name for name in was if name in now]
    if stayed != (order := [name for name in now if name in was]):
        yield ContractChange(change="fields-reordered", before=", ".join(stayed), after=", ".join(order))


def _of_fields(
    old: Contract, new: Contract, earlier: Sequence[Field], later: Sequence[Field], around: str
) -> Iterator[ContractChange]:
    was, now = ({field.name: field for field in fields} for fields in (earlier, later))
    for name, field in was.items():
        path = f"{around}{name}"
        if name in now:
            yield from _of_field(Side(old, field), Side(new, now[name]), path)
        else:
            yield _removed(field, path)
    for name, field in now.items():
        if name not in was:
            yield _added(Side(new, field), f"{around}{name}")


def _removed(field: Field, path: str) -> ContractChange:
    note = "asked-by-name" if field.deprecated is None else "was-announced"
    return ContractChange(change="field-removed", field=path, before=type_text(field), forward=False, note=note)


def _added(side: Side, path: str) -> ContractChange:
    note = _before_it_was_there(side)
    fits = note in {"filled-by-default", "empty-before"}
    return ContractChange(change="field-added", field=path, after=type_text(side.field), backward=fits, note=note)


def _before_it_was_there(side: Side) -> str:
    """Return what becomes of a new field in rows from before, as the id of a sentence."""
    field = side.field
    if field.default is None:
        return "needed-before" if field.required else "empty-before"
    if field.reference is not None:
        return "default-may-dangle"
    return "filled-by-default" if admits_value(field.default, side) else "default-refused"


def _of_field(old: Side, new: Side, path: str) -> Iterator[ContractChange]:
    was, now = type_text(old.field), type_text(new.field)
    if was != now:
        backward, forward = admits_type(old, new), admits_type(new, old)
        note = None if backward or forward else "no-exact-conversion"
        yield ContractChange(
            change="type-changed", field=path, before=was, after=now, backward=backward, forward=forward, note=note
        )
        if note is not None:
            return
    for aspect in _ASPECTS:
        yield from _of_aspect(aspect, old, new, path)
    yield from _of_meaning(old.field, new.field, path)
    yield from _of_code_lists(old, new, path)
    if old.field.items is not None and new.field.items is not None:
        yield from _of_field(Side(old.contract, old.field.items), Side(new.contract, new.field.items), f"{path}[]")
    yield from _of_fields(old.contract, new.contract, old.field.fields, new.field.fields, f"{path}.")


def _of_aspect(aspect: _Aspect, old: Side, new: Side, path: str) -> Iterator[ContractChange]:
    was, now = aspect.said(old.field), aspect.said(new.field)
    backward, forward = aspect.admits(old, new), aspect.admits(new, old)
    if was == now and (aspect.part not in _HANG_ON_MORE or (backward and forward)):
        return
    cannot_tell = not backward and not forward and None not in (was, now)
    yield ContractChange(
        change=_narrowed_or_widened(backward, forward), field=path, part=aspect.part, before=_text(was),
        after=_text(now), backward=backward, forward=forward, note="cannot-tell" if cannot_tell else None,
    )  # fmt: skip


def _narrowed_or_widened(backward: bool, forward: bool) -> ContractChangeKind:
    if backward is forward:
        return "reworded"
    return "widened" if backward else "narrowed"


def _of_meaning(old: Field, new: Field, path: str) -> Iterator[ContractChange]:
    if old.unit != new.unit:
        yield ContractChange(
            change="unit-changed", field=path, part="unit", before=old.unit, after=new.unit,
            backward=new.unit in {None, old.unit}, forward=old.unit in {None, new.unit}, note="other-meaning",
        )  # fmt: skip
    was, now = _class(old), _class(new)
    if was != now:
        raised = (_CLASSES.index(new.sensitivity), new.specific) > (_CLASSES.index(old.sensitivity), old.specific)
        change: ContractChangeKind = "class-raised" if raised else "class-lowered"
        note = "may-not-leave" if raised else "leaves-to-more"
        yield ContractChange(change=change, field=path, before=was, after=now, forward=not raised, note=note)
    for part, kind in _SILENT:
        before, after = getattr(old, part), getattr(new, part)
        if before != after:
            yield ContractChange(change=kind, field=path, part=part, before=_text(before), after=_text(after))
    yield from _of_deprecation(old.deprecated, new.deprecated, path)
    for part in ("title", "definition", "elements"):
        if getattr(old, part) != getattr(new, part):
            yield ContractChange(
                change="described", field=path, part=part, before=_words(old, part), after=_words(new, part)
            )


def _of_deprecation(old: Deprecation | None, new: Deprecation | None, path: str) -> Iterator[ContractChange]:
    if old != new:
        before, after = _sunset(old), _sunset(new)
        yield ContractChange(
            change="undeprecated" if new is None else "deprecated", field=path, before=before, after=after
        )


def _sunset(deprecation: Deprecation | None) -> str | None:
    """Return what becomes of a deprecated field: "2027-01-01, use crew_total"."""
    if deprecation is None:
        return None
    day = "…" if deprecation.sunset is None else deprecation.sunset.isoformat()
    return day if deprecation.use is None else f"{day} → {deprecation.use}"


def _of_code_lists(old: Side, new: Side, path: str) -> Iterator[ContractChange]:
    was, now = old.codes, new.codes
    if was is None and now is None:
        return
    if was is None or now is None or was.name != now.name:
        backward, forward = admits_codes(old, new), admits_codes(new, old)
        yield ContractChange(
            change=_narrowed_or_widened(backward, forward), field=path, part="code_list",
            before=old.field.code_list, after=new.field.code_list, backward=backward, forward=forward,
        )  # fmt: skip
    if was is not None and now is not None:
        yield from _of_codes(was, now, path)


def _of_codes(old: CodeList, new: CodeList, path: str) -> Iterator[ContractChange]:
    later, earlier = ({code.code: code for code in each.codes} for each in (new, old))
    for name, code in earlier.items():
        if name not in later:
            yield ContractChange(change="code-removed", field=path, part=name, before=_days(code), backward=False)
            continue
        found = later[name]
        if (code.valid_from, code.valid_to) != (found.valid_from, found.valid_to):
            ends = found.valid_to is not None and (code.valid_to is None or found.valid_to < code.valid_to)
            starts = found.valid_from is not None and (code.valid_from is None or found.valid_from > code.valid_from)
            yield ContractChange(
                change="code-retired" if ends or starts else "code-restored",
                field=path, part=name, before=_days(code), after=_days(found), note="days-are-advice",
            )  # fmt: skip
        if (code.label, code.mappings) != (found.label, found.mappings):
            yield ContractChange(change="described", field=path, part=name, before=code.label.en, after=found.label.en)
    for name, code in later.items():
        if name not in earlier:
            yield ContractChange(change="code-added", field=path, part=name, after=_days(code), forward=False)


def type_text(field: Field) -> str:
    """Return a field's type as people read it: "decimal(8, 2)"."""
    if field.precision is None:
        return str(field.type)
    return f"{field.type}({field.precision}, {field.scale or 0})"


def _class(field: Field) -> str:
    return f"{field.sensitivity} (specific)" if field.specific else str(field.sensitivity)


def _text(value: Any) -> str | None:
    if isinstance(value, Reference):
        return ", ".join(sorted(value.contracts))
    return None if value is None else str(value)


def _words(field: Field, part: str) -> str | None:
    value = getattr(field, part)
    if isinstance(value, Text):
        return value.en
    return None if not value else ", ".join(f"{each.standard} {each.path}" for each in value)


def _days(code: CodeListEntry) -> str | None:
    if code.valid_from is None:
        return None if code.valid_to is None else code.valid_to.isoformat()
    until = "" if code.valid_to is None else code.valid_to.isoformat()
    return f"{code.valid_from.isoformat()}/{until}"
