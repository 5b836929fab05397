"""Open Data Contract Standard documents become contracts; every statement is in them or among what is lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opendata_share import _plugins
from opendata_share.adapters import Imported, adapt, find_contract, import_odcs
from opendata_share.adapters.descriptions._read_document import read_document
from opendata_share.contract import (
    CodeList,
    CodeListEntry,
    Contract,
    Derivation,
    Field,
    FieldType,
    RefersTo,
    RowCount,
    Sensitivity,
    Text,
)
from opendata_share.dialects import compile_contract
from opendata_share.errors import DefinitionError, OpenDataShareError
from opendata_share.validation import validate

EXAMPLES = sorted((Path(__file__).parent / "odcs_examples").glob("*.yaml"))
SHIPPED = _plugins.names("contracts")
NO_TABLE = {
    "azure-server", "basic-four-dpo", "database-table-sla", "kafka-schemaregistry", "kafka-server",
    "service-and-operational-roles",
}  # fmt: skip
"""Examples about servers, people or levels of service, which list no column."""


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", SHIPPED)
def test_what_we_export_comes_back_as_the_same_contract(name: str, language: Any) -> None:
    contract = find_contract(name)
    imported = import_odcs(compile_contract(contract, "odcs", language=language).document)
    assert imported.contracts == (contract,)
    assert imported.contract().digest == contract.digest
    assert imported.lost == ()


def test_several_contracts_in_one_document_come_back_with_their_references() -> None:
    contracts = [find_contract(name) for name in SHIPPED]
    imported = import_odcs(compile_contract(contracts, "odcs").document)
    assert [lost.pointer for lost in imported.lost] == []
    for contract, found in zip(contracts, imported.contracts, strict=True):
        assert {type(rule) for rule in found.table_rules} == {type(rule) for rule in contract.table_rules}
        assert set(found.table_rules) == set(contract.table_rules)  # relationships stand apart from other rules
        assert found.fields == contract.fields


def field(name: str, kind: FieldType = FieldType.TEXT, **more: Any) -> Field:
    words = Text(f"{name} in English", f"{name} dalam bahasa Indonesia")
    return Field(name=name, type=kind, title=words, sensitivity=Sensitivity.INTERNAL, **more)


SIZES = CodeList("size", "2.0.0", Text("Size", "Ukuran"), (CodeListEntry("s", Text("Small", "Kecil")),))
OTHER_SIZES = CodeList("waist", "1.0.0", Text("Waist", "Pinggang"), (CodeListEntry("s", Text("Slim", "Ramping")),))
UNUSUAL = Contract(
    name="unusual",
    version="3.2.1",
    title=Text("Unusual", "Tak biasa"),
    definition=Text("A thing.", "Sebuah hal."),
    fields=(
        field("size", code_list="size"),
        field("waist", code_list="waist"),
        field(
            "price", FieldType.DECIMAL, precision=9, scale=2, minimum="0.50", maximum="100", exclusive_maximum="101.0"
        ),
        field("huge", FieldType.DECIMAL, precision=38, scale=0, maximum="12345678901234567890123"),
        field("count", FieldType.INTEGER, minimum=-(2**60), maximum=2**60),
        field("day", FieldType.DATE, minimum="2020-01-01"),
        field("moment", FieldType.DATETIME, exclusive_minimum="2020-01-01T00:00:00Z"),
        field("mail", format="email", min_length=3),
        field("anything", FieldType.JSON),
        field("numbers", FieldType.LIST, items=field("item", FieldType.NUMBER, required=True), max_length=3),
    ),
    primary_key=("size", "day"),
    unique=(("count",), ("size", "waist")),
    code_lists=(SIZES, OTHER_SIZES),
    table_rules=(RowCount(at_least=1, at_most=9), RefersTo(("size", "day"), "other")),
    derived_from=Derivation("whole@1.0.0", "sha256:0", "open", ("name",), (("day", "month"),), ("check x",)),
)


def test_what_no_shipped_contract_says_comes_back_too() -> None:
    imported = import_odcs(compile_contract(UNUSUAL, "odcs").document)
    assert imported.contract().to_document() == UNUSUAL.to_document()
    assert imported.contracts == (UNUSUAL,)
    assert imported.lost == ()


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every statement of a document with its pointer; an empty list or object says nothing."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield pointer, value
        return
    for key, inner in inside:
        yield from leaves(inner, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


def said_otherwise(document: Any, pointer: str) -> Any:
    """Return the document with one statement changed."""
    changed = copy.deepcopy(document)
    *steps, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
    inside = changed
    for step in steps:
        inside = inside[int(step)] if isinstance(inside, list) else inside[step]
    key: Any = int(last) if isinstance(inside, list) else last
    match inside[key]:
        case bool(said):
            inside[key] = not said
        case int(said) | float(said):
            inside[key] = said + 1
        case None:
            inside[key] = "otherwise"
        case said:
            inside[key] = f"{said} otherwise"
    return changed


def is_named(imported: Imported, pointer: str) -> bool:
    """Whether a statement, or what it is a part of, is among what is lost; that nothing is said names nothing."""
    named = {lost.pointer for lost in imported.lost if lost.message_id != "lost-no-class"}
    return any(pointer == one or pointer.startswith(f"{one}/") for one in named)


def dropped(document: Any) -> Iterator[str]:
    """Yield the statements of a document that are neither in the contracts nor among what is lost."""
    whole = import_odcs(document)
    for pointer, said in leaves(document):
        if is_named(whole, pointer):
            continue
        try:
            other = import_odcs(said_otherwise(document, pointer))
        except OpenDataShareError:
            continue  # it holds: with another value there is no contract
        if other.contracts == whole.contracts and {one.pointer for one in other.lost} == {
            one.pointer for one in whole.lost
        }:
            yield f"{pointer}: {said!r}"


@cache
def example(path: Path) -> Any:
    return read_document(path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def test_every_statement_of_a_published_example_is_in_the_contract_or_named_as_lost(path: Path) -> None:
    imported = import_odcs(path)
    assert bool(imported.contracts) == (path.name.partition(".")[0] not in NO_TABLE)
    document = example(path)
    rest = {key: value for key, value in document.items() if key != "schema"}
    tables = document.get("schema", [])
    # the tables of the large example do not refer to each other: each by itself is as good, and quick
    parts = [tables] if len(tables) < 10 else [[table] for table in tables[::25]]
    assert [list(dropped({**rest, "schema": part} if part else rest)) for part in parts] == [[] for _ in parts]
    for contract in imported.contracts:
        assert Contract.from_document(json.loads(json.dumps(contract.to_document()))) == contract
    for lost in imported.lost:
        assert lost.text("en")
        assert lost.text("id")


@pytest.mark.exhaustive
def test_every_statement_of_every_table_of_the_large_example() -> None:
    document = next(example(path) for path in EXAMPLES if path.name.startswith("postgresql"))
    for table in document["schema"]:
        assert list(dropped({**document, "schema": [table]})) == []


def test_the_full_example_says_what_its_words_mean() -> None:
    imported = import_odcs(next(path for path in EXAMPLES if path.name.startswith("full")))
    payments, receivers = imported.contracts
    assert payments.identity == "tbl@1.1.0"
    assert payments.title.en == "Core Payment Metrics"
    assert receivers.primary_key == ("id", "country_code")
    assert RefersTo(("rcvr_id", "rcvr_cntry_code"), "receivers") in payments.table_rules
    assert RowCount(at_least=1_000_001) in payments.table_rules
    country = payments.field("rcvr_cntry_code")
    assert (country.required, country.sensitivity) == (True, Sensitivity.PUBLIC)  # by its rule "nullValues"
    assert receivers.unique == (("id",),)
    wrong = [lost.pointer for lost in imported.lost if lost.message_id == "lost-relationship"]
    assert wrong == ["/schema/0/properties/1/relationships/0/to", "/schema/1/properties/3/relationships/0/to"]


def described(*properties: Any, **more: Any) -> Imported:
    table = {"name": "ward", "properties": list(properties), **more}
    head = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": "x", "version": "1.0.0", "status": "active"}
    return import_odcs({**head, "schema": [table]})


def test_a_field_is_personal_unless_the_document_classes_it_in_our_words() -> None:
    classes = [None, "public", "Internal", "restricted", "personal", "confidential", "5"]
    imported = described(
        *(
            {"name": f"f{number}", **({} if said is None else {"classification": said})}
            for number, said in enumerate(classes)
        )
    )
    assert [str(found.sensitivity) for found in imported.contract().fields] == [
        "personal", "public", "internal", "restricted", "personal", "personal", "personal",
    ]  # fmt: skip
    told = [lost.message_id for lost in imported.lost if "class" in lost.message_id]
    assert told == ["lost-no-class", "lost-class", "lost-class"]


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("select count(*) from ward where beds < 0", "NOT (beds < 0)"),
        ("SELECT COUNT(*) FROM ${table} WHERE NOT (beds <= staffed)", "beds <= staffed"),
        (
            "SELECT COUNT(1) FROM {object}\n WHERE NOT (beds > 0) AND NOT (staffed > 0);",
            "NOT (NOT (beds > 0) AND NOT (staffed > 0))",
        ),
        ("select count(*) from own.ward where BEDS < 0", 'NOT ("beds" < 0)'),
        ("select count(*) from ward where name = 'beds' or name = 'BEDS'", "NOT (name = 'beds' or name = 'BEDS')"),
        ("select count(*) from other where beds < 0", None),
        ("select count(*) from ward where beds < 0 group by name", None),
        ("select count(*) from ward where beds in (select 1)", None),
        ("select max(beds) from ward where beds < 0", None),
        ("select count(*) from ward w where w.beds < 0", None),
        ("select count(*) from ward where name like 'x%'", None),
    ],
)
def test_sql_that_counts_wrong_rows_is_a_check_where_the_language_of_checks_has_it(
    query: str, expression: str | None
) -> None:
    names = [
        {"name": name, "logicalType": kind}
        for name, kind in (("name", "string"), ("beds", "integer"), ("staffed", "integer"))
    ]
    imported = described(*names, quality=[{"type": "sql", "name": "rule", "query": query, "mustBe": 0}])
    assert [check.expression for check in imported.contract().checks] == ([] if expression is None else [expression])
    assert ("/schema/0/quality" in {lost.pointer for lost in imported.lost}) == (expression is None)


def test_a_weak_rule_is_advice_and_a_share_of_rows_is_lost() -> None:
    beds = {"name": "beds", "logicalType": "integer"}
    rules = [
        {
            "type": "sql",
            "name": "weak",
            "query": "select count(*) from ward where beds < 0",
            "mustBe": 0,
            "severity": "warning",
        },
        {"type": "sql", "name": "some", "query": "select count(*) from ward where beds < 1", "mustBeLessThan": 5},
    ]
    share = {**beds, "name": "share", "quality": [{"metric": "nullValues", "mustBeLessThan": 1, "unit": "percent"}]}
    mild = {**beds, "name": "mild", "quality": [{"metric": "nullValues", "mustBe": 0, "severity": "warning"}]}
    imported = described(beds, share, mild, quality=rules)
    (check,) = imported.contract().checks
    assert (check.name, check.severity) == ("weak", "advice")
    assert not any(found.required for found in imported.contract().fields)
    judged = {lost.pointer for lost in imported.lost if lost.judges}
    assert judged >= {"/schema/0/quality/1", "/schema/0/properties/1/quality", "/schema/0/properties/2/quality"}


def test_allowed_values_patterns_and_keys_of_library_rules_are_judged() -> None:
    def rule(metric: str, **arguments: Any) -> dict[str, Any]:
        return {"metric": metric, "mustBe": 0, **({"arguments": arguments} if arguments else {})}

    imported = described(
        {"name": "Kind", "logicalType": "string", "quality": [rule("invalidValues", validValues=["a", "b", None])]},
        {"name": "grade", "logicalType": "integer", "quality": [rule("invalidValues", validValues=[1, 2])]},
        {"name": "code", "logicalType": "string", "quality": [rule("invalidValues", pattern="^[a-z]$")]},
        {"name": "one", "quality": [rule("duplicateValues")]},
        quality=[rule("duplicateValues", properties=["Kind", "grade"])],
    )
    contract = imported.contract()
    assert contract.code_list(contract.field("kind").code_list or "").values == ("a", "b")
    assert [check.expression for check in contract.checks] == ['"grade" IN (1, 2)']
    assert contract.field("code").pattern == "^[a-z]$"
    assert contract.unique == (("one",), ("kind", "grade"))
    assert [lost for lost in imported.lost if lost.judges] == []


def test_limits_without_an_offset_are_of_the_zone_the_document_names() -> None:
    options = {
        "minimum": "2020-01-01 00:00:00",
        "maximum": "2021-01-01T00:00:00+09:00",
        "defaultTimezone": "Asia/Jakarta",
    }
    imported = described({"name": "at", "logicalType": "timestamp", "logicalTypeOptions": options})
    at = imported.contract().field("at")
    assert (at.minimum, at.maximum) == ("2019-12-31T17:00:00Z", "2020-12-31T15:00:00Z")
    wrong = described({"name": "on", "logicalType": "date", "logicalTypeOptions": {"minimum": "soon"}})
    assert [lost.message_id for lost in wrong.lost if lost.judges] == ["lost-bound"]


def test_a_file_is_judged_by_such_a_document_at_once(tmp_path: Path) -> None:
    document = tmp_path / "ward.odcs.yaml"
    document.write_text(
        "apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\nstatus: active\nschema:\n"
        "- name: ward\n  properties:\n"
        "  - {name: Nama Bangsal, logicalType: string, required: true}\n"
        "  - {name: beds, logicalType: integer, logicalTypeOptions: {minimum: 0}}\n"
    )
    rows = tmp_path / "rows.csv"
    rows.write_text("Nama Bangsal,beds\nMelati,4\n,5\nMawar,-1\n")
    report = validate(adapt(rows, to=document)).report
    assert [(found.row, found.field, found.rule) for found in report.violations] == [
        (2, "nama_bangsal", "required"),
        (3, "beds", "minimum"),
    ]


def test_which_of_several_tables_is_meant_is_asked_and_named_behind_the_path(tmp_path: Path) -> None:
    several = tmp_path / "two.yaml"
    several.write_text(
        json.dumps(compile_contract([find_contract("agency"), find_contract("fire-station")], "odcs").document)
    )
    with pytest.raises(DefinitionError) as error:
        find_contract(several)
    assert error.value.message_id == "import-which"
    assert find_contract(f"{several}#fire-station").name == "fire-station"
    with pytest.raises(DefinitionError) as error:
        find_contract(f"{several}#hospital")
    assert error.value.message_id == "import-no-such-table"


A = {"name": "a"}


IN_A_FIELD = "/schema/0/properties/0"


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"apiVersion": "v2.2.2"}, "/apiVersion"),
        ({"apiVersion": 3}, "/apiVersion"),
        ({"version": 1.0}, "/version"),
        ({"schema": {}}, "/schema"),
        ({"schema": ["a"]}, "/schema/0"),
        ({"schema": [{"properties": [A]}]}, "/schema/0/name"),
    ],
)
def test_a_document_of_another_shape_is_refused_with_the_place(document: Any, pointer: str) -> None:
    refuses(document, pointer)


@pytest.mark.parametrize(
    ("properties", "pointer"),
    [
        ([{}], f"{IN_A_FIELD}/name"),
        ([A, A], "/schema/0/properties/1/name"),
        ([{**A, "logicalType": "money"}], f"{IN_A_FIELD}/logicalType"),
        ([{**A, "required": "yes"}], f"{IN_A_FIELD}/required"),
        ([{**A, "primaryKey": 1}], f"{IN_A_FIELD}/primaryKey"),
        ([{**A, "quality": [3]}], f"{IN_A_FIELD}/quality/0"),
        ([{**A, "relationships": [{}]}], f"{IN_A_FIELD}/relationships/0/to"),
        (
            [{**A, "logicalType": "string", "logicalTypeOptions": {"minLength": -1}}],
            f"{IN_A_FIELD}/logicalTypeOptions/minLength",
        ),
    ],
)
def test_a_field_of_another_shape_is_refused_with_the_place(properties: Any, pointer: str) -> None:
    refuses({"schema": [{"name": "t", "properties": properties}]}, pointer)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "condition",
    ["x" + " " * 7_900 + "y", "'\"" * 3_900, "not (" * 1_500, "x" + "\n;" * 3_900, "a " + "or a " * 1_500],
    ids=["blanks", "quotes", "brackets", "semicolons", "long"],
)
def test_a_query_that_is_made_to_be_slow_is_lost_at_once(condition: str) -> None:
    rule = {"type": "sql", "query": f"select count(*) from ward where {condition}", "mustBe": 0}
    imported = described({"name": "x", "logicalType": "string"}, quality=[rule] * 20)
    assert "/schema/0/quality" in {lost.pointer for lost in imported.lost}


def refuses(document: Any, pointer: str) -> None:
    with pytest.raises(DefinitionError) as error:
        import_odcs({"apiVersion": "v3.1.0", "kind": "DataContract", **document})
    assert error.value.parameters["pointer"] == pointer
    assert error.value.text("en")
    assert error.value.text("id")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@cache
def material() -> list[Any]:
    """Documents to spoil: published ones, and ours, of which more is read."""
    small = [example(path) for path in EXAMPLES if path.stat().st_size < 5_000]
    return [*small, *(compile_contract(one, "odcs").document for one in (UNUSUAL, find_contract("unit-response")))]


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_stands_anywhere_a_contract_comes_out_or_our_own_error(data: st.DataObject) -> None:
    document = copy.deepcopy(data.draw(st.sampled_from(material())))
    pointers = [pointer for pointer, _ in leaves(document)]
    steps = data.draw(st.sampled_from(pointers)).split("/")[1:]
    steps = steps[: data.draw(st.integers(1, len(steps)))]
    inside = document
    for step in steps[:-1]:
        inside = inside[int(step)] if isinstance(inside, list) else inside[step.replace("~1", "/")]
    inside[int(steps[-1]) if isinstance(inside, list) else steps[-1].replace("~1", "/")] = data.draw(JSON)
    try:
        imported = import_odcs(document)
    except OpenDataShareError as error:
        assert error.text("en")
        assert error.text("id")
        return
    for contract in imported.contracts:
        assert Contract.from_document(contract.to_document()) == contract
