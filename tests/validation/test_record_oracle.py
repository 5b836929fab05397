"""Columns find what records show: row, field and rule are those of JSON Schema over each record, null being absent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st
from made import SIZES, contract, field, found, judged

from opendata_share.contract import Contract, Field

RULES = {
    "required": "required",
    "enum": "code",
    "pattern": "pattern",
    "format": "format",
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive-minimum",
    "exclusiveMaximum": "exclusive-maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-length",
    "maxItems": "max-length",
    "type": "required",  # the only wrong type a typed column can hold is a null item
}
TEXTS = st.text("ab1é𝄞 ", max_size=4) | st.sampled_from(
    ["small", "large", "Small", "a@b", "http://a", "12", "١٢", "12\n"]
)
INTEGERS = st.integers(-3, 3) | st.sampled_from([2**53 - 1, -(2**53) + 1, 10**12])
NUMBERS = st.integers(-3, 3).map(float) | st.floats(allow_nan=False, allow_infinity=False)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def text_fields(draw: st.DrawFn, name: str) -> Field:
    rule = draw(st.sampled_from(["code", "pattern", "format", "length", "nothing"]))
    promises: dict[str, Any] = {}
    if rule == "code":
        promises["code_list"] = SIZES.name
    elif rule == "pattern":
        promises["pattern"] = draw(st.sampled_from([r"^\d+$", "^[a-z]{2}$", "1", r"^\w*$", "^(a|é)", r"[^\d]$"]))
    elif rule == "format":
        promises["format"] = draw(st.sampled_from(["uri", "email"]))
    elif rule == "length":
        promises["min_length"] = draw(optional(st.integers(0, 3)))
        promises["max_length"] = draw(optional(st.integers(0, 3)))
    return field(name, required=draw(st.booleans()), **promises)


@st.composite
def number_fields(draw: st.DrawFn, name: str) -> Field:
    kind = draw(st.sampled_from(["integer", "number"]))
    bounds = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
    bound = st.integers(-3, 3) if kind == "integer" else NUMBERS.filter(lambda value: abs(value) < 2**53)
    chosen = {each: draw(bound) for each in draw(st.sets(st.sampled_from(bounds), max_size=2))}
    return field(name, kind, required=draw(st.booleans()), **chosen)


@st.composite
def list_fields(draw: st.DrawFn, name: str) -> Field:
    if draw(st.booleans()):
        item = draw(text_fields("item"))
        item = field(
            "item", required=True, **{rule: getattr(item, rule) for rule in ("code_list", "pattern", "min_length")}
        )
    else:
        item = field("item", "object", required=True, fields=(draw(text_fields("one")), draw(number_fields("two"))))
    lengths = {"min_length": draw(optional(st.integers(0, 2))), "max_length": draw(optional(st.integers(0, 2)))}
    return field(name, "list", items=item, required=draw(st.booleans()), **lengths)


CONTRACTS = st.tuples(text_fields("a"), text_fields("b"), number_fields("c"), number_fields("d"), list_fields("e")).map(
    lambda fields: contract(*fields)
)


def cells(promised: Field) -> st.SearchStrategy[Any]:
    match promised.type:
        case "text":
            return optional(TEXTS)
        case "integer":
            return optional(INTEGERS)
        case "number":
            return optional(NUMBERS)
    assert promised.items is not None
    if not promised.items.fields:
        return optional(st.lists(TEXTS, max_size=3))
    parts = {part.name: cells(part) for part in promised.items.fields}
    return optional(st.lists(st.fixed_dictionaries(parts), max_size=3))


@st.composite
def tables(draw: st.DrawFn) -> tuple[Contract, list[dict[str, Any]]]:
    promised = draw(CONTRACTS)
    row = st.fixed_dictionaries({each.name: cells(each) for each in promised.fields})
    return promised, draw(st.lists(row, max_size=4))


def record_of(value: Any) -> Any:
    """Return a row as a JSON record: a null is absent, days and times are ISO 8601, decimals are texts."""
    if isinstance(value, dict):
        return {name: record_of(cell) for name, cell in value.items() if cell is not None}
    if isinstance(value, list):
        return [record_of(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def path_of(steps: list[Any]) -> str:
    path = ""
    for step in steps:
        path += "[]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def broken_by_records(promised: Contract, rows: list[dict[str, Any]]) -> Iterator[tuple[int, str, str]]:
    witness = jsonschema_rs.Draft202012Validator(promised.to_document(), validate_formats=True)
    for number, row in enumerate(rows, 1):
        for error in witness.iter_errors(record_of(row)):
            steps = list(error.instance_path)
            keyword = str(error.schema_path[-1])
            if keyword == "required":
                steps.append(error.kind.property)  # type: ignore[attr-defined]  # only this kind has it
            yield number, path_of(steps), RULES[keyword]


@settings(deadline=None, max_examples=150)
@given(tables())
def test_columns_find_what_records_show(made: tuple[Contract, list[dict[str, Any]]]) -> None:
    promised, rows = made
    assert set(found(judged(promised, rows))) == set(broken_by_records(promised, rows))


@settings(deadline=None, max_examples=40)
@given(tables())
def test_a_contract_read_from_its_document_gives_the_same_verdict(made: tuple[Contract, list[dict[str, Any]]]) -> None:
    promised, rows = made
    again = Contract.from_document(promised.to_document())
    assert found(judged(again, rows)) == found(judged(promised, rows))


@settings(deadline=None, max_examples=60)
@given(st.lists(optional(st.decimals(-99, 99, places=3)), max_size=5), st.decimals(-99, 99, places=4))
def test_decimals_are_compared_exactly(values: list[Decimal | None], bound: Decimal) -> None:
    """A bound may be finer than the column: it has four places, the values three."""
    promises: dict[str, dict[str, Any]] = {
        "minimum": {"minimum": str(bound)},
        "maximum": {"maximum": str(bound)},
        "exclusive-minimum": {"exclusive_minimum": str(bound)},
        "exclusive-maximum": {"exclusive_maximum": str(bound)},
    }
    breaks = {
        "minimum": lambda value: value < bound,
        "maximum": lambda value: value > bound,
        "exclusive-minimum": lambda value: value <= bound,
        "exclusive-maximum": lambda value: value >= bound,
    }
    for rule, promise in promises.items():
        promised = contract(field("x", "decimal", precision=38, scale=3, **promise))
        expected = [
            (row, "x", rule) for row, value in enumerate(values, 1) if value is not None and breaks[rule](value)
        ]
        assert found(judged(promised, [{"x": value} for value in values])) == expected
