"""Two versions of a contract nobody thought of, and tables of either.

What lives here: ways in which a contract is changed, and rows whose cells come from both. What this file must not know:
what a change means, how anything is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple

import source_cells as cells
from generated_conditions import conditions
from generated_contracts import PATTERNS, promises, scalars
from hypothesis import strategies as st
from made import field, refers

from opendata_share.contract import (
    Check,
    CodeList,
    Contract,
    Exclusive,
    Field,
    FieldType,
    Freshness,
    Level,
    Monotone,
    RowCount,
    Sensitivity,
    Text,
    UniqueAmong,
)
from opendata_share.errors import DefinitionError

_SCALARS: Final = {"text", "integer", "number", "decimal", "boolean", "date", "datetime"}
_BOUNDED: Final[dict[str, list[Any]]] = {
    "integer": [-1, 0, 1, 2, 0.5, 2**53 - 1, 2**53 + 1],
    "number": [-1, 0, 0.1, 1, 2**53 + 1],
    "decimal": ["-1.5", "0", "0.10", "1"],
    "date": ["2026-01-31", "1970-01-01"],
    "datetime": ["2026-01-31T10:00:00+00:00", "1970-01-01T00:00:00+00:00"],
}
_DIGITS: Final = [(5, 2), (6, 2), (7, 3), (38, 9), (38, 0), (20, 2)]


class Versions(NamedTuple):
    """An earlier and a later contract."""

    old: Contract
    new: Contract


@st.composite
def versions(draw: st.DrawFn) -> Versions:
    """Return a contract and what some changes make of it, either first."""
    old = draw(promises(filled=True)).contract
    new = old
    for _ in range(draw(st.integers(1, 3))):
        change = draw(st.sampled_from(CHANGES))
        try:
            new = change(draw, new)
        except DefinitionError:
            continue  # a change that makes no sound contract is none
    return Versions(new, old) if draw(st.booleans()) else Versions(old, new)


@st.composite
def tables(draw: st.DrawFn, writer: Contract, reader: Contract) -> list[dict[str, Any]]:
    """Return rows of the writer's fields, some of them near what either contract asks."""
    pools = {each.name: [None, *draw(st.lists(_cells(each, reader), min_size=1, max_size=4))] for each in writer.fields}
    count = draw(st.integers(2, 8))
    chosen = draw(st.binary(min_size=count * len(pools), max_size=count * len(pools)))
    places = iter(chosen)
    return [{name: values[next(places) % len(values)] for name, values in pools.items()} for _ in range(count)]


def _cells(promised: Field, reader: Contract) -> st.SearchStrategy[Any]:
    found = cells.values(promised, finite=True)
    if promised.type is not FieldType.TEXT:
        return found
    known = [code for listed in reader.code_lists for code in listed.values] if promised.code_list else []
    return found | st.sampled_from(["a", "12", "ab", "é", "abc", *known])


def _one(draw: st.DrawFn, contract: Contract, holds: Callable[[Field], bool] = lambda _: True) -> Field:
    found = [each for each in contract.fields if holds(each)]
    if not found:
        raise DefinitionError("contract-field-names", contract=contract.name)
    return draw(st.sampled_from(found))


def _with(contract: Contract, changed: Field) -> Contract:
    return replace(contract, fields=tuple(changed if each.name == changed.name else each for each in contract.fields))


def _required(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract)
    return _with(contract, replace(found, required=not found.required))


def _bound(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract, lambda each: str(each.type) in _BOUNDED)
    side = draw(st.sampled_from(["minimum", "maximum", "exclusive_minimum", "exclusive_maximum"]))
    return _with(contract, replace(found, **{side: draw(st.none() | st.sampled_from(_BOUNDED[str(found.type)]))}))


def _length(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract, lambda each: each.type in {FieldType.TEXT, FieldType.LIST})
    side = draw(st.sampled_from(["min_length", "max_length"]))
    return _with(contract, replace(found, **{side: draw(st.none() | st.integers(0, 3))}))


def _text_rule(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract, lambda each: each.type is FieldType.TEXT)
    promise = draw(st.sampled_from([
        {"pattern": None, "pattern_when": None}, {"pattern_when": None},
        *({"pattern": pattern} for pattern in PATTERNS), {"code_list": None}, {"code_list": "size"},
        {"code_list": "ward"}, {"format": None}, {"format": "uri"}, {"reference": None}, {"reference": refers("thing")},
        {"reference": refers("other")},
    ]))  # fmt: skip
    return _with(contract, replace(found, **promise))


def _type(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract, lambda each: str(each.type) in _SCALARS)
    kind = draw(st.sampled_from([found.type, FieldType.NUMBER, FieldType.DECIMAL, FieldType.INTEGER]))
    kept = {"required": found.required}
    if kind is FieldType.DECIMAL:
        precision, scale = draw(st.sampled_from(_DIGITS))
        kept |= {"precision": precision, "scale": scale}
    if kind is found.type is FieldType.DECIMAL:
        return _with(contract, replace(found, **kept))
    return _with(contract, field(found.name, kind, **kept))


def _gone(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract)
    return replace(
        contract,
        fields=tuple(each for each in contract.fields if each.name != found.name),
        primary_key=tuple(name for name in contract.primary_key if name != found.name),
        unique=tuple(key for key in contract.unique if found.name not in key),
        checks=tuple(check for check, condition in contract.conditions if found.name not in condition.columns),
        table_rules=(),
    )


def _come(draw: st.DrawFn, contract: Contract) -> Contract:
    added = draw(scalars("e"))
    if draw(st.booleans()) and added.type in _DEFAULTS:
        added = replace(added, default=draw(st.sampled_from(_DEFAULTS[added.type])))
    return replace(contract, fields=(*contract.fields, added))


_DEFAULTS: Final[dict[FieldType, list[Any]]] = {
    FieldType.TEXT: ["a", "12", "small"],
    FieldType.INTEGER: [0, -1],
    FieldType.NUMBER: [0, 0.5],
    FieldType.BOOLEAN: [False],
}


def _names(contract: Contract) -> list[str]:
    return [each.name for each in contract.fields if each.type is not FieldType.LIST]


def _key(draw: st.DrawFn, contract: Contract) -> Contract:
    key = tuple(draw(st.lists(st.sampled_from(_names(contract)), max_size=2, unique=True)))
    if draw(st.booleans()):
        return replace(contract, primary_key=key)
    return replace(contract, unique=draw(st.sampled_from([(), (*contract.unique, key)])) if key else ())


def _check(draw: st.DrawFn, contract: Contract) -> Contract:
    kept = list(contract.checks)
    if kept and draw(st.booleans()):
        kept.pop()
    if draw(st.booleans()):
        condition = draw(conditions(contract.fields))
        severity = draw(st.sampled_from(["error", "error", "advice"]))
        kept.append(Check(f"check-{draw(st.integers(5, 6))}", condition.sql, en="e", id="i", severity=severity))
    return replace(contract, checks=tuple(kept))


def _rule(draw: st.DrawFn, contract: Contract) -> Contract:
    names = _names(contract)
    scaled = [each.name for each in contract.fields if str(each.type) in {"integer", "number", "date", "datetime"}]
    moments = [each.name for each in contract.fields if each.type in {FieldType.DATE, FieldType.DATETIME}]
    texts = [each.name for each in contract.fields if each.type is FieldType.TEXT]
    severity: Any = draw(st.sampled_from(["error", "advice"]))
    rules: list[Any] = [RowCount(at_most=draw(st.integers(0, 4)), severity=severity), RowCount(at_least=2)]
    rules += [UniqueAmong((name,), severity=severity) for name in names]
    rules += [Monotone(name, entity=(names[0],), severity=severity) for name in scaled if name != names[0]]
    rules += [Freshness(name, within="P1D") for name in moments]
    rules += [Exclusive(name, "a", group=(names[0],), severity=severity) for name in texts if name != names[0]]
    kept = contract.table_rules[1:] if draw(st.booleans()) else contract.table_rules
    return replace(contract, table_rules=(*kept, draw(st.sampled_from(rules))))


def _codes(draw: st.DrawFn, contract: Contract) -> Contract:
    """Take codes out of a list, add one, or change its days."""
    listed = draw(st.sampled_from(contract.code_lists))
    kept = [code for code in listed.codes if draw(st.integers(0, 3))] or list(listed.codes[:1])
    if draw(st.booleans()):
        kept.append(replace(kept[0], code="new", label=Text("New", "Baru")))
    changed = CodeList(listed.name, "1.1.0", listed.title, tuple(kept), source=listed.source)
    return replace(
        contract, code_lists=tuple(changed if each.name == listed.name else each for each in contract.code_lists)
    )


def _words(draw: st.DrawFn, contract: Contract) -> Contract:
    found = _one(draw, contract)
    promise = draw(st.sampled_from([
        {"title": Text("other", "lain")}, {"unit": "m"}, {"sensitivity": Sensitivity.INTERNAL}, {"level": Level.FULL},
    ]))  # fmt: skip
    return _with(contract, replace(found, **promise))


CHANGES: Final[list[Callable[[st.DrawFn, Contract], Contract]]] = [
    _required, _bound, _bound, _length, _text_rule, _text_rule, _type, _gone, _come, _come, _key, _check, _rule, _codes,
    _words,
]  # fmt: skip
