"""Contracts nobody thought of: any mix of field types, rules, keys, references and checks.

What lives here: strategies for contracts. What this file must not know: data, and how a rule is judged.

Every contract begins with the field `id`, so that references within a table have a target. The names of the tables
that may be referred to are those of `REFERENCES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import pyarrow as pa
from generated_conditions import Condition, conditions, derivations
from hypothesis import strategies as st
from made import SIZES, field, refers

from opendata_share.contract import Check, CodeList, Contract, Field, FieldType, Level, Reference, Text

DATED: Final = CodeList.from_document(
    {
        "name": "ward",
        "version": "1.0.0",
        "title": {"en": "Ward", "id": "Bangsal"},
        "source": "ours",
        "codes": [
            {"code": "a", "label": {"en": "A", "id": "A"}, "valid_to": "2020-12-31"},
            {"code": "1", "label": {"en": "One", "id": "Satu"}, "valid_from": "2019-01-01"},
            {"code": "é", "label": {"en": "É", "id": "É"}, "valid_from": "2019-01-01", "valid_to": "2019-12-31"},
            {"code": "demo:a", "label": {"en": "Demo", "id": "Demo"}},
        ],
    }
)
REFERENCES: Final = {"other": pa.table({"id": pa.array(["a", "1", None, "demo:a"]).dictionary_encode()})}
KNOWN: Final = {"other": frozenset({"a", "1", "demo:a"})}

PATTERNS: Final = {
    r"^\d+$": r"^[0-9]+\Z",
    "^[a-z]{2}$": r"^[a-z]{2}\Z",
    "1": "1",
    r"^\w*$": r"^[0-9A-Za-z_]*\Z",
    "^(a|é)": "^(a|é)",
    r"[^\d]$": r"[^0-9]\Z",
    r"a\$|\n": r"a\$|\n",
    r"^[^a]{1,3}$": r"^[^a]{1,3}\Z",
}
"""Portable patterns, each with what it means to Python's `re`."""

_MOMENTS: Final = [datetime(2026, 1, 31, 10, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)]
_BOUNDS: Final[dict[str, st.SearchStrategy[Any]]] = {
    "integer": st.sampled_from([0, 1, -1, 2, 0.5, -1.5, 2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, 2**64]),
    "number": st.sampled_from([0, 1, -1, 0.1, 0.5, -1.5, 2**53 - 1, 2**53 + 1, 1e308, 5e-324]),
    "decimal": st.sampled_from(["0", "1", "-1.5", "0.10", "0.105", "99.99", "123456789.123456789"]),
    "date": st.sampled_from([date(2026, 1, 31), date(1970, 1, 1), date(1, 1, 1), date(9999, 12, 31)]).map(str),
    "datetime": st.sampled_from(_MOMENTS).map(datetime.isoformat) | st.just("2026-01-31T10:00:00.000001+00:00"),
}
_SIDES: Final = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
_LENGTHS: Final = st.none() | st.integers(0, 3) | st.just(200)
SCALARS: Final = ("text", "text", "text", "integer", "integer", "number", "decimal", "boolean", "date", "datetime")


@st.composite
def scalars(draw: st.DrawFn, name: str, *, required: bool | None = None, nested: bool = False) -> Field:
    """Return a field of one value: column, list item or part of an object."""
    kind = draw(st.sampled_from(SCALARS))
    promises: dict[str, Any] = {"required": draw(st.booleans()) if required is None else required}
    if kind == "text":
        promises |= draw(_TEXT_PROMISES)
    elif kind in _BOUNDS:
        for side in draw(st.lists(st.sampled_from(_SIDES), max_size=2)):
            promises[side] = draw(_BOUNDS[kind])
    if kind == "decimal":
        promises |= draw(st.sampled_from([{"precision": 5, "scale": 2}, {"precision": 38, "scale": 9}]))
    if not nested and draw(st.integers(0, 7)) == 0:
        promises["level"] = draw(st.sampled_from([Level.RECOMMENDED, Level.FULL]))
    return field(name, kind, **promises)


_TEXT_PROMISES: Final[st.SearchStrategy[dict[str, Any]]] = st.one_of(
    st.sampled_from([{}, {"code_list": "size"}, {"code_list": "ward"}, {"format": "uri"}, {"format": "email"}]),
    st.sampled_from(list(PATTERNS)).map(lambda pattern: {"pattern": pattern}),
    st.tuples(_LENGTHS, _LENGTHS).map(lambda pair: {"min_length": pair[0], "max_length": pair[1]}),
    st.sampled_from([{"reference": refers("other")}, {"reference": refers("thing")}, {"reference": refers("nowhere")}]),
)


@st.composite
def lists(draw: st.DrawFn, name: str) -> Field:
    """Return a list of values or of objects."""
    if draw(st.booleans()):
        item = draw(scalars("item", nested=True))
    else:
        parts = draw(st.lists(st.sampled_from("xyz"), min_size=1, max_size=2, unique=True))
        item = field("item", "object", required=True, fields=tuple(draw(scalars(part)) for part in parts))
    limits = {"min_length": draw(st.none() | st.integers(0, 2)), "max_length": draw(st.none() | st.integers(0, 2))}
    return field(name, "list", items=item, required=draw(st.booleans()), **limits)


class Promise(NamedTuple):
    """A contract, and what each of its expressions means, by its text."""

    contract: Contract
    meaning: Mapping[str, Condition]


@st.composite
def promises(draw: st.DrawFn, *, filled: bool) -> Promise:
    """Return a contract; with `filled`, some fields have defaults or are derived from others."""
    fields = [field("id", required=draw(st.booleans()))]
    fields += [draw(scalars(name)) for name in "abcd"[: draw(st.integers(1, 4))]]
    if draw(st.integers(0, 2)) == 0:
        fields.append(draw(lists("l")))
    if draw(st.integers(0, 7)) == 0:
        fields.append(field("r", reference=Reference((("a", "other"), ("1", "thing")), "id")))
    written: list[Condition] = []
    fields = [_changed(draw, each, fields, written, filled=filled) for each in fields]
    names = [each.name for each in fields if each.type is not FieldType.LIST]
    keys = draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True), max_size=2))
    primary = draw(st.sampled_from([("id",), ("id",), (), tuple(names[:2])]))
    checks = draw(st.lists(conditions(fields), max_size=2))
    written += checks
    made = Contract(
        "thing",
        "1.0.0",
        Text("thing", "thing"),
        tuple(fields),
        primary_key=primary,
        unique=tuple(map(tuple, keys)),
        checks=tuple(
            Check(f"check-{number}", check.sql, en="e", id="i", severity=draw(st.sampled_from(["error", "advice"])))
            for number, check in enumerate(checks)
        ),
        code_lists=(SIZES, DATED),
    )
    return Promise(made, {condition.sql: condition for condition in written})


def _changed(draw: st.DrawFn, promised: Field, fields: list[Field], written: list[Condition], *, filled: bool) -> Field:
    """Return the field, its pattern perhaps only asked where a condition holds, its nulls perhaps filled."""
    if promised.pattern is not None and draw(st.integers(0, 2)) == 0:
        written.append(draw(conditions(fields)))
        promised = replace(promised, pattern_when=written[-1].sql)
    chosen = draw(st.integers(0, 9)) if filled else 9
    if chosen == 0 and promised.type in _DEFAULTS:
        return replace(promised, default=draw(st.sampled_from(_DEFAULTS[promised.type])))
    if chosen == 1 and (derived := draw(derivations(promised, fields))) is not None:
        written.append(derived)
        return replace(promised, derived=derived.sql)
    return promised


_DEFAULTS: Final[dict[FieldType, list[Any]]] = {
    FieldType.TEXT: ["a", "12", "é"],
    FieldType.INTEGER: [0, -1, 2**53 - 1],
    FieldType.NUMBER: [0, 0.5],
    FieldType.BOOLEAN: [False],
}
