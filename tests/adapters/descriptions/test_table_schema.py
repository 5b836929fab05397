"""A stranger's Table Schema becomes a contract, its file is judged at once, and what a contract cannot hold is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opendata_share.adapters import ImportedContract, adapt, find_contract, import_table_schema
from opendata_share.contract import Contract, Element, FieldType, Sensitivity, Text, check_against_meta_schema
from opendata_share.errors import DefinitionError, SourceError
from opendata_share.validation import validate

MOMENTS = ("2026-02-28T10:00:00Z", "2026-02-28T10:00:00.5+0700", "2026-02-28T10:00:00+07", "2026-02-28 10:00:00-07:00")
NEW_YEAR = "2020-01-01T00:00:00Z"


def one(field: dict[str, Any], **schema: Any) -> ImportedContract:
    return import_table_schema({"fields": [{"name": "a", **field}], **schema}, name="thing")


def lost(imported: ImportedContract) -> dict[str, str]:
    """Return what judges rows and is lost, by place."""
    return {item.pointer: item.message_id for item in imported.lost if item.judges}


def broken(path: Path, to: object, **options: Any) -> dict[int, set[str]]:
    """Return the rules each row of a file breaks."""
    report = validate(adapt(path, to=to, **options)).report  # type: ignore[arg-type]
    found: dict[int, set[str]] = {}
    for violation in report.tables[0].violations:
        if violation.severity == "error":
            found.setdefault(violation.row or 0, set()).add(violation.rule)
    return found


def verdicts(folder: Path, field: dict[str, Any], cells: list[str], **schema: Any) -> list[str]:
    """Return for each cell "" or the rule it breaks, in a table of one column beside a filled one."""
    path = folder / "data.csv"
    path.write_text("a,b\n" + "".join(f'"{cell.replace(chr(34), chr(34) * 2)}",x\n' for cell in cells), "utf-8")
    document = {"fields": [{"name": "a", **field}, {"name": "b", "type": "string"}], **schema}
    found = broken(path, import_table_schema(document, name="thing"))
    return [" ".join(sorted(found.get(number, ()))) for number in range(1, len(cells) + 1)]


TYPES: list[tuple[dict[str, Any], FieldType, list[str], list[str]]] = [
    ({}, FieldType.TEXT, ["x", "0012", ""], []),
    ({"type": "any"}, FieldType.TEXT, ["x", "1"], []),
    ({"type": "string"}, FieldType.TEXT, ["x", " x "], []),
    ({"type": "string", "format": "email"}, FieldType.TEXT, ["a@b.id"], ["a b"]),
    ({"type": "string", "format": "uri"}, FieldType.TEXT, ["https://data.go.id/x"], ["data go id"]),
    ({"type": "string", "format": "uuid"}, FieldType.TEXT, ["01234567-89ab-cdef-0123-456789abcdef"], ["0123"]),
    ({"type": "integer"}, FieldType.INTEGER, ["1", "-5", "+7", " 3 "], ["1.5", "2.0", "x", "1,000"]),
    ({"type": "integer", "groupChar": "."}, FieldType.INTEGER, ["1.000", "12"], ["1.00"]),
    ({"type": "integer", "bareNumber": False}, FieldType.INTEGER, ["Rp 5", "12%", "-3 bed", "7"], ["none", "5-6 x"]),
    ({"type": "number"}, FieldType.NUMBER, ["1.5", "-2", "1e3"], ["1,5", "x", "NaN"]),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, FieldType.NUMBER, ["1.234,5", "0,5"], ["1,2,3"]),
    ({"type": "number", "bareNumber": False}, FieldType.NUMBER, ["Rp. 5", "€ 1.5", "50 %", ".5"], ["Rp", "Rp.5"]),
    ({"type": "boolean"}, FieldType.BOOLEAN, ["true", "True", "1", "0", "FALSE"], ["ya", "2", "tRue"]),
    (
        {"type": "boolean", "trueValues": ["ya", "(v)"], "falseValues": ["tidak"]},
        FieldType.BOOLEAN,
        ["ya", "(v)", "tidak"],
        ["true", "v", "1", "Ya"],
    ),
    ({"type": "date"}, FieldType.DATE, ["2026-02-28"], ["2026-02-30", "28/02/2026"]),
    ({"type": "date", "format": "%d/%m/%Y"}, FieldType.DATE, ["28/02/2026"], ["2026-02-28", "30/02/2026"]),
    ({"type": "date", "format": "fmt:%d.%m.%y"}, FieldType.DATE, ["28.02.26"], ["28.02.2026"]),
    ({"type": "datetime"}, FieldType.DATETIME, [*MOMENTS, "2026-02-28T10:00:00"], ["2026-02-28"]),
    ({"type": "datetime", "format": "%d/%m/%Y %H:%M"}, FieldType.DATETIME, ["28/02/2026 10:00"], ["28/02/2026"]),
    ({"type": "datetime", "format": "%Y-%m-%d %H:%M%z"}, FieldType.DATETIME, ["2026-02-28 10:00+0700"], ["2026"]),
    ({"type": "time"}, FieldType.TEXT, ["10:00:00", "10:00:00.5", "10:00:00+07:00"], ["10:00", "25:00:00"]),
    ({"type": "year"}, FieldType.INTEGER, ["2026", "0999"], ["26", "20260", "x"]),
    ({"type": "yearmonth"}, FieldType.TEXT, ["2026-03"], ["2026-13", "03-2026"]),
    ({"type": "duration"}, FieldType.TEXT, ["P1D", "PT5M", "P1Y2M", "PT1.5S"], ["5 min", "1D"]),
    ({"type": "geopoint"}, FieldType.TEXT, ["106.8, -6.2", "106,-6"], ["-6.2", "a, b"]),
    ({"type": "geojson"}, FieldType.TEXT, ["{}", "x"], []),
    ({"type": "object"}, FieldType.TEXT, ["{}", "x"], []),
    ({"type": "array"}, FieldType.TEXT, ["[]", "x"], []),
    ({"type": "list"}, FieldType.LIST, ["a,b", "a"], []),
    ({"type": "list", "delimiter": ";", "itemType": "integer"}, FieldType.LIST, ["1;2", "3"], ["1;x", "1,2"]),
    ({"type": "list", "itemType": "date"}, FieldType.LIST, ["2026-01-01,2026-01-02"], ["2026-01-01,y"]),
]


@pytest.mark.parametrize(("field", "kind", "good", "bad"), TYPES, ids=lambda value: json.dumps(value)[:90])
def test_a_type_judges_its_cells(
    tmp_path: Path, field: dict[str, Any], kind: FieldType, good: list[str], bad: list[str]
) -> None:
    assert one(field).contract.field("a").type is kind
    assert verdicts(tmp_path, field, good) == [""] * len(good)
    assert [bool(rule) for rule in verdicts(tmp_path, field, bad)] == [True] * len(bad)


@pytest.mark.parametrize(
    ("field", "place", "message"),
    [
        ({"type": "string", "format": "binary"}, "/fields/0/format", "lost-format"),
        ({"type": "date", "format": "any"}, "/fields/0/format", "lost-format"),
        ({"type": "date", "format": "YYYY-MM-DD"}, "/fields/0/format", "lost-format"),
        ({"type": "date", "format": "%m/%Y"}, "/fields/0/format", "lost-format"),
        ({"type": "date", "format": "%c"}, "/fields/0/format", "lost-format"),
        ({"type": "datetime", "format": "%d/%m/%Y"}, "/fields/0/format", "lost-format"),
        ({"type": "time", "format": "%H.%M"}, "/fields/0/format", "lost-format"),
        ({"type": "geopoint", "format": "array"}, "/fields/0/format", "lost-format"),
        ({"type": "year", "format": "%y"}, "/fields/0/format", "lost-format"),
        ({"type": "number", "decimalChar": "::"}, "/fields/0", "lost-separator"),
        ({"type": "number", "decimalChar": ",", "groupChar": ","}, "/fields/0", "lost-separator"),
    ],
    ids=str,
)
def test_what_cannot_be_read_as_its_type_is_text_and_said(field: dict[str, Any], place: str, message: str) -> None:
    imported = one(field)
    assert imported.contract.field("a").type is FieldType.TEXT
    assert lost(imported) == {place: message}


@pytest.mark.parametrize("kind", ["object", "array", "geojson"])
def test_types_without_a_counterpart_are_said(kind: str) -> None:
    assert lost(one({"type": kind})) == {"/fields/0/type": "lost-type"}


@pytest.mark.parametrize("kind", ["time", "yearmonth", "duration", "geopoint"])
def test_types_judged_by_form_are_said(kind: str) -> None:
    assert lost(one({"type": kind})) == {"/fields/0/type": "lost-type-form"}


CONSTRAINTS: list[tuple[dict[str, Any], dict[str, Any], list[str], list[str], str]] = [
    ({"type": "string"}, {"required": True}, ["x"], [""], "required"),
    ({"type": "string"}, {"minLength": 2, "maxLength": 3}, ["ab", "abc", "éé"], ["a"], "min-length"),
    ({"type": "string"}, {"maxLength": 3}, ["abc"], ["abcd"], "max-length"),
    ({"type": "string"}, {"pattern": "[A-Z]{2}[0-9]+"}, ["AB1"], ["xAB1", "AB1x", "AB"], "pattern"),
    ({"type": "string"}, {"pattern": "a|b"}, ["a", "b"], ["ab", "c"], "pattern"),
    ({"type": "string"}, {"pattern": "^.+ \\S+$"}, ["Jl. Raya"], ["Jalan"], "pattern"),
    ({"type": "string"}, {"pattern": "[\\s\\-x]*"}, ["- x"], ["y"], "pattern"),
    ({"type": "string"}, {"enum": ["A", "B"]}, ["A", "B", ""], ["a", "C"], "code"),
    ({"type": "any"}, {"enum": ["A", "B"]}, ["A"], ["C"], "code"),
    ({"type": "yearmonth"}, {"minimum": "2020-06", "maximum": "2021-01"}, ["2020-06", "2020-12"], ["2020-05"], "*"),
    ({"type": "yearmonth"}, {"exclusiveMinimum": "2020-06"}, ["2020-07"], ["2020-06"], "*"),
    ({"type": "integer"}, {"minimum": 1, "maximum": 5}, ["1", "5"], ["0"], "minimum"),
    ({"type": "integer"}, {"maximum": "5"}, ["5"], ["6"], "maximum"),
    ({"type": "integer"}, {"exclusiveMinimum": 1}, ["2"], ["1"], "exclusive-minimum"),
    ({"type": "integer"}, {"exclusiveMaximum": 9}, ["8"], ["9"], "exclusive-maximum"),
    ({"type": "integer"}, {"enum": [1, "2", -3]}, ["1", "2", "-3", ""], ["0", "3"], "a-values"),
    ({"type": "number"}, {"minimum": 0.5}, ["0.5"], ["0.4"], "minimum"),
    ({"type": "number", "decimalChar": ","}, {"minimum": "0,5"}, ["0,5"], ["0,4"], "minimum"),
    ({"type": "number"}, {"enum": [1, 2.5]}, ["1.0", "2.5"], ["2"], "a-values"),
    ({"type": "boolean"}, {"enum": [True]}, ["1", "true"], ["0"], "a-values"),
    ({"type": "boolean", "trueValues": ["y"], "falseValues": ["n"]}, {"enum": ["y"]}, ["y"], ["n"], "a-values"),
    ({"type": "date"}, {"minimum": "2020-01-01"}, ["2020-01-01"], ["2019-12-31"], "minimum"),
    ({"type": "date", "format": "%d/%m/%Y"}, {"maximum": "31/01/2020"}, ["31/01/2020"], ["01/02/2020"], "maximum"),
    ({"type": "date"}, {"enum": ["2020-01-01"]}, ["2020-01-01"], ["2020-01-02"], "a-values"),
    ({"type": "datetime"}, {"minimum": NEW_YEAR}, [NEW_YEAR], ["2019-12-31T00:00:00"], "minimum"),
    ({"type": "datetime"}, {"enum": [NEW_YEAR]}, ["2020-01-01T07:00:00+07:00"], ["2020-01-02T00:00:00Z"], "a-values"),
    ({"type": "year"}, {"minimum": 2000, "maximum": 2030}, ["2000"], ["1999"], "minimum"),
    ({"type": "year"}, {"enum": [2020, 2021]}, ["2020"], ["2022"], "a-values"),
    ({"type": "list"}, {"minLength": 2}, ["a,b"], ["a"], "min-length"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "constraints", "good", "bad", "rule"), CONSTRAINTS, ids=lambda value: json.dumps(value)[:90]
)
def test_a_constraint_judges_its_cells(
    tmp_path: Path, field: dict[str, Any], constraints: dict[str, Any], good: list[str], bad: list[str], rule: str
) -> None:
    whole = {**field, "constraints": constraints}
    assert verdicts(tmp_path, whole, good) == [""] * len(good)
    found = verdicts(tmp_path, whole, bad)
    if rule == "*":
        assert all(found)
    else:
        assert [name.replace("_", "-") for name in found] == [rule] * len(bad)


@pytest.mark.parametrize(
    ("field", "constraints", "message"),
    [
        ({"type": "string"}, {"jsonSchema": {"$ref": "http://127.0.0.1:9/x"}}, "lost-constraint"),
        ({"type": "object"}, {"jsonSchema": {"type": "object"}}, "lost-constraint"),
        ({"type": "string"}, {"colour": "red"}, "lost-constraint"),
        ({"type": "string"}, {"minimum": "a"}, "lost-constraint"),
        ({"type": "integer"}, {"minLength": 2}, "lost-constraint"),
        ({"type": "integer"}, {"pattern": "[0-9]"}, "lost-constraint"),
        ({"type": "string", "format": "uuid"}, {"pattern": "[0-9]"}, "lost-constraint"),
        ({"type": "time"}, {"minimum": "10:00:00"}, "lost-constraint"),
        ({"type": "object"}, {"enum": [{}]}, "lost-constraint"),
        ({"type": "list"}, {"enum": ["a"]}, "lost-constraint"),
        ({"type": "list"}, {"unique": True}, "lost-key"),
        ({"type": "string"}, {"pattern": "(?=a)b"}, "lost-pattern"),
        ({"type": "string"}, {"pattern": "(a"}, "lost-pattern"),
        ({"type": "string"}, {"pattern": "a)|(b"}, "lost-pattern"),
        ({"type": "string"}, {"pattern": "\\p{L}+"}, "lost-pattern"),
        ({"type": "string"}, {"pattern": "a" * 2000}, "lost-pattern"),
        ({"type": "string"}, {"pattern": "\\w+"}, "lost-pattern-word"),
        ({"type": "integer"}, {"enum": list(range(2000))}, "lost-enum"),
    ],
    ids=lambda value: json.dumps(value)[:90],
)
def test_a_constraint_that_is_not_judged_is_said(
    field: dict[str, Any], constraints: dict[str, Any], message: str
) -> None:
    assert message in lost(one({**field, "constraints": constraints})).values()


def test_every_field_is_internal_and_that_is_said() -> None:
    imported = import_table_schema({"fields": [{"name": "nik"}, {"name": "n", "type": "list"}]})
    assert {field.sensitivity for field in imported.contract.fields} == {Sensitivity.INTERNAL}
    assert imported.lost[0].message_id == "lost-sensitivity"
    assert imported.lost[0].text("id").startswith("/: dokumen tidak memberi kelas")


def test_names_become_slugs_and_titles_keep_them() -> None:
    originals = ["Nama RS", "nama_rs", "Nama-RS", "2024", "名前", "point", "_x", ""]
    imported = import_table_schema({"fields": [{"name": name} for name in originals]})
    names = [field.name for field in imported.contract.fields]
    assert names == ["nama_rs_2", "nama_rs", "nama_rs_3", "f_2024", "field_5", "f_point", "x", "field_8"]
    assert [field.title.en for field in imported.contract.fields] == originals
    said = [item.parameters["original"] for item in imported.lost if item.message_id == "lost-name"]
    assert said == ["Nama RS", "Nama-RS", "2024", "名前", "point", ""]  # of case, space and _ nothing needs to be said


def test_a_schema_that_lists_sample_files_is_a_schema() -> None:
    document = {"fields": [{"name": "a"}], "resources": [{"title": "sample", "path": "https://example.org/a.csv"}]}
    imported = import_table_schema(document)
    assert [field.name for field in imported.contract.fields] == ["a"]
    assert {item.parameters.get("properties", [""])[0] for item in imported.lost} == {"", "resources"}  # type: ignore[index]


def test_words_are_the_same_in_both_languages() -> None:
    document = {
        "title": "Rumah sakit",
        "description": "Tempat tidur",
        "fields": [
            {"name": "a", "title": "Jumlah", "description": "Semua", "rdfType": "https://schema.org/name"},
            {"name": "B b", "title": "Jumlah", "description": "Semua"},
        ],
    }
    contract = import_table_schema(document).contract
    first, second = contract.fields
    assert (contract.title, contract.definition) == (
        Text("Rumah sakit", "Rumah sakit"),
        Text("Tempat tidur", "Tempat tidur"),
    )
    assert (first.title, first.definition) == (Text("Jumlah", "Jumlah"), Text("Semua", "Semua"))
    assert first.elements == (Element("RDF", "https://schema.org/name"),)
    assert (second.title.id, second.definition) == ("B b", Text("Jumlah. Semua", "Jumlah. Semua"))


def test_categories_become_a_code_list_with_labels() -> None:
    imported = one({"type": "string", "categories": [{"value": "1", "label": "IGD"}, {"value": "2"}, "3"]})
    (code_list,) = imported.contract.code_lists
    assert [(code.code, code.label.id) for code in code_list.codes] == [("1", "IGD"), ("2", "2"), ("3", "3")]
    assert imported.contract.field("a").code_list == code_list.name == "thing-a"


def test_enum_narrows_categories() -> None:
    field = {"type": "string", "categories": [{"value": "a", "label": "A"}, "b"], "constraints": {"enum": ["a", "z"]}}
    assert [code.label.en for code in one(field).contract.code_lists[0].codes] == ["A"]


def test_number_categories_are_judged_and_lose_their_labels(tmp_path: Path) -> None:
    field = {"type": "integer", "categories": [{"value": 1, "label": "low"}, {"value": 2, "label": "high"}]}
    assert verdicts(tmp_path, field, ["1", "3"]) == ["", "a-values"]
    assert "lost-labels" in {item.message_id for item in one(field).lost}


@pytest.mark.parametrize(
    ("missing", "own", "cells", "expected"),
    [
        (["", "NA"], None, ["", "NA", "-", "3"], [None, None, "bad", 3]),
        (["", "NA"], ["-"], ["", "NA", "-", "3"], ["bad", "bad", None, 3]),
        ([""], [], ["", "3"], ["bad", 3]),
        (["", "it's"], ["", "-99", "it's"], ["", "it's", "-99", "9"], [None, None, None, 9]),
        ([{"value": "-", "label": "unknown"}], None, ["-", ""], [None, "bad"]),
    ],
)
def test_missing_values_of_schema_and_field(
    tmp_path: Path, missing: list[Any], own: list[Any] | None, cells: list[str], expected: list[Any]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("n,t\n" + "".join(f'"{cell}",x\n' for cell in cells), "utf-8")
    field = {"name": "n", "type": "integer"} | ({} if own is None else {"missingValues": own})
    imported = import_table_schema({"fields": [field, {"name": "t"}], "missingValues": missing})
    bad = broken(path, imported)
    rows = adapt(path, to=imported).to_records()
    assert ["bad" if number in bad else row["n"] for number, row in enumerate(rows, start=1)] == expected


def test_an_empty_text_is_a_text_where_nothing_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n"",""\n', "utf-8")
    imported = import_table_schema({"fields": [{"name": "a", "missingValues": []}, {"name": "b"}]})
    assert adapt(path, to=imported).to_records() == [{"a": "", "b": None}]


def test_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b,c,d\n1,1,1,1\n1,2,2,1\n1,2,3,2\n,3,4,3\n2,4,1,4\n3,5,,4\n3,6,,5\n", "utf-8")
    document = {
        "fields": [{"name": "a"}, {"name": "b"}, {"name": "c", "constraints": {"unique": True}}, {"name": "d"}],
        "primaryKey": ["a", "b"],
        "uniqueKeys": [["d", "a"], "b"],
    }
    imported = import_table_schema(document)
    contract = imported.contract
    assert (contract.primary_key, contract.unique) == (("a", "b"), (("c",), ("d", "a"), ("b",)))
    assert [field.required for field in contract.fields] == [True, True, False, False]
    found = broken(path, imported)
    assert "required" in found[4]
    assert set(found) >= {3, 4, 5}
    assert 7 not in found  # a null in a unique key is compared with nothing


def test_a_table_without_a_key_has_none(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a\n1\n1\n", "utf-8")
    imported = one({"type": "integer"})
    assert imported.contract.primary_key == ()
    assert broken(path, imported) == {}


def package(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resources": list(resources), **more}


HOSPITALS = {"name": "hospitals", "path": "h.csv", "schema": {"fields": [{"name": "id"}], "primaryKey": "id"}}
BEDS = {
    "name": "Beds_2026",
    "path": "b.csv",
    "schema": {
        "fields": [{"name": "hospital"}, {"name": "n", "type": "integer"}],
        "foreignKeys": [{"fields": "hospital", "reference": {"resource": "hospitals", "fields": "id"}}],
    },
}


def test_a_foreign_key_inside_the_package_is_a_reference(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("hospital,n\nx,1\ny,2\n", "utf-8")
    (tmp_path / "h.csv").write_text("id\nx\n", "utf-8")
    document = package(HOSPITALS, BEDS)
    beds = import_table_schema(document, resource="Beds_2026")
    reference = beds.contract.field("hospital").reference
    assert reference is not None
    assert reference.contracts == ("hospitals",)
    assert list(beds.related) == ["hospitals"]
    hospitals = import_table_schema(document, resource="hospitals")
    known = adapt(tmp_path / "h.csv", to=hospitals)
    report = validate(adapt(path, to=beds), references={"hospitals": known}).report
    assert report.tables[0].advice == {"dangling-reference": 1}


def test_a_foreign_key_to_the_table_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,parent\n1,\n2,1\n3,7\n", "utf-8")
    schema = {
        "fields": [{"name": "id"}, {"name": "parent"}],
        "primaryKey": "id",
        "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}],
    }
    assert broken(path, import_table_schema(schema)) == {3: {"dangling-reference"}}


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ({"fields": ["a", "b"], "reference": {"fields": ["a", "b"]}}, "lost-reference-composite"),
        ({"fields": "b", "reference": {"resource": "other", "fields": "x"}}, "lost-reference-table"),
        ({"fields": "b", "reference": {"resource": "", "fields": "b"}}, "lost-reference-key"),
    ],
)
def test_a_foreign_key_that_is_not_judged_is_said(key: dict[str, Any], message: str) -> None:
    schema = {"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": "a", "foreignKeys": [key]}
    assert lost(import_table_schema(schema)) == {"/foreignKeys/0": message}


@pytest.mark.parametrize(
    ("match", "headings", "message"),
    [
        ("exact", "a,b", None),
        ("exact", "b,a", None),
        ("exact", "A, b", None),
        ("exact", "a", "table-schema-missing-columns"),
        ("equal", "a,b,c", "table-schema-unknown-columns"),
        (["equal"], "b,a", None),
        ("subset", "a,c,b,*", None),
        ("subset", "a,c", "table-schema-missing-columns"),
        ("superset", "a", None),
        ("superset", "b", "table-schema-missing-columns"),
        ("superset", "a,c", "table-schema-unknown-columns"),
        ("partial", "x,a,y", None),
        ("partial", "x,y", "table-schema-no-match"),
        ("equal", "a,A,b", "table-schema-unknown-columns"),
        ("equal", "A,a ,b", "table-same-field"),
    ],
    ids=str,
)
def test_fields_match_decides_which_headings_may_differ(
    tmp_path: Path, match: Any, headings: str, message: str | None
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{headings}\n{','.join('1' for _ in headings.split(','))}\n", "utf-8")
    fields = [{"name": "a", "constraints": {"required": True}}, {"name": "b"}]
    imported = import_table_schema({"fields": fields, "fieldsMatch": match})
    if message is None:
        assert broken(path, imported) == {}
        return
    with pytest.raises(SourceError) as refused:
        adapt(path, to=imported)
    assert refused.value.message_id == message


def test_headings_that_are_strange_to_maps(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("#,cell_2,point,latitude\n1,2,3,4\n", "utf-8")
    names = ["#", "cell_2", "point", "latitude"]
    imported = import_table_schema({"fields": [{"name": name, "missingValues": [name]} for name in names]})
    (row,) = adapt(path, to=imported).to_records()
    assert list(row.values()) == ["1", "2", "3", "4"]


def test_the_dialect_says_how_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("'Jalan; Raya';1,5\n\\N;2\n".encode("utf-16"))
    resource = {
        "name": "x",
        "encoding": "utf-16",
        "dialect": {"delimiter": ";", "quoteChar": "'", "header": False, "nullSequence": "\\N"},
        "schema": {"fields": [{"name": "Nama"}, {"name": "n", "type": "number", "decimalChar": ","}]},
    }
    rows = adapt(path, to=import_table_schema(resource)).to_records()
    assert rows == [{"nama": "Jalan; Raya", "n": 1.5}, {"nama": None, "n": 2.0}]


def test_the_callers_options_win_over_the_document(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("a|b\n1|2\n", "utf-8")
    resource = {"dialect": {"delimiter": ";"}, "schema": {"fields": [{"name": "a"}, {"name": "b"}]}}
    assert adapt(path, to=import_table_schema(resource), delimiter="|").to_records() == [{"a": "1", "b": "2"}]


@pytest.mark.parametrize(
    ("dialect", "lost_at"),
    [
        ({"commentChar": "#"}, ["/dialect/commentChar"]),
        ({"escapeChar": "\\", "doubleQuote": False}, ["/dialect/escapeChar", "/dialect/doubleQuote"]),
        ({"skipInitialSpace": True}, ["/dialect/skipInitialSpace"]),
        ({"skipInitialSpace": False, "doubleQuote": True, "header": True, "csvddfVersion": 1.2}, []),
        ({"csv": {"delimiter": ";"}}, ["/dialect/csv"]),
        ({"sheetNumber": 2}, ["/dialect/sheetNumber"]),
    ],
    ids=str,
)
def test_a_dialect_that_cannot_be_followed_is_said(dialect: dict[str, Any], lost_at: list[str]) -> None:
    imported = import_table_schema({"dialect": dialect, "schema": {"fields": [{"name": "a"}]}})
    assert sorted(lost(imported)) == sorted(lost_at)


def test_dialects_of_workbooks_and_json() -> None:
    dialect = {"sheetName": "Maret", "headerRows": [3, 4], "property": "rows", "lineTerminator": "\r"}
    options = import_table_schema({"dialect": dialect, "schema": {"fields": [{"name": "a"}]}}).options
    assert (options.sheet, options.header_rows, options.record, options.newline) == ("Maret", (3, 4), "rows", "\r")


def test_a_document_on_disk_names_schema_and_dialect_beside_it(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "x.json").write_text(json.dumps({"fields": [{"name": "a"}, {"name": "b"}]}), "utf-8")
    (tmp_path / "dialect.json").write_text(json.dumps({"delimiter": ";"}), "utf-8")
    resource = {"name": "x", "path": "x.csv", "schema": "schemas/x.json", "dialect": "dialect.json"}
    (tmp_path / "datapackage.json").write_text(json.dumps(package(resource, version="2.1.0")), "utf-8")
    (tmp_path / "x.csv").write_text("a;b\n1;2\n", "utf-8")
    table = adapt(tmp_path / "x.csv", to=tmp_path / "datapackage.json")
    assert table.to_records() == [{"a": "1", "b": "2"}]
    assert table.contract.identity == "x@2.1.0"


def test_one_of_several_tables_is_named_or_found_by_its_file(tmp_path: Path) -> None:
    document = tmp_path / "datapackage.json"
    document.write_text(json.dumps(package(HOSPITALS, BEDS, {"name": "photo", "path": "x.png"})), "utf-8")
    (tmp_path / "h.csv").write_text("id\nx\n", "utf-8")
    (tmp_path / "other.csv").write_text("id\nx\n", "utf-8")
    assert find_contract(f"{document}#hospitals").name == "hospitals"
    assert find_contract(f"{document}#Beds_2026").name == "beds-2026"
    assert find_contract(f"{document}#beds-2026").name == "beds-2026"
    assert adapt(tmp_path / "h.csv", to=document).contract.name == "hospitals"
    with pytest.raises(DefinitionError, match="hospitals, Beds_2026"):
        adapt(tmp_path / "other.csv", to=document)
    with pytest.raises(DefinitionError) as refused:
        find_contract(f"{document}#photo")
    assert refused.value.message_id == "table-schema-no-resource"
    assert refused.value.file == str(document)


def test_a_zone_named_by_the_caller_is_used(tmp_path: Path) -> None:
    (tmp_path / "x.schema.json").write_text(json.dumps({"fields": [{"name": "t", "type": "datetime"}]}), "utf-8")
    (tmp_path / "x.csv").write_text("t\n2026-01-01T07:00:00\n", "utf-8")
    for zone, hour in ((None, 7), ("Asia/Jakarta", 0)):
        options: dict[str, Any] = {} if zone is None else {"zone": zone}
        (row,) = adapt(tmp_path / "x.csv", to=tmp_path / "x.schema.json", **options).to_records()
        assert row["t"].hour == hour
    imported = import_table_schema(tmp_path / "x.schema.json", zone="Asia/Jakarta")
    assert imported.contract.name == "x"
    assert "Asia/Jakarta" in next(item.text() for item in imported.lost if item.message_id == "lost-zone")


@pytest.mark.parametrize(("field", "constraints"), [(case[0], case[1]) for case in CONSTRAINTS], ids=str)
def test_the_contract_document_reads_back(field: dict[str, Any], constraints: dict[str, Any]) -> None:
    contract = one({**field, "constraints": constraints}, primaryKey=[] if field["type"] == "list" else "a").contract
    document = json.loads(json.dumps(contract.to_document()))
    check_against_meta_schema(document)
    assert Contract.from_document(document) == contract
    assert Contract.from_document(document).digest == contract.digest


def test_no_row_is_judged_by_words_but_they_are_named() -> None:
    document = package(
        {"name": "x", "schema": {"fields": [{"name": "a", "example": "1"}], "x": 1}, "sources": []},
        contributors=[],
        keywords=["beds"],
        version="7",
    )
    imported = import_table_schema(document)
    words = {item.pointer: item.parameters["properties"] for item in imported.lost if item.message_id == "lost-words"}
    assert words == {
        "/resources/0/schema/fields": ["example"],
        "/resources/0/schema": ["x"],
        "/resources/0": ["sources"],
        "": ["contributors", "keywords"],
        "/version": "version",
    }
    assert not lost(imported)


def test_json_says_itself_what_its_cells_are(tmp_path: Path) -> None:
    fields = [
        {"name": "yes", "type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]},
        {"name": "list", "type": "list"},
        {"name": "year", "type": "year"},
        {"name": "money", "type": "number", "bareNumber": False, "decimalChar": ","},
        {"name": "day", "type": "date"},
        {"name": "more", "type": "object"},
        {"name": "any", "type": "any"},
    ]
    row = {"yes": True, "list": ["a,b", "c"], "year": 2026, "money": 1.5, "day": "2026-03-02"}
    row |= {"more": {"a": [1]}, "any": 5}
    path = tmp_path / "x.json"
    path.write_text(json.dumps([row, {**row, "yes": "ya"}, {**row, "year": 20260}]), "utf-8")
    imported = import_table_schema({"fields": fields})
    assert broken(path, imported) == {2: {"type"}, 3: {"maximum"}}
    first = adapt(path, to=imported).to_records()[0]
    assert (first["yes"], first["list"], first["year"], first["money"]) == (True, ["a,b", "c"], 2026, 1.5)
    assert (json.loads(first["more"]), first["any"]) == ({"a": [1]}, "5")
    assert adapt([row], to=imported).to_records() == [first]


def test_a_zone_given_with_the_data_wins_over_that_of_the_import() -> None:
    imported = import_table_schema({"fields": [{"name": "t", "type": "datetime"}]})
    (row,) = adapt([{"t": "2026-01-01T07:00:00"}], to=imported, zone="Asia/Jakarta").to_records()
    assert row["t"].hour == 0
