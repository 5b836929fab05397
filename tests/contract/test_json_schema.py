"""A JSON Schema becomes columns where columns can say it, and the rest is kept: nothing is lost on the way."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from opendata_share.contract import (
    Contract,
    FieldType,
    Provenance,
    Residual,
    ResidualRule,
    Sensitivity,
    check_against_meta_schema,
)
from opendata_share.errors import DefinitionError


def of_property(schema: Any, **rest: Any) -> Contract:
    return Contract.from_json_schema({"properties": {"x": schema}, "additionalProperties": False, **rest})


def left(contract: Contract) -> list[str]:
    assert contract.residual is not None
    return [rule.keyword for rule in contract.residual.rules]


COLUMNS: list[tuple[Any, str, dict[str, Any], list[str]]] = [
    ({"type": "integer", "minimum": 1}, "integer", {"minimum": 1}, []),
    ({"type": "integer", "minimum": 1.5, "multipleOf": 2}, "integer", {"minimum": 1.5}, ["multipleOf"]),
    ({"type": "integer", "maximum": 2**60}, "integer", {"maximum": 2**60}, []),
    ({"type": "number", "exclusiveMaximum": 0.1}, "number", {"exclusive_maximum": 0.1}, []),
    ({"type": "number", "maximum": 2**60}, "number", {}, ["maximum"]),
    ({"type": ["number", "null"]}, "number", {}, []),
    ({"type": "boolean", "minLength": 3}, "boolean", {}, []),
    ({"type": "string", "minLength": 1, "maxLength": 3}, "text", {"min_length": 1, "max_length": 3}, []),
    ({"type": "string", "pattern": "^a.$"}, "text", {"pattern": "^a[^\\n\\r\u2028\u2029]$"}, []),
    ({"type": "string", "format": "uri"}, "text", {"format": "uri"}, []),
    ({"type": "string", "format": "uuid"}, "text", {}, ["format"]),
    ({"type": "string", "format": "date"}, "date", {}, []),
    ({"type": "string", "format": "date-time"}, "datetime", {}, []),
    ({"type": "string", "format": "date", "pattern": "^2"}, "text", {"pattern": "^2"}, ["format"]),
    ({"enum": ["a", "b"]}, "text", {}, ["enum"]),
    ({"enum": [1, 2.0, None]}, "integer", {}, ["enum"]),
    ({"const": True}, "boolean", {}, ["const"]),
    ({"enum": ["a", 1]}, "json", {}, ["enum"]),
    ({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}, "integer", {"minimum": 0}, []),
    ({"allOf": [{"type": "string"}, {"minLength": 2}]}, "text", {"min_length": 2}, []),
    ({"$ref": "#/$defs/count"}, "integer", {"minimum": 0}, []),
    ({"type": "integer", "minimum": 1, "allOf": [{"minimum": 3}]}, "integer", {"minimum": 1}, ["minimum"]),
    ({"type": "array", "items": {"type": "string"}, "minItems": 1}, "list", {"min_length": 1}, []),
    ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, "list", {}, ["uniqueItems"]),
    ({"type": "array", "items": {"type": "string", "format": "uuid"}}, "json", {}, ["type", "items"]),
    ({"type": "array", "prefixItems": [{"type": "string"}]}, "json", {}, ["type", "prefixItems"]),
    ({"type": "array"}, "json", {}, ["type"]),
    ({"type": "object"}, "json", {}, ["type"]),
    ({"type": ["string", "integer"]}, "json", {}, ["type"]),
    ({"minimum": 3}, "json", {}, ["minimum"]),
    ({"type": "string", "not": {"const": "x"}}, "text", {}, ["not"]),
    (True, "json", {}, []),
    ({}, "json", {}, []),
    (False, "json", {}, ["false"]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "kind", "limits", "rest"), COLUMNS, ids=[json.dumps(case[0]) for case in COLUMNS])
def test_a_property_becomes_a_column(schema: Any, kind: str, limits: dict[str, Any], rest: list[str]) -> None:
    contract = of_property(schema, **{"$defs": {"count": {"type": "integer", "minimum": 0}}})
    (field,) = contract.fields
    assert field.type is FieldType(kind)
    assert {name: getattr(field, name) for name in limits} == limits
    assert left(contract) == rest
    document = json.loads(json.dumps(contract.to_document()))
    check_against_meta_schema(document)
    again = Contract.from_document(document)
    assert again == contract
    assert again.digest == contract.digest


@pytest.mark.parametrize(
    ("schema", "required"),
    [
        ({"type": "string"}, True),
        ({}, True),
        ({"minimum": 1}, True),
        ({"type": ["string", "null"]}, False),
        ({"enum": [None, 1]}, False),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, False),
        ({"type": ["string", "null"], "not": {"type": "null"}}, True),
    ],
)
def test_required_asks_nothing_of_a_property_whose_schema_names_null(schema: Any, required: bool) -> None:
    (field,) = of_property(schema, required=["x"]).fields
    assert field.required is required


def test_words_become_titles_and_every_field_has_the_class_given() -> None:
    contract = Contract.from_json_schema(
        {"title": "Rumah Sakit", "description": "One row a hospital.",
         "properties": {"a": {"title": "Nama", "description": "Its name.", "type": "string"}}},
        version="1.2.3", sensitivity=Sensitivity.PUBLIC,
    )  # fmt: skip
    assert (contract.identity, contract.title.id) == ("rumah-sakit@1.2.3", "Rumah Sakit")
    assert contract.definition is not None
    assert (contract.fields[0].title.en, contract.definition.en) == ("Nama", "One row a hospital.")
    assert {field.sensitivity for field in contract.fields} == {Sensitivity.PUBLIC}
    assert Contract.from_json_schema({"$id": "https://a.id/schemas/beds.json"}).name == "beds"
    assert of_property({}).fields[0].sensitivity is Sensitivity.INTERNAL


def test_a_name_no_field_can_have_is_kept_beside_it() -> None:
    contract = Contract.from_json_schema(
        {"properties": {"Nama RS": {"type": "string"}, "point": {}}, "additionalProperties": False, "minProperties": 1}
    )
    assert [field.name for field in contract.fields] == ["nama_rs", "f_point"]
    assert contract.fields[0].title.en == "Nama RS"
    assert contract.residual is not None
    assert contract.residual.property_of == {"nama_rs": "Nama RS", "f_point": "point"}
    document = contract.to_document()
    assert "allOf" not in document  # its names are not those of the records
    assert document["x-contract"]["residual"]["schema"]["minProperties"] == 1
    assert Contract.from_document(json.loads(json.dumps(document))) == contract


def test_an_open_schema_has_a_column_for_all_other_properties() -> None:
    contract = Contract.from_json_schema({"properties": {"a": {}}, "additionalProperties": {"type": "integer"}})
    others = contract.provenance(Provenance.OTHER_PROPERTIES)
    assert others is not None
    assert (others.name, others.type) == ("other_properties", FieldType.JSON)
    assert left(contract) == ["additionalProperties"]
    assert "additionalProperties" not in contract.to_document()


def test_properties_that_only_alternatives_name_are_columns_too() -> None:
    schema = {"anyOf": [{"required": ["a"]}, {"properties": {"b": {"type": "integer"}}}], "additionalProperties": False}
    assert [(field.name, str(field.type)) for field in Contract.from_json_schema(schema).fields] == [
        ("a", "json"), ("b", "json"),
    ]  # fmt: skip


def test_numbers_that_are_no_doubles_stand_as_text() -> None:
    contract = of_property({"type": ["integer", "string"], "maximum": 2**64 - 1})
    document = json.loads(json.dumps(contract.to_document()))
    assert "allOf" not in document
    assert '"maximum":18446744073709551615' in document["x-contract"]["residual"]["schema"]
    check_against_meta_schema(document)
    assert Contract.from_document(document) == contract
    assert contract.digest


def test_any_validator_judges_records_by_the_document() -> None:
    """The schema stands in `allOf` of the document: a stranger's engine comes to our verdict."""
    contract = Contract.from_json_schema(
        {"properties": {"beds": {"type": "integer", "multipleOf": 2}, "kind": {"$ref": "#/$defs/kind"}},
         "$defs": {"kind": {"enum": ["icu", "er"]}}, "dependentRequired": {"kind": ["beds"]},
         "additionalProperties": False}
    )  # fmt: skip
    witness = jsonschema_rs.Draft202012Validator(contract.to_document())
    for record, valid in (
        ({"beds": 2, "kind": "icu"}, True), ({"beds": 3}, False), ({"kind": "icu"}, False),
        ({"kind": "x", "beds": 2}, False), ({}, True),
    ):  # fmt: skip
        assert witness.is_valid(record) is valid


CONTRADICTIONS: dict[str, tuple[Any, str]] = {
    "a place that is not there": (
        lambda ours: ours["rules"].append({"at": "/none", "keyword": "minimum"}),
        "schema-ref-nowhere",
    ),
    "a keyword that is not there": (
        lambda ours: ours["rules"].append({"at": "", "keyword": "minimum"}),
        "residual-rule",
    ),
    "a keyword that is a number": (lambda ours: ours["rules"].append({"at": "", "keyword": 3}), "document-shape"),
    "a field nobody has": (lambda ours: ours["rules"][0].update(field="nobody"), "contract-unknown-field"),
    "another schema": (lambda ours: ours.update(schema={"type": "object"}), "schema-ref-nowhere"),
    "half a schema": (lambda ours: ours.update(schema="{"), "schema-not-json"),
    "a property of nobody": (lambda ours: ours.update(properties={"x": "y"}), "document-unknown-key"),
    "a property that is a number": (lambda ours: ours.update(properties={"x": 3}), "document-shape"),
    "no rules": (lambda ours: ours.pop("rules"), "document-malformed"),
}


@pytest.mark.parametrize(("change", "message_id"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_residual_that_contradicts_itself_is_refused(change: Any, message_id: str) -> None:
    document = json.loads(json.dumps(of_property({"type": "integer", "multipleOf": 2}).to_document()))
    change(document["x-contract"]["residual"])
    with pytest.raises(DefinitionError) as refused:
        Contract.from_document(document)
    assert refused.value.message_id == message_id


def test_a_column_of_json_is_no_key() -> None:
    made = of_property({})
    with pytest.raises(DefinitionError) as refused:
        type(made)(made.name, made.version, made.title, made.fields, primary_key=("x",))
    assert refused.value.message_id == "contract-key-type"


def test_a_residual_is_a_value() -> None:
    one = Residual.of({"b": 1, "not": {"const": 0.1}}, (ResidualRule("", "not"),))
    assert one == Residual.of({"not": {"const": 0.10}, "b": 1}, (ResidualRule("", "not"),))
    assert hash(one) == hash(Residual(one.text, one.rules))


@pytest.mark.parametrize("name", ["Point", "1a", "a b", "point", ""])
def test_a_column_for_values_has_a_field_s_name(name: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        Contract.from_json_schema({"type": "integer"}, column=name)
    assert refused.value.message_id == "schema-column-name"
