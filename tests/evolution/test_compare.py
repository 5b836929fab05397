"""What a later contract says otherwise is named, change by change, and the same contract changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest

from opendata_share.contract import (
    Check,
    CodeList,
    CodeListEntry,
    Contract,
    Field,
    FieldType,
    Reference,
    Sensitivity,
    Text,
)
from opendata_share.evolution import CONTRACT_CHANGES, compare, comparison_schema

WORDS = Text("T", "T")
SCHEMA = jsonschema.Draft202012Validator(comparison_schema(), format_checker=jsonschema.FormatChecker())


def field(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(name=name, type=kind, title=WORDS, **{"sensitivity": Sensitivity.PUBLIC, **more})


def codes(*values: str, **until: date) -> CodeList:
    entries = tuple(CodeListEntry(value, WORDS, valid_to=until.get(value)) for value in values)
    return CodeList("kind", "1.0.0", WORDS, entries)


def unit(*fields: Field, **more: Any) -> Contract:
    return Contract("unit", "1.0.0", WORDS, (field("id"), *fields), **more)


def told(before: Contract, after: Contract) -> list[tuple[Any, ...]]:
    changes = compare(before, after).changes
    return [(each.change, each.field, each.part, each.before, each.after) for each in changes]


day = date(2026, 12, 31)
LIST = {"code_lists": (codes("pump"),)}


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (unit(field("crew")), unit(), [("field-removed", "crew", None, "text", None)]),
        (unit(), unit(field("crew")), [("field-added", "crew", None, None, "text")]),
        (
            unit(field("cost", FieldType.DECIMAL, precision=8, scale=2)),
            unit(field("cost", FieldType.DECIMAL, precision=9, scale=2)),
            [("type-changed", "cost", None, "decimal(8, 2)", "decimal(9, 2)")],
        ),
        (
            unit(field("x")),
            unit(field("x", required=True)),
            [("narrowed", "x", "required", "false", "true")],
        ),
        (
            unit(field("x", required=True)),
            unit(field("x")),
            [("widened", "x", "required", "true", "false")],
        ),
        (
            unit(field("x", FieldType.INTEGER, minimum=2, maximum=10)),
            unit(field("x", FieldType.INTEGER, minimum=1, maximum=9)),
            [("widened", "x", "minimum", "2", "1"), ("narrowed", "x", "maximum", "10", "9")],
        ),
        (
            unit(field("x", max_length=9)),
            unit(field("x", max_length=10)),
            [("widened", "x", "max_length", "9", "10")],
        ),
        (
            unit(field("x", FieldType.DECIMAL, precision=12, scale=2, maximum="9.50")),
            unit(field("x", FieldType.DECIMAL, precision=12, scale=2, maximum="10")),
            [("widened", "x", "maximum", "9.50", "10")],
        ),
        (
            unit(field("x", FieldType.DATETIME, minimum="2026-01-01T07:00:00+07:00")),
            unit(field("x", FieldType.DATETIME, minimum="2026-01-01T01:00:00+00:00")),
            [("narrowed", "x", "minimum", "2026-01-01T07:00:00+07:00", "2026-01-01T01:00:00+00:00")],
        ),
        (
            unit(field("x", FieldType.DATE)),
            unit(field("x", FieldType.DATE, exclusive_maximum="2026-01-01")),
            [("narrowed", "x", "exclusive_maximum", None, "2026-01-01")],
        ),
        (
            unit(field("x", pattern="^a$")),
            unit(field("x", pattern="^b$")),
            [("reworded", "x", "pattern", "^a$", "^b$")],
        ),
        (unit(field("x", pattern="^a$")), unit(field("x")), [("widened", "x", "pattern", "^a$", None)]),
        (
            unit(field("x", FieldType.NUMBER, unit="m")),
            unit(field("x", FieldType.NUMBER, unit="km")),
            [("unit-changed", "x", "unit", "m", "km")],
        ),
        (
            unit(field("x")),
            unit(field("x", reference=Reference((("", "station"),)))),
            [("narrowed", "x", "reference", None, "station")],
        ),
        (
            unit(field("x")),
            unit(field("x", sensitivity=Sensitivity.INTERNAL)),
            [("class-raised", "x", None, "public", "internal")],
        ),
        (
            unit(field("k", code_list="kind"), code_lists=(codes("pump", "ladder", "boat"),)),
            unit(field("k", code_list="kind"), code_lists=(codes("pump", "drone", "boat", boat=day),)),
            [
                ("code-removed", "k", "ladder", None, None),
                ("code-retired", "k", "boat", None, "2026-12-31"),
                ("code-added", "k", "drone", None, None),
            ],
        ),
        (
            unit(field("k", code_list="kind"), code_lists=(codes("pump", pump=day),)),
            unit(field("k", code_list="kind"), code_lists=(codes("pump"),)),
            [("code-restored", "k", "pump", "2026-12-31", None)],
        ),
        (
            unit(field("xs", FieldType.LIST, items=field("item", FieldType.OBJECT, fields=(field("a"), field("b"))))),
            unit(
                field("xs", FieldType.LIST, items=field("item", FieldType.OBJECT, fields=(field("a", max_length=3),)))
            ),
            [("narrowed", "xs[].a", "max_length", None, "3"), ("field-removed", "xs[].b", None, "text", None)],
        ),
        (
            unit(primary_key=("id",)),
            unit(field("part"), primary_key=("id", "part"), unique=(("part",),)),
            [
                ("field-added", "part", None, None, "text"),
                ("key-changed", None, "primary_key", "id", "id, part"),
                ("key-changed", None, "unique", None, "part"),
            ],
        ),
        (
            unit(checks=(Check("a", "id > 'x'", en="A", id="A"), Check("b", "id > 'y'", en="B", id="B"))),
            unit(checks=(Check("b", "id > 'z'", en="B", id="B"), Check("c", "id > 'w'", en="C", id="C"))),
            [
                ("check-removed", None, "a", "id > 'x'", None),
                ("check-changed", None, "b", "id > 'y'", "id > 'z'"),
                ("check-added", None, "c", None, "id > 'w'"),
            ],
        ),
    ],
)
def test_each_change_is_named(before: Contract, after: Contract, changes: list[tuple[Any, ...]]) -> None:
    assert told(before, after) == changes
    assert told(before, before) == told(after, after) == []
    assert {each[0] for each in changes} <= set(CONTRACT_CHANGES)
    for old, new in ((before, after), (after, before), (before, before)):
        SCHEMA.validate(compare(old, new).to_document("id"))


@pytest.mark.parametrize(
    ("new", "backward", "reason"),
    [
        (field("crew"), True, "It is empty in rows from before."),
        (field("crew", required=True), False, "It is required"),
        (field("crew", required=True, default="two"), True, "Rows from before are read with its default."),
        (field("crew", max_length=2, default="two"), False, "may not be a value that it admits"),
        (field("crew", default="two", reference=Reference((("", "unit"),))), False, "nobody promised the row"),
        (field("crew", reference=Reference((("", "unit"),))), True, "It is empty in rows from before."),
    ],
)
def test_a_new_field_is_compatible_where_rows_from_before_have_something_in_it(
    new: Field, backward: bool, reason: str
) -> None:
    found = compare(unit(primary_key=("id",)), unit(new, primary_key=("id",)))
    assert found.backward is backward
    assert reason in found.changes[0].reason("en")


def test_what_one_direction_narrows_the_other_widens() -> None:
    before = unit(field("x", FieldType.INTEGER, minimum=2), field("gone"))
    after = replace(before, fields=(field("id"), field("x", FieldType.INTEGER, minimum=5)))
    opposite = {"narrowed": "widened", "field-removed": "field-added"}
    there, back = compare(before, after).changes, compare(after, before).changes
    assert [opposite[each.change] for each in there] == [each.change for each in back]
    assert there[0].to_document() == {
        "change": "narrowed",
        "field": "x",
        "part": "minimum",
        "before": "2",
        "after": "5",
        "pointer": "/properties/x",
        "backward": False,
        "forward": True,
        "affects": ["producers"],
        "reason": "Rows that the old contract accepts may be refused: producers must change.",
    }


def comparison() -> dict[str, Any]:
    return compare(unit(), replace(unit(field("part")), version="1.1.0")).to_document()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("colour",), 1),
        (("changes", 0, "colour"), 1),
        (("changes", 0, "change"), "field-vanished"),
        (("changes", 0, "affects"), ["nobody"]),
        (("changes", 0, "pointer"), 3),
        (("format",), "opendata-share/comparison@2"),
        (("verdict",), "fine"),
        (("suggested",), "1.1"),
        (("old",), "unit"),
    ],
)
def test_a_comparison_that_is_none_is_refused_by_its_schema(path: tuple[str | int, ...], value: Any) -> None:
    document: Any = comparison()
    SCHEMA.validate(document)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    assert not SCHEMA.is_valid(document)


@pytest.mark.parametrize("key", comparison())
def test_a_comparison_says_all_it_promises(key: str) -> None:
    document = comparison()
    del document[key]
    assert not SCHEMA.is_valid(document)
