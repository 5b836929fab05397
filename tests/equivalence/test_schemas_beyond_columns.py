"""JSON Schemas whose keywords no column can say: rows fall exactly where other people's validators refuse the record.

Fields and rules are those of `judge_record`, which judges one record by itself.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opendata_share import adapt
from opendata_share.contract import Contract
from opendata_share.validation import judge_record, validate

ON_PUSH, AT_LENGTH = 300, 5_000
NAMES = ("a", "b", "c")
VALUES: list[Any] = [
    0,
    1,
    2,
    3,
    -1,
    1.5,
    2.0,
    0.1,
    10**15,
    "a",
    "ab",
    "12",
    "é",
    True,
    False,
    [1],
    [1, 1],
    ["a"],
    [],
    {"x": 1},
]

PARTS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from(["integer", "number", "string", "boolean", "array", "object"]).map(lambda kind: {"type": kind}),
    st.sampled_from([0.1, 1, 2, 1.5]).map(lambda step: {"multipleOf": step}),
    st.sampled_from(VALUES).map(lambda value: {"const": value}),
    st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(lambda values: {"enum": values}),
    st.integers(-1, 3).map(lambda bound: {"minimum": bound}),
    st.integers(-1, 3).map(lambda bound: {"exclusiveMaximum": bound}),
    st.integers(0, 2).map(lambda length: {"maxLength": length}),
    st.sampled_from(["^a", "^[0-9]+$", "b"]).map(lambda pattern: {"pattern": pattern}),
    st.just({"uniqueItems": True}),
    st.sampled_from([{"contains": {"const": 1}}, {"contains": {"type": "string"}, "minContains": 0, "maxContains": 1}]),
    st.just({"items": {"type": "integer"}}),
    st.just({"properties": {"x": {"type": "integer"}}, "unevaluatedProperties": False}),
)


def combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.sampled_from(["anyOf", "oneOf", "allOf"]).flatmap(lambda word: several.map(lambda parts: {word: parts})),
        inner.map(lambda part: {"not": part}),
        st.tuples(inner, inner, inner).map(lambda parts: dict(zip(("if", "then", "else"), parts, strict=True))),
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
    )


OF_A_VALUE = st.recursive(PARTS, combined, max_leaves=4)
OF_A_ROW: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(lambda names: {"required": names}),
    st.integers(0, 3).map(lambda count: {"minProperties": count}),
    st.integers(0, 3).map(lambda count: {"maxProperties": count}),
    st.permutations(NAMES).map(lambda names: {"dependentRequired": {names[0]: [names[1]]}}),
    st.tuples(st.sampled_from(NAMES), OF_A_VALUE).map(
        lambda pair: {"dependentSchemas": {pair[0]: {"properties": {pair[0]: pair[1]}}}}
    ),
    st.tuples(OF_A_VALUE, OF_A_VALUE).map(
        lambda pair: {
            "if": {"properties": {"a": pair[0]}, "required": ["a"]},
            "then": {"properties": {"b": pair[1]}},
            "else": {"required": ["b"]},
        }
    ),
)


@st.composite
def cases(draw: st.DrawFn, most: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    schema = {"type": "object", "properties": {name: draw(OF_A_VALUE) for name in NAMES}, **draw(OF_A_ROW)}
    chosen = draw(st.binary(max_size=most * len(NAMES)))
    places = [chosen[at : at + len(NAMES)] for at in range(0, len(chosen), len(NAMES))]
    rows = [
        {name: VALUES[place % len(VALUES)] for name, place in zip(NAMES, row, strict=False) if place < 200}
        for row in places
    ]
    return schema, rows


def judge(schema: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    """Compare one case; return how many cells it has."""
    contract = Contract.from_json_schema(schema)
    witnesses = (jsonschema.Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema))
    rows = [dict.fromkeys(NAMES), *rows]  # so that every column is there
    records = [{name: value for name, value in row.items() if value is not None} for row in rows]
    validated = validate(adapt(rows, to=contract), map_batches=map)
    violations = validated.report.tables[0].violations
    fallen = {one.row for one in violations}
    for number, record in enumerate(records, 1):
        exact, fast = (witness.is_valid(record) for witness in witnesses)
        if exact == fast:  # doubles make 0.1 times 3 no multiple of 0.1 for one of them
            assert (number not in fallen) == exact
    expected = [
        (row, one.field, one.rule) for row, each in enumerate(records, 1) for one in judge_record(contract, each)
    ]
    assert Counter((one.row, one.field, one.rule) for one in violations) == Counter(expected)
    return len(rows) * len(NAMES)


def judge_many(count: int, most: int, tell: Any = None) -> tuple[int, int]:
    tally: Counter[str] = Counter()

    @settings(max_examples=count, suppress_health_check=list(HealthCheck))
    @given(case=cases(most))
    def run(case: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
        tally["cells"] += judge(*case)
        tally["cases"] += 1
        if tell is not None:
            tell(tally["cases"], count)

    run()
    return tally["cases"], tally["cells"]


def test_rows_fall_where_records_are_invalid() -> None:
    assert judge_many(ON_PUSH, 5)[0] >= ON_PUSH


@pytest.mark.exhaustive
def test_many_rows_fall_where_records_are_invalid(record_property: Any, tell: Any) -> None:
    cases_judged, cells = judge_many(AT_LENGTH, 30, tell)
    record_property("cases", cases_judged)
    record_property("cells", cells)
    record_property("differences", 0)  # the first one would have ended the run
    assert cases_judged >= AT_LENGTH
