"""Documents from strangers: whatever is in them, a contract comes out or an error that names the place."""

from __future__ import annotations

import copy
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata_share._limits import DEFAULT_LIMITS
from opendata_share.adapters import find_contract, import_table_schema
from opendata_share.contract import Contract, check_against_meta_schema
from opendata_share.errors import DefinitionError, LimitExceeded, OpenDataShareError, SourceUnavailable

A = {"name": "a"}


def refused(document: Any) -> DefinitionError:
    with pytest.raises(DefinitionError) as error:
        import_table_schema(document)
    for language in ("en", "id"):
        assert error.value.text(language)
    return error.value


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"fields": []}, "/fields"),
        ({"fields": {}}, "/fields"),
        ({"fields": ["a"]}, "/fields/0"),
        ({"fields": [A, None]}, "/fields/1"),
        ({"fields": [{}]}, "/fields/0/name"),
        ({"fields": [{"name": 1}]}, "/fields/0/name"),
        ({"fields": [A, A]}, "/fields/1/name"),
        ({"fields": [{**A, "type": "money"}]}, "/fields/0/type"),
        ({"fields": [{**A, "type": ["string", "integer"]}]}, "/fields/0/type"),
        ({"fields": [{**A, "title": {"en": "A"}}]}, "/fields/0/title"),
        ({"fields": [{**A, "format": 3}]}, "/fields/0/format"),
        ({"fields": [{**A, "constraints": []}]}, "/fields/0/constraints"),
        ({"fields": [{**A, "constraints": {"required": "yes"}}]}, "/fields/0/constraints/required"),
        ({"fields": [{**A, "constraints": {"minLength": -1}}]}, "/fields/0/constraints/minLength"),
        ({"fields": [{**A, "constraints": {"minLength": True}}]}, "/fields/0/constraints/minLength"),
        ({"fields": [{**A, "constraints": {"maxLength": 2**40}}]}, "/fields/0/constraints/maxLength"),
        ({"fields": [{**A, "constraints": {"pattern": 5}}]}, "/fields/0/constraints/pattern"),
        ({"fields": [{**A, "constraints": {"enum": []}}]}, "/fields/0/constraints/enum"),
        ({"fields": [{**A, "type": "string", "constraints": {"enum": ["x", 1]}}]}, "/fields/0/constraints/enum/1"),
        ({"fields": [{**A, "type": "integer", "constraints": {"minimum": 1.5}}]}, "/fields/0/constraints/minimum"),
        ({"fields": [{**A, "type": "integer", "constraints": {"minimum": 10**30}}]}, "/fields/0/constraints/minimum"),
        ({"fields": [{**A, "type": "integer", "constraints": {"minimum": True}}]}, "/fields/0/constraints/minimum"),
        ({"fields": [{**A, "type": "date", "constraints": {"maximum": "x"}}]}, "/fields/0/constraints/maximum"),
        ({"fields": [{**A, "type": "yearmonth", "constraints": {"maximum": "2020"}}]}, "/fields/0/constraints/maximum"),
        ({"fields": [{**A, "type": "string", "categories": [{"label": "x"}]}]}, "/fields/0/categories/0"),
        ({"fields": [{**A, "categories": [{"value": "x", "label": 1}]}]}, "/fields/0/categories/0/label"),
        ({"fields": [{**A, "categories": ["x"], "constraints": {"enum": ["y"]}}]}, "/fields/0/categories"),
        ({"fields": [{**A, "missingValues": "NA"}]}, "/fields/0/missingValues"),
        ({"fields": [{**A, "missingValues": ["", 0]}]}, "/fields/0/missingValues/1"),
        ({"fields": [{**A, "type": "boolean", "trueValues": [1]}]}, "/fields/0/trueValues"),
        ({"fields": [{**A, "type": "boolean", "trueValues": ["0"]}]}, "/fields/0/falseValues"),
        ({"fields": [{**A, "type": "list", "itemType": "list"}]}, "/fields/0/itemType"),
        ({"fields": [A], "missingValues": {}}, "/missingValues"),
        ({"fields": [A], "primaryKey": "b"}, "/primaryKey"),
        ({"fields": [A], "primaryKey": [["a"]]}, "/primaryKey"),
        ({"fields": [A], "uniqueKeys": [["a"], ["b"]]}, "/uniqueKeys"),
        ({"fields": [A], "foreignKeys": {"fields": "a"}}, "/foreignKeys"),
        ({"fields": [A], "foreignKeys": [{"fields": "a"}]}, "/foreignKeys/0/reference"),
        ({"fields": [A], "foreignKeys": [{"fields": "z", "reference": {}}]}, "/foreignKeys/0/fields"),
        ({"fields": [A], "fieldsMatch": "maybe"}, "/fieldsMatch"),
        ({"fields": [{"$ref": "http://127.0.0.1:9/field.json"}]}, "/fields/0"),
        ({"$ref": "#/x", "fields": [A]}, "/"),
        ({"schema": {"$ref": "../other.json"}}, "/schema"),
        ({"schema": {}}, "/schema/fields"),
        ({"schema": {"fields": [A]}, "dialect": {"delimiter": "::"}}, "/dialect/delimiter"),
        ({"schema": {"fields": [A]}, "dialect": {"delimiter": "'", "quoteChar": "'"}}, "/dialect/delimiter"),
        ({"schema": {"fields": [A]}, "dialect": {"header": "no"}}, "/dialect/header"),
        ({"schema": {"fields": [A]}, "dialect": {"headerRows": [2, 1]}}, "/dialect/headerRows"),
        ({"schema": {"fields": [A]}, "encoding": "rot13"}, "/encoding"),
        ({"resources": {}}, "/resources"),
        ({"resources": [1]}, "/resources/0"),
        ({"resources": []}, "/"),
        ({"resources": [{"name": "x", "data": []}]}, "/"),
        ({"hello": 1}, "/"),
        ([], "/"),
        (None, "/"),
    ],
    ids=json.dumps,
)
def test_what_is_malformed_is_refused_with_its_place(document: Any, pointer: str) -> None:
    if not isinstance(document, dict):
        document = {"fields": document}
        pointer = "/fields" if document["fields"] == [] else "/"
    assert refused(document).parameters["pointer"] == pointer


@pytest.mark.parametrize(
    "path",
    [
        "../schema.json",
        "/etc/passwd",
        "x/../../schema.json",
        "http://127.0.0.1:9/schema.json",
        "https://example.org/schema.json",
        "file:///etc/passwd",
        "C:\\schema.json",
        "..\\schema.json",
        "a\0b",
        "link.json",
        "linked/schema.json",
    ],
)
@pytest.mark.parametrize("key", ["schema", "dialect"])
def test_no_path_leads_out_of_the_folder_and_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, key: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "schema.json").write_text(json.dumps({"fields": [A]}), "utf-8")
    (home / "link.json").symlink_to(tmp_path / "schema.json")
    (home / "linked").symlink_to(tmp_path)
    resource = {"name": "x", "schema": {"fields": [A]}, key: path}
    (home / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    monkeypatch.setattr(socket, "socket", None)
    with pytest.raises(DefinitionError) as error:
        find_contract(home / "datapackage.json")
    assert error.value.message_id == "table-schema-outside"
    assert error.value.parameters["pointer"] == f"/resources/0/{key}"
    assert error.value.file == str(home / "datapackage.json")


def test_a_zone_nobody_knows_is_refused() -> None:
    field = {**A, "type": "datetime", "constraints": {"minimum": "2026-01-01T00:00:00"}}
    with pytest.raises(DefinitionError) as error:
        import_table_schema({"fields": [field]}, zone="Mars/Phobos")
    assert error.value.message_id == "map-zone"


def test_a_path_in_a_document_from_memory_is_refused() -> None:
    assert refused({"schema": "schema.json"}).message_id == "table-schema-outside"


def test_a_schema_file_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [{"schema": "s.json"}]}), "utf-8")
    with pytest.raises(SourceUnavailable):
        find_contract(tmp_path / "datapackage.json")


def test_a_hundred_thousand_fields_are_too_many() -> None:
    error = refused({"fields": [{"name": f"f{number}"} for number in range(100_000)]})
    assert (error.message_id, error.parameters["pointer"]) == ("table-schema-too-many", "/fields")
    error = refused({"resources": [{"schema": {}} for _ in range(100_000)]})
    assert error.message_id == "table-schema-too-many"


def test_the_widest_table_is_read() -> None:
    fields = [{"name": f"Kolom {number}"} for number in range(DEFAULT_LIMITS.columns)]
    assert len(import_table_schema({"fields": fields}).contract.fields) == DEFAULT_LIMITS.columns


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "\ufeff{}",
        '{"fields": NaN}',
        '{"fields": [{"name": "a", "name": "b"}]}',
        '{"fields": ' + "[" * 100_000,
        '{"fields": ' + '{"a":' * 100 + "1" + "}" * 101,
        '{"fields": [{"name": "\\ud800"}]}',
        '{"fields": [{"name": "a", "type": "number", "constraints": {"minimum": 1e400}}]}',
        '{"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": ' + "9" * 5000 + "}}]}",
    ],
    ids=lambda text: text[:40],
)
def test_text_that_is_no_document_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as error:
        find_contract(path)
    assert error.value.file == str(path)


def test_a_document_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"fields": [A]}), "utf-8")
    from opendata_share._limits import Limits
    from opendata_share.adapters.descriptions import _table_schema_document

    monkeypatch.setattr(_table_schema_document, "DEFAULT_LIMITS", Limits(document_bytes=5))
    with pytest.raises(LimitExceeded):
        find_contract(path)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(.*a){25}", "(a|a)*b", "((a*)*)*", "[a-z]{1000}{1000}", "(" * 500])
def test_a_costly_pattern_is_judged_in_linear_time_or_not_at_all(tmp_path: Path, pattern: str) -> None:
    from opendata_share.adapters import adapt
    from opendata_share.validation import validate

    imported = import_table_schema({"fields": [{**A, "constraints": {"pattern": pattern}}]})
    path = tmp_path / "x.csv"
    path.write_text("a\n" + ("a" * 5_000 + "!\n") * 20, "utf-8")
    kept = imported.contract.field("a").pattern is not None
    assert kept != any(item.message_id == "lost-pattern" for item in imported.lost)
    assert validate(adapt(path, to=imported)).report.rejected == (20 if kept else 0)


WORDS = st.sampled_from(
    ["a", "b", "", "Nama RS", "x/y~z", "string", "integer", "list", "date", "default", "any", "%d/%m/%Y", "2020-01-01",
     "[a-z]+", "(?=x)", "\\w", ",", ";", ".", "exact", "utf-8", "../x", "http://x/y", "#", "'", "0", "true"]
)  # fmt: skip
KEYS = st.sampled_from(
    ["name", "type", "title", "format", "constraints", "required", "unique", "enum", "pattern", "minimum", "maximum",
     "minLength", "maxLength", "exclusiveMinimum", "jsonSchema", "categories", "value", "label", "missingValues",
     "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber", "itemType", "delimiter", "fields",
     "fieldsMatch", "primaryKey", "uniqueKeys", "foreignKeys", "reference", "resource", "resources", "schema",
     "dialect", "quoteChar", "header", "headerRows", "encoding", "path", "$ref", "rdfType", "version"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12
)

SEED: dict[str, Any] = {
    "name": "package",
    "resources": [
        {"name": "first", "path": "f.csv", "schema": {"fields": [{"name": "id"}], "primaryKey": "id"}},
        {
            "name": "second",
            "encoding": "utf-8",
            "dialect": {"delimiter": ";", "header": True, "headerRows": [1]},
            "schema": {
                "fields": [
                    {"name": "Kode RS", "type": "string", "constraints": {"required": True, "pattern": "[A-Z]+"}},
                    {"name": "n", "type": "integer", "constraints": {"minimum": 0, "enum": [0, 1]}},
                    {"name": "d", "type": "date", "format": "%d/%m/%Y", "constraints": {"maximum": "31/12/2030"}},
                    {"name": "b", "type": "boolean", "trueValues": ["y"], "falseValues": ["n"]},
                    {"name": "c", "type": "string", "categories": [{"value": "x", "label": "X"}, "y"]},
                    {"name": "l", "type": "list", "itemType": "integer", "delimiter": "|"},
                ],
                "missingValues": ["", {"value": "-", "label": "none"}],
                "primaryKey": ["Kode RS"],
                "uniqueKeys": [["n", "d"]],
                "foreignKeys": [{"fields": "c", "reference": {"resource": "first", "fields": "id"}}],
                "fieldsMatch": "subset",
            },
        },
    ],
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


PLACES = places(SEED)


def judged(document: Any) -> None:
    """Import; what comes out is a contract that reads back, what is raised an error of ours in both languages."""
    try:
        imported = import_table_schema(document, resource="second")
    except OpenDataShareError as error:
        assert isinstance(error, DefinitionError)
        assert str(error.parameters.get("pointer", "/")).startswith("/")
        assert error.text("en")
        assert error.text("id")
        return
    written = json.loads(json.dumps(imported.contract.to_document()))
    check_against_meta_schema(written)
    assert Contract.from_document(written) == imported.contract
    for item in imported.lost:
        assert item.text("en") != ""
        assert item.text("id") != ""


def test_the_seed_itself_is_sound() -> None:
    assert import_table_schema(SEED, resource="second").contract.name == "second"


@settings(max_examples=80)
@given(place=st.sampled_from(PLACES), value=VALUES, drop=st.booleans())
def test_any_change_of_a_sound_document_gives_a_contract_or_an_error(
    place: tuple[Any, ...], value: Any, drop: bool
) -> None:
    document = copy.deepcopy(SEED)
    holder: Any = document
    for key in place[:-1]:
        holder = holder[key]
    if drop:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    judged(document)


@settings(max_examples=80)
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_document_gives_a_contract_or_an_error(document: dict[str, Any]) -> None:
    judged(document)


@settings(max_examples=80)
@given(st.fixed_dictionaries({"name": WORDS}, optional={}), st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_field_gives_a_contract_or_an_error(named: dict[str, Any], rest: dict[str, Any]) -> None:
    judged({"resources": [{"name": "second", "schema": {"fields": [{**rest, **named}]}}]})


@settings(max_examples=80)
@given(st.text(max_size=40) | st.from_regex(r"[\^$.|?*+()\[\]{}\\dwsDWS,a-z0-9-]{1,20}", fullmatch=True))
def test_any_pattern_is_kept_or_said_to_be_lost(pattern: str) -> None:
    judged({"resources": [{"name": "second", "schema": {"fields": [{**A, "constraints": {"pattern": pattern}}]}}]})
