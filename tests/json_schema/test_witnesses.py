"""Verdicts are those of another engine: generated schemas and values, judged by jsonschema-rs too."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share.errors import DefinitionError
from opendata_share.json_schema import Schema, exact

NAMES = st.sampled_from(["a", "b", "ab"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0, 2.5, "", "a", "ab", "é"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])


def leaves() -> st.SearchStrategy[Any]:
    counts = st.integers(0, 3)
    return st.one_of(
        st.booleans(),
        st.fixed_dictionaries({"type": TYPES | st.lists(TYPES, min_size=1, unique=True)}),
        st.fixed_dictionaries({"const": VALUES}),
        st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"minimum": st.integers(-2, 2), "multipleOf": st.sampled_from([0.5, 1, 2])}),
        st.fixed_dictionaries({"exclusiveMaximum": st.sampled_from([-1, 0.5, 2])}),
        st.fixed_dictionaries({"minLength": counts, "pattern": st.sampled_from(["a", "^a", "b$", "^[^a]*$"])}),
        st.fixed_dictionaries({"minItems": counts, "uniqueItems": st.booleans()}),
        st.fixed_dictionaries({"minProperties": counts, "required": st.lists(NAMES, unique=True)}),
        st.fixed_dictionaries({"dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, unique=True), max_size=2)}),
        st.just({"$ref": "#/$defs/one"}),
    )  # fmt: skip


def branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    members = st.dictionaries(NAMES, inner, min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "allOf": several, "anyOf": several, "oneOf": several, "not": inner,
            "if": inner, "then": inner, "else": inner,
            "properties": members, "patternProperties": st.fixed_dictionaries({"^a": inner}),
            "additionalProperties": inner, "propertyNames": inner, "dependentSchemas": members,
            "unevaluatedProperties": inner, "prefixItems": several, "items": inner, "contains": inner,
            "minContains": st.integers(0, 2), "maxContains": st.integers(0, 2), "unevaluatedItems": inner,
        },
    )  # fmt: skip


SCHEMAS = st.recursive(leaves(), branches, max_leaves=6)


@settings(max_examples=400)
@given(SCHEMAS, leaves(), st.lists(VALUES, min_size=1, max_size=4))
def test_a_value_meets_a_schema_where_another_engine_says_so(schema: Any, one: Any, values: list[Any]) -> None:
    document = {"$defs": {"one": one}, "allOf": [schema]}
    try:
        ours = Schema(document)
    except DefinitionError as error:
        assert error.message_id == "schema-endless", document
        return
    witness = jsonschema_rs.Draft202012Validator(document)
    for value in values:
        assert ours.accepts(exact(value)) is witness.is_valid(value), (document, value)
