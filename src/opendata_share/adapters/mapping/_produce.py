"""A bound value over one batch of rows: producer, steps, guards.

What lives here: how each construct of the language becomes a column. What this file must not know: blocks, row
balance, sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa

from ..._arrow import Values, pc
from ...contract import FieldType
from . import _steps
from ._bound import BoundValue
from ._columns import TEXT, Column, Fault, as_text, filled_where, nulled_where, union
from ._conversion import Converted, Kind, Lexical, as_mask
from ._identifiers import mint, with_agency
from ._json_cells import members, quoted
from ._map_tree import Area, Constant, Expr, First, From, Match, Others, Point, Records, Ref, Template
from ._marked_cells import as_advice, convert_marked, decimal_texts, judge_texts
from ._records import records
from ._scope import Scope
from ._strict import judge_kinds

if TYPE_CHECKING:
    from ..._arrow import Mask
    from ...expressions import Expression

_NESTED: Final = frozenset((FieldType.LIST, FieldType.OBJECT, FieldType.JSON))
TEXT_KIND: Final = Kind(FieldType.TEXT, TEXT)


def produce(bound: BoundValue, scope: Scope) -> Column:
    """Return the column of one value: its producer, then its steps, then its guards."""
    column = _PRODUCERS[type(bound.value.producer)](bound, scope)
    if bound.value.split is not None:
        column = _split(bound, column)
    elif bound.listed:
        column = column if isinstance(bound.value.producer, Area) else _each_item(bound, column)
    elif not isinstance(bound.value.producer, (Constant, First)):
        column = _stepped(bound, column)
    if bound.agency_by is not None:
        column = _prefixed_by(bound, column, scope)
    return _guarded(bound, column, scope)


def _prefixed_by(bound: BoundValue, column: Column, scope: Scope) -> Column:
    """Return references with the agency's prefix in the rows that refer to a table of the agency's own."""
    if bound.agency is None or bound.agency_by is None or bound.agency_by[0] not in scope.fields:
        return column
    name, chosen = bound.agency_by
    own = pc.is_in(scope.typed(name).values, pa.array(sorted(chosen), TEXT))
    return replace(column, values=pc.if_else(own, with_agency(bound.agency, column.values), column.values))


def _from(bound: BoundValue, scope: Scope) -> Column:
    producer = bound.value.producer
    assert isinstance(producer, From)
    whole = bound.kind.type in _NESTED
    column = scope.column(producer.name, encoded=_keeps_texts(bound), whole=whole)
    kinds = scope.kind_of(producer.name, whole=whole)
    if bound.kind.type is FieldType.JSON:
        return column if kinds is None else quoted(column, kinds)
    if bound.strict and kinds is not None:
        return judge_kinds(column, kinds, bound.kind)
    return _judged(bound, producer.name, column)


def _keeps_texts(bound: BoundValue) -> bool:
    """Whether the texts of a column become a field as they are, so that a dictionary may stay one."""
    value = bound.value
    changed = (value.match, value.codes, value.split, bound.default, bound.condition, bound.agency, bound.agency_by)
    return bound.kind.type is FieldType.TEXT and bound.kind.field is not None and all(step is None for step in changed)


def _others(bound: BoundValue, scope: Scope) -> Column:
    from ._json_texts import json_texts

    producer = bound.value.producer
    assert isinstance(producer, Others)
    texts: list[Values] = []
    failed = np.zeros(len(scope), dtype=bool)
    for name in producer.columns:
        column, kinds = scope.column(name), scope.kind_of(name)
        found, wrong = json_texts((column if kinds is None else quoted(column, kinds)).values)
        texts.append(found)
        failed |= wrong
    values = nulled_where(members(producer.columns, texts, len(scope)), failed)
    fault = Fault(mask=failed, rule="type", message_id="cell-type", parameters={"type": "json", "format": "–"})
    return Column(values=values, kept=failed if failed.any() else None).with_faults(fault)


def _judged(bound: BoundValue, name: str, column: Column) -> Column:
    """Return a column of a sheet with what is found where its cells are to be codes, names or other texts."""
    if column.marks is None:
        return column
    becomes_text = bound.kind.type is FieldType.TEXT or bound.value.split is not None
    # a let is judged where a field reads it, and a code table says itself which number stands for what
    if becomes_text and bound.kind.field is not None and bound.value.codes is None:
        column = judge_texts(column, name)
    return column if bound.value.on_error == "reject" else replace(column, faults=as_advice(column.faults))


def text_parts(names: Iterable[str], scope: Scope) -> tuple[list[Values], tuple[Fault, ...]]:
    """Return source columns as parts of one text, such as an identifier, and what is found in the cells of a sheet."""
    columns = [
        column if column.marks is None else judge_texts(column, name)
        for name, column in ((name, scope.column(name)) for name in names)
    ]
    faults = tuple(fault for column in columns if column.marks is not None for fault in column.faults)
    return [as_text(column.values) for column in columns], faults


def _parts(bound: BoundValue, names: Iterable[str], scope: Scope) -> tuple[list[Values], tuple[Fault, ...]]:
    parts, faults = text_parts(names, scope)
    return parts, faults if bound.value.on_error == "reject" else as_advice(faults)


def _constant(bound: BoundValue, scope: Scope) -> Column:
    return Column(values=pa.repeat(bound.literal, len(scope)))


def _template(bound: BoundValue, scope: Scope) -> Column:
    template = bound.value.producer
    assert isinstance(template, Template)
    parts: list[Values] = [pa.scalar(template.literals[0], TEXT)]
    texts, faults = _parts(bound, [name for name, _ in template.names], scope)
    for literal, (_, optional), text in zip(template.literals[1:], template.names, texts, strict=True):
        parts += [text.fill_null("") if optional else text, pa.scalar(literal, TEXT)]
    joined = pc.binary_join_element_wise(*parts, "")
    return Column(values=joined, words=joined).with_faults(*faults)


def _expr(bound: BoundValue, scope: Scope) -> Column:
    expression = bound.expression
    assert expression is not None
    return evaluated(expression, scope)


def evaluated(expression: Expression, scope: Scope) -> Column:
    """Return an expression over typed columns; a fault of what it reads is its own where it has no value."""
    inputs = {name: scope.typed(name) for name in expression.columns}
    result = expression.evaluate({name: column.values for name, column in inputs.items()}, len(scope))
    missing = as_mask(result.values.is_null())
    faults = [fault.narrowed(missing) for column in inputs.values() for fault in column.faults]
    if result.not_computable is not None:
        faults.append(
            Fault(mask=as_mask(result.not_computable), rule="not-computable", message_id="not-computable-value")
        )
    return Column(values=result.values).with_faults(*faults)


def _first(bound: BoundValue, scope: Scope) -> Column:
    columns = [produce(alternative, scope) for alternative in bound.alternatives]
    values = pc.coalesce(*(column.values for column in columns))
    missing = as_mask(values.is_null())
    words = [as_text(column.words) for column in columns if column.words is not None]
    faults: list[Fault] = []
    unmatched = kept = None
    open_rows = np.ones(len(scope), dtype=bool)
    for column in columns:
        # what an alternative found counts where it gave the value, and where none did
        answers = open_rows & as_mask(column.values.is_valid())
        faults += [fault.narrowed(missing | answers) for fault in column.faults if fault.rule != "unmapped"]
        unmatched = union(unmatched, column.unmatched)
        kept = union(kept, None if column.kept is None else column.kept & (missing | answers))
        open_rows &= ~answers
    return Column(
        values=values,
        words=pc.coalesce(*reversed(words)) if words else None,  # of cells nobody knew, the last alternative's is shown
        kept=kept,
        unmatched=None if unmatched is None else unmatched & missing,
    ).with_faults(*faults)


def _area(bound: BoundValue, scope: Scope) -> Column:
    producer = bound.value.producer
    assert isinstance(producer, Area)
    if bound.listed:
        column = scope.column(producer.columns[0])
        flat = as_text(column.values.flatten())
        return listed(column, _areas_of([flat], producer), drop=True)
    parts, unreadable = _parts(bound, producer.columns, scope)
    return _areas_of(parts, producer).with_faults(*unreadable)


def _areas_of(parts: list[Values], producer: Area) -> Column:
    """Return the area codes of names from top to bottom, or of codes; each distinct one is looked up once."""
    from ...schemas import areas

    filled = [part.fill_null("") for part in parts]
    joined = pc.binary_join_element_wise(*filled, "\x1f") if len(parts) > 1 else filled[0]
    encoded = joined.dictionary_encode()
    index = areas.index()
    codes: list[str | None] = []
    findings: list[str | None] = []
    for key in encoded.dictionary.to_pylist():
        names = [name.strip() or None for name in key.split("\x1f")]
        if not any(names):
            codes.append(None)
            findings.append(None)
            continue
        if producer.system is not None:
            found = index.by_code(names[0] or "", system=producer.system, as_of=producer.as_of)
        else:
            found = index.by_names(names, within=producer.within, level=producer.level)
        codes.append(found.code)
        findings.append(found.finding)
    values = pa.array(codes, TEXT).take(encoded.indices)
    finding = pa.array(findings, TEXT).take(encoded.indices)
    words = _joined_words(parts)
    kept = as_mask(finding.is_valid())
    faults = [
        Fault(mask=as_mask(pc.equal(finding, rule)), rule=rule, message_id=rule, severity="advice", cells=words)
        for rule in sorted({rule for rule in findings if rule is not None})
    ]
    return Column(values=values, words=words, kept=kept if kept.any() else None).with_faults(*faults)


def _joined_words(parts: list[Values]) -> Values:
    joined = parts[-1]
    for part in reversed(parts[:-1]):  # Arrow's own join leaves a row out where all its parts are null
        joined = pc.coalesce(pc.binary_join_element_wise(joined, part, ", "), joined, part)
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, TEXT), joined)


def _ref(bound: BoundValue, scope: Scope) -> Column:
    producer = bound.value.producer
    assert isinstance(producer, Ref)
    assert bound.agency is not None
    parts, faults = _parts(bound, producer.key, scope)
    return Column(values=mint(bound.agency, parts), words=_joined_words(parts)).with_faults(*faults)


def _match(bound: BoundValue, scope: Scope) -> Column:
    assert bound.match is not None
    assert isinstance(bound.value.producer, Match)
    parts, faults = _parts(bound, bound.value.producer.columns, scope)
    from ._by_name import matched  # most maps refer to nothing by its name

    return matched(bound.match, scope.beside.names[bound.match], parts).with_faults(*faults)


_PRODUCERS: Final[dict[type, Callable[[BoundValue, Scope], Column]]] = {
    From: _from,
    Constant: _constant,
    Template: _template,
    Expr: _expr,
    First: _first,
    Area: _area,
    Ref: _ref,
    Match: _match,
    Others: _others,
    Records: lambda bound, scope: records(bound, scope, produce),
}


def _split(bound: BoundValue, column: Column) -> Column:
    """Split texts into lists and put each item through the other steps."""
    assert bound.value.split is not None
    lists = _steps.split(as_text(column.values), bound.value.split)
    return _each_item(bound, replace(column, values=lists))


def _each_item(bound: BoundValue, column: Column) -> Column:
    """Put each item of lists through match, codes and conversion; a row has the faults of its items."""
    item_kind = TEXT_KIND
    if bound.kind.field is not None and bound.kind.field.items is not None:
        item = bound.kind.field.items
        item_kind = Kind(item.type, item.arrow_type(), item)
    value = replace(bound.value, split=None, default=None, when=None)
    inner = replace(bound, kind=item_kind, value=value, default=None, listed=False)
    flat = column.values.flatten()
    items = Column(values=flat, words=flat)
    return listed(column, _unmapped(inner, _stepped(inner, items)), drop=value.unmapped == "null")


def listed(column: Column, items: Column, *, drop: bool) -> Column:
    """Return a column of lists with the items they became; with `drop`, items that are null are left out."""
    lists = column.values
    owners = np.asarray(pc.list_parent_indices(lists).to_numpy(zero_copy_only=False), dtype=np.int64)
    faults = []
    for fault in items.faults:
        mask = np.zeros(len(lists), dtype=bool)
        mask[owners[fault.mask]] = True
        faults.append(replace(fault, mask=mask, cells=column.words))
    kept = None
    if items.kept is not None and items.kept.any():
        kept = np.zeros(len(lists), dtype=bool)
        kept[owners[items.kept]] = True
    lengths = np.asarray(pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int64)
    values = items.values
    if drop and values.null_count:
        there = as_mask(values.is_valid())
        values, lengths = values.filter(pa.array(there)), np.bincount(owners[there], minlength=len(lists))
    offsets: Any = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    from_arrays: Any = pa.ListArray.from_arrays
    made = from_arrays(pa.array(offsets), values, mask=lists.is_null())
    return Column(values=made, words=column.words, kept=kept).with_faults(*column.faults, *faults)


def _stepped(bound: BoundValue, column: Column) -> Column:
    """Put a column through match, codes, conversion and unit."""
    value, values, unmatched = bound.value, column.values, column.unmatched
    if value.match is not None or value.codes is not None:
        values = as_text(values)
        original = values
        if value.match is not None:
            values, _ = _steps.match(values, value.match)
        if value.codes is not None:
            values, _ = _steps.look_up(values, value.codes)
        unmatched = union(unmatched, as_mask(pc.and_(original.is_valid(), values.is_null())))
        column = replace(column, marks=None)
        if value.unmapped == "keep" and unmatched is not None:
            values = filled_where(values, unmatched, original)
    if bound.agency is not None and bound.agency_by is None and isinstance(value.producer, From):
        values = with_agency(bound.agency, as_text(values))
    if not _is_final(value.producer, values, bound):
        read = bound if bound.unit is None else replace(bound, kind=_in_other_unit(bound.kind))
        converted = convert_marked(values, column.marks, read.kind, bound.lexical)
        for part, lexical in converted:
            column = _with_conversion(read, column, part, lexical)
        values = converted[0][0].values if len(converted) == 1 else pc.coalesce(*(part.values for part, _ in converted))
        if column.marks is not None and bound.kind.type is not FieldType.TEXT:
            column = replace(column, marks=None)
    if bound.unit is not None:
        values, failed = _steps.in_unit(values, bound.unit, bound.kind.arrow)
        if failed.any():
            column = _with_conversion(bound, column, Converted(values, failed), Lexical())
    if values is column.values and unmatched is column.unmatched:
        return column
    return replace(column, values=values, unmatched=unmatched)


def _is_final(producer: object, values: Values, bound: BoundValue) -> bool:
    """Whether the values already are what the field asks for: expressions are typed, identifiers are text."""
    if pa.types.is_dictionary(values.type):
        return bool(values.type.value_type == bound.kind.arrow) and _keeps_texts(bound)
    return values.type == bound.kind.arrow and (
        isinstance(producer, (Expr, Area, Match, Others, Records, Ref)) or bound.kind.type is FieldType.TEXT
    )


def _with_conversion(bound: BoundValue, column: Column, converted: Converted, lexical: Lexical) -> Column:
    failed = converted.failed
    if not failed.any():
        return replace(column, values=converted.values)
    named = failed if converted.named is None else failed & converted.named
    faults = [
        _fault(bound, column, mask, message_id, lexical)
        for mask, message_id in ((named, converted.message_id), (failed & ~named, "cell-type"))
    ]
    return replace(column, values=converted.values, kept=union(column.kept, failed)).with_faults(*faults)


def _fault(bound: BoundValue, column: Column, mask: Mask, message_id: str, lexical: Lexical) -> Fault:
    return Fault(
        mask=mask,
        rule={"cell-naive-time": "naive-time", "cell-no-such-time": "no-such-time"}.get(message_id, "type"),
        message_id="cell-format" if message_id == "cell-type" and lexical.format is not None else message_id,
        severity="error" if bound.value.on_error == "reject" else "advice",
        cells=column.words,
        parameters={"type": str(bound.kind.type), "format": lexical.format or "–"},
    )


def _in_other_unit(kind: Kind) -> Kind:
    """Return what a cell in another unit than the field's is read as: 2.5 km are a whole number of metres."""
    return Kind(FieldType.NUMBER, pa.float64(), kind.field) if kind.type is FieldType.INTEGER else kind


def _guarded(bound: BoundValue, column: Column, scope: Scope) -> Column:
    column = _unmapped(bound, column)
    if bound.default is not None:
        faulty = np.zeros(len(column.values), dtype=bool)
        for fault in column.faults:
            if fault.severity == "error":
                faulty |= fault.mask
        missing = as_mask(column.values.is_null()) & ~faulty
        column = replace(column, values=filled_where(column.values, missing, bound.default))
    if bound.condition is not None:
        holds = as_mask(evaluated(bound.condition, scope).values)
        faults = tuple(kept for fault in column.faults if (kept := fault.narrowed(holds)).mask.any())
        column = replace(column, values=nulled_where(column.values, ~holds), faults=faults)
    return column


def _unmapped(bound: BoundValue, column: Column) -> Column:
    """Apply the `unmapped` guard: what no pattern and no code knew is a finding, and its words are kept."""
    unmatched = column.unmatched
    if unmatched is None or not unmatched.any():
        return column
    guard = bound.value.unmapped
    rejects = guard in {"reject", "quarantine"}
    if bound.unmapped is not None:
        column = replace(column, values=filled_where(column.values, unmatched, bound.unmapped))
    severity: Literal["error", "advice"] = "error" if rejects else "advice"
    why = column.doubts or (
        Fault(
            mask=unmatched,
            rule="unmapped",
            message_id="cell-unmapped" if rejects else "cell-unmapped-kept",
            cells=column.words,
        ),
    )
    faults = (replace(fault, severity=severity) for fault in why)
    return replace(column, kept=union(column.kept, unmatched), doubts=()).with_faults(*faults)


def point(bound: BoundValue, scope: Scope) -> tuple[Column, Column]:
    """Return latitude and longitude of the pseudo-field `point`."""
    from ._points import coordinates

    producer = bound.value.producer
    assert isinstance(producer, Point)
    whole = producer.form in {"geojson", "topojson"}
    read = [scope.column(name, whole=whole) for name in producer.columns]
    columns = [column.values if column.marks is None else decimal_texts(column, bound.lexical) for column in read]
    latitude, longitude = coordinates(
        columns, producer.form, bound.lexical, producer.crs, rejects=bound.value.on_error == "reject"
    )
    unreadable = [fault for column in read for fault in column.faults if column.marks is not None]
    return latitude.with_faults(*unreadable), longitude
