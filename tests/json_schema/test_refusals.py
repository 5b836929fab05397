"""Schemas from strangers: what cannot end, leads out or is read differently is refused when the contract is made."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from opendata_share.contract import Contract
from opendata_share.errors import DefinitionError
from opendata_share.json_schema import Schema
from opendata_share.validation import judge_record


def doubling(depth: int) -> dict[str, Any]:
    """Return d_n = allOf[d_(n-1), d_(n-1)]: 2^n questions about one value."""
    definitions: dict[str, Any] = {"d0": {"type": "object"}}
    for level in range(1, depth + 1):
        definitions[f"d{level}"] = {"allOf": [{"$ref": f"#/$defs/d{level - 1}"}] * 2}
    return {"$defs": definitions, "$ref": f"#/$defs/d{depth}"}


def nested(depth: int) -> Any:
    schema: Any = {"type": "object"}
    for _ in range(depth):
        schema = {"allOf": [schema]}
    return schema


def chain(length: int) -> dict[str, Any]:
    links: dict[str, Any] = {f"d{at}": {"$ref": f"#/$defs/d{at + 1}"} for at in range(length)}
    return {"$defs": {**links, f"d{length}": True}, "$ref": "#/$defs/d0"}


REFUSED = [
    ("B14 a reference to an address", {"$ref": "http://127.0.0.1:9/s.json"}, "schema-ref-remote"),
    ("B14 a reference to a file", {"$ref": "file:///etc/passwd"}, "schema-ref-remote"),
    ("B14 a reference beside the document", {"$ref": "../secret.json"}, "schema-ref-remote"),
    ("B14 a dynamic reference to an address", {"$dynamicRef": "https://example.org/s#n"}, "schema-ref-remote"),
    ("a reference to nowhere", {"$ref": "#/$defs/none"}, "schema-ref-nowhere"),
    ("an anchor nobody set", {"$ref": "#none"}, "schema-ref-nowhere"),
    ("B16 a schema that is itself", {"$ref": "#"}, "schema-endless"),
    ("B16 a circle of two", {"$defs": {"a": {"$ref": "#b"}, "b": {"$anchor": "b", "not": {"$ref": "#/$defs/a"}}}},
     "schema-endless"),
    ("B16 a dynamic circle", {"$dynamicAnchor": "n", "anyOf": [{"$dynamicRef": "#n"}]}, "schema-endless"),
    ("B16 22 doublings", doubling(22), "schema-exponential"),
    ("B16 2000 nested allOf", nested(2_000), "schema-not-json"),
    ("B16 100 nested allOf", nested(100), "schema-too-deep"),
    ("B16 a chain of 15000 references", chain(15_000), "schema-too-deep"),
    ("too many subschemas", {"anyOf": [True] * 20_001}, "schema-too-large"),
    ("B17 nested repeats with look-ahead", {"properties": {"a": {"pattern": "^(?=(a+)+$)"}}}, "pattern-not-portable"),
    ("B18 word boundaries", {"properties": {"a": {"pattern": r"\bx\b"}}}, "pattern-not-portable"),
    ("B18 flags", {"properties": {"a": {"pattern": "(?i)x"}}}, "pattern-not-portable"),
    ("B18 a property name's pattern", {"patternProperties": {r"(a)\1": True}}, "pattern-not-portable"),
    ("an older draft", {"$schema": "http://json-schema.org/draft-07/schema#"}, "schema-dialect"),
    ("a keyword of another shape", {"required": "a"}, "schema-form"),
    ("a keyword that is null", {"type": None}, "schema-form"),
    ("an unknown type", {"type": "int"}, "schema-form"),
    ("a bound that is text", {"properties": {"a": {"minimum": "3"}}}, "schema-form"),
    ("a step of nothing", {"properties": {"a": {"multipleOf": 0}}}, "schema-form"),
    ("a negative length", {"properties": {"a": {"minLength": -1}}}, "schema-form"),
    ("a subschema that is a number", {"properties": {"a": 3}}, "schema-form"),
    ("an identifier with a fragment", {"properties": {"a": {"$id": "x#y"}}}, "schema-form"),
    ("no schema at all", [1], "schema-form"),
    ("NaN", {"properties": {"a": {"const": float("nan")}}}, "schema-not-json"),
    ("values, not rows", {"type": "integer"}, "schema-no-rows"),
    ("nothing can be", False, "schema-no-rows"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "message_id"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_an_unsound_schema_is_refused_when_the_contract_is_made(document: Any, message_id: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        Contract.from_json_schema(document)
    assert refused.value.message_id == message_id
    for language in ("en", "id"):
        assert refused.value.text(language)


def test_no_address_is_ever_opened() -> None:
    """B14: 0 hits at the address a reference names."""
    hits = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            try:
                server.accept()
                hits.append(1)
            except TimeoutError:
                pass

        waiting = threading.Thread(target=listen)
        waiting.start()
        with pytest.raises(DefinitionError):
            Contract.from_json_schema({"$ref": f"http://127.0.0.1:{server.getsockname()[1]}/s.json"})
        waiting.join()
    assert hits == []


def test_the_standard_s_own_meta_schemas_are_at_hand() -> None:
    schema = Schema({"$ref": "https://json-schema.org/draft/2020-12/schema"})
    assert schema.accepts({"type": "integer"})
    assert not schema.accepts({"type": "int"})


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(.*a){25}", "^(a|a)*$", "(a*)*b"])
def test_patterns_are_searched_in_linear_time(pattern: str) -> None:
    """B17: a backtracking engine would take hours."""
    schema = Schema({"properties": {"a": {"pattern": pattern}}, "patternProperties": {pattern: True}})
    schema.failures({"a": "a" * 50_000 + "!", "a" * 5_000 + "!": 1})


def test_data_cannot_make_a_schema_ask_without_measure() -> None:
    """B16's cousin: two references a level are harmless by themselves and 2^60 steps on nested data."""
    document = {"$defs": {"n": {"properties": {"a": {"allOf": [{"$ref": "#/$defs/n"}, {"$ref": "#/$defs/n"}]}}}},
                "$ref": "#/$defs/n"}  # fmt: skip
    value: Any = {}
    for _ in range(60):
        value = {"a": value}
    assert [failure.rule for failure in Schema(document).failures(value)] == ["cost"]


def test_a_long_array_of_equal_looking_items_is_compared_in_linear_time() -> None:
    items = [{"a": [number]} for number in range(5_000)]
    assert Schema({"uniqueItems": True}).accepts(items)
    assert not Schema({"uniqueItems": True}).accepts([*items, {"a": [3]}])


@pytest.mark.parametrize("text", ["123\n", "١٢", "12 "])
def test_patterns_have_one_meaning(text: str) -> None:
    """B18."""
    contract = Contract.from_json_schema({"properties": {"a": {"type": "string", "pattern": r"^\d+$"}}})
    assert [one.rule for one in judge_record(contract, {"a": text})] == ["pattern"]


@pytest.mark.parametrize("value", [True, "12", 1.5, " 1", [1]])
def test_nothing_is_coerced(value: Any) -> None:
    """B19."""
    contract = Contract.from_json_schema({"properties": {"a": {"type": "integer"}}})
    assert [one.rule for one in judge_record(contract, {"a": value})] == ["type"]


def test_an_integer_with_a_point_is_one() -> None:
    contract = Contract.from_json_schema({"properties": {"a": {"type": "integer"}}})
    assert judge_record(contract, {"a": 1.0}) == ()
